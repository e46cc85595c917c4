"""Invariant 12: a build killed at any moment and started again ends as if never killed."""

import contextlib
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.engines import DbtFailedError, Engine
from harness.histories import (
    IDENTITY_MODELS,
    STATE_MODELS,
    Registry,
    forget,
    join_customers,
    random_history,
    write_world,
)
from harness.kills import KILLED_SESSION, Statements, killed_before
from kindred.audit import verify_table

SEED = 33
STEPS = 4
# the last statements of a model that writes a state, each killed in turn
LAST_STATEMENTS = {"duckdb": 5, "postgres": 3}
OTHER_STATES = {
    "identity_event_seals": None,
    "int_household_stays_recorded": "intermediate",
    "int_account_members_recorded": "intermediate",
    "int_account_stays_recorded": "intermediate",
    "review_items": None,
    "identity_metrics": None,
    "int_quality_recorded": "intermediate",
}


@pytest.fixture(params=["duckdb", "postgres"])
def killed_engine(request: pytest.FixtureRequest, engine_named: Callable[[str], Engine]) -> Engine:
    here = engine_named(request.param).sibling("kindred_killed", settings=KILLED_SESSION)
    forget(here)
    return here


def test_ids_and_their_log_do_not_know_of_kills(killed_engine: Engine) -> None:
    """The builds of a random history are killed before each of the last statements that write
    what identity remembers, the swap among them, and before others anywhere."""
    print(f"seed {SEED}")
    here, generator, registry = killed_engine, random.Random(SEED), Registry()
    write_world(here, {1: 1})
    _build(here)
    first = {1: here.rows("customer_crosswalk")[0]["customer_id"]}
    registry.take({1: 1}, first)
    expected = registry.events
    with killed_before(None) as all_of_it:
        _build(here)
    points: list[tuple[str | None, int]] = [
        (None, number) for number in generator.sample(range(1, all_of_it.count + 1), STEPS)
    ]
    for model in STATE_MODELS:
        with killed_before(None, model) as told:
            _build(here)
        points += [(model, number) for number in told.writes()[-LAST_STATEMENTS[here.name] :]]
    generator.shuffle(points)
    seen, places = 0, set()
    for step, clusters in enumerate(random_history(generator, STEPS)):
        write_world(here, clusters, shuffle=step)
        for model, number in points[step::STEPS]:
            with killed_before(number, model) as kill, contextlib.suppress(DbtFailedError):
                _build(here)
            print(f"step {step}, statement {number}: {kill.killed}")
            places.add(kill.killed)
        _build(here)
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
        seen, expected = len(log), Counter()
        warehouse = here.connect()
        try:
            verify_table(warehouse, here.schema)
        finally:
            warehouse.close()
    # what a build that was killed has done already, the next one may leave out
    assert len(places - {None}) > len(points) / 2


def test_what_else_is_remembered_does_not_know_of_kills(
    duckdb_demo: Engine, tmp_path: Path
) -> None:
    """When every two of the demo's customers have become one, a build is killed before one of
    the last statements of each model that remembers, and ends as one that nobody killed."""
    print(f"seed {SEED}")
    generator = random.Random(SEED)
    whole, killed = (duckdb_demo.copied(tmp_path / name) for name in ("whole", "killed"))
    for engine in (whole, killed):
        join_customers(engine, 2)
    with killed_before(None) as told:
        _build_states(whole)
    points = []
    for model in OTHER_STATES:
        own = Statements([sent for sent in told.sent if sent[0] == model])
        points.append((model, generator.choice(own.writes()[-4:])))
    places = set()
    for model, number in points:
        with killed_before(number, model) as kill, contextlib.suppress(DbtFailedError):
            _build_states(killed)
        print(f"statement {number} of {model}: {kill.killed}")
        places.add(kill.killed)
    _build_states(killed)
    assert len(places - {None}) == len(points)
    for model, layer in OTHER_STATES.items():
        expected = Counter(map(repr, whole.rows(model, layer)))
        assert len(expected) > 1
        assert Counter(map(repr, killed.rows(model, layer))) == expected, model


def _build(engine: Engine) -> None:
    engine.dbt("run", "--select", *IDENTITY_MODELS)


def _build_states(engine: Engine) -> None:
    engine.dbt(
        "run", "--select", *(f"int_records_clustered+,+{model}" for model in OTHER_STATES),
        "--exclude", "int_records_clustered", "int_arcs_walked",
        variables={"as_of": "2025-07-02 03:15:00"}, parsed_with={},
    )  # fmt: skip
