"""Pairs stay in proportion to the records, whatever the records have in common."""

from typing import Any

import pytest

from harness.engines import Engine
from kindred.console import Console
from kindred.dbt_runner import DbtRun, run_dbt

RECORDS = 50_000
PAIRS_PER_RECORD = 25
# limits of blocks that hold nothing back, as a user may set them
VARIABLES = {"max_block_size": 1_000_000, "max_pairs_per_record_and_rule": PAIRS_PER_RECORD}
SHARED = {
    "given_name_group": "'ann'",
    "given_name_phonetic": "'an'",
    "given_name_start": "'ann'",
    "family_name_phonetic": "'l'",
    "family_name_start": "'lee'",
    "sorted_names": "'ann lee'",
    "email_key": "'shop@example.com'",
    "city_key": "'york'",
    "birth_date": "'1990-05-05'",
    "birth_year": "1990",
    "birth_month": "5",
    "birth_day": "5",
    # a person of two records each, and a house of four hundred
    "phone_key": "cast(record_key // 2 as text)",
    "address_key": "cast(record_key // 400 as text)",
}
MODELS = [
    "int_blocking_keys_extracted",
    "int_blocks_counted",
    "int_block_limits_set",
    "int_pairs_blocked",
    "blocking_report",
]


@pytest.fixture
def crowd(duckdb_workbench: Engine, manifest: Any) -> Engine:
    """Fifty thousand records of one name, city, birth date and mailbox."""
    columns = manifest.nodes["model.kindred.int_records_prepared"].columns
    others = [f"cast(null as text) as {name}" for name in columns
              if name not in SHARED and name != "record_key"]  # fmt: skip
    named = [f"{value} as {name}" for name, value in SHARED.items()]
    select = ", ".join(["record_key", *named, *others])
    duckdb_workbench.write(
        "int_records_prepared",
        "intermediate",
        f"select {select} from range({RECORDS}) as numbers (record_key)",
    )
    duckdb_workbench.write(
        "int_record_forms_prepared",
        "intermediate",
        f"select {select}, record_key as form_key from range(0) as numbers (record_key)",
    )
    duckdb_workbench.write(
        "int_edges_accepted",
        "intermediate",
        "select cast(2 as bigint) as left_key, cast(3 as bigint) as right_key",
    )
    return duckdb_workbench


@pytest.fixture
def manifest(duckdb: Engine) -> Any:
    return duckdb.manifest()


@pytest.mark.slow
def test_one_crowd_makes_no_more_pairs_than_the_budget(
    crowd: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    crowd.dbt("run", "--select", *MODELS, variables=VARIABLES)
    report = {row["blocking_rule"]: row for row in crowd.rows("blocking_report")}
    budget = RECORDS * PAIRS_PER_RECORD
    everybody = RECORDS * (RECORDS - 1) // 2
    for rule, row in report.items():
        assert row["pair_budget"] == budget, rule
        assert row["estimated_pair_count"] <= budget, rule
    ((pairs,),) = crowd.query(f"select count(*) from {crowd.table(MODELS[3], 'intermediate')}")
    assert pairs == RECORDS // 2, "only the phones make pairs"

    birth_date = report["birth_date"]
    assert birth_date["passed_over_by_budget_pair_count"] == everybody
    assert birth_date["passed_over_by_budget_record_count"] == RECORDS
    assert birth_date["passed_over_by_budget_key_count"] == 1
    # 125 houses of 400 would make 9,975,000 pairs
    assert report["address"]["passed_over_by_budget_pair_count"] == 9_975_000
    assert report["email"]["passed_over_key_count"] == 1
    assert report["email"]["passed_over_record_count"] == RECORDS
    assert report["email"]["passed_over_by_budget_pair_count"] == 0
    assert report["phone"]["unique_pair_count"] == RECORDS // 2
    assert report["phone"]["unique_accepted_pair_count"] == 1

    run = DbtRun(
        project=crowd.project,
        target="duckdb",
        schema=crowd.schema,
        warehouse_path=crowd.warehouse_path,
        target_path=crowd.directory / "target",
        log_path=crowd.directory / "logs",
        variables=VARIABLES,
    )
    run_dbt(run, ["test", "--select", "assert_blocking_keeps_its_budget"], Console(quiet=True))
    told = capsys.readouterr().err
    assert f"The blocking rule birth_date would make {everybody} pairs" in told
    assert "The blocking rule address would make 9975000 pairs" in told
    assert "The blocking rule phone would" not in told


def test_a_budget_that_holds_all_passes_over_nothing(crowd: Engine) -> None:
    variables = {**VARIABLES, "max_block_size": 60}
    crowd.dbt("run", "--select", *MODELS[:3], variables=variables, parsed_with=VARIABLES)
    limits = crowd.rows("int_block_limits_set", "intermediate")
    assert [row["blocking_rule"] for row in limits if row["is_over_budget"]] == []


def test_the_report_is_that_of_the_demo_s_pairs(duckdb_demo: Engine) -> None:
    """Counted once more in plain Python from the keys and the edges."""
    keys: dict[tuple[str, str], list[int]] = {}
    for row in duckdb_demo.rows("int_blocking_keys_extracted", "intermediate"):
        keys.setdefault((row["blocking_rule"], row["blocking_key"]), []).append(row["record_key"])
    limits = {
        row["blocking_rule"]: (row["block_size_limit"], row["lone_block_size_limit"])
        for row in duckdb_demo.rows("int_block_limits_set", "intermediate")
    }
    shared: dict[tuple[int, int], list[tuple[str, bool]]] = {}
    for (rule, _), holders in keys.items():
        limit, lone_limit = limits[rule]
        if len(holders) <= limit:
            for left in holders:
                for right in holders:
                    if left < right:
                        is_enough = len(holders) <= lone_limit
                        shared.setdefault((left, right), []).append((rule, is_enough))
    found = {
        pair: {rule for rule, _ in pair_keys}
        for pair, pair_keys in shared.items()
        if len(pair_keys) > 1 or pair_keys[0][1]
    }
    assert 0 < len(found) < len(shared), "the demo has pairs of one common key"
    edges = {
        (row["left_key"], row["right_key"])
        for row in duckdb_demo.rows("int_edges_accepted", "intermediate")
    }
    blocked = {
        (row["left_key"], row["right_key"])
        for row in duckdb_demo.rows("int_pairs_blocked", "intermediate")
    }
    assert blocked == set(found)
    report = duckdb_demo.rows("blocking_report")
    assert {row["blocking_rule"] for row in report} == set(limits)
    for row in report:
        rule = row["blocking_rule"]
        of_rule = {pair for pair, rules in found.items() if rule in rules}
        only = {pair for pair in of_rule if len(found[pair]) == 1}
        sizes = [len(holders) for (name, _), holders in keys.items() if name == rule]
        assert row["key_count"] == len(sizes), rule
        assert row["largest_block_record_count"] == max(sizes, default=0), rule
        assert row["unique_pair_count"] == len(only), rule
        assert row["accepted_pair_count"] == len(of_rule & edges), rule
        assert row["unique_accepted_pair_count"] == len(only & edges), rule
        kept = [size for size in sizes if size <= limits[rule][0]]
        assert row["estimated_pair_count"] == sum(n * (n - 1) // 2 for n in kept), rule
