"""Lint the SQL models with sqlfluff and the dbt templater, in scratch folders.

Usage: python scripts/ci/lint_sql.py [PATH ...]   (default: models)
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT_DIRECTORY = Path(__file__).resolve().parents[2]


def lint(paths: list[str]) -> int:
    """Run sqlfluff on paths of the project; returns its exit code."""
    with tempfile.TemporaryDirectory(prefix="kindred-lint-") as scratch:
        environment = {
            **os.environ,
            "DBT_TARGET_PATH": f"{scratch}/target",
            "DBT_LOG_PATH": f"{scratch}/logs",
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "KINDRED_DUCKDB_PATH": f"{scratch}/local.duckdb",
        }
        command = [sys.executable, "-m", "sqlfluff", "lint", "--nocolor", "--disable-progress-bar"]
        return subprocess.run(
            [*command, *paths], cwd=PROJECT_DIRECTORY, env=environment, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(lint(sys.argv[1:] or ["models"]))
