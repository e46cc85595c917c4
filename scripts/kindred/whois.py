"""Whose a record is, or was at a moment, and what became of that customer since."""

import datetime
from dataclasses import asdict, dataclass
from typing import Any

from kindred.built import built, how_to_build
from kindred.connection import Warehouse, connected
from kindred.errors import InputError, KindredError

_TABLES = ("customer_crosswalk_history", "customer_id_redirects", "identity_events")
_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")


@dataclass(frozen=True)
class Stay:
    """A record's time with one customer; moments in UTC, valid_to None while it lasts."""

    customer_id: str
    from_run: int
    to_run: int | None
    valid_from: datetime.datetime
    valid_to: datetime.datetime | None


@dataclass(frozen=True)
class Event:
    """A row of identity_events in short."""

    event_number: int
    occurred_at: datetime.datetime
    run_number: int
    event_type: str
    event_text: str


@dataclass(frozen=True)
class Whois:
    """Whose a record is or was.

    Attributes:
        record_id: The record.
        as_of: The moment asked for; None where the present was.
        customer_id: The customer then; None when the record was with nobody.
        is_alive: Whether that customer is one now; None without a customer.
        survivors: Living customers to whom an ended customer's records came; empty when
            they are gone.
        stays: All stays of the record, oldest first.
        events: All that happened to the customers of its stays, oldest first.
    """

    record_id: str
    as_of: datetime.datetime | None
    customer_id: str | None
    is_alive: bool | None
    survivors: list[str]
    stays: list[Stay]
    events: list[Event]

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, moments as text."""
        plain = asdict(self, dict_factory=_plain)
        assert isinstance(plain, dict)
        return plain


def moment(text: str) -> datetime.datetime:
    """A moment in UTC from a date (its first second) or a date with a time.

    Raises:
        InputError: It is no such text.
    """
    for form in _FORMS:
        try:
            return datetime.datetime.strptime(text.replace("T", " "), form)
        except ValueError:
            continue
    raise InputError(f"{text} is no moment; write it as 2025-07-01 or 2025-07-01 03:15:00 (UTC).")


def whois(record_id: str, as_of: datetime.datetime | None, target: str) -> Whois:
    """Tell whose a record is, or was at a moment.

    Args:
        record_id: As in customer_crosswalk; a record that is gone may be asked for too.
        as_of: A moment in UTC; None asks for the present.
        target: An output of profiles.yml.

    Raises:
        InputError: No build ever saw the record.
        KindredError: There is no warehouse yet, or it lacks the history.
        EngineError: The target does not answer.
    """
    with built(target) as (_, settings), connected(settings) as warehouse:
        schema = str(settings["schema"])
        for table in _TABLES:
            if not warehouse.has_table(schema, table):
                raise KindredError(f"There is no {schema}.{table}. {how_to_build(target)}")
        return whois_in(warehouse, schema, record_id, as_of)


def whois_in(
    warehouse: Warehouse, schema: str, record_id: str, as_of: datetime.datetime | None
) -> Whois:
    """The same from the marts in a schema."""
    stays = [
        Stay(*row)
        for row in warehouse.execute(
            "select customer_id, from_run, to_run, valid_from, valid_to "
            f"from {schema}.customer_crosswalk_history where record_id = ? order by from_run",
            [record_id],
        )
    ]
    if not stays:
        raise InputError(
            f"No build ever saw a record {record_id}: see record_id in "
            f"{schema}.customer_crosswalk_history."
        )
    customer_id = _customer_at(stays, as_of)
    is_alive: bool | None = None
    survivors: list[str] = []
    if customer_id is not None:
        redirects = warehouse.execute(
            f"select survivor_customer_id from {schema}.customer_id_redirects "
            "where customer_id = ? order by survivor_customer_id",
            [customer_id],
        )
        is_alive = not redirects
        survivors = [survivor for (survivor,) in redirects if survivor is not None]
    customers = sorted({stay.customer_id for stay in stays})
    places = ", ".join("?" for _ in customers)
    events = [
        Event(*row)
        for row in warehouse.execute(
            "select event_number, occurred_at, run_number, event_type, event_text "
            f"from {schema}.identity_events where customer_id in ({places}) "
            f"or from_customer_id in ({places}) order by event_number",
            [*customers, *customers],
        )
    ]
    return Whois(record_id, as_of, customer_id, is_alive, survivors, stays, events)


def _customer_at(stays: list[Stay], as_of: datetime.datetime | None) -> str | None:
    for stay in stays:
        if as_of is None:
            if stay.to_run is None:
                return stay.customer_id
        elif stay.valid_from <= as_of and (stay.valid_to is None or stay.valid_to > as_of):
            return stay.customer_id
    return None


def as_text(found: Whois) -> str:
    """What a person reads."""
    when = f" at {found.as_of} UTC" if found.as_of else ""
    if found.customer_id is None:
        lines = [f"{found.record_id} {'was' if when else 'is'} with no customer{when}."]
    else:
        verb = "belonged" if when else "belongs"
        lines = [f"{found.record_id} {verb} to {found.customer_id}{when}."]
        if found.survivors:
            lines.append(f"{found.customer_id} leads to {' and '.join(found.survivors)} now.")
        elif not found.is_alive:
            lines.append(f"{found.customer_id} is no customer now: its records are gone.")
    lines += ["", "Stays of the record:"]
    lines += [
        f"  {stay.valid_from} to {stay.valid_to or 'now'!s:<19}  {stay.customer_id}"
        for stay in found.stays
    ]
    lines += ["", "What happened to these customers:"]
    lines += [f"  {event.occurred_at}  {event.event_text}" for event in found.events]
    return "\n".join(lines)


def _plain(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        key: value.isoformat(sep=" ") if isinstance(value, datetime.datetime) else value
        for key, value in pairs
    }
