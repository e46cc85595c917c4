"""What is read of a Splink model, and what is refused by name."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from harness import splink_case
from harness.engines import PROJECT_DIRECTORY
from kindred.cli import main
from kindred.errors import InputError
from kindred.project import Project
from kindred.splink_import import ImportedModel, default_shares, import_model
from kindred.vars_file import read_variables

PROJECT = Project(PROJECT_DIRECTORY, PROJECT_DIRECTORY)
ELSE = {"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.9}


def imported(content: dict[str, Any], target: str = "duckdb", **columns: str) -> ImportedModel:
    return import_model(content, PROJECT, target, columns)


def model_with(*levels: dict[str, Any], **settings: Any) -> dict[str, Any]:
    return {
        "link_type": "dedupe_only",
        "sql_dialect": "duckdb",
        "probability_two_random_records_match": 0.01,
        "blocking_rules_to_generate_predictions": ["l.dob = r.dob"],
        "comparisons": [{"output_column_name": "name", "comparison_levels": list(levels)}],
        **settings,
    }


def level(sql: str, m: object = 0.9, u: object = 0.1, **more: object) -> dict[str, Any]:
    return {
        "sql_condition": sql, "label_for_charts": "top", "m_probability": m,
        "u_probability": u, **more,
    }  # fmt: skip


EXACT = level('"first_name_l" = "first_name_r"')


# --------------------------------------------------------------------- what is read


def test_a_model_of_splink_4_is_read_as_one_of_splink_5() -> None:
    """Splink 4 writes prefixes of columns, fixed shares and salting, which say nothing here."""
    new = splink_case.settings()
    old = {**new, "bayes_factor_column_prefix": "bf_", "linker_uid": "abc", "max_iterations": 25}
    old["blocking_rules_to_generate_predictions"] = [
        {**rule, "salting_partitions": 2} for rule in new["blocking_rules_to_generate_predictions"]
    ]
    old["comparisons"] = [
        {
            **comparison,
            "comparison_description": "as told",
            "comparison_levels": [
                {**content, "fix_m_probability": False}
                for content in comparison["comparison_levels"]
            ],
        }
        for comparison in new["comparisons"]
    ]
    assert imported(old).variables == imported(new).variables


def test_a_level_that_was_not_observed_counts_as_in_splink() -> None:
    told = "level not observed in training dataset"
    found = imported(model_with(level("surname_l = surname_r", m=told), ELSE))
    assert found.variables["comparisons"][0]["levels"][0]["m"] == 1e-6


def test_untrained_shares_are_those_of_splink() -> None:
    from splink.internals.comparison_level import _default_m_values, _default_u_values

    for count in (2, 3, 6):
        assert default_shares(count) == (_default_m_values(count), _default_u_values(count))


def test_columns_are_found_by_usual_names_and_by_option() -> None:
    content = model_with(level("levenshtein(nick_l, nick_r) < 2 and sex_l = sex_r"), ELSE)
    found = imported(content, nick="given_name").variables["comparisons"][0]["levels"][0]
    assert found["when"] == (
        "levenshtein(left_raw_given_name, right_raw_given_name) < 2 "
        "AND left_raw_gender = right_raw_gender"
    )
    prepared = imported(content, nick="given_name_key", sex="gender").variables
    assert "left_given_name_key" in prepared["comparisons"][0]["levels"][0]["when"]


def test_another_engine_s_sql_is_translated() -> None:
    content = model_with(level("levenshtein(substr(dob_l, 1, 4), substr(dob_r, 1, 4)) < 2"), ELSE)
    (found, _) = imported(content, "postgres").variables["comparisons"][0]["levels"]
    assert "SUBSTRING(left_raw_date_of_birth FROM 1 FOR 4)" in found["when"]


def test_sides_that_may_be_turned_are_left_as_they_are() -> None:
    turnable = [
        "abs(length(surname_l) - length(surname_r)) < 3",
        "surname_r = surname_l or (city_l = surname_r and surname_l = city_r)",
        "jaro_winkler_similarity(surname_l, surname_r) > 0.9",
    ]
    told_apart = ["surname_l = city_r", "length(surname_l) - length(surname_r) < 3"]
    for sql, is_wrapped in [(sql, False) for sql in turnable] + [(s, True) for s in told_apart]:
        for target in ("duckdb", "postgres", "spark") if "jaro" not in sql else ("duckdb",):
            content = imported(model_with(level(sql), ELSE), target).variables
            (found, _) = content["comparisons"][0]["levels"]
            assert ("left_record_id" in found["when"]) is is_wrapped, (sql, target)


def test_no_blocking_rule_compares_all_pairs() -> None:
    found = imported(model_with(EXACT, ELSE, blocking_rules_to_generate_predictions=[]))
    assert found.variables["blocking_rules"] == [{"name": "all_pairs", "keys": ["'all'"]}]
    assert any("every record is compared with every other" in text for text in found.notices)


# ------------------------------------------------------------------ what is refused

REFUSED = {
    "unknown column": (
        model_with(level("metaphone_l = metaphone_r"), ELSE),
        "comparison 'name', level 'top': it reads the column metaphone, which is none of a "
        "record's; say which one it is with --column metaphone=COLUMN",
    ),
    "two names of one column": (
        model_with(level("surname_l = surname_r or last_name_l = last_name_r"), ELSE),
        "level 'top': it reads last_name, and surname is read elsewhere; both would be",
    ),
    "column of neither side": (
        model_with(level("surname = 'x'"), ELSE),
        "level 'top': it reads surname, which belongs to neither record; write the column with",
    ),
    "no SQL": (model_with(level("surname_l = = 3"), ELSE), "level 'top': it is no duckdb SQL"),
    "unknown function": (
        model_with(level("likeness(surname_l, surname_r) > 1"), ELSE),
        "level 'top': duckdb cannot run it (Catalog Error: Scalar Function with name likeness",
    ),
    "dates that are text": (
        model_with(level("abs(date_diff('day', dob_l, dob_r)) < 30"), ELSE),
        "the columns are text there, as the source had them: cast them in the condition",
    ),
    "no else": (
        model_with(EXACT, level("surname_l = surname_r")),
        "comparison 'name': its last level, and no other, must be ELSE",
    ),
    "impossible level": (
        model_with(level("surname_l = surname_r", m=0), ELSE),
        "level 'top': m_probability is 0, which makes the level impossible or certain",
    ),
    "no exact level for the term frequency": (
        model_with(
            level("levenshtein(surname_l, surname_r) < 2", tf_adjustment_column="surname"), ELSE
        ),
        "level 'top': the comparison has no level of exact match on surname, whose u",
    ),
    "rule without equality": (
        model_with(EXACT, ELSE, blocking_rules_to_generate_predictions=[
            "levenshtein(l.dob, r.dob) < 2"]),
        "blocking rule 1 (levenshtein(l.dob, r.dob) < 2): no part of it is an equality",
    ),
    "rule of alternatives": (
        model_with(EXACT, ELSE, blocking_rules_to_generate_predictions=[
            "l.dob = r.dob", "l.dob = r.dob or l.city = r.city"]),
        "blocking rule 2 (l.dob = r.dob or l.city = r.city): no part of it is an equality",
    ),
    "rule that is no text": (
        model_with(EXACT, ELSE, blocking_rules_to_generate_predictions=[7]),
        "blocking rule 1 is 7; it needs SQL, under blocking_rule",
    ),
    "more than a condition": (
        model_with(level("surname_l = surname_r; drop table records"), ELSE),
        "level 'top': it is no condition over the columns of two records",
    ),
    "a query": (
        model_with(level("surname_l in (select surname_r)"), ELSE),
        "level 'top': it is no condition over the columns of two records",
    ),
    "a weight that is no number": (
        model_with(level("surname_l = surname_r", tf_adjustment_column="surname",
                         tf_adjustment_weight="much"), ELSE),
        "level 'top': its tf_adjustment_weight is much; a number",
    ),
    "a weight below 0": (
        model_with(level("surname_l = surname_r", tf_adjustment_column="surname",
                         tf_adjustment_weight=-1), ELSE),
        "level 'top': its tf_adjustment_weight is -1; a number from 0 up",
    ),
    "exploded arrays": (
        model_with(EXACT, ELSE, blocking_rules_to_generate_predictions=[
            {"blocking_rule": "l.city = r.city", "arrays_to_explode": ["city"]}]),
        "blocking rule 1 (l.city = r.city) explodes arrays",
    ),
    "linking alone": (
        model_with(EXACT, ELSE, link_type="link_only"),
        "link_type is link_only, which compares records of different sources alone",
    ),
    "prior": (
        model_with(EXACT, ELSE, probability_two_random_records_match=1),
        "probability_two_random_records_match is 1; a share above 0, below 1",
    ),
    "dialect": (
        model_with(EXACT, ELSE, sql_dialect="oracle"),
        "sql_dialect is oracle; known are duckdb, spark, postgres, athena",
    ),
    "no comparisons": (model_with(comparisons=[]), "the model has no comparisons"),
}  # fmt: skip


@pytest.mark.parametrize("fault", REFUSED)
def test_what_cannot_be_said_is_refused_by_name(fault: str) -> None:
    content, message = REFUSED[fault]
    with pytest.raises(InputError) as caught:
        imported(content)
    assert message in str(caught.value)
    assert "(1 fault)" in str(caught.value)


def test_a_function_that_the_engine_lacks_is_refused() -> None:
    content = model_with(level("jaro_winkler_similarity(surname_l, surname_r) > 0.9"), ELSE)
    for target in ("postgres", "spark"):
        with pytest.raises(InputError, match=f"which {target} is not known to have"):
            imported(content, target)


def test_every_fault_is_told_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    path, out = tmp_path / "model.json", tmp_path / "imported.yml"
    path.write_text(json.dumps(model_with(level("a_l = b_r"), EXACT, link_type="link_only")))
    result = CliRunner().invoke(main, ["model", "import", str(path), "--out", str(out)])
    assert result.exit_code == 3
    assert "(3 faults)" in result.stderr
    assert not out.exists()


# --------------------------------------------------------------------- the commands


def test_import_writes_vars_that_can_be_read_back(tmp_path: Path) -> None:
    path, out = tmp_path / "model.json", tmp_path / "imported.yml"
    path.write_text(json.dumps(splink_case.settings()))
    arguments = ["model", "import", str(path), "--out", str(out), "--column", "surname=family_name"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == {"comparisons": 5, "levels": 19, "blocking_rules": 5}
    assert "level 'level 1': m and u not trained" in result.stderr
    assert read_variables(out, PROJECT) == imported(splink_case.settings()).variables

    model = tmp_path / "again.json"
    arguments = ["model", "export", "--out", str(model), "--vars-file", str(out)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.stderr
    assert imported(json.loads(model.read_text())).variables == read_variables(out, PROJECT)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prior: 0.1\nno_such: 1\n", "sets no_such, which is no var of this project"),
        ("- a\n", "holds no vars; write one line for each"),
        ("a: [", "is no YAML"),
        (None, "cannot be read"),
    ],
)
def test_a_file_of_vars_that_cannot_be_taken(
    tmp_path: Path, text: str | None, message: str
) -> None:
    path = tmp_path / "vars.yml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_variables(path, PROJECT)
    assert message in str(caught.value)


def test_small_shares_are_numbers_in_yaml() -> None:
    text = imported(model_with(level("surname_l = surname_r", u=3e-9), ELSE)).text()
    assert yaml.safe_load(text)["comparisons"][0]["levels"][0]["u"] == 3e-9
