"""Build the whole project, then tell where the results are and how many."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from kindred.built import run_on
from kindred.claim import claimed
from kindred.connection import Warehouse, connected, read_profile
from kindred.console import Console
from kindred.dbt_runner import environment, parsed, profiles_directory, run_dbt
from kindred.landing.news import refused_deliveries

_COUNTS = (
    ("records", "_intermediate", "int_records_unioned", "one row per record of every source"),
    ("edges", "_intermediate", "int_edges_accepted", "pairs accepted as the same person"),
    ("customers", "", "customers", "one golden profile per person"),
    ("crosswalk", "", "customer_crosswalk", "which customer each record belongs to"),
    ("review queue", "", "review_queue", "pairs that a person should look at"),
    ("e-mail audience", "", "customers_for_email_marketing", "customers who may be mailed"),
)


def build_project(target: str, console: Console, vars_file: Path | None = None) -> str:
    """Run ``dbt build`` without its unit tests and describe the result.

    Args:
        target: An output of profiles.yml.
        console: Takes progress.
        vars_file: dbt vars in place of those of dbt_project.yml.

    Returns:
        Text for a person: where the warehouse is, what to look at, and the counts.

    Raises:
        BuildError: A model or test failed.
        EngineError: The target does not answer, or another process has the DuckDB file.
    """
    run = run_on(target, vars_file)
    project = run.project
    project.warehouse_path.parent.mkdir(parents=True, exist_ok=True)
    with environment(run.run_environment()):
        settings = read_profile(profiles_directory(project), target)
        with claimed(settings) as session, environment(session):
            # unit tests prove the models on made-up rows, whatever the data: dbt build runs them
            run_dbt(run, ["build", "--exclude-resource-type", "unit_test"], console)
        with connected(settings) as warehouse:
            disabled = _disabled_models(parsed(run, console))
            without = {node.name for node in disabled}
            lines = counts(warehouse, str(settings["schema"]), without)
            for node in disabled:
                if "marts" in node.fqn and warehouse.has_table(node.schema, node.alias):
                    console.notice(
                        f"{node.schema}.{node.alias} is from an earlier build: its model "
                        "is off now and it is no longer brought up to date. Drop it, or "
                        "turn its source on again."
                    )
            schema = str(settings["schema"])
            for refused in refused_deliveries(warehouse, project, run.variables, schema):
                console.notice(refused)
    place = _place(settings, project.work_directory)
    seconds = f"{console.elapsed_seconds:.0f} s"
    return "\n".join(["", f"Built in {seconds}. The warehouse is {place}", "", *lines])


def counts(warehouse: Warehouse, schema: str, without: Collection[str] = ()) -> list[str]:
    """Rows of the tables that a person looks at first, one line a table and a segment.

    Args:
        warehouse: Holds a built project.
        schema: The target schema, where the marts are.
        without: Models that are turned off; an earlier build may have left their tables.
    """
    lines = []
    for label, suffix, model, meaning in _COUNTS:
        if model in without or not warehouse.has_table(f"{schema}{suffix}", model):
            continue
        name = f"{schema}{suffix}.{model}"
        ((count,),) = warehouse.execute(f"select count(*) from {name}")
        lines.append(f"  {label:<16}{count:>7}  {name:<46} {meaning}")
    memberships = "segment_memberships"
    if memberships in without or not warehouse.has_table(schema, memberships):
        return lines
    segments = warehouse.execute(
        f"select segment_id, count(*) from {schema}.segment_memberships "
        "group by segment_id order by segment_id"
    )
    lines += [
        f"  {'segment':<16}{count:>7}  {schema}.segment_memberships: {segment_id}"
        for segment_id, count in segments
    ]
    return lines


def _disabled_models(manifest: Any) -> list[Any]:
    """Models that are turned off, by name; a model of the same name may be on."""
    enabled = {node.name for node in manifest.nodes.values() if node.resource_type == "model"}
    found = {
        node.name: node
        for nodes in manifest.disabled.values()
        for node in nodes
        if node.resource_type == "model" and node.name not in enabled
    }
    return [found[name] for name in sorted(found)]


def _place(settings: dict[str, object], work_directory: Path) -> str:
    if settings["type"] == "duckdb":
        path = Path(str(settings["path"]))
        shown = path
        if path.is_relative_to(work_directory):
            shown = path.relative_to(work_directory)
        look = f'duckdb.connect("{shown}").sql("from {settings["schema"]}.customers")'
        return f"{path}\nLook at it from Python: {look}"
    if settings["type"] == "postgres":
        return (
            f"PostgreSQL at {settings['host']}:{settings['port']}, database "
            f"{settings['dbname']}, schema {settings['schema']}"
        )
    return f"Spark, schema {settings['schema']}"
