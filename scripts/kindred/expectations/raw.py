"""What a raw table should be, by what its _sources.yml says.

Read from the documentation of each column: data_type, meta.required, and, where they stand,

    meta.key: true              part of the key; without any, the first column is it, when it
                                is required
    meta.references: orders.id  each value is in that column of a table of the source, or of
                                another one (shop.orders.id)
    meta.values: [sale, ...]    each value is one of these, capitals aside
    meta.format: email          each value is an e-mail address; phone, country, currency,
                                moment, number, json, none. Without it the name of the column and
                                its type tell
    meta.max_null_share, meta.max_invalid_share: 0.4     limits of its own

and of a table freshness, its loaded_at_field, and, where its column document holds JSON,

    meta.moments: [updated_at, created_at]      the values that tell how new a text is
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from kindred.expectations.suite import (
    SOME_VALUE,
    Expectation,
    Settings,
    Suite,
    literal,
    meta_of,
    of_row,
    private_columns,
)

_FORMATS = {
    "email": ("an e-mail address", "'^[^@ ]+@[^@ ]+[.][^@ .]+$'"),
    "phone": ("a phone number of seven digits or more", "'([0-9][^0-9]*){7}'"),
    "country": ("a country code of two letters", "'^[A-Za-z]{2}$'"),
    "currency": ("a currency code of three letters", "'^[A-Za-z]{3}$'"),
    "number": ("a number", "'^[+-]?[0-9]+([.][0-9]+)?$'"),
}
_READERS = {"moment": ("a moment", "raw_timestamp"), "json": ("a JSON text", "json_document")}
"""The macro that staging reads a value with, and that gives NULL for what it cannot read."""
_NAMED_FORMATS = (
    (r"(.*_)?e?mail(_address)?(_c)?", "email"),
    (r"(.*_)?(phone|mobile|telephone)(_number)?", "phone"),
    (r"(.*_)?country_code", "country"),
    (r"(.*_)?currency", "currency"),
)
_TYPED_FORMATS = (
    (r"timestamp.*", "moment"),
    (r"(tiny|small|big|huge)?int(eger)?|numeric.*|decimal.*|double.*|float|real", "number"),
)
_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0}
_UNIQUE_KEY_SHARE = 0.0


def raw_suites(manifest: Any, variables: Mapping[str, Any], settings: Settings) -> list[Suite]:
    """A suite for each documented table of each source that is switched on.

    Args:
        manifest: The parsed project.
        variables: The vars of the project, as they are for this run.
        settings: What the vars say of quality.
    """
    skipped = {"labels"} if variables.get("labels_relation") is None else set()
    tables = sorted(
        (node for node in manifest.sources.values() if node.source_name not in skipped),
        key=lambda node: (node.source_name, node.name),
    )
    known = {(node.source_name, node.name) for node in tables}
    return [_suite(node, known, settings) for node in tables]


def _suite(node: Any, known: set[tuple[str, str]], settings: Settings) -> Suite:
    columns = list(node.columns.values())
    keys = tuple(column.name for column in columns if meta_of(column).get("key"))
    if not keys and columns and meta_of(columns[0]).get("required"):
        keys = (columns[0].name,)
    expectations = [*_of_the_table(node, keys, settings)]
    for column in columns:
        expectations += _of_a_column(node, column, column.name in keys, known, settings)
    return Suite(
        origin="raw",
        dataset=f"{node.source_name}_{node.name}",
        relation=f"{{{{ raw_table('{node.source_name}', '{node.name}') }}}}",
        keys=keys,
        expectations=expectations,
        required=tuple(column.name for column in columns if meta_of(column).get("required")),
        types={column.name: str(column.data_type or "") for column in columns},
        may_be_missing=bool(meta_of(node).get("optional")),
        private=private_columns(node),
    )


def _of_the_table(node: Any, keys: tuple[str, ...], settings: Settings) -> Iterable[Expectation]:
    newest = _newest(node)
    is_delivered = node.freshness is not None and newest is not None
    yield Expectation(
        "row_count",
        "The table has rows, and about as many as before",
        value="count(*)",
        at_least=settings.limit("row_count", "at_least") if is_delivered else None,
        at_most=settings.limit("row_count", "at_most"),
        usual=settings.usual("row_count"),
    )
    if is_delivered and newest is not None:
        column, sql = newest
        error_days, warn_days = (_days(after) for after in _freshness(node))
        yield Expectation(
            "age_days",
            f"The newest {column} is not long ago, and not to come",
            column=column,
            value=(
                f"{{% set newest %}}{sql}{{% endset %}}"
                "cast({{ dbt.datediff(newest, as_of(), 'hour') }} as {{ type_double() }}) / 24"
            ),
            at_least=settings.limit("age_days", "at_least"),
            at_most=error_days,
            warn_above=warn_days,
            usual=settings.usual("age_days"),
        )
    if keys:
        yield Expectation(
            "duplicate_share",
            f"No two rows have the same {', '.join(keys)}",
            column=", ".join(keys),
            unique=keys,
            at_most=_UNIQUE_KEY_SHARE,
        )


def _newest(node: Any) -> tuple[str, str] | None:
    """The column that tells how new a table is, and the SQL of its newest moment."""
    if node.loaded_at_field:
        text = f"{{% set text %}}{of_row(node.loaded_at_field)}{{% endset %}}"
        return node.loaded_at_field, f"{text}max({{{{ raw_timestamp(text) }}}})"
    moments = meta_of(node).get("moments")
    if not moments:
        return None
    relation = f"raw_table('{node.source_name}', '{node.name}')"
    return "document", f"({{{{ newest_document({relation}, {list(moments)}) }}}})"


def _freshness(node: Any) -> tuple[Any, Any]:
    return node.freshness.error_after, node.freshness.warn_after


def _days(after: Any) -> float | None:
    """An interval of a source's freshness in days; None where there is none."""
    count, period = getattr(after, "count", None), getattr(after, "period", None)
    if count is None or period is None:
        return None
    return float(count) * _DAYS[str(getattr(period, "value", period))]


def _of_a_column(
    node: Any, column: Any, is_key: bool, known: set[tuple[str, str]], settings: Settings
) -> Iterable[Expectation]:
    meta = meta_of(column)
    name, value = column.name, of_row(column.name)
    is_there = f"{value} is not null"
    most_null = 0.0 if is_key else meta.get("max_null_share")
    if most_null is None:
        most_null = settings.limit("null_share", "at_most")
    if most_null is None and meta.get("required"):
        most_null = SOME_VALUE
    yield Expectation(
        "null_share",
        _null_sentence(name, most_null),
        column=name,
        unexpected=f"{value} is null",
        at_most=most_null,
        usual=settings.usual("null_share"),
    )
    form = meta.get("format") or _format_of(name, str(column.data_type or "").lower())
    text = f"cast({value} as {{{{ dbt.type_string() }}}})"
    what, invalid = _invalid(form, text)
    if invalid:
        yield Expectation(
            "invalid_share",
            f"{name} is {what}, where it is there",
            column=name,
            among=f"{is_there} and trim({text}) <> ''",
            unexpected=invalid,
            at_most=meta.get("max_invalid_share", settings.limit("invalid_share", "at_most")),
            is_of_text=form in ("moment", "number"),
            usual=settings.usual("invalid_share"),
        )
    if meta.get("values"):
        values = ", ".join(literal(str(one).lower()) for one in meta["values"])
        yield Expectation(
            "unlisted_share",
            f"{name} is {', '.join(map(str, meta['values']))} or nothing",
            column=name,
            among=is_there,
            unexpected=f"lower(trim({text})) not in ({values})",
            at_most=settings.limit("unlisted_share", "at_most") or 0.0,
        )
    if meta.get("references"):
        source, table, parent = _referenced(str(meta["references"]), node.source_name)
        if (source, table) in known:
            yield Expectation(
                "orphan_share",
                f"{name} is a {parent} of {source}_{table}, where it is there",
                column=name,
                among=is_there,
                unexpected=(
                    f"not exists (select 1 from {{{{ raw_table('{source}', '{table}') }}}} as "
                    f"parent where cast(parent.{parent} as {{{{ dbt.type_string() }}}}) = {text})"
                ),
                at_most=settings.limit("orphan_share", "at_most") or 0.0,
            )


def _null_sentence(name: str, most: float | None) -> str:
    if most is None:
        return f"{name} is missing as often as usual"
    if most == 0:
        return f"{name} is never missing"
    if most == SOME_VALUE:
        return f"{name} is not missing everywhere"
    return f"{name} is seldom missing"


def _invalid(form: str | None, text: str) -> tuple[str, str]:
    """What a value of a form is, and the condition of one that is not; none for no form."""
    if form in _READERS:
        what, reader = _READERS[form]
        return what, f"{{% set text %}}{text}{{% endset %}}{{{{ {reader}(text) }}}} is null"
    if form not in _FORMATS:
        return "", ""
    what, pattern = _FORMATS[form]
    return what, (
        f'{{% set text %}}trim({text}){{% endset %}}not {{{{ matches_regexp(text, "{pattern}") }}}}'
    )


def _referenced(reference: str, source: str) -> tuple[str, str, str]:
    parts = reference.split(".")
    return (source, parts[0], parts[1]) if len(parts) == 2 else (parts[0], parts[1], parts[2])


def _format_of(name: str, data_type: str) -> str | None:
    """The format that a column's type and name tell."""
    for pattern, form in _TYPED_FORMATS:
        if re.fullmatch(pattern, data_type):
            return form
    if data_type in ("string", "text", "varchar", ""):
        for pattern, form in _NAMED_FORMATS:
            if re.fullmatch(pattern, name):
                return form
    return None
