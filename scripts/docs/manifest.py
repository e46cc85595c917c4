"""The project as dbt parsed it: folders, what lies in them, and what reads what."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Manifest = Mapping[str, Any]
Node = Mapping[str, Any]
Folder = tuple[str, str]
"""Layer and name, like ("intermediate", "matching")."""

LAYERS = ("raw", "staging", "intermediate", "marts")


@dataclass(frozen=True)
class FolderGraph:
    """Folders of models and what they read.

    Attributes:
        members: Names of the models or seeds in each folder, in the order in which data
            passes them.
        edges: (read folder, reading folder) for two different folders.
        dormant: Folders whose models are all switched off by default.
    """

    members: Mapping[Folder, tuple[str, ...]]
    edges: frozenset[tuple[Folder, Folder]]
    dormant: frozenset[Folder]


def parse(project_directory: Path) -> dict[str, Any]:
    """The manifest of a project, parsed now, with the default vars, on DuckDB.

    Raises:
        RuntimeError: dbt could not parse the project; the message says why.
    """
    from dbt.cli.main import dbtRunner

    with tempfile.TemporaryDirectory(prefix="kindred-docs-") as scratch:
        outcome = dbtRunner().invoke(
            [
                "parse",
                "--project-dir", str(project_directory),
                "--profiles-dir", str(project_directory),
                "--target", "duckdb",
                "--target-path", str(Path(scratch, "target")),
                "--log-path", str(Path(scratch, "logs")),
                "--log-level", "none",
                "--no-version-check",
            ]
        )  # fmt: skip
        if not outcome.success:
            raise RuntimeError(f"dbt could not parse {project_directory}: {outcome.exception}")
        return read(Path(scratch, "target", "manifest.json"))


def read(path: Path) -> dict[str, Any]:
    """The manifest in a file that dbt wrote."""
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def models(manifest: Manifest) -> Iterator[Node]:
    """Models of this project that are switched on."""
    for node in manifest["nodes"].values():
        if node["resource_type"] == "model" and node["package_name"] == "kindred":
            yield node


def marts(manifest: Manifest) -> list[Node]:
    """Models that people and tools read, in the order in which data passes them."""
    ranks = _node_ranks(manifest)
    found = [node for node in models(manifest) if folder_of(node)[0] == "marts"]
    first = {folder_of(node): ranks[node["unique_id"]] for node in reversed(found)}
    for node in found:
        folder = folder_of(node)
        first[folder] = min(first[folder], ranks[node["unique_id"]])
    return sorted(
        found,
        key=lambda node: (
            first[folder_of(node)],
            folder_of(node),
            ranks[node["unique_id"]],
            node["name"],
        ),
    )


def meta(node: Node, key: str) -> str:
    """One entry of config.meta, or an empty text."""
    return str(node["config"].get("meta", {}).get(key, ""))


def folder_of(node: Node) -> Folder:
    """Where a model or seed stands.

    The demo's seeds stand for the raw tables of their source; the lists of seeds/config
    are a folder of their own.
    """
    if node["resource_type"] == "seed":
        is_demo = node["fqn"][1] == "demo"
        return ("raw", node["name"].split("_")[0] if is_demo else "seeds/config")
    return (node["fqn"][1], node["fqn"][2])


def folder_graph(manifest: Manifest) -> FolderGraph:
    """Folders and their edges, with the sources that are switched off beside them."""
    ranks = _node_ranks(manifest)
    nodes = {
        node_id: node
        for node_id, node in manifest["nodes"].items()
        if node["resource_type"] in ("model", "seed")
    }
    members: dict[Folder, list[tuple[int, str]]] = {}
    edges = set()
    for node_id, node in nodes.items():
        folder = folder_of(node)
        members.setdefault(folder, []).append((ranks[node_id], node["name"]))
        for parent_id in node["depends_on"].get("nodes", []):
            if parent_id in nodes and folder_of(nodes[parent_id]) != folder:
                edges.add((folder_of(nodes[parent_id]), folder))
    dormant = set()
    readers = {
        reference["name"]: folder_of(node)
        for versions in manifest["disabled"].values()
        for node in versions
        for reference in node.get("refs", [])
    }
    for versions in manifest["disabled"].values():
        for node in versions:
            if node["resource_type"] == "model" and folder_of(node) not in members:
                dormant.add(folder_of(node))
                members[folder_of(node)] = [(0, node["name"])]
                reader = readers.get(node["name"], ("intermediate", "records"))
                edges.add((folder_of(node), reader))
    return FolderGraph(
        members={
            folder: tuple(name for _, name in sorted(names))
            for folder, names in sorted(members.items())
        },
        edges=frozenset(edges),
        dormant=frozenset(dormant),
    )


def _node_ranks(manifest: Manifest) -> dict[str, int]:
    """How many steps each node is away from the raw data, at most."""
    nodes = manifest["nodes"]
    ranks: dict[str, int] = {}

    def rank(node_id: str) -> int:
        if node_id not in ranks:
            parents = nodes[node_id]["depends_on"].get("nodes", [])
            known = [rank(parent) for parent in parents if parent in nodes]
            ranks[node_id] = 1 + max(known, default=0)
        return ranks[node_id]

    for node_id in sorted(nodes):
        rank(node_id)
    return ranks
