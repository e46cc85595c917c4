"""`kindred diff` without builds: a build that nobody sees, and that leaves nothing behind."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from harness.engines import Engine
from harness.landed import only
from kindred.cli import main
from kindred.console import Console
from kindred.dbt_runner import DbtRun, environment, failed_tests
from kindred.diff import CHANGES, Diff, Size
from kindred.diff_text import as_markdown, as_text
from kindred.dry_run import DryRun, Setting, _model_text, _stops
from kindred.records_file import read_records

CAUTIOUS = {"merge_threshold": 0.6, "max_identity_churn": 0.01}


def dry_run(engine: Engine, variables: dict[str, object], *options: str) -> Result:
    with environment(engine._environment):
        return CliRunner().invoke(
            main, ["diff", "--target", engine.name, "--vars", json.dumps(variables), *options]
        )


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place where scratch folders are made."""
    place = tmp_path / "scratch"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.fixture
def brake_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the data tests only the one that the settings here are about; all of them run in
    test_a_dry_run_tells_what_the_build_then_does."""

    def only_the_brake(run: DbtRun, arguments: Sequence[str], console: Console) -> Any:
        brake = ["--select", "assert_identity_churn_keeps_its_limit"]
        return failed_tests(run, [*arguments, *brake], console)

    monkeypatch.setattr("kindred.dry_run.failed_tests", only_the_brake)


@pytest.fixture
def warehouse(duckdb_demo: Engine, tmp_path: Path) -> Engine:
    """A copy of the built demo that a test may change."""
    return duckdb_demo.copied(tmp_path / "warehouse")


def decide_that_two_are_one(engine: Engine) -> tuple[str, str]:
    """A steward joins two customers of one record each; gives their ids."""
    ((left, right, left_customer, right_customer),) = engine.query(
        "select left_record_id, right_record_id, left_customer_id, right_customer_id "
        f"from {engine.table('review_queue')} as queue "
        f"inner join {engine.table('customer_graphs')} as left_graphs "
        "on queue.left_customer_id = left_graphs.customer_id and left_graphs.record_count = 1 "
        f"inner join {engine.table('customer_graphs')} as right_graphs "
        "on queue.right_customer_id = right_graphs.customer_id and right_graphs.record_count = 1 "
        "order by review_id limit 1"
    )
    engine.query(
        f"insert into {engine.table('decisions', 'decisions')} values "
        f"('d1', '{left}', '{right}', 'same', 'eve', timestamp '2025-01-01', 'a call', null)"
    )
    return left_customer, right_customer


@pytest.mark.slow
def test_a_dry_run_tells_what_the_build_then_does(
    warehouse: Engine, scratch: Path, tmp_path: Path
) -> None:
    decided = decide_that_two_are_one(warehouse)
    warehouse.query("force checkpoint")
    before = digest(warehouse.warehouse_path)

    result = dry_run(warehouse, CAUTIOUS, "--format", "json", "--examples", "1000")

    assert result.exit_code == 0, result.stderr
    assert digest(warehouse.warehouse_path) == before
    assert [path.name for path in warehouse.directory.glob("*.wal")] == []
    assert list(scratch.iterdir()) == []
    told = json.loads(result.stdout)
    trial = told.pop("dry_run")
    assert trial["settings"] == [
        {"name": "merge_threshold", "before": 0.3, "after": 0.6},
        {"name": "max_identity_churn", "before": 0.2, "after": 0.01},
    ]
    assert trial["model"] == "The kept model (version 1) scores the pairs"
    assert trial["as_of"] == "2025-07-01 03:15:00"
    (stop,) = trial["would_stop"]
    assert stop.startswith(
        f"This would stop at max_identity_churn (0.01): {told['moved_records']} of the 1314 records"
    )

    published = tmp_path / "published.duckdb"
    shutil.copy(warehouse.warehouse_path, published)
    warehouse.dbt(
        "build", "--exclude-resource-type", "test", "unit_test", variables=CAUTIOUS
    )  # fmt: skip
    # this process has the file open, which no other engine of it may attach
    warehouse.query("force checkpoint")
    built = shutil.copy(warehouse.warehouse_path, tmp_path / "built.duckdb")
    done = CliRunner().invoke(
        main, ["diff", str(published), str(built), "--format", "json", "--examples", "1000"]
    )
    assert done.exit_code == 0, done.stderr
    really = json.loads(done.stdout)
    assert really.pop("dry_run") is None
    names = ("before_name", "after_name")
    assert {k: v for k, v in really.items() if k not in names} == {
        k: v for k, v in told.items() if k not in names
    }

    by_kind = {change["change"]: change for change in told["changes"]}
    assert told["counts"]["split"]["changes"] > 50
    assert by_kind["merged"]["cause"] == "as eve decided"
    assert {by_kind["merged"]["from_customer_id"], by_kind["merged"]["to_customer_id"]} == set(
        decided
    )
    moves = {
        (row["event_type"], row["from_customer_id"], row["customer_id"], row["record_count"])
        for row in warehouse.rows("identity_events")
        if row["run_number"] == 2 and row["from_customer_id"]
    }
    assert moves == {
        (c["change"], c["from_customer_id"], c["to_customer_id"], c["record_count"])
        for c in told["changes"]
    }


PEOPLE = """\
record_id,given_name,family_name,date_of_birth,email,city
1,Margaret,Okafor,1984-03-12,margaret.okafor@mail.example,Albany
2,Margaret,Okafor,1984-03-12,margaret.okafor@mail.example,Albany
3,Jürgen,Müller,1970-01-31,j.mueller@post.example,Köln
"""


@pytest.mark.slow
@pytest.mark.usefixtures("brake_alone")
def test_raw_tables_are_read_where_they_are(tmp_path: Path, scratch: Path) -> None:
    """A record that came since the last build is a new customer, of the warehouse's own raw
    table, and decisions are read from the schema that the settings name."""
    builder = Engine("duckdb", tmp_path / "built", {})
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    connection = duckdb.connect(str(builder.warehouse_path))
    connection.execute("create schema raw_file")
    read_records(tmp_path / "people.csv", connection, "raw_file.records")
    connection.close()
    variables = only("file", decisions_schema="stewards")
    builder.dbt(
        "build", "--exclude-resource-type", "test", "unit_test",
        "--select", "+customer_crosswalk", "+identity_event_seals", variables=variables,
    )  # fmt: skip
    # this process has the file open, which no other engine of it may attach
    engine = builder.copied(tmp_path / "warehouse")
    engine.query(
        "insert into raw_file.records (record_id, given_name, family_name) "
        "values ('4', 'Ada', 'Byron')"
    )
    engine.query(
        "insert into stewards.decisions values "
        "('d1', '1', '3', 'same', 'eve', timestamp '2025-01-01', null, null)"
    )
    engine.query("force checkpoint")
    before = digest(engine.warehouse_path)

    result = dry_run(engine, variables, "--format", "json")

    assert result.exit_code == 0, result.stderr
    assert digest(engine.warehouse_path) == before
    assert list(scratch.iterdir()) == []
    told = json.loads(result.stdout)
    found = {
        (change["change"], change["record_count"], *change["record_ids"])
        for change in told["changes"]
    }
    assert found == {("created", 1, "4"), ("merged", 1, "3")}
    assert told["new_records"] == 1
    assert told["segments"] is None
    assert told["dry_run"]["as_of"] is None


def contents(engine: Engine) -> dict[str, str]:
    """A hash of every table and view of PostgreSQL, by its name."""
    warehouse = engine.connect()
    try:
        found = warehouse.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_schema not in ('pg_catalog', 'information_schema')"
        )
        return {
            f"{schema}.{name}": warehouse.execute(
                "select md5(string_agg(whole, chr(10) order by whole)) "
                f"from (select cast(one as text) as whole from {schema}.{name} as one) as rows"
            )[0][0]
            for schema, name in found
        }
    finally:
        warehouse.close()


@pytest.mark.slow
@pytest.mark.usefixtures("brake_alone")
def test_a_dry_run_on_postgres_leaves_everything_as_it_was(postgres_demo: Engine) -> None:
    before = contents(postgres_demo)
    result = dry_run(postgres_demo, CAUTIOUS, "--format", "json")
    assert result.exit_code == 0, result.stderr
    assert contents(postgres_demo) == before
    told = json.loads(result.stdout)
    # merge_threshold 0.6 parts as many customers on DuckDB
    assert told["counts"]["split"] == {"changes": 67, "records": 87}
    assert told["counts"]["merged"]["changes"] == 0
    assert told["dry_run"]["would_stop"][0].startswith("This would stop at max_identity_churn")
    assert {segment["segment_id"] for segment in told["segments"]} == {
        "high_value_customers", "lapsed_customers", "recent_buyers",
    }  # fmt: skip


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), ValueError("a fault")])
def test_schemas_are_dropped_whatever_happens(
    failure: BaseException, postgres_demo: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And they begin with what the last build remembers."""
    seen: dict[str, Any] = {}
    states = ("int_customer_stays_recorded", "int_match_weights_kept")

    def interrupted(run: DbtRun, *_: object) -> None:
        seen["schema"] = run.schema
        for name in states:
            copied = f"{run.schema}_intermediate.{name}"
            seen[name] = sorted(map(repr, postgres_demo.query(f"select * from {copied}")))
        raise failure

    monkeypatch.setattr("kindred.dry_run.run_dbt", interrupted)
    before = contents(postgres_demo)
    result = dry_run(postgres_demo, CAUTIOUS)
    assert result.exit_code == (130 if isinstance(failure, KeyboardInterrupt) else 1)
    assert seen["schema"].startswith("kindred_diff_")
    for name in states:
        table = postgres_demo.table(name, "intermediate")
        published = postgres_demo.query(f"select * from {table}")
        assert seen[name] == sorted(map(repr, published)) != []
    schemas = postgres_demo.query("select nspname from pg_namespace")
    assert [name for (name,) in schemas if name.startswith(seen["schema"])] == []
    assert contents(postgres_demo) == before


@pytest.mark.slow
def test_an_interrupted_dry_run_leaves_nothing(
    warehouse: Engine, scratch: Path, project_directory: Path
) -> None:
    before = digest(warehouse.warehouse_path)
    # a run in the background of a shell hears no SIGINT, nor do its children
    command = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from kindred.cli import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", command, "diff"],
        cwd=project_directory,
        env={
            **os.environ,
            **warehouse._environment,
            "PYTHONPATH": str(project_directory / "scripts"),
            "TMPDIR": str(scratch),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    told = ""
    for line in process.stderr:
        told += line
        if "int_records_unioned" in line:
            break
    assert list(scratch.glob("kindred-*/local.duckdb")), told
    process.send_signal(signal.SIGINT)
    output, rest = process.communicate(timeout=120)
    assert process.returncode == 130, told + rest
    assert "Error: interrupted" in rest
    assert output == ""
    assert list(scratch.iterdir()) == []
    assert digest(warehouse.warehouse_path) == before


def test_a_fault_of_the_settings_is_told(warehouse: Engine, scratch: Path) -> None:
    before = digest(warehouse.warehouse_path)
    result = dry_run(warehouse, {"merge_threshold": 2})
    assert result.exit_code == 1
    assert "merge_threshold is 2" in result.stderr
    assert list(scratch.iterdir()) == []
    assert digest(warehouse.warehouse_path) == before


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["--vars", "{marge_threshold: 0.5}"], 3, "--vars sets marge_threshold, which is no var"),
        (
            ["--vars", "demo: true\nas_of: ["],
            3,
            "--vars is no YAML (line 2, column 9: expected the node content, but found",
        ),
        (["--vars", "demo: \0"], 3, "--vars is no YAML (unacceptable character #x0000"),
        (["--vars", "0.5"], 3, "--vars holds no vars"),
        (["--vars-file", "nowhere.yml"], 3, "nowhere.yml cannot be read"),
        ([], 1, "Run kindred build --target duckdb first"),
    ],
)
def test_what_cannot_be_tried_is_said(
    arguments: list[str], exit_code: int, message: str, tmp_path: Path
) -> None:
    engine = Engine("duckdb", tmp_path, {})
    with environment(engine._environment):
        result = CliRunner().invoke(main, ["diff", *arguments])
    assert result.exit_code == exit_code, result.output
    assert message in result.stderr
    assert not engine.warehouse_path.exists()


@pytest.mark.parametrize(
    ("before", "after", "is_told_to", "told"),
    [
        ((3, "x"), (3, "x"), False, "The kept model (version 3) scores"),
        ((3, "x"), (4, "x"), True, "(version 4) would be trained, as the var retrain says"),
        ((3, "x"), (4, "y"), False, "since its settings or sources are other ones"),
        ((3, "x"), (4, "x"), False, "since there are ten times the pairs"),
        ((0, ""), (1, "x"), False, "since none is kept"),
    ],
)
def test_the_model_is_told(
    before: tuple[int, str], after: tuple[int, str], is_told_to: bool, told: str
) -> None:
    assert told in _model_text(before, after, is_told_to)


def test_a_report_begins_with_what_the_dry_run_was_made_with() -> None:
    size = Size(10, 5, 1, 3, None)
    none = dict.fromkeys(CHANGES, 0)
    diff = Diff("kindred", "a dry run", size, size, 10, 0, 0, 0, 5, none, none, [], None)
    settings = [
        Setting("merge_threshold", 0.3, 0.6),
        Setting("comparisons", ["a"] * 40, []),
        Setting("bridge_pairs", True, None),
    ]
    stop = "This would stop at max_identity_churn (0.2): 9 of the 10 records."
    trial = DryRun(settings, "The kept model (version 1) scores the pairs", None, [stop])
    assert as_markdown(diff, trial).startswith(
        "### kindred and a dry run are the same: 5 customers\n"
        "\n"
        "> **Warning:** This would stop at max\\_identity\\_churn (0.2): 9 of the 10 records.\n"
        "\n"
        "`merge_threshold`: `0.3` → `0.6`  \n"
        "`comparisons` is another one  \n"
        "`bridge_pairs`: `true` → `null`  \n"
        "The kept model (version 1) scores the pairs.\n"
        "\n"
        "| | before |"
    )
    assert as_text(diff, trial).startswith(
        "kindred and a dry run are the same: 5 customers.\n"
        "\n"
        "  merge_threshold: 0.3 → 0.6\n"
        "  comparisons is another one\n"
        "  bridge_pairs: true → null\n"
        "  The kept model (version 1) scores the pairs.\n"
        f"  {stop}\n"
    )
    untouched = as_text(diff, DryRun([], "The kept model (version 1) scores the pairs", None, []))
    assert "\n  Settings: those of the project, with no change.\n" in untouched


@pytest.mark.parametrize("moved", [1, 200])
@pytest.mark.parametrize("is_told", [True, False])
def test_the_brake_on_churn_is_told(moved: int, is_told: bool) -> None:
    """The data test says whether it stops, and the comparison says how much moves."""
    size = Size(1000, 500, 0, 2, None)
    diff = Diff("a", "b", size, size, 1000, moved, 0, 0, 0, {}, {}, [], None)
    failed = {"a_first": "test other"}
    if is_told:
        failed["assert_identity_churn_keeps_its_limit"] = "test churn: failed"
    stops = _stops(diff, 0.1, failed)
    assert stops[-1] == "This would stop at the test other"
    assert len(stops) == (2 if is_told else 1), "the brake is told once, in words of its own"
    if is_told:
        assert stops[0].startswith(
            f"This would stop at max_identity_churn (0.1): {moved} of the 1000 records"
        )
