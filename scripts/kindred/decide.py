"""Keep a steward's decision about two records; the next build applies it."""

import datetime
import uuid
from typing import Any

import yaml

from kindred.built import built, how_to_build
from kindred.connection import Warehouse, connected
from kindred.errors import InputError
from kindred.project import PROJECT_FILE, Project

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
        decisions_schema = _variable(run.project, "decisions_schema") or f"{schema}_decisions"
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


def _check_records(warehouse: Warehouse, schema: str, record_ids: list[str], target: str) -> None:
    table = f"{schema}_intermediate.int_records_unioned"
    if not warehouse.has_table(f"{schema}_intermediate", "int_records_unioned"):
        raise InputError(f"There is no table {table}. {how_to_build(target)}")
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
