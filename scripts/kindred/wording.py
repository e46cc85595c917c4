"""Values, counts and lists as messages show them."""

from collections.abc import Sequence


def shown_value(value: str) -> str:
    """A value as it may stand in a message: quoted, control characters escaped, short."""
    return repr(value if len(value) <= 60 else value[:57] + "...")


def count_text(count: int, thing: str) -> str:
    """One value, 2 values."""
    return f"one {thing}" if count == 1 else f"{count} {thing}s"


def row_count_text(count: int) -> str:
    """One row, 2 rows."""
    return count_text(count, "row")


def listing(shown: Sequence[str], total: int, separator: str = ", ") -> str:
    """The first of so many, with how many more there are."""
    more = f"{separator}and {total - len(shown)} more" if total > len(shown) else ""
    return separator.join(shown) + more
