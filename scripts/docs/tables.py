"""Markdown tables of what the project holds: its marts, its vars, its scores."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from docs.manifest import Manifest, marts, meta

_KEY = re.compile(r"^  (\w+):")
_COMMENT = re.compile(r"^  #( ?)(.*)$")
_HEADING = re.compile(r"^-{3,} (.+)$")
_LONGEST_DEFAULT = 75


@dataclass
class DeclaredVars:
    """Vars of dbt_project.yml that one comment explains.

    Attributes:
        heading: The part of the file that they stand in.
        names: In the order of the file.
        meaning: The comment up to its first indented line, in one line.
    """

    heading: str
    names: list[str]
    meaning: str


def markdown_table(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; a None is an empty cell."""
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    for row in rows:
        cells = ["" if cell is None else str(cell).replace("|", "\\|") for cell in row]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def outputs_table(manifest: Manifest) -> str:
    """One row a mart: its table, its grain, the questions that it answers."""
    return markdown_table(
        ["table", "one row per", "questions it answers"],
        (
            (f"`{node['name']}`", meta(node, "grain"), " ".join(meta(node, "answers").split()))
            for node in marts(manifest)
        ),
    )


def declared_vars(project_file: Path) -> list[DeclaredVars]:
    """The vars of dbt_project.yml with their comments, in the order of the file.

    Raises:
        ValueError: A var stands under no comment.
    """
    lines = project_file.read_text(encoding="utf-8").splitlines()
    start = lines.index("vars:") + 1
    found: list[DeclaredVars] = []
    heading = ""
    comment: list[str] = []
    for line in lines[start:]:
        if line and not line.startswith(" "):
            break
        told, key = _COMMENT.match(line), _KEY.match(line)
        if told and _HEADING.match(told[2]):
            heading = told[2].lstrip("- ")
        elif told:
            comment.append(told[2])
        elif key and comment:
            found.append(DeclaredVars(heading, [key[1]], _first_paragraph(comment)))
            comment = []
        elif key:
            if not found or found[-1].heading != heading:
                raise ValueError(f"{project_file.name}: the var {key[1]} has no comment")
            found[-1].names.append(key[1])
    return found


def _first_paragraph(comment: list[str]) -> str:
    lines = []
    for line in comment:
        if line.startswith("  "):
            break
        lines.append(line.strip())
    return " ".join(lines)


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def vars_table(project_file: Path) -> str:
    """One table a part of the vars: names, defaults and meanings."""
    defaults = yaml.safe_load(project_file.read_text(encoding="utf-8"))["vars"]
    parts: list[str] = []
    headings = list(dict.fromkeys(declared.heading for declared in declared_vars(project_file)))
    for heading in headings:
        rows = [
            (
                "<br>".join(f"`{name}`" for name in declared.names),
                "<br>".join(_default(defaults[name]) for name in declared.names),
                _escaped(declared.meaning),
            )
            for declared in declared_vars(project_file)
            if declared.heading == heading
        ]
        title = f"**{heading[0].upper()}{heading[1:]}**"
        parts += [title, "", markdown_table(["var", "default", "meaning"], rows), ""]
    return "\n".join(parts).strip()


def _default(value: Any) -> str:
    """A default as YAML has it, or how many entries it has when it is long."""
    entries = list(value.values()) if isinstance(value, dict) else value
    is_nested = isinstance(entries, list) and any(isinstance(entry, dict) for entry in entries)
    is_long = len(json.dumps(value)) > _LONGEST_DEFAULT
    if isinstance(entries, list) and (is_nested or is_long):
        return f"{len(entries)} entries"
    if isinstance(value, dict):
        return "`{" + ", ".join(f"{key}: {entry}" for key, entry in value.items()) + "}`"
    if value is None or isinstance(value, bool):
        return f"`{json.dumps(value)}`"
    return f"`{value}`"


_SCORES = {
    "pairwise_precision": "pairwise precision",
    "pairwise_recall": "recall",
    "pairwise_f1": "F1",
    "bcubed_f1": "B-cubed F1",
    "blocking_recall": "pairs compared",
    "calibration_error": "calibration error",
}


def scores_table(lines: Iterable[str]) -> str:
    """One row a labelled data set, from the JSON lines of score_shared_data.py."""
    rows = []
    for line in lines:
        if not line.startswith("{"):
            continue
        told = json.loads(line)
        rows.append(
            [f"`{told['name']}`", told["labelled_record_count"]]
            + [f"{told[key]:.3f}" for key in _SCORES]
        )
    return markdown_table(["data set", "records", *_SCORES.values()], rows)
