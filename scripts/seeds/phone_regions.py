"""Write seeds/config/phone_regions.csv: one row per dialling region.

The rows come from the `phonenumbers` package (a port of libphonenumber, Apache-2.0),
which is needed only to run this script. Patterns are rewritten so that the same text
means the same on DuckDB (RE2), PostgreSQL (ARE) and Spark (Java), and prefixes that are a
finite set are written out as a packed list, `,0,06,`, so that SQL needs no regular
expression to find them.

Run: python scripts/seeds/phone_regions.py
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as sre_parser  # type: ignore[attr-defined]

import phonenumbers
from phonenumbers import PhoneMetadata

TARGET = Path(__file__).parents[2] / "seeds" / "config" / "phone_regions.csv"

# National prefixes that carry a rewrite: (prefixes simply removed, pattern, replacement).
# Everything else is derived; `check_rewrites` stops the script when the package changes.
REWRITE_SPLIT = re.compile(r"^\((?P<group>.+)\)\$(?P<rest>(?:\|.+)?)$")


def portable(pattern: str) -> str:
    """The pattern with classes written out, as all three engines read it."""
    return pattern.replace(r"\d", "[0-9]")


def enumerate_language(pattern: str) -> list[str]:
    """Every string of a finite pattern; raises ValueError when it is not finite."""

    def expand(tokens) -> Iterator[str]:  # type: ignore[no-untyped-def]
        if not tokens:
            yield ""
            return
        (kind, argument), rest = tokens[0], tokens[1:]
        heads: list[str]
        if kind == sre.LITERAL:
            heads = [chr(argument)]
        elif kind == sre.IN:
            heads = []
            for item, value in argument:
                if item == sre.LITERAL:
                    heads.append(chr(value))
                elif item == sre.RANGE:
                    heads.extend(chr(code) for code in range(value[0], value[1] + 1))
                elif item == sre.CATEGORY:
                    heads.extend("0123456789")
        elif kind == sre.BRANCH:
            heads = [text for branch in argument[1] for text in expand(list(branch))]
        elif kind == sre.SUBPATTERN:
            heads = list(expand(list(argument[3])))
        elif kind == sre.MAX_REPEAT:
            low, high, body = argument
            if high > 3:
                raise ValueError(pattern)
            once = list(expand(list(body)))
            heads, layer = ([""] if low == 0 else []), [""]
            for count in range(1, high + 1):
                layer = [left + right for left in layer for right in once]
                if count >= low:
                    heads.extend(layer)
        else:
            raise ValueError(pattern)
        for head in heads:
            for tail in expand(rest):
                yield head + tail

    return sorted(set(expand(list(sre_parser.parse(pattern)))), key=lambda s: (len(s), s))


def packed(values: list[str]) -> str:
    """A list as one text that SQL searches with `position`: `,a,b,`."""
    return "," + ",".join(values) + "," if values else ""


def national_prefixes(metadata: PhoneMetadata) -> tuple[list[str], str, str]:
    """The prefixes removed, and the pattern and replacement of the region's rewrite."""
    pattern = metadata.national_prefix_for_parsing
    rule = metadata.national_prefix_transform_rule
    if not pattern:
        return [], "", ""
    if metadata.id == "CN":
        # "(1(?:[12]\d|79)\d\d)|0": five digits choose the carrier, too many to write out.
        carrier = pattern.removeprefix("(").removesuffix(")|0")
        return ["0"], "^" + portable(carrier), ""
    if not rule:
        return [text for text in enumerate_language(pattern) if text], "", ""
    replacement = re.sub(r"\\(\d)", r"$\1", rule)
    split = REWRITE_SPLIT.match(pattern)
    if split:
        # "([2-7]\d{6})$|1": a local number gains its area code, else 1 is removed.
        rest = split["rest"].lstrip("|")
        removed = enumerate_language(rest) if rest else []
        return removed, "^(" + portable(split["group"]) + ")$", replacement
    if metadata.id == "AR":
        # "0?(?:(area)15)?": a mobile is written 0 area 15 number, and dialled 9 area number.
        area = pattern.removeprefix("0?(?:").removesuffix(")?")
        return ["0"], "^0?" + portable(area), replacement
    if metadata.id == "BR":
        # "(?:0|90)(?:(carrier)(number))?": the carrier is chosen call by call.
        tail = pattern.removeprefix("(?:0|90)(?:").removesuffix(")?")
        return ["0", "90"], "^(?:0|90)" + portable(tail) + "$", replacement
    if metadata.id == "GA":
        return [], "^" + portable(pattern) + "$", replacement
    if metadata.id == "JP":
        # "(000[2569]\d{4,6})$" stays as it is.
        first, rest = pattern.split("$|", 1)
        return enumerate_language(rest), "^" + portable(first) + "$", replacement
    raise SystemExit(f"phone_regions: new kind of rewrite in {metadata.id}: {pattern}")


def row_of(region: str, metadata: PhoneMetadata | None, is_main: bool) -> dict[str, object]:
    """One line of the seed."""
    if metadata is None or metadata.general_desc is None:
        raise SystemExit(f"phone_regions: no metadata for {region}")
    desc = metadata.general_desc
    prefixes, rewrite_pattern, rewrite_to = national_prefixes(metadata)
    idd = metadata.international_prefix
    pattern = str(desc.national_number_pattern)
    first_digits = "".join(sorted({text[0] for text in first_characters(pattern)}))
    return {
        "region": region,
        "calling_code": str(metadata.country_code),
        "is_main_region": "true" if is_main else "false",
        # Carrier codes before the prefix (China has 2,100) are left out.
        "idd_prefixes": packed([text for text in enumerate_language(idd) if len(text) < 7])
        if idd
        else "",
        "national_prefixes": packed(prefixes),
        "rewrite_pattern": rewrite_pattern,
        "rewrite_to": rewrite_to,
        "possible_lengths": packed([str(length) for length in desc.possible_length]),
        "max_length": max(desc.possible_length),
        "first_digits": first_digits,
        "number_pattern": "^(?:" + portable(pattern) + ")$",
    }


def first_characters(pattern: str) -> Iterator[str]:
    """The characters with which a match of the pattern can begin."""

    def first(tokens) -> Iterator[str]:  # type: ignore[no-untyped-def]
        kind, argument = tokens[0]
        if kind == sre.LITERAL:
            yield chr(argument)
        elif kind == sre.IN:
            for item, value in argument:
                if item == sre.LITERAL:
                    yield chr(value)
                elif item == sre.RANGE:
                    yield from (chr(code) for code in range(value[0], value[1] + 1))
                else:
                    yield from "0123456789"
        elif kind == sre.BRANCH:
            for branch in argument[1]:
                yield from first(list(branch))
        elif kind == sre.SUBPATTERN:
            yield from first(list(argument[3]))
        elif kind == sre.MAX_REPEAT:
            yield from first(list(argument[2]))
            if argument[0] == 0:
                yield from first(tokens[1:])
        else:
            raise ValueError(pattern)

    return first(list(sre_parser.parse(pattern)))


def main() -> None:
    """Write the seed."""
    rows = []
    for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()):
        for region in sorted(regions):
            if region == "001":
                metadata = PhoneMetadata.metadata_for_nongeo_region(code)
                rows.append(row_of(f"001-{code}", metadata, True))
            else:
                metadata = PhoneMetadata.metadata_for_region(region)
                rows.append(row_of(region, metadata, region == regions[0]))
    with TARGET.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{TARGET.name}: {len(rows)} rows, phonenumbers {phonenumbers.__version__}")


if __name__ == "__main__":
    main()
