"""A file with everything at once that makes engines run away or merge strangers."""

import csv
import datetime
import random
from pathlib import Path

import duckdb
import pytest

from kindred.console import Console
from kindred.resolve import resolve_file

SEED = 20261
PEOPLE = 600
SYLLABLES = ("ba", "de", "ki", "lo", "mu", "na", "ro", "sti", "ve", "zor")
# given and family names in other scripts, of one letter, and of none
NAMES = [
    ("Ελένη", "Παπαδοπούλου"), ("محمد", "الأحمد"), ("小明", "王"), ("Дмитрий", "Щербаков"),
    ("สมชาย", "ใจดี"), ("דוד", "כהן"), ("さくら", "山田"), ("José", "Núñez"), ("A", "B"),
    ("O", "X"), ("N'", "ß"), ("🙂", "Lee"), ("Null", "None"), ("1e5", "007"),
]  # fmt: skip


def person(number: int, generator: random.Random) -> dict[str, str]:
    def word(count: int) -> str:
        return "".join(generator.choice(SYLLABLES) for _ in range(count)).title()

    given_name, family_name = NAMES[number] if number < len(NAMES) else (word(2), word(3))
    born = datetime.date(1940, 1, 1) + datetime.timedelta(days=generator.randrange(22000))
    return {
        "given_name": given_name, "family_name": family_name, "date_of_birth": f"{born}",
        "email": "info@example.com", "phone": f"+1 312 {generator.randrange(2000000, 9999999)}",
        "city": "Springfield", "gender": "", "middle_name": "",
    }  # fmt: skip


def rows() -> list[dict[str, str]]:
    """Two records of each person. Everybody has one mailbox and lives in one city; a column
    is empty; ids are numbers, of which some differ by a leading zero alone."""
    generator = random.Random(SEED)
    found = []
    for number in range(PEOPLE):
        row = person(number, generator)
        found += [{"record_id": f"{number}", **row}, {"record_id": f"0{number}", **row}]
        # the second one as another system has it
        found[-1].update(phone=row["phone"].replace(" ", "-"), city="SPRINGFIELD")
        if number % 3 == 0:
            found[-1]["date_of_birth"] = ""
    return found


def test_a_shared_mailbox_one_city_and_every_script(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    print(f"seed {SEED}")
    records = rows()
    file = tmp_path / "records.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, records[0].keys())
        writer.writeheader()
        writer.writerows(records)

    resolve_file(file, tmp_path / "out", "duckdb", Console(quiet=True))

    assert capsys.readouterr().err.strip() == (
        f"Notice: email: one value of {2 * PEOPLE} records links nobody (held by over 30 people, "
        "var max_people_per_identifier)."
    )
    groups = duckdb.execute(
        "select list(record_id order by record_id) from read_parquet(?) group by customer_id",
        [str(tmp_path / "out" / "customer_crosswalk.parquet")],
    ).fetchall()
    assert sorted(key for (group,) in groups for key in group) == sorted(
        row["record_id"] for row in records
    )
    assert [group for (group,) in groups if len({int(key) for key in group}) > 1] == [], "strangers"
    assert [group for (group,) in groups if len(group) == 1] == [], "one person twice"
