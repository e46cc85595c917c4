"""Progress and notices on standard error; standard output is for data alone."""

import time

import click


class Console:
    """Writes lines to standard error, each with the seconds since the start."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._started = time.monotonic()

    @property
    def elapsed_seconds(self) -> float:
        """Seconds since this console was made."""
        return time.monotonic() - self._started

    def progress(self, message: str) -> None:
        """Tell what is happening; silent when quiet."""
        if not self._quiet:
            click.echo(f"{self.elapsed_seconds:6.1f} s  {message}", err=True)

    def notice(self, message: str) -> None:
        """Tell what the user should know, even when quiet."""
        click.echo(f"Notice: {message}", err=True)
