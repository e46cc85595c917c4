"""A table and what is expected of it, before anything is measured."""

from dataclasses import dataclass, field, replace
from typing import Any

CRITICAL = "critical"
WARNING = "warning"
SOME_VALUE = 0.999999
"""The share of missing values that all but one row of a million may make."""


@dataclass(frozen=True)
class Tolerance:
    """How far from the usual value one is usual still, whatever the spread.

    Attributes:
        within: In the unit of the measure.
        ratio: As a share of the usual value.
    """

    within: float = 0.0
    ratio: float = 0.0


@dataclass(frozen=True)
class Expectation:
    """One measure of a table and its limits.

    SQL may hold the project's Jinja (ref, macros), and calls the row that it looks at
    ``checked``. A measure of rows is the share of ``unexpected`` among the rows that
    ``among`` lets in.

    Attributes:
        measure: Name as in the macro quality_measures.
        sentence: What should hold, for people.
        column: Column that it is about; several are joined by commas; None for the table.
        at_least: Least value that is allowed.
        at_most: Greatest value that is allowed.
        warn_above: A value above it is a warning.
        usual: How far from the usual one a value is usual still.
        among: SQL condition of the rows that count; all of them when empty.
        unexpected: SQL condition of those that should not be.
        unique: Columns that together no two rows share, in place of a condition.
        value: SQL of an aggregate, in place of a condition.
        known_value: A value that needs no query, in place of a condition.
        names: What a known value counts, for the message.
        is_of_text: Measured only where the column's own type is text.
    """

    measure: str
    sentence: str
    column: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    warn_above: float | None = None
    usual: Tolerance = Tolerance()
    among: str = ""
    unexpected: str = ""
    unique: tuple[str, ...] = ()
    value: str = ""
    known_value: float | None = None
    names: tuple[str, ...] = ()
    is_of_text: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table that must be there for it to be measured."""
        return tuple(self.column.split(", ")) if self.column else ()


@dataclass(frozen=True)
class Suite:
    """A table, by what dbt calls it, and its expectations.

    Attributes:
        origin: ``raw`` or ``marts``.
        dataset: ``<source>_<table>`` of a raw table, the name of a mart.
        relation: Jinja that gives the relation.
        keys: Columns that name a row in a message.
        expectations: What is expected of it.
        required: Columns that must be there.
        types: Documented type of each column.
        are_all_documented: Whether a column without documentation is a fault.
        may_be_missing: Whether the source can do without the table.
        private: Columns whose values name a person (meta.pii is direct): a key of such a column
            is shown by its MD5.
    """

    origin: str
    dataset: str
    relation: str
    keys: tuple[str, ...] = ()
    expectations: list[Expectation] = field(default_factory=list)
    required: tuple[str, ...] = ()
    types: dict[str, str] = field(default_factory=dict)
    are_all_documented: bool = False
    may_be_missing: bool = False
    private: frozenset[str] = frozenset()

    def with_expectations(self, more: list[Expectation]) -> "Suite":
        """The suite with more expectations; one of the same measure and column gives way."""
        found = {(one.measure, one.column): one for one in [*self.expectations, *more]}
        return replace(self, expectations=list(found.values()))


@dataclass(frozen=True)
class Settings:
    """What the project's vars say of quality.

    Attributes:
        limits: The var quality_limits.
        max_volume_ratio: The var of that name.
        runs: The var anomaly_runs.
        min_runs: The var anomaly_min_runs.
        deviations: The var anomaly_deviations.
    """

    limits: dict[str, dict[str, float]]
    max_volume_ratio: float | None
    runs: int
    min_runs: int
    deviations: float

    def limit(self, measure: str, key: str) -> float | None:
        """A number of the var quality_limits, if it names one."""
        return self.limits.get(measure, {}).get(key)

    def usual(self, measure: str) -> Tolerance:
        """How far from the usual value a measure may be."""
        return Tolerance(
            self.limit(measure, "usual_within") or 0.0, self.limit(measure, "usual_ratio") or 0.0
        )


def meta_of(documented: Any) -> dict[str, Any]:
    """The meta of a documented column or table, where dbt 1.11 keeps it."""
    config = getattr(documented, "config", None)
    return dict(getattr(config, "meta", None) or documented.meta or {})


def private_columns(node: Any) -> frozenset[str]:
    """Columns of a node whose values name a person."""
    return frozenset(
        column.name for column in node.columns.values() if meta_of(column).get("pii") == "direct"
    )


def quoted(column: str) -> str:
    """A column's name as SQL."""
    return '"' + column.replace('"', '""') + '"'


def of_row(column: str) -> str:
    """A column of the row that is looked at, as SQL."""
    return f"checked.{quoted(column)}"


def literal(text: object) -> str:
    """A value of the project's own YAML as SQL text."""
    return "'" + str(text).replace("'", "''") + "'"
