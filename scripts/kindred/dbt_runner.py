"""Run dbt inside this process on Kindred's project, and tell how it goes."""

import copy
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from kindred import kept_manifests
from kindred.console import Console
from kindred.errors import BuildError
from kindred.project import Project

_SHOWN_RESULTS = {
    "LogModelResult": "built",
    "LogSeedResult": "loaded",
    "LogSnapshotResult": "built",
}
SCRATCH_SCHEMA = re.compile(r"kindred_(resolve|diff)_[0-9a-f]{12}")
"""A schema that one run makes and removes; those of its layers begin with it."""

_FAILED_STATUSES = {"error", "fail", "runtime error"}


@dataclass
class DbtRun:
    """How one dbt command shall run.

    Attributes:
        project: The dbt project to run.
        target: Name of an output in profiles.yml.
        schema: Target schema, passed on as KINDRED_SCHEMA; None keeps the profile's.
        warehouse_path: DuckDB file, passed on as KINDRED_DUCKDB_PATH.
        target_path: Folder for compiled SQL and the manifest.
        log_path: Folder for dbt.log.
        variables: dbt vars that differ from dbt_project.yml.
        show_dbt_log: Let dbt write its own log to standard output.
        environment: More environment variables for the run.
        profiles: Folder of profiles.yml; None takes the user's.
    """

    project: Project
    target: str
    target_path: Path
    log_path: Path
    schema: str | None = None
    warehouse_path: Path | None = None
    variables: Mapping[str, object] = field(default_factory=dict)
    show_dbt_log: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    profiles: Path | None = None

    @property
    def profiles_path(self) -> Path:
        """Folder whose profiles.yml is read."""
        return self.profiles or profiles_directory(self.project)

    def arguments(self) -> list[str]:
        """Global options that every dbt command of this run takes."""
        arguments = [
            "--project-dir", str(self.project.directory),
            "--profiles-dir", str(self.profiles_path),
            "--target", self.target,
            "--target-path", str(self.target_path),
            "--log-path", str(self.log_path),
            "--no-version-check",
        ]  # fmt: skip
        if self.variables:
            arguments += ["--vars", self.variables_text]
        return arguments

    @property
    def variables_text(self) -> str:
        """The vars as YAML, which knows 1.0e-06 for a number and takes JSON's 1e-06 for text."""
        text: str = yaml.safe_dump(dict(self.variables), default_flow_style=True, width=9**9)
        return text

    @property
    def has_scratch_schema(self) -> bool:
        """Whether the schema is this run's alone, and goes with it."""
        return bool(self.schema and SCRATCH_SCHEMA.match(self.schema))

    def run_environment(self) -> dict[str, str]:
        """Environment variables that profiles.yml reads, for this run."""
        values = {"DO_NOT_TRACK": "1", **self.environment}
        if self.schema is not None:
            values["KINDRED_SCHEMA"] = self.schema
        warehouse_path = self.warehouse_path or self.project.warehouse_path
        values["KINDRED_DUCKDB_PATH"] = str(warehouse_path)
        return values


def profiles_directory(project: Project) -> Path:
    """Folder whose profiles.yml is read: DBT_PROFILES_DIR, else the project's own."""
    named = os.environ.get("DBT_PROFILES_DIR")
    return Path(named).expanduser().resolve() if named else project.directory


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for a while, then put the old ones back."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def run_dbt(run: DbtRun, command: Sequence[str], console: Console) -> Any:
    """Run one dbt command and return dbt's result object.

    The project is parsed once in a process for each target, schema and set of vars that change
    what is parsed.

    Args:
        run: Where and how.
        command: For example ``["build", "--select", "+customers"]``.
        console: Takes one line a finished model, a line per logged round, and a notice
            for each warning.

    Raises:
        BuildError: dbt could not start, or a model or test failed.
    """
    return _invoke(run, [*command, *run.arguments()], console, parsed(run, console)).result


def failed_tests(run: DbtRun, command: Sequence[str], console: Console) -> dict[str, str]:
    """Run a dbt command and give its tests that fail, in place of raising.

    Returns:
        What dbt says of each, by the name of the test.

    Raises:
        BuildError: dbt could not start, or something else than a test failed.
    """
    arguments = [*command, *run.arguments()]
    outcome = _invoke(run, arguments, console, parsed(run, console), may_fail=True)
    failed = _failed(outcome)
    if not outcome.success and not (
        failed and all(result.node.resource_type == "test" for result in failed)
    ):
        raise BuildError(_failure_message(outcome, run))
    return {result.node.name: _describe(result) for result in failed}


def parsed(run: DbtRun, console: Console) -> Any:
    """The project as dbt's manifest: from memory, as a run before this one kept it, or anew.

    Raises:
        BuildError: The project has a fault that dbt finds before it runs anything.
    """
    run = replace(run, variables=kept_manifests.parsing_variables(run.variables))
    # The scratch paths differ from run to run, and nothing parsed depends on them.
    key = (str(run.project.directory), run.target, run.schema, run.variables_text)
    if key not in _manifests and run.schema is not None and run.has_scratch_schema:
        # nor does anything parsed depend on the name of a schema, but for the names of tables
        stand_in = replace(run, schema=_STAND_IN, variables=_renamed(run.variables, run.schema))
        manifest = copy.deepcopy(parsed(stand_in, console))
        _manifests[key] = kept_manifests.moved(manifest, _STAND_IN, run.schema)
    elif key not in _manifests:
        manifest = kept_manifests.find(run)
        if manifest is None:
            manifest = _invoke(run, ["parse", *run.arguments()], console, None).result
            kept_manifests.keep(run, manifest)
        _manifests[key] = manifest
    return _manifests[key]


_manifests: dict[tuple[str, str, str | None, str], Any] = {}

_STAND_IN = "kindred_stand_in_for_scratch"
"""The schema that a project is parsed with, and kept, for every run with one of its own."""


def _renamed(variables: Mapping[str, object], schema: str) -> dict[str, object]:
    """Vars with the stand-in where they name the run's own schema."""
    return {
        name: value.replace(schema, _STAND_IN) if isinstance(value, str) else value
        for name, value in variables.items()
    }


def _invoke(
    run: DbtRun,
    arguments: list[str],
    console: Console,
    manifest: Any,
    *,
    may_fail: bool = False,
) -> Any:
    # dbt takes a second or two to import; a bad file should be told before that.
    from dbt.cli.main import dbtRunner

    arguments += ["--log-level", "info" if run.show_dbt_log else "none"]
    arguments += ["--log-level-file", "info", "--no-write-json"]
    arguments += [] if run.show_dbt_log else ["--no-print"]
    callbacks = [] if run.show_dbt_log else [_Progress(console)]
    with environment(run.run_environment()):
        outcome = dbtRunner(manifest=manifest, callbacks=callbacks).invoke(arguments)
    if isinstance(outcome.exception, KeyboardInterrupt):
        raise outcome.exception
    for result in getattr(outcome.result, "results", None) or []:
        if str(result.status) == "warn":
            console.notice(_warning(result))
    if not outcome.success and not may_fail:
        raise BuildError(_failure_message(outcome, run))
    return outcome


def _failed(outcome: Any) -> list[Any]:
    return [
        result
        for result in getattr(outcome.result, "results", None) or []
        if str(result.status) in _FAILED_STATUSES
    ]


class _Progress:
    """Turns dbt's events into progress lines."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __call__(self, event: Any) -> None:
        name = event.info.name
        if name in _SHOWN_RESULTS:
            data = event.data
            did = "failed" if data.status.lower() == "error" else _SHOWN_RESULTS[name]
            self._console.progress(
                f"{did:<6} {data.node_info.node_name} "
                f"({data.index}/{data.total}, {data.execution_time:.1f} s)"
            )
        elif name == "JinjaLogInfo":
            self._console.progress(f"       {event.data.msg}")
        elif name == "JinjaLogWarning":
            self._console.notice(event.data.msg)


def _failure_message(outcome: Any, run: DbtRun) -> str:
    log = run.log_path / "dbt.log"
    failed = _failed(outcome)
    if failed:
        lines = [f"dbt failed on target {run.target} at:"]
        lines += [f"  {_without_trace(_describe(result))}" for result in failed[:10]]
        if len(failed) > 10:
            lines.append(f"  and {len(failed) - 10} more")
        lines += _what_is_published(outcome)
    elif outcome.exception is not None:
        lines = [f"dbt stopped on target {run.target}: {_without_trace(str(outcome.exception))}"]
    else:
        lines = [f"dbt stopped on target {run.target} without telling why."]
    if run.variables and any("dbt build --vars" in line for line in lines):
        lines.append(
            "This build had vars of its own, which dbt build --vars would leave out: add the "
            "others to the file of --vars-file, and take them away again after it."
        )
    return "\n".join([*lines, f"The log is {log}"])


def _without_trace(message: str) -> str:
    """A message of dbt's without the macros it came by, which the log has."""
    return "\n".join(
        line
        for line in message.splitlines()
        if line.strip() and not re.match(r"\s*> (in macro|called by) ", line)
    )


def _what_is_published(outcome: Any) -> list[str]:
    """Which marts a build that failed has left as they were, in a line; none without marts."""
    marts = [
        result
        for result in outcome.result.results
        if result.node.resource_type == "model" and "marts" in result.node.fqn
    ]
    left = [result for result in marts if str(result.status) == "skipped"]
    if not left:
        return []
    if len(left) == len(marts):
        return ["Nothing was published: every mart is as the last good build left it."]
    names = sorted(result.node.name for result in left)
    return [
        f"{len(left)} of {len(marts)} marts are as the last good build left them, whatever the "
        f"others say since: {', '.join(names)}."
    ]


def _warning(result: Any) -> str:
    """What a data test of severity warn found; counts, never values."""
    node = result.node
    rows = "one row" if result.failures == 1 else f"{result.failures} rows"
    return f"the data test {node.name} found {rows} ({node.original_file_path})."


def _describe(result: Any) -> str:
    """Name the node and the kind of failure, never a value from the data.

    Engines quote the offending value in their messages, so of those only the first
    words are kept; a failed test says only how many rows failed.
    """
    node = result.node
    message = (result.message or "").strip()
    if "Compilation Error" not in message and str(result.status) != "fail":
        message = message.splitlines()[0].split(":")[0] if message else "failed"
    return f"{node.resource_type} {node.name} ({node.original_file_path}): {message}"
