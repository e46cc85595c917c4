"""The committed demo: what the company's generator makes at its smallest, and no more."""

import csv
import importlib.util
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from harness.engines import PROJECT_DIRECTORY
from kindred.demo.tables import SOURCE_TABLES

SCRIPT = PROJECT_DIRECTORY / "scripts" / "seeds" / "write_demo.py"
SEEDS = [f"seeds/demo/{table.name}.csv" for table in SOURCE_TABLES]
TRUTH = "tests/fixtures/demo_truth.csv"
HOUSEHOLDS = "tests/fixtures/demo_households.csv"
TEXTS = "tests/fixtures/demo_texts.csv"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_demo", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(name: str) -> list[dict[str, str]]:
    with (PROJECT_DIRECTORY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_committed_seeds_are_what_the_generator_makes(script: ModuleType, tmp_path: Path) -> None:
    script.write_demo(tmp_path)
    for name in (*SEEDS, TRUTH, HOUSEHOLDS, TEXTS):
        assert (tmp_path / name).read_bytes() == (PROJECT_DIRECTORY / name).read_bytes(), (
            f"{name} differs: run python scripts/seeds/write_demo.py and commit"
        )


def test_no_other_seed_lies_beside_them() -> None:
    there = {path.name for path in (PROJECT_DIRECTORY / "seeds" / "demo").glob("*.csv")}
    assert there == {Path(name).name for name in SEEDS}


def test_sizes_suit_seeds() -> None:
    sizes = [(PROJECT_DIRECTORY / name).stat().st_size for name in SEEDS]
    assert min(sizes) > 0
    assert sum(sizes) < 2_000_000


def test_truth_names_the_records_of_the_seeds() -> None:
    records = {row["record_id"] for row in read(TRUTH)}
    assert {f"crm:{row['id']}" for row in read("seeds/demo/crm_contacts.csv")} <= records
    assert {f"pos:{row['member_id']}" for row in read("seeds/demo/pos_members.csv")} <= records


def test_a_till_s_placeholders_are_on_dozens_of_members() -> None:
    members = read("seeds/demo/pos_members.csv")
    emails = Counter(row["email"].lower() for row in members)
    assert emails["noemail@example.com"] > 20
    assert sum("1900" in row["birth_date"] for row in members) > 10
