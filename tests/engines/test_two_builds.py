"""Two builds at a time: the second one is refused, or the earlier one stops and says so."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from harness.engines import DbtFailedError, Engine
from harness.histories import IDENTITY_MODELS, STATE_MODELS, forget, named, write_world
from harness.shelf import Shelf
from kindred.claim import claimed
from kindred.connection import Warehouse
from kindred.dbt_runner import environment
from kindred.errors import EngineError

OTHER_BUILD = "ffffffff-0000-4000-8000-000000000000"
PATIENCE_SECONDS = 120


@pytest.fixture(params=["postgres"])
def postgres(request: pytest.FixtureRequest, workbench_named: Callable[[str], Engine]) -> Engine:
    """Identity on PostgreSQL, built once over one customer."""
    here = workbench_named(request.param)
    forget(here)
    write_world(here, named([{1, 2}]))
    here.dbt("run", "--select", *IDENTITY_MODELS)
    return here


def claims(engine: Engine) -> list[str]:
    return [row["build_id"] for row in engine.rows("build_claims", "intermediate")]


@pytest.mark.parametrize("has_ended", [False, True], ids=["at work", "ended"])
def test_the_earlier_build_stops_before_it_writes(has_ended: bool, postgres: Engine) -> None:
    before = {name: postgres.rows(name, layer) for name, layer in STATE_MODELS.items()}
    assert claims(postgres) == [], "a build that has ended holds no claim"
    write_world(postgres, named([{1, 2}, {3}]))
    told: list[str] = []

    def build() -> None:
        try:
            postgres.dbt("run", "--select", *IDENTITY_MODELS)
        except DbtFailedError as error:
            told.append(str(error))

    # opened before the build begins, since both set the environment of the process
    other, watcher = postgres.connect(), postgres.connect()
    try:
        # the build waits for a table that it reads, until the other has begun
        other.execute("begin")
        other.execute(f"lock table {postgres.table('int_records_clustered', 'intermediate')}")
        earlier = threading.Thread(target=build)
        earlier.start()
        wait_for_a_lock(watcher)
        claim = postgres.table("build_claims", "intermediate")
        # a build that has ended leaves no row
        other.execute(
            f"delete from {claim}" if has_ended
            else f"update {claim} set build_id = '{OTHER_BUILD}'"
        )  # fmt: skip
        other.execute("commit")
    finally:
        other.close()
        watcher.close()
    earlier.join(PATIENCE_SECONDS)
    assert not earlier.is_alive()
    assert len(told) == 1
    assert "Another build of the schema" in told[0]
    assert ("began and ended while this one was running" in told[0]) == has_ended
    assert "et one build end before the next begins" in told[0]
    after = {name: postgres.rows(name, layer) for name, layer in STATE_MODELS.items()}
    assert after == before

    # whoever comes next has the claim, and makes up for it
    postgres.dbt("run", "--select", *IDENTITY_MODELS)
    assert claims(postgres) != [OTHER_BUILD]
    assert len(postgres.rows("customer_crosswalk")) == 3


# A build in a process of its own, by dbt alone or under the session that kindred build holds.
_BUILD = """
import contextlib, json, sys
from pathlib import Path
from harness.engines import Engine
from harness.shelf import Shelf
from kindred.claim import claimed
from kindred.connection import read_profile
from kindred.dbt_runner import environment
told = json.loads(sys.argv[1])
Engine.shelf = Shelf(Path(told["shelf"]))
elder = Engine("postgres", Path(told["directory"]), told["variables"], told["elder_schema"])
engine = elder.sibling(told["schema"])
session = {}
with contextlib.ExitStack() as stack:
    if told["is_held"]:
        stack.enter_context(environment(told["variables"]))
        settings = read_profile(engine.project.directory, "postgres")
        session = stack.enter_context(claimed(settings))
    stack.enter_context(environment(session))
    engine.dbt("run", "--select", *told["models"])
"""


@contextmanager
def another_build(
    engine: Engine, shelf: Shelf, is_held: bool, directory: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A build in another process, at a table that it reads, which it cannot have until the
    block ends."""
    variables = {key: value for key, value in engine._environment.items() if key[:2] == "PG"}
    told = {
        "shelf": str(shelf.directory), "directory": str(directory), "variables": variables,
        "elder_schema": "kindred_bench", "schema": engine.schema, "is_held": is_held,
        "models": IDENTITY_MODELS,
    }  # fmt: skip
    blocker, watcher = engine.connect(), engine.connect()
    process = None
    try:
        blocker.execute("begin")
        blocker.execute(f"lock table {engine.table('int_records_clustered', 'intermediate')}")
        tests = Path(__file__).resolve().parents[1]
        paths = [str(tests), str(tests.parent / "scripts")]
        process = subprocess.Popen(
            [sys.executable, "-c", _BUILD, json.dumps(told)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stderr=subprocess.PIPE,
        )
        wait_for_a_lock(watcher)
        yield process
    finally:
        blocker.execute("commit")
        blocker.close()
        watcher.close()
        if process is not None and process.poll() is None:
            try:
                process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.mark.parametrize("is_held", [True, False], ids=["kindred build", "dbt build"])
def test_a_second_build_is_refused_until_the_first_has_ended(
    is_held: bool, postgres: Engine, shelf: Shelf, tmp_path: Path
) -> None:
    before = {name: postgres.rows(name, layer) for name, layer in STATE_MODELS.items()}
    write_world(postgres, named([{1, 2}, {3}]))
    with another_build(postgres, shelf, is_held, tmp_path) as first:
        # one that is let in comes to the locked table too
        patience = environment({"PGOPTIONS": "-c lock_timeout=20s"})
        with patience, pytest.raises(DbtFailedError) as caught:
            postgres.dbt("run", "--select", *IDENTITY_MODELS)
        told = str(caught.value)
        assert f"Another build of the schema {postgres.schema}, which began at 20" in told
        assert "Nothing was built. Let it end, and build again." in told
        assert "select pg_terminate_backend(pid)" in told
        # the advice finds the session that works, too, and not only the one that is held
        [advised] = re.findall(r"from pg_stat_activity where application_name in \(.+?\)", told)
        found = {name for (name,) in postgres.query(f"select application_name {advised}")}
        [build_id] = claims(postgres)
        assert f"kindred {build_id}" in found
        assert len(found) == (2 if is_held else 1)
        assert any(name.startswith("kindred build ") for name in found) == is_held
        after = {name: postgres.rows(name, layer) for name, layer in STATE_MODELS.items()}
        assert after == before
        assert first.poll() is None
    assert first.stderr is not None
    assert first.wait() == 0, first.stderr.read().decode()
    assert len(postgres.rows("customer_crosswalk")) == 3
    assert claims(postgres) == []


@pytest.mark.parametrize("is_held", [True, False], ids=["kindred build", "dbt build"])
def test_a_build_that_was_killed_keeps_nobody_out(
    is_held: bool, postgres: Engine, shelf: Shelf, tmp_path: Path
) -> None:
    write_world(postgres, named([{1, 2}, {3}]))
    with another_build(postgres, shelf, is_held, tmp_path) as first:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert len(claims(postgres)) == 1
    # what it was about to read is free now, and nobody cleans up behind it
    postgres.dbt("run", "--select", *IDENTITY_MODELS)
    assert len(postgres.rows("customer_crosswalk")) == 3
    assert claims(postgres) == []


def test_a_claim_that_is_held_is_told(postgres: Engine) -> None:
    """A build whose own session was ended may have one that writes all the same."""
    claim = postgres.table("build_claims", "intermediate")
    other = postgres.connect()
    try:
        other.execute("begin")
        other.execute(f"lock table {claim} in share mode")
        patience = environment({"PGOPTIONS": "-c lock_timeout=2s"})
        with patience, pytest.raises(DbtFailedError) as caught:
            postgres.dbt("run", "--select", *IDENTITY_MODELS)
    finally:
        other.execute("rollback")
        other.close()
    told = str(caught.value)
    assert "could not claim the schema" in told
    assert "Nothing was built. Let it end, and build again." in told
    assert claims(postgres) == []


def test_a_duckdb_file_in_use_is_told_before_dbt_begins(tmp_path: Path) -> None:
    path = tmp_path / "local.duckdb"
    duckdb.connect(str(path)).close()
    hold = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); "
    other = subprocess.Popen(
        [sys.executable, "-c", hold + "sys.stdin.read()", str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(EngineError) as caught, claimed({"type": "duckdb", "path": str(path)}):
            pass
    finally:
        other.communicate(b"")
    told = str(caught.value)
    assert f"{path} cannot be opened by DuckDB" in told
    assert "let it end" in told
    assert f"PID {other.pid}" in told
    with claimed({"type": "duckdb", "path": str(path)}) as session:
        assert session == {}


def wait_for_a_lock(warehouse: Warehouse) -> None:
    """Until some connection to the server waits for a lock."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if warehouse.execute("select 1 from pg_locks where not granted"):
            return
        time.sleep(0.05)
    raise AssertionError("the build has not come to the locked table")


def test_a_run_that_remembers_nothing_claims_nothing(
    workbench_named: Callable[[str], Engine],
) -> None:
    here = workbench_named("duckdb")
    forget(here)
    write_world(here, named([{1}]))
    here.dbt("run", "--select", *IDENTITY_MODELS)
    first = claims(here)
    here.dbt("run", "--select", "customer_crosswalk_history")
    assert claims(here) == first
    here.dbt("run", "--select", "identity_events")
    assert len(claims(here)) == 1
    assert claims(here) != first
