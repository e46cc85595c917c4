"""Invariant 5: a build that works out only what has changed ends where a rebuild ends."""

import hashlib
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from harness.engines import DbtFailedError, Engine
from harness.kills import KILLED_SESSION, killed_before
from harness.standardized import SEEDS

SEED = 20261
NEIGHBOURS = 1100
DAYS = 2
# the statements are much the same on both engines, and a build of PostgreSQL's is slower
KILLS = {"duckdb": 3, "postgres": 1}
STANDARDS = [
    "int_records_unioned", "int_sources_profiled", "int_records_located",
    "int_contact_texts_split", "int_emails_standardized", "int_phones_standardized",
    "int_birth_dates_standardized", "int_full_names_split", "int_names_standardized",
    "int_addresses_standardized", "int_streets_standardized", "int_localities_standardized",
    "int_records_standardized", "int_further_contacts_extracted", "int_identifiers_extracted",
]  # fmt: skip
MATCHING = [
    "int_identifiers_screened", "int_mailbox_names_read", "int_further_identifiers_ranked",
    "int_further_identifiers_shared", "int_value_frequencies_counted", "int_value_frequencies_kept",
    "int_records_prepared", "int_record_forms_prepared",
    "int_blocking_keys_extracted", "int_blocks_counted", "int_block_limits_set",
    "int_pairs_blocked", "int_pairs_compared", "int_random_pairs_sampled",
    "int_random_pairs_compared", "int_random_levels_counted", "int_patterns_counted",
    "int_pattern_levels_read", "int_match_levels_declared", "int_match_levels_expected",
    "int_match_weights_trained", "int_match_weights_kept", "int_blocked_pairs_scored",
]  # fmt: skip
EDGES = [
    "int_decisions_applied", "int_pairs_linked", "int_pairs_bridged",
    "int_bridged_pairs_compared", "int_bridged_pairs_scored", "int_pairs_scored",
    "int_edges_proposed", "int_edges_accepted", "int_decisions_grouped", "int_records_linked",
    "int_components_labelled", "int_pairs_forbidden", "int_records_clustered",
]  # fmt: skip
# what waits until enough records have changed
TRAINING = [
    "int_random_pairs_sampled", "int_random_pairs_compared", "int_random_levels_counted",
    "int_patterns_counted", "int_pattern_levels_read", "int_match_levels_expected",
    "int_match_weights_trained",
]  # fmt: skip
GOLDEN = [
    "int_customers_assigned", "int_attribute_values_extracted", "int_attribute_values_ranked",
    "int_evidence_shown",
]  # fmt: skip
PUBLISHED = ["customer_crosswalk", "customer_attributes", "customers"]
PATCHED = ["int_records_standardized", "int_identifiers_screened", "int_records_prepared",
           "int_blocks_counted", "int_pairs_blocked", "int_blocked_pairs_scored",
           "int_attribute_values_ranked", "customers"]  # fmt: skip
IN_PLACE = ["int_pairs_bridged", "int_bridged_pairs_scored", "int_edges_proposed",
            "int_components_labelled", "int_pairs_forbidden", "int_records_clustered",
            "int_evidence_shown", "int_names_standardized", "int_emails_standardized", "int_phones_standardized",
            "int_birth_dates_standardized", "int_addresses_standardized"]  # fmt: skip
# small blocks, so that a few records turn one from kept to passed over and back
VARIABLES = {
    "max_block_size": 12, "max_lone_block_size": 4, "max_pairs_per_record_and_rule": 3,
    "random_pair_count": 2000, "training_due_share": 0.6, "unique_identifiers": ["loyalty_id"],
}  # fmt: skip

Record = dict[str, Any]


class Company:
    """Records that come, change and go, in the words of few people so that much is shared."""

    GIVEN = ("Ann", "Anna", "Bob", "Robert", "Carla", "Dmitri", "Eve", "Zoë", "J.", None)
    FAMILY = ("Smith", "Smyth", "Garcia Lopez", "van der Berg", "O'Neil", "Łukasz", "Lee", None)
    CITIES = ("Springfield", "York", "New York", None)

    def __init__(self, seed: int) -> None:
        self.generator = random.Random(seed)
        self.records: dict[str, Record] = {}
        self.count = 0
        for _ in range(260):
            self.add()
        # and many who share nothing, so that little is affected by a change of theirs
        for person in range(NEIGHBOURS):
            self.add_neighbour(person)

    def add_neighbour(self, person: int) -> None:
        """Two records of one person, and for some a third that has nothing of the second."""
        name = "".join(chr(97 + person // 26**place % 26) for place in range(3))
        own = {
            "given_name": f"{name}ia", "family_name": f"Mc{name}{name}", "full_name": None,
            "date_of_birth": f"19{50 + person % 40}-0{1 + person % 9}-{10 + person % 18}",
            "email": f"{name}@example.net", "phone": f"+1 312 555 {1000 + person}",
            "street_address": f"{person} {name} Road", "city": "Galena",
            "postal_code": f"6{1000 + person}", "national_id": None,
        }  # fmt: skip
        for number in range(3 if person % 3 == 0 else 2):
            self.add()
            record = self.records[next(reversed(self.records))]
            record.update(own, loyalty_id=f"N{person}-{number}" if person % 7 == 0 else None)
            if number == 1:
                record.update(phone=None, street_address=None, city=None, postal_code=None)
            if number == 2:
                record.update(given_name=None, family_name=None, date_of_birth=None, email=None)

    def decisions(self) -> list[Record]:
        """A steward's word on a few pairs of neighbours' records, each day on others."""
        ids = sorted(self.records)
        picked = self.generator.sample(range(len(ids) - 1), 12)
        return [
            {
                "decision_id": f"d{place}", "left_record_id": ids[place],
                "right_record_id": ids[place + 1],
                "decision": "same" if place % 2 else "different",
            }
            for place in picked
        ]  # fmt: skip

    def add(self) -> None:
        source = self.generator.choice(["crm", "shop", "pos"])
        self.count += 1
        record_id = f"{source}:{self.count}"
        record = {
            "record_id": record_id, "source_name": source, "source_record_id": str(self.count),
            "middle_name": None, "region": "IL", "country": "US", "gender": None,
            "created_at": "2024-01-01 00:00:00", "updated_at": None,
        }  # fmt: skip
        record.update({name: make() for name, make in self._makers().items()})
        self.records[record_id] = record

    def _makers(self) -> dict[str, Callable[[], str | None]]:
        pick = self.generator.choice
        number = self.generator.randrange
        return {
            "given_name": lambda: pick(self.GIVEN),
            "family_name": lambda: pick(self.FAMILY),
            "full_name": lambda: pick([None, None, "Lee, Ann", "Mr. Bob O'Neil Jr"]),
            "date_of_birth": lambda: pick(
                [None, "1900-01-01", f"19{number(70, 73)}-0{number(1, 4)}-1{number(3)}"]
            ),
            "email": lambda: pick(
                [None, "info@example.com", f"ann{number(60)}@example.com",
                 f"ann.smith{number(9)}@example.com",
                 f"bob{number(40)}@example.org; ann{number(60)}@example.com"]
            ),
            "phone": lambda: pick([None, "0000000000", f"+1 217 555 0{number(100, 180)}"]),
            "street_address": lambda: pick([None, f"{number(1, 30)} Main St Apt {number(3)}"]),
            "city": lambda: pick(self.CITIES),
            "postal_code": lambda: pick([None, f"6270{number(5)}"]),
            "national_id": lambda: pick([None, None, None, f"12345{number(1000, 1060)}"]),
            "loyalty_id": lambda: pick([None, None, f"L{number(100, 180)}"]),
        }  # fmt: skip

    def live(self) -> None:
        """A day: some records change, some come, some go, one comes back as it was."""
        for record_id in self.generator.sample(sorted(self.records), 8):
            makers = self._makers()
            for name in self.generator.sample(sorted(makers), 2):
                self.records[record_id][name] = makers[name]()
        for record_id in self.generator.sample(sorted(self.records), 4):
            del self.records[record_id]
        for _ in range(6):
            self.add()

    def rows(self) -> list[Record]:
        rows = [
            {**record, "content_hash": hashlib.md5(repr(record).encode()).hexdigest()}
            for record in self.records.values()
        ]
        self.generator.shuffle(rows)
        return rows


@pytest.fixture(params=["duckdb", "postgres"])
def engine_of_changes(
    request: pytest.FixtureRequest, engine_named: Callable[[str], Engine]
) -> Engine:
    """A schema for each test, since what one has built reads the logs of the other."""
    schema = f"incremental_{request.function.__name__.split('_')[-1]}"
    here = engine_named(request.param).sibling(schema, settings=KILLED_SESSION)
    here.dbt("seed", "--select", *SEEDS, "placeholder_identifiers")
    here.write(
        "int_consent_events_received",
        "intermediate",
        "select cast(null as text) as identifier_type, cast(null as text) as "
        "identifier_value_raw, cast(null as text) as phone_region, true as is_grant",
    )
    return here


def _take_in(engine: Engine, company: Company) -> None:
    select = engine.values(company.rows())
    engine.write(
        "int_records_gathered",
        "intermediate",
        select.replace("cast(created_at as text)", "cast(created_at as timestamp)").replace(
            "cast(updated_at as text)", "cast(updated_at as timestamp)"
        ),
    )
    engine.write(
        "stg_decisions__decisions",
        "staging",
        "select *, cast('2024-01-01' as timestamp) as decided_at from ("
        f"{engine.values(company.decisions())}) as decided",
    )


def _live_with_customers(engine: Engine, day: int) -> None:
    """Who is whose record: in threes by their keys, but for a few that move every day."""
    engine.write(
        "int_customer_stays_recorded",
        "intermediate",
        "select record_key, 'cus_' || cast(record_key % 90 + "
        f"case when record_key % 23 = {day} then 1 else 0 end as text) as customer_id, "
        "cast(null as bigint) as to_run "
        f"from {engine.table('int_records_standardized', 'intermediate')}",
    )


def _build(engine: Engine, day: int, *options: str, kills: list[float] | None = None) -> None:
    """Records and customers first: what gives out ids stands between the two. Each of the
    two is killed at each share of the statements that a whole one sends, and started again;
    one that has fewer to send comes to its end."""
    for number, models in enumerate((STANDARDS, MATCHING + EDGES + GOLDEN + PUBLISHED)):
        if number:
            _live_with_customers(engine, day)
        for share in kills or []:
            statement = 1 + int(share * _statement_counts[engine.name, number])
            with killed_before(statement) as told, suppress(DbtFailedError):
                _run(engine, models)
            print(f"day {day}, killed before statement {statement}: {told.killed}")
            _kill_counts[engine.name] += told.killed is not None
        with killed_before(None) as told:
            _run(engine, models, *options)
        # one that finds everything done sends fewer than one that has all to do
        if not kills:
            _statement_counts[engine.name, number] = told.count


_statement_counts: dict[tuple[str, int], int] = {}
"""Statements of a whole build that nobody kills, by engine and part."""
_kill_counts: Counter[str] = Counter()
"""Builds that were killed, by engine."""


def _run(
    engine: Engine, models: list[str], *options: str, variables: dict[str, Any] | None = None
) -> None:
    variables = {**VARIABLES, **(variables or {})}
    engine.dbt("run", "--select", *models, *options, variables=variables, parsed_with={})


def _state(engine: Engine) -> dict[str, Counter[str]]:
    layers: dict[str, str | None] = dict.fromkeys(
        STANDARDS + MATCHING + EDGES + GOLDEN, "intermediate"
    )
    layers.update(dict.fromkeys(PUBLISHED))
    return {
        name: Counter(repr(sorted(row.items())) for row in engine.rows(name, layer))
        for name, layer in layers.items()
    }


def _versions(engine: Engine) -> dict[str, tuple[int, int]]:
    return {
        row["model_name"]: (row["first_version"], row["version"])
        for row in engine.rows("patch_versions", "intermediate")
        if row["model_name"] == row["input_name"]
    }


def test_days_one_by_one_end_where_a_rebuild_ends(engine_of_changes: Engine) -> None:
    print(f"seed {SEED}")
    here, company, kills = engine_of_changes, Company(SEED), random.Random(SEED)
    _take_in(here, company)
    _build(here, 0)
    tables = _table_numbers(here)
    for day in range(1, DAYS + 1):
        company.live()
        _take_in(here, company)
        if day == 2:
            # the run is killed when it comes to matching, and the world goes on
            _run(here, STANDARDS)
            company.live()
            _take_in(here, company)
            _stop_while_it_clusters(here)
        _build(here, day, kills=sorted(0.6 * kills.random() for _ in range(KILLS[here.name])))
    assert _kill_counts[here.name] * 2 > DAYS * KILLS[here.name], "next to no build was killed"
    versions = _versions(here)
    for name in PATCHED:
        first, last = versions[name]
        assert (first, last) == (1, DAYS + 1 + (name == "int_records_standardized")), (
            f"{name} was written as a whole, or not at all"
        )
    assert {name: _table_numbers(here)[name] for name in IN_PLACE} == {
        name: tables[name] for name in IN_PLACE
    }, "a table is another one, written as a whole"
    assert {versions[name] for name in TRAINING} == {(1, 1)}, "training was not due"
    _run(here, TRAINING, variables={"training_due_share": 0.01})
    assert {_versions(here)[name] for name in TRAINING} == {(1, 2)}, "training was due"
    patched = _state(here)
    _build(here, DAYS, "--full-refresh")
    rebuilt = _state(here)
    for name in patched:
        assert patched[name] == rebuilt[name], f"{name} differs from a rebuild"
    assert sum(patched["int_pairs_blocked"].values()) > 500
    leftovers = [name for name in _tables(here) if name.endswith(("__affected", "__patch"))]
    assert not leftovers
    _forgets_and_heals(here, company)


def test_a_reader_that_is_gone_holds_no_log_back(engine_of_changes: Engine) -> None:
    """An upgrade has taken a model away that read the logs, with what it had not read yet."""
    here, company = engine_of_changes, Company(SEED)
    _take_in(here, company)
    _run(here, STANDARDS)
    logs = ["int_records_located", "int_records_standardized"]
    versions = here.table("patch_versions", "intermediate")
    warehouse = here.connect()
    try:
        for name in logs:
            warehouse.execute(
                f"insert into {versions} values ('int_records_taken_away', ?, 1, 0, null)", [name]
            )
    finally:
        warehouse.close()
    company.live()
    _take_in(here, company)
    _run(here, STANDARDS)
    told = [here.rows(f"{name}__changes", "intermediate") for name in logs]
    assert all(told)
    _run(here, STANDARDS)
    assert [here.rows(f"{name}__changes", "intermediate") for name in logs] == [[], []]
    readers = {row["model_name"] for row in here.rows("patch_versions", "intermediate")}
    assert "int_records_taken_away" not in readers
    assert _versions(here)["int_records_standardized"] == (1, 2), "it was written as a whole"


def _stop_while_it_clusters(engine: Engine) -> None:
    """A run that comes to an end in the rounds of clustering changes nothing there."""
    clusters = engine.rows("int_records_clustered", "intermediate")
    _run(engine, STANDARDS)
    with pytest.raises(DbtFailedError, match="not finished after 1 rounds"):
        # a cap is part of a model's configuration, which is read when the project is parsed
        engine.dbt(
            "run", "--select", *MATCHING, *EDGES,
            variables={**VARIABLES, "max_linkage_rounds": 1},
        )  # fmt: skip
    assert engine.rows("int_records_clustered", "intermediate") == clusters


def _forgets_and_heals(engine: Engine, company: Company) -> None:
    """What everybody has read leaves the log; a log that is gone makes whole tables."""
    company.live()
    _take_in(engine, company)
    _run(engine, STANDARDS)
    log = engine.table("int_records_located__changes", "intermediate")
    (told,) = engine.query(f"select count(*) from {log}")
    assert told[0] > 0
    _run(engine, STANDARDS)
    assert engine.query(f"select count(*) from {log}") == [(0,)]
    with killed_before(None) as told_unchanged:
        _run(engine, STANDARDS)
    # outside a transaction a kill between two of them would leave the first alone
    written = [told_unchanged.sent[number - 1] for number in told_unchanged.writes()]
    assert not [told for told in written if "insert" in told[1] and "patch_versions" in told[1]]
    company.live()
    _take_in(engine, company)
    warehouse = engine.connect()
    try:
        warehouse.execute(f"drop table {log}")
    finally:
        warehouse.close()
    _run(engine, STANDARDS)
    first, last = _versions(engine)["int_records_standardized"]
    assert first == last, "nobody could tell what had changed"
    rows = engine.rows("int_records_standardized", "intermediate")
    assert {row["record_id"] for row in rows} == company.records.keys()


def _tables(engine: Engine) -> list[str]:
    return [
        row[0]
        for row in engine.query(
            "select table_name from information_schema.tables where table_schema = ?",
            [f"{engine.schema}_intermediate"],
        )
    ]


def _table_numbers(engine: Engine) -> dict[str, int]:
    """The engine's own number of each table, which another table of the same name has not."""
    sql = {
        "duckdb": "select table_name, table_oid from duckdb_tables() where schema_name = ?",
        "postgres": "select relname, cast(pg_class.oid as bigint) from pg_class inner join "
        "pg_namespace on pg_namespace.oid = relnamespace where nspname = ?",
    }[engine.name]
    return dict(engine.query(sql, [f"{engine.schema}_intermediate"]))
