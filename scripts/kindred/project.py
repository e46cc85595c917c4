"""Where the dbt project is, and where a run may write."""

import os
from dataclasses import dataclass
from pathlib import Path

from kindred.errors import KindredError

PROJECT_FILE = "dbt_project.yml"


@dataclass(frozen=True)
class Project:
    """A dbt project and the writable folder that its runs use.

    Attributes:
        directory: Holds dbt_project.yml, profiles.yml, models, macros and seeds;
            is only read.
        work_directory: Takes ``target/``, ``logs/`` and ``warehouse/``. The project
            itself in a checkout, the current directory for an installed package.
    """

    directory: Path
    work_directory: Path

    @property
    def warehouse_path(self) -> Path:
        """DuckDB file of the default target, from KINDRED_DUCKDB_PATH or the default."""
        named = os.environ.get("KINDRED_DUCKDB_PATH")
        path = Path(named) if named else Path("warehouse", "local.duckdb")
        return path if path.is_absolute() else (self.work_directory / path).resolve()


def find_project() -> Project:
    """Find the dbt project: KINDRED_PROJECT_DIR, else the checkout, else the package's.

    Raises:
        KindredError: KINDRED_PROJECT_DIR names a folder without a dbt project, or the
            installed package has lost its own.
    """
    named = os.environ.get("KINDRED_PROJECT_DIR")
    if named:
        directory = Path(named).expanduser().resolve()
        if not (directory / PROJECT_FILE).is_file():
            raise KindredError(
                f"KINDRED_PROJECT_DIR is {named}, which holds no {PROJECT_FILE}. Set it "
                "to the folder of the Kindred dbt project, or unset it."
            )
        return Project(directory, directory)

    package = Path(__file__).resolve().parent
    checkout = package.parent.parent
    if (checkout / PROJECT_FILE).is_file() and (checkout / "models").is_dir():
        return Project(checkout, checkout)

    packaged = package / "project"
    if (packaged / PROJECT_FILE).is_file():
        return Project(packaged, Path.cwd())
    raise KindredError(
        f"The Kindred dbt project was not found (looked in {checkout} and {packaged}). "
        "Install Kindred again, or set KINDRED_PROJECT_DIR to the project's folder."
    )
