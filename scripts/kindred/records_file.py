"""Read a file of records, CSV or Parquet, into a DuckDB table of plain text.

Everything that can be wrong with a file is found here, before any model runs, and told
in one message that names the file, the column and the row.
"""

import csv
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from kindred.errors import InputError
from kindred.file_kinds import BYTE_ORDER_MARK, kind_of, mend_of
from kindred.wording import listing, row_count_text, shown_value

CANONICAL_COLUMNS = (
    "record_id", "source", "source_record_id", "given_name", "middle_name",
    "family_name", "full_name", "date_of_birth", "email", "phone", "street_address",
    "city", "region", "postal_code", "country", "national_id", "gender", "loyalty_id",
    "created_at", "updated_at",
)  # fmt: skip
"""Columns of a canonical record, in the order of the table that models read."""

_SYNONYMS = {
    "sourcename": "source", "sourceid": "source_record_id", "firstname": "given_name",
    "forename": "given_name", "middleinitial": "middle_name", "lastname": "family_name",
    "surname": "family_name", "name": "full_name", "dob": "date_of_birth",
    "birthdate": "date_of_birth", "birthday": "date_of_birth", "mail": "email",
    "emailaddress": "email", "telephone": "phone", "mobile": "phone",
    "phonenumber": "phone", "mobilephone": "phone", "address": "street_address",
    "street": "street_address", "address1": "street_address", "town": "city",
    "state": "region", "province": "region", "county": "region", "zip": "postal_code",
    "zipcode": "postal_code", "postcode": "postal_code", "countrycode": "country",
    "ssn": "national_id", "sex": "gender", "id": "record_id", "recid": "record_id",
    "recordkey": "record_id", "customerid": "record_id", "createddate": "created_at",
    "updateddate": "updated_at", "lastmodified": "updated_at",
}  # fmt: skip

_DELIMITERS = (",", ";", "\t", "|")
_SHOWN = 10
_ROWS_PER_CHUNK = 10_000
_CHARACTERS_PER_CHUNK = 16_000_000


@dataclass
class RecordsFile:
    """What was read.

    Attributes:
        path: The file.
        row_count: Records in it.
        columns: Canonical columns that the file has.
        notices: Sentences the user should see, such as the columns that were ignored.
    """

    path: Path
    row_count: int
    columns: list[str]
    notices: list[str] = field(default_factory=list)


def read_records(path: Path, connection: duckdb.DuckDBPyConnection, table: str) -> RecordsFile:
    """Check the file and read it into a new table, every canonical column as text.

    Args:
        path: CSV (comma, semicolon, tab or bar; UTF-8) or Parquet, told by content.
        connection: Takes the table.
        table: Name of the table to create, a quoted SQL name.

    Returns:
        What was read. The table has CANONICAL_COLUMNS in order; a column that the file
        lacks is NULL throughout.

    Raises:
        InputError: The file is missing, of another kind, or breaks a rule; the message
            names the first ten places and how many there are.
    """
    try:
        return _read(path, connection, table)
    except OSError as error:
        reason = str(error.strerror or error)
        reason = reason[:1].lower() + reason[1:]
        raise InputError(f"{path} cannot be read: {reason}.") from None


def _read(path: Path, connection: duckdb.DuckDBPyConnection, table: str) -> RecordsFile:
    head = _head(path)
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(
        "create or replace temporary table intake (place bigint, "
        + ", ".join(f'"{name}" varchar' for name in CANONICAL_COLUMNS)
        + ")"
    )
    if head.startswith(b"PAR1"):
        columns, notices = _read_parquet(path, connection)
        place = "row"
    else:
        _refuse_other_kinds(path, head)
        _check_text(path)
        columns, notices = _read_csv(path, connection)
        place = "line"
    row_count = _count(connection, "select count(*) from intake")
    if row_count == 0:
        raise InputError(f"{path} has a header but no records.")
    _check_record_ids(path, connection, place)
    names = ", ".join(f'"{name}"' for name in CANONICAL_COLUMNS)
    connection.execute(f"create table {table} as select {names} from intake order by place")
    connection.execute("drop table intake")
    return RecordsFile(path, row_count, columns, notices)


# ---------------------------------------------------------------------- kind of file


def _head(path: Path) -> bytes:
    if not path.exists():
        raise InputError(f"{path} does not exist.")
    if path.is_dir():
        raise InputError(f"{path} is a folder. Give one CSV or Parquet file.")
    if not path.is_file():
        raise InputError(
            f"{path} is a pipe or a device; a file is read more than once. Save the "
            "records to a file first."
        )
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.removeprefix(BYTE_ORDER_MARK).strip():
        raise InputError(f"{path} is empty.")
    return head


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    kind = kind_of(head)
    if kind is not None:
        raise InputError(f"{path} is {kind}, not CSV or Parquet. {mend_of(kind)}.")


def _check_text(path: Path) -> None:
    """Every line is UTF-8 and free of NUL bytes, which no database keeps in text."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if b"\x00" in line:
                raise InputError(
                    f"{path} has a NUL byte on line {number}, byte "
                    f"{line.index(0) + 1}: it is not a text file, or it was damaged. "
                    "Save it as CSV in UTF-8."
                )
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{path} is not valid UTF-8: line {number} has the byte "
                    f"0x{line[error.start]:02X} at position {error.start + 1}. Save "
                    "the file as UTF-8 (it may be Windows-1252 or Latin-1 now)."
                ) from None


# ------------------------------------------------------------------------------- CSV


def _read_csv(path: Path, connection: duckdb.DuckDBPyConnection) -> tuple[list[str], list[str]]:
    csv.field_size_limit(sys.maxsize)
    delimiter = _delimiter(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            header = next(row for row in reader if row)
        except csv.Error as error:
            raise InputError(_csv_fault(path, 1, error)) from None
        except StopIteration:
            raise InputError(f"{path} is empty.") from None
        positions, notices = _match_columns(path, header)
        insert = _insert_statement(list(positions))
        for rows in _csv_chunks(path, reader, len(header)):
            values: list[list[object]] = [[place for place, _ in rows]]
            values += [[row[position] for _, row in rows] for position in positions.values()]
            connection.execute(insert, values)
    return list(positions), notices


def _delimiter(path: Path) -> str:
    """The delimiter under which the header has record_id, else the most columns."""
    best, best_score = ",", (False, 1)
    for delimiter in _DELIMITERS:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter)
            header = next((row for row in reader if row), [])
        names = [_plain(name) for name in header]
        score = ("record_id" in names, len(names))
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _csv_chunks(path: Path, reader: Any, width: int) -> Iterator[list[tuple[int, list[str]]]]:
    """Rows with the line each starts on, a chunk at a time; refuses ragged rows."""
    rows: list[tuple[int, list[str]]] = []
    characters = 0
    ragged: list[str] = []
    ragged_count = 0
    start = reader.line_num + 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise InputError(_csv_fault(path, start, error)) from None
        if row is None:
            break
        if row and len(row) != width:
            ragged_count += 1
            if ragged_count <= _SHOWN:
                ragged.append(f"line {start} has {len(row)}")
        elif row and not ragged_count:
            rows.append((start, row))
            characters += sum(map(len, row))
            if len(rows) >= _ROWS_PER_CHUNK or characters >= _CHARACTERS_PER_CHUNK:
                yield rows
                rows, characters = [], 0
        start = reader.line_num + 1
    if ragged_count:
        do = "does" if ragged_count == 1 else "do"
        raise InputError(
            f"{path} has {row_count_text(ragged_count)} that {do} not have the header's "
            f"{width} values: {listing(ragged, ragged_count)}. Put quotes around "
            "values that hold the delimiter or a line break."
        )
    if rows:
        yield rows


def _csv_fault(path: Path, line: int, error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return (
            f"{path} ends inside a quoted value: a quote opened in the record that "
            f"starts on line {line} is never closed."
        )
    return (
        f"{path}, record starting on line {line}: text follows a closing quote. Double "
        'a quote inside a quoted value ("").'
    )


# --------------------------------------------------------------------------- Parquet


def _read_parquet(path: Path, connection: duckdb.DuckDBPyConnection) -> tuple[list[str], list[str]]:
    if re.search(r"[*?\[\]]", str(path)):
        raise InputError(
            f"{path} has one of the characters * ? [ ] in its name, which Parquet "
            "readers take for a pattern. Rename it."
        )
    source = str(path)
    try:
        described = connection.execute(
            "describe select * from read_parquet(?, binary_as_string = true, "
            "hive_partitioning = false)",
            [source],
        ).fetchall()
        names = _parquet_names(connection, source)
    except duckdb.Error as error:
        raise InputError(_parquet_fault(path, error)) from None
    positions, notices = _match_columns(path, names)
    expressions = [
        _parquet_text(path, name, *described[position][:2]) for name, position in positions.items()
    ]
    targets = ", ".join(f'"{name}"' for name in positions)
    try:
        connection.execute(
            f"insert into intake (place, {targets}) "
            f"select row_number() over () as place, {', '.join(expressions)} "
            "from read_parquet(?, binary_as_string = true, hive_partitioning = false)",
            [source],
        )
    except duckdb.Error as error:
        raise InputError(_parquet_fault(path, error)) from None
    for name in positions:
        place = _first(
            connection,
            f'select min(place) from intake where contains("{name}", chr(0))',
        )
        if place is not None:
            raise InputError(
                f"{path} has a NUL character in column {name}, row {place}. No database "
                "keeps it in text; remove it."
            )
    return list(positions), notices


def _parquet_names(connection: duckdb.DuckDBPyConnection, source: str) -> list[str]:
    """Names of the top-level columns as the file has them, duplicates included."""
    schema = connection.execute(
        "select name, coalesce(num_children, 0) from parquet_schema(?)", [source]
    ).fetchall()
    names = []
    position = 1
    while position < len(schema):
        names.append(schema[position][0])
        unread = 1
        while unread:
            unread += schema[position][1] - 1
            position += 1
    return names


def _parquet_text(path: Path, name: str, column: str, kind: str) -> str:
    """SQL for the exact text of a Parquet column: whole numbers without .0, ISO dates."""
    value = '"' + column.replace('"', '""') + '"'
    if re.match(r"(STRUCT|MAP|UNION|VARIANT|GEOMETRY|INTERVAL)|.*\]$", kind):
        raise InputError(
            f"{path}, column {name}: its type is {kind.split('(', maxsplit=1)[0]}. Text, "
            "numbers, dates and booleans can be read."
        )
    if kind in ("DOUBLE", "FLOAT"):
        return (
            f"case when isnan({value}) then null "
            f"when abs({value}) < 1e37 and {value} = trunc({value}) "
            f"then cast(cast({value} as hugeint) as varchar) "
            f"else cast({value} as varchar) end"
        )
    if kind == "TIMESTAMP WITH TIME ZONE":
        value = f"({value} at time zone 'UTC')"
    if name == "date_of_birth" and kind.startswith("TIMESTAMP"):
        value = f"cast({value} as date)"
    return f"cast({value} as varchar)"


def _parquet_fault(path: Path, error: duckdb.Error) -> str:
    text = str(error)
    if "encod" in text.lower() and "utf" in text.lower():
        column = re.search(r'column "([^"]+)"', text)
        named = f" in column {column[1]}" if column else ""
        return f"{path} holds text that is not valid UTF-8{named}."
    return (
        f"{path} starts like a Parquet file but cannot be read as one: it is cut short, "
        "damaged or encrypted."
    )


# ---------------------------------------------------------------------------- columns


def _match_columns(path: Path, header: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    """Canonical name to position in the file, and notices about the columns left out.

    Case and surrounding blanks do not matter; source_name is another name for source.
    """
    positions: dict[str, int] = {}
    ignored = []
    for position, given in enumerate(header):
        name = _plain(given)
        name = "source" if name == "source_name" else name
        if name not in CANONICAL_COLUMNS:
            ignored.append(given)
        elif name in positions:
            raise InputError(
                f"{path} has two columns for {name}: "
                f"{shown_value(header[positions[name]])} (column {positions[name] + 1}) and "
                f"{shown_value(given)} (column {position + 1}). Keep one."
            )
        else:
            positions[name] = position
    if "record_id" not in positions:
        found = ", ".join(shown_value(name) for name in header[:50])
        near = next((name for name in header if _suggestion(name) == "record_id"), None)
        hint = f" Did you mean {shown_value(near)}? Rename it to record_id." if near else ""
        raise InputError(
            f"{path} has no column record_id, which must name each row once.{hint} "
            f"Columns found: {found}"
        )
    notices = []
    if ignored:
        shown = []
        for name in ignored[:20]:
            near = _suggestion(name)
            hint = f" (did you mean {near}?)" if near and near not in positions else ""
            shown.append(f"{shown_value(name)}{hint}")
        more = f" and {len(ignored) - 20} more" if len(ignored) > 20 else ""
        notices.append(
            f"{path}: ignored what is not part of a record: columns {', '.join(shown)}{more}"
        )
    return positions, notices


def _plain(name: str) -> str:
    return name.strip().lower()


def _suggestion(name: str) -> str | None:
    letters = re.sub(r"[^a-z0-9]", "", name.lower())
    by_letters = {column.replace("_", ""): column for column in CANONICAL_COLUMNS}
    return by_letters.get(letters) or _SYNONYMS.get(letters)


# -------------------------------------------------------------------------- record_id


def _check_record_ids(path: Path, connection: duckdb.DuckDBPyConnection, place: str) -> None:
    faults = []
    is_blank = "record_id is null or regexp_full_match(record_id, '[\\pZ\\s]*')"
    blank = f"from intake where {is_blank}"
    blank_count = _count(connection, f"select count(*) {blank}")
    if blank_count:
        places = connection.execute(
            f"select place {blank} order by place limit {_SHOWN}"
        ).fetchall()
        faults.append(
            f"it is blank in {row_count_text(blank_count)}: "
            + listing([f"{place} {number}" for (number,) in places], blank_count)
        )
    duplicates = (
        "from (select record_id, min(place) as first_place, "
        "list_sort(list(place))[:5] as places, count(*) as row_count "
        f"from intake where not ({is_blank}) group by record_id having count(*) > 1)"
    )
    value_count = _count(connection, f"select count(*) {duplicates}")
    if value_count:
        row_count = _count(connection, f"select sum(row_count) {duplicates}")
        found = connection.execute(
            f"select record_id, places, row_count {duplicates} order by first_place limit {_SHOWN}"
        ).fetchall()
        shown = [
            f"{shown_value(value)} on {place}s {', '.join(map(str, places))}"
            + (", ..." if count > len(places) else "")
            for value, places, count in found
        ]
        values = "one value is" if value_count == 1 else f"{value_count} values are"
        faults.append(
            f"{values} on more than one row ({row_count} rows): "
            + listing(shown, value_count, "; ")
        )
    if faults:
        raise InputError(f"{path}, column record_id: " + ". And ".join(faults) + ".")


# ---------------------------------------------------------------------------- helpers


def _insert_statement(columns: Sequence[str]) -> str:
    targets = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(["unnest(?::bigint[])"] + ["unnest(?::varchar[])"] * len(columns))
    return f"insert into intake (place, {targets}) select {values}"


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(_first(connection, query) or 0)


def _first(connection: duckdb.DuckDBPyConnection, query: str) -> int | None:
    row = connection.execute(query).fetchone()
    return row[0] if row else None
