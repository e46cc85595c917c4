"""What became of every customer, as text for a terminal and as Markdown for a code host."""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from kindred.diff import CHANGES, Change, Diff, Member, SegmentChange
from kindred.dry_run import DryRun

_MEANINGS = {
    "merged": "ended in another customer",
    "split": "records went to a new customer",
    "moved": "records went from one customer to another, and both live on",
    "rekeyed": "the same customer under another id",
    "created": "new customers, of new records only",
    "gone": "customers whose records are all gone",
}

Ids = Callable[[str], str]
"""How an id is written."""


def as_text(diff: Diff, dry_run: DryRun | None = None) -> str:
    """The verdict, the counts, and the largest changes of each kind."""
    lines = [verdict(diff) + "."]
    if dry_run is not None:
        lines += ["", *(_plain(line) for line in _dry_run_notes(dry_run))]
    lines += ["", *_columns(_size_rows(diff)), ""]
    counts = [
        (change, _number(diff.change_counts[change]), _records(diff.change_records[change]))
        for change in CHANGES
    ]
    width = max(len(row[1]) for row in counts)
    lines += [
        f"  {change:<8}  {count:>{width}}  {records:<16}  {_MEANINGS[change]}"
        for change, count, records in counts
    ]
    lines += ["", f"  {_moved(diff)}"]
    for kind in CHANGES:
        changes = [change for change in diff.changes if change.change == kind]
        if changes:
            lines += ["", _heading(diff, kind, len(changes)) + ":"]
            lines += [f"  {sentence(change, str)}" for change in changes]
    if diff.segments:
        lines += ["", "Segments:"]
        for segment in diff.segments:
            lines += [f"  {segment.segment_id}: {_segment_size(segment)}"]
            lines += [f"    + {_member(member, str)}" for member in segment.entered_members]
            lines += _more(segment.entered, segment.entered_members, "    + ")
            lines += [f"    - {_member(member, str)}" for member in segment.left_members]
            lines += _more(segment.left, segment.left_members, "    - ")
    return "\n".join(lines)


def as_markdown(diff: Diff, dry_run: DryRun | None = None) -> str:
    """The same for a pull request: tables, and the details folded away."""
    lines = [f"### {_escaped(verdict(diff))}", ""]
    if dry_run is not None:
        notes = list(_dry_run_notes(dry_run))
        for stop in dry_run.would_stop:
            lines += [f"> **Warning:** {_escaped(stop)}", ""]
            notes.remove(stop)
        lines += [f"{note}  " for note in notes[:-1]] + notes[-1:] + [""]
    header, *rows = _size_rows(diff)
    lines += _table(header, [[_escaped(cell) for cell in row] for row in rows], "lrrr")
    lines += [""]
    lines += _table(
        ["change", "count", "records", "meaning"],
        [
            [change, _number(diff.change_counts[change]),
             _number(diff.change_records[change]), _MEANINGS[change]]
            for change in CHANGES
        ],
        "lrrl",
    )  # fmt: skip
    lines += ["", _moved(diff), ""]
    for kind in CHANGES:
        changes = [change for change in diff.changes if change.change == kind]
        if changes:
            lines += _folded(_heading(diff, kind, len(changes)), _changes_table(changes))
    if diff.segments:
        lines += _markdown_segments(diff.segments)
    return "\n".join(lines).rstrip()


def verdict(diff: Diff) -> str:
    """The conclusion in one line, without its full stop."""
    between = f"{diff.before_name} and {diff.after_name}"
    if diff.is_same:
        return f"{between} are the same: {_count(diff.after.customers, 'customer')}"
    told = [
        f"{_number(diff.change_counts[change])} {change}"
        for change in CHANGES
        if diff.change_counts[change]
    ]
    segments = len(diff.changed_segments)
    if segments:
        told.append(f"{_count(segments, 'segment')} changed")
    if not told:
        # records that came to a customer or left it, who is the same
        told.append("no customer changed but by records that are new or gone")
    return f"{between} differ: {', '.join(told)}"


def sentence(change: Change, ids: Ids) -> str:
    """A change in one line."""
    from_id = ids(change.from_customer_id) if change.from_customer_id else ""
    to_id = ids(change.to_customer_id) if change.to_customer_id else ""
    counted = _records(change.record_count)
    told = {
        "merged": f"{from_id} ended, and {counted} of it went to {to_id}",
        "split": f"{to_id} was split off from {from_id}, with {counted}",
        "moved": f"{counted} of {from_id} went to {to_id}",
        "rekeyed": f"{from_id} is {to_id} now, with {counted}",
        "created": f"{to_id} is new, with {counted}",
        "gone": f"{from_id} ended: gone with all it had, {counted}",
    }[change.change]
    why = f", {change.cause}" if change.cause else ""
    return f"{told}{why} (for instance {', '.join(map(ids, change.record_ids))})"


# --------------------------------------------------------------------------- what is told


def _size_rows(diff: Diff) -> list[list[str]]:
    """A heading and a line for each count: what, before, after, the difference."""
    before, after = diff.before, diff.after
    counts: list[tuple[str, int | None, int | None]] = [
        ("records", before.records, after.records),
        ("customers", before.customers, after.customers),
        ("customers with one record", before.singletons, after.singletons),
        ("records of the largest", before.largest_customer_records,
         after.largest_customer_records),
        ("pairs to review", before.review_pairs, after.review_pairs),
    ]  # fmt: skip
    return [["", "before", "after", "change"]] + [
        [name, _number(was), _number(is_), _signed(was, is_)]
        for name, was, is_ in counts
        if was is not None or is_ is not None
    ]


def _moved(diff: Diff) -> str:
    """How many records have another customer_id, which is what other systems notice."""
    told = (
        f"{_number(diff.moved_records)} of the {_records(diff.common_records)} that are in both "
        f"{'is' if diff.moved_records == 1 else 'are'} with another customer_id "
        f"({diff.moved_share * 100:.2f} %); {_number(diff.new_records)} new, "
        f"{_number(diff.gone_records)} gone."
    )
    return f"{told} {_count(diff.unchanged_customers, 'customer')} unchanged."


def _dry_run_notes(dry_run: DryRun) -> Iterator[str]:
    """What the dry run was made with, in Markdown; what would stop the build comes last."""
    if dry_run.settings:
        for setting in dry_run.settings:
            was, is_ = _setting(setting.before), _setting(setting.after)
            if was and is_:
                yield f"`{setting.name}`: {_code(was)} → {_code(is_)}"
            else:
                yield f"`{setting.name}` is another one"
    else:
        yield "Settings: those of the project, with no change."
    yield dry_run.model + "."
    yield from dry_run.would_stop


def _setting(value: object) -> str:
    """A value that fits in a line; of a longer one nothing."""
    text = (
        "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    )
    return text if len(text) <= 60 and "\n" not in text else ""


def _heading(diff: Diff, kind: str, shown: int) -> str:
    count = diff.change_counts[kind]
    largest = "" if count == shown else f", the largest {_number(shown)}"
    return f"{_number(count)} {kind}{largest}"


def _segment_size(segment: SegmentChange) -> str:
    if segment.before is None:
        return f"new, with {_count(segment.after or 0, 'customer')}"
    if segment.after is None:
        return f"there no longer; it had {_count(segment.before, 'customer')}"
    if not segment.entered and not segment.left:
        return f"{_count(segment.after, 'customer')}, the same ones"
    return (
        f"{_number(segment.before)} to {_number(segment.after)} customers, "
        f"{_number(segment.entered)} entered and {_number(segment.left)} left"
    )


def _member(member: Member, ids: Ids) -> str:
    """Who entered or left a segment, and what happened to its records."""
    other = ids(member.other_customer_id) if member.other_customer_id else ""
    told = {
        ("merged", True): f"merged into {other}",
        ("merged", False): f"{other} merged into it",
        ("split", True): f"{other} was split off from it",
        ("split", False): f"split off from {other}",
        ("moved", True): f"gave records to {other}",
        ("moved", False): f"took records from {other}",
        ("rekeyed", True): f"is {other} now",
        ("rekeyed", False): f"was {other}",
        ("created", False): "a new customer",
        ("gone", True): "gone with all its records",
    }.get((member.change or "", member.is_giver), "no record came from or went to another customer")
    return f"{ids(member.customer_id)}: {told}"


# --------------------------------------------------------------------------------- forms


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows in columns, the first one to the left, the others to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        first, *others = [
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(["  " + first, *others]).rstrip()


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], sides: str) -> list[str]:
    """A table in Markdown; sides has l or r for each column."""
    rule = ["--:" if side == "r" else "---" for side in sides]
    return [
        f"| {' | '.join(header)} |".replace("|  |", "| |"),
        f"|{'|'.join(rule)}|",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]


def _folded(summary: str, lines: Sequence[str]) -> list[str]:
    """Lines that show at a click; the empty lines make a host read them as Markdown."""
    return ["<details>", f"<summary>{summary}</summary>", "", *lines, "", "</details>", ""]


def _changes_table(changes: Sequence[Change]) -> list[str]:
    """Changes of one kind, without the columns that none of them has anything in."""

    def customer(customer_id: str | None, count: int | None) -> str:
        return "" if customer_id is None else f"{_code(customer_id)} ({_number(count)})"

    rows = [
        [
            customer(change.from_customer_id, change.from_record_count),
            customer(change.to_customer_id, change.to_record_count),
            _number(change.record_count),
            ", ".join(map(_code, change.record_ids)),
            _escaped(change.cause or ""),
        ]
        for change in changes
    ]
    header = ["from", "to", "records", "for instance", "why"]
    shown = [place for place in range(len(header)) if any(row[place] for row in rows)]
    return _table(
        [header[place] for place in shown],
        [[row[place] for place in shown] for row in rows],
        "".join("llrll"[place] for place in shown),
    )


def _markdown_segments(segments: Sequence[SegmentChange]) -> list[str]:
    rows = [
        [_code(segment.segment_id), _number(segment.before), _number(segment.after),
         _number(segment.entered), _number(segment.left)]
        for segment in segments
    ]  # fmt: skip
    lines = ["#### Segments", ""]
    lines += [*_table(["segment", "before", "after", "entered", "left"], rows, "lrrrr"), ""]
    for segment in segments:
        members = [
            *(f"- entered: {_member(member, _code)}" for member in segment.entered_members),
            *_more(segment.entered, segment.entered_members, "- entered: "),
            *(f"- left: {_member(member, _code)}" for member in segment.left_members),
            *_more(segment.left, segment.left_members, "- left: "),
        ]
        if segment.entered_members or segment.left_members:
            # a summary is HTML, in which Markdown is no more than text
            summary = f"Who entered and left <code>{escape(segment.segment_id)}</code>"
            lines += _folded(summary, members)
    return lines


def _more(count: int, shown: Sequence[Member], start: str) -> list[str]:
    return (
        [f"{start}and {_number(count - len(shown))} more"] if shown and count > len(shown) else []
    )


def _code(text: str) -> str:
    """An id as code: whatever it holds, it neither links, mentions nor breaks a table."""
    flat = re.sub(r"\s+", " ", text).replace("|", r"\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", flat)), default=0) + 1)
    space = " " if flat.startswith("`") or flat.endswith("`") or flat != flat.strip() else ""
    return f"{fence}{space}{flat}{space}{fence}"


def _escaped(text: str) -> str:
    """Text of which a host makes no markup."""
    return re.sub(r"([\\`*_{}\[\]<>|#@~$])", r"\\\1", re.sub(r"\s+", " ", text))


def _plain(markdown: str) -> str:
    """A note without the marks of code."""
    return "  " + markdown.replace("`", "")


def _number(count: int | None) -> str:
    return "" if count is None else f"{count:,}"


def _signed(before: int | None, after: int | None) -> str:
    return "" if before is None or after is None or before == after else f"{after - before:+,}"


def _records(count: int) -> str:
    return _count(count, "record")


def _count(count: int, noun: str) -> str:
    return f"{_number(count)} {noun}{'' if count == 1 else 's'}"
