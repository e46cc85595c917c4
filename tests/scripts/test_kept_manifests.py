"""Parsed projects are found again while nothing that they depend on has changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from kindred import dbt_runner, kept_manifests
from kindred.console import Console
from kindred.dbt_runner import DbtRun, parsed
from kindred.project import Project


class Parsed:
    """As much of a manifest as is looked at."""

    def __init__(self, name: str, env_vars: dict[str, str] | None = None) -> None:
        self.name = name
        self.env_vars = env_vars or {}
        self._ref_lookup = "of another"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder, empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "kindred"


@pytest.fixture
def run(tmp_path: Path, cache: Path) -> DbtRun:
    project = tmp_path / "project"
    for name, text in {
        "dbt_project.yml": "name: kindred\nmodel-paths: [sql]\n",
        "profiles.yml": "path: \"{{ env_var('KINDRED_DUCKDB_PATH') }} {{ env_var('PGHOST') }}\"\n",
        "sql/one.sql": "select 1",
        "macros/two.sql": "two",
        "seeds/three.csv": "three",
    }.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    return DbtRun(
        Project(project, project), "duckdb", tmp_path / "target", tmp_path / "logs",
        schema="kindred", variables={"linkage": "single"},
    )  # fmt: skip


def test_what_was_kept_is_found(run: DbtRun) -> None:
    assert kept_manifests.find(run) is None
    kept_manifests.keep(run, Parsed("mine"))
    found = kept_manifests.find(run)
    assert found.name == "mine"
    assert found._ref_lookup is None


def test_paths_of_one_run_change_nothing(run: DbtRun, tmp_path: Path) -> None:
    kept_manifests.keep(run, Parsed("mine"))
    other = replace(run, warehouse_path=tmp_path / "elsewhere" / "local.duckdb")
    other = replace(other, target_path=tmp_path / "b", log_path=tmp_path / "c")
    assert kept_manifests.find(other) is not None


@pytest.mark.parametrize(
    "name", ["dbt_project.yml", "profiles.yml", "sql/one.sql", "macros/two.sql", "seeds/three.csv"]
)
def test_a_changed_file_is_parsed_anew(run: DbtRun, name: str) -> None:
    kept_manifests.keep(run, Parsed("mine"))
    path = run.project.directory / name
    before = path.read_text()
    path.write_text(before + "# more\n")
    assert kept_manifests.find(run) is None
    path.write_text(before)
    assert kept_manifests.find(run) is not None


def test_a_new_file_is_parsed_anew(run: DbtRun) -> None:
    kept_manifests.keep(run, Parsed("mine"))
    (run.project.directory / "sql" / "four.sql").write_text("select 4")
    assert kept_manifests.find(run) is None


def test_other_settings_are_parsed_anew(
    run: DbtRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_manifests.keep(run, Parsed("mine"))
    for other in (
        replace(run, target="postgres"),
        replace(run, schema="trial"),
        replace(run, variables={"linkage": "average"}),
        # a file's name is the name of the database in every relation
        replace(run, warehouse_path=tmp_path / "other.duckdb"),
    ):
        assert kept_manifests.find(other) is None
    monkeypatch.setenv("PGHOST", "elsewhere")
    assert kept_manifests.find(run) is None


def test_a_variable_that_a_model_reads_is_looked_at(
    run: DbtRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_manifests.keep(run, Parsed("mine", {"SO": "1", "NOT": "DBT_DEFAULT_PLACEHOLDER"}))
    assert kept_manifests.find(run) is None
    monkeypatch.setenv("SO", "1")
    assert kept_manifests.find(run) is not None
    monkeypatch.setenv("NOT", "set")
    assert kept_manifests.find(run) is None


def test_what_others_may_write_to_is_not_read(run: DbtRun, cache: Path) -> None:
    kept_manifests.keep(run, Parsed("mine"))
    (file,) = cache.iterdir()
    assert (cache.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    file.chmod(0o666)
    assert kept_manifests.find(run) is None


def test_half_a_file_is_as_none(run: DbtRun, cache: Path) -> None:
    kept_manifests.keep(run, Parsed("mine"))
    (file,) = cache.iterdir()
    file.write_bytes(file.read_bytes()[:-5])
    assert kept_manifests.find(run) is None


def test_a_scratch_schema_is_not_kept(run: DbtRun, cache: Path) -> None:
    kept_manifests.keep(replace(run, schema="kindred_diff_0123456789ab"), Parsed("mine"))
    assert not cache.exists()


def test_runs_with_schemas_of_their_own_are_parsed_once(
    run: DbtRun, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each finds its tables in its own schema, and no name of another run's in the vars."""
    parses = []

    def parse(run: DbtRun, arguments: list[str], *_: object) -> SimpleNamespace:
        parses.append((run.schema, run.variables))
        name = f'"db"."{run.schema}_raw"."t"'
        node = SimpleNamespace(schema=f"{run.schema}_raw", relation_name=name)
        other = SimpleNamespace(schema="crm", relation_name='"db"."crm"."t"')
        empty = SimpleNamespace(schema=None, relation_name=None)
        manifest = SimpleNamespace(
            nodes={"n": node, "e": empty}, sources={"o": other}, disabled={}, env_vars={}
        )
        return SimpleNamespace(result=manifest)

    monkeypatch.setattr(dbt_runner, "_invoke", parse)
    names = ["kindred_resolve_0123456789ab", "kindred_resolve_ba9876543210"]
    found = [
        parsed(replace(run, schema=name, variables={"file_schema": f"{name}_raw"}), Console())
        for name in names
    ]
    assert parses == [
        (dbt_runner._STAND_IN, {"file_schema": f"{dbt_runner._STAND_IN}_raw"}),
    ]
    for name, manifest in zip(names, found, strict=True):
        assert manifest.nodes["n"].schema == f"{name}_raw"
        assert manifest.nodes["n"].relation_name == f'"db"."{name}_raw"."t"'
        assert manifest.sources["o"].relation_name == '"db"."crm"."t"'
    assert len(list(cache.iterdir())) == 1, "the one that stands in is kept for the next run"


def test_a_var_that_only_sql_reads_is_no_new_parse(
    run: DbtRun, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parses = []

    def parse(run: DbtRun, *_: object) -> SimpleNamespace:
        parses.append(run.variables)
        return SimpleNamespace(result=Parsed("mine"))

    monkeypatch.setattr(dbt_runner, "_invoke", parse)
    for threshold in (0.5, 0.6):
        varied = {"merge_threshold": threshold, "linkage": "single"}
        parsed(replace(run, variables=varied), Console())
    assert parses == [{"linkage": "single"}]


def test_only_the_latest_are_kept(
    run: DbtRun, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_manifests, "KEPT_COUNT", 2)
    for number in range(4):
        kept_manifests.keep(replace(run, variables={"n": number}), Parsed(f"{number}"))
    assert len(list(cache.iterdir())) == 2
    assert kept_manifests.find(replace(run, variables={"n": 3})) is not None


def test_a_home_that_cannot_be_written_to_costs_nothing_but_time(run: DbtRun, cache: Path) -> None:
    cache.parent.write_text("a file where the folder would be")
    kept_manifests.keep(run, Parsed("mine"))
    assert kept_manifests.find(run) is None
