"""`kindred build` after dbt: what is counted, and what is told of dbt's run."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

import kindred.build
from harness.engines import Engine
from kindred.build import build_project, counts
from kindred.connection import DuckDbWarehouse
from kindred.console import Console
from kindred.dbt_runner import DbtRun, run_dbt
from kindred.errors import BuildError
from kindred.project import find_project

TABLES = (
    "kindred_intermediate.int_records_unioned",
    "kindred_intermediate.int_edges_accepted",
    "kindred.customers",
    "kindred.customer_crosswalk",
    "kindred.review_queue",
    "kindred.customers_for_email_marketing",
    "kindred.segment_memberships",
)


@pytest.fixture
def warehouse_path(tmp_path: Path) -> Path:
    """A warehouse as a build leaves it, with one row in each table."""
    path = tmp_path / "local.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema kindred")
        connection.execute("create schema kindred_intermediate")
        for table in TABLES:
            connection.execute(f"create table {table} as select 'loyal' as segment_id")
    return path


def test_counts_every_table(warehouse_path: Path) -> None:
    warehouse = DuckDbWarehouse(warehouse_path)
    lines = counts(warehouse, "kindred")
    warehouse.close()
    assert len(lines) == len(TABLES)
    for table in TABLES:
        assert any(f" 1  {table}" in line for line in lines)


def test_counts_no_model_that_is_off_or_not_there(warehouse_path: Path) -> None:
    warehouse = DuckDbWarehouse(warehouse_path)
    warehouse.execute("drop table kindred.segment_memberships")
    told = "\n".join(counts(warehouse, "kindred", {"customers_for_email_marketing"}))
    warehouse.close()
    assert "review_queue" in told
    assert "segment" not in told
    assert "audience" not in told


@pytest.mark.parametrize("is_stale", [True, False])
def test_build_without_orders_is_counted_and_old_tables_are_named(
    is_stale: bool,
    warehouse_path: Path,
    duckdb: Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not is_stale:
        warehouse = DuckDbWarehouse(warehouse_path)
        warehouse.execute("drop table kindred.segment_memberships")
        warehouse.close()
    project = duckdb.sibling("kindred")
    manifest = project.manifest({"shop_enabled": False, "pos_enabled": False})
    monkeypatch.setenv("KINDRED_DUCKDB_PATH", str(warehouse_path))
    monkeypatch.setattr(kindred.build, "run_dbt", lambda *_: None)
    monkeypatch.setattr(kindred.build, "parsed", lambda *_: manifest)

    told = build_project("duckdb", Console())

    assert "kindred.customers " in told
    assert "segment_memberships" not in told
    notices = capsys.readouterr().err
    assert ("Notice: kindred.segment_memberships is from an earlier build" in notices) == is_stale
    assert "stg_shop" not in notices


# ------------------------------------------------------------------------ dbt's events


@pytest.fixture
def run_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[list[Any], Any], None]:
    """Run a dbt that only sends these events and gives this outcome."""
    import dbt.cli.main

    def run(events: list[Any], outcome: Any) -> None:
        class Runner:
            def __init__(self, manifest: Any, callbacks: list[Callable[[Any], None]]) -> None:
                self.callbacks = callbacks

            def invoke(self, arguments: list[str]) -> Any:
                if arguments[0] == "parse":
                    return SimpleNamespace(success=True, result=object(), exception=None)
                for event in events:
                    for callback in self.callbacks:
                        callback(event)
                return outcome

        monkeypatch.setattr(dbt.cli.main, "dbtRunner", Runner)
        described = DbtRun(
            find_project(), "duckdb", tmp_path, tmp_path, variables={"run": str(tmp_path)}
        )
        run_dbt(described, ["build"], Console())

    return run


def outcome_of(*results: Any, success: bool = True, exception: Any = None) -> Any:
    return SimpleNamespace(
        success=success, exception=exception, result=SimpleNamespace(results=list(results))
    )


def result_of(name: str, status: str, failures: int = 0) -> Any:
    node = SimpleNamespace(
        name=name, resource_type="test", original_file_path=f"tests/data/{name}.sql"
    )
    return SimpleNamespace(node=node, status=status, failures=failures, message="Got 2 results")


def test_warnings_are_told(
    run_with: Callable[[list[Any], Any], None], capsys: pytest.CaptureFixture[str]
) -> None:
    run_with([], outcome_of(result_of("one", "warn", 2), result_of("two", "pass")))
    assert capsys.readouterr().err == (
        "Notice: the data test one found 2 rows (tests/data/one.sql).\n"
    )


def test_warnings_are_told_when_another_test_fails(
    run_with: Callable[[list[Any], Any], None], capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = outcome_of(result_of("one", "warn", 1), result_of("two", "fail", 2), success=False)
    with pytest.raises(BuildError, match="two"):
        run_with([], outcome)
    assert "the data test one found one row " in capsys.readouterr().err


def test_a_brake_names_the_marts_that_stay_and_the_place_of_its_var(
    run_with: Callable[[list[Any], Any], None],
) -> None:
    def mart(name: str, status: str) -> Any:
        node = SimpleNamespace(name=name, resource_type="model", fqn=["kindred", "marts", name])
        return SimpleNamespace(node=node, status=status)

    brake = result_of("brake", "error")
    brake.message = "Compilation Error in test brake\n  dbt build --vars '{max_lost_keys: null}'"
    marts = [mart("segments", "skipped"), mart("customers", "success"), mart("a", "skipped")]
    with pytest.raises(BuildError) as caught:
        run_with([], outcome_of(brake, *marts, success=False))
    told = str(caught.value)
    assert "2 of 3 marts are as the last good build left them" in told
    assert "a, segments." in told
    assert "add the others to the file of --vars-file" in told


def test_an_interrupted_dbt_is_no_failed_model(
    run_with: Callable[[list[Any], Any], None],
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_with([], outcome_of(success=False, exception=KeyboardInterrupt()))


def test_progress_names_models_in_whole_words(
    run_with: Callable[[list[Any], Any], None], capsys: pytest.CaptureFixture[str]
) -> None:
    def event(kind: str, status: str, name: str) -> Any:
        data = SimpleNamespace(
            status=status,
            description=f"sql table model kindred.{name}",
            node_info=SimpleNamespace(node_name=name),
            index=1,
            total=3,
            execution_time=0.25,
        )
        return SimpleNamespace(info=SimpleNamespace(name=kind), data=data)

    run_with(
        [
            event("LogModelResult", "success", "customers"),
            event("LogSeedResult", "INSERT 5", "phone_regions"),
            event("LogModelResult", "error", "segments"),
        ],
        outcome_of(),
    )
    lines = [line.split(" s  ", 1)[1] for line in capsys.readouterr().err.splitlines()]
    assert lines == [
        "built  customers (1/3, 0.2 s)",
        "loaded phone_regions (1/3, 0.2 s)",
        "failed segments (1/3, 0.2 s)",
    ]
