"""What is wrong with the rows of a file, and what the columns of its table become."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kindred.errors import InputError
from kindred.landing.files import CSV
from kindred.landing.kinds import (
    DATE,
    STRING,
    TIMESTAMP,
    ZONED,
    filled_text,
    in_words,
    kind_of_type,
    value_of,
)
from kindred.landing.reading import ReadColumn, Reading
from kindred.landing.sources import RawTable
from kindred.wording import listing, row_count_text, shown_value

CHANGED_SHARE = 0.5
"""A column more of whose values do not fit has another type now, whatever may be rejected."""

_FIRST_YEAR, _FAR_YEAR = 1900, 2100
"""Staging reads no moment of a year before the first or from the other on."""
_SHOWN = 3


@dataclass
class Checked:
    """What was found.

    Attributes:
        reading: The file; its table faulty has the rows that are not loaded.
        kinds: Kind of each column that is loaded, in the order of the file.
        row_count: Rows to load.
        loss_count: Rows that are not loaded and hold something.
        new_columns: Columns that the table does not have yet.
        missing_columns: Columns of the table that the file lacks.
        newest_at: The latest moment of the table's loaded_at_field that is not to come.
        notices: Sentences that the user should see.
    """

    reading: Reading
    kinds: dict[str, str]
    row_count: int = 0
    loss_count: int = 0
    new_columns: list[str] = field(default_factory=list)
    missing_columns: list[str] = field(default_factory=list)
    newest_at: datetime.datetime | None = None
    notices: list[str] = field(default_factory=list)

    def values(self) -> list[str]:
        """SQL for each column over intake."""
        given = {column.name: column for column in self.reading.columns}
        return [
            f"{value_of(_quoted(name), given[name].kind, kind)} as {_quoted(name)}"
            for name, kind in self.kinds.items()
        ]


def check(
    reading: Reading,
    table: RawTable,
    existing: Mapping[str, str] | None,
    *,
    rows: Path,
    last_of_key: bool,
    trusts_quotes: bool,
    now: datetime.datetime,
) -> Checked:
    """Find the rows that cannot be loaded, and write the others.

    Args:
        reading: The rows.
        table: What is declared of their table.
        existing: Types of the columns that the table has, None when it is not there.
        rows: Parquet file to write.
        last_of_key: Of several rows with one key only the last is loaded.
        trusts_quotes: Whether a value of CSV may hold what looks like whole rows.
        now: What is after this has not happened yet.

    Raises:
        InputError: A column that is required is not there, or one has another type than
            the table.
    """
    checked = Checked(reading, _kinds(reading, table, existing))
    _tell_columns(checked, table, existing)
    if reading.file.kind == CSV and not trusts_quotes:
        _refuse_swallowed_rows(checked)
    _set_aside_rows(checked, table)
    if table.key and all(name in checked.kinds for name in table.key):
        _set_aside_repeats(checked, table.key, last_of_key=last_of_key)
    quoted = str(rows).replace("'", "''")
    reading.connection.execute(
        f"copy (select {', '.join(checked.values())} from intake "
        f"where rowid not in (select place from faulty)) to '{quoted}' (format parquet)"
    )
    (checked.row_count,) = _row(checked, f"select count(*) from '{quoted}'")
    (lost,) = _row(checked, "select count(*) from faulty where is_loss")
    checked.loss_count = lost + sum(row.is_loss for row in (*reading.above, *reading.broken))
    _look_at_moments(checked, table, f"'{quoted}'", now)
    return checked


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _row(checked: Checked, sql: str, parameters: Sequence[object] = ()) -> tuple[Any, ...]:
    found = checked.reading.connection.execute(sql, list(parameters)).fetchone()
    assert found is not None
    return found


# --------------------------------------------------------------------------- columns


def _kinds(reading: Reading, table: RawTable, existing: Mapping[str, str] | None) -> dict[str, str]:
    """The kind of each column: as the table has it, else as declared, else as the file has."""
    declared = {column.name: column.data_type for column in table.columns}
    kinds = {}
    for column in reading.columns:
        data_type = (existing or {}).get(column.name) or declared.get(column.name)
        if data_type is None:
            kinds[column.name] = kind_of_type(column.kind) or STRING
            continue
        kind = kind_of_type(data_type)
        if kind is None:
            place = "the table has it" if existing and column.name in existing else (
                f"{table.declared_in} declares it"
            )  # fmt: skip
            raise InputError(
                f"{table}, column {column.name}: {place} as {data_type}, into which no file can "
                "be loaded; text, numbers, dates, moments and booleans can."
            )
        kinds[column.name] = kind
    return kinds


def _tell_columns(checked: Checked, table: RawTable, existing: Mapping[str, str] | None) -> None:
    path = checked.reading.file.path
    declared = {column.name for column in table.columns}
    expected = [*declared, *(name for name in existing or () if name not in declared)]
    order = [column.name for column in table.columns]
    order += [name for name in existing or () if name not in declared]
    missing = [name for name in order if name not in checked.kinds and name in expected]
    required = [
        column.name
        for column in table.columns
        if (column.is_required or column.is_key) and column.name not in checked.kinds
    ]
    if required:
        has = [shown_value(column.given) for column in checked.reading.columns]
        columns = "column" if len(required) == 1 else "columns"
        raise InputError(
            f"{path} lacks the {columns} {', '.join(required)}, which {table} cannot do without. "
            f"It has {listing(has[:20], len(has))}. Add what is missing, or rename its column."
        )
    checked.missing_columns = missing
    if missing:
        checked.notices.append(
            f"{path} lacks {_columns(missing)}, which {table} has: NULL in its rows"
        )
    if existing is None and table.declared_in is None:
        return  # nothing was expected of it
    checked.new_columns = [
        name for name in checked.kinds if existing is None or name not in existing
    ]
    undeclared = [name for name in checked.kinds if name not in expected]
    if undeclared:
        mend = f" until {table.declared_in} names it" if table.declared_in else ""
        checked.notices.append(
            f"{path} has the new {_columns(undeclared)}: kept in {table}, and read by no model"
            f"{mend}"
        )
    if existing is None:
        checked.new_columns = undeclared


def _columns(names: Sequence[str]) -> str:
    word = "column" if len(names) == 1 else "columns"
    return f"{word} {listing(list(names[:20]), len(names))}"


# ------------------------------------------------------------------------------ rows


def _refuse_swallowed_rows(checked: Checked) -> None:
    """Refuse a file in which a quote was opened and closed rows later by another one.

    Such a value has as many delimiters for each of its line ends as a row has.

    Raises:
        InputError: Names the line and the column.
    """
    reading = checked.reading
    delimiters = len(reading.columns) - 1
    if delimiters < 2:
        return
    for column in reading.columns:
        quoted = _quoted(column.name)
        ends = f"(length({quoted}) - length(replace({quoted}, chr(10), '')))"
        parts = f"(length({quoted}) - length(replace({quoted}, '{reading.delimiter}', '')))"
        found = reading.connection.execute(
            f"select rowid, {ends} from intake where contains({quoted}, chr(10)) "
            f"and {ends} > 1 and {parts} >= {delimiters} * {ends} order by rowid limit 1"
        ).fetchone()
        if found is not None:
            [(line, _)] = reading.located([found[0]])
            raise InputError(
                f"{reading.file.path}, line {line}: the value of {column.name} runs over "
                f"{found[1] + 1} lines that look like rows of the file: a quote is opened and not "
                'closed there. Double a quote in a value (""); if it is meant so, load with '
                "--force."
            )


def _set_aside_rows(checked: Checked, table: RawTable) -> None:
    """Blank rows, rows without a key, with NUL characters, and values that do not fit.

    Raises:
        InputError: Most values of a column do not fit: its type has changed.
    """
    columns = {column.name: column for column in checked.reading.columns}
    texts = [column for column in columns.values() if column.kind == "VARCHAR"]
    faults: list[tuple[str, str, str]] = []
    blank = [
        f"coalesce(trim({_quoted(column.name)}), '') = ''"
        if column.kind == "VARCHAR"
        else f"{_quoted(column.name)} is null"
        for column in columns.values()
    ]
    faults.append((" and ".join(blank) or "false", "null", "false"))
    for name in table.key:
        text = filled_text(_quoted(name), columns[name].kind)
        faults.append(
            (f"({text}) is null", f"'{_escaped(name)} is blank, which tells the row apart'", "true")
        )
    for column in texts:
        quoted = _quoted(column.name)
        faults.append(
            (
                f"contains({quoted}, chr(0))",
                f"'{_escaped(column.name)} has a NUL character, which no database keeps in text'",
                "true",
            )
        )
    misfits = _misfits(checked, columns)
    for name, (condition, _) in misfits.items():
        said = _escaped(f"{name} is not {in_words(checked.kinds[name])}")
        faults.append((condition, f"'{said}'", "true"))
    counted = [condition for condition, *_ in faults]
    counted += [filled for _, filled in misfits.values()]
    counts = _row(
        checked,
        "select "
        + ", ".join(f"count(*) filter (where {condition})" for condition in counted)
        + " from intake where rowid not in (select place from faulty)",
    )
    first = len(faults) - len(misfits)
    for number, name in enumerate(misfits):
        misfit_count, filled_count = counts[first + number], counts[len(faults) + number]
        if misfit_count > CHANGED_SHARE * filled_count:
            _refuse_changed(checked, name, misfits[name][0], misfit_count, filled_count)
    for count, (condition, reason, is_loss) in zip(counts, faults, strict=False):
        if count:
            checked.reading.connection.execute(
                f"insert into faulty select rowid, {reason}, {is_loss} from intake "
                f"where {condition} and rowid not in (select place from faulty)"
            )


def _misfits(checked: Checked, columns: Mapping[str, ReadColumn]) -> dict[str, tuple[str, str]]:
    """For each column that has a type: its value is there and does not fit; it is there."""
    conditions = {}
    for name, kind in checked.kinds.items():
        native = columns[name].kind
        if kind != STRING and kind_of_type(native) != kind:
            filled = f"({filled_text(_quoted(name), native)}) is not null"
            value = value_of(_quoted(name), native, kind)
            conditions[name] = (f"({filled} and ({value}) is null)", filled)
    return conditions


def _refuse_changed(
    checked: Checked, name: str, condition: str, misfit_count: int, filled_count: int
) -> None:
    text = filled_text(_quoted(name), next(
        column.kind for column in checked.reading.columns if column.name == name
    ))  # fmt: skip
    examples = checked.reading.connection.execute(
        f"select min(rowid), {text} as value from intake where {condition} "
        "and rowid not in (select place from faulty) "
        f"group by value order by min(rowid) limit {_SHOWN}"
    ).fetchall()
    located = checked.reading.located([place for place, _ in examples])
    shown = [
        f"{shown_value(value)} on line {line}"
        for (_, value), (line, _) in zip(examples, located, strict=False)
    ]
    raise InputError(
        f"{checked.reading.file.path}, column {name}: {misfit_count} of {filled_count} values are "
        f"not {in_words(checked.kinds[name])}: {listing(shown, misfit_count)}. Its type has "
        "changed. Have it delivered as it was, or declare the column as string in the "
        "_sources.yml, drop it from the raw table, and load again."
    )


def _escaped(text: str) -> str:
    return text.replace("'", "''")


# --------------------------------------------------------------------------- repeats


def _set_aside_repeats(checked: Checked, key: Sequence[str], *, last_of_key: bool) -> None:
    """Rows that are there twice, word for word; and, if only the last counts, the others."""
    connection = checked.reading.connection
    path = checked.reading.file.path
    columns = {column.name: column for column in checked.reading.columns}
    keys = ", ".join(
        f"{filled_text(_quoted(name), columns[name].kind)} as key_{number}"
        for number, name in enumerate(key)
    )
    names = ", ".join(f"key_{number}" for number in range(len(key)))
    keyed = (
        f"select rowid as place, {keys} from intake where rowid not in (select place from faulty)"
    )
    connection.execute(
        f"create temporary table repeats as select {names} from ({keyed}) "
        "group by all having count(*) > 1"
    )
    (repeat_count,) = _row(checked, "select count(*) from repeats")
    if not repeat_count:
        return
    same = " and ".join(f"repeats.key_{number} = keyed.key_{number}" for number in range(len(key)))
    everything = ", ".join(_quoted(column.name) for column in columns.values())
    told = _row(checked, "select count(*) from faulty")[0]
    connection.execute(
        "insert into faulty select place, 'it is the same as an earlier row, word for word', false "
        "from (select keyed.place, row_number() over (partition by "
        f"{everything} order by keyed.place) as repeat from ({keyed}) as keyed "
        f"join repeats on {same} join intake on intake.rowid = keyed.place) where repeat > 1"
    )
    repeated = _row(checked, "select count(*) from faulty")[0] - told
    if repeated:
        checked.notices.append(
            f"{path} has {row_count_text(repeated)} more than once, word for word: loaded once"
        )
    connection.execute(
        "create or replace temporary table repeats as "
        f"select {names}, max(place) as last_place, count(*) as row_count from ({keyed}) "
        "group by all having count(*) > 1"
    )
    count, rows = _row(checked, "select count(*), coalesce(sum(row_count), 0) from repeats")
    if not count:
        return
    example = connection.execute(
        f"select {names} from repeats order by last_place limit 1"
    ).fetchone()
    assert example is not None
    values = "one value is" if count == 1 else f"{count} values are"
    shown = ", ".join(shown_value(str(value)) for value in example)
    said = "the last row of each is loaded" if last_of_key else "all are loaded"
    checked.notices.append(
        f"{path}, {' and '.join(key)}: {values} on more than one row ({rows} rows), such as "
        f"{shown}; {said}"
    )
    if last_of_key:
        connection.execute(
            "insert into faulty select keyed.place, "
            f"'a later row has the same {_escaped(' and '.join(key))}', false "
            f"from ({keyed}) as keyed join repeats on {same} "
            "where keyed.place < repeats.last_place"
        )


# --------------------------------------------------------------------------- moments


def _look_at_moments(checked: Checked, table: RawTable, rows: str, now: datetime.datetime) -> None:
    """Dates of a year that nobody means, and the newest moment of the rows."""
    moments = [name for name, kind in checked.kinds.items() if kind in (DATE, TIMESTAMP, ZONED)]
    if not moments:
        return
    tomorrow = now + datetime.timedelta(days=1)
    selected = [
        f"count(*) filter (where year({_quoted(name)}) {years})"
        for name in moments
        for years in (f"< {_FIRST_YEAR}", f">= {_FAR_YEAR}")
    ]
    newest = "null"
    if table.loaded_at_field in moments:
        assert table.loaded_at_field is not None
        kept = f"cast({_quoted(table.loaded_at_field)} as timestamp)"
        newest = f"max({kept}) filter (where {kept} <= timestamp '{tomorrow:%Y-%m-%d %H:%M:%S}')"
    found = _row(checked, f"select {', '.join(selected)}, {newest} from {rows}")
    for name, *counts in zip(moments, found[0:-1:2], found[1:-1:2], strict=True):
        for count, years in zip(
            counts, (f"before {_FIRST_YEAR}", f"from {_FAR_YEAR} on"), strict=True
        ):
            if count:
                checked.notices.append(
                    f"{checked.reading.file.path}, column {name}: {row_count_text(count)} with a "
                    f"year {years}, loaded as given"
                )
    checked.newest_at = found[-1]
