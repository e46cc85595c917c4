"""dbt's --empty: every table with its columns and no rows, before there is anything to read."""

from harness.engines import Engine
from harness.landed import ONLY_FILE, land

MODELS = ("+customer_crosswalk", "+customers")


def test_an_empty_build_goes_through_and_the_next_one_is_a_first(duckdb: Engine) -> None:
    here = duckdb.sibling("kindred_empty", duckdb.directory / "empty")
    land(
        here,
        "create table landed.records as "
        "select '1' as record_id, 'Ann' as given_name, 'Lee' as family_name, "
        "'ann@example.com' as email, '1980-02-03' as date_of_birth union all "
        "select '2', 'Ann', 'Lee', 'ann@example.com', '1980-02-03' union all "
        "select '3', 'Bob', 'Moor', 'bob@example.org', '1971-11-30'",
    )
    here.dbt("build", "--empty", "--exclude-resource-type", "test", "unit_test", "--select",
             *MODELS, variables=ONLY_FILE)  # fmt: skip
    assert here.rows("customer_crosswalk") == []
    assert here.rows("customers") == []

    here.dbt("run", "--select", *MODELS, variables=ONLY_FILE)
    customers = {row["record_id"]: row["customer_id"] for row in here.rows("customer_crosswalk")}
    assert customers.keys() == {"1", "2", "3"}
    assert customers["1"] == customers["2"] != customers["3"]
