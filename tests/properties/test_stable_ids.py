"""Invariant 4: ids last, and whatever changes them is in the log; against plain Python."""

import datetime
import functools
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from harness.engines import DbtFailedError, Engine
from harness.histories import (
    IDENTITY_MODELS,
    STATE_MODELS,
    Clusters,
    Registry,
    Replay,
    forget,
    named,
    random_history,
    write_world,
)
from kindred.audit import ChainBrokenError, verify_table

SEEDS = [11, 12, 13]
STEPS = 20
FIRST_MOMENT = datetime.datetime(2030, 1, 1)


def run(engine: Engine, clusters: Clusters, *options: str, shuffle: int = 0) -> dict[int, str]:
    """One run of identity on a state of the world; returns record key to customer_id."""
    write_world(engine, clusters, shuffle)
    engine.dbt("run", "--select", *IDENTITY_MODELS, *options)
    return given(engine)


def given(engine: Engine) -> dict[int, str]:
    rows = engine.rows("customer_crosswalk")
    return {int(row["source_record_id"]): row["customer_id"] for row in rows}


def events(engine: Engine) -> list[dict[str, Any]]:
    return sorted(engine.rows("identity_events"), key=lambda row: row["event_number"])


def verify_chain(engine: Engine) -> None:
    warehouse = engine.connect()
    try:
        verify_table(warehouse, engine.schema)
    finally:
        warehouse.close()


def survivors_of(log: list[dict[str, Any]], stays: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Every ended customer to the living ones, from the log's merges and the records."""
    present: dict[int, str] = {}
    latest: dict[int, tuple[int, str]] = {}
    for stay in stays:
        if stay["to_run"] is None:
            present[stay["record_key"]] = stay["customer_id"]
        latest[stay["record_key"]] = max(
            latest.get(stay["record_key"], (0, "")), (stay["from_run"], stay["customer_id"])
        )
    living = set(present.values())
    merged_in = {
        row["from_customer_id"]: row["run_number"] for row in log if row["event_type"] == "merged"
    }
    found: dict[str, set[str]] = {}

    def follow(customer: str) -> set[str]:
        if customer in living:
            return {customer}
        if customer not in merged_in:
            return set()
        heirlooms = {
            stay["record_key"]
            for stay in stays
            if stay["from_customer_id"] == customer and stay["from_run"] >= merged_in[customer]
        }
        here = {present[record] for record in heirlooms if record in present}
        if here:
            return here
        return set().union(*(follow(latest[record][1]) for record in heirlooms))

    for stay in stays:
        if stay["customer_id"] not in living:
            found[stay["customer_id"]] = follow(stay["customer_id"])
    return found


def check_redirects(engine: Engine) -> None:
    stays = engine.rows("int_customer_stays_recorded", "intermediate")
    found: dict[str, set[str]] = defaultdict(set)
    for row in engine.rows("customer_id_redirects"):
        survivor = row["survivor_customer_id"]
        found[row["customer_id"]] |= {survivor} if survivor else set()
        assert (row["retired_at"] is None) == (survivor is not None)
    assert dict(found) == survivors_of(events(engine), stays)


@pytest.fixture(scope="module")
def replay_on(workbench_named: Callable[[str], Engine]) -> Callable[[str], Replay]:
    """The models of identity on an engine, run once by dbt, with what they remember empty."""

    @functools.cache
    def made(engine_name: str) -> Replay:
        here = workbench_named(engine_name)
        forget(here)
        run(here, named([{1}]))
        return Replay(here)

    return made


@pytest.fixture(scope="module")
def replay(replay_on: Callable[[str], Replay]) -> Replay:
    """The same on DuckDB."""
    return replay_on("duckdb")


STATE_PLACE = Replay.MODELS.index("int_customer_stays_recorded")


@pytest.mark.parametrize(
    ("engine_name", "seed", "steps"),
    [*(("duckdb", seed, STEPS) for seed in SEEDS), ("postgres", 52, 6)],
)
def test_a_random_history_equals_the_reference(
    engine_name: str, seed: int, steps: int, replay_on: Callable[[str], Replay]
) -> None:
    """Builds of a changing world, some of them killed between two models, on a clock that
    stands still or goes back at times."""
    print(f"seed {seed}")
    generator = random.Random(seed)
    replay = replay_on(engine_name)
    here = replay.engine
    replay.clear()
    registry = Registry()
    seen = 0
    kinds: Counter[str] = Counter()
    expected: Counter[tuple[str, str | None, str, int]] = Counter()
    moment = FIRST_MOMENT
    by_run: dict[int, dict[int, str]] = {}
    by_moment: dict[datetime.datetime, dict[int, str]] = {}
    for step, clusters in enumerate(random_history(generator, steps)):
        clock = moment + datetime.timedelta(hours=generator.choice([-30, 0, 1, 24]))
        write_world(here, clusters, shuffle=step)
        last_stop = None if generator.random() < 0.6 else generator.randint(1, 8)
        # a build that was killed is built again, or not until the world has changed
        stops = [last_stop] if generator.random() < 0.3 else [last_stop, None]
        for stop in stops if last_stop else [None]:
            replay.run(f"{clock}", stop)
            if stop is not None and stop <= STATE_PLACE:
                continue
            found = remembered(here)
            last_run = registry.run
            assert registry.take(clusters, found) == found, f"step {step}"
            expected += registry.events
            if registry.run > last_run:
                moment = max(moment, clock)
            by_run[registry.run] = by_moment[moment] = found
            if stop is None:
                assert given(here) == found
        if stops[-1] is None or not last_stop:
            log = events(here)
            written = Counter(
                (
                    row["event_type"],
                    row["from_customer_id"],
                    row["customer_id"],
                    row["record_count"],
                )
                for row in log[seen:]
            )
            assert written == expected, f"step {step}"
            assert {row["run_number"] for row in log[seen:]} <= {*range(registry.run + 1)}
            kinds.update(row["event_type"] for row in log[seen:])
            seen = len(log)
            expected.clear()
    replay.run(f"{moment}")
    verify_chain(here)
    check_history(here, by_run, by_moment)
    assert {"created", "restored", "retired", "merged", "split"} <= set(kinds)


def remembered(engine: Engine) -> dict[int, str]:
    """Record key to customer_id by what identity remembers, with or without marts."""
    rows = engine.rows("int_customer_stays_recorded", "intermediate")
    return {row["record_key"]: row["customer_id"] for row in rows if row["to_run"] is None}


def check_history(
    engine: Engine,
    by_run: dict[int, dict[int, str]],
    by_moment: dict[datetime.datetime, dict[int, str]],
) -> None:
    """The history, taken at a run or a moment, is the crosswalk that was published then."""
    stays = engine.rows("customer_crosswalk_history")

    def at(column_from: str, column_to: str, when: Any) -> dict[int, str]:
        return {
            int(row["record_id"].removeprefix("s:")): row["customer_id"]
            for row in stays
            if row[column_from] <= when and (row[column_to] is None or row[column_to] > when)
        }

    for run_number, published in by_run.items():
        assert at("from_run", "to_run", run_number) == published, f"run {run_number}"
    for moment, published in by_moment.items():
        assert at("valid_from", "valid_to", f"{moment}") == published, f"{moment}"


def test_a_source_that_is_empty_for_a_day_costs_no_ids(replay: Replay) -> None:
    replay.clear()
    world = named([{1, 2, 3}, {4, 5}, {6}])
    found = []
    for day, clusters in enumerate([world, {}, world]):
        write_world(replay.engine, clusters)
        replay.run(f"2030-01-0{day + 1} 00:00:00")
        found.append(given(replay.engine))
    assert found[0] == found[2]
    assert found[1] == {}
    counted = Counter((row["run_number"], row["event_type"]) for row in events(replay.engine))
    assert counted == {(1, "created"): 3, (2, "retired"): 3, (3, "restored"): 3}


def test_records_that_come_under_other_ids_take_no_id_over(replay: Replay) -> None:
    """All records gone and as many new ones: nobody can know that they are the same, so the
    old customers are retired and the new ones have ids of their own."""
    replay.clear()
    for number, clusters in enumerate([named([{1, 2}, {3}]), named([{11, 12}, {13}])]):
        write_world(replay.engine, clusters)
        replay.run(f"2030-01-0{number + 1} 00:00:00")
    second = [row["event_type"] for row in events(replay.engine) if row["run_number"] == 2]
    assert sorted(second) == ["created", "created", "retired", "retired"]
    verify_chain(replay.engine)


@pytest.mark.parametrize("engine_name", ["duckdb", "postgres"])
def test_a_source_under_new_ids_leaves_the_customers_of_others(
    engine_name: str, workbench_named: Callable[[str], Engine]
) -> None:
    """Records 1, 3, 5 and 6 come as 101, 103, 105 and 106; what is with them does not."""
    here = workbench_named(engine_name)
    forget(here)
    before = run(here, named([{1, 2}, {3, 4, 7}, {5}, {6, 8, 9}]))
    after = run(here, named([{101, 2}, {103, 4, 7}, {105}, {106, 8, 9}]))
    for old, new, other in ((1, 101, 2), (3, 103, 4), (6, 106, 8)):
        assert after[new] == after[other] == before[old] == before[other]
    assert after[105] not in before.values()
    second = [row for row in events(here) if row["run_number"] == 2]
    assert sorted((row["event_type"], row["customer_id"]) for row in second) == [
        ("created", after[105]), ("retired", before[5]),
    ]  # fmt: skip
    check_redirects(here)
    verify_chain(here)


def plain_id(number: int) -> str:
    """The name of a customer whose least record key is this one."""
    return f"cus_{number:015x}"


def test_events_say_what_caused_them(replay: Replay) -> None:
    here = replay.engine
    replay.clear()
    write_world(
        here,
        named([
            {1, 2, 4}, {5, 8}, {7}, {9, 12}, {10, 20}, {30, 31}, {40}, {41}, {50, 52},
            {60, 63}, {70, 71, 72}, {80, 82, 84},
        ]),
    )  # fmt: skip
    replay.run("2030-01-01 00:00:00")
    write_world(
        here,
        # {10, 20} fell apart when their edge went, {50, 52} when it weakened, {60, 63} when a
        # rule let go, 71 and 72 when 70 was deleted; 12 joined 10 by a rule
        named([
            {1, 2}, {4}, {5, 7, 8}, {9}, {10, 12}, {20}, {30}, {31}, {40, 41}, {50}, {52},
            {60}, {63}, {71}, {72}, {80, 82}, {84},
        ]),
        decisions=[(1, 4, "different"), (5, 7, "same"), (9, 12, "different")],
        conflicts=[(30, 31)],
        unlikely=[(50, 52)],
        cut=[(80, 84)],
    )  # fmt: skip
    replay.run("2030-01-02 00:00:00")
    second = [row for row in events(here) if row["run_number"] == 2]
    told = [row["event_text"] for row in second if row["from_customer_id"]]

    def split(new: int, old: int, why: str) -> str:
        return f"{plain_id(new)} was split off from {plain_id(old)}, with 1 record, {why}."

    assert told == [
        split(4, 1, "as eve decided (s:1 and s:4)"),
        f"{plain_id(7)} ended, and 1 record of it went to {plain_id(5)}, as eve decided "
        "(s:5 and s:7).",
        f"1 record of {plain_id(9)} went to {plain_id(10)}, as eve decided (s:12 and s:9).",
        split(20, 10, "since a pair of theirs is not compared now, after 52 % (s:10 and s:20)"),
        split(31, 30, "by the conflict rule generation (s:30 and s:31)"),
        f"{plain_id(41)} ended, and 1 record of it went to {plain_id(40)}, "
        "by a match probability of 54 % (s:40 and s:41).",
        split(
            52, 50,
            "since a pair of theirs has a match probability of 21 % now, after 55 % "
            "(s:50 and s:52)",
        ),
        split(
            63, 60,
            "since the rule same_card does not join a pair of theirs now (s:60 and s:63)",
        ),
        split(72, 70, "since s:70 is gone, which held it there (s:70 and s:72)"),
        split(84, 80, "since the two match too little on average (merge_threshold) "
              "(s:80 and s:84)"),
    ]  # fmt: skip
    decided = {row["decision_id"]: row["event_type"] for row in second if row["decision_id"]}
    assert decided == {"d1-4": "split", "d5-7": "merged", "d9-12": "moved"}
    verify_chain(here)


# Every kind of event, in three runs.
SHORT_HISTORY = [
    [{1, 2, 3}, {4, 5}, {6}, {7, 8, 9}],
    [{1, 2, 3, 4, 5}, {7, 8}, {9, 10}],
    [{1, 2}, {3, 4}, {6}, {7}, {8, 9, 10}],
]


def told(engine: Engine) -> list[tuple[int, str, str | None, str]]:
    """The log in short."""
    return [
        (row["run_number"], row["event_type"], row["from_customer_id"], row["customer_id"])
        for row in events(engine)
    ]


def play_short_history(
    engine: Engine, run_count: int = 3
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    forget(engine)
    for groups in SHORT_HISTORY[:run_count]:
        run(engine, named(groups))
    check_redirects(engine)
    verify_chain(engine)
    return events(engine), sorted(engine.rows("customer_id_redirects"), key=repr)


@pytest.fixture(scope="module")
def short_history(
    workbench_named: Callable[[str], Engine],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Log and redirects of the short history on DuckDB."""
    return play_short_history(workbench_named("duckdb"))


def test_a_short_history_reads_as_it_went(short_history: Any, duckdb_workbench: Engine) -> None:
    log = told(duckdb_workbench)
    assert log == [
        *((1, "created", None, plain_id(n)) for n in (1, 4, 6, 7)),
        (2, "merged", plain_id(4), plain_id(1)),
        (2, "retired", None, plain_id(6)),
        (2, "created", None, plain_id(9)),
        (2, "split", plain_id(7), plain_id(9)),
        (3, "created", None, plain_id(3)),
        (3, "split", plain_id(1), plain_id(3)),
        (3, "restored", None, plain_id(6)),
        (3, "moved", plain_id(7), plain_id(9)),
    ]


def test_a_full_refresh_keeps_ids_and_log(short_history: Any, duckdb_workbench: Engine) -> None:
    here = duckdb_workbench
    before = given(here), short_history[0], here.rows("identity_event_seals")
    after = run(here, named(SHORT_HISTORY[-1]), "--full-refresh", shuffle=3)
    assert (after, events(here), here.rows("identity_event_seals")) == before
    check_redirects(here)


# Each run costs Spark a minute; its second one has all that a third one has but a return.
@pytest.mark.parametrize(("engine_name", "run_count"), [("postgres", 3), ("spark", 2)])
def test_engine_tells_the_history_of_duckdb(
    engine_name: str, run_count: int, short_history: Any, workbench_named: Any
) -> None:
    log, redirects = play_short_history(workbench_named(engine_name), run_count)
    assert log == [row for row in short_history[0] if row["run_number"] <= run_count]
    if run_count == len(SHORT_HISTORY):
        assert redirects == short_history[1]


class KilledError(Exception):
    """Stands for a killed process."""


def states(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """All that identity remembers, in an order of its own."""
    return {
        name: sorted(engine.rows(name, layer), key=repr) for name, layer in STATE_MODELS.items()
    }


@pytest.fixture
def third_run(replay: Replay) -> dict[str, list[dict[str, Any]]]:
    """The short history before its third run; returns what is remembered after that, when
    nobody kills it."""
    here = replay.engine
    replay.clear()
    kept = "kindred_workbench_kept"
    # the edges of the last build tell why records part
    left_behind = {**STATE_MODELS, "int_edges_kept": "intermediate"}
    here.query(f"drop schema if exists {kept} cascade")
    here.query(f"create schema {kept}")
    for number, groups in enumerate(SHORT_HISTORY):
        write_world(here, named(groups))
        if number == 2:
            for name, layer in left_behind.items():
                here.query(f"create table {kept}.{name} as from {here.table(name, layer)}")
        replay.run(replay.AS_OF)
    after = states(here)
    for name, layer in left_behind.items():
        here.query(f"create or replace table {here.table(name, layer)} as from {kept}.{name}")
    assert states(here) != after
    return after


def test_a_build_killed_in_a_swap_ends_as_if_never_killed(
    replay: Replay, third_run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dbt.adapters.duckdb.impl import DuckDBAdapter

    rename = DuckDBAdapter.rename_relation
    killed: list[str] = []

    def killing(self: Any, old: Any, new: Any) -> Any:
        """Die when the old table is out of the way and the new one not yet in place."""
        if new.identifier in STATE_MODELS and new.identifier not in killed:
            killed.append(new.identifier)
            raise KilledError
        return rename(self, old, new)

    monkeypatch.setattr(DuckDBAdapter, "rename_relation", killing)
    for _ in STATE_MODELS:
        with pytest.raises(DbtFailedError):
            replay.engine.dbt("run", "--select", *IDENTITY_MODELS)
    replay.engine.dbt("run", "--select", *IDENTITY_MODELS)
    assert killed == list(STATE_MODELS)
    assert states(replay.engine) == third_run


def test_what_a_swap_without_transactions_leaves_is_taken_up(
    replay: Replay, third_run: Any
) -> None:
    """An engine that commits each statement, killed in the middle of one swap and before the
    end of another."""
    here = replay.engine
    stays, log, seals = (here.table(name, layer) for name, layer in STATE_MODELS.items())
    for table in (stays, seals):
        here.query(f"create table {table}__dbt_backup as from {table}")
        here.query(f"create table {table}__dbt_tmp as select 1 as half_written")
        here.query(f"drop table {table}")
    here.query(f"create table {log}__dbt_backup as from {log} limit 1")
    here.dbt("run", "--select", *IDENTITY_MODELS)
    assert states(here) == third_run
    leftovers = here.query(
        "select table_name from information_schema.tables where table_name like '%\\_\\_dbt%' "
        "escape '\\' and starts_with(table_schema, 'kindred_workbench')"
    )
    assert leftovers == []


def test_a_lost_state_stops_the_build(replay: Replay, third_run: Any) -> None:
    """Ids given anew would change with no event that says so."""
    here = replay.engine
    stays = here.table("int_customer_stays_recorded", "intermediate")
    here.query(f"create or replace table kindred_workbench_kept.stays as from {stays}")
    here.query(f"drop table {stays}")
    with pytest.raises(DbtFailedError, match=r"is gone, but .*identity_events"):
        here.dbt("run", "--select", *IDENTITY_MODELS)
    here.query(f"create table {stays} as from kindred_workbench_kept.stays")
    here.dbt("run", "--select", *IDENTITY_MODELS)
    assert states(here) == third_run


TAMPERING = {
    "a changed row": (
        "update {log} set record_count = 7 where event_number = 2",
        "at event_number 2 .*does not say what it said",
    ),
    "a changed row that is sealed anew": (
        "update {log} set event_hash = md5('x') where event_number = 2",
        "at event_number 2 .*does not say what it said",
    ),
    "a row gone from the middle": (
        "delete from {log} where event_number = 3",
        "at event_number 4 .*rows are missing or doubled",
    ),
    "a doubled row": (
        "insert into {log} from {log} where event_number = 3",
        "at event_number 3 .*rows are missing or doubled",
    ),
    "the end cut off within an append": (
        "delete from {log} where event_number >= 12",
        "at event_number 11 .*1 rows of its append are missing",
    ),
    "the last append cut off": (
        "delete from {log} where run_number = 3",
        "has lost its end: .* knows 12 events of append 3",
    ),
    "the log and its seals cut off": (
        "delete from {log} where run_number = 3; delete from {seals} where run_number = 3",
        "has customers of run 3, of which the log has no event",
    ),
    "an append without a seal, as one forged at the end": (
        "delete from {seals} where run_number = 3",
        "Append 3 of identity_events is not sealed",
    ),
    "no seals at all": (
        "drop table {seals}",
        "There is no .*identity_event_seals",
    ),
    "everything gone": (
        "delete from {log}",
        "has lost its end: .* the log ends with event 0",
    ),
    "a stay that is with another customer, for ever": (
        "update {stays} set customer_id = 'cus_000000000000001' where record_key = 6 "
        "and from_run = 1",
        "the log tells 'created' of cus_000000000000001 in run 1, with 3 records, and the stays",
    ),
    "a stay that never was": (
        "delete from {stays} where record_key = 5 and from_run = 1",
        "the log tells 'created' of cus_000000000000004 in run 1, with 2 records",
    ),
    "a stay more": (
        "insert into {stays} select 77 as record_key, 's:77' as record_id, "
        "* exclude (record_key, record_id) from {stays} where record_key = 9 and to_run is null",
        "in run 3|in run 2",
    ),
    "a stay that came from another customer": (
        "update {stays} set from_customer_id = 'cus_000000000000006' where record_key = 4 "
        "and from_run = 2",
        "'merged' of cus_000000000000001 from cus_000000000000004 in run 2",
    ),
    "another cause": (
        "update {stays} set cause = 'eve' where from_customer_id is not null and from_run = 2",
        "does not fit identity_events: .* in run 2",
    ),
    "another moment of one stay": (
        "update {stays} set from_at = from_at - interval 1 day where record_key = 1",
        "at run 1: its stays do not all begin and end at the one moment",
    ),
    "another moment of a whole run": (
        "update {stays} set from_at = from_at - interval 1 day where from_run = 1",
        "the log tells 'created' of cus_000000000000001 in run 1",
    ),
    "two customers at a time": (
        "insert into {stays} from {stays} where record_key = 1 and to_run is null",
        "the record s:1 is with two customers at a time",
    ),
    "two records in each other's place": (
        "update {stays} set record_id = case record_id when 's:2' then 's:3' else 's:2' end "
        "where record_id in ('s:2', 's:3') and to_run is null",
        "the record s:[23] is with two customers at a time",
    ),
    "the lives of two records exchanged": (
        "update {stays} set record_id = case record_id when 's:2' then 's:9' else 's:2' end "
        "where record_id in ('s:2', 's:9')",
        "has the record s:2 with cus_000000000000001, and .* with cus_000000000000009",
    ),
    "another crosswalk": (
        "update {crosswalk} set customer_id = 'cus_000000000000009' where record_id = 's:1'",
        "has the record s:1 with cus_000000000000009, and .* with cus_000000000000001",
    ),
    "another history": (
        "update {history} set valid_from = valid_from - interval 1 day where record_id = 's:1'",
        "differ in the stay of the record s:1 with cus_000000000000001 from run 1 on",
    ),
}


def test_audit_tells_tampering(replay: Replay, third_run: Any) -> None:
    here = replay.engine
    replay.run(replay.AS_OF)
    tables = {
        "log": here.table("identity_events"),
        "seals": here.table("identity_event_seals"),
        "stays": here.table("int_customer_stays_recorded", "intermediate"),
        "crosswalk": here.table("customer_crosswalk"),
        "history": here.table("customer_crosswalk_history"),
    }
    warehouse = here.connect()
    try:
        chain = verify_table(warehouse, here.schema)
        assert {n: count for n, (count, _) in chain.seals.items()} == {1: 4, 2: 8, 3: 12}
        for what, (statement, message) in TAMPERING.items():
            print(what)
            warehouse.execute("begin")
            for part in statement.format(**tables).split(";"):
                warehouse.execute(part)
            with pytest.raises(ChainBrokenError, match=message):
                verify_table(warehouse, here.schema)
            warehouse.execute("rollback")
        assert verify_table(warehouse, here.schema) == chain
    finally:
        warehouse.close()
