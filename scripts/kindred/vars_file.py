"""A file of dbt vars that a build takes in place of those of dbt_project.yml."""

from pathlib import Path
from typing import Any

import yaml

from kindred.errors import InputError
from kindred.project import PROJECT_FILE, Project

SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same as yaml.safe_load has, ten times as fast where PyYAML has its C library."""


def project_variables(project: Project) -> dict[str, Any]:
    """The vars of dbt_project.yml."""
    text = (project.directory / PROJECT_FILE).read_text(encoding="utf-8")
    variables: dict[str, Any] = yaml.load(text, Loader=SAFE_LOADER)["vars"]  # noqa: S506
    return variables


def read_variables(path: Path | None, project: Project) -> dict[str, Any]:
    """The vars of a YAML file; none without one.

    Raises:
        InputError: The file is no mapping of vars that the project declares.
    """
    if path is None:
        return {}
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is no YAML ({str(error).splitlines()[0]}).") from None
    return parse_variables(text, str(path), project)


def parse_variables(text: str, name: str, project: Project) -> dict[str, Any]:
    """Vars written in YAML.

    Args:
        text: A mapping of vars to values.
        name: What to call it in a message.
        project: Declares the vars.

    Raises:
        InputError: It is no mapping of vars that the project declares.
    """
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InputError(f"{name} is no YAML ({_fault(error)}).") from None
    if not isinstance(content, dict):
        raise InputError(f"{name} holds no vars; write one line for each, as `name: value`.")
    known = project_variables(project)
    unknown = [str(key) for key in content if key not in known]
    if unknown:
        raise InputError(
            f"{name} sets {', '.join(unknown)}, which is no var of this project; "
            "docs/settings.md lists them."
        )
    return content


def _fault(error: yaml.YAMLError) -> str:
    """What is wrong and where, without the text that is there."""
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}, column {mark.column + 1}: {problem}" if mark else problem
