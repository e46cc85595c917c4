"""Draws the quality of matching as SVG: the threshold curve and the reliability plot."""

from collections.abc import Callable, Iterator, Sequence
from math import log
from typing import NamedTuple
from xml.sax.saxutils import escape

INK = "#24292f"
SOFT = "#6e7781"
GRID = "#e4e8ec"
FRAME = "#d0d7de"
PRECISION = "#1f5f9e"
RECALL = "#b35900"
F1 = "#1e6b3c"
DOT = "#5b3fa0"
FONT = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
SIDE = 300
TOP = 84
LEFTS = (64, 452)
WIDTH = 790
HEIGHT = 462
LEAST_RADIUS, MOST_RADIUS = 2.0, 9.0


class Point(NamedTuple):
    """One row of match_quality_by_threshold; shares are between 0 and 1."""

    threshold: float
    precision: float
    recall: float
    f1: float
    bin_pair_count: int
    bin_mean_probability: float | None
    bin_true_pair_share: float | None


def draw(points: Sequence[Point]) -> str:
    """The picture as SVG text; the same points give the same bytes.

    Args:
        points: In the order of their thresholds; at least one.
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" font-family="{FONT}" role="img" '
        'aria-labelledby="title description">',
        '<title id="title">Quality of matching on labelled records</title>',
        f'<desc id="description">{escape(_in_words(points))}</desc>',
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="10" '
        f'fill="#ffffff" stroke="{FRAME}"/>',
    ]
    parts += _panel(
        LEFTS[0], "What a threshold is worth", "pairs at or above it, taken for one person",
        "match probability", "share",
    )  # fmt: skip
    parts += _curves(points)
    parts += _panel(
        LEFTS[1], "How true the probabilities are", "a dot is a bin of pairs, larger for more",
        "mean match probability of the bin", "share of true pairs",
    )  # fmt: skip
    parts += _reliability(points)
    return "\n".join([*parts, "</svg>", ""])


# --------------------------------------------------------------------------- panels


def _panel(left: float, title: str, caption: str, across: str, upwards: str) -> list[str]:
    """Title, axes from 0 to 1 and grid of one plot."""
    parts = [
        _text(left, 36, title, 17, INK, "600"),
        _text(left, 56, caption, 11, SOFT),
    ]
    for step in range(6):
        value = step / 5
        x, y = _at(left, value, 0)[0], _at(left, 0, value)[1]
        parts += [
            _line((left, y), (left + SIDE, y), GRID),
            _line((x, TOP), (x, TOP + SIDE), GRID),
            _text(left - 12, y + 4, f"{value:.1f}", 11, SOFT, anchor="end"),
            _text(x, TOP + SIDE + 17, f"{value:.1f}", 11, SOFT, anchor="middle"),
        ]
    middle = TOP + SIDE / 2
    parts += [
        _line((left, TOP), (left, TOP + SIDE), SOFT),
        _line((left, TOP + SIDE), (left + SIDE, TOP + SIDE), SOFT),
        _text(left + SIDE / 2, TOP + SIDE + 38, across, 12, INK, anchor="middle"),
        f'<g transform="rotate(-90 {left - 44:g} {middle:g})">'
        + _text(left - 44, middle, upwards, 12, INK, anchor="middle")
        + "</g>",
    ]
    return parts


def _curves(points: Sequence[Point]) -> list[str]:
    left = LEFTS[0]
    curves: tuple[tuple[str, str, str, Callable[[Point], float]], ...] = (
        ("precision", PRECISION, "", lambda point: point.precision),
        ("recall", RECALL, "7 4", lambda point: point.recall),
        ("F1", F1, "2 3", lambda point: point.f1),
    )
    parts = []
    for name, colour, dashes, value in curves:
        steps = " ".join(
            "{:.1f},{:.1f}".format(*_at(left, point.threshold, value(point))) for point in points
        )
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        parts.append(
            f'<polyline id="{name}" points="{steps}" fill="none" stroke="{colour}" '
            f'stroke-width="2"{dashed}/>'
        )
    for place, (name, colour, dashes, _) in enumerate(curves):
        x = left + 104 * place
        y = TOP + SIDE + 60
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        parts += [
            f'<path d="M{x:g},{y - 4:g} h24" stroke="{colour}" stroke-width="2"{dashed}/>',
            _text(x + 30, y, name, 12, INK),
        ]
    return parts


def _reliability(points: Sequence[Point]) -> list[str]:
    left = LEFTS[1]
    start, end = _at(left, 0, 0), _at(left, 1, 1)
    parts = [_line(start, end, SOFT, "5 4")]
    most = max(point.bin_pair_count for point in points)
    for point, mean, share in _filled(points):
        x, y = _at(left, mean, share)
        # bins differ by powers of ten, so a dot grows with the logarithm of its pairs
        grown = log(1 + point.bin_pair_count) / log(1 + most)
        radius = LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * grown
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{DOT}" '
            f'fill-opacity="0.65" stroke="{DOT}"><title>{point.bin_pair_count} pairs, mean '
            f"{mean:.3f}, true {share:.3f}</title></circle>"
        )
    y = TOP + SIDE + 60
    parts += [
        _line((left, y - 4), (left + 24, y - 4), SOFT, "5 4"),
        _text(left + 30, y, "as true as they say", 12, INK),
    ]
    return parts


def _filled(points: Sequence[Point]) -> Iterator[tuple[Point, float, float]]:
    """The bins that hold pairs."""
    for point in points:
        if point.bin_mean_probability is not None and point.bin_true_pair_share is not None:
            yield point, point.bin_mean_probability, point.bin_true_pair_share


# -------------------------------------------------------------------------- drawing


def _at(left: float, across: float, up: float) -> tuple[float, float]:
    """Where a point of a plot is on the page, in pixels."""
    return (left + SIDE * across, TOP + SIDE * (1 - up))


def _line(
    start: tuple[float, float], end: tuple[float, float], colour: str, dashes: str = ""
) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="M{start[0]:g},{start[1]:g} L{end[0]:g},{end[1]:g}" stroke="{colour}"{dashed}/>'
    )


def _text(
    x: float, y: float, text: str, size: float, colour: str, weight: str = "400",
    anchor: str = "start",
) -> str:  # fmt: skip
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
    )


def _in_words(points: Sequence[Point]) -> str:
    sentences = [
        f"From {point.threshold:.2f} up: precision {point.precision:.3f}, recall "
        f"{point.recall:.3f}, F1 {point.f1:.3f}"
        for point in points
    ]
    sentences += [
        f"{point.bin_pair_count} pairs of mean probability {mean:.3f}: {share:.3f} are true"
        for point, mean, share in _filled(points)
    ]
    return "; ".join(sentences) + "."
