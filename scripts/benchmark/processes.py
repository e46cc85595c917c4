"""Run a command in a process of its own and measure it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """What one process took.

    Attributes:
        seconds: Wall time from start to end.
        processor_seconds: Time that processors worked for it, which other processes on the
            machine do not stretch as they do the wall time.
        peak_mebibytes: The largest resident set of the process.
        output: Its standard output.
        progress: Its standard error.
    """

    seconds: float
    processor_seconds: float
    peak_mebibytes: float
    output: str
    progress: str


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Measured:
    """Run a command to its end.

    Raises:
        RuntimeError: It failed; the message ends with the last lines that it wrote.
    """
    with tempfile.TemporaryDirectory() as scratch:
        output, progress = Path(scratch, "output"), Path(scratch, "progress")
        with output.open("w") as out, progress.open("w") as err:
            started = time.monotonic()
            process = subprocess.Popen(
                command, stdout=out, stderr=err, env={**os.environ, **(environment or {})}
            )
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - started
            process.returncode = os.waitstatus_to_exitcode(status)
        told = progress.read_text("utf-8", errors="replace")
        if process.returncode != 0:
            last_lines = "\n".join(told.splitlines()[-15:])
            raise RuntimeError(f"{' '.join(command)} failed:\n{last_lines}")
        # Linux counts in kibibytes, macOS in bytes
        unit = 2**20 if sys.platform == "darwin" else 2**10
        return Measured(
            seconds=seconds,
            processor_seconds=usage.ru_utime + usage.ru_stime,
            peak_mebibytes=usage.ru_maxrss / unit,
            output=output.read_text("utf-8"),
            progress=told,
        )
