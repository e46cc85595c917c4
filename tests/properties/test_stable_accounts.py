"""Account ids last as customer ids do, against plain Python, and the log tells their life."""

import datetime
import functools
import random
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from harness.engines import Engine
from harness.histories import Clusters, Registry, Replay, forget, random_history, typed_select

ACCOUNT_MODELS = ("int_accounts_claimed", "int_account_stays_recorded", "account_events")
FIRST_MOMENT = datetime.datetime(2030, 1, 1)


class AccountReplay(Replay):
    """The same for the models of account ids."""

    MODELS = ACCOUNT_MODELS
    STATES: Mapping[str, str | None] = {"int_account_stays_recorded": "intermediate"}


def write_companies(engine: Engine, clusters: Clusters, shuffle: int = 0) -> None:
    """Put account records that are one company where the models of account ids read them,
    and nobody who works there."""
    order = sorted(clusters)
    random.Random(shuffle).shuffle(order)
    sizes = Counter(clusters.values())
    tables: dict[str, tuple[dict[str, type], list[tuple[object, ...]]]] = {
        "int_account_records_screened": (
            {"account_record_key": int, "account_record_id": str, "parent_record_key": int,
             "company_key": str, "city_key": str, "postal_code_key": str, "street_key": str,
             "phone_key": str},
            [(key, f"crm:{key}", None, f"company {clusters[key]}", "york", None, None, None)
             for key in order],
        ),
        "int_accounts_labelled": (
            {"node_key": int, "group_key": int},
            [(key, clusters[key]) for key in order if sizes[clusters[key]] > 1],
        ),
        "int_customer_ids_followed": ({"customer_id": str, "next_customer_id": str}, []),
        "int_customer_stays_recorded": ({"customer_id": str, "to_run": int}, []),
        "int_account_members_recorded": (
            {"customer_key": int, "customer_id": str, "account_id": str, "from_run": int,
             "from_at": datetime.datetime, "from_account_id": str, "reason": str,
             "to_run": int, "to_at": datetime.datetime},
            [],
        ),
    }  # fmt: skip
    for name, (columns, rows) in tables.items():
        moments = [column for column, kind in columns.items() if kind is datetime.datetime]
        plain = {name: str if name in moments else kind for name, kind in columns.items()}
        chosen = ", ".join(
            f"cast(nullif({column}, '') as timestamp) as {column}" if column in moments else column
            for column in columns
        )
        typed = typed_select(engine, plain, rows)
        engine.write(name, "intermediate", f"select {chosen} from ({typed}) as typed")


@pytest.fixture(scope="module")
def replay_on(engine_named: Callable[[str], Engine]) -> Callable[[str], AccountReplay]:
    """The models of account ids in a schema of their own, run once by dbt."""

    @functools.cache
    def made(engine_name: str) -> AccountReplay:
        here = engine_named(engine_name).sibling("kindred_companies")
        write_companies(here, {1: 1})
        forget(here, AccountReplay.STATES)
        here.dbt("run", "--select", *ACCOUNT_MODELS)
        return AccountReplay(here)

    return made


def accounts(engine: Engine) -> dict[int, str]:
    rows = engine.rows("int_account_stays_recorded", "intermediate")
    return {row["account_record_key"]: row["account_id"] for row in rows if row["to_run"] is None}


def living(events: list[dict[str, Any]]) -> dict[str, int]:
    """Account to how many records it has, by the log alone."""
    counts: Counter[str] = Counter()
    for row in sorted(events, key=lambda row: row["run_number"]):
        kind, count = row["event_type"], row["record_count"]
        if kind in ("created", "restored"):
            counts[row["account_id"]] = count
        elif kind == "record_joined":
            counts[row["account_id"]] += 1
        elif kind == "record_left":
            counts[row["account_id"]] -= 1
        elif kind in ("merged", "retired"):
            counts[row["account_id"]] = 0
    return {account: count for account, count in counts.items() if count}


@pytest.mark.parametrize(
    ("engine_name", "seed", "steps"), [("duckdb", 41, 14), ("duckdb", 44, 14), ("postgres", 52, 6)]
)
def test_a_random_history_equals_the_reference(
    engine_name: str, seed: int, steps: int, replay_on: Callable[[str], AccountReplay]
) -> None:
    """Account records come, go and come back, are one company and two again, and builds are
    killed before and after what they remember."""
    print(f"seed {seed}")
    generator, replay, registry = random.Random(seed), replay_on(engine_name), Registry()
    here = replay.engine
    replay.clear()
    kinds: set[str] = set()
    for step, clusters in enumerate(random_history(generator, steps)):
        write_companies(here, clusters, shuffle=step)
        moment = f"{FIRST_MOMENT + datetime.timedelta(days=step)}"
        if generator.random() < 0.4:
            replay.run(moment, stop_before=generator.randint(1, 2))
        replay.run(moment)
        found = accounts(here)
        assert registry.take(clusters, found) == found, f"step {step}"
        log = here.rows("account_events")
        assert living(log) == dict(Counter(found.values())), f"step {step}"
        assert len({row["event_id"] for row in log}) == len(log), f"step {step}"
        kinds |= {row["event_type"] for row in log}
        begun = ("created", "restored")
        expected = Counter(
            (kind, account) for kind, _, account, _ in registry.events if kind in begun
        )
        last = max((row["run_number"] for row in log), default=0)
        if last == registry.run and registry.events:
            told = Counter(
                (row["event_type"], row["account_id"]) for row in log
                if row["run_number"] == last and row["event_type"] in begun
            )  # fmt: skip
            assert told == expected, f"step {step}"
    wanted = {"created", "restored", "record_joined", "record_left", "merged", "split", "retired"}
    assert kinds >= (wanted if engine_name == "duckdb" else {"created", "merged", "split"})
