"""What keeps likely records apart is logged; and the data tests of identity see faults."""

from collections.abc import Callable

import pytest

from harness.engines import DbtFailedError, Engine
from kindred.console import Console
from kindred.dbt_runner import DbtRun, run_dbt

RULE, SCORE, SAME = "rule", "score", "decision"
EDGES = [
    # a record without a card joins two with different ones
    (1, 2, SCORE, 0.99), (2, 3, SCORE, 0.98),
    # two couples of records by a doubtful link
    (11, 12, SCORE, 0.9), (12, 13, SCORE, 0.4), (13, 14, SCORE, 0.9),
    # a rule joins a father and a son
    (31, 32, RULE, None),
    # decisions that can't all hold
    (41, 42, SAME, None), (42, 43, SAME, 0.2),
    # a record without a given name is like two people who are not alike
    (61, 63, SCORE, 0.9), (62, 63, SCORE, 0.8),
]  # fmt: skip
OTHER_SCORES = [
    (11, 13, 0.05, -5.0),
    (12, 14, 0.2, 0.5),  # tells nothing
    (21, 22, 0.95, 9.0),  # decided different
    (51, 52, 0.01, -8.0),  # decided different, and no edge anyway
    (61, 62, 0.05, -5.0),
]
FORBIDDEN = [(1, 3, "unique_loyalty_id"), (31, 32, "generation"), (41, 43, "decision")]
DIFFERENT = [(21, 22), (41, 43), (51, 52)]
RECORDS = [*range(1, 4), *range(11, 15), 21, 22, 31, 32, *range(41, 44), 51, 52, 61, 62, 63]
UNNAMED = 63
DATA_TESTS = {
    "assert_forbidden_pairs_stay_apart": (
        "int_pairs_forbidden", "insert into {} values (11, 12, 'generation')"
    ),
    "assert_clusters_stay_in_components": (
        "int_records_clustered", "update {} set group_key = 11 where node_key = 3"
    ),
    "assert_cuts_have_their_reason": (
        "int_edges_cut", "update {} set mean_match_probability = 0.3 where cut_by = 'linkage'"
    ),
    "assert_every_edge_is_kept_or_cut": (
        "int_edges_kept", "delete from {} where left_key = 13"
    ),
    "assert_pairs_stand_in_order": (
        "int_pairs_scored", "insert into {} values (7, 7, 0.1, 1.0)"
    ),
    "assert_bridges_hold_their_customers": (
        "customer_graphs", "update {} set bridge_count = 0 where record_count = 2"
    ),
    "assert_decisions_hold": (
        "steward_decisions",
        "update {0} set decision_status = 'contradicted'; "
        "insert into {0} select 'd' || n, 'gone', 'r2' || n, 'same', 'bo', decided_at, "
        "'record is gone', 'gone', null from {0}, range(3) as numbers (n)",
    ),
}  # fmt: skip
"""Data tests, and what is planted for each to see: the model, and a statement about it."""


@pytest.fixture(scope="module")
def clustered(engine_named: Callable[[str], Engine]) -> Engine:
    """Eight small components, clustered and cut in a schema of their own."""
    here = engine_named("duckdb").sibling("kindred_cuts")

    def write(name: str, rows: list[dict[str, object]]) -> None:
        columns = ", ".join(rows[0])
        here.write(name, "intermediate", f"select {columns} from ({here.values(rows)}) as given")

    scores = [(left, right, p, 5.0) for left, right, _, p in EDGES if p is not None]
    write("int_pairs_scored", [
        {"left_key": left, "right_key": right, "match_probability": p, "match_weight": weight}
        for left, right, p, weight in [*scores, *OTHER_SCORES]
    ])  # fmt: skip
    write("int_records_prepared", [
        {
            "record_key": key, "given_name_key": None if key == UNNAMED else "jo",
            "is_given_name_read": False,
        }
        for key in RECORDS
    ])  # fmt: skip
    write("int_pairs_linked", [{"left_key": 31, "right_key": 32, "match_rule": "by_email"}])
    write("int_pairs_forbidden", [
        {"left_key": left, "right_key": right, "forbidden_reason": reason}
        for left, right, reason in FORBIDDEN
    ])  # fmt: skip
    decided = [(left, right, "different") for left, right in DIFFERENT]
    decided += [(left, right, "same") for left, right, kind, _ in EDGES if kind == SAME]
    write("int_decisions_applied", [
        {"decision_id": f"{left}", "left_key": left, "right_key": right, "decision": decision}
        for left, right, decision in decided
    ])  # fmt: skip
    here.dbt(
        "run", "--select", "int_edges_proposed", "int_edges_accepted",
        "int_components_labelled", "int_records_linked", "int_records_clustered",
    )  # fmt: skip
    edges = {
        (row["left_key"], row["right_key"], row["edge_type"], row["match_probability"])
        for row in here.rows("int_edges_accepted", "intermediate")
    }
    assert edges == set(EDGES)
    clusters = here.table("int_records_clustered", "intermediate")
    records = ", ".join(f"({key})" for key in RECORDS)
    here.write(
        "int_customers_assigned", "intermediate",
        "select record_key, 'r' || lpad(cast(record_key as text), 2, '0') as record_id, "
        "'c' || lpad(cast(coalesce(group_key, record_key) as text), 2, '0') as customer_id "
        f"from (values {records}) as records (record_key) "
        f"left join {clusters} as clusters on record_key = node_key",
    )  # fmt: skip
    here.dbt(
        "run", "--select", "int_edges_cut", "cluster_cuts", "int_edges_kept",
        "int_edges_numbered", "int_edges_spanned", "int_arcs_walked", "int_bridges_found",
        "customer_graphs",
    )  # fmt: skip
    warehouse = here.connect()
    try:
        warehouse.execute(
            f"create table {here.table('steward_decisions')} as select '21' as decision_id, "
            "'r21' as left_record_id, 'r22' as right_record_id, 'same' as decision, "
            "'eve' as decided_by, cast('2025-01-01' as timestamp) as decided_at, "
            "'holds' as decision_status, cast(null as text) as missing_record_id, "
            "'r22 and r23 are two' as contradicted_by"
        )
    finally:
        warehouse.close()
    return here


def test_every_cut_is_told_with_its_reason(clustered: Engine) -> None:
    cuts = {
        (row["left_record_id"], row["right_record_id"]): row
        for row in clustered.rows("cluster_cuts")
    }
    assert sorted(cuts) == [
        ("r02", "r03"), ("r12", "r13"), ("r21", "r22"), ("r31", "r32"), ("r42", "r43"),
        ("r62", "r63"),
    ]  # fmt: skip

    by_card = cuts["r02", "r03"]
    assert (by_card["left_customer_id"], by_card["right_customer_id"]) == ("c01", "c03")
    assert (by_card["cut_by"], by_card["conflict_rule"]) == ("conflict", "unique_loyalty_id")
    assert by_card["cut_reason"] == (
        "records of the two customers contradict each other (conflict rule unique_loyalty_id)"
    )
    assert (by_card["pair_count"], by_card["missing_pair_count"]) == (2, 1)
    assert by_card["mean_match_probability"] == 0.49

    weak = cuts["r12", "r13"]
    assert (weak["cut_by"], weak["conflict_rule"]) == ("linkage", None)
    assert weak["match_probability"] == 0.4
    assert weak["cut_reason"] == (
        "the mean match probability over the 4 pairs of the two customers is 0.150, below "
        "merge_threshold (0.3)"
    )
    counts = ("pair_count", "missing_pair_count", "left_out_pair_count")
    assert [weak[name] for name in counts] == [4, 1, 1]
    assert weak["mean_match_probability"] == 0.15

    decided = cuts["r21", "r22"]
    assert (decided["edge_type"], decided["cut_by"]) == ("score", "decision")
    assert decided["cut_reason"] == ("a steward decided that the two records are different people")

    ruled = cuts["r31", "r32"]
    assert (ruled["edge_type"], ruled["edge_reason"]) == ("rule", "by_email")
    assert ruled["cut_reason"] == (
        "the two records contradict each other (conflict rule generation)"
    )
    assert (ruled["match_probability"], ruled["mean_match_probability"]) == (None, 1)

    outvoted = cuts["r42", "r43"]
    assert (outvoted["edge_type"], outvoted["cut_by"]) == ("decision", "decision")
    assert outvoted["cut_reason"] == (
        "a steward decided that records of the two customers are different people"
    )

    between = cuts["r62", "r63"]
    assert between["cut_reason"] == (
        "the mean match probability over the pairs of named records of the two customers "
        "(1 of 2) is 0.050, below merge_threshold (0.3)"
    )
    assert between["mean_match_probability"] == 0.05


def statuses(engine: Engine, *command: str) -> dict[str, str]:
    return {
        result.node.name: str(result.status)
        for result in engine.dbt(*command).results
        if result.node.resource_type == "test"
    }


def test_data_tests_see_what_is_planted(
    clustered: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("test", "--select", *DATA_TESTS)
    assert statuses(clustered, *command) == dict.fromkeys(DATA_TESTS, "pass")

    warehouse = clustered.connect()
    try:
        for model, statement in DATA_TESTS.values():
            layer = "intermediate" if model.startswith("int_") else None
            warehouse.execute(statement.format(clustered.table(model, layer)))
    finally:
        warehouse.close()

    with pytest.raises(DbtFailedError) as caught:
        clustered.dbt(*command)
    told = str(caught.value)
    unseen = [name for name in DATA_TESTS if f".{name}" not in told]
    # a decision that gives way is a warning, which stops no build
    assert unseen == ["assert_decisions_hold"]
    (warned,) = unseen
    run = DbtRun(
        project=clustered.project,
        target="duckdb",
        schema=clustered.schema,
        warehouse_path=clustered.warehouse_path,
        target_path=clustered.directory / "target",
        log_path=clustered.directory / "logs",
    )
    run_dbt(run, ["test", "--select", warned], Console(quiet=True))
    warnings = capsys.readouterr().err
    assert (
        "The decision that r21 and r22 are one person (eve, 2025-01-01 00:00:00) gives way to "
        "others: r22 and r23 are two. Take back"
    ) in warnings
    assert "3 decisions do nothing, as a record is gone: see decision_status" in warnings
    assert "gone and r2" not in warnings
    assert statuses(clustered, "test", "--select", warned) == {warned: "warn"}
