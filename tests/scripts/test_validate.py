"""`kindred validate`: the gate that the demo passes, and what each expectation catches."""

import json
import re
import statistics
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result

import kindred.validate
from harness.engines import Engine
from kindred.cli import main
from kindred.dbt_runner import environment
from kindred.expectations.gate import judge, severities
from kindred.expectations.measures import Measured, compared, within_volume
from kindred.expectations.raw import _format_of
from kindred.expectations.record import Record
from kindred.expectations.suite import CRITICAL, WARNING, Expectation, Settings, Suite, Tolerance

SETTINGS = Settings(
    limits={
        "row_count": {"at_least": 1, "usual_ratio": 0.1},
        "age_days": {"at_least": -1, "at_most": 7},
        "invalid_share": {"at_most": 0.25},
    },
    max_volume_ratio=1.8,
    runs=30,
    min_runs=5,
    deviations=5,
)


def run(engine: Engine, *arguments: str) -> Result:
    with environment(engine._environment):
        return CliRunner().invoke(main, ["validate", *arguments, "--target", engine.name])


@pytest.fixture
def warehouse(duckdb_demo: Engine, tmp_path: Path) -> Engine:
    """A copy of the built demo that a test may change."""
    return duckdb_demo.copied(tmp_path / "warehouse")


# ------------------------------------------------------------------ the demo's gate


def test_the_demo_passes_its_gate(warehouse: Engine, tmp_path: Path) -> None:
    """Raw tables and marts as they are, on DuckDB; then a delivery that came twice."""
    site = tmp_path / "site"
    passed = run(warehouse, "--out", str(site))
    assert passed.exit_code == 0, passed.stderr
    told = json.loads(passed.stdout)
    assert told["failures"] == 0
    assert told["suites"] > 30
    assert told["expectations"] > 300

    pages = {page: page.read_text() for page in site.rglob("*.html")}
    assert len(pages) == 2 * told["suites"] + 1
    for page, text in pages.items():
        assert not re.search(r"<(link|script|img)\b[^>]*https?://", text), f"{page} calls the web"
    [crm] = [text for page, text in pages.items() if "crm_contacts" in str(page) and "validations" in str(page)]  # fmt: skip
    assert "id is never missing" in crm
    assert "@" not in re.sub(r"<style>.*?</style>|<script.*?</script>", "", crm, flags=re.DOTALL)

    columns = "origin, dataset, metric, attribute"
    kept = warehouse.query(f"select {columns} from kindred_validation.results")
    # what warns early of an age is no other measure
    aged = [row for row in kept if row[2] == "age_days"]
    assert len(kept) == len(set(kept)) == told["expectations"] - len(aged)
    ((rows,),) = warehouse.query("select count(*) from kindred_raw.crm_contacts")
    assert warehouse.query(
        "select value, is_accepted, run_id from kindred_validation.results "
        "where dataset = 'crm_contacts' and metric = 'row_count'"
    ) == [(rows, True, "2025-07-01 03:15:00")]

    warehouse.query("insert into kindred_raw.crm_contacts select * from kindred_raw.crm_contacts")
    failed = run(warehouse, "raw", "--table", "crm_contacts", "--out", str(site), "--quiet")
    assert failed.exit_code == 1
    assert json.loads(failed.stdout)["failures"] == 1
    assert (
        f"crm_contacts: duplicate_share of id is 100 % ({2 * rows} of {2 * rows})" in failed.stderr
    )
    assert re.search(r"; id: (\w{18}, ){5}\.\.\.\.", failed.stderr)
    assert str(site / "index.html") in failed.stderr

    # the key of a review is its whole text, with whoever wrote it
    warehouse.query("insert into kindred_raw.social_reviews from kindred_raw.social_reviews")
    twice = run(warehouse, "raw", "--table", "social_reviews", "--out", str(site), "--quiet")
    assert "social_reviews: duplicate_share of document is 100 %" in twice.stderr
    assert re.search(r"; document: ([0-9a-f]{32}, ){5}\.\.\.\.", twice.stderr)
    pages = "".join(page.read_text() for page in site.rglob("*.html"))
    assert "review_id" not in pages + twice.stdout + twice.stderr


BREAKAGES = {
    "crm_contacts: missing_columns is 2: last_name; is_deleted is varchar, not boolean, not at most 0.": (
        "alter table kindred_raw.crm_contacts drop column last_name",
        "alter table kindred_raw.crm_contacts alter is_deleted type varchar",
    ),
    "pos_members: invalid_share of email is 100 %": (
        "update kindred_raw.pos_members set email = 'none'",
    ),
    "social_reviews: invalid_share of document is 100 %": (
        "update kindred_raw.social_reviews set document = document || '}'",
    ),
    "pos_members: null_share of member_id is": (
        "update kindred_raw.pos_members set member_id = null where member_id = "
        "(select min(member_id) from kindred_raw.pos_members)",
    ),
    "pos_receipts: orphan_share of member_id is": (
        "update kindred_raw.pos_receipts set member_id = 'nobody' where member_id is not null",
    ),
    "pos_receipts: unlisted_share of receipt_type is": (
        "update kindred_raw.pos_receipts set receipt_type = 'gift' where receipt_type = 'return'",
    ),
    "consent_events: duplicate_share of event_id is": (
        "insert into kindred_raw.consent_events "
        "select * from kindred_raw.consent_events order by event_id limit 1",
    ),
    "shop_customers: age_days of updated_at is 36": (
        "update kindred_raw.shop_customers set updated_at = updated_at - interval 1 year",
    ),
    "shop_orders: row_count is 0, not at least 1.": ("delete from kindred_raw.shop_orders",),
    "customers: duplicate_share of customer_id is": (
        "insert into kindred.customers "
        "select * from kindred.customers order by customer_id limit 1",
    ),
    "customers: unlisted_share of gender is": (
        "update kindred.customers set gender = 'n/a' where customer_id = "
        "(select min(customer_id) from kindred.customers)",
    ),
    "customers: unproven_share of email is": (
        "update kindred.customers set email = 'made@up.example' where email = "
        "(select min(email) from kindred.customers)",
    ),
    "customer_crosswalk: missing_share is 0.": (
        "delete from kindred.customer_crosswalk where record_id = "
        "(select max(record_id) from kindred.customer_crosswalk)",
    ),
    "customer_crosswalk: orphan_share of customer_id is": (
        "update kindred.customer_crosswalk set customer_id = 'nobody' where record_id = "
        "(select min(record_id) from kindred.customer_crosswalk)",
    ),
    "consent_states: null_share of status is": (
        "update kindred.consent_states set status = null where event_id = "
        "(select min(event_id) from kindred.consent_states)",
    ),
    "customers_for_product_analytics: unknown_columns is 1: email, not at most 0.": (
        "drop view kindred.customers_for_product_analytics",
        "create table kindred.customers_for_product_analytics as select customer_id, gender, "
        "region, country, source_count, first_seen_at, last_seen_at, email "
        "from kindred.customers",
    ),
    "customers_for_product_analytics: unconsented_share is": (),
    "segment_memberships: unconsented_share is": (
        "insert into kindred.segment_memberships select (select min(segment_id) from "
        "kindred.segments), customer_id, 'mine', as_of from kindred.customers "
        "cross join (select max(as_of) as as_of from kindred.segments) where customer_id not in "
        "(select customer_id from kindred.customers_for_email_marketing) limit 1",
    ),
    "segments: missing_columns is 1: the table itself, not": ("drop table kindred.segments",),
}  # fmt: skip
"""What a message begins with, and the statements that break the demo so."""


def test_each_expectation_is_seen_to_fail(
    warehouse: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kindred.validate, "_SHOWN_FAILURES", 1000)
    connection = warehouse.connect()
    try:
        for statement in [one for statements in BREAKAGES.values() for one in statements]:
            connection.execute(statement)
    finally:
        connection.close()
    tables = sorted({told.split(":")[0] for told in BREAKAGES})
    site = tmp_path / "site"
    chosen = [word for table in tables for word in ("--table", table)]
    result = run(warehouse, *chosen, "--out", str(site), "--values", "--quiet")
    assert result.exit_code == 1, result.stderr
    faults = [line.strip() for line in result.stderr.splitlines() if line.startswith("  ")]
    unseen = [told for told in BREAKAGES if not any(line.startswith(told) for line in faults)]
    assert unseen == [], result.stderr
    [unproven] = [line for line in faults if line.startswith("customers: unproven_share of email")]
    assert re.search(r"; customer_id: .*cus_\w+ / made@up.example", unproven)  # --values was given
    first_page = (site / "index.html").read_text()
    assert len(re.findall("<tr class='failed'>", first_page)) == len(tables)
    pages = re.findall(r"<a href='([^']+)'>", first_page)
    assert len(pages) == len(tables)
    for page in pages:
        assert "text-danger" in (site / unquote(page)).read_text()


def test_volumes_are_held_to_the_last_accepted_run(warehouse: Engine, tmp_path: Path) -> None:
    arguments = ("raw", "--table", "pos_receipts", "--out", str(tmp_path / "site"), "--quiet")
    ((rows,),) = warehouse.query("select count(*) from kindred_raw.pos_receipts")
    before = [(2 * rows, True), (3 * rows, True), (rows, False)]
    connection = warehouse.connect()
    try:
        Record(connection, warehouse.schema).write("2025-06-01 00:00:00", [], [])
        for day, (count, is_accepted) in enumerate(before, start=1):
            connection.execute(
                "insert into kindred_validation.results (origin, run_id, ran_at, metric, dataset, "
                "value, is_accepted) values ('raw', ?, cast(? as timestamp), 'row_count', "
                "'pos_receipts', ?, ?)",
                [f"2025-06-0{day}", f"2025-06-0{day}", count, is_accepted],
            )
    finally:
        connection.close()
    refused = run(warehouse, *arguments)
    assert refused.exit_code == 1
    least, most = (f"{number:,.0f}" for number in (3 * rows / 1.8, 3 * rows * 1.8))
    assert (
        f"pos_receipts: row_count is {rows:,}; usually {2.5 * rows:,.0f}, "
        f"not at least {least}, at most {most}." in refused.stderr
    )
    kept = "select is_accepted from kindred_validation.results where run_id like '2025-07%' and metric = 'row_count'"
    assert warehouse.query(kept) == [(False,)]
    accepted = run(warehouse, *arguments, "--accept-volumes")
    assert accepted.exit_code == 0, accepted.stderr
    assert warehouse.query(kept) == [(True,)]


def test_a_table_or_target_that_is_not_validated_is_told(duckdb: Engine, tmp_path: Path) -> None:
    empty = duckdb.sibling("kindred", tmp_path / "empty")
    absent = run(empty)
    assert absent.exit_code == 1
    assert "There is no warehouse at" in absent.stderr
    empty.query("select 1")
    unknown = run(empty, "raw", "--table", "crm_contact", "--table", "pos_members", "--quiet")
    assert unknown.exit_code == 3
    assert "No table to validate is called crm_contact; there are consent_events," in unknown.stderr
    unbuilt = run(empty, "marts", "--quiet")
    assert unbuilt.exit_code == 1
    assert "There is no kindred.customers. Run kindred build" in unbuilt.stderr
    raw = run(empty, "raw", "--table", "pos_members", "--out", str(tmp_path / "site"), "--quiet")
    assert raw.exit_code == 1
    assert "pos_members: missing_columns is 1: the table itself, not at most 0." in raw.stderr
    # what a source can do without, and what the first build makes
    names = ("crm_leads", "decisions_decisions")
    chosen = [word for name in names for word in ("--table", name)]
    done_without = run(empty, "raw", *chosen, "--out", str(tmp_path / "two"), "--quiet")
    assert done_without.exit_code == 0, done_without.stderr


def test_without_the_extra_is_told(monkeypatch: pytest.MonkeyPatch, duckdb: Engine) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    told = run(duckdb)
    assert told.exit_code == 1
    assert 'pip install -e ".[validate]"' in told.stderr


def test_postgres_goes_the_same_way(postgres_demo: Engine, tmp_path: Path) -> None:
    """The demo passes; raw tables of another schema fail as they do on DuckDB."""
    site = str(tmp_path / "site")
    passed = run(postgres_demo, "--out", site, "--quiet")
    assert passed.exit_code == 0, passed.stderr
    assert json.loads(passed.stdout)["expectations"] > 300
    statements = [
        "drop schema if exists broken_raw cascade",
        "create schema broken_raw",
        "create table broken_raw.members as select * from kindred_raw.pos_members",
        "insert into broken_raw.members select * from broken_raw.members where member_id = "
        "(select min(member_id) from broken_raw.members)",
        "alter table broken_raw.members drop column full_name",
        "update broken_raw.members set email = 'none', updated_at = updated_at - interval '1 year'",
        "create table broken_raw.receipts as select * from kindred_raw.pos_receipts where false",
    ]
    connection = postgres_demo.connect()
    try:
        for statement in statements:
            connection.execute(statement)
    finally:
        connection.close()
    variables = tmp_path / "vars.yml"
    variables.write_text("{demo: false, pos_schema: broken_raw, as_of: '2025-07-01 03:15:00'}")
    failed = run(
        postgres_demo, "raw", "--table", "pos_members", "--table", "pos_receipts",
        "--vars-file", str(variables), "--out", site, "--quiet",
    )  # fmt: skip
    assert failed.exit_code == 1, failed.stderr
    for told in (
        "pos_members: missing_columns is 1: full_name, not at most 0.",
        "pos_members: duplicate_share of member_id is",
        "pos_members: invalid_share of email is 100 %",
        "pos_members: age_days of updated_at is 36",
        "pos_receipts: row_count is 0",
    ):
        assert told in failed.stderr


# --------------------------------------------------------------- what is told of what


def measured(value: float, **limits: Any) -> Measured:
    return Measured(Expectation("row_count", "rows", **limits), value)


@pytest.mark.parametrize(
    ("history", "value", "is_anomaly"),
    [
        ([], 5.0, False),
        ([100.0] * 4, 500.0, False),  # too few runs to tell by
        ([100.0] * 5, 109.0, False),  # within a tenth of the usual value
        ([100.0] * 5, 111.0, True),
        ([100.0, 90.0, 110.0, 80.0, 120.0], 170.0, False),  # 5 times 1.4826 times 10
        ([100.0, 90.0, 110.0, 80.0, 120.0], 175.0, True),
        ([1e9, 100.0, 100.0, 100.0, 100.0, 100.0], 100.0, False),  # one odd run moves nothing
        ([1e9] * 50 + [100.0] * 30, 100.0, False),  # only the last runs count
    ],
)
def test_what_is_unusual(history: list[float], value: float, is_anomaly: bool) -> None:
    one = measured(value, usual=Tolerance(ratio=0.1))
    found = compared(one, history, SETTINGS)
    assert found.is_anomaly is is_anomaly
    if history:
        assert found.usual is not None
        assert found.usual.value == statistics.median(history[-30:])


@pytest.mark.parametrize(
    ("value", "last_count", "is_met"),
    [(180.0, 100.0, True), (181.0, 100.0, False), (56.0, 100.0, True), (55.0, 100.0, False),
     (19.0, 1.0, True), (10**6, None, True)],
)  # fmt: skip
def test_volumes_keep_their_ratio(value: float, last_count: float | None, is_met: bool) -> None:
    assert within_volume(measured(value), last_count, 1.8).is_met is is_met
    assert within_volume(measured(value), last_count, None).is_met


@pytest.mark.parametrize(
    ("name", "data_type", "form"),
    [
        ("email", "string", "email"), ("secondary_email_c", "string", "email"),
        ("email_id", "string", None), ("email_opened_at", "timestamp", "moment"),
        ("mobile_phone", "string", "phone"), ("phone_type", "string", None),
        ("shipping_address__country_code", "string", "country"),
        ("net_amount", "numeric(12, 2)", "number"), ("item_count", "integer", "number"),
        ("is_deleted", "boolean", None), ("birth_date", "string", None),
    ],
)  # fmt: skip
def test_formats_that_names_and_types_tell(name: str, data_type: str, form: str | None) -> None:
    assert _format_of(name, data_type) == form


def test_an_unusual_measure_is_a_warning_and_fails_nothing(tmp_path: Path) -> None:
    limits = Expectation("null_share", "email is seldom missing", column="email", at_most=0.5)
    unusual = compared(Measured(limits, 0.4, 10, 4), [0.1] * 5, SETTINGS)
    suite = Suite("raw", "crm_contacts", "")
    told = severities(judge([(suite, [unusual])], "today", tmp_path / "site"))
    assert told == {
        CRITICAL: [],
        WARNING: [
            "crm_contacts: null_share of email is 40 % (4 of 10); usually 10 %, far from it."
        ],
    }
