"""The chart of matching quality: what it draws, and what it says in words."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from kindred.charts import save
from kindred.quality_chart import Point, draw

SVG = "{http://www.w3.org/2000/svg}"
POINTS = [
    Point(0.0, 0.25, 1.0, 0.4, 1000, 0.01, 0.0),
    Point(0.5, 0.75, 0.5, 0.6, 0, None, None),
    Point(0.95, 1.0, 0.2, 1 / 3, 10, 1.0, 0.5),
]


def plots(points: list[Point]) -> tuple[dict[str, Any], dict[str, Any]]:
    drawn = draw(points).to_dict()
    curves, reliability = drawn["hconcat"]
    return curves, reliability


def test_curves_and_dots_stand_where_the_numbers_say() -> None:
    curves, reliability = plots(POINTS)
    precision = [
        (row["threshold"], row["share"])
        for row in curves["data"]["values"]
        if row["measure"] == "precision"
    ]
    assert precision == [(0.0, 0.25), (0.5, 0.75), (0.95, 1.0)]
    dots = reliability["layer"][1]["data"]["values"]
    assert dots == [
        {"mean": 0.01, "share": 0.0, "pairs": 1000},
        {"mean": 1.0, "share": 0.5, "pairs": 10},
    ], "a bin without pairs has no dot"


def test_the_title_says_the_best_threshold_and_the_picture_its_numbers(tmp_path: Path) -> None:
    path = tmp_path / "quality.svg"
    save(draw(POINTS), path)
    picture = ElementTree.parse(path).getroot()
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert "F1 on the labels is best, 0.600, at a match probability of 0.50" in texts
    assert {"precision", "recall", "F1"} <= set(texts)
    description = picture.findtext(f"{SVG}desc") or ""
    assert "From 0.50 up: precision 0.750, recall 0.500, F1 0.600" in description
    assert "10 pairs of mean probability 1.000: 0.500 are true" in description


def test_labels_without_any_candidate_pair_are_drawn(tmp_path: Path) -> None:
    nothing = [Point(place / 20, 1.0, 0.0, 0.0, 0, None, None) for place in range(20)]
    save(draw(nothing), tmp_path / "quality.png")
    assert (tmp_path / "quality.png").read_bytes().startswith(b"\x89PNG")
    assert len(plots(nothing)[1]["layer"]) == 1
