"""The demo company against its truth: matching may get better, not worse."""

import csv
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from math import comb
from pathlib import Path

import pytest

from harness.engines import Engine

FLOOR_HOUSEHOLD_PRECISION = 0.88
FLOOR_HOUSEHOLD_RECALL = 0.58
FLOOR_LANGUAGE_TOLD = 0.82
FLOOR_LANGUAGE_RIGHT = 0.99
FLOOR_TOPIC = 0.9
FLOOR_SENTIMENT = 0.9
FLOORS_DEVICES = (0.95, 0.78)
"""Of the stays of customers with devices, those of an owner at their first login; and of the
owners of these devices, of whom some never sign in, those who have a stay."""
FLOORS_MEMBERS = {True: (0.94, 0.94), False: (0.9, 0.8)}
"""Precision and recall of present and of former members. The CRM forgets jobs of deleted
contacts."""
NAMED = ("crm", "shop", "pos", "shop_guest")
"""Sources that ask for a name."""
FLOORS = {"named": (0.91, 0.95), "all": (0.92, 0.88)}
"""Precision and recall. Many an e-mail profile or a checkout is an address and no name: where
a family shares it, nothing tells whose record it is."""


def _pairs(groups: Iterable[Hashable]) -> int:
    return sum(comb(size, 2) for size in Counter(groups).values())


def _rows(project_directory: Path, name: str) -> list[dict[str, str]]:
    path = project_directory / "tests" / "fixtures" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _truth(project_directory: Path) -> dict[str, str]:
    rows = _rows(project_directory, "demo_truth")
    return {row["record_id"]: row["person_id"] for row in rows}


@pytest.mark.parametrize("records", FLOORS)
def test_customers_are_people(records: str, duckdb_demo: Engine, project_directory: Path) -> None:
    crosswalk = {
        row["record_id"]: row["customer_id"]
        for row in duckdb_demo.rows("customer_crosswalk")
        if records == "all" or row["source_name"] in NAMED
    }
    truth = _truth(project_directory)
    assert crosswalk.keys() <= truth.keys()
    # what staging leaves out, such as deleted contacts, is nobody's record any more
    truth = {record: truth[record] for record in crosswalk}
    right = _pairs((crosswalk[record], truth[record]) for record in truth)
    precision = right / _pairs(crosswalk.values())
    recall = right / _pairs(truth.values())
    print(f"{records}: precision {precision:.4f}, recall {recall:.4f}")
    floor_precision, floor_recall = FLOORS[records]
    assert precision >= floor_precision
    assert recall >= floor_recall


def test_every_source_gives_the_records_that_it_has(
    duckdb_demo: Engine, project_directory: Path
) -> None:
    """What the truth knows and the crosswalk does not is what docs/sources.md leaves out."""
    known = {row["record_id"] for row in duckdb_demo.rows("customer_crosswalk")}
    left_out = {record.split(":")[0] for record in _truth(project_directory).keys() - known}
    assert left_out == {"crm", "shop_checkout", "review", "mention"}
    seeds = project_directory / "seeds" / "demo"
    with (seeds / "crm_contacts.csv").open(encoding="utf-8", newline="") as file:
        deleted = {
            f"crm:{row['id']}" for row in csv.DictReader(file) if row["is_deleted"] == "true"
        }
    with (seeds / "shop_abandoned_checkouts.csv").open(encoding="utf-8", newline="") as file:
        accounts = {
            f"shop_checkout:{row['id']}" for row in csv.DictReader(file) if row["customer__id"]
        }
    missing = {record for record in _truth(project_directory).keys() - known
               if record.startswith(("crm:", "shop_checkout:"))}  # fmt: skip
    assert missing == deleted | accounts


def test_devices_are_their_owners(duckdb_demo: Engine, project_directory: Path) -> None:
    truth = _truth(project_directory)
    people = defaultdict(set)
    for row in duckdb_demo.rows("customer_crosswalk"):
        people[row["customer_id"]].add(truth[row["record_id"]])
    owners = defaultdict(list)
    for row in _rows(project_directory, "demo_device_owners"):
        for device in filter(None, (row["anonymous_id"], row["device_id"])):
            owners[device].append((row["person_id"], row["valid_from"], row["valid_to"]))
    stays = [row for row in duckdb_demo.rows("customer_devices") if row["customer_id"]]
    right, holders = 0, defaultdict(set)
    for stay in stays:
        device, day = stay["identifier_value"], stay["first_login_at"][:10]
        holders[device] |= people[stay["customer_id"]]
        right += any(
            person in people[stay["customer_id"]] and since <= day <= (until or day)
            for person, since, until in owners[device]
        )
    owned = {(device, person) for device in holders for person, _, _ in owners[device]}
    precision = right / len(stays)
    recall = sum(person in holders[device] for device, person in owned) / len(owned)
    print(f"devices: precision {precision:.4f}, recall {recall:.4f}")
    floor_precision, floor_recall = FLOORS_DEVICES
    assert precision >= floor_precision
    assert recall >= floor_recall


def test_a_till_s_placeholder_joins_nobody(duckdb_demo: Engine) -> None:
    """Records that share a placeholder are no more often together than chance has it."""
    customers: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, set[str]] = defaultdict(set)
    crosswalk = {
        row["record_id"]: row["customer_id"] for row in duckdb_demo.rows("customer_crosswalk")
    }
    for row in duckdb_demo.rows("int_identifiers_screened", "intermediate"):
        if row["unusable_reason"] == "placeholder":
            customers[row["identifier_value"]].add(crosswalk[row["record_id"]])
            holders[row["identifier_value"]].add(row["record_id"])
    most_held = max(holders, key=lambda value: len(holders[value]))
    assert len(holders[most_held]) >= 20, "the demo has a placeholder on dozens of records"
    assert len(customers[most_held]) >= 0.9 * len(holders[most_held])


def test_households_are_those_who_live_together(
    duckdb_demo: Engine, project_directory: Path
) -> None:
    """Pairs of people, each where most of their records are, on the last day."""
    people = _truth(project_directory)
    homes = {
        row["person_id"]: row["household_id"]
        for row in _rows(project_directory, "demo_households")
        if not row["valid_to"]
    }
    members = {
        row["customer_id"]: row["household_id"]
        for row in duckdb_demo.rows("household_members")
        if row["is_current"]
    }
    placed: dict[str, Counter[str]] = defaultdict(Counter)
    for row in duckdb_demo.rows("customer_crosswalk"):
        placed[people[row["record_id"]]][members[row["customer_id"]]] += 1
    found = {
        person: min(counts, key=lambda household: (-counts[household], household))
        for person, counts in placed.items()
    }
    true = {person: homes[person] for person in found}
    right = _pairs((found[person], true[person]) for person in found)
    precision = right / _pairs(found.values())
    recall = right / _pairs(true.values())
    print(f"precision {precision:.4f}, recall {recall:.4f}")
    assert precision >= FLOOR_HOUSEHOLD_PRECISION
    assert recall >= FLOOR_HOUSEHOLD_RECALL


def test_texts_are_read_as_they_were_meant(duckdb_demo: Engine, project_directory: Path) -> None:
    """Language, topic and sentiment of the demo's texts, which are easier than real ones."""
    truth = {row["text_id"]: row for row in _rows(project_directory, "demo_texts")}
    texts = {row["text_id"]: row for row in duckdb_demo.rows("customer_texts")}
    assert texts.keys() == truth.keys()
    languages = [(row["language"], truth[name]["language"]) for name, row in texts.items()]
    told = [found == true for found, true in languages if found]
    topics = [
        row["topic"] == truth[name]["topic"] for name, row in texts.items() if truth[name]["topic"]
    ]
    # English only: no other language has a lexicon
    signs = [
        (row["sentiment"] > 0) == (truth[name]["feeling"] == "1")
        for name, row in texts.items()
        if row["language"] == "en" and row["sentiment"] and truth[name]["feeling"] != "0"
    ]
    print(
        f"language told {len(told) / len(texts):.3f}, right {sum(told) / len(told):.3f}; "
        f"topic right {sum(topics) / len(topics):.3f}; "
        f"sentiment right {sum(signs) / len(signs):.3f} of {len(signs)}"
    )
    assert len(told) >= FLOOR_LANGUAGE_TOLD * len(texts)
    assert sum(told) >= FLOOR_LANGUAGE_RIGHT * len(told)
    assert sum(topics) >= FLOOR_TOPIC * len(topics)
    assert len(signs) >= 30
    assert sum(signs) >= FLOOR_SENTIMENT * len(signs)


def test_accounts_are_companies(duckdb_demo: Engine, project_directory: Path) -> None:
    """Every account record of a company is in its account, and what is none in no account."""
    truth = {row["account_record_id"]: row for row in _rows(project_directory, "demo_accounts")}
    accounts = {
        row["account_record_id"]: row["account_id"]
        for row in duckdb_demo.rows("int_account_stays_recorded", "intermediate")
        if row["account_record_id"].startswith(("crm:", "support:"))
    }
    assert accounts.keys() == truth.keys()
    companies = {record: row["company_id"] for record, row in truth.items()}
    right = _pairs((accounts[record], companies[record]) for record in truth)
    assert right == _pairs(accounts.values()) == _pairs(companies.values())
    # a branch is told apart, and knows whose it is
    parents = {row["account_id"]: row["parent_account_id"] for row in duckdb_demo.rows("accounts")}
    named = {accounts[record]: company for record, company in companies.items()}
    for record, row in truth.items():
        parent = parents[accounts[record]]
        assert (named[parent] if parent else "") == row["parent_company_id"]


def test_members_work_there(duckdb_demo: Engine, project_directory: Path) -> None:
    """People whom the CRM knows, each the customer that most of their records are, and where
    they work or worked."""
    people = _truth(project_directory)
    companies = {
        row["account_record_id"]: row["company_id"]
        for row in _rows(project_directory, "demo_accounts")
    }
    named = {
        row["account_id"]: companies[row["account_record_id"]]
        for row in duckdb_demo.rows("int_account_stays_recorded", "intermediate")
        if row["account_record_id"] in companies
    }
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    told = set()
    for row in duckdb_demo.rows("customer_crosswalk"):
        counted[row["customer_id"]][people[row["record_id"]]] += 1
        if row["source_name"] == "crm":
            told.add(people[row["record_id"]])
    person = {
        customer: min(counts, key=lambda one: (-counts[one], one))
        for customer, counts in counted.items()
    }
    scored = {}
    for is_current in (True, False):
        true = {
            (row["person_id"], row["company_id"])
            for row in _rows(project_directory, "demo_employments")
            if is_current == (not row["valid_to"]) and row["person_id"] in told
        }
        found = {
            (person[row["customer_id"]], named.get(row["account_id"], row["account_id"]))
            for row in duckdb_demo.rows("account_members")
            if row["is_current"] == is_current
        }
        right = len(found & true)
        scored[is_current] = right / len(found), right / len(true)
        print(f"current {is_current}: precision and recall {scored[is_current]}")
    for is_current, floors in FLOORS_MEMBERS.items():
        assert scored[is_current] >= floors
