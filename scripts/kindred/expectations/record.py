"""Keeps what was measured in <target>_validation.results, which no build drops.

quality_metrics shows it, and the next validation compares with it.
"""

from collections.abc import Sequence
from typing import Any

from kindred.connection import Warehouse
from kindred.expectations.measures import Measured
from kindred.expectations.suite import Suite

_COLUMNS = {
    "origin": "text",
    "run_id": "text",
    "ran_at": "timestamp",
    "metric": "text",
    "dataset": "text",
    "attribute": "text",
    "value": "double precision",
    "lower_limit": "double precision",
    "upper_limit": "double precision",
    "usual_value": "double precision",
    "usual_deviation": "double precision",
    "earlier_run_count": "bigint",
    "is_anomaly": "boolean",
    "is_accepted": "boolean",
    "checked_count": "bigint",
    "unexpected_count": "bigint",
}
_ROWS_AT_ONCE = 100

Key = tuple[str, str, str, str | None]
"""Origin, dataset, measure and column."""


class Record:
    """The table of results in one warehouse."""

    def __init__(self, warehouse: Warehouse, schema: str) -> None:
        self._warehouse = warehouse
        self._schema = f"{schema}_validation"
        self._table = f"{self._schema}.results"

    def history(self, run_id: str) -> dict[Key, list[tuple[float, bool]]]:
        """Value of each measure in the runs but this one, and whether it was accepted then.

        The latest run is the last. A delivery that was refused is no measure of the next.
        """
        if not self._warehouse.has_table(self._schema, "results"):
            return {}
        found: dict[Key, list[tuple[float, bool]]] = {}
        for origin, dataset, metric, attribute, value, is_accepted in self._warehouse.execute(
            "select origin, dataset, metric, attribute, value, is_accepted "
            f"from {self._table} where run_id <> ? order by ran_at",
            [run_id],
        ):
            found.setdefault((origin, dataset, metric, attribute), []).append(
                (value, bool(is_accepted))
            )
        return found

    def write(
        self,
        run_id: str,
        results: Sequence[tuple[Suite, Sequence[Measured]]],
        accepted: Sequence[Key],
    ) -> None:
        """Append a run; one of the same moment gives way, table by table."""
        columns = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
        self._warehouse.execute(f"create schema if not exists {self._schema}")
        self._warehouse.execute(f"create table if not exists {self._table} ({columns})")
        rows: list[list[Any]] = []
        for suite, measures in results:
            self._warehouse.execute(
                f"delete from {self._table} where run_id = ? and origin = ? and dataset = ?",
                [run_id, suite.origin, suite.dataset],
            )
            rows += [_row(run_id, suite, one, set(accepted)) for one in measures]
        places = ", ".join(
            f"cast(? as {kind})" if kind != "text" else "?" for kind in _COLUMNS.values()
        )
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = rows[start : start + _ROWS_AT_ONCE]
            self._warehouse.execute(
                f"insert into {self._table} ({', '.join(_COLUMNS)}) values "
                + ", ".join([f"({places})"] * len(part)),
                [value for row in part for value in row],
            )


def _row(run_id: str, suite: Suite, one: Measured, accepted: set[Key]) -> list[Any]:
    limits, usual = one.expectation, one.usual
    key = (suite.origin, suite.dataset, limits.measure, limits.column)
    return [
        suite.origin,
        run_id,
        run_id,
        limits.measure,
        suite.dataset,
        limits.column,
        one.value,
        limits.at_least,
        limits.at_most,
        usual.value if usual else None,
        usual.deviation if usual else None,
        usual.runs if usual else 0,
        one.is_anomaly,
        key in accepted,
        one.checked,
        one.unexpected,
    ]
