"""Read a file into a scratch DuckDB, every value as text, and keep what is no row apart."""

from __future__ import annotations

import csv
import io
import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from kindred.errors import InputError
from kindred.file_kinds import BYTE_ORDER_MARK
from kindred.landing.files import (
    CSV,
    JSON_DOCUMENTS,
    PARQUET,
    LandedFile,
    with_plain_line_ends,
)
from kindred.wording import listing, shown_value

DOCUMENT = "document"
"""A table whose only column is called so takes JSON as it is."""

_DELIMITERS = (",", ";", "\t", "|")
_HEAD_BYTES = 1 << 20
_HEADER_ROWS = 30
_LONGEST_ROW = 16 << 20
_ROWS_PER_CHUNK = 10_000
_DEEPEST = 5
_TEXT = "VARCHAR"


@dataclass(frozen=True)
class ReadColumn:
    """A column of a file.

    Attributes:
        name: What it is called in the table.
        given: What the file calls it.
        kind: Its type in the scratch DuckDB; VARCHAR but for Parquet.
    """

    name: str
    given: str
    kind: str = _TEXT


@dataclass(frozen=True)
class Broken:
    """What the reader could not make a row of.

    Attributes:
        line: Line of the file on which it starts, from 1.
        reason: What is wrong with it.
        text: The row as it stands in the file; see readable_text.
        span: Its first byte, and the one behind its last.
        is_loss: Whether something is lost with it.
    """

    line: int
    reason: str
    text: str
    span: tuple[int, int] = (0, 0)
    is_loss: bool = True


@dataclass
class Reading:
    """The rows of a file: in the table intake, in the file's order, as rowid 0 and on.

    Attributes:
        file: What was read.
        connection: The scratch DuckDB; table intake has the columns, table faulty the
            rows of it that are not loaded (place; reason, NULL for a blank row; is_loss, whether
            something is lost with it).
        columns: In the order of the file.
        broken: What is in no row of intake.
        above: What stands above the header, one for each line.
        notices: Sentences that the user should see.
        delimiter: Of a CSV file.
    """

    file: LandedFile
    connection: duckdb.DuckDBPyConnection
    columns: list[ReadColumn]
    broken: list[Broken] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    delimiter: str = ","
    above: list[Broken] = field(default_factory=list)

    @property
    def lines_above(self) -> int:
        """How many lines stand above the header, which the readable copy lacks."""
        return len(self.above)

    def located(self, places: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Line and text of rows of intake, whose places stand in ascending order.

        For Parquet and JSON documents the number of the row is given for the line.
        """
        if not places:
            return iter(())
        if self.file.kind == CSV:
            return self._csv_rows(places)
        return self._stored_rows(places)

    def _csv_rows(self, places: Sequence[int]) -> Iterator[tuple[int, str]]:
        wanted = iter(places)
        next_wanted = next(wanted)
        spans = {broken.span[0]: broken.span[1] for broken in self.broken}
        lines = _Lines(self.file.readable)
        with lines:
            reader = csv.reader(lines.texts(), delimiter=self.delimiter)
            place = -1
            next(reader, None)
            while True:
                if lines.position in spans:
                    end = spans[lines.position]
                    while lines.position < end and lines.skip():
                        pass
                    continue
                line, start = lines.number + 1, lines.position
                row = next(reader, None)
                if row is None:
                    return
                if not row and len(self.columns) > 1:
                    continue
                place += 1
                if place == next_wanted:
                    yield line + self.lines_above, lines.between(start)
                    following = next(wanted, None)
                    if following is None:
                        return
                    next_wanted = following

    def _stored_rows(self, places: Sequence[int]) -> Iterator[tuple[int, str]]:
        text = "doc" if self.file.kind != PARQUET else "cast(to_json(intake) as varchar)"
        table = "documents" if self.file.kind != PARQUET else "intake"
        taken = sorted(broken.line for broken in self.broken)
        before = [line - 1 - index for index, line in enumerate(taken)]
        for start in range(0, len(places), _ROWS_PER_CHUNK):
            found = self.connection.execute(
                f"select wanted.place, {text} from (select unnest(?::bigint[]) as place) as wanted "
                f"join {table} on {table}.rowid = wanted.place order by wanted.place",
                [list(places[start : start + _ROWS_PER_CHUNK])],
            )
            for place, row in found.fetchall():
                yield place + 1 + bisect_right(before, place), row


class _Lines:
    """The lines of a file one at a time, with the place where the next one begins."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._kept = bytearray()
        self._kept_from = 0
        self.position = 0
        self.number = 0

    def __enter__(self) -> _Lines:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _next(self) -> bytes:
        line = self._file.readline()
        if line:
            self.position += len(line)
            self.number += 1
        return line

    def skip(self) -> bool:
        """Pass over a line; whether there was one."""
        return bool(self._next())

    def texts(self) -> Iterator[str]:
        """Each line with a character for each byte."""
        while True:
            start = self.position
            line = self._next()
            if not line:
                return
            if start != self._kept_from + len(self._kept):
                self._kept, self._kept_from = bytearray(), start
            self._kept += line
            if start == 0:
                line = line.removeprefix(b"\xef\xbb\xbf")
            yield line.decode("latin-1")

    def between(self, start: int) -> str:
        """The text from a place up to here; forgets what is before it."""
        del self._kept[: start - self._kept_from]
        self._kept_from = start
        return readable_text(bytes(self._kept))


def readable_text(row: bytes) -> str:
    r"""A row as text: bytes that are no UTF-8 as \xNN, no NUL, no line end at its ends."""
    text = row.decode("utf-8", errors="backslashreplace").replace("\x00", "\\x00")
    return text.strip("\r\n")


def read(
    file: LandedFile,
    expected: Sequence[str],
    connection: duckdb.DuckDBPyConnection,
    scratch: Path,
    told_of: str,
) -> Reading:
    """Read a file into the table intake of a scratch DuckDB.

    Args:
        file: What `inspected` tells.
        expected: Columns that the table has or should have; empty when nothing is known.
        connection: A scratch DuckDB of this file's own.
        scratch: Folder for copies.
        told_of: What to call the table in messages.

    Raises:
        InputError: It cannot be read at all; says where it breaks.
    """
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("create table faulty (place bigint, reason varchar, is_loss boolean)")
    if file.kind == PARQUET:
        return _read_parquet(file, expected, connection)
    if file.kind == CSV:
        return _read_csv(file, expected, connection, scratch, told_of)
    return _read_json(file, expected, connection, told_of)


# ------------------------------------------------------------------------------- CSV


def _read_csv(
    file: LandedFile,
    expected: Sequence[str],
    connection: duckdb.DuckDBPyConnection,
    scratch: Path,
    told_of: str,
) -> Reading:
    csv.field_size_limit(sys.maxsize)
    with file.readable.open("rb") as opened:
        head = opened.read(_HEAD_BYTES)
    if b"\r" in head and b"\n" not in head:
        file = with_plain_line_ends(file, scratch)
        head = head.replace(b"\r", b"\n")
    delimiter, header, lines_above = _header(file, head, expected, told_of)
    if lines_above and re.search(rb"\r(?!\n)", head):
        # the header was found by lines that end in any way
        file = with_plain_line_ends(file, scratch)
    notices = list(file.notices)
    above: list[Broken] = []
    if lines_above:
        above = _lines_above(file, lines_above, delimiter, len(header))
        # DuckDB counts rows where a reader of the file counts lines, so it gets none of them
        file = _without_lines(file, lines_above, scratch)
        told = "line 1 stands" if lines_above == 1 else f"lines 1 to {lines_above} stand"
        notices.append(f"{file.path}: {told} above the header and are left out")
    columns = named_columns(file.path, header, expected)
    try:
        broken = _scan_csv(file, delimiter, len(header), connection)
    except duckdb.Error as error:
        if "invalid state" not in str(error) and "new_line" not in str(error):
            raise InputError(_first_line(file, error)) from None
        file = with_plain_line_ends(file, scratch)
        notices += [notice for notice in file.notices if notice not in notices]
        try:
            broken = _scan_csv(file, delimiter, len(header), connection)
        except duckdb.Error as second:
            raise InputError(_first_line(file, second)) from None
    reading = Reading(file, connection, columns, broken, notices, delimiter)
    reading.above = above
    _name_intake(reading, header)
    if above:
        reading.broken = [
            Broken(row.line + lines_above, row.reason, row.text, row.span) for row in broken
        ]
    connection.execute(
        "insert into faulty select rowid, 'it is the header again', false from intake where "
        + " and ".join(f"trim({_quoted(c.name)}) = trim(?)" for c in reading.columns),
        [column.given for column in reading.columns],
    )
    return reading


def _first_line(file: LandedFile, error: duckdb.Error) -> str:
    """A fault of the reader's that no rule of ours foresees, without values of the file."""
    told = str(error).splitlines()[0].split(":", 1)[-1].strip()
    return f"{file.path} cannot be read as CSV: {told.rstrip('.')}."


def _header(
    file: LandedFile, head: bytes, expected: Sequence[str], told_of: str
) -> tuple[str, list[str], int]:
    """The delimiter, the names of the header, and how many lines stand above it.

    The header is the row that has most of the expected columns; where nothing is expected,
    the first row that is not blank.
    """
    text = head.decode("utf-8-sig", errors="replace")
    known = {_letters(name) for name in expected}
    best: tuple[tuple[int, int], str, list[str], int] | None = None
    for delimiter in _DELIMITERS:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        above = 0
        for _ in range(_HEADER_ROWS):
            row = next(reader, None)
            if row is None:
                break
            if any(name.strip() for name in row):
                matched = len({_letters(name) for name in row} & known)
                score = (matched, len(row))
                if best is None or score > best[0]:
                    best = (score, delimiter, [name.strip() for name in row], above)
                if not known:
                    break
            above = reader.line_num
    if best is None:
        raise InputError(
            f"{file.path}: there is no header of {told_of} in its first {_HEADER_ROWS} rows, which "
            "are blank. Put the header on top."
        )
    (matched, _), delimiter, header, above = best
    if known and matched == 0:
        first = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        found = listing([shown_value(name) for name in first[:10]], len(first))
        raise InputError(
            f"{file.path}: none of its first rows is a header of {told_of}, whose columns are "
            f"{listing(list(expected[:10]), len(expected))}. Its first row is {found}. Put the "
            "header on top, or name its table with --table."
        )
    return delimiter, header, above


def _lines_above(file: LandedFile, count: int, delimiter: str, width: int) -> list[Broken]:
    """The lines above the header.

    One with as many cells as the header, two of them filled or more, is a row that is lost; any
    other one is what an export says of itself.
    """
    found = []
    with file.readable.open("rb") as opened:
        for line in range(1, count + 1):
            text = readable_text(opened.readline())
            values = next(csv.reader([text.replace("\r", " ")], delimiter=delimiter), [])
            is_row = len(values) == width and sum(bool(value.strip()) for value in values) > 1
            found.append(Broken(line, "it stands above the header", text, is_loss=is_row))
    return found


def _without_lines(file: LandedFile, count: int, scratch: Path) -> LandedFile:
    target = scratch / f"below-{file.content_hash[:16]}"
    with file.readable.open("rb") as opened, target.open("wb") as out:
        for _ in range(count):
            opened.readline()
        while chunk := opened.read(_HEAD_BYTES):
            out.write(chunk)
    return LandedFile(
        file.path, target, file.kind, file.byte_count, file.content_hash, file.notices
    )


def _scan_csv(
    file: LandedFile, delimiter: str, width: int, connection: duckdb.DuckDBPyConnection
) -> list[Broken]:
    """Fill intake with columns c0, c1 and on; what is no row is given back."""
    columns = ", ".join(f"'c{number}': '{_TEXT}'" for number in range(width))
    for table in ("intake", "reject_errors", "reject_scans"):
        connection.execute(f"drop table if exists {table}")
    connection.execute(
        "create table intake as select * from read_csv(?, header = false, skip = 1, "
        f"delim = ?, quote = '\"', escape = '\"', columns = {{{columns}}}, "
        "auto_detect = false, strict_mode = true, ignore_errors = true, store_rejects = true, "
        f"rejects_line_size_limit = {_LONGEST_ROW}, max_line_size = {_LONGEST_ROW})",
        [_plain_path(file), delimiter],
    )
    found = connection.execute(
        # positions count from 1
        "select line_byte_position - 1 as position, strlen(csv_line), csv_line, "
        "min(cast(error_type as varchar)), min(error_message) "
        "from reject_errors group by line_byte_position, csv_line order by position"
    ).fetchall()
    rejects = []
    for position, length, text, kind, message in found:
        blank = len(text) - len(text.lstrip("\r\n"))
        rejects.append((position + blank, position + length, kind, message))
    starts = [start for start, *_ in rejects]
    broken = []
    with file.readable.open("rb") as opened:
        for (start, end, kind, message), line in zip(
            rejects, _line_numbers(file.readable, starts), strict=True
        ):
            opened.seek(start)
            row = opened.read(end - start)
            reason = _reason(kind, message, row)
            if kind == "UNQUOTED VALUE" and b"\n" in row.strip():
                raise InputError(
                    f"{file.path} cannot be read from line {line} on: a quote is opened there "
                    "and never closed, or text follows a closing quote. The file was cut "
                    'short, or a quote in a value must be doubled ("").'
                )
            broken.append(Broken(line, reason, readable_text(row), (start, end)))
    return broken


def _reason(kind: str, message: str, row: bytes) -> str:
    if kind in ("TOO MANY COLUMNS", "MISSING COLUMNS"):
        counts = re.findall(r"\d+", message)
        if len(counts) == 2:
            return f"it has {counts[1]} values, the header {counts[0]}"
        return "it has another number of values than the header"
    if kind == "INVALID ENCODING":
        return _encoding_fault(row)
    if kind == "UNQUOTED VALUE":
        return "text follows a closing quote, or a quote is not closed"
    if kind == "LINE SIZE OVER MAXIMUM":
        return f"it is longer than {_LONGEST_ROW >> 20} MiB"
    return f"it is no CSV ({kind.lower()})"


def _encoding_fault(row: bytes) -> str:
    try:
        row.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"it is not UTF-8: byte 0x{row[error.start]:02X} at position {error.start + 1}"
    return "it is not UTF-8"


def _line_numbers(path: Path, positions: Sequence[int]) -> Iterator[int]:
    """The line, from 1, that is at each byte; positions ascend."""
    line = 1
    place = 0
    with path.open("rb") as file:
        for position in positions:
            while place < position:
                chunk = file.read(min(_HEAD_BYTES, position - place))
                if not chunk:
                    break
                line += chunk.count(b"\n")
                place += len(chunk)
            yield line


def _name_intake(reading: Reading, header: Sequence[str]) -> None:
    """Give the columns of intake their names; one without name and value is dropped."""
    kept = []
    connection = reading.connection
    for number, (column, given) in enumerate(zip(reading.columns, header, strict=True)):
        if not given:
            filled = connection.execute(
                f"select 1 from intake where c{number} is not null limit 1"
            ).fetchone()
            if filled is None:
                connection.execute(f"alter table intake drop c{number}")
                continue
            reading.notices.append(
                f"{reading.file.path}: column {number + 1} has values and no name; it is loaded "
                f"as {column.name}"
            )
        connection.execute(f"alter table intake rename c{number} to {_quoted(column.name)}")
        kept.append(column)
    reading.columns = kept


# ------------------------------------------------------------------------------ JSON


def _read_json(
    file: LandedFile,
    expected: Sequence[str],
    connection: duckdb.DuckDBPyConnection,
    told_of: str,
) -> Reading:
    broken: list[Broken] = []
    if file.kind == JSON_DOCUMENTS:
        form, end = ("array", b"]") if _starts(file, b"[") else ("unstructured", b"}")
        if not _ends(file, end):
            raise InputError(
                f"{file.path} is JSON that was cut short: it does not end in {end.decode()}. "
                "Fetch it again, or have it written as JSON lines, of which the good ones can "
                "be loaded."
            )
        try:
            connection.execute(
                "create table documents as select cast(json as varchar) as doc "
                f"from read_json_objects(?, format = '{form}', "
                f"maximum_object_size = {_LONGEST_ROW})",
                [_plain_path(file)],
            )
        except duckdb.Error as error:
            place = re.search(r"in line (\d+)|at byte (\d+)", str(error))
            where = f" ({place[0]})" if place else ""
            raise InputError(
                f"{file.path} is no JSON{where}: it was cut short or damaged. Fetch it again, or "
                "have it written as JSON lines, of which the good ones can be loaded."
            ) from None
    else:
        broken = _scan_lines(file, connection)
    _mark_faulty_documents(connection)
    if list(expected) == [DOCUMENT]:
        columns = [ReadColumn(DOCUMENT, DOCUMENT)]
        connection.execute("create table intake as select doc as document from documents")
        return Reading(file, connection, columns, broken, list(file.notices))
    paths = _paths(connection)
    columns = named_columns(file.path, ["__".join(path) for path in paths], expected)
    known = {_letters(name) for name in expected}
    some = connection.execute("select 1 from documents where is_object limit 1").fetchone()
    if some and known and not known & {_letters(column.given) for column in columns}:
        found = listing([shown_value(column.given) for column in columns[:10]], len(columns))
        raise InputError(
            f"{file.path} has no column of {told_of}, whose columns are "
            f"{listing(list(expected[:10]), len(expected))}; it has {found}. Name its table "
            "with --table."
        )
    values = [
        f"case when is_object then json_extract_string(doc, '{_pointer(path)}') end "
        f"as {_quoted(column.name)}"
        for path, column in zip(paths, columns, strict=True)
    ]
    connection.execute(f"create table intake as select {', '.join(values) or 'doc'} from documents")
    return Reading(file, connection, columns, broken, list(file.notices))


def _starts(file: LandedFile, mark: bytes) -> bool:
    with file.readable.open("rb") as opened:
        return opened.read(4096).removeprefix(BYTE_ORDER_MARK).lstrip().startswith(mark)


def _ends(file: LandedFile, mark: bytes) -> bool:
    with file.readable.open("rb") as opened:
        opened.seek(max(0, file.readable.stat().st_size - 4096))
        return opened.read().rstrip().endswith(mark)


def _scan_lines(file: LandedFile, connection: duckdb.DuckDBPyConnection) -> list[Broken]:
    """Fill documents with the lines of a file; those that are no text are given back."""
    connection.execute(
        "create table documents as select doc from read_csv(?, header = false, "
        "delim = '\x01', quote = '', escape = '', columns = {'doc': 'VARCHAR'}, "
        "auto_detect = false, strict_mode = false, ignore_errors = true, store_rejects = true, "
        f"rejects_line_size_limit = {_LONGEST_ROW}, max_line_size = {_LONGEST_ROW})",
        [_plain_path(file)],
    )
    found = connection.execute(
        # positions count from 1
        "select line, line_byte_position - 1, strlen(csv_line), "
        "min(cast(error_type as varchar)), min(error_message) "
        "from reject_errors group by line, line_byte_position, csv_line order by line"
    ).fetchall()
    broken = []
    with file.readable.open("rb") as opened:
        for line, start, length, kind, message in found:
            opened.seek(start)
            row = opened.read(length)
            reason = (
                "it has a control character, which JSON does not"
                if kind == "TOO MANY COLUMNS"
                else _reason(kind, message, row)
            )
            broken.append(Broken(line, reason, readable_text(row)))
    return broken


def _mark_faulty_documents(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("alter table documents add column is_object boolean")
    connection.execute(
        "update documents set is_object = "
        "case when json_valid(doc) then json_type(doc) = 'OBJECT' else false end"
    )
    connection.execute(
        "insert into faulty select rowid, case when coalesce(trim(doc), '') = '' then null "
        "when json_valid(doc) then 'it is JSON, but no object' else 'it is no JSON' end, "
        "coalesce(trim(doc), '') <> '' from documents where not coalesce(is_object, false)"
    )


def _paths(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, ...]]:
    """Ways to the values of all documents: objects are walked into, arrays are values."""
    found: list[tuple[str, ...]] = []

    def walk(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        here = _pointer(path)
        keys = connection.execute(
            "select key, bool_or(kind = 'OBJECT'), "
            "bool_or(kind not in ('OBJECT', 'NULL')) "
            "from (select key, place, rowid, json_type(value, '/' || "
            "replace(replace(key, '~', '~0'), '/', '~1')) as kind from ("
            "select value, rowid, unnest(json_keys(value)) as key, "
            "generate_subscripts(json_keys(value), 1) as place from ("
            f"select rowid, json_extract(doc, '{here}') as value from documents "
            "where is_object))) group by key order by min(rowid), min(place)"
        ).fetchall()
        for key, holds_object, holds_value in keys:
            deeper = (*path, key)
            if holds_object and not holds_value and len(deeper) < _DEEPEST:
                yield from walk(deeper)
            else:
                yield deeper

    found.extend(walk(()))
    return found


def named_paths(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The ways to the values of JSON texts, by the names of their columns, in order."""
    with duckdb.connect() as connection:
        connection.execute("create table faulty (place bigint, reason varchar, is_loss boolean)")
        connection.execute("create table documents (doc varchar)")
        connection.execute("insert into documents select unnest(?::varchar[])", [list(texts)])
        _mark_faulty_documents(connection)
        paths = _paths(connection)
    names = ["__".join(path) for path in paths]
    return {
        column.name: path
        for column, path in zip(named_columns(Path(DOCUMENT), names, []), paths, strict=True)
    }


def _pointer(path: Iterable[str]) -> str:
    """A JSON pointer, as it may stand between quotes in SQL."""
    steps = [step.replace("~", "~0").replace("/", "~1") for step in path]
    return "".join(f"/{step}" for step in steps).replace("'", "''")


# --------------------------------------------------------------------------- Parquet


def _read_parquet(
    file: LandedFile, expected: Sequence[str], connection: duckdb.DuckDBPyConnection
) -> Reading:
    source = "read_parquet(?, binary_as_string = true, hive_partitioning = false)"
    try:
        described = connection.execute(
            f"describe select * from {source}", [_plain_path(file)]
        ).fetchall()
        columns = [
            ReadColumn(column.name, column.given, str(row[1]))
            for column, row in zip(
                named_columns(file.path, [str(row[0]) for row in described], expected),
                described,
                strict=True,
            )
        ]
        values = ", ".join(
            f"{_quoted(str(row[0]))} as {_quoted(column.name)}"
            for column, row in zip(columns, described, strict=True)
        )
        connection.execute(
            f"create table intake as select {values} from {source}", [_plain_path(file)]
        )
    except duckdb.Error as error:
        if "utf" in str(error).lower():
            raise InputError(
                f"{file.path} holds text that is not valid UTF-8. Write it anew."
            ) from None
        raise InputError(
            f"{file.path} starts like a Parquet file but cannot be read as one: it is cut "
            "short, damaged or encrypted. Fetch it again."
        ) from None
    return Reading(file, connection, columns, [], list(file.notices))


# --------------------------------------------------------------------------- columns


def named_columns(
    path: Path, given_names: Sequence[str], expected: Sequence[str]
) -> list[ReadColumn]:
    """What the columns of a file are called in the table.

    Case, blanks and punctuation do not matter: First Name is first_name. A column that is
    not expected gets its own name in lower case, with underscores.

    Raises:
        InputError: Two columns of the file are one of the table.
    """
    known = {_letters(name): name for name in expected}
    taken: dict[str, int] = {}
    columns = []
    for number, given in enumerate(given_names):
        name = known.get(_letters(given)) if _letters(given) else None
        name = name or _plain_name(given) or f"column_{number + 1}"
        if name in taken:
            first = taken[name]
            raise InputError(
                f"{path} has two columns for {name}: {shown_value(given_names[first])} (column "
                f"{first + 1}) and {shown_value(given)} (column {number + 1}). Keep one."
            )
        taken[name] = number
        columns.append(ReadColumn(name, given))
    return columns


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name.strip().lower())


def _plain_name(given: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", given.strip())
    return re.sub(r"[^\w]+", "_", words.lower()).strip("_") if _letters(given) else ""


def _plain_path(file: LandedFile) -> str:
    """The file's name as DuckDB takes it literally, not for a pattern."""
    return re.sub(r"([*?\[])", r"[\1]", str(file.readable))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
