"""Training finds the shares of a mixture that is known, and equals a plain reference."""

import itertools
import math
from collections.abc import Callable, Sequence

import pytest

from harness.engines import Engine

RECORDS = 2000
ALL_PAIRS = RECORDS * (RECORDS - 1) / 2
PRIORS = {"match": 1500 / ALL_PAIRS, "household": 2500 / ALL_PAIRS}

# group: shares of its levels among matches, households and strangers, what is declared for
# the first two, and whether households are learnt (else they are as strangers)
GROUPS: dict[str, tuple[list[float], list[float], list[float], list[float], list[float], bool]] = {
    "given": ([0.85, 0.10, 0.05], [0.01, 0.04, 0.95], [0.01, 0.04, 0.95],
              [0.7, 0.2, 0.1], [0.0, 0.0, 0.0], False),
    "birth": ([0.90, 0.06, 0.04], [0.001, 0.019, 0.98], [0.001, 0.019, 0.98],
              [0.8, 0.1, 0.1], [0.0, 0.0, 0.0], False),
    "address": ([0.50, 0.20, 0.30], [0.90, 0.05, 0.05], [0.001, 0.01, 0.989],
                [0.6, 0.2, 0.2], [0.7, 0.1, 0.2], True),
    "email": ([0.60, 0.10, 0.30], [0.10, 0.01, 0.89], [0.0001, 0.001, 0.9989],
              [0.5, 0.1, 0.4], [0.2, 0.1, 0.7], True),
}  # fmt: skip


def _patterns() -> dict[tuple[int, ...], int]:
    """Expected count of every pattern, whole pairs."""
    counts = {}
    for levels in itertools.product(range(3), repeat=len(GROUPS)):
        shares = [
            math.prod(
                group[kind][level] for group, level in zip(GROUPS.values(), levels, strict=True)
            )
            for kind in range(3)
        ]
        mixed = (
            PRIORS["match"] * shares[0]
            + PRIORS["household"] * shares[1]
            + (1 - PRIORS["match"] - PRIORS["household"]) * shares[2]
        )
        count = round(ALL_PAIRS * mixed)
        if count:
            counts[levels] = count
    return counts


def _reference(
    counts: dict[tuple[int, ...], int], rounds: int
) -> tuple[dict[str, list[float]], dict[str, list[float]], float, float]:
    """Expectation-maximisation in plain Python, with the same shrinkage."""
    match = {name: list(group[3]) for name, group in GROUPS.items()}
    household = {name: list(group[4] if group[5] else group[2]) for name, group in GROUPS.items()}
    match_prior, household_prior = 0.8 / (RECORDS - 1), 0.6 / (RECORDS - 1)
    for _ in range(rounds):
        sums = {name: [[0.0] * 3, [0.0] * 3] for name in GROUPS}
        totals = [0.0, 0.0]
        for levels, count in counts.items():
            named = list(zip(GROUPS, levels, strict=True))
            odds = [
                match_prior * math.prod(match[name][level] for name, level in named),
                household_prior * math.prod(household[name][level] for name, level in named),
                (1 - match_prior - household_prior)
                * math.prod(GROUPS[name][2][level] for name, level in named),
            ]
            for kind in range(2):
                expected = count * odds[kind] / sum(odds)
                totals[kind] += expected
                for name, level in named:
                    sums[name][kind][level] += expected
        for name, group in GROUPS.items():
            match[name] = _drawn(sums[name][0], group[3], totals[0])
            if group[5]:
                household[name] = _drawn(sums[name][1], group[4], totals[1])
        match_prior = (totals[0] + 0.8) / (ALL_PAIRS + 1000)
        household_prior = (totals[1] + 0.6) / (ALL_PAIRS + 1000)
    return match, household, match_prior, household_prior


def _drawn(counts: Sequence[float], declared: Sequence[float], total: float) -> list[float]:
    return [
        (count + 5 * share) / (total + 5) for count, share in zip(counts, declared, strict=True)
    ]


def _write_inputs(engine: Engine, counts: dict[tuple[int, ...], int]) -> None:
    levels: list[dict[str, object]] = []
    for name, (_, _, random, expected, household, is_learnt) in GROUPS.items():
        for level in range(3):
            levels.append({
                "weight_group": name, "level_code": str(level), "first_level": level,
                "second_level": None, "is_whole": True, "expected_match": expected[level],
                "expected_household": household[level], "first_match_cap": None,
                "first_household": "learnt" if is_learnt else "random",
                "second_household": None, "is_random_learnt": False,
                "comparable_share": 1.0, "first_random_share": random[level],
                "second_random_share": None, "second_random_average": None,
                "all_pair_count": ALL_PAIRS,
            })  # fmt: skip
    prior = dict.fromkeys(levels[0])
    prior |= {
        "weight_group": "prior", "level_code": "all", "is_whole": True,
        "expected_match": 0.8 / (RECORDS - 1), "expected_household": 0.6 / (RECORDS - 1),
        "is_random_learnt": False, "all_pair_count": ALL_PAIRS,
    }  # fmt: skip
    levels.append(prior)
    types = {"second_level": "integer", "first_level": "integer"}
    double = "double precision" if engine.name == "postgres" else "double"
    columns = ", ".join(
        f"cast({name} as {types.get(name, double)}) as {name}"
        if name.endswith(("_share", "_cap", "_average", "_level"))
        else name
        for name in levels[0]
    )
    engine.write(
        "int_match_levels_expected",
        "intermediate",
        f"select {columns} from ({engine.values(levels)}) as given_levels",
    )
    read, counted = [], []
    for number, (pattern, count) in enumerate(counts.items()):
        counted.append({
            "agreement_pattern": number, "household_bucket": 0, "random_bucket": 0,
            "pair_count": count,
        })  # fmt: skip
        codes = [*zip(GROUPS, map(str, pattern), strict=True), ("prior", "all")]
        read += [
            {"agreement_pattern": number, "weight_group": name, "level_code": code}
            for name, code in codes
        ]
    engine.write("int_patterns_counted", "intermediate", engine.values(counted))
    engine.write("int_pattern_levels_read", "intermediate", engine.values(read))


# on Spark the demo's build does the same, and its rows are compared with DuckDB's
@pytest.mark.parametrize("engine_name", ["duckdb", "postgres"])
def test_training_finds_a_known_mixture(
    engine_name: str, workbench_named: Callable[[str], Engine]
) -> None:
    workbench = workbench_named(engine_name)
    counts = _patterns()
    _write_inputs(workbench, counts)

    workbench.dbt("run", "--select", "int_match_weights_trained")

    rows = workbench.rows("int_match_weights_trained", "intermediate")
    shares = {(row["weight_group"], row["level_code"]): row for row in rows}
    rounds = max(row["round_number"] for row in rows)
    match, household, match_prior, household_prior = _reference(counts, rounds)
    for name, group in GROUPS.items():
        for level in range(3):
            found = shares[name, str(level)]
            assert found["match_share"] == pytest.approx(match[name][level], abs=1e-6)
            assert found["household_share"] == pytest.approx(household[name][level], abs=1e-6)
            assert found["match_share"] == pytest.approx(group[0][level], abs=0.02)
            assert found["household_share"] == pytest.approx(group[1][level], abs=0.02)
    prior = shares["prior", "all"]
    assert prior["match_share"] == pytest.approx(match_prior, rel=1e-5)
    assert prior["household_share"] == pytest.approx(household_prior, rel=1e-5)
    assert prior["match_share"] == pytest.approx(PRIORS["match"], rel=0.05)
    assert prior["household_share"] == pytest.approx(PRIORS["household"], rel=0.05)
