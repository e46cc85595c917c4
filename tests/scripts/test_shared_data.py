"""`kindred resolve` on labelled data keeps the floors that were promised.

The data are beside the project, not in it. The large sets are scored by a command,
scripts/ci/score_shared_data.py, not here.
"""

from pathlib import Path

import pytest

from kindred.console import Console
from kindred.evaluate import evaluate
from kindred.resolve import resolve_file

FLOORS = {"febrl3": 0.995, "fake_1000": 0.95, "synth_10k": 0.955}
LEAST_PRECISION = 0.97


@pytest.mark.parametrize("name", FLOORS)
@pytest.mark.slow
def test_accuracy_reaches_the_floor(name: str, shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / name
    if not folder.is_dir():
        pytest.skip(f"labelled data set {name} is not in {shared_data}")
    resolve_file(folder / "records.parquet", tmp_path, "duckdb", Console(quiet=True))
    scores = evaluate(tmp_path / "customer_crosswalk.parquet", folder / "truth.parquet")
    assert scores.pairwise_f1 >= FLOORS[name], scores
    assert scores.pairwise_precision >= LEAST_PRECISION, scores
