"""Resolve every labelled data set in a folder and score the result.

Usage: python scripts/ci/score_shared_data.py [FOLDER] [--only NAME] [--out DIR]
    [--without COLUMN] [--merge-threshold P]

FOLDER (default ../shared/data beside the project) holds one folder a data set, each with
records.parquet and truth.parquet (record_id, entity_id). Prints one JSON line a data set:
precision, recall and F1, pairwise and B-cubed; blocking_recall, the share of the true pairs
that were compared; and calibration_error, how far the probabilities of the pairs from 0.1 up
are from the share of them that is true, on average (Naeini et al. 2015, in bins of 0.05).
"""

import json
import sys
import tempfile
import time
from pathlib import Path

import click
import duckdb

from kindred.console import Console
from kindred.errors import KindredError
from kindred.resolve import resolve_file

PROJECT_DIRECTORY = Path(__file__).resolve().parents[2]

_CALIBRATION_ERROR = """
select
    sum(bin_pair_count * abs(bin_mean_probability - bin_true_pair_share)) / sum(bin_pair_count)
from read_parquet(?)
where threshold > 0.099 and bin_pair_count > 0
"""


@click.command()
@click.argument(
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=PROJECT_DIRECTORY.parent / "shared" / "data",
)
@click.option("--only", multiple=True, help="Name of a data set; may be repeated.")
@click.option("--without", multiple=True, help="A column to leave out; may be repeated.")
@click.option("--merge-threshold", type=float, help="In place of the default.")
@click.option("--out", type=click.Path(path_type=Path), help="Keep the results here.")
@click.option("--target", default="duckdb", show_default=True)
@click.option("--quiet", is_flag=True, help="No progress.")
def main(
    folder: Path,
    only: tuple[str, ...],
    without: tuple[str, ...],
    merge_threshold: float | None,
    out: Path | None,
    target: str,
    quiet: bool,
) -> None:
    """Resolve every labelled data set in FOLDER and score the result."""
    failed = False
    with tempfile.TemporaryDirectory(prefix="kindred-score-") as name_of_scratch:
        scratch = Path(name_of_scratch)
        vars_file = None
        if merge_threshold is not None:
            vars_file = scratch / "vars.yml"
            vars_file.write_text(f"merge_threshold: {merge_threshold}\n", encoding="utf-8")
        for records in sorted(folder.glob("*/records.parquet")):
            name = records.parent.name
            if only and name not in only:
                continue
            results = (out or scratch) / name
            started = time.monotonic()
            try:
                resolve_file(
                    _without(records, without, scratch),
                    results,
                    target,
                    Console(quiet=quiet),
                    vars_file,
                    records.parent / "truth.parquet",
                )
            except KindredError as error:
                click.echo(f"{name}: {error}", err=True)
                failed = True
                continue
            seconds = round(time.monotonic() - started, 1)
            click.echo(json.dumps({"name": name, "seconds": seconds, **_scores(results)}))
    sys.exit(1 if failed else 0)


def _without(records: Path, columns: tuple[str, ...], scratch: Path) -> Path:
    """The file, or a copy of it without those of the columns that it has."""
    found = duckdb.read_parquet(str(records)).columns
    left_out = [f'"{column}"' for column in columns if column in found]
    if not left_out:
        return records
    copy = scratch / "records.parquet"
    duckdb.execute(
        f"copy (select * exclude ({', '.join(left_out)}) from read_parquet(?)) to ?",
        [str(records), str(copy)],
    )
    return copy


def _scores(results: Path) -> dict[str, float]:
    connection = duckdb.connect()
    found = connection.execute("from read_parquet(?)", [str(results / "match_quality.parquet")])
    names = [column[0] for column in found.description]
    row = dict(zip(names, found.fetchall()[0], strict=True))
    error = connection.execute(
        _CALIBRATION_ERROR, [str(results / "match_quality_by_threshold.parquet")]
    ).fetchone()
    row["calibration_error"] = error[0] if error and error[0] is not None else 0.0
    return {
        name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()
    }


if __name__ == "__main__":
    main()
