"""Lint models and analyses with sqlfluff and the dbt templater, as people wrote them.

Usage: python scripts/ci/lint_sql.py [PATH ...]   (default: models analyses)

A macro that returns a SQL expression or a relation body may render to pages that no person
reads, and that take sqlfluff minutes. Here the models are linted in a scratch copy of the
project in which such a macro renders as a plain function call, or as a select from the
relations that it was given, so that the text of the model is what counts.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import yaml

PROJECT_DIRECTORY = Path(__file__).resolve().parents[2]
COPIED = (
    "models", "macros", "analyses", "dbt_project.yml", "profiles.yml", ".sqlfluff",
    ".sqlfluffignore",
)  # fmt: skip
LINKED = ("seeds", "tests/generic")


def lint(paths: list[str]) -> int:
    """Run sqlfluff on paths of the project; returns its exit code."""
    with tempfile.TemporaryDirectory(prefix="kindred-lint-") as scratch:
        copy = Path(scratch) / "project"
        copy.mkdir()
        for name in COPIED:
            source = PROJECT_DIRECTORY / name
            copier = shutil.copytree if source.is_dir() else shutil.copy
            copier(source, copy / name)
        for name in LINKED:
            (copy / name).parent.mkdir(exist_ok=True)
            (copy / name).symlink_to(PROJECT_DIRECTORY / name)
        for path in sorted((copy / "macros").rglob("*.yml")):
            for entry in yaml.safe_load(path.read_text())["macros"]:
                described = " ".join(entry["description"].lower().split())
                if "returns a sql expression" in described:
                    _rewrite(path.parent / f"{entry['name']}.sql", entry["name"], _call)
                elif "returns a relation body" in described:
                    relations = [
                        argument["name"]
                        for argument in entry.get("arguments", [])
                        if argument["type"] == "relation"
                        or argument["description"].startswith("Relation or CTE")
                    ]
                    select = _select(relations)
                    _rewrite(path.parent / f"{entry['name']}.sql", entry["name"], select)
        environment = {
            **os.environ,
            "DBT_TARGET_PATH": f"{scratch}/target",
            "DBT_LOG_PATH": f"{scratch}/logs",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "KINDRED_DUCKDB_PATH": f"{scratch}/local.duckdb",
        }
        command = [sys.executable, "-m", "sqlfluff", "lint", "--nocolor", "--disable-progress-bar"]
        return subprocess.run([*command, *paths], cwd=copy, env=environment, check=False).returncode


def _rewrite(path: Path, name: str, render: Callable[[str, list[str]], str]) -> None:
    """Replace what a macro renders by what render makes of its name and arguments."""
    text = path.read_text()
    start = rf"\{{%-?\s*macro\s+{name}\(([^%]*?)\)\s*-?%\}}"
    found = re.search(rf"{start}.*?\{{%-?\s*endmacro\s*-?%\}}", text, re.DOTALL)
    if found is None:
        raise SystemExit(f"{path.name} does not define the macro {name}")
    arguments = re.findall(r"(?:^|,)\s*([a-z_0-9]+)(?=\s*(?:=|,|$))", found[1])
    body = render(name, arguments)
    macro = f"{{% macro {name}({found[1]}) -%}}\n    {body}\n{{%- endmacro %}}"
    path.write_text(text[: found.start()] + macro + text[found.end() :])


def _call(name: str, arguments: list[str]) -> str:
    shown = ", ".join(f"{{{{ {argument} }}}}" for argument in arguments)
    return f"{name}({shown})"


def _select(relations: list[str]) -> Callable[[str, list[str]], str]:
    def render(name: str, arguments: list[str]) -> str:
        if not relations:
            return f"select * from {name}"
        return "select * from " + " cross join ".join(f"{{{{ {each} }}}}" for each in relations)

    return render


if __name__ == "__main__":
    sys.exit(lint(sys.argv[1:] or ["models", "analyses"]))
