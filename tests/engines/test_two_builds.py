"""Two builds at a time: the later one writes what is remembered, the earlier one says so."""

import threading
import time
from collections.abc import Callable

import pytest

from harness.engines import DbtFailedError, Engine
from harness.histories import IDENTITY_MODELS, STATE_MODELS, forget, named, write_world
from kindred.connection import Warehouse

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


def test_the_earlier_build_stops_before_it_writes(postgres: Engine) -> None:
    before = {name: postgres.rows(name, layer) for name, layer in STATE_MODELS.items()}
    assert len(claims(postgres)) == 1
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
        other.execute(f"update {claim} set build_id = '{OTHER_BUILD}'")
        other.execute("commit")
    finally:
        other.close()
        watcher.close()
    earlier.join(PATIENCE_SECONDS)
    assert not earlier.is_alive()
    assert len(told) == 1
    assert "Another build of the schema" in told[0]
    assert "Let one build end before the next begins" in told[0]
    after = {name: postgres.rows(name, layer) for name, layer in STATE_MODELS.items()}
    assert after == before

    # whoever comes next has the claim, and makes up for it
    postgres.dbt("run", "--select", *IDENTITY_MODELS)
    assert claims(postgres) != [OTHER_BUILD]
    assert len(postgres.rows("customer_crosswalk")) == 3


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
