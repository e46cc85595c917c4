"""Average linkage in SQL gives the clusters of a plain loop."""

import random
from collections.abc import Callable

import pytest

from harness.engines import Engine
from harness.graphs import Edge, average_linkage, components

SEED = 20261122
MERGE_THRESHOLD = 0.3


def _random_scores(
    generator: random.Random,
) -> tuple[dict[Edge, float], set[Edge], list[Edge]]:
    """Groups of up to nine records: scores within them, some of them of no weight, and a
    few pairs joined by rules."""
    scores: dict[Edge, float] = {}
    neutral: set[Edge] = set()
    ruled: list[Edge] = []
    for _ in range(120):
        nodes = generator.sample(range(1, 2**59), generator.randint(2, 9))
        density = generator.choice([0.3, 0.7, 1.0])
        for place, left in enumerate(nodes):
            for right in nodes[place + 1 :]:
                edge = (min(left, right), max(left, right))
                if generator.random() < 0.15:
                    neutral.add(edge)
                elif generator.random() < density:
                    scores[edge] = round(generator.betavariate(0.6, 0.6), 6)
                if generator.random() < 0.03:
                    ruled.append(edge)
    scored = {edge: score for edge, score in scores.items() if score >= 0.001}
    return scored, neutral, ruled


def _forbidden(
    generator: random.Random, scores: dict[Edge, float], ruled: list[Edge]
) -> tuple[dict[Edge, str], set[Edge]]:
    """A few pairs that may not be one person, with pairs that a steward has joined."""
    decided = {edge: "decision" for edge in ruled if generator.random() < 0.3}
    possible = sorted({*scores, *ruled} - decided.keys())
    return decided, {edge for edge in possible if generator.random() < 0.04}


def _write_records(engine: Engine, groups: dict[int, int], generator: random.Random) -> set[int]:
    """Records of which, in every other group, some have no given name of their own: none, an
    initial, or the mailbox's. Returns those that have one."""
    rows = []
    for node, group in sorted(groups.items()):
        unnamed = group % 2 and generator.random() < 0.6
        name, is_read = generator.choice([(None, False), ("j", False), ("jo", True)])
        rows.append({
            "record_key": node, "given_name_key": name if unnamed else "jo",
            "is_given_name_read": bool(unnamed and is_read),
        })  # fmt: skip
    engine.write("int_records_prepared", "intermediate", engine.values(rows))
    return {
        row["record_key"]
        for row in rows
        if row["given_name_key"] == "jo" and not row["is_given_name_read"]
    }


# on Spark the demo's build does the same, and its rows are compared with DuckDB's
@pytest.mark.parametrize("engine_name", ["duckdb", "postgres"])
def test_clusters_equal_those_of_one_merge_at_a_time(
    engine_name: str, workbench_named: Callable[[str], Engine]
) -> None:
    workbench = workbench_named(engine_name)
    print(f"seed {SEED}")
    generator = random.Random(SEED)
    scores, neutral, ruled = _random_scores(generator)
    decided, forbidden = _forbidden(generator, scores, ruled)
    here = workbench
    scored = [
        {
            "left_key": left, "right_key": right, "match_probability": score,
            "match_weight": weight,
        }
        for given, weight in ((scores, 5.5), (dict.fromkeys(neutral, 0.01), -0.5))
        for (left, right), score in given.items()
    ]  # fmt: skip
    here.write("int_pairs_scored", "intermediate", here.values(scored))
    groups = components([*scores, *neutral, *ruled])
    named = _write_records(here, groups, generator)
    accepted = {edge: "score" for edge, score in scores.items() if score >= MERGE_THRESHOLD}
    accepted.update(dict.fromkeys(ruled, "rule"))
    accepted.update(decided)
    edges = [
        {"left_key": left, "right_key": right, "edge_type": kind}
        for (left, right), kind in accepted.items()
    ]
    here.write("int_edges_accepted", "intermediate", here.values(edges))
    within = components(accepted)
    pairs = [
        {"left_key": left, "right_key": right}
        for left, right in sorted(forbidden)
        if left in within and within[left] == within.get(right)
    ]
    here.write("int_pairs_forbidden", "intermediate", here.values(pairs))

    here.dbt(
        "run", "--select", "int_components_labelled", "int_records_linked",
        "int_records_clustered", variables={"merge_threshold": MERGE_THRESHOLD},
    )  # fmt: skip

    found = {
        row["node_key"]: row["group_key"]
        for row in here.rows("int_records_clustered", "intermediate")
    }
    starts = {node: node for edge in accepted for node in edge}
    starts.update(components(ruled))
    dissolved = {starts[left] for left, right in forbidden if starts.get(left) == starts.get(right)}
    for node, start in list(starts.items()):
        if start in dissolved:
            starts[node] = node
    joined = components(ruled)
    sure = {
        edge: 1000.0 if edge in decided else 1.0 for edge in ruled if joined[edge[0]] in dissolved
    }
    given = (starts, scores | sure, neutral - sure.keys(), forbidden)
    expected = average_linkage(*given, named, MERGE_THRESHOLD, sure)
    assert found == expected
    mixed = {group for node, group in groups.items() if node not in named}
    all_named = [node for node in starts if groups[node] not in mixed]
    textbook = average_linkage(*given, {*starts}, MERGE_THRESHOLD, sure, one_at_a_time=True)
    assert {node: found[node] for node in all_named} == {node: textbook[node] for node in all_named}
    assert len(all_named) > 100
    assert any(found[node] != textbook[node] for node in starts), "names changed nothing"
    assert dissolved, "no group was dissolved"
    assert any(found[left] == found[right] for left, right in decided)
    assert not any(found.get(left, left) == found.get(right, right) for left, right in forbidden)
    merged = components(accepted)
    assert len(set(expected.values())) > len(set(merged.values())), "linkage never split"


def test_records_that_are_all_alike_merge_in_few_rounds(duckdb_workbench: Engine) -> None:
    """Were ties to go to the least key, each round would merge one pair."""
    here = duckdb_workbench
    generator = random.Random(SEED)
    nodes = sorted(generator.sample(range(1, 2**59), 150))
    pairs = [
        {"left_key": left, "right_key": right, "match_probability": 1.0, "match_weight": 20.0}
        for place, left in enumerate(nodes)
        for right in nodes[place + 1 :]
    ]
    here.write("int_pairs_scored", "intermediate", here.values(pairs))
    edges = [{**pair, "edge_type": "score"} for pair in pairs]
    here.write("int_edges_accepted", "intermediate", here.values(edges))
    everybody = [
        {"record_key": node, "given_name_key": "jo", "is_given_name_read": False} for node in nodes
    ]
    here.write("int_records_prepared", "intermediate", here.values(everybody))
    none = f"({here.values([{'left_key': 1, 'right_key': 2}])}) as none_ where left_key > 1"
    here.write("int_pairs_forbidden", "intermediate", f"select * from {none}")

    here.dbt(
        "run", "--select", "int_components_labelled", "int_records_linked",
        "int_records_clustered", variables={"max_linkage_rounds": 20},
    )  # fmt: skip

    found = here.rows("int_records_clustered", "intermediate")
    assert {row["group_key"] for row in found} == {nodes[0]}
    assert len(found) == len(nodes)
