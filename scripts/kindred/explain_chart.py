"""Draws why two records are, or are not, one customer: a waterfall for each pair."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kindred.charts import FONT, GRID, INK, SOFT, drawing
from kindred.explain import Explanation, Step
from kindred.explain_text import probability_text, verdict

if TYPE_CHECKING:
    import altair

ROW = 30
"""Height of one comparison, in pixels."""

PLOT_WIDTH = 400
_LEFT_VALUE, _RIGHT_VALUE, _BITS, _TOTAL = -470, -295, -66, -10
_NAME = -700
_VALUE_WIDTH = 24
_TITLE_WIDTH = 140
_FOR, _AGAINST, _SUM = "#1f5f9e", "#ffffff", "#8c959f"
_AGAINST_EDGE = "#b35900"


def draw(explanation: Explanation) -> altair.VConcatChart:
    """The picture: one waterfall, or one for each edge of the path that joins the two.

    Filled bars speak for one person and outlined ones against, so that nothing hangs on
    colour; every bar has its bits and the total after it in figures.
    """
    alt: Any = drawing()
    headline, *reasons = verdict(explanation).split("\n")
    pairs = [
        (edge.left_record_id, edge.right_record_id, edge.steps, edge.match_probability, edge)
        for edge in explanation.path
    ]
    if pairs:
        parts = []
        for number, (left, right, steps, probability, edge) in enumerate(pairs, 1):
            reason = "" if edge.edge_type == "score" else f" ({edge.edge_type} {edge.edge_reason})"
            heading = f"{number}. {left} = {right}{reason}"
            parts.append(_waterfall(alt, steps, probability, left, right, heading))
    else:
        left, right = explanation.left.record_id, explanation.right.record_id
        heading = "As it would have been" if explanation.compared_by is None else ""
        parts = [
            _waterfall(alt, explanation.steps, explanation.match_probability, left, right, heading)
        ]
    subtitle = [line for reason in reasons for line in _wrapped(reason, _TITLE_WIDTH)]
    legend = "Filled bars speak for one person, outlined ones against; 10 bits are a thousandfold."
    chart: altair.VConcatChart = (
        alt.vconcat(*parts, spacing=36)
        .properties(
            title=alt.TitleParams(
                _wrapped(headline, _TITLE_WIDTH - 40), subtitle=[*subtitle, legend],
                anchor="start", offset=18,
            ),
            description=f"{headline} {' '.join(reasons)}",
            padding=18,
        )
        .configure(font=FONT, background="#ffffff")
        .configure_view(stroke=None)
        .configure_title(
            fontSize=17, subtitleFontSize=12, color=INK, subtitleColor=SOFT, subtitlePadding=8
        )
    )  # fmt: skip
    return chart


def _waterfall(
    alt: Any,
    steps: Sequence[Step],
    probability: float | None,
    left: str,
    right: str,
    heading: str,
) -> altair.LayerChart:
    rows = _rows(steps, probability)
    totals = [0.0, *(step.running_total for step in steps)]
    low, high = min(totals), max(totals)
    # room for the figure at the outer end of a bar
    spare = max(high - low, 4) * 0.02
    x = alt.X(
        "start:Q",
        scale=alt.Scale(domain=[low - spare, high + spare], nice=False),
        axis=alt.Axis(
            title="log-odds in bits: 0 is even odds, each bit doubles them", tickCount=8,
            gridColor=GRID, domain=False, ticks=False, labelColor=SOFT, titleColor=SOFT,
            titleFontWeight="normal",
        ),
    )  # fmt: skip
    y = alt.Y("row:O", axis=None, sort=None, scale=alt.Scale(paddingInner=0.42, paddingOuter=0.3))
    base = alt.Chart(alt.Data(values=rows)).encode(y=y)

    def column(place: int, field: str, align: str, **style: Any) -> Any:
        mark = base.mark_text(align=align, baseline="middle", **{"color": INK, **style})
        return mark.encode(x=alt.value(place), text=f"{field}:N")

    def header(place: int, text: str, align: str) -> Any:
        mark = alt.Chart(alt.Data(values=[{"text": text}])).mark_text(
            align=align, baseline="bottom", color=SOFT, fontSize=11
        )
        return mark.encode(x=alt.value(place), y=alt.value(-4), text="text:N")

    bars = base.mark_bar(strokeWidth=1.5, cornerRadius=1).encode(
        x=x,
        x2="end:Q",
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("stroke:N", scale=None),
        tooltip=[
            alt.Tooltip(name) for name in ("name:N", "left:N", "right:N", "bits:N", "total:N")
        ],
    )
    even = (
        alt.Chart(alt.Data(values=[{"start": 0}]))
        .mark_rule(color=INK, strokeDash=[4, 3])
        .encode(x="start:Q")
    )
    joins = (
        base.transform_filter("isValid(datum.next_row)")
        .mark_rule(color=SOFT, strokeWidth=0.8)
        .encode(x="after:Q", y2="next_row:O")
    )
    layers = [
        even, joins, bars,
        column(_NAME, "name", "left", fontWeight=600, fontSize=12),
        column(_LEFT_VALUE, "left", "left", fontSize=11, color=SOFT),
        column(_RIGHT_VALUE, "right", "left", fontSize=11, color=SOFT),
        column(_BITS, "bits", "right", fontSize=12),
        column(_TOTAL, "total", "right", fontSize=12),
        header(_LEFT_VALUE, _cut(left), "left"),
        header(_RIGHT_VALUE, _cut(right), "left"),
        header(_BITS, "bits", "right"),
        header(_TOTAL, "total", "right"),
    ]  # fmt: skip
    chart: altair.LayerChart = alt.layer(*layers).properties(
        width=PLOT_WIDTH, height=ROW * len(rows)
    )
    if heading:
        title = alt.TitleParams(heading, anchor="start", fontSize=13, color=INK, offset=22)
        chart = chart.properties(title=title)
    return chart


def _rows(steps: Sequence[Step], probability: float | None) -> list[dict[str, Any]]:
    """One bar for each step, from the total before it to the total after, and the sum."""
    rows: list[dict[str, Any]] = []
    for number, (before, step) in enumerate(
        zip([0.0, *(step.running_total for step in steps)], steps, strict=False)
    ):
        speaks_for = step.match_weight >= 0
        rows.append(
            {
                "row": number,
                "name": f"{step.comparison}: {step.agreement_level}".replace("_", " "),
                "left": _cut(step.left_value),
                "right": _cut(step.right_value),
                "bits": f"{step.match_weight:+.2f}",
                "total": f"{step.running_total:+.2f}",
                "start": before,
                "end": step.running_total,
                "after": step.running_total,
                "fill": _FOR if speaks_for else _AGAINST,
                "stroke": _FOR if speaks_for else _AGAINST_EDGE,
            }
        )
    total = steps[-1].running_total
    if probability is None:
        probability = 1 / (1 + 2.0**-total) if total > -1000 else 0.0
    rows.append(
        {
            "row": len(steps),
            "name": f"match probability {probability_text(probability)}",
            "left": "",
            "right": "",
            "bits": "",
            "total": f"{total:+.2f}",
            "start": 0.0,
            "end": total,
            "after": total,
            "fill": _SUM,
            "stroke": INK,
        }
    )
    for row, following in pairwise(rows):
        row["next_row"] = following["row"]
    return rows


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most so many characters; an id is broken nowhere."""
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _cut(value: str | None) -> str:
    """A value short enough for its column."""
    if value is None:
        return ""
    return value if len(value) <= _VALUE_WIDTH else f"{value[: _VALUE_WIDTH - 1]}…"
