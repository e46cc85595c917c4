"""What a mart should be, by what its _models.yml says.

That is the columns that are documented, and the data tests as expectations, measured rather
than only passed or failed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from kindred.expectations.suite import (
    Expectation,
    Settings,
    Suite,
    literal,
    of_row,
    private_columns,
)


def mart_suites(manifest: Any, settings: Settings) -> list[Suite]:
    """A suite for each mart that is switched on."""
    tests: dict[str, list[Any]] = {}
    for node in manifest.nodes.values():
        attached = getattr(node, "attached_node", None)
        if node.resource_type == "test" and attached and getattr(node, "test_metadata", None):
            tests.setdefault(attached, []).append(node)
    marts = sorted(
        (
            node
            for node in manifest.nodes.values()
            if node.resource_type == "model" and "marts" in node.fqn
        ),
        key=lambda node: str(node.name),
    )
    return [_suite(node, tests.get(node.unique_id, []), settings) for node in marts]


def _suite(node: Any, tests: list[Any], settings: Settings) -> Suite:
    expectations: dict[tuple[str, str | None], Expectation] = {}
    keys: tuple[str, ...] = ()
    for test in sorted(tests, key=lambda test: str(test.name)):
        for found in _of_a_test(test):
            expectations[found.measure, found.column] = found
            keys = keys or found.unique
    if node.config.meta.get("pii") == "direct":
        for column in node.columns:
            expectations.setdefault(("null_share", column), _usual_null_share(column, settings))
    count = Expectation(
        "row_count",
        "There are about as many rows as before",
        value="count(*)",
        usual=settings.usual("row_count"),
    )
    return Suite(
        origin="marts",
        dataset=str(node.name),
        relation=f"{{{{ ref('{node.name}') }}}}",
        keys=keys,
        expectations=[count, *expectations.values()],
        required=tuple(node.columns),
        types={name: str(column.data_type or "") for name, column in node.columns.items()},
        are_all_documented=True,
        private=private_columns(node),
    )


def _of_a_test(test: Any) -> Iterable[Expectation]:
    """The expectations that one data test of the YAML stands for.

    A test of some rows only (its config has a where) is left to dbt.
    """
    if test.config.where:
        return
    name = test.test_metadata.name
    arguments: Mapping[str, Any] = test.test_metadata.kwargs
    column = str(arguments.get("column_name") or "")
    if name == "unique":
        yield _unique([column])
    elif name == "unique_combination":
        yield _unique(arguments["columns"])
    elif name == "not_null":
        yield _never_null(column)
    elif name == "not_null_columns":
        for one in arguments["columns"]:
            yield _never_null(one)
    elif name == "accepted_values":
        values = ", ".join(map(literal, arguments["values"]))
        yield Expectation(
            "unlisted_share",
            f"{column} is {', '.join(map(str, arguments['values']))} or nothing",
            column=column,
            among=f"{of_row(column)} is not null",
            unexpected=f"cast({of_row(column)} as {{{{ dbt.type_string() }}}}) not in ({values})",
            at_most=0.0,
        )
    elif name == "relationships":
        yield Expectation(
            "orphan_share",
            f"{column} is a {arguments['field']} of {arguments['to']}, where it is there",
            column=column,
            among=f"{of_row(column)} is not null",
            unexpected=(
                f"not exists (select 1 from {{{{ {arguments['to']} }}}} as parent "
                f"where parent.{arguments['field']} = {of_row(column)})"
            ),
            at_most=0.0,
        )


def _unique(columns: Iterable[str]) -> Expectation:
    joined = ", ".join(columns)
    return Expectation(
        "duplicate_share",
        f"No two rows have the same {joined}",
        column=joined,
        unique=tuple(joined.split(", ")),
        at_most=0.0,
    )


def _never_null(column: str) -> Expectation:
    return Expectation(
        "null_share",
        f"{column} is never missing",
        column=column,
        unexpected=f"{of_row(column)} is null",
        at_most=0.0,
    )


def _usual_null_share(column: str, settings: Settings) -> Expectation:
    return Expectation(
        "null_share",
        f"{column} is missing as often as usual",
        column=column,
        unexpected=f"{of_row(column)} is null",
        at_most=settings.limit("null_share", "at_most"),
        usual=settings.usual("null_share"),
    )
