"""Raw tables, their ledger and their rejects in a warehouse, each written as a whole."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from kindred.connection import PostgresWarehouse, SparkWarehouse, Warehouse
from kindred.landing.kinds import ZONED, sql_type
from kindred.landing.sources import RawTable

LEDGER = "kindred_loads"
"""Name of the ledger, one in each raw schema."""

APPEND, REPLACE, UPDATE = "append", "replace", "update"
LOADED, REFUSED = "loaded", "refused"

LEDGER_COLUMNS = {
    "load_id": "string",
    "table_name": "string",
    "file_name": "string",
    "file_bytes": "bigint",
    "content_hash": "string",
    "mode": "string",
    "outcome": "string",
    "told": "string",
    "row_count": "bigint",
    "reject_count": "bigint",
    "new_columns": "string",
    "missing_columns": "string",
    "newest_at": "timestamp",
    "loaded_at": "timestamp",
}
REJECT_COLUMNS = {
    "load_id": "string",
    "file_name": "string",
    "content_hash": "string",
    "line_number": "bigint",
    "reason": "string",
    "row_text": "string",
    "is_loss": "boolean",
    "rejected_at": "timestamp",
}
_INCOMING = "kindred_incoming"


@dataclass(frozen=True)
class Entry:
    """One line of the ledger: a file, and what became of it; times are UTC."""

    load_id: str
    table_name: str
    file_name: str
    file_bytes: int
    content_hash: str
    mode: str
    outcome: str
    told: str | None
    row_count: int
    reject_count: int
    new_columns: str | None
    missing_columns: str | None
    newest_at: datetime.datetime | None
    loaded_at: datetime.datetime


class Store:
    """Writes raw tables of one warehouse.

    In DuckDB and PostgreSQL everything inside `transaction` is there in the end, or nothing.
    Spark has no transactions: a table is written aside and takes the other's place, so a
    reader finds the old one or the new one; where it was killed before the new one had its
    name, the next look at the table gives it.
    """

    def __init__(self, warehouse: Warehouse, scratch: Path) -> None:
        self.warehouse = warehouse
        self.engine = warehouse.engine
        self._scratch = scratch
        self._depth = 0
        if self.engine != "spark":
            warehouse.execute("set TimeZone = 'UTC'")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, where the engine can; inside another it is part of that one."""
        if self.engine == "spark" or self._depth:
            yield
            return
        self.warehouse.execute("begin")
        self._depth += 1
        try:
            yield
        except BaseException:
            self.warehouse.execute("rollback")
            raise
        else:
            self.warehouse.execute("commit")
        finally:
            self._depth -= 1

    # ------------------------------------------------------------------------ names

    def quoted(self, name: str) -> str:
        """A name as the engine quotes it."""
        mark = "`" if self.engine == "spark" else '"'
        return mark + name.replace(mark, mark * 2) + mark

    def relation(self, schema: str, name: str) -> str:
        """A qualified name."""
        return f"{self.quoted(schema)}.{self.quoted(name)}"

    def _columns_text(self, names: Sequence[str]) -> str:
        return ", ".join(map(self.quoted, names))

    # ----------------------------------------------------------------------- tables

    def columns(self, schema: str, name: str) -> dict[str, str] | None:
        """Types of a table's columns by name, in order; None where there is no table."""
        if isinstance(self.warehouse, SparkWarehouse):
            if not self._has_table(schema, name):
                return None
            fields = self.warehouse.session.table(self.relation(schema, name)).schema.fields
            return {field.name: field.dataType.simpleString() for field in fields}
        found = self.warehouse.execute(
            "select column_name, data_type, numeric_precision, numeric_scale "
            "from information_schema.columns where table_schema = ? and table_name = ? "
            "order by ordinal_position",
            [schema, name],
        )
        return {
            column: f"numeric({precision}, {scale})"
            if data_type == "numeric" and precision is not None
            else str(data_type)
            for column, data_type, precision, scale in found
        } or None

    def _has_table(self, schema: str, name: str) -> bool:
        """Whether a table is there; on Spark after the end of a rewrite that was killed.

        What is aside takes the place of a table that is gone. Beside one that is there it may
        be half of a rewrite, and goes, lest it come back for a table that somebody drops.
        """
        found = self.warehouse.has_table(schema, name)
        aside = _aside(name)
        if self.engine == "spark" and self.warehouse.has_table(schema, aside):
            if found:
                self.warehouse.execute(f"drop table {self.relation(schema, aside)}")
            else:
                self._rename(schema, aside, name)
            return True
        return found

    def _rename(self, schema: str, name: str, new_name: str) -> None:
        old, new = self.relation(schema, name), self.relation(schema, new_name)
        self.warehouse.execute(f"alter table {old} rename to {new}")

    def row_count(self, schema: str, name: str) -> int:
        """Rows of a table."""
        ((count,),) = self.warehouse.execute(f"select count(*) from {self.relation(schema, name)}")
        return int(count)

    def create(self, schema: str, name: str, kinds: Mapping[str, str]) -> None:
        """Make an empty table, and its schema where it is not there."""
        self.warehouse.execute(f"create schema if not exists {self.quoted(schema)}")
        columns = ", ".join(
            f"{self.quoted(column)} {sql_type(kind, self.engine)}" for column, kind in kinds.items()
        )
        using = " using parquet" if self.engine == "spark" else ""
        self.warehouse.execute(f"create table {self.relation(schema, name)} ({columns}){using}")

    def insert(self, schema: str, name: str, kinds: Mapping[str, str], rows: Path) -> None:
        """Add the rows of a Parquet file; one that Spark is killed over adds none or all."""
        target = self.relation(schema, name)
        names = self._columns_text(list(kinds))
        if isinstance(self.warehouse, PostgresWarehouse):
            self._copy(self.warehouse, target, kinds, rows)
            return
        with self._incoming(kinds, rows) as incoming:
            self.warehouse.execute(f"insert into {target} ({names}) select {names} from {incoming}")

    @contextmanager
    def _incoming(self, kinds: Mapping[str, str], rows: Path) -> Iterator[str]:
        """A relation of the engine with the rows of a Parquet file."""
        if isinstance(self.warehouse, SparkWarehouse):
            frame = self.warehouse.session.read.parquet(str(rows))
            frame.selectExpr(*(
                f"cast({self.quoted(name)} as {sql_type(kind, 'spark')}) as {self.quoted(name)}"
                for name, kind in kinds.items()
            )).createOrReplaceTempView(_INCOMING)  # fmt: skip
            yield _INCOMING
            self.warehouse.execute(f"drop view if exists {_INCOMING}")
        elif isinstance(self.warehouse, PostgresWarehouse):
            columns = ", ".join(
                f"{self.quoted(name)} {sql_type(kind, 'postgres')}" for name, kind in kinds.items()
            )
            self.warehouse.execute(f"drop table if exists pg_temp.{_INCOMING}")
            self.warehouse.execute(f"create temporary table {_INCOMING} ({columns})")
            self._copy(self.warehouse, f"pg_temp.{_INCOMING}", kinds, rows)
            self.warehouse.execute(f"analyze pg_temp.{_INCOMING}")
            yield f"pg_temp.{_INCOMING}"
            self.warehouse.execute(f"drop table pg_temp.{_INCOMING}")
        else:
            quoted = str(rows).replace("'", "''")
            yield f"read_parquet('{quoted}')"

    def _copy(
        self, warehouse: PostgresWarehouse, target: str, kinds: Mapping[str, str], rows: Path
    ) -> None:
        """Send a Parquet file to PostgreSQL by COPY."""
        file = self._scratch / "copy.csv"
        values = ", ".join(
            f"strftime({name}, '%Y-%m-%d %H:%M:%S.%f+00') as {name}" if kind == ZONED else name
            for name, kind in ((self.quoted(name), kind) for name, kind in kinds.items())
        )
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            paths = [str(path).replace("'", "''") for path in (rows, file)]
            connection.execute(
                f"copy (select {values} from read_parquet('{paths[0]}')) to '{paths[1]}' "
                "(format csv, header false)"
            )
        try:
            names = self._columns_text(list(kinds))
            with (
                file.open(encoding="utf-8", newline="") as text,
                warehouse.connection.cursor() as cursor,
            ):
                cursor.copy_expert(f"copy {target} ({names}) from stdin with (format csv)", text)
        finally:
            file.unlink()

    # ---------------------------------------------------------------------- publish

    def publish(
        self,
        table: RawTable,
        kinds: Mapping[str, str],
        declared: Mapping[str, str],
        rows: Path,
        mode: str,
    ) -> int:
        """Put the rows of a Parquet file into a raw table, in a transaction of the caller's.

        Args:
            table: Where they go.
            kinds: Columns of the file.
            declared: Columns that a new table is made with, besides those of the file.
            rows: The Parquet file.
            mode: APPEND, REPLACE (the rows that were there go) or UPDATE (those with a key
                of the file's go).

        Returns:
            How many rows of the file have a key that the table has already; 0 when it
            replaces it.
        """
        schema, name = table.schema, table.identifier
        existing = self.columns(schema, name)
        if existing is None:
            self.create(schema, name, {**declared, **kinds})
            self.insert(schema, name, kinds, rows)
            return 0
        added = {column: kind for column, kind in kinds.items() if column not in existing}
        for column, kind in added.items():
            self._add_column(schema, name, column, kind)
        if self.engine == "spark":
            return self._swap_in(table, [*existing, *added], kinds, rows, mode)
        target = self.relation(schema, name)
        if mode == REPLACE:
            self.warehouse.execute(
                f"{'truncate' if self.engine == 'postgres' else 'delete from'} {target}"
            )
        if mode == REPLACE or not table.key:
            self.insert(schema, name, kinds, rows)
            return 0
        names = self._columns_text(list(kinds))
        with self._incoming(kinds, rows) as incoming:
            known = self._known(table, target, incoming)
            if mode == UPDATE and known:
                self.warehouse.execute(
                    f"delete from {target} where exists (select 1 from {incoming} as incoming "
                    f"where {self._same_key(table, target)})"
                )
            self.warehouse.execute(f"insert into {target} ({names}) select {names} from {incoming}")
        return known

    def outdated_count(self, table: RawTable, kinds: Mapping[str, str], rows: Path) -> int:
        """Rows of a Parquet file that are older than those with the same key in the table.

        By the table's loaded_at_field; 0 where one of the two does not have it.
        """
        moment = table.loaded_at_field
        existing = self.columns(table.schema, table.identifier) or {}
        if moment not in kinds or moment not in existing or not table.key:
            return 0
        column = self.quoted(moment)
        with self._incoming(kinds, rows) as incoming:
            ((count,),) = self.warehouse.execute(
                f"select count(*) from {incoming} as incoming where exists "
                f"(select 1 from {self.relation(table.schema, table.identifier)} as present "
                f"where {self._same_key(table, 'present')} "
                f"and incoming.{column} < present.{column})"
            )
        return int(count)

    def _known(self, table: RawTable, target: str, incoming: str) -> int:
        ((known,),) = self.warehouse.execute(
            f"select count(*) from {incoming} as incoming where exists "
            f"(select 1 from {target} as present where {self._same_key(table, 'present')})"
        )
        return int(known)

    def _same_key(self, table: RawTable, present: str) -> str:
        return " and ".join(
            f"{present}.{self.quoted(column)} = incoming.{self.quoted(column)}"
            for column in table.key
        )

    def _add_column(self, schema: str, name: str, column: str, kind: str) -> None:
        target = self.relation(schema, name)
        told = f"{self.quoted(column)} {sql_type(kind, self.engine)}"
        if self.engine == "spark":
            self.warehouse.execute(f"alter table {target} add columns ({told})")
        else:
            self.warehouse.execute(f"alter table {target} add column {told}")

    def _swap_in(
        self,
        table: RawTable,
        columns: Sequence[str],
        kinds: Mapping[str, str],
        rows: Path,
        mode: str,
    ) -> int:
        """Spark: write the table anew and let it take the other's place."""
        target = self.relation(table.schema, table.identifier)
        with self._incoming(kinds, rows) as incoming:
            known = self._known(table, target, incoming) if table.key and mode != REPLACE else 0
            new = ", ".join(
                self.quoted(column) if column in kinds else f"null as {self.quoted(column)}"
                for column in columns
            )
            select = f"select {new} from {incoming}"
            if mode != REPLACE:
                kept = f"select {self._columns_text(columns)} from {target} as present"
                if mode == UPDATE and known:
                    kept += (
                        f" where not exists (select 1 from {incoming} as incoming "
                        f"where {self._same_key(table, 'present')})"
                    )
                select = f"{kept} union all {select}"
            self._rewrite(table.schema, table.identifier, select)
        return known

    def _rewrite(self, schema: str, name: str, select: str) -> None:
        """Spark: a table of these rows, which may come from the table itself."""
        aside = self.relation(schema, _aside(name))
        self.warehouse.execute(f"drop table if exists {aside}")
        self.warehouse.execute(f"create table {aside} using parquet as {select}")
        # from here until it has its name, what was written aside is all that there is
        self.warehouse.execute(f"drop table {self.relation(schema, name)}")
        self._rename(schema, _aside(name), name)

    # ----------------------------------------------------------------------- ledger

    def entries(self, table: RawTable) -> list[Entry]:
        """The ledger of a table, the oldest line first."""
        if not self.warehouse.has_table(table.schema, LEDGER):
            return []
        names = ", ".join(LEDGER_COLUMNS)
        found = self.warehouse.execute(
            f"select {names} from {self.relation(table.schema, LEDGER)} "
            "where table_name = ? order by loaded_at, load_id",
            [table.identifier],
        )
        return [Entry(*row) for row in found]

    def enter(self, schema: str, entry: Entry) -> None:
        """Write a line into the ledger."""
        if not self.warehouse.has_table(schema, LEDGER):
            self.create(schema, LEDGER, LEDGER_COLUMNS)
        values = []
        for name, kind in LEDGER_COLUMNS.items():
            value = getattr(entry, name)
            values.append(str(value) if kind == "timestamp" and value is not None else value)
        marks = ", ".join(
            f"cast(? as {sql_type(kind, self.engine)})" for kind in LEDGER_COLUMNS.values()
        )
        names = ", ".join(LEDGER_COLUMNS)
        self.warehouse.execute(
            f"insert into {self.relation(schema, LEDGER)} ({names}) select {marks}", values
        )

    def keep_rejects(self, table: RawTable, content_hash: str, rows: Path | None) -> None:
        """Put a file's rejects into the table's rejects, in place of those it had before.

        Args:
            table: What the file was for.
            content_hash: Tells the file.
            rows: Parquet file with REJECT_COLUMNS; None when there are none.
        """
        schema, name = table.schema, rejects_name(table)
        if self._has_table(schema, name):
            target = self.relation(schema, name)
            ((before,),) = self.warehouse.execute(
                f"select count(*) from {target} where content_hash = ?", [content_hash]
            )
            if before and self.engine == "spark":
                names = ", ".join(REJECT_COLUMNS)
                self._rewrite(
                    schema,
                    name,
                    f"select {names} from {target} where content_hash <> '{content_hash}'",
                )
            elif before:
                self.warehouse.execute(
                    f"delete from {target} where content_hash = ?", [content_hash]
                )
        elif rows is not None:
            self.create(schema, name, REJECT_COLUMNS)
        if rows is not None:
            self.insert(schema, name, REJECT_COLUMNS, rows)


def _aside(name: str) -> str:
    """Where Spark writes what is to take a table's place."""
    return f"{name}__new"


def rejects_name(table: RawTable) -> str:
    """Name of the table that keeps what was not loaded into a raw table."""
    return f"{table.identifier}_rejects"
