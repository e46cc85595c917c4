"""What the default comparisons see in two records, from their raw values on."""

import hashlib
from typing import Any

import pytest
import yaml

from harness.engines import PROJECT_DIRECTORY, Engine
from harness.standardized import RECORD_COLUMNS, SEEDS

Values = dict[str, Any]

# comparison, level, values of one record, values of the other one
CASES: list[tuple[str, str, Values, Values]] = [
    ("given_name", "exact", {"given_name": "Ottoline"}, {"given_name": "OTTOLINE "}),
    ("given_name", "nickname", {"given_name": "William"}, {"given_name": "Bill"}),
    ("given_name", "nickname", {"given_name": "Alexandra"}, {"given_name": "Alex"}),
    ("given_name", "nickname", {"given_name": "Mary Jane"}, {"given_name": "Jane"}),
    ("given_name", "initial", {"given_name": "J."}, {"given_name": "Jonathan"}),
    (
        "given_name", "middle",
        {"given_name": "Evander", "middle_name": "Crispin"},
        {"given_name": "Crispin", "middle_name": "E."},
    ),
    ("given_name", "fuzzy_alone", {"given_name": "Thessaly"}, {"given_name": "Thesaly"}),
    ("given_name", "fuzzy", {"given_name": "Marten"}, {"given_name": "Martin"}),
    ("given_name", "sounds_alike", {"given_name": "Phillipa"}, {"given_name": "Filipa"}),
    ("given_name", "different", {"given_name": "Horatio"}, {"given_name": "Beryl"}),
    (
        "given_name", "swapped",
        {"given_name": "Ngozi", "family_name": "Okonjo"},
        {"given_name": "Okonjo", "family_name": "Ngozi"},
    ),
    # a name that is read from a mailbox, which the other has not
    (
        "given_name", "exact",
        {"family_name": "Jones", "email": "larry.jones@example.org"},
        {"given_name": "Larry", "family_name": "Jones", "email": "lj1@example.net"},
    ),
    ("family_name", "exact", {"family_name": "Featherstone"}, {"family_name": "featherstone"}),
    (
        "family_name", "exact",
        {"given_name": "Joseph", "email": "josephblake@example.org"},
        {"given_name": "Joseph", "family_name": "Blake", "email": "jb1@example.net"},
    ),
    ("family_name", "exact", {"family_name": "Gonçalves"}, {"family_name": "GONCALVES"}),
    ("family_name", "fuzzy_alone", {"family_name": "Wolstenholme"}, {"family_name": "Wolstenholm"}),
    ("family_name", "sounds_alike", {"family_name": "Meyer"}, {"family_name": "Maiaer"}),
    (
        "family_name", "shared_part",
        {"family_name": "Ibarra Quintero"}, {"family_name": "Quintero"},
    ),
    ("family_name", "shared_part", {"family_name": "V."}, {"family_name": "Vandermeer"}),
    ("family_name", "different", {"family_name": "Ashby"}, {"family_name": "Thorne"}),
    ("birth_date", "exact", {"date_of_birth": "1961-02-23"}, {"date_of_birth": "23.02.1961"}),
    ("birth_date", "swapped", {"date_of_birth": "1962-03-04"}, {"date_of_birth": "1962-04-03"}),
    ("birth_date", "one_edit", {"date_of_birth": "1963-05-14"}, {"date_of_birth": "1963-05-15"}),
    ("birth_date", "one_edit", {"date_of_birth": "1964-05-14"}, {"date_of_birth": "1974-05-14"}),
    ("birth_date", "two_parts", {"date_of_birth": "1965-06-14"}, {"date_of_birth": "1965-06-29"}),
    (
        "birth_date", "year_or_two_edits",
        {"date_of_birth": "1967-01-01"}, {"date_of_birth": "1967-06-12"},
    ),
    ("birth_date", "different", {"date_of_birth": "1968-08-21"}, {"date_of_birth": "1931-12-05"}),
    ("birth_year", "same", {"date_of_birth": "1966-07"}, {"date_of_birth": "1966-07-19"}),
    ("birth_year", "same", {"date_of_birth": "1966"}, {"date_of_birth": "1966-08"}),
    ("birth_year", "within_two_years", {"date_of_birth": "1969"}, {"date_of_birth": "1971-08-01"}),
    ("birth_year", "same_but_for_month", {"date_of_birth": "1972-03"}, {"date_of_birth": "1972-08"}),
    ("birth_year", "different", {"date_of_birth": "1973"}, {"date_of_birth": "1976"}),
    ("email", "exact_alone", {"email": "tidewater9@example.org"}, {"email": "TideWater9@Example.org"}),
    (
        "email", "exact_one_other",
        {"email": "houseboat@example.org", "given_name": "Lionel"},
        {"email": "houseboat@example.org", "given_name": "Lionel"},
    ),
    ("email", "near", {"email": "kestrel1987@example.org"}, {"email": "kestral1987@example.org"}),
    ("email", "same_user", {"email": "moonraker55@example.org"}, {"email": "moonraker55@example.net"}),
    (
        "email", "near_name",
        {"email": "greta.holmberg@example.org", "given_name": "Greta", "family_name": "Holmberg"},
        {"email": "greta.holberg@example.org", "given_name": "Greta", "family_name": "Holberg"},
    ),
    ("email", "different", {"email": "pinetree12@example.org"}, {"email": "lighthouse7@example.org"}),
    ("phone", "exact_alone", {"phone": "020 7946 0101"}, {"phone": "+44 20 79460101"}),
    ("phone", "near", {"phone": "020 7946 0202"}, {"phone": "020 7946 0203"}),
    ("phone", "different", {"phone": "020 7946 0303"}, {"phone": "0161 496 0888"}),
    ("national_id", "exact_alone", {"national_id": "QQ 12 34 56 C"}, {"national_id": "qq123456c"}),
    ("national_id", "near", {"national_id": "QQ223456C"}, {"national_id": "QQ224356C"}),
    ("national_id", "different", {"national_id": "QQ333456C"}, {"national_id": "AB998811D"}),
    ("loyalty_id", "exact_alone", {"loyalty_id": "L-1000-77"}, {"loyalty_id": "l100077"}),
    ("loyalty_id", "near", {"loyalty_id": "L200088"}, {"loyalty_id": "L200089"}),
    ("loyalty_id", "different", {"loyalty_id": "L300099"}, {"loyalty_id": "L417265"}),
    (
        "address", "same_alone",
        {"street_address": "14 Larkspur Street", "postal_code": "LS1 4AP"},
        {"street_address": "14, larkspur st.", "postal_code": "ls14ap"},
    ),
    (
        "address", "unit_differs",
        {"street_address": "Flat 2, 15 Bramble Road", "postal_code": "LS2 4AP"},
        {"street_address": "Flat 3, 15 Bramble Road", "postal_code": "LS2 4AP"},
    ),
    (
        "address", "locality_differs",
        {"street_address": "16 Cobbler Lane", "city": "Leeds", "postal_code": "LS3 4AP"},
        {"street_address": "16 Cobbler Lane", "city": "Truro", "postal_code": "TR1 2AB"},
    ),
    (
        "address", "near",
        {"street_address": "17 Windermere Avenue", "postal_code": "LS4 4AP"},
        {"street_address": "17 Windermeer Avenue", "postal_code": "LS4 4AP"},
    ),
    (
        "address", "different_same_postcode",
        {"street_address": "18 Hawthorn Close", "postal_code": "LS5 4AP"},
        {"street_address": "91 Juniper Way", "postal_code": "LS5 4AP"},
    ),
    (
        "address", "different_same_city",
        {"street_address": "19 Sycamore Drive", "city": "Halifax"},
        {"street_address": "92 Quarry Hill", "city": "Halifax"},
    ),
    (
        "address", "different",
        {"street_address": "20 Mulberry Court", "city": "Exeter"},
        {"street_address": "93 Station Parade", "city": "Perth"},
    ),
    ("postal_code", "equal", {"postal_code": "YO10 5DD"}, {"postal_code": "yo105dd"}),
    ("postal_code", "one_edit", {"postal_code": "YO26 5DD"}, {"postal_code": "YO26 5DB"}),
    ("postal_code", "same_district", {"postal_code": "EH6 5DD"}, {"postal_code": "EH6 7QX"}),
    ("postal_code", "near", {"postal_code": "62704"}, {"postal_code": "62755"}),
    ("postal_code", "different", {"postal_code": "NE1 7RU"}, {"postal_code": "PL4 8AA"}),
    ("city", "equal", {"city": "Wolverhampton"}, {"city": "WOLVERHAMPTON"}),
    ("city", "near", {"city": "Peterborough"}, {"city": "Peterboro ugh"}),
    ("city", "different", {"city": "Carlisle"}, {"city": "Ipswich"}),
    (
        "mailbox_name", "given_and_family",
        {"given_name": "Cordelia", "family_name": "Rathbone"},
        {"email": "cordelia.rathbone3@example.org"},
    ),
    (
        "mailbox_name", "initial_and_family",
        {"given_name": "Barnaby", "family_name": "Cruikshank"},
        {"email": "bcruikshank61@example.org"},
    ),
    (
        "mailbox_name", "one_part",
        {"given_name": "Ferdinand", "family_name": "Lascelles"},
        {"email": "ferdinand808@example.org"},
    ),
    (
        "mailbox_name", "none",
        {"given_name": "Rosalind", "family_name": "Pemberton"},
        {"email": "skylark404@example.org"},
    ),
    ("middle_name", "equal", {"middle_name": "Eustace"}, {"middle_name": "eustace"}),
    ("middle_name", "initial", {"middle_name": "Tobias"}, {"middle_name": "T."}),
    (
        "middle_name", "given",
        {"given_name": "Leocadia", "middle_name": "Briony"},
        {"given_name": "Briony", "middle_name": "L."},
    ),
    ("middle_name", "different", {"middle_name": "Sybil"}, {"middle_name": "Hortense"}),
    (
        "name_suffix", "equal",
        {"full_name": "Edmund Hargreaves Jr"}, {"full_name": "Hargreaves, Edmund, jr."},
    ),
    ("name_suffix", "one_side", {"full_name": "Cedric Ollerton Jr"}, {"full_name": "Cedric Ollerton"}),
    (
        "name_suffix", "conflict",
        {"full_name": "Silas Thackeray Jr"}, {"full_name": "Silas Thackeray Sr"},
    ),
    ("gender", "equal", {"gender": "F"}, {"gender": "female"}),
    ("gender", "different", {"gender": "m"}, {"gender": "Woman"}),
    ("source", "same", {"source_name": "crm"}, {"source_name": "crm"}),
    ("source", "different", {"source_name": "crm"}, {"source_name": "shop"}),
]  # fmt: skip

# Comparisons that say nothing, as the name was read from a mailbox that both have.
UNTOLD: list[tuple[str, Values, Values]] = [
    (
        "given_name",
        {"family_name": "Jones", "email": "larry.jones@example.org"},
        {"given_name": "Larry", "family_name": "Jones", "email": "larry.jones@example.org"},
    ),
    (
        "family_name",
        {"given_name": "Joseph", "email": "josephblake@example.org"},
        {"given_name": "Joseph", "family_name": "Blake", "email": "josephblake@example.org"},
    ),
]

# Others who hold what a level counts: both spellings, and a mailbox.
OTHERS: list[Values] = [
    {"given_name": "Marten", "family_name": "Dalgliesh"},
    {"given_name": "Marten", "family_name": "Ruthven"},
    {"given_name": "Martin", "family_name": "Gascoigne"},
    {"given_name": "Martin", "family_name": "Pelham"},
    {"given_name": "Zelda", "email": "houseboat@example.org"},
]

BEFORE_PAIRS = (
    "int_records_unioned", "int_blocking_keys_extracted", "int_blocks_counted",
    "int_block_limits_set", "int_pairs_blocked",
)  # fmt: skip


def _key(record_id: str) -> int:
    return int(hashlib.md5(record_id.encode()).hexdigest()[:15], 16)


@pytest.fixture(scope="module")
def agreements(engine_named: Any) -> list[str]:
    """What the comparisons say of each case, in words."""
    here: Engine = engine_named("duckdb").sibling("kindred_levels")
    records, pairs = [], []
    cases = [*(case[2:] for case in CASES), *(case[1:] for case in UNTOLD)]
    for number, sides in enumerate(cases):
        ids = [f"crm:{number}-{side}" for side in (1, 2)]
        records += [{"record_id": name, **values} for name, values in zip(ids, sides, strict=True)]
        keys = sorted(map(_key, ids))
        pairs.append({"left_key": keys[0], "right_key": keys[1]})
    records += [
        {"record_id": f"crm:other-{number}", **values} for number, values in enumerate(OTHERS)
    ]
    rows = [
        dict.fromkeys(RECORD_COLUMNS)
        | {"source_name": "crm", "source_record_id": record["record_id"], "country": "GB"}
        | record
        for record in records
    ]
    here.write("int_records_unioned", "intermediate", here.values(rows))
    here.write("int_pairs_blocked", "intermediate", here.values(pairs))
    consent = {"identifier_type": "", "identifier_value_raw": "", "phone_region": "", "is_grant": 1}
    here.write(
        "int_consent_events_received",
        "intermediate",
        f"select * from ({here.values([consent])}) as consent where is_grant = 0",
    )
    here.dbt("seed", "--select", *SEEDS, "placeholder_identifiers")
    here.dbt(
        "run", "--select", "int_records_unioned+,+int_pairs_compared", "--exclude", *BEFORE_PAIRS
    )
    said = {
        (left, right): words
        for left, right, words in here.run_inline(
            "select left_key, right_key, {{ agreement_in_words() }} "
            "from {{ ref('int_pairs_compared') }}"
        )
    }
    return [said[pair["left_key"], pair["right_key"]] or "" for pair in pairs]


@pytest.mark.parametrize(
    "number", range(len(CASES)), ids=[f"{case[0]}-{case[1]}-{n}" for n, case in enumerate(CASES)]
)
def test_level(number: int, agreements: list[str]) -> None:
    comparison, level, _, _ = CASES[number]
    found = dict(part.split(" ") for part in agreements[number].split(", ") if part)
    assert found.get(comparison) == level, agreements[number]


@pytest.mark.parametrize("number", range(len(UNTOLD)))
def test_a_shared_mailbox_counts_once(number: int, agreements: list[str]) -> None:
    """A name read from the mailbox that both records have is not compared beside it."""
    said = agreements[len(CASES) + number]
    assert "email exact" in said, said
    assert UNTOLD[number][0] not in said, said


def test_a_postal_code_of_one_or_two_signs_has_no_district(engine: Engine) -> None:
    """On every engine: PostgreSQL refuses a text of a negative length."""
    project = yaml.safe_load((PROJECT_DIRECTORY / "dbt_project.yml").read_text(encoding="utf-8"))
    (condition,) = [
        level["when"]
        for comparison in project["vars"]["comparisons"]
        if comparison["name"] == "postal_code"
        for level in comparison["levels"]
        if level["name"] == "same_district"
    ]
    codes = [("sw1a1aa", "sw1a2bb"), ("sw1a1aa", "sw1b1aa"), ("n1", "n1"), ("sw1a1aa", "n")]
    inputs = [
        {"left_postal_code_key": left, "right_postal_code_key": right} for left, right in codes
    ]
    assert engine.evaluate(condition, inputs) == [True, False, False, False]


def test_every_level_has_a_case(duckdb: Engine) -> None:
    """But those that count more holders of a value, which their neighbours stand for."""
    shown = {(comparison, level) for comparison, level, _, _ in CASES}
    declared = {
        tuple(level.split(" "))
        for level in duckdb.render(
            "{% for comparison in match_comparisons() %}{% for level in comparison.levels %}"
            "{{ comparison.name }} {{ level.name }},{% endfor %}{% endfor %}"
        ).rstrip(",").split(",")
    }  # fmt: skip
    missing = {level for level in declared - shown if not level[1].endswith("others")}
    counted = {("family_name", "swapped"), ("family_name", "fuzzy")}
    counted |= {(name, "exact_one_other") for name in ("phone", "national_id", "loyalty_id")}
    assert missing == counted
