"""The metrics of runs against plain Python, and the brake on churn."""

import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.engines import DbtFailedError, Engine
from harness.histories import IDENTITY_MODELS, join_customers, typed_select

BRAKE = "assert_identity_churn_keeps_its_limit"
MODELS = (
    *IDENTITY_MODELS,
    "int_edges_cut",
    "int_customers_measured",
    "int_matching_measured",
    "review_queue",
    "identity_metrics",
)
STATES = {
    "int_customer_stays_recorded": "intermediate",
    "identity_events": None,
    "identity_event_seals": None,
    "identity_metrics": None,
}
LET_THROUGH = {"max_identity_churn": None}


def build(engine: Engine, **variables: object) -> None:
    """A build from the clusters on, with the brake as the only data test."""
    engine.dbt(
        "build", "--select", *MODELS, BRAKE, "--indirect-selection", "empty",
        "--exclude-resource-type", "unit_test",
        variables=variables or None,
    )  # fmt: skip


def crosswalk(engine: Engine) -> dict[str, str]:
    return {row["record_id"]: row["customer_id"] for row in engine.rows("customer_crosswalk")}


def published(engine: Engine) -> dict[str, list[str]]:
    """What is remembered and what is published, each in an order of its own."""
    tables = {**STATES, "customer_crosswalk": None, "customer_id_redirects": None}
    return {name: sorted(map(repr, engine.rows(name, layer))) for name, layer in tables.items()}


def metrics(engine: Engine, run_number: int) -> dict[Any, float]:
    return {
        (row["metric"], row["dimension"]) if row["dimension"] else row["metric"]: row["value"]
        for row in engine.rows("identity_metrics")
        if row["run_number"] == run_number
    }


@pytest.fixture
def warehouse(duckdb_demo: Engine, tmp_path: Path) -> Engine:
    """A copy of the built demo that a test may change."""
    return duckdb_demo.copied(tmp_path)


def test_a_first_run_is_measured(duckdb_demo: Engine) -> None:
    """Counted once more from the crosswalk, the pairs and the log."""
    found = metrics(duckdb_demo, 1)
    customers = crosswalk(duckdb_demo)
    sizes = Counter(customers.values())
    sources = Counter(record.split(":")[0] for record in customers)
    assert found["records"] == len(customers)
    assert found["customers"] == found["created_customers"] == len(sizes)
    alone = sum(size == 1 for size in sizes.values())
    assert found["match_rate"] == round((len(customers) - alone) / len(customers), 6)
    assert found["singleton_share"] == round(alone / len(sizes), 6)
    assert found["largest_customer_records"] == max(sizes.values())
    for source, count in sources.items():
        held = {c for record, c in customers.items() if record.split(":")[0] == source}
        assert found["source_records", source] == count
        assert found["source_duplicates", source] == count - len(held)
    scored = duckdb_demo.rows("int_pairs_scored", "intermediate")
    bins = Counter(min(int(row["match_probability"] * 10), 9) for row in scored)
    assert [found["scored_pairs", f"0.{number}"] for number in range(10)] == [
        bins[number] for number in range(10)
    ]
    assert found["compared_pairs"] == len(scored)
    assert found["review_pairs"] == len(duckdb_demo.rows("review_queue"))
    assert found["cut_edges"] == len(duckdb_demo.rows("cluster_cuts"))
    assert found["max_identity_churn"] == 0.2
    # there was no run to compare with
    assert not {"moved_record_share", "score_drift"} & set(found)


def write_run(
    engine: Engine, run_number: int, probabilities: list[float], phone_share: float
) -> None:
    """What the metrics read: four records, of which the second goes from b to a in the second
    run; pairs of these match probabilities; and a level that so many matches reach."""
    stays: list[tuple[object, ...]] = [(1, "a", 1, None), (3, "b", 1, None), (4, "c", 1, None)]
    events: list[tuple[object, ...]] = [("created", 1)] * 3
    if run_number == 1:
        stays.append((2, "b", 1, None))
    else:
        stays += [(2, "b", 1, 2), (2, "a", 2, None)]
        events.append(("moved", 2))
    assigned = [
        (customer_id, "pos" if record_key == 4 else "crm")
        for record_key, customer_id, _, to_run in stays
        if to_run is None
    ]
    levels = [("email", "0", 0.5, 0.125), ("phone", "0", phone_share, 0.125)]
    tables: dict[str, tuple[dict[str, type], list[tuple[object, ...]]]] = {
        "int_pairs_blocked": ({"left_key": int, "right_key": int}, [(1, 2), (2, 3)]),
        "int_pairs_scored": ({"match_probability": float}, [(p,) for p in probabilities]),
        "int_edges_accepted": ({"left_key": int, "right_key": int}, [(2, 3)]),
        "int_edges_cut": ({"left_key": int, "right_key": int}, []),
        "int_match_weights_trained": (
            {"weight_group": str, "level_code": str, "match_share": float, "random_share": float},
            list(levels),
        ),
        "int_customers_assigned": ({"customer_id": str, "source_name": str}, list(assigned)),
        "int_customer_stays_recorded": (
            {"record_key": int, "customer_id": str, "from_run": int, "to_run": int},
            stays,
        ),
        "identity_events": ({"event_type": str, "run_number": int}, events),
        "review_queue": ({"match_probability": float}, [(0.2,)]),
        "review_items": (
            {"item_type": str, "waiting_days": int, "closed_by": str},
            [("pair", 2, None), ("conflict", 5, None), ("pair", 9, "decision")],
        ),
    }
    warehouse = engine.connect()
    try:
        for name, (columns, rows) in tables.items():
            table = engine.table(name, "intermediate" if name.startswith("int_") else None)
            warehouse.execute(f"create schema if not exists {table.split('.')[0]}")
            warehouse.execute(f"drop table if exists {table}")
            warehouse.execute(f"create table {table} as {typed_select(engine, columns, rows)}")
    finally:
        warehouse.close()


@pytest.mark.parametrize("engine_name", ["duckdb", "postgres"])
def test_a_run_is_compared_with_the_one_before(
    engine_name: str, engine_named: Callable[[str], Engine]
) -> None:
    engine = engine_named(engine_name)
    here = engine.sibling("kindred_metrics")
    models = ("int_matching_measured", "int_customers_measured", "identity_metrics")
    write_run(here, 1, [0.05, 0.05, 0.05, 0.95], phone_share=0.5)
    here.query(f"drop table if exists {here.table('identity_metrics')}")
    here.dbt("run", "--select", *models)
    first = metrics(here, 1)
    assert first["moves"] == 0
    assert first["created_customers"] == first["customers"] == 3
    assert first["match_rate"] == 0.5
    assert first["review_items", "pair"] == first["review_items", "conflict"] == 1
    assert first["review_oldest_days"] == 5
    assert first["decided_items"] == 1
    assert first["source_duplicates", "crm"] == 1
    assert first["level_weight_bits", "phone 0"] == 2
    assert not {"moved_record_share", "score_drift"} & set(first)

    write_run(here, 2, [0.05, 0.95, 0.95, 1.0], phone_share=0.25)
    here.dbt("run", "--select", *models, "--full-refresh")
    assert metrics(here, 1) == first
    second = metrics(here, 2)
    assert second["moves"] == 1
    assert second["created_customers"] == second["merges"] == 0
    assert second["moved_record_share"] == 0.25
    # a quarter of the pairs is probable before, three quarters are now
    assert second["score_drift"] == round(2 * 0.5 * math.log(0.75 / 0.25), 6)
    assert second["weight_drift_bits", "phone"] == 1
    assert second["weight_drift_bits", "email"] == 0
    assert second["level_weight_bits", "phone 0"] == 1


def test_postgres_measures_the_same(duckdb_demo: Engine, postgres_demo: Engine) -> None:
    found, expected = (
        sorted(map(repr, engine.rows("identity_metrics")))
        for engine in (postgres_demo, duckdb_demo)
    )
    assert found == expected


@pytest.mark.slow
def test_a_run_that_moves_most_records_stops_until_it_is_let_through(warehouse: Engine) -> None:
    before, ids = published(warehouse), crosswalk(warehouse)
    join_customers(warehouse, 3)
    with pytest.raises(DbtFailedError) as caught:
        build(warehouse)
    told = str(caught.value)
    assert f"of the {len(ids)} records that were there before" in told, told
    assert "above max_identity_churn (0.2)" in told
    assert "dbt build --vars '{max_identity_churn: null}'" in told
    assert published(warehouse) == before, "the state or a mart was written"

    build(warehouse, **LET_THROUGH)
    after = crosswalk(warehouse)
    moved = sum(after[record] != ids[record] for record in ids) / len(ids)
    assert moved > 0.4
    assert f"a share of {round(moved, 4)}" in told
    ended = set(ids.values()) - set(after.values())
    assert len(ended) > 0.6 * len(set(ids.values()))
    found = metrics(warehouse, 2)
    assert found["moved_record_share"] == round(moved, 6)
    assert found["max_identity_churn"] == 1
    assert found["merges"] == len(ended)
    assert found["created_customers"] == found["splits"] == found["moves"] == 0
    # the same pairs, scored with the same weights
    assert found["score_drift"] == 0
    assert {value for key, value in found.items() if key[0] == "weight_drift_bits"} == {0}

    # the state holds what was let through: there is no churn left, and the moment is the same
    kept = published(warehouse)
    build(warehouse)
    again = published(warehouse)
    assert metrics(warehouse, 2)["max_identity_churn"] == 0.2
    assert again["identity_metrics"] != kept["identity_metrics"]
    for name in again.keys() - {"identity_metrics"}:
        assert again[name] == kept[name], name
    build(warehouse, **LET_THROUGH)
    assert published(warehouse) == kept


def test_records_of_a_new_source_are_no_churn(warehouse: Engine) -> None:
    """The ids were given when there were the records of the CRM alone."""
    stays = warehouse.table("int_customer_stays_recorded", "intermediate")
    warehouse.query(f"delete from {stays} where record_id not like 'crm:%'")
    ((known,),) = warehouse.query(f"select count(*) from {stays}")
    assert 0 < known < len(crosswalk(warehouse)) / 2
    build(warehouse)
    assert metrics(warehouse, 2)["moved_record_share"] == 0


@pytest.mark.parametrize("limit", [-0.1, 1.01, "many", True])
def test_a_limit_that_is_no_share_is_told(limit: object, duckdb: Engine) -> None:
    told = duckdb.render(
        "{{ _config_check_identity() | join }}", variables={"max_identity_churn": limit}
    )
    assert f"var max_identity_churn is {limit}; null, or a share of the records" in told


@pytest.mark.parametrize("limit", [0, 0.5, 1, None])
def test_a_share_or_null_is_a_limit(limit: object, duckdb: Engine) -> None:
    count = "{{ _config_check_identity() | length }}"
    assert int(duckdb.render(count, {"max_identity_churn": limit})) == 0
