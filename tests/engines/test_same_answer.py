"""Invariant 1: the demo company gives the same rows on DuckDB, PostgreSQL and Spark."""

from collections.abc import Callable
from typing import Any

import pytest

from harness.engines import Engine

MODELS = [
    "cluster_cuts",
    "customer_crosswalk",
    "customers",
    "customer_attributes",
    "customer_graphs",
    "customer_identifiers",
    "match_explanations",
    "review_queue",
    "identity_events",
    "identity_event_seals",
    "customer_crosswalk_history",
    "households",
    "household_members",
    "household_events",
    "accounts",
    "account_members",
    "account_events",
    "consent_states",
    "customer_devices",
    "customer_events",
    "customer_texts",
    "customer_text_topics",
    "customers_for_email_marketing",
    "segment_memberships",
    "source_quality",
    "attribute_quality",
]


def sorted_rows(engine: Engine, model: str) -> list[tuple[Any, ...]]:
    rows = [tuple(sorted(row.items())) for row in engine.rows(model)]
    return sorted(rows, key=repr)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("engine_name", ["postgres", "spark"])
def test_engine_gives_the_rows_of_duckdb(
    engine_name: str, model: str, demo_named: Callable[[str], Engine]
) -> None:
    expected = sorted_rows(demo_named("duckdb"), model)
    found = sorted_rows(demo_named(engine_name), model)
    assert expected
    assert len(found) == len(expected)
    different = [
        (theirs, ours) for theirs, ours in zip(found, expected, strict=True) if theirs != ours
    ]
    assert not different, f"{len(different)} rows differ, the first: {different[0]}"


@pytest.mark.parametrize("engine_name", ["postgres", "spark"])
def test_engine_gives_the_partition_of_duckdb(
    engine_name: str, demo_named: Callable[[str], Engine]
) -> None:
    """Who is together with whom, whatever the customers are called."""

    def partition(engine: Engine) -> set[frozenset[str]]:
        members: dict[str, set[str]] = {}
        for row in engine.rows("customer_crosswalk"):
            members.setdefault(row["customer_id"], set()).add(row["record_id"])
        return {frozenset(group) for group in members.values()}

    assert partition(demo_named(engine_name)) == partition(demo_named("duckdb"))
