"""The whole demo company at size: dbt's own seconds of each group of models, and memory.

Each company is made and loaded by `kindred demo`, then built as `kindred build` builds it,
tests of data included, in a DuckDB warehouse of its own.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import duckdb

from benchmark.processes import Measured, measure
from kindred.project import find_project

GOAL = "with a million people, staging and records within 60 s on two cores"
_RECORDS = "int_records_unioned"
_RECORDS_ALONE = [
    "--select", "path:models/staging", f"+{_RECORDS}", "--exclude-resource-type", "test",
]  # fmt: skip
_EVENT_FOLDERS = {"behavior"}
_GROUPS = ("staging", "records", "events", "others")
_NAMED = 15


@dataclass(frozen=True)
class Build:
    """One build: its process, dbt's seconds of each model and of all tests, and the rows.

    Attributes:
        measured: The process as a whole, the start of dbt included.
        models: Seconds of each model, by name; two run at a time.
        groups: To which of the groups each model belongs.
        tests: Seconds of all tests of data.
        records: Rows of int_records_unioned.
        events: Rows of int_web_events_received.
    """

    measured: Measured
    models: Mapping[str, float]
    groups: Mapping[str, str]
    tests: float
    records: int
    events: int

    def seconds(self, group: str) -> float:
        """Seconds of the models of one group."""
        return sum(took for model, took in self.models.items() if self.groups[model] == group)


def compare_companies(
    sizes: Sequence[int], days: int, seed: int, directory: Path, *, records_only: bool = False
) -> str:
    """Build companies of several sizes, one after the other.

    Args:
        sizes: People of each company.
        days: The company's last days, which are left out of its tables; 0: none.
        seed: Same people and seed, same company.
        directory: Where companies and warehouses are made; a company there is used again,
            a warehouse is replaced.
        records_only: Build staging and records alone, which the goal is about, and no tests.

    Returns:
        Markdown: a table, the slowest models, and how the seconds grow with the people.
    """
    builds = {}
    for people in sorted(set(sizes)):
        place = directory / f"company-{people}"
        place.mkdir(parents=True, exist_ok=True)
        warehouse = _company(people, days, seed, place)
        click.echo(f"building {people} people ...", err=True)
        builds[people] = _build(warehouse, place, _RECORDS_ALONE if records_only else [])
        warehouse.unlink()
    return "\n".join([
        _table(builds), _slowest(builds), _growth(builds), f"goal: {GOAL}", ""
    ])  # fmt: skip


def _company(people: int, days: int, seed: int, place: Path) -> Path:
    """A warehouse that holds the raw tables; they are made where they are not there yet."""
    made = place / f"raw-{seed}-{days}.duckdb"
    if not made.exists():
        click.echo(f"making {people} people ...", err=True)
        loading = place / "loading.duckdb"
        loading.unlink(missing_ok=True)
        files = place / f"files-{seed}-{days}"
        command = [
            sys.executable, "-m", "kindred", "demo", "--people", str(people),
            "--seed", str(seed), "--out", str(files), "--load", "duckdb", "--quiet",
            *(["--days", str(days)] if days else []),
        ]  # fmt: skip
        measure(command, {"KINDRED_DUCKDB_PATH": str(loading)})
        loading.rename(made)
    # dbt's database is named like the file
    warehouse = place / "company.duckdb"
    warehouse.unlink(missing_ok=True)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"attach '{made}' as made (read_only)")
        connection.execute("copy from database made to company")
    return warehouse


def _build(warehouse: Path, place: Path, selection: Sequence[str]) -> Build:
    project = find_project()
    target = place / "target"
    settings = "{demo: false, as_of: '2025-07-01 00:00:00'}"
    command = [
        sys.executable, "-m", "dbt.cli.main", "build",
        "--project-dir", str(project.directory), "--profiles-dir", str(project.directory),
        "--target", "duckdb", "--target-path", str(target), "--no-use-colors",
        "--log-path", str(place / "logs"), "--quiet",
        "--exclude-resource-type", "unit_test", "--vars", settings, *selection,
    ]  # fmt: skip
    measured = measure(command, {"KINDRED_DUCKDB_PATH": str(warehouse), "DO_NOT_TRACK": "1"})
    results = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
    nodes = json.loads((target / "manifest.json").read_text("utf-8"))["nodes"]
    seconds = {result["unique_id"]: float(result["execution_time"]) for result in results}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        records, events = (
            _rows(connection, f"kindred_intermediate.{model}")
            for model in (_RECORDS, "int_web_events_received")
        )
    of_models = {node: took for node, took in seconds.items() if node.startswith("model.")}
    return Build(
        measured=measured,
        models={nodes[node]["name"]: took for node, took in of_models.items()},
        groups=_groups(nodes, of_models),
        tests=sum(took for node, took in seconds.items() if node.startswith("test.")),
        records=records,
        events=events,
    )


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Of a table that the build was not to make: none."""
    schema, name = table.split(".")
    there = connection.execute(
        "select 1 from duckdb_tables() where schema_name = ? and table_name = ?", [schema, name]
    ).fetchone()
    row = connection.execute(f"select count(*) from {table}").fetchone() if there else None
    return int(row[0]) if row else 0


def _groups(nodes: Mapping[str, Any], models: Mapping[str, float]) -> dict[str, str]:
    """Group of each model: staging, what the records are gathered by, events, others."""
    towards_records = set()
    waiting = [node for node in models if nodes[node]["name"] == _RECORDS]
    while waiting:
        node = waiting.pop()
        towards_records.add(node)
        waiting += [
            parent
            for parent in nodes[node]["depends_on"]["nodes"]
            if parent in models and parent not in towards_records
        ]
    groups = {}
    for node in models:
        folders = nodes[node]["fqn"][1:-1]
        if folders[0] == "staging":
            group = "staging"
        elif node in towards_records:
            group = "records"
        elif _EVENT_FOLDERS & set(folders):
            group = "events"
        else:
            group = "others"
        groups[nodes[node]["name"]] = group
    return groups


# --------------------------------------------------------------------------- report


def _table(builds: Mapping[int, Build]) -> str:
    titles = [*_GROUPS, "all models", "tests", "whole process", "processors"]
    lines = [
        f"| people | records | web events | {', s | '.join(titles)}, s | peak, MiB |",
        "|" + "--:|" * (len(titles) + 4),
    ]
    for people, build in builds.items():
        seconds = [f"{took:.1f}" for took in _seconds(build).values()]
        lines.append(
            f"| {people} | {build.records} | {build.events} | {' | '.join(seconds)} "
            f"| {build.measured.peak_mebibytes:.0f} |"
        )
    return "\n".join([*lines, ""])


def _seconds(build: Build) -> dict[str, float]:
    return {
        **{group: build.seconds(group) for group in _GROUPS},
        "all models": sum(build.models.values()),
        "tests": build.tests,
        "whole process": build.measured.seconds,
        "processors": build.measured.processor_seconds,
    }


def _slowest(builds: Mapping[int, Build]) -> str:
    """The models that take longest at the largest size, with their seconds at each."""
    largest = builds[max(builds)]
    models = sorted(largest.models.items(), key=lambda item: -item[1])[:_NAMED]
    lines = ["slowest models, seconds at " + ", ".join(map(str, builds)) + " people:"]
    for model, _ in models:
        seconds = " ".join(f"{build.models[model]:9.1f}" for build in builds.values())
        lines.append(f"  {model:<34} {largest.groups[model]:<8} {seconds}")
    return "\n".join([*lines, ""])


def _growth(builds: Mapping[int, Build]) -> str:
    """How time grows with the people: seconds ~ people ** exponent."""
    if len(builds) < 2:
        return ""
    lines = ["growth from size to size, exponent of the seconds:"]
    people = list(builds)
    seconds = [_seconds(build) for build in builds.values()]
    for title in seconds[0]:
        exponents = [
            math.log(after[title] / before[title]) / math.log(more / less)
            for before, after, less, more in zip(
                seconds, seconds[1:], people, people[1:], strict=False
            )
            if before[title] > 0 and after[title] > 0
        ]
        shown = "  ".join(f"{exponent:.2f}" for exponent in exponents)
        lines.append(f"  {title:<14} {shown}")
    return "\n".join([*lines, ""])
