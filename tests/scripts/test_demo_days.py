"""kindred demo --days: a company that arrives day by day ends as the one that came at once."""

from collections import Counter

import pytest
from click.testing import CliRunner

from harness.engines import Engine
from kindred.cli import main

PEOPLE, SEED, DAYS = 250, 20270, 3
NO_DEMO: dict[str, object] = {"demo": False}
# with the weights that all the records teach, whatever the first ones taught
ENDED = {**NO_DEMO, "as_of": "2025-07-01 00:00:00", "retrain": True}
# the last day of the base is the 27th of June
BEGUN = {**NO_DEMO, "as_of": "2025-06-28 00:00:00"}
BUILD = (
    "build", "--select", "+identity_events", "+customer_crosswalk", "staging",
    "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test",
)  # fmt: skip

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("days")]


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A warehouse that the whole company was loaded into, and built in."""
    engine = Engine("duckdb", tmp_path_factory.mktemp("at_once"), {})
    _run(engine, "demo", *_company(engine), "--load", "duckdb")
    engine.dbt(*BUILD, variables=ENDED, parsed_with=NO_DEMO)
    return engine


@pytest.fixture(scope="module")
def by_days(at_once: Engine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A warehouse that was built before the last days, and again when they had come."""
    engine = at_once.sibling(at_once.schema, tmp_path_factory.mktemp("by_days"))
    _run(engine, "demo", *_company(engine), "--days", str(DAYS), "--load", "duckdb")
    engine.dbt(*BUILD, variables=BEGUN, parsed_with=NO_DEMO)
    tables = {path.name for path in (engine.directory / "company/days").glob("*/*")}
    assert len(tables) > 10
    for table in sorted(tables):
        files = engine.directory / "company/days/*" / table / "*"
        source = table.partition("_")[0]
        _run(engine, "load", str(files), "--source", source, "--mode", "update")
    engine.dbt(*BUILD, variables=ENDED, parsed_with=NO_DEMO)
    return engine


def _company(engine: Engine) -> tuple[str, ...]:
    out = engine.directory / "company"
    return ("--people", str(PEOPLE), "--seed", str(SEED), "--out", str(out))


def _run(engine: Engine, *arguments: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KINDRED_DUCKDB_PATH", str(engine.warehouse_path))
        result = CliRunner().invoke(main, [*arguments, "--quiet"])
    assert result.exit_code == 0, result.output


def test_days_leave_the_rows_of_every_source_as_one_delivery_does(
    at_once: Engine, by_days: Engine
) -> None:
    print(f"people {PEOPLE}, seed {SEED}, days {DAYS}")
    models = [
        ("staging", name)
        for (name,) in at_once.query(
            "select table_name from information_schema.tables where table_schema = ?",
            [f"{at_once.schema}_staging"],
        )
    ]
    assert len(models) > 30
    for layer, name in (*models, ("intermediate", "int_records_unioned")):
        assert _rows(by_days, name, layer) == _rows(at_once, name, layer), name


def test_days_end_in_the_customers_of_one_build(at_once: Engine, by_days: Engine) -> None:
    assert _members(by_days) == _members(at_once)
    assert len(_members(at_once)) > PEOPLE / 2


def test_what_came_in_the_days_has_its_events(by_days: Engine) -> None:
    days = by_days.query(
        f"select cast(occurred_at as date), count(*) from {by_days.table('identity_events')} "
        "group by 1 order by 1"
    )
    assert [str(day) for day, _ in days] == ["2025-06-28", "2025-07-01"]


def _rows(engine: Engine, name: str, layer: str) -> Counter[str]:
    return Counter(map(repr, engine.query(f"select * from {engine.table(name, layer)}")))


def _members(engine: Engine) -> set[frozenset[str]]:
    """The records of each customer."""
    members: dict[str, set[str]] = {}
    for row in engine.rows("customer_crosswalk"):
        members.setdefault(row["customer_id"], set()).add(row["record_id"])
    return set(map(frozenset, members.values()))
