"""labelled_rows, on every engine: a value a row, none twice under one label."""

from harness.engines import Engine

ROWS = [
    {"number": 1, "first": "a", "second": "b", "third": "a"},
    {"number": 2, "first": None, "second": "b", "third": "b"},
    {"number": 3, "first": "a", "second": "a", "third": None},
    {"number": 4, "first": None, "second": None, "third": None},
]


def test_each_value_is_a_row_and_none_is_one_twice(engine: Engine) -> None:
    rendered = engine.render(
        "{{ labelled_rows('inputs', 'number', 'kind', 'word', ["
        "{'label': 'any', 'values': ['first', 'second', 'third']},"
        "{'label': 'last', 'values': [\"third || '!'\"]}]) }}"
    )
    found = engine.query(
        f"with inputs as ({engine.values(ROWS)}) select number, kind, word from ({rendered}) as r"
    )
    assert sorted(found) == [
        (1, "any", "a"), (1, "any", "b"), (1, "last", "a!"),
        (2, "any", "b"), (2, "last", "b!"),
        (3, "any", "a"),
    ]  # fmt: skip
