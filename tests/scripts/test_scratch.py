"""What a run that was killed outright leaves, and what the next one does about it."""

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from harness.engines import Engine
from kindred.connection import SparkWarehouse, connected, read_profile
from kindred.console import Console
from kindred.dbt_runner import environment
from kindred.scratch import scratch_directory, scratch_schemas

RUN = """
import time
from kindred.console import Console
from kindred.scratch import scratch_directory
with scratch_directory(Console()) as folder:
    (folder / "records.csv").write_text("Ada")
    print(folder, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place where scratch folders are made."""
    place = tmp_path / "scratch"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setenv("TMPDIR", str(place))
    return place


def test_a_folder_goes_with_its_block(scratch: Path) -> None:
    with scratch_directory(Console()) as folder:
        assert list(scratch.iterdir()) == [folder]
    assert list(scratch.iterdir()) == []


def test_the_next_run_removes_what_a_killed_one_left(
    scratch: Path, project_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (scratch / "kindred-notes").mkdir()
    (scratch / "kindred-notes" / "mine.txt").write_text("nobody's lock")
    with subprocess.Popen(
        [sys.executable, "-c", RUN],
        cwd=project_directory / "scripts",
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        left = Path(process.stdout.readline().strip())
        with scratch_directory(Console()):
            assert (left / "records.csv").is_file(), "its run is at work"
        assert capsys.readouterr().err == ""
        process.send_signal(signal.SIGKILL)
    assert (left / "records.csv").is_file()
    with scratch_directory(Console()) as own, scratch_directory(Console()) as other:
        assert set(scratch.iterdir()) == {own, other, scratch / "kindred-notes"}
    assert [path.name for path in scratch.iterdir()] == ["kindred-notes"]
    assert f"Notice: removed {left}, which a run that was killed" in capsys.readouterr().err


def test_a_link_is_not_followed(
    scratch: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "lock.kindred").touch()
    (scratch / "kindred-link").symlink_to(tmp_path / "kept")
    with scratch_directory(Console()):
        pass
    assert (tmp_path / "kept" / "lock.kindred").exists()
    assert capsys.readouterr().err == ""


def test_a_server_does_not_end_the_session_that_keeps_the_lock(
    postgres: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work, own = "kindred_diff_00000000000d", "kindred_diff_00000000000e"
    with environment(postgres._environment):
        settings = read_profile(postgres.project.directory, "postgres")
    monkeypatch.setenv("PGOPTIONS", "-c idle_session_timeout=300ms")
    with connected(settings) as warehouse:
        assert warehouse.execute("show idle_session_timeout") == [("300ms",)]
    find = f"select 1 from pg_namespace where nspname = '{at_work}'"
    with scratch_schemas(settings, at_work, Console()):
        postgres.query(f"create schema {at_work}")
        time.sleep(1)
        with scratch_schemas(settings, own, Console()):
            assert postgres.query(find) == [(1,)]
    assert postgres.query(find) == []


def test_databases_that_are_left_in_spark_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Spark itself takes half a minute to start: a session that lists these stands in."""
    left = "kindred_diff_0123456789ab"
    databases = [("default",), ("kindred_notes",), (left,), (f"{left}_intermediate",)]

    class Session(SparkWarehouse):
        def __init__(self) -> None:
            pass

        def execute(self, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
            return databases if sql == "show databases like 'kindred*'" else []

    monkeypatch.setattr("kindred.connection.connect", lambda _: Session())
    with scratch_schemas({"type": "spark"}, "kindred_diff_00000000000f", Console()):
        told = capsys.readouterr().err
    assert told.count("Notice: ") == 1
    assert f"The databases {left}* are those of another run" in told
