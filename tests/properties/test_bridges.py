"""Bridges in SQL are those of networkx, on any graph, in few rounds."""

import random
from collections.abc import Callable

import networkx
import pytest

from harness.engines import Engine
from harness.graphs import Edge, components, graph_zoo

SEED = 20261122
MODELS = (
    "int_edges_kept",
    "int_edges_numbered",
    "int_edges_spanned",
    "int_arcs_walked",
    "int_bridges_found",
    "customer_graphs",
)


def _small_graphs(seed: int) -> list[Edge]:
    """Four hundred random graphs of up to nine nodes, from a few edges to all of them."""
    generator = random.Random(seed)
    edges = []
    for _ in range(400):
        size = generator.randint(2, 9)
        share = generator.choice([0.2, 0.35, 0.5, 0.8, 1.0])
        names = generator.sample(range(1, 2**59), size)
        for left, right in networkx.gnp_random_graph(
            size, share, seed=generator.randrange(2**31)
        ).edges:
            edges.append((min(names[left], names[right]), max(names[left], names[right])))
    return edges


def _measured(here: Engine, edges: dict[Edge, tuple[str, float | None]]) -> None:
    """Build the graph models over edges, each connected component a customer."""
    rows = [
        {
            "left_key": left,
            "right_key": right,
            "edge_type": kind,
            "edge_reason": "by_email",
            "match_probability": probability,
        }
        for (left, right), (kind, probability) in edges.items()
    ]
    here.write("int_edges_accepted", "intermediate", here.values(rows))
    assigned = [
        {"record_key": node, "customer_id": f"cus_{least:015x}"}
        for node, least in components(edges).items()
    ]
    assigned.append({"record_key": 0, "customer_id": "alone"})
    here.write("int_customers_assigned", "intermediate", here.values(assigned))
    here.dbt("run", "--select", *MODELS)


@pytest.mark.parametrize("engine_name", ["duckdb", "postgres"])
def test_bridges_are_those_of_networkx(
    engine_name: str, workbench_named: Callable[[str], Engine]
) -> None:
    print(f"seed {SEED}")
    here = workbench_named(engine_name)
    generator = random.Random(SEED)
    edges: dict[Edge, tuple[str, float | None]] = {
        edge: ("rule", None)
        if generator.random() < 0.1
        else ("score", round(generator.uniform(0.3, 1), 6))
        for edge in [*graph_zoo(SEED), *_small_graphs(SEED)]
    }
    _measured(here, edges)

    graph = networkx.Graph(list(edges))
    bridges = {(min(edge), max(edge)) for edge in networkx.bridges(graph)}
    found = {
        (row["left_key"], row["right_key"])
        for row in here.rows("int_bridges_found", "intermediate")
    }
    assert found == bridges
    numbered = {
        (row["left_key"], row["right_key"])
        for row in here.rows("int_edges_numbered", "intermediate")
    }
    assert numbered & bridges, "no bridge had to be looked for"
    assert numbered - bridges

    told = {row["customer_id"]: row for row in here.rows("customer_graphs")}
    alone = told.pop("alone")
    assert (alone["record_count"], alone["edge_count"], alone["density"]) == (1, 0, None)
    assert len(told) == networkx.number_connected_components(graph)
    for nodes in networkx.connected_components(graph):
        row = told[f"cus_{min(nodes):015x}"]
        part = graph.subgraph(nodes)
        assert row["record_count"] == len(nodes)
        assert row["edge_count"] == part.number_of_edges()
        assert row["density"] == pytest.approx(networkx.density(part), abs=1e-6)
        own = [(min(edge), max(edge)) for edge in networkx.bridges(part)]
        assert row["bridge_count"] == len(own)
        weights = [edges[edge][1] or 1 for edge in own]
        assert row["weakest_link"] == (min(weights) if weights else None)
        assert row["is_suspicious"] == (bool(weights) and min(weights) < 0.5)
    here.dbt("test", "--select", "assert_bridges_hold_their_customers")


def test_long_rings_and_large_stars_take_few_rounds(duckdb_workbench: Engine) -> None:
    """Two rings of ten thousand records and a bridge between them, and as large a star with
    one edge between two of its leaves: where the rounds grew with the length of a ring or
    the size of a star, and not with its logarithm, they would reach their cap."""
    size = 10_000
    rings = [
        (ring * size + place, ring * size + (place + 1) % size)
        for ring in (0, 1)
        for place in range(size)
    ]
    hub = 2 * size
    star = [(hub, hub + leaf) for leaf in range(1, size)]
    edges = [(min(e), max(e)) for e in [*rings, (17, size + 4321), *star, (hub + 7, hub + 8)]]
    here = duckdb_workbench
    rows = [
        {
            "left_key": left,
            "right_key": right,
            "edge_type": "score",
            "edge_reason": "0.9",
            "match_probability": 0.9,
        }
        for left, right in edges
    ]
    here.write("int_edges_accepted", "intermediate", here.values(rows))
    here.write(
        "int_customers_assigned",
        "intermediate",
        f"select range as record_key, case when range < {hub} then 'rings' else 'star' end "
        f"as customer_id from range({3 * size})",
    )
    here.dbt("run", "--select", *MODELS)
    found = {
        (row["left_key"], row["right_key"])
        for row in here.rows("int_bridges_found", "intermediate")
    }
    assert found == {(17, size + 4321), *star} - {(hub, hub + 7), (hub, hub + 8)}
