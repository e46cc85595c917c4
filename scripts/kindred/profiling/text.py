"""A profile as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kindred.profiling.measure import ColumnProfile, Counted, Duplicates, TableProfile

_VALUE_WIDTH = 28


def as_text(profiles: Sequence[TableProfile]) -> str:
    """Every table, one below the other."""
    return "\n\n\n".join("\n".join(_table(profile)) for profile in profiles)


def _table(profile: TableProfile) -> Iterator[str]:
    columns = f"{len(profile.columns)} columns"
    yield f"{profile.name}: {_rows(profile.row_count)}, {columns}"
    yield ""
    yield from _laid_out(
        ["column", "type", "filled", "distinct", "length", "most frequent"],
        [_column(column, profile.row_count) for column in profile.columns],
        numbers={2, 3},
    )
    yield from _section(
        "Values that seem to stand for none",
        ["column", "value", "rows", ""],
        [
            [column.name, _shown(value.value), f"{value.row_count:,}", value.note]
            for column in profile.columns
            for value in column.placeholders
        ],
        numbers={2},
    )
    yield from _section(
        "Formats (A capital, a small letters, 9 digit)",
        ["column", "format", "share", "such as", "formats"],
        [
            [
                column.name if first else "",
                _shown(form.value),
                percent(form.row_count, column.filled_count),
                _shown(form.note),
                f"{column.format_count:,}" if first else "",
            ]
            for column in profile.columns
            for first, form in _firsts(column.formats[:3])
        ],
        numbers={2, 4},
    )
    yield ""
    yield "Rows that are there twice"
    yield from (f"  {said}" for said in map(duplicates_text, profile.duplicates))
    yield from _section(
        "What blocking on a column would cost",
        ["column", "pairs", "a row", "in small blocks", "largest blocks"],
        [
            [
                column.name,
                f"{column.pair_count:,}",
                f"{column.pair_count / profile.row_count:,.1f}",
                f"{column.kept_pair_count:,}",
                ", ".join(f"{_shown(b.value)} ({b.row_count:,})" for b in column.blocks[:2]),
            ]
            for column in sorted(profile.columns, key=lambda column: column.pair_count)
            if column.pair_count
        ],
        numbers={1, 2, 3},
    )
    limit = next((column.max_block_size for column in profile.columns), 0)
    yield f"  Small blocks have at most {limit:,} rows (var max_block_size); others are passed by."


def _column(column: ColumnProfile, row_count: int) -> list[str]:
    top = column.top[0] if column.top else None
    shown = f"{_shown(top.value)} ({top.row_count:,})" if top and top.row_count > 1 else ""
    return [
        column.name,
        column.data_type.lower(),
        percent(column.filled_count, row_count),
        f"{column.distinct_count:,}",
        length_text(column),
        shown,
    ]


def length_text(column: ColumnProfile) -> str:
    """Characters of the shortest and the longest value."""
    if not column.top:
        return ""
    if column.shortest == column.longest:
        return str(column.longest)
    return f"{column.shortest} to {column.longest}"


def duplicates_text(found: Duplicates) -> str:
    """What is there twice, in a sentence."""
    if found.kind == "row":
        what = "the same in every column of their own"
    else:
        what = f"the same {' and '.join(found.columns)}"
    if not found.group_count:
        return f"no two rows with {what}" if found.kind != "row" else f"no two rows are {what}"
    joined = "are" if found.kind == "row" else "have"
    groups = "one group" if found.group_count == 1 else f"{found.group_count:,} groups"
    may = "; each may be one person" if found.kind == "person" else ""
    return f"{_rows(found.row_count)} in {groups} {joined} {what}{may}"


def percent(part: int, whole: int) -> str:
    """A share; 100 % and 0 % are said of all and of none alone."""
    if not whole:
        return ""
    share = 100 * part / whole
    if 0 < share < 1:
        return "< 1 %"
    if 99 < share < 100:
        return "> 99 %"
    return f"{share:.0f} %"


def _rows(count: int) -> str:
    return "one row" if count == 1 else f"{count:,} rows"


def _firsts(items: Sequence[Counted]) -> Iterator[tuple[bool, Counted]]:
    for number, item in enumerate(items):
        yield number == 0, item


def _shown(value: str) -> str:
    """A value on one line, short."""
    plain = "".join(letter if letter.isprintable() else "·" for letter in value)
    return plain if len(plain) <= _VALUE_WIDTH else f"{plain[: _VALUE_WIDTH - 1]}…"


def _section(
    title: str, header: Sequence[str], rows: Sequence[Sequence[str]], numbers: set[int]
) -> Iterator[str]:
    if rows:
        yield ""
        yield title
        yield from _laid_out(header, rows, numbers)


def _laid_out(
    header: Sequence[str], rows: Sequence[Sequence[str]], numbers: set[int]
) -> Iterator[str]:
    widths = [max(map(len, cells)) for cells in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        cells = [
            cell.rjust(width) if place in numbers else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield f"  {'  '.join(cells)}".rstrip()
