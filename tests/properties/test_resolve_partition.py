"""Whatever text a file holds, its crosswalk is a partition of its records."""

import csv
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from kindred.console import Console
from kindred.records_file import CANONICAL_COLUMNS
from kindred.resolve import resolve_file

# Any text but NUL, which no database keeps, and lone surrogates, which UTF-8 has not.
ANY_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00"),
    max_size=40,
)
LIKELY_TEXT = st.sampled_from(
    [
        "", " ", "Ann", "ann", "Smith", "O'Brien", "Dr. Ann Smith-Jones Jr.", "Smith, Ann",
        "ann@mail.example", "ANN+x@gmail.com", "test@test.com", "@", "+1 212 555 0143",
        "0000000000", "1984-03-12", "12/03/1984", "31.02.1999", "99999999", "US", "Deutschland",
        "12 Elm St", "Apt 4", "SW1A 1AA", "f", "' or 1=1 --", "{{ ref('x') }}", "%s", "\\", "\\n",
        "9" * 300, "٣٤٥", "北京", "I\u0307", "ß", "\u200b", "\ufeff", "2024-01-01 25:61:00",
    ]
)  # fmt: skip
VALUES = st.one_of(LIKELY_TEXT, ANY_TEXT)
RECORD_IDS = ANY_TEXT.filter(lambda text: bool(text.strip()))


@st.composite
def files(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a file with any subset of the canonical columns."""
    others = draw(st.lists(st.sampled_from(CANONICAL_COLUMNS[1:]), unique=True, min_size=1))
    record_ids = draw(st.lists(RECORD_IDS, unique=True, min_size=1, max_size=90))
    rows = [[record_id, *[draw(VALUES) for _ in others]] for record_id in record_ids]
    return ["record_id", *others], rows


@settings(
    max_examples=2,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
@given(files())
@pytest.mark.slow
def test_crosswalk_is_a_partition(file: tuple[list[str], list[list[str]]]) -> None:
    header, rows = file
    note(f"{len(rows)} records with {header}")
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "people.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
            writer.writerows([header, *rows])
        out = Path(scratch) / "out"
        resolve_file(path, out, "duckdb", Console(quiet=True))
        crosswalk = duckdb.execute(
            "select record_id, customer_id from read_parquet(?)",
            [str(out / "customer_crosswalk.parquet")],
        ).fetchall()
        customers = duckdb.execute(
            "select customer_id from read_parquet(?)", [str(out / "customers.parquet")]
        ).fetchall()
    assert sorted(record_id for record_id, _ in crosswalk) == sorted(row[0] for row in rows)
    assert sorted(customers) == sorted({(customer_id,) for _, customer_id in crosswalk})
