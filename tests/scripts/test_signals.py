"""A signal ends a run like Ctrl-C: everything private is removed first."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kindred.signals import Interruption, ending_signals_raised, ignore_ending_signals


def interrupted_run(directory: Path, project: Path, number: int, moment: str) -> tuple[int, str]:
    """Resolve a small file, send the signal when a progress line says the moment."""
    (directory / "people.csv").write_text("record_id,email\n1,secret@mail.example\n")
    (directory / "scratch").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "kindred", "resolve", "people.csv", "--out", "out"],
        cwd=directory,
        env={
            **os.environ,
            "PYTHONPATH": str(project / "scripts"),
            "TMPDIR": str(directory / "scratch"),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    told = ""
    for line in process.stderr:
        told += line
        if moment in line:
            break
    assert list((directory / "scratch").glob("kindred-*/local.duckdb")), told
    process.send_signal(number)
    _, rest = process.communicate(timeout=120)
    return process.returncode, rest


@pytest.mark.parametrize(
    ("name", "moment", "exit_code"),
    [
        ("SIGHUP", "read 1 records", 129),
        ("SIGINT", "read 1 records", 130),
        ("SIGTERM", "read 1 records", 143),
        pytest.param("SIGTERM", "int_records_unioned", 143, marks=pytest.mark.slow),
    ],
)
def test_a_signal_leaves_no_records_behind(
    name: str, moment: str, exit_code: int, tmp_path: Path, project_directory: Path
) -> None:
    number = signal.Signals[name]
    returned, told = interrupted_run(tmp_path, project_directory, number, moment)
    assert returned == exit_code, told
    assert "Error: interrupted" in told
    assert "Traceback" not in told
    assert list((tmp_path / "scratch").iterdir()) == []
    assert list((tmp_path / "out").glob("*")) == []


def test_a_signal_raises_and_the_old_handler_comes_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with ending_signals_raised() as received, pytest.raises(Interruption):
        signal.raise_signal(signal.SIGTERM)
    assert received == [signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) == before


def test_cleanup_is_not_interrupted() -> None:
    with ending_signals_raised() as received:
        ignore_ending_signals()
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
    assert received == []


def test_outside_of_a_run_nothing_is_ignored() -> None:
    before = signal.getsignal(signal.SIGINT)
    ignore_ending_signals()
    assert signal.getsignal(signal.SIGINT) == before


def test_what_nohup_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ending_signals_raised() as received:
            signal.raise_signal(signal.SIGHUP)
        assert received == []
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
