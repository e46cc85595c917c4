"""Deliveries that went wrong stop a build before it rewrites anything, on every engine."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.engines import DbtFailedError, Engine

BRAKES = ("assert_sources_deliver_as_before", "assert_consent_log_arrives_as_before")
KEYS_BRAKE = "assert_sources_keep_their_keys"
LAST_RUN = datetime.datetime(2025, 6, 30, 3, 0)
LET_THROUGH = {"max_volume_ratio": None, "max_setback_days": None, "max_taken_back_share": None}
TABLES = (
    "shop_orders", "shop_refunds", "pos_receipts", "email_events", "support_tickets", "web_pages",
    "crm_accounts",
)  # fmt: skip
POS_ALONE = {
    f"{source}_enabled": False
    for source in ("crm", "shop", "web", "email", "support", "social", "consent")
}


def test_brakes(engine: Engine, tmp_path: Path) -> None:
    """Nothing, twice as much, half as much, last year's and an earlier state, beside what is
    as it should be."""
    workbench = engine.sibling("kindred_deliveries")
    last_run = [
        {
            "run_number": run_number,
            "ran_at": moment,
            "metric": metric,
            "dataset": dataset,
            "attribute": None,
            "value": value,
        }
        # the run before the last was made by a clock that was ahead
        for run_number, moment, row_count in (
            (2, LAST_RUN, 40.0),
            (1, LAST_RUN + datetime.timedelta(days=300), 9.0),
        )
        for dataset in (
            "crm",
            "shop",
            "pos",
            "shop_guest",
            "consent",
            "email",
            "a source that is off",
        )
        for metric, value in (("row_count", row_count), ("age_days", 2.0))
    ]
    # too few to be missed; and a newest row of the year 2200, which was read as one before
    last_run += [
        {
            "run_number": 2,
            "ran_at": LAST_RUN,
            "metric": metric,
            "dataset": dataset,
            "attribute": None,
            "value": value,
        }
        for dataset, row_count, age_days in (("web", 19.0, 2.0), ("support", 40.0, -63737.0))
        for metric, value in (("row_count", row_count), ("age_days", age_days))
    ]
    records = [
        *_rows("shop", 80, datetime.datetime(2025, 6, 29)),
        *_rows("pos", 60, datetime.datetime(2024, 6, 28)),
        # fewer than twenty records less, and a newest one within a week of the last
        *_rows("shop_guest", 21, datetime.datetime(2025, 6, 21)),
        # every one of these had changed, and one of them has changed since
        *_rows("email", 40, datetime.datetime(2025, 6, 29)),
        *_rows("support", 40, datetime.datetime(2025, 6, 29)),
        # a source that was not there before
        *_rows("erp", 30, datetime.datetime(1999, 1, 1)),
    ]
    known = [
        {**row, "updated_at": row["created_at"]}
        for row in records
        if row["source_name"] == "email" and row["created_at"]
    ]
    # few enough to be no fault of a delivery
    guests = [row for row in records if row["source_name"] == "shop_guest"]
    known += [{**row, "updated_at": LAST_RUN} for row in guests[:19]]
    # of a year that nobody means
    known += [
        {**row, "updated_at": datetime.datetime(2200, 1, 1)}
        for row in records
        if row["source_name"] == "support"
    ]
    events = [{"occurred_at": LAST_RUN, "recorded_at": LAST_RUN}] * 20
    workbench.write("int_quality_recorded", "intermediate", workbench.values(last_run))
    workbench.write("int_records_unioned", "intermediate", workbench.values(records))
    workbench.write("int_records_standardized", "intermediate", workbench.values(known))
    workbench.write("int_consent_events_received", "intermediate", workbench.values(events))

    with pytest.raises(DbtFailedError) as caught:
        workbench.dbt("test", "--select", *BRAKES, "--indirect-selection", "empty")
    told = [line for line in str(caught.value).splitlines() if "Source '" in line]
    assert len(told) == 5, "\n".join(told)
    for source, fault in (
        ("crm", "delivers nothing; the run before had 40 rows of it"),
        ("shop", "delivers 80 rows, 2"),
        ("pos", "is 365 days older, beyond max_setback_days (7)"),
        # one override for all that is wrong
        ("pos", "'{max_setback_days: null, max_taken_back_share: null, max_volume_ratio: null}'"),
        ("consent", "delivers 20 rows, 0.5"),
        ("email", "takes 38 of the 39 rows that the run before had back to an earlier state"),
    ):
        [line] = [line for line in told if f"'{source}'" in line]
        assert fault in line
        assert "Nothing of it was published" in line
        assert ": null}'" in line

    # what the override lets through is not told, the rest still is
    with pytest.raises(DbtFailedError) as caught:
        workbench.dbt(
            "test", "--select", BRAKES[0], "--indirect-selection", "empty",
            variables={"max_volume_ratio": None}, parsed_with={},
        )  # fmt: skip
    assert str(caught.value).count("Source '") == 2
    workbench.dbt(
        "test", "--select", *BRAKES, "--indirect-selection", "empty",
        variables=LET_THROUGH, parsed_with={},
    )  # fmt: skip


def test_a_source_under_new_ids_is_stopped(engine: Engine) -> None:
    """The same people under other ids, beside sources that lose few records, or are off."""
    workbench = engine.sibling("kindred_keys")
    known = [
        *_ids("crm", range(40)), *_ids("shop", range(40)), *_ids("pos", range(200)),
        *_ids("shop_guest", range(19)), *_ids("a source that is off", range(90)),
        *_ids("email", range(100)),
    ]  # fmt: skip
    records = [
        *_ids("crm", range(15)), *_ids("crm", range(100, 130)),
        # as many as may be lost
        *_ids("shop", range(8, 40)), *_ids("pos", range(40, 220)),
        # a source that was tidied up, with fewer new records than half of what is gone
        *_ids("email", range(40, 119)),
        # a source of fewer than twenty records, and one that was not there before
        *_ids("shop_guest", range(50, 69)), *_ids("erp", range(30)),
    ]  # fmt: skip
    decided = [("crm:39", "shop:39"), ("crm:37", "crm:38"), ("crm:1", "crm:2"), ("pos:1", "shop:1")]
    decisions = [
        {
            "decision_id": f"{day}:{left}", "left_record_id": left, "right_record_id": right,
            "decided_at": datetime.datetime(2025, 6, day),
        }
        for left, right in decided
        # the second one takes the place of the first
        for day in (1, 2)
    ]  # fmt: skip
    workbench.write("int_customers_assigned", "intermediate", workbench.values(known))
    workbench.write("int_records_unioned", "intermediate", workbench.values(records))
    workbench.write("stg_decisions__decisions", "staging", workbench.values(decisions))

    test = ("test", "--select", KEYS_BRAKE, "--indirect-selection", "empty")
    with pytest.raises(DbtFailedError) as caught:
        workbench.dbt(*test)
    [told] = [line for line in str(caught.value).splitlines() if "Source '" in line]
    assert (
        "Source 'crm' has lost 25 of its 40 records that were with a customer: a share of 0.625, "
        "above max_lost_keys (0.2); 30 came under ids that were not there before. Decisions of "
        "stewards that name what is gone and would hold no more: 2. Nothing of it was published"
    ) in told
    assert "dbt build --vars '{max_lost_keys: null}'" in told

    with pytest.raises(DbtFailedError) as caught:
        workbench.dbt(*test, variables={"max_lost_keys": 0.1}, parsed_with={})
    assert "Source 'pos' has lost 40 of its 200 records" in str(caught.value)
    assert "Source 'shop'" not in str(caught.value), "eight records are too few to stop a build"
    workbench.dbt(*test, variables={"max_lost_keys": 0.625}, parsed_with={})


def _ids(source: str, numbers: range) -> list[dict[str, str]]:
    return [{"record_id": f"{source}:{number}", "source_name": source} for number in numbers]


@pytest.mark.parametrize("limit", [-0.1, 1.5, "many", True])
def test_a_limit_of_lost_keys_that_is_no_share_is_told(limit: object, duckdb: Engine) -> None:
    told = duckdb.render("{{ _config_check_quality() | join }}", variables={"max_lost_keys": limit})
    assert f"var max_lost_keys is {limit}; null, or a share from 0 to 1, such as 0.2." in told


def _rows(source: str, count: int, newest: datetime.datetime) -> list[dict[str, Any]]:
    """Records of a source, the newest at a moment and the others before; one tells no time."""
    moments = [newest - datetime.timedelta(hours=hours) for hours in range(count - 1)]
    rows = [
        {"source_name": source, "created_at": newest, "updated_at": moment} for moment in moments
    ]
    rows.append({"source_name": source, "created_at": None, "updated_at": None})
    return [{"record_id": f"{source}:{number}", **row} for number, row in enumerate(rows)]


def test_brakes_of_raw_tables(engine: Engine) -> None:
    """Each table of orders, receipts, mailings, tickets and visits has a brake of its own."""
    workbench = engine.sibling("kindred_deliveries")
    last_run = [
        {"ran_at": LAST_RUN, "metric": metric, "dataset": table, "attribute": None, "value": value}
        for table in TABLES
        # too few refunds to be missed
        for metric, value in (
            ("row_count", 19.0 if table == "shop_refunds" else 40.0), ("age_days", 2.0)
        )
    ]  # fmt: skip
    as_it_was = _moments(40, datetime.datetime(2025, 6, 28))
    tickets = [
        {"ticket_id": f"{number}", "opened_at": moment, "updated_at": moment}
        for number, moment in enumerate(as_it_was)
    ]
    known = [
        {
            "dataset": "support_tickets",
            "row_id": row["ticket_id"],
            # the last thirty had been answered
            "changed_at": LAST_RUN if number >= 10 else row["updated_at"],
        }
        for number, row in enumerate(tickets)
    ]
    # of another table, and not known to the tickets
    known += [{**row, "dataset": "shop_orders", "changed_at": LAST_RUN} for row in known]
    # of a year that nobody means, as it was read before
    accounts = [{"account_id": row["ticket_id"], "created_at": row["opened_at"]} for row in tickets]
    accounts = [{**row, "updated_at": row["created_at"]} for row in accounts]
    known += [
        {
            "dataset": "crm_accounts", "row_id": row["account_id"],
            "changed_at": datetime.datetime(9999, 12, 30),
        }
        for row in accounts
    ]  # fmt: skip
    orders = [{"order_id": "shop:1", "ordered_at": LAST_RUN, "cancelled_at": LAST_RUN}]
    last_year = _moments(40, datetime.datetime(2024, 6, 28))
    refunds = workbench.values([{"refunded_at": LAST_RUN}])
    nothing = f"select * from ({workbench.values(orders)}) as orders where 1 = 0"
    for model, rows in (
        ("stg_shop__orders", nothing),
        ("stg_pos__receipts", workbench.values([{"ordered_at": at} for at in last_year])),
        ("stg_email__events", workbench.values([{"occurred_at": at} for at in as_it_was * 2])),
        ("stg_support__tickets", workbench.values(tickets)),
        # the second day of a log
        (
            "stg_web__pages",
            workbench.values(
                [
                    {"loaded_at": at + datetime.timedelta(days=day)}
                    for at in as_it_was
                    for day in (0, 1)
                ]
            ),
        ),
        ("stg_crm__accounts", workbench.values(accounts)),
        ("stg_shop__refunds", f"select * from ({refunds}) as refunds where 1 = 0"),
    ):
        workbench.write(model, "staging", rows)
    workbench.write("int_quality_recorded", "intermediate", workbench.values(last_run))
    workbench.write("int_delivered_rows_recorded", "intermediate", workbench.values(known))

    brakes = [f"assert_{table}_arrive_as_before" for table in TABLES]
    with pytest.raises(DbtFailedError) as caught:
        workbench.dbt("test", "--select", *brakes, "--indirect-selection", "empty")
    told = [line for line in str(caught.value).splitlines() if "Table '" in line]
    assert len(told) == 4, "\n".join(told)
    for table, fault in (
        ("shop_orders", "delivers nothing; the run before had 40 rows of it"),
        ("pos_receipts", "is 365 days older, beyond max_setback_days (7)"),
        ("email_events", "delivers 78 rows from before the newest day of the run before, 1.95"),
        ("support_tickets", "takes 30 of the 40 rows that the run before had back to an earlier"),
    ):
        [line] = [line for line in told if f"'{table}'" in line]
        assert fault in line
        assert "Nothing of it was published" in line
        assert ": null}'" in line
    workbench.dbt(
        "test", "--select", *brakes, "--indirect-selection", "empty",
        variables=LET_THROUGH, parsed_with={},
    )  # fmt: skip


def _moments(count: int, newest: datetime.datetime) -> list[datetime.datetime]:
    return [newest - datetime.timedelta(minutes=number) for number in range(count)]


@pytest.mark.parametrize("name", ["duckdb", "postgres"])
def test_a_bad_delivery_of_receipts_leaves_what_is_made_of_them(
    name: str, engine_named: Callable[[str], Engine]
) -> None:
    """Built once well; then nothing, all twice and last year's, each of which stops the build.

    A receipt of the year 9999 is told, and makes no later delivery an old one.
    """
    workbench = engine_named(name).sibling("kindred_receipts")
    good = _receipts(40, datetime.datetime(2025, 6, 29))
    good.append({**good[0], "receipt_id": "far", "sold_at": datetime.datetime(9999, 12, 31)})
    last_run = [
        {
            "ran_at": LAST_RUN, "metric": metric, "dataset": "pos_receipts", "attribute": None,
            "value": value,
        }
        for metric, value in (("row_count", 40.0), ("age_days", 1.0))
    ]  # fmt: skip
    workbench.write("int_quality_recorded", "intermediate", workbench.values(last_run))

    def build(receipts: str) -> None:
        # PostgreSQL keeps a table that a view reads
        workbench.query(f"drop view if exists {workbench.table('stg_pos__receipts', 'staging')}")
        workbench.write("pos_receipts", "raw", receipts)
        workbench.dbt(
            "build", "--select", "stg_pos__receipts", "int_deliveries_counted",
            "--exclude-resource-type", "unit_test", variables=POS_ALONE,
        )  # fmt: skip

    counted = f"select row_count, newest_at from {workbench.table('int_deliveries_counted', 'intermediate')}"
    build(workbench.values(good))
    published = workbench.query(counted)
    assert published == [(41, datetime.datetime(2025, 6, 29))]
    day = datetime.datetime(2025, 6, 1)
    member = {"member_id": "M1", "card_number": "1", "full_name": "Ann Lee"}
    workbench.write(
        "pos_members", "raw", workbench.values([{**member, "enrolled_at": day, "updated_at": day}])
    )
    workbench.write("pos_stores", "raw", workbench.values([{"store_id": "S1"}]))
    with pytest.raises(DbtFailedError) as warned:
        workbench.dbt(
            "test", "--select", "assert_moments_are_read", "--indirect-selection", "empty",
            "--warn-error", variables=POS_ALONE,
        )  # fmt: skip
    assert (
        "Table pos_receipts, column sold_at: values that are no moment of the years 1900 to 2099 "
        "and count as not known: 1, such as that of receipt_id far."
    ) in str(warned.value)
    again = [{**row, "receipt_id": f"again {row['receipt_id']}"} for row in good]
    for receipts, fault in (
        (f"select * from ({workbench.values(good)}) as receipts where 1 = 0", "delivers nothing;"),
        (workbench.values([*good, *again]), "delivers 78 rows from before the newest day"),
        (
            workbench.values(_receipts(40, datetime.datetime(2024, 6, 29))),
            "delivers nothing as new",
        ),
    ):
        with pytest.raises(DbtFailedError) as caught:
            build(receipts)
        assert f"Table 'pos_receipts' {fault}" in str(caught.value)
        assert workbench.query(counted) == published


def _receipts(count: int, newest: datetime.datetime) -> list[dict[str, Any]]:
    return [
        {
            "receipt_id": f"R{number}", "member_id": None, "sold_at": moment, "currency": "USD",
            "net_amount": 1.0, "tax_amount": 0.0, "total_amount": 1.0, "item_count": 1,
            "store_id": "S1", "receipt_type": "sale",
        }
        for number, moment in enumerate(_moments(count, newest))
    ]  # fmt: skip


def test_what_stands_behind_a_bad_delivery_is_not_built(
    duckdb_demo: Engine, tmp_path: Path
) -> None:
    """The brake stands before every table but the first."""
    copy = duckdb_demo.copied(tmp_path)
    copy.query("delete from kindred_raw.pos_members")
    with pytest.raises(DbtFailedError) as caught:
        copy.dbt(
            "build", "--select", "int_records_unioned", "int_sources_profiled", BRAKES[0],
            "--indirect-selection", "empty", "--exclude-resource-type", "unit_test",
        )  # fmt: skip
    assert "Source 'pos' delivers nothing" in str(caught.value)
    sources = "select count(*) from kindred_intermediate.{} where source_name = 'pos'"
    assert copy.query(sources.format("int_records_unioned")) == [(0,)]
    # what comes after it is that of the build before
    assert copy.query(sources.format("int_sources_profiled")) == [(1,)]


def test_nothing_is_built_on_new_ids(duckdb_demo: Engine, tmp_path: Path) -> None:
    """Every loyalty member again, as many and as new as they were, under another number."""
    copy = duckdb_demo.copied(tmp_path)
    copy.query("update kindred_raw.pos_members set member_id = 'N' || member_id")
    select = (
        "build", "--select", "int_records_unioned", "int_sources_profiled",
        "int_delivered_rows_recorded", BRAKES[0], KEYS_BRAKE, "--indirect-selection", "empty", "--exclude-resource-type", "unit_test",
    )  # fmt: skip
    profiled = "from kindred_intermediate.int_sources_profiled where source_name = 'pos'"
    # by it the next build tells old deliveries, and this one is not published
    recorded = "from kindred_intermediate.int_delivered_rows_recorded"
    copy.query(f"delete {profiled}")
    copy.query(f"delete {recorded}")
    with pytest.raises(DbtFailedError) as caught:
        copy.dbt(*select)
    assert "Source 'pos' has lost" in str(caught.value)
    assert "Source 'pos' delivers" not in str(caught.value)
    assert copy.query(f"select count(*) {profiled}") == [(0,)]
    assert copy.query(f"select count(*) {recorded}") == [(0,)]
