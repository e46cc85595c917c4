"""Resolve every labelled data set in a folder and score the result.

Usage: python scripts/ci/score_shared_data.py [FOLDER] [--only NAME] [--out DIR]

FOLDER (default ../shared/data beside the project) holds one folder a data set, each with
records.parquet and truth.parquet (record_id, entity_id). Prints one JSON line a data set.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import click

from kindred.console import Console
from kindred.errors import KindredError
from kindred.evaluate import evaluate
from kindred.resolve import resolve_file

PROJECT_DIRECTORY = Path(__file__).resolve().parents[2]


@click.command()
@click.argument(
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=PROJECT_DIRECTORY.parent / "shared" / "data",
)
@click.option("--only", multiple=True, help="Name of a data set; may be repeated.")
@click.option("--out", type=click.Path(path_type=Path), help="Keep the results here.")
@click.option("--target", default="duckdb", show_default=True)
@click.option("--quiet", is_flag=True, help="No progress.")
def main(folder: Path, only: tuple[str, ...], out: Path | None, target: str, quiet: bool) -> None:
    """Resolve every labelled data set in FOLDER and score the result."""
    failed = False
    with tempfile.TemporaryDirectory(prefix="kindred-score-") as scratch:
        for records in sorted(folder.glob("*/records.parquet")):
            name = records.parent.name
            if only and name not in only:
                continue
            results = (out or Path(scratch)) / name
            started = time.monotonic()
            try:
                resolve_file(records, results, target, Console(quiet=quiet))
            except KindredError as error:
                click.echo(f"{name}: {error}", err=True)
                failed = True
                continue
            seconds = round(time.monotonic() - started, 1)
            scores = evaluate(
                results / "customer_crosswalk.parquet", records.parent / "truth.parquet"
            )
            told = {"name": name, "seconds": seconds, **scores.as_dict()}
            click.echo(json.dumps(told))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
