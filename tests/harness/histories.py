"""Histories of clusters that change, and who is which customer in them, in plain Python."""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from harness.engines import Engine

Clusters = dict[int, int]
"""Record key to the least record key of its cluster."""

IDENTITY_MODELS = (
    "int_records_remembered",
    "int_customers_claimed",
    "int_customer_moves_explained",
    "int_customer_stays_recorded",
    "int_customers_assigned",
    "customer_crosswalk",
    "identity_events",
    "int_customer_ids_followed",
    "customer_id_redirects",
)


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


def write_world(engine: Engine, clusters: Clusters, shuffle: int = 0) -> None:
    """Put a state of the world where the models of identity read it: every cluster of
    several records is a star of edges around its least record."""
    order = sorted(clusters)
    random.Random(shuffle).shuffle(order)
    # an engine takes a column's type from a row, so there is always one that is no part
    records = [
        {
            "record_key": key,
            "record_id": f"s:{key}",
            "source_name": "s",
            "source_record_id": f"{key}",
        }
        for key in order
    ] or [{"record_key": None, "record_id": None, "source_name": None, "source_record_id": None}]
    edges = [
        {
            "left_key": clusters[key], "right_key": key,
            "edge_type": "rule" if key % 3 == 0 else "score",
            "edge_reason": "same_card" if key % 3 == 0 else "match probability",
            "match_probability": None if key % 3 == 0 else 0.5 + key % 400 / 1000,
        }
        for key in order if clusters[key] != key
    ] or [
        {"left_key": 0, "right_key": 0, "edge_type": "none", "edge_reason": "none",
         "match_probability": 0.5},
    ]  # fmt: skip
    sizes = Counter(clusters.values())
    linked = [
        {"node_key": key, "group_key": clusters[key]} for key in order if sizes[clusters[key]] > 1
    ] or [{"node_key": 0, "group_key": 0}]
    some = "where record_key is not null"
    bigint = "cast(record_key as bigint) as record_key"
    engine.write(
        "int_records_standardized",
        "intermediate",
        f"select {bigint}, record_id, source_name, source_record_id "
        f"from ({engine.values(records)}) as records {some}",
    )
    engine.write("int_edges_accepted", "intermediate", engine.values(_typed(edges)))
    engine.write("int_records_clustered", "intermediate", engine.values(linked))


def _typed(edges: list[dict[str, object]]) -> list[dict[str, object]]:
    """With a probability in the first row, from which the column takes its type."""
    return sorted(edges, key=lambda edge: edge["match_probability"] is None)


def forget(engine: Engine) -> None:
    """Drop what identity remembers, as on a new warehouse."""
    engine.query(
        f"drop table if exists {engine.table('int_customer_stays_recorded', 'intermediate')}"
    )
    engine.query(f"drop table if exists {engine.table('identity_events')}")
