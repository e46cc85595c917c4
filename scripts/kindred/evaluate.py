"""Score a crosswalk against labelled records, pairwise and B-cubed."""

from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from kindred.errors import InputError

_OVERLAPS = """
create temporary table contingency as
select
    coalesce('c' || crosswalk.customer_id, 's' || truth.record_id) as customer_id,
    truth.entity_id,
    count(*) as record_count
from truth
left join crosswalk on truth.record_id = crosswalk.record_id
group by all
"""

_SCORES = """
with

customers as (

    select customer_id, sum(record_count) as record_count
    from contingency
    group by customer_id

),

entities as (

    select entity_id, sum(record_count) as record_count
    from contingency
    group by entity_id

),

pairs as (

    select
        (select sum(record_count * (record_count - 1) / 2) from contingency) as right_pairs,
        (select sum(record_count * (record_count - 1) / 2) from customers) as found_pairs,
        (select sum(record_count * (record_count - 1) / 2) from entities) as true_pairs

),

b_cubed as (

    select
        sum(contingency.record_count ** 2 / customers.record_count)
        / sum(contingency.record_count) as bcubed_precision,
        sum(contingency.record_count ** 2 / entities.record_count)
        / sum(contingency.record_count) as bcubed_recall,
        sum(contingency.record_count) as record_count
    from contingency
    inner join customers on contingency.customer_id = customers.customer_id
    inner join entities on contingency.entity_id = entities.entity_id

)

select
    cast(b_cubed.record_count as bigint),
    (select count(*) from entities),
    (select count(*) from customers),
    coalesce(pairs.right_pairs / nullif(pairs.found_pairs, 0), 1),
    coalesce(pairs.right_pairs / nullif(pairs.true_pairs, 0), 1),
    b_cubed.bcubed_precision,
    b_cubed.bcubed_recall
from pairs
cross join b_cubed
"""


@dataclass(frozen=True)
class Scores:
    """How well customers fit the true people; every ratio is between 0 and 1.

    Attributes:
        records: Labelled records.
        people: True people among them.
        customers: Customers that hold at least one of them.
        pairwise_precision: Share of the pairs put together that belong together; 1 when
            no pair was put together.
        pairwise_recall: Share of the pairs that belong together that were put together.
        pairwise_f1: Harmonic mean of the two.
        bcubed_precision: Mean over records of the share of its customer's records that
            are the same person (Bagga and Baldwin 1998).
        bcubed_recall: Mean over records of the share of its person's records that are
            in its customer.
        bcubed_f1: Harmonic mean of the two.
    """

    records: int
    people: int
    customers: int
    pairwise_precision: float
    pairwise_recall: float
    pairwise_f1: float
    bcubed_precision: float
    bcubed_recall: float
    bcubed_f1: float

    def as_dict(self) -> dict[str, float]:
        """The scores, ratios rounded to four places."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


def evaluate(crosswalk: Path, truth: Path) -> Scores:
    """Score a crosswalk.

    Args:
        crosswalk: Parquet with record_id and customer_id. A labelled record that it
            lacks counts as a customer of its own; a record without a label is ignored.
        truth: Parquet or CSV with record_id (unique) and entity_id.

    Raises:
        InputError: A file is missing, cannot be read, or lacks a column; a label or customer
            is blank; no labelled record is in the crosswalk.
    """
    connection = duckdb.connect()
    try:
        read_labels(connection, "crosswalk", crosswalk, "customer_id")
        read_labels(connection, "truth", truth, "entity_id")
        shared = connection.execute(
            "select count(*), count(crosswalk.record_id) from truth "
            "left join crosswalk on truth.record_id = crosswalk.record_id"
        ).fetchone()
        if shared and shared[0] and not shared[1]:
            raise InputError(
                f"None of the {shared[0]} records of {truth} is in {crosswalk}: write record_id "
                "the same in both, with the source before it (crm:17) where the crosswalk has it."
            )
        connection.execute(_OVERLAPS)
        row = connection.execute(_SCORES).fetchone()
    finally:
        connection.close()
    if row is None or not row[0]:
        raise InputError(f"{truth} has no records.")
    records, people, customers, precision, recall, bcubed_precision, bcubed_recall = row
    return Scores(
        records,
        people,
        customers,
        precision,
        recall,
        _f1(precision, recall),
        bcubed_precision,
        bcubed_recall,
        _f1(bcubed_precision, bcubed_recall),
    )


def read_labels(connection: duckdb.DuckDBPyConnection, table: str, path: Path, value: str) -> None:
    """Read a file of what belongs together into a new table of text columns.

    Args:
        connection: Where the table is made.
        table: Its name; the table's columns are record_id and value.
        path: Parquet or CSV with the columns record_id (unique) and value (never blank).
        value: The column that is the same on all records that belong together.

    Raises:
        InputError: The file is missing, cannot be read, or breaks a rule above.
    """
    what = table.rsplit(".", maxsplit=1)[-1]
    if not path.is_file():
        raise InputError(f"{path} cannot be read as {what}: it is not a file.")
    reader = "read_csv(?, all_varchar = true)"
    if path.suffix == ".parquet":
        reader = "read_parquet(?)"
    try:
        connection.execute(
            f"create table {table} as select "
            f"cast(record_id as varchar) as record_id, cast({value} as varchar) as {value} "
            f"from {reader}",
            [str(path)],
        )
    except duckdb.Error:
        raise InputError(
            f"{path} cannot be read as {what}: it must be Parquet or CSV with the "
            f"columns record_id and {value}."
        ) from None
    repeated = connection.execute(
        f"select count(*) - count(distinct record_id) from {table}"
    ).fetchone()
    if repeated and repeated[0]:
        raise InputError(f"{path}: record_id is blank or on more than one row.")
    blank = connection.execute(f"select count(*) from {table} where {value} is null").fetchone()
    if blank and blank[0]:
        raise InputError(
            f"{path}: {value} is blank on {blank[0]} row{'s' * (blank[0] > 1)}. Give each a "
            "value, or leave out the records of which nothing is known."
        )


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
