"""kindred load: files as sources deliver them, into raw tables, each once and whole."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from harness.engines import PROJECT_DIRECTORY, Engine, plain
from kindred.build import refused_deliveries
from kindred.cli import main
from kindred.connection import SparkWarehouse, connect, read_profile
from kindred.errors import InputError
from kindred.landing.files import files_of
from kindred.landing.kinds import value_of
from kindred.landing.sources import declared_sources, find_table
from kindred.project import Project

PROJECT = Project(PROJECT_DIRECTORY, PROJECT_DIRECTORY)
HEADER = "event_id,identifier_type,identifier_value,purpose,channel,status,occurred_at,recorded_at"


def event(number: int | str, at: str = "2024-01-01 10:00:00", value: str = "a@x.example") -> str:
    return f"e{number},email,{value},marketing,email,granted,{at},{at}"


def text(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


GOOD = text(*(event(number) for number in range(1, 21)))


class Place:
    """A warehouse of one engine, and the command line on it."""

    def __init__(self, engine: str, directory: Path, query: Callable[..., list[Any]]) -> None:
        self.engine = engine
        self.directory = directory
        self._query = query

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def load(self, path: Path | str, *options: str, source: str = "consent") -> Result:
        arguments = ["load", str(path), "--source", source, "--target", self.engine]
        return CliRunner().invoke(main, [*arguments, *options])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(map(plain, row)) for row in self._query(sql)]

    def rejects(self) -> list[tuple[Any, ...]]:
        return self.rows(
            "select line_number, reason, row_text from raw_consent.events_rejects "
            "order by file_name, line_number, reason"
        )


def told(result: Result) -> dict[str, Any]:
    [outcome] = json.loads(result.stdout)
    assert isinstance(outcome, dict)
    return outcome


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """DuckDB: what is read and refused is the same on every engine."""
    return duckdb_place(tmp_path, monkeypatch)


def duckdb_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    file = tmp_path / "warehouse.duckdb"
    monkeypatch.setenv("KINDRED_DUCKDB_PATH", str(file))

    def query(sql: str) -> list[Any]:
        with duckdb.connect(str(file)) as connection:
            return connection.execute(sql).fetchall()

    return Place("duckdb", tmp_path, query)


@pytest.fixture(params=["duckdb", "postgres"])
def warehouse(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    engine_named: Callable[[str], Engine],
) -> Iterator[Place]:
    """Each of the engines with transactions."""
    if request.param == "duckdb":
        yield duckdb_place(tmp_path, monkeypatch)
        return
    engine = engine_named(request.param)
    for name, value in engine.variables.items():
        monkeypatch.setenv(name, value)
    try:
        yield Place("postgres", tmp_path, engine.query)
    finally:
        engine.query("drop schema if exists raw_consent cascade")


# ------------------------------------------------------------------------------ engines


def test_a_file_is_loaded_once_with_the_declared_types(warehouse: Place) -> None:
    content = text(
        event(1, "2024-05-01T10:00:00+02:00", '"Zoë ""Z"" \nO\'Neill, \\N"'),
        event(2, "2024-05-01", ""),
    )
    file = warehouse.file("events.csv", content)
    first = warehouse.load(file)
    assert first.exit_code == 0, first.stderr
    assert (told(first)["outcome"], told(first)["rows"]) == ("loaded", 2)
    assert "lacks columns lawful_basis, policy_version" in first.stderr
    sql = (
        "select event_id, identifier_value, occurred_at, lawful_basis from raw_consent.events "
        "order by event_id"
    )
    landed = [
        ("e1", 'Zoë "Z" \nO\'Neill, \\N', "2024-05-01 08:00:00", None),
        ("e2", None, "2024-05-01 00:00:00", None),
    ]
    assert warehouse.rows(sql) == landed
    again = warehouse.load(file)
    assert (again.exit_code, told(again)["outcome"]) == (0, "skipped")
    assert "was loaded into raw_consent.events on" in again.stderr
    assert warehouse.rows(sql) == landed
    [line] = warehouse.rows(
        "select table_name, file_name, mode, outcome, row_count, reject_count, newest_at "
        "from raw_consent.kindred_loads"
    )
    assert line == ("events", "events.csv", "append", "loaded", 2, 0, "2024-05-01 08:00:00")


def test_modes(warehouse: Place) -> None:
    warehouse.load(warehouse.file("1.csv", text(event(1), event(2), event(3))))
    new = HEADER.replace("status", "status,campaign")
    more = text(
        event(3, "2024-02-01 00:00:00", "new@x.example").replace("granted", "granted,spring"),
        event(4, "2024-02-01 00:00:00").replace("granted", "granted,\u00fc"),
        header=new,
    )
    updated = warehouse.load(warehouse.file("2.csv", more), "--mode", "update")
    assert updated.exit_code == 0, updated.stderr
    assert "1 of 2 rows took the place of rows with the same event_id" in updated.stderr
    assert "has the new column campaign: kept in raw_consent.events" in updated.stderr
    sql = "select event_id, identifier_value, campaign from raw_consent.events order by 1, 2"
    assert warehouse.rows(sql) == [
        ("e1", "a@x.example", None),
        ("e2", "a@x.example", None),
        ("e3", "new@x.example", "spring"),
        ("e4", "a@x.example", "ü"),
    ]
    # last year's file: what is older than what is there under its key
    early = warehouse.file("0.csv", text(event(3, "2023-01-01 00:00:00"), event(8, "2023-01-01")))
    refused = warehouse.load(early, "--mode", "update")
    assert (refused.exit_code, told(refused)["outcome"]) == (3, "refused")
    assert "1 of its 2 rows would take the place of newer ones" in refused.stderr
    assert len(warehouse.rows(sql)) == 4
    doubled = warehouse.load(warehouse.file("3.csv", text(event(4), event(5))))
    assert "event_id: 1 of 2 rows have one that raw_consent.events has already" in doubled.stderr
    assert "holds nothing newer than 2024-01-01 10:00" in doubled.stderr
    assert [row[0] for row in warehouse.rows(sql)] == ["e1", "e2", "e3", "e4", "e4", "e5"]

    # what would replace more or newer rows is refused, and what is there stays
    small = warehouse.file("4.csv", text(event(9, "2024-03-01 00:00:00")))
    refused = warehouse.load(small, "--mode", "replace")
    assert (refused.exit_code, told(refused)["outcome"]) == (3, "refused")
    assert "would replace the 6 rows of raw_consent.events with 1" in refused.stderr
    old = warehouse.file("old.csv", text(*(event(n, "2023-12-01") for n in range(6))))
    refused = warehouse.load(old, "--mode", "replace")
    assert refused.exit_code == 3
    assert "it is an earlier delivery" in refused.stderr
    assert len(warehouse.rows(sql)) == 6
    forced = warehouse.load(small, "--mode", "replace", "--force")
    assert forced.exit_code == 0, forced.stderr
    assert warehouse.rows(sql) == [("e9", "a@x.example", None)]
    # the table holds nothing of an earlier file now
    assert told(warehouse.load(warehouse.directory / "1.csv"))["outcome"] == "loaded"


def test_rejects_are_kept_with_line_and_reason(warehouse: Place) -> None:
    rows = [event(number) for number in range(1, 31)]
    rows[4] = event(5, "yesterday")
    rows[5] = event(6, value='"two\nlines"')
    rows[7] = "e8,email"
    rows[9] = event(10, value="J\udce9r")
    rows[11] = event("").replace("e,", ",")
    content = text(*rows, ",,,,,,,", HEADER, rows[0]).encode("utf-8", "surrogateescape")
    file = warehouse.file("events.csv", content)
    refused = warehouse.load(file)
    assert refused.exit_code == 3
    assert told(refused)["rejects"] == 6
    assert "4 of 30 rows cannot be loaded, a share of 0.13" in refused.stderr
    assert "--max-rejects 0.2" in refused.stderr
    assert "raw_consent.events is as before" in refused.stderr
    kept = [
        (6, "occurred_at is not a moment such as 2024-02-29 13:05:07", rows[4]),
        (10, "it has 2 values, the header 8", "e8,email"),
        (12, "it is not UTF-8: byte 0xE9 at position 12", event(10, value="J\\xe9r")),
        (14, "event_id is blank, which tells the row apart", rows[11]),
        (34, "it is the header again", HEADER),
        (35, "it is the same as an earlier row, word for word", rows[0]),
    ]
    assert warehouse.rejects() == kept
    loaded = warehouse.load(file, "--max-rejects", "0.2")
    assert (loaded.exit_code, told(loaded)["rows"]) == (0, 26)
    assert warehouse.rejects() == kept
    assert warehouse.rows("select count(*) from raw_consent.events") == [(26,)]


@pytest.fixture
def spark_place(spark: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Spark with no raw table of consent, then and afterwards."""
    for name, value in spark.variables.items():
        monkeypatch.setenv(name, value)
    yield Place("spark", tmp_path, spark.query)
    spark.query("drop schema if exists raw_consent cascade")


def test_spark_takes_files_too(spark_place: Place) -> None:
    place = spark_place
    file = place.file("1.csv", text(event(1), event(2), "e3,email"))
    first = place.load(file, "--max-rejects", "0.5")
    assert first.exit_code == 0, first.stderr
    assert told(place.load(file))["outcome"] == "skipped"
    new = text(event(2, "2024-02-01T01:00:00+01:00", "b"), header=HEADER.replace("value", "x"))
    new = new.replace("identifier_x", "identifier_value,x").replace(",b,", ",b,1,")
    updated = place.load(place.file("2.csv", new), "--mode", "update")
    assert updated.exit_code == 0, updated.stderr
    assert place.rows(
        "select event_id, identifier_value, x, occurred_at from raw_consent.events order by 1"
    ) == [
        ("e1", "a@x.example", None, "2024-01-01 10:00:00"),
        ("e2", "b", "1", "2024-02-01 00:00:00"),
    ]
    assert place.rejects() == [(4, "it has 2 values, the header 8", "e3,email")]


def test_spark_killed_between_drop_and_rename_loses_no_row(
    spark: Engine, spark_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = spark_place
    execute = SparkWarehouse.execute

    def die(warehouse: SparkWarehouse, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        if " rename to " in sql:
            raise KeyboardInterrupt
        return execute(warehouse, sql, parameters)

    place.load(place.file("1.csv", text(event(1), event(2))))
    assert place.load(place.file("0.csv", text("e0,email"))).exit_code == 3
    refused = place.file("2.csv", text("e2,email"))
    assert place.load(refused).exit_code == 3
    for file, options in (
        (place.file("3.csv", text(event(3))), ("--mode", "update")),
        (refused, ()),  # its rejects take the place of those that it had before
    ):
        with monkeypatch.context() as broken:
            broken.setattr(SparkWarehouse, "execute", die)
            assert place.load(file, *options).exit_code == 130
    assert place.load(refused).exit_code == 3
    assert [row for *_, row in place.rejects()] == ["e0,email", "e2,email"]
    # half of a rewrite, beside the table it was to replace
    spark.query("create table raw_consent.events__new as select * from raw_consent.events")
    assert place.load(refused).exit_code == 3
    assert spark.query("show tables in raw_consent like 'events__new'") == []
    for name, mode in (("4.csv", "append"), ("5.csv", "update")):
        loaded = place.load(place.file(name, text(event(name[0]))), "--mode", mode)
        assert loaded.exit_code == 0, loaded.stderr
    assert place.rows("select event_id from raw_consent.events order by 1") == [
        (f"e{number}",) for number in range(1, 6)
    ]


# ---------------------------------------------------------------------------- bad input


def short(value: object) -> str | None:
    """The name of a case without the bytes of its file."""
    return "bytes" if isinstance(value, bytes) else None


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", "\n \n", "is empty: nothing was delivered"),
        ("zip.csv", b"PK\x03\x04", "is a zip archive or an Excel workbook"),
        ("quote.csv", GOOD.replace("e7,email", 'e7,"email'), "cannot be read from line 8 on"),
        (
            "swallowed.csv",
            GOOD.replace("e7,email", 'e7,"email').replace("e15,email", 'e15,email"'),
            "line 8: the value of identifier_type runs over 9 lines that look like rows",
        ),
        ("cut.csv.gz", gzip.compress(GOOD.encode(), mtime=0)[:-9], "was cut short or damaged"),
        ("cut.json", '[{"event_id": "1"},', "does not end in ]"),
        ("bad.json", '[{"event_id": "1"}, {oops]', "is no JSON"),
        ("cut.parquet", b"PAR1abc", "it is cut short, damaged or encrypted"),
        ("other.csv", "who,knows\n1,2\n", "is a header of raw_consent.events"),
        ("bytes.csv", b"a\rb\x80\xff,\n\r\x90,c" * 9, "is a header of raw_consent.events"),
        ("tail.parquet", b"\x15\x04\r\x15\x00\nPAR1", "is a header of raw_consent.events"),
        ("lone.csv", '"', "there is no header of raw_consent.events"),
        (
            "middle.csv",
            "\n".join([event(21), "Report", event(22), GOOD]),
            "2 of 22 rows cannot be loaded, a share of 0.091, above --max-rejects (0). "
            "3 rows, from line 1 on: it stands above the header",
        ),
        ("other.jsonl", '{"who": 1}\n', "has no column of raw_consent.events"),
        ("lack.csv", "event_id;status\n1;granted\n", "lacks the columns identifier_type, iden"),
        ("two.csv", GOOD.replace("purpose", "Event ID"), "two columns for event_id: 'event_id'"),
        (
            "type.csv",
            GOOD.replace("10:00:00,2024", "10:00:00,01.2024"),
            "column recorded_at: 20 of 20 values are not a moment such as 2024-02-29 13:05:07: "
            "'01.2024-01-01 10:00:00' on line 2, and 19 more. Its type has changed",
        ),
    ],
    ids=short,
)
def test_a_file_that_is_refused(
    name: str, content: str | bytes, message: str, place: Place
) -> None:
    place.load(place.file("good.csv", GOOD))
    result = place.load(place.file(name, content))
    assert result.exit_code == 3, result.stderr
    assert message in result.stderr
    assert told(result)["outcome"] == "refused"
    assert result.stderr.rstrip().endswith("raw_consent.events is as before.")
    assert place.rows("select count(*) from raw_consent.events") == [(20,)]
    assert place.rows("select outcome from raw_consent.kindred_loads order by loaded_at") == [
        ("loaded",),
        ("refused",),
    ]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("preamble.csv", "Report\n\nof,2024\n" + GOOD),
        ("returns.csv", "Report\rof May\n" + GOOD),
        ("crlf.csv", GOOD.replace("\n", "\r\n")),
        ("cr.csv", GOOD.replace("\n", "\r")),
        ("mixed.csv", GOOD.replace("\n", "\r\n", 5)),
        ("mark.csv", "\ufeff" + GOOD),
        ("wide.csv", GOOD.encode("utf-16")),
        ("packed.csv.gz", gzip.compress(GOOD.encode(), mtime=0)),
        ("semicolons.csv", GOOD.replace(",", ";")),
        ("named.csv", GOOD.replace("event_id", " Event-ID ")),
        ("blank.csv", GOOD.replace("\ne5", "\n\n,,,,,,,\ne5") + "\n\n"),
        ("letter.csv", GOOD.replace("e5,email,a@x.example", 'e5,email,"b,c\n\nd,e\n\nf"')),
        ("trailing.csv", GOOD.replace("\n", ",\n")),
        ("twice.csv", GOOD + GOOD),
        ("lines.jsonl", "\n\n".join(map(json.dumps, csv.DictReader(io.StringIO(GOOD))))),
        ("array.json", json.dumps(list(csv.DictReader(io.StringIO(GOOD))), indent=1)),
    ],
    ids=short,
)
def test_a_file_that_is_read_all_the_same(name: str, content: str | bytes, place: Place) -> None:
    result = place.load(place.file(name, content))
    assert result.exit_code == 0, result.stderr
    assert place.rows(
        "select count(*), count(distinct event_id), count(distinct occurred_at), "
        "min(identifier_value), max(status) from raw_consent.events"
    ) == [(20, 20, 1, "a@x.example", "granted")]


def test_what_stands_above_a_header_is_kept(place: Place) -> None:
    content = "\n".join(["Report" + "," * 7, "", event(21), GOOD])
    result = place.load(place.file("1.csv", content), "--max-rejects", "0.1")
    assert result.exit_code == 0, result.stderr
    assert told(result)["rejects"] == 2
    assert place.rows(
        "select line_number, reason, row_text, is_loss from raw_consent.events_rejects order by 1"
    ) == [
        (1, "it stands above the header", "Report,,,,,,,", False),
        (3, "it stands above the header", event(21), True),
    ]


def test_encodings(place: Place) -> None:
    content = text(event(1, value="Jörg")).encode("cp1252")
    refused = place.load(place.file("1.csv", content))
    assert "line 2: it is not UTF-8: byte 0xF6" in refused.stderr
    assert "--encoding" in refused.stderr
    assert place.load(place.directory / "1.csv", "--encoding", "cp1252").exit_code == 0
    assert place.rows("select identifier_value from raw_consent.events") == [("Jörg",)]
    unknown = place.load(place.file("2.csv", GOOD), "--encoding", "klingon")
    assert "no such encoding" in unknown.stderr


def test_bad_lines_of_json(place: Place) -> None:
    good = next(csv.DictReader(io.StringIO(GOOD)))
    content = [
        json.dumps({**good, "extra": {"a": 1, "b": [1, "x"]}}).encode(),
        b"",
        b'{"event_id": oops}',
        b'{"event_id": "J\xe9"}',
        b"[1]",
        json.dumps({**good, "event_id": "n", "status": "nul\x00"}).encode(),
        b'{"event_id": "cut',
    ]
    result = place.load(place.file("1.jsonl", b"\n".join(content)), "--max-rejects", "1")
    assert (result.exit_code, told(result)["rows"]) == (0, 1), result.stderr
    assert [(line, reason) for line, reason, _ in place.rejects()] == [
        (3, "it is no JSON"),
        (4, "it is not UTF-8: byte 0xE9 at position 16"),
        (5, "it is JSON, but no object"),
        (6, "status has a NUL character, which no database keeps in text"),
        (7, "it is no JSON"),
    ]
    assert place.rows("select extra__a, extra__b from raw_consent.events") == [("1", '[1,"x"]')]


def test_a_document_that_comes_again_takes_its_own_place(place: Place) -> None:
    documents = [json.dumps({"review_id": number, "body": "Zoë's"}) for number in (1, 2, 3)]
    place.load(place.file("reviews-1.jsonl", "\n".join(documents[:2])), source="social")
    file = place.file("reviews-2.jsonl", "\n".join([*documents[1:], documents[2]]))
    again = place.load(file, "--mode", "update", source="social")
    assert again.exit_code == 0, again.stderr
    assert "1 of 2 rows took the place of rows with the same document" in again.stderr
    kept = place.rows("select document from raw_social.reviews order by document")
    assert kept == [(document,) for document in documents]


def test_dates_that_nobody_means_and_files_without_rows(place: Place) -> None:
    far = place.load(
        place.file("1.csv", text(event(1, "9999-12-31"), event(2), event("old", "1850-01-01")))
    )
    assert "column occurred_at: one row with a year from 2100 on" in far.stderr
    assert "column occurred_at: one row with a year before 1900" in far.stderr
    nothing = place.load(place.file("2.csv", HEADER + "\n"))
    assert nothing.exit_code == 0
    assert "has no rows: nothing was delivered" in nothing.stderr
    # the year 9999 makes no later file an old one
    assert "old delivery" not in place.load(place.file("3.csv", text(event(3)))).stderr
    replacing = place.load(place.directory / "2.csv", "--mode", "replace")
    assert replacing.exit_code == 3
    assert place.rows("select count(*) from raw_consent.events") == [(4,)]


def test_parquet_keeps_its_values(place: Place) -> None:
    file = place.directory / "contacts.parquet"
    duckdb.execute(
        "copy (select 7 as id, 'Lee' as last_name, 'a@x.example' as email, "
        "timestamptz '2024-01-01 10:00:00+02' as created_date, "
        "date '2024-01-02' as last_modified_date, 5.0::double as loyalty_number_c, "
        f"[1, 2] as tags, 1.5::decimal(4, 2) as score) to '{file}' (format parquet)"
    )
    result = place.load(file, source="crm")
    assert result.exit_code == 0, result.stderr
    assert place.rows(
        "select id, created_date, last_modified_date, loyalty_number_c, tags, score, is_deleted "
        "from raw_crm.contacts"
    ) == [("7", "2024-01-01 08:00:00", "2024-01-02 00:00:00", "5", "[1,2]", 1.5, None)]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("bigint", {"5": 5, " 5.0 ": 5, "+7": 7, "5.5": None, "1e3": None, "x": None, "": None}),
        ("numeric(12, 2)", {"5.10": 5.1, ".5": 0.5, "5.100": 5.1, "5.101": None, "1,5": None}),
        ("double", {"1e3": 1000.0, "nan": None, "-.5": -0.5}),
        ("boolean", {"TRUE": True, "n": False, "maybe": None}),
        ("date", {"2024-02-29": "2024-02-29", "2023-02-29": None, "2024-01-01 10:00": None}),
        (
            "timestamp",
            {
                "2024/01/02 10:00": "2024-01-02 10:00:00",
                "2024-01-02T10:00:00.5Z": "2024-01-02 10:00:00.500000",
                "2024-01-02 10:00:00 -0130": "2024-01-02 11:30:00",
                "2024-01-02 10:00:00 UTC": "2024-01-02 10:00:00",
                "02.01.2024": None,
                "0001-01-01": None,
            },
        ),
    ],
)
def test_what_text_fits_a_type(kind: str, values: dict[str, object]) -> None:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for given, expected in values.items():
            sql = f"select {value_of('given', 'VARCHAR', kind)} from (select ? as given)"
            [found] = connection.execute(sql, [given]).fetchone() or (None,)
            assert plain(found) == expected, given


# ---------------------------------------------------------------------- which and where


def test_a_folder_and_its_tables(place: Place) -> None:
    orders = (PROJECT_DIRECTORY / "seeds" / "demo" / "shop_orders.csv").read_text()
    place.file("in/shop_orders.csv", "\n".join(orders.split("\n")[:5]) + "\n")
    place.file("in/.hidden.csv", "x")
    place.file("in/_SUCCESS", "")
    customers = "id,email,created_at,updated_at\n1,a,2024-01-01,2024-01-01\n"
    place.file("in/customers/part-0.csv", customers)
    place.file("in/customers/part-1.csv", customers.replace("\n1", "\n2"))
    result = place.load(place.directory / "in", source="shop")
    assert result.exit_code == 0, result.stderr
    tables = [(row["table"], row["rows"]) for row in json.loads(result.stdout)]
    assert tables == [("raw_shop.customers", 1), ("raw_shop.customers", 1), ("raw_shop.orders", 4)]
    pattern = place.load(str(place.directory / "in" / "*" / "*.csv"), source="shop")
    assert {row["outcome"] for row in json.loads(pattern.stdout)} == {"skipped"}


def test_files_that_replace_a_table_do_so_together(place: Place) -> None:
    place.load(place.file("good.csv", GOOD))
    place.file("in/1.csv", text(*(event(number) for number in range(30))))
    place.file("in/2.csv", text(event(50), "e51,email"))
    result = place.load(place.directory / "in", "--mode", "replace")
    assert result.exit_code == 3
    assert "2 of 2 files were refused" in result.stderr
    assert place.rows("select count(*) from raw_consent.events") == [(20,)]
    place.file("in/2.csv", text(event(50)))
    assert place.load(place.directory / "in", "--mode", "replace").exit_code == 0
    assert place.rows("select count(*) from raw_consent.events") == [(31,)]
    again = place.load(place.directory / "in", "--mode", "replace")
    assert {row["outcome"] for row in json.loads(again.stdout)} == {"skipped"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.csv", "--source", "consent"], "nowhere.csv does not exist"),
        (["none-*.csv", "--source", "consent"], "matches no file"),
        ([".", "--source", "consent"], "holds no file to load"),
        (["x.csv", "--source", "erp"], "no _sources.yml declares it; declared are consent, crm"),
        (["x.csv", "--source", "E R P", "--new"], "is named with lower-case letters"),
        (["x.csv", "--source", "shop"], "Name one with --table: abandoned_checkouts, customers"),
        (
            ["x.csv", "--source", "shop", "--table", "x"],
            "has the tables abandoned_checkouts, customers",
        ),
        (["x.csv", "--source", "erp", "--new", "--mode", "update"], "Name the column with --key"),
    ],
)
def test_what_cannot_be_meant(
    arguments: Sequence[str], message: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place.directory)
    if arguments[0] == "x.csv":
        place.file("x.csv", "a,b\n1,2\n")
    result = CliRunner().invoke(main, ["load", *arguments])
    assert result.exit_code == 3
    assert message in result.stderr


def test_a_source_that_no_file_declares(place: Place) -> None:
    file = place.file("People-2024-05.csv", "No,Full Name\n1,Ann\n1,Ann\n2,\n")
    result = place.load(file, "--new", "--key", "no", source="erp")
    assert result.exit_code == 0, result.stderr
    assert place.rows("select * from raw_erp.people order by 1") == [("1", "Ann"), ("2", None)]


def test_the_seeds_load_as_they_are(place: Place) -> None:
    """The demo's raw tables and the declared types are of one mind."""
    for source, seed in (("crm", "crm_contacts"), ("pos", "pos_members")):
        file = PROJECT_DIRECTORY / "seeds" / "demo" / f"{seed}.csv"
        result = place.load(file, source=source)
        assert result.exit_code == 0, result.stderr
        assert (told(result)["rejects"], told(result)["missing_columns"]) == (0, [])


def test_every_source_is_found_with_its_types() -> None:
    sources = declared_sources(PROJECT, {"shop_schema": "shopify", "raw_tables": {}}, "kindred")
    assert {"crm", "shop", "pos", "consent", "file", "labels", "decisions"} <= set(sources)
    orders = find_table(sources["shop"], "orders", Path("x"), new=False)
    assert (str(orders), orders.key, orders.loaded_at_field) == (
        "shopify.orders",
        ["id"],
        "created_at",
    )
    assert sources["decisions"].schema == "kindred_decisions"
    for source in sources.values():
        for table in source.tables:
            assert table.key, f"{table} has no key"


def test_a_build_says_which_delivery_it_did_not_read(place: Place) -> None:
    place.load(place.file("records-1.csv", "record_id,email\n1,a@x.example\n"), source="file")
    place.load(place.file("records-2.csv", "record_id,email\n1\n"), source="file")
    settings = read_profile(PROJECT_DIRECTORY, "duckdb")
    warehouse = connect(settings)
    try:
        variables = {"file_enabled": True}
        [told] = refused_deliveries(warehouse, PROJECT, variables, "kindred")
        off = list(refused_deliveries(warehouse, PROJECT, {"file_enabled": False}, "kindred"))
    finally:
        warehouse.close()
    assert "the last file for raw_file.records, records-2.csv, was refused on" in told
    assert "(records-1.csv)" in told
    assert off == []


def test_a_load_that_is_killed_changes_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.load(place.file("1.csv", text(event(1))))

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    file = place.file("2.csv", text(event(2)))
    with monkeypatch.context() as broken:
        broken.setattr("kindred.landing.store.Store.enter", die)
        assert place.load(file, "--mode", "update").exit_code == 130
    assert place.rows("select event_id from raw_consent.events") == [("e1",)]
    assert told(place.load(file))["outcome"] == "loaded"


def test_a_pattern_finds_files_in_order(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "c[1].csv"):
        (tmp_path / name).write_text("x")
    assert [file.name for file in files_of(str(tmp_path / "?.csv"))] == ["a.csv", "b.csv"]
    assert files_of(str(tmp_path / "c[1].csv")) == [tmp_path / "c[1].csv"]
    with pytest.raises(InputError, match="matches no file"):
        files_of(str(tmp_path / "*.parquet"))
