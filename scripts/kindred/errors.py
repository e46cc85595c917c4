"""What can go wrong, as one sentence for the person at the keyboard and an exit code."""

EXIT_FAILED = 1
EXIT_INPUT = 3
EXIT_ENGINE = 4
EXIT_SIGNAL = 128
"""Plus the number of the signal that ended the run, as shells have it."""
EXIT_INTERRUPTED = 130


class KindredError(Exception):
    """A failure that is told in one message, without a stack trace.

    The message says what is wrong, where, and how to mend it.
    """

    exit_code = EXIT_FAILED


class InputError(KindredError):
    """The file that was given cannot be read as records; names the column and row."""

    exit_code = EXIT_INPUT


class EngineError(KindredError):
    """The target is unknown, not installed, or does not answer."""

    exit_code = EXIT_ENGINE


class BuildError(KindredError):
    """A dbt model or test failed; names it, and the log that tells the rest."""

    exit_code = EXIT_FAILED
