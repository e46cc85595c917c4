"""Why two records are, or are not, one customer: the facts, from a built warehouse."""

import heapq
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from kindred.built import built, how_to_build
from kindred.connection import Warehouse, connected
from kindred.console import Console
from kindred.dbt_runner import run_dbt
from kindred.errors import KindredError
from kindred.vars_file import project_variables

_NEEDED = {
    "": ["cluster_cuts", "match_explanations"],
    "_intermediate": [
        "int_block_limits_set", "int_blocking_keys_extracted", "int_customers_assigned",
        "int_decisions_applied", "int_edges_accepted", "int_evidence_shown",
        "int_further_identifiers_shared", "int_identifiers_screened",
        "int_match_weights_kept", "int_pairs_bridged", "int_pairs_forbidden",
        "int_pairs_scored", "int_record_forms_prepared", "int_records_prepared",
        "int_records_standardized",
    ],
}  # fmt: skip
"""Tables that are read, by the suffix of their schema."""

_STEPS_OF_ANY_PAIR = """
with pairs as (
    select cast(? as bigint) as left_key, cast(? as bigint) as right_key
),
records as (select * from {{ ref('int_records_prepared') }}),
identifiers as (select * from {{ ref('int_further_identifiers_shared') }}),
forms as (select * from {{ ref('int_record_forms_prepared') }}),
chosen as ({{ chosen_forms('pairs', 'records', 'identifiers', 'forms') }}),
explained as ({{ best_explained_pairs('chosen', 'records', 'forms') }}),
weights as (select * from {{ ref('int_match_weights_kept') }}),
steps as ({{ explanation_steps('explained', 'weights') }}),
evidence as (select * from {{ ref('int_evidence_shown') }})
select steps.step, steps.comparison, steps.agreement_level,
    {{ shown_value('steps.comparison', 'left_evidence') }} as left_value,
    {{ shown_value('steps.comparison', 'right_evidence') }} as right_value,
    steps.match_share, steps.household_share, steps.random_share, steps.match_weight,
    steps.running_total
from steps
cross join chosen
inner join evidence as left_evidence on chosen.left_form_key = left_evidence.form_key
inner join evidence as right_evidence on chosen.right_form_key = right_evidence.form_key
order by steps.step
"""
"""The SQL of match_explanations for one pair, for the many that the table leaves out."""


_NO_LIMIT = 1_000_000_000
"""What int_block_limits_set writes where a rule has no limit."""


@dataclass(frozen=True)
class Value:
    """The first value of a record; unusable_reason says why it is no evidence, if it is none.

    Of an e-mail or phone that is none, the first further one that may be evidence counts
    instead.
    """

    value: str
    unusable_reason: str | None = None
    counts_instead: str | None = None


@dataclass(frozen=True)
class Record:
    """One of the two records, with its values as people write them."""

    record_id: str
    customer_id: str
    record_key: int = field(repr=False)
    values: dict[str, Value | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """What one comparison adds, in bits; see the table match_explanations."""

    step: int
    comparison: str
    agreement_level: str
    left_value: str | None
    right_value: str | None
    match_share: float
    household_share: float
    random_share: float
    match_weight: float
    running_total: float


@dataclass(frozen=True)
class Edge:
    """A pair accepted as one person, and what accepted it."""

    left_record_id: str
    right_record_id: str
    edge_type: str
    edge_reason: str
    match_weight: float | None
    match_probability: float | None
    agreement: str = ""
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class SharedKey:
    """A blocking key that both records have, and how many records have it in all.

    A key that more records have than the limit allows is passed over: it makes no pair.
    The limit is max_block_size, or less where the rule would make more pairs than its
    budget. A key that more records have than the lone limit is not enough for a pair that
    shares no other. A limit that is None is none.
    """

    blocking_key: str
    record_count: int
    limit: int | None
    lone_limit: int | None
    is_passed_over: bool
    is_over_budget: bool


@dataclass(frozen=True)
class Blocking:
    """The keys that the two records have under one blocking rule.

    Of a record without a key, the columns of int_records_prepared that it lacks for one. A
    rule with a condition makes only the pairs that meet it; is_condition_met is None where
    the two records share no key of the rule, or the rule has no condition.
    """

    blocking_rule: str
    left_keys: list[str]
    right_keys: list[str]
    left_lacks: list[str]
    right_lacks: list[str]
    shared: list[SharedKey]
    condition: str | None = None
    is_condition_met: bool | None = None

    @property
    def usable(self) -> list[SharedKey]:
        """The shared keys that may make the pair: few enough have them, the condition is met."""
        if self.is_condition_met is False:
            return []
        return [key for key in self.shared if not key.is_passed_over]


@dataclass(frozen=True)
class Cut:
    """An edge between two customers and what cut it; see the table cluster_cuts."""

    left_record_id: str
    right_record_id: str
    edge_type: str
    edge_reason: str
    match_probability: float | None
    mean_match_probability: float
    pair_count: int
    missing_pair_count: int
    left_out_pair_count: int
    cut_by: str
    conflict_rule: str | None
    cut_reason: str


@dataclass(frozen=True)
class Explanation:
    """Everything that tells why two records are, or are not, one customer.

    Attributes:
        compared_by: ``blocking``, ``bridge`` (each was likely the same person as a third
            record), or None for records that were never compared.
        steps: The waterfall; of records that were never compared, as it would have been.
        match_probability: As scored; None for records that were never compared.
        edge: The edge between the two records, if there is one.
        path: Of one customer's records without an edge, the edges that join them.
        cut: Of two customers, what cut the edge between the two records, if there was one.
        other_cuts: Of two customers, the edges between their other records, likeliest first.
        decision: same or different, where a steward has spoken of the two records.
        conflict_rule: By which the two records may not be one person.
    """

    left: Record
    right: Record
    is_one_customer: bool
    compared_by: str | None
    steps: list[Step]
    match_weight: float | None
    match_probability: float | None
    household_probability: float | None
    merge_threshold: float
    review_threshold: float
    edge: Edge | None
    path: list[Edge]
    cut: Cut | None
    other_cuts: list[Cut]
    decision: str | None
    conflict_rule: str | None
    blocking: list[Blocking]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON, without the integers that stand for the records."""
        content = asdict(self)
        del content["left"]["record_key"], content["right"]["record_key"]
        return content


def explain(
    left_id: str,
    right_id: str,
    target: str,
    console: Console,
    vars_file: Path | None = None,
) -> Explanation:
    """Gather why two records are, or are not, one customer.

    Pairs that match_explanations leaves out are compared now, by the same SQL, which dbt
    compiles first.

    Args:
        left_id: A record_id of customer_crosswalk.
        right_id: Another one.
        target: An output of profiles.yml whose warehouse is built.
        console: Takes progress.
        vars_file: The dbt vars of the build, where they are not the project's.

    Raises:
        KindredError: The warehouse is not built, or has no such record.
        EngineError: The target does not answer.
    """
    if left_id == right_id:
        raise KindredError(f"{left_id} is given twice; name two records.")
    with built(target, vars_file) as (run, settings):
        variables = {**project_variables(run.project), **run.variables}
        with connected(settings) as warehouse:
            reader = _Reader(warehouse, str(settings["schema"]), variables)
            reader.refuse_unbuilt(target)
            left, right = reader.record(left_id), reader.record(right_id)
            steps = reader.steps(left, right)
        if not steps:
            console.progress("comparing the pair, which match_explanations leaves out")
            command = ["compile", "--inline", _STEPS_OF_ANY_PAIR, "--no-populate-cache"]
            compiled = run_dbt(run, command, console).results[0].node.compiled_code
            with connected(settings) as warehouse:
                keys = sorted([left.record_key, right.record_key])
                steps = [Step(*row) for row in warehouse.execute(compiled, keys)]
            if keys[0] != left.record_key:
                steps = _turned(steps)
        with connected(settings) as warehouse:
            reader = _Reader(warehouse, str(settings["schema"]), variables)
            return reader.explanation(left, right, steps)


class _Reader:
    """Reads what the models left about records; values are bound."""

    def __init__(self, warehouse: Warehouse, schema: str, variables: dict[str, Any]) -> None:
        self._warehouse = warehouse
        self._schema = schema
        self._variables = variables

    def _query(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        names = {"marts": self._schema, "inner": f"{self._schema}_intermediate"}
        return self._warehouse.execute(sql.format(**names), parameters)

    def refuse_unbuilt(self, target: str) -> None:
        """Stop with the mend where a table is missing."""
        for suffix, models in _NEEDED.items():
            for model in models:
                if not self._warehouse.has_table(f"{self._schema}{suffix}", model):
                    raise KindredError(
                        f"The warehouse of the target {target} has no table "
                        f"{self._schema}{suffix}.{model}. {how_to_build(target)}"
                    )

    def record(self, record_id: str) -> Record:
        """A record by its id, with its values."""
        found = self._query(
            "select record_key, customer_id from {inner}.int_customers_assigned "
            "where record_id = ?",
            record_id,
        )
        if not found:
            raise KindredError(self._unknown(record_id))
        ((record_key, customer_id),) = found
        return Record(record_id, customer_id, record_key, self._values(record_key))

    def _unknown(self, record_id: str) -> str:
        near = self._query(
            "select record_id from {inner}.int_customers_assigned where "
            "source_record_id = ? or lower(record_id) = lower(?) order by record_id",
            record_id, record_id,
        )  # fmt: skip
        told = f"No record has the record_id {record_id}."
        if near:
            return f"{told} Did you mean {' or '.join(row[0] for row in near[:3])}?"
        return f"{told} The ids are those of {self._schema}.customer_crosswalk."

    def _values(self, record_key: int) -> dict[str, Value | None]:
        columns = [
            name
            for name in self._warehouse.columns(
                f"select * from {self._schema}_intermediate.int_evidence_shown"
            )
            if name not in ("record_key", "form_key", "record_id")
        ]
        evidence, standard = (
            self._query(
                f"select {', '.join(columns)} from {{inner}}.{model} where {key} = ?",
                record_key,
            )[0]
            for model, key in (
                ("int_evidence_shown", "form_key"),
                ("int_records_standardized", "record_key"),
            )
        )
        reasons = dict(
            self._query(
                "select identifier_type, unusable_reason from {inner}.int_identifiers_screened "
                "where record_key = ? and not is_usable and value_number = 1",
                record_key,
            )
        )
        values: dict[str, Value | None] = {}
        for name, value, shown in zip(columns, standard, evidence, strict=True):
            if value is None:
                values[name] = None if shown is None else Value(str(shown))
            elif shown is None:
                values[name] = Value(str(value), reasons.get(name, "placeholder"))
            elif name in reasons:
                values[name] = Value(str(value), reasons[name], str(shown))
            else:
                values[name] = Value(str(value))
        return values

    def steps(self, left: Record, right: Record) -> list[Step]:
        """The waterfall of a pair from match_explanations, if it is there."""
        return self._steps(left.record_id, right.record_id)

    def _steps(self, left_id: str, right_id: str) -> list[Step]:
        ids = sorted([left_id, right_id], key=str.encode)
        rows = self._query(
            "select step, comparison, agreement_level, left_value, right_value, match_share, "
            "household_share, random_share, match_weight, running_total "
            "from {marts}.match_explanations "
            "where left_record_id = ? and right_record_id = ? order by step",
            *ids,
        )
        steps = [Step(*row) for row in rows]
        return steps if ids[0] == left_id else _turned(steps)

    def explanation(self, left: Record, right: Record, steps: list[Step]) -> Explanation:
        """The whole of it, around the waterfall."""
        keys = sorted([left.record_key, right.record_key])
        scored = self._query(
            "select match_weight, match_probability, household_probability "
            "from {inner}.int_pairs_scored where left_key = ? and right_key = ?",
            *keys,
        )
        bridged = self._query(
            "select 1 from {inner}.int_pairs_bridged where left_key = ? and right_key = ?",
            *keys,
        )
        weight, probability, household = scored[0] if scored else (None, None, None)
        is_one_customer = left.customer_id == right.customer_id
        edges = self._edges(left, right)
        ends = {left.record_id, right.record_id}
        edge = next((e for e in edges if {e.left_record_id, e.right_record_id} == ends), None)
        path: list[Edge] = []
        if is_one_customer and edge is None:
            path = shortest_path(edges, left.record_id, right.record_id)
            path = [self._with_steps(edge) for edge in path]
        cuts = [] if is_one_customer else self._cuts(left, right)
        own_cut = next((c for c in cuts if {c.left_record_id, c.right_record_id} == ends), None)
        decided = self._query(
            "select decision from {inner}.int_decisions_applied "
            "where left_key = ? and right_key = ?",
            *keys,
        )
        conflicts = self._query(
            "select forbidden_reason from {inner}.int_pairs_forbidden "
            "where left_key = ? and right_key = ? and forbidden_reason <> 'decision'",
            *keys,
        )
        return Explanation(
            left=left,
            right=right,
            is_one_customer=is_one_customer,
            compared_by=("bridge" if bridged else "blocking") if scored else None,
            steps=steps,
            match_weight=weight,
            match_probability=probability,
            household_probability=household,
            merge_threshold=float(self._variables["merge_threshold"]),
            review_threshold=float(self._variables["review_threshold"]),
            edge=edge,
            path=path,
            cut=own_cut,
            other_cuts=[cut for cut in cuts if cut is not own_cut],
            decision=decided[0][0] if decided else None,
            conflict_rule=conflicts[0][0] if conflicts else None,
            blocking=self._blocking(left, right),
        )

    def _edges(self, left: Record, right: Record) -> list[Edge]:
        """The edges inside and between the customers of both records."""
        rows = self._query(
            "select left_records.record_id, right_records.record_id, edges.edge_type, "
            "edges.edge_reason, edges.match_weight, edges.match_probability "
            "from {inner}.int_edges_accepted as edges "
            "inner join {inner}.int_customers_assigned as left_records "
            "on edges.left_key = left_records.record_key "
            "inner join {inner}.int_customers_assigned as right_records "
            "on edges.right_key = right_records.record_key "
            "where left_records.customer_id in (?, ?) and right_records.customer_id in (?, ?)",
            left.customer_id, right.customer_id, left.customer_id, right.customer_id,
        )  # fmt: skip
        return [Edge(*row) for row in rows]

    def _with_steps(self, edge: Edge) -> Edge:
        steps = self._steps(edge.left_record_id, edge.right_record_id)
        agreement = ", ".join(f"{step.comparison} {step.agreement_level}" for step in steps[1:])
        return replace(edge, agreement=agreement, steps=steps)

    def _cuts(self, left: Record, right: Record) -> list[Cut]:
        """The edges that were cut between the customers of both records."""
        names = ", ".join(item.name for item in fields(Cut))
        rows = self._query(
            f"select {names} from {{marts}}.cluster_cuts "
            "where left_customer_id in (?, ?) and right_customer_id in (?, ?)",
            left.customer_id, right.customer_id, left.customer_id, right.customer_id,
        )  # fmt: skip
        cuts = [Cut(*row) for row in rows]
        return sorted(cuts, key=lambda cut: (-(cut.match_probability or 0), astuple(cut)[:2]))

    def _blocking(self, left: Record, right: Record) -> list[Blocking]:
        keys: dict[tuple[int, str], list[str]] = {}
        for record_key, rule, key in self._query(
            "select record_key, blocking_rule, blocking_key "
            "from {inner}.int_blocking_keys_extracted where record_key in (?, ?)",
            left.record_key, right.record_key,
        ):  # fmt: skip
            keys.setdefault((record_key, rule), []).append(key)
        limits = {
            rule: (int(limit), int(lone_limit), bool(is_over_budget))
            for rule, limit, lone_limit, is_over_budget in self._query(
                "select blocking_rule, block_size_limit, lone_block_size_limit, is_over_budget "
                "from {inner}.int_block_limits_set"
            )
        }
        lacking = self._lacking(left), self._lacking(right)
        found = []
        for rule in self._variables["blocking_rules"]:
            name = rule["name"]
            left_keys = sorted(keys.get((left.record_key, name), []))
            right_keys = sorted(keys.get((right.record_key, name), []))
            if name not in limits:
                raise KindredError(
                    f"The warehouse was built without the blocking rule {name}: build it with the "
                    "vars of now, or say --vars-file as that build did."
                )
            limit, lone_limit, is_over_budget = limits[name]
            shared = []
            for key in left_keys:
                if key in right_keys:
                    count = self._block_size(name, key)
                    is_passed_over = count > limit
                    shared.append(
                        SharedKey(
                            _readable(key), count, _limit(limit), _limit(lone_limit),
                            is_passed_over, is_passed_over and is_over_budget,
                        )
                    )  # fmt: skip
            condition = rule.get("when")
            read = _columns_read(rule["keys"])
            found.append(
                Blocking(
                    name, [_readable(k) for k in left_keys], [_readable(k) for k in right_keys],
                    [] if left_keys else [column for column in read if column in lacking[0]],
                    [] if right_keys else [column for column in read if column in lacking[1]],
                    shared,
                    condition,
                    self._is_met(condition, left, right) if condition and shared else None,
                )
            )  # fmt: skip
        return found

    def _lacking(self, record: Record) -> set[str]:
        """The columns of int_records_prepared that a record has no value for."""
        prepared = f"select * from {self._schema}_intermediate.int_records_prepared"
        columns = self._warehouse.columns(prepared)
        (row,) = self._query(f"{prepared} where record_key = ?", record.record_key)
        return {column for column, value in zip(columns, row, strict=True) if value is None}

    def _is_met(self, condition: str, left: Record, right: Record) -> bool:
        """Whether two records meet the condition of a blocking rule, as int_pairs_blocked asks."""
        columns = sorted(set(re.findall(r"\b(left|right)_([a-z0-9_]+)", condition)))
        sides = [f"{side}_records.{column} as {side}_{column}" for side, column in columns]
        low, high = sorted([left.record_key, right.record_key])
        prepared = f"{self._schema}_intermediate.int_records_prepared"
        # the keys are numbers: bound ones would make a question mark in the condition one, too
        return bool(
            self._warehouse.execute(
                f"select 1 from (select {', '.join([*sides, '1 as pair'])} "
                f"from {prepared} as left_records cross join {prepared} as right_records "
                f"where left_records.record_key = {low} and right_records.record_key = {high}"
                f") as pairs where {condition}"
            )
        )

    def _block_size(self, rule: str, key: str) -> int:
        ((count,),) = self._query(
            "select count(*) from {inner}.int_blocking_keys_extracted "
            "where blocking_rule = ? and blocking_key = ?",
            rule, key,
        )  # fmt: skip
        return int(count)


def _turned(steps: Sequence[Step]) -> list[Step]:
    """The steps of a pair with its two records changed about."""
    return [
        replace(step, left_value=step.right_value, right_value=step.left_value) for step in steps
    ]


def _limit(size: int) -> int | None:
    return size if size < _NO_LIMIT else None


def _columns_read(keys: Sequence[str | Sequence[str]]) -> list[str]:
    """The names in the keys of a blocking rule, columns and functions, each once."""
    parts = [part for key in keys for part in ([key] if isinstance(key, str) else key)]
    return list(dict.fromkeys(re.findall(r"[a-z_][a-z_0-9]*", " ".join(parts))))


def _readable(blocking_key: str) -> str:
    """The parts of a key, which a control character separates, as people read them."""
    return blocking_key.replace("\x1f", " + ")


def shortest_path(edges: Sequence[Edge], start: str, end: str) -> list[Edge]:
    """The path of fewest edges between two records; of those, the strongest one.

    A path is as strong as the product of its probabilities, where an edge that a score did
    not accept counts as certain. Ties go to the ids that come first.

    Returns:
        The edges in order from start to end, each turned to lead that way; none where no
        path joins the two.
    """
    ways: dict[str, list[Edge]] = {}
    for edge in edges:
        ways.setdefault(edge.left_record_id, []).append(edge)
        turned = replace(
            edge, left_record_id=edge.right_record_id, right_record_id=edge.left_record_id
        )
        ways.setdefault(edge.right_record_id, []).append(turned)
    # the ids of a path tell it apart, so that edges themselves are never compared
    waiting: list[tuple[int, float, tuple[str, ...], list[Edge]]] = [(0, 0.0, (start,), [])]
    settled = set()
    while waiting:
        length, cost, ids, path = heapq.heappop(waiting)
        if ids[-1] == end:
            return path
        if ids[-1] in settled:
            continue
        settled.add(ids[-1])
        for edge in ways.get(ids[-1], []):
            if edge.right_record_id not in settled:
                step = 0.0 if edge.edge_type != "score" else -math.log(edge.match_probability or 1)
                way = (*ids, edge.right_record_id)
                heapq.heappush(waiting, (length + 1, round(cost + step, 9), way, [*path, edge]))
    return []
