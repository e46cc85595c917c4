"""Types of raw columns: how each engine calls them, and what text fits into them."""

from __future__ import annotations

import re

STRING, BIGINT, INTEGER, DOUBLE = "string", "bigint", "integer", "double"
BOOLEAN, DATE, TIMESTAMP, ZONED = "boolean", "date", "timestamp", "timestamp with time zone"

_NAMES = {
    STRING: ("string", "text", "varchar", "character varying", "char", "character", "bpchar"),
    BIGINT: ("bigint", "int8", "long"),
    INTEGER: ("integer", "int", "int4", "smallint", "int2", "tinyint"),
    DOUBLE: ("double", "double precision", "float", "float8", "real", "float4"),
    BOOLEAN: ("boolean", "bool"),
    DATE: ("date",),
    TIMESTAMP: ("timestamp", "timestamp without time zone", "timestamp_ntz", "datetime",
                "timestamp_ns", "timestamp_ms", "timestamp_s"),
    ZONED: ("timestamp with time zone", "timestamptz"),
}  # fmt: skip
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names}
_NUMERIC = re.compile(r"(?:numeric|decimal)\((\d+), ?(\d+)\)")
_WIDE_NUMBERS = {"hugeint": 38, "uhugeint": 38, "ubigint": 20, "uinteger": 10}
_ENGINE_TYPES = {
    "duckdb": {STRING: "varchar"},
    "postgres": {STRING: "text", DOUBLE: "double precision"},
    "spark": {ZONED: "timestamp"},
}
_IN_WORDS = {
    BIGINT: "a whole number",
    INTEGER: "a whole number",
    DOUBLE: "a number",
    BOOLEAN: "true or false",
    DATE: "a date such as 2024-02-29",
    TIMESTAMP: "a moment such as 2024-02-29 13:05:07",
    ZONED: "a moment such as 2024-02-29 13:05:07+00:00",
}
_SIGNED = "[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)"
_DAY = "[1-9][0-9]{3}[-/][0-9]{2}[-/][0-9]{2}"
_PLAIN_ZONES = ((" ", ""), ("T", " "), ("Z", "+00"))
_ZONE = "( ?(Z|z|UTC|[+-][0-9]{2}(:?[0-9]{2})?))?"


def kind_of_type(data_type: str) -> str | None:
    """The kind of a type that an engine or a _sources.yml names; None for any other.

    Kinds are the words of this module, and numeric(p, s).
    """
    name = data_type.strip().lower()
    numeric = _NUMERIC.fullmatch(name)
    if numeric:
        return f"numeric({numeric[1]}, {numeric[2]})"
    if name in ("numeric", "decimal"):
        return DOUBLE
    if name in _WIDE_NUMBERS:
        return f"numeric({_WIDE_NUMBERS[name]}, 0)"
    return _KINDS.get(re.sub(r"\(.*?\)", "", name).strip())


def sql_type(kind: str, engine: str) -> str:
    """What an engine calls a kind."""
    return _ENGINE_TYPES[engine].get(kind, kind)


def in_words(kind: str) -> str:
    """What a value of a kind is, with its article."""
    numeric = _NUMERIC.fullmatch(kind)
    if numeric:
        places = "no decimals" if numeric[2] == "0" else f"at most {numeric[2]} decimals"
        return f"a number with {places}"
    return _IN_WORDS[kind]


def text_of(column: str, native: str) -> str:
    """DuckDB's SQL for a value as text, as exactly as text can have it.

    Args:
        column: A quoted column.
        native: Its type in DuckDB.
    """
    if native == "VARCHAR":
        return column
    if native in ("DOUBLE", "FLOAT"):
        return (
            f"case when isnan({column}) then null "
            f"when abs({column}) < 1e37 and {column} = trunc({column}) "
            f"then cast(cast({column} as hugeint) as varchar) "
            f"else cast({column} as varchar) end"
        )
    if native == "TIMESTAMP WITH TIME ZONE":
        return f"cast(({column} at time zone 'UTC') as varchar)"
    if re.match(r"(STRUCT|MAP|UNION)|.*\]$", native):
        return f"cast(to_json({column}) as varchar)"
    return f"cast({column} as varchar)"


def filled_text(column: str, native: str) -> str:
    """The text of a value, NULL where it says that there is none."""
    text = f"trim({text_of(column, native)})"
    return f"case when lower({text}) not in ('', 'null', '\\n') then {text} end"


def value_of(column: str, native: str, kind: str) -> str:
    """DuckDB's SQL for a value of a kind; NULL where there is none and where it does not fit."""
    if kind == STRING:
        return text_of(column, native)
    if kind_of_type(native) == kind:
        return f"cast({column} as {sql_type(kind, 'duckdb')})"
    if (kind_of_type(native), kind) == (ZONED, TIMESTAMP):
        return f"({column} at time zone 'UTC')"
    text = f"({filled_text(column, native)})"
    return _fitting(text, kind)


def _fitting(text: str, kind: str) -> str:
    if kind in (BIGINT, INTEGER):
        digits = f"try_cast(regexp_extract({text}, '[+-]?[0-9]+') as {kind})"
        return _when(text, "[+-]?[0-9]+([.]0*)?", digits)
    numeric = _NUMERIC.fullmatch(kind)
    if numeric:
        precision, scale = numeric.groups()
        number = f"try_cast({text} as decimal({precision}, {scale}))"
        fits = f"regexp_full_match({text}, '[+-]?[0-9]*([.][0-9]{{0,{scale}}}0*)?')"
        return f"case when {fits} then {_when(text, _SIGNED, number)} end"
    if kind == DOUBLE:
        return _when(text, f"{_SIGNED}([eE][+-]?[0-9]+)?", f"try_cast({text} as double)")
    if kind == BOOLEAN:
        return (
            f"case when lower({text}) in ('true', 't', 'yes', 'y', '1') then true "
            f"when lower({text}) in ('false', 'f', 'no', 'n', '0') then false end"
        )
    day = f"replace(substr({text}, 1, 10), '/', '-')"
    if kind == DATE:
        midnight = f"{_DAY}([ Tt]00:00(:00([.]0*)?)?{_ZONE})?"
        return _when(text, midnight, f"try_cast({day} as date)")
    # a zone is taken off by the cast with one; without a zone it is UTC, as the session is
    rest = f"replace('T' || coalesce(nullif(upper(substr({text}, 12)), ''), '00:00'), 'UTC', 'Z')"
    for written, plain in _PLAIN_ZONES:
        rest = f"replace({rest}, '{written}', '{plain}')"
    zoned = f"try_cast({day} || {rest} as timestamptz)"
    moment = f"{_DAY}([ Tt][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}([.][0-9]+)?{_ZONE})?)?"
    value = zoned if kind == ZONED else f"({zoned} at time zone 'UTC')"
    return _when(text, moment, value)


def _when(text: str, pattern: str, value: str) -> str:
    return f"case when regexp_full_match({text}, '{pattern}') then {value} end"
