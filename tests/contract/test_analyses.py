"""The questions in analyses/: each says what it answers, compiles, and gives rows."""

from pathlib import Path
from typing import Any

import pytest

from harness.engines import PROJECT_DIRECTORY, Engine

ANALYSES = sorted(path.stem for path in (PROJECT_DIRECTORY / "analyses").glob("*.sql"))


def test_there_are_questions() -> None:
    assert len(ANALYSES) >= 3


@pytest.mark.parametrize("name", ANALYSES)
def test_a_question_says_its_grain_and_what_it_answers(name: str, manifest: Any) -> None:
    description = manifest.nodes[f"analysis.kindred.{name}"].description
    assert description.startswith("One row per ")
    assert "?" in description
    text = (PROJECT_DIRECTORY / "analyses" / f"{name}.sql").read_text()
    assert text.startswith("-- ")


def test_every_question_is_answered(demo: Engine) -> None:
    """Compiled by dbt as a reader would, and run on the demo company."""
    compiled = demo.dbt("compile", "--select", "path:analyses")
    answers = {result.node.name: demo.query(result.node.compiled_code) for result in compiled}
    assert sorted(answers) == ANALYSES
    assert [name for name, rows in answers.items() if not rows] == []


def test_shares_of_consent_add_up(duckdb_demo: Engine) -> None:
    path = Path("analyses") / "consent_coverage.sql"
    sql = duckdb_demo.render((PROJECT_DIRECTORY / path).read_text())
    for row in duckdb_demo.query(
        "select customer_count, granted_count, withdrawn_count, unknown_count, reachable_count "
        f"from ({sql}) as covered"
    ):
        customers, granted, withdrawn, unknown, reachable = row
        assert granted + withdrawn + unknown == customers
        assert unknown >= 0
        assert reachable <= granted
