"""Puts generated text between the markers of README.md."""

import re


class MarkerError(Exception):
    """README.md lacks the markers of a generated part."""


def replaced(readme: str, part: str, text: str) -> str:
    """The README with the text between ``<!-- part -->`` and ``<!-- /part -->``."""
    pattern = re.compile(f"(<!-- {part} -->\n).*?(<!-- /{part} -->)", re.DOTALL)
    if not pattern.search(readme):
        raise MarkerError(f"README.md has no <!-- {part} --> followed by <!-- /{part} -->")
    return pattern.sub(lambda found: f"{found[1]}\n{text}\n\n{found[2]}", readme)
