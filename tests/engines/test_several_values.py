"""Records of several e-mails and phones, end to end: what they share links, a filler does not."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from harness.engines import Engine
from harness.landed import only

SEED = 20261122
GIVEN_NAMES = ["Anna", "Bernd", "Clara", "Dirk", "Emma", "Franz", "Greta", "Hans", "Ilse", "Jonas"]
FAMILY_NAMES = ["Adler", "Becker", "Conrad", "Dorn", "Engel", "Fuchs", "Graf", "Hahn", "Jung"]
COLUMNS = (
    "record_id", "source", "given_name", "family_name", "date_of_birth", "email", "phone",
    "street_address", "city", "postal_code", "country",
)  # fmt: skip
HARD = [
    # the second phone of one is the first of the other
    ("phone_1", "Ruth", "Zacher", "ruth@alpha.example", "0171 5550101 / 0172 5550102"),
    ("phone_2", "Ruth", None, None, "+49 172 5550102"),
    # second mailboxes, one of them with a name around it
    ("mail_1", "Kurt", "Quandt", "kq77@beta.example; kurtq@gamma.example", None),
    ("mail_2", "Kurt", "Quandt", "k@beta.example, 'Kurt Q.' <kurtq@gamma.example>", None),
    # what people type to get past a form, in second place
    ("filler_1", "Lena", "Yblein", "lena@delta.example; noemail@test.example",
     "0171 5550303 or 0000000000"),
    ("filler_2", "Otto", "Xaver", "noemail@test.example", "0000000000"),
    ("filler_3", "Lars", "Urban", "otto@eps.example | noemail@test.example",
     "0171 5550304; 0000000000"),
    # consent is given and withdrawn with one of two mailboxes
    ("first_granted", "Gina", "Wolter", "g1@zeta.example; g2@zeta.example", None),
    ("second_granted", "Theo", "Vahl", "t1@zeta.example; t2@zeta.example", None),
    ("second_withdrawn", "Nora", "Pape", "n1@zeta.example; n2@zeta.example",
     "0171 5550401; 0171 5550402"),
    # a withdrawal that names six mailboxes
    ("sixth_withdrawn", "Vera", "Lorenz", "w6@zeta.example", None),
    # an office's phone behind each one's own
    ("office_1", "Olga", "Tamm", "olga@eta.example", "0171 5550501; 030 55509000"),
    ("office_2", "Piet", "Siebs", "piet@eta.example", "0171 5550502; 030 55509000"),
]  # fmt: skip
EVENTS = [
    ("g1", "email", "g1@zeta.example", "email", "granted"),
    ("t2", "email", "T2@zeta.example", "email", "granted"),
    ("n1", "email", "n1@zeta.example", "email", "granted"),
    ("n2", "email", "n2@zeta.example", "email", "withdrawn"),
    ("n3", "phone", "0171 5550402", "sms", "withdrawn"),
    ("w6", "email", "w6@zeta.example", "email", "granted"),
    ("w1", "email", ", ".join(f"w{number}@zeta.example" for number in range(1, 7)), "email",
     "withdrawn"),
    ("o1", "phone", "030 55509000", "email", "granted"),
]  # fmt: skip


def records() -> list[dict[str, Any]]:
    """The hard cases among people of one or two records each, so that there is a model."""
    chance = random.Random(SEED)
    rows = []
    for number in range(300):
        given, family = chance.choice(GIVEN_NAMES), chance.choice(FAMILY_NAMES)
        born = f"19{chance.randint(40, 99)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        email = f"{given}.{family}{number}@mail{number % 7}.example".lower()
        phone = f"0171 {chance.randint(1000000, 9999999)}"
        street = f"Lindenstr. {chance.randint(1, 90)}"
        for copy in range(1 + number % 2):
            rows.append((f"{number}-{copy}", "file", given, family, born, email, phone,
                         street, "Ulm", "89073", "DE"))  # fmt: skip
    for record_id, given, family, email, phone in HARD:
        rows.append((record_id, "file", given, family, None, email, phone, None, None, None, "DE"))
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def events() -> list[dict[str, Any]]:
    names = ("event_id", "identifier_type", "identifier_value", "channel", "status")
    others = {"purpose": "marketing", "lawful_basis": "consent", "policy_version": "1",
              "jurisdiction": "DE", "source_signal": "form",
              "occurred_at": "2024-01-01 00:00:00", "recorded_at": "2024-01-01 00:00:00"}  # fmt: skip
    return [{**dict(zip(names, event, strict=True)), **others} for event in EVENTS]


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def built(request: pytest.FixtureRequest, engine_named: Callable[[str], Engine]) -> Engine:
    engine = engine_named(request.param).sibling("kindred_several")
    engine.write("records", "landed", engine.values(records()))
    engine.write("events", "landed", engine.values(events()))
    landed = f"{engine.schema}_landed"
    variables = only("file", "consent", file_schema=landed, consent_schema=landed)
    engine.dbt("seed", variables=variables)
    engine.dbt(
        "run", "--select", "+customer_crosswalk", "+customer_identifiers", "+match_explanations",
        "+customers_for_email_marketing", variables=variables,
    )  # fmt: skip
    return engine


@pytest.fixture
def customers(built: Engine) -> dict[str, str]:
    return {row["record_id"]: row["customer_id"] for row in built.rows("customer_crosswalk")}


def test_a_second_phone_or_mailbox_links(customers: dict[str, str]) -> None:
    assert customers["phone_1"] == customers["phone_2"]
    assert customers["mail_1"] == customers["mail_2"]


def test_a_filler_in_second_place_links_nobody(customers: dict[str, str]) -> None:
    assert len({customers[f"filler_{number}"] for number in (1, 2, 3)}) == 3


def test_all_values_are_identifiers_of_the_customer(
    built: Engine, customers: dict[str, str]
) -> None:
    found = {
        (row["identifier_type"], row["identifier_value"], row["is_usable"])
        for row in built.rows("customer_identifiers")
        if row["customer_id"] == customers["filler_1"]
    }
    assert found == {
        ("email", "lena@delta.example", True),
        ("email", "noemail@test.example", False),
        ("phone", "+491715550303", True),
        ("phone", "+49000000000", False),
    }


def test_explanations_name_the_value_that_agreed(built: Engine) -> None:
    def values(record_id: str, comparison: str) -> list[tuple[str, str]]:
        return [
            (row["left_value"], row["right_value"])
            for row in built.rows("match_explanations")
            if row["left_record_id"] == record_id and row["comparison"] == comparison
        ]

    assert values("phone_1", "phone") == [("+491725550102", "+491725550102")]
    assert values("mail_1", "email") == [("kurtq@gamma.example", "kurtq@gamma.example")]


def test_consent_stays_with_the_value_it_was_given_with(
    built: Engine, customers: dict[str, str]
) -> None:
    names = {customer_id: record_id for record_id, customer_id in customers.items()}
    mailed = {
        names[row["customer_id"]]: row["email"]
        for row in built.rows("customers_for_email_marketing")
    }
    assert mailed == {"first_granted": "g1@zeta.example", "second_granted": "t2@zeta.example"}
    (state,) = (
        row["status"]
        for row in built.rows("consent_states")
        if names[row["customer_id"]] == "second_withdrawn" and row["channel"] == "sms"
    )
    assert state == "withdrawn"
