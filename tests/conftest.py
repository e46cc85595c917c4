"""Fixtures that every test may use; see tests/harness for what they return.

    engine         each of DuckDB, PostgreSQL and Spark in turn (one test becomes three)
    duckdb, postgres, spark          one engine; skipped with a reason where it cannot run
    demo           the engine with the demo company built (each engine in turn)
    duckdb_demo, postgres_demo, spark_demo    one engine with the demo company built
    workbench, duckdb_workbench      a schema of its own to write what models read

An engine is started, its project parsed and its demo built once in a test run. Tests of
PostgreSQL and Spark run in one worker process; DuckDB tests run anywhere, on copies.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from _pytest.unraisableexception import gc_collect_iterations_key

from harness.engines import ENGINES, PROJECT_DIRECTORY, Engine
from harness.quick_dbt import use_quick_dbt
from harness.servers import (
    EngineUnavailableError,
    PostgresServer,
    spark_environment,
    stop_spark,
)
from harness.shelf import Shelf, locked
from kindred import kept_manifests
from kindred.dbt_runner import DbtRun

# The same examples in every run: a failure is the change's, not the day's.
hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.load_profile("same")

SHARED_DATA = PROJECT_DIRECTORY.parent / "shared" / "data"
_SERVER_FIXTURES = {"postgres", "spark", "postgres_demo", "spark_demo", "demo_answers"}


def pytest_configure(config: pytest.Config) -> None:
    """Keep what tests run from calling home or reading the user's own profiles."""
    # at the end pytest looks for garbage among all that was parsed, for half a minute
    config.stash[gc_collect_iterations_key] = 0
    os.environ["DO_NOT_TRACK"] = "1"
    for name in ("DBT_PROFILES_DIR", "DBT_TARGET", "DBT_PROJECT_DIR"):
        os.environ.pop(name, None)
    for name in [name for name in os.environ if name.startswith("KINDRED_")]:
        if not name.startswith("KINDRED_TEST_"):
            os.environ.pop(name)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the server engines into one worker, and start with them and, of
    the others, with the slow ones: at the end both workers should have something to do."""
    server_items, other_items = [], []
    for item in items:
        if _needs_server(item):
            item.add_marker(pytest.mark.xdist_group("servers"))
            server_items.append(item)
        else:
            other_items.append(item)
    server_items.sort(key=lambda item: "spark" in item.nodeid)
    slow_items = [item for item in other_items if item.get_closest_marker("slow")]
    quick_items = [item for item in other_items if not item.get_closest_marker("slow")]
    # xdist hands two groups to each worker to begin with: the second one of the worker that
    # has the servers waits until they are done, so it should be short
    items[:] = server_items + slow_items[:1] + quick_items[:1] + slow_items[1:] + quick_items[1:]


def _needs_server(item: pytest.Item) -> bool:
    """Whether a test starts PostgreSQL or Spark: a fixture, a parameter or its name says so."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & _SERVER_FIXTURES) or "postgres" in item.name or "spark" in item.name


@pytest.fixture(scope="session")
def project_directory() -> Path:
    """Root of the project."""
    return PROJECT_DIRECTORY


@pytest.fixture(scope="session")
def shared_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all worker processes of this test run share."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "shared"
    shared.mkdir(exist_ok=True)
    return shared


@pytest.fixture(scope="session", autouse=True)
def shelf(shared_directory: Path) -> Shelf:
    """Parsed projects that all worker processes of this test run share, and the commands
    that they start."""
    shelf = Shelf(shared_directory / "shelf")
    Engine.shelf = shelf
    os.environ["XDG_CACHE_HOME"] = str(shared_directory / "cache")
    kept_manifests.KEPT_COUNT = 1000
    kept_manifests.find = _also_what_tests_have_parsed(kept_manifests.find)
    use_quick_dbt()
    return shelf


def _also_what_tests_have_parsed(
    find: Callable[[DbtRun], Any | None],
) -> Callable[[DbtRun], Any | None]:
    def find_or_take(run: DbtRun) -> Any | None:
        found = find(run)
        return Engine.kept(run) if found is None else found

    return find_or_take


@pytest.fixture(scope="session")
def engine_named(
    tmp_path_factory: pytest.TempPathFactory, shared_directory: Path
) -> Iterator[Callable[[str], Engine]]:
    """A function from an engine's name to the engine, started once in this process."""
    started: dict[str, Engine | str] = {}
    servers: list[PostgresServer] = []

    def start(name: str) -> Engine:
        directory = tmp_path_factory.mktemp(name)
        if name != "duckdb":
            worker = os.environ.get("PYTEST_XDIST_WORKER", "the only process")
            claim = shared_directory / f"{name}.worker"
            with locked(shared_directory / "claims.lock"):
                claimed = claim.read_text() if claim.exists() else worker
                claim.write_text(worker)
            assert claimed == worker, f"{claimed} and {worker} both start {name}: the groups fail"
        variables = {}
        if name == "postgres":
            server = PostgresServer()
            servers.append(server)
            server.start()
            variables = server.environment
        elif name == "spark":
            variables = spark_environment(directory)
        return Engine(name, directory, variables, "kindred_bench")

    def named(name: str) -> Engine:
        if name not in started:
            try:
                started[name] = start(name)
            except EngineUnavailableError as reason:
                started[name] = str(reason)
        found = started[name]
        if isinstance(found, str):
            pytest.skip(f"{name}: {found}")
        return found

    yield named
    for server in servers:
        server.stop()
    if isinstance(started.get("spark"), Engine):
        stop_spark()


@pytest.fixture(scope="session")
def demo_named(
    engine_named: Callable[[str], Engine], shared_directory: Path
) -> Callable[[str], Engine]:
    """A function from an engine's name to the engine with the demo company built."""
    engines: dict[str, Engine] = {}
    failures: dict[str, str] = {}

    def build(engine: Engine) -> None:
        if engine.name == "spark":
            # A statement costs Spark a second. Data and units are tested on the other
            # engines, whose rows Spark's are compared with one by one.
            engine.dbt("build", "--exclude-resource-type", "test", "unit_test")
            return
        if engine.name != "duckdb":
            # a unit of SQL is tested on DuckDB, the rows that all units make are compared
            engine.dbt("build", "--exclude-resource-type", "unit_test")
            return
        original = shared_directory / "demo.duckdb"
        with locked(shared_directory / "demo.lock"):
            if not original.exists():
                engine.dbt("build")
                # what is still in the write-ahead log would be missing from the copy
                engine.query("force checkpoint")
                shutil.copy(engine.warehouse_path, f"{original}.part")
                Path(f"{original}.part").rename(original)
                return
        shutil.copy(original, engine.warehouse_path)

    def named(name: str) -> Engine:
        if name not in engines:
            # a task costs Spark more than the demo's rows do; the models whose answer
            # could depend on where rows lie run on several partitions in the workbench
            alone = {"KINDRED_SPARK_PARTITIONS": "1"}
            engines[name] = engine_named(name).sibling("kindred", settings=alone)
            try:
                build(engines[name])
            except AssertionError as error:
                failures[name] = str(error)
        if name in failures:
            pytest.fail(f"the demo did not build: {failures[name]}", pytrace=False)
        return engines[name]

    return named


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, engine_named: Callable[[str], Engine]) -> Engine:
    """Each engine in turn, with no model built."""
    return engine_named(request.param)


@pytest.fixture
def duckdb(engine_named: Callable[[str], Engine]) -> Engine:
    """The embedded engine, with no model built."""
    return engine_named("duckdb")


@pytest.fixture
def postgres(engine_named: Callable[[str], Engine]) -> Engine:
    """A PostgreSQL server of this test run's own, with no model built."""
    return engine_named("postgres")


@pytest.fixture
def spark(engine_named: Callable[[str], Engine]) -> Engine:
    """A local Spark session, with no model built."""
    return engine_named("spark")


@pytest.fixture(scope="session")
def workbench_named(
    engine_named: Callable[[str], Engine],
) -> Callable[[str], Engine]:
    """A function from an engine's name to a schema of that engine for writing into."""
    made: dict[str, Engine] = {}

    def named(name: str) -> Engine:
        if name not in made:
            made[name] = engine_named(name).sibling("kindred_workbench")
        return made[name]

    return named


@pytest.fixture
def workbench(engine: Engine, workbench_named: Callable[[str], Engine]) -> Engine:
    """Each engine in turn with a schema where a test may write what models read."""
    return workbench_named(engine.name)


@pytest.fixture
def duckdb_workbench(workbench_named: Callable[[str], Engine]) -> Engine:
    """DuckDB with a schema where a test may write what models read."""
    return workbench_named("duckdb")


@pytest.fixture(params=ENGINES)
def demo(request: pytest.FixtureRequest, demo_named: Callable[[str], Engine]) -> Engine:
    """Each engine in turn with the demo company built; read it, do not change it."""
    return demo_named(request.param)


@pytest.fixture
def duckdb_demo(demo_named: Callable[[str], Engine]) -> Engine:
    """DuckDB with the demo company built; read it, do not change it."""
    return demo_named("duckdb")


@pytest.fixture
def postgres_demo(demo_named: Callable[[str], Engine]) -> Engine:
    """PostgreSQL with the demo company built; read it, do not change it."""
    return demo_named("postgres")


@pytest.fixture
def spark_demo(demo_named: Callable[[str], Engine]) -> Engine:
    """Spark with the demo company built; read it, do not change it."""
    return demo_named("spark")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Labelled data beside the project; tests of it are skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("labelled data sets are not beside the project (../shared/data)")
    return SHARED_DATA
