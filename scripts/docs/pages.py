"""The pages of the documentation, and the generated text between their markers."""

import re
from pathlib import Path


class MarkerError(Exception):
    """No page, or more than one, has the markers of a generated part."""


def read(project: Path) -> dict[Path, str]:
    """Every page, README.md first, by its path in the project."""
    paths = [project / "README.md", *sorted((project / "docs").glob("*.md"))]
    return {path.relative_to(project): path.read_text(encoding="utf-8") for path in paths}


def replaced(pages: dict[Path, str], part: str, text: str) -> dict[Path, str]:
    """The pages with the text between ``<!-- part -->`` and ``<!-- /part -->``."""
    pattern = re.compile(f"(<!-- {part} -->\n).*?(<!-- /{part} -->)", re.DOTALL)
    holding = [path for path, page in pages.items() if pattern.search(page)]
    if len(holding) != 1:
        raise MarkerError(f"{len(holding)} pages have <!-- {part} --> followed by <!-- /{part} -->")
    page = pattern.sub(lambda found: f"{found[1]}\n{text}\n\n{found[2]}", pages[holding[0]])
    return pages | {holding[0]: page}
