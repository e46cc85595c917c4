"""Household ids last as customer ids do, against plain Python, and the log tells their life."""

import datetime
import hashlib
import random
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from harness.engines import Engine
from harness.histories import (
    Clusters,
    Registry,
    Replay,
    forget,
    named,
    random_history,
    typed_select,
)

HOUSEHOLD_MODELS = (
    "int_households_claimed",
    "int_household_stays_recorded",
    "household_members",
    "household_events",
)
FIRST_MOMENT = datetime.datetime(2030, 1, 1)


class HouseholdReplay(Replay):
    """The same for the models of households."""

    MODELS = HOUSEHOLD_MODELS
    STATES: Mapping[str, str | None] = {"int_household_stays_recorded": "intermediate"}


def key_of(customer_id: str) -> int:
    return int(hashlib.md5(customer_id.encode()).hexdigest()[:15], 16)


def write_homes(engine: Engine, groups: list[set[str]], shuffle: int = 0) -> Clusters:
    """Put customers who live together where the models of households read them; returns
    them as clusters of customer keys."""
    order = sorted(customer for group in groups for customer in group)
    random.Random(shuffle).shuffle(order)
    clusters = named([{key_of(customer) for customer in group} for group in groups])
    sizes = Counter(clusters.values())
    tables: dict[str, tuple[dict[str, type], list[tuple[object, ...]]]] = {
        "int_customers_assigned": (
            {"record_key": int, "customer_id": str},
            [(key_of(customer) + 1, customer) for customer in order],
        ),
        "int_households_labelled": (
            {"node_key": int, "group_key": int},
            [(key, group) for key, group in clusters.items() if sizes[group] > 1],
        ),
        "int_homes_dated": (
            {"customer_key": int, "customer_id": str, "place_key": int, "is_current": bool,
             "lived_from": datetime.datetime, "lived_to": datetime.datetime},
            [(key_of(customer), customer, clusters[key_of(customer)], True, None, None)
             for customer in order],
        ),
        "int_household_ties_found": (
            {"left_key": int, "right_key": int, "place_key": int, "edge_type": str, "tie": str,
             "together_from": datetime.datetime, "together_to": datetime.datetime},
            [(group, key, group, "present", "phone", None, None)
             for key, group in clusters.items() if key != group],
        ),
        "int_customer_ids_followed": ({"customer_id": str, "next_customer_id": str}, []),
    }  # fmt: skip
    warehouse = engine.connect()
    try:
        warehouse.execute(f"create schema if not exists {engine.schema}_intermediate")
        for name, (columns, rows) in tables.items():
            table = engine.table(name, "intermediate")
            warehouse.execute(f"drop table if exists {table}")
            typed = _typed(engine, columns, rows)
            warehouse.execute(f"create table {table} as {typed}")
    finally:
        warehouse.close()
    return clusters


def _typed(engine: Engine, columns: dict[str, type], rows: list[tuple[object, ...]]) -> str:
    """typed_select for columns of moments too, which have no empty value."""
    moments = [name for name, kind in columns.items() if kind is datetime.datetime]
    plain = {name: str if name in moments else kind for name, kind in columns.items()}
    chosen = ", ".join(
        f"cast(nullif({name}, '') as timestamp) as {name}" if name in moments else name
        for name in columns
    )
    return f"select {chosen} from ({typed_select(engine, plain, rows)}) as typed"


@pytest.fixture(scope="module")
def replay(engine_named: Callable[[str], Engine]) -> HouseholdReplay:
    """The models of households on DuckDB in a schema of their own, run once by dbt."""
    here = engine_named("duckdb").sibling("kindred_households")
    write_homes(here, [{"1"}])
    forget(here, HouseholdReplay.STATES)
    here.dbt("run", "--select", *HOUSEHOLD_MODELS)
    return HouseholdReplay(here)


def households(engine: Engine) -> dict[int, str]:
    rows = engine.rows("int_household_stays_recorded", "intermediate")
    return {row["customer_key"]: row["household_id"] for row in rows if row["to_run"] is None}


def living(events: list[dict[str, Any]]) -> dict[str, int]:
    """Household to how many customers it has, by the log alone."""
    counts: Counter[str] = Counter()
    for row in sorted(events, key=lambda row: row["run_number"]):
        kind, count = row["event_type"], row["customer_count"]
        if kind in ("created", "restored"):
            counts[row["household_id"]] = count
        elif kind == "joined":
            counts[row["household_id"]] += 1
        elif kind == "left":
            counts[row["household_id"]] -= 1
        elif kind in ("merged", "gone"):
            counts[row["household_id"]] = 0
    return {household: count for household, count in counts.items() if count}


@pytest.mark.parametrize("seed", [21, 22])
def test_a_random_history_equals_the_reference(seed: int, replay: HouseholdReplay) -> None:
    """Customers come, go and come back, move together and part, and builds are killed."""
    print(f"seed {seed}")
    generator = random.Random(seed)
    here = replay.engine
    replay.clear()
    registry = Registry()
    kinds: set[str] = set()
    for step, history in enumerate(random_history(generator, 12)):
        members: dict[int, set[str]] = {}
        for record, group in history.items():
            members.setdefault(group, set()).add(f"c{record}")
        clusters = write_homes(here, list(members.values()), shuffle=step)
        if generator.random() < 0.3:
            replay.run(f"{FIRST_MOMENT + datetime.timedelta(days=step)}", stop_before=1)
        replay.run(f"{FIRST_MOMENT + datetime.timedelta(days=step)}")
        found = households(here)
        assert registry.take(clusters, found) == found, f"step {step}"
        events = here.rows("household_events")
        assert living(events) == dict(Counter(found.values())), f"step {step}"
        kinds |= {row["event_type"] for row in events}
        expected = Counter(
            (kind, group) for (kind, _, group, _), _ in registry.events.items()
            if kind in ("created", "restored")
        )  # fmt: skip
        last = max((row["run_number"] for row in events), default=0)
        if last == registry.run and registry.events:
            told = Counter(
                (row["event_type"], row["household_id"]) for row in events
                if row["run_number"] == last and row["event_type"] in ("created", "restored")
            )  # fmt: skip
            assert told == expected, f"step {step}"
    assert kinds >= {"created", "joined", "left", "merged", "split", "gone"}


def test_a_household_is_back_with_its_customers(replay: HouseholdReplay) -> None:
    replay.clear()
    for day, groups in enumerate([[{"ann", "bob"}], [{"cy"}], [{"ann", "bob"}, {"cy"}]], start=1):
        write_homes(replay.engine, groups)
        replay.run(f"2030-01-0{day} 00:00:00")
    kinds = Counter(
        (row["run_number"], row["event_type"]) for row in replay.engine.rows("household_events")
    )
    assert kinds == {
        (1, "created"): 1, (2, "created"): 1, (2, "gone"): 1, (3, "restored"): 1,
    }  # fmt: skip


def test_the_same_world_again_changes_nothing(replay: HouseholdReplay) -> None:
    replay.clear()
    found = []
    for shuffle in range(2):
        write_homes(replay.engine, [{"ann", "bob"}, {"cy"}], shuffle)
        replay.run("2030-01-01 00:00:00")
        stays = replay.engine.rows("int_household_stays_recorded", "intermediate")
        found.append(sorted(stays, key=repr))
    assert found[0] == found[1]


def test_a_full_refresh_keeps_the_ids(replay: HouseholdReplay) -> None:
    here = replay.engine
    replay.clear()
    write_homes(here, [{"ann", "bob"}, {"cy"}])
    replay.run("2030-01-01 00:00:00")
    write_homes(here, [{"ann"}, {"bob", "cy"}])
    replay.run("2030-01-02 00:00:00")
    before = households(here)
    here.dbt("run", "--select", *HOUSEHOLD_MODELS, "--full-refresh")
    assert households(here) == before
