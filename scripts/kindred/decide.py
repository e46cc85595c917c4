"""Keep what a steward decides about two records or accepts of one customer."""

import datetime
import uuid
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from kindred.built import built, how_to_build
from kindred.connection import Warehouse, connected
from kindred.errors import InputError
from kindred.vars_file import project_variables

COLUMNS = (
    "decision_id", "left_record_id", "right_record_id", "decision", "decided_by",
    "decided_at", "reason", "evidence",
)  # fmt: skip


ACCEPTABLE = ("conflict", "growth", "shared")
"""Types of items of review_items that are about one customer and not about a pair."""


@dataclass(frozen=True)
class Standing:
    """The latest decision about a pair of records."""

    left: str
    right: str
    decision: str
    told: str


def decide(
    left: str, right: str, decision: str, target: str, decided_by: str, reason: str | None
) -> dict[str, Any]:
    """Append one decision to the table of decisions.

    Args:
        left: A record_id of int_records_unioned.
        right: Another one; the order does not matter.
        decision: ``same`` or ``different``.
        target: An output of profiles.yml.
        decided_by: Who decides.
        reason: Why, for people.

    Returns:
        The row that was written, by column, the moment as text, which is this one or just
        after that of the pair's standing decision; and ``contradicts``, the
        standing decisions that cannot hold beside it, in words, none where all can.

    Raises:
        InputError: The warehouse has no such record, both are the same one, or nobody is
            named.
        KindredError: There is no warehouse yet.
        EngineError: The target does not answer.
    """
    if left == right:
        raise InputError(f"{left} is one record; a decision is about two.")
    if not decided_by.strip():
        raise InputError("Say who decides: --by NAME.")
    with built(target) as (run, settings), connected(settings) as warehouse:
        schema = str(settings["schema"])
        variables = project_variables(run.project)
        decisions_schema = variables["decisions_schema"] or f"{schema}_decisions"
        _check_records(warehouse, schema, [left, right], target)
        if not warehouse.has_table(decisions_schema, "decisions"):
            raise InputError(
                f"There is no table {decisions_schema}.decisions. {how_to_build(target)}"
            )
        row = {
            "decision_id": uuid.uuid4().hex,
            "left_record_id": left,
            "right_record_id": right,
            "decision": decision,
            "decided_by": decided_by,
            "decided_at": _moment_after(
                _last_decided_at(warehouse, schema, f"{decisions_schema}.decisions", left, right)
            ),
            "reason": reason,
            "evidence": _evidence(warehouse, schema, left, right, variables["comparisons"]),
        }
        standing = _standing(warehouse, schema, {left, right})
        contradicted = contradictions(standing, left, right, decision)
        places = ", ".join(
            "cast(? as timestamp)" if column == "decided_at" else "?" for column in COLUMNS
        )
        warehouse.execute(
            f"insert into {decisions_schema}.decisions ({', '.join(COLUMNS)}) values ({places})",
            [row[column] for column in COLUMNS],
        )
    return {**row, "contradicts": [found.told for found in contradicted]}


def accept(
    customer_id: str, item_type: str | None, target: str, accepted_by: str, reason: str | None
) -> list[dict[str, Any]]:
    """Keep that the open items of a customer were looked at and are right.

    Args:
        customer_id: A customer_id of review_items.
        item_type: One of ACCEPTABLE; None for all of them.
        target: An output of profiles.yml.
        accepted_by: Who looked.
        reason: Why it is right, for people.

    Returns:
        The rows that were written, by column, the moment as text.

    Raises:
        InputError: No such item of the customer is open, or nobody is named.
        KindredError: There is no warehouse yet.
        EngineError: The target does not answer.
    """
    with _review(target, accepted_by) as (warehouse, schema, accepted_items):
        open_items = warehouse.execute(
            f"select item_type, matter from {schema}.review_items "
            "where customer_id = ? and closed_at is null and matter is not null "
            "order by item_type",
            [customer_id],
        )
        items = [row for row in open_items if item_type in (None, row[0])]
        if not items:
            raise InputError(
                f"No open {_wanted(item_type)} item of {schema}.review_items is about "
                f"{customer_id}. A pair or a bridge is settled by kindred decide on its two "
                "records."
            )
        return _keep_items(warehouse, accepted_items, customer_id, items, accepted_by, reason)


def withdraw(
    customer_id: str, item_type: str | None, target: str, accepted_by: str, reason: str | None
) -> list[dict[str, Any]]:
    """Take back that items of a customer were accepted, so that they are asked again.

    Args:
        customer_id: A customer_id of accepted_items.
        item_type: One of ACCEPTABLE; None for all of them.
        target: An output of profiles.yml.
        accepted_by: Who takes it back.
        reason: Why, for people.

    Returns:
        The rows that were written, by column, the moment as text; they have no matter.

    Raises:
        InputError: No such item of the customer is accepted, or nobody is named.
        KindredError: There is no warehouse yet.
        EngineError: The target does not answer.
    """
    with _review(target, accepted_by) as (warehouse, _, accepted_items):
        kept = warehouse.execute(
            f"select item_type, matter, cast(accepted_at as timestamp) from {accepted_items} "
            "where customer_id = ?",
            [customer_id],
        )
        withdrawn = {
            kind: max(at for other, matter, at in kept if other == kind and matter is None)
            for kind, matter, _ in kept
            if matter is None
        }
        standing = {
            kind
            for kind, matter, at in kept
            if item_type in (None, kind)
            and matter is not None
            and (kind not in withdrawn or at > withdrawn[kind])
        }
        if not standing:
            raise InputError(
                f"No {_wanted(item_type)} item about {customer_id} is accepted: see "
                f"{accepted_items}."
            )
        items = [(kind, None) for kind in sorted(standing)]
        return _keep_items(warehouse, accepted_items, customer_id, items, accepted_by, reason)


@contextmanager
def _review(target: str, accepted_by: str) -> Iterator[tuple[Warehouse, str, str]]:
    """The warehouse, its schema, and the table of what stewards accepted."""
    if not accepted_by.strip():
        raise InputError("Say who it is: --by NAME.")
    with built(target) as (run, settings), connected(settings) as warehouse:
        schema = str(settings["schema"])
        decisions_schema = (
            project_variables(run.project)["decisions_schema"] or f"{schema}_decisions"
        )
        for place, table in ((schema, "review_items"), (decisions_schema, "accepted_items")):
            if not warehouse.has_table(place, table):
                raise InputError(f"There is no table {place}.{table}. {how_to_build(target)}")
        yield warehouse, schema, f"{decisions_schema}.accepted_items"


def _wanted(item_type: str | None) -> str:
    return item_type or ", ".join(ACCEPTABLE[:-1]) + f" or {ACCEPTABLE[-1]}"


def _keep_items(
    warehouse: Warehouse,
    accepted_items: str,
    customer_id: str,
    items: Sequence[tuple[Any, ...]],
    accepted_by: str,
    reason: str | None,
) -> list[dict[str, Any]]:
    """Append a row for each item_type and matter; no matter takes back."""
    rows = [
        {
            "acceptance_id": uuid.uuid4().hex,
            "customer_id": customer_id,
            "item_type": kind,
            "matter": matter,
            "accepted_by": accepted_by,
            "accepted_at": _moment_after(
                warehouse.execute(
                    f"select max(cast(accepted_at as timestamp)) from {accepted_items} "
                    "where customer_id = ? and item_type = ?",
                    [customer_id, kind],
                )[0][0]
            ),
            "reason": reason,
        }
        for kind, matter in items
    ]
    for row in rows:
        places = ", ".join("cast(? as timestamp)" if name == "accepted_at" else "?" for name in row)
        warehouse.execute(
            f"insert into {accepted_items} ({', '.join(row)}) values ({places})",
            list(row.values()),
        )
    return rows


def contradictions(
    standing: Sequence[Standing], left: str, right: str, decision: str
) -> list[Standing]:
    """The standing decisions that cannot all hold beside a new one.

    Two records that decisions join, over any number of others, are one person; so a new
    ``different`` contradicts a chain of ``same`` between its records, and a new ``same``
    each ``different`` between a record that is joined to one of its own and a record that
    is joined to the other.

    Args:
        standing: The latest decision about each pair, without that of the new one's pair.
        left: A record of the new decision.
        right: The other one.
        decision: ``same`` or ``different``.

    Returns:
        What keeps apart, in the order given, then the chains of what joins, each decision
        once; nothing where all can hold.
    """
    ways: dict[str, list[tuple[str, Standing]]] = {}
    for known in standing:
        if known.decision == "same":
            ways.setdefault(known.left, []).append((known.right, known))
            ways.setdefault(known.right, []).append((known.left, known))
    from_left, from_right = _chains(ways, left), _chains(ways, right)
    if decision == "different":
        return from_left.get(right, [])
    if right in from_left:
        return []
    apart: list[Standing] = []
    chains: list[Standing] = []
    for known in standing:
        for one, other in ((known.left, known.right), (known.right, known.left)):
            if known.decision == "different" and one in from_left and other in from_right:
                apart.append(known)
                chains += from_left[one] + from_right[other]
    return list(dict.fromkeys(apart + chains))


def _chains(
    ways: Mapping[str, Sequence[tuple[str, Standing]]], start: str
) -> dict[str, list[Standing]]:
    """Every record that decisions join to one, and the shortest chain of them to it."""
    found: dict[str, list[Standing]] = {start: []}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for there, known in ways.get(here, ()):
            if there not in found:
                found[there] = [*found[here], known]
                waiting.append(there)
    return found


def _standing(warehouse: Warehouse, schema: str, pair: set[str]) -> list[Standing]:
    """The latest decision about each pair but the one given, the oldest first.

    One of which a record is gone decides nothing, until the record is back.
    """
    staging = f"{schema}_staging"
    if not (
        warehouse.has_table(staging, "stg_decisions__decisions")
        and warehouse.has_table(schema, "customer_crosswalk")
    ):
        return []
    rows = warehouse.execute(
        "select decisions.left_record_id, decisions.right_record_id, decisions.decision, "
        "decisions.decided_by, cast(decisions.decided_at as timestamp), decisions.decision_id "
        f"from {staging}.stg_decisions__decisions as decisions "
        f"inner join {schema}.customer_crosswalk as left_records "
        "on decisions.left_record_id = left_records.record_id "
        f"inner join {schema}.customer_crosswalk as right_records "
        "on decisions.right_record_id = right_records.record_id"
    )
    latest = {}
    for one, other, decision, decided_by, decided_at, _ in sorted(
        rows, key=lambda row: (row[4], row[5])
    ):
        words = "are one person" if decision == "same" else "are two"
        moment = f"{decided_at:%Y-%m-%d %H:%M:%S}"
        told = f"{one} and {other} {words} ({decided_by or 'a steward'}, {moment})"
        latest[one, other] = Standing(one, other, decision, told)
    return [known for key, known in latest.items() if set(key) != pair]


def _last_decided_at(
    warehouse: Warehouse, schema: str, decisions: str, left: str, right: str
) -> datetime.datetime | None:
    """The moment of the standing decision about a pair, whoever wrote it and wherever."""
    staged = (f"{schema}_staging", "stg_decisions__decisions")
    relation = ".".join(staged) if warehouse.has_table(*staged) else decisions
    found = warehouse.execute(
        f"select max(cast(decided_at as timestamp)) from {relation} "
        "where (left_record_id = ? and right_record_id = ?) "
        "or (left_record_id = ? and right_record_id = ?)",
        [left, right, right, left],
    )
    moment: datetime.datetime | None = found[0][0]
    return moment


def _moment_after(last: datetime.datetime | None) -> str:
    """Now, UTC, or just after what was said last of the same.

    A clock that runs ahead of this one may have dated that: what is said later is dated later.
    """
    moment = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    if last == datetime.datetime.max:
        raise InputError(
            f"What stands is dated {last}, and nothing can be dated later: correct its "
            "decided_at first."
        )
    if last is not None:
        moment = max(moment, last + datetime.timedelta(microseconds=1))
    return moment.isoformat(sep=" ", timespec="microseconds")


def _check_records(warehouse: Warehouse, schema: str, record_ids: list[str], target: str) -> None:
    table = f"{schema}_intermediate.int_records_unioned"
    if not warehouse.has_table(f"{schema}_intermediate", "int_records_unioned"):
        raise InputError(f"There is no table {table}. {how_to_build(target)}")
    for record_id in record_ids:
        found = warehouse.execute(f"select 1 from {table} where record_id = ?", [record_id])
        if not found:
            raise InputError(f"No record is called {record_id}: see record_id in {table}.")


def _evidence(
    warehouse: Warehouse,
    schema: str,
    left: str,
    right: str,
    comparisons: Sequence[Mapping[str, Any]],
) -> str | None:
    """What the last build knew of the pair, without anybody's values; None before scores."""
    inner = f"{schema}_intermediate"
    needed = ("int_records_standardized", "int_pairs_scored", "int_match_levels_declared")
    if not all(warehouse.has_table(inner, name) for name in needed):
        return None
    keys = warehouse.execute(
        f"select record_key from {inner}.int_records_standardized "
        "where record_id in (?, ?) order by record_key",
        [left, right],
    )
    scored = warehouse.execute(
        "select match_probability, agreement_pattern "
        f"from {inner}.int_pairs_scored where left_key = ? and right_key = ?",
        [key for (key,) in keys],
    )
    if not scored:
        return "the last build did not compare the two records"
    probability, pattern = scored[0]
    told = f"match probability {probability:.3f}"
    declared = {entry["name"]: len(entry["levels"]) - 1 for entry in comparisons}
    # with other comparisons than the build had, its pattern cannot be read
    if _built_levels(warehouse, inner) != declared:
        return told
    agreement = ", ".join(
        f"{entry['name']} {entry['levels'][level]['name']}"
        for entry, level in zip(comparisons, pattern_levels(pattern, comparisons), strict=True)
        if level is not None
    )
    return f"{told}; {agreement}"


def pattern_levels(pattern: int, comparisons: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """The level of each comparison in an agreement pattern; None where it was not made.

    A pattern is Σ (level + 1) · stride, and 0 stands for a comparison that could not be
    made; see the macro match_comparisons.
    """
    levels: list[int | None] = []
    for entry in comparisons:
        pattern, place = divmod(pattern, len(entry["levels"]) + 1)
        levels.append(place - 1 if place else None)
    return levels


def _built_levels(warehouse: Warehouse, inner: str) -> dict[str, int]:
    """The comparisons of the last build, each with its last level."""
    rows = warehouse.execute(
        "select first_comparison, first_level, second_comparison, second_level "
        f"from {inner}.int_match_levels_declared"
    )
    levels: dict[str, int] = {}
    for first, first_level, second, second_level in rows:
        for name, level in ((first, first_level), (second, second_level)):
            if name is not None and level is not None:
                levels[name] = max(level, levels.get(name, 0))
    return levels
