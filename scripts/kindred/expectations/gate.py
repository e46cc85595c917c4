"""Great Expectations judges what was measured, and writes its Data Docs.

A batch is a data frame with a row for each measure of one table: Great Expectations never
sees the table, so its memory does not grow with it, and both engines go one way. Its own
connection to DuckDB closes before it fetches.
"""

import contextlib
import io
import logging
import os
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kindred.errors import KindredError
from kindred.expectations.measures import Measured
from kindred.expectations.site import clear
from kindred.expectations.suite import CRITICAL, SOME_VALUE, WARNING, Suite


@dataclass(frozen=True)
class Verdict:
    """What Great Expectations says of one measure.

    Attributes:
        title: The suite, as ``raw.crm_contacts``.
        measured: The measure.
        severity: ``critical`` fails the gate, ``warning`` is told.
        told: What is wrong, for people; None when all is well.
    """

    title: str
    measured: Measured
    severity: str
    told: str | None

    @property
    def is_failure(self) -> bool:
        """Whether it fails the gate."""
        return self.told is not None and self.severity == CRITICAL

    @property
    def is_warning(self) -> bool:
        """Whether it is told and fails nothing."""
        return self.told is not None and self.severity == WARNING


@dataclass(frozen=True)
class _Judged:
    """A measure as one expectation of Great Expectations: a suite may judge one twice."""

    name: str
    measured: Measured
    severity: str
    sentence: str
    at_least: float | None
    at_most: float | None
    is_of_usual: bool = False


def judge(
    results: Sequence[tuple[Suite, Sequence[Measured]]], run_name: str, site: Path
) -> list[Verdict]:
    """Run a validation for each suite and write the documentation of them all.

    Args:
        results: Suites with what was measured.
        run_name: What the run is called in the documentation.
        site: Folder of the site; what Data Docs wrote there before is written anew.

    Returns:
        A verdict for each expectation, in the order of the suites.

    Raises:
        KindredError: The extra validate is not installed.
    """
    with _quiet():
        gx, expectation_type = _great_expectations()
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False, "metric_calculations": False}
        for name in list(context.get_site_names()):
            context.delete_data_docs_site(site_name=name)
        context.add_data_docs_site(site_name="kindred", site_config=_site(site))
        source = context.data_sources.add_pandas("warehouse")
        verdicts: list[Verdict] = []
        for suite, measures in results:
            judged = [one for measured in measures for one in _expectations(measured)]
            verdicts += _validated(gx, context, source, expectation_type, suite, judged, run_name)
        clear(site)
        context.build_data_docs(site_names=["kindred"])
    return verdicts


def available() -> None:
    """Tell what is not installed, before anything is measured.

    Raises:
        KindredError: The extra validate is not installed.
    """
    from importlib.util import find_spec

    if find_spec("great_expectations") is None:
        raise KindredError(
            'Validating needs the extra validate; run pip install -e ".[validate]" in the '
            "project's folder."
        )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's progress off the terminal, and its reports off the network."""
    before = os.environ.get("GX_ANALYTICS_ENABLED")
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)
        if before is None:
            del os.environ["GX_ANALYTICS_ENABLED"]
        else:
            os.environ["GX_ANALYTICS_ENABLED"] = before


def _site(directory: Path) -> dict[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(directory.resolve()),
        },
    }


def _expectations(measured: Measured) -> Iterator[_Judged]:
    """The limits of a measure, what it warns of, and what is usual."""
    limits = measured.expectation
    name = f"{limits.measure} {limits.column or ''}".strip()
    yield _Judged(name, measured, CRITICAL, limits.sentence, limits.at_least, limits.at_most)
    if limits.warn_above is not None:
        yield _Judged(
            name, measured, WARNING, f"{limits.sentence} (early warning)", None, limits.warn_above
        )
    if measured.is_anomaly and measured.usual is not None:
        usual = measured.usual.value
        sentence = f"{limits.measure} is about {usual:g}, as usual"
        yield _Judged(name, measured, WARNING, sentence, usual, usual, is_of_usual=True)


def _validated(
    gx: Any,
    context: Any,
    source: Any,
    expectation_type: Any,
    suite: Suite,
    judged: Sequence[_Judged],
    run_name: str,
) -> Iterator[Verdict]:
    import pandas

    title = f"{suite.origin}.{suite.dataset}"
    batch = source.add_dataframe_asset(name=title).add_batch_definition_whole_dataframe("measures")
    expectations = [
        expectation_type(
            number=number,
            column=one.measured.expectation.column,
            sentence=one.sentence,
            limits=limits_text(one.measured.expectation.measure, one.at_least, one.at_most),
            min_value=one.at_least,
            max_value=one.at_most,
            severity=one.severity,
        )
        for number, one in enumerate(judged)
    ]
    found = context.suites.add(gx.ExpectationSuite(name=title, expectations=expectations))
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name=title, data=batch, suite=found)
    )
    frame = pandas.DataFrame(
        {
            "value": [one.measured.value for one in judged],
            "checked": [one.measured.checked for one in judged],
            "unexpected": [one.measured.unexpected for one in judged],
            "observed": [observed_text(one.measured) for one in judged],
            "offenders": [list(one.measured.offenders) for one in judged],
        }
    )
    result = definition.run(
        batch_parameters={"dataframe": frame}, run_id=gx.RunIdentifier(run_name=run_name)
    )
    successes = {
        one.expectation_config.kwargs["number"]: bool(one.success) for one in result.results
    }
    for number, one in enumerate(judged):
        told = None if successes[number] else _told(suite, one)
        yield Verdict(title, one.measured, one.severity, told)


def limits_text(measure: str, at_least: float | None, at_most: float | None) -> str:
    """The limits of a measure in words; empty for none."""
    words = []
    if at_least is not None:
        words.append(f"at least {_number(measure, at_least)}")
    if at_most == SOME_VALUE:
        words.append("less than 100 %")
    elif at_most is not None:
        words.append(f"at most {_number(measure, at_most)}")
    return ", ".join(words)


def observed_text(measured: Measured) -> str:
    """What was found, in words: numbers, and no values."""
    measure = measured.expectation.measure
    text = _number(measure, measured.value)
    if measured.checked:
        text += f" ({measured.unexpected} of {measured.checked})"
    if measured.expectation.names:
        text += f": {'; '.join(measured.expectation.names)}"
    if measured.usual is not None:
        text += f"; usually {_number(measure, measured.usual.value)}"
    return text


def _number(measure: str, value: float) -> str:
    if measure.endswith(("_share", "_rate")):
        return f"{value * 100:.4f}".rstrip("0").rstrip(".") + " %"
    if measure == "age_days":
        return f"{value:.1f} days"
    return f"{value:,.0f}"


def _told(suite: Suite, one: _Judged) -> str:
    measured = one.measured
    expectation = measured.expectation
    of_column = f" of {expectation.column}" if expectation.column else ""
    text = f"{suite.dataset}: {expectation.measure}{of_column} is {observed_text(measured)}"
    if one.is_of_usual:
        text += ", far from it"
    else:
        text += f", not {limits_text(expectation.measure, one.at_least, one.at_most)}"
    if measured.offenders:
        named = expectation.unique or suite.keys
        text += f"; {', '.join(named)}: {', '.join(measured.offenders)}"
        if measured.unexpected > len(measured.offenders):
            text += ", ..."
    return text + "."


# --------------------------------------------------------------- Great Expectations


def _great_expectations() -> tuple[Any, Any]:
    """The library, and the one type of expectation that judges measures."""
    available()
    with _without(_SPARK_CONNECT):
        import great_expectations

        from kindred.expectations.measure_expectation import ExpectMeasureToBeWithinLimits

    return great_expectations, ExpectMeasureToBeWithinLimits


_SPARK_CONNECT = "pyspark.sql.connect"
"""Great Expectations tries to import it, and without grpcio it ends the process, with 0."""


@contextlib.contextmanager
def _without(module: str) -> Iterator[None]:
    """Let a module be as one that is not installed for a while, unless it is loaded."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


def severities(verdicts: Sequence[Verdict]) -> Mapping[str, list[str]]:
    """What is told of the expectations that were not met, by severity."""
    found: dict[str, list[str]] = {CRITICAL: [], WARNING: []}
    for verdict in verdicts:
        if verdict.told is not None:
            found[verdict.severity].append(verdict.told)
    return found
