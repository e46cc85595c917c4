"""Graphs to try components and linkage on, and slow references to hold them to."""

import itertools
import random
from collections.abc import Collection, Iterable

import networkx

Edge = tuple[int, int]


def graph_zoo(seed: int) -> list[Edge]:
    """Edges of many disjoint graphs in one: chains, stars, cliques, two hubs and one
    bridge, a ring, a grid, a tree, loops drawn twice, and random graphs around the
    threshold where a giant component appears. Nodes are numbered at random."""
    generator = random.Random(seed)
    graphs = [
        networkx.path_graph(2),
        networkx.path_graph(500),
        networkx.star_graph(200),
        networkx.complete_graph(25),
        networkx.barbell_graph(20, 0),
        networkx.barbell_graph(3, 40),
        networkx.cycle_graph(99),
        networkx.grid_2d_graph(12, 12),
        networkx.balanced_tree(3, 5),
        _two_hubs_and_a_bridge(80),
        *(
            networkx.gnp_random_graph(size, degree / size, seed=generator.randrange(2**31))
            for size in (5, 30, 300)
            for degree in (0.5, 1.0, 1.5, 4.0)
        ),
    ]
    union = networkx.disjoint_union_all(
        [networkx.convert_node_labels_to_integers(graph) for graph in graphs]
    )
    names = generator.sample(range(1, 2**59), union.number_of_nodes())
    edges = []
    for left, right in union.edges:
        edge = (names[left], names[right])
        edges.append((min(edge), max(edge)))
    repeated = generator.sample(edges, 40)
    edges += repeated
    generator.shuffle(edges)
    return edges


def _two_hubs_and_a_bridge(leaves: int) -> networkx.Graph:
    graph = networkx.star_graph(leaves)
    other = networkx.relabel_nodes(graph, {node: node + leaves + 1 for node in graph})
    both = networkx.compose(graph, other)
    both.add_edge(1, leaves + 2)
    return both


def components(edges: Iterable[Edge]) -> dict[int, int]:
    """Least node of the connected component of every node, by networkx."""
    graph = networkx.Graph(list(edges))
    return {
        node: min(component)
        for component in networkx.connected_components(graph)
        for node in component
    }


def average_linkage(
    starts: dict[int, int],
    scores: dict[Edge, float],
    neutral: set[Edge],
    forbidden: set[Edge],
    named: set[int],
    threshold: float,
    sure: Collection[Edge] = (),
    one_at_a_time: bool = False,
) -> dict[int, int]:
    """Least node of the cluster of every node, by rounds in which all pairs of clusters that
    name each other as the best partner merge, or by the textbook loop.
    Ties go by the product of the two clusters' least nodes modulo a prime.

    Args:
        starts: Cluster that each node starts in.
        scores: Match probability of the pairs that were scored, by (least, greatest).
        neutral: Pairs that count neither for nor against.
        forbidden: Pairs that keep their two clusters apart.
        named: Nodes with a name: the mean over pairs of two of them counts by itself, too.
        threshold: Least mean over all pairs between two clusters that merges them.
        sure: Pairs that count as those of two named nodes.
        one_at_a_time: Whether only the best pair of all merges in a round.
    """
    found: dict[int, int] = {}
    reach = components([*scores, *starts.items()])
    members: dict[int, dict[int, int]] = {}
    for node, start in starts.items():
        members.setdefault(reach[node], {})[node] = start

    def likeness(left: set[int], right: set[int]) -> float:
        pairs = {(min(a, b), max(a, b)) for a in left for b in right}
        if pairs & forbidden:
            return -1
        pairs -= neutral
        of_named = {pair for pair in pairs if named.issuperset(pair)}
        total = sum(scores.get(pair, 0.0) for pair in pairs)
        mean = total / max(len(pairs), 1)
        if of_named:
            vouched = sum(scores.get(pair, 0.0) for pair in of_named.union(pairs & {*sure}))
            mean = min(mean, vouched / len(of_named))
        return round(mean, 9)

    for nodes in members.values():
        clusters: dict[int, set[int]] = {}
        for node, start in nodes.items():
            clusters.setdefault(start, set()).add(node)
        while True:
            ranks = sorted(
                (-alike, left * right % (2**31 - 1), left, right)
                for left, right in itertools.combinations(sorted(clusters), 2)
                if (alike := likeness(clusters[left], clusters[right])) >= threshold
            )
            best: dict[int, Edge] = {}
            for *_, left, right in ranks:
                best.setdefault(left, (left, right))
                best.setdefault(right, (left, right))
            merges = [(left, right) for *_, left, right in ranks if best[left] == best[right]]
            if not merges:
                break
            for left, right in merges[: 1 if one_at_a_time else None]:
                clusters[left] |= clusters.pop(right)
        found |= {node: min(nodes) for nodes in clusters.values() for node in nodes}
    return found
