"""Builds that die between any two statements."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

KILLED_SESSION = {"KINDRED_BUILD_SESSION": "kindred build that is not there any more"}
"""For an engine whose builds are killed: each of them seems to be one of kindred build, so that
the next one sees at once that nobody is there."""

_WRITES = ("alter", "commit", "create", "delete", "drop", "insert")


class KilledError(Exception):
    """Stands for a killed process."""


@dataclass
class Statements:
    """What dbt sent to the engine, commits among it.

    Attributes:
        sent: Name of the node, empty for a hook, and text of each statement that counts.
        killed: What it was killed before; None where nobody killed it.
    """

    sent: list[tuple[str, str]] = field(default_factory=list)
    killed: str | None = None

    @property
    def count(self) -> int:
        """How many there were."""
        return len(self.sent)

    def writes(self) -> list[int]:
        """Numbers of those that change something, from 1."""
        return [
            number for number, (_, text) in enumerate(self.sent, start=1)
            if text.lower().startswith(_WRITES)
        ]  # fmt: skip


@contextmanager
def killed_before(number: int | None, of_node: str | None = None) -> Iterator[Statements]:
    """Kill dbt before its statement of this number, which is never sent, nor is any after it.

    The engine rolls back what was not committed, as it does when a process is gone. None
    kills nobody, and counts. With of_node only the statements of that node count.
    """
    from dbt.adapters.sql.connections import SQLConnectionManager
    from dbt_common.events.contextvars import get_node_info

    add_query = SQLConnectionManager.add_query
    told = Statements()

    def counting(self: Any, sql: str, *arguments: Any, **options: Any) -> Any:
        node = str(get_node_info().get("node_name", ""))
        text = " ".join(re.sub("(?s)/[*].*?[*]/", "", sql).split())
        if of_node in (None, node):
            told.sent.append((node, text))
        if told.killed is None and told.count == number:
            told.killed = f"{node or 'dbt'}: {text[:60]}"
        if told.killed is not None:
            raise KilledError
        return add_query(self, sql, *arguments, **options)

    with mock.patch.object(SQLConnectionManager, "add_query", counting):
        yield told
