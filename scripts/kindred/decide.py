"""Keep a steward's decision about two records; the next build applies it."""

import datetime
import uuid
from typing import Any

import yaml

from kindred.connection import Warehouse, connected, read_profile
from kindred.dbt_runner import profiles_directory
from kindred.errors import InputError
from kindred.project import PROJECT_FILE, Project, find_project

COLUMNS = (
    "decision_id", "left_record_id", "right_record_id", "decision", "decided_by",
    "decided_at", "reason", "evidence",
)  # fmt: skip


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
        The row that was written, by column, the moment as text.

    Raises:
        InputError: The warehouse has no such record, or both are the same one.
        EngineError: The target does not answer.
    """
    project = find_project()
    settings = read_profile(profiles_directory(project), target)
    schema = str(settings["schema"])
    decisions_schema = _variable(project, "decisions_schema") or f"{schema}_decisions"
    if left == right:
        raise InputError(f"{left} is one record; a decision is about two.")
    with connected(settings) as warehouse:
        _check_records(warehouse, schema, [left, right])
        if not warehouse.has_table(decisions_schema, "decisions"):
            raise InputError(
                f"There is no table {decisions_schema}.decisions yet; run kindred build first."
            )
        row = {
            "decision_id": uuid.uuid4().hex,
            "left_record_id": left,
            "right_record_id": right,
            "decision": decision,
            "decided_by": decided_by,
            "decided_at": _now(),
            "reason": reason,
            "evidence": _evidence(warehouse, schema, left, right),
        }
        places = ", ".join(
            "cast(? as timestamp)" if column == "decided_at" else "?" for column in COLUMNS
        )
        warehouse.execute(
            f"insert into {decisions_schema}.decisions ({', '.join(COLUMNS)}) values ({places})",
            [row[column] for column in COLUMNS],
        )
    return row


def _now() -> str:
    moment = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
    return moment.isoformat(sep=" ", timespec="microseconds")


def _check_records(warehouse: Warehouse, schema: str, record_ids: list[str]) -> None:
    table = f"{schema}_intermediate.int_records_unioned"
    if not warehouse.has_table(f"{schema}_intermediate", "int_records_unioned"):
        raise InputError(f"There is no table {table} yet; run kindred build first.")
    for record_id in record_ids:
        found = warehouse.execute(f"select 1 from {table} where record_id = ?", [record_id])
        if not found:
            raise InputError(f"No record is called {record_id}: see record_id in {table}.")


def _evidence(warehouse: Warehouse, schema: str, left: str, right: str) -> str | None:
    """What the review queue says of the pair today, without anybody's values."""
    if not warehouse.has_table(schema, "review_queue"):
        return None
    found = warehouse.execute(
        f"select match_probability, agreement from {schema}.review_queue "
        "where (left_record_id = ? and right_record_id = ?) "
        "or (left_record_id = ? and right_record_id = ?)",
        [left, right, right, left],
    )
    if not found:
        return None
    probability, agreement = found[0]
    return f"match probability {probability:.3f}; {agreement}"


def _variable(project: Project, name: str) -> Any:
    content = yaml.safe_load((project.directory / PROJECT_FILE).read_text(encoding="utf-8"))
    return content["vars"].get(name)
