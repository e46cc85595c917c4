"""Put a made company's raw tables into the DuckDB warehouse, where the sources look."""

from __future__ import annotations

from pathlib import Path

from kindred.connection import DuckDbWarehouse, connected, read_profile
from kindred.console import Console
from kindred.demo.tables import SOURCE_TABLES
from kindred.errors import InputError
from kindred.project import find_project

TARGET = "duckdb"


def check_warehouse(file_format: str) -> None:
    """Tell, before anything is made, what would keep the tables out of the warehouse.

    Raises:
        InputError: The format is not Parquet, or a table of the name is there already,
            which may be somebody's own.
    """
    if file_format != "parquet":
        raise InputError("--load reads Parquet; leave out --format csv.")
    with connected(_settings()) as warehouse:
        there = [
            f"{schema}.{name}"
            for schema, name in map(raw_name, (table.name for table in SOURCE_TABLES))
            if warehouse.has_table(schema, name)
        ]
    if there:
        raise InputError(
            f"The warehouse has {', '.join(there)} already. Drop them first, or name another "
            "file in KINDRED_DUCKDB_PATH."
        )


def load_company(directory: Path, console: Console) -> None:
    """Make one table of each folder of raw/.

    Args:
        directory: What `make_company` wrote, as Parquet and JSON lines.
        console: Takes the progress.
    """
    with connected(_settings()) as warehouse:
        assert isinstance(warehouse, DuckDbWarehouse)
        for table in SOURCE_TABLES:
            schema, name = raw_name(table.name)
            reader = "read_json_objects" if table.is_json else "read_parquet"
            columns = "json::varchar as document" if table.is_json else "*"
            files = directory / "raw" / table.name / f"*.{'jsonl' if table.is_json else 'parquet'}"
            quoted = str(files).replace("'", "''")
            warehouse.execute(f"create schema if not exists {schema}")
            warehouse.execute(
                f"create table {schema}.{name} as select {columns} from {reader}('{quoted}')"
            )
            console.progress(f"loaded {schema}.{name}")


def raw_name(table: str) -> tuple[str, str]:
    """Schema and name in the warehouse of `<source>_<table>`."""
    source, _, name = table.partition("_")
    return f"raw_{source}", name


def _settings() -> dict[str, object]:
    project = find_project()
    settings = read_profile(project.directory, TARGET)
    settings["path"] = str(project.warehouse_path)
    return settings
