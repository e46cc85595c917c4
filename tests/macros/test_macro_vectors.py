"""Expression macros over tables of arguments and expected values, on every engine.

vectors/<macro>.yml lists {name, args, expect}; one query runs all rows of all macros of
this folder, so that a macro costs no more than its rows.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.engines import Engine

VECTORS = Path(__file__).parent / "vectors"
MACROS = sorted(path.stem for path in VECTORS.glob("*.yml"))


def vectors(macro: str) -> list[dict[str, Any]]:
    """The rows of one macro."""
    rows = yaml.safe_load((VECTORS / f"{macro}.yml").read_text(encoding="utf-8"))
    assert rows, f"vectors/{macro}.yml is empty"
    return list(rows)


@pytest.mark.parametrize("macro", MACROS)
def test_macro_gives_the_expected_values(engine: Engine, macro: str) -> None:
    rows = vectors(macro)
    count = len(rows[0]["args"])
    names = [f"argument_{number}" for number in range(count)]
    inputs = [dict(zip(names, row["args"], strict=True)) for row in rows]
    arguments = ", ".join(f"'{name}'" for name in names)
    found = engine.evaluate(f"{{{{ {macro}({arguments}) }}}}", inputs)
    wrong = {
        row["name"]: (got, row["expect"])
        for row, got in zip(rows, found, strict=True)
        if got != row["expect"]
    }
    assert wrong == {}, "name: (found, expected)"
