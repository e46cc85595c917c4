"""What is passed to an engine, and what is said when it cannot be used."""

import datetime
import importlib.util
import time
from pathlib import Path
from typing import Any

import pytest

from harness.engines import Engine
from kindred.connection import connect, connected, read_profile
from kindred.errors import EngineError

SETTINGS = {
    "type": "postgres",
    "host": "db.example",
    "port": 5433,
    "user": "me",
    "pass": "secret",
    "dbname": "people",
    "schema": "kindred",
}


@pytest.fixture
def connected_with(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What psycopg2.connect was called with, and under "statements" what was run."""
    psycopg2 = pytest.importorskip("psycopg2")
    given: dict[str, Any] = {"statements": []}

    class Connection:
        autocommit = False

        def cursor(self) -> "Connection":
            return self

        def execute(self, statement: str) -> None:
            given["statements"].append(statement)

    def connection(**arguments: Any) -> Connection:
        given.update(arguments)
        return Connection()

    monkeypatch.setattr(psycopg2, "connect", connection)
    return given


def test_postgres_gets_what_dbt_would_pass(connected_with: dict[str, Any]) -> None:
    more = {
        "sslmode": "verify-full",
        "sslcert": "client.crt",
        "sslkey": "client.key",
        "sslrootcert": "root.crt",
        "connect_timeout": 3,
        "keepalives_idle": 60,
        "application_name": "nightly",
    }
    connect({**SETTINGS, **more, "role": "loader", "search_path": "a, b"})
    assert connected_with == {
        **more,
        "host": "db.example",
        "port": 5433,
        "user": "me",
        "password": "secret",
        "dbname": "people",
        "options": "-c search_path=a,\\ b",
        "client_encoding": "UTF8",
        "statements": ["set role loader"],
    }


def test_settings_that_are_not_there_are_left_to_the_server(
    connected_with: dict[str, Any],
) -> None:
    connect({**SETTINGS, "keepalives_idle": 0})
    assert connected_with["connect_timeout"] == 10
    assert not {"sslmode", "options", "keepalives_idle"} & set(connected_with)
    assert connected_with["statements"] == []


@pytest.mark.parametrize("engine", ["postgres", "spark"])
def test_missing_packages_are_named(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EngineError) as error:
        connect({"type": engine})
    assert str(error.value) == (
        f'The target {engine} needs more packages: run pip install -e ".[{engine}]" in the '
        "project's folder."
    )


def test_a_table_is_found_or_not(engine: Engine) -> None:
    engine.write("found", "probe", "select 1 as x")
    warehouse = engine.connect()
    try:
        assert warehouse.has_table(f"{engine.schema}_probe", "found")
        assert not warehouse.has_table(f"{engine.schema}_probe", "lost")
        assert not warehouse.has_table("no_such_schema", "found")
    finally:
        warehouse.close()


def test_a_timestamp_is_the_same_in_every_time_zone(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    warehouse = engine.connect()
    try:
        found = warehouse.execute("select cast('2025-07-01 03:15:00' as timestamp)")
    finally:
        warehouse.close()
        monkeypatch.undo()
        time.tzset()
    assert found == [(datetime.datetime(2025, 7, 1, 3, 15),)]


def test_duckdb_gets_the_settings_of_its_output(tmp_path: Path) -> None:
    settings = {"path": str(tmp_path / "local.duckdb"), "settings": {"TimeZone": "Asia/Kolkata"}}
    with connected({"type": "duckdb", **settings}) as warehouse:
        assert warehouse.execute("select current_setting('TimeZone')") == [("Asia/Kolkata",)]


def test_duckdb_is_at_utc(project_directory: Path) -> None:
    assert read_profile(project_directory, "duckdb")["settings"]["TimeZone"] == "UTC"
