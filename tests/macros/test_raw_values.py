"""What staging does to raw values, the same on every engine."""

import datetime
from collections.abc import Callable

import pytest

from harness.engines import DbtFailedError, Engine, plain
from harness.landed import ONLY_CRM, ONLY_FILE, land, only

MOMENTS = {
    "2024-02-29": "2024-02-29 00:00:00",
    "2024-02-29 13:05": "2024-02-29 13:05:00",
    "2024-02-29 13:05:07": "2024-02-29 13:05:07",
    "2024/02/29 13:05:07": "2024-02-29 13:05:07",
    "2024-02-29T13:05:07Z": "2024-02-29 13:05:07",
    "2024-02-29t13:05:07.123456z": "2024-02-29 13:05:07.123456",
    "2024-02-29 13:05:07.5000009": "2024-02-29 13:05:07.500000",
    "2024-02-29 13:05:07 UTC": "2024-02-29 13:05:07",
    "2024-02-29T13:05:07+02:00": "2024-02-29 11:05:07",
    "2024-02-29 23:35:07.25-0530": "2024-03-01 05:05:07.250000",
    "2024-02-29 13:05:07+02": "2024-02-29 11:05:07",
    "1950-02-28 06:09:05-04:56:02": "1950-02-28 11:05:07",
    "1900-01-01": "1900-01-01 00:00:00",
    "1899-12-31 23:59:59": None,
    "2099-12-31 23:59:59": "2099-12-31 23:59:59",
    "2100-01-01": None,
    "9999-12-31 23:59:59": None,
    "2000-02-29": "2000-02-29 00:00:00",
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
    "2024-01-01 12:00:00+2": None,
    "2024-01-01 12:00:00+02:60": None,
    "1704110400": None,
    "01/02/2024": None,
    "20240229": None,
    "yesterday": None,
    "2024-01-01 12:00:00 Europe/Berlin": None,
    "2024-01-01\n": None,
    "x2024-01-01": None,
    "'; drop table customers; --": None,
    "9" * 300: None,
}
DOCUMENTS = {
    '{"author": {"name": "Ann"}}': "Ann",
    ' {"author" : {"name": "O\'Brien \\"X\\" \\u00e9\\n\\\\"}} ': 'O\'Brien "X" é\n\\',
    '{"author": {"name": "Анна 😀"}}': "Анна 😀",
    '{"author": {"name": 7}}': "7",
    '{"author": {"name": true}}': "true",
    '{"author": {"name": ""}}': "",
    '{"author": {"name": null}}': None,
    '{"author": {}}': None,
    '{"author": "name"}': None,
    '{"author.name": "Ann"}': None,
    '["author"]': None,
    "7": None,
    # no JSON, or not to the end
    None: None,
    "": None,
    "Ann": None,
    '{"author": {"name": "Ann"}': None,
    '{"author": {"name": "Ann"}} and more': None,
    '{"author": {"name": "Ann"},}': None,
    '{"author": {"name": "Ann, ] }"}}': "Ann, ] }",
    '{"author": {"name": "Ann, ]"},}': None,
    "{'author': {'name': 'Ann'}}": None,
    '{"author": {"name": "Ann': None,
    "<html>502 Bad Gateway</html>": None,
    "\ufeff{": None,
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


NUMBERS = {
    "0": "0.0000",
    "12": "12.0000",
    "-12.50": "-12.5000",
    "+.5": "0.5000",
    "12.": "12.0000",
    "1.00005": "1.0001",
    "9999999999999.99999": "10000000000000.0000",
    # no numbers
    None: None,
    "": None,
    ".": None,
    "-": None,
    "12,50": None,
    "1,200.00": None,
    "1 200": None,
    "$12": None,
    "12 EUR": None,
    "1e3": None,
    "0x1F": None,
    "1_000": None,
    "--1": None,
    "1.2.3": None,
    "NaN": None,
    "Infinity": None,
    "12\n": None,
    "12\u2028": None,
    "١٢": None,
    "12345678901234": None,
    "9" * 300: None,
}
"""What text is which number; a landed column of numbers is read as such, see below."""


def test_safe_cast_number_reads_numbers_and_forgives(engine: Engine) -> None:
    inputs = [{"text": text} for text in NUMBERS]
    found = engine.evaluate(
        "cast({{ safe_cast_number('text') }} as {{ dbt.type_string() }})", inputs
    )
    assert dict(zip(NUMBERS, found, strict=True)) == NUMBERS


def test_safe_cast_timestamp_reads_moments_and_forgives(engine: Engine) -> None:
    inputs = [{"text": text} for text in MOMENTS]
    found = engine.evaluate("{{ safe_cast_timestamp('text') }}", inputs)
    assert dict(zip(MOMENTS, found, strict=True)) == MOMENTS


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("timestamp '2024-02-29 13:05:07.25'", "2024-02-29 13:05:07.250000"),
        ("date '2024-02-29'", "2024-02-29 00:00:00"),
        ("cast(' 2024-02-29T13:05:07Z ' as {text})", "2024-02-29 13:05:07"),
        ("cast('2024-13-45' as {text})", None),
        ("cast(' ' as {text})", None),
        ("cast(null as timestamp)", None),
        ("1704110400", None),
    ],
)
def test_raw_timestamp_reads_a_column_of_any_type(
    engine: Engine, raw: str, moment: str | None
) -> None:
    value = raw.format(text="string" if engine.name == "spark" else "text")
    rendered = engine.render("{{ raw_timestamp('raw_value') }}")
    [(found,)] = engine.query(f"select {rendered} from (select {value} as raw_value) as landed")
    assert plain(found) == moment


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Kolkata"])
@pytest.mark.parametrize("name", ["duckdb", "postgres"])
def test_the_time_zone_of_the_session_moves_no_moment(
    name: str, zone: str, engine_named: Callable[[str], Engine]
) -> None:
    engine = engine_named(name)
    rendered = engine.render("{{ raw_timestamp('raw_value') }}")
    warehouse = engine.connect()
    try:
        warehouse.execute(f"set timezone = '{zone}'")
        if name == "postgres":
            warehouse.execute("set datestyle = 'German'")
        found = [
            warehouse.execute(
                f"select {rendered} = timestamp '2024-02-29 11:05:07.25' "
                f"from (select {raw} as raw_value) as landed"
            )
            for raw in (
                "cast('2024-02-29 13:05:07.25+02:00' as timestamp with time zone)",
                "timestamp '2024-02-29 11:05:07.25'",
            )
        ]
    finally:
        warehouse.close()
    assert found == [[(True,)], [(True,)]]


@pytest.mark.parametrize("name", ["duckdb", "postgres"])
def test_staging_reads_moments_with_a_zone_as_utc(
    name: str, engine_named: Callable[[str], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where neither the machine nor the user of PostgreSQL is at UTC."""
    engine = engine_named(name)
    monkeypatch.setenv("TZ", "America/New_York")
    monkeypatch.setenv("PGTZ", "America/New_York")
    land(
        engine,
        "create table landed.contact as select '003a' as id, 'Lee' as last_name, "
        "'a@example.com' as email, 'soon' as created_date, "
        "cast('2024-02-29 23:05:07-05:00' as timestamp with time zone) as last_modified_date",
    )
    engine.dbt("run", "--select", "stg_crm__contacts", variables=ONLY_CRM)
    [record] = engine.rows("stg_crm__contacts", "staging")
    assert record["created_at"] is None
    assert record["updated_at"] == "2024-03-01 04:05:07"


def test_json_text_reads_what_is_json_and_only_that(engine: Engine) -> None:
    found = engine.evaluate(
        "{{ json_text(json_document('document'), ['author', 'name']) }}",
        [{"document": document} for document in DOCUMENTS],
    )
    assert dict(zip(DOCUMENTS, found, strict=True)) == DOCUMENTS


def test_a_json_path_is_made_of_plain_names(engine: Engine) -> None:
    with pytest.raises(DbtFailedError):
        engine.render("{{ json_text('document', ['a.b']) }}")


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


def test_an_amount_that_is_no_number_is_not_known_and_told(engine: Engine) -> None:
    """Amounts that landed as text, as numbers, and not at all."""
    land(
        engine,
        "create table landed.receipts as "
        "select '1' as receipt_id, '2024-02-29' as sold_at, 'EUR' as currency, "
        "'12.50' as net_amount, '1,50' as tax_amount, cast(14 as float) as total_amount, "
        "'2.0' as item_count, 'm' as member_id, 's' as store_id, 'sale' as receipt_type union all "
        "select '2', '2024-02-29', 'EUR', '12,50', ' ', 1e300, '2.5', 'm', 's', 'sale' union all "
        "select '3', '2024-02-29', 'EUR', null, '-0.005', 0.1, null, 'm', 's', 'sale'",
        "create table landed.members as select 'm' as member_id, 'c' as card_number, "
        "'Ann Lee' as full_name, '2024-02-29' as enrolled_at, '2024-02-29' as updated_at",
        "create table landed.stores as select 's' as store_id",
    )
    variables = only("pos", pos_schema="landed")
    engine.dbt("run", "--select", "stg_pos__receipts", variables=variables)
    found = {
        row["source_order_id"]: tuple(
            row[name] for name in ("subtotal_cents", "tax_cents", "total_cents", "item_count")
        )
        for row in engine.rows("stg_pos__receipts", "staging")
    }
    assert found == {
        "1": (1250, None, 1400, 2),
        "2": (None, 0, None, None),
        "3": (None, -1, 10, None),
    }
    with pytest.raises(DbtFailedError) as warned:
        engine.dbt(
            "test", "--select", "assert_numbers_are_read", "--indirect-selection", "empty",
            "--warn-error-options", '{"error": "all", "silence": []}', variables=variables,
        )  # fmt: skip
    assert (
        "Table pos_receipts, column item_count: values that are no whole number and count as "
        "not known: 1, such as that of receipt_id 2. A number is written with a point"
    ) in str(warned.value)


def test_a_file_of_any_columns_becomes_records(engine: Engine) -> None:
    land(
        engine,
        "create table landed.records as "
        "select ' A 1 ' as record_id, 'Zoë' as given_name, ' ' as email, "
        "'till' as source, '2024-02-30' as created_at, "
        "'2024-02-29T10:00:00Z' as updated_at union all "
        "select '2', null, 'a@example.com', null, null, null",
    )
    engine.dbt("run", "--select", "+int_records_unioned", variables=ONLY_FILE)
    rows = engine.rows("int_records_unioned", "intermediate")
    found = {row["record_id"]: row for row in rows}
    assert set(found) == {" A 1 ", "2"}
    record = found[" A 1 "]
    assert (record["source_name"], record["source_record_id"]) == ("till", " A 1 ")
    assert (record["given_name"], record["email"]) == ("Zoë", None)
    assert record["created_at"] is None
    assert record["updated_at"] == "2024-02-29 10:00:00"
    assert found["2"]["source_name"] == "file"
    assert found["2"]["family_name"] is None
