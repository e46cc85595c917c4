"""Invariant 12: a build killed at any moment and started again ends as if never killed."""

import random
from collections import Counter
from collections.abc import Callable

import pytest

from harness.engines import DbtFailedError, Engine
from harness.histories import IDENTITY_MODELS, Registry, forget, random_history, write_world
from harness.kills import KILLED_SESSION, killed_before
from kindred.audit import verify_table

SEED = 33
STEPS = 6
KILLS = 2


@pytest.fixture(params=["duckdb", "postgres"])
def killed_engine(request: pytest.FixtureRequest, engine_named: Callable[[str], Engine]) -> Engine:
    here = engine_named(request.param).sibling("kindred_killed", settings=KILLED_SESSION)
    forget(here)
    return here


def test_ids_and_their_log_do_not_know_of_kills(killed_engine: Engine) -> None:
    """Every build of a random history is killed before two statements, anywhere in it."""
    print(f"seed {SEED}")
    here, generator, registry = killed_engine, random.Random(SEED), Registry()
    build = ("run", "--select", *IDENTITY_MODELS)
    seen = 0
    write_world(here, {1: 1})
    with killed_before(None) as told:
        here.dbt(*build)
    registry.take({1: 1}, {1: here.rows("customer_crosswalk")[0]["customer_id"]})
    expected = registry.events
    places = set()
    for step, clusters in enumerate([{1: 1}, *random_history(generator, STEPS)]):
        write_world(here, clusters, shuffle=step)
        for number in generator.sample(range(1, told.count + 1), KILLS if step else 0):
            with killed_before(number) as kill, pytest.raises(DbtFailedError):
                here.dbt(*build)
            assert kill.is_killed
            print(f"step {step}, statement {number}: {kill.last}")
            places.add(kill.last)
        here.dbt(*build)
        found = {
            row["record_key"]: row["customer_id"]
            for row in here.rows("int_customers_assigned", "intermediate")
        }
        assert registry.take(clusters, found) == found, f"step {step}"
        expected += registry.events
        log = sorted(here.rows("identity_events"), key=lambda row: row["event_number"])
        names = ("event_type", "from_customer_id", "customer_id", "record_count")
        written = Counter(tuple(row[name] for name in names) for row in log[seen:])
        assert written == expected, f"step {step}"
        seen = len(log)
        expected = Counter()
        warehouse = here.connect()
        try:
            verify_table(warehouse, here.schema)
        finally:
            warehouse.close()
    assert len(places) > STEPS
