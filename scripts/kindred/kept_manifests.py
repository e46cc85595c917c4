"""Parsed projects, kept for the next run of the command line.

To parse the project takes dbt ten seconds, to read what it made of it a third of one. What was
parsed is kept in the user's cache folder under a hash of everything that it depends on: the
project's files, the vars that change what is parsed, the target, the environment that profiles.yml
reads, and the versions.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import platform
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from kindred.project import PROJECT_FILE

if TYPE_CHECKING:
    from kindred.dbt_runner import DbtRun

KEPT_COUNT = 20
"""Of 4 MB each; the ones that were not used for the longest time go."""

READ_WHILE_RUNNING = frozenset({
    "advised_precision", "anomaly_deviations", "anomaly_min_runs", "anomaly_runs", "as_of",
    "incremental", "max_account_domain_customers", "max_account_names", "max_block_size",
    "max_clock_setback_days", "max_component_rounds", "max_household_customers",
    "max_household_gap_days", "max_household_strangers", "max_linkage_rounds",
    "max_lone_block_size", "max_pairs_per_record_and_rule", "max_people_per_identifier",
    "max_setback_days", "max_taken_back_share", "max_text_length", "max_volume_ratio",
    "merge_threshold", "min_account_domain_customers", "min_language_confidence", "prior",
    "quality_limits", "random_pair_count", "retrain", "review_merge_records", "review_threshold",
    "shared_value_customers", "training_due_share", "training_rounds", "visitor_limits",
    "web_lookback_days",
})  # fmt: skip
"""Vars that SQL alone reads: no node is on or off, nor reads or is configured otherwise, whatever
they are, so that a project parsed with one value serves for all. A var that switches a test on or
off by being null is none of them."""

_PARSED_SUFFIXES = {".sql", ".yml", ".yaml", ".md", ".csv", ".py"}
_ENVIRONMENT_NAME = re.compile(r"env_var\(\s*['\"](\w+)['\"]")
_OF_ONE_RUN = {"KINDRED_DUCKDB_PATH", "KINDRED_PUBLISHED_PATH", "KINDRED_SPARK_DIRECTORY"}
"""Paths of the warehouse, of which only the file's stem is in what is parsed."""


def parsing_variables(variables: Mapping[str, object]) -> dict[str, object]:
    """The vars that what is parsed depends on."""
    return {name: value for name, value in variables.items() if name not in READ_WHILE_RUNNING}


def find(run: DbtRun) -> Any | None:
    """The manifest that a run before this one made of the same project and settings."""
    place = _place(run)
    if place is None:
        return None
    try:
        # what others may write to is not read: a pickle can do anything
        status = place.stat()
        if status.st_uid != os.getuid() or status.st_mode & 0o022:
            return None
        manifest = without_lookups(pickle.loads(place.read_bytes()))  # noqa: S301
        os.utime(place)
    except Exception:
        # nothing kept, or half of it, or by another version of something: parse anew
        return None
    same = all(os.environ.get(name, _UNSET) == was for name, was in manifest.env_vars.items())
    return manifest if same else None


def keep(run: DbtRun, manifest: Any) -> None:
    """Keep a manifest, unless its schema is never going to be there again."""
    place = _place(run)
    if place is None:
        return
    part = place.with_suffix(f".{os.getpid()}.part")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            pickle.dump(manifest, file)
        part.replace(place)
        kept = sorted(place.parent.glob("*.manifest"), key=lambda path: -path.stat().st_mtime)
        for old in kept[KEPT_COUNT:]:
            old.unlink(missing_ok=True)
    except OSError:
        # a full disk or a home that cannot be written to costs time, and nothing else
        with suppress(OSError):
            part.unlink(missing_ok=True)


def without_lookups(manifest: Any) -> Any:
    """The copy of a manifest, made fit for use.

    dbt 1.11 copies its lookups one place off, and makes new ones where there are none.
    """
    for name in vars(manifest):
        if name.endswith("_lookup"):
            setattr(manifest, name, None)
    return manifest


def moved(manifest: Any, old_schema: str, new_schema: str) -> Any:
    """The copy of a manifest with the tables of a schema in another one.

    A schema of a layer, whose name begins with that of the schema, moves with it.
    """
    manifest = without_lookups(manifest)
    disabled = [node for nodes in manifest.disabled.values() for node in nodes]
    for node in [*manifest.nodes.values(), *manifest.sources.values(), *disabled]:
        if (node.schema or "").startswith(old_schema):
            schema = new_schema + node.schema.removeprefix(old_schema)
            if node.relation_name:
                node.relation_name = node.relation_name.replace(node.schema, schema, 1)
            node.schema = schema
    return manifest


_UNSET = "DBT_DEFAULT_PLACEHOLDER"
"""What dbt notes of a variable that was not set, and whose default was taken."""


def _place(run: DbtRun) -> Path | None:
    if run.has_scratch_schema or not hasattr(os, "getuid"):
        return None
    cache = os.environ.get("XDG_CACHE_HOME")
    home = Path(cache) if cache else Path.home() / ".cache"
    try:
        name = hashlib.sha256("\0".join(_told(run)).encode()).hexdigest()
    except OSError:
        return None
    return home / "kindred" / f"{name}.manifest"


def _told(run: DbtRun) -> Iterator[str]:
    """Everything that a parsed project depends on, in words."""
    yield from (platform.python_version(), version("dbt-core"), version("dbt-adapters"))
    yield from (str(run.project.directory), run.target, str(run.schema), run.variables_text)
    profiles = (run.profiles_path / "profiles.yml").read_text(encoding="utf-8")
    yield profiles
    values = {**os.environ, **run.run_environment()}
    for name in sorted(set(_ENVIRONMENT_NAME.findall(profiles)) - _OF_ONE_RUN):
        yield f"{name}={values.get(name)}"
    yield Path(values["KINDRED_DUCKDB_PATH"]).stem
    for path in _files(run.project.directory):
        yield str(path)
        yield hashlib.sha256(path.read_bytes()).hexdigest()


def _files(project: Path) -> Iterator[Path]:
    settings = yaml.safe_load((project / PROJECT_FILE).read_text(encoding="utf-8"))
    folders = {"models", "macros", "seeds", "tests", "analyses", "snapshots", "dbt_packages"}
    for key, named in settings.items():
        if key.endswith("-paths") and isinstance(named, list):
            folders.update(named)
    yield project / PROJECT_FILE
    for folder in sorted(folders):
        for path in sorted((project / folder).rglob("*")):
            if path.suffix in _PARSED_SUFFIXES and path.is_file():
                yield path
