"""Invariant 1: the order of rows and the number of threads change nothing."""

import shutil

from harness.engines import Engine

MARTS = [
    "customer_crosswalk",
    "customers",
    "customer_attributes",
    "customer_identifiers",
    "review_queue",
    "consent_states",
    "segment_memberships",
]


def test_shuffled_records_and_more_threads_give_the_same_rows(duckdb_demo: Engine) -> None:
    other = duckdb_demo.sibling(duckdb_demo.schema)
    duckdb_demo.query("force checkpoint")
    shutil.copy(duckdb_demo.warehouse_path, other.warehouse_path)
    records = other.table("int_records_unioned", "intermediate")
    weights = other.table("int_match_weights_trained", "intermediate")
    before = other.query(f"select * from {weights} order by weight_group, level_code")
    other.query(f"create table shuffled as select * from {records} order by hash(record_id), 1")
    other.query(f"delete from {records}")
    other.query(f"insert into {records} select * from shuffled")

    other.dbt(
        "run", "--select", "int_records_unioned+", "--exclude", "int_records_unioned",
        "--threads", "5", variables={"incremental": False}, parsed_with={},
    )  # fmt: skip

    assert other.query(f"select * from {weights} order by weight_group, level_code") == before
    for mart in MARTS:
        expected = sorted(map(repr, duckdb_demo.rows(mart)))
        assert sorted(map(repr, other.rows(mart))) == expected, mart
