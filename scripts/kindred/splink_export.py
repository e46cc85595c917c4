"""Write Kindred's comparisons and weights as a Splink model, as far as Splink can say them."""

import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlglot import exp

from kindred import splink_sql
from kindred.built import built, how_to_build
from kindred.connection import Warehouse, connected
from kindred.errors import InputError, KindredError
from kindred.project import find_project
from kindred.vars_file import project_variables, read_variables

_PAIR_PERSON_COUNT = "case when left_person_key <> right_person_key then 2 else 1 end"
_LEAST_TRAINED_SHARE = 1e-12


@dataclass
class Weights:
    """What training has learnt.

    Attributes:
        prior: Share of matches among all pairs.
        shares: Of the level among matches and among strangers, by weight group and level
            code.
        averages: Share of a level among strangers, whatever the value, by comparison and
            level number.
    """

    prior: float
    shares: dict[tuple[str, str], tuple[float, float]]
    averages: dict[tuple[str, int], float]


@dataclass
class ExportedModel:
    """A Splink model, and what it leaves out.

    Attributes:
        settings: What Splink loads.
        notices: One sentence each.
    """

    settings: dict[str, Any]
    notices: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How much of a model it is."""
        comparisons = self.settings["comparisons"]
        return {
            "comparisons": len(comparisons),
            "levels": sum(len(comparison["comparison_levels"]) for comparison in comparisons),
            "blocking_rules": len(self.settings["blocking_rules_to_generate_predictions"]),
        }


def export_file(out: Path, target: str, vars_file: Path | None) -> ExportedModel:
    """Write the model of the vars, with the weights that the last build has trained.

    Args:
        out: Takes the JSON.
        target: An output of profiles.yml; its warehouse is read unless the weights are
            declared.
        vars_file: dbt vars in place of those of dbt_project.yml.

    Raises:
        InputError: The vars are not to be read.
        KindredError: Nothing is trained yet.
        EngineError: The target does not answer.
    """
    project = find_project()
    variables = {**project_variables(project), **read_variables(vars_file, project)}
    weights = None
    if variables["weights"] != "declared":
        with built(target, vars_file) as (_, settings), connected(settings) as warehouse:
            weights = trained_weights(warehouse, str(settings["schema"]), target)
    model = export_model(variables, target, weights)
    out.write_text(json.dumps(model.settings, indent=2, ensure_ascii=False), encoding="utf-8")
    return model


def trained_weights(warehouse: Warehouse, schema: str, target: str) -> Weights:
    """Read what a build has trained."""
    inner = f"{schema}_intermediate"
    if not warehouse.has_table(inner, "int_match_weights_kept"):
        raise KindredError(f"No weights are trained on {target}. {how_to_build(target)}")
    shares = {
        (group, code): (float(match), float(random))
        for group, code, match, random in warehouse.execute(
            "select weight_group, level_code, match_share, random_share "
            f"from {inner}.int_match_weights_kept"
        )
    }
    averages = {
        (comparison, int(level)): float(share)
        for comparison, level, share in warehouse.execute(
            f"select comparison, level_number, random_share from {inner}.int_random_levels_counted"
        )
    }
    prior, _ = shares.pop(("prior", "all"))
    return Weights(prior, shares, averages)


def export_model(
    variables: Mapping[str, Any], target: str, weights: Weights | None
) -> ExportedModel:
    """The Splink model of vars.

    Args:
        variables: Those of dbt_project.yml and what is set over them.
        target: Engine whose SQL the conditions are.
        weights: What was trained; None where the vars declare the weights.
    """
    return _Writer(variables, target, weights).model()


class _Writer:
    def __init__(self, variables: Mapping[str, Any], target: str, weights: Weights | None) -> None:
        self._variables = variables
        self._target = target
        self._weights = weights
        self._notices: list[str] = []
        read = json.dumps([variables["comparisons"], variables["blocking_rules"]])
        sided = re.findall(r"\b(?:left|right)_([a-z0-9_]+)", read)
        self._measures: dict[str, str] = {
            name: expression
            for comparison in variables["comparisons"]
            for name, expression in comparison.get("measures", {}).items()
        }
        measures = {name.removeprefix("left_").removeprefix("right_") for name in self._measures}
        columns = {name for name in sided if name not in measures} - {"record_id"}
        self._is_raw = all(name.startswith("raw_") for name in columns)

    def model(self) -> ExportedModel:
        comparisons = self._comparisons()
        rules = self._blocking_rules()
        if self._weights is not None:
            self._notices.append(
                "Splink has no class of households: where relatives agree on much, it takes "
                "them for one person sooner than Kindred does."
            )
        for name in ("match_rules", "conflict_rules"):
            if self._variables[name]:
                self._notices.append(f"{name} are no part of a Splink model and are left out.")
        if self._variables["bridge_pairs"]:
            self._notices.append("bridge_pairs: Splink compares only what a blocking rule finds.")
        if not self._is_raw:
            self._notices.append(
                "the model reads the columns of int_records_prepared; give Splink that table."
            )
        prior = self._variables["prior"] if self._weights is None else self._weights.prior
        settings = {
            "link_type": "dedupe_only",
            "sql_dialect": self._target,
            "unique_id_column_name": "record_id",
            "probability_two_random_records_match": prior,
            "retain_matching_columns": False,
            "retain_intermediate_calculation_columns": False,
            "blocking_rules_to_generate_predictions": [
                {"blocking_rule": rule, "sql_dialect": self._target} for rule in rules
            ],
            "comparisons": comparisons,
        }
        return ExportedModel(settings, self._notices)

    # ------------------------------------------------------------------------- SQL

    def _column(self, name: str) -> str:
        return name.removeprefix("raw_") if self._is_raw else name

    def _sided(self, sql: str) -> str:
        """SQL over <column>_l and <column>_r, with the measures written out."""
        for name, expression in self._measures.items():
            if name not in sql:
                continue
            is_call = re.fullmatch(r"\w+\([^()]*\)", expression)
            text = expression if is_call else f"({expression})"
            sql = text.join(re.split(rf"\b{name}\b", sql))
        sql = re.sub(r"\bpair_person_count\b", f"({_PAIR_PERSON_COUNT})", sql)
        return re.sub(
            r"\b(left|right)_([a-z0-9_]+)",
            lambda found: f"{self._column(found[2])}_{found[1][0]}",
            sql,
        )

    def _null_condition(self, comparison: Mapping[str, Any]) -> str | None:
        """When the comparison cannot be made."""
        if "comparable" not in comparison:
            return " or ".join(
                f"{self._column(column)}_{side} is null"
                for column in comparison["requires"]
                for side in ("l", "r")
            )
        if comparison["comparable"] == "true":
            return None
        return f"not coalesce(({self._sided(comparison['comparable'])}), false)"

    # ----------------------------------------------------------------- comparisons

    def _comparisons(self) -> list[dict[str, Any]]:
        groups: dict[str, list[dict[str, Any]]] = {}
        for comparison in self._variables["comparisons"]:
            groups.setdefault(comparison.get("joint", comparison["name"]), []).append(comparison)
        return [
            self._single(group, parts[0]) if len(parts) == 1 else self._joint(group, parts)
            for group, parts in groups.items()
        ]

    def _single(self, group: str, comparison: Mapping[str, Any]) -> dict[str, Any]:
        levels = []
        if condition := self._null_condition(comparison):
            levels.append(_null_level(condition))
        for number, level in enumerate(comparison["levels"]):
            sql = self._sided(level["when"]) if "when" in level else "ELSE"
            m, u = self._shares(group, comparison, number)
            levels.append(
                _level(sql, level["name"], m, u) | self._term_frequency(comparison, level, m, u)
            )
        return {"output_column_name": comparison["name"], "comparison_levels": levels}

    def _joint(self, group: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
        """A joint of two: a level for each combination, and for what one of them lacks."""
        assert self._weights is not None, "declared weights know no joint"
        nulls = [self._null_condition(part) or "false" for part in parts]
        levels = [_null_level(" and ".join(f"({condition})" for condition in nulls))]
        choices = [[None, *range(len(part["levels"]))] for part in parts]
        for numbers in itertools.product(*choices):
            code = "|".join("-" if number is None else str(number) for number in numbers)
            if (group, code) not in self._weights.shares:
                continue
            conditions, names, u = [], [], 1.0
            for part, null, number in zip(parts, nulls, numbers, strict=True):
                if number is None:
                    conditions.append(f"({null})")
                    names.append(f"no {part['name']}")
                    continue
                level = part["levels"][number]
                if "when" in level:
                    conditions.append(f"({self._sided(level['when'])})")
                names.append(f"{part['name']} {level['name']}")
                u *= self._weights.averages[(part["name"], number)]
            m, _ = self._weights.shares[(group, code)]
            sql = " and ".join(conditions) or "ELSE"
            m, u = max(m, _LEAST_TRAINED_SHARE), max(u, _LEAST_TRAINED_SHARE)
            levels.append(_level(sql, ", ".join(names), m, u))
        for part in parts:
            for level in part["levels"]:
                if "frequency" in level:
                    self._notices.append(
                        f"comparison '{part['name']}', level '{level['name']}': a joint of two "
                        "has no term frequency in Splink; the average value is taken."
                    )
        return {"output_column_name": group, "comparison_levels": levels}

    def _shares(
        self, group: str, comparison: Mapping[str, Any], number: int
    ) -> tuple[float, float]:
        level = comparison["levels"][number]
        if self._weights is None:
            return level["m"], level["u"]
        m, u = self._weights.shares[(group, str(number))]
        if "frequency" in level:
            u = self._weights.averages[(comparison["name"], number)]
        return max(m, _LEAST_TRAINED_SHARE), max(u, _LEAST_TRAINED_SHARE)

    def _term_frequency(
        self, comparison: Mapping[str, Any], level: Mapping[str, Any], m: float, u: float
    ) -> dict[str, Any]:
        """The term frequency adjustment of a level."""
        where = f"comparison '{comparison['name']}', level '{level['name']}'"
        exact = re.fullmatch(r"left_(\w+) = right_(\w+)", level.get("when", ""))
        column = exact[1] if exact and exact[1] == exact[2] else None
        if "frequency" in level:
            if column is None:
                self._notices.append(
                    f"{where}: its frequency is SQL, which Splink does not take; the average "
                    "value is taken."
                )
                return {}
            self._notices.append(
                f"{where}: Splink counts how common the value is by itself; Kindred leaves out "
                "the pair's own people, or other SQL."
            )
            return {"tf_adjustment_column": self._column(column)}
        term = level.get("term_frequency")
        if not term:
            return {}
        told = {
            "tf_adjustment_column": self._column(term["column"]),
            "tf_adjustment_weight": term.get("weight", 1.0),
        }
        if term.get("minimum"):
            told["tf_minimum_u_value"] = term["minimum"]
        base = term.get("base", u)
        if base == u:
            if column != term["column"]:
                told["disable_tf_exact_match_detection"] = True
            return told
        wanted = f"left_{term['column']} = right_{term['column']}"
        bases = [other["u"] for other in comparison["levels"] if other.get("when") == wanted]
        if bases[:1] != [base]:
            self._notices.append(
                f"{where}: the base of its term frequency is no level's u, which Splink needs; "
                "the average value is taken."
            )
            return {}
        return told

    # -------------------------------------------------------------- blocking rules

    def _blocking_rules(self) -> list[str]:
        rules = []
        for rule in self._variables["blocking_rules"]:
            keys = [[key] if isinstance(key, str) else key for key in rule["keys"]]
            # two records share a key of a rule, whichever of its keys it is of either
            for left, right in itertools.product(keys, keys):
                if len(left) != len(right):
                    continue
                parts = [
                    f"{self._of(part, 'l')} = {self._of(other, 'r')}"
                    for part, other in zip(left, right, strict=True)
                ]
                if "when" in rule:
                    sql = re.sub(
                        r"\b(left|right)_([a-z0-9_]+)",
                        lambda found: f"{str(found[1])[0]}.{self._column(str(found[2]))}",
                        str(rule["when"]),
                    )
                    parts.append(f"({sql})")
                rules.append(" and ".join(parts))
        if self._variables["max_block_size"] or any(
            rule.get("max_block_size") for rule in self._variables["blocking_rules"]
        ):
            self._notices.append(
                "Splink passes over no key: keys that many records share make far more pairs "
                "than in Kindred (max_block_size, max_lone_block_size, "
                "max_pairs_per_record_and_rule)."
            )
        return rules

    def _of(self, sql: str, side: str) -> str:
        """A key of one of the records."""
        try:
            tree = splink_sql.parse(sql, self._target)
        except splink_sql.UntranslatableError as error:
            raise InputError(f"var blocking_rules: {error}") from None

        def sided(node: exp.Expr) -> exp.Expr:
            if not isinstance(node, exp.Column):
                return node
            return exp.column(self._column(str(node.name)), table=side)

        named = tree.transform(sided)
        text: str = named.sql(dialect=self._target, normalize_functions="lower")
        return text


def _null_level(condition: str) -> dict[str, Any]:
    return {"sql_condition": condition, "label_for_charts": "Null", "is_null_level": True}


def _level(sql: str, name: str, m: float, u: float) -> dict[str, Any]:
    return {
        "sql_condition": sql,
        "label_for_charts": name,
        "m_probability": m,
        "u_probability": u,
    }
