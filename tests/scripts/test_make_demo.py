"""The demo company: same seed, same bytes; the committed seeds; every hard case there."""

import csv
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest

from harness.engines import PROJECT_DIRECTORY

SCRIPT = PROJECT_DIRECTORY / "scripts" / "seeds" / "make_demo.py"
TABLES = (
    "crm_contacts",
    "shop_customers",
    "shop_orders",
    "pos_members",
    "pos_receipts",
    "consent_events",
)
FILES = [f"seeds/demo/{table}.csv" for table in TABLES] + ["tests/fixtures/demo_truth.csv"]

Rows = list[dict[str, str]]


def make(directory: Path, *options: str) -> dict[str, bytes]:
    subprocess.run([sys.executable, str(SCRIPT), "--out", str(directory), *options], check=True)
    return {name: (directory / name).read_bytes() for name in FILES}


def read(name: str) -> Rows:
    with (PROJECT_DIRECTORY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def tables() -> dict[str, Rows]:
    return {table: read(f"seeds/demo/{table}.csv") for table in TABLES}


@pytest.fixture(scope="module")
def person_of() -> dict[str, str]:
    return {row["record_id"]: row["person_id"] for row in read(FILES[-1])}


def persons_by_value(
    rows: Rows, source: str, key: str, column: str, person_of: dict[str, str]
) -> dict[str, set[str]]:
    persons: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        record_id = f"{source}:{row[key]}"
        if row[column].strip() and record_id in person_of:
            persons[row[column].strip().lower()].add(person_of[record_id])
    return persons


def test_committed_seeds_are_what_the_script_makes(tmp_path: Path) -> None:
    made = make(tmp_path)
    for name in FILES:
        assert made[name] == (PROJECT_DIRECTORY / name).read_bytes(), (
            f"{name} differs: run python scripts/seeds/make_demo.py and commit"
        )


def test_same_seed_gives_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    options = ("--people", "120", "--seed", "7")
    first = make(tmp_path / "first", *options)
    assert make(tmp_path / "second", *options) == first
    other = make(tmp_path / "other", "--people", "120", "--seed", "8")
    assert all(other[name] != first[name] for name in FILES)


def test_sizes_suit_a_seed(tables: dict[str, Rows], person_of: dict[str, str]) -> None:
    size = sum((PROJECT_DIRECTORY / name).stat().st_size for name in FILES[:-1])
    assert size < 2_500_000
    assert len(tables["shop_orders"]) <= 4000
    assert len(tables["pos_receipts"]) <= 4000
    assert 1300 <= len(set(person_of.values())) <= 1500


def test_truth_names_each_record_once_and_no_other(
    tables: dict[str, Rows], person_of: dict[str, str]
) -> None:
    records = [f"crm:{row['id']}" for row in tables["crm_contacts"] if row["is_deleted"] == "false"]
    records += [f"shop:{row['id']}" for row in tables["shop_customers"]]
    records += [f"pos:{row['member_id']}" for row in tables["pos_members"]]
    records += [
        f"shop_guest:{row['id']}" for row in tables["shop_orders"] if not row["customer__id"]
    ]
    assert len(records) == len(set(records))
    assert sorted(records) == sorted(person_of)


def test_no_table_carries_the_truth(tables: dict[str, Rows]) -> None:
    truth = read(FILES[-1])
    secrets = {row["person_id"] for row in truth} | {row["household_id"] for row in truth}
    for rows in tables.values():
        for row in rows:
            assert not secrets & set(row.values())


def test_ids_in_order_keep_no_person_together(person_of: dict[str, str]) -> None:
    """Neighbours in the order of ids are one person no more often than chance has it."""
    for source in ("crm", "shop", "pos", "shop_guest"):
        persons = [
            person for record_id, person in sorted(person_of.items())
            if record_id.startswith(f"{source}:")
        ]  # fmt: skip
        together = sum(left == right for left, right in pairwise(persons))
        assert together <= 3, source


def test_every_reference_leads_somewhere(tables: dict[str, Rows]) -> None:
    customers = {row["id"] for row in tables["shop_customers"]}
    members = {row["member_id"] for row in tables["pos_members"]}
    assert {row["customer__id"] for row in tables["shop_orders"]} <= customers | {""}
    assert {row["member_id"] for row in tables["pos_receipts"]} <= members | {""}


def test_keys_are_unique(tables: dict[str, Rows]) -> None:
    keys = {"pos_members": "member_id", "pos_receipts": "receipt_id", "consent_events": "event_id"}
    for table, rows in tables.items():
        counts = Counter(row[keys.get(table, "id")] for row in rows)
        assert max(counts.values()) == 1, table


# ------------------------------------------------------------------------- hard cases


def test_a_till_s_placeholder_mailbox_is_on_hundreds_of_members(
    tables: dict[str, Rows],
) -> None:
    emails = Counter(row["email"].lower() for row in tables["pos_members"])
    assert emails["noemail@example.com"] > 150
    assert (
        sum(
            row["phone"] in ("0000000000", "555-555-5555", "9999999999", "1234567890")
            for row in tables["pos_members"]
        )
        > 50
    )
    assert sum("1900" in row["birth_date"] for row in tables["pos_members"]) > 50


def test_households_share_mailboxes_and_phones(
    tables: dict[str, Rows], person_of: dict[str, str]
) -> None:
    customers = [
        {**row, "phone": "".join(filter(str.isdigit, row["phone"]))[-9:]}
        for row in tables["shop_customers"]
    ]
    for column in ("email", "phone"):
        persons = persons_by_value(customers, "shop", "id", column, person_of)
        assert sum(len(group) > 1 for group in persons.values()) >= 5, column


def test_one_person_has_several_records_of_one_source(person_of: dict[str, str]) -> None:
    for source in ("crm", "shop", "pos", "shop_guest"):
        counts = Counter(
            person for record_id, person in person_of.items()
            if record_id.startswith(f"{source}:")
        )  # fmt: skip
        assert sum(count > 1 for count in counts.values()) >= 20, source


def test_twins_and_namesakes_are_there(tables: dict[str, Rows], person_of: dict[str, str]) -> None:
    contacts = [
        {**row, "household": row["birthdate"] + row["last_name"]}
        for row in tables["crm_contacts"] if row["birthdate"]
    ]  # fmt: skip
    twins = persons_by_value(contacts, "crm", "id", "household", person_of)
    assert any(len(group) > 1 for group in twins.values())
    suffixes = Counter(row["suffix"] for row in tables["crm_contacts"])
    assert suffixes["Jr."] >= 3
    assert suffixes["Sr."] >= 3


def test_people_change_their_family_name_and_move(
    tables: dict[str, Rows], person_of: dict[str, str]
) -> None:
    names: dict[str, set[str]] = defaultdict(set)
    cities: dict[str, set[str]] = defaultdict(set)
    for source, table, name, city in (
        ("crm", "crm_contacts", "last_name", "mailing_city"),
        ("shop", "shop_customers", "last_name", "default_address__city"),
    ):
        for row in tables[table]:
            person = person_of.get(f"{source}:{row['id']}", "")
            names[person].add(row[name][:3].lower())
            cities[person] |= {row[city][:3].lower()} - {""}
    assert sum(len(found) > 1 for found in names.values()) >= 20
    assert sum(len(found) > 1 for found in cities.values()) >= 20


def test_formats_scripts_and_cases_differ(tables: dict[str, Rows]) -> None:
    births = Counter(
        "".join("0" if letter.isdigit() else letter for letter in row["birth_date"])
        for row in tables["pos_members"]
    )
    assert len(births) >= 8
    phones = {
        "".join("0" if letter.isdigit() else letter for letter in row["phone"])
        for row in tables["crm_contacts"]
    }
    assert len(phones) >= 12
    names = [row["full_name"] for row in tables["pos_members"]]
    assert sum(name.isupper() for name in names) > 100
    assert sum("," in name for name in names) > 100
    assert non_ascii(names) > 30
    assert any("А" <= letter <= "я" for row in tables["crm_contacts"]
               for letter in row["first_name"])  # fmt: skip


def test_consent_is_given_and_taken_back(tables: dict[str, Rows]) -> None:
    histories: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in sorted(tables["consent_events"], key=lambda row: row["occurred_at"]):
        key = (row["identifier_value"], row["purpose"], row["channel"])
        histories[key].append(row["status"])
    assert sum(history[-2:] == ["granted", "withdrawn"] for history in histories.values()) > 50
    assert any(history[:3] == ["granted", "withdrawn", "granted"]
               for history in histories.values())  # fmt: skip
    assert {row["source_signal"] for row in tables["consent_events"]} >= {
        "gpc", "double_opt_in", "unsubscribe_link",
    }  # fmt: skip
    for row in tables["consent_events"]:
        assert row["occurred_at"] <= row["recorded_at"]


def non_ascii(texts: Iterable[str]) -> int:
    return sum(not text.isascii() for text in texts)
