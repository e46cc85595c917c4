"""Connected components of random graphs and of a path: Kindred's model beside Splink's."""

from __future__ import annotations

import re
import time
from pathlib import Path

import duckdb

from kindred.console import Console
from kindred.dbt_runner import DbtRun, run_dbt
from kindred.project import find_project

_GRAPHS = {
    "path": "select i as left_key, i + 1 as right_key from range({nodes} - 1) as edges (i)",
    "random graph": (
        "select distinct least(a, b) as left_key, greatest(a, b) as right_key from ("
        "select hash(i, 'a') % {nodes} as a, hash(i, 'b') % {nodes} as b "
        "from range({nodes} * 6 // 10) as edges (i)) where a <> b"
    ),
}
_WITHOUT_RIVAL = {"path"}
"""Splink's rounds grow with the length of a path: it had not ended after four minutes."""

_ROUND = re.compile(r"int_components_labelled: round (\d+)")
_MODEL = "int_components_labelled"


class _Listener(Console):
    """Keeps what a run told, and shows nothing."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.lines: list[str] = []

    def progress(self, message: str) -> None:
        self.lines.append(message)


def compare_clustering(nodes: int, directory: Path, *, rival: bool) -> str:
    """Seconds and rounds on each graph, as lines of text.

    Args:
        nodes: Nodes of each graph.
        directory: Where the DuckDB files are made; they are removed again.
        rival: Run Splink's clustering on the same edges.
    """
    lines = [f"connected components of {nodes} nodes:"]
    for name, sql in _GRAPHS.items():
        # dbt keeps a file open as long as the process lives, so each graph has its own; of
        # one name, since that is the database of the parsed project
        path = directory / name.replace(" ", "_") / "graph.duckdb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        connection = duckdb.connect(str(path))
        connection.execute("create schema kindred_intermediate")
        connection.execute(
            "create table kindred_intermediate.int_edges_accepted as "
            "select left_key::bigint as left_key, right_key::bigint as right_key, "
            f"1.0 as match_probability, 'score' as edge_type from ({sql.format(nodes=nodes)})"
        )
        connection.close()
        rounds, seconds = _kindred(path, directory)
        line = f"  {name:<14} kindred {seconds:.1f} s in {rounds} rounds"
        if rival and name not in _WITHOUT_RIVAL:
            rival_seconds = _splink(path)
            line += f", splink {rival_seconds:.1f} s, ratio {seconds / rival_seconds:.2f}"
        lines.append(line)
        path.unlink()
    return "\n".join([*lines, ""])


def _kindred(path: Path, directory: Path) -> tuple[int, float]:
    listener = _Listener()
    run = DbtRun(
        project=find_project(),
        target="duckdb",
        schema="kindred",
        warehouse_path=path,
        target_path=directory / "graph-target",
        log_path=directory / "graph-logs",
    )
    result = run_dbt(run, ["run", "--select", _MODEL], listener)
    rounds = [int(found[1]) for line in listener.lines if (found := _ROUND.search(line))]
    (seconds,) = [done.execution_time for done in result.results if done.node.name == _MODEL]
    return max(rounds), float(seconds)


def _splink(path: Path) -> float:
    from splink import DuckDBAPI
    from splink.clustering import cluster_pairwise_predictions_at_threshold

    connection = duckdb.connect(str(path))
    connection.execute("set threads = 2")
    connection.execute(
        "create table nodes as select left_key as unique_id from "
        "kindred_intermediate.int_edges_accepted union select right_key from "
        "kindred_intermediate.int_edges_accepted"
    )
    connection.execute(
        "create table edges as select left_key as unique_id_l, right_key as unique_id_r, "
        "match_probability from kindred_intermediate.int_edges_accepted"
    )
    started = time.monotonic()
    api = DuckDBAPI(connection=connection)
    cluster_pairwise_predictions_at_threshold(
        api.register("nodes"),
        api.register("edges"),
        api,
        node_id_column_name="unique_id",
        threshold_match_probability=0.5,
    )
    seconds = time.monotonic() - started
    connection.close()
    return seconds
