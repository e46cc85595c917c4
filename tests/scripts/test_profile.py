"""kindred profile: what a source holds, measured alike by every engine."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from harness.engines import ENGINES, PROJECT_DIRECTORY, Engine
from kindred.cli import main
from kindred.landing.store import Store
from kindred.profiling.documents import document_relation
from kindred.profiling.measure import (
    ColumnProfile,
    Counted,
    Placeholders,
    Profiler,
    person_columns,
    standing_out,
    widely_shared,
)
from kindred.profiling.text import duplicates_text, percent

PLACEHOLDERS = Placeholders.read(PROJECT_DIRECTORY)

ROWS: list[dict[str, Any]] = [
    {"id": number, "full_name": "Zoë O'Neill" if number % 2 else f"ann {number}", "email": email}
    for number, email in enumerate(
        [
            "A@x.example", " a@x.example", "noemail@here.example", "b.c-1@x.example", None, "  ",
            *["noemail@here.example"] * 11, "Test@Test.com", "Zoë@x.example", "Ş9@x.example",
        ]
    )
]  # fmt: skip


@pytest.mark.parametrize("name", ENGINES)
def test_a_column_is_measured_alike(
    name: str, engine_named: Callable[[str], Engine], tmp_path: Path
) -> None:
    engine = engine_named(name)
    warehouse = engine.connect()
    try:
        profiler = Profiler(Store(warehouse, tmp_path), PLACEHOLDERS, max_block_size=5)
        relation = f"({engine.values(ROWS)}) as given"
        found = profiler.column(relation, "email", "text")
        same = profiler.duplicates(relation, ["full_name", "email"], ["email"])
    finally:
        warehouse.close()
    blocks = [Counted("noemail@here.example", 12), Counted("a@x.example", 2)]
    assert found == ColumnProfile(
        "email",
        "text",
        filled_count=18,
        distinct_count=7,
        shared_value_count=2,
        shared_row_count=14,
        shortest=11,
        longest=20,
        top=[
            Counted("noemail@here.example", 12),
            Counted("A@x.example", 1),
            Counted("Test@Test.com", 1),
            Counted("Zoë@x.example", 1),
            Counted("a@x.example", 1),
        ],
        formats=[
            Counted("a@a.a", 13, "a@x.example"),
            Counted("A9@a.a", 1, "Ş9@x.example"),
            Counted("A@a.a", 1, "A@x.example"),
            Counted("Aa@Aa.a", 1, "Test@Test.com"),
            Counted("Aa@a.a", 1, "Zoë@x.example"),
        ],
        format_count=6,
        placeholders=[
            Counted("noemail@here.example", 12, "far more frequent than others"),
            Counted("Test@Test.com", 1, "known placeholder (email)"),
        ],
        pair_count=67,
        kept_pair_count=1,
        blocks=blocks,
        max_block_size=5,
    )
    assert [(one.kind, one.columns, one.group_count, one.row_count) for one in same] == [
        ("row", ["full_name", "email"], 1, 5),
        ("key", ["email"], 2, 14),
        ("person", ["full_name", "email"], 1, 5),
    ]


@pytest.mark.parametrize("name", ENGINES)
def test_values_inside_json_are_columns(name: str, engine_named: Callable[[str], Engine]) -> None:
    engine = engine_named(name)
    texts = [
        '{"id": "m1", "user": {"handle": "@zoë", "followers": 12}, "tags": ["a"]}',
        '{"id": "m2", "user": {"handle": null}, "text": "it\'s", "odd\'s?": 1}',
        "{oops",
        None,
    ]
    relation = f"({engine.values([{'row': 1, 'document': text} for text in texts])}) as given"
    warehouse = engine.connect()
    try:
        found, names = document_relation(warehouse, relation, ["row_number_"])
        rows = warehouse.execute(f"select * from {found} order by row_number_")
    finally:
        warehouse.close()
    assert names == ["id", "user__handle", "user__followers", "tags", "text"]
    assert rows == [
        (0, "m1", "@zoë", "12", '["a"]', None),
        (1, "m2", None, None, None, "it's"),
        (2, *[None] * 5),
        (3, *[None] * 5),
    ]


def test_values_that_stand_out() -> None:
    def standing(counts: list[int], filled: int = 500, distinct: int = 300) -> int:
        values = [Counted(str(number), count) for number, count in enumerate(counts)]
        return len(standing_out(ColumnProfile("x", "text", filled, distinct), values))

    assert standing([90, 80, 70, 3, 2, 2]) == 3
    assert standing([90, 12, 2, 2]) == 2
    assert standing([30, 25, 20, 18, 15]) == 0  # cities: each somewhat rarer than the last
    assert standing([9, 1, 1]) == 0  # too few to say
    assert standing([400, 20, 1], distinct=3) == 0  # a column of few values


def test_values_that_many_rows_share_where_nearly_each_has_its_own() -> None:
    def shared(values: list[Counted], filled: int = 200, distinct: int = 120) -> list[str]:
        found = widely_shared(ColumnProfile("x", "text", filled, distinct), values)
        return [value.value for value in found]

    falling = [Counted("no@x.example", 20), Counted("000-000", 10), Counted("na@x.example", 8)]
    assert shared(falling) == ["no@x.example", "000-000"]
    assert shared([Counted("John Smith", 30)]) == []  # namesakes
    assert shared(falling, filled=900) == []  # a column of codes
    assert shared([Counted("1", 4)], filled=121) == []  # too few to say


def test_columns_that_tell_a_person() -> None:
    assert person_columns(["id", "first_name", "last_name", "birthdate", "email_address"]) == [
        ["first_name", "last_name", "birthdate"],
        ["first_name", "last_name", "email_address"],
    ]
    assert person_columns(["name", "default_address__zip"]) == [["name", "default_address__zip"]]
    assert person_columns(["first_name", "email", "company_name"]) == []


def test_placeholders_are_known_where_they_may_stand() -> None:
    for value, column, meant in (
        ("Test@Test.com", "anything", "email"),
        ("N/A", "last_name", "name"),
        ("n.a", "city", "address"),
        ("Not provided", "company", "company"),
        ("N/A", "status", None),
        ("Null", "last_name", None),  # a name, too
        ("1900-01-01", "birthdate", "date_of_birth"),
    ):
        assert PLACEHOLDERS.meant_by(value, column) == meant, value


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(0, 7, "0 %"), (7, 7, "100 %"), (1, 999, "< 1 %"), (998, 999, "> 99 %"), (0, 0, "")],
)
def test_percent(part: int, whole: int, told: str) -> None:
    assert percent(part, whole) == told


# ----------------------------------------------------------------------------- commands


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["profile", *arguments, "--quiet"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KINDRED_DUCKDB_PATH", str(tmp_path / "warehouse.duckdb"))
    monkeypatch.chdir(tmp_path)
    rows = [f"{number},<b>Ann</b>,a{number}@x.example" for number in range(3)]
    text = "\n".join(["record_id,full_name,email", *rows, rows[0]]) + "\n"
    (tmp_path / "people.csv").write_text(text)
    return tmp_path


def test_a_file_and_what_is_loaded_from_it(folder: Path) -> None:
    result = run("people.csv", "--json")
    assert result.exit_code == 0, result.stderr
    [found] = json.loads(result.stdout)
    assert (found["name"], found["row_count"]) == ("people.csv", 4)
    assert found["duplicates"][0]["row_count"] == 2
    loaded = CliRunner().invoke(main, ["load", "people.csv", "--source", "erp", "--new"])
    assert loaded.exit_code == 0, loaded.stderr
    page = folder / "page.html"
    told = run("erp", "--html", str(page))
    assert told.exit_code == 0, told.stderr
    assert told.stdout.startswith("raw_erp.people: 4 rows, 3 columns\n")
    assert "2 rows in one group are the same in every column of their own" in told.stdout
    assert re.search(r"full_name +6 +1[.]5 +6  <b>ann</b> [(]4[)]", told.stdout)
    html = page.read_text(encoding="utf-8")
    assert html.count("<svg") == 2
    assert "&lt;b&gt;Ann&lt;/b&gt; (4)" in html
    assert "<b>" not in html
    assert "<script" not in html
    assert {part.split('"')[0] for part in html.split("http")[1:]} <= {
        "://www.w3.org/2000/svg",
        "://www.w3.org/1999/xlink",
    }


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["nobody.csv"], 3, "nobody.csv does not exist"),
        (["erp"], 1, "There is no warehouse at"),
        (["people.csv", "--html", "page.pdf"], 2, "must end in .html"),
    ],
)
def test_what_cannot_be_meant(
    arguments: list[str], exit_code: int, message: str, folder: Path
) -> None:
    result = run(*arguments)
    assert result.exit_code == exit_code
    assert message in result.stderr


def test_a_source_that_is_not_there(folder: Path) -> None:
    CliRunner().invoke(main, ["load", "people.csv", "--source", "file"])
    assert "declared are consent, crm" in run("erp").stderr
    assert "There is no kindred_raw.crm_contacts, kindred_raw.crm_acc" in run("crm").stderr
    (folder / "v.yml").write_text("demo: false\n")
    absent = run("crm", "--vars-file", "v.yml")
    assert (absent.exit_code, absent.stdout) == (1, "")
    assert "Load it with kindred load PATH --source crm" in absent.stderr
    assert "the source file has records" in run("file", "--table", "x").stderr


def test_duplicates_in_words(duckdb: Engine, tmp_path: Path) -> None:
    warehouse = duckdb.connect()
    try:
        profiler = Profiler(Store(warehouse, tmp_path), PLACEHOLDERS, 5)
        rows = [{"id": 1, "_dlt_load_id": 1}, {"id": 1, "_dlt_load_id": 2}]
        relation = f"({duckdb.values(rows)}) as given"
        same, key = profiler.duplicates(relation, ["id", "_dlt_load_id"], ["id"])
        [none] = profiler.duplicates(f"({duckdb.values(rows[:1])}) as given", ["id"], [])
    finally:
        warehouse.close()
    assert duplicates_text(same) == "2 rows in one group are the same in every column of their own"
    assert duplicates_text(key) == "2 rows in one group have the same id"
    assert duplicates_text(none) == "no two rows are the same in every column of their own"
