"""Find what is to be profiled, a source's raw tables or a file, and measure it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb

from kindred.built import built
from kindred.connection import DuckDbWarehouse, SparkWarehouse, Warehouse, connected
from kindred.console import Console
from kindred.errors import InputError, KindredError
from kindred.landing.files import files_of, hashed, inspected
from kindred.landing.news import DEMO_SOURCES, is_demo
from kindred.landing.reading import DOCUMENT, read
from kindred.landing.sources import RawSource, RawTable, declared_sources
from kindred.landing.store import LEDGER, Store
from kindred.profiling.documents import document_relation
from kindred.profiling.measure import Placeholders, Profiler, TableProfile
from kindred.project import find_project
from kindred.scratch import scratch_directory
from kindred.vars_file import project_variables, read_variables
from kindred.wording import listing, row_count_text


def profile(
    subject: str,
    table_name: str | None,
    target: str,
    console: Console,
    vars_file: Path | None = None,
    encoding: str | None = None,
) -> list[TableProfile]:
    """Measure the raw tables of a source, or files that are not loaded yet.

    Args:
        subject: A source, or a path when there is such a file or folder.
        table_name: One table of the source; all that are there when None.
        target: An output of profiles.yml; a file is measured in a DuckDB of its own.
        console: Takes progress and notices.
        vars_file: dbt vars in place of those of dbt_project.yml.
        encoding: How a file's text is written; None for UTF-8.

    Raises:
        InputError: There is no such source, table or file.
        EngineError: The warehouse does not answer.
    """
    path = Path(subject)
    if path.exists() or path.suffix or len(path.parts) > 1:
        files = files_of(subject)
        with scratch_directory(console) as scratch:
            return [
                _file(file, scratch / str(number), console, vars_file, encoding)
                for number, file in enumerate(files)
            ]
    with built(target, vars_file) as (run, settings), connected(settings) as warehouse:
        schema = str(settings["schema"])
        values = {**project_variables(run.project), **run.variables}
        sources = declared_sources(run.project, run.variables, schema)
        with scratch_directory(console) as scratch:
            store = Store(warehouse, scratch)
            profiler = _profiler(store, run.project.directory, values)
            found = []
            for table in _tables(store, sources, subject, table_name, schema, demo=is_demo(values)):
                console.progress(f"profiling {table}")
                columns = store.columns(table.schema, table.identifier)
                assert columns is not None
                relation = store.relation(table.schema, table.identifier)
                key: Sequence[str] = table.key
                if [column.name for column in table.columns] == [DOCUMENT] and DOCUMENT in columns:
                    kind = columns.pop(DOCUMENT)
                    others = [store.quoted(name) for name in columns]
                    relation, names = document_relation(warehouse, relation, others)
                    columns.update(dict.fromkeys(names, kind))
                    key = ()
                found.append(profiler.table(str(table), relation, columns, key))
            return found


def _profiler(store: Store, directory: Path, values: Mapping[str, object]) -> Profiler:
    limit = values.get("max_block_size")
    return Profiler(store, Placeholders.read(directory), int(str(limit)) if limit else 2**31)


def _file(
    path: Path, folder: Path, console: Console, vars_file: Path | None, encoding: str | None
) -> TableProfile:
    """Measure a file as text, as it would be loaded."""
    folder.mkdir()
    console.progress(f"profiling {path}")
    project = find_project()
    values = {**project_variables(project), **read_variables(vars_file, project)}
    scratch = folder / "scratch.duckdb"
    with duckdb.connect(str(scratch)) as connection:
        landed = inspected(path, folder, hashed(path), encoding)
        reading = read(landed, [], connection, folder, str(path))
        for notice in reading.notices:
            console.notice(notice)
        (faulty,) = connection.execute(
            "select count(*) from faulty where is_loss"
        ).fetchone() or (0,)  # fmt: skip
        connection.execute("delete from intake where rowid in (select place from faulty)")
    bad = faulty + len(reading.broken)
    if bad:
        console.notice(
            f"{path}: {row_count_text(bad)} of it cannot be read; kindred load tells which and why"
        )
    with _opened(scratch) as warehouse:
        columns = {column.name: column.kind.lower() for column in reading.columns}
        profiler = _profiler(Store(warehouse, folder), project.directory, values)
        return profiler.table(str(path), "intake", columns, [])


@contextmanager
def _opened(path: Path) -> Iterator[Warehouse]:
    warehouse = DuckDbWarehouse(path)
    try:
        yield warehouse
    finally:
        warehouse.close()


def _tables(
    store: Store,
    sources: Mapping[str, RawSource],
    name: str,
    table_name: str | None,
    target_schema: str,
    *,
    demo: bool,
) -> list[RawTable]:
    """The tables of a source that are there, of one name or all."""
    source = sources.get(name)
    if source is None:
        tables = _landed(store, name)
        if not tables:
            raise InputError(
                f"There is no source {name}: declared are {', '.join(sorted(sources))}, and "
                f"raw_{name} has no table. A file is profiled by its path."
            )
    else:
        tables = list(source.tables)
    if table_name is not None:
        known = [table.name for table in tables]
        tables = [table for table in tables if table_name in (table.name, table.identifier)]
        if not tables:
            raise InputError(
                f"--table {table_name}: the source {name} has {listing(known, len(known))}."
            )
    if demo and name in DEMO_SOURCES:
        # what models read then
        tables = [
            replace(table, schema=f"{target_schema}_raw", identifier=f"{name}_{table.name}")
            for table in tables
        ]
    there = [table for table in tables if store.warehouse.has_table(table.schema, table.identifier)]
    if not there:
        mend = "Run kindred build first." if demo and name in DEMO_SOURCES else (
            f"Load it with kindred load PATH --source {name}, or say where it lies with the var "
            f"{name}_schema."
        )  # fmt: skip
        names = [str(table) for table in tables]
        raise KindredError(f"There is no {listing(names, len(names))}. {mend}")
    return there


def _landed(store: Store, name: str) -> list[RawTable]:
    """Tables of raw_<name>, which files were loaded into and nothing declares."""
    if not re.fullmatch("[a-z][a-z0-9_]*", name):
        return []
    schema = f"raw_{name}"
    found: Sequence[tuple[object, ...]]
    if isinstance(store.warehouse, SparkWarehouse):
        known = {str(row[0]) for row in store.warehouse.execute("show schemas")}
        found = (
            [row[1:2] for row in store.warehouse.execute(f"show tables in {schema}")]
            if schema in known
            else []
        )
    else:
        found = store.warehouse.execute(
            "select table_name from information_schema.tables where table_schema = ? "
            "order by table_name",
            [schema],
        )
    names = sorted(str(table) for (table,) in found)
    return [
        RawTable(name, table, schema, table)
        for table in names
        if table != LEDGER and not (table.endswith("_rejects") and table[:-8] in names)
    ]
