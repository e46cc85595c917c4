"""The warehouse that a build has left, for commands that read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kindred.connection import read_profile
from kindred.dbt_runner import DbtRun, environment, profiles_directory
from kindred.errors import KindredError
from kindred.project import find_project
from kindred.vars_file import read_variables


def run_on(target: str, vars_file: Path | None = None) -> DbtRun:
    """How dbt runs on the user's own warehouse, with the project's vars or those of a file."""
    project = find_project()
    return DbtRun(
        project=project,
        target=target,
        target_path=project.work_directory / "target",
        log_path=project.work_directory / "logs",
        variables=read_variables(vars_file, project),
    )


@contextmanager
def built(target: str, vars_file: Path | None = None) -> Iterator[tuple[DbtRun, dict[str, Any]]]:
    """How dbt runs on a target, and its settings, in the environment of a run.

    Args:
        target: An output of profiles.yml.
        vars_file: The dbt vars that it was built with, where they are not the project's.

    Raises:
        EngineError: profiles.yml has no such target.
        KindredError: The DuckDB file is not there; opening it would make an empty one.
    """
    run = run_on(target, vars_file)
    with environment(run.run_environment()):
        settings = read_profile(profiles_directory(run.project), target)
        path = Path(str(settings.get("path", "")))
        if settings["type"] == "duckdb" and not path.is_file():
            raise KindredError(f"There is no warehouse at {path}. {how_to_build(target)}")
        yield run, settings


def how_to_build(target: str) -> str:
    """The mend for a table that is not there."""
    return f"Run kindred build --target {target} first."
