"""Real rows of the demo company for the README, read from a built warehouse."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from docs.tables import markdown_table
from kindred import build
from kindred.connection import Warehouse
from kindred.console import Console
from kindred.dbt_runner import environment
from kindred.errors import KindredError
from kindred.explain import explain
from kindred.explain_text import as_text

Query = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]
"""Runs one SELECT with ``?`` for each parameter; {schema} stands for the marts' schema."""

RECORD_ID = "crm:0034nUIRIeyCJIwDra"
"""A record of the customer who is shown."""

REVIEWED = ("crm:003YIIOQIrxUDYoxuw", "pos:M0711233201")
"""The pair of the review queue that is shown: twins, as it happens."""


class NothingToShowError(Exception):
    """The demo no longer holds the rows that the README shows; name others above."""


def example(query: Query) -> str:
    """The records of one customer, the golden row, its provenance, and what follows."""
    found = query(
        "select customer_id from {schema}.customer_crosswalk where record_id = ?", [RECORD_ID]
    )
    if not found:
        raise NothingToShowError(f"example.py shows {RECORD_ID}, which the demo has not")
    customer_id = found[0][0]
    return "\n\n".join(
        [
            _records(query, customer_id),
            _customer(query, customer_id),
            _attributes(query, customer_id),
            _consent(query, customer_id),
            _segments(query, customer_id),
            _review(query),
        ]
    )


def counts(warehouse: Warehouse, schema: str = "kindred") -> str:
    """What ``kindred build`` prints of a built demo company, as a block of text."""
    lines = "\n".join(build.counts(warehouse, schema))
    return f"```\n{lines}\n```"


def household(query: Query) -> str:
    """The household that the shown customer has left, as the marts have it."""
    found = query(
        "select household_id from {schema}.household_members inner join "
        "{schema}.customer_crosswalk using (customer_id) "
        "where record_id = ? and not is_current order by valid_to desc",
        [RECORD_ID],
    )
    if not found:
        raise NothingToShowError(f"{RECORD_ID}, which example.py shows, has left no household")
    household_id = found[0][0]
    stay = ["given_name", "family_name", "tie", "valid_from", "valid_to", "known_from"]
    stays = query(
        f"select {', '.join(stay)} from {{schema}}.household_members "
        "inner join {schema}.customers using (customer_id) "
        "where household_id = ? order by valid_from nulls first, given_name",
        [household_id],
    )
    columns = ["household_id", "family_name", "family_names", "street_address", "customer_count"]
    rows = query(
        f"select {', '.join(columns)} from {{schema}}.households where household_id = ?",
        [household_id],
    )
    return "\n\n".join([
        f"Household `{household_id}` in `household_members`, with the customers' names:",
        markdown_table(stay, [map(_plain, row) for row in stays]),
        "Its row in `households` (some of its columns):",
        markdown_table(columns, [map(_plain, row) for row in rows]),
    ])  # fmt: skip


def texts(query: Query) -> str:
    """What the customer with the most texts wrote, as ``customer_texts`` has it."""
    columns = ["text_type", "title", "body", "language", "topic", "topic_words", "sentiment",
               "sentiment_words"]  # fmt: skip
    rows = query(
        f"select {', '.join(columns)} from {{schema}}.customer_texts where customer_id = ("
        "select customer_id from {schema}.customer_texts where customer_id is not null "
        "group by customer_id order by count(sentiment) desc, count(*) desc, customer_id limit 1"
        ") order by written_at, text_id",
        [],
    )
    if not rows:
        raise NothingToShowError("no customer of the demo has written anything")
    told = [[" ".join(str(_plain(value) or "").split()) for value in row] for row in rows]
    return markdown_table(columns, told)


def account(query: Query) -> str:
    """A firm with a branch and people who have left it, as the marts have it."""
    found = query(
        "select distinct parents.account_id, parents.name from {schema}.accounts as parents "
        "inner join {schema}.accounts as branches "
        "on parents.account_id = branches.parent_account_id "
        "inner join {schema}.account_members as members "
        "on parents.account_id = members.account_id "
        "where not members.is_current order by parents.name",
        [],
    )
    if not found:
        raise NothingToShowError("no account of the demo has a branch and a former member")
    account_id = found[0][0]
    columns = ["account_id", "parent_account_id", "name", "domain", "city", "source_names",
               "customer_count", "record_count"]  # fmt: skip
    rows = query(
        f"select {', '.join(columns)} from {{schema}}.accounts "
        "where account_id = ? or parent_account_id = ? "
        "order by parent_account_id nulls first, account_id",
        [account_id, account_id],
    )
    stay = ["given_name", "family_name", "reason", "valid_from", "valid_to", "known_from"]
    stays = query(
        f"select {', '.join(stay)} from {{schema}}.account_members "
        "inner join {schema}.customers using (customer_id) "
        "where account_id = ? order by valid_from, given_name",
        [account_id],
    )
    return "\n\n".join([
        "In `accounts` (some of its columns):",
        markdown_table(columns, [map(_plain, row) for row in rows]),
        "Its people in `account_members`, with the customers' names:",
        markdown_table(stay, [map(_plain, row) for row in stays]),
    ])  # fmt: skip


def quality(query: Query) -> str:
    """How each source of the demo company did, as ``source_quality`` has it."""
    columns = ["source_name", "record_count", "age_days", "is_stale"]
    shares = ["match_rate", "duplicate_share", "missing_share", "invalid_share"]
    rows = query(
        f"select {', '.join([*columns, *shares])} from {{schema}}.source_quality "
        "where ran_at = (select max(ran_at) from {schema}.source_quality) order by source_name",
        [],
    )
    told = [
        [*map(_plain, row[:4]), *("" if share is None else f"{share:.1%}" for share in row[4:])]
        for row in rows
    ]
    return markdown_table([*columns, *shares], told)


def explained(warehouse_path: Path, schema: str = "kindred") -> str:
    """What ``kindred explain`` prints of the reviewed pair, as a block of text.

    The records' values, which the page shows already, and the blocking rules are left out.
    """
    settings = {"KINDRED_DUCKDB_PATH": str(warehouse_path.resolve()), "KINDRED_SCHEMA": schema}
    try:
        with environment(settings):
            text = as_text(explain(*REVIEWED, "duckdb", Console(quiet=True)))
    except KindredError as error:
        raise NothingToShowError(str(error)) from None
    verdict, _, waterfall, _ = text.split("\n\n")
    command = f"$ kindred explain {' '.join(REVIEWED)}"
    return "\n".join(["```", command, verdict, "...", waterfall, "```"])


def _records(query: Query, customer_id: str) -> str:
    rows = query(
        """
        select
            records.record_id,
            coalesce(
                records.full_name,
                nullif(
                    trim(
                        coalesce(records.given_name, '') || ' '
                        || case
                            when records.middle_name is null then ''
                            else records.middle_name || ' '
                        end
                        || coalesce(records.family_name, '')
                    ),
                    ''
                )
            ),
            records.date_of_birth, records.email, records.phone,
            records.street_address, records.loyalty_id
        from {schema}_intermediate.int_records_unioned as records
        inner join {schema}.customer_crosswalk as crosswalk
            on records.record_id = crosswalk.record_id
        where crosswalk.customer_id = ?
        order by records.record_id
        """,
        [customer_id],
    )
    header = ["record_id", "name", "date_of_birth", "email", "phone", "street_address",
              "loyalty_id"]  # fmt: skip
    return (
        "Records as the sources have them (`int_records_unioned`, name parts put together):"
        "\n\n" + markdown_table(header, rows)
    )


def _customer(query: Query, customer_id: str) -> str:
    columns = [
        "customer_id", "full_name", "date_of_birth", "email", "phone", "record_count",
        "source_count", "has_name_conflict", "has_gender_conflict",
    ]  # fmt: skip
    rows = query(
        f"select {', '.join(columns)} from {{schema}}.customers where customer_id = ?",
        [customer_id],
    )
    return "One row of `customers` (some of its columns):\n\n" + markdown_table(
        columns, [map(_plain, row) for row in rows]
    )


def _attributes(query: Query, customer_id: str) -> str:
    columns = ["attribute", "attribute_value", "record_id", "observed_at", "decided_by",
               "competing_value_count"]  # fmt: skip
    rows = query(
        f"select {', '.join(columns)} from {{schema}}.customer_attributes "
        "where customer_id = ? order by attribute",
        [customer_id],
    )
    return "Where each golden value comes from (`customer_attributes`):\n\n" + markdown_table(
        columns, [map(_plain, row) for row in rows]
    )


def _consent(query: Query, customer_id: str) -> str:
    columns = ["purpose", "channel", "status", "contact_value", "source_signal", "occurred_at"]
    rows = query(
        f"select {', '.join(columns)} from {{schema}}.consent_states "
        "where customer_id = ? order by purpose, channel",
        [customer_id],
    )
    return "What the customer allows (`consent_states`):\n\n" + markdown_table(
        columns, [map(_plain, row) for row in rows]
    )


def _segments(query: Query, customer_id: str) -> str:
    columns = ["segment_id", "customer_id", "reason", "as_of"]
    rows = query(
        f"select {', '.join(columns)} from {{schema}}.segment_memberships "
        "where customer_id = ? order by segment_id",
        [customer_id],
    )
    return "The segments that follow (`segment_memberships`):\n\n" + markdown_table(
        columns, [map(_plain, row) for row in rows]
    )


def _review(query: Query) -> str:
    sides = ["given_name", "family_name", "date_of_birth", "email", "street_address"]
    one = ["match_probability", "household_probability", "review_reason", "agreement"]
    chosen = ", ".join(
        ["left_record_id", "right_record_id"]
        + [f"{side}_{name}" for name in sides for side in ("left", "right")]
        + one
    )
    rows = query(
        f"select {chosen} from {{schema}}.review_queue "
        "where left_record_id = ? and right_record_id = ?",
        REVIEWED,
    )
    if not rows:
        raise NothingToShowError(f"example.py shows the pair {REVIEWED}, not in the queue")
    values = list(map(_plain, rows[0]))
    pairs = zip(["record_id", *sides], values[0::2], values[1::2], strict=False)
    told = dict(zip(one, values[-len(one):], strict=True))  # fmt: skip
    return (
        "A pair that waits for a person (`review_queue`, turned on its side):\n\n"
        + markdown_table(["", "left", "right"], pairs)
        + "\n\n"
        + markdown_table(one, [told.values()])
    )


def _plain(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, bool):
        return str(value).lower()
    return value
