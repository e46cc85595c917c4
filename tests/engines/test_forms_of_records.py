"""A second phone blocks, links and compares alike on DuckDB, PostgreSQL and Spark."""

from typing import Any

from harness.engines import Engine

MODELS = (
    "int_further_identifiers_shared", "int_record_forms_prepared",
    "int_blocking_keys_extracted", "int_pairs_linked", "int_pairs_compared",
)  # fmt: skip
VARIABLES: dict[str, Any] = {
    "match_rules": [{"name": "by_phone", "columns": ["phone_key"]}],
    "blocking_rules": [{"name": "phone", "keys": ["phone_key"]}],
    "conflict_rules": [],
    "comparisons": [
        {
            "name": "phone",
            "requires": ["phone_key"],
            "household": "random",
            "levels": [
                {
                    "name": "exact",
                    "m": 0.8,
                    "when": "left_phone_key = right_phone_key",
                    "frequency": "1.0 / left_phone_person_count",
                },
                {"name": "near", "m": 0.1, "when": "left_phone_end = right_phone_end"},
                {"name": "different", "m": 0.1},
            ],
        }
    ],
}
PHONES = {1: "+491711111111", 2: "+491712222222", 3: "01712222222", 4: "+491714444444"}
SECOND = "+491712222222"


def test_a_second_phone_counts_like_a_first(engine: Engine) -> None:
    here = engine.sibling("kindred_forms")
    manifest = here.manifest()
    columns = manifest.nodes["model.kindred.int_records_prepared"].columns
    counts = [name for name in columns if name.endswith("_count")]
    prepared = [
        {
            **dict.fromkeys(columns),
            **dict.fromkeys(counts, 1),
            "record_key": key,
            "record_id": str(key),
            "phone_key": phone,
            "phone_end": phone[-7:],
        }
        for key, phone in PHONES.items()
    ]
    held = {"identifier_type": "phone", "person_count": 2, "is_usable": True}
    screened = [
        {**held, "record_key": key, "identifier_value": phone, "value_number": 1}
        for key, phone in [*PHONES.items()]
    ] + [{**held, "record_key": 1, "identifier_value": SECOND, "value_number": 2}]
    ranked = [
        {
            **{name: row[name] for name in row if name != "is_usable"},
            "usable_number": row["value_number"],
            "email_user": None,
            "email_domain": None,
        }
        for row in screened
        if row["record_key"] == 1
    ]
    pairs = [{"left_key": 1, "right_key": key} for key in (2, 3, 4)]
    for name, rows in (
        ("int_records_prepared", prepared),
        ("int_identifiers_screened", screened),
        ("int_further_identifiers_ranked", ranked),
        ("int_pairs_blocked", pairs),
    ):
        here.write(name, "intermediate", here.values(rows))
    here.dbt("run", "--select", *MODELS, variables=VARIABLES, parsed_with={})

    def found(model: str, *names: str) -> set[tuple[Any, ...]]:
        return {tuple(row[name] for name in names) for row in here.rows(model, "intermediate")}

    assert found("int_blocking_keys_extracted", "record_key", "blocking_key") == {
        *PHONES.items(),
        (1, SECOND),
    }
    assert found("int_pairs_linked", "left_key", "right_key") == {(1, 2)}
    assert found("int_pairs_compared", "left_key", "right_key", "agreement_pattern") == {
        (1, 2, 1),
        (1, 3, 2),
        (1, 4, 3),
    }
