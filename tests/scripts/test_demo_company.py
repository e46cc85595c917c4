"""The company of any size: same seed same bytes, whole truth, every hard case, whole days."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from click.testing import CliRunner, Result

from harness.engines import PROJECT_DIRECTORY, Engine
from kindred.cli import main
from kindred.console import Console
from kindred.demo.company import LAST_DAY, Options, make_company
from kindred.demo.tables import EVENT_TABLES, SOURCE_TABLES, TRUTH_TABLES, Table

PEOPLE = 400
OPTIONS = Options(PEOPLE, seed=7, workers=1)
DAYS = 45


def make(directory: Path, options: Options) -> Path:
    make_company(options, directory, Console(quiet=True))
    return directory


def contents(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


class Company:
    """A made company, each table a view of its name."""

    def __init__(self, directory: Path) -> None:
        self.connection = duckdb.connect()
        for table in (*SOURCE_TABLES, *TRUTH_TABLES):
            root = "truth" if table in TRUTH_TABLES else "raw"
            self.connection.execute(
                f"create view {table.name} as select * from {reader(directory / root, table)}"
            )

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def number(self, sql: str) -> Any:
        [[value]] = self.rows(sql)
        return value


def reader(directory: Path, table: Table) -> str:
    if table.is_json:
        return f"read_json_auto('{directory}/{table.name}/*.jsonl')"
    return f"read_parquet('{directory}/{table.name}/*.parquet')"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("company") / "out", OPTIONS)


@pytest.fixture(scope="module")
def company(directory: Path) -> Iterator[Company]:
    made = Company(directory)
    yield made
    made.connection.close()


@pytest.fixture(scope="module")
def in_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("days") / "out", replace(OPTIONS, days=DAYS))


# ------------------------------------------------------------------------------- bytes


def test_slices_and_workers_do_not_change_the_bytes(directory: Path, tmp_path: Path) -> None:
    other = make(tmp_path / "other", replace(OPTIONS, slice_people=200, workers=2))
    assert contents(other) == contents(directory)


def test_parts_of_a_large_company_are_made_alike_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kindred.demo.company.PEOPLE_PER_PART", 100)
    options = replace(OPTIONS, people=150)
    one = contents(make(tmp_path / "one", options))
    assert sum(name.startswith("raw/crm_contacts/") for name in one) == 2
    assert contents(make(tmp_path / "two", replace(options, workers=2))) == one


def test_another_seed_gives_another_company(directory: Path, tmp_path: Path) -> None:
    other = contents(make(tmp_path / "other", replace(OPTIONS, seed=8)))
    first = contents(directory)
    assert other.keys() == first.keys()
    same = {name for name in first if first[name] == other[name]}
    # stores are the company's, lists and their names too
    assert {name.split("/")[1] for name in same} <= {"email_lists", "company.json"}


def test_csv_holds_what_parquet_holds(company: Company, tmp_path: Path) -> None:
    out = make(tmp_path / "csv", replace(OPTIONS, file_format="csv"))
    for table in ("crm_contacts", "shop_orders", "consent_events"):
        described = company.rows(f"describe {table}")
        types = ", ".join(f"'{name}': '{kind}'" for name, kind, *_ in described)
        read = f"read_csv('{out}/raw/{table}/*.csv', columns = {{{types}}})"
        assert company.number(f"select count(*) from {table}") > 0
        assert not company.rows(f"(from {read}) except (from {table})")
        assert not company.rows(f"(from {table}) except (from {read})")


# ------------------------------------------------------------------------------- shape


@pytest.mark.parametrize("people", [1, 21])
def test_small_companies_have_so_many_people(people: int, tmp_path: Path) -> None:
    made = Company(make(tmp_path / "out", replace(OPTIONS, people=people)))
    assert made.number("select count(*) from truth_people") == people


def test_tables_have_the_columns_that_the_sources_read(company: Company) -> None:
    """Those of the documented ones; a generator for the demo's seeds has just the same."""
    types = {
        "string": "VARCHAR",
        "timestamp": "TIMESTAMP",
        "numeric(12, 2)": "DECIMAL(12,2)",
    }
    checked = 0
    for path in sorted((PROJECT_DIRECTORY / "models" / "staging").glob("*/_*sources.yml")):
        [source] = yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
        for table in source["tables"]:
            name = f"{source['name']}_{table['name']}"
            if name not in {known.name for known in SOURCE_TABLES}:
                continue
            documented = [
                (column["name"], types.get(column["data_type"], column["data_type"].upper()))
                for column in table["columns"]
            ]
            assert [row[:2] for row in company.rows(f"describe {name}")] == documented, name
            checked += 1
    assert checked >= 6


def test_keys_are_unique(company: Company) -> None:
    for table in (*SOURCE_TABLES, *TRUTH_TABLES):
        key = ", ".join(table.key)
        doubles = company.rows(f"select {key} from {table.name} group by all having count(*) > 1")
        assert not doubles, (table.name, doubles[:3])


def test_no_inner_column_gets_out(company: Company) -> None:
    for table in (*SOURCE_TABLES, *TRUTH_TABLES):
        names = [row[0] for row in company.rows(f"describe {table.name}")]
        assert not [name for name in names if name.startswith("x_")], table.name


def test_no_table_carries_the_truth(directory: Path, company: Company) -> None:
    secrets = company.rows(
        "select person_id from truth_people union select household_id from truth_records"
    )
    pattern = re.compile("|".join(secret for [secret] in secrets))
    for table in SOURCE_TABLES:
        rows = company.rows(f"select {table.name}::varchar from {table.name}")
        assert not pattern.search("\n".join(row for [row] in rows)), table.name


def test_references_lead_somewhere(company: Company) -> None:
    for child, column, parent, key in (
        ("crm_contacts", "account_id", "crm_accounts", "id"),
        ("crm_leads", "converted_contact_id", "crm_contacts", "id"),
        ("shop_orders", "customer__id", "shop_customers", "id"),
        ("shop_order_lines", "order_id", "shop_orders", "id"),
        ("shop_refunds", "order_id", "shop_orders", "id"),
        ("shop_refunds", "line_item_id", "shop_order_lines", "id"),
        ("shop_abandoned_checkouts", "customer__id", "shop_customers", "id"),
        ("pos_receipts", "member_id", "pos_members", "member_id"),
        ("pos_receipts", "store_id", "pos_stores", "store_id"),
        ("pos_members", "store_id", "pos_stores", "store_id"),
        ("web_identifies", "user_id", "shop_customers", "id::varchar"),
        ("web_tracks", "user_id", "shop_customers", "id::varchar"),
        ("web_pages", "anonymous_id", "truth_device_owners", "anonymous_id"),
        ("web_screens", "anonymous_id", "truth_device_owners", "anonymous_id"),
        ("web_tracks", "anonymous_id", "truth_device_owners", "anonymous_id"),
        ("email_events", "person_id", "email_profiles", "id"),
        ("email_list_memberships", "person_id", "email_profiles", "id"),
        ("email_list_memberships", "list_id", "email_lists", "id"),
        ("support_tickets", "requester_id", "support_users", "id"),
        ("support_tickets", "assignee_id", "support_users", "id"),
        ("support_comments", "ticket_id", "support_tickets", "id"),
        ("support_comments", "user_id", "support_users", "id"),
        ("support_calls", "ticket_id", "support_tickets", "id"),
        ("support_users", "external_id", "shop_customers", "id::varchar"),
        ("truth_records", "person_id", "truth_people", "person_id"),
        ("truth_household_memberships", "person_id", "truth_people", "person_id"),
        ("truth_device_owners", "person_id", "truth_people", "person_id"),
    ):
        found, lost = company.rows(
            f"""select count({column}),
                count({column}) filter (where {column} not in (select {key} from {parent}))
            from {child}"""
        )[0]
        assert found > 0, (child, column)
        assert lost == 0, (child, column)


def test_amounts_add_up(company: Company) -> None:
    assert not company.rows(
        """select * from shop_orders where total_price <> subtotal_price + total_shipping_price
            + case when taxes_included then 0 else total_tax end"""
    )
    assert not company.rows(
        """select orders.id from shop_orders as orders
        left join (
            select order_id, sum(price * quantity) as goods
            from shop_order_lines group by order_id
        ) as lines on orders.id = lines.order_id
        where orders.subtotal_price is distinct from lines.goods"""
    )
    assert not company.rows("from pos_receipts where total_amount <> net_amount + tax_amount")


def test_nothing_happens_after_the_last_day(company: Company) -> None:
    for table in SOURCE_TABLES:
        for name, kind, *_ in company.rows(f"describe {table.name}"):
            if kind.startswith("TIMESTAMP") and "synced" not in name and name != "uuid_ts":
                latest = company.number(f'select max("{name}")::date from {table.name}')
                # what a phone without a net or a hurried shopper did on the last evening
                assert latest is None or latest <= LAST_DAY + timedelta(days=3), (table.name, name)
        assert company.number(f"select count(*) from {table.name}") > 0, table.name


# ------------------------------------------------------------------------------- truth


def test_truth_names_every_record_once_and_no_other(company: Company) -> None:
    sources = """
        select 'crm:' || id from crm_contacts
        union all select 'crm_lead:' || id from crm_leads
        union all select 'shop:' || id from shop_customers
        union all select 'shop_guest:' || id from shop_orders where customer__id is null
        union all select 'shop_checkout:' || id from shop_abandoned_checkouts
        union all select 'pos:' || member_id from pos_members
        union all select 'email:' || id from email_profiles
        union all select 'support:' || id from support_users where role = 'end-user'
        union all select 'review:' || review_id from social_reviews
        union all select 'mention:' || mention_id from social_mentions
    """
    assert sorted(company.rows(sources)) == sorted(
        company.rows("select record_id from truth_records")
    )


def test_ids_in_order_keep_no_person_together(company: Company) -> None:
    """Neighbours in the order of ids are one person no more often than chance has it."""
    for source in ("crm", "pos", "email"):
        together = company.number(
            f"""select count(*) from (
                select person_id, lag(person_id) over (order by record_id) as previous
                from truth_records where source_name = '{source}'
            ) where person_id = previous"""
        )
        assert together <= 4, source


def test_every_hard_case_is_there_and_is_what_it_says(company: Company) -> None:
    counts = dict(company.rows("select kind, count(*) from truth_hard_cases group by kind"))
    assert set(counts) == {
        "day_month_swap", "handed_down_device", "junior_senior", "kiosk", "kiosk_visitor",
        "married_name", "moved", "non_latin_name", "non_latin_record", "placeholder_birth_date",
        "placeholder_email", "placeholder_phone", "recycled_number", "role_mailbox",
        "second_account", "shared_address", "shared_device", "shared_landline",
        "shared_mailbox", "twins", "work_phone",
    }  # fmt: skip
    people = """from truth_hard_cases as cases
        inner join truth_people as people on cases.subject_id = people.person_id
        where cases.kind = """
    # each of a pair, born on one day; alike in name but for the suffix
    assert company.number(f"select count(*) = 2 * count(distinct birth_date) {people} 'twins'")
    assert company.number(
        f"select count(*) = 2 * count(distinct given_name || family_name) {people} 'junior_senior'"
    )
    # a number that was one's and became another's
    assert (
        company.number(
            """select count(*) from truth_people as before
        inner join truth_people as after
            on before.phone = after.later_phone and before.phone_changed_on = after.phone_changed_on
        where before.person_id <> after.person_id and before.later_phone <> before.phone"""
        )
        * 2
        == counts["recycled_number"]
    )
    shared = """select count(*) from truth_people as one
        where (select count(*) from truth_people as other where other.{0} = one.{0}) > 1"""
    assert company.number(shared.format("email")) == counts["shared_mailbox"]
    assert company.number(shared.format("phone")) == counts["shared_landline"]
    members = """from truth_hard_cases as cases
        inner join pos_members as members on cases.subject_id = 'pos:' || members.member_id
        where cases.kind = """
    assert company.number(
        f"select bool_and(lower(email) in ('noemail@example.com', 'none@none.com', "
        f"'test@test.com')) {members} 'placeholder_email'"
    )
    assert company.number(
        f"select bool_and(birth_date like '%1900%') {members} 'placeholder_birth_date'"
    )
    contacts = """from truth_hard_cases as cases
        inner join crm_contacts as contacts on cases.subject_id = 'crm:' || contacts.id
        where cases.kind = """
    assert company.number(
        f"select bool_and(regexp_matches(last_name, '[^a-zA-Z]')) {contacts} 'non_latin_record'"
    )
    assert company.number(f"select bool_and(phone is not null) {contacts} 'work_phone'")


def test_twice_as_many_hundreds_have_twice_as_many_hard_cases(tmp_path: Path) -> None:
    made = Company(make(tmp_path / "out", replace(OPTIONS, people=900)))
    assert made.number("select count(*) from truth_hard_cases where kind = 'twins'") >= 8
    assert (
        made.number("select count(*) from truth_hard_cases where kind = 'placeholder_email'") > 100
    )


def test_a_mailbox_is_that_of_one_household(company: Company) -> None:
    strangers = company.rows(
        """select people.email, count(distinct records.household_id)
        from truth_people as people
        inner join truth_records as records on people.person_id = records.person_id
        group by people.email having count(distinct records.household_id) > 1"""
    )
    assert not strangers


def test_a_shared_device_is_signed_in_on_by_several(company: Company) -> None:
    signed_in = company.rows(
        """select owners.kind, max(users) from (
            select anonymous_id, count(distinct user_id) as users
            from web_identifies group by anonymous_id
        ) as devices
        inner join truth_device_owners as owners on devices.anonymous_id = owners.anonymous_id
        group by owners.kind"""
    )
    most = dict(signed_in)
    assert most["kiosk"] > 1
    assert most["tablet"] > 1
    anonymous, known = company.rows(
        "select count(*) filter (where user_id is null), count(user_id) from web_pages"
    )[0]
    assert min(anonymous, known) > 100


def test_consent_is_given_taken_back_and_signalled(company: Company) -> None:
    assert not company.rows("from consent_events where recorded_at < occurred_at")
    signals = {
        signal for [signal] in company.rows("select distinct source_signal from consent_events")
    }
    assert {"gpc", "double_opt_in", "unsubscribe_link", "till_prompt"} <= signals
    statuses = company.rows(
        """select list(status order by occurred_at) from consent_events
        group by identifier_value, purpose, channel"""
    )
    assert (["granted", "withdrawn"],) in statuses
    kinds = {kind for [kind] in company.rows("select distinct identifier_type from consent_events")}
    assert kinds == {"email", "phone", "loyalty_id", "device_id"}


def test_consent_strings_say_when_and_what(company: Company) -> None:
    """Read by the layout of the specification: version, times, and purposes 1 to 10."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    found = company.rows(
        """select source_signal, status, occurred_at from consent_events
        where source_signal like 'tcf:%'"""
    )
    assert len(found) > 10
    for signal, status, occurred_at in found:
        bits = "".join(f"{alphabet.index(letter):06b}" for letter in signal.removeprefix("tcf:"))
        assert int(bits[:6], 2) == 2
        created = int(bits[6:42], 2) // 10
        assert date(1970, 1, 1) + timedelta(seconds=created) == occurred_at.date()
        assert bits[42:78] == bits[6:42]
        assert bits[152:162] == ("1" if status == "granted" else "0") * 10


def test_few_do_most(company: Company) -> None:
    """Orders are long-tailed, and trade has a season."""
    counts = [
        count for [count] in company.rows(
            "select count(*) from shop_orders where customer__id is not null group by customer__id"
        )
    ]  # fmt: skip
    assert max(counts) >= 6 * sorted(counts)[len(counts) // 2]
    season = company.number("select avg((month(sold_at) in (11, 12))::integer) from pos_receipts")
    assert season > 0.2


# -------------------------------------------------------------------------------- days


def deliveries(directory: Path, table: Table) -> str:
    """Every delivered row with the day of its delivery, the base as day 0."""
    days = [LAST_DAY - timedelta(days=back) for back in reversed(range(DAYS))]
    parts = [f"select *, 0 as delivery from {reader(directory / 'raw', table)}"]
    parts += [
        f"select *, {number} as delivery from {reader(directory / 'days' / str(day), table)}"
        for number, day in enumerate(days, start=1)
        if any((directory / "days" / str(day) / table.name).glob("*"))
        and (directory / "days" / str(day) / table.name).joinpath(
            f"part-00000.{'jsonl' if table.is_json else 'parquet'}").stat().st_size
    ]  # fmt: skip
    return " union all by name ".join(f"({part})" for part in parts)


def test_days_add_up_to_the_whole(company: Company, in_days: Path) -> None:
    """The last delivery of each row is the row of the company that was made at once."""
    for table in SOURCE_TABLES:
        key = ", ".join(table.key)
        added = f"""
            select * exclude (delivery) from ({deliveries(in_days, table)})
            qualify row_number() over (partition by {key} order by delivery desc) = 1
        """
        assert not company.rows(f"({added}) except (from {table.name})"), table.name
        assert not company.rows(f"(from {table.name}) except ({added})"), table.name


def test_days_bring_late_double_and_corrected_rows(company: Company, in_days: Path) -> None:
    by_name = {table.name: table for table in SOURCE_TABLES}
    receipts = deliveries(in_days, by_name["pos_receipts"])
    first_day = LAST_DAY - timedelta(days=DAYS - 1)
    late = f"""select count(*) from ({receipts})
        where delivery > 0 and sold_at::date < date '{first_day}' + delivery::integer - 1"""
    assert company.number(late) > 0
    events = " union all ".join(
        f"select id, delivery from ({deliveries(in_days, by_name[name])})"
        for name in ("web_pages", "web_tracks", "email_events")
    )
    doubles = f"select id from ({events}) group by id having count(*) > 1"
    assert company.rows(doubles)
    corrected = f"""select id from ({deliveries(in_days, by_name["shop_orders"])})
        group by id having count(distinct financial_status) > 1"""
    assert company.rows(corrected)


def test_the_base_ends_where_the_days_begin(company: Company, in_days: Path) -> None:
    table = next(table for table in SOURCE_TABLES if table.name == "web_pages")
    first_day = LAST_DAY - timedelta(days=DAYS - 1)
    latest = company.number(f"select max(received_at)::date from {reader(in_days / 'raw', table)}")
    assert latest < first_day
    assert {path.name for path in (in_days / "days").iterdir()} == {
        str(first_day + timedelta(days=number)) for number in range(DAYS)
    }


# ------------------------------------------------------------------------ command line


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["demo", *arguments])


def test_the_command_makes_a_company_and_counts_it(tmp_path: Path) -> None:
    out = tmp_path / "company"
    result = run("--people", "30", "--seed", "3", "--out", str(out))
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)
    assert rows["truth_people"] == 30
    assert set(EVENT_TABLES) < set(rows)
    told = json.loads((out / "company.json").read_text())
    assert (told["people"], told["seed"], told["rows"]) == (30, 3, rows)


def test_faults_are_told_all_at_once(tmp_path: Path) -> None:
    result = run("--people", "0", "--seed", "-1", "--days", "9999", "--out", str(tmp_path / "x"))
    assert result.exit_code == 3
    for fault in ("--people is 0", "--seed is -1", "--days is 9999"):
        assert fault in result.stderr
    assert not (tmp_path / "x").exists()


def test_a_seed_that_is_no_number_is_a_usage_error(tmp_path: Path) -> None:
    result = run("--people", "5", "--seed", "lucky", "--out", str(tmp_path / "x"))
    assert result.exit_code == 2
    assert "lucky" in result.stderr


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    result = run("--people", "5", "--out", str(tmp_path))
    assert result.exit_code == 3
    assert "not empty" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> dict[str, int]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kindred.demo.company._make_part", fail)
    result = run("--people", "5", "--out", str(tmp_path / "company"))
    assert result.exit_code == 1
    assert "No space left" in result.stderr
    assert not list(tmp_path.iterdir())


def test_load_puts_the_tables_where_the_sources_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    monkeypatch.setenv("KINDRED_DUCKDB_PATH", str(warehouse))
    result = run("--people", "40", "--out", str(tmp_path / "one"), "--load", "duckdb")
    assert result.exit_code == 0, result.output
    with duckdb.connect(str(warehouse)) as connection:
        for schema, table in (("crm", "contacts"), ("web", "pages"), ("social", "reviews")):
            [count] = connection.execute(
                f"select count(*) from raw_{schema}.{table}"
            ).fetchone() or (0,)  # fmt: skip
            assert count == json.loads(result.stdout)[f"{schema}_{table}"]
    again = run("--people", "40", "--out", str(tmp_path / "two"), "--load", "duckdb")
    assert again.exit_code == 3
    assert "raw_crm.contacts" in again.stderr
    assert not (tmp_path / "two").exists()


def test_load_fills_postgres_with_the_same_rows(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    engine_named: Callable[[str], Engine],
) -> None:
    postgres = engine_named("postgres")
    for name, value in postgres.variables.items():
        monkeypatch.setenv(name, value)
    result = run("--people", "40", "--out", str(tmp_path / "out"), "--load", "postgres")
    assert result.exit_code == 0, result.output
    made = Company(tmp_path / "out")
    try:
        for table in ("shop_orders", "pos_stores", "consent_events"):
            schema, _, name = table.partition("_")
            landed = postgres.query(f"select * from raw_{schema}.{name}")
            assert sorted(map(str, landed)) == sorted(map(str, made.rows(f"from {table}")))
        [(documents,)] = postgres.query("select count(*) from raw_social.reviews")
        assert documents == json.loads(result.stdout)["social_reviews"]
    finally:
        for source in {table.name.partition("_")[0] for table in SOURCE_TABLES}:
            postgres.query(f"drop schema if exists raw_{source} cascade")
