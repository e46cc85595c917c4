"""Invariant 4: ids last, and whatever changes them is in the log; against plain Python."""

import random
from collections import Counter, defaultdict
from typing import Any

import pytest

from harness.engines import Engine
from harness.histories import (
    IDENTITY_MODELS,
    Clusters,
    Registry,
    forget,
    named,
    random_history,
    write_world,
)
from kindred.audit import verify_table

SEEDS = [11, 12]


def run(engine: Engine, clusters: Clusters, *options: str, shuffle: int = 0) -> dict[int, str]:
    """One run of identity on a state of the world; returns record key to customer_id."""
    write_world(engine, clusters, shuffle)
    engine.dbt("run", "--select", *IDENTITY_MODELS, *options)
    return given(engine)


def given(engine: Engine) -> dict[int, str]:
    rows = engine.rows("customer_crosswalk")
    return {int(row["source_record_id"]): row["customer_id"] for row in rows}


def events(engine: Engine) -> list[dict[str, Any]]:
    return sorted(engine.rows("identity_events"), key=lambda row: row["event_number"])


def verify_chain(engine: Engine) -> None:
    warehouse = engine.connect()
    try:
        verify_table(warehouse, engine.schema)
    finally:
        warehouse.close()


def survivors_of(log: list[dict[str, Any]], stays: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Every ended customer to the living ones, from the log's merges and the records."""
    present: dict[int, str] = {}
    latest: dict[int, tuple[int, str]] = {}
    for stay in stays:
        if stay["to_run"] is None:
            present[stay["record_key"]] = stay["customer_id"]
        latest[stay["record_key"]] = max(
            latest.get(stay["record_key"], (0, "")), (stay["from_run"], stay["customer_id"])
        )
    living = set(present.values())
    merged_in = {
        row["from_customer_id"]: row["run_number"] for row in log if row["event_type"] == "merged"
    }
    found: dict[str, set[str]] = {}

    def follow(customer: str) -> set[str]:
        if customer in living:
            return {customer}
        if customer not in merged_in:
            return set()
        heirlooms = {
            stay["record_key"]
            for stay in stays
            if stay["from_customer_id"] == customer and stay["from_run"] >= merged_in[customer]
        }
        here = {present[record] for record in heirlooms if record in present}
        if here:
            return here
        return set().union(*(follow(latest[record][1]) for record in heirlooms))

    for stay in stays:
        if stay["customer_id"] not in living:
            found[stay["customer_id"]] = follow(stay["customer_id"])
    return found


def check_redirects(engine: Engine) -> None:
    stays = engine.rows("int_customer_stays_recorded", "intermediate")
    found: dict[str, set[str]] = defaultdict(set)
    for row in engine.rows("customer_id_redirects"):
        survivor = row["survivor_customer_id"]
        found[row["customer_id"]] |= {survivor} if survivor else set()
        assert (row["retired_at"] is None) == (survivor is not None)
    assert dict(found) == survivors_of(events(engine), stays)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_history_equals_the_reference(seed: int, duckdb_workbench: Engine) -> None:
    print(f"seed {seed}")
    here = duckdb_workbench
    forget(here)
    registry = Registry()
    seen = 0
    kinds: Counter[str] = Counter()
    for step, clusters in enumerate(random_history(random.Random(seed), 9)):
        found = run(here, clusters, shuffle=step)
        assert registry.take(clusters, found) == found
        log = events(here)
        written = Counter(
            (row["event_type"], row["from_customer_id"], row["customer_id"], row["record_count"])
            for row in log[seen:]
        )
        assert written == registry.events, f"step {step}"
        assert {row["run_number"] for row in log[seen:]} <= {registry.run}
        kinds.update(row["event_type"] for row in log[seen:])
        seen = len(log)
        check_redirects(here)
    verify_chain(here)
    assert {"created", "restored", "retired", "merged", "split"} <= set(kinds)


# Every kind of event, in three runs.
SHORT_HISTORY = [
    [{1, 2, 3}, {4, 5}, {6}, {7, 8, 9}],
    [{1, 2, 3, 4, 5}, {7, 8}, {9, 10}],
    [{1, 2}, {3, 4}, {6}, {7}, {8, 9, 10}],
]


def play_short_history(engine: Engine) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    forget(engine)
    for groups in SHORT_HISTORY:
        run(engine, named(groups))
    check_redirects(engine)
    verify_chain(engine)
    return events(engine), sorted(engine.rows("customer_id_redirects"), key=repr)


def test_a_short_history_reads_as_it_went(duckdb_workbench: Engine) -> None:
    log, _ = play_short_history(duckdb_workbench)

    def plain(number: int) -> str:
        return f"cus_{number:015x}"

    told = [
        (row["run_number"], row["event_type"], row["from_customer_id"], row["customer_id"])
        for row in log
    ]
    third = [row for row in told if row[0] == 3]
    assert told[:4] == [(1, "created", None, plain(n)) for n in (1, 4, 6, 7)]
    assert told[4:8] == [
        (2, "merged", plain(4), plain(1)),
        (2, "retired", None, plain(6)),
        (2, "created", None, plain(9)),
        (2, "split", plain(7), plain(9)),
    ]
    assert third == [
        (3, "created", None, plain(3)),
        (3, "split", plain(1), plain(3)),
        (3, "restored", None, plain(6)),
        (3, "moved", plain(7), plain(9)),
    ]


@pytest.mark.parametrize("engine_name", ["postgres", "spark"])
def test_engine_tells_the_history_of_duckdb(
    engine_name: str, duckdb_workbench: Engine, workbench_named: Any
) -> None:
    expected = play_short_history(duckdb_workbench)
    assert play_short_history(workbench_named(engine_name)) == expected
