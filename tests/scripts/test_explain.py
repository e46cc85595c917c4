"""`kindred explain`: what it says of pairs of the demo company, and how it fails."""

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

import duckdb as duckdb_engine
import networkx
import pytest
from click.testing import CliRunner, Result

from harness.engines import Engine
from kindred.charts import save
from kindred.cli import main
from kindred.dbt_runner import environment
from kindred.explain import (
    Blocking,
    Edge,
    Explanation,
    Record,
    SharedKey,
    Step,
    Value,
    _Reader,
    shortest_path,
)
from kindred.explain_chart import draw
from kindred.explain_text import _blocking, _cell

Pair = tuple[str, str]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["explain", *arguments])


@pytest.fixture
def demo_pair(duckdb_demo: Engine) -> Iterator[Callable[[str], Pair]]:
    """The first pair of the demo, in either direction, for which a condition holds.

    Meanwhile the command reads the demo. A condition is SQL over left_records and
    right_records (int_customers_assigned), scored, edges and bridged (NULL where there is
    none).
    """

    def found(condition: str) -> Pair:
        layer = f"{duckdb_demo.schema}_intermediate"
        joined = "".join(
            f"left join {layer}.{model} as {name} on {name}.left_key = left_records.record_key "
            f"and {name}.right_key = right_records.record_key "
            for name, model in (
                ("scored", "int_pairs_scored"),
                ("edges", "int_edges_accepted"),
                ("bridged", "int_pairs_bridged"),
            )
        )
        rows = duckdb_demo.query(
            f"select left_records.record_id, right_records.record_id "
            f"from {layer}.int_customers_assigned as left_records "
            f"inner join {layer}.int_customers_assigned as right_records "
            f"on left_records.record_key < right_records.record_key "
            f"{joined} where {condition} order by 1, 2 limit 1"
        )
        assert rows, f"the demo has no pair of which {condition}"
        return rows[0]

    variables = {
        "KINDRED_DUCKDB_PATH": str(duckdb_demo.warehouse_path),
        "KINDRED_SCHEMA": duckdb_demo.schema,
    }
    with environment(variables):
        yield found


SAME = "left_records.customer_id = right_records.customer_id"
OTHER = "left_records.customer_id <> right_records.customer_id"


def explained(pair: Pair, *options: str) -> dict[str, Any]:
    result = run(*pair, "--json", *options)
    assert result.exit_code == 0, result.stderr
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def probability_of(steps: list[dict[str, Any]]) -> float:
    return float(1 / (1 + 2.0 ** -steps[-1]["running_total"]))


# ------------------------------------------------------------------------------ pairs


def test_a_pair_that_waits_for_review(demo_pair: Callable[[str], Pair]) -> None:
    pair = demo_pair(f"{OTHER} and scored.match_probability between 0.1 and 0.29")
    told = explained(pair)
    assert not told["is_one_customer"]
    assert told["edge"] is None
    assert told["compared_by"] == "blocking"
    assert probability_of(told["steps"]) == pytest.approx(told["match_probability"], abs=1e-4)
    text = run(*pair).stdout
    assert "are two customers" in text
    assert "waits in review_queue" in text
    assert f"match probability {told['match_probability']:.3f}" in text
    for step in told["steps"]:
        name = f"{step['comparison']}: {step['agreement_level']}".replace("_", " ")
        assert f"{name:<36}{step['match_weight']:>+8.2f}{step['running_total']:>+9.2f}" in text


def test_the_order_of_the_records_changes_sides_only(demo_pair: Callable[[str], Pair]) -> None:
    left_id, right_id = demo_pair(f"{OTHER} and scored.match_probability >= 0.1")
    told, turned = explained((left_id, right_id)), explained((right_id, left_id))
    assert told["left"]["record_id"] == turned["right"]["record_id"] == left_id
    assert told["right"] == turned["left"]
    sides = ("left_value", "right_value")
    assert [{**step, **dict(zip(sides, (step["right_value"], step["left_value"]), strict=True))}
            for step in told["steps"]] == turned["steps"]  # fmt: skip
    for step in told["steps"]:
        if step["comparison"] == "given_name":
            values = (told["left"]["values"], told["right"]["values"])
            assert [step[side] for side in sides] == [v["given_name"]["value"] for v in values]


def test_a_rule_is_named(demo_pair: Callable[[str], Pair]) -> None:
    pair = demo_pair("edges.edge_type = 'rule'")
    told = explained(pair)
    assert told["is_one_customer"]
    assert told["edge"]["edge_type"] == "rule"
    assert f"joined directly: rule {told['edge']['edge_reason']}" in run(*pair).stdout


def test_a_path_joins_records_without_an_edge(
    demo_pair: Callable[[str], Pair], duckdb_demo: Engine
) -> None:
    pair = demo_pair(f"{SAME} and edges.left_key is null and scored.match_probability < 0.1")
    told = explained(pair)
    path = told["path"]
    assert told["edge"] is None
    assert path[0]["left_record_id"] == pair[0]
    assert path[-1]["right_record_id"] == pair[1]
    assert all(one["right_record_id"] == two["left_record_id"] for one, two in pairwise(path))
    layer = f"{duckdb_demo.schema}_intermediate"
    edges = duckdb_demo.query(
        f"select left_records.record_id, right_records.record_id "
        f"from {layer}.int_edges_accepted as edges "
        f"inner join {layer}.int_customers_assigned as left_records "
        f"on edges.left_key = left_records.record_key "
        f"inner join {layer}.int_customers_assigned as right_records "
        f"on edges.right_key = right_records.record_key "
        f"where {SAME} and left_records.customer_id = ?",
        [told["left"]["customer_id"]],
    )
    graph = networkx.Graph(edges)
    assert len(path) == networkx.shortest_path_length(graph, *pair)
    assert all(graph.has_edge(e["left_record_id"], e["right_record_id"]) for e in path)
    text = run(*pair).stdout
    for edge in path:
        assert f"{edge['left_record_id']} = {edge['right_record_id']}: " in text
        assert edge["agreement"]
        assert edge["agreement"] in text


def test_a_cut_is_told_with_its_reason(
    demo_pair: Callable[[str], Pair], duckdb_demo: Engine
) -> None:
    pair = demo_pair(f"{OTHER} and scored.match_probability >= 0.3")
    told = explained(pair)
    (cut,) = [
        row
        for row in duckdb_demo.rows("cluster_cuts")
        if {row["left_record_id"], row["right_record_id"]} == set(pair)
    ]
    assert told["cut"]["cut_reason"] == cut["cut_reason"]
    assert told["cut"]["mean_match_probability"] == cut["mean_match_probability"]
    text = " ".join(run(*pair).stdout.split())
    assert f"but {cut['cut_reason']}" in text


def test_records_that_contradict_each_other_say_by_which_rule(
    duckdb_demo: Engine, tmp_path: Path
) -> None:
    copy = duckdb_demo.sibling(duckdb_demo.schema, tmp_path)
    duckdb_demo.query("force checkpoint")
    shutil.copy(duckdb_demo.warehouse_path, copy.warehouse_path)
    # of a father and his son no record of the demo comes near enough to be kept apart by it
    (cut_id, *pair) = copy.query(
        "select cut_id, left_record_id, right_record_id from kindred.cluster_cuts order by 1"
    )[0]
    copy.query(
        "update kindred.cluster_cuts set cut_by = 'conflict', conflict_rule = 'generation', "
        "cut_reason = 'the two records contradict each other (conflict rule generation)' "
        f"where cut_id = '{cut_id}'"
    )
    copy.query(
        f"insert into {copy.table('int_pairs_forbidden', 'intermediate')} "
        "(left_key, right_key, forbidden_reason) "
        "select min(record_key), max(record_key), 'generation' "
        f"from {copy.table('int_customers_assigned', 'intermediate')} where record_id in (?, ?)",
        pair,
    )
    with environment(copy._environment):
        assert explained(pair)["conflict_rule"] == "generation"
        told = " ".join(run(*pair).stdout.split())
    assert "contradict each other (conflict rule generation)" in told


@pytest.mark.usefixtures("demo_pair")
def test_other_cuts_between_two_customers_are_told(duckdb_demo: Engine) -> None:
    rows = duckdb_demo.query(
        "select cuts.left_record_id, other.record_id from kindred.cluster_cuts as cuts "
        "inner join kindred.customer_crosswalk as other "
        "on other.customer_id = cuts.right_customer_id "
        "left join kindred.cluster_cuts as own on cuts.left_record_id in "
        "(own.left_record_id, own.right_record_id) "
        "and other.record_id in (own.left_record_id, own.right_record_id) "
        "where own.cut_id is null order by 1, 2 limit 1"
    )
    told = explained(rows[0])
    assert told["cut"] is None
    nearest = told["other_cuts"][0]
    assert nearest["match_probability"] == max(
        cut["match_probability"] for cut in told["other_cuts"]
    )
    assert (
        f"come is {nearest['left_record_id']} = {nearest['right_record_id']} (match probability"
        in " ".join(run(*rows[0]).stdout.split())
    )


def test_a_pair_below_the_review_threshold_is_compared_now(
    demo_pair: Callable[[str], Pair], duckdb_demo: Engine
) -> None:
    pair = demo_pair(f"{OTHER} and scored.match_probability between 0.01 and 0.09")
    stored = duckdb_demo.query(
        f"select 1 from {duckdb_demo.table('match_explanations')} "
        "where left_record_id in (?, ?) and right_record_id in (?, ?)",
        [*pair, *pair],
    )
    assert stored == []
    told = explained(pair)
    steps = told["steps"]
    assert [step["step"] for step in steps] == list(range(len(steps)))
    assert probability_of(steps) == pytest.approx(told["match_probability"], abs=1e-4)
    added = steps[-1]["running_total"] - steps[0]["running_total"]
    assert added == pytest.approx(told["match_weight"], abs=1e-3)
    assert "below merge_threshold (0.3) and review_threshold (0.1)" in " ".join(
        run(*pair).stdout.split()
    )


def test_a_bridged_pair_says_so(demo_pair: Callable[[str], Pair]) -> None:
    pair = demo_pair("bridged.left_key is not null")
    assert explained(pair)["compared_by"] == "bridge"
    assert "likely the same person as a third record" in run(*pair).stdout


def test_records_without_a_common_key(demo_pair: Callable[[str], Pair]) -> None:
    keys = "kindred_intermediate.int_blocking_keys_extracted"
    pair = demo_pair(
        f"scored.left_key is null and not exists (select 1 from {keys} as left_keys "
        f"inner join {keys} as right_keys using (blocking_rule, blocking_key) "
        "where left_keys.record_key = left_records.record_key "
        "and right_keys.record_key = right_records.record_key)"
    )
    told = explained(pair)
    assert told["compared_by"] is None
    assert told["match_probability"] is None
    assert told["steps"][0]["comparison"] == "prior"
    assert any(rule["left_keys"] for rule in told["blocking"])
    assert not any(rule["shared"] for rule in told["blocking"])
    lacking = {rule["blocking_rule"]: rule for rule in told["blocking"]}
    for side in ("left", "right"):
        has_email = (told[side]["values"]["email"] or {"unusable_reason": "none"})[
            "unusable_reason"
        ] is None
        assert ("email_key" in lacking["email"][f"{side}_lacks"]) is not has_email
    text = run(*pair).stdout
    assert "Never compared: they share no key of any blocking rule." in text
    assert "Had they been compared:" in text


def sharing_keys(kind: str) -> str:
    """SQL: the pair was not compared, and shares keys, all of them of this kind."""
    inner = "kindred_intermediate"
    return (
        f"scored.left_key is null and (select bool_and({kind}) "
        f"from {inner}.int_blocking_keys_extracted as left_keys "
        f"inner join {inner}.int_blocking_keys_extracted as right_keys "
        "using (blocking_rule, blocking_key) "
        f"inner join {inner}.int_blocks_counted using (blocking_rule, blocking_key) "
        f"inner join {inner}.int_block_limits_set using (blocking_rule) "
        "where left_keys.record_key = left_records.record_key "
        "and right_keys.record_key = right_records.record_key)"
    )


def test_records_whose_common_keys_are_too_common(demo_pair: Callable[[str], Pair]) -> None:
    pair = demo_pair(sharing_keys("record_count > block_size_limit"))
    shared = [key for rule in explained(pair)["blocking"] for key in rule["shared"]]
    assert shared
    assert all(key["is_passed_over"] and key["record_count"] > key["limit"] for key in shared)
    text = run(*pair).stdout
    assert "belong to too many records" in text
    assert f"{shared[0]['record_count']} records in all; the limit is" in " ".join(text.split())


def test_records_whose_single_common_key_is_not_enough(demo_pair: Callable[[str], Pair]) -> None:
    pair = demo_pair(
        sharing_keys("record_count between lone_block_size_limit + 1 and block_size_limit")
    )
    (key,) = [key for rule in explained(pair)["blocking"] for key in rule["shared"]]
    assert key["lone_limit"] < key["record_count"] <= key["limit"]
    text = " ".join(run(*pair).stdout.split())
    assert "a single common key is not enough unless few records have it" in text
    assert f"the limit of a single common key is {key['lone_limit']}" in text


def shared_key(record_count: int, limit: int | None, lone_limit: int | None) -> SharedKey:
    is_passed_over = limit is not None and record_count > limit
    return SharedKey("Ulm", record_count, limit, lone_limit, is_passed_over, False)


MET = Blocking("name", ["a"], ["a"], [], [], [shared_key(3, None, None)], "left_x = right_x", True)
UNMET = replace(MET, blocking_rule="city", condition="left_y = right_y", is_condition_met=False)
LONE = Blocking("birth", ["b"], ["b"], [], [], [shared_key(30, 60, 15)])
CROWD = replace(UNMET, blocking_rule="crowd", shared=[shared_key(90, 60, None)])


@pytest.mark.parametrize(
    ("compared_by", "rules", "told"),
    [
        (
            None,
            [UNMET],
            "Never compared: they share a key, but the rule asks for more than the key. "
            "city: both have Ulm, as have 3 records in all; the rule also asks: left_y = right_y",
        ),
        (
            None,
            [UNMET, LONE],
            "Never compared: they share a key, but the rule asks for more than the key; of the "
            "other keys, a single common key is not enough unless few records have it. "
            "city: both have Ulm, as have 3 records in all; the rule also asks: left_y = right_y "
            "birth: both have Ulm, as have 30 records in all; "
            "the limit of a single common key is 15",
        ),
        (
            None,
            [CROWD],
            "Never compared: the only keys that they share belong to too many records. "
            "crowd: both have Ulm, as have 90 records in all; the limit is 60",
        ),
        ("blocking", [MET, UNMET, CROWD], "Compared because they share the keys of: name."),
    ],
    ids=["unmet", "unmet and a lone key", "unmet by a crowd", "compared"],
)
def test_a_rule_with_a_condition_is_not_explained_by_its_key_alone(
    compared_by: str | None, rules: list[Blocking], told: str
) -> None:
    explanation = replace(explanation_of(STEPS), compared_by=compared_by, blocking=rules)
    assert " ".join(" ".join(_blocking(explanation)).split()) == told


def test_a_placeholder_is_no_evidence(demo_pair: Callable[[str], Pair]) -> None:
    pair = demo_pair(
        "exists (select 1 from kindred_intermediate.int_identifiers_screened as screened "
        "where screened.record_key = left_records.record_key "
        "and identifier_type = 'email' and unusable_reason = 'placeholder')"
    )
    told = explained(pair)
    assert told["left"]["values"]["email"]["unusable_reason"] == "placeholder"
    assert "(no evidence: placeholder)" in run(*pair).stdout


def test_the_value_that_counts_instead_of_the_first_is_shown() -> None:
    class Warehouse:
        """A record whose first mailbox and first phone are unusable, and what it has else."""

        def columns(self, query: str) -> list[str]:
            return ["record_key", "form_key", "record_id", "city", "email", "phone", "loyalty_id"]

        def execute(self, query: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
            assert tuple(parameters) == (1,)
            if "int_evidence_shown" in query:
                return [("Ulm", "ada@example.org", "+491715550102", None)]
            if "int_records_standardized" in query:
                return [("Ulm", "test@test.example", None, "000")]
            return [("email", "over 30 people"), ("phone", "placeholder")]

    values = _Reader(cast("Any", Warehouse()), "kindred", {})._values(1)
    assert values == {
        "city": Value("Ulm"),
        "email": Value("test@test.example", "over 30 people", "ada@example.org"),
        "phone": Value("+491715550102"),
        "loyalty_id": Value("000", "placeholder"),
    }
    assert [_cell(value) for value in values.values()] == [
        "Ulm",
        "ada@example.org (not test@test.example: over 30 people)",
        "+491715550102",
        "000 (no evidence: placeholder)",
    ]


def test_postgres_explains_as_duckdb_does(
    demo_pair: Callable[[str], Pair], postgres_demo: Engine
) -> None:
    for condition in (
        f"{OTHER} and scored.match_probability >= 0.3",
        f"{OTHER} and scored.match_probability between 0.01 and 0.09",
    ):
        pair = demo_pair(condition)
        expected = explained(pair)
        with environment({**postgres_demo.variables, "KINDRED_SCHEMA": postgres_demo.schema}):
            assert explained(pair, "--target", "postgres") == expected


# ------------------------------------------------------------------------------ chart


def test_the_chart_shows_every_step(demo_pair: Callable[[str], Pair], tmp_path: Path) -> None:
    pair = demo_pair(f"{OTHER} and scored.match_probability >= 0.3")
    chart = tmp_path / "why.svg"
    told = explained(pair, "--chart", str(chart))
    texts = words(chart)
    for step in told["steps"]:
        name = f"{step['comparison']}: {step['agreement_level']}".replace("_", " ")
        assert name in texts
        assert f"{step['match_weight']:+.2f}" in texts
        assert f"{step['running_total']:+.2f}" in texts
    assert f"match probability {told['match_probability']:.3f}" in texts
    assert any(text.startswith(f"{pair[0]} and {pair[1]} are two customers") for text in texts)


def test_the_chart_of_a_path_has_a_waterfall_for_each_edge(
    demo_pair: Callable[[str], Pair], tmp_path: Path
) -> None:
    pair = demo_pair(f"{SAME} and edges.left_key is null and scored.match_probability < 0.1")
    chart = tmp_path / "why.svg"
    told = explained(pair, "--chart", str(chart))
    texts = words(chart)
    assert texts.count("prior: any two records") == len(told["path"]) > 1
    for number, edge in enumerate(told["path"], 1):
        heading = f"{number}. {edge['left_record_id']} = {edge['right_record_id']}"
        assert any(text.startswith(heading) for text in texts)


def words(chart: Path) -> list[str]:
    picture = ElementTree.parse(chart)
    # a title of several lines is one text
    return [" ".join(text.itertext()) for text in picture.iter("{http://www.w3.org/2000/svg}text")]


STEPS = [
    Step(0, "prior", "any two records", None, None, 0.1, 0.1, 0.8, -10.0, -10.0),
    Step(1, "email", "exact_alone", "a" * 60, "b", 0.1, 0.1, 0.8, 12.0, 2.0),
]


def explanation_of(steps: list[Step]) -> Explanation:
    records = [Record(name, "cus_1", 0) for name in ("crm:1", "pos:2")]
    joined = edge("crm:1", "pos:2", 0.8)
    return Explanation(
        *records, True, "blocking", steps, 12.0, 0.8, 0.1, 0.3, 0.1, joined, [],
        None, [], None, None, [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "start"),
    [("why.png", b"\x89PNG"), ("why.html", b"<!DOCTYPE html>"), ("why.SVG", b"<svg")],
)
def test_a_chart_is_of_the_kind_that_its_name_says(name: str, start: bytes, tmp_path: Path) -> None:
    save(draw(explanation_of(STEPS)), tmp_path / name)
    drawn = (tmp_path / name).read_bytes()
    assert drawn.lstrip().startswith(start)
    if name.endswith("html"):
        # all that it needs is inside
        assert not re.search(rb"<(script|link)[^>]*(src|href)=", drawn)
        assert b'"actions": false' in drawn


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    save(draw(explanation_of(STEPS)), tmp_path / "why.svg")
    texts = words(tmp_path / "why.svg")
    assert "a" * 23 + "…" in texts
    assert max(len(text) for text in texts if text.startswith("aa")) == 24


def test_without_the_extra_there_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    result = run("crm:1", "crm:2", "--chart", "why.svg")
    assert result.exit_code == 1
    assert 'run pip install -e ".[charts]"' in result.stderr


def test_a_chart_of_another_kind_is_refused() -> None:
    result = run("crm:1", "crm:2", "--chart", "why.pdf")
    assert result.exit_code == 2
    assert "must end in .html, .png, .svg" in result.stderr


# ------------------------------------------------------------------------------- path


def edge(left: str, right: str, probability: float | None = None) -> Edge:
    kind = "rule" if probability is None else "score"
    return Edge(left, right, kind, "", None, probability)


def ids(path: list[Edge]) -> str:
    return "".join([path[0].left_record_id, *(step.right_record_id for step in path)])


def test_fewest_edges_come_before_strength() -> None:
    edges = [
        edge("a", "b"),
        edge("b", "c"),
        edge("c", "d"),
        edge("d", "x", 0.3),
        edge("x", "a", 0.3),
    ]
    assert ids(shortest_path(edges, "a", "d")) == "axd"


def test_of_paths_of_one_length_the_strongest() -> None:
    weak = [edge("a", "b", 0.9), edge("b", "d", 0.3)]
    strong = [edge("a", "c", 0.6), edge("d", "c")]
    assert ids(shortest_path([*weak, *strong], "a", "d")) == "acd"
    assert ids(shortest_path([*weak, *strong], "d", "a")) == "dca"


def test_equal_paths_go_by_their_ids_whatever_the_order() -> None:
    edges = [edge("c", "d", 0.5), edge("a", "c", 0.5), edge("b", "d", 0.5), edge("a", "b", 0.5)]
    assert ids(shortest_path(edges, "a", "d")) == "abd"
    assert ids(shortest_path(edges[::-1], "a", "d")) == "abd"


def test_no_path() -> None:
    assert shortest_path([edge("a", "b")], "a", "c") == []


# --------------------------------------------------------------------------- failures


def test_an_unknown_record_is_told_with_its_mend(demo_pair: Callable[[str], Pair]) -> None:
    left_id, right_id = demo_pair(SAME)
    unknown = run(left_id, "nobody:1")
    assert unknown.exit_code == 1
    assert unknown.stdout == ""
    assert unknown.stderr == (
        "Error: No record has the record_id nobody:1. The ids are those of "
        "kindred.customer_crosswalk.\n"
    )
    bare = run(right_id.split(":", 1)[1], left_id)
    assert bare.exit_code == 1
    assert f"Did you mean {right_id}" in bare.stderr


def test_one_record_twice() -> None:
    result = run("crm:1", "crm:1")
    assert result.exit_code == 1
    assert "given twice" in result.stderr


def test_no_warehouse(tmp_path: Path) -> None:
    path = tmp_path / "local.duckdb"
    with environment({"KINDRED_DUCKDB_PATH": str(path)}):
        result = run("crm:1", "crm:2")
    assert result.exit_code == 1
    assert f"no warehouse at {path}. Run kindred build --target duckdb first." in result.stderr
    assert not path.exists()


def test_a_warehouse_that_is_not_built(tmp_path: Path) -> None:
    path = tmp_path / "local.duckdb"
    duckdb_engine.connect(str(path)).close()
    with environment({"KINDRED_DUCKDB_PATH": str(path)}):
        result = run("crm:1", "crm:2")
    assert result.exit_code == 1
    assert "has no table kindred.cluster_cuts" in result.stderr
    assert "Run kindred build --target duckdb first." in result.stderr
