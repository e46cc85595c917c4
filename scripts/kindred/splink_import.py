"""Read a Splink model into the vars that make Kindred decide as the model does.

The arithmetic is that of Splink: the weight of a level is log2(m / u), a term frequency
adjustment adds weight · log2(u of the exact match / frequency), and missing values add
nothing. https://moj-analytical-services.github.io/splink tells it in full.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from sqlglot import exp

from kindred import splink_sql
from kindred.errors import InputError
from kindred.project import Project, find_project
from kindred.splink_columns import ColumnNames, UnknownColumnError
from kindred.splink_sql import UntranslatableError

_NOT_OBSERVED = "level not observed in training dataset"
_NOT_OBSERVED_SHARE = 1e-6
_LEAST_SHARE = 1e-300
_NAME_LENGTH = 40  # with its endings a column of PostgreSQL's 63
_DIALECTS = {"duckdb": "duckdb", "spark": "spark", "postgres": "postgres", "athena": "presto"}

_HEADER = """\
# Vars that make Kindred decide as a Splink model does; `kindred model import` wrote them.
#   kindred build --vars-file THIS     kindred resolve RECORDS --out DIR --vars-file THIS
#   dbt build --vars "$(cat THIS)"
"""


@dataclass
class ImportedModel:
    """The vars of a model, and what its user should know.

    Attributes:
        variables: dbt vars.
        notices: One sentence each.
    """

    variables: dict[str, Any]
    notices: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How much of a model it is."""
        comparisons = self.variables["comparisons"]
        return {
            "comparisons": len(comparisons),
            "levels": sum(len(comparison["levels"]) for comparison in comparisons),
            "blocking_rules": len(self.variables["blocking_rules"]),
        }

    def text(self) -> str:
        """The vars as YAML."""
        body: str = yaml.safe_dump(
            self.variables, sort_keys=False, allow_unicode=True, width=10_000
        )
        return _HEADER + body


def import_file(path: Path, out: Path, target: str, given: Mapping[str, str]) -> ImportedModel:
    """Read the JSON file of a Splink model, and write its vars as YAML.

    Args:
        path: What ``linker.misc.save_model_to_json`` of Splink 4 or 5 wrote.
        out: Takes the vars; made or written over when all is well.
        target: Engine whose SQL the conditions become.
        given: Columns of the model, each with the column of a record that it is.

    Raises:
        InputError: The file is no such model, or Kindred cannot say a part of it.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise InputError(f"{path} is no JSON ({error}).") from None
    except RecursionError:
        raise InputError(f"{path} is no Splink model: it is nested too deeply.") from None
    model = import_model(content, find_project(), target, given)
    out.write_text(model.text(), encoding="utf-8")
    return model


def import_model(
    content: Any, project: Project, target: str, given: Mapping[str, str]
) -> ImportedModel:
    """The vars of a Splink model; see import_file."""
    if not isinstance(content, dict) or not isinstance(content.get("comparisons"), list):
        raise InputError(
            "The file is no Splink model: it has no list of comparisons. Splink writes one "
            "with linker.misc.save_model_to_json."
        )
    return _Reader(content, ColumnNames(project, given), target).model()


class _Reader:
    """Reads one model, and gathers every fault before it complains."""

    def __init__(self, content: dict[str, Any], columns: ColumnNames, target: str) -> None:
        self._content = content
        self._columns = columns
        self._target = target
        self._faults: list[str] = []
        self._notices: list[str] = []
        self._dialect = self._sqlglot_dialect()

    def model(self) -> ImportedModel:
        prior = self._content.get("probability_two_random_records_match", 0.0001)
        if not _is_number(prior) or not 0 < prior < 1:
            self._faults.append(
                f"probability_two_random_records_match is {prior}; a share above 0, below 1."
            )
        if self._content.get("link_type") == "link_only":
            self._faults.append(
                "link_type is link_only, which compares records of different sources alone; "
                "Kindred compares all records. Set it to link_and_dedupe."
            )
        comparisons = self._comparisons()
        rules = self._blocking_rules()
        if self._faults:
            faults = "\n".join(f"  {place}. {text}" for place, text in enumerate(self._faults, 1))
            count = len(self._faults)
            raise InputError(
                f"The Splink model cannot be imported ({count} fault{'s' * (count > 1)}):\n{faults}"
            )
        variables = {
            "weights": "declared",
            "prior": float(prior),
            "comparisons": comparisons,
            "blocking_rules": rules,
            "max_block_size": None,
            "max_lone_block_size": None,
            "max_pairs_per_record_and_rule": None,
            "bridge_pairs": False,
            "match_rules": [],
            "conflict_rules": [],
            "unique_identifiers": [],
        }
        return ImportedModel(variables, self._notices)

    def _sqlglot_dialect(self) -> str:
        named = str(self._content.get("sql_dialect", "duckdb"))
        if named not in _DIALECTS:
            self._faults.append(
                f"sql_dialect is {named}; known are {', '.join(_DIALECTS)}. Save the model "
                "with one of their backends."
            )
        return _DIALECTS.get(named, "duckdb")

    @contextmanager
    def _told(self, where: str) -> Iterator[None]:
        """Turn what stops a part of the model into a fault that names the part."""
        try:
            yield
        except (UntranslatableError, UnknownColumnError) as error:
            self._faults.append(f"{where}: {error}")

    # ----------------------------------------------------------------- comparisons

    def _comparisons(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        taken: set[str] = {"prior"}
        for place, content in enumerate(self._content["comparisons"], 1):
            levels = content.get("comparison_levels") if isinstance(content, dict) else None
            if not isinstance(levels, list) or not all(isinstance(level, dict) for level in levels):
                self._faults.append(f"comparison {place} has no list of comparison_levels.")
                continue
            told = str(content.get("output_column_name") or _default_name(levels, self._dialect))
            name = _identifier(told, "comparison", taken)
            found.append(self._comparison(f"comparison '{told}'", name, levels))
        if not self._content["comparisons"]:
            self._faults.append("the model has no comparisons.")
        return found

    def _comparison(self, where: str, name: str, contents: list[dict[str, Any]]) -> dict[str, Any]:
        levels = self._levels(where, contents)
        comparison: dict[str, Any] = {"name": name}
        scored = [level for level in levels if not level.is_null]
        if len(scored) < 2 or not scored[-1].is_else or any(v.is_else for v in levels[:-1]):
            self._faults.append(
                f"{where}: its last level, and no other, must be ELSE, after at least one "
                "level that is not the null level; else some pairs have no level."
            )
            return comparison
        self._default_shares(where, scored)
        read = [column for level in levels for column in level.columns]
        shown = [column.removeprefix("raw_") for column in read if column.startswith("raw_")]
        if shown and shown[0] not in ("created_at", "updated_at", "full_name"):
            comparison["shows"] = shown[0]
        measures = self._measures(name, levels)
        comparison |= self._comparable(levels)
        if measures:
            comparison["measures"] = measures
        taken: set[str] = set()
        comparison["levels"] = []
        for level in scored:
            told: dict[str, Any] = {"name": _identifier(level.label, "level", taken)}
            told["m"], told["u"] = level.m, level.u
            if level.tree is not None:
                told["when"] = splink_sql.text_of(level.tree, self._target)
            with self._told(level.where):
                if term := self._term_frequency(level, scored):
                    told["term_frequency"] = term
            comparison["levels"].append(told)
        return comparison

    def _levels(self, where: str, contents: list[dict[str, Any]]) -> list["_Level"]:
        levels = []
        for place, content in enumerate(contents):
            sql = str(content.get("sql_condition", ""))
            label = str(content.get("label_for_charts") or f"level {place + 1}")
            level = _Level(place, label, f"{where}, level '{label}'", content)
            level.is_null = bool(content.get("is_null_level"))
            level.is_else = sql.strip().upper() == "ELSE"
            if not level.is_null:
                level.m = self._share(level, "m_probability")
                level.u = self._share(level, "u_probability")
            if not level.is_else:
                with self._told(level.where):
                    self._read_condition(level, splink_sql.parse(sql, self._dialect))
            levels.append(level)
        return levels

    def _read_condition(self, level: "_Level", tree: exp.Expr) -> None:
        level.exact_column = splink_sql.exact_match_column(tree)
        level.missing_column = splink_sql.missing_column(tree)
        level.tree = self._sided(tree)
        level.columns = [self._columns(column) for column in splink_sql.columns(tree)]
        splink_sql.rendered(level.tree, self._target)

    def _sided(self, tree: exp.Expr) -> exp.Expr:
        """The condition over left_<column> and right_<column> of int_records_prepared.

        Splink's left record is the one with the lesser id. Where the condition tells the
        sides apart, so must Kindred, whose pairs stand in the order of hashes.
        """
        sides = splink_sql.SIDES
        straight = splink_sql.named(tree, lambda c, side: f"{sides[side]}_{self._columns(c)}")
        if splink_sql.is_symmetric(tree):
            return straight
        other = {"l": "right", "r": "left"}
        turned = splink_sql.named(tree, lambda c, side: f"{other[side]}_{self._columns(c)}")
        in_order = splink_sql.in_order(*(f"{side}_record_id" for side in sides.values()))
        if self._target == "postgres":
            in_order = splink_sql.bytewise(in_order)
        return exp.Case(ifs=[exp.If(this=in_order, true=straight)], default=turned)

    def _share(self, level: "_Level", key: str) -> float | None:
        value = level.content.get(key)
        if value is None:
            return None
        if value == _NOT_OBSERVED:
            return _NOT_OBSERVED_SHARE
        if not _is_number(value) or not _LEAST_SHARE <= value <= 1:
            self._faults.append(
                f"{level.where}: {key} is {value}, which makes the level impossible or "
                "certain; a share above 0, up to 1. Give it a small one, such as 0.000001."
            )
            return 1.0
        return float(value)

    def _default_shares(self, where: str, scored: list["_Level"]) -> None:
        """Fill in the shares that were not trained as Splink does, and say so."""
        matches, randoms = default_shares(len(scored))
        for level, m, u in zip(scored, reversed(matches), reversed(randoms), strict=True):
            lacking = [name for name, value in (("m", level.m), ("u", level.u)) if value is None]
            if lacking:
                self._notices.append(
                    f"{level.where}: {' and '.join(lacking)} not trained; Splink's default "
                    "is taken, as Splink does."
                )
            level.m = m if level.m is None else level.m
            level.u = u if level.u is None else level.u

    def _measures(self, name: str, levels: list["_Level"]) -> dict[str, str]:
        """Give calls that levels repeat a name, which takes their place in the conditions."""
        measures: dict[str, str] = {}
        trees = [level.tree for level in levels if level.tree is not None]
        while (call := splink_sql.repeated_call(trees)) is not None:
            measure = f"{name}_measure_{len(measures) + 1}"
            measures[measure] = splink_sql.text_of(call, self._target)
            for level in levels:
                if level.tree is not None:
                    level.tree = splink_sql.replaced(level.tree, call, measure)
            trees = [level.tree for level in levels if level.tree is not None]
        return measures

    def _comparable(self, levels: list["_Level"]) -> dict[str, Any]:
        """When the comparison can be made: unless a null level is the first that holds."""
        nulls = [level for level in levels if level.is_null and level.tree is not None]
        first = levels[0]
        if nulls == [first] and first.missing_column is not None:
            return {"requires": [self._columns(first.missing_column)]}
        if not nulls:
            return {"comparable": "true"}
        assert nulls[-1].tree is not None
        part = splink_sql.comparable_part(nulls[-1].tree)
        if nulls != [first] or part is None:
            reached = [v for v in levels[: levels.index(nulls[-1]) + 1] if v.tree is not None]
            ifs = [exp.If(this=v.tree, true=exp.Boolean(this=not v.is_null)) for v in reached]
            part = exp.Case(ifs=[branch.copy() for branch in ifs], default=exp.true())
        return {"comparable": splink_sql.text_of(part, self._target)}

    def _term_frequency(self, level: "_Level", scored: list["_Level"]) -> dict[str, Any] | None:
        content = level.content
        named = content.get("tf_adjustment_column")
        weight = content.get("tf_adjustment_weight", 1.0)
        if not named or level.is_else or not weight:
            return None
        name = str(named).strip('"`').lower()
        column = self._columns(name)
        if not column.startswith("raw_"):
            raise UntranslatableError(
                f"its tf_adjustment_column {name} is a prepared column; term frequencies are "
                "counted for columns of the record alone."
            )
        for key in ("tf_adjustment_weight", "tf_minimum_u_value"):
            value = content.get(key)
            if value is not None and not (_is_number(value) and value >= 0):
                raise UntranslatableError(f"its {key} is {value}; a number from 0 up.")
        base = level.u
        if not content.get("disable_tf_exact_match_detection"):
            exact = [other for other in scored if other.exact_column == name]
            if not exact:
                raise UntranslatableError(
                    f"the comparison has no level of exact match on {name}, whose u the term "
                    "frequency stands against; add one, or set "
                    "disable_tf_exact_match_detection."
                )
            base = exact[0].u
        term: dict[str, Any] = {"column": column}
        if weight != 1:
            term["weight"] = float(weight)
        if minimum := content.get("tf_minimum_u_value"):
            term["minimum"] = float(minimum)
        if base != level.u:
            term["base"] = base
        return term

    # -------------------------------------------------------------- blocking rules

    def _blocking_rules(self) -> list[dict[str, Any]]:
        contents = self._content.get("blocking_rules_to_generate_predictions") or []
        rules: list[dict[str, Any]] = []
        taken: set[str] = set()
        for place, content in enumerate(contents, 1):
            where = f"blocking rule {place}"
            told = {"blocking_rule": content} if isinstance(content, str) else content
            if not isinstance(told, dict):
                self._faults.append(f"{where} is {content}; it needs SQL, under blocking_rule.")
                continue
            sql = str(told.get("blocking_rule", ""))
            if told.get("arrays_to_explode"):
                self._faults.append(
                    f"{where} ({sql}) explodes arrays, which records have none of; leave it out."
                )
                continue
            with self._told(f"{where} ({sql})"):
                rule = self._blocking_rule(splink_sql.parse(sql, self._dialect))
                name = _identifier(_rule_name(rule), "rule", taken)
                rules.append({"name": name, **rule})
        if not contents:
            self._notices.append(
                "the model has no blocking rules: every record is compared with every other."
            )
            rules.append({"name": "all_pairs", "keys": ["'all'"]})
        return rules

    def _blocking_rule(self, tree: exp.Expr) -> dict[str, Any]:
        parts = [
            part.unnest() for part in (tree.flatten() if isinstance(tree, exp.And) else [tree])
        ]
        keys, conditions = [], []
        for part in parts:
            key = self._key(part)
            if key is None:
                conditions.append(part)
            else:
                keys.append(key)
        if not keys:
            raise UntranslatableError(
                "no part of it is an equality of the same value of both records "
                "(l.x = r.x and …), so that there is no key to block on; write one rule for "
                "each alternative of an OR."
            )
        rule: dict[str, Any] = {"keys": [keys if len(keys) > 1 else keys[0]]}
        if conditions:
            sided = self._sided(exp.and_(*conditions))
            rule["when"] = splink_sql.rendered(sided, self._target)
        return rule

    def _key(self, part: exp.Expr) -> str | None:
        """The key that both records must share, where the part is such an equality."""
        if not isinstance(part, exp.EQ):
            return None
        ends = []
        for end in (part.this, part.expression):
            sides = {splink_sql.column_and_side(node)[1] for node in end.find_all(exp.Column)}
            if len(sides) != 1:
                return None
            ends.append((sides.pop(), splink_sql.named(end, lambda c, _: self._columns(c))))
        (side, left), (other_side, right) = ends
        if side == other_side or left != right:
            return None
        return splink_sql.rendered(left, self._target)


@dataclass
class _Level:
    """One level of a Splink comparison."""

    place: int
    label: str
    where: str
    content: dict[str, Any]
    is_null: bool = False
    is_else: bool = False
    m: float | None = None
    u: float | None = None
    tree: exp.Expr | None = None
    columns: list[str] = field(default_factory=list)
    exact_column: str | None = None
    missing_column: str | None = None


def default_shares(level_count: int) -> tuple[list[float], list[float]]:
    """Shares m and u that Splink takes for levels that were not trained, weakest level first."""
    rest = (1 - 0.95) / (level_count - 1)
    matches = [rest] * (level_count - 1) + [0.95]
    weights = [-5.0]
    if level_count > 2:
        step = 8 / (level_count - 2)
        weights = [-5 + place * step for place in range(level_count - 1)]
    weights.append(10.0)
    return matches, [m / 2**weight for m, weight in zip(matches, weights, strict=True)]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _default_name(levels: list[dict[str, Any]], dialect: str) -> str:
    """The name that Splink gives a comparison without one: that of its columns."""
    read: list[str] = []
    for level in levels:
        try:
            read += splink_sql.columns(splink_sql.parse(level["sql_condition"], dialect))
        except (KeyError, UntranslatableError):
            continue
    return "_".join(dict.fromkeys(read))


def _rule_name(rule: dict[str, Any]) -> str:
    (key,) = rule["keys"]
    return "_and_".join([key] if isinstance(key, str) else key).replace("raw_", "")


def _identifier(text: str, otherwise: str, taken: set[str]) -> str:
    """A name made of a text: lower-case letters, digits and _, and no other's."""
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:_NAME_LENGTH].strip("_")
    if not name or not name[0].isalpha() or name.startswith(("left_", "right_")):
        name = f"{otherwise}_{name}".strip("_")
    unique = name
    place = 2
    while unique in taken:
        unique = f"{name}_{place}"
        place += 1
    taken.add(unique)
    return unique
