"""`kindred whois`: whose a record is, or was, and what became of that customer."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness.engines import Engine
from kindred.cli import main
from kindred.dbt_runner import environment

TABLES = """
create schema kindred;
create table kindred.customer_crosswalk_history as
select * from (values
    ('r1', 'a', 1, null, timestamp '2026-01-01 09:00:00', null),
    ('r2', 'b', 1, 2, timestamp '2026-01-01 09:00:00', timestamp '2026-02-01 09:00:00'),
    ('r2', 'a', 2, null, timestamp '2026-02-01 09:00:00', null),
    ('r3', 'c', 1, 2, timestamp '2026-01-01 09:00:00', timestamp '2026-02-01 09:00:00')
) as stays (record_id, customer_id, from_run, to_run, valid_from, valid_to);
create table kindred.customer_id_redirects as
select * from (values ('b', 'a'), ('c', null)) as ends (customer_id, survivor_customer_id);
create table kindred.identity_events as
select * from (values
    (1, timestamp '2026-01-01 09:00:00', 1, 'created', null, 'a', 'a is new, with 1 record.'),
    (2, timestamp '2026-01-01 09:00:00', 1, 'created', null, 'b', 'b is new, with 1 record.'),
    (3, timestamp '2026-01-01 09:00:00', 1, 'created', null, 'c', 'c is new, with 1 record.'),
    (4, timestamp '2026-02-01 09:00:00', 2, 'merged', 'b', 'a', 'b ended, and 1 record of it went to a.'),
    (5, timestamp '2026-02-01 09:00:00', 2, 'retired', null, 'c', 'c ended: gone with all it had, 1 record.')
) as events (
    event_number, occurred_at, run_number, event_type, from_customer_id, customer_id, event_text
);
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The tables that are read, and nothing else."""
    engine = Engine("duckdb", tmp_path_factory.mktemp("whois"), {})
    for statement in TABLES.strip().split(";\n"):
        engine.query(statement)
    return engine


def whois(engine: Engine, *arguments: str) -> Result:
    with environment(engine._environment):
        return CliRunner().invoke(main, ["whois", *arguments])


def test_a_record_of_a_merged_customer(warehouse: Engine) -> None:
    now = whois(warehouse, "r2")
    assert now.stdout == (
        "r2 belongs to a.\n"
        "\n"
        "Stays of the record:\n"
        "  2026-01-01 09:00:00 to 2026-02-01 09:00:00  b\n"
        "  2026-02-01 09:00:00 to now                  a\n"
        "\n"
        "What happened to these customers:\n"
        "  2026-01-01 09:00:00  a is new, with 1 record.\n"
        "  2026-01-01 09:00:00  b is new, with 1 record.\n"
        "  2026-02-01 09:00:00  b ended, and 1 record of it went to a.\n"
    )
    then = whois(warehouse, "r2", "--as-of", "2026-02-01")
    assert then.stdout.startswith(
        "r2 belonged to b at 2026-02-01 00:00:00 UTC.\nb leads to a now.\n\n"
    )
    at_once = json.loads(whois(warehouse, "r2", "--json", "--as-of", "2026-02-01T09:00:00").stdout)
    assert (at_once["customer_id"], at_once["is_alive"], at_once["survivors"]) == ("a", True, [])
    assert at_once["stays"][0]["valid_to"] == "2026-02-01 09:00:00"
    assert [event["event_number"] for event in at_once["events"]] == [1, 2, 4]


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        (["r3"], "r3 is with no customer.\n"),
        (["r3", "--as-of", "2025-12-31 23:00"], "r3 was with no customer at 2025-12-31 23:00:00"),
        (
            ["r3", "--as-of", "2026-01-02"],
            "r3 belonged to c at 2026-01-02 00:00:00 UTC.\n"
            "c is no customer now: its records are gone.\n",
        ),
    ],
)
def test_a_record_that_is_gone(arguments: list[str], verdict: str, warehouse: Engine) -> None:
    assert whois(warehouse, *arguments).stdout.startswith(verdict)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-02-01T09:00:00Z", "2026-02-01 09:00:00"),
        ("2026-02-01 10:00:00+01:00", "2026-02-01 09:00:00"),
        ("2026-02-01T03:30-05:30", "2026-02-01 09:00:00"),
        ("2026-02-01T09:59:59+01:00", "2026-02-01 08:59:59"),
        ("2026-02-01T09:00:00", "2026-02-01 09:00:00"),
    ],
)
def test_a_moment_may_name_its_offset(text: str, meant: str, warehouse: Engine) -> None:
    found = json.loads(whois(warehouse, "r2", "--json", "--as-of", text).stdout)
    assert found["as_of"] == meant
    assert found["customer_id"] == ("b" if meant < "2026-02-01 09" else "a")


def test_a_moment_before_the_first_build_is_told(warehouse: Engine) -> None:
    told = "That is before the first build, which was at 2026-01-01 09:00:00 UTC.\n"
    assert told in whois(warehouse, "r1", "--as-of", "2026-01-01 08:59:59").stdout
    assert told in whois(warehouse, "a", "--as-of", "2026-01-01 08:59:59").stdout
    assert "first build" not in whois(warehouse, "r1", "--as-of", "2026-01-01 09:00:00").stdout


def test_a_customer_tells_its_records(warehouse: Engine) -> None:
    assert whois(warehouse, "a").stdout == (
        "a has 2 records.\n"
        "\n"
        "Records that it has or had:\n"
        "  2026-01-01 09:00:00 to now                  r1\n"
        "  2026-02-01 09:00:00 to now                  r2\n"
        "\n"
        "What happened to it:\n"
        "  2026-01-01 09:00:00  a is new, with 1 record.\n"
        "  2026-02-01 09:00:00  b ended, and 1 record of it went to a.\n"
    )
    then = json.loads(whois(warehouse, "a", "--json", "--as-of", "2026-01-15").stdout)
    assert (then["record_ids"], then["is_alive"]) == (["r1"], True)


def test_a_customer_that_has_ended_leads_on(warehouse: Engine) -> None:
    merged = whois(warehouse, "b").stdout
    assert merged.startswith("b has no records.\nb leads to a now.\n")
    assert "  2026-01-01 09:00:00 to 2026-02-01 09:00:00  r2\n" in merged
    gone = whois(warehouse, "c", "--as-of", "2026-01-02").stdout
    assert gone.startswith(
        "c had 1 record at 2026-01-02 00:00:00 UTC.\nc is no customer now: its records are gone.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nobody"], "No build ever saw a record or customer nobody"),
        (
            ["r1", "--as-of", "2999-01-01"],
            "2999-01-01 00:00:00 UTC is still to come; the last build that changed anything was",
        ),
        (["r1", "--as-of", "yesterday"], "yesterday is no moment"),
        (["r1", "--as-of", "2026-02-30"], "2026-02-30 is no moment"),
    ],
)
def test_what_cannot_be_told_is_said(arguments: list[str], message: str, warehouse: Engine) -> None:
    result = whois(warehouse, *arguments)
    assert result.exit_code == 3
    assert message in result.stderr
    assert result.stdout == ""


def test_without_a_build_nobody_is_known(tmp_path: Path) -> None:
    result = whois(Engine("duckdb", tmp_path, {}), "r1")
    assert result.exit_code == 1
    assert "Run kindred build --target duckdb first" in result.stderr
