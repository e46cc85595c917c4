"""Phones against libphonenumber, over its own example numbers of every region."""

from collections.abc import Callable

import phonenumbers
import pytest
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from harness.engines import Engine
from harness.standardized import Standardizer

LEAST_AGREEMENT = 0.99
FORMATS = {
    "E.164": PhoneNumberFormat.E164,
    "international": PhoneNumberFormat.INTERNATIONAL,
    "national": PhoneNumberFormat.NATIONAL,
}


def written_forms(number: phonenumbers.PhoneNumber) -> dict[str, str]:
    """The same number as people and systems write it."""
    forms = {name: phonenumbers.format_number(number, kind) for name, kind in FORMATS.items()}
    forms["RFC 3966"] = phonenumbers.format_number(number, PhoneNumberFormat.RFC3966)
    forms["calling code without plus"] = forms["E.164"].removeprefix("+")
    forms["significant digits"] = phonenumbers.national_significant_number(number)
    forms["from the United States"] = "011" + forms["E.164"].removeprefix("+")
    forms["dots"] = forms["national"].replace(" ", ".").replace("-", ".")
    return forms


def libphonenumber(text: str, region: str) -> str | None:
    """E.164 of a text, as the package reads it; None when it cannot be a whole number."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def example_numbers() -> list[tuple[str, str, str]]:
    """Form, text and dialling region of every example number."""
    cases = set()
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in PhoneNumberType.values():
            number = phonenumbers.example_number_for_type(region, kind)
            if number is None:
                continue
            for form, text in written_forms(number).items():
                home = "US" if form == "from the United States" else region
                cases.add((form, text, home))
    return sorted(cases)


@pytest.fixture(scope="module")
def standardizer(engine_named: Callable[[str], Engine]) -> Standardizer:
    """The models on DuckDB; test_same_standards compares the engines."""
    return Standardizer(engine_named("duckdb"))


def test_phones_agree_with_libphonenumber(standardizer: Standardizer) -> None:
    cases = example_numbers()
    found = standardizer.phones([(text, region) for _, text, region in cases])
    wrong = [
        f"{form}: {text!r} in {region}: {got} instead of {expected}"
        for (form, text, region), got in zip(cases, found, strict=True)
        if got != (expected := libphonenumber(text, region))
    ]
    agreement = 1 - len(wrong) / len(cases)
    print(f"{len(cases)} numbers, {agreement:.2%} equal; the others:", *wrong, sep="\n")
    assert agreement >= LEAST_AGREEMENT, "\n".join(wrong[:50])


def test_numbers_in_full_are_always_right(standardizer: Standardizer) -> None:
    cases = [case for case in example_numbers() if case[0] in ("E.164", "international")]
    found = standardizer.phones([(text, "US") for _, text, _ in cases])
    expected = [libphonenumber(text, "US") for _, text, _ in cases]
    wrong = [case for case, got, want in zip(cases, found, expected, strict=True) if got != want]
    assert wrong == []
