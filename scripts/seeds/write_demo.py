#!/usr/bin/env python3
"""Write the committed demo: the smallest company of `kindred demo`, as dbt seeds.

Writes seeds/demo/<source>_<table>.csv, one file of each table that loaders land, and
tests/fixtures/demo_truth.csv, which person each record is about, demo_households.csv, who
lived where and when, demo_texts.csv, what a text is about, demo_accounts.csv, which company an
account is, demo_employments.csv, who worked where, and demo_device_owners.csv, whose a device was
when. Reviews and mentions are one JSON text a
row. The same people, seed and share of events give the same bytes.

    python scripts/seeds/write_demo.py            # rewrites the committed files
    python scripts/seeds/write_demo.py --out DIR  # elsewhere
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from kindred.console import Console
from kindred.demo.company import Options, make_company
from kindred.demo.tables import SOURCE_TABLES

PROJECT_ROOT = Path(__file__).resolve().parents[2]
COMPANY = Options(people=350, events=0.2, file_format="csv", workers=1)
"""Small: seeds are read by git, and by every run of the tests on three engines."""

TRUTHS = {
    "truth_records": "demo_truth.csv",
    "truth_household_memberships": "demo_households.csv",
    "truth_texts": "demo_texts.csv",
    "truth_accounts": "demo_accounts.csv",
    "truth_employments": "demo_employments.csv",
    "truth_device_owners": "demo_device_owners.csv",
}


def write_demo(out: Path) -> None:
    """Make the company, and put its files where dbt and the tests look for them."""
    seeds = out / "seeds" / "demo"
    fixtures = out / "tests" / "fixtures"
    seeds.mkdir(parents=True, exist_ok=True)
    fixtures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kindred-demo-") as scratch:
        made = Path(scratch) / "company"
        make_company(COMPANY, made, Console(quiet=True))
        for table in SOURCE_TABLES:
            [part] = (made / "raw" / table.name).iterdir()
            seed = seeds / f"{table.name}.csv"
            if table.is_json:
                _write_documents(part, seed)
            else:
                seed.write_bytes(part.read_bytes())
        for truth, name in TRUTHS.items():
            [part] = (made / "truth" / truth).iterdir()
            (fixtures / name).write_bytes(part.read_bytes())


def _write_documents(lines: Path, seed: Path) -> None:
    """JSON lines as a table of one column of text."""
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select json::varchar as document from read_json_objects('{lines}')) "
            f"to '{seed}' (format csv, header)"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument(
        "--out",
        type=Path,
        default=PROJECT_ROOT,
        help="folder that gets seeds/demo and tests/fixtures (default: the project)",
    )
    write_demo(parser.parse_args().out)


if __name__ == "__main__":
    main()
