"""Lint models and analyses with sqlfluff and the dbt templater, as people wrote them.

Usage: python scripts/ci/lint_sql.py [PATH ...]   (default: models analyses)

A macro that returns a SQL expression may render to pages that no person reads, and that
take sqlfluff minutes. Here the models are linted in a scratch copy of the project in which
such a macro renders as a plain function call, so that the text of the model is what counts.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
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
                if "returns a sql expression" in " ".join(entry["description"].lower().split()):
                    _write_as_call(path.parent / f"{entry['name']}.sql", entry["name"])
        environment = {
            **os.environ,
            "DBT_TARGET_PATH": f"{scratch}/target",
            "DBT_LOG_PATH": f"{scratch}/logs",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "KINDRED_DUCKDB_PATH": f"{scratch}/local.duckdb",
        }
        command = [sys.executable, "-m", "sqlfluff", "lint", "--nocolor", "--disable-progress-bar"]
        return subprocess.run([*command, *paths], cwd=copy, env=environment, check=False).returncode


def _write_as_call(path: Path, name: str) -> None:
    """Replace what a macro renders by a call of a function of its name."""
    text = path.read_text()
    start = rf"\{{%-?\s*macro\s+{name}\(([^%]*?)\)\s*-?%\}}"
    found = re.search(rf"{start}.*?\{{%-?\s*endmacro\s*-?%\}}", text, re.DOTALL)
    if found is None:
        raise SystemExit(f"{path.name} does not define the macro {name}")
    arguments = re.findall(r"(?:^|,)\s*([a-z_0-9]+)(?=\s*(?:=|,|$))", found[1])
    shown = ", ".join(f"{{{{ {argument} }}}}" for argument in arguments)
    call = f"{{% macro {name}({found[1]}) -%}}\n    {name}({shown})\n{{%- endmacro %}}"
    path.write_text(text[: found.start()] + call + text[found.end() :])


if __name__ == "__main__":
    sys.exit(lint(sys.argv[1:] or ["models", "analyses"]))
