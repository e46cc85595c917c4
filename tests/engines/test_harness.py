"""The harness itself: each engine starts, renders macros and gives exact values back."""

import datetime
from types import SimpleNamespace

import pytest

from harness.engines import Engine
from harness.injection import injected

TEXTS = ["O'Brien", 'a "b" \\ c', "Ünïcødé 北京", "{{ not jinja }}", "50% off?", None]


def test_engine_gives_values_back_exactly(engine: Engine) -> None:
    inputs = [
        {"text": text, "day": datetime.date(2024, 2, 29), "number": 7, "is_on": True}
        for text in TEXTS
    ]
    found = engine.evaluate(["text", "day", "number + 1", "is_on"], inputs)
    assert found == [(text, "2024-02-29", 8, True) for text in TEXTS]


def test_engine_renders_project_macros(engine: Engine) -> None:
    found = engine.evaluate("{{ record_key('text') }}", [{"text": "abc"}])
    assert found == [int("900150983cd24fb0d6963f7d28e17f72"[:15], 16)]


@pytest.mark.parametrize(
    ("sql", "is_quick"),
    [
        ("with a as (select 1) select * from a", True),
        ("-- One row per a.\n\nWITH\n\na as (select ')' as b)\n\nselect * from a\n", True),
        ("/* with b */ with -- c\n a as (select 1) select * from a -- with", True),
        ("with recursive a as (select 1) select * from a", False),
        ("with /* c */ recursive a as (select 1) select * from a", False),
        ("select * from (with a as (select 1) select * from a) as b", False),
        ("-- with\nselect 1 as without", False),
        ("without", False),
    ],
)
def test_inputs_of_unit_tests_stand_where_dbt_puts_them(sql: str, is_quick: bool) -> None:
    asked = []

    def dbt_way(sql: str, ctes: list[SimpleNamespace]) -> str:
        asked.append(sql)
        return _own_injection()(sql, ctes)

    ctes = [SimpleNamespace(sql=f" __dbt__cte__{n} as (\nselect {n}\n)") for n in (1, 2)]
    assert injected(sql, ctes, dbt_way) == _own_injection()(sql, ctes)
    assert (asked == []) == is_quick
    assert injected(sql, [], dbt_way) == sql


def _own_injection():
    """dbt's function, as a fresh import has it."""
    import importlib.util

    found = importlib.util.find_spec("dbt.compilation")
    fresh = importlib.util.module_from_spec(found)
    found.loader.exec_module(fresh)
    return fresh.inject_ctes_into_sql
