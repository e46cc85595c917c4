"""`kindred diff` tells what plain Python finds, and what identity_events says of a history."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict

import pytest

from harness.engines import Engine
from harness.histories import Registry, random_history, typed_select
from kindred.diff import CHANGES, Build, Diff, compare

SEEDS = [21, 22, 23]
PAIRS_PER_SEED = 12
ALL = 10_000

Crosswalk = Mapping[str, str]
Members = Mapping[str, set[str]]
Flow = tuple[str, str | None, str | None, int, int | None, int | None, tuple[str, ...]]


@pytest.fixture(params=["duckdb", "postgres"])
def place(request: pytest.FixtureRequest, engine_named: Callable[[str], Engine]) -> Engine:
    """A schema for the tables that are compared."""
    return engine_named(request.param).sibling("kindred_compared")


class Tables:
    """Writes builds to a schema and compares them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._warehouse = engine.connect()
        self._warehouse.execute(f"create schema if not exists {engine.schema}")

    def close(self) -> None:
        self._warehouse.close()

    def build(self, name: str, crosswalk: Crosswalk, members: Members | None = None) -> Build:
        table = self._table(
            f"{name}_crosswalk", {"record_id": str, "customer_id": str}, crosswalk.items()
        )
        if members is None:
            return Build(name, table)
        return Build(
            name,
            table,
            self._table(f"{name}_segments", {"segment_id": str}, [(s,) for s in members]),
            self._table(
                f"{name}_memberships",
                {"segment_id": str, "customer_id": str},
                [(segment, customer) for segment in members for customer in members[segment]],
            ),
        )

    def _table(self, name, columns, rows) -> str:
        table = f"{self._engine.schema}.{name}"
        self._warehouse.execute(f"drop table if exists {table}")
        self._warehouse.execute(
            f"create table {table} as {typed_select(self._engine, columns, list(rows))}"
        )
        return table

    def diff(self, before: Build, after: Build, examples: int = ALL) -> Diff:
        return compare(self._warehouse, before, after, examples)


@pytest.fixture
def tables(place: Engine):
    found = Tables(place)
    yield found
    found.close()


@pytest.fixture
def duckdb_tables(engine_named: Callable[[str], Engine]):
    found = Tables(engine_named("duckdb").sibling("kindred_compared"))
    yield found
    found.close()


def random_pair(generator: random.Random) -> tuple[Crosswalk, Crosswalk]:
    """Two crosswalks over records some of which only one of them has; ids of one may be ids of
    the other, or not, and hold what SQL and collations may stumble over."""
    records = [f"{generator.choice('aAzZäÖ')}'{number}|" for number in range(60)]
    customers = [f"{generator.choice('bB_-é')}{number}" for number in range(25)]
    share = generator.choice([0.0, 0.2, 0.7, 1.0])
    before = {r: generator.choice(customers) for r in records if generator.random() < 0.8}
    after = {}
    renamed = {c: f"new {c}" if generator.random() < 0.3 else c for c in customers}
    for record in records:
        if generator.random() < 0.8:
            kept = before.get(record, generator.choice(customers))
            after[record] = (
                generator.choice(customers) if generator.random() < share else renamed[kept]
            )
    return before, after


def groups_of(crosswalk: Crosswalk) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for record, customer in crosswalk.items():
        groups[customer].add(record)
    return groups


def changes_of(before: Crosswalk, after: Crosswalk) -> set[Flow]:
    """Every change by its definition, from the sets of records."""
    old, new = groups_of(before), groups_of(after)
    flows = {
        (giver, taker): old[giver] & new[taker]
        for giver in old
        for taker in new
        if giver != taker and old[giver] & new[taker]
    }
    found: set[Flow] = set()

    def add(change, giver, taker, records):
        ordered = sorted(records, key=str.encode)
        examples = tuple(dict.fromkeys((ordered[0], ordered[-1])))
        sizes = (len(old[giver]) if giver else None, len(new[taker]) if taker else None)
        found.add((change, giver, taker, len(records), *sizes, examples))

    for (giver, taker), records in flows.items():
        left_together = (old[giver] & set(after)) == records
        has_ended, is_new = giver not in new, taker not in old
        gives_alone = (new[taker] & set(before)) == records
        if has_ended and is_new and left_together and gives_alone:
            add("rekeyed", giver, taker, records)
        elif has_ended and (not is_new or left_together):
            add("merged", giver, taker, records)
        elif is_new:
            add("split", giver, taker, records)
        else:
            add("moved", giver, taker, records)
    for taker in new.keys() - old.keys():
        if not new[taker] & set(before):
            add("created", None, taker, new[taker])
    for giver in old.keys() - new.keys():
        if not old[giver] & set(after):
            add("gone", giver, None, old[giver])
    return found


def told(diff: Diff) -> set[Flow]:
    found = [
        (c.change, c.from_customer_id, c.to_customer_id, c.record_count,
         c.from_record_count, c.to_record_count, tuple(c.record_ids))
        for c in diff.changes
    ]  # fmt: skip
    assert len(found) == len(set(found)), "a change is told twice"
    return set(found)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_crosswalks_are_compared_as_python_does(seed: int, tables: Tables) -> None:
    generator = random.Random(seed)
    seen: Counter[str] = Counter()
    for number in range(PAIRS_PER_SEED):
        before, after = random_pair(generator)
        diff = tables.diff(tables.build("before", before), tables.build("after", after))
        context = f"seed {seed}, pair {number}"
        expected = changes_of(before, after)
        assert told(diff) == expected, context
        counts = Counter(flow[0] for flow in expected)
        seen += counts
        assert diff.change_counts == {change: counts[change] for change in CHANGES}, context
        assert diff.change_records == {
            change: sum(flow[3] for flow in expected if flow[0] == change) for change in CHANGES
        }, context
        common = before.keys() & after.keys()
        assert diff.common_records == len(common), context
        assert diff.moved_records == sum(before[r] != after[r] for r in common), context
        assert diff.new_records == len(after.keys() - before.keys()), context
        assert diff.gone_records == len(before.keys() - after.keys()), context
        old, new = groups_of(before), groups_of(after)
        assert diff.unchanged_customers == sum(old[c] == new.get(c) for c in old), context
        for size, groups in ((diff.before, old), (diff.after, new)):
            assert size.records == sum(map(len, groups.values())), context
            assert size.customers == len(groups), context
            assert size.singletons == sum(len(group) == 1 for group in groups.values()), context
            assert size.largest_customer_records == max(map(len, groups.values())), context
        assert diff.is_same == (before == after), context
    assert all(seen[change] for change in CHANGES), seen


def without_returns(generator: random.Random, steps: int) -> list[dict[int, int]]:
    """A history in which a record that comes back is another one: two crosswalks can't tell
    whose it was before it went."""
    generation: Counter[int] = Counter()
    present: set[int] = set()
    history = []
    for clusters in random_history(generator, steps):
        for record in clusters.keys() - present:
            generation[record] += 1
        present = set(clusters)
        renamed = {record: record * 100 + generation[record] for record in clusters}
        least: dict[int, int] = {}
        for record, cluster in clusters.items():
            least[cluster] = min(least.get(cluster, renamed[record]), renamed[record])
        history.append({renamed[record]: least[cluster] for record, cluster in clusters.items()})
    return history


@pytest.mark.parametrize("seed", SEEDS)
def test_a_history_is_told_in_the_words_of_identity_events(
    seed: int, duckdb_tables: Tables
) -> None:
    tables = duckdb_tables
    registry = Registry()
    before: dict[str, str] = {}
    seen: Counter[str] = Counter()
    for number, clusters in enumerate(without_returns(random.Random(seed), 60)):
        names = {cluster: f"cus_{number}_{cluster}" for cluster in clusters.values()}
        after = {str(record): c for record, c in registry.take(clusters, names).items()}
        diff = tables.diff(tables.build("before", before), tables.build("after", after))
        found = {
            (change.change, change.from_customer_id, change.to_customer_id): change.record_count
            for change in diff.changes
        }
        split_off = {customer for kind, _, customer, _ in registry.events if kind == "split"}
        expected = {
            ("gone", customer, None) if kind == "retired" else (kind, old, customer): count
            for kind, old, customer, count in registry.events
            # what split off is new too, and is told once
            if not (kind == "created" and customer in split_off)
        }
        assert found == expected, f"seed {seed}, step {number}"
        seen += Counter(kind for kind, _, _ in expected)
        before = after
    assert all(seen[change] for change in CHANGES if change != "rekeyed"), seen


def touches_of(before: Crosswalk, after: Crosswalk) -> dict[str, tuple[str, str | None, bool]]:
    """The largest change that each customer gave records in or took them in."""
    found: dict[str, list[tuple[int, int, str, bytes, str | None]]] = defaultdict(list)
    for change, giver, taker, count, *_ in changes_of(before, after):
        for customer, other, is_giver in ((giver, taker, 1), (taker, giver, 0)):
            if customer is not None:
                key = (-count, is_giver, change, (other or "").encode(), other)
                found[customer].append(key)
    best = {customer: min(keys) for customer, keys in found.items()}
    return {c: (change, other, bool(giver)) for c, (_, giver, change, _, other) in best.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_segments_are_compared_as_python_does(seed: int, tables: Tables) -> None:
    generator = random.Random(seed)
    seen: Counter[str | None] = Counter()
    for number in range(4):
        context = f"seed {seed}, pair {number}"
        crosswalks = random_pair(generator)
        names = ["loyal", "lapsed", "empty", "Äther"]
        sides = []
        for crosswalk in crosswalks:
            customers = sorted(set(crosswalk.values()))
            members = {
                name: {c for c in customers if generator.random() < 0.5 and name != "empty"}
                for name in names
                if generator.random() < 0.9
            }
            sides.append(members)
        before, after = sides
        diff = tables.diff(
            tables.build("before", crosswalks[0], before),
            tables.build("after", crosswalks[1], after),
        )
        touches = touches_of(*crosswalks)
        assert diff.segments is not None
        assert [s.segment_id for s in diff.segments] == sorted(before.keys() | after.keys())
        for segment in diff.segments:
            name = segment.segment_id
            old, new = before.get(name, set()), after.get(name, set())
            assert segment.before == (len(old) if name in before else None), context
            assert segment.after == (len(new) if name in after else None), context
            for count, found, expected in (
                (segment.entered, segment.entered_members, new - old),
                (segment.left, segment.left_members, old - new),
            ):
                assert count == len(expected), context
                assert [m.customer_id for m in found] == sorted(expected, key=str.encode), context
                for member in found:
                    touch = touches.get(member.customer_id, (None, None, False))
                    assert (member.change, member.other_customer_id, member.is_giver) == touch, (
                        f"{context}: {member}"
                    )
                    seen[member.change] += 1
    assert len(seen) > len(CHANGES) - 2, seen


def test_examples_are_the_largest_and_the_counts_are_of_all(tables: Tables) -> None:
    before = {f"r{n}": f"c{n % 7}" for n in range(70)}
    # customer n loses n records
    after = {r: f"{c}-off" if int(r[1:]) // 7 < int(c[1:]) else c for r, c in before.items()}
    members = {"loyal": set(before.values())}, {"loyal": {f"c{n}-off" for n in range(1, 7)}}
    builds = tables.build("before", before, members[0]), tables.build("after", after, members[1])
    few = tables.diff(*builds, examples=2)
    assert [(c.change, c.to_customer_id, c.record_count) for c in few.changes] == [
        ("split", "c6-off", 6), ("split", "c5-off", 5),
    ]  # fmt: skip
    assert few.change_counts["split"] == 6
    assert few.change_records["split"] == few.moved_records == 21
    assert few.segments is not None
    ((segment,),) = [few.segments]
    assert (segment.entered, segment.left) == (6, 7)
    assert [m.customer_id for m in segment.left_members] == ["c0", "c1"]
    none = tables.diff(*builds, examples=0)
    assert asdict(none) == {
        **asdict(few),
        "changes": [],
        "segments": [{**asdict(segment), "entered_members": [], "left_members": []}],
    }
