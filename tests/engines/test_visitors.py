"""Whose events are, against the visits that the made company knows of."""

import runpy
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from harness.engines import PROJECT_DIRECTORY, Engine, plain
from kindred.console import Console
from kindred.demo.company import make_company

FLOOR_PRECISION = 0.95
FLOOR_RECALL = 0.95

Visits = dict[str, list[tuple[str, str]]]


class Truth:
    """What the made company knows and nobody else.

    Attributes:
        visits: When who sat down before a device, in order.
        people: The person of each record.
    """

    def __init__(self, directory: Path) -> None:
        self.visits: Visits = defaultdict(list)
        with duckdb.connect() as connection:

            def rows(query: str, table: str) -> list[tuple[Any, ...]]:
                files = f"'{directory}/truth/{table}/*.parquet'"
                return connection.execute(f"{query} from read_parquet({files})").fetchall()

            for device, started_at, person in rows(
                "select anonymous_id, started_at, person_id", "truth_visits"
            ):
                self.visits[device].append((plain(started_at), person))
            self.people: dict[str, str] = dict(rows("select record_id, person_id", "truth_records"))
        for stays in self.visits.values():
            stays.sort()

    def person_at(self, device: str, moment: str) -> str:
        """Who sat before the device then."""
        stays = self.visits[device]
        return stays[bisect_right(stays, (moment, "~")) - 1][1]


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """The truth of the company that the demo's seeds are."""
    script = PROJECT_DIRECTORY / "scripts" / "seeds" / "write_demo.py"
    options = runpy.run_path(str(script))["COMPANY"]
    out = tmp_path_factory.mktemp("visits") / "company"
    make_company(replace(options, file_format="parquet"), out, Console(quiet=True))
    return Truth(out)


def test_events_are_whose_they_are(duckdb_demo: Engine, truth: Truth) -> None:
    """Precision of the events that somebody is given; recall over those that can be known,
    of whom signed in on that device at some time or other."""
    held: dict[str, Counter[str]] = defaultdict(Counter)
    for row in duckdb_demo.rows("customer_crosswalk"):
        held[row["customer_id"]][truth.people[row["record_id"]]] += 1
    person_of = {customer: people.most_common(1)[0][0] for customer, people in held.items()}
    scored = [
        (
            row["device_id"],
            row["user_id"],
            person_of.get(row["customer_id"]),
            truth.person_at(row["device_id"], row["occurred_at"]),
        )
        for row in duckdb_demo.rows("customer_events")
    ]
    known = {(device, person) for device, user, _, person in scored if user}
    right = sum(told == person for _, _, told, person in scored)
    precision = right / sum(told is not None for _, _, told, _ in scored)
    recall = right / sum((device, person) in known for device, _, _, person in scored)
    print(f"precision {precision:.4f}, recall {recall:.4f}, of {len(scored)} events")
    assert precision >= FLOOR_PRECISION
    assert recall >= FLOOR_RECALL
