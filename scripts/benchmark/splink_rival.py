"""Splink 5 on a file of clean records, in a process of its own.

    python -m benchmark.splink_rival RECORDS.parquet OUT [--model MODEL.json]

Without a model it takes the set-up of Splink's own tutorials, trains it and saves it as
OUT/model.json; with one it predicts and clusters alone. Writes OUT/clusters.parquet and
prints the seconds of each phase as one line of JSON.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click
import duckdb

PREDICTION_THRESHOLD = 0.2
CLUSTER_THRESHOLD = 0.95


@click.command()
@click.argument("records", type=click.Path(path_type=Path, exists=True))
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--model", type=click.Path(path_type=Path, exists=True))
def main(records: Path, out: Path, model: Path | None) -> None:
    """Run Splink on RECORDS and write what it finds to OUT."""
    import splink.comparison_library as comparisons
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    out.mkdir(parents=True, exist_ok=True)
    seconds: dict[str, float] = {}
    started = time.monotonic()

    def lap(phase: str) -> None:
        nonlocal started
        now = time.monotonic()
        seconds[phase] = round(now - started, 2)
        started = now

    connection = duckdb.connect(str(out / "splink.duckdb"))
    connection.execute("set threads = 2")
    connection.execute("create table records as select * from read_parquet(?)", [str(records)])
    api = DuckDBAPI(connection=connection)
    blocking: list[Any] = [
        block_on("email"),
        block_on("phone"),
        block_on("given_name", "family_name"),
        block_on("family_name", "date_of_birth"),
        block_on("given_name", "date_of_birth"),
        block_on("family_name", "postal_code"),
    ]
    generic = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=[
            comparisons.JaroWinklerAtThresholds("given_name", [0.92, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            comparisons.JaroWinklerAtThresholds("family_name", [0.92, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            comparisons.LevenshteinAtThresholds("date_of_birth", [1, 2]),
            comparisons.JaroWinklerAtThresholds("email", [0.92]),
            comparisons.LevenshteinAtThresholds("phone", [1]),
            comparisons.LevenshteinAtThresholds("street_address", [2]),
            comparisons.ExactMatch("postal_code").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=blocking,
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    settings = generic if model is None else json.loads(model.read_text("utf-8"))
    linker = Linker(api.register("records"), settings)
    lap("load")
    if model is None:
        training = linker.training
        training.estimate_probability_two_random_records_match(blocking[:2], recall=0.7)
        training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        training.estimate_parameters_using_expectation_maximisation(blocking[2])
        training.estimate_parameters_using_expectation_maximisation(blocking[0])
        linker.misc.save_model_to_json(str(out / "model.json"), overwrite=True)
        lap("train")
    predictions = linker.inference.predict(threshold_match_probability=PREDICTION_THRESHOLD)
    lap("predict")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predictions, threshold_match_probability=CLUSTER_THRESHOLD
    )
    lap("cluster")
    connection.execute(
        f"copy (select record_id, cluster_id as customer_id from {clusters.physical_name}) "
        "to ? (format parquet)",
        [str(out / "clusters.parquet")],
    )
    lap("write")
    connection.close()
    (out / "splink.duckdb").unlink()
    click.echo(json.dumps(seconds))


if __name__ == "__main__":
    main()
