"""What staging does to raw values, the same on every engine."""

import datetime

import pytest

from harness.engines import Engine

MOMENTS = {
    "2024-02-29": "2024-02-29 00:00:00",
    "2024-02-29 13:05": "2024-02-29 13:05:00",
    "2024-02-29 13:05:07": "2024-02-29 13:05:07",
    "2024/02/29 13:05:07": "2024-02-29 13:05:07",
    "2024-02-29T13:05:07Z": "2024-02-29 13:05:07",
    "2024-02-29t13:05:07.123456z": "2024-02-29 13:05:07",
    "2024-02-29 13:05:07 UTC": "2024-02-29 13:05:07",
    "2024-02-29T13:05:07+02:00": "2024-02-29 11:05:07",
    "2024-02-29 23:35:07.5-0530": "2024-03-01 05:05:07",
    "2000-02-29": "2000-02-29 00:00:00",
    "1000-01-01": "1000-01-01 00:00:00",
    "9999-12-31 23:59:59": "9999-12-31 23:59:59",
    # no moments
    None: None,
    "": None,
    "2023-02-29": None,
    "1900-02-29": None,
    "2024-04-31": None,
    "2024-13-01": None,
    "2024-00-10": None,
    "0000-01-01": None,
    "2024-01-01 24:00:00": None,
    "2024-01-01 12:60:00": None,
    "2024-1-1": None,
    "01/02/2024": None,
    "20240229": None,
    "yesterday": None,
    "2024-01-01 12:00:00 Europe/Berlin": None,
    "2024-01-01\n": None,
    "x2024-01-01": None,
    "'; drop table customers; --": None,
    "9" * 300: None,
}
TEXTS = {
    " Ann ": "Ann",
    "\tAnn\r\n": "Ann",
    "\u00a0Ann Lee\u00a0": "Ann Lee",
    "Ann  Lee": "Ann  Lee",
    " \t\r\n\u00a0": None,
    "": None,
    None: None,
    "O'Brien": "O'Brien",
    "back\\slash": "back\\slash",
    " Анна ": "Анна",
    "伟": "伟",
}
AMOUNTS = {
    "0": 0,
    "19.99": 1999,
    "-0.29": -29,
    "0.005": 1,
    "-0.005": -1,
    "1234567.8": 123456780,
    None: None,
}


def test_safe_cast_timestamp_reads_moments_and_forgives(engine: Engine) -> None:
    inputs = [{"text": text} for text in MOMENTS]
    found = engine.evaluate("{{ safe_cast_timestamp('text') }}", inputs)
    assert dict(zip(MOMENTS, map(seconds, found), strict=True)) == MOMENTS


def test_trimmed_takes_white_space_away_and_blanks(engine: Engine) -> None:
    found = engine.evaluate("{{ trimmed('text') }}", [{"text": text} for text in TEXTS])
    assert dict(zip(TEXTS, found, strict=True)) == TEXTS


def test_trimmed_makes_text_of_other_types(engine: Engine) -> None:
    inputs = [{"day": datetime.date(2024, 2, 29), "number": 7}]
    found = engine.evaluate(["{{ trimmed('day') }}", "{{ trimmed('number') }}"], inputs)
    assert found == [("2024-02-29", "7")]


def test_cents_rounds_away_from_zero(engine: Engine) -> None:
    inputs = [{"amount": amount} for amount in AMOUNTS]
    found = engine.evaluate("{{ cents('amount') }}", inputs)
    assert dict(zip(AMOUNTS, found, strict=True)) == AMOUNTS


@pytest.fixture
def file_variables() -> dict[str, object]:
    return {
        "demo": False,
        "crm_enabled": False,
        "shop_enabled": False,
        "pos_enabled": False,
        "consent_enabled": False,
        "file_enabled": True,
        "file_schema": "brought",
    }


def test_a_file_of_any_columns_becomes_records(
    engine: Engine, file_variables: dict[str, object]
) -> None:
    warehouse = engine.connect()
    try:
        for statement in (
            "drop schema if exists brought cascade",
            "create schema brought",
            "create table brought.records as "
            "select ' A 1 ' as record_id, 'Zoë' as given_name, ' ' as email, "
            "'till' as source, '2024-02-30' as created_at, "
            "'2024-02-29T10:00:00Z' as updated_at union all "
            "select '2', null, 'a@example.com', null, null, null",
        ):
            warehouse.execute(statement)
    finally:
        warehouse.close()
    engine.dbt("run", "--select", "+int_records_unioned", variables=file_variables)
    rows = engine.rows("int_records_unioned", "intermediate")
    found = {row["record_id"]: row for row in rows}
    assert set(found) == {" A 1 ", "2"}
    record = found[" A 1 "]
    assert (record["source_name"], record["source_record_id"]) == ("till", " A 1 ")
    assert (record["given_name"], record["email"]) == ("Zoë", None)
    assert record["created_at"] is None
    assert seconds(record["updated_at"]) == "2024-02-29 10:00:00"
    assert found["2"]["source_name"] == "file"
    assert found["2"]["family_name"] is None


def seconds(value: object) -> str | None:
    return None if value is None else str(value).replace("T", " ")[:19]
