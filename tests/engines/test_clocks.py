"""A clock that was ahead in one build, and right again in the next."""

import datetime

import pytest

from harness.engines import DbtFailedError, Engine
from harness.kills import KILLED_SESSION
from harness.landed import ONLY_FILE, land

NOW = datetime.datetime.now(datetime.UTC).replace(tzinfo=None, microsecond=0)
FIRST = datetime.datetime(2025, 1, 1)


def _remember(engine: Engine, stay: tuple[datetime.datetime, datetime.datetime | None],
              ran_at: datetime.datetime) -> None:  # fmt: skip
    from_at, to_at = stay
    stays = [
        {"record_key": 1, "customer_id": "a", "from_at": FIRST, "to_run": 2, "to_at": to_at},
        {"record_key": 1, "customer_id": "b", "from_at": from_at, "to_run": None, "to_at": None},
    ]
    engine.write("int_customer_stays_recorded", "intermediate", engine.values(stays))
    runs = [{"ran_at": ran_at}, {"ran_at": FIRST}]
    engine.write("int_quality_recorded", "intermediate", engine.values(runs))
    records = [{"record_key": 1, "record_id": "r", "source_name": "s", "source_record_id": "1"}]
    engine.write("int_records_standardized", "intermediate", engine.values(records))


def _build(engine: Engine, **variables: object) -> None:
    engine.dbt(
        "run", "--select", "int_customers_assigned",
        variables={**ONLY_FILE, **variables},
    )  # fmt: skip


def test_a_build_far_behind_the_last_one_is_refused(engine: Engine) -> None:
    # a build that is refused has ended, which the next one sees at once
    here = engine.sibling("kindred_clocks", settings=KILLED_SESSION)
    land(here, "create table landed.records as select 'r' as record_id")
    days = datetime.timedelta(days=1)
    far, near = NOW + 400 * days, NOW + days / 2
    for stay, ran_at in [((far, far), FIRST), ((NOW, far), FIRST), ((NOW, NOW), far)]:
        _remember(here, stay, ran_at)
        with pytest.raises(DbtFailedError) as caught:
            _build(here)
        told = " ".join(str(caught.value).split())
        assert f"The last build of the schema kindred_clocks is dated {far} UTC, and" in told
        assert f"the clock says {datetime.datetime.now(datetime.UTC):%Y-%m-%d}" in told
        assert "dbt build --vars '{max_clock_setback_days: null}'" in told
    # whoever reads the message, or names the moment, is let through
    _build(here, max_clock_setback_days=None)
    _build(here, max_clock_setback_days=401)
    _build(here, as_of="2025-06-01 00:00:00")
    with pytest.raises(DbtFailedError, match="max_clock_setback_days is -1; null, or a number"):
        _build(here, max_clock_setback_days=-1)

    # a clock that is put back a little builds, and so does a first build
    _remember(here, (near, near), near)
    _build(here)
    assert [row["customer_id"] for row in here.rows("int_customers_assigned", "intermediate")] == [
        "b"
    ]
