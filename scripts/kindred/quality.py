"""Quality of matching as a built warehouse tells it, from labels of its own."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kindred.built import built
from kindred.charts import drawing, save
from kindred.connection import Warehouse, connected
from kindred.errors import KindredError
from kindred.quality_chart import Point, draw

_POINTS = (
    "threshold", "pairwise_precision", "pairwise_recall", "pairwise_f1", "bin_pair_count",
    "bin_mean_probability", "bin_true_pair_share",
)  # fmt: skip
_SCORES = (
    "labelled_record_count", "entity_count", "customer_count", "pairwise_precision",
    "pairwise_recall", "pairwise_f1", "bcubed_precision", "bcubed_recall", "bcubed_f1",
    "blocking_recall",
)  # fmt: skip


def chart_warehouse(path: Path, target: str) -> dict[str, float]:
    """Draw match_quality_by_threshold of a built warehouse.

    Args:
        path: File to write, as HTML, PNG or SVG by its name; what is there is replaced.
        target: An output of profiles.yml.

    Returns:
        The scores of match_quality by name, ratios rounded to four places.

    Raises:
        EngineError: The target does not answer.
        KindredError: The warehouse was built without labels, or the extra charts is not
            installed.
    """
    drawing()  # tells what is not installed before it reads the warehouse
    with built(target) as (_, settings), connected(settings) as warehouse:
        schema = str(settings["schema"])
        points = [
            Point(*row) for row in _rows(warehouse, schema, "match_quality_by_threshold", _POINTS)
        ]
        scores = _rows(warehouse, schema, "match_quality", _SCORES)[0]
    save(draw(sorted(points)), path)
    return {
        name: round(value, 4) if isinstance(value, float) else int(value)
        for name, value in zip(_SCORES, scores, strict=True)
        if value is not None
    }


def _rows(
    warehouse: Warehouse, schema: str, model: str, columns: Sequence[str]
) -> list[tuple[Any, ...]]:
    if not warehouse.has_table(schema, model):
        raise KindredError(
            f"There is no {schema}.{model}. Name the table of your labels in the var "
            "labels_relation, and build."
        )
    return warehouse.execute(f"select {', '.join(columns)} from {schema}.{model}")
