"""Style and types: ruff and mypy. sqlfluff, which takes minutes, is in `make lint`."""

import subprocess
import sys
from pathlib import Path

import pytest


def run(project_directory: Path, *command: str) -> None:
    result = subprocess.run(
        [sys.executable, *command],
        cwd=project_directory,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, (result.stdout + result.stderr)[-6000:]


def test_ruff_check(project_directory: Path) -> None:
    run(project_directory, "-m", "ruff", "check", ".")


def test_ruff_format(project_directory: Path) -> None:
    run(project_directory, "-m", "ruff", "format", "--check", ".")


@pytest.mark.slow
def test_mypy(project_directory: Path) -> None:
    run(project_directory, "-m", "mypy")
