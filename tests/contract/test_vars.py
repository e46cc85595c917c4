"""Vars: what is used is declared, what is declared is used, and each says what it does."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.engines import PROJECT_DIRECTORY, DbtFailedError, Engine
from kindred.kept_manifests import READ_WHILE_RUNNING

PROJECT_FILE = PROJECT_DIRECTORY / "dbt_project.yml"
USED = re.compile(r"\bvar\(([^()]*)\)")
# a configuration that names the var in place of reading it when the project is parsed
NAMED = re.compile(r"\bmax_rounds='([a-z_]+)'")
LITERAL = re.compile(r"""\s*(?:'([a-z_0-9]+)'|"([a-z_0-9]+)")\s*(?:,|$)""")


def declared() -> dict[str, object]:
    return yaml.safe_load(PROJECT_FILE.read_text())["vars"]


def texts() -> dict[Path, str]:
    found = {PROJECT_FILE: PROJECT_FILE.read_text()}
    for folder in ("models", "macros", "seeds", "analyses", "tests/data", "tests/generic"):
        for path in sorted((PROJECT_DIRECTORY / folder).rglob("*")):
            if path.suffix in (".sql", ".yml", ".md"):
                found[path] = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    return found


@cache
def used() -> tuple[dict[str, Path], list[str]]:
    """Names given as literals, and patterns of names that are put together with ~."""
    names: dict[str, Path] = {}
    patterns = []
    for path, text in texts().items():
        names.update(dict.fromkeys(NAMED.findall(text), path))
        for expression in USED.findall(text):
            if literal := LITERAL.match(expression):
                names[literal[1] or literal[2]] = path
            elif "~" in expression:
                name = expression.split(",")[0]
                parts = [part.strip() for part in name.split("~")]
                patterns.append(
                    "".join(part.strip("'") if part.startswith("'") else ".+" for part in parts)
                )
    return names, patterns


def test_every_var_that_is_used_is_declared() -> None:
    names, patterns = used()
    missing = {name: path.name for name, path in names.items() if name not in declared()}
    assert missing == {}
    for pattern in patterns:
        assert any(re.fullmatch(pattern, name) for name in declared()), pattern


def test_every_var_that_is_declared_is_used() -> None:
    names, patterns = used()
    unused = [
        name
        for name in declared()
        if name not in names and not any(re.fullmatch(pattern, name) for pattern in patterns)
    ]
    assert unused == []


def test_every_var_says_what_it_does() -> None:
    """A comment stands above each var, or above the group that it is part of."""
    lines = PROJECT_FILE.read_text().splitlines()
    lines = lines[lines.index("vars:") + 1 :]
    silent = []
    explained = False
    for line in lines:
        if not line.strip():
            explained = False
        elif line.startswith("  #"):
            explained = explained or not re.match(r"  # -{5,}", line)
        elif (match := re.match(r"  ([a-z_0-9]+):", line)) and not explained:
            silent.append(match[1])
    assert silent == []


def test_what_is_read_while_running_changes_nothing_that_is_parsed(duckdb: Engine) -> None:
    """A manifest is kept for all values of these vars: here each has another one."""
    others = {
        name: _other_value(value)
        for name, value in declared().items()
        if name in READ_WHILE_RUNNING
    }
    assert others.keys() == READ_WHILE_RUNNING
    assert _parsed_nodes(duckdb.parsed(others)) == _parsed_nodes(duckdb.manifest())


def test_what_is_read_while_running_is_in_no_configuration() -> None:
    """Null, or nothing, may switch a test off, which no other number shows."""
    found = set()
    for path, text in texts().items():
        configured = text
        if path == PROJECT_FILE:
            configured = text[: text.index("\nvars:")]
        elif path.suffix == ".sql":
            configured = " ".join(re.findall(r"\{\{\s*config\(.*?\)\s*\}\}", text, re.DOTALL))
        for expression in USED.findall(configured):
            if literal := LITERAL.match(expression):
                found.add(literal[1] or literal[2])
    assert "max_identity_churn" in found, "a condition of a test is found"
    assert found & READ_WHILE_RUNNING == set()


def _other_value(value: Any) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, dict):
        return dict(list(value.items())[1:])
    return 0.25 if value is None else value / 2


def _parsed_nodes(manifest: Any) -> dict[str, Any]:
    """What is there, what it reads and how it is configured."""
    found = {"disabled": sorted(manifest.disabled)}
    for things in (manifest.nodes, manifest.sources, manifest.unit_tests, manifest.macros):
        for name, thing in things.items():
            found[name] = thing.to_dict(omit_none=True)
            found[name].pop("created_at", None)
    return found


# ---------------------------------------------------------------------- config_check


def test_faults_of_numbers_moments_and_rules_are_told_with_their_mend(duckdb: Engine) -> None:
    variables = {
        "as_of": "2025-13-45",
        "two_digit_year_pivot": "20 or so",
        "blocking_rules": [
            {"name": "email", "keys": ["email_key"], "max_block_size": 0},
            {"name": "phone", "keys": ["phone_kee", ["birth_year", "famly_name"]]},
            {"name": "expression", "keys": ["substr(no_column, 1, 3)"], "max_block": 9},
            {"name": "half", "keys": ["phone_end"], "max_lone_block_size": 2.5},
            {
                "name": "met",
                "keys": ["phone_end"],
                "max_lone_block_size": 3,
                "when": "left_gender = right_gender",
            },
        ],
        "match_rules": [{"name": "by_email", "columns": ["email_key", "date_of_birth"]}],
        "conflict_rules": [
            {"name": "ids", "requires": ["nope"], "when": "left_nope <> right_gender"},
            {"name": "empty"},
            {
                "name": "unique_email",
                "requires": ["email_key"],
                "when": "left_email_key <> right_email_key",
            },
        ],
        "unique_identifiers": ["loyalty_id", "email", "passport"],
        "max_account_names": 0,
        "company_legal_forms": ["gmbh", "S.A."],
        "private_account_types": "household",
    }
    with pytest.raises(DbtFailedError) as caught:
        duckdb.dbt("run", "--select", "stg_pos__members", variables=variables, parsed_with={})
    told = str(caught.value)
    for part in (
        "17 faults",
        "var as_of is 2025-13-45; null, or a moment in UTC that the calendar has",
        "var two_digit_year_pivot is 20 or so; a whole number from 0 to 99",
        "var blocking_rules, rule 'email': max_block_size is 0; a whole number from 1 up",
        "rule 'phone': int_records_prepared has no column 'phone_kee'",
        "rule 'phone': int_records_prepared has no column 'famly_name'",
        "rule 'expression': unknown key 'max_block'; known are name, keys, max_block_size,",
        "rule 'half': max_lone_block_size is 2.5",
        "rule 'met': max_lone_block_size says nothing of a rule with a condition",
        "var conflict_rules, rule 'ids': int_records_prepared has no column 'nope'",
        "var conflict_rules, rule 'ids': its condition reads right_gender; put gender under",
        "var conflict_rules, rule 'empty': needs name, requires",
        "rule 'unique_email': the var unique_identifiers stands for a rule of this name",
        "var unique_identifiers: unknown identifier 'passport'; known are email, phone,",
        "var match_rules, rule 'by_email': int_records_prepared has no column 'date_of_birth'",
        "var max_account_names is 0; a whole number from 1 to 1000.",
        "var company_legal_forms has 'S.A.'; lower-case letters, digits and single spaces",
        "var private_account_types is household; a list of words, such as [gmbh, inc].",
    ):
        assert part in told, told


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        (
            "comparisons",
            [
                {
                    "name": "email",
                    "requires": ["email_key"],
                    "household": "random",
                    "levels": [
                        {"name": "exact", "m": "0.9", "when": "left_email_key = right_email_key"},
                        {"name": "different", "m": 0.1},
                    ],
                }
            ],
            "level 'exact': m is 0.9, which is no number; write it without quotes.",
        ),
        (
            "conflict_rules",
            ["generation"],
            "var conflict_rules, rule 'generation': needs name, requires (a list of columns)",
        ),
        ("merge_threshold", True, "var merge_threshold is True; a probability above 0, up to 1."),
    ],
    ids=["quoted number", "bare name", "boolean"],
)
def test_wrong_shapes_of_matching_are_told_with_their_mend(
    duckdb: Engine, name: str, value: object, told: str
) -> None:
    faults = duckdb.render("{{ _config_check_matching() | join('\\n') }}", {name: value})
    (fault,) = faults.splitlines()
    assert told in fault


def test_faults_of_declared_weights_are_told_with_their_mend(duckdb: Engine) -> None:
    variables = {
        "weights": "declared",
        "linkage": "double",
        "bridge_pairs": "no",
        "match_rules": [],
        "blocking_rules": [
            {"name": "city", "keys": ["raw_city"], "when": "left_raw_town = right_raw_city"},
        ],
        "comparisons": [
            {
                "name": "given_name", "joint": "name", "requires": ["raw_given_name"],
                "levels": [
                    {"name": "a", "m": 0.9, "u": 0, "when": "left_raw_city = right_raw_city",
                     "term_frequency": {"column": "given_name_key", "power": 1, "weight": -1}},
                    {"name": "b", "m": 2},
                ],
            },
        ],
    }  # fmt: skip
    with pytest.raises(DbtFailedError) as caught:
        duckdb.dbt("run", "--select", "stg_pos__members", variables=variables, parsed_with={})
    told = str(caught.value)
    for part in (
        "11 faults",
        "var linkage is double; allowed: average, single",
        "var bridge_pairs is no; allowed: True, False",
        "var prior is not set; declared weights need the share of matches",
        "comparison 'given_name': declared weights know no joint",
        "level 'a': u is 0; declared weights need a share above 0, up to 1",
        "level 'b': m is 2; declared weights",
        "level 'b': u is None; declared weights",
        "term_frequency has an unknown key 'power'; known are column, weight, minimum, base",
        "the column of term_frequency is given_name_key; allowed: raw_ and one of given_name",
        "weight of term_frequency is -1; a number from 0 up",
        "rule 'city': int_records_prepared has no column 'raw_town'",
    ):
        assert part in told, told


@pytest.mark.parametrize(
    ("variables", "faults"),
    [
        (
            {
                "web_tables": ["identifies", "pages"],
                "web_lookback_days": 0,
                "shared_record_ids": {},
                "visitor_limits": {
                    "handset_id": {"people": 1, "within_days": None},
                    "device_id": {"people": 5, "within_days": 1},
                },
            },
            [],
        ),
        (
            {
                "web_tables": ["pages", "clicks"],
                "web_lookback_days": -1,
                "shared_record_ids": {"web": "web", "erp": "shop"},
                "visitor_limits": {
                    "device_id": {"people": 0, "within_days": 0},
                    "handset_id": {"people": 2},
                },
            },
            [
                "var web_tables is ['pages', 'clicks']; a list of identifies, tracks, pages, screens",
                "var web_lookback_days is -1; a whole number of days from 0 up, or null",
                "visitor_limits, device_id: people is 0; a whole number from 1 up",
                "visitor_limits, device_id: within_days is 0; a whole number from 1 up, or null",
                "visitor_limits, handset_id: found {'people': 2}; people and within_days",
                "shared_record_ids names 'erp', which is not in var sources",
                "shared_record_ids: web stands for itself",
            ],
        ),
        (
            {"web_tables": None, "shared_record_ids": "shop", "visitor_limits": {"cookie": 3}},
            [
                "var web_tables is None; a list of",
                "var visitor_limits is {'cookie': 3}; a limit for each of device_id and handset_id",
                "var shared_record_ids is shop; a mapping such as {web: shop}",
            ],
        ),
    ],
    ids=["none", "each", "shapes"],
)
def test_faults_of_visitors_are_told_with_their_mend(
    duckdb: Engine, variables: dict[str, object], faults: list[str]
) -> None:
    told = duckdb.render("{{ _config_check_visitors() | join('\n') }}", variables).splitlines()
    assert len(told) == len(faults)
    for fault, sentence in zip(faults, told, strict=True):
        assert fault in sentence


def test_faults_of_texts_are_told_with_their_mend(duckdb: Engine) -> None:
    variables = {
        "max_text_length": 10,
        "min_language_confidence": 1.5,
        "text_models": "stg_survey__answers",
        "text_topics": {
            "Gift cards": ["voucher"],
            "refund": "refund",
            "delivery": ["two-day delivery", "l'envoi", "a  b", "*paket", "größe*", "24h"],
        },
    }
    faults = [
        "var max_text_length is 10; a whole number from 100 to 1000000",
        "var min_language_confidence is 1.5; a number from 0 to 1",
        "var text_models is stg_survey__answers; a list of names",
        "topic Gift cards: a name is lower-case letters",
        "topic delivery: 'l'envoi' is no word or phrase",
        "topic delivery: 'a  b' is no word",
        "topic delivery: '*paket' is no word",
        "topic delivery: '24h' is no word",
        "topic refund is refund; a list of words",
    ]
    told = duckdb.render("{{ _config_check_texts() | join('\\n') }}", variables).splitlines()
    assert len(told) == len(faults), told
    for fault, sentence in zip(faults, told, strict=True):
        assert fault in sentence


@pytest.mark.parametrize(
    ("variables", "fault_count"),
    [
        ({"as_of": "2024-02-29 23:59:59", "two_digit_year_pivot": 0}, 0),
        ({"as_of": "2023-02-29 24:00:00", "two_digit_year_pivot": 100}, 2),
    ],
)
def test_bounds_of_moments_and_pivots(
    duckdb: Engine, variables: dict[str, object], fault_count: int
) -> None:
    counted = "{{ (_config_check_as_of() + _config_check_standardize()) | length }}"
    assert int(duckdb.render(counted, variables)) == fault_count


def test_config_check_knows_the_columns_of_prepared_records(
    manifest: Any, duckdb_demo: Engine
) -> None:
    described = set(manifest.nodes["model.kindred.int_records_prepared"].columns)
    every = duckdb_demo.render(f"{{{{ prepared_columns({sorted(described)}) | join(' ') }}}}")
    assert set(every.split()) == described
    warehouse = duckdb_demo.connect()
    try:
        table = duckdb_demo.table("int_records_prepared", "intermediate")
        built = set(warehouse.columns(f"select * from {table}"))
        # no setting reads these two
        assert built == described - {"country", "region_key"}
        forms = duckdb_demo.table("int_record_forms_prepared", "intermediate")
        assert built | {"form_key"} == set(warehouse.columns(f"select * from {forms}"))
    finally:
        warehouse.close()
