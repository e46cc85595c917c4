"""Generated records, and a Splink model of them that has every kind of level."""

import random
from typing import Any

Record = dict[str, str | None]

_GIVEN = ["anna", "anne", "john", "jon", "mary", "maria", "peter", "petra", "josé", "william"]
_FAMILY = ["smith", "smyth", "jones", "garcía", "brown", "browne", "müller", "o'neil", "nguyen"]


def records(seed: int, people: int = 220, id_form: str = "r{:04d}") -> list[Record]:
    """One to four records a person, with typing errors, swapped names and lost values.

    The columns are those of a Splink tutorial: unique_id, first_name, surname, dob,
    postcode, email.
    """
    generator = random.Random(seed)

    def kept(text: str | None) -> str | None:
        return text if generator.random() < 0.9 else None

    def typed(text: str) -> str:
        if generator.random() < 0.75:
            return text
        place = generator.randrange(len(text))
        return text[:place] + generator.choice("aeiors1") + text[place + 1 :]

    found: list[Record] = []
    for person in range(people):
        given, family = generator.choice(_GIVEN), generator.choice(_FAMILY)
        birth = f"{generator.randint(1950, 1959)}-{generator.randint(1, 12):02d}-{generator.randint(1, 28):02d}"
        postcode = (
            f"{generator.choice(['AB1', 'CD2', 'EF3', 'GH4'])} {generator.choice(['1AA', '2BB'])}"
        )
        for _ in range(generator.randint(1, 4)):
            first, second = (given, family) if generator.random() < 0.95 else (family, given)
            found.append({
                "unique_id": id_form.format(len(found)),
                "first_name": kept(typed(first)),
                "surname": kept(typed(second)),
                "dob": kept(typed(birth)),
                "postcode": kept(postcode),
                "email": kept(typed(f"{given}.{family}{person}@x.org")),
            })  # fmt: skip
    return found


def _level(sql: str, m: float | None, u: float | None, **more: object) -> dict[str, Any]:
    shares = {"m_probability": m, "u_probability": u}
    return {
        "sql_condition": sql,
        **{key: value for key, value in shares.items() if value is not None},
        **more,
    }


def _null(column: str) -> dict[str, Any]:
    sql = f'"{column}_l" IS NULL OR "{column}_r" IS NULL'
    return {"sql_condition": sql, "label_for_charts": "Null", "is_null_level": True}


def settings(similarity: str = "jaro_winkler_similarity") -> dict[str, Any]:
    """Settings of a Splink model whose shares are given.

    Args:
        similarity: A function of two texts that grows with their likeness, up to 1.
    """
    first, second = '"first_name_l"', '"first_name_r"'
    given_name = {
        "output_column_name": "first_name",
        "comparison_levels": [
            _null("first_name"),
            _level(f"{first} = {second}", 0.61, 0.083, label_for_charts="Exact match on first_name",
                   tf_adjustment_column="first_name", tf_adjustment_weight=1.0),
            # a fuzzy level takes the u of the exact one for the base of its adjustment
            _level(f"{similarity}({first}, {second}) >= 0.9", 0.2, 0.0123456789012345,
                   label_for_charts="Jaro-Winkler >= 0.9", tf_adjustment_column="first_name",
                   tf_adjustment_weight=0.5, tf_minimum_u_value=0.01),
            _level(f"{similarity}({first}, {second}) >= 0.7", 0.08, 0.05,
                   label_for_charts="Jaro-Winkler >= 0.7", tf_adjustment_column="first_name",
                   disable_tf_exact_match_detection=True),
            # tells left from right
            _level("first_name_l = surname_r", 0.03, 0.0031),
            _level("ELSE", 0.08, 0.85),
        ],
    }  # fmt: skip
    family_name = {
        "output_column_name": "Family Name",
        "comparison_levels": [
            # not the null level first: equal initials count where the rest is missing
            _level("substr(surname_l, 1, 1) = substr(surname_r, 1, 1) and first_name_l is null",
                   0.05, 0.02),
            _null("surname"),
            _level("surname_l = surname_r", 0.7, 0.1, tf_adjustment_column="surname",
                   tf_minimum_u_value=0.05),
            _level("levenshtein(surname_l, surname_r) <= 1", 0.15, 0.03),
            _level("levenshtein(surname_l, surname_r) <= 2", 0.05, 0.04),
            _level("ELSE", 0.05, 0.81),
        ],
    }  # fmt: skip
    birth = {
        "output_column_name": "dob",
        "comparison_levels": [
            _null("dob"),
            _level('"dob_l" = "dob_r"', 0.8, 2.7e-7),
            _level('levenshtein("dob_l", "dob_r") <= 1', 0.1, 0.001),
            _level("substr(dob_l, 1, 4) = substr(dob_r, 1, 4)", 0.04, 0.09),
            _level("ELSE", 0.06, 0.9),
        ],
    }
    # no null level, and shares that nobody trained
    postcode = {
        "output_column_name": "postcode",
        "comparison_levels": [
            _level("postcode_l = postcode_r", None, None, tf_adjustment_column="postcode",
                   tf_adjustment_weight=0.7),
            _level("substr(postcode_l, 1, 3) = substr(postcode_r, 1, 3)", None, 0.2),
            _level("ELSE", None, None),
        ],
    }  # fmt: skip
    email = {
        "output_column_name": "email",
        "comparison_levels": [
            _null("email"),
            _level("email_l = email_r", 0.9, 0.0004, tf_adjustment_column="email"),
            _level("ELSE", 0.1, 0.9996),
        ],
    }
    rules = [
        "l.dob = r.dob",
        "l.first_name = r.first_name AND substr(l.surname, 1, 2) = substr(r.surname, 1, 2)",
        "l.postcode = r.postcode and l.surname = r.surname and levenshtein(l.dob, r.dob) <= 4",
        'l."postcode" = r."postcode" and l.first_name = r.surname',
        "l.email = r.email",
    ]
    return {
        "link_type": "dedupe_only",
        "sql_dialect": "duckdb",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": 0.0031,
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": rule, "sql_dialect": "duckdb"} for rule in rules
        ],
        "comparisons": [given_name, family_name, birth, postcode, email],
    }
