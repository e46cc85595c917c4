"""`kindred diff` of two builds: where they may be, what is printed, and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from harness.engines import Engine
from kindred.cli import main
from kindred.dbt_runner import environment

BEFORE = {"r1": "a", "r2": "a", "r3": "b", "r4": "c", "r5": "c", "r6": "d", "r7": "e"}
AFTER = {"r1": "a", "r2": "a", "r3": "a", "r4": "c", "r5": "f", "r6": "g", "r8": "h"}
EVENTS = """
create table {schema}.identity_events as
select * from (values
    ('1', 1, 'merged', 'b', 'a', 'score', 'match probability', 0.734),
    ('2', 2, 'split', 'c', 'f', 'decision', 'eve', null)
) as events (
    event_id, event_number, event_type, from_customer_id, customer_id, cause_type, cause,
    match_probability
)
"""


def values(crosswalk: dict[str, str]) -> str:
    rows = ", ".join(f"('{record}', '{customer}')" for record, customer in crosswalk.items())
    return f"select * from (values {rows}) as crosswalk (record_id, customer_id)"


def write_folder(folder: Path, crosswalk: dict[str, str]) -> Path:
    """What kindred resolve leaves, as far as it is read."""
    folder.mkdir(parents=True)
    path = folder / "customer_crosswalk.parquet"
    duckdb.execute(f"copy ({values(crosswalk)}) to '{path}' (format parquet)")
    return folder


def write_schema(engine: Engine, schema: str, crosswalk: dict[str, str], segment: str) -> None:
    """Marts as a build leaves them, as far as they are read; the segment's members are the
    customers a, b and f, if they are there."""
    engine.query(f"drop schema if exists {schema} cascade")
    engine.query(f"create schema {schema}")
    engine.query(f"create table {schema}.customer_crosswalk as {values(crosswalk)}")
    engine.query(f"create table {schema}.segments as select '{segment}' as segment_id")
    engine.query(
        f"create table {schema}.segment_memberships as "
        f"select distinct '{segment}' as segment_id, customer_id from {schema}.customer_crosswalk "
        "where customer_id in ('a', 'b', 'f')"
    )
    if crosswalk is AFTER:
        engine.query(EVENTS.format(schema=schema))


@pytest.fixture
def warehouse(tmp_path: Path) -> Engine:
    """A DuckDB warehouse with two builds."""
    engine = Engine("duckdb", tmp_path, {})
    write_schema(engine, "kindred", BEFORE, "loyal")
    write_schema(engine, "trial", AFTER, "loyal")
    return engine


def diff(*arguments: object, engine: Engine | None = None) -> Result:
    with environment(engine._environment if engine else {}):
        return CliRunner().invoke(main, ["diff", *map(str, arguments)])


def changes(result: Result) -> list[tuple[str, str | None, str | None]]:
    assert result.exit_code == 0, result.stderr
    return [
        (change["change"], change["from_customer_id"], change["to_customer_id"])
        for change in json.loads(result.stdout)["changes"]
    ]


EXPECTED = [
    ("merged", "b", "a"),
    ("split", "c", "f"),
    ("rekeyed", "d", "g"),
    ("created", None, "h"),
    ("gone", "e", None),
]


def test_two_schemas_as_text(warehouse: Engine) -> None:
    result = diff("kindred", "trial", engine=warehouse)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == (
        "kindred and trial differ: 1 merged, 1 split, 1 rekeyed, 1 created, 1 gone, "
        "1 segment changed.\n"
        "\n"
        "                             before  after  change\n"
        "  records                         7      7\n"
        "  customers                       5      5\n"
        "  customers with one record       3      4      +1\n"
        "  records of the largest          2      3      +1\n"
        "\n"
        "  merged    1  1 record          ended in another customer\n"
        "  split     1  1 record          records went to a new customer\n"
        "  moved     0  0 records         records went from one customer to another, and both "
        "live on\n"
        "  rekeyed   1  1 record          the same customer under another id\n"
        "  created   1  1 record          new customers, of new records only\n"
        "  gone      1  1 record          customers whose records are all gone\n"
        "\n"
        "  3 of the 6 records that are in both are with another customer_id (50.00 %); 1 new, "
        "1 gone. 0 customers unchanged.\n"
        "\n"
        "1 merged:\n"
        "  b ended, and 1 record of it went to a, by a match probability of 73 % "
        "(for instance r3)\n"
        "\n"
        "1 split:\n"
        "  f was split off from c, with 1 record, as eve decided (for instance r5)\n"
        "\n"
        "1 rekeyed:\n"
        "  d is g now, with 1 record (for instance r6)\n"
        "\n"
        "1 created:\n"
        "  h is new, with 1 record (for instance r8)\n"
        "\n"
        "1 gone:\n"
        "  e ended: gone with all it had, 1 record (for instance r7)\n"
        "\n"
        "Segments:\n"
        "  loyal: 2 to 2 customers, 1 entered and 1 left\n"
        "    + f: split off from c\n"
        "    - b: merged into a\n"
    )


def test_what_keeps_a_split_apart_is_its_cause(warehouse: Engine) -> None:
    warehouse.query("drop table trial.identity_events")
    warehouse.query(
        "create table trial.cluster_cuts as select * from (values "
        "('1', 'f', 'c', 0.9, 'the one reason'), ('2', 'f', 'c', 0.4, 'another'), "
        "('3', 'a', 'c', 0.9, 'no reason of theirs')) as cuts "
        "(cut_id, left_customer_id, right_customer_id, match_probability, cut_reason)"
    )
    told = diff("kindred", "trial", engine=warehouse).stdout
    assert "  f was split off from c, with 1 record, since the one reason (for" in told
    assert "  b ended, and 1 record of it went to a (for" in told
    warehouse.query("delete from trial.cluster_cuts where left_customer_id = 'f'")
    told = diff("kindred", "trial", engine=warehouse).stdout
    assert "with 1 record, since no accepted pair joins the two (for" in told


def test_a_pull_request_gets_tables(warehouse: Engine) -> None:
    result = diff("kindred", "trial", "--format", "markdown", engine=warehouse)
    assert result.exit_code == 0, result.stderr
    told = result.stdout
    assert told.startswith("### kindred and trial differ: 1 merged, 1 split, 1 rekeyed")
    assert "| | before | after | change |\n|---|--:|--:|--:|\n| records | 7 | 7 |  |" in told
    assert (
        "<details>\n<summary>1 merged</summary>\n\n"
        "| from | to | records | for instance | why |\n|---|---|--:|---|---|\n"
        "| `b` (1) | `a` (3) | 1 | `r3` | by a match probability of 73 % |\n\n</details>\n"
    ) in told
    assert "| `loyal` | 2 | 2 | 1 | 1 |" in told
    assert "<summary>Who entered and left <code>loyal</code></summary>" in told
    assert "- left: `b`: merged into `a`" in told
    assert "| to | records | for instance |\n|---|--:|---|\n| `h` (1) | 1 | `r8` |" in told
    rows = [line for line in told.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in rows)


def test_ids_make_no_markup(tmp_path: Path) -> None:
    crosswalk = {"@eve |<b>``x": "a*b_c", "r2": "z"}
    before = write_folder(tmp_path / "a_*", crosswalk)
    after = write_folder(tmp_path / "b", {**crosswalk, "r2": "a*b_c"})
    told = diff(before, after, "--format", "markdown").stdout
    row = next(line for line in told.splitlines() if "`z`" in line)
    assert row == "| `z` (1) | `a*b_c` (2) | 1 | `r2` |"
    gone = diff(before, write_folder(tmp_path / "c", {"r2": "z"}), "--format", "markdown").stdout
    assert r"| ```@eve \|<b>``x``` |" in gone
    assert r"a\_\*" in gone.splitlines()[0]


@pytest.mark.parametrize("kind", ["folder", "parquet", "csv", "duckdb", "duckdb with schema"])
def test_builds_may_be_files(kind: str, tmp_path: Path) -> None:
    names = []
    for name, crosswalk in (("before", BEFORE), ("after", AFTER)):
        if kind.startswith("duckdb"):
            engine = Engine("duckdb", tmp_path / name, {})
            write_schema(engine, "kindred", crosswalk, "loyal")
            if kind == "duckdb with schema":
                write_schema(engine, "other", BEFORE, "loyal")
            suffix = ":kindred" if kind == "duckdb with schema" else ""
            names.append(f"{engine.warehouse_path}{suffix}")
        elif kind == "csv":
            path = tmp_path / f"{name}.csv"
            duckdb.execute(f"copy ({values(crosswalk)}) to '{path}'")
            names.append(str(path))
        else:
            folder = write_folder(tmp_path / name, crosswalk)
            is_folder = kind == "folder"
            names.append(str(folder if is_folder else folder / "customer_crosswalk.parquet"))
    assert changes(diff(*names, "--format", "json")) == EXPECTED


@pytest.mark.parametrize("name", ["a[b]", "a*", "a?", "A[!b]*"])
@pytest.mark.parametrize("suffix", [".parquet", ".PARQUET", ".Csv", ""])
def test_a_path_means_one_file(name: str, suffix: str, tmp_path: Path) -> None:
    """What is a pattern to DuckDB would find ab as well, or nothing."""
    paths = []
    for stem, crosswalk in ((name, BEFORE), ("ab", AFTER)):
        if suffix:
            path = tmp_path / f"{stem}{suffix}"
            written = "csv, header" if suffix == ".Csv" else "parquet"
            duckdb.execute(f"copy ({values(crosswalk)}) to '{path}' (format {written})")
        else:
            path = write_folder(tmp_path / stem, crosswalk)
        paths.append(path)
    assert changes(diff(*paths, "--format", "json")) == EXPECTED


def test_a_duckdb_file_may_have_a_suffix_in_capitals(warehouse: Engine, tmp_path: Path) -> None:
    warehouse.query("force checkpoint")
    path = tmp_path / "COPY.DuckDB"
    path.write_bytes(warehouse.warehouse_path.read_bytes())
    assert changes(diff(f"{path}:kindred", f"{path}:trial", "--format", "json")) == EXPECTED


@pytest.mark.parametrize("are_swapped", [False, True])
def test_the_schema_of_no_warehouse_is_named(are_swapped: bool, tmp_path: Path) -> None:
    engine = Engine("duckdb", tmp_path / "none", {})
    path = write_folder(tmp_path / "resolved", BEFORE) / "customer_crosswalk.parquet"
    names = ["trial", path] if are_swapped else [path, "trial"]
    result = diff(*names, engine=engine)
    assert result.exit_code == 3
    assert f"no warehouse at {engine.warehouse_path}, and no schema trial in it" in result.stderr


def test_a_file_is_compared_with_a_schema(warehouse: Engine, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "resolved", BEFORE)
    assert changes(diff(folder, "trial", "--format", "json", engine=warehouse)) == EXPECTED


def test_two_schemas_on_postgres(postgres: Engine) -> None:
    write_schema(postgres, "kindred_before", BEFORE, "loyal")
    write_schema(postgres, "kindred_after", AFTER, "loyal")
    result = diff(
        "kindred_before", "kindred_after", "--target", "postgres", "--format", "json",
        engine=postgres,
    )  # fmt: skip
    assert changes(result) == EXPECTED
    content = json.loads(result.stdout)
    assert [change["cause"] for change in content["changes"][:2]] == [
        "by a match probability of 73 %", "as eve decided",
    ]  # fmt: skip
    (segment,) = content["segments"]
    assert (segment["entered"], segment["left"]) == (1, 1)
    assert segment["left_members"][0]["other_customer_id"] == "a"


def test_the_counts_of_json_add_up(warehouse: Engine) -> None:
    content = json.loads(diff("kindred", "trial", "--format", "json", engine=warehouse).stdout)
    assert content["is_same"] is False
    assert content["counts"]["merged"] == {"changes": 1, "records": 1}
    assert content["moved_records"] == 3
    assert content["moved_share"] == 0.5
    assert content["dry_run"] is None
    hidden = diff("kindred", "trial", "--format", "json", "--examples", 0, engine=warehouse)
    shown = json.loads(hidden.stdout)
    assert shown["changes"] == []
    assert shown["counts"] == content["counts"]


def test_what_was_told_before_is_no_cause(warehouse: Engine) -> None:
    """The earlier build's log has the same rows: its merges came before it."""
    warehouse.query(EVENTS.format(schema="kindred"))
    content = json.loads(diff("kindred", "trial", "--format", "json", engine=warehouse).stdout)
    assert {change["cause"] for change in content["changes"]} == {None}


@pytest.mark.parametrize(
    ("options", "exit_code", "message"),
    [
        ([], 0, ""),
        (["--fail-on-change"], 1, "Error: The builds differ"),
        (["--max-moved", "0.5"], 0, ""),
        (["--max-moved", "0.49"], 1, "3 of 6 records have another customer_id, a share of 0.5000"),
    ],
)
def test_the_exit_code_says_what_was_asked(
    options: list[str], exit_code: int, message: str, warehouse: Engine
) -> None:
    result = diff("kindred", "trial", *options, engine=warehouse)
    assert result.exit_code == exit_code
    assert message in result.stderr
    assert result.stdout.startswith("kindred and trial differ"), "the report is there all the same"


def test_a_build_is_the_same_as_itself(warehouse: Engine) -> None:
    result = diff("trial", "trial", "--fail-on-change", "--max-moved", "0", engine=warehouse)
    assert result.exit_code == 0
    assert result.stdout.startswith("trial and trial are the same: 5 customers.\n")
    assert "loyal: 2 customers, the same ones" in result.stdout


def test_a_segment_that_only_one_has(warehouse: Engine) -> None:
    write_schema(warehouse, "trial", BEFORE, "lapsed")
    result = diff("kindred", "trial", engine=warehouse)
    assert result.stdout.startswith("kindred and trial differ: 2 segments changed.\n")
    assert "  lapsed: new, with 2 customers\n" in result.stdout
    assert "  loyal: there no longer; it had 2 customers\n" in result.stdout
    assert "    + a: no record came from or went to another customer\n" in result.stdout


@pytest.mark.parametrize(
    ("names", "exit_code", "message"),
    [
        (["kindred", "nowhere"], 3, "There is no table nowhere.customer_crosswalk"),
        (["kindred", "trial; drop"], 3, "There is no table trial; drop.customer_crosswalk"),
        (["kindred", "gone.duckdb"], 3, "gone.duckdb is not there"),
        (["kindred", "local.duckdb"], 3, "builds in the schemas kindred, trial; name one"),
        (["kindred", "local.duckdb:other"], 3, "It has schemas with one: kindred, trial."),
        (["kindred", "./"], 3, "holds no customer_crosswalk.parquet"),
        (["kindred", "broken.parquet"], 3, "broken.parquet cannot be read as a crosswalk"),
        (
            ["kindred", "other.csv"],
            3,
            "other.csv is no crosswalk: it has no column customer_id, but record_id, person.",
        ),
        (["kindred", "broken.duckdb"], 3, "broken.duckdb cannot be read by DuckDB"),
        (["kindred", "twice.csv"], 3, "twice.csv has 1 record_ids more than once"),
        (["kindred", "blank.csv"], 3, "blank.csv has 1 rows without a record_id or customer_id"),
        (["kindred"], 2, "Name two builds"),
        (["kindred", "trial", "--vars", "{}"], 2, "--vars are for a dry run"),
    ],
)
def test_what_cannot_be_compared_is_said(
    names: list[str],
    exit_code: int,
    message: str,
    warehouse: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "broken.parquet").write_text("record_id,customer_id\n1,a\n")
    (tmp_path / "other.csv").write_text("record_id,person\n1,a\n")
    (tmp_path / "broken.duckdb").write_text("no database")
    (tmp_path / "twice.csv").write_text("record_id,customer_id\nr1,a\nr1,b\n")
    (tmp_path / "blank.csv").write_text("record_id,customer_id\nr1,a\nr2,\n")
    monkeypatch.chdir(tmp_path)
    result = diff(*names, engine=warehouse)
    assert result.exit_code == exit_code, result.output
    assert message in result.stderr
    assert result.stdout == ""


def test_a_file_and_a_server_cannot_be_compared(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "resolved", BEFORE)
    result = diff(folder, "kindred", "--target", "postgres")
    assert result.exit_code == 3
    assert "one is a file and the other a schema of the target postgres" in result.stderr


def test_nothing_is_written_to_what_is_compared(
    warehouse: Engine, engine_named: Callable[[str], Engine]
) -> None:
    warehouse.query("force checkpoint")
    before = warehouse.warehouse_path.read_bytes()
    assert diff("kindred", "trial", engine=warehouse).exit_code == 0
    assert warehouse.warehouse_path.read_bytes() == before
    assert list(warehouse.directory.glob("*.wal")) == []
