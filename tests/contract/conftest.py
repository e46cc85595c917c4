"""The parsed project, and its YAML files, for tests that need no database."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.engines import ENGINES, PROJECT_DIRECTORY, Engine


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The project as dbt parses it for DuckDB, with every source switched on."""
    engine = Engine("duckdb", tmp_path_factory.mktemp("contract"), {})
    return engine.manifest({"file_enabled": True})


@pytest.fixture(scope="session")
def models(manifest: Any) -> dict[str, Any]:
    """Every model, by name."""
    nodes = manifest.nodes.values()
    return {node.name: node for node in nodes if node.resource_type == "model"}


@pytest.fixture(scope="session")
def yaml_files() -> dict[Path, Any]:
    """Content of every YAML file that describes models, seeds, macros, analyses or tests."""
    found = {}
    for folder in ("models", "macros", "seeds", "analyses", "tests/data", "tests/generic"):
        for path in sorted((PROJECT_DIRECTORY / folder).rglob("*.yml")):
            content = yaml.load(path.read_text(), Loader=_EveryKeyOnce)
            found[path.relative_to(PROJECT_DIRECTORY)] = content or {}
    return found


class _EveryKeyOnce(yaml.SafeLoader):
    """Refuses a key that is there twice, of which YAML silently takes the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        assert not twice, f"{node.start_mark}: {', '.join(sorted(twice))} is there twice"
        return super().construct_mapping(node, deep)


@pytest.fixture(params=ENGINES)
def parsed(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Each engine in turn without a server: enough to parse."""
    return Engine(request.param, tmp_path, {})
