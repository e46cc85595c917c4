"""The one build that may be at work: what holds its claim from the beginning to the end."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kindred.connection import connected

_SESSION = "KINDRED_BUILD_SESSION"
_LASTING = {
    # a server may end sessions that do nothing for long; this one does nothing all along
    "idle_session_timeout": "0",
    # a machine that is gone is noticed within two minutes
    "tcp_keepalives_idle": "60",
    "tcp_keepalives_interval": "15",
    "tcp_keepalives_count": "4",
}


@contextmanager
def claimed(settings: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Hold what shows other builds of the same warehouse that this one is alive.

    On PostgreSQL that is a session with a name of its own. It ends with this process,
    however that ends, so that a build which was killed keeps nobody out. A DuckDB file belongs
    to one process at a time; whether it can be had is seen here, before dbt begins.

    Args:
        settings: Of the target, as read_profile gives them.

    Yields:
        Environment variables for the run of dbt, which writes the name beside its claim
        (macro claim_build).

    Raises:
        EngineError: The target does not answer, or another process has the file.
    """
    if settings["type"] == "duckdb" and Path(str(settings["path"])).is_file():
        with connected(settings):
            pass
    if settings["type"] != "postgres":
        yield {}
        return
    name = f"kindred build {uuid.uuid4()}"
    with connected({**settings, "application_name": name}) as warehouse:
        for setting, value in _LASTING.items():
            # one that this version of the server does not know is no row
            warehouse.execute(
                "select set_config(name, ?, false) from pg_settings where name = ?",
                [value, setting],
            )
        yield {_SESSION: name}
