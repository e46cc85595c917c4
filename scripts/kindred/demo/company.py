"""Make a company's customers, their lives, and the traces they leave in its systems.

Everything is SQL over counters and hashes (the rooms), run in DuckDB slice by slice; Python
strings the rooms together. Nothing depends on the slices, the workers or the clock, so the
same number of people and seed gives the same bytes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from kindred.console import Console
from kindred.demo import DEFAULT_SEED
from kindred.demo.tables import SOURCE_TABLES, TRUTH_TABLES, Table
from kindred.demo.word_tables import word_tables, word_variables
from kindred.errors import InputError, KindredError

FIRST_DAY = date(2019, 1, 7)
LAST_DAY = date(2025, 6, 30)
MAX_DAYS = 365
MAX_PEOPLE = 5_000_000
"""Beyond this the keys from which ids are made no longer fit into 64 bits."""
MAX_SEED = 2**31 - 1
PEOPLE_PER_PART = 50_000
"""People behind one file of each table; part of what the bytes are."""
PEOPLE_PER_SLICE = 25_000
"""People in memory at a time; changes speed and memory alone."""
WORKERS = 2

_ROOMS_DIRECTORY = Path(__file__).with_name("rooms")
_MAILBOX_ROOMS = ("people", "mailboxes")
_SLICE_ROOMS = (
    "people",
    "addresses",
    "mailboxes",
    "lives",
    "crm",
    "shop",
    "pos",
    "web",
    "email",
    "support",
    "social",
    "consent",
    "work",
    "truth",
)
_COLUMNS = "select columns(lambda name: not starts_with(name, 'x_'))"
_FORMATS = {
    "parquet": "format parquet, row_group_size 122880",
    "csv": "format csv, header, timestampformat '%Y-%m-%d %H:%M:%S'",
}


@dataclass(frozen=True)
class Options:
    """What company to make.

    Attributes:
        people: How many people it knows, from 1.
        seed: Same people and seed, same bytes.
        days: How many of the last days lie apart, each as what arrived that day.
        events: Share of the mails, and of the visits that buy nothing, that there are.
        file_format: parquet or csv; reviews and mentions are JSON lines in both.
        slice_people: People in memory at a time.
        workers: Parts that are made at a time.
    """

    people: int
    seed: int = DEFAULT_SEED
    days: int = 0
    file_format: str = "parquet"
    events: float = 1.0
    slice_people: int = PEOPLE_PER_SLICE
    workers: int = WORKERS

    def faults(self) -> list[str]:
        """Every option that cannot be, with what is allowed."""
        faults = []
        if not 1 <= self.people <= MAX_PEOPLE:
            faults.append(f"--people is {self.people}; give 1 to {MAX_PEOPLE}")
        if not 0 <= self.seed <= MAX_SEED:
            faults.append(f"--seed is {self.seed}; give a whole number from 0 to {MAX_SEED}")
        if not 0 <= self.days <= MAX_DAYS:
            faults.append(f"--days is {self.days}; give 0 to {MAX_DAYS}")
        if not 0 <= self.events <= 1:
            faults.append(f"--events is {self.events}; give a share from 0 to 1")
        return faults


def folder_faults(out: Path) -> list[str]:
    """What keeps a company out of a folder."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        return [f"{out} is there and not empty; name another folder, or remove it first"]
    return []


def check_folder(out: Path) -> None:
    """Tell a folder that cannot be used before anything is made.

    Raises:
        InputError: Names it.
    """
    if faults := folder_faults(out):
        raise InputError("; ".join(faults) + ".")


@dataclass(frozen=True)
class Slice:
    """Households that are made together."""

    part: int
    first_household: int
    last_household: int
    people_before: int


def make_company(options: Options, out: Path, console: Console) -> dict[str, int]:
    """Write the company's tables and its truth to a folder.

    The folder gets `raw/<table>/part-00000.parquet` and on, `truth/<table>/...`, with days
    also `days/<date>/<table>/...`, and `company.json`, which tells what it is. It appears
    when everything is written, so one that is there is whole.

    Args:
        options: What to make.
        out: Folder, not there yet or empty.
        console: Takes the progress.

    Returns:
        Rows of each table.

    Raises:
        InputError: An option that cannot be, or a folder that holds something.
        KindredError: The disk or the memory is full.
    """
    if faults := [*options.faults(), *folder_faults(out)]:
        raise InputError("; ".join(faults) + ".")
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as scratch:
        place = Path(scratch) / "company"
        place.mkdir()
        try:
            rows = _write(options, place, Path(scratch), console)
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise KindredError(
                f"{out} could not be written: {str(error).splitlines()[0]}"
            ) from None
        told = {
            "people": options.people,
            "seed": options.seed,
            "days": options.days,
            "events": options.events,
            "first_day": str(FIRST_DAY),
            "last_day": str(LAST_DAY),
            "rows": rows,
        }
        (place / "company.json").write_text(json.dumps(told, indent=2) + "\n", "utf-8")
        if out.exists():
            # a folder that somebody works in, or a mount, stays what it is; what tells that
            # the company is whole comes last
            for child in sorted(place.iterdir(), key=lambda path: path.is_file()):
                shutil.move(child, out / child.name)
        else:
            shutil.move(place, out)
    console.progress(f"{out} holds {sum(rows.values())} rows")
    return rows


def _write(options: Options, place: Path, scratch: Path, console: Console) -> dict[str, int]:
    """Make the slices of each part, and write the part."""
    with _opened(options, scratch) as connection:
        slices = _slices(connection, options)
        console.progress(f"{options.people} people in {len(slices)} parts")
        _find_taken_mailboxes(connection, options, slices.values())
        console.progress("mailboxes given out")
        for back in range(options.days):
            (place / "days" / str(LAST_DAY - timedelta(days=back))).mkdir(parents=True)
        rows: Counter[str] = Counter()
        done = 0
        stop = threading.Event()
        with ThreadPoolExecutor(options.workers) as pool:
            parts = [
                pool.submit(_make_part, connection, options, number, part, place, stop)
                for number, part in slices.items()
            ]
            try:
                for finished in as_completed(parts):
                    rows.update(finished.result())
                    done += 1
                    console.progress(f"part {done} of {len(parts)} written")
            except BaseException:
                stop.set()
                for waiting in parts:
                    waiting.cancel()
                raise
    return {table.name: rows[table.name] for table in (*SOURCE_TABLES, *TRUTH_TABLES)}


# --------------------------------------------------------------------------- the company


@contextmanager
def _opened(options: Options, scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with the words, the company itself and the slices.

    Each query runs on the thread that asks, so that the order of rows is always the same;
    parts are made side by side instead.
    """
    connection = duckdb.connect()
    try:
        connection.execute("set threads = 1")
        connection.execute("set temp_directory = ?", [str(scratch / "spill")])
        connection.execute("set TimeZone = 'UTC'")
        for name, table in word_tables().items():
            lists = ", ".join(f"unnest(${column}) as {column}" for column in table)
            connection.execute(f"create table {name} as select {lists}", dict(table))
        _set_variables(connection, options)
        connection.execute(_room("chance"))
        connection.execute(_room("company"))
        yield connection
    finally:
        connection.close()


def _set_variables(connection: duckdb.DuckDBPyConnection, options: Options) -> None:
    """Variables belong to a connection, so each worker sets them."""
    variables: dict[str, object] = {
        "people": options.people,
        "seed": str(options.seed),
        "events": options.events,
        "first_day": FIRST_DAY,
        "last_day": LAST_DAY,
        "part_people": PEOPLE_PER_PART,
        "slice_people": options.slice_people,
        **word_variables(options.people),
    }
    for name, value in variables.items():
        connection.execute(f"set variable {name} = ?", [value])


def _room(name: str) -> str:
    return (_ROOMS_DIRECTORY / f"{name}.sql").read_text("utf-8")


def _slices(connection: duckdb.DuckDBPyConnection, options: Options) -> dict[int, list[Slice]]:
    """The slices of each part, in order."""
    parts: dict[int, list[Slice]] = {}
    for part, first, last, before in connection.execute(
        "select part, first_household, last_household, people_before from slices "
        "order by part, slice"
    ).fetchall():
        parts.setdefault(part, []).append(Slice(part, first, last, before))
    return parts


def _find_taken_mailboxes(
    connection: duckdb.DuckDBPyConnection, options: Options, parts: Iterable[Sequence[Slice]]
) -> None:
    """Find the mailboxes that somebody with a lower number has: who comes later takes digits."""
    connection.execute("create table mailbox_keys (mailbox bigint, key ubigint)")
    with ThreadPoolExecutor(options.workers) as pool:
        for listed in [
            pool.submit(_list_mailboxes, connection, options, slices) for slices in parts
        ]:
            listed.result()
    connection.execute(
        """
        create table taken_mailboxes as
        select keys.mailbox
        from mailbox_keys as keys
        inner join (
            select key, min(mailbox) as first_mailbox
            from mailbox_keys
            group by key
            having count(*) > 1
        ) as doubles on keys.key = doubles.key and keys.mailbox > doubles.first_mailbox
        """
    )
    connection.execute("drop table mailbox_keys")


def _list_mailboxes(
    shared: duckdb.DuckDBPyConnection, options: Options, slices: Iterable[Slice]
) -> None:
    connection = shared.cursor()
    try:
        _set_variables(connection, options)
        for one in slices:
            _enter(connection, one)
            for room in _MAILBOX_ROOMS:
                connection.execute(_room(room))
            connection.execute(
                "insert into mailbox_keys "
                "select mailbox, md5_number_lower(mailbox_key) from mailboxes"
            )
    finally:
        connection.close()


def _enter(connection: duckdb.DuckDBPyConnection, one: Slice) -> None:
    for name in ("first_household", "last_household", "people_before"):
        connection.execute(f"set variable {name} = ?", [getattr(one, name)])


# ---------------------------------------------------------------------------- the parts


def _make_part(
    shared: duckdb.DuckDBPyConnection,
    options: Options,
    number: int,
    slices: Iterable[Slice],
    place: Path,
    stop: threading.Event,
) -> dict[str, int]:
    """Make the people of one part slice by slice, and write its file of each table."""
    connection = shared.cursor()
    try:
        _set_variables(connection, options)
        for turn, one in enumerate(slices):
            if stop.is_set():
                return {}
            _enter(connection, one)
            for room in _SLICE_ROOMS:
                connection.execute(_room(room))
            for table in (*SOURCE_TABLES, *TRUTH_TABLES):
                verb = f"insert into part_{table.name}" if turn else (
                    f"create or replace temp table part_{table.name} as"
                )  # fmt: skip
                connection.execute(f"{verb} select * from {table.name}")
        rows = {}
        for table in SOURCE_TABLES:
            rows[table.name] = _write_source_table(connection, options, table, number, place)
        for table in TRUTH_TABLES:
            rows[table.name] = _copy(
                connection,
                f"{_COLUMNS} from part_{table.name} order by {table.ordering}",
                _file(place / "truth", table, options, number),
                options.file_format,
            )
        return rows
    finally:
        connection.close()


def _file(directory: Path, table: Table, options: Options, number: int) -> Path:
    suffix = "jsonl" if table.is_json else options.file_format
    return directory / table.name / f"part-{number:05d}.{suffix}"


def _write_source_table(
    connection: duckdb.DuckDBPyConnection,
    options: Options,
    table: Table,
    number: int,
    place: Path,
) -> int:
    """Write what came before the days that lie apart, and each of those days."""
    if not options.days:
        return _copy(
            connection,
            f"{_COLUMNS} from part_{table.name} order by {table.ordering}",
            _file(place / "raw", table, options, number),
            _format(table, options),
        )
    # one row per delivery: a row before it was changed, as it ended up, and now and then
    # the same a second time on the next day; what was changed before the days began is not
    # told twice
    earlier = ", ".join(f"{value} as {column}" for column, value in table.earlier.items())
    changed = f"replace ({earlier})" if earlier else ""
    key = " || '/' || ".join(f"{column}::varchar" for column in table.key)
    cut = LAST_DAY - timedelta(days=options.days)
    connection.execute(
        f"""
        create or replace temp table delivered as
        with arrived as (

            select
                *,
                least(x_arrives_at::date, day_last()) as x_day
            from part_{table.name}

        )

        select *
        from arrived

        union all

        select * exclude (x_day) {changed}, x_first_at::date as x_day
        from arrived
        where x_first_at::date < x_day and x_day > date '{cut}'

        union all

        select * exclude (x_day), x_day + 1 as x_day
        from arrived
        where x_day < day_last()
            and x_day > date '{cut}'
            and share(md5_number_lower({key}) >> 1, 'delivered twice') < 0.02
        """
    )
    written = _copy(
        connection,
        f"{_COLUMNS} from (select * from delivered where x_day <= date '{cut}') "
        f"order by {table.ordering}",
        _file(place / "raw", table, options, number),
        _format(table, options),
    )
    days = connection.execute(
        f"select distinct x_day from delivered where x_day > date '{cut}' order by x_day"
    ).fetchall()
    for (day,) in days:
        written += _copy(
            connection,
            f"{_COLUMNS} from (select * from delivered where x_day = date '{day}') "
            f"order by {table.ordering}",
            _file(place / "days" / str(day), table, options, number),
            _format(table, options),
        )
    return written


def _format(table: Table, options: Options) -> str:
    return "json" if table.is_json else options.file_format


def _copy(connection: duckdb.DuckDBPyConnection, query: str, file: Path, file_format: str) -> int:
    """Write a query's rows to a file; returns how many."""
    file.parent.mkdir(parents=True, exist_ok=True)
    settings = _FORMATS.get(file_format, "format json")
    row = connection.execute(f"copy ({query}) to '{_quoted(file)}' ({settings})").fetchone()
    assert row is not None
    return int(row[0])


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
