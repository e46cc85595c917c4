"""`make benchmark`: what it refuses before it measures anything."""

from click.testing import CliRunner

from benchmark.__main__ import main


def test_changes_are_measured_in_duckdb_alone() -> None:
    refused = CliRunner().invoke(main, ["--changed", "10", "--target", "postgres"])
    assert refused.exit_code == 2
    assert "--changed builds in DuckDB alone" in refused.output
