"""What stewards are told of decisions and merges reads the same on every engine."""

from harness.engines import Engine

INPUTS: dict[str, tuple[str, list[dict[str, object]]]] = {
    # a is b, b is c and a is not c; d is e
    "int_decisions_applied": ("intermediate", [
        {"decision_id": "d1", "decision": "same", "left_key": 1, "right_key": 2},
        {"decision_id": "d2", "decision": "same", "left_key": 2, "right_key": 3},
        {"decision_id": "d3", "decision": "different", "left_key": 1, "right_key": 3},
        {"decision_id": "d4", "decision": "same", "left_key": 4, "right_key": 5},
        {"decision_id": "d5", "decision": "different", "left_key": 5, "right_key": 6},
    ]),
    "stg_decisions__decisions": ("staging", [
        {"decision_id": name, "left_record_id": left, "right_record_id": right,
         "decided_by": by, "day": "2025-01-01 10:00:00"}
        for name, left, right, by in [
            ("d1", "a", "b", "eve"), ("d2", "b", "c", "eve"), ("d3", "a", "c", None),
            ("d4", "D", "e", "bo"), ("d5", "e", "f", "bo"),
        ]
    ]),
    "int_customers_assigned": ("intermediate", [
        {"record_key": 1, "customer_id": "one"}, {"record_key": 2, "customer_id": "one"},
        {"record_key": 3, "customer_id": "two"}, {"record_key": 4, "customer_id": "four"},
        {"record_key": 5, "customer_id": "four"}, {"record_key": 6, "customer_id": "six"},
        {"record_key": 7, "customer_id": "seven"}, {"record_key": 8, "customer_id": "seven"},
    ]),
    "int_decisions_grouped": ("intermediate", [
        {"node_key": 1, "group_key": 1}, {"node_key": 2, "group_key": 1},
        {"node_key": 3, "group_key": 1}, {"node_key": 4, "group_key": 4},
        {"node_key": 5, "group_key": 4},
    ]),
    "int_records_standardized": ("intermediate", [
        {"record_key": key, "record_id": name} for key, name in enumerate("abcDef", 1)
    ]),
    "int_pairs_scored": ("intermediate", [
        {"left_key": 4, "right_key": 5, "match_probability": 0.25},
    ]),
    "int_identifiers_screened": ("intermediate", [
        {"record_key": key, "identifier_type": "phone", "identifier_value": "7", "is_usable": True}
        for key in (1, 3, 6, 7, 8)
    ]),
    "int_customer_stays_recorded": ("intermediate", [
        {"customer_id": "one", "from_run": run, "from_day": day, "from_customer_id": taken,
         "cause_type": "rule", "to_run": None}
        for run, day, taken in [
            (1, "2025-01-01", None), (1, "2025-01-01", None),
            *[(2, "2025-06-25", "zoe")] * 3, *[(3, "2025-06-26", "Amy")] * 3,
        ]
    ]),
}  # fmt: skip
MODELS = {
    "int_decisions_contradicted": ("intermediate", [
        ("d2", "a and c are two (a steward, 2025-01-01 10:00:00); "
         "a and b are one person (eve, 2025-01-01 10:00:00)"),
    ]),
    "int_shared_values_counted": ("intermediate", [("seven", "phone", 4, 2, "d3798261")]),
    "int_customers_grown": ("intermediate", [("one", 2, 6, 6, "Amy (3), zoe (3)", True)]),
    "match_labels": (None, [
        ("D", "e", True, False, 0.25), ("D", "f", False, True, None),
        ("a", "b", True, False, None), ("a", "c", False, False, None),
        ("b", "c", True, False, None), ("e", "f", False, False, None),
    ]),
}  # fmt: skip
"""Models, with the rows that these inputs make."""


def test_engine_tells_stewards_the_same(engine: Engine) -> None:
    here = engine.sibling("kindred_stewards")
    moments = {"day": "decided_at", "from_day": "from_at"}
    for name, (layer, rows) in INPUTS.items():
        columns = ", ".join(
            f"cast({column} as timestamp) as {moments[column]}"
            if column in moments
            else f"cast({column} as bigint) as {column}"
            if column == "to_run"
            else column
            for column in rows[0]
        )
        here.write(name, layer, f"select {columns} from ({here.values(rows)}) as given")
    here.dbt("run", "--select", *MODELS)
    for name, (model_layer, expected) in MODELS.items():
        found = [tuple(row.values()) for row in here.rows(name, model_layer)]
        assert sorted(found, key=repr) == sorted(expected, key=repr), name
