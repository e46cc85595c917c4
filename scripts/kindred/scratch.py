"""Places for work that leaves nothing behind: a private folder, schemas of one run.

A process that is killed outright can't clean up. What it left in the temporary place and in
PostgreSQL is removed by the next run, which tells it by a lock that nobody holds; databases
that it left in Spark are told, to be dropped by hand.
"""

import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kindred.connection import PostgresWarehouse, SparkWarehouse, Warehouse, connected, read_profile
from kindred.console import Console
from kindred.dbt_runner import SCRATCH_SCHEMA, DbtRun, environment
from kindred.errors import EngineError
from kindred.signals import ignore_ending_signals

if sys.platform != "win32":
    import fcntl


_LOCK = "hashtextextended(?, 0)"


_FOLDER = "kindred-"

_LOCK_FILE = "lock.kindred"


@contextmanager
def scratch_directory(console: Console) -> Iterator[Path]:
    """A private folder in the system's temporary place; it holds personal data.

    Folders of runs that were killed outright are removed first: those of this user whose
    lock nobody holds. Windows has no such lock, and there they stay.
    """
    _remove_abandoned(Path(tempfile.gettempdir()), console)
    path = Path(tempfile.mkdtemp(prefix=_FOLDER))
    lock = None
    try:
        lock = _held_lock(path)
        yield path
    finally:
        ignore_ending_signals()
        shutil.rmtree(path, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _held_lock(folder: Path) -> int | None:
    """Hold a folder's lock for as long as this process lives, or until it is closed."""
    if sys.platform == "win32":
        return None
    # it gets its name when it is held, so that nobody finds it free before that
    unnamed = folder / f"{_LOCK_FILE}.new"
    lock = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        unnamed.rename(folder / _LOCK_FILE)
    except OSError:
        # some network file systems have no locks: this folder is nobody's to sweep
        os.close(lock)
        return None
    return lock


def _remove_abandoned(place: Path, console: Console) -> None:
    """Remove scratch folders whose run is no more: nobody holds their lock."""
    if sys.platform == "win32":
        return
    for folder in sorted(place.glob(f"{_FOLDER}*")):
        try:
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            lock = os.open(folder / _LOCK_FILE, os.O_RDWR | os.O_NOFOLLOW)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        else:
            shutil.rmtree(folder, ignore_errors=True)
            if folder.exists():
                console.notice(f"{folder} holds records of a run that was killed; remove it.")
            else:
                console.notice(f"removed {folder}, which a run that was killed had left.")
        finally:
            os.close(lock)


def scratch_schema(command: str) -> str:
    """A name that no schema has yet; those of its layers begin with it."""
    return f"kindred_{command}_{uuid.uuid4().hex[:12]}"


def scratch_settings(run: DbtRun) -> dict[str, Any]:
    """Settings of a run's target, once they are sure to name the run's own schema.

    Raises:
        EngineError: The profile names a schema of its own.
    """
    with environment(run.run_environment()):
        settings = read_profile(run.profiles_path, run.target)
    if settings.get("schema") != run.schema:
        raise EngineError(
            f"The target {run.target} must take its schema from KINDRED_SCHEMA, so that "
            "this command works in a scratch schema: "
            "schema: \"{{ env_var('KINDRED_SCHEMA', 'kindred') }}\""
        )
    return settings


def make_scratch_schema(warehouse: Warehouse, schema: str) -> None:
    """Make a schema.

    Raises:
        EngineError: The user may not.
    """
    try:
        warehouse.execute(f"create schema {schema}")
    except Exception as error:
        reason = str(error).strip().splitlines()[0]
        raise EngineError(f"No scratch schema could be made: {reason}.") from None


@contextmanager
def scratch_schemas(settings: Mapping[str, Any], schema: str, console: Console) -> Iterator[None]:
    """Remove this run's schemas from the engine afterwards, if it answers at all.

    PostgreSQL holds a lock on the name meanwhile, so that the next run can tell what a
    process that was killed outright has left from what is at work, and removes it. Spark
    has no such lock: what may be left is told. For DuckDB there is nothing to do: its
    schemas are in the scratch folder.
    """
    if settings["type"] == "duckdb":
        yield
        return
    with connected(settings) as keeper:
        if isinstance(keeper, PostgresWarehouse):
            # a server may end sessions that wait, as this one does while dbt works
            keeper.execute(
                "select set_config(name, '0', false) from pg_settings "
                "where name = 'idle_session_timeout'"
            )
            _drop_abandoned(keeper, console)
            keeper.execute(f"select pg_advisory_lock({_LOCK})", [schema])
        elif isinstance(keeper, SparkWarehouse):
            _tell_abandoned(keeper, console)
        try:
            yield
        finally:
            ignore_ending_signals()
            _drop_schemas(settings, schema, console)


def _drop_abandoned(warehouse: PostgresWarehouse, console: Console) -> None:
    """Remove scratch schemas whose run is no more: nobody holds the lock on their name."""
    found = warehouse.execute("select nspname from pg_namespace where nspname like 'kindred%'")
    for schema in sorted({match[0] for (name,) in found if (match := SCRATCH_SCHEMA.match(name))}):
        ((is_abandoned,),) = warehouse.execute(f"select pg_try_advisory_lock({_LOCK})", [schema])
        if not is_abandoned:
            continue
        try:
            _drop(warehouse, schema)
        except Exception:
            console.notice(_left(schema))
        finally:
            warehouse.execute(f"select pg_advisory_unlock({_LOCK})", [schema])


def _tell_abandoned(warehouse: Warehouse, console: Console) -> None:
    """Name scratch databases that are there before this run has made any."""
    found = warehouse.execute("show databases like 'kindred*'")
    for schema in sorted({match[0] for (name,) in found if (match := SCRATCH_SCHEMA.match(name))}):
        console.notice(
            f"The databases {schema}* are those of another run. If none is at work, it was "
            "killed, and they hold records: drop them by hand."
        )


def _drop_schemas(settings: Mapping[str, Any], schema: str, console: Console) -> None:
    """Remove the scratch schemas; a failure here must not hide the first one."""
    try:
        with connected(settings) as warehouse:
            _drop(warehouse, schema)
    except Exception:
        console.notice(_left(schema))


def _drop(warehouse: Warehouse, schema: str) -> None:
    assert SCRATCH_SCHEMA.fullmatch(schema)
    if isinstance(warehouse, PostgresWarehouse):
        found = warehouse.execute(
            "select nspname from pg_namespace where starts_with(nspname, ?)", [schema]
        )
    else:
        found = warehouse.execute(f"show databases like '{schema}*'")
    for (name,) in found:
        warehouse.execute(f"drop schema {name} cascade")


def _left(schema: str) -> str:
    return (
        f"The scratch schemas {schema}* hold the records and could not be dropped; "
        "drop them by hand."
    )
