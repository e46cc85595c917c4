"""What became of every customer between two builds: their crosswalks, compared in SQL."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

from kindred.connection import Warehouse
from kindred.errors import InputError

CHANGES = ("merged", "split", "moved", "rekeyed", "created", "gone")
"""Kinds of change, in the order in which they are told; see Change."""

EXAMPLES = 10
"""Changes of each kind, and members of each segment, that are shown by default."""


@dataclass(frozen=True)
class Build:
    """Where a build's results can be read, as SQL relations of one connection.

    Attributes:
        name: What to call it.
        crosswalk: Has record_id and customer_id, one row per record.
        segments: Has segment_id; None where the build has no segments.
        memberships: Has segment_id and customer_id; None with segments.
        events: The log identity_events, which tells why; None without one.
        cuts: The table cluster_cuts, which tells what keeps customers apart; None without.
        review_queue: One row per pair that waits; None without one.
    """

    name: str
    crosswalk: str
    segments: str | None = None
    memberships: str | None = None
    events: str | None = None
    cuts: str | None = None
    review_queue: str | None = None


@dataclass(frozen=True)
class Size:
    """How much there is in a build; review_pairs is None where it has no queue."""

    records: int
    customers: int
    singletons: int
    largest_customer_records: int
    review_pairs: int | None


@dataclass(frozen=True)
class Change:
    """What happened to a customer, in the words of identity_events.

    A flow is the records that were with one customer (from) and are with another (to):

    - merged: from ended, and to, which there was before, took over records of it. Between
      builds without a common past also: from ended, and all that is left of it went to a
      new customer together with records of others.
    - split: records of from went to a new customer.
    - moved: records of from, which lives on, went to a customer that there was before.
    - rekeyed: from ended, and all that is left of it is a new customer that took nothing
      from anybody else: the same customer under another id.
    - created: a new customer, all of whose records are new.
    - gone: a customer ended, and all its records are gone (identity_events: retired).

    Attributes:
        change: One of CHANGES.
        from_customer_id: None of a created one.
        to_customer_id: None of one that is gone.
        record_count: Records that went from the one to the other; of a created or gone
            customer all that it has or had.
        from_record_count: Records that from had before.
        to_record_count: Records that to has after.
        record_ids: One or two of the records that went.
        cause: Why, from identity_events of the later build, or of a split from its
            cluster_cuts, if they tell.
    """

    change: str
    from_customer_id: str | None
    to_customer_id: str | None
    record_count: int
    from_record_count: int | None
    to_record_count: int | None
    record_ids: list[str]
    cause: str | None = None


@dataclass(frozen=True)
class Member:
    """A customer who entered or left a segment.

    Attributes:
        customer_id: Who.
        change: What happened to its records: a kind of CHANGES, or None where it has the
            same customers' records as before, so that its data or its consent, or the
            segment itself, are other ones.
        other_customer_id: With whom it was merged, split, and so on.
        is_giver: Whether the records went from it to the other one.
    """

    customer_id: str
    change: str | None
    other_customer_id: str | None
    is_giver: bool


@dataclass(frozen=True)
class SegmentChange:
    """A segment before and after; a count is None where the build had no such segment."""

    segment_id: str
    before: int | None
    after: int | None
    entered: int
    left: int
    entered_members: list[Member] = field(default_factory=list)
    left_members: list[Member] = field(default_factory=list)


@dataclass(frozen=True)
class Diff:
    """Two builds compared.

    Attributes:
        before_name: What the earlier build is called.
        after_name: And the later one.
        before: Its size.
        after: And that of the later one.
        common_records: Records that are in both.
        moved_records: Those of them that are with another customer_id.
        new_records: Records that only the later build has.
        gone_records: Records that only the earlier build has.
        unchanged_customers: Customers with the same id and the same records in both.
        change_counts: How many changes there are of each kind.
        change_records: How many records they are about.
        changes: The largest of each kind.
        segments: Every segment of either; None where one of the builds has none at all.
    """

    before_name: str
    after_name: str
    before: Size
    after: Size
    common_records: int
    moved_records: int
    new_records: int
    gone_records: int
    unchanged_customers: int
    change_counts: dict[str, int]
    change_records: dict[str, int]
    changes: list[Change]
    segments: list[SegmentChange] | None

    @property
    def moved_share(self) -> float:
        """Share of the records in both that are with another customer_id."""
        return self.moved_records / self.common_records if self.common_records else 0.0

    @property
    def changed_segments(self) -> list[SegmentChange]:
        """Segments whose members, or which themselves, came or went."""
        return [
            segment
            for segment in self.segments or []
            if segment.entered or segment.left or None in (segment.before, segment.after)
        ]

    @property
    def is_same(self) -> bool:
        """Whether both have the same records with the same customers in the same segments."""
        records = self.moved_records + self.new_records + self.gone_records
        return not records and not self.changed_segments

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        content = asdict(self)
        counts = content.pop("change_counts")
        records = content.pop("change_records")
        return {
            "is_same": self.is_same,
            **content,
            "moved_share": round(self.moved_share, 6),
            "counts": {
                change: {"changes": counts[change], "records": records[change]}
                for change in CHANGES
            },
        }


# ------------------------------------------------------------------------------- SQL

_PAIRS = """
with

joined as (

    select
        coalesce(earlier.record_id, later.record_id) as record_id,
        earlier.customer_id as from_customer_id,
        later.customer_id as to_customer_id
    from {before} as earlier
    full outer join {after} as later on earlier.record_id = later.record_id

),

-- One row per pair of customers that have had records in common, the ends of the records
-- that came and went, and the customers that kept theirs.
pairs as (

    select
        from_customer_id,
        to_customer_id,
        count(*) as record_count,
        min({first}record_id{last}) as first_record_id,
        max({first}record_id{last}) as last_record_id
    from joined
    group by from_customer_id, to_customer_id

),

befores as (

    select
        from_customer_id as customer_id,
        cast(sum(record_count) as bigint) as record_count,
        count(*) as pair_count
    from pairs
    where from_customer_id is not null
    group by from_customer_id

),

afters as (

    select
        to_customer_id as customer_id,
        cast(sum(record_count) as bigint) as record_count,
        count(*) as pair_count
    from pairs
    where to_customer_id is not null
    group by to_customer_id

),

flows as (

    select
        from_customer_id,
        to_customer_id,
        record_count,
        first_record_id,
        last_record_id,
        count(*) over (partition by from_customer_id) as way_out_count,
        count(*) over (partition by to_customer_id) as way_in_count
    from pairs
    where from_customer_id <> to_customer_id

),

changes as (

    select
        case
            when
                lives_on.customer_id is null
                and lived.customer_id is null
                and flows.way_out_count = 1
                and flows.way_in_count = 1
                then 'rekeyed'
            when
                lives_on.customer_id is null
                and (lived.customer_id is not null or flows.way_out_count = 1)
                then 'merged'
            when lived.customer_id is null then 'split'
            else 'moved'
        end as change,
        flows.from_customer_id,
        flows.to_customer_id,
        flows.record_count,
        befores.record_count as from_record_count,
        afters.record_count as to_record_count,
        flows.first_record_id,
        flows.last_record_id
    from flows
    inner join befores on flows.from_customer_id = befores.customer_id
    inner join afters on flows.to_customer_id = afters.customer_id
    left join afters as lives_on on flows.from_customer_id = lives_on.customer_id
    left join befores as lived on flows.to_customer_id = lived.customer_id

    union all

    select
        'created' as change,
        null as from_customer_id,
        pairs.to_customer_id,
        pairs.record_count,
        null as from_record_count,
        afters.record_count as to_record_count,
        pairs.first_record_id,
        pairs.last_record_id
    from pairs
    inner join afters on pairs.to_customer_id = afters.customer_id
    left join befores on pairs.to_customer_id = befores.customer_id
    where
        pairs.from_customer_id is null
        and afters.pair_count = 1
        and befores.customer_id is null

    union all

    select
        'gone' as change,
        pairs.from_customer_id,
        null as to_customer_id,
        pairs.record_count,
        befores.record_count as from_record_count,
        null as to_record_count,
        pairs.first_record_id,
        pairs.last_record_id
    from pairs
    inner join befores on pairs.from_customer_id = befores.customer_id
    left join afters on pairs.from_customer_id = afters.customer_id
    where
        pairs.to_customer_id is null
        and befores.pair_count = 1
        and afters.customer_id is null

)
"""

_RECORDS = """
select
    count(case when from_customer_id is not null and to_customer_id is not null then 1 end),
    count(case when from_customer_id <> to_customer_id then 1 end),
    count(case when from_customer_id is null then 1 end),
    count(case when to_customer_id is null then 1 end)
from joined
"""

_SIZES = """
select
    cast(coalesce(sum(record_count), 0) as bigint),
    count(*),
    count(case when record_count = 1 then 1 end),
    coalesce(max(record_count), 0)
from {side}
"""

_UNCHANGED = """
select count(*)
from befores
inner join afters on befores.customer_id = afters.customer_id
inner join pairs
    on befores.customer_id = pairs.from_customer_id
        and befores.customer_id = pairs.to_customer_id
where befores.pair_count = 1 and afters.pair_count = 1
"""

_CHANGES = """
, ranked as (

    select
        changes.*,
        count(*) over (partition by change) as change_count,
        cast(sum(record_count) over (partition by change) as bigint) as change_records,
        row_number() over (
            partition by change
            order by
                record_count desc,
                {first}coalesce(from_customer_id, ''){last},
                {first}coalesce(to_customer_id, ''){last}
        ) as place
    from changes

)

select
    change,
    from_customer_id,
    to_customer_id,
    record_count,
    from_record_count,
    to_record_count,
    first_record_id,
    last_record_id,
    change_count,
    change_records,
    place
from ranked
where place <= ?
order by change, place
"""

_SEGMENTS = """
, members as (

    select
        coalesce(earlier.segment_id, later.segment_id) as segment_id,
        coalesce(earlier.customer_id, later.customer_id) as customer_id,
        case when earlier.customer_id is null then 0 else 1 end as was_member,
        case when later.customer_id is null then 0 else 1 end as is_member
    from {before_members} as earlier
    full outer join {after_members} as later
        on earlier.segment_id = later.segment_id
            and earlier.customer_id = later.customer_id

),

touches as (

    select
        from_customer_id as customer_id,
        change,
        to_customer_id as other_customer_id,
        1 as is_giver,
        record_count
    from changes
    where from_customer_id is not null

    union all

    select
        to_customer_id as customer_id,
        change,
        from_customer_id as other_customer_id,
        0 as is_giver,
        record_count
    from changes
    where to_customer_id is not null

),

touches_ranked as (

    select
        customer_id,
        change,
        other_customer_id,
        is_giver,
        row_number() over (
            partition by customer_id
            order by
                record_count desc,
                is_giver,
                change,
                {first}coalesce(other_customer_id, ''){last}
        ) as place
    from touches

),

members_ranked as (

    select
        members.segment_id,
        members.customer_id,
        members.was_member,
        members.is_member,
        touches_ranked.change,
        touches_ranked.other_customer_id,
        touches_ranked.is_giver,
        cast(sum(members.was_member) over (partition by members.segment_id) as bigint)
            as before_count,
        cast(sum(members.is_member) over (partition by members.segment_id) as bigint)
            as after_count,
        cast(count(*) over (
            partition by members.segment_id, members.was_member, members.is_member
        ) as bigint) as same_way_count,
        row_number() over (
            partition by members.segment_id, members.was_member, members.is_member
            order by {first}members.customer_id{last}
        ) as place
    from members
    left join touches_ranked
        on members.customer_id = touches_ranked.customer_id
            and touches_ranked.place = 1

)

select
    segment_id,
    customer_id,
    was_member,
    is_member,
    change,
    other_customer_id,
    is_giver,
    before_count,
    after_count,
    same_way_count,
    place
from members_ranked
where place <= case when was_member = is_member then 1 else ? end
order by segment_id, was_member, is_member, place
"""

_CAUSES = """
select
    told.from_customer_id,
    told.customer_id,
    told.cause_type,
    told.cause,
    told.match_probability
from {after} as told
{not_told_before}
where
    told.event_type in ('merged', 'split', 'moved')
    and told.cause_type <> 'linkage'
    and ({these})
order by told.event_number
"""

_CUTS = """
select
    left_customer_id,
    right_customer_id,
    cut_reason
from {after}
where {these}
order by coalesce(match_probability, 1), cut_id
"""

_UNTOLD = "left join {before} as known on told.event_id = known.event_id"


def compare(warehouse: Warehouse, before: Build, after: Build, examples: int = EXAMPLES) -> Diff:
    """Compare two builds that one connection can read.

    Args:
        warehouse: Reads both.
        before: The earlier one.
        after: The later one.
        examples: How many changes of each kind, and members of each segment, to name; the
            counts are of all. 0 names none.

    Raises:
        InputError: A crosswalk has a record twice, or one without an id.
    """
    for build in (before, after):
        _refuse_no_crosswalk(warehouse, build)
    comparison = _Comparison(warehouse, before, after)
    common, moved, new, gone = comparison.query(_RECORDS)[0]
    ((unchanged,),) = comparison.query(_UNCHANGED)
    counts, records, changes = comparison.changes(examples)
    return Diff(
        before_name=before.name,
        after_name=after.name,
        before=comparison.size("befores", before),
        after=comparison.size("afters", after),
        common_records=common,
        moved_records=moved,
        new_records=new,
        gone_records=gone,
        unchanged_customers=unchanged,
        change_counts=counts,
        change_records=records,
        changes=changes,
        segments=comparison.segments(examples),
    )


def _refuse_no_crosswalk(warehouse: Warehouse, build: Build) -> None:
    """Every record must be there once, with a customer, or the join would invent some."""
    ((rows, ids, different, customers),) = warehouse.execute(
        "select count(*), count(record_id), count(distinct record_id), count(customer_id) "
        f"from {build.crosswalk}"
    )
    if ids < rows or customers < rows:
        raise InputError(
            f"The crosswalk of {build.name} has {rows - min(ids, customers)} rows without a "
            "record_id or customer_id."
        )
    if different < ids:
        raise InputError(
            f"The crosswalk of {build.name} has {ids - different} record_ids more than once; "
            "a record belongs to one customer."
        )


class _Comparison:
    """The queries over two crosswalks joined on record_id."""

    def __init__(self, warehouse: Warehouse, before: Build, after: Build) -> None:
        self._warehouse = warehouse
        self._before = before
        self._after = after
        # ids are ordered by their bytes, whatever the collation of the database
        is_collated = warehouse.engine == "postgres"
        self._bytewise = {"first": "(", "last": ') collate "C"'} if is_collated else {
            "first": "", "last": "",
        }  # fmt: skip

    @cached_property
    def _pairs(self) -> str:
        return self._formatted(_PAIRS, before=self._before.crosswalk, after=self._after.crosswalk)

    def _formatted(self, sql: str, **names: str) -> str:
        return sql.format(**names, **self._bytewise)

    def query(self, sql: str, *parameters: object, **names: str) -> list[tuple[Any, ...]]:
        """Rows of a query that goes on from the pairs of customers."""
        return self._warehouse.execute(self._pairs + self._formatted(sql, **names), parameters)

    def size(self, side: str, build: Build) -> Size:
        """How much there is on one side."""
        ((records, customers, singletons, largest),) = self.query(_SIZES, side=side)
        review_pairs = None
        if build.review_queue is not None:
            ((review_pairs,),) = self._warehouse.execute(
                f"select count(*) from {build.review_queue}"
            )
        return Size(records, customers, singletons, largest, review_pairs)

    def changes(self, examples: int) -> tuple[dict[str, int], dict[str, int], list[Change]]:
        """Changes and records of each kind, counted, and the largest changes."""
        counts, records = dict.fromkeys(CHANGES, 0), dict.fromkeys(CHANGES, 0)
        shown = []
        # the first of each kind tells the counts, also where none is to be shown
        for row in self.query(_CHANGES, max(examples, 1)):
            change, counts[row[0]], records[row[0]], place = row[0], *row[8:11]
            if place <= examples:
                _, from_id, to_id, size, from_size, to_size, first_id, last_id = row[:8]
                ids = sorted({first_id, last_id}, key=str.encode)
                shown.append(Change(change, from_id, to_id, size, from_size, to_size, ids))
        causes = {**self._cuts(shown), **self._causes(shown)}
        changes = [
            replace(change, cause=causes.get((change.from_customer_id, change.to_customer_id)))
            for change in sorted(shown, key=lambda change: CHANGES.index(change.change))
        ]
        return counts, records, changes

    def _causes(self, changes: Sequence[Change]) -> dict[tuple[str | None, str | None], str]:
        """Why records went from one customer to another, where the later log tells."""
        flows = [(change.from_customer_id, change.to_customer_id) for change in changes]
        asked = [flow for flow in flows if None not in flow]
        if self._after.events is None or not asked:
            return {}
        these = "(told.from_customer_id = ? and told.customer_id = ?)"
        untold, condition = "", " or ".join(these for _ in asked)
        if self._before.events is not None:
            untold = _UNTOLD.format(before=self._before.events)
            condition = f"known.event_id is null and ({condition})"
        sql = _CAUSES.format(after=self._after.events, not_told_before=untold, these=condition)
        rows = self._warehouse.execute(sql, [name for flow in asked for name in flow])
        return {(row[0], row[1]): _cause_text(*row[2:]) for row in rows}

    def _cuts(self, changes: Sequence[Change]) -> dict[tuple[str | None, str | None], str]:
        """What keeps customers apart that were one."""
        splits = [
            (change.from_customer_id, change.to_customer_id)
            for change in changes
            if change.change == "split"
        ]
        if self._after.cuts is None or not splits:
            return {}
        these = "(left_customer_id = ? and right_customer_id = ?)"
        both_ways = [pair for split in splits for pair in (split, split[::-1])]
        sql = _CUTS.format(after=self._after.cuts, these=" or ".join(these for _ in both_ways))
        rows = self._warehouse.execute(sql, [name for pair in both_ways for name in pair])
        reasons = {(left, right): f"since {reason}" for left, right, reason in rows}
        return {
            split: reasons.get(split)
            or reasons.get(split[::-1])
            or "since no accepted pair joins the two"
            for split in splits
        }

    def segments(self, examples: int) -> list[SegmentChange] | None:
        """Every segment of either build."""
        sides = (self._before, self._after)
        if any(side.memberships is None or side.segments is None for side in sides):
            return None
        declared = [
            {name for (name,) in self._warehouse.execute(f"select segment_id from {side.segments}")}
            for side in sides
        ]
        assert self._before.memberships is not None
        assert self._after.memberships is not None
        rows = self.query(
            _SEGMENTS, max(examples, 1),
            before_members=self._before.memberships,
            after_members=self._after.memberships,
        )  # fmt: skip
        counts: dict[str, tuple[int, int]] = {}
        entered: dict[str, tuple[int, list[Member]]] = {}
        left: dict[str, tuple[int, list[Member]]] = {}
        for row in rows:
            name, customer_id, was_member, is_member, change, other, is_giver = row[:7]
            counts[name] = (row[7], row[8])
            if was_member == is_member:
                continue
            _, members = (left if was_member else entered).setdefault(name, (row[9], []))
            if row[10] <= examples:
                members.append(Member(customer_id, change, other, bool(is_giver)))
        return [
            SegmentChange(
                name,
                counts.get(name, (0, 0))[0] if name in declared[0] else None,
                counts.get(name, (0, 0))[1] if name in declared[1] else None,
                entered.get(name, (0, []))[0],
                left.get(name, (0, []))[0],
                entered.get(name, (0, []))[1],
                left.get(name, (0, []))[1],
            )
            for name in sorted(set().union(*declared, counts))
        ]


def _cause_text(cause_type: str, cause: str | None, probability: float | None) -> str:
    """What identity_events says of a cause, in its words, without the pair of records."""
    if cause_type == "decision":
        return f"as {cause or 'a steward'} decided"
    if cause_type == "conflict":
        return f"by the conflict rule {cause}"
    if cause_type == "record_gone":
        return f"since {cause} is gone, which held it there"
    percent = "" if probability is None else f"{probability * 100:.0f} %"
    if cause_type == "edge_gone":
        word = "with" if "below merge_threshold" in str(cause) else "after"
        return f"since {cause}" + (f", {word} {percent}" if percent else "")
    if cause_type == "score":
        return f"by a match probability of {percent}"
    return f"by the rule {cause}" + (f", with a match probability of {percent}" if percent else "")
