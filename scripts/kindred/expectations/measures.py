"""Measures expectations in the warehouse: by counting there, so that no row comes here.

A table is read once for all the conditions on its rows and its aggregates, once more for each
key and each condition that looks into another table, and for the keys of what was wrong.
"""

import re
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kindred.connection import Warehouse
from kindred.expectations.suite import Expectation, Settings, Suite, of_row, quoted

SHOWN_KEYS = 5
_MAD_OF_NORMAL = 1.4826
_FAMILIES = {
    "text": r"text|string|varchar.*|char.*|character.*|uuid|name",
    "number": r"(u?(tiny|small|big|huge)?int(eger)?|int[248]|numeric.*|decimal.*|double.*|float.*"
    r"|real)",
    "moment": r"timestamp.*|date|datetime",
    "truth": r"bool(ean)?",
}
_READ_AS = {
    "text": {"text", "number", "moment", "truth"},
    "number": {"number", "text"},
    "moment": {"moment", "text"},
    "truth": {"truth"},
}
"""Families of types that staging reads as one that is documented."""


@dataclass(frozen=True)
class Usual:
    """What a measure was in the runs before.

    Attributes:
        value: Median.
        deviation: Median of the distances from it.
        runs: How many runs these are.
    """

    value: float
    deviation: float
    runs: int


@dataclass(frozen=True)
class Measured:
    """An expectation with what was found.

    Attributes:
        expectation: Its limits may have been narrowed by the run before.
        value: The measure; a share has six decimals.
        checked: Rows that counted; 0 for what is not of rows.
        unexpected: Rows among them that should not be.
        offenders: Keys of some of these, as text.
        usual: What it was before; None without a run before.
        is_anomaly: Whether it is far from the usual one.
    """

    expectation: Expectation
    value: float
    checked: int = 0
    unexpected: int = 0
    offenders: tuple[str, ...] = ()
    usual: Usual | None = None
    is_anomaly: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the value is within its limits."""
        limits = self.expectation
        return (limits.at_least is None or self.value >= limits.at_least) and (
            limits.at_most is None or self.value <= limits.at_most
        )


Compile = Callable[[str], str]
"""Turns SQL with the project's Jinja into SQL."""


def measure(
    warehouse: Warehouse, suite: Suite, compiled: Compile, *, with_values: bool
) -> list[Measured]:
    """Measure a suite.

    Args:
        warehouse: DuckDB or PostgreSQL.
        suite: A table that may not be there.
        compiled: Gives the SQL of the suite's Jinja.
        with_values: Show the values of offending rows beside their keys.

    Returns:
        What was found, the columns first. Of a table that is not there only that; an
        expectation about a column that is not there is left out, since the table's own
        counts it.
    """
    relation = compiled(suite.relation)
    types = _column_types(warehouse, relation)
    found = list(_of_columns(suite, types))
    if not types:
        return found
    there = [
        one
        for one in suite.expectations
        if set(one.columns) <= types.keys()
        and not (one.is_of_text and _family(types[one.column or ""]) != "text")
    ]
    found += _in_one_reading(warehouse, relation, there, compiled)
    for one in there:
        if one.unique:
            found.append(_of_a_key(warehouse, relation, one))
        elif _reads_another_table(one) and _are_there(warehouse, compiled(one.unexpected)):
            found.append(_of_another_table(warehouse, relation, one, compiled))
    keys = [key for key in suite.keys if key in types]
    return [
        replace(
            one,
            offenders=_offenders(
                warehouse,
                relation,
                one.expectation,
                keys,
                compiled,
                private=frozenset() if with_values else suite.private,
                with_values=with_values,
            ),
        )
        if not one.is_met and (one.expectation.unique or one.expectation.unexpected)
        else one
        for one in found
    ]


def _column_types(warehouse: Warehouse, relation: str) -> dict[str, str]:
    """Type of each column of a relation; none when it is not there."""
    *_, schema, name = re.findall(r'"([^"]*)"', relation)
    rows = warehouse.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = ? and table_name = ? order by ordinal_position",
        [schema, name],
    )
    return {str(column).lower(): str(data_type).lower() for column, data_type in rows}


def _family(data_type: str) -> str | None:
    for family, pattern in _FAMILIES.items():
        if re.fullmatch(pattern, data_type.lower()):
            return family
    return None


def _of_columns(suite: Suite, types: dict[str, str]) -> Iterable[Measured]:
    """The columns against those documented."""
    missing = [name for name in suite.required if name.lower() not in types]
    misread = []
    for name, documented in suite.types.items():
        family, actual = _family(documented), _family(types.get(name.lower(), ""))
        if family and actual and actual not in _READ_AS[family]:
            misread.append(f"{name} is {types[name.lower()]}, not {documented}")
    if not types:
        if suite.may_be_missing:
            yield _counted("missing_columns", "The source can do without the table", [])
        else:
            yield _counted("missing_columns", "The table is there", ["the table itself"])
        return
    sentence = "The columns that are needed are there, of types that are read"
    yield _counted("missing_columns", sentence, [*missing, *misread])
    if suite.are_all_documented:
        known = {name.lower() for name in suite.types}
        unknown = [name for name in types if name not in known]
        yield _counted("unknown_columns", "No column is without documentation", unknown)


def _counted(name: str, sentence: str, names: Sequence[str]) -> Measured:
    expectation = Expectation(name, sentence, at_most=0.0, names=tuple(names))
    return Measured(expectation, float(len(names)))


def _reads_another_table(one: Expectation) -> bool:
    return "exists (" in one.unexpected


def _are_there(warehouse: Warehouse, sql: str) -> bool:
    """Whether every relation that SQL of dbt's names is there; a table's own suite counts it."""
    named = set(re.findall(r'(?:"[^"]+"[.])?("[^"]+"[.]"[^"]+")', sql))
    return all(_column_types(warehouse, relation) for relation in named)


def _in_one_reading(
    warehouse: Warehouse, relation: str, expectations: list[Expectation], compiled: Compile
) -> Iterable[Measured]:
    """Aggregates, and conditions on one row alone, in one query."""
    selected, asked = [], []
    for one in expectations:
        if one.value:
            selected.append(compiled(one.value))
            asked.append(one)
        elif one.unexpected and not _reads_another_table(one):
            among = compiled(one.among) if one.among else "true"
            selected.append(f"sum(case when {among} then 1 else 0 end)")
            selected.append(
                f"sum(case when {among} and {compiled(one.unexpected)} then 1 else 0 end)"
            )
            asked.append(one)
    if not selected:
        return
    (row,) = warehouse.execute(f"select {', '.join(selected)} from {relation} as checked")
    values = iter(row)
    for one in asked:
        first = next(values)
        if one.value:
            if first is not None:
                yield Measured(one, round(float(first), 6))
        else:
            yield _share(one, first, next(values))


def _share(one: Expectation, checked: Any, unexpected: Any) -> Measured:
    checked, unexpected = int(checked or 0), int(unexpected or 0)
    value = round(unexpected / checked, 6) if checked else 0.0
    # a single row of millions is no share of six decimals, but it is one row too many
    if unexpected and not value:
        value = 0.000001
    return Measured(one, value, checked, unexpected)


def _of_a_key(warehouse: Warehouse, relation: str, one: Expectation) -> Measured:
    columns = ", ".join(f"checked.{quoted(column)}" for column in one.unique)
    ((checked, unexpected),) = warehouse.execute(
        "select coalesce(sum(row_count), 0), "
        "coalesce(sum(case when row_count > 1 then row_count else 0 end), 0) from "
        f"(select count(*) as row_count from {relation} as checked group by {columns}) as counted"
    )
    return _share(one, checked, unexpected)


def _of_another_table(
    warehouse: Warehouse, relation: str, one: Expectation, compiled: Compile
) -> Measured:
    among = compiled(one.among) if one.among else "true"
    ((checked,),) = warehouse.execute(f"select count(*) from {relation} as checked where {among}")
    ((unexpected,),) = warehouse.execute(
        f"select count(*) from {relation} as checked where {among} and {compiled(one.unexpected)}"
    )
    return _share(one, checked, unexpected)


def _offenders(
    warehouse: Warehouse,
    relation: str,
    one: Expectation,
    keys: Sequence[str],
    compiled: Compile,
    *,
    private: frozenset[str],
    with_values: bool,
) -> tuple[str, ...]:
    """Keys of some of the rows that should not be, as text; empty without a key.

    Of a private column the MD5 is shown, by which its row can be found.
    """
    shown = list(one.unique or keys)
    if with_values:
        shown += [column for column in one.columns if column not in shown]
    if not shown:
        return ()
    columns = ", ".join(
        f"md5(cast({of_row(column)} as varchar))" if column in private else of_row(column)
        for column in shown
    )
    if one.unique:
        rows = warehouse.execute(
            f"select {columns} from {relation} as checked group by {columns} "
            f"having count(*) > 1 order by {columns} limit {SHOWN_KEYS}"
        )
    else:
        among = compiled(one.among) if one.among else "true"
        rows = warehouse.execute(
            f"select {columns} from {relation} as checked "
            f"where {among} and {compiled(one.unexpected)} "
            f"order by {columns} limit {SHOWN_KEYS}"
        )
    return tuple(
        " / ".join("NULL" if value is None else str(value) for value in row) for row in rows
    )


# ------------------------------------------------------------------------- history


def compared(found: Measured, history: Sequence[float], settings: Settings) -> Measured:
    """A measure beside what it was in earlier runs, the latest of them last."""
    last_runs = list(history)[-settings.runs :]
    if not last_runs:
        return found
    median = statistics.median(last_runs)
    deviation = statistics.median(abs(value - median) for value in last_runs)
    usual = Usual(round(median, 6), round(deviation, 6), len(last_runs))
    limits = found.expectation
    allowed = max(
        settings.deviations * _MAD_OF_NORMAL * usual.deviation,
        limits.usual.within,
        limits.usual.ratio * abs(usual.value),
    )
    is_far = abs(found.value - usual.value) > allowed
    return replace(found, usual=usual, is_anomaly=is_far and usual.runs >= settings.min_runs)


def within_volume(found: Measured, last_count: float | None, ratio: float | None) -> Measured:
    """A count of rows with limits drawn from that of the last good run."""
    limits = found.expectation
    if last_count is None or ratio is None or abs(found.value - last_count) < 20:
        return found
    at_least = max(limits.at_least or 0.0, round(last_count / ratio, 6))
    at_most = round(last_count * ratio, 6)
    if limits.at_most is not None:
        at_most = min(at_most, limits.at_most)
    return replace(found, expectation=replace(limits, at_least=at_least, at_most=at_most))
