"""Standard values are the same on every engine, over values as hard as they get."""

from collections.abc import Callable

import pytest

from harness.engines import Engine
from harness.hard_records import hard_records
from harness.standardized import Standardizer, differences


@pytest.mark.parametrize("engine_name", ["postgres", "spark"])
def test_hard_records_have_the_same_standards(
    engine_name: str, engine_named: Callable[[str], Engine]
) -> None:
    rows = hard_records(240)
    other = Standardizer(engine_named(engine_name)).records(rows)
    expected = Standardizer(engine_named("duckdb")).records(rows)
    assert differences(expected, other) == []
