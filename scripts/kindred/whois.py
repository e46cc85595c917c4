"""Whose a record is, or was at a moment, and what became of that customer since."""

import datetime
from dataclasses import asdict, dataclass
from typing import Any

from kindred.built import built, how_to_build
from kindred.connection import Warehouse, connected
from kindred.errors import InputError, KindredError

_TABLES = ("customer_crosswalk_history", "customer_id_redirects", "identity_events")


@dataclass(frozen=True)
class Stay:
    """A record's time with one customer; moments in UTC, valid_to None while it lasts."""

    customer_id: str
    from_run: int
    to_run: int | None
    valid_from: datetime.datetime
    valid_to: datetime.datetime | None


@dataclass(frozen=True)
class RecordStay:
    """A customer's time with a record; moments in UTC, valid_to None while it lasts."""

    record_id: str
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
        first_build_at: The moment of the first build; nothing is known of anybody before.
    """

    record_id: str
    as_of: datetime.datetime | None
    customer_id: str | None
    is_alive: bool | None
    survivors: list[str]
    stays: list[Stay]
    events: list[Event]
    first_build_at: datetime.datetime

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, moments as text."""
        plain = asdict(self, dict_factory=_plain)
        assert isinstance(plain, dict)
        return plain


@dataclass(frozen=True)
class Customer:
    """Which records a customer has or had.

    Attributes:
        customer_id: The customer.
        as_of: The moment asked for; None where the present was.
        record_ids: Its records then.
        is_alive: Whether it is a customer now.
        survivors: Living customers to whom its records came, where it has ended.
        stays: Every stay of a record with it, oldest first.
        events: All that happened to it, oldest first.
        first_build_at: The moment of the first build; nothing is known of anybody before.
    """

    customer_id: str
    as_of: datetime.datetime | None
    record_ids: list[str]
    is_alive: bool
    survivors: list[str]
    stays: list[RecordStay]
    events: list[Event]
    first_build_at: datetime.datetime

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, moments as text."""
        plain = asdict(self, dict_factory=_plain)
        assert isinstance(plain, dict)
        return plain


def moment(text: str) -> datetime.datetime:
    """A moment in UTC from a date (its first second) or a date with a time.

    A time is UTC where it names no offset.

    Raises:
        InputError: It is no such text.
    """
    try:
        found = datetime.datetime.fromisoformat(text)
        if found.tzinfo is not None:
            found = found.astimezone(datetime.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise InputError(
            f"{text} is no moment; write it as 2025-07-01, 2025-07-01 03:15:00 (UTC) or "
            "2025-07-01T05:15:00+02:00."
        ) from None
    return found


def whois(name: str, as_of: datetime.datetime | None, target: str) -> Whois | Customer:
    """Tell whose a record is, or was at a moment, or which records a customer has or had.

    Args:
        name: A record as in customer_crosswalk, or a customer_id; one that is gone may be
            asked for too.
        as_of: A moment in UTC; None asks for the present.
        target: An output of profiles.yml.

    Raises:
        InputError: No build ever saw the record or customer, or the moment is still to come.
        KindredError: There is no warehouse yet, or it lacks the history.
        EngineError: The target does not answer.
    """
    with built(target) as (_, settings), connected(settings) as warehouse:
        schema = str(settings["schema"])
        for table in _TABLES:
            if not warehouse.has_table(schema, table):
                raise KindredError(f"There is no {schema}.{table}. {how_to_build(target)}")
        return whois_in(warehouse, schema, name, as_of)


def whois_in(
    warehouse: Warehouse, schema: str, name: str, as_of: datetime.datetime | None
) -> Whois | Customer:
    """The same from the marts in a schema."""
    ((first_build_at, last_build_at),) = warehouse.execute(
        "select min(valid_from), greatest(max(valid_from), coalesce(max(valid_to), "
        f"max(valid_from))) from {schema}.customer_crosswalk_history"
    )
    if first_build_at is None:
        raise InputError(f"{schema}.customer_crosswalk_history is empty: no build saw any record.")
    now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    if as_of is not None and as_of > max(now, last_build_at):
        raise InputError(
            f"{as_of} UTC is still to come; the last build that changed anything was at "
            f"{last_build_at} UTC. Leave out --as-of for the present."
        )
    found = _record(warehouse, schema, name, as_of, first_build_at)
    if found is None:
        return _customer(warehouse, schema, name, as_of, first_build_at)
    return found


def _record(
    warehouse: Warehouse,
    schema: str,
    record_id: str,
    as_of: datetime.datetime | None,
    first_build_at: datetime.datetime,
) -> Whois | None:
    """Whose a record is or was; None where no build saw such a record."""
    stays = [
        Stay(*row)
        for row in warehouse.execute(
            "select customer_id, from_run, to_run, valid_from, valid_to "
            f"from {schema}.customer_crosswalk_history where record_id = ? order by from_run",
            [record_id],
        )
    ]
    if not stays:
        return None
    there = [stay.customer_id for stay in stays if _is_there(stay, as_of)]
    customer_id = there[0] if there else None
    is_alive: bool | None = None
    survivors: list[str] = []
    if customer_id is not None:
        is_alive, survivors = _end(warehouse, schema, customer_id)
    events = _events(warehouse, schema, sorted({stay.customer_id for stay in stays}))
    return Whois(record_id, as_of, customer_id, is_alive, survivors, stays, events, first_build_at)


def _customer(
    warehouse: Warehouse,
    schema: str,
    customer_id: str,
    as_of: datetime.datetime | None,
    first_build_at: datetime.datetime,
) -> Customer:
    """Which records a customer has or had."""
    stays = [
        RecordStay(*row)
        for row in warehouse.execute(
            "select record_id, from_run, to_run, valid_from, valid_to "
            f"from {schema}.customer_crosswalk_history where customer_id = ? "
            "order by from_run, record_id",
            [customer_id],
        )
    ]
    if not stays:
        raise InputError(
            f"No build ever saw a record or customer {customer_id}: see record_id and "
            f"customer_id in {schema}.customer_crosswalk_history."
        )
    records = sorted({stay.record_id for stay in stays if _is_there(stay, as_of)})
    is_alive, survivors = _end(warehouse, schema, customer_id)
    events = _events(warehouse, schema, [customer_id])
    return Customer(customer_id, as_of, records, is_alive, survivors, stays, events, first_build_at)


def _end(warehouse: Warehouse, schema: str, customer_id: str) -> tuple[bool, list[str]]:
    """Whether a customer is one now, and to whom its records came if it is not."""
    redirects = warehouse.execute(
        f"select survivor_customer_id from {schema}.customer_id_redirects "
        "where customer_id = ? order by survivor_customer_id",
        [customer_id],
    )
    return not redirects, [survivor for (survivor,) in redirects if survivor is not None]


def _events(warehouse: Warehouse, schema: str, customers: list[str]) -> list[Event]:
    """All that happened to customers, oldest first."""
    places = ", ".join("?" for _ in customers)
    return [
        Event(*row)
        for row in warehouse.execute(
            "select event_number, occurred_at, run_number, event_type, event_text "
            f"from {schema}.identity_events where customer_id in ({places}) "
            f"or from_customer_id in ({places}) order by event_number",
            [*customers, *customers],
        )
    ]


def _is_there(stay: Stay | RecordStay, as_of: datetime.datetime | None) -> bool:
    """Whether a stay lasts, or lasted at a moment."""
    if as_of is None:
        return stay.to_run is None
    return stay.valid_from <= as_of and (stay.valid_to is None or stay.valid_to > as_of)


def as_text(found: Whois | Customer) -> str:
    """What a person reads."""
    lines = _record_lines(found) if isinstance(found, Whois) else _customer_lines(found)
    lines += [f"  {event.occurred_at}  {event.event_text}" for event in found.events]
    return "\n".join(lines)


def _record_lines(found: Whois) -> list[str]:
    when = f" at {found.as_of} UTC" if found.as_of else ""
    if found.customer_id is None:
        lines = [f"{found.record_id} {'was' if when else 'is'} with no customer{when}."]
    else:
        verb = "belonged" if when else "belongs"
        lines = [f"{found.record_id} {verb} to {found.customer_id}{when}."]
        lines += _end_lines(found.customer_id, bool(found.is_alive), found.survivors)
    lines += [*_before_the_first(found), "", "Stays of the record:"]
    lines += [f"  {_times(stay)}  {stay.customer_id}" for stay in found.stays]
    return [*lines, "", "What happened to these customers:"]


def _customer_lines(found: Customer) -> list[str]:
    when = f" at {found.as_of} UTC" if found.as_of else ""
    count = len(found.record_ids)
    records = f"{count or 'no'} record{'s' * (count != 1)}"
    lines = [f"{found.customer_id} {'had' if when else 'has'} {records}{when}."]
    lines += _end_lines(found.customer_id, found.is_alive, found.survivors)
    lines += [*_before_the_first(found), "", "Records that it has or had:"]
    lines += [f"  {_times(stay)}  {stay.record_id}" for stay in found.stays]
    return [*lines, "", "What happened to it:"]


def _end_lines(customer_id: str, is_alive: bool, survivors: list[str]) -> list[str]:
    """What became of a customer."""
    if survivors:
        return [f"{customer_id} leads to {' and '.join(survivors)} now."]
    return [] if is_alive else [f"{customer_id} is no customer now: its records are gone."]


def _before_the_first(found: Whois | Customer) -> list[str]:
    """A line where the moment is one of which nothing is known."""
    if found.as_of is None or found.as_of >= found.first_build_at:
        return []
    return [f"That is before the first build, which was at {found.first_build_at} UTC."]


def _times(stay: Stay | RecordStay) -> str:
    return f"{stay.valid_from} to {stay.valid_to or 'now'!s:<19}"


def _plain(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {
        key: value.isoformat(sep=" ") if isinstance(value, datetime.datetime) else value
        for key, value in pairs
    }
