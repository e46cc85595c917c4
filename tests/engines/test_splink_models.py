"""An imported Splink model gives every pair the weight that Splink gives it."""

import json
import math
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb as embedded
import pytest
import splink

from harness import splink_case
from harness.engines import Engine
from kindred.explain import Record, _Reader
from kindred.splink_export import Weights as Weighed
from kindred.splink_export import export_model, trained_weights
from kindred.splink_import import import_model
from kindred.vars_file import project_variables

SEED = 20261122
COLUMNS = {
    "unique_id": "record_id",
    "first_name": "given_name",
    "surname": "family_name",
    "dob": "date_of_birth",
    "postcode": "postal_code",
    "email": "email",
}
NAME_KEYS = (
    "given_name_key", "given_name_group", "given_name_phonetic",
    "family_name_key", "family_name_phonetic",
)  # fmt: skip
MODELS = [
    "int_value_frequencies_counted", "int_value_frequencies_kept", "int_records_prepared",
    "int_record_forms_prepared", "int_blocking_keys_extracted",
    "int_blocks_counted", "int_block_limits_set", "int_pairs_blocked", "int_pairs_compared",
    "int_random_pairs_sampled", "int_random_pairs_compared", "int_random_levels_counted",
    "int_match_levels_declared", "int_match_levels_expected", "int_patterns_counted",
    "int_pattern_levels_read", "int_match_weights_trained", "int_match_weights_kept",
    "int_blocked_pairs_scored",
    "int_pairs_bridged", "int_bridged_pairs_compared", "int_bridged_pairs_scored",
    "int_pairs_scored",
]  # fmt: skip

Weights = dict[tuple[str, str], tuple[float, float]]


def write_records(engine: Engine, records: list[splink_case.Record]) -> None:
    """The records where the models of the matching layer read them."""
    empty = dict.fromkeys(
        ["source_name", "given_name_key", "given_name_group", "given_name_phonetic",
         "middle_name_key", "family_name_key", "family_name_phonetic", "name_suffix_key",
         "date_of_birth", "birth_year", "birth_month", "birth_day", "email_user",
         "email_domain", "street_address_key", "house_number", "street_name_key",
         "unit_number", "city_key", "region_key", "postal_code_key", "country", "gender"]
    )  # fmt: skip
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
        {
            "record_key": (number * 7919 + 13) % 10007,
            "record_id": record["unique_id"],
            "is_placeholder_birth_date": False,
            **empty,
        }
        for number, record in enumerate(records)
    ]
    assert len({row["record_key"] for row in keys}) == len(keys)
    engine.write("int_records_standardized", "intermediate", engine.values(keys))
    # the model reads raw values alone, so no record needs an identifier; NULL is text here
    identifier = (
        "cast(0 as bigint) as record_key, 'email' as identifier_type, 'a' as identifier_value, "
        "1 as person_count"
    )
    ranked = "1 as value_number, 1 as usable_number, 'a' as email_user, 'b' as email_domain"
    for name, columns in (
        ("int_identifiers_screened", "1 as value_number, true as is_usable"),
        ("int_further_identifiers_ranked", ranked),
        ("int_further_identifiers_shared", "1 as usable_number, 'a' as shared_part"),
        ("int_mailbox_names_read", ", ".join(f"'a' as {name}" for name in NAME_KEYS)),
    ):
        engine.write(name, "intermediate", f"select {identifier}, {columns} where 1 = 0")


def kindred_weights(engine: Engine, variables: Mapping[str, Any]) -> Weights:
    """Weight with the prior, and probability, of every pair that Kindred scores."""
    engine.dbt("run", "--select", *MODELS, variables=variables)
    prior = variables["prior"]
    pairs = engine.query(
        "select left_records.record_id, right_records.record_id, match_weight, match_probability "
        f"from {engine.table('int_pairs_scored', 'intermediate')} as pairs "
        f"inner join {engine.table('int_records_standardized', 'intermediate')} as left_records "
        "on pairs.left_key = left_records.record_key "
        f"inner join {engine.table('int_records_standardized', 'intermediate')} as right_records "
        "on pairs.right_key = right_records.record_key"
    )
    return {
        (min(left, right), max(left, right)): (
            weight + math.log2(prior / (1 - prior)),
            probability,
        )
        for left, right, weight, probability in pairs
    }


def refuse_wrong_reasons(engine: Engine, variables: Mapping[str, Any], ours: Weights) -> None:
    """What is explained of the keys of two records tells compared pairs from the others."""
    keys = engine.table("int_blocking_keys_extracted", "intermediate")
    records = engine.table("int_records_standardized", "intermediate")
    pairs = engine.query(
        "select distinct left_records.record_key, left_records.record_id, "
        "right_records.record_key, right_records.record_id "
        f"from {keys} as left_keys "
        f"inner join {keys} as right_keys on left_keys.blocking_rule = right_keys.blocking_rule "
        "and left_keys.blocking_key = right_keys.blocking_key "
        f"inner join {records} as left_records on left_keys.record_key = left_records.record_key "
        f"inner join {records} as right_records "
        "on right_keys.record_key = right_records.record_key "
        "where left_records.record_id < right_records.record_id "
        "order by left_records.record_id, right_records.record_id"
    )
    warehouse = engine.connect()
    try:
        reader = _Reader(warehouse, engine.schema, dict(variables))
        is_compared = []
        for left_key, left_id, right_key, right_id in pairs[::29]:
            records_read = Record(left_id, "", left_key), Record(right_id, "", right_key)
            rules = [rule for rule in reader._blocking(*records_read) if rule.shared]
            is_compared.append((left_id, right_id) in ours)
            assert any(rule.usable for rule in rules) == is_compared[-1]
            assert all(
                (rule.condition is None) == (rule.is_condition_met is None) for rule in rules
            )
            shared = [key for rule in rules for key in rule.shared]
            assert {(key.limit, key.lone_limit) for key in shared} == {(None, None)}
    finally:
        warehouse.close()
    assert min(is_compared.count(True), is_compared.count(False)) > 10


def splink_weights(
    records: list[splink_case.Record],
    path: Path,
    names: Mapping[str, str] | None = None,
    id_type: str = "varchar",
) -> Weights:
    """Weight and probability of every pair that Splink predicts with the model of a file.

    Args:
        records: Rows that Splink reads.
        path: The model as JSON.
        names: Other names of the columns, where the model has others.
        id_type: What the ids are in Splink's table.
    """
    connection = embedded.connect()
    columns = list(names.values()) if names else list(COLUMNS)
    types = [f"{name} {'varchar' if place else id_type}" for place, name in enumerate(columns)]
    connection.execute(f"create table people ({', '.join(types)})")
    connection.executemany(
        f"insert into people values ({', '.join('?' * len(columns))})",
        [[record[name] for name in COLUMNS] for record in records],
    )
    api = splink.DuckDBAPI(connection)
    linker = splink.Linker(api.register("people"), settings=str(path))
    predicted = linker.inference.predict().as_duckdbpyrelation()
    (left_id, right_id) = (f"{columns[0]}_{side}" for side in "lr")
    rows = predicted.project(f"{left_id}, {right_id}, match_weight, match_probability")
    return {
        (min(str(left), str(right)), max(str(left), str(right))): (weight, share)
        for left, right, weight, share in rows.fetchall()
    }


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


@pytest.mark.parametrize(("id_form", "id_type"), [("r{:04d}", "varchar"), ("{}", "bigint")])
def test_weights_equal_splink_s_and_survive_export(
    id_form: str, id_type: str, duckdb_workbench: Engine, tmp_path: Path
) -> None:
    """Exact, fuzzy, adjusted, null and else levels; untrained shares; sides told apart, by
    ids that are text and by numbers, whose order is another."""
    print(f"seed {SEED}")
    records = splink_case.records(SEED, id_form=id_form)
    path = tmp_path / "model.json"
    path.write_text(json.dumps(splink_case.settings()))
    theirs = splink_weights(records, path, id_type=id_type)
    engine = duckdb_workbench
    write_records(engine, records)
    model = import_model(json.loads(path.read_text()), engine.project, "duckdb", {})

    ours = kindred_weights(engine, model.variables)

    refuse_differences(ours, theirs)
    assert len(ours) > 1500
    assert len({round(weight, 6) for weight, _ in ours.values()}) > 200
    refuse_wrong_reasons(engine, model.variables, ours)

    exported = export_model(model.variables, "duckdb", None)
    assert exported.notices == []
    path.write_text(json.dumps(exported.settings))
    refuse_differences(splink_weights(records, path, COLUMNS, id_type), theirs)
    again = import_model(json.loads(path.read_text()), engine.project, "duckdb", {})
    assert again.variables == model.variables
    assert again.notices == []


def test_splink_reaches_kindred_s_own_levels(duckdb_demo: Engine, tmp_path: Path) -> None:
    """The conditions of the default comparisons mean in Splink what they mean here."""
    variables = {**project_variables(duckdb_demo.project)}
    variables["blocking_rules"] = [
        rule for rule in variables["blocking_rules"] if rule["name"] in ("email", "birth_date")
    ]
    warehouse = duckdb_demo.connect()
    try:
        weights = trained_weights(warehouse, duckdb_demo.schema, "duckdb")
    finally:
        warehouse.close()
    exported = export_model(variables, "duckdb", weights)
    said = " ".join(exported.notices)
    for part in ("class of households", "match_rules", "conflict_rules", "bridge_pairs",
                 "level 'near_name': its frequency is SQL", "int_records_prepared"):  # fmt: skip
        assert part in said
    assert exported.settings["probability_two_random_records_match"] == weights.prior
    settings = {**exported.settings, "retain_intermediate_calculation_columns": True}
    path = tmp_path / "model.json"
    path.write_text(json.dumps(settings))

    connection = embedded.connect()
    copied = tmp_path / "demo.duckdb"  # this process may hold the file itself open
    duckdb_demo.query("force checkpoint")
    shutil.copy(duckdb_demo.warehouse_path, copied)
    connection.execute(f"attach '{copied}' as built (read_only)")
    prepared = f"built.{duckdb_demo.table('int_records_prepared', 'intermediate')}"
    connection.execute(f"create table people as select * from {prepared}")
    linker = splink.Linker(splink.DuckDBAPI(connection).register("people"), settings=str(path))
    linker.inference.predict().as_duckdbpyrelation().create("predicted")
    compared = f"built.{duckdb_demo.table('int_pairs_compared', 'intermediate')}"
    ranked = f"built.{duckdb_demo.table('int_further_identifiers_ranked', 'intermediate')}"
    further = f"select record_key from {ranked}"
    groups = [comparison["output_column_name"] for comparison in settings["comparisons"]]
    weights_read = ", ".join(f"predicted.mw_{group}" for group in groups)
    rows = connection.execute(
        f"select pairs.agreement_pattern, {weights_read} from predicted "
        "inner join people as l on predicted.record_id_l = l.record_id "
        "inner join people as r on predicted.record_id_r = r.record_id "
        f"inner join {compared} as pairs on pairs.left_key = least(l.record_key, r.record_key) "
        "and pairs.right_key = greatest(l.record_key, r.record_key) "
        # of several e-mails or phones Splink is given the first
        f"where l.record_key not in ({further}) and r.record_key not in ({further})"
    ).fetchall()
    assert len(rows) > 1000
    expected = _weights_by_pattern({pattern for pattern, *_ in rows}, variables, weights)
    for pattern, *found in rows:
        assert found == pytest.approx(expected[pattern], abs=1e-9)


def _weights_by_pattern(
    patterns: set[int], variables: Mapping[str, Any], weights: Weighed
) -> dict[int, list[float]]:
    """The weight of each weight group under a pattern: log2(m / u), 0 where none is reached."""
    found = {}
    for pattern in patterns:
        rest = pattern
        reached: dict[str, list[tuple[str, int, dict[str, Any] | None]]] = {}
        for comparison in variables["comparisons"]:
            rest, place = divmod(rest, len(comparison["levels"]) + 1)
            level = comparison["levels"][place - 1] if place else None
            group = comparison.get("joint", comparison["name"])
            reached.setdefault(group, []).append((comparison["name"], place - 1, level))
        row = []
        for group, parts in reached.items():
            if all(level is None for _, _, level in parts):
                row.append(0.0)
                continue
            code = "|".join("-" if level is None else str(number) for _, number, level in parts)
            m, u = weights.shares[(group, code)]
            if len(parts) > 1 or "frequency" in (parts[0][2] or {}):
                u = math.prod(
                    weights.averages[(name, number)]
                    for name, number, level in parts
                    if level is not None
                )
            row.append(math.log2(m / u))
        found[pattern] = row
    return found
