"""What the project's _sources.yml declare of raw tables: where they lie, columns, types."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
import yaml

from kindred.errors import InputError
from kindred.project import Project
from kindred.vars_file import SAFE_LOADER, project_variables

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class RawColumn:
    """A column of a raw table.

    Attributes:
        name: As the table has it.
        data_type: As declared: string, bigint, integer, numeric(p, s), double, boolean,
            date or timestamp.
        is_required: The source's models cannot do without it.
        is_key: Part of what tells the rows apart.
    """

    name: str
    data_type: str = "string"
    is_required: bool = False
    is_key: bool = False


@dataclass(frozen=True)
class RawTable:
    """A raw table of a source.

    Attributes:
        source: Name of the source.
        name: Name of the table in _sources.yml.
        schema: Where it lies.
        identifier: Its name there, where a loader named it otherwise.
        columns: What is declared; empty when nothing is.
        loaded_at_field: Column with the moment of a row, where there is one.
        declared_in: The file that declares it; None when none does.
    """

    source: str
    name: str
    schema: str
    identifier: str
    columns: tuple[RawColumn, ...] = ()
    loaded_at_field: str | None = None
    declared_in: str | None = None

    @property
    def key(self) -> list[str]:
        """Names of the columns that tell the rows apart; none where none is declared."""
        return [column.name for column in self.columns if column.is_key]

    def __str__(self) -> str:
        return f"{self.schema}.{self.identifier}"


@dataclass(frozen=True)
class RawSource:
    """A source with its raw tables."""

    name: str
    schema: str
    tables: tuple[RawTable, ...]
    is_enabled: bool = True


def declared_sources(
    project: Project, variables: Mapping[str, Any], target_schema: str
) -> dict[str, RawSource]:
    """Every source of the project's _sources.yml, by name, switched on or not.

    Args:
        project: Holds models/.
        variables: dbt vars in place of those of dbt_project.yml.
        target_schema: What target.schema is in those files.
    """
    values = {**project_variables(project), **variables}
    environment = jinja2.Environment(autoescape=False)  # noqa: S701 (no HTML here)
    environment.globals.update(
        var=lambda name, default=None: values.get(name, default),
        env_var=lambda name, default="": os.environ.get(name, default),
        target={"schema": target_schema},
    )

    def rendered(value: object) -> str:
        return environment.from_string(str(value)).render() if value is not None else ""

    found = {}
    for path in sorted((project.directory / "models").rglob("*.yml")):
        for source in _sources_of(path):
            name = str(source["name"])
            schema = rendered(source.get("schema", name))
            shown = path.relative_to(project.directory).as_posix()
            enabled = rendered(_config(source).get("enabled", True)).strip().lower()
            found[name] = RawSource(
                name,
                schema,
                tuple(
                    RawTable(
                        name,
                        str(table["name"]),
                        schema,
                        rendered(table.get("identifier", table["name"])),
                        tuple(map(_column, table.get("columns") or [])),
                        _config(table).get("loaded_at_field") or table.get("loaded_at_field"),
                        shown,
                    )
                    for table in source.get("tables") or []
                ),
                enabled != "false",
            )
    return found


def _sources_of(path: Path) -> Sequence[dict[str, Any]]:
    text = path.read_text(encoding="utf-8")
    return _parsed(text) if "sources:" in text else []


@lru_cache(maxsize=64)
def _parsed(text: str) -> Sequence[dict[str, Any]]:
    content = yaml.load(text, Loader=SAFE_LOADER)  # noqa: S506 (it is a safe one)
    return (content.get("sources") or []) if isinstance(content, dict) else []


def _config(node: Mapping[str, Any]) -> dict[str, Any]:
    return node.get("config") or {}


def _column(column: Mapping[str, Any]) -> RawColumn:
    meta = {**(column.get("meta") or {}), **(_config(column).get("meta") or {})}
    return RawColumn(
        str(column["name"]),
        str(column.get("data_type") or "string").lower(),
        bool(meta.get("required")),
        bool(meta.get("key")),
    )


def find_source(sources: Mapping[str, RawSource], name: str, *, new: bool) -> RawSource:
    """The source of a name; with new, one that no file declares may lie in raw_<name>.

    Raises:
        InputError: There is none; names those that there are.
    """
    if name in sources:
        return sources[name]
    if not _NAME.fullmatch(name):
        raise InputError(
            f"--source {name}: a source is named with lower-case letters, digits and underscores."
        )
    if not new:
        raise InputError(
            f"--source {name}: no _sources.yml declares it; declared are "
            f"{', '.join(sorted(sources))}. With --new it lands in raw_{name}, its columns as "
            "the file has them."
        )
    return RawSource(name, f"raw_{name}", ())


def find_table(source: RawSource, given: str | None, path: Path, *, new: bool) -> RawTable:
    """The table that a file is for: the one that was given, or told by names.

    A file contacts_2024-05.csv, crm_contacts.csv or crm_contacts/part-0.parquet is of
    contacts; the only table of a source takes any file.

    Raises:
        InputError: Nothing tells which one; names those that there are.
    """
    by_name = {table.name: table for table in source.tables}
    by_name |= {table.identifier: table for table in source.tables}
    known = ", ".join(sorted({table.name for table in source.tables}))
    if given is not None:
        if given in by_name:
            return by_name[given]
        if new and _NAME.fullmatch(given):
            return RawTable(source.name, given, source.schema, given)
        mend = "--new makes a table that none declares" if _NAME.fullmatch(given) else ""
        raise InputError(
            f"--table {given}: the source {source.name} has "
            + (f"the tables {known}" if known else "no table")
            + (f"; {mend}." if mend else ".")
        )
    told = _told_by_name(by_name, source.name, path)
    if told is not None:
        return told
    if len(source.tables) == 1:
        return source.tables[0]
    if new and not source.tables:
        name = re.sub(r"[^a-z0-9]+", "_", path.stem.lower()).strip("_")
        name = re.sub(r"(_?[0-9]+)+$", "", name) or "records"
        if _NAME.fullmatch(name):
            return RawTable(source.name, name, source.schema, name)
    raise InputError(
        f"{path}: its name tells no table of the source {source.name}. Name one with --table: "
        f"{known or 'any name'}."
    )


def _told_by_name(by_name: Mapping[str, RawTable], source_name: str, path: Path) -> RawTable | None:
    """The table whose name starts the file's, or its folder's; the longest name wins."""
    for text in (path.stem, path.parent.name):
        words = "_" + "_".join(re.findall("[a-z0-9]+", text.lower())) + "_"
        matching = [
            name
            for name in by_name
            if any(words.startswith(f"_{start}_") for start in (name, f"{source_name}_{name}"))
        ]
        if matching:
            return by_name[max(matching, key=len)]
    return None


def with_key(table: RawTable, names: Sequence[str]) -> RawTable:
    """The table with other columns as its key."""
    known = {column.name for column in table.columns}
    columns = [replace(column, is_key=column.name in names) for column in table.columns]
    columns += [RawColumn(name, is_key=True) for name in names if name not in known]
    return replace(table, columns=tuple(columns))
