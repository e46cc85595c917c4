"""Measure the columns of a raw table in its warehouse, with SQL that every engine has."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from kindred.connection import SparkWarehouse
from kindred.landing.kinds import STRING, kind_of_type, sql_type
from kindred.landing.store import Store

SHOWN = 5
"""Values, formats and blocks that are named of each column."""

_VALUES = "kindred_profiled"
_LETTERS = (
    "abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßšžœąćčďđęěğıķłľńňőřśşťůűźżāēīūģļņ"
)
_CAPITALS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŠŽŒĄĆČĎĐĘĚĞİĶŁĽŃŇŐŘŚŞŤŮŰŹŻĀĒĪŪĢĻŅ"
)
_DIGITS = "0123456789"
_LONGEST_RUN = 7
"""Runs of small letters up to 2 to this power become one."""

_PUNCTUATION = " -().+/"
_SEPARATORS = "/-._"
_STANDING_OUT = 5
"""A value this often as frequent as the next ones stands out."""
_ROWS_TO_STAND_OUT = 10
_ROWS_PER_VALUE = 20
"""In a column with more rows for each value than this, a frequent value is no wonder."""
_ROWS_PER_IDENTIFIER = 2
"""In a column with fewer rows for each value than this, nearly every row has one of its own."""
_WIDELY_SHARED = 5
"""There a value is shared by far more rows than others from so many times their mean on."""
_RANKS = 20
_LOADER_COLUMN = re.compile(r"_(fivetran|airbyte|dlt|sdc|kindred)_.*")
_ROLES = (
    ("email", re.compile(r"e_?mail")),
    ("birth_date", re.compile(r"birth|(^|_)dob($|_)|born")),
    ("given_name", re.compile(r"^(given|first|fore)_?name")),
    ("family_name", re.compile(r"^(family|last|sur)_?name")),
    ("full_name", re.compile(r"^(full_?)?name$")),
    ("postal_code", re.compile(r"(^|_)(zip|postcode|postal_?code|plz)")),
)
_ATTRIBUTES = {
    "company": re.compile("company|organi[sz]ation|account|employer"),
    "name": re.compile("name"),
    "address": re.compile("street|address|city|town|line"),
    "postal_code": re.compile("zip|post|plz"),
    "date_of_birth": re.compile("birth|dob|born"),
}
"""Columns that an attribute of placeholder_values may be in; identifiers may be anywhere."""


@dataclass(frozen=True)
class Counted:
    """A value, or the form of values, and on how many rows it is."""

    value: str
    row_count: int
    note: str = ""


@dataclass
class ColumnProfile:
    """What a column holds; blank values are those that are empty or NULL.

    Attributes:
        name: Of the column.
        data_type: As the warehouse has it.
        filled_count: Rows with a value.
        distinct_count: Different values.
        shared_value_count: Values on more than one row, whatever their case.
        shared_row_count: Rows with such a value.
        shortest: Characters of the shortest value.
        longest: Characters of the longest value.
        top: The most frequent values.
        formats: The most frequent forms of text: A a capital, a a run of small letters, 9 a
            digit; the note is an example. None where nearly every value has its own.
        format_count: Different forms.
        placeholders: Values that seem to stand for none; the note says why.
        pair_count: Pairs of rows that blocking on the column brings together.
        kept_pair_count: Those in blocks of at most max_block_size rows.
        blocks: The largest blocks.
        max_block_size: Of the project.
    """

    name: str
    data_type: str
    filled_count: int = 0
    distinct_count: int = 0
    shared_value_count: int = 0
    shared_row_count: int = 0
    shortest: int = 0
    longest: int = 0
    top: list[Counted] = field(default_factory=list)
    formats: list[Counted] = field(default_factory=list)
    format_count: int = 0
    placeholders: list[Counted] = field(default_factory=list)
    pair_count: int = 0
    kept_pair_count: int = 0
    blocks: list[Counted] = field(default_factory=list)
    max_block_size: int = 0


@dataclass
class Duplicates:
    """Rows that are the same in some columns.

    Attributes:
        columns: What they agree on, in small letters and without blanks around; all of the
            row when it says so.
        kind: row, key or person.
        group_count: Groups of two or more rows.
        row_count: Rows in them.
    """

    columns: list[str]
    kind: str
    group_count: int
    row_count: int


@dataclass
class TableProfile:
    """What a table holds."""

    name: str
    row_count: int
    columns: list[ColumnProfile]
    duplicates: list[Duplicates]

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON has it."""
        return asdict(self)


@dataclass(frozen=True)
class Placeholders:
    """Values that are known to say nothing.

    Attributes:
        values: In key form, with the attributes for which they stand.
    """

    values: Mapping[str, Sequence[str]]

    @staticmethod
    def read(project_directory: Path) -> Placeholders:
        """Those of the seeds; values that are real ones too are left out."""
        folder = project_directory / "seeds" / "config"
        values: dict[str, list[str]] = {}
        with (folder / "placeholder_values.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["is_ambiguous"] != "true":
                    values.setdefault(row["value_key"].strip("<> "), []).append(row["attribute"])
        with (folder / "placeholder_identifiers.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key = row["identifier_value"].lower()
                values.setdefault(key, []).append(row["identifier_type"])
        values.pop("", None)
        return Placeholders(values)

    def meant_by(self, value: str, column: str) -> str | None:
        """What a value is known to stand for, if a column of this name may hold that."""
        lowered = value.lower()
        bare = lowered.translate(str.maketrans("", "", _PUNCTUATION))
        spaced = lowered.translate(str.maketrans(_SEPARATORS, " " * len(_SEPARATORS))).strip()
        for key in (lowered, bare, spaced):
            for meant in self.values.get(key, ()):
                where = _ATTRIBUTES.get(meant)
                if where is None or where.search(column.lower()):
                    return meant
        return None


class Profiler:
    """Measures one table at a time."""

    def __init__(self, store: Store, placeholders: Placeholders, max_block_size: int) -> None:
        self._store = store
        self._execute = store.warehouse.execute
        self._placeholders = placeholders
        self._max_block_size = max_block_size
        self._text = sql_type(STRING, store.engine)

    def table(
        self, name: str, relation: str, columns: Mapping[str, str], key: Sequence[str]
    ) -> TableProfile:
        """Measure every column of a relation, and the rows that are there twice.

        Args:
            name: What to call it.
            relation: As SQL names it.
            columns: Type by name.
            key: Columns that should tell its rows apart.
        """
        ((row_count,),) = self._execute(f"select count(*) from {relation}")
        profiles = [
            self.column(relation, column, data_type) for column, data_type in columns.items()
        ]
        return TableProfile(
            name, int(row_count), profiles, self.duplicates(relation, list(columns), key)
        )

    # ----------------------------------------------------------------------- column

    def column(self, relation: str, name: str, data_type: str) -> ColumnProfile:
        """Measure one column: its values are counted once, and all else comes from those."""
        found = ColumnProfile(name, data_type, max_block_size=self._max_block_size)
        with_values = (
            "select trimmed as shown, lower(trimmed) as value_key, count(*) as row_count "
            f"from (select trim(cast({self._store.quoted(name)} as {self._text})) as trimmed "
            f"from {relation}) as given where trimmed <> '' group by trimmed"
        )
        self._keep_values(with_values)
        (
            (filled, distinct, shortest, longest),
        ) = self._execute(
            "select coalesce(sum(row_count), 0), count(*), coalesce(min(length(shown)), 0), "
            f"coalesce(max(length(shown)), 0) from {_VALUES}"
        )  # fmt: skip
        found.filled_count, found.distinct_count = int(filled), int(distinct)
        found.shortest, found.longest = int(shortest), int(longest)
        if found.filled_count == 0:
            return found
        ranked = self._execute(
            f"select shown, row_count from {_VALUES} "
            f"order by row_count desc, {self._ordered('shown')} limit {_RANKS + 1}"
        )
        values = [Counted(str(value), int(count)) for value, count in ranked]
        found.top = values[:SHOWN]
        self._blocks(found)
        self._formats(found)
        found.placeholders = self._placeholder_values(found, values)
        return found

    def _ordered(self, column: str) -> str:
        """A column in the order of its bytes, whatever the collation of the database."""
        return f'{column} collate "C"' if self._store.engine == "postgres" else column

    def _keep_values(self, select: str) -> None:
        if isinstance(self._store.warehouse, SparkWarehouse):
            self._execute(f"create or replace temporary view {_VALUES} as {select}")
            return
        self._execute(f"drop table if exists {_VALUES}")
        self._execute(f"create temporary table {_VALUES} as {select}")

    def _blocks(self, found: ColumnProfile) -> None:
        blocks = (
            f"select value_key, sum(row_count) as size from {_VALUES} "
            "group by value_key having sum(row_count) > 1"
        )
        ((count, rows, pairs, kept),) = self._execute(
            "select count(*), coalesce(sum(size), 0), coalesce(sum(size * (size - 1)), 0), "
            f"coalesce(sum(case when size <= {self._max_block_size} then size * (size - 1) "
            f"else 0 end), 0) from ({blocks}) as blocks"
        )
        found.shared_value_count, found.shared_row_count = int(count), int(rows)
        if _LOADER_COLUMN.fullmatch(found.name):
            return  # nobody would block on it
        found.pair_count, found.kept_pair_count = int(pairs) // 2, int(kept) // 2
        found.blocks = [
            Counted(str(value), int(size))
            for value, size in self._execute(
                f"select value_key, size from ({blocks}) as blocks "
                f"order by size desc, {self._ordered('value_key')} limit {SHOWN}"
            )
        ]

    def _formats(self, found: ColumnProfile) -> None:
        if kind_of_type(found.data_type) not in (STRING, None):
            return
        form = (
            f"translate(shown, '{_LETTERS}{_CAPITALS}{_DIGITS}', "
            f"'{'a' * len(_LETTERS)}{'A' * len(_CAPITALS)}{'9' * len(_DIGITS)}')"
        )
        for _ in range(_LONGEST_RUN):
            form = f"replace({form}, 'aa', 'a')"
        forms = (
            f"select form, sum(row_count) as size, min({self._ordered('shown')}) as example "
            f"from (select {form} as form, shown, row_count from {_VALUES}) as formed group by form"
        )
        ((count,),) = self._execute(f"select count(*) from ({forms}) as forms")
        found.format_count = int(count)
        if found.format_count > max(_RANKS, found.distinct_count // 2):
            # drawn by lot, as ids are: none is typical
            return
        found.formats = [
            Counted(str(form), int(size), str(example))
            for form, size, example in self._execute(
                f"select form, size, example from ({forms}) as forms "
                f"order by size desc, {self._ordered('form')} limit {SHOWN}"
            )
        ]

    def _placeholder_values(self, found: ColumnProfile, values: Sequence[Counted]) -> list[Counted]:
        known = list(self._placeholders.values)
        marks = ", ".join("?" for _ in known)
        bare = f"translate(value_key, '{_PUNCTUATION}', '')"
        blanks = " " * len(_SEPARATORS)
        spaced = f"trim(translate(value_key, '{_SEPARATORS}', '{blanks}'))"
        told = {
            str(value): Counted(str(value), int(count), f"known placeholder ({meant})")
            for value, count in self._execute(
                f"select shown, row_count from {_VALUES} "
                f"where value_key in ({marks}) or {bare} in ({marks}) or {spaced} in ({marks}) "
                f"order by row_count desc, {self._ordered('shown')} limit {_RANKS}",
                [*known, *known, *known],
            )
            if (meant := self._placeholders.meant_by(str(value), found.name))
        }
        for value in standing_out(found, values):
            told.setdefault(
                value.value, Counted(value.value, value.row_count, "far more frequent than others")
            )
        for value in widely_shared(found, values):
            told.setdefault(
                value.value, Counted(value.value, value.row_count, "shared by far more rows")
            )
        return sorted(told.values(), key=lambda value: (-value.row_count, value.value))

    # ------------------------------------------------------------------- duplicates

    def duplicates(
        self, relation: str, columns: Sequence[str], key: Sequence[str]
    ) -> list[Duplicates]:
        """Rows that are the same altogether, in their key, or in what tells a person."""
        told = [name for name in columns if not _LOADER_COLUMN.fullmatch(name)]
        found = [self._same(relation, told, "row", normalised=False)]
        if key and all(name in columns for name in key):
            found.append(self._same(relation, key, "key", normalised=True))
        found += [
            self._same(relation, group, "person", normalised=True)
            for group in person_columns(columns)
        ]
        return found

    def _same(
        self, relation: str, columns: Sequence[str], kind: str, *, normalised: bool
    ) -> Duplicates:
        values = [self._store.quoted(name) for name in columns]
        where = ""
        if normalised:
            values = [f"lower(trim(cast({value} as {self._text})))" for value in values]
            where = " where " + " and ".join(f"{value} <> ''" for value in values)
        ((groups, rows),) = self._execute(
            "select count(*), coalesce(sum(size), 0) from (select count(*) as size "
            f"from {relation}{where} group by {', '.join(values)} having count(*) > 1) as groups"
        )
        return Duplicates(list(columns), kind, int(groups), int(rows))


def standing_out(found: ColumnProfile, values: Sequence[Counted]) -> list[Counted]:
    """The values far more frequent than the next ones, in a column of many values.

    Args:
        found: With its counts of rows and values.
        values: The most frequent ones in order, one more than may stand out.
    """
    if found.filled_count > _ROWS_PER_VALUE * found.distinct_count:
        return []
    last = 0
    for rank, (value, following) in enumerate(pairwise(values), start=1):
        is_gap = value.row_count >= _STANDING_OUT * following.row_count
        if is_gap and value.row_count >= _ROWS_TO_STAND_OUT:
            last = rank
    return list(values[:last])


def widely_shared(found: ColumnProfile, values: Sequence[Counted]) -> list[Counted]:
    """The values with a digit or an @ that many rows share where nearly each has its own.

    Several of them, each more frequent than the next, leave no gap to stand out by. Words may
    be anybody's name and are passed over.

    Args:
        found: With its counts of rows and values.
        values: The most frequent ones in order.
    """
    if found.filled_count >= _ROWS_PER_IDENTIFIER * found.distinct_count:
        return []
    least = max(_WIDELY_SHARED, _WIDELY_SHARED * found.filled_count / found.distinct_count)
    return [
        value for value in values if value.row_count >= least and re.search(r"[\d@]", value.value)
    ]


def person_columns(columns: Sequence[str]) -> list[list[str]]:
    """Groups of columns that together tell a person, as far as their names say so."""
    roles: dict[str, str] = {}
    for name in columns:
        for role, pattern in _ROLES:
            if role not in roles and pattern.search(name.lower()):
                roles[role] = name
                break
    both = [roles[role] for role in ("given_name", "family_name") if role in roles]
    names = both if len(both) == 2 else [roles[role] for role in ("full_name",) if role in roles]
    others = [roles[role] for role in ("birth_date", "email", "postal_code") if role in roles]
    return [[*names, other] for other in others] if names else []
