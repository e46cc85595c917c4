"""What every model owes its readers: a grain, a key that is tested, marked columns."""

import re
from pathlib import PurePath
from typing import Any

import pytest

from harness.engines import PROJECT_DIRECTORY, Engine

LAYERS = ["staging", "intermediate", "marts"]
KEY_TESTS = {"unique", "unique_combination"}
PII = {"direct", "quasi", "none"}


def layer(node: Any) -> str:
    return PurePath(node.original_file_path).parts[1]


def test_project_parses_on_every_target(parsed: Engine) -> None:
    assert parsed.manifest().nodes


def test_every_model_says_its_grain(models: dict[str, Any]) -> None:
    silent = [
        name
        for name, node in models.items()
        if not re.match(r"(One|At most one|A single) row", node.description or "")
    ]
    assert silent == [], "a description starts with the grain: One row per ..."


def test_every_model_has_a_comment_with_its_grain() -> None:
    silent = [
        str(path.relative_to(PROJECT_DIRECTORY))
        for path in sorted((PROJECT_DIRECTORY / "models").rglob("*.sql"))
        if not re.match(r"(\s|\{[{%#].*?[}%#]\})*--\s*(Grain: )?\S", path.read_text(), re.DOTALL)
    ]
    assert silent == []


def test_every_model_tests_its_key(manifest: Any, models: dict[str, Any]) -> None:
    tested = set()
    for node in manifest.nodes.values():
        metadata = getattr(node, "test_metadata", None)
        if metadata is not None and metadata.name in KEY_TESTS:
            tested.add(node.attached_node)
    untested = {name for name, node in models.items() if node.unique_id not in tested}
    # Where millions of rows would be counted again and again, the key is tested once: in a
    # model that holds every row of the chain, or by a unit test of how the key is made.
    others = {node.name for node in manifest.unit_tests.values()} | (models.keys() - untested)
    for name in sorted(untested):
        tested_by = models[name].config.meta.get("key_tested_by")
        assert tested_by in others, f"{name}: no test of its key"


def test_what_the_next_build_reads_is_marked_as_state(models: dict[str, Any]) -> None:
    """A dry run copies what is marked; what it lacks would be told otherwise than a build does."""
    read = set()
    for model in models.values():
        read |= set(re.findall(r"last_state\(\s*\{.*?\}\s*,\s*'(\w+)'", model.raw_code, re.DOTALL))
    assert "int_edges_kept" in read
    unmarked = {
        name
        for name in read
        if models[name].config.materialized != "remembered"
        and not models[name].config.meta.get("state")
    }
    assert not unmarked


def test_every_column_of_a_mart_is_described_typed_and_marked(models: dict[str, Any]) -> None:
    faults = []
    for name, node in models.items():
        if layer(node) != "marts":
            continue
        if not node.columns:
            faults.append(f"{name}: no column is described")
        for column in node.columns.values():
            if not column.description:
                faults.append(f"{name}.{column.name}: no description")
            if not column.data_type:
                faults.append(f"{name}.{column.name}: no data_type")
            if (column.config.meta or column.meta).get("pii") not in PII:
                faults.append(f"{name}.{column.name}: meta.pii is not one of {sorted(PII)}")
    assert faults == []


def test_described_columns_of_marts_are_the_columns_there_are(
    models: dict[str, Any], duckdb_demo: Engine
) -> None:
    faults = []
    for name, node in models.items():
        if layer(node) != "marts":
            continue
        warehouse = duckdb_demo.connect()
        try:
            found = warehouse.columns(f"select * from {duckdb_demo.table(name)}")
        finally:
            warehouse.close()
        if set(found) != set(node.columns):
            faults.append((name, sorted(set(found) ^ set(node.columns))))
    assert faults == []


def test_data_flows_downwards_only(manifest: Any, models: dict[str, Any]) -> None:
    by_id = {node.unique_id: node for node in models.values()}
    faults = []
    for name, node in models.items():
        for parent_id in node.depends_on.nodes:
            parent = by_id.get(parent_id)
            if parent is None:
                raw = parent_id.startswith("source.") or "seeds/demo" in (
                    manifest.nodes[parent_id].original_file_path
                    if parent_id in manifest.nodes
                    else ""
                )
                if raw and layer(node) != "staging":
                    faults.append(f"{name} reads raw data: {parent_id}")
            elif LAYERS.index(layer(parent)) > LAYERS.index(layer(node)):
                faults.append(f"{name} ({layer(node)}) reads {parent.name} ({layer(parent)})")
            elif layer(node) == layer(parent) == "staging":
                faults.append(f"{name} reads its neighbour {parent.name}")
    assert faults == []


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (r"::", "cast(... as ...)"),
        (r"\bqualify\b", "row_number in a CTE, then where"),
        (r"\bdistinct\s+on\b", "row_number in a CTE, then where"),
        (r"\busing\s*\(", "on, with full names"),
        (r"\bnatural\s+join\b|\bright\s+join\b", "inner join or left join"),
        (r"\b(current_timestamp|current_date|now\(\)|getdate)\b", "as_of()"),
        (r"\bgroup\s+by\s+(all|[0-9])", "the names"),
        (r"\bselect\s+\*\s+except\b|\bexclude\s*\(", "the columns"),
        (r"(?<![_a-z])concat\(", "||"),
        (r"target\.(type|name)|adapter\.dispatch", "a macro in macros/dialect"),
    ],
)
def test_no_model_or_analysis_holds(pattern: str, instead: str) -> None:
    faults = []
    paths = [
        path
        for folder in ("models", "analyses")
        for path in (PROJECT_DIRECTORY / folder).rglob("*.sql")
    ]
    for path in sorted(paths):
        text = re.sub(r"--[^\n]*|\{#.*?#\}|'[^'\n]*'", "", path.read_text(), flags=re.DOTALL)
        if re.search(pattern, text, re.IGNORECASE):
            faults.append(path.name)
    assert faults == [], f"write {instead}"


def test_names_follow_the_layers(models: dict[str, Any]) -> None:
    shapes = {
        "staging": r"stg_[a-z]+__[a-z_]+",
        "intermediate": r"int_[a-z0-9]+(_[a-z0-9]+)+",
        "marts": r"(?!stg_|int_|fct_|dim_)[a-z_]+",
    }
    assert [
        name for name, node in models.items() if not re.fullmatch(shapes[layer(node)], name)
    ] == []


def _read_through_views(manifest: Any, node: Any) -> list[str]:
    """What a model reads, and in place of a view over patched tables what that reads."""
    read = []
    for unique_id in node.depends_on.nodes:
        parent = manifest.nodes.get(unique_id)
        behind = []
        if parent is not None and parent.config.materialized == "view":
            behind = _read_through_views(manifest, parent)
        nodes = [manifest.nodes.get(found) for found in behind]
        if nodes and all(found and found.config.materialized == "patched" for found in nodes):
            assert "var(" not in parent.raw_code, f"{parent.name}: {node.name} reads through it"
            read += behind
        else:
            read.append(unique_id)
    return read


def test_patched_models_know_when_what_they_read_has_changed(
    manifest: Any, models: dict[str, Any]
) -> None:
    """A model that patches its table reads what keeps a log, seeds, or says why not."""
    patched = [node for node in models.values() if node.config.materialized == "patched"]
    logged = {node.unique_id for node in models.values() if node.config.get("changes")}
    read = {unique_id for node in patched for unique_id in _read_through_views(manifest, node)}
    assert logged
    assert logged <= read, "a log that nobody reads grows for ever"
    for node in patched:
        if not node.config.get("affected"):
            continue
        for unique_id in _read_through_views(manifest, node):
            parent = manifest.nodes[unique_id]
            if parent.resource_type == "seed" or parent.name in node.config.get("unwatched", []):
                continue
            # without a log, a table holds readings of texts, which stay as they are
            is_reading = parent.config.materialized == "patched" and (
                parent.config.get("texts") or not parent.config.get("affected")
            )
            assert is_reading or unique_id in logged, (
                f"{node.name} would not see that {parent.name} has changed"
            )
