"""`kindred decide`: what a steward says holds in the next build, by whatever path."""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.engines import DbtFailedError, Engine
from kindred.cli import main
from kindred.dbt_runner import environment
from kindred.decide import Standing, contradictions


def invoke(engine: Engine, *arguments: str):
    with environment(engine._environment):
        return CliRunner().invoke(main, arguments)


def decide(engine: Engine, *arguments: str):
    return invoke(engine, "decide", *arguments)


@pytest.fixture
def warehouse(duckdb_demo: Engine) -> Engine:
    """A copy of the demo that may be changed."""
    copy = duckdb_demo.copied()
    copy.query("delete from kindred_decisions.decisions")
    copy.query("delete from kindred_decisions.accepted_items")
    return copy


def customers(engine: Engine) -> dict[str, str]:
    return {row["record_id"]: row["customer_id"] for row in engine.rows("customer_crosswalk")}


def test_decisions_hold_in_the_next_build(warehouse: Engine) -> None:
    before = customers(warehouse)
    sizes = Counter(before.values())
    # one of the two is alone, so that the decision merges customers
    queue = sorted(warehouse.rows("review_queue"), key=lambda row: row["review_id"])
    asked = next(row for row in queue if sizes[row["right_customer_id"]] == 1)
    together = asked["left_record_id"], asked["right_record_id"]
    members: dict[str, list[str]] = {}
    for record_id, customer_id in sorted(before.items()):
        members.setdefault(customer_id, []).append(record_id)
    largest = max(members.values(), key=lambda group: (len(group), group))
    first, second, *others = largest
    alone = [group[0] for group in members.values() if len(group) == 1]
    strangers = [record for record in alone if record not in together][:3]
    # another pair of two customers than the one that asks about them
    item = next(
        row
        for row in sorted(warehouse.rows("review_items"), key=lambda row: row["item_id"])
        if row["item_type"] == "pair"
        and sizes[row["customer_id"]] > 2
        and row["other_customer_id"] not in (before[record] for record in (*together, *strangers))
        and sizes[row["other_customer_id"]] == 1
        and row["customer_id"] != before[first]
    )
    likeliest = {item["left_record_id"], item["right_record_id"]}
    unasked = next(
        record for record in members[item["customer_id"]] if record not in {*likeliest, *together}
    )

    results = [
        decide(warehouse, *reversed(together), "same", "--by", "eve", "--reason", "spoke to her"),
        decide(warehouse, first, second, "same", "--by", "eve"),
        decide(warehouse, second, first, "different", "--by", "eve"),
        # three decisions that cannot all hold
        decide(warehouse, strangers[0], strangers[1], "same", "--by", "bo"),
        decide(warehouse, strangers[1], strangers[2], "same", "--by", "bo"),
        decide(warehouse, strangers[0], strangers[2], "different", "--by", "bo"),
        decide(warehouse, unasked, item["right_record_id"], "same", "--by", "ida"),
    ]
    assert [result.exit_code for result in results] == [0] * 7, results[0].stderr
    written = json.loads(results[0].stdout)
    assert written["decision"] == "same"
    assert written["contradicts"] == []
    assert written["evidence"] == (
        f"match probability {asked['match_probability']:.3f}; {asked['agreement']}"
    )
    # only the last of the three finds two that it cannot hold beside
    assert [json.loads(result.stdout)["contradicts"] for result in results[1:5]] == [[]] * 4
    told = json.loads(results[5].stdout)["contradicts"]
    assert [text.split(" (bo, ")[0] for text in told] == [
        " and ".join(sorted(pair)) + " are one person" for pair in (strangers[:2], strangers[1:])
    ]
    assert f"cannot hold together with standing ones: {'; '.join(told)}. " in results[5].stderr

    warehouse.dbt("run", "--select", "int_decisions_applied+", "steward_decisions")

    after = customers(warehouse)
    assert after[together[0]] == after[together[1]]
    assert before[together[0]] != before[together[1]]
    assert after[first] != after[second]
    assert all(after[record] in (after[first], after[second]) for record in others)
    assert after[strangers[0]] != after[strangers[2]]
    assert after[strangers[1]] in (after[strangers[0]], after[strangers[2]])
    waiting = {
        (row["left_record_id"], row["right_record_id"]) for row in warehouse.rows("review_queue")
    }
    assert together not in waiting
    assert (first, second) not in waiting
    assert after[item["left_record_id"]] == after[item["right_record_id"]]
    (closed,) = (row for row in warehouse.rows("review_items") if row["item_id"] == item["item_id"])
    assert closed["closed_by"] == "decision"
    status = {
        (row["decision"], row["decided_by"]): row["decision_status"]
        for row in warehouse.rows("steward_decisions")
    }
    assert (
        status["same", "eve"] == status["different", "eve"] == status["different", "bo"] == "holds"
    )
    assert sorted(
        row["decision_status"]
        for row in warehouse.rows("steward_decisions")
        if (row["decision"], row["decided_by"]) == ("same", "bo")
    ) == ["contradicted", "holds"]
    (outweighed,) = (
        row
        for row in warehouse.rows("steward_decisions")
        if row["decision_status"] == "contradicted"
    )
    apart = " and ".join(sorted((strangers[0], strangers[2])))
    assert outweighed["contradicted_by"].startswith(f"{apart} are two (bo, ")
    joined = next(
        text
        for text in told
        if outweighed["left_record_id"] not in text or outweighed["right_record_id"] not in text
    )
    assert outweighed["contradicted_by"].endswith(f"); {joined}")
    warehouse.dbt("test", "--select", "assert_forbidden_pairs_stay_apart")

    decided = [row for row in warehouse.rows("identity_events") if row["cause_type"] == "decision"]
    moves = {(row["event_type"], row["cause"], row["decision_id"]) for row in decided}
    assert ("merged", "eve", written["decision_id"]) in moves
    parted = json.loads(results[2].stdout)["decision_id"]
    # to a customer of their own, or to one whom they resemble
    assert {("split", "eve", parted), ("moved", "eve", parted)} & moves
    assert all(f", as {row['cause']} decided (" in row["event_text"] for row in decided)
    gone = {before[record] for record in together} - set(after.values())
    told = invoke(warehouse, "whois", *(record for record in together if before[record] in gone))
    assert told.exit_code == 0, told.stderr
    assert f"{gone.pop()} ended, and " in told.stdout
    verified = invoke(warehouse, "audit", "verify")
    assert verified.exit_code == 0, verified.stderr
    assert json.loads(verified.stdout)["events"] == len(warehouse.rows("identity_events"))
    warehouse.query("delete from kindred.identity_events where event_number = 5")
    broken = invoke(warehouse, "audit", "verify")
    assert broken.exit_code == 1
    assert "does not fit at event_number 6" in broken.stderr


def test_a_later_word_outdoes_one_that_is_dated_ahead(warehouse: Engine) -> None:
    """Another tool's clock is two hours ahead of ours, or in another time zone."""
    first, second, third = sorted(customers(warehouse))[:3]
    warehouse.query(
        "insert into kindred_decisions.decisions select decision_id, one, other, 'different', "
        "'bo', cast(now() at time zone 'UTC' as timestamp) + interval 2 hours, null, null from "
        f"(values ('d1', '{second}', '{first}'), ('d2', '{first}', '{third}')) "
        "as decided (decision_id, one, other)"
    )
    assert decide(warehouse, first, second, "same", "--by", "eve").exit_code == 0
    ahead = warehouse.query("select max(decided_at) from kindred_decisions.decisions")
    written = json.loads(decide(warehouse, second, first, "same", "--by", "ida").stdout)
    assert written["decided_at"] == str(ahead[0][0] + timedelta(microseconds=1))
    # what is dated ahead about another pair says nothing of this one
    other = json.loads(decide(warehouse, second, third, "same", "--by", "eve").stdout)
    assert other["decided_at"] < str(ahead[0][0] - timedelta(hours=1))
    warehouse.dbt("run", "--select", "int_decisions_applied")
    decided = {
        row["decision_id"] for row in warehouse.rows("int_decisions_applied", "intermediate")
    }
    assert decided == {written["decision_id"], "d2", other["decision_id"]}

    # and so it is with what was accepted
    item = next(row for row in warehouse.rows("review_items") if row["item_type"] == "conflict")
    about = (item["customer_id"], "--by", "eve", "--item", "conflict")
    for arguments in [about, (*about, "--withdraw"), about]:
        assert invoke(warehouse, "accept", *arguments).exit_code == 0
        warehouse.query(
            "update kindred_decisions.accepted_items "
            "set accepted_at = accepted_at + interval 2 hours"
        )
        warehouse.dbt("run", "--select", "review_items")
        now = [row for row in warehouse.rows("review_items") if row["item_id"] == item["item_id"]]
        assert [row["closed_by"] for row in now] == [None if len(arguments) > 5 else "decision"]


def test_an_accepted_item_stays_closed_until_it_changes(warehouse: Engine) -> None:
    items = [row for row in warehouse.rows("review_items") if row["item_type"] == "conflict"]
    item, other = sorted(items, key=lambda row: row["item_id"])[:2]
    customer = item["customer_id"]
    result = invoke(
        warehouse, "accept", customer, "--by", "eve", "--item", "conflict", "--reason", "a typo"
    )
    assert result.exit_code == 0, result.stderr
    (written,) = json.loads(result.stdout)
    assert (written["matter"], written["accepted_by"]) == (item["matter"], "eve")

    def asked() -> list[tuple[str, str | None, str | None]]:
        warehouse.dbt("run", "--select", "review_items")
        return sorted(
            (row["customer_id"], row["matter"], row["closed_by"])
            for row in warehouse.rows("review_items")
            if row["item_type"] == "conflict"
            and row["customer_id"] in (customer, other["customer_id"])
        )

    untouched = (other["customer_id"], other["matter"], None)
    assert asked() == sorted([(customer, item["matter"], "decision"), untouched])
    assert asked() == sorted([(customer, item["matter"], "decision"), untouched])
    again = invoke(warehouse, "accept", customer, "--by", "eve", "--item", "conflict")
    assert again.exit_code == 3
    assert f"No open conflict item of kindred.review_items is about {customer}" in again.stderr

    # taken back, it is asked again
    taken_back = invoke(warehouse, "accept", customer, "--by", "bo", "--withdraw")
    assert taken_back.exit_code == 0, taken_back.stderr
    (written,) = json.loads(taken_back.stdout)
    assert (written["item_type"], written["matter"]) == ("conflict", None)
    assert asked() == sorted([(customer, item["matter"], None), untouched])
    nothing = invoke(warehouse, "accept", customer, "--by", "bo", "--withdraw")
    assert nothing.exit_code == 3
    assert f"item about {customer} is accepted: see kindred_decisions.accepted_items" in (
        nothing.stderr
    )
    assert invoke(warehouse, "accept", customer, "--by", "eve").exit_code == 0

    # another attribute contradicts itself too: the demo's clock stands still, so that the
    # question is as good as never closed
    columns = ("has_name_conflict", "has_birth_date_conflict", "has_gender_conflict")
    changed = next(name for name in columns if name[4:-9].replace("_", " ") not in item["matter"])
    warehouse.query(
        f"update kindred.customers set {changed} = true where customer_id = ?", [customer]
    )
    ((_, matter, closed_by),) = [row for row in asked() if row[0] == customer]
    assert (matter != item["matter"], closed_by) == (True, None)


def test_a_seed_of_decisions_counts_too(duckdb: Engine) -> None:
    """Columns of any type, some not there; the table's decisions stay beside them."""
    here = duckdb.sibling("kindred_seeded")
    # a seed that there is, with other rows
    here.write(
        "email_providers", "config",
        "select 17 as left_record_id, 'a' as right_record_id, ' Same ' as decision, "
        "cast('2025-01-02' as date) as decided_at, 'ours' as reason union all "
        "select 4, 'b', 'different', cast('2025-01-03' as date), null",
    )  # fmt: skip
    command, variables = (
        ("run", "--select", "stg_decisions__decisions"),
        {"more_decisions": "email_providers"},
    )
    here.dbt(*command, variables=variables)
    here.query(
        f"insert into {here.table('decisions', 'decisions')} values "
        "('d1', 'b', 'a', 'same', 'eve', timestamp '2025-01-01 10:00:00', null, null)"
    )
    found = here.rows("stg_decisions__decisions", "staging")
    columns = ("left_record_id", "right_record_id", "decision", "decided_by", "reason")
    assert sorted(tuple(row[name] for name in columns) for row in found) == [
        ("17", "a", "same", None, "ours"),
        ("4", "b", "different", None, None),
        ("a", "b", "same", "eve", None),
    ]
    assert len({row["decision_id"] for row in found}) == 3
    assert {str(row["decided_at"]) for row in found} >= {"2025-01-02 00:00:00"}

    here.write("email_providers", "config", "select 'a' as left_record_id, 'same' as decision")
    with pytest.raises(DbtFailedError, match="no column right_record_id, decided_at") as caught:
        here.dbt(*command, variables=variables)
    assert "It needs left_record_id, right_record_id" in str(caught.value)
    # dbt itself says so of a name that is none, before config_check runs
    with pytest.raises(DbtFailedError, match="a node named 'ours' which was not found"):
        here.dbt(*command, variables={"more_decisions": "ours"})


def test_a_pair_that_was_never_compared_says_so(warehouse: Engine) -> None:
    compared = {
        frozenset(pair)
        for pair in warehouse.query(
            "select one.record_id, other.record_id from kindred_intermediate.int_pairs_scored "
            "inner join kindred_intermediate.int_records_standardized as one on left_key = one.record_key "
            "inner join kindred_intermediate.int_records_standardized as other "
            "on right_key = other.record_key"
        )
    }
    first, *others = sorted(customers(warehouse))
    stranger = next(other for other in others if frozenset((first, other)) not in compared)
    # decisions that join the two over a record that is gone join nobody
    warehouse.query(
        "insert into kindred_decisions.decisions values "
        f"('d1', '{first}', 'crm:gone', 'same', 'bo', timestamp '2025-01-01', null, null), "
        f"('d2', 'crm:gone', '{stranger}', 'same', 'bo', timestamp '2025-01-01', null, null)"
    )
    result = decide(warehouse, first, stranger, "different", "--by", "eve")
    written = json.loads(result.stdout)
    assert written["evidence"] == "the last build did not compare the two records"
    assert written["contradicts"] == []


def test_evidence_is_read_of_a_pattern_that_training_never_saw(warehouse: Engine) -> None:
    warehouse.query("delete from kindred_intermediate.int_pattern_levels_read")
    asked = min(warehouse.rows("review_queue"), key=lambda row: row["review_id"])
    pair = asked["left_record_id"], asked["right_record_id"]
    evidence = json.loads(decide(warehouse, *pair, "same", "--by", "eve").stdout)["evidence"]
    assert evidence == f"match probability {asked['match_probability']:.3f}; {asked['agreement']}"

    # a build that had one comparison less
    warehouse.query(
        "delete from kindred_intermediate.int_match_levels_declared where weight_group = 'gender'"
    )
    evidence = json.loads(decide(warehouse, *pair, "same", "--by", "eve").stdout)["evidence"]
    assert evidence == f"match probability {asked['match_probability']:.3f}"


SAME_AND_DIFFERENT = {"=": "same", "#": "different"}


@pytest.mark.parametrize(
    ("standing", "new", "expected"),
    [
        (["a=b", "b=c"], "a#c", ["a=b", "b=c"]),
        # the shortest of two chains
        (["a=b", "b=c", "c=d", "a=d"], "a#d", ["a=d"]),
        (["a=b", "c=d"], "a#d", []),
        (["b#e", "a=b", "d=e", "x=y"], "d=a", ["b#e", "d=e", "a=b"]),
        (["a#c", "a=b"], "b=d", []),
        # joined already, whatever else is wrong
        (["a=b", "b=c", "a#c"], "c=a", []),
        # two reasons, each once
        (["a#d", "b#d", "a=b"], "b=d", ["a#d", "b#d", "a=b"]),
        ([], "a=b", []),
    ],
)
def test_contradictions_are_named(standing: list[str], new: str, expected: list[str]) -> None:
    known = [Standing(text[0], text[2], SAME_AND_DIFFERENT[text[1]], text) for text in standing]
    found = contradictions(known, new[0], new[2], SAME_AND_DIFFERENT[new[1]])
    assert [decision.told for decision in found] == expected


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("crm:nobody", "crm:none", "same"), "No record is called crm:nobody"),
        (("crm:nobody", "crm:nobody", "same"), "crm:nobody is one record"),
        (("crm:nobody", "crm:none", "same", "--by", " "), "Say who decides"),
    ],
)
def test_a_decision_is_about_two_records_that_are_there(
    arguments: tuple[str, ...], message: str, warehouse: Engine
) -> None:
    result = decide(warehouse, "--by", "eve", *arguments)
    assert result.exit_code == 3
    assert message in result.stderr
    assert warehouse.query("select count(*) from kindred_decisions.decisions") == [(0,)]


def test_without_a_build_there_is_nothing_to_decide(tmp_path: Path) -> None:
    empty = Engine("duckdb", tmp_path, {})
    result = decide(empty, "a", "b", "different", "--by", "eve")
    assert result.exit_code == 1
    assert "Run kindred build --target duckdb first" in result.stderr
    assert not empty.warehouse_path.exists()
