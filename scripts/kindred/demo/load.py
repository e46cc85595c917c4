"""Put a made company's raw tables into the warehouse, where the sources look for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kindred.built import run_on
from kindred.connection import Warehouse, connected, read_profile
from kindred.console import Console
from kindred.dbt_runner import environment, profiles_directory
from kindred.demo.tables import SOURCE_TABLES, Table
from kindred.errors import InputError
from kindred.landing.kinds import STRING
from kindred.landing.load import Loader, LoadOptions, refusals
from kindred.landing.reading import DOCUMENT
from kindred.landing.sources import RawColumn, RawTable
from kindred.landing.store import APPEND, Store
from kindred.scratch import scratch_directory

TARGETS = ("duckdb", "postgres")


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
    quiet = Console(quiet=True)
    with _opened(target) as warehouse, scratch_directory(console) as scratch:
        assert warehouse is not None
        store = Store(warehouse, scratch)
        loader = Loader(store, LoadOptions(), quiet, scratch)
        with store.transaction():
            for table in SOURCE_TABLES:
                _load_table(loader, table, directory / "raw" / table.name)
                console.progress(f"loaded {'.'.join(raw_name(table.name))}")


def _load_table(loader: Loader, table: Table, folder: Path) -> None:
    source = table.name.partition("_")[0]
    schema, name = raw_name(table.name)
    columns = (RawColumn(DOCUMENT),) if table.is_json else ()
    raw = RawTable(source, name, schema, name, columns)
    if table.is_json:
        files = [file for file in sorted(folder.glob("*.jsonl")) if file.stat().st_size]
        if not files:  # a company so small that nobody has written anything
            loader.store.create(schema, name, {DOCUMENT: STRING})
        if told := refusals(loader.load(raw, files)):
            raise InputError(told)
        return
    files = sorted(folder.glob("*.parquet"))
    loader.publish(raw, [loader.trusted(raw, file) for file in files], APPEND)


def raw_name(table: str) -> tuple[str, str]:
    """Schema and name in the warehouse of `<source>_<table>`."""
    source, _, name = table.partition("_")
    return f"raw_{source}", name


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
