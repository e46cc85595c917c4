"""A first try is a handful of rows: the same people meet, a couple stays two."""

from pathlib import Path

import duckdb
import pytest

from kindred.console import Console
from kindred.resolve import resolve_file

HANDFUL = """\
record_id,given_name,family_name,date_of_birth,email,phone,street_address,postal_code
1,Katherine,Li,1983-05-17,kli@example.com,,12 Main St Apt 4,02139
2,Kathy S.,Li,1983-05-17,,,12 Main Street #4,02139
3,,,,kli@example.com,,,
4,Bob,Jones,1970-02-03,bob@example.com,,9 Oak Ave,10001
5,Robert,Jones,1970-02-03,bob@example.com,,,
6,Alice,Meyer,1991-12-12,ali@example.org,,77 Elm Rd,60601
"""

COUPLE = """\
record_id,given_name,family_name,phone,street_address,city
1,John,Miller,212-555-0123,12 Main St,Boston
2,Mary,Miller,212-555-0123,12 Main St,Boston
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(HANDFUL, {("1", "2", "3"), ("4", "5"), ("6",)}, id="handful"),
        pytest.param(COUPLE, {("1",), ("2",)}, id="couple"),
    ],
)
def test_small_file(text: str, expected: set[tuple[str, ...]], tmp_path: Path) -> None:
    file = tmp_path / "records.csv"
    file.write_text(text, encoding="utf-8")

    resolve_file(file, tmp_path / "out", "duckdb", Console(quiet=True))

    groups = duckdb.execute(
        "select list(record_id order by record_id) from read_parquet(?) group by customer_id",
        [str(tmp_path / "out" / "customer_crosswalk.parquet")],
    ).fetchall()
    assert {tuple(group) for (group,) in groups} == expected
