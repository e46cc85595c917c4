"""What the ledgers of loaded files say that whoever builds should know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kindred.connection import Warehouse
from kindred.landing.sources import declared_sources
from kindred.landing.store import LEDGER, LOADED, REFUSED, Store
from kindred.project import Project
from kindred.vars_file import project_variables

DEMO_SOURCES = ("crm", "shop", "pos", "web", "email", "support", "social", "consent")
"""Sources that read seeds while the var demo is true."""


def is_demo(variables: Mapping[str, Any]) -> bool:
    """Whether models read the demo company's seeds in place of these sources' raw tables."""
    return str(variables.get("demo")).lower() == "true"


def refused_deliveries(
    warehouse: Warehouse, project: Project, variables: Mapping[str, Any], target_schema: str
) -> Iterator[str]:
    """A sentence for each raw table whose last file was refused: a build reads what was before.

    Args:
        warehouse: Has the raw schemas.
        project: Declares the sources.
        variables: dbt vars in place of those of dbt_project.yml.
        target_schema: What target.schema is.
    """
    store = Store(warehouse, Path())
    values = {**project_variables(project), **variables}
    demo = is_demo(values)
    for source in declared_sources(project, variables, target_schema).values():
        if not source.is_enabled or (demo and source.name in DEMO_SOURCES):
            continue
        for table in source.tables:
            entries = store.entries(table)
            if not entries or entries[-1].outcome != REFUSED:
                continue
            last = entries[-1]
            loaded = [entry for entry in entries if entry.outcome == LOADED]
            before = (
                f"it read what was loaded up to {loaded[-1].loaded_at:%Y-%m-%d %H:%M} UTC "
                f"({loaded[-1].file_name})"
                if loaded
                else "it read what was there before"
            )
            yield (
                f"source {source.name}: the last file for {table}, {last.file_name}, was refused "
                f"on {last.loaded_at:%Y-%m-%d %H:%M} UTC; {before}. Why is in "
                f"{table.schema}.{LEDGER}."
            )
