"""Run the standardisation models over rows that a test made up, on any engine."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from harness.engines import Engine, plain

SEEDS = (
    "phone_regions", "nickname_groups", "given_name_shares", "country_names", "region_names", "month_names",
    "address_words", "email_providers", "disposable_email_domains", "role_email_users",
    "placeholder_values",
)  # fmt: skip
MODELS = (
    "int_sources_profiled", "int_records_located", "int_contact_texts_split",
    "int_emails_standardized", "int_phones_standardized", "int_birth_dates_standardized",
    "int_full_names_split", "int_names_standardized", "int_addresses_standardized",
    "int_streets_standardized", "int_localities_standardized", "int_records_standardized",
)  # fmt: skip
RECORD_COLUMNS = (
    "record_id", "source_name", "source_record_id", "given_name", "middle_name",
    "family_name", "full_name", "date_of_birth", "email", "phone", "street_address", "city",
    "region", "postal_code", "country", "national_id", "gender", "loyalty_id", "created_at",
    "updated_at",
)  # fmt: skip


class Standardizer:
    """The standardisation models in a schema of their own, compiled once."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine.sibling("standardize")
        self.engine.dbt("seed", "--select", *SEEDS)
        compiled = self.engine.dbt("compile", "--select", *MODELS, "--no-introspect")
        self._sql = {result.node.name: result.node.compiled_code for result in compiled.results}

    def records(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """int_records_standardized over records; columns that a row lacks are NULL.

        Args:
            rows: Any of the columns of int_records_unioned; record_id and source_name are
                made up where they are missing.

        Returns:
            One mapping a row, in the order of the rows.
        """
        full = [
            {
                "record_id": f"crm:{number}",
                "source_name": "crm",
                "source_record_id": str(number),
                **row,
            }
            for number, row in enumerate(rows)
        ]
        self._write("int_records_unioned", RECORD_COLUMNS, full)
        self._write_no_consent()
        for name in MODELS:
            self._build(name)
        found = {row["record_id"]: row for row in self._read("int_records_standardized")}
        assert len(found) == len(full), "records were lost or doubled"
        return [found[row["record_id"]] for row in full]

    def phones(self, pairs: Sequence[tuple[str, str]]) -> list[str | None]:
        """The E.164 form of raw phone texts, each read from a dialling region as one number."""
        rows = [{"phone": text, "phone_region": region} for text, region in pairs]
        self._write("int_records_located", ("email", "phone", "phone_region"), rows)
        self._write_no_consent()
        self._build("int_contact_texts_split")
        self._build("int_phones_standardized")
        found = {
            (row["phone_raw"], row["phone_region"]): row["phone"]
            for row in self._read("int_phones_standardized")
        }
        return [found[pair] for pair in pairs]

    def _write_no_consent(self) -> None:
        columns = ("identifier_type", "identifier_value_raw", "phone_region", "is_grant")
        self._write("int_consent_events_received", columns, [{}])

    def _build(self, name: str) -> None:
        self._create(name, self._sql[name])

    def _read(self, name: str) -> list[dict[str, Any]]:
        return self.engine.rows(name, "intermediate")

    def _write(self, name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
        listed = ", ".join(
            "(" + ", ".join(self._cell(row.get(column), column) for column in columns) + ")"
            for row in rows
        )
        self._create(name, f"select * from (values {listed}) as given_rows ({', '.join(columns)})")

    def _cell(self, value: Any, column: str) -> str:
        kind: type = str
        if column.endswith("_at"):
            kind = datetime.datetime
        elif column.startswith("is_"):
            kind = bool
        return f"cast({self.engine.literal(value)} as {self.engine._sql_type(kind)})"

    def _create(self, name: str, select: str) -> None:
        table = self.engine.table(name, "intermediate")
        warehouse = self.engine.connect()
        try:
            warehouse.execute(f"create schema if not exists {self.engine.schema}_intermediate")
            warehouse.execute(f"drop table if exists {table}")
            warehouse.execute(f"create table {table} as {select}")
        finally:
            warehouse.close()


def differences(
    left: Sequence[Mapping[str, Any]], right: Sequence[Mapping[str, Any]]
) -> list[tuple[str, str, Any, Any]]:
    """Where two answers differ: record, column and both values."""
    return [
        (one["record_id"], column, plain(one[column]), plain(other[column]))
        for one, other in zip(left, right, strict=True)
        for column in one
        if plain(one[column]) != plain(other[column])
    ]
