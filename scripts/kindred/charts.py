"""Charts as files: HTML, PNG or SVG by the name of the file; drawn by the extra charts."""

from __future__ import annotations

import io
import re
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from kindred.errors import KindredError

if TYPE_CHECKING:
    import altair

SUFFIXES = (".html", ".png", ".svg")
INK = "#24292f"
SOFT = "#57606a"
GRID = "#e4e8ec"
FONT = "DejaVu Sans, Helvetica Neue, Arial, sans-serif"
_PNG_SCALE = 2


def drawing() -> ModuleType:
    """The drawing library.

    Raises:
        KindredError: The extra charts is not installed.
    """
    try:
        import altair
        import vl_convert  # noqa: F401
    except ImportError:
        raise KindredError(
            'Drawing needs the extra charts; run pip install -e ".[charts]" in the '
            "project's folder."
        ) from None
    library: ModuleType = altair
    return library


def save(chart: altair.TopLevelMixin, path: Path) -> None:
    """Write a chart; an HTML file holds all it needs and calls no other place.

    Args:
        chart: Any Altair chart; its description is what an SVG file says in words.
        path: File to write, its name ending in one of SUFFIXES; what is there is replaced.
    """
    suffix = path.suffix.lower()
    if suffix == ".html":
        # no menu: it would hand the data to an editor on the web
        page = io.StringIO()
        chart.save(page, format="html", inline=True, embed_options={"actions": False})
        # no value of the data may end the script that holds it
        data = re.compile("^ *const spec = .*$", re.MULTILINE)
        harmless = data.sub(lambda line: line[0].replace("<", r"\u003c"), page.getvalue())
        path.write_text(harmless, encoding="utf-8")
    elif suffix == ".png":
        chart.save(path, format="png", scale_factor=_PNG_SCALE)
    else:
        text = io.StringIO()
        chart.save(text, format="svg")
        opening, rest = text.getvalue().split(">", 1)
        said = escape(str(chart.to_dict().get("description", "")))
        path.write_text(f"{opening}><desc>{said}</desc>{rest}", encoding="utf-8")
