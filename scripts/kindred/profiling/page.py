"""A profile as a page of its own, with plots, that calls no other place."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from kindred.charts import FONT, GRID, INK, SOFT, drawing
from kindred.profiling.measure import ColumnProfile, Counted, TableProfile
from kindred.profiling.text import duplicates_text, length_text, percent

ONCE, SHARED, BLANK = "#1f5f9e", "#8fb8de", "#e4e8ec"
SMALL, LARGE = "#1f5f9e", "#b35900"

_CELLS = {"#": "n", "=": "t"}
_STEP = 22
_WIDTH = 520
_STYLE = f"""
body {{ font: 15px/1.45 {FONT}; color: {INK}; margin: 2rem auto; padding: 0 1rem;
  max-width: 70rem }}
h1 {{ font-size: 1.5rem }} h2 {{ font-size: 1.15rem; margin-top: 2.2rem }}
p.note {{ color: {SOFT}; margin-top: .2rem }}
table {{ border-collapse: collapse; font-size: 13px; width: 100% }}
th {{ text-align: left; font-weight: normal; color: {SOFT} }}
th, td {{ padding: .28rem .6rem .28rem 0; border-bottom: 1px solid {GRID}; vertical-align: top }}
td.n {{ text-align: right; font-variant-numeric: tabular-nums }} th.n {{ text-align: right }}
td.v {{ font-family: ui-monospace, monospace; overflow-wrap: anywhere }}
td.v:first-child, td.t {{ white-space: nowrap }} td.n {{ white-space: nowrap }}
svg {{ max-width: 100%; height: auto }}
"""


def write(profiles: Sequence[TableProfile], path: Path) -> None:
    """Write one page for all tables; what is there is replaced.

    Args:
        profiles: At least one.
        path: An HTML file.
    """
    title = escape("Profile of " + ", ".join(profile.name for profile in profiles))
    body = "\n".join("\n".join(_table(profile)) for profile in profiles)
    path.write_text(
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body>\n{body}\n</body></html>\n",
        encoding="utf-8",
    )


def _table(profile: TableProfile) -> Iterator[str]:
    yield f"<h1>{escape(profile.name)}</h1>"
    yield (
        f'<p class="note">{profile.row_count:,} rows, {len(profile.columns)} columns. '
        "This page holds values of the source, which may be personal data.</p>"
    )
    if profile.row_count and profile.columns:
        yield "<h2>How full the columns are</h2>"
        yield (
            '<p class="note">Rows with a value that no other row has, with one that others have, '
            "and without one.</p>"
        )
        yield _svg(completeness_chart(profile))
    yield from _section(
        "Columns",
        ["column", "=type", "#filled", "#distinct", "#length", "most frequent values"],
        [
            [
                column.name,
                column.data_type.lower(),
                percent(column.filled_count, profile.row_count),
                f"{column.distinct_count:,}",
                length_text(column),
                _listed([value for value in column.top if value.row_count > 1]),
            ]
            for column in profile.columns
        ],
    )
    yield from _section(
        "Values that seem to stand for none",
        ["column", "value", "#rows", "=why"],
        [
            [column.name, value.value, f"{value.row_count:,}", value.note]
            for column in profile.columns
            for value in column.placeholders
        ],
    )
    yield from _section(
        "Formats",
        ["column", "format", "#share", "such as", "#formats"],
        [
            [
                column.name if number == 0 else "",
                form.value,
                percent(form.row_count, column.filled_count),
                form.note,
                f"{column.format_count:,}" if number == 0 else "",
            ]
            for column in profile.columns
            for number, form in enumerate(column.formats)
        ],
    )
    yield "<h2>Rows that are there twice</h2><ul>"
    yield from (f"<li>{escape(duplicates_text(found))}</li>" for found in profile.duplicates)
    yield "</ul>"
    blocking = [column for column in profile.columns if column.pair_count]
    if blocking:
        limit = blocking[0].max_block_size
        yield "<h2>What blocking on a column would cost</h2>"
        yield (
            f'<p class="note">Pairs of rows that share a value; a block of more than {limit:,} '
            "rows is passed over (var max_block_size).</p>"
        )
        yield _svg(blocking_chart(blocking))
    yield from _section(
        "",
        ["column", "#pairs", "#a row", "#in small blocks", "largest blocks"],
        [
            [
                column.name,
                f"{column.pair_count:,}",
                f"{column.pair_count / profile.row_count:,.1f}",
                f"{column.kept_pair_count:,}",
                _listed(column.blocks),
            ]
            for column in sorted(blocking, key=lambda column: -column.pair_count)
        ],
    )


def _listed(values: Sequence[Counted]) -> str:
    return ", ".join(f"{value.value} ({value.row_count:,})" for value in values)


def _section(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table; a header that starts with # is of numbers, with = of words that stay whole."""
    if not rows:
        return
    if title:
        yield f"<h2>{escape(title)}</h2>"
    kinds = [_CELLS.get(name[0], "v") for name in header]
    yield "<table><tr>" + "".join(
        f'<th class="{kind}">{escape(name.lstrip("".join(_CELLS)))}</th>'
        for name, kind in zip(header, kinds, strict=True)
    ) + "</tr>"  # fmt: skip
    for row in rows:
        yield "<tr>" + "".join(
            f'<td class="{kind}">{escape(cell)}</td>' for cell, kind in zip(row, kinds, strict=True)
        ) + "</tr>"  # fmt: skip
    yield "</table>"


# ----------------------------------------------------------------------------- plots


def completeness_chart(profile: TableProfile) -> Any:
    """A bar for each column: values that stand alone, that are shared, and none."""
    alt: Any = drawing()
    names = ["alone", "shared", "blank"]
    rows = [
        {"column": column.name, "order": order, "part": part, "rows": count}
        for column in profile.columns
        for order, (part, count) in enumerate(_parts(column, profile.row_count))
    ]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar()
        .encode(
            x=alt.X("rows:Q", title="rows", axis=alt.Axis(tickCount=5, format=",d")),
            y=alt.Y("column:N", title=None, sort=None),
            order="order:Q",
            color=alt.Color(
                "part:N",
                sort=names,
                scale=alt.Scale(domain=names, range=[ONCE, SHARED, BLANK]),
                legend=alt.Legend(title=None, orient="top"),
            ),
        )
    )
    return _plain(chart, alt)


def _parts(column: ColumnProfile, row_count: int) -> Iterator[tuple[str, int]]:
    yield "alone", column.filled_count - column.shared_row_count
    yield "shared", column.shared_row_count
    yield "blank", row_count - column.filled_count


def blocking_chart(columns: Sequence[ColumnProfile]) -> Any:
    """Two marks for each column on a logarithmic scale: pairs of small blocks, and of all."""
    alt: Any = drawing()
    names = ["in small blocks", "all"]
    rows = [
        {"column": column.name, "kind": kind, "pairs": pairs}
        for column in sorted(columns, key=lambda column: -column.pair_count)
        for kind, pairs in (("in small blocks", column.kept_pair_count), ("all", column.pair_count))
        if pairs
    ]
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_point(filled=True, size=70, opacity=1)
        .encode(
            x=alt.X(
                "pairs:Q",
                title="pairs",
                scale=alt.Scale(type="log"),
                axis=alt.Axis(tickCount=5, format="~s"),
            ),
            y=alt.Y("column:N", title=None, sort=None, axis=alt.Axis(grid=True)),
            color=alt.Color(
                "kind:N",
                sort=names,
                scale=alt.Scale(domain=names, range=[SMALL, LARGE]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            shape=alt.Shape(
                "kind:N",
                sort=names,
                scale=alt.Scale(domain=names, range=["circle", "diamond"]),
                legend=alt.Legend(title=None, orient="top"),
            ),
        )
    )
    return _plain(chart, alt)


def _plain(chart: Any, alt: Any) -> Any:
    return (
        chart.properties(width=_WIDTH, height=alt.Step(_STEP))
        .configure(font=FONT, background="#ffffff")
        .configure_view(stroke=None)
        .configure_axis(
            gridColor=GRID, labelColor=SOFT, titleColor=INK, titleFontWeight="normal",
            domainColor=SOFT, ticks=False, labelLimit=260,
        )
        .configure_legend(labelColor=INK)
    )  # fmt: skip


def _svg(chart: Any) -> str:
    text = io.StringIO()
    chart.save(text, format="svg")
    return text.getvalue()
