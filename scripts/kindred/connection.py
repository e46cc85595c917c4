"""One way to the warehouse: reads profiles.yml and the target, and runs SQL there."""

import importlib.util
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import jinja2
import yaml

from kindred.errors import EngineError

_EXTRAS = {"postgres": "psycopg2", "spark": "pyspark"}
_FIND_TABLE = (
    "select table_name from information_schema.tables where table_schema = ? and table_name = ?"
)


class Warehouse(Protocol):
    """A connection to one engine; values are bound, never formatted into SQL."""

    engine: str

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run one statement with ``?`` for each parameter; return its rows, if any."""

    def columns(self, sql: str) -> list[str]:
        """Names of the columns that a query gives."""

    def has_table(self, schema: str, name: str) -> bool:
        """Whether there is a table or view of this name."""

    def close(self) -> None:
        """Give the connection back."""


def read_profile(profiles_directory: Path, target: str, profile: str = "kindred") -> dict[str, Any]:
    """Settings of one target in profiles.yml, with env_var() filled in.

    Raises:
        EngineError: The file, the profile or the target is missing, or a variable
            without a default is not set.
    """
    path = profiles_directory / "profiles.yml"
    if not path.is_file():
        raise EngineError(f"{path} does not exist.")
    content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    if profile not in content:
        raise EngineError(f"{path} has no profile named {profile}.")
    outputs = content[profile].get("outputs") or {}
    if target not in outputs:
        known = ", ".join(sorted(outputs))
        raise EngineError(f"{path} has no target named {target}; it has: {known}.")
    settings = _render(outputs[target], path)
    assert isinstance(settings, dict)
    return settings


def connect(settings: Mapping[str, Any]) -> Warehouse:
    """Connect to the engine that a target names.

    Raises:
        EngineError: The engine's packages are not installed, or it does not answer.
    """
    engine = str(settings.get("type"))
    module = _EXTRAS.get(engine)
    if module and importlib.util.find_spec(module) is None:
        raise EngineError(
            f"The target {engine} needs more packages: "
            f'run pip install -e ".[{engine}]" in the project\'s folder.'
        )
    if engine == "duckdb":
        return DuckDbWarehouse(Path(str(settings["path"])), settings.get("settings") or {})
    if engine == "postgres":
        return PostgresWarehouse(settings)
    if engine == "spark":
        return SparkWarehouse(settings)
    raise EngineError(f"The target type {engine} is not one of duckdb, postgres, spark.")


@contextmanager
def connected(settings: Mapping[str, Any]) -> Iterator[Warehouse]:
    """A connection for the length of a with-block."""
    warehouse = connect(settings)
    try:
        yield warehouse
    finally:
        warehouse.close()


class DuckDbWarehouse:
    """A DuckDB file, with the settings that profiles.yml gives it."""

    engine = "duckdb"

    def __init__(self, path: Path, settings: Mapping[str, Any] | None = None) -> None:
        import duckdb

        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.connection = duckdb.connect(str(path))
            for name, value in (settings or {}).items():
                text = str(value).replace("'", "''")
                self.connection.execute(f"set {name} = '{text}'")
        except duckdb.Error as error:
            raise EngineError(
                f"{path} cannot be opened by DuckDB. A build, a query tool or a notebook that "
                "has it open keeps everybody else out: let it end, or close it. "
                f"({str(error).splitlines()[0]})"
            ) from None

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, list(parameters)).fetchall()

    def columns(self, sql: str) -> list[str]:
        return [row[0] for row in self.execute(f"describe {sql}")]

    def has_table(self, schema: str, name: str) -> bool:
        return bool(self.execute(_FIND_TABLE, [schema, name]))

    def close(self) -> None:
        self.connection.close()


class PostgresWarehouse:
    """A PostgreSQL database; every statement commits by itself."""

    engine = "postgres"

    def __init__(self, settings: Mapping[str, Any]) -> None:
        import psycopg2

        try:
            self.connection = psycopg2.connect(**_postgres_arguments(settings))
            self.connection.autocommit = True
            if settings.get("role"):
                self.connection.cursor().execute(f"set role {settings['role']}")
        except psycopg2.Error as error:
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            raise EngineError(
                f"No connection to PostgreSQL at {settings.get('host')}:"
                f"{settings.get('port')}: {reason.rstrip('.')}. Set PGHOST, PGPORT, PGUSER, "
                "PGPASSWORD and PGDATABASE, or mend the output in profiles.yml."
            ) from None

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            if parameters:
                sql = sql.replace("%", "%%").replace("?", "%s")
                cursor.execute(sql, tuple(parameters))
            else:
                cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def columns(self, sql: str) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute(f"select * from ({sql}) as described limit 0")
            return [column.name for column in cursor.description]

    def has_table(self, schema: str, name: str) -> bool:
        return bool(self.execute(_FIND_TABLE, [schema, name]))

    def close(self) -> None:
        self.connection.close()


def _postgres_arguments(settings: Mapping[str, Any]) -> dict[str, Any]:
    """What dbt-postgres gives to psycopg2 for the same output of profiles.yml."""
    arguments = {
        "host": settings.get("host"),
        "port": settings.get("port"),
        "user": settings.get("user"),
        "password": settings.get("password") or settings.get("pass"),
        "dbname": settings.get("dbname") or settings.get("database"),
        "connect_timeout": settings.get("connect_timeout", 10),
        "application_name": settings.get("application_name", "kindred"),
        "client_encoding": "UTF8",
    }
    for name in ("keepalives_idle", "sslmode", "sslcert", "sslkey", "sslrootcert"):
        if settings.get(name):
            arguments[name] = settings[name]
    if settings.get("search_path"):
        search_path = str(settings["search_path"]).replace(" ", "\\ ")
        arguments["options"] = f"-c search_path={search_path}"
    return arguments


class SparkWarehouse:
    """The Spark session of this process, the same one that dbt's session method uses."""

    engine = "spark"

    def __init__(self, settings: Mapping[str, Any]) -> None:
        if settings.get("method") != "session":
            raise EngineError(
                "Files can be loaded through the Spark method session only; the target "
                f"has method {settings.get('method')}. Land the file as a table and run "
                "dbt on it."
            )
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.enableHiveSupport()
        for name, value in (settings.get("server_side_parameters") or {}).items():
            builder = builder.config(str(name), str(value))
        builder = builder.config("spark.sql.ansi.enabled", "false")
        try:
            self.session = builder.getOrCreate()
        except (PySparkException, OSError) as error:
            raise EngineError(
                "Spark did not start. It needs Java 17 or newer: set JAVA_HOME, or put "
                f"java on the PATH. ({type(error).__name__})"
            ) from None

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        frame = (
            self.session.sql(sql, args=list(parameters)) if parameters else self.session.sql(sql)
        )
        if not frame.columns:
            return []
        with _utc():
            return [tuple(row) for row in frame.collect()]

    def columns(self, sql: str) -> list[str]:
        return list(self.session.sql(sql).columns)

    def has_table(self, schema: str, name: str) -> bool:
        return bool(self.session.catalog.tableExists(f"{schema}.{name}"))

    def close(self) -> None:
        """Leave the session running: one process has only one."""


@contextmanager
def _utc() -> Iterator[None]:
    """PySpark gives timestamps in the time zone of the process, whatever the session's is."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


def _render(value: Any, path: Path) -> Any:
    """Fill in the Jinja of profiles.yml as dbt does: env_var() and the as_ filters."""
    if isinstance(value, dict):
        return {key: _render(item, path) for key, item in value.items()}
    if isinstance(value, list):
        return [_render(item, path) for item in value]
    if not isinstance(value, str) or "{{" not in value:
        return value

    def env_var(name: str, default: str | None = None) -> str:
        found = os.environ.get(name, default)
        if found is None:
            raise EngineError(f"{path} reads the environment variable {name}; set it.")
        return found

    environment = jinja2.Environment(autoescape=False)  # noqa: S701 (no HTML here)
    environment.filters["as_number"] = lambda text: text
    environment.filters["as_bool"] = lambda text: text
    environment.filters["as_native"] = lambda text: text
    environment.filters["as_text"] = lambda text: text
    text = environment.from_string(value).render(env_var=env_var)
    if "as_number" in value:
        return float(text) if "." in text else int(text)
    if "as_bool" in value:
        return text.strip().lower() == "true"
    return text
