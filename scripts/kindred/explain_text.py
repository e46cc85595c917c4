"""An explanation of two records as text for a terminal."""

import textwrap
from collections.abc import Iterator, Sequence

from kindred.explain import Blocking, Cut, Edge, Explanation, Step, Value

_BAR_WIDTH = 36
_VALUE_WIDTH = 34
_LINE_WIDTH = 96


def as_text(explanation: Explanation) -> str:
    """The verdict, both records beside each other, the waterfall, and what joins them."""
    sections = [
        "\n".join(_wrapped(verdict(explanation))),
        "\n".join(_values(explanation)),
        "\n".join(_waterfall(explanation)),
    ]
    if explanation.path:
        sections.append("\n".join(_path(explanation.path)))
    sections.append("\n".join(_blocking(explanation)))
    return "\n\n".join(section for section in sections if section)


def _wrapped(text: str, indent: str = "") -> Iterator[str]:
    """Lines of at most so many characters; an id is never broken."""
    for line in text.splitlines():
        yield from textwrap.wrap(
            line, _LINE_WIDTH, subsequent_indent=indent,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip


def verdict(explanation: Explanation) -> str:
    """What became of the two records, and why: the conclusion in the first line."""
    left, right = explanation.left, explanation.right
    pair = f"{left.record_id} and {right.record_id}"
    if explanation.is_one_customer:
        return f"{pair} are one customer, {left.customer_id}.\n{_why_one(explanation)}"
    customers = f"{left.customer_id} and {right.customer_id}"
    return f"{pair} are two customers, {customers}.\n{_why_two(explanation)}"


def _why_one(explanation: Explanation) -> str:
    if explanation.edge is not None:
        return f"They are joined directly: {_edge_reason(explanation.edge, explanation)}."
    if explanation.path:
        count = len(explanation.path)
        told = "They were never compared" if explanation.compared_by is None else (
            f"Their own match probability, {probability_text(explanation.match_probability)}, is "
            f"below merge_threshold ({explanation.merge_threshold:g})"
        )  # fmt: skip
        return f"{told}; other records join them, by {count} edges."
    return "No edges lead from one to the other: average linkage put them together."


def _why_two(explanation: Explanation) -> str:
    cut = explanation.cut
    if cut is not None:
        missing = (
            f" ({cut.missing_pair_count} of the pairs were never compared and count 0)"
            if cut.cut_by == "linkage" and cut.missing_pair_count
            else ""
        )
        return (
            f"The two records alone would be joined ({_edge_reason(cut, explanation)}), but "
            f"{cut.cut_reason}{missing}.{_waits(explanation)}"
        )
    told = _why_no_edge(explanation)
    if explanation.decision is not None:
        told += f" A steward decided that they are {explanation.decision}."
    if explanation.conflict_rule is not None:
        told += (
            " They contradict each other, too, and are never one customer (conflict rule "
            f"{explanation.conflict_rule})."
        )
    if explanation.other_cuts:
        nearest = explanation.other_cuts[0]
        told += (
            f"\nThe nearest that the two customers come is {nearest.left_record_id} = "
            f"{nearest.right_record_id} ({_edge_reason(nearest, explanation)}), but "
            f"{nearest.cut_reason}."
        )
    return told


def _why_no_edge(explanation: Explanation) -> str:
    probability = explanation.match_probability
    if probability is None:
        return "They were never compared, and nothing else joins them."
    if probability >= explanation.review_threshold:
        return (
            f"The match probability, {probability_text(probability)}, is below merge_threshold "
            f"({explanation.merge_threshold:g}).{_waits(explanation)}"
        )
    return (
        f"The match probability, {probability_text(probability)}, is below merge_threshold "
        f"({explanation.merge_threshold:g}) and review_threshold "
        f"({explanation.review_threshold:g})."
    )


def _waits(explanation: Explanation) -> str:
    """That the pair is in the review queue, where it is."""
    probability = explanation.match_probability
    is_queued = (
        probability is not None
        and probability >= explanation.review_threshold
        and explanation.decision is None
    )
    return " The pair waits in review_queue." if is_queued else ""


def _edge_reason(edge: Edge | Cut, explanation: Explanation) -> str:
    if edge.edge_type == "score":
        return (
            f"match probability {probability_text(edge.match_probability)}, at least "
            f"merge_threshold ({explanation.merge_threshold:g})"
        )
    return f"{edge.edge_type} {edge.edge_reason}"


def probability_text(probability: float | None) -> str:
    """A probability with enough digits that what is nearly sure does not read as sure."""
    if probability is None:
        return "none"
    if 0.001 <= probability < 0.9995:
        return f"{probability:.3f}"
    if 0.000001 <= probability < 0.9999995:
        return f"{probability:.6f}"
    return "under 0.000001" if probability < 0.5 else "over 0.999999"


# ---------------------------------------------------------------------------- sections


def _values(explanation: Explanation) -> Iterator[str]:
    left, right = explanation.left, explanation.right
    rows = [("record_id", left.record_id, right.record_id)]
    rows += [
        (name, _cell(left.values[name]), _cell(right.values[name]))
        for name in left.values
        if left.values[name] or right.values[name]
    ]
    width = max(_VALUE_WIDTH, *(len(row[1]) for row in rows))
    for name, left_value, right_value in rows:
        yield f"  {name:<16}{left_value:<{width}}  {right_value}".rstrip()


def _cell(value: Value | None) -> str:
    if value is None:
        return ""
    if value.unusable_reason is None:
        return value.value
    if value.counts_instead is not None:
        return f"{value.counts_instead} (not {value.value}: {value.unusable_reason})"
    return f"{value.value} (no evidence: {value.unusable_reason})"


def _waterfall(explanation: Explanation) -> Iterator[str]:
    steps = explanation.steps
    if explanation.compared_by is None:
        yield "Had they been compared:"
    low = min(0.0, *(step.running_total for step in steps))
    high = max(0.0, *(step.running_total for step in steps))
    scale = (_BAR_WIDTH - 1) / max(high - low, 1)
    zero = round(-low * scale)
    heading = f"  {'':<36}{'bits':>8}{'total':>9}  "
    even = "0 (even odds)"
    yield heading + (even.rjust(zero + 1) if zero >= len(even) else " " * zero + even)
    before = 0.0
    for step in steps:
        name = f"{step.comparison}: {step.agreement_level}".replace("_", " ")
        bar = _bar(before, step, low, scale, zero)
        yield f"  {name:<36}{step.match_weight:>+8.2f}{step.running_total:>+9.2f}  {bar}".rstrip()
        before = step.running_total
    total = steps[-1].running_total
    probability = explanation.match_probability
    if probability is None:
        # only the odds: the pair was not scored
        probability = 1 / (1 + 2.0**-total) if total > -1000 else 0.0
    told = f"  match probability {probability_text(probability)}"
    if explanation.household_probability is not None:
        told += f"; two of one household {probability_text(explanation.household_probability)}"
    yield told


def _bar(before: float, step: Step, low: float, scale: float, zero: int) -> str:
    """A line of + or - from the total before to the total after, and | for even odds."""
    start, end = sorted([round((before - low) * scale), round((step.running_total - low) * scale)])
    sign = "+" if step.match_weight >= 0 else "-"
    cells = [" "] * _BAR_WIDTH
    cells[start : end + 1] = sign * (end + 1 - start)
    if not start <= zero <= end:
        cells[zero] = "|"
    return "".join(cells)


def _path(path: Sequence[Edge]) -> Iterator[str]:
    yield "Joined by way of:"
    for edge in path:
        if edge.edge_type == "score":
            reason = f"match probability {probability_text(edge.match_probability)}"
        else:
            reason = f"{edge.edge_type} {edge.edge_reason}"
        agreement = f" ({edge.agreement})" if edge.agreement else ""
        yield f"  {edge.left_record_id} = {edge.right_record_id}: {reason}{agreement}"


def _blocking(explanation: Explanation) -> Iterator[str]:
    shared = [rule for rule in explanation.blocking if rule.shared]
    if explanation.compared_by is not None:
        if explanation.compared_by == "bridge":
            yield "Compared because each is likely the same person as a third record."
            return
        used = [rule.blocking_rule for rule in shared if rule.usable]
        yield from _wrapped(f"Compared because they share the keys of: {', '.join(used)}.", "  ")
        return
    yield f"Never compared: {_why_never(shared)}."
    for rule in explanation.blocking:
        yield from _rule(rule)
    silent = [
        rule.blocking_rule
        for rule in explanation.blocking
        if not rule.left_keys and not rule.right_keys
    ]
    if silent:
        yield from _wrapped(f"  neither has a key of: {', '.join(silent)}", "    ")


def _why_never(shared: Sequence[Blocking]) -> str:
    """Why the keys that two records share, by rule, made no pair of them."""
    if not shared:
        return "they share no key of any blocking rule"
    if all(key.is_passed_over for rule in shared for key in rule.shared):
        return "the only keys that they share belong to too many records"
    lone = "a single common key is not enough unless few records have it"
    unmet = any(
        rule.is_condition_met is False and not key.is_passed_over
        for rule in shared
        for key in rule.shared
    )
    if not unmet:
        return lone
    told = "they share a key, but the rule asks for more than the key"
    return f"{told}; of the other keys, {lone}" if any(rule.usable for rule in shared) else told


def _rule(rule: Blocking) -> Iterator[str]:
    for key in rule.shared:
        told = (
            f"  {rule.blocking_rule}: both have {key.blocking_key}, as have "
            f"{key.record_count} records in all"
        )
        if key.is_over_budget:
            told += f"; the budget of the rule leaves {key.limit}"
        elif key.is_passed_over:
            told += f"; the limit is {key.limit}"
        elif rule.is_condition_met is False:
            told += f"; the rule also asks: {rule.condition}"
        elif key.lone_limit is not None:
            told += f"; the limit of a single common key is {key.lone_limit}"
        yield from _wrapped(told, "    ")
    if not rule.shared and (rule.left_keys or rule.right_keys):
        left = " or ".join(rule.left_keys) or _no_key(rule.left_lacks)
        right = " or ".join(rule.right_keys) or _no_key(rule.right_lacks)
        yield f"  {rule.blocking_rule}: {left} | {right}"


def _no_key(lacking: Sequence[str]) -> str:
    return f"no key, for want of {', '.join(lacking)}" if lacking else "no key"
