"""Put a made company's raw tables into the warehouse, where the sources look for them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from kindred.built import run_on
from kindred.connection import (
    DuckDbWarehouse,
    PostgresWarehouse,
    Warehouse,
    connected,
    read_profile,
)
from kindred.console import Console
from kindred.dbt_runner import environment, profiles_directory
from kindred.demo.tables import SOURCE_TABLES, Table
from kindred.errors import InputError

TARGETS = ("duckdb", "postgres")
_POSTGRES_TYPES = {"VARCHAR": "text", "DOUBLE": "double precision"}
"""Types that are called otherwise there; the rest is the same word."""


def check_warehouse(target: str) -> None:
    """Tell, before anything is made, what would keep the tables out of the warehouse.

    Raises:
        InputError: A table of the name is there already, which may be somebody's own.
        EngineError: The warehouse does not answer.
    """
    with _opened(target, to_read=True) as warehouse:
        if warehouse is None:
            return
        there = [
            f"{schema}.{name}"
            for schema, name in map(raw_name, (table.name for table in SOURCE_TABLES))
            if warehouse.has_table(schema, name)
        ]
    if there:
        raise InputError(
            f"The warehouse has {', '.join(there)} already. Drop them first, or name another "
            "warehouse."
        )


def load_company(target: str, directory: Path, console: Console) -> None:
    """Make one table of each folder of raw/.

    Reviews and mentions become a table of one text column, `document`. All tables are there
    in the end, or none, so that a load that failed can be repeated.

    Args:
        target: duckdb or postgres.
        directory: What `make_company` wrote, as Parquet and JSON lines.
        console: Takes the progress.
    """
    with _opened(target) as warehouse:
        assert warehouse is not None
        warehouse.execute("begin")
        try:
            for table in SOURCE_TABLES:
                schema, name = raw_name(table.name)
                warehouse.execute(f"create schema if not exists {schema}")
                if isinstance(warehouse, DuckDbWarehouse):
                    warehouse.execute(f"create table {schema}.{name} as {_rows(table, directory)}")
                else:
                    _copy(warehouse, f"{schema}.{name}", _rows(table, directory))
                console.progress(f"loaded {schema}.{name}")
        except BaseException:
            warehouse.execute("rollback")
            raise
        warehouse.execute("commit")


def raw_name(table: str) -> tuple[str, str]:
    """Schema and name in the warehouse of `<source>_<table>`."""
    source, _, name = table.partition("_")
    return f"raw_{source}", name


def _rows(table: Table, directory: Path) -> str:
    """DuckDB's query for the rows of a table's files."""
    suffix = "jsonl" if table.is_json else "parquet"
    files = str(directory / "raw" / table.name / f"*.{suffix}").replace("'", "''")
    if table.is_json:
        return f"select json::varchar as document from read_json_objects('{files}')"
    return f"select * from read_parquet('{files}')"


def _copy(warehouse: Warehouse, name: str, query: str) -> None:
    """Load a query of DuckDB's into PostgreSQL by COPY."""
    assert isinstance(warehouse, PostgresWarehouse)
    with tempfile.TemporaryDirectory(prefix="kindred-load-") as scratch:
        file = Path(scratch) / "rows.csv"
        with duckdb.connect() as connection:
            columns = ", ".join(
                f'"{column}" {_postgres_type(kind)}'
                for column, kind, *_ in connection.execute(f"describe {query}").fetchall()
            )
            quoted = str(file).replace("'", "''")
            connection.execute(f"copy ({query}) to '{quoted}' (format csv, header false)")
        warehouse.execute(f"create table {name} ({columns})")
        with file.open(encoding="utf-8") as rows, warehouse.connection.cursor() as cursor:
            cursor.copy_expert(f"copy {name} from stdin with (format csv)", rows)


def _postgres_type(kind: str) -> str:
    return _POSTGRES_TYPES.get(re.sub(r"\(.*", "", kind), kind.lower())


@contextmanager
def _opened(target: str, *, to_read: bool = False) -> Iterator[Warehouse | None]:
    """The warehouse of `kindred build`; nothing where one only reads and there is no file yet."""
    run = run_on(target)
    with environment(run.run_environment()):
        settings = read_profile(profiles_directory(run.project), target)
        if to_read and settings["type"] == "duckdb" and not Path(settings["path"]).is_file():
            yield None
            return
        with connected(settings) as warehouse:
            yield warehouse
