"""Make a file of customers of any size with known truth, to measure on.

    python scripts/benchmark/customers.py --records 1000000 --out DIR

writes DIR/records.parquet (canonical columns, raw text) and DIR/truth.parquet (record_id,
entity_id). The same size and seed give the same rows.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import click
import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from kindred.demo import words

DEFAULT_SEED = 20250630
_CITY_ENDS = [*words.listed("ton, ville, field, burg, port"), " Falls", " Grove", " Heights"]


def write_customers(
    records: int, directory: Path, seed: int = DEFAULT_SEED, records_per_person: float = 2.0
) -> int:
    """Write records.parquet and truth.parquet.

    Args:
        records: About how many records there shall be.
        directory: Where the files go; made when it is not there.
        seed: The same seed gives the same rows.
        records_per_person: Mean number of records of one person, above 1.

    Returns:
        How many records were written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    scratch = directory / "customers.duckdb"
    scratch.unlink(missing_ok=True)
    connection = duckdb.connect(str(scratch))
    try:
        for name, rows in _word_tables().items():
            columns = ("place", "word", "short_form")[: len(rows[0])]
            lists = ", ".join(f"unnest(?::varchar[]) as {column}" for column in columns)
            connection.execute(
                f"create table {name} as select * replace (place::integer as place) "
                f"from (select {lists})",
                [list(values) for values in zip(*rows, strict=True)],
            )
        connection.execute(f"set variable people = {round(records / records_per_person)}")
        connection.execute(f"set variable records_per_person = {float(records_per_person)}")
        connection.execute(f"set variable seed = {seed}")
        connection.execute(Path(__file__).with_name("customers.sql").read_text("utf-8"))
        for table in ("records", "truth"):
            path = str(directory / f"{table}.parquet")
            connection.execute(f"copy {table} to ? (format parquet)", [path])
        row = connection.execute("select count(*) from records").fetchone()
    finally:
        connection.close()
        scratch.unlink(missing_ok=True)
    assert row is not None
    return int(row[0])


def _word_tables() -> dict[str, list[tuple[object, ...]]]:
    """Lists of words, the common ones first: as many as a country has, near enough."""
    given: list[tuple[str, str | None]] = [
        (name, forms[0] if forms else None)
        for name, _, forms in [*words.GIVEN_NAMES_EN, *words.GIVEN_NAMES_DE]
    ]
    given += [
        (start + end, None)
        for end, start in itertools.product(words.GIVEN_NAME_ENDS, words.NAME_STARTS)
    ]
    family = [*words.FAMILY_NAMES_US, *words.FAMILY_NAMES_GB]
    family += [
        "".join(parts)
        for parts in itertools.product(
            words.NAME_STARTS, words.FAMILY_NAME_MIDDLES, words.FAMILY_NAME_ENDS
        )
    ]
    street_names = [*words.STREETS_US, *family[len(words.STREETS_US) : 2000]]
    streets = [
        f"{name} {types[rank % 2]}"
        for rank, (name, types) in enumerate(itertools.product(street_names, words.STREET_TYPES_US))
    ]
    cities = [place[0] for place in words.CITIES_US]
    cities += [name + end for end, name in itertools.product(_CITY_ENDS, family[:250])]
    given_rows = dict(reversed(given))
    return {
        "given_words": [
            (place, name, given_rows[name])
            for place, name in enumerate(dict.fromkeys(name for name, _ in given), start=1)
        ],
        "family_words": list(enumerate(dict.fromkeys(family), start=1)),
        "street_words": list(enumerate(dict.fromkeys(streets), start=1)),
        "city_words": list(enumerate(dict.fromkeys(cities), start=1)),
    }


@click.command()
@click.option("--records", default=1_000_000, show_default=True, help="About how many.")
@click.option("--records-per-person", default=2.0, show_default=True)
@click.option("--seed", default=DEFAULT_SEED, show_default=True)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
def main(records: int, records_per_person: float, seed: int, out: Path) -> None:
    """Make a file of customers with known truth, to measure on."""
    count = write_customers(records, out, seed, records_per_person)
    click.echo(f"{count} records in {out}")


if __name__ == "__main__":
    main()
