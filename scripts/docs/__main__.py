"""Write docs/flow.svg and the generated parts of README.md and the pages in docs.

Usage: python -m docs [--warehouse FILE] [--scores FILE]

Reads dbt_project.yml, the manifest (parsed now) and, for the example rows, the demo
company in a DuckDB file that `make build` made.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import duckdb

from docs import flow, manifest, pages, tables
from docs.example import (
    NothingToShowError,
    account,
    counts,
    example,
    explained,
    household,
    quality,
    texts,
)
from docs.pages import MarkerError, replaced
from kindred.connection import connected
from kindred.errors import EngineError

PROJECT_DIRECTORY = Path(__file__).resolve().parents[2]


@click.command()
@click.option(
    "--warehouse",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path(os.environ.get("KINDRED_DUCKDB_PATH") or "warehouse/local.duckdb"),
    show_default=True,
    help="DuckDB file with the demo company built.",
)
@click.option(
    "--manifest",
    "manifest_path",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A manifest.json of the default vars, instead of parsing now.",
)
@click.option(
    "--scores",
    type=click.File(encoding="utf-8"),
    help="What scripts/ci/score_shared_data.py printed; without it that part stays.",
)
def main(warehouse: Path, manifest_path: Path | None, scores: Any) -> None:
    """Write docs/flow.svg and the generated parts of README.md and the pages in docs."""
    if not warehouse.is_file():
        sys.exit(f"Error: {warehouse} does not exist; make build makes it.")
    parsed = manifest.read(manifest_path) if manifest_path else manifest.parse(PROJECT_DIRECTORY)
    written = pages.read(PROJECT_DIRECTORY)
    try:
        with connected({"type": "duckdb", "path": str(warehouse)}) as opened:

            def query(sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
                return opened.execute(sql.format(schema="kindred"), parameters)

            written = replaced(written, "built", counts(opened))
            written = replaced(written, "example", example(query))
            written = replaced(written, "household", household(query))
            written = replaced(written, "account", account(query))
            written = replaced(written, "quality", quality(query))
            written = replaced(written, "texts", texts(query))
        written = replaced(written, "explained", explained(warehouse))
        written = replaced(written, "outputs", tables.outputs_table(parsed))
        vars_table = tables.vars_table(PROJECT_DIRECTORY / "dbt_project.yml")
        written = replaced(written, "vars", vars_table)
        if scores:
            written = replaced(written, "scores", tables.scores_table(scores))
    except duckdb.CatalogException:
        sys.exit(f"Error: {warehouse} lacks tables of the demo company; run make build.")
    except (EngineError, MarkerError, NothingToShowError, ValueError) as error:
        sys.exit(f"Error: {error}")
    for path, page in written.items():
        (PROJECT_DIRECTORY / path).write_text(page, encoding="utf-8")
    picture = PROJECT_DIRECTORY / "docs" / "flow.svg"
    picture.parent.mkdir(exist_ok=True)
    picture.write_text(flow.draw(manifest.folder_graph(parsed)), encoding="utf-8")


if __name__ == "__main__":
    main()
