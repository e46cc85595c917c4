"""Scores against worked examples."""

from pathlib import Path

import duckdb
import pytest

from kindred.errors import InputError
from kindred.evaluate import Scores, evaluate


def score(tmp_path: Path, customers: str, people: str) -> Scores:
    """Score records named 0, 1, … whose customer and person are the letters given."""
    for name, column, letters in (
        ("crosswalk", "customer_id", customers),
        ("truth", "entity_id", people),
    ):
        rows = [f"{place},{letter}" for place, letter in enumerate(letters) if letter != "-"]
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join([f"record_id,{column}", *rows]) + "\n")
    return evaluate(tmp_path / "crosswalk.csv", tmp_path / "truth.csv")


def test_perfect(tmp_path: Path) -> None:
    found = score(tmp_path, "aabbc", "xxyyz")
    assert (found.pairwise_f1, found.bcubed_f1) == (1, 1)
    assert (found.records, found.people, found.customers) == (5, 3, 3)


def test_one_false_merge(tmp_path: Path) -> None:
    found = score(tmp_path, "aaa", "xxy")
    assert found.pairwise_precision == pytest.approx(1 / 3)
    assert found.pairwise_recall == 1
    assert found.bcubed_precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3) / 3)
    assert found.bcubed_recall == 1


def test_one_false_split(tmp_path: Path) -> None:
    found = score(tmp_path, "aab", "xxx")
    assert found.pairwise_precision == 1
    assert found.pairwise_recall == pytest.approx(1 / 3)
    assert found.bcubed_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3) / 3)


def test_a_record_without_a_customer_stands_alone(tmp_path: Path) -> None:
    found = score(tmp_path, "a-a", "xxx")
    assert found.customers == 2
    assert found.pairwise_recall == pytest.approx(1 / 3)


def test_nothing_put_together_is_precise(tmp_path: Path) -> None:
    found = score(tmp_path, "abc", "xxy")
    assert (found.pairwise_precision, found.pairwise_recall, found.pairwise_f1) == (1, 0, 0)


def test_missing_column_and_repeated_record(tmp_path: Path) -> None:
    truth = tmp_path / "truth.parquet"
    duckdb.execute("copy (select '1' as record_id, 'x' as entity_id) to ?", [str(truth)])
    with pytest.raises(InputError, match="customer_id"):
        evaluate(truth, truth)
    crosswalk = tmp_path / "crosswalk.parquet"
    duckdb.execute(
        "copy (select '1' as record_id, 'x' as customer_id from range(2)) to ?",
        [str(crosswalk)],
    )
    with pytest.raises(InputError, match="more than one row"):
        evaluate(crosswalk, truth)


def test_blank_labels_and_ids_of_another_form_are_told(tmp_path: Path) -> None:
    crosswalk, truth = tmp_path / "crosswalk.csv", tmp_path / "truth.csv"
    crosswalk.write_text("record_id,customer_id\n1,a\n2,a\n")
    truth.write_text("record_id,entity_id\n1,x\n2,\n")
    with pytest.raises(InputError, match="entity_id is blank on 1 row\\."):
        evaluate(crosswalk, truth)
    truth.write_text("record_id,entity_id\ncrm:1,x\ncrm:2,x\n")
    with pytest.raises(InputError, match="None of the 2 records of"):
        evaluate(crosswalk, truth)
