"""Builds that die between any two statements."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

KILLED_SESSION = {"KINDRED_BUILD_SESSION": "kindred build that is not there any more"}
"""For an engine whose builds are killed: each of them seems to be one of kindred build, so that
the next one sees at once that nobody is there."""


class KilledError(Exception):
    """Stands for a killed process."""


@dataclass
class Statements:
    """What dbt sent to the engine, commits among it; last is what it was killed before."""

    count: int = 0
    last: str = ""
    is_killed: bool = False


@contextmanager
def killed_before(number: int | None) -> Iterator[Statements]:
    """Kill dbt before its statement of this number, which is never sent, nor is any after it.

    The engine rolls back what was not committed, as it does when a process is gone. None
    kills nobody, and counts.
    """
    from dbt.adapters.sql.connections import SQLConnectionManager

    add_query = SQLConnectionManager.add_query
    told = Statements()

    def counting(self: Any, sql: str, *arguments: Any, **options: Any) -> Any:
        told.count += 1
        if number is not None and told.count >= number:
            if not told.is_killed:
                node = re.search(r'"node_id": "[a-z]+[.][a-z]+[.]([a-z0-9_]+)', sql)
                words = re.sub("(?s)/[*].*?[*]/", "", sql).split()
                told.is_killed = True
                told.last = f"{node[1] if node else 'dbt'}: {' '.join(words)[:60]}"
            raise KilledError
        return add_query(self, sql, *arguments, **options)

    with mock.patch.object(SQLConnectionManager, "add_query", counting):
        yield told
