"""Build hook: put the dbt project into a wheel, and keep it out of editable installs."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PROJECT_PATHS = (
    "dbt_project.yml",
    "profiles.yml",
    "models",
    "macros",
    "seeds",
    "tests/generic",
    "tests/data",
)


class PackageProject(BuildHookInterface):
    """Copies the dbt project to kindred/project in the wheel.

    An editable install runs in the checkout, which has the project already.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "standard":
            for path in PROJECT_PATHS:
                build_data["force_include"][path] = f"kindred/project/{path}"
