"""Recompute the hash chain of identity_events and find the first row that does not fit."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kindred.connection import Warehouse, connected, read_profile
from kindred.console import Console
from kindred.dbt_runner import DbtRun, environment, profiles_directory
from kindred.errors import EngineError, KindredError
from kindred.project import find_project

_COLUMNS = (
    "event_number", "event_id", "event_type", "from_customer_id", "customer_id", "run_number",
    "occurred_at", "record_count", "edge_reason", "match_probability", "event_text",
    "append_number", "append_size", "previous_hash", "event_hash",
)  # fmt: skip
_HASHED = (
    "previous_hash", "append_number", "append_size", "event_number", "event_id", "event_type",
    "from_customer_id", "customer_id", "run_number", "occurred_at", "record_count",
    "edge_reason", "match_probability", "event_text",
)  # fmt: skip
_STATE = "int_customer_stays_recorded"


class ChainBrokenError(KindredError):
    """The log does not fit its own hashes; the message names the first row."""


@dataclass(frozen=True)
class Chain:
    """A log whose hashes fit.

    Attributes:
        event_count: Rows of the log.
        append_count: Builds that wrote any.
        last_hash: event_hash of the last row; None when there is no row.
    """

    event_count: int
    append_count: int
    last_hash: str | None


def verify_identity_events(target: str, console: Console) -> Chain:
    """Verify the log of a target.

    Args:
        target: An output of profiles.yml.
        console: Takes progress.

    Raises:
        ChainBrokenError: A row does not fit.
        EngineError: The target does not answer, or has no log.
    """
    project = find_project()
    run = DbtRun(
        project=project,
        target=target,
        target_path=project.work_directory / "target",
        log_path=project.work_directory / "logs",
    )
    with environment(run.run_environment()):
        settings = read_profile(profiles_directory(project), target)
        if settings["type"] == "duckdb" and not project.warehouse_path.is_file():
            raise EngineError(f"{project.warehouse_path} does not exist; build first.")
        with connected(settings) as warehouse:
            schema = str(settings["schema"])
            if not warehouse.has_table(schema, "identity_events"):
                raise EngineError(f"There is no {schema}.identity_events; build first.")
            console.progress(f"reading {schema}.identity_events")
            return verify_table(warehouse, schema)


def verify_table(warehouse: Warehouse, schema: str) -> Chain:
    """Verify the log in a schema, and that it knows as many runs as the state beside it.

    Raises:
        ChainBrokenError: A row does not fit.
    """
    found = warehouse.execute(
        f"select {', '.join(_COLUMNS)} from {schema}.identity_events order by event_number"
    )
    chain = verify(dict(zip(_COLUMNS, row, strict=True)) for row in found)
    state_schema = f"{schema}_intermediate"
    if warehouse.has_table(state_schema, _STATE):
        _verify_end(warehouse, f"{state_schema}.{_STATE}", {row[5] for row in found})
    return chain


def _verify_end(warehouse: Warehouse, state: str, logged: set[int]) -> None:
    """Runs in which a customer first appeared must all be in the log."""
    created = warehouse.execute(
        "select distinct first_run from (select customer_id, min(from_run) as first_run "
        f"from {state} group by customer_id) as lives"
    )
    missing = sorted(run for (run,) in created if run not in logged)
    if missing:
        raise ChainBrokenError(
            f"{state} has customers of run {missing[0]}, of which the log has no event: rows "
            "are missing at its end, or the last build was stopped before it wrote them (then "
            "build again)."
        )


def verify(rows: Iterable[Mapping[str, Any]]) -> Chain:
    """Verify rows of the log, in the order of event_number.

    Raises:
        ChainBrokenError: Names the first row that does not fit.
    """
    seal = hashlib.md5(b"", usedforsecurity=False).hexdigest()
    append: list[Mapping[str, Any]] = []
    count = 0
    for row in rows:
        count += 1
        if append and row["append_number"] != append[-1]["append_number"]:
            seal = _sealed(append)
            append = []
        first = append[0] if append else row
        if row["event_number"] != count:
            _broken(row, f"rows are missing or doubled before it (it should be {count})")
        if row["previous_hash"] != seal:
            _broken(row, "what was appended before it is not what it was chained to")
        if row["event_hash"] != event_hash(row):
            _broken(row, "it does not say what it said when it was written")
        if row["append_size"] != first["append_size"] or len(append) >= row["append_size"]:
            _broken(row, "its append holds more rows than were written")
        append.append(row)
    if append:
        _sealed(append)
    return Chain(
        event_count=count,
        append_count=append[-1]["append_number"] if append else 0,
        last_hash=append[-1]["event_hash"] if append else None,
    )


def event_hash(row: Mapping[str, Any]) -> str:
    """The hash of a row as the macro identity_event_hash computes it."""
    text = "\x1f".join(_text(name, row[name]) for name in _HASHED)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _text(name: str, value: Any) -> str:
    if value is None:
        return "\x1e"
    if name == "match_probability":
        return str(round(float(value) * 1_000_000))
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def _sealed(append: list[Mapping[str, Any]]) -> str:
    """The seal of a whole append, which must have all its rows."""
    last = append[-1]
    if len(append) != last["append_size"]:
        _broken(last, f"{last['append_size'] - len(append)} rows of its append are missing")
    text = "".join(sorted(row["event_hash"] for row in append))
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _broken(row: Mapping[str, Any], reason: str) -> None:
    raise ChainBrokenError(
        f"identity_events does not fit at event_number {row['event_number']} "
        f"(event_id {row['event_id']}): {reason}."
    )
