"""The harness itself: each engine starts, renders macros and gives exact values back."""

import datetime

from harness.engines import Engine

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
