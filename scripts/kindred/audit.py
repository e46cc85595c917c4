"""Recompute the hash chain of identity_events, and hold the stays of records against it."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kindred.built import built, how_to_build
from kindred.connection import Warehouse, connected
from kindred.console import Console
from kindred.errors import KindredError
from kindred.replayed import first_difference

_COLUMNS = (
    "event_number", "event_id", "event_type", "from_customer_id", "customer_id", "run_number",
    "occurred_at", "record_count", "cause_type", "cause", "decision_id", "match_probability",
    "event_text", "append_number", "append_size", "previous_hash", "event_hash",
    "left_record_id", "right_record_id",
)  # fmt: skip
_HASHED = (
    "previous_hash", "append_number", "append_size", "event_number", "event_id", "event_type",
    "from_customer_id", "customer_id", "run_number", "occurred_at", "record_count",
    "cause_type", "cause", "decision_id", "match_probability", "event_text",
)  # fmt: skip
_PAIR = ("left_record_id", "right_record_id")
_SEALS = "identity_event_seals"


class ChainBrokenError(KindredError):
    """The log does not fit its hashes, or the stays it; the message names the first row."""


@dataclass(frozen=True)
class Chain:
    """A log whose hashes fit.

    Attributes:
        event_count: Rows of the log.
        seals: Of each build that appended any, by its number: the rows of the log then, and
            the hash of those that it appended.
        last_hash: event_hash of the last row; None when there is no row.
    """

    event_count: int
    seals: dict[int, tuple[int, str]]
    last_hash: str | None


def verify_identity_events(target: str, console: Console) -> Chain:
    """Verify the log of a target.

    Args:
        target: An output of profiles.yml.
        console: Takes progress.

    Raises:
        ChainBrokenError: A row does not fit.
        KindredError: The target has no log.
        EngineError: The target does not answer.
    """
    with built(target) as (_, settings), connected(settings) as warehouse:
        schema = str(settings["schema"])
        if not warehouse.has_table(schema, "identity_events"):
            raise KindredError(f"There is no {schema}.identity_events. {how_to_build(target)}")
        console.progress(f"reading {schema}.identity_events")
        return verify_table(warehouse, schema)


def verify_table(warehouse: Warehouse, schema: str) -> Chain:
    """Verify the log in a schema against its hashes, its seals and the stays of records.

    Raises:
        ChainBrokenError: A row does not fit.
    """
    # a log that no build has written since pairs are named has none
    there = warehouse.columns(f"select * from {schema}.identity_events")
    columns = [name if name in there else f"null as {name}" for name in _COLUMNS]
    found = warehouse.execute(
        f"select {', '.join(columns)} from {schema}.identity_events order by event_number"
    )
    chain = verify(dict(zip(_COLUMNS, row, strict=True)) for row in found)
    if not warehouse.has_table(schema, _SEALS):
        raise ChainBrokenError(f"There is no {schema}.{_SEALS}, which every build writes.")
    _verify_seals(warehouse, f"{schema}.{_SEALS}", chain)
    difference = first_difference(warehouse, schema)
    if difference is not None:
        raise ChainBrokenError(difference)
    return chain


def _verify_seals(warehouse: Warehouse, table: str, chain: Chain) -> None:
    """The appends that were sealed must be those in the log, as they were then."""
    unsealed = set(chain.seals)
    for number, count, seal in warehouse.execute(
        f"select append_number, event_count, seal_hash from {table} order by append_number"
    ):
        unsealed.discard(number)
        if number not in chain.seals:
            raise ChainBrokenError(
                f"identity_events has lost its end: {table} knows {count} events of append "
                f"{number}, and the log ends with event {chain.event_count}."
            )
        if chain.seals[number] != (count, seal):
            raise ChainBrokenError(
                f"identity_events is not the log that was sealed: its append {number} is "
                f"another than the one in {table}."
            )
    if unsealed:
        raise ChainBrokenError(
            f"Append {min(unsealed)} of identity_events is not sealed in {table}: rows were "
            "added to the log, or the last build was stopped before it sealed them (then build "
            "again)."
        )


def verify(rows: Iterable[Mapping[str, Any]]) -> Chain:
    """Verify rows of the log, in the order of event_number.

    Raises:
        ChainBrokenError: Names the first row that does not fit.
    """
    seal = hashlib.md5(b"", usedforsecurity=False).hexdigest()
    append: list[Mapping[str, Any]] = []
    seals: dict[int, tuple[int, str]] = {}
    count = 0
    for row in rows:
        count += 1
        if append and row["append_number"] != append[-1]["append_number"]:
            seal = _sealed(append)
            seals[append[-1]["append_number"]] = count - 1, seal
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
        seals[append[-1]["append_number"]] = count, _sealed(append)
    return Chain(count, seals, append[-1]["event_hash"] if append else None)


def event_hash(row: Mapping[str, Any]) -> str:
    """The hash of a row as the macro identity_event_hash computes it."""
    has_pair = any(row[name] is not None for name in _PAIR)
    names = _HASHED + _PAIR if has_pair else _HASHED
    text = "\x1f".join(_text(name, row[name]) for name in names)
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
