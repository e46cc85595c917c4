"""YAML keys that dbt would pass over in silence, because they stand where it does not look."""

from pathlib import Path
from typing import Any

ALLOWED = {
    "file": {"version", "models", "seeds", "sources", "macros", "unit_tests", "data_tests",
             "exposures", "groups", "snapshots", "analyses"},
    "model": {"name", "description", "config", "columns", "data_tests", "docs", "constraints",
              "versions", "latest_version", "access", "group"},
    "seed": {"name", "description", "config", "columns", "data_tests", "docs"},
    "column": {"name", "description", "data_type", "config", "data_tests", "quote",
               "constraints"},
    "source": {"name", "description", "schema", "database", "config", "tables", "loader",
               "quoting", "loaded_at_field"},
    "table": {"name", "identifier", "description", "config", "columns", "data_tests",
              "loaded_at_field", "quoting", "external"},
    "macro": {"name", "description", "arguments", "config", "docs"},
    "analysis": {"name", "description", "config", "columns", "docs"},
    "argument": {"name", "type", "description"},
    "unit_test": {"name", "description", "model", "given", "expect", "overrides", "config"},
    "data_test": {"name", "description", "config"},
    "exposure": {"name", "label", "type", "maturity", "url", "description", "depends_on",
                 "owner", "config"},
}  # fmt: skip
TEST_KEYS = {"name", "arguments", "config", "description"}


def misplaced(entry: dict[str, Any], kind: str, where: str) -> list[str]:
    faults = [f"{where}: {key}" for key in entry if key not in ALLOWED[kind]]
    for test in entry.get("data_tests", []) if kind != "file" else []:
        if isinstance(test, dict):
            ((name, body),) = test.items() if len(test) == 1 else (("", test),)
            faults += [
                f"{where}, test {name}: {key} (put it under arguments)"
                for key in body or {}
                if key not in TEST_KEYS
            ]
    children = {
        "model": [("columns", "column")],
        "seed": [("columns", "column")],
        "source": [("tables", "table")],
        "table": [("columns", "column")],
        "macro": [("arguments", "argument")],
    }
    for key, child in children.get(kind, []):
        for part in entry.get(key) or []:
            faults += misplaced(part, child, f"{where}.{part.get('name')}")
    return faults


def test_every_key_stands_where_dbt_reads_it(yaml_files: dict[Path, Any]) -> None:
    faults = []
    for path, content in yaml_files.items():
        faults += [f"{path}: {key}" for key in content if key not in ALLOWED["file"]]
        for plural in ALLOWED["file"] - {"version", "groups", "snapshots"}:
            kind = "analysis" if plural == "analyses" else plural.removesuffix("s")
            for entry in content.get(plural) or []:
                faults += misplaced(entry, kind, f"{path}: {entry.get('name')}")
    assert faults == []


def test_a_misplaced_key_is_found() -> None:
    """The test above can fail."""
    model = {
        "name": "customers",
        "tests": ["unique"],
        "meta": {},
        "columns": [{"name": "customer_id", "pii": "none", "data_tests": [{"accepted_values": {"values": []}}]}],
    }  # fmt: skip
    assert len(misplaced(model, "model", "here")) == 4


def test_nothing_is_named_twice(yaml_files: dict[Path, Any]) -> None:
    seen: dict[tuple[str, str], Path] = {}
    for path, content in yaml_files.items():
        for kind in ("models", "seeds", "sources", "macros"):
            for entry in content.get(kind) or []:
                key = (kind, entry["name"])
                assert key not in seen, f"{key} in {path} and {seen[key]}"
                seen[key] = path


def test_names_of_unit_tests_fit_into_postgres(yaml_files: dict[Path, Any]) -> None:
    """dbt names a relation after the unit test, and PostgreSQL takes 63 characters."""
    long = [
        entry["name"]
        for content in yaml_files.values()
        for entry in content.get("unit_tests") or []
        if len(entry["name"]) > 63
    ]
    assert long == []
