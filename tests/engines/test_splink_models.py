"""An imported Splink model gives every pair the weight that Splink gives it."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb as embedded
import pytest
import splink

from harness import splink_case
from harness.engines import Engine
from kindred.splink_import import import_model

SEED = 20261122
COLUMNS = {
    "unique_id": "record_id",
    "first_name": "given_name",
    "surname": "family_name",
    "dob": "date_of_birth",
    "postcode": "postal_code",
    "email": "email",
}
MODELS = [
    "int_value_frequencies_counted", "int_records_prepared", "int_blocking_keys_extracted",
    "int_blocks_counted", "int_block_limits_set", "int_pairs_blocked", "int_pairs_compared",
    "int_random_pairs_sampled", "int_random_pairs_compared", "int_random_levels_counted",
    "int_match_levels_declared", "int_match_levels_expected", "int_patterns_counted",
    "int_pattern_levels_read", "int_match_weights_trained", "int_blocked_pairs_scored",
    "int_pairs_bridged", "int_bridged_pairs_compared", "int_pairs_scored",
]  # fmt: skip

Weights = dict[tuple[str, str], tuple[float, float]]


def write_records(engine: Engine, records: list[splink_case.Record]) -> None:
    """The records where the models of the matching layer read them."""
    known = engine.manifest().nodes["model.kindred.int_records_prepared"].columns
    keyed = {name: None for name in known if "frequency" not in name}
    for column in ("given_name_person_count", "family_name_person_count",
                   "birth_date_person_count", "address_person_count"):  # fmt: skip
        keyed.pop(column)
    canonical = dict.fromkeys(
        ["record_id", "given_name", "middle_name", "family_name", "full_name", "date_of_birth",
         "email", "phone", "street_address", "city", "region", "postal_code", "country",
         "national_id", "gender", "loyalty_id"]
    )  # fmt: skip
    rows = [
        {**canonical, **{COLUMNS[name]: value for name, value in record.items()}}
        for record in records
    ]
    engine.write("int_records_unioned", "intermediate", engine.values(rows))
    # keys that are not in the order of the ids, as hashes are not
    keys = [
        {**keyed, "record_key": (number * 7919 + 13) % 10007, "record_id": record["unique_id"]}
        for number, record in enumerate(records)
    ]
    assert len({row["record_key"] for row in keys}) == len(keys)
    engine.write("int_records_keyed", "intermediate", engine.values(keys))


def kindred_weights(engine: Engine, variables: Mapping[str, Any]) -> Weights:
    """Weight with the prior, and probability, of every pair that Kindred scores."""
    engine.dbt("run", "--select", *MODELS, variables=variables)
    prior = variables["prior"]
    pairs = engine.query(
        "select left_records.record_id, right_records.record_id, match_weight, match_probability "
        f"from {engine.table('int_pairs_scored', 'intermediate')} as pairs "
        f"inner join {engine.table('int_records_keyed', 'intermediate')} as left_records "
        "on pairs.left_key = left_records.record_key "
        f"inner join {engine.table('int_records_keyed', 'intermediate')} as right_records "
        "on pairs.right_key = right_records.record_key"
    )
    return {
        (min(left, right), max(left, right)): (
            weight + math.log2(prior / (1 - prior)),
            probability,
        )
        for left, right, weight, probability in pairs
    }


def splink_weights(records: list[splink_case.Record], path: Path) -> Weights:
    """Weight and probability of every pair that Splink predicts with the model of a file."""
    connection = embedded.connect()
    columns = list(COLUMNS)
    connection.execute(f"create table people ({', '.join(f'{name} varchar' for name in columns)})")
    connection.executemany(
        f"insert into people values ({', '.join('?' * len(columns))})",
        [[record[name] for name in columns] for record in records],
    )
    api = splink.DuckDBAPI(connection)
    linker = splink.Linker(api.register("people"), settings=str(path))
    predicted = linker.inference.predict().as_duckdbpyrelation()
    rows = predicted.project("unique_id_l, unique_id_r, match_weight, match_probability")
    return {(left, right): (weight, share) for left, right, weight, share in rows.fetchall()}


def refuse_differences(ours: Weights, theirs: Weights) -> None:
    assert ours.keys() == theirs.keys()
    differences = {
        pair: (weight, theirs[pair][0])
        for pair, (weight, _) in ours.items()
        if abs(weight - theirs[pair][0]) > 1e-6
    }
    assert differences == {}
    for pair, (_, probability) in ours.items():
        assert probability == pytest.approx(theirs[pair][1], abs=1e-6)


def test_weights_equal_splink_s_on_every_pair(duckdb_workbench: Engine, tmp_path: Path) -> None:
    print(f"seed {SEED}")
    records = splink_case.records(SEED)
    path = tmp_path / "model.json"
    path.write_text(json.dumps(splink_case.settings()))
    theirs = splink_weights(records, path)
    engine = duckdb_workbench
    write_records(engine, records)
    model = import_model(json.loads(path.read_text()), engine.project, "duckdb", {})

    ours = kindred_weights(engine, model.variables)

    refuse_differences(ours, theirs)
    assert len(ours) > 1500
    assert len({round(weight, 6) for weight, _ in ours.values()}) > 200
