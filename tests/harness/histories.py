"""Histories of clusters that change, and who is which customer in them, in plain Python."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from harness.engines import Engine

Clusters = dict[int, int]
"""Record key to the least record key of its cluster."""

IDENTITY_MODELS = (
    "int_records_remembered",
    "int_customers_claimed",
    "int_edges_lost",
    "int_customer_moves_explained",
    "int_customer_stays_recorded",
    "int_customers_assigned",
    "int_edges_kept",
    "customer_crosswalk",
    "customer_crosswalk_history",
    "identity_events",
    "identity_event_seals",
    "int_customer_ids_followed",
    "customer_id_redirects",
)
STATE_MODELS = {
    "int_customer_stays_recorded": "intermediate",
    "identity_events": None,
    "identity_event_seals": None,
}
"""Models that remember, with the layers of their schemas."""


def named(groups: list[set[int]]) -> Clusters:
    """Clusters from sets of records."""
    return {record: min(group) for group in groups for record in group}


def random_history(generator: random.Random, steps: int) -> list[Clusters]:
    """States of a world in which records come, go, come back, merge and split."""
    groups: list[set[int]] = []
    gone: list[int] = []
    history = []
    for _ in range(steps):
        for _ in range(generator.randint(0, 12)):
            fresh = generator.randint(1, 2**59)
            if gone and generator.random() < 0.5:
                fresh = gone.pop(generator.randrange(len(gone)))
            if groups and generator.random() < 0.4:
                generator.choice(groups).add(fresh)
            else:
                groups.append({fresh})
        for _ in range(generator.randint(0, 4)):
            if len(groups) > 1:
                taken = groups.pop(generator.randrange(len(groups)))
                generator.choice(groups).update(taken)
        for _ in range(generator.randint(0, 4)):
            group = generator.choice(groups) if groups else set()
            if len(group) > 1:
                part = set(generator.sample(sorted(group), generator.randint(1, len(group) - 1)))
                group -= part
                if generator.random() < 0.5:
                    groups.append(part)
                else:
                    generator.choice(groups).update(part)
        for _ in range(generator.randint(0, 8)):
            group = generator.choice(groups) if groups else set()
            lost = set(generator.sample(sorted(group), generator.randint(0, len(group))))
            group -= lost
            gone += sorted(lost)
            groups = [group for group in groups if group]
        if generator.random() < 0.08:
            gone += sorted(set().union(*groups))
            groups = []
        history.append(named(groups))
    return history


@dataclass
class Registry:
    """Who is which customer, kept by the rules of the documentation, one run at a time."""

    last: dict[int, str] = field(default_factory=dict)
    present: set[int] = field(default_factory=set)
    born: dict[str, int] = field(default_factory=dict)
    merged: set[str] = field(default_factory=set)
    events: Counter[tuple[str, str | None, str, int]] = field(default_factory=Counter)
    run: int = 0

    def living(self) -> set[str]:
        return {self.last[record] for record in self.present}

    def take(self, clusters: Clusters, used_names: dict[int, str]) -> dict[int, str]:
        """One run. A new customer's id is the one that the run under test gave it
        (used_names, record to id): the reference tells who is new, not its name."""
        before = self.living()
        keeps = self._claims(clusters)
        given: dict[int, str] = {}
        for record, cluster in clusters.items():
            given[record] = keeps.get(cluster) or used_names[cluster]
        fresh = set(given.values()) - set(keeps.values())
        assert not fresh & set(self.born), "an id was used twice"
        after = set(given.values())
        number = self.run + 1
        events: Counter[tuple[str, str | None, str, int]] = Counter()
        flows: Counter[tuple[str, str]] = Counter()
        for record, customer in given.items():
            old = self.last.get(record)
            if old is None or old == customer:
                continue
            ending = old not in after and old not in self.merged
            if record in self.present or ending:
                flows[old, customer] += 1
        held = Counter(self.last[record] for record in self.present)
        for customer in after - before:
            kind = "restored" if customer in self.born else "created"
            events[kind, None, customer, sum(c == customer for c in given.values())] += 1
        for (old, new), count in flows.items():
            kind = "split" if new in fresh else "moved" if old in after else "merged"
            events[kind, old, new, count] += 1
        givers = {old for old, _ in flows}
        for customer in before - after - givers:
            events["retired", None, customer, held[customer]] += 1
        changed = self.present != set(given) or any(
            self.last.get(record) != customer for record, customer in given.items()
        )
        self.run = number if changed else self.run
        self.merged |= givers - after
        self.born.update(dict.fromkeys(sorted(fresh), number))
        self.last.update(given)
        self.present = set(given)
        self.events = events
        return given

    def _claims(self, clusters: Clusters) -> dict[int, str]:
        """Cluster to the old customer that lives on in it."""
        held: dict[str, Counter[int]] = defaultdict(Counter)
        back: dict[str, Counter[int]] = defaultdict(Counter)
        for record, cluster in clusters.items():
            customer = self.last.get(record)
            if customer is None or customer in self.merged:
                continue
            back[customer][cluster] += 1
            if record in self.present:
                held[customer][cluster] += 1
        suitors: dict[int, list[tuple[bool, int, int, int, str]]] = defaultdict(list)
        for customer, everything in back.items():
            counts = held.get(customer) or everything
            favourite = min(counts, key=lambda cluster: (-counts[cluster], cluster))
            suitors[favourite].append((
                customer not in held,
                -held[customer][favourite] if customer in held else 0,
                -everything[favourite],
                self.born[customer],
                customer,
            ))  # fmt: skip
        return {cluster: min(found)[-1] for cluster, found in suitors.items()}


def write_world(
    engine: Engine,
    clusters: Clusters,
    shuffle: int = 0,
    decisions: Sequence[tuple[int, int, str]] = (),
    conflicts: Sequence[tuple[int, int]] = (),
    unlikely: Sequence[tuple[int, int]] = (),
    cut: Sequence[tuple[int, int]] = (),
) -> None:
    """Put a state of the world where the models of identity read it: every cluster of
    several records is a star of edges around its least record. Decisions are pairs and
    what was decided of them, conflicts pairs that may not be one person,
    unlikely ones pairs that were compared, to no avail, cut ones edges between clusters."""
    order = sorted(clusters)
    random.Random(shuffle).shuffle(order)
    decided = {(left, right): decision for left, right, decision in decisions}
    edges = []
    for key in order:
        if clusters[key] == key:
            continue
        kind, reason, probability = "score", "match probability", 0.5 + key % 400 / 1000
        if decided.get((clusters[key], key)) == "same":
            kind, reason, probability = "decision", "decided by a steward", None
        elif key % 3 == 0:
            kind, reason, probability = "rule", "same_card", None
        edges.append((clusters[key], key, kind, reason, probability))
    edges += [(left, right, "score", "match probability", 0.6) for left, right in cut]
    sizes = Counter(clusters.values())
    tables: list[tuple[str, str, dict[str, type], Iterable[tuple[object, ...]]]] = [
        (
            "int_records_standardized", "intermediate",
            {"record_key": int, "record_id": str, "source_name": str, "source_record_id": str},
            [(key, f"s:{key}", "s", f"{key}") for key in order],
        ),
        (
            "int_edges_accepted", "intermediate",
            {"left_key": int, "right_key": int, "edge_type": str, "edge_reason": str,
             "match_probability": float},
            edges,
        ),
        (
            "int_pairs_scored", "intermediate",
            {"left_key": int, "right_key": int, "match_probability": float},
            [(left, right, p) for left, right, _, _, p in edges if p is not None]
            + [(left, right, 0.21) for left, right in unlikely],
        ),
        (
            "int_records_clustered", "intermediate",
            {"node_key": int, "group_key": int},
            [(key, clusters[key]) for key in order if sizes[clusters[key]] > 1],
        ),
        (
            "int_decisions_applied", "intermediate",
            {"decision_id": str, "decision": str, "left_key": int, "right_key": int},
            [(f"d{left}-{right}", said, left, right) for left, right, said in decisions],
        ),
        (
            "stg_decisions__decisions", "staging",
            {"decision_id": str, "decided_by": str},
            [(f"d{left}-{right}", "eve") for left, right, _ in decisions],
        ),
        (
            "int_pairs_forbidden", "intermediate",
            {"left_key": int, "right_key": int, "forbidden_reason": str},
            [(left, right, "decision") for left, right, said in decisions if said == "different"]
            + [(left, right, "generation") for left, right in conflicts],
        ),
    ]  # fmt: skip
    for name, layer, columns, rows in tables:
        engine.write(name, layer, typed_select(engine, columns, rows))


def typed_select(
    engine: Engine, columns: Mapping[str, type], rows: Iterable[tuple[object, ...]]
) -> str:
    """Rows as a query; one without a value gives every column its type."""
    names = list(columns)
    typed = dict(zip(names, (kind() for kind in columns.values()), strict=True))
    inputs = [typed, *(dict(zip(names, row, strict=True)) for row in rows)]
    return (
        f"select {', '.join(names)} from ({engine.values(inputs)}) as inputs where row_number_ > 0"
    )


def forget(engine: Engine, states: Mapping[str, str | None] = STATE_MODELS) -> None:
    """Drop what identity remembers, as on a new warehouse."""
    for name, layer in states.items():
        engine.query(f"drop table if exists {engine.table(name, layer)}")


class Replay:
    """The SQL of the models of identity run without dbt: a run in a fraction of a second.

    Needs a schema in which dbt has run them once, and empties their state. Models that
    iterate are left out. STATES are the models that remember, the one that the others
    follow from first.
    """

    MODELS = tuple(
        name for name in IDENTITY_MODELS
        if name not in ("int_customer_ids_followed", "customer_id_redirects")
    )  # fmt: skip
    STATES: Mapping[str, str | None] = STATE_MODELS
    AS_OF = "2025-07-01 03:15:00"

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        found = engine.dbt("compile", "--select", *self.MODELS)
        self._sql = {result.node.name: result.node.compiled_code for result in found.results}
        self._table = {result.node.name: result.node.relation_name for result in found.results}
        assert self.AS_OF in self._sql[next(iter(self.STATES))], "the demo has another as_of"

    def clear(self) -> None:
        """Empty the state."""
        for name in self.STATES:
            self.engine.query(f"delete from {self._table[name]}")

    def run(self, as_of: str, stop_before: int | None = None) -> None:
        """One run, or its first models alone, as if it had been killed."""
        warehouse = self.engine.connect()
        try:
            if self.engine.name == "postgres":
                # as prepare_model has it
                warehouse.execute("set enable_nestloop = off")
            for name in self.MODELS[:stop_before]:
                sql = self._sql[name].replace(self.AS_OF, as_of)
                table = self._table[name]
                # a table that its own query reads is replaced when the new one is there
                warehouse.execute(f"create table {self._next(table)} as {sql}")
                warehouse.execute(f"drop table {table}")
                warehouse.execute(f'alter table {self._next(table)} rename to "{name}"')
        finally:
            warehouse.close()

    @staticmethod
    def _next(table: str) -> str:
        return f'{table.removesuffix(chr(34))}__next"'


def join_customers(engine: Engine, count: int) -> None:
    """Cluster the records of a build as if every so many of its customers were one."""
    assigned = engine.table("int_customers_assigned", "intermediate")
    clustered = engine.table("int_records_clustered", "intermediate")
    engine.query(
        f"create or replace table {clustered} as "
        "with numbered as (select record_key, "
        f"(dense_rank() over (order by customer_id) - 1) // {count} as number from {assigned}) "
        "select record_key as node_key, min(record_key) over (partition by number) as group_key "
        "from numbered"
    )
