"""Events of web and app, taken in build by build: the same on each engine, the same as anew."""

from collections.abc import Mapping, Sequence

import pytest

from harness.engines import DbtFailedError, Engine

TABLES = {"identifies": "identify", "tracks": "track", "pages": "page", "screens": "screen"}
COLUMNS = {
    "event_id": "varchar(99)", "event_type": "varchar(99)", "event_name": "varchar(99)",
    "page_path": "varchar(99)", "device_id": "varchar(99)", "handset_id": "varchar(99)",
    "user_id": "varchar(99)", "occurred_at": "timestamp", "loaded_at": "timestamp",
}  # fmt: skip
MODELS = ("int_web_events_received", "int_web_events_unioned")


def land(engine: Engine, pages: Sequence[Mapping[str, str]]) -> None:
    """Put messages where the staging of the web source would have put them."""
    for table, event_type in TABLES.items():
        rows = pages if table == "pages" else []
        selects = [
            "select " + ", ".join(
                f"cast({literal(event_type if name == 'event_type' else row.get(name))} as {kind})"
                f" as {name}"
                for name, kind in COLUMNS.items()
            )
            for row in [*rows, {}]
        ]  # fmt: skip
        body = " union all ".join(selects)
        engine.write(f"stg_web__{table}", "staging", f"select * from ({body}) as landed")


def literal(value: str | None) -> str:
    return "null" if value is None else f"'{value}'"


def message(
    number: int, name: str, loaded: str | None, occurred: str | None = None
) -> dict[str, str]:
    row = {
        "event_id": f"page:{number}",
        "event_name": name,
        "device_id": "d",
        "occurred_at": f"{occurred or loaded} 10:00:00",
    }
    return row if loaded is None else {**row, "loaded_at": f"{loaded} 10:00:01"}


def told(
    engine: Engine, *options: str, variables: Mapping[str, object] | None = None
) -> set[tuple[str, str]]:
    """What a build tells: each event once, with its name."""
    engine.dbt("run", "--select", *MODELS, *options, variables=variables, parsed_with={})
    rows = engine.rows("int_web_events_unioned", "intermediate")
    names = [(row["event_id"], row["event_name"]) for row in rows]
    assert len(names) == len({event_id for event_id, _ in names})
    return set(names)


@pytest.mark.slow
def test_builds_one_after_another_tell_what_one_tells(workbench: Engine) -> None:
    first = [
        message(1, "Home", "2024-05-01"),
        message(2, "Cart", "2024-05-09"),
        message(2, "Cart", "2024-05-09"),
        message(3, "Hom", "2024-05-10"),
        message(4, "Helo", "2024-05-10"),
    ]
    land(workbench, first)
    expected = {("page:1", "Home"), ("page:2", "Cart"), ("page:3", "Hom"), ("page:4", "Helo")}
    assert told(workbench, "--full-refresh") == expected

    # a message that was late, one that came again, one that came again otherwise, and one
    # that was changed where it lay
    changed = [
        row if row["event_id"] != "page:4" else {**row, "event_name": "Hello"} for row in first
    ]
    land(workbench, [
        *changed,
        message(5, "Late", "2024-05-11", occurred="2023-01-01"),
        message(1, "Home", "2024-05-12", occurred="2024-05-01"),
        message(3, "Home", "2024-05-12"),
    ])  # fmt: skip
    expected = {
        ("page:1", "Home"), ("page:2", "Cart"), ("page:3", "Home"), ("page:4", "Hello"),
        ("page:5", "Late"),
    }  # fmt: skip
    assert told(workbench) == expected
    received = f"select count(*) from {workbench.table('int_web_events_received', 'intermediate')}"
    [(versions,)] = workbench.query(received)
    assert versions == 7, "what is new was appended, what was there was not written again"
    assert told(workbench, "--full-refresh") == expected


@pytest.mark.slow
def test_a_build_whose_clock_was_ahead_hides_no_message(workbench: Engine) -> None:
    first = [message(1, "Home", None, occurred="2024-05-01"), message(2, "Cart", "2024-05-09")]
    land(workbench, first)
    ahead, now = ({"as_of": f"{day} 03:00:00"} for day in ("2025-05-10", "2024-05-20"))
    expected = {("page:1", "Home"), ("page:2", "Cart")}
    assert told(workbench, "--full-refresh", variables=ahead) == expected
    # the next build comes days after the last message that has a moment of its own
    land(workbench, [*first, message(3, "Hidden", "2024-05-11")])
    assert told(workbench, variables=now) == expected | {("page:3", "Hidden")}


@pytest.mark.slow
def test_what_came_too_late_is_told_with_its_mend(workbench: Engine) -> None:
    select = ("test", "--select", "assert_late_web_messages_are_taken_in",
              "--indirect-selection", "empty", "--warn-error")  # fmt: skip
    first = [message(1, "Home", "2024-05-01"), message(2, "Cart", "2024-05-10")]
    expected = {("page:1", "Home"), ("page:2", "Cart")}
    land(workbench, first)
    assert told(workbench, "--full-refresh") == expected
    # one lies behind what was read, twice; one has come since and waits for the next build
    late = message(3, "Late", "2024-05-06")
    land(workbench, [*first, late, late, message(4, "New", "2024-05-10")])
    expected |= {("page:4", "New")}
    assert told(workbench) == expected
    land(workbench, [*first, late, late, *(message(n, "New", "2024-05-10") for n in (4, 5))])
    with pytest.raises(DbtFailedError) as warned:
        workbench.dbt(*select)
    assert (
        "Table web_pages: events that were loaded late, under a load time more than "
        "web_lookback_days (3) before the last one, and are in no model: 1. Take them in with "
        "one build that reads everything: dbt build --vars '{web_lookback_days: null}'"
    ) in str(warned.value)
    everything = {"web_lookback_days": None}
    workbench.dbt(*select, variables=everything, parsed_with={})
    expected |= {("page:3", "Late"), ("page:5", "New")}
    assert told(workbench, variables=everything) == expected
    workbench.dbt(*select)
