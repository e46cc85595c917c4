"""The trained model is a state: it stays until there is a reason for another one, and so do
the frequencies of values that its weights were learnt with."""

import pytest

from harness.engines import Engine

STATE = "int_match_weights_kept"


def _teach(engine: Engine, match_share: float, pair_count: int) -> None:
    """What this run has trained, from so many pairs."""
    engine.write(
        "int_match_weights_trained",
        "intermediate",
        "select 'email' as weight_group, '0' as level_code, "
        f"cast({match_share} as double) as match_share, cast(0.1 as double) as household_share, "
        "cast(0.001 as double) as random_share",
    )
    engine.write(
        "int_patterns_counted",
        "intermediate",
        f"select cast({pair_count} - 1 as bigint) as pair_count union all select cast(1 as bigint)",
    )


def _count(engine: Engine, record_count: int) -> None:
    """So many records are there."""
    engine.write(
        "int_records_prepared",
        "intermediate",
        f"select cast(1 as bigint) as record_key from generate_series(1, {record_count})",
    )


def _kept(engine: Engine, *options: str, retrain: bool = False) -> tuple[int, float]:
    """Version and share of the model that the next run uses."""
    variables = {"retrain": True} if retrain else None
    engine.dbt("run", "--select", STATE, *options, variables=variables, parsed_with={})
    (row,) = engine.rows(STATE, "intermediate")
    return row["model_version"], row["match_share"]


def _table(engine: Engine) -> str:
    return engine.table(STATE, "intermediate")


def _execute(engine: Engine, sql: str) -> None:
    warehouse = engine.connect()
    try:
        warehouse.execute(sql)
    finally:
        warehouse.close()


@pytest.fixture
def company(duckdb_workbench: Engine) -> Engine:
    """A schema without a model yet."""
    _teach(duckdb_workbench, 0.5, 1)
    _count(duckdb_workbench, 1000)
    _execute(duckdb_workbench, f"drop table if exists {_table(duckdb_workbench)}")
    return duckdb_workbench


def test_a_model_stays_until_there_is_a_reason_for_another(company: Engine) -> None:
    _teach(company, 0.5, 100)
    assert _kept(company) == (1, 0.5)
    first = company.rows(STATE, "intermediate")

    _teach(company, 0.6, 999)
    assert _kept(company) == (1, 0.5), "other records teach otherwise; the model stays"
    assert _kept(company, "--full-refresh") == (1, 0.5)
    assert company.rows(STATE, "intermediate") == first

    _teach(company, 0.7, 1001)
    assert _kept(company) == (2, 0.7), "more than ten times the pairs"

    _teach(company, 0.8, 1001)
    _execute(company, f"update {_table(company)} set settings_hash = 'of other settings'")
    assert _kept(company) == (3, 0.8), "the settings have changed"

    _teach(company, 0.9, 1001)
    assert _kept(company, retrain=True) == (4, 0.9), "told to"
    assert _kept(company) == (4, 0.9)


def test_no_pairs_at_all_make_a_model_that_the_first_pairs_replace(company: Engine) -> None:
    _teach(company, 0.5, 1)
    _execute(company, f"delete from {company.table('int_patterns_counted', 'intermediate')}")
    assert _kept(company) == (1, 0.5)
    _teach(company, 0.6, 2)
    assert _kept(company) == (2, 0.6)


def test_the_prior_follows_the_number_of_records(company: Engine) -> None:
    """It is a share of all pairs: ten times the records have ten times the matches among a
    hundred times the pairs."""

    def prior(record_count: int) -> tuple[float, float, float]:
        _count(company, record_count)
        company.dbt("run", "--select", STATE)
        (row,) = [
            row for row in company.rows(STATE, "intermediate") if row["weight_group"] == "prior"
        ]
        return row["match_share"], row["household_share"], row["random_share"]

    company.write(
        "int_match_weights_trained",
        "intermediate",
        "select 'prior' as weight_group, 'all' as level_code, "
        "cast(0.002 as double) as match_share, cast(0.001 as double) as household_share, "
        "cast(0.997 as double) as random_share",
    )
    assert prior(1000) == (0.002, 0.001, 0.997)
    assert prior(1249) == (0.002, 0.001, 0.997), "every pair would be scored anew each day"
    assert prior(10000) == pytest.approx((0.0002, 0.0001, 0.9997))
    assert prior(9000) == pytest.approx((0.0002, 0.0001, 0.9997))
    assert prior(1000) == pytest.approx((0.002, 0.001, 0.997))
    assert prior(10) == pytest.approx((0.2, 0.1, 0.7))
    for few in (3, 1, 0):
        assert prior(few) == pytest.approx((0.2, 0.1, 0.7)), "a share, however few records"
    assert prior(1000) == pytest.approx((0.002, 0.001, 0.997)), "and what it was is not lost"


FREQUENCIES = "int_value_frequencies_kept"


def _frequencies(
    engine: Engine, counted: dict[str, tuple[int, float]], retrain: bool = False
) -> dict[str, tuple[int, float]]:
    """People and frequency of each city that the next run uses."""
    engine.write(
        "int_value_frequencies_counted",
        "intermediate",
        " union all ".join(
            f"select 'city' as attribute, '{city}' as attribute_value, {people} as person_count, "
            f"cast({frequency} as double) as frequency, cast(0 as double) as excess_frequency"
            for city, (people, frequency) in counted.items()
        ),
    )
    variables = {"retrain": True} if retrain else None
    engine.dbt("run", "--select", FREQUENCIES, variables=variables, parsed_with={})
    return {
        row["attribute_value"]: (row["person_count"], row["frequency"])
        for row in engine.rows(FREQUENCIES, "intermediate")
    }


def test_a_frequency_stays_while_it_is_about_the_same(duckdb_workbench: Engine) -> None:
    here = duckdb_workbench
    _execute(here, f"drop table if exists {here.table(FREQUENCIES, 'intermediate')}")
    first = {"york": (100, 0.2), "leeds": (8, 0.1), "bath": (1, 0.01), "hull": (4, 0.04)}
    assert _frequencies(here, first) == first
    now = {"york": (110, 0.24), "leeds": (8, 0.13), "bath": (2, 0.01), "ely": (1, 0.01)}
    assert _frequencies(here, now) == {
        "york": (100, 0.2),
        "leeds": (8, 0.13),  # more than a quarter more common
        "bath": (2, 0.01),  # held by one more, who doubles its people
        "ely": (1, 0.01),  # new; and hull, which nobody holds any more, is forgotten
    }
    assert _frequencies(here, now, retrain=True) == now
