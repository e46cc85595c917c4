"""Builds that a comparison may name: schemas of a warehouse, DuckDB files, folders."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kindred.built import run_on
from kindred.connection import DuckDbWarehouse, Warehouse, connected, read_profile
from kindred.dbt_runner import environment
from kindred.diff import Build
from kindred.errors import EngineError, InputError

CROSSWALK = "customer_crosswalk"
OPTIONAL_TABLES = {
    "segments": "segments",
    "memberships": "segment_memberships",
    "events": "identity_events",
    "cuts": "cluster_cuts",
    "review_queue": "review_queue",
}
"""Attributes of a Build, and the marts that they are read from where a build has them."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DUCKDB_FILE = re.compile(r"(?P<path>.+\.(?i:duckdb|ddb|db))(?::(?P<schema>[A-Za-z0-9_]+))?")
_FILES = {".parquet": "read_parquet({file})", ".csv": "read_csv({file}, all_varchar = true)"}


@contextmanager
def two_builds(before: str, after: str, target: str) -> Iterator[tuple[Warehouse, Build, Build]]:
    """A connection that reads two builds, and where each is.

    A build is a folder that `kindred resolve` wrote, a crosswalk as Parquet or CSV, a DuckDB
    file (with its schema after a colon, where it has several), or a schema of the target's
    warehouse. Nothing is written to any of them.

    Args:
        before: Names the earlier build.
        after: Names the later one.
        target: An output of profiles.yml, for the builds that are schemas.

    Raises:
        InputError: There is no such build, or one connection can't read both.
        EngineError: The target does not answer.
    """
    names = [before, after]
    are_files = [_is_file(name) for name in names]
    if all(are_files):
        with connected({"type": "duckdb", "path": ":memory:"}) as warehouse:
            places = _Places(warehouse)
            yield warehouse, places.file(before), places.file(after)
        return
    run = run_on(target)
    with environment(run.run_environment()):
        settings = read_profile(run.profiles_path, target)
    if settings["type"] == "duckdb":
        path = Path(str(settings["path"]))
        if not path.is_file():
            schema = names[are_files.index(False)]
            raise InputError(f"There is no warehouse at {path}, and no schema {schema} in it.")
        with connected({**settings, "path": ":memory:"}) as warehouse:
            places = _Places(warehouse)
            found = [
                places.file(name) if is_file else places.schema_of(path, name)
                for name, is_file in zip(names, are_files, strict=True)
            ]
            yield warehouse, found[0], found[1]
        return
    if any(are_files):
        raise InputError(
            f"{before} and {after} can't be compared: one is a file and the other a schema of "
            f"the target {target}. Give two files, or two schemas."
        )
    with connected(settings) as warehouse:
        yield warehouse, _schema(warehouse, before, target), _schema(warehouse, after, target)


def _is_file(name: str) -> bool:
    """Whether a name means a file or folder; any other is a schema."""
    path = Path(name)
    return (
        os.sep in name
        or path.suffix.lower() in _FILES
        or _DUCKDB_FILE.fullmatch(name) is not None
        or (path / f"{CROSSWALK}.parquet").is_file()
    )


def build_of(name: str, schema: str, tables: Sequence[str]) -> Build:
    """The build whose marts are in a schema.

    Args:
        name: What to call it.
        schema: The schema as SQL has it, with its database where it needs one.
        tables: The tables that are there.
    """
    found = {
        attribute: f"{schema}.{table}"
        for attribute, table in OPTIONAL_TABLES.items()
        if table in tables
    }
    return Build(name, f"{schema}.{CROSSWALK}", **found)


def _schema(warehouse: Warehouse, name: str, target: str) -> Build:
    """A schema of a server's warehouse."""
    if not _IDENTIFIER.fullmatch(name) or not warehouse.has_table(name, CROSSWALK):
        raise InputError(
            f"There is no table {name}.{CROSSWALK} in the warehouse of the target {target}. "
            "Name a schema that a build has written its marts to."
        )
    tables = [table for table in OPTIONAL_TABLES.values() if warehouse.has_table(name, table)]
    return build_of(name, name, tables)


class _Places:
    """Files, each attached once to an embedded engine, and only to be read."""

    def __init__(self, warehouse: Warehouse) -> None:
        assert isinstance(warehouse, DuckDbWarehouse)
        self._warehouse = warehouse
        self._databases: dict[Path, str] = {}
        self._views = 0

    def file(self, name: str) -> Build:
        """A folder, a crosswalk as a file, or a DuckDB file."""
        if database := _DUCKDB_FILE.fullmatch(name):
            path = Path(database["path"])
            if not path.is_file():
                raise InputError(f"{path} is not there.")
            return self.schema_of(path, database["schema"], name)
        path = Path(name)
        if path.suffix.lower() in _FILES:
            if not path.is_file():
                raise InputError(f"{path} is not there.")
            return Build(name, self._view(path))
        if not (path / f"{CROSSWALK}.parquet").is_file():
            raise InputError(
                f"{path} holds no {CROSSWALK}.parquet. Name a folder that kindred resolve "
                "wrote to, a DuckDB file, or a crosswalk as Parquet or CSV."
            )
        queue = path / "review_queue.parquet"
        return Build(
            name,
            self._view(path / f"{CROSSWALK}.parquet"),
            review_queue=self._view(queue) if queue.is_file() else None,
        )

    def schema_of(self, path: Path, schema: str | None, name: str | None = None) -> Build:
        """A schema of a DuckDB file; the only one with a crosswalk, where none is named."""
        database = self._attached(path)
        rows = self._warehouse.execute(
            "select table_schema, table_name from information_schema.tables "
            "where table_catalog = ?",
            [database],
        )
        there = sorted({row[0] for row in rows if row[1] == CROSSWALK})
        if schema is None:
            if not there:
                raise InputError(f"{path} has no table {CROSSWALK}: no build has written to it.")
            if len(there) > 1:
                raise InputError(
                    f"{path} holds builds in the schemas {', '.join(there)}; name one, as "
                    f"{path}:{there[0]}."
                )
            schema = there[0]
        if schema not in there:
            raise InputError(
                f"There is no table {schema}.{CROSSWALK} in {path}. It has schemas with one: "
                f"{', '.join(there) or 'none'}."
            )
        tables = [row[1] for row in rows if row[0] == schema]
        return build_of(name or schema, f'{database}."{schema}"', tables)

    def _attached(self, path: Path) -> str:
        path = path.resolve()
        if path not in self._databases:
            name = f"build_{len(self._databases)}"
            attach(self._warehouse, path, name)
            self._databases[path] = name
        return self._databases[path]

    def _view(self, path: Path) -> str:
        """A file as a relation; ids are text, whatever a CSV file makes of them."""
        self._views += 1
        name = f"file_{self._views}"
        source = _FILES[path.suffix.lower()].format(file=quoted(_unglobbed(path)))
        columns = ("record_id", "customer_id") if path.stem != "review_queue" else ()
        self._refuse_other_columns(source, columns, path)
        selected = ", ".join(f"cast({column} as varchar) as {column}" for column in columns)
        self._execute(f"create view {name} as select {selected or '*'} from {source}", path)
        return name

    def _refuse_other_columns(self, source: str, columns: Sequence[str], path: Path) -> None:
        """A file without a column that is read has another one in its place."""
        there = [str(row[0]) for row in self._execute(f"describe from {source}", path)]
        missing = [column for column in columns if column not in map(str.lower, there)]
        if missing:
            raise InputError(
                f"{path} is no crosswalk: it has no column {' and no '.join(missing)}, but "
                f"{', '.join(there[:10])}{', ...' if len(there) > 10 else ''}. Name a file with "
                "record_id and customer_id."
            )

    def _execute(self, sql: str, path: Path) -> list[tuple[Any, ...]]:
        import duckdb

        try:
            return self._warehouse.execute(sql)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise InputError(f"{path} cannot be read as a crosswalk ({reason}).") from None


def attach(warehouse: DuckDbWarehouse, path: Path, name: str) -> None:
    """Let a connection read, and only read, another DuckDB file as the database name.

    Raises:
        InputError: It is no DuckDB file.
        EngineError: Another program writes to it.
    """
    import duckdb

    try:
        warehouse.execute(f"attach if not exists {quoted(str(path))} as {name} (read_only)")
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        if "lock" in reason:
            raise EngineError(f"{path} is in use: another program writes to it.") from None
        raise InputError(f"{path} cannot be read by DuckDB ({reason}).") from None


def _unglobbed(path: Path) -> str:
    """A path that means this one file where DuckDB would look for a pattern."""
    return re.sub(r"[*?[]", r"[\g<0>]", str(path))


def quoted(text: str) -> str:
    """A text as SQL has it, where no parameter can be bound."""
    return "'" + text.replace("'", "''") + "'"
