"""The values inside JSON texts as columns, so that they can be measured like others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kindred.connection import Warehouse
from kindred.landing.reading import DOCUMENT, named_paths

SAMPLE = 10_000
"""Texts that are looked through for the names of their values."""

_PLAIN_NAME = re.compile(r"\w[\w -]*")
_IS_JSON = {
    "duckdb": f"json_valid({DOCUMENT})",
    "postgres": f"pg_input_is_valid({DOCUMENT}, 'jsonb')",
    "spark": f"try_parse_json({DOCUMENT}) is not null",
}


def document_relation(
    warehouse: Warehouse, relation: str, others: Sequence[str]
) -> tuple[str, list[str]]:
    """A relation with a column for each value of the JSON texts in its column document.

    Nested objects are walked into, and lists are values, as in files of JSON lines.

    Args:
        warehouse: Where the relation is.
        relation: Has the column document, text.
        others: Its other columns, as SQL; they stay.

    Returns:
        The relation as SQL, and the names of the columns that the texts gave, without those of
        names that are no words.
    """
    sample = warehouse.execute(f"select {DOCUMENT} from {relation} limit {SAMPLE}")
    found = named_paths([str(text) for (text,) in sample if text is not None])
    paths = {
        name: path
        for name, path in found.items()
        if all(_PLAIN_NAME.fullmatch(step) for step in path)
    }
    quote = "`" if warehouse.engine == "spark" else '"'
    values = [
        f"case when {_IS_JSON[warehouse.engine]} then {_value(warehouse.engine, path)} end "
        f"as {quote}{name}{quote}"
        for name, path in paths.items()
    ]
    selected = ", ".join([*others, *values]) or DOCUMENT
    return f"(select {selected} from {relation}) as documents", list(paths)


def _value(engine: str, path: Sequence[str]) -> str:
    if engine == "duckdb":
        return f"json_extract_string({DOCUMENT}, '/{'/'.join(path)}')"
    if engine == "postgres":
        steps = ", ".join(f"'{step}'" for step in path)
        return f"cast({DOCUMENT} as jsonb) #>> array[{steps}]"
    steps = "".join(f"['{step}']" for step in path).replace("'", "\\'")
    return f"get_json_object({DOCUMENT}, '${steps}')"
