"""What a few changed records cost beside a whole build: dbt's own seconds of each node.

The file is built into a DuckDB warehouse, with every model and data test; then records are
changed, taken away and brought, and all of it is built again. A record changes its family name,
as after a marriage.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import duckdb
import yaml

from benchmark.processes import Measured, measure
from kindred.project import find_project
from kindred.resolve import file_only

_LOAD = "create table raw_file.records as from read_parquet($raw)"
# of the changed records one in five is new, one in five goes, the others are edited
_CHANGES = (
    "create temp table chosen as select record_id, row_number() over (order by md5(record_id)) "
    "as place from raw_file.records qualify place <= $changed",
    "create temp table brought as select * replace ('new-' || record_id as record_id) "
    "from raw_file.records semi join chosen using (record_id) "
    "where record_id in (select record_id from chosen where place % 5 = 0)",
    "update raw_file.records set family_name = 'Ashdown' "
    "where record_id in (select record_id from chosen where place % 5 > 1)",
    "delete from raw_file.records "
    "where record_id in (select record_id from chosen where place % 5 = 1)",
    "insert into raw_file.records from brought",
)


@dataclass(frozen=True)
class Build:
    """One build: its process, and the seconds of each node by name, models and tests."""

    measured: Measured
    models: dict[str, float]
    tests: float


def compare_changes(raw: Path, changed: int, directory: Path) -> str:
    """A whole build of a file of records beside one after some of them have changed.

    Args:
        raw: Parquet file of records.
        changed: How many records change.
        directory: Where the warehouse is made; another one there is replaced.

    Returns:
        A Markdown table, and the models that took longest after the change.
    """
    directory.mkdir(parents=True, exist_ok=True)
    warehouse = directory / "changes.duckdb"
    warehouse.unlink(missing_ok=True)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema raw_file")
        connection.execute(_LOAD, {"raw": str(raw)})
    click.echo("whole build ...", err=True)
    whole = _build(warehouse, directory)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(_CHANGES[0], {"changed": changed})
        for statement in _CHANGES[1:]:
            connection.execute(statement)
    click.echo("build after the change ...", err=True)
    after = _build(warehouse, directory)
    return _report(changed, whole, after)


def _build(warehouse: Path, directory: Path) -> Build:
    project = find_project()
    target = directory / "target"
    settings = file_only(project, "raw_file")
    command = [
        sys.executable, "-m", "dbt.cli.main", "build",
        "--project-dir", str(project.directory), "--profiles-dir", str(project.directory),
        "--target", "duckdb", "--target-path", str(target),
        "--log-path", str(directory / "logs"), "--quiet",
        "--exclude-resource-type", "unit_test",
        "--vars", yaml.safe_dump(settings, default_flow_style=True, width=9**9),
    ]  # fmt: skip
    measured = measure(command, {"KINDRED_DUCKDB_PATH": str(warehouse), "DO_NOT_TRACK": "1"})
    results = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
    models, tests = {}, 0.0
    for result in results:
        kind, name = result["unique_id"].split(".")[0], result["unique_id"].split(".")[2]
        if kind == "model":
            models[name] = float(result["execution_time"])
        elif kind == "test":
            tests += float(result["execution_time"])
    return Build(measured, models, tests)


def _report(changed: int, whole: Build, after: Build) -> str:
    first, second = sum(whole.models.values()), sum(after.models.values())
    slowest = sorted(after.models.items(), key=lambda item: -item[1])[:12]
    return "\n".join([
        "| | models, s | tests, s | whole process, s | peak, MiB |",
        "|---|--:|--:|--:|--:|",
        *(
            f"| {name} | {sum(build.models.values()):.1f} | {build.tests:.1f} "
            f"| {build.measured.seconds:.1f} | {build.measured.peak_mebibytes:.0f} |"
            for name, build in (("whole build", whole), (f"{changed} records changed", after))
        ),
        "",
        "models after the change, beside the whole build:",
        *(
            f"  {name:<32} {seconds:7.1f} s {whole.models[name]:7.1f} s"
            for name, seconds in slowest
        ),
        "",
        f"changed/whole time ratio of the {len(after.models)} models: {second / first:.2f}",
        "with their data tests: "
        f"{(second + after.tests) / (first + whole.tests):.2f}",
        "",
    ])  # fmt: skip
