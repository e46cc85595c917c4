"""The chart of matching quality, read back as XML."""

from xml.etree import ElementTree

from kindred.quality_chart import SIDE, TOP, Point, draw

SVG = "{http://www.w3.org/2000/svg}"
POINTS = [
    Point(0.0, 0.25, 1.0, 0.4, 1000, 0.01, 0.0),
    Point(0.5, 0.75, 0.5, 0.6, 0, None, None),
    Point(0.95, 1.0, 0.2, 1 / 3, 10, 1.0, 0.5),
]


def test_curves_and_dots_stand_where_the_numbers_say() -> None:
    picture = ElementTree.fromstring(draw(POINTS))
    precision = picture.find(f".//{SVG}polyline[@id='precision']")
    assert precision is not None
    steps = [tuple(map(float, step.split(","))) for step in precision.attrib["points"].split()]
    left = steps[0][0]
    assert steps == [
        (left, TOP + 0.75 * SIDE),
        (left + 0.5 * SIDE, TOP + 0.25 * SIDE),
        (left + 0.95 * SIDE, TOP),
    ]
    dots = picture.findall(f".//{SVG}circle")
    assert len(dots) == 2, "a bin without pairs has no dot"
    first, last = ({name: float(dot.attrib[name]) for name in ("cx", "cy", "r")} for dot in dots)
    assert (first["cy"], last["cy"]) == (TOP + SIDE, TOP + 0.5 * SIDE)
    assert last["cx"] - first["cx"] == 0.99 * SIDE
    assert first["r"] > last["r"]


def test_the_picture_says_its_numbers_in_words() -> None:
    description = ElementTree.fromstring(draw(POINTS)).findtext(f"{SVG}desc") or ""
    assert "From 0.50 up: precision 0.750, recall 0.500, F1 0.600" in description
    assert "10 pairs of mean probability 1.000: 0.500 are true" in description


def test_labels_without_any_candidate_pair_are_drawn() -> None:
    nothing = [Point(place / 20, 1.0, 0.0, 0.0, 0, None, None) for place in range(20)]
    picture = ElementTree.fromstring(draw(nothing))
    assert picture.findall(f".//{SVG}circle") == []
