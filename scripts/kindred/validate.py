"""Validate what came in and what goes out, and keep what was found.

    raw tables ──┐ suites   ┌─ measures ─► Great Expectations ─► Data Docs, exit code
    marts ───────┴─ (code) ─┘      └─────► <target>_validation.results ─► quality_metrics

Nothing is changed but that table and the folder of the documentation.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kindred.built import built, how_to_build
from kindred.connection import Warehouse, connected
from kindred.console import Console
from kindred.dbt_runner import DbtRun, parsed, run_dbt
from kindred.errors import EngineError, InputError, KindredError
from kindred.expectations.consent import audience_expectations, membership_expectations
from kindred.expectations.customers import crosswalk_expectations, provenance_expectations
from kindred.expectations.gate import available, judge, severities
from kindred.expectations.marts import mart_suites
from kindred.expectations.measures import Measured, compared, measure, within_volume
from kindred.expectations.raw import raw_suites
from kindred.expectations.record import Key, Record
from kindred.expectations.site import make_local, pages
from kindred.expectations.suite import CRITICAL, WARNING, Settings, Suite
from kindred.vars_file import project_variables

ORIGINS = ("raw", "marts")
_ENGINES = ("duckdb", "postgres")
_SHOWN_FAILURES = 20
_MOMENT = "{{ second_text(as_of()) }}"


@dataclass(frozen=True)
class Options:
    """What to validate, and how.

    Attributes:
        origins: Of raw and marts.
        datasets: Only these tables; all of them when empty.
        site: Folder of the Data Docs.
        with_values: Tell the values of offending rows, which are personal data.
        accepts_volumes: Take today's counts of rows, however far from those of the last run.
    """

    origins: Collection[str]
    datasets: Collection[str]
    site: Path
    with_values: bool = False
    accepts_volumes: bool = False


@dataclass(frozen=True)
class Report:
    """What came of a validation.

    Attributes:
        suites: Tables that were looked at.
        expectations: How many were judged.
        failures: What each critical expectation that was not met says.
        warnings: What each other one says.
        site: First page of the Data Docs.
    """

    suites: int
    expectations: int
    failures: Sequence[str]
    warnings: Sequence[str]
    site: Path

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "suites": self.suites,
            "expectations": self.expectations,
            "failures": len(self.failures),
            "warnings": len(self.warnings),
            "data_docs": str(self.site),
        }

    def raise_failures(self) -> None:
        """Fail with what was not met, where anything was not.

        Raises:
            KindredError: Names tables, measures and keys of rows.
        """
        if not self.failures:
            return
        lines = [f"{len(self.failures)} of {self.expectations} expectations were not met:"]
        lines += [f"  {told}" for told in self.failures[:_SHOWN_FAILURES]]
        if len(self.failures) > _SHOWN_FAILURES:
            lines.append(f"  and {len(self.failures) - _SHOWN_FAILURES} more")
        raise KindredError("\n".join([*lines, f"Data Docs: {self.site}"]))


def validate(
    options: Options, target: str, console: Console, vars_file: Path | None = None
) -> Report:
    """Measure suites in a warehouse, judge them, document them and record them.

    Args:
        options: What to validate, and how.
        target: An output of profiles.yml, DuckDB or PostgreSQL.
        console: Takes progress, and a notice for each warning.
        vars_file: The dbt vars of the build, where they are not the project's.

    Raises:
        InputError: There is no table of a name in datasets.
        KindredError: There is no warehouse, or the extra validate is not installed.
        EngineError: The target does not answer, or its engine is neither of the two.
    """
    available()
    with built(target, vars_file) as (run, settings):
        if settings["type"] not in _ENGINES:
            raise EngineError(
                f"kindred validate reads {' and '.join(_ENGINES)}; the target {target} is "
                f"{settings['type']}. Its dbt tests hold there all the same: dbt test."
            )
        variables = {**project_variables(run.project), **run.variables}
        quality = _settings(variables)
        suites = _chosen(_suites(parsed(run, console), variables, quality), options)
        console.progress(f"measuring {len(suites)} tables")
        compiled = _compiled(run, suites, console)
        with connected(settings) as warehouse:
            if "marts" in options.origins:
                _refuse_unbuilt(warehouse, str(settings["schema"]), target)
            ((run_id,),) = warehouse.execute(f"select {compiled(_MOMENT)}")
            record = Record(warehouse, str(settings["schema"]))
            history = record.history(run_id)
            results = []
            for suite in suites:
                measures = measure(warehouse, suite, compiled, with_values=options.with_values)
                results.append(
                    (
                        suite,
                        [_in_context(suite, one, history, quality, options) for one in measures],
                    )
                )
            console.progress("judging, and writing Data Docs")
            verdicts = judge(results, str(run_id), options.site)
            make_local(options.site, pages(verdicts), str(run_id))
            record.write(run_id, results, list(_accepted(results)))
    told = severities(verdicts)
    for warning in told[WARNING]:
        console.notice(warning)
    return Report(
        len(suites), len(verdicts), told[CRITICAL], told[WARNING], options.site / "index.html"
    )


def _settings(variables: dict[str, Any]) -> Settings:
    return Settings(
        limits=variables["quality_limits"],
        max_volume_ratio=variables["max_volume_ratio"],
        runs=variables["anomaly_runs"],
        min_runs=variables["anomaly_min_runs"],
        deviations=variables["anomaly_deviations"],
    )


def _suites(manifest: Any, variables: dict[str, Any], settings: Settings) -> list[Suite]:
    """Every suite there is: by the documentation, and what some tables owe beyond it."""
    suites = raw_suites(manifest, variables, settings) + mart_suites(manifest, settings)
    more = []
    for suite in suites:
        if suite.origin == "marts" and suite.dataset == "customer_crosswalk":
            more.append(suite.with_expectations(crosswalk_expectations(settings)))
        elif suite.origin == "marts" and suite.dataset == "customers":
            more.append(suite.with_expectations(provenance_expectations(manifest)))
        elif suite.origin == "marts" and suite.dataset.startswith("customers_for_"):
            more.append(suite.with_expectations(audience_expectations(suite.dataset)))
        elif suite.origin == "marts" and suite.dataset == "segment_memberships":
            more.append(suite.with_expectations(membership_expectations()))
        else:
            more.append(suite)
    return more


def _chosen(suites: Iterable[Suite], options: Options) -> list[Suite]:
    suites = [suite for suite in suites if suite.origin in options.origins]
    known = {suite.dataset for suite in suites}
    unknown = [name for name in options.datasets if name not in known]
    if unknown:
        raise InputError(
            f"No table to validate is called {', '.join(unknown)}; there are "
            f"{', '.join(sorted(known))}."
        )
    return [suite for suite in suites if not options.datasets or suite.dataset in options.datasets]


def _compiled(run: DbtRun, suites: Sequence[Suite], console: Console) -> Callable[[str], str]:
    """A function from SQL with Jinja to SQL; all of it is rendered by one dbt command."""
    texts = {_MOMENT}
    for suite in suites:
        texts.add(suite.relation)
        for one in suite.expectations:
            texts |= {one.among, one.unexpected, one.value}
    listed = sorted(text for text in texts if "{{" in text or "{%" in text)
    inline = "".join(f"{text}\n/* end of {number} */\n" for number, text in enumerate(listed))
    command = ["compile", "--inline", inline, "--no-populate-cache"]
    rest = str(run_dbt(run, command, console).results[0].node.compiled_code)
    rendered = {}
    for number, text in enumerate(listed):
        part, _, rest = rest.partition(f"/* end of {number} */")
        rendered[text] = part.strip()
    return lambda text: rendered.get(text, text)


def _refuse_unbuilt(warehouse: Warehouse, schema: str, target: str) -> None:
    if not warehouse.has_table(schema, "customers"):
        raise KindredError(f"There is no {schema}.customers. {how_to_build(target)}")


def _in_context(
    suite: Suite,
    one: Measured,
    history: dict[Key, list[tuple[float, bool]]],
    settings: Settings,
    options: Options,
) -> Measured:
    """A measure beside the runs before, a count of rows with the limits that follow."""
    key = (suite.origin, suite.dataset, one.expectation.measure, one.expectation.column)
    accepted = [value for value, is_accepted in history.get(key, []) if is_accepted]
    found = compared(one, accepted, settings)
    is_count = one.expectation.measure == "row_count" and suite.origin == "raw"
    if is_count and accepted and not options.accepts_volumes:
        return within_volume(found, accepted[-1], settings.max_volume_ratio)
    return found


def _accepted(results: Sequence[tuple[Suite, Sequence[Measured]]]) -> Iterable[Key]:
    for suite, measures in results:
        for one in measures:
            if one.is_met:
                expectation = one.expectation
                yield suite.origin, suite.dataset, expectation.measure, expectation.column
