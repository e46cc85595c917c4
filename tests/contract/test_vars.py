"""Vars: what is used is declared, what is declared is used, and each says what it does."""

import re
from pathlib import Path

import yaml

from harness.engines import PROJECT_DIRECTORY

PROJECT_FILE = PROJECT_DIRECTORY / "dbt_project.yml"
USED = re.compile(r"\bvar\(([^()]*)\)")
LITERAL = re.compile(r"""\s*(?:'([a-z_0-9]+)'|"([a-z_0-9]+)")\s*(?:,|$)""")


def declared() -> dict[str, object]:
    return yaml.safe_load(PROJECT_FILE.read_text())["vars"]


def texts() -> dict[Path, str]:
    found = {PROJECT_FILE: PROJECT_FILE.read_text()}
    for folder in ("models", "macros", "seeds", "analyses", "tests/data", "tests/generic"):
        for path in sorted((PROJECT_DIRECTORY / folder).rglob("*")):
            if path.suffix in (".sql", ".yml", ".md"):
                found[path] = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    return found


def used() -> tuple[dict[str, Path], list[str]]:
    """Names given as literals, and patterns of names that are put together with ~."""
    names: dict[str, Path] = {}
    patterns = []
    for path, text in texts().items():
        for expression in USED.findall(text):
            if literal := LITERAL.match(expression):
                names[literal[1] or literal[2]] = path
            elif "~" in expression:
                name = expression.split(",")[0]
                parts = [part.strip() for part in name.split("~")]
                patterns.append(
                    "".join(part.strip("'") if part.startswith("'") else ".+" for part in parts)
                )
    return names, patterns


def test_every_var_that_is_used_is_declared() -> None:
    names, patterns = used()
    missing = {name: path.name for name, path in names.items() if name not in declared()}
    assert missing == {}
    for pattern in patterns:
        assert any(re.fullmatch(pattern, name) for name in declared()), pattern


def test_every_var_that_is_declared_is_used() -> None:
    names, patterns = used()
    unused = [
        name
        for name in declared()
        if name not in names and not any(re.fullmatch(pattern, name) for pattern in patterns)
    ]
    assert unused == []


def test_every_var_says_what_it_does() -> None:
    """A comment stands above each var, or above the group that it is part of."""
    lines = PROJECT_FILE.read_text().splitlines()
    lines = lines[lines.index("vars:") + 1 :]
    silent = []
    explained = False
    for line in lines:
        if not line.strip():
            explained = False
        elif line.startswith("  #"):
            explained = explained or not re.match(r"  # -{5,}", line)
        elif (match := re.match(r"  ([a-z_0-9]+):", line)) and not explained:
            silent.append(match[1])
    assert silent == []
