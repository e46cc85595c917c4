"""A build that nobody sees: the project's models on today's raw data in a scratch schema.

What the last build remembered is copied into the scratch schema first, so that the build
claims ids, keeps its model and obeys decisions as the next real one would:

    published schema ──copies──► scratch: states, decisions, what is published now
    raw tables ──────read──────► scratch: every model ──compared──► what would change

DuckDB builds in a scratch file, with the warehouse attached for reading only; a server in
schemas that are dropped at the end, whatever happens.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from kindred.builds import CROSSWALK, OPTIONAL_TABLES, attach, build_of
from kindred.built import built, how_to_build
from kindred.connection import DuckDbWarehouse, PostgresWarehouse, Warehouse, connected
from kindred.console import Console
from kindred.dbt_runner import DbtRun, failed_tests, parsed, run_dbt
from kindred.diff import Build, Diff, compare
from kindred.errors import KindredError
from kindred.project import find_project
from kindred.scratch import (
    make_scratch_schema,
    scratch_directory,
    scratch_schema,
    scratch_schemas,
    scratch_settings,
)
from kindred.vars_file import parse_variables, project_variables, read_variables

PUBLISHED = "published"
"""What the warehouse is called in the connection to a scratch file, and in a report."""

_SCRATCH = "local"
"""The name that DuckDB gives to the scratch file's database, after the file."""

_CHURN = "assert_identity_churn_keeps_its_limit"

_MODEL = "int_match_weights_kept"


@dataclass(frozen=True)
class Setting:
    """A var and its value in the project and in the dry run."""

    name: str
    before: object
    after: object


@dataclass(frozen=True)
class DryRun:
    """What a build with these settings would do.

    Attributes:
        settings: Vars that differ from the project's.
        model: Which model scores the pairs, in words.
        as_of: The moment that the dry run speaks of, in UTC, where it is that of the
            published build.
        would_stop: Each check that would stop the build, in words; the first is the brake
            on churn, where it is one of them.
    """

    settings: list[Setting]
    model: str
    as_of: str | None
    would_stop: list[str]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def read_settings(vars_file: Path | None, text: str | None) -> dict[str, object]:
    """The vars of a file, and over them those of a text in YAML.

    Raises:
        InputError: Either is no mapping of vars that the project declares.
    """
    project = find_project()
    variables = read_variables(vars_file, project)
    if text is not None:
        variables |= parse_variables(text, "--vars", project)
    return variables


def dry_run(
    variables: Mapping[str, object],
    target: str,
    console: Console,
    examples: int,
) -> tuple[Diff, DryRun]:
    """Build the project in a scratch schema and compare it with what is published.

    Args:
        variables: dbt vars in place of those of dbt_project.yml.
        target: An output of profiles.yml whose warehouse is built.
        console: Takes progress.
        examples: See compare.

    Raises:
        KindredError: Nothing is published yet.
        BuildError: A model failed.
        EngineError: The target does not answer, or no schema can be made there.
    """
    with built(target) as (run, settings), scratch_directory(console) as scratch:
        published = str(settings["schema"])
        defaults = project_variables(run.project)
        with _read_only(settings) as (warehouse, database):
            if not warehouse.has_table(published, CROSSWALK):
                raise KindredError(
                    f"There is no {published}.{CROSSWALK} to compare with. {how_to_build(target)}"
                )
            names_moment = "as_of" in variables or defaults["as_of"] is not None
            moment = None if names_moment else _moment(warehouse, database, published)
        # what is remembered is a copy, which the clock may date as it likes
        used = {**variables, "max_clock_setback_days": None}
        if moment is not None:
            # a clock that was ahead may have dated what is published
            used["as_of"] = min(moment, f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}")
        if {**defaults, **variables}["decisions_schema"] is not None:
            # decisions are read from a copy: dbt makes their table where there is none
            used["decisions_schema"] = None
        rehearsal = _rehearsal(run, settings, used, scratch)
        scratch_target = scratch_settings(rehearsal)
        assert rehearsal.schema is not None
        place = _Place(rehearsal, scratch_target, published, Path(str(settings.get("path", ""))))
        with scratch_schemas(scratch_target, rehearsal.schema, console):
            manifest = parsed(rehearsal, console)
            with place.connected() as warehouse:
                place.prepare(warehouse, manifest, {**defaults, **variables})
                model_before = place.model(warehouse)
            console.progress("building in a scratch schema; nothing published is touched")
            run_dbt(rehearsal, ["build", *_WITHOUT_TESTS], console)
            failed = failed_tests(rehearsal, ["test", *_WITHOUT_UNIT_TESTS], console)
            with place.connected() as warehouse:
                model_after = place.model(warehouse)
                before, after = place.builds(warehouse)
                diff = compare(warehouse, before, after, examples)
        limit = {**defaults, **variables}["max_identity_churn"]
        stops = _stops(diff, limit, failed)
    changed = [
        Setting(name, defaults[name], value)
        for name, value in variables.items()
        if value != defaults[name]
    ]
    is_told_to = bool({**defaults, **variables}["retrain"])
    return diff, DryRun(changed, _model_text(model_before, model_after, is_told_to), moment, stops)


_WITHOUT_TESTS = ("--exclude-resource-type", "test", "unit_test")
_WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")


@contextmanager
def _read_only(settings: Mapping[str, Any]) -> Iterator[tuple[Warehouse, str]]:
    """A connection to what is published, and what its schemas' names begin with.

    A file is not opened for writing, which would want it for this process alone.
    """
    if settings["type"] != "duckdb":
        with connected(settings) as warehouse:
            yield warehouse, ""
        return
    with connected({**settings, "path": ":memory:"}) as warehouse:
        assert isinstance(warehouse, DuckDbWarehouse)
        attach(warehouse, Path(str(settings["path"])), PUBLISHED)
        yield warehouse, f"{PUBLISHED}."


def _moment(warehouse: Warehouse, database: str, published: str) -> str | None:
    """The moment that the published segments speak of.

    At another one, customers would enter and leave them for no other reason than the time.
    """
    segments = OPTIONAL_TABLES["segments"]
    if not warehouse.has_table(published, segments):
        return None
    ((moment,),) = warehouse.execute(f"select max(as_of) from {database}{published}.{segments}")
    return None if moment is None else moment.strftime("%Y-%m-%d %H:%M:%S")


def _rehearsal(
    run: DbtRun, settings: Mapping[str, Any], variables: Mapping[str, object], scratch: Path
) -> DbtRun:
    """How dbt runs in the scratch place."""
    rehearsal = replace(run, target_path=scratch / "target", variables=dict(variables))
    if settings["type"] != "duckdb":
        return replace(rehearsal, schema=scratch_schema("diff"))
    profiles = scratch / "profiles"
    profiles.mkdir()
    content = yaml.safe_load((run.profiles_path / "profiles.yml").read_text(encoding="utf-8"))
    output = content["kindred"]["outputs"][run.target]
    # the same text in every dry run, so that the project is parsed in the first one alone
    output["path"] = "{{ env_var('KINDRED_DUCKDB_PATH') }}"
    attached = {
        "path": "{{ env_var('KINDRED_PUBLISHED_PATH') }}", "alias": PUBLISHED, "read_only": True,
    }  # fmt: skip
    output["attach"] = [*output.get("attach", []), attached]
    (profiles / "profiles.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return replace(
        rehearsal,
        schema=str(settings["schema"]),
        warehouse_path=scratch / "local.duckdb",
        environment={**run.environment, "KINDRED_PUBLISHED_PATH": str(settings["path"])},
        profiles=profiles,
    )


class _Place:
    """The scratch schemas, and the published ones beside them."""

    def __init__(
        self, run: DbtRun, settings: dict[str, Any], published: str, warehouse_path: Path
    ) -> None:
        assert run.schema is not None
        self._schema: str = run.schema
        self._settings = settings
        self._published = published
        self._warehouse_path = warehouse_path
        self._is_file = settings["type"] == "duckdb"
        self._snapshot = f"{self._schema}_{PUBLISHED}"

    @contextmanager
    def connected(self) -> Iterator[Warehouse]:
        """A connection to both."""
        with connected(self._settings) as warehouse:
            if isinstance(warehouse, DuckDbWarehouse):
                attach(warehouse, self._warehouse_path, PUBLISHED)
            yield warehouse

    def prepare(self, warehouse: Warehouse, manifest: Any, variables: Mapping[str, object]) -> None:
        """Copy what the last build remembered and published, as it was at one moment."""
        copies = [
            (name, f"{self._snapshot}.{name}", self._published)
            for name in (CROSSWALK, *OPTIONAL_TABLES.values())
        ]
        decisions = str(variables["decisions_schema"] or f"{self._published}_decisions")
        copies += [
            (name, f"{self._schema}_decisions.{name}", decisions)
            for name in ("decisions", "accepted_items")
        ]
        for node in manifest.nodes.values():
            if node.resource_type == "model" and (
                node.config.materialized == "remembered" or node.config.meta.get("state")
            ):
                layer = node.schema.removeprefix(self._schema)
                place = f"{self._schema}{layer}.{node.alias}"
                copies.append((node.alias, place, f"{self._published}{layer}"))
        if self._is_file:
            self._show_raw_tables(warehouse, manifest)
        else:
            make_scratch_schema(warehouse, self._schema)
        for schema in sorted({place.split(".")[0] for _, place, _ in copies}):
            warehouse.execute(f"create schema if not exists {schema}")
        with _one_moment(warehouse):
            for name, place, source in copies:
                # a killed build may have left a state under the name that it swaps by
                for there in (name, f"{name}__dbt_backup"):
                    if self._has(warehouse, source, there, is_published=True):
                        table = f"{PUBLISHED}.{source}" if self._is_file else source
                        warehouse.execute(f"create table {place} as select * from {table}.{there}")
                        break

    def _show_raw_tables(self, warehouse: Warehouse, manifest: Any) -> None:
        """Let the scratch file's sources be those of the warehouse."""
        for source in manifest.sources.values():
            schema, table = source.schema, source.identifier
            is_own = source.source_name == "decisions" or source.database not in (None, _SCRATCH)
            if not is_own and self._has(warehouse, schema, table, is_published=True):
                warehouse.execute(f'create schema if not exists "{schema}"')
                warehouse.execute(
                    f'create view "{schema}"."{table}" as '
                    f'select * from {PUBLISHED}."{schema}"."{table}"'
                )

    def _has(
        self, warehouse: Warehouse, schema: str, name: str, *, is_published: bool = False
    ) -> bool:
        """Whether a table is there; both files of DuckDB may have one of this name."""
        if not self._is_file:
            return warehouse.has_table(schema, name)
        return bool(
            warehouse.execute(
                "select 1 from information_schema.tables "
                "where table_catalog = ? and table_schema = ? and table_name = ?",
                [PUBLISHED if is_published else _SCRATCH, schema, name],
            )
        )

    def builds(self, warehouse: Warehouse) -> tuple[Build, Build]:
        """What was published when the dry run began, and what it has built."""
        tables = [CROSSWALK, *OPTIONAL_TABLES.values()]
        before, after = (
            [table for table in tables if self._has(warehouse, schema, table)]
            for schema in (self._snapshot, self._schema)
        )
        return (
            build_of(f"{self._published} as published", self._snapshot, before),
            build_of("a dry run", self._schema, after),
        )

    def model(self, warehouse: Warehouse) -> tuple[int, str]:
        """Version of the model that is kept, and the hash of its settings."""
        schema = f"{self._schema}_intermediate"
        if not self._has(warehouse, schema, _MODEL):
            return 0, ""
        ((version, settings_hash),) = warehouse.execute(
            f"select coalesce(max(model_version), 0), max(settings_hash) from {schema}.{_MODEL}"
        )
        return version, settings_hash or ""


@contextmanager
def _one_moment(warehouse: Warehouse) -> Iterator[None]:
    """See one state of the warehouse, whatever a build that runs meanwhile writes to it."""
    if not isinstance(warehouse, PostgresWarehouse):
        yield
        return
    warehouse.execute("begin isolation level repeatable read")
    try:
        yield
    except BaseException:
        warehouse.execute("rollback")
        raise
    warehouse.execute("commit")


def _model_text(before: tuple[int, str], after: tuple[int, str], is_told_to: bool) -> str:
    """Which model scores the pairs."""
    if before[0] == after[0]:
        return f"The kept model (version {after[0]}) scores the pairs"
    if is_told_to:
        reason = "as the var retrain says"
    elif before[0] and before[1] != after[1]:
        reason = "since its settings or sources are other ones"
    elif before[0]:
        reason = "since there are ten times the pairs that it was trained on"
    else:
        reason = "since none is kept"
    return f"A new model (version {after[0]}) would be trained, {reason}, and scores the pairs here"


def _stops(diff: Diff, limit: object, failed: Mapping[str, str]) -> list[str]:
    """What would stop such a build, the brake on churn first."""
    stops = []
    if _CHURN in failed:
        stops.append(
            f"This would stop at max_identity_churn ({limit}): {diff.moved_records} of the "
            f"{diff.common_records} records that were there before would get another "
            f"customer_id, a share of {diff.moved_share:.4f}. If that is meant, let the build "
            "through with the var max_identity_churn: null."
        )
    stops += [
        f"This would stop at the {told}" for name, told in sorted(failed.items()) if name != _CHURN
    ]
    return stops
