"""Connected components are exact on any graph, in few rounds, or the build fails."""

from pathlib import Path

import pytest

from harness.engines import DbtFailedError, Engine
from harness.graphs import components, graph_zoo

SEED = 20261121


def _label(engine: Engine) -> dict[int, int]:
    engine.dbt("run", "--select", "int_components_labelled")
    rows = engine.rows("int_components_labelled", "intermediate")
    labels = {row["node_key"]: row["group_key"] for row in rows}
    assert len(labels) == len(rows), "a node stands twice"
    return labels


def _count_rounds(log_path: Path) -> int:
    if not log_path.exists():
        return 0
    return log_path.read_text().count("int_components_labelled: round ")


def test_components_equal_those_of_networkx(workbench: Engine) -> None:
    print(f"seed {SEED}")
    edges = graph_zoo(SEED)
    here = workbench
    rows = [{"left_key": left, "right_key": right} for left, right in edges]
    here.write("int_edges_accepted", "intermediate", here.values(rows))

    assert _label(here) == components(edges)


def test_graph_without_edges_has_no_components(duckdb_workbench: Engine) -> None:
    here = duckdb_workbench
    here.write(
        "int_edges_accepted",
        "intermediate",
        "select cast(1 as bigint) as left_key, cast(2 as bigint) as right_key where 1 = 0",
    )

    assert _label(here) == {}


def test_million_node_path_takes_few_rounds(duckdb_workbench: Engine) -> None:
    here = duckdb_workbench
    here.write(
        "int_edges_accepted",
        "intermediate",
        "select hash(place) // 16 as left_key, hash(place + 1) // 16 as right_key "
        "from (select unnest(range(1, 1000000)) as place) as places",
    )

    log_path = here.directory / "logs" / "dbt.log"
    rounds_before = _count_rounds(log_path)
    here.dbt("run", "--select", "int_components_labelled")

    found = here.query(
        "select count(*), count(distinct group_key), min(node_key) = min(group_key) "
        f"from {here.table('int_components_labelled', 'intermediate')}"
    )
    assert found == [(1000000, 1, True)]
    assert 10 <= _count_rounds(log_path) - rounds_before <= 25


def test_graph_that_does_not_settle_stops_the_build(duckdb_workbench: Engine) -> None:
    here = duckdb_workbench
    here.write("int_edges_accepted", "intermediate", "select 7 as left_key, 8 as right_key")
    published = _label(here)
    here.write(
        "int_edges_accepted",
        "intermediate",
        "select place as left_key, place + 1 as right_key "
        "from (select unnest(range(1, 5000)) as place) as places",
    )

    with pytest.raises(DbtFailedError, match="not finished after 2 rounds"):
        here.dbt(
            "run", "--select", "int_components_labelled", variables={"max_component_rounds": 2}
        )

    rows = here.rows("int_components_labelled", "intermediate")
    assert {row["node_key"]: row["group_key"] for row in rows} == published == {7: 7, 8: 7}
    left = here.query(
        "select table_name from information_schema.tables "
        "where table_name like 'int_components%' "
        "and table_name not in ('int_components_labelled', 'int_components_labelled__changes')"
    )
    assert left == []


def test_what_a_killed_run_left_is_in_nobodys_way(duckdb_workbench: Engine) -> None:
    here = duckdb_workbench
    here.write("int_edges_accepted", "intermediate", "select 7 as left_key, 8 as right_key")
    for left_over in ("__round_0", "__round_1", "__round_9", "__dbt_tmp", "__dbt_backup"):
        here.write(f"int_components_labelled{left_over}", "intermediate", "select 1 as half")

    assert _label(here) == {7: 7, 8: 7}
    left = here.query(
        "select table_name from information_schema.tables "
        "where table_name like 'int_components%' "
        "and table_name not in ('int_components_labelled', 'int_components_labelled__changes')"
    )
    assert left == []
