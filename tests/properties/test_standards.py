"""Standardisers take any text: they never fail, lose no record, and repeat themselves."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.engines import Engine
from harness.standardized import Standardizer

# Any text that a warehouse can hold: no NUL, no half of a surrogate pair, not blank
# (staging made that NULL).
TEXTS = st.text(
    st.characters(blacklist_characters="\x00", blacklist_categories=["Cs"]), min_size=1
).filter(lambda text: text.strip() != "") | st.sampled_from(
    ["O'Brien", "'; drop table records; --", "Müller, Jr.", "+1 (415) 555-2671", "12-14 A St"]
)
COLUMNS = (
    "given_name", "middle_name", "family_name", "full_name", "date_of_birth", "email",
    "phone", "street_address", "city", "region", "postal_code", "country", "national_id",
    "gender", "loyalty_id",
)  # fmt: skip
RECORDS = st.fixed_dictionaries({}, optional=dict.fromkeys(COLUMNS, TEXTS))
# Columns whose standard value, put in again, must come out as it is.
REPEATABLE = (
    "given_name_key", "family_name_key", "email", "phone", "postal_code", "country",
    "national_id", "gender", "loyalty_id", "city_key", "region_key",
)  # fmt: skip

PROPERTY = settings(
    max_examples=5,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def standardizer(engine_named: Callable[[str], Engine]) -> Standardizer:
    """The models on DuckDB; test_same_standards compares the engines."""
    return Standardizer(engine_named("duckdb"))


@PROPERTY
@given(rows=st.lists(RECORDS, min_size=1, max_size=60))
def test_any_text_has_a_standard(standardizer: Standardizer, rows: list[dict[str, Any]]) -> None:
    found = standardizer.records(rows)
    for row, standard in zip(rows, found, strict=True):
        assert {column: standard[f"{column}_raw"] for column in row} == row


@PROPERTY
@given(rows=st.lists(RECORDS, min_size=1, max_size=60))
def test_a_standard_is_its_own_standard(
    standardizer: Standardizer, rows: list[dict[str, Any]]
) -> None:
    once = standardizer.records(rows)
    again = standardizer.records(
        [
            {
                column.removesuffix("_key"): standard[column]
                for column in REPEATABLE
                if standard[column] is not None
            }
            for standard in once
        ]
    )
    for first, second in zip(once, again, strict=True):
        # A name that says nothing by itself (na) goes when its partner is gone.
        if first["given_name_key"] is None or first["family_name_key"] is None:
            continue
        repeated = {column: second[column] for column in REPEATABLE}
        assert repeated == {column: first[column] for column in REPEATABLE}


@pytest.mark.slow
def test_a_megabyte_of_text_has_a_standard(standardizer: Standardizer) -> None:
    rows = [dict.fromkeys(COLUMNS, text * 1000000) for text in ("a", "1", "é", "'")]
    found = standardizer.records(rows)
    assert [row["phone"] for row in found] == [None] * 4
    assert [len(row["given_name_raw"]) for row in found] == [1_000_000] * 4
