"""`kindred resolve` on labelled data keeps the floors that were promised.

The data are beside the project, not in it. The large sets are scored by a command,
scripts/ci/score_shared_data.py, not here.
"""

from pathlib import Path

import pytest

from kindred.console import Console
from kindred.evaluate import evaluate
from kindred.resolve import resolve_file

FLOORS = {"febrl3": 0.99, "fake_1000": 0.90, "synth_10k": 0.85}


@pytest.mark.parametrize("name", FLOORS)
@pytest.mark.slow
def test_pairwise_f1_reaches_the_floor(name: str, shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / name
    if not folder.is_dir():
        pytest.skip(f"labelled data set {name} is not in {shared_data}")
    resolve_file(folder / "records.parquet", tmp_path, "duckdb", Console(quiet=True))
    scores = evaluate(tmp_path / "customer_crosswalk.parquet", folder / "truth.parquet")
    assert scores.pairwise_f1 >= FLOORS[name], scores
