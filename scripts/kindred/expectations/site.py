"""Makes the Data Docs a site that calls no other place.

What its pages load from the web is taken out, and a style sheet of our own takes its place.
The first page, which is empty without the web, is written anew.
"""

import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

_EXTERNAL = re.compile(
    r"<link\b[^>]*\bhref=[\"']https?://[^>]*>"
    r"|<script\b[^>]*\bsrc=[\"']https?://[^>]*>\s*</script>"
    r"|<img\b[^>]*\bsrc=[\"']https?://[^>]*>"
    r"|<footer\b.*?</footer>",
    re.DOTALL | re.IGNORECASE,
)
_STYLE = Path(__file__).with_name("data_docs.css")
_FOLDERS = ("expectations", "validations", "static")


@dataclass(frozen=True)
class Page:
    """A line of the first page: a table and how it did."""

    title: str
    expectations: int
    failures: int
    warnings: int


class _Verdict(Protocol):
    """What pages() reads of a verdict."""

    @property
    def title(self) -> str: ...
    @property
    def is_failure(self) -> bool: ...
    @property
    def is_warning(self) -> bool: ...


def pages(verdicts: Iterable[_Verdict]) -> list[Page]:
    """The lines of the first page, in the order of the verdicts."""
    counts: dict[str, list[int]] = {}
    for verdict in verdicts:
        count = counts.setdefault(verdict.title, [0, 0, 0])
        count[0] += 1
        count[1] += verdict.is_failure
        count[2] += verdict.is_warning
    return [Page(title, *count) for title, count in counts.items()]


def clear(site: Path) -> None:
    """Remove the folders that an earlier site left, and nothing else."""
    for name in _FOLDERS:
        shutil.rmtree(site / name, ignore_errors=True)


def make_local(site: Path, lines: Sequence[Page], run_name: str) -> None:
    """Rewrite every page under a folder, and write the first one.

    Args:
        site: What Data Docs wrote.
        lines: A line for each table.
        run_name: What the run is called.
    """
    style = f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>"
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(_EXTERNAL.sub("", text).replace("</head>", style, 1), encoding="utf-8")
    rows = "\n".join(_row(site, line) for line in lines)
    (site / "index.html").write_text(
        f"<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>"
        f"<title>Validation of {escape(run_name)}</title>\n{style}\n<body class='index'>\n"
        f"<h1>Validation of {escape(run_name)}</h1>\n"
        f"<p>{len(lines)} tables, {sum(line.expectations for line in lines)} expectations, "
        f"{sum(line.failures for line in lines)} not met, "
        f"{sum(line.warnings for line in lines)} warnings.</p>\n"
        "<table><thead><tr><th></th><th>table</th><th class='number'>expectations</th>"
        "<th class='number'>not met</th><th class='number'>warnings</th></tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody></table>\n</body></html>\n",
        encoding="utf-8",
    )


def _row(site: Path, line: Page) -> str:
    found = sorted(site.glob(f"validations/{line.title.replace('.', '/')}/*/*/*.html"))
    name = escape(line.title)
    if found:
        name = f"<a href='{quote(found[-1].relative_to(site).as_posix())}'>{name}</a>"
    mark, colour = ("&#10007;", "danger") if line.failures else ("&#10003;", "success")
    return (
        f"<tr class='{'failed' if line.failures else 'met'}'>"
        f"<td class='text-{colour}'>{mark}</td><td>{name}</td>"
        f"<td class='number'>{line.expectations}</td><td class='number'>{line.failures}</td>"
        f"<td class='number'>{line.warnings}</td></tr>"
    )
