"""Quality on labels in the warehouse: the numbers of kindred evaluate, and plain counts."""

import csv
import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict
from itertools import combinations
from math import comb
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.engines import DbtFailedError, Engine
from kindred.cli import main
from kindred.dbt_runner import environment
from kindred.evaluate import evaluate

MODELS = ("stg_labels__records", "match_quality", "match_quality_by_threshold")
READ = ("int_customers_assigned", "int_pairs_blocked", "int_pairs_scored")
LABELS = "labels.people"
WITHIN = 1e-9


def truth(project_directory: Path) -> dict[str, str]:
    path = project_directory / "tests" / "fixtures" / "demo_truth.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["record_id"]: row["person_id"] for row in csv.DictReader(file)}


def variables(**more: object) -> dict[str, object]:
    return {"labels_relation": LABELS, **more}


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def labelled(
    request: pytest.FixtureRequest,
    demo_named: Callable[[str], Engine],
    project_directory: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Engine:
    """A copy of the built demo with its truth as labels, and quality measured on them."""
    demo = demo_named(request.param)
    if request.param == "duckdb":
        engine = Engine("duckdb", tmp_path_factory.mktemp("labelled"), {}, demo.schema)
        shutil.copy(demo.warehouse_path, engine.warehouse_path)
    else:
        engine = demo.sibling("kindred_labelled")
        for model in READ:
            table = demo.table(model, "intermediate")
            engine.write(model, "intermediate", f"select * from {table}")
    known = {row["record_id"] for row in demo.rows("customer_crosswalk")}
    rows = [
        {"record_id": record_id, "entity_id": person}
        for record_id, person in truth(project_directory).items()
        if record_id in known
    ]
    # one label is of a record that no source has
    rows.append({"record_id": "crm:gone", "entity_id": rows[0]["entity_id"]})
    inputs = engine.values(rows)
    warehouse = engine.connect()
    try:
        warehouse.execute("create schema labels")
        warehouse.execute(
            f"create table {LABELS} as select record_id, entity_id from ({inputs}) as labels"
        )
    finally:
        warehouse.close()
    engine.dbt("build", "--select", *MODELS, variables=variables())
    return engine


def labels_of(engine: Engine) -> dict[str, str]:
    rows = engine.query(f"select record_id, entity_id from {LABELS}")
    return dict(rows)


def test_the_numbers_are_those_of_the_command(labelled: Engine, tmp_path: Path) -> None:
    crosswalk, people = tmp_path / "crosswalk.csv", tmp_path / "truth.csv"
    for path, header, rows in (
        (crosswalk, ("record_id", "customer_id"),
         labelled.rows("int_customers_assigned", "intermediate")),
        (people, ("record_id", "entity_id"),
         [{"record_id": key, "entity_id": value} for key, value in labels_of(labelled).items()]),
    ):  # fmt: skip
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    want = asdict(evaluate(crosswalk, people))
    (found,) = labelled.rows("match_quality")
    assert 0.9 < found["pairwise_precision"] < 1, "a perfect score would prove little"
    named = {"records": "labelled_record_count", "people": "entity_count",
             "customers": "customer_count"}  # fmt: skip
    for name, value in want.items():
        assert found[named.get(name, name)] == pytest.approx(value, abs=WITHIN, rel=0), name


def test_blocking_recall_is_the_share_of_true_pairs_that_share_a_key(labelled: Engine) -> None:
    labels = labels_of(labelled)
    records = {
        row["record_key"]: row["record_id"]
        for row in labelled.rows("int_customers_assigned", "intermediate")
    }
    people = defaultdict(list)
    for record_id, person in labels.items():
        people[person].append(record_id)
    wanted = {frozenset(pair) for held in people.values() for pair in combinations(held, 2)}
    blocked = {
        frozenset((records[row["left_key"]], records[row["right_key"]]))
        for row in labelled.rows("int_pairs_blocked", "intermediate")
    }
    (found,) = labelled.rows("match_quality")
    assert found["true_pair_count"] == len(wanted)
    assert found["true_blocked_pair_count"] == len(wanted & blocked)
    assert found["blocking_recall"] == pytest.approx(len(wanted & blocked) / len(wanted))
    assert len(wanted & blocked) < len(wanted)


def test_each_threshold_and_bin_is_counted(labelled: Engine) -> None:
    labels = labels_of(labelled)
    records = {
        row["record_key"]: row["record_id"]
        for row in labelled.rows("int_customers_assigned", "intermediate")
    }
    pairs = [
        (round(row["match_probability"] * 1_000_000),
         labels[records[row["left_key"]]] == labels[records[row["right_key"]]])
        for row in labelled.rows("int_pairs_scored", "intermediate")
    ]  # fmt: skip
    true_pairs = sum(comb(size, 2) for size in Counter(labels.values()).values())
    rows = sorted(labelled.rows("match_quality_by_threshold"), key=lambda row: row["threshold"])
    assert [row["threshold"] for row in rows] == [place / 20 for place in range(20)]
    for place, row in enumerate(rows):
        least, upto = 50_000 * place, 50_000 * (place + 1) if place < 19 else 10**9
        above = [is_true for probability, is_true in pairs if probability >= least]
        inside = [pair for pair in pairs if least <= pair[0] < upto]
        precision, recall = sum(above) / len(above), sum(above) / true_pairs
        assert row["pair_count"] == len(above)
        assert row["pairwise_precision"] == pytest.approx(precision, abs=WITHIN)
        assert row["pairwise_recall"] == pytest.approx(recall, abs=WITHIN)
        harmonic = 2 * precision * recall / (precision + recall)
        assert row["pairwise_f1"] == pytest.approx(harmonic, abs=WITHIN)
        assert row["bin_pair_count"] == len(inside)
        if inside:
            mean = sum(probability for probability, _ in inside) / len(inside) / 1_000_000
            share = sum(is_true for _, is_true in inside) / len(inside)
            assert row["bin_mean_probability"] == pytest.approx(mean, abs=WITHIN)
            assert row["bin_true_pair_share"] == pytest.approx(share, abs=WITHIN)


def test_described_columns_are_the_columns_there_are(labelled: Engine) -> None:
    nodes = labelled.manifest(variables()).nodes
    for model in MODELS[1:]:
        node = nodes[f"model.kindred.{model}"]
        assert set(node.columns) == set(labelled.rows(model)[0]), model
        assert (node.description or "").startswith(("One row per", "A single row")), model
        for column in node.columns.values():
            assert column.description, column.name
            assert column.data_type, column.name
            assert (column.config.meta or {}).get("pii") == "none", column.name


def test_a_build_below_its_floor_fails_and_tells_both_numbers(labelled: Engine) -> None:
    (quality,) = labelled.rows("match_quality")
    precision, recall = quality["pairwise_precision"], quality["pairwise_recall"]
    floors = {"min_match_precision": 0.5, "min_match_recall": round(recall + 0.001, 4)}
    test = ("test", "--select", "assert_match_quality_reaches_its_floors")
    with pytest.raises(DbtFailedError) as caught:
        labelled.dbt(*test, variables=variables(**floors))
    told = str(caught.value)
    for part in (
        f"pairwise precision {round(precision, 4)} (min_match_precision 0.5)",
        f"recall {round(recall, 4)} (min_match_recall {floors['min_match_recall']})",
    ):
        assert part in told, told
    reached = {"min_match_precision": 0.5, "min_match_recall": 0.5}
    results = labelled.dbt(
        *test, variables=variables(**reached), parsed_with=variables(**floors)
    ).results
    told_of = [str(result.status) for result in results if result.node.resource_type == "test"]
    assert told_of == ["pass"]


# ----------------------------------------------------------------------------- chart


def test_the_command_draws_what_was_built(labelled: Engine, tmp_path: Path) -> None:
    (quality,) = labelled.rows("match_quality")
    chart = tmp_path / "chart.svg"
    with environment(labelled._environment):
        found = CliRunner().invoke(
            main, ["evaluate", "--chart", str(chart), "--target", labelled.name]
        )
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert told["pairwise_recall"] == round(quality["pairwise_recall"], 4)
    assert told["labelled_record_count"] == quality["labelled_record_count"]
    picture = chart.read_text(encoding="utf-8")
    for row in labelled.rows("match_quality_by_threshold"):
        assert f"From {row['threshold']:.2f} up: precision {row['pairwise_precision']:.3f}, " in (
            picture
        )


def test_a_warehouse_without_labels_is_told(duckdb_demo: Engine, tmp_path: Path) -> None:
    with environment(duckdb_demo._environment):
        found = CliRunner().invoke(main, ["evaluate", "--chart", str(tmp_path / "chart.svg")])
    assert found.exit_code == 1
    assert "var labels_relation" in found.stderr
    assert not (tmp_path / "chart.svg").exists()


@pytest.mark.parametrize("arguments", [[], ["crosswalk.csv"], ["a.csv", "b.csv", "--chart", "c"]])
def test_a_command_line_that_says_too_little_or_too_much(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, ["evaluate", *arguments]).exit_code == 2


# ------------------------------------------------------------------------ config_check


@pytest.mark.slow
def test_faults_of_labels_are_told_with_their_mend(duckdb: Engine) -> None:
    missing = {"labels_relation": "labels.missing"}

    def told(parsed_with: dict[str, object] | None = missing, **given: object) -> str:
        with pytest.raises(DbtFailedError) as caught:
            duckdb.dbt(
                "run", "--select", "stg_pos__members", variables=given, parsed_with=parsed_with
            )
        return str(caught.value)

    assert "1 fault" in told(labels_relation="labels.missing")
    assert "there is no table" in told(labels_relation="labels.missing")
    assert "or schema.table of this database" in told(labels_relation="people")
    without = told(min_match_precision=1.5)
    assert "var min_match_precision is 1.5; null, or a share above 0, up to 1" in without
    assert "Name their table in var labels_relation" in without
    advised = told(advised_precision=1)
    assert "var advised_precision is 1; a share above 0, below 1" in advised
    duckdb.write("ids", "labels", "select 'crm:1' as record_id, 'ann' as person")
    ids = {"labels_relation": f"{duckdb.schema}_labels.ids"}
    assert "has no column entity_id" in told(parsed_with=ids, **ids)
