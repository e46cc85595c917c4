"""Draws the quality of matching: the threshold curve and the reliability plot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from kindred.charts import FONT, GRID, INK, SOFT, drawing

if TYPE_CHECKING:
    import altair

SIDE = 300
"""Width and height of a plot, in pixels."""

PRECISION, RECALL, F1, DOT = "#1f5f9e", "#b35900", "#1e6b3c", "#5b3fa0"


class Point(NamedTuple):
    """One row of match_quality_by_threshold; shares are between 0 and 1."""

    threshold: float
    precision: float
    recall: float
    f1: float
    bin_pair_count: int
    bin_mean_probability: float | None
    bin_true_pair_share: float | None


def draw(points: Sequence[Point]) -> altair.HConcatChart:
    """The picture: curves told apart by their dashes, and a dot for each bin of pairs.

    Args:
        points: In the order of their thresholds; at least one.
    """
    alt: Any = drawing()
    best = max(points, key=lambda point: point.f1)
    chart: altair.HConcatChart = (
        alt.hconcat(_curves(alt, points), _reliability(alt, points), spacing=48)
        .resolve_scale(color="independent", strokeDash="independent", size="independent")
        .properties(
            title=alt.TitleParams(
                f"F1 on the labels is best, {best.f1:.3f}, at a match probability of "
                f"{best.threshold:.2f}",
                subtitle="Of single pairs, before clusters are formed from them.",
                anchor="start", offset=18,
            ),
            description=_in_words(points),
            padding=18,
        )
        .configure(font=FONT, background="#ffffff")
        .configure_view(stroke=None)
        .configure_axis(
            gridColor=GRID, labelColor=SOFT, titleColor=INK, titleFontWeight="normal",
            domainColor=SOFT, ticks=False,
        )
        .configure_title(
            fontSize=17, subtitleFontSize=12, color=INK, subtitleColor=SOFT, subtitlePadding=8
        )
        .configure_legend(titleColor=INK, labelColor=INK, titleFontWeight="normal")
    )  # fmt: skip
    return chart


def _axis(alt: Any, channel: str, field: str, title: str) -> Any:
    """A share from 0 to 1."""
    return getattr(alt, channel)(
        field, title=title, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(tickCount=5, format=".1f")
    )


def _title(alt: Any, text: str, caption: str) -> Any:
    return alt.TitleParams(text, subtitle=caption, anchor="start", fontSize=13, subtitleFontSize=11)


def _curves(alt: Any, points: Sequence[Point]) -> altair.Chart:
    rows = [
        {"threshold": point.threshold, "share": value, "measure": name}
        for point in points
        for name, value in (
            ("precision", point.precision), ("recall", point.recall), ("F1", point.f1),
        )
    ]  # fmt: skip
    names = ["precision", "recall", "F1"]
    legend = alt.Legend(title=None, orient="bottom", symbolType="stroke", symbolSize=500)
    chart: altair.Chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_line(strokeWidth=2)
        .encode(
            x=_axis(alt, "X", "threshold:Q", "match probability"),
            y=_axis(alt, "Y", "share:Q", "share"),
            color=alt.Color(
                "measure:N", legend=legend, sort=names,
                scale=alt.Scale(domain=names, range=[PRECISION, RECALL, F1]),
            ),
            strokeDash=alt.StrokeDash(
                "measure:N", legend=legend, sort=names,
                scale=alt.Scale(domain=names, range=[[1, 0], [7, 4], [2, 3]]),
            ),
            tooltip=["measure:N", alt.Tooltip("threshold:Q"), alt.Tooltip("share:Q", format=".3f")],
        )
        .properties(
            width=SIDE, height=SIDE,
            title=_title(
                alt, "What a threshold is worth", "pairs at or above it, taken for one person"
            ),
        )
    )  # fmt: skip
    return chart


def _reliability(alt: Any, points: Sequence[Point]) -> altair.LayerChart:
    rows = [
        {"mean": mean, "share": share, "pairs": point.bin_pair_count}
        for point, mean, share in _filled(points)
    ]
    diagonal = (
        alt.Chart(alt.Data(values=[{"mean": 0, "share": 0}, {"mean": 1, "share": 1}]))
        .mark_line(color=SOFT, strokeDash=[5, 4], strokeWidth=1)
        .encode(x="mean:Q", y="share:Q")
    )
    dots = (
        alt.Chart(alt.Data(values=rows))
        .mark_circle(color=DOT, stroke=DOT, opacity=0.75)
        .encode(
            x=_axis(alt, "X", "mean:Q", "mean match probability of the bin"),
            y=_axis(alt, "Y", "share:Q", "share of true pairs"),
            # bins differ by powers of ten
            size=alt.Size(
                "pairs:Q", scale=alt.Scale(type="log", domainMin=1, range=[12, 260]),
                legend=alt.Legend(title="pairs of the bin", orient="bottom", tickCount=4),
            ),
            tooltip=[
                alt.Tooltip("pairs:Q"), alt.Tooltip("mean:Q", format=".3f"),
                alt.Tooltip("share:Q", format=".3f"),
            ],
        )
    )  # fmt: skip
    chart: altair.LayerChart = alt.layer(diagonal, *([dots] if rows else [])).properties(
        width=SIDE, height=SIDE,
        title=_title(
            alt, "How true the probabilities are", "on the dashed line they are as true as they say"
        ),
    )  # fmt: skip
    return chart


def _filled(points: Sequence[Point]) -> Iterator[tuple[Point, float, float]]:
    """The bins that hold pairs."""
    for point in points:
        if point.bin_mean_probability is not None and point.bin_true_pair_share is not None:
            yield point, point.bin_mean_probability, point.bin_true_pair_share


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
