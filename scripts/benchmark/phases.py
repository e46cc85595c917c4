"""What a run of dbt spent its time on, from the lines in which Kindred tells its progress."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BUILT = re.compile(r"^ *([0-9.]+) s  built +(\w+) \(\d+/\d+, ([0-9.]+) s\)$", re.MULTILINE)

LAST_OF_RECORDS = "int_identifiers_screened"
LAST_OF_MATCHING = "int_edges_accepted"
LAST_OF_CLUSTERING = "int_records_clustered"


@dataclass(frozen=True)
class Phases:
    """Wall seconds of each part of a build, and the seconds of each model.

    Attributes:
        records: Reading, standardising and screening.
        matching: Blocking, comparing, training and scoring.
        clustering: From accepted edges to clusters of records.
        customers: Golden rows and marts, and the end of the process.
        models: Seconds of each model, by name; two run at a time.
    """

    records: float
    matching: float
    clustering: float
    customers: float
    models: dict[str, float]


def read_phases(progress: str, seconds: float) -> Phases:
    """The phases of a run that took so many seconds in all."""
    ended = {}
    models = {}
    for at, model, took in _BUILT.findall(progress):
        ended[model] = float(at)
        models[model] = float(took)
    records, matching, clustering = (
        ended[model] for model in (LAST_OF_RECORDS, LAST_OF_MATCHING, LAST_OF_CLUSTERING)
    )
    return Phases(
        records=records,
        matching=matching - records,
        clustering=clustering - matching,
        customers=seconds - clustering,
        models=models,
    )
