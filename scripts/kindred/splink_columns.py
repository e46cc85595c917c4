"""Which column of Kindred's a column of a Splink model is."""

from collections.abc import Mapping
from typing import Any

import yaml

from kindred.errors import InputError
from kindred.project import Project

USUAL_NAMES = {
    "given_name": ["first_name", "firstname", "forename", "fname", "given"],
    "middle_name": ["middlename", "middle_names", "second_name"],
    "family_name": ["surname", "last_name", "lastname", "lname", "family"],
    "full_name": ["name", "fullname"],
    "date_of_birth": ["dob", "birth_date", "birthdate", "dateofbirth"],
    "email": ["email_address", "e_mail", "mail"],
    "phone": ["phone_number", "telephone", "mobile", "tel"],
    "street_address": ["address", "address_1", "address1", "address_line_1", "street"],
    "city": ["town", "locality", "suburb"],
    "region": ["state", "county", "province"],
    "postal_code": ["postcode", "post_code", "zip", "zipcode", "zip_code"],
    "country": ["country_code"],
    "national_id": ["ssn", "soc_sec_id", "nhs_number", "nino"],
    "gender": ["sex"],
    "loyalty_id": ["loyalty_number"],
    "created_at": [],
    "updated_at": [],
}
"""Canonical columns of a record, each with the other names that models use for it."""

_PREPARED = ("models", "intermediate", "matching", "_matching__models.yml")


class UnknownColumnError(Exception):
    """A model reads a column that is none of a record's; the message says how to name it."""


class ColumnNames:
    """Finds the column of int_records_prepared that a name in a Splink model stands for."""

    def __init__(self, project: Project, given: Mapping[str, str]) -> None:
        """Read which columns there are.

        Args:
            project: Whose models describe the columns.
            given: Names in the model, each with a canonical or prepared column.

        Raises:
            InputError: A given column does not exist.
        """
        text = project.directory.joinpath(*_PREPARED).read_text(encoding="utf-8")
        models: list[dict[str, Any]] = yaml.safe_load(text)["models"]
        self._prepared = {
            column["name"]
            for model in models
            if model["name"] == "int_records_prepared"
            for column in model["columns"]
        } | {f"raw_{canonical}" for canonical in USUAL_NAMES}
        self._known = {
            name: f"raw_{canonical}"
            for canonical, names in USUAL_NAMES.items()
            for name in (canonical, *names)
        }
        for name, column in given.items():
            if column in USUAL_NAMES:
                self._known[name.lower()] = f"raw_{column}"
            elif column in self._prepared:
                self._known[name.lower()] = column
            else:
                raise InputError(
                    f"--column {name}={column}: there is no column {column}. A record has "
                    f"{', '.join(USUAL_NAMES)}; int_records_prepared has more."
                )
        self._used: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """The column of int_records_prepared.

        Raises:
            UnknownColumnError: None is known, or another name stands for it already.
        """
        found = self._known.get(name, name if name in self._prepared else None)
        if found is None:
            raise UnknownColumnError(
                f"it reads the column {name}, which is none of a record's; say which one it "
                f"is with --column {name}=COLUMN (one of {', '.join(USUAL_NAMES)}), or leave "
                "it out of the model."
            )
        other = self._used.setdefault(found, name)
        if other != name:
            raise UnknownColumnError(
                f"it reads {name}, and {other} is read elsewhere; both would be "
                f"{found.removeprefix('raw_')}. Say what one of them is with --column "
                f"{name}=COLUMN."
            )
        return found
