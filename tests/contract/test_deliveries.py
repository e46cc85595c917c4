"""Lists that SQL needs before a build, held against what they list."""

import re

from harness.engines import PROJECT_DIRECTORY

STAGING = PROJECT_DIRECTORY / "models" / "staging"
LANDED = re.compile(r"landed_timestamp\(\s*'(\w+)', '(\w+)', '(?:\w+\.)?(\w+)'\s*\)")


def test_every_moment_that_staging_reads_is_watched() -> None:
    """A column that assert_moments_are_read leaves out may say 9999 and nobody is told."""
    read = {
        found
        for path in STAGING.rglob("*.sql")
        for found in LANDED.findall(path.read_text("utf-8"))
    }
    test = PROJECT_DIRECTORY / "tests" / "data" / "staging" / "assert_moments_are_read.sql"
    watched = {
        (source, table, column)
        for source, table, columns in re.findall(
            r"\('(\w+)', '(\w+)', '\w+', \[([^]]+)\]\)", test.read_text("utf-8")
        )
        for column in re.findall(r"\w+", columns)
    }
    assert watched == read


def test_every_delivered_table_has_its_brake() -> None:
    macro = (PROJECT_DIRECTORY / "macros" / "ops" / "delivered_tables.sql").read_text("utf-8")
    tables = set(re.findall(r"^ +'(\w+)': \{", macro, re.MULTILINE))
    tables |= {f"web_{table}" for table in ("identifies", "tracks", "pages", "screens")}
    braked = {
        dataset
        for path in STAGING.rglob("*__models.yml")
        for dataset in re.findall(
            r"assert_(\w+)_arrive_as_before\n +arguments: \{dataset: \1\}", path.read_text("utf-8")
        )
    }
    assert len(tables) == 16
    assert braked == tables


def test_every_number_that_staging_reads_is_watched() -> None:
    """A column that assert_numbers_are_read leaves out may say 12,50 and nobody is told."""
    read = {
        (source, table, column, is_whole == "whole_number(")
        for path in STAGING.rglob("*.sql")
        for is_whole, source, table, column in re.findall(
            r"(whole_number\()?landed_number\(\s*'(\w+)', '(\w+)', '(\w+)'\s*\)",
            path.read_text("utf-8"),
        )
    }
    test = PROJECT_DIRECTORY / "tests" / "data" / "staging" / "assert_numbers_are_read.sql"
    watched = {
        (source, table, column, is_whole)
        for source, table, amounts, counts in re.findall(
            r"\('(\w+)', '(\w+)', '\w+',\s*\[([^]]*)\], \[([^]]*)\]\)", test.read_text("utf-8")
        )
        for is_whole, columns in ((False, amounts), (True, counts))
        for column in re.findall(r"\w+", columns)
    }
    assert watched == read
    assert read
