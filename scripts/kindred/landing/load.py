"""Bring files into a source's raw tables, whole or not at all, each once."""

from __future__ import annotations

import datetime
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import duckdb

from kindred.built import run_on
from kindred.connection import DuckDbWarehouse, connected, read_profile
from kindred.console import Console
from kindred.dbt_runner import environment, profiles_directory
from kindred.errors import InputError
from kindred.landing.checks import check
from kindred.landing.files import files_of, hashed, inspected
from kindred.landing.kinds import STRING, kind_of_type
from kindred.landing.reading import Reading, read
from kindred.landing.sources import (
    RawTable,
    declared_sources,
    find_source,
    find_table,
    with_key,
)
from kindred.landing.store import (
    APPEND,
    LOADED,
    REFUSED,
    REJECT_COLUMNS,
    REPLACE,
    UPDATE,
    Entry,
    Store,
    rejects_name,
)
from kindred.scratch import scratch_directory
from kindred.wording import listing, row_count_text

SHRUNK_SHARE = 0.5
"""A file that replaces a table by less than this share of its rows was cut short, it seems."""

_MEMORY = "2GiB"
"""What reading and checking a file may take, whatever its size."""

_ROWS_PER_CHUNK = 10_000
_SECONDS_BETWEEN_NEWS = 5


@dataclass(frozen=True)
class LoadOptions:
    """How files are loaded.

    Attributes:
        mode: APPEND, REPLACE or UPDATE.
        max_rejects: Share of a file's rows, 0 to 1, that may be kept apart as rejects.
        encoding: How text is written, as Python calls it; None for UTF-8.
        force: Load a file that is loaded already, that would replace newer or far more
            rows, or that has values which look like rows.
    """

    mode: str = APPEND
    max_rejects: float = 0.0
    encoding: str | None = None
    force: bool = False


@dataclass
class Outcome:
    """What became of a file: loaded, skipped or refused."""

    table: RawTable
    path: Path
    outcome: str
    told: str = ""
    row_count: int = 0
    reject_count: int = 0
    new_columns: list[str] = field(default_factory=list)
    missing_columns: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON has it."""
        return {
            "file": str(self.path),
            "table": str(self.table),
            "outcome": self.outcome,
            "rows": self.row_count,
            "rejects": self.reject_count,
            "new_columns": self.new_columns,
            "missing_columns": self.missing_columns,
        }


@dataclass
class Rejects:
    """What of a file is not loaded, as Parquet; each reason with its count and first line."""

    rows: Path
    count: int
    reasons: list[tuple[str, int, int]]


@dataclass
class Staged:
    """A file that is read and checked, and can be published.

    Attributes:
        table: Where it goes.
        path: As it was given.
        facts: Its size in bytes, and the SHA-256 of its content.
        rows: Parquet file with what is to be loaded.
        kinds: Its columns.
        row_count: Its rows.
        loss_count: Rows that are not loaded and hold something.
        new_columns: Columns that the table does not have yet.
        missing_columns: Columns of the table that the file lacks.
        newest_at: The latest moment of the table's loaded_at_field, UTC.
        rejects: What is not loaded.
    """

    table: RawTable
    path: Path
    facts: tuple[int, str]
    rows: Path
    kinds: dict[str, str]
    row_count: int
    loss_count: int = 0
    new_columns: list[str] = field(default_factory=list)
    missing_columns: list[str] = field(default_factory=list)
    newest_at: datetime.datetime | None = None
    rejects: Rejects | None = None


def load(
    path: str,
    source_name: str,
    table_name: str | None,
    target: str,
    options: LoadOptions,
    console: Console,
    *,
    new: bool = False,
    key: Sequence[str] = (),
    vars_file: Path | None = None,
) -> list[Outcome]:
    """Load the files of a path into a source's raw schema.

    Args:
        path: A file, a folder or a pattern.
        source_name: A source of the project's _sources.yml, or with new any name.
        table_name: Its table; None to tell it by the files' names.
        target: An output of profiles.yml.
        options: How.
        console: Takes progress and notices.
        new: Make a source or a table that no _sources.yml declares.
        key: Columns that tell rows apart, in place of those that are declared.
        vars_file: dbt vars in place of those of dbt_project.yml.

    Returns:
        What became of each file, in the order of their names.

    Raises:
        InputError: There is no such file, source or table.
        EngineError: The warehouse does not answer.
    """
    files = files_of(path)
    run = run_on(target, vars_file)
    with environment(run.run_environment()):
        settings = read_profile(profiles_directory(run.project), target)
        schema = str(settings.get("schema"))
        source = find_source(
            declared_sources(run.project, run.variables, schema), source_name, new=new
        )
        tables = {file: find_table(source, table_name, file, new=new) for file in files}
        if key:
            tables = {file: with_key(table, key) for file, table in tables.items()}
        _check_key(tables.values(), options)
        with scratch_directory(console) as scratch, connected(settings) as warehouse:
            loader = Loader(Store(warehouse, scratch), options, console, scratch)
            outcomes = []
            ordered = sorted(files, key=lambda file: (tables[file].name, str(file)))
            for table, group in groupby(ordered, key=lambda file: tables[file]):
                outcomes += loader.load(table, list(group))
    return outcomes


def _check_key(tables: Any, options: LoadOptions) -> None:
    if options.mode != UPDATE:
        return
    for table in tables:
        if not table.key:
            raise InputError(
                f"--mode update: nothing tells the rows of {table} apart. Name the column with "
                "--key, or mark it with meta: {key: true} in its _sources.yml."
            )


def refusals(outcomes: Sequence[Outcome]) -> str | None:
    """What to tell of the files that were refused; None when none was."""
    refused = [outcome for outcome in outcomes if outcome.outcome == REFUSED]
    if not refused:
        return None
    tables = sorted({str(outcome.table) for outcome in refused})
    kept = f"{listing(tables, len(tables))} {'is' if len(tables) == 1 else 'are'} as before"
    if len(refused) == 1 and len(outcomes) == 1:
        return f"{refused[0].told} Nothing of it was loaded; {kept}."
    lines = [f"{len(refused)} of {len(outcomes)} files were refused; nothing of them was loaded:"]
    return "\n".join([*lines, *(f"  {outcome.told}" for outcome in refused)])


class Loader:
    """Loads files of one warehouse, one table at a time."""

    def __init__(self, store: Store, options: LoadOptions, console: Console, scratch: Path) -> None:
        self.store = store
        self._options = options
        self._console = console
        self._scratch = scratch
        self._number = 0

    def load(self, table: RawTable, files: Sequence[Path]) -> list[Outcome]:
        """Load files of one table; to replace it they are one, whole or not at all."""
        if self._options.mode == REPLACE:
            return self._replace(table, files)
        return [self._load_one(table, file) for file in files]

    def _load_one(self, table: RawTable, file: Path) -> Outcome:
        facts = hashed(file)
        skipped = self._skipped(table, file, facts[1])
        if skipped is not None:
            return skipped
        folder = self._folder()
        try:
            staged = self.stage(table, file, facts, folder)
            if isinstance(staged, Outcome):
                return staged
            reason = self._against_updating(table, staged)
            if reason is not None:
                return self._refuse_staged(staged, reason)
            return self.publish(table, [staged], self._options.mode)[0]
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _replace(self, table: RawTable, files: Sequence[Path]) -> list[Outcome]:
        facts = {file: hashed(file) for file in files}
        if not self._options.force:
            last = _since_replaced(self.store.entries(table))
            same = {entry.content_hash for entry in last} == {kept for _, kept in facts.values()}
            if same and self.store.columns(table.schema, table.identifier) is not None:
                return [self._told_skipped(table, file, last[-1]) for file in files]
        folders = {file: self._folder() for file in files}
        try:
            staged: list[Staged] = []
            refused: list[Outcome] = []
            for file in files:
                found = self.stage(table, file, facts[file], folders[file])
                if isinstance(found, Outcome):
                    refused.append(found)
                else:
                    staged.append(found)
            if not refused:
                reason = self._against_replacing(table, staged)
                if reason is None:
                    return self.publish(table, staged, REPLACE)
                refused = [self._refuse_staged(one, reason) for one in staged]
                staged = []
            told = f"is refused with {refused[0].path}: together they replace {table}."
            refused += [self._refuse_staged(one, f"{one.path} {told}") for one in staged]
            return sorted(refused, key=lambda outcome: str(outcome.path))
        finally:
            for folder in folders.values():
                shutil.rmtree(folder, ignore_errors=True)

    def _folder(self) -> Path:
        self._number += 1
        folder = self._scratch / str(self._number)
        folder.mkdir()
        return folder

    # ---------------------------------------------------------------------- skipped

    def _skipped(self, table: RawTable, file: Path, content_hash: str) -> Outcome | None:
        """A file whose rows the table has already."""
        if self._options.force or self.store.columns(table.schema, table.identifier) is None:
            return None
        for entry in _since_replaced(self.store.entries(table)):
            if entry.content_hash == content_hash:
                return self._told_skipped(table, file, entry)
        return None

    def _told_skipped(self, table: RawTable, file: Path, entry: Entry) -> Outcome:
        name = f" as {entry.file_name}" if entry.file_name != file.name else ""
        told = (
            f"{file} was loaded into {table}{name} on {entry.loaded_at:%Y-%m-%d %H:%M} UTC; "
            "skipped (--force loads it again)"
        )
        self._console.notice(told)
        return Outcome(table, file, "skipped", told)

    # ------------------------------------------------------------------------ stage

    def stage(
        self, table: RawTable, file: Path, facts: tuple[int, str], folder: Path
    ) -> Staged | Outcome:
        """Read and check a file; what is refused is in the ledger then."""
        self._console.progress(f"reading {file} ({_size(facts[0])})")
        existing = self.store.columns(table.schema, table.identifier)
        expected = [column.name for column in table.columns]
        expected += [name for name in existing or () if name not in expected]
        connection = scratch_database(folder)
        try:
            rows = folder / "rows.parquet"
            with told_progress(connection, self._console, f"reading {file.name}"):
                landed = inspected(file, folder, facts, self._options.encoding)
                reading = read(landed, expected, connection, folder, str(table))
            with told_progress(connection, self._console, f"checking {file.name}"):
                checked = check(
                    reading,
                    table,
                    existing,
                    rows=rows,
                    last_of_key=self._options.mode == UPDATE,
                    trusts_quotes=self._options.force,
                    now=_now(),
                )
            rejects = _write_rejects(reading, file, facts[1], folder)
        except InputError as error:
            return self._refuse(table, file, facts, str(error))
        finally:
            connection.close()
        for notice in [*reading.notices, *checked.notices]:
            self._console.notice(notice)
        staged = Staged(
            table,
            file,
            facts,
            rows,
            checked.kinds,
            checked.row_count,
            checked.loss_count,
            checked.new_columns,
            checked.missing_columns,
            checked.newest_at,
            rejects,
        )
        reason = _too_many_rejects(staged, self._options.max_rejects)
        if reason is not None:
            return self._refuse_staged(staged, reason)
        if checked.row_count == 0:
            self._console.notice(f"{file} has no rows: nothing was delivered")
        return staged

    def trusted(self, table: RawTable, file: Path) -> Staged:
        """A Parquet file that is known to be good, without a look at its rows."""
        with duckdb.connect() as connection:
            query = "from read_parquet(?, hive_partitioning = false)"
            described = connection.execute(f"describe {query}", [str(file)]).fetchall()
            found = connection.execute(f"select count(*) {query}", [str(file)]).fetchone()
        kinds = {str(name): kind_of_type(str(kind)) or STRING for name, kind, *_ in described}
        assert found is not None
        return Staged(table, file, hashed(file), file, kinds, found[0])

    # ---------------------------------------------------------------------- refusal

    def _against_replacing(self, table: RawTable, staged: Sequence[Staged]) -> str | None:
        """Why files must not replace a table, in a sentence; None when they may."""
        if self._options.force or self.store.columns(table.schema, table.identifier) is None:
            return None
        before = self.store.row_count(table.schema, table.identifier)
        after = sum(one.row_count for one in staged)
        names = listing([str(one.path) for one in staged[:3]], len(staged))
        mend = "If it is meant so, load with --force."
        if after < SHRUNK_SHARE * before:
            return (
                f"{names} would replace the {before} rows of {table} with {after}: it was cut "
                f"short, or only a part was delivered. {mend}"
            )
        newest = _newest(self.store.entries(table))
        moments = [one.newest_at for one in staged if one.newest_at is not None]
        if newest is not None and moments and max(moments) < newest:
            return (
                f"{names} holds nothing newer than {max(moments):%Y-%m-%d %H:%M}, and what it "
                f"would replace in {table} goes up to {newest:%Y-%m-%d %H:%M}: it is an earlier "
                f"delivery. {mend}"
            )
        return None

    def _against_updating(self, table: RawTable, staged: Staged) -> str | None:
        """Why a file must not take the place of rows, in a sentence; None when it may."""
        newest = _newest(self.store.entries(table))
        is_early = newest is not None and staged.newest_at and staged.newest_at < newest
        if self._options.mode != UPDATE or self._options.force or not is_early:
            return None
        count = self.store.outdated_count(table, staged.kinds, staged.rows)
        if not count:
            return None
        return (
            f"{staged.path} holds nothing newer than {staged.newest_at:%Y-%m-%d %H:%M}, and "
            f"{count} of its {row_count_text(staged.row_count)} would take the place of newer "
            f"ones in {table}: it is an earlier delivery. If it is meant so, load with --force."
        )

    def _refuse_staged(self, staged: Staged, reason: str) -> Outcome:
        outcome = self._refuse(staged.table, staged.path, staged.facts, reason, staged.rejects)
        return replace(
            outcome,
            new_columns=staged.new_columns,
            missing_columns=staged.missing_columns,
        )

    def _refuse(
        self,
        table: RawTable,
        file: Path,
        facts: tuple[int, str],
        reason: str,
        rejects: Rejects | None = None,
    ) -> Outcome:
        count = rejects.count if rejects else 0
        self._console.progress(f"refused {file}")
        with self.store.transaction():
            if rejects is not None:
                self.store.keep_rejects(table, facts[1], rejects.rows)
            entry = self._entry(table, file, facts, self._options.mode)
            self.store.enter(
                table.schema, replace(entry, outcome=REFUSED, told=reason, reject_count=count)
            )
        return Outcome(table, file, REFUSED, reason, 0, count)

    def _entry(self, table: RawTable, file: Path, facts: tuple[int, str], mode: str) -> Entry:
        now = _now()
        return Entry(
            load_id=f"{now:%Y%m%dT%H%M%S%f}-{facts[1][:12]}",
            table_name=table.identifier,
            file_name=file.name,
            file_bytes=facts[0],
            content_hash=facts[1],
            mode=mode,
            outcome=LOADED,
            told=None,
            row_count=0,
            reject_count=0,
            new_columns=None,
            missing_columns=None,
            newest_at=None,
            loaded_at=now,
        )

    # ---------------------------------------------------------------------- publish

    def publish(self, table: RawTable, staged: Sequence[Staged], mode: str) -> list[Outcome]:
        """Put files into their table, all or none; the first one replaces what is there."""
        outcomes, told = [], []
        newest = _newest(self.store.entries(table))
        declared = {
            column.name: kind_of_type(column.data_type) or STRING for column in table.columns
        }
        warehouse = self.store.warehouse
        telling = (
            told_progress(warehouse.connection, self._console, f"writing {table}")
            if isinstance(warehouse, DuckDbWarehouse)
            else nullcontext()
        )
        with telling, self.store.transaction():
            for number, one in enumerate(staged):
                one_mode = mode if number == 0 or mode == UPDATE else APPEND
                known = self.store.publish(table, one.kinds, declared, one.rows, one_mode)
                told += _repeated_keys(one, known, one_mode)
                if one.rejects is not None:
                    self.store.keep_rejects(table, one.facts[1], one.rejects.rows)
                self.store.enter(
                    table.schema,
                    replace(
                        self._entry(table, one.path, one.facts, one_mode),
                        row_count=one.row_count,
                        reject_count=one.rejects.count if one.rejects else 0,
                        new_columns=", ".join(one.new_columns) or None,
                        missing_columns=", ".join(one.missing_columns) or None,
                        newest_at=one.newest_at,
                    ),
                )
                outcomes.append(
                    Outcome(
                        table,
                        one.path,
                        LOADED,
                        "",
                        one.row_count,
                        one.rejects.count if one.rejects else 0,
                        one.new_columns,
                        one.missing_columns,
                    )
                )
        for one, outcome in zip(staged, outcomes, strict=True):
            rejects = f", {outcome.reject_count} rejects" if outcome.reject_count else ""
            self._console.progress(
                f"loaded {one.path.name} into {table}: {row_count_text(outcome.row_count)}{rejects}"
            )
            if outcome.reject_count:
                self._console.notice(
                    f"{one.path}: {_reasons(one.rejects)} See {table.schema}.{rejects_name(table)}"
                )
            at = one.newest_at
            if mode != REPLACE and newest is not None and at is not None and at < newest:
                self._console.notice(
                    f"{one.path} holds nothing newer than {at:%Y-%m-%d %H:%M}; {table} had rows up "
                    f"to {newest:%Y-%m-%d %H:%M} from earlier files. Is it an old delivery?"
                )
        for notice in told:
            self._console.notice(notice)
        return outcomes


def _repeated_keys(staged: Staged, known: int, mode: str) -> list[str]:
    if not known or mode == REPLACE:
        return []
    key = " and ".join(staged.table.key)
    count = staged.row_count
    if mode == UPDATE:
        return [
            f"{staged.path}: {known} of {count} rows took the place of rows with the same {key}"
        ]
    return [
        f"{staged.path}, {key}: {known} of {count} rows have one that {staged.table} has already; "
        "they are there twice now. --mode update keeps the last row of each"
    ]


def _since_replaced(entries: Sequence[Entry]) -> list[Entry]:
    """The loads whose rows are in the table."""
    loaded = [entry for entry in entries if entry.outcome == LOADED]
    starts = [number for number, entry in enumerate(loaded) if entry.mode == REPLACE]
    return loaded[starts[-1] :] if starts else loaded


def _newest(entries: Sequence[Entry]) -> datetime.datetime | None:
    moments = [entry.newest_at for entry in _since_replaced(entries) if entry.newest_at]
    return max(moments, default=None)


def _too_many_rejects(staged: Staged, allowed: float) -> str | None:
    loss, total = staged.loss_count, staged.loss_count + staged.row_count
    if not loss or loss <= allowed * total:
        return None
    share = loss / total
    table = staged.table
    is_recoded = any(
        "not UTF-8" in reason for reason, *_ in (staged.rejects.reasons if staged.rejects else ())
    )
    mend = "Name its encoding with --encoding, mend it" if is_recoded else "Mend the file"
    return (
        f"{staged.path}: {loss} of {row_count_text(total)} cannot be loaded, a share of "
        f"{share:.2g}, above --max-rejects ({allowed:g}). {_reasons(staged.rejects)} See "
        f"{table.schema}.{rejects_name(table)}. {mend}, or allow them "
        f"with --max-rejects {_share_above(share)}."
    )


def _share_above(share: float) -> str:
    """A round share that is enough."""
    return next(f"{step:g}" for step in (0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1) if share <= step)


def _reasons(rejects: Rejects | None) -> str:
    """What is wrong with rejects, the most frequent first, each with its first line."""
    if rejects is None:
        return ""
    shown = []
    for reason, count, line in rejects.reasons:
        place = f"line {line}" if count == 1 else f"{count} rows, from line {line} on"
        shown.append(f"{place}: {reason}")
    return f"{listing(shown[:5], len(shown), '; ')}."


def _write_rejects(reading: Reading, file: Path, content_hash: str, folder: Path) -> Rejects | None:
    """Write the rejects of a file as Parquet."""
    connection = reading.connection
    places = [
        place
        for (place,) in connection.execute(
            "select place from faulty where reason is not null order by place"
        ).fetchall()
    ]
    apart = [row for row in reading.above if row.text.strip()] + reading.broken
    if not places and not apart:
        return None
    connection.execute("create table located (place bigint, line_number bigint, row_text varchar)")
    located = (
        (place, line, text)
        for place, (line, text) in zip(places, reading.located(places), strict=True)
    )
    while chunk := list(islice(located, _ROWS_PER_CHUNK)):
        connection.execute(
            "insert into located select unnest(?::bigint[]), unnest(?::bigint[]), "
            "unnest(?::varchar[])",
            [list(column) for column in zip(*chunk, strict=True)],
        )
    connection.execute(
        "create table rejects as select located.line_number, faulty.reason, located.row_text, "
        "faulty.is_loss from located join faulty on located.place = faulty.place"
    )
    for row in apart:
        connection.execute(
            "insert into rejects values (?, ?, ?, ?)", [row.line, row.reason, row.text, row.is_loss]
        )
    now = _now()
    rows = folder / "rejects.parquet"
    connection.execute(
        "create table told as select cast(? as varchar) as load_id, "
        "cast(? as varchar) as file_name, cast(? as varchar) as content_hash, line_number, "
        "reason, row_text, is_loss, cast(? as timestamp) as rejected_at "
        "from rejects order by line_number",
        [f"{now:%Y%m%dT%H%M%S%f}-{content_hash[:12]}", file.name, content_hash, str(now)],
    )
    _write(connection, f"select {', '.join(REJECT_COLUMNS)} from told", rows)
    reasons = connection.execute(
        "select reason, count(*), min(line_number) from told group by reason "
        "order by count(*) desc, min(line_number)"
    ).fetchall()
    return Rejects(rows, sum(count for _, count, _ in reasons), reasons)


def _write(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    quoted = str(file).replace("'", "''")
    connection.execute(f"copy ({query}) to '{quoted}' (format parquet)")


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)


def _size(byte_count: int) -> str:
    size = float(byte_count)
    for unit in ("bytes", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.1f} GiB"


def scratch_database(folder: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB file in a scratch folder that keeps there what memory has no room for."""
    connection = duckdb.connect(str(folder / "scratch.duckdb"))
    quoted = str(folder).replace("'", "''")
    connection.execute(f"set memory_limit = '{_MEMORY}'")
    connection.execute(f"set temp_directory = '{quoted}'")
    return connection


@contextmanager
def told_progress(
    connection: duckdb.DuckDBPyConnection, console: Console, doing: str
) -> Iterator[None]:
    """Tell now and then how far a step is, in DuckDB's own opinion of its query."""
    done = threading.Event()
    connection.execute("set enable_progress_bar = true")
    connection.execute("set enable_progress_bar_print = false")

    def tell() -> None:
        while not done.wait(_SECONDS_BETWEEN_NEWS):
            share = connection.query_progress()
            console.progress(f"{doing} ({share:.0f} %)" if share > 0 else doing)

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
