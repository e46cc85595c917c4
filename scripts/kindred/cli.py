"""The command line: parses arguments and calls the services."""

import json
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from kindred import __version__
from kindred.console import Console
from kindred.demo import DEFAULT_SEED
from kindred.errors import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_SIGNAL, InputError, KindredError
from kindred.signals import ending_signals_raised

TARGETS = ["duckdb", "postgres", "spark"]
_WAREHOUSE = "Engine whose warehouse it is, from profiles.yml."
EXIT_CODES = """\b
Exit codes:
  0    complete
  1    a dbt model or test failed; the message names it and the log; or what was
       asked for is not in the warehouse; or builds differ more than allowed; or
       an expectation was not met
  2    the command line was not understood
  3    the file cannot be read as records, or is no vars or build, or was refused;
       the message names column and row, or the fault; or something is where the
       output goes
  4    the engine is not installed or does not answer
  129  the terminal was closed (SIGHUP)
  130  interrupted with Ctrl-C (SIGINT)
  143  terminated (SIGTERM)
"""

_INTERRUPTED = "interrupted before it was complete. Run it again."

P = ParamSpec("P")


def told_in_one_message(command: Callable[P, None]) -> Callable[P, None]:
    """Turn every failure into one message on standard error and an exit code."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with ending_signals_raised() as received:
            try:
                command(*args, **kwargs)
            except click.UsageError:
                raise
            except (Exception, KeyboardInterrupt) as error:
                if received:
                    message, exit_code = _INTERRUPTED, EXIT_SIGNAL + received[0]
                else:
                    message, exit_code = _message(error)
                click.echo(f"Error: {message}", err=True)
                sys.exit(exit_code)

    return run


def _message(error: BaseException) -> tuple[str, int]:
    """What to tell of an exception, and the exit code."""
    if isinstance(error, KindredError):
        return str(error), error.exit_code
    if isinstance(error, KeyboardInterrupt):
        return _INTERRUPTED, EXIT_INTERRUPTED
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}", EXIT_FAILED
    if os.environ.get("KINDRED_DEBUG"):
        raise error
    return (
        f"a fault in Kindred itself ({type(error).__name__}). Set KINDRED_DEBUG=1 to see "
        "where it happened.",
        EXIT_FAILED,
    )


def target_option(told: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """The option --target, the same for every command; told is its help."""
    return click.option(
        "--target", type=click.Choice(TARGETS), default="duckdb", show_default=True, help=told
    )


def vars_file_option(command: Callable[P, None]) -> Callable[P, None]:
    """The option --vars-file, the same for every command that runs or reads a build."""
    return click.option(
        "--vars-file",
        type=click.Path(path_type=Path),
        metavar="FILE.yml",
        help="dbt vars in place of those of dbt_project.yml, as `kindred model import` writes.",
    )(command)


def _chart_file(context: click.Context, option: click.Parameter, path: Path | None) -> Path | None:
    """The file of a chart, whose name says what to draw it as."""
    from kindred.charts import SUFFIXES

    if path is not None and path.suffix.lower() not in SUFFIXES:
        raise click.BadParameter(f"{path}: the name must end in {', '.join(SUFFIXES)}.")
    return path


@click.group(epilog=EXIT_CODES)
@click.version_option(__version__, package_name="kindred")
def main() -> None:
    """Turn the records that many systems hold about people into one profile each.

    Standard output carries data alone; progress and messages go to standard error.
    """


@main.command(epilog=EXIT_CODES)
@target_option(_WAREHOUSE)
@vars_file_option
@told_in_one_message
def build(target: str, vars_file: Path | None) -> None:
    """Build the dbt project, and print where the results are.

    Runs `dbt build` on every enabled source (the demo company, until the var demo is
    turned off) without the unit tests, which prove the models on made-up rows whatever
    the data, and then counts what came out.
    """
    from kindred.build import build_project

    click.echo(build_project(target, Console(), vars_file))


@main.command(epilog=EXIT_CODES)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out",
    "out_directory",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Folder for the Parquet files; made when it is not there.",
)
@click.option(
    "--labels",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="CSV or Parquet with record_id and entity_id, to judge the result by.",
)
@target_option("Engine that does the work, from profiles.yml.")
@vars_file_option
@click.option("--quiet", is_flag=True, help="No progress; notices and errors only.")
@told_in_one_message
def resolve(
    file: Path,
    out_directory: Path,
    labels: Path | None,
    target: str,
    vars_file: Path | None,
    quiet: bool,
) -> None:
    """Resolve one FILE of records, CSV or Parquet, into customers.

    Writes customer_crosswalk.parquet, customers.parquet and review_queue.parquet to
    DIR, and their row counts as JSON to standard output. Only the column record_id is
    required; it comes out in the crosswalk exactly as it went in. With --labels also
    match_quality.parquet (precision, recall, pairs that blocking lost) and
    match_quality_by_threshold.parquet (the same at other thresholds, and whether
    probabilities hold what they say); the vars min_match_precision and min_match_recall
    fail it.

    \b
    Columns read, in any order, all optional but the first:
      record_id, source, source_record_id, given_name, middle_name, family_name,
      full_name, date_of_birth, email, phone, street_address, city, region,
      postal_code, country, national_id, gender, loyalty_id, created_at, updated_at
    Other columns are ignored with a notice.
    """  # noqa: D301
    from kindred.resolve import resolve_file

    counts = resolve_file(file, out_directory, target, Console(quiet=quiet), vars_file, labels)
    click.echo(json.dumps(counts))


@main.command(epilog=EXIT_CODES)
@click.option(
    "--people",
    type=int,
    required=True,
    metavar="N",
    help="How many people, from 1 to 5,000,000.",
)
@click.option(
    "--seed",
    type=int,
    default=DEFAULT_SEED,
    show_default=True,
    metavar="S",
    help="Same people and seed, same bytes.",
)
@click.option(
    "--days",
    type=int,
    default=0,
    metavar="D",
    help="Leave the last D days out of raw/ and put what arrived on each into days/<date>/.",
)
@click.option(
    "--events",
    type=float,
    default=1.0,
    show_default=True,
    metavar="SHARE",
    help="Share of the mails, and of the visits that buy nothing, that there are, 0 to 1.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Folder for the files; not there yet, or empty.",
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["parquet", "csv"]),
    default="parquet",
    show_default=True,
    help="Reviews and mentions are JSON lines in both.",
)
@click.option(
    "--load",
    "target",
    type=click.Choice(["duckdb", "postgres"]),
    help="Put raw/ into this target's warehouse too, as raw_crm.contacts, raw_shop.orders, ...",
)
@click.option("--quiet", is_flag=True, help="No progress; notices and errors only.")
@told_in_one_message
def demo(
    people: int,
    seed: int,
    days: int,
    events: float,
    out: Path,
    file_format: str,
    target: str | None,
    quiet: bool,
) -> None:
    """Make a company of any size: its customers' lives, and their traces in eight sources.

    Writes DIR/raw/<source>_<table>/ in the shapes in which loaders land a CRM, a web shop,
    tills, web and app events, e-mail marketing, support, reviews and a consent log, and
    DIR/truth/ with who is who: people, records, households and devices over time, hard
    cases. With --days, what arrives late, twice, or wrong at first is in the days.
    Prints the rows of each table as JSON.
    """
    from kindred.demo.company import Options, check_folder, folder_faults, make_company
    from kindred.demo.load import check_warehouse, load_company

    console = Console(quiet=quiet)
    options = Options(people, seed, days, file_format, events)
    faults = options.faults()
    if target and file_format != "parquet":
        faults.append("--load reads Parquet, so leave out --format csv")
    if faults:
        raise click.UsageError("; ".join([*faults, *folder_faults(out)]) + ".")
    check_folder(out)
    if target:
        check_warehouse(target)
    rows = make_company(options, out, console)
    if target:
        load_company(target, out, console)
    click.echo(json.dumps(rows))


@main.command(epilog=EXIT_CODES)
@click.argument("path")
@click.option(
    "--source", "source_name", required=True, metavar="NAME", help="A source of a _sources.yml."
)
@click.option(
    "--table",
    "table_name",
    metavar="NAME",
    help="Its table; told by the file's name where there are several.",
)
@click.option(
    "--mode",
    type=click.Choice(["append", "replace", "update"]),
    default="append",
    show_default=True,
    help="replace: in place of all rows that are there; update: of those with the same key.",
)
@click.option(
    "--max-rejects",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    metavar="SHARE",
    help="Share of a file's rows that may be bad; a file with more is refused as a whole.",
)
@click.option("--encoding", metavar="NAME", help="How text is written, where it is not UTF-8.")
@click.option(
    "--key", multiple=True, metavar="COLUMN", help="What tells rows apart, if none declares it."
)
@click.option("--new", is_flag=True, help="Make a source or table that no _sources.yml declares.")
@click.option(
    "--force",
    is_flag=True,
    help="Load a file again, or one that replaces newer or far more rows, or looks misquoted.",
)
@target_option("Engine to whose warehouse it goes, from profiles.yml.")
@vars_file_option
@click.option("--quiet", is_flag=True, help="No progress; notices and errors only.")
@told_in_one_message
def load(
    path: str,
    source_name: str,
    table_name: str | None,
    mode: str,
    max_rejects: float,
    encoding: str | None,
    key: tuple[str, ...],
    new: bool,
    force: bool,
    target: str,
    vars_file: Path | None,
    quiet: bool,
) -> None:
    """Load the files of PATH into the raw tables of a source.

    PATH is a file, a folder or a pattern such as 'in/contacts-*.csv'; CSV, JSON lines or
    Parquet, told by content, gzip too. Each file is loaded whole or not at all, and once: the
    table kindred_loads of the raw schema tells which. Rows that cannot be loaded are in
    <table>_rejects with their reasons. A column that is new is kept, one that is missing is
    NULL, one whose type has changed stops its file.

    Prints what became of each file as JSON.
    """
    from kindred.landing.load import LoadOptions, refusals
    from kindred.landing.load import load as load_files

    options = LoadOptions(mode, max_rejects, encoding, force)
    outcomes = load_files(
        path, source_name, table_name, target, options, Console(quiet=quiet),
        new=new, key=key, vars_file=vars_file,
    )  # fmt: skip
    click.echo(json.dumps([outcome.as_dict() for outcome in outcomes]))
    if told := refusals(outcomes):
        raise InputError(told)


@main.command(epilog=EXIT_CODES)
@click.argument("source", metavar="SOURCE|FILE")
@click.option("--table", "table_name", metavar="NAME", help="One table of the source.")
@click.option("--json", "as_json", is_flag=True, help="The same facts as JSON.")
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Write a page with plots here too.",
)
@click.option("--encoding", metavar="NAME", help="How a file's text is written, if not UTF-8.")
@target_option(_WAREHOUSE)
@vars_file_option
@click.option("--quiet", is_flag=True, help="No progress; notices and errors only.")
@told_in_one_message
def profile(
    source: str,
    table_name: str | None,
    as_json: bool,
    page: Path | None,
    encoding: str | None,
    target: str,
    vars_file: Path | None,
    quiet: bool,
) -> None:
    """Tell what a source holds before it is trusted.

    SOURCE is a source whose raw tables are in the warehouse; a FILE or folder is read as
    `kindred load` would, and loaded nowhere. Prints for each column how complete it is, how
    many values it has, the most frequent ones, formats, suspected placeholders, and what
    blocking on it would cost; and the rows that are there twice. Values are personal data.
    """
    from kindred.profiling.profile import profile as measure
    from kindred.profiling.text import as_text

    if page is not None:
        from kindred.charts import drawing

        if page.suffix.lower() != ".html":
            raise click.BadParameter(f"{page}: the name must end in .html.", param_hint="--html")
        drawing()  # tells what is not installed before it reads the warehouse
    found = measure(source, table_name, target, Console(quiet=quiet), vars_file, encoding)
    if page is not None:
        from kindred.profiling.page import write

        write(found, page)
    click.echo(json.dumps([one.as_dict() for one in found]) if as_json else as_text(found))


@main.command(epilog=EXIT_CODES)
@click.argument("left_record_id")
@click.argument("right_record_id")
@click.argument("decision", type=click.Choice(["same", "different"]))
@click.option("--by", "decided_by", required=True, metavar="NAME", help="Who decides.")
@click.option("--reason", metavar="TEXT", help="Why, for those who come after.")
@target_option(_WAREHOUSE)
@told_in_one_message
def decide(
    left_record_id: str,
    right_record_id: str,
    decision: str,
    decided_by: str,
    reason: str | None,
    target: str,
) -> None:
    """Decide that two records are the SAME person or DIFFERENT people.

    The decision is kept beside the models and holds from the next build on, for ever,
    over every rule and score; a later decision about the same pair takes its place. The
    row that was written goes to standard output as JSON, with what the last build knew of
    the pair. Standing decisions that cannot hold beside it are named at once, on standard
    error and in the JSON's contradicts; it is kept all the same.
    """
    from kindred.decide import decide as keep

    row = keep(left_record_id, right_record_id, decision, target, decided_by, reason)
    if row["contradicts"]:
        Console().notice(
            "this decision cannot hold together with standing ones: "
            f"{'; '.join(row['contradicts'])}. In the next build those that keep people apart "
            "hold, and one that joins gives way. Take back the one that is wrong: decide anew "
            "on its pair."
        )
    click.echo(json.dumps(row, ensure_ascii=False))


@main.command(epilog=EXIT_CODES)
@click.argument("customer_id", metavar="CUSTOMER")
@click.option("--by", "accepted_by", required=True, metavar="NAME", help="Who looked at it.")
@click.option("--reason", metavar="TEXT", help="Why it is right, for those who come after.")
@click.option(
    "--item",
    "item_type",
    type=click.Choice(["conflict", "growth", "shared"]),
    help="This item alone, in place of all that are open.",
)
@click.option("--withdraw", is_flag=True, help="Take back what was accepted of the customer.")
@target_option(_WAREHOUSE)
@told_in_one_message
def accept(
    customer_id: str,
    accepted_by: str,
    reason: str | None,
    item_type: str | None,
    withdraw: bool,
    target: str,
) -> None:
    """Accept a CUSTOMER of review_items as it is: looked at, and right.

    Its open conflict, growth and shared items are closed by the next build, and come back
    only when what they are about changes: other values contradict each other, or other
    records came. What was accepted is asked again after --withdraw. The rows that were
    written go to standard output as JSON. A pair or a bridge is settled by kindred decide.
    """
    from kindred.decide import accept as keep
    from kindred.decide import withdraw as take_back

    act = take_back if withdraw else keep
    rows = act(customer_id, item_type, target, accepted_by, reason)
    click.echo(json.dumps(rows, ensure_ascii=False))


@main.command(epilog=EXIT_CODES)
@click.argument("crosswalk", type=click.Path(path_type=Path), required=False)
@click.argument("truth", type=click.Path(path_type=Path), required=False)
@click.option(
    "--chart",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=_chart_file,
    metavar="FILE.html|.png|.svg",
    help="Draw the quality of the built warehouse here, in place of CROSSWALK and TRUTH.",
)
@target_option("Where the built warehouse is, with --chart.")
@told_in_one_message
def evaluate(crosswalk: Path | None, truth: Path | None, chart: Path | None, target: str) -> None:
    """Score a CROSSWALK against the TRUTH, pairwise and B-cubed, as JSON.

    CROSSWALK has record_id and customer_id, TRUTH record_id and entity_id; both Parquet
    or CSV. A labelled record that the crosswalk lacks counts as a customer of its own.

    With --chart, the scores are those of the built warehouse on the labels that the var
    labels_relation names, and the picture shows what other thresholds are worth and how
    true the probabilities are.
    """
    if chart is not None:
        if crosswalk is not None:
            raise click.UsageError(
                "--chart draws the built warehouse and takes no CROSSWALK and TRUTH."
            )
        from kindred.quality import chart_warehouse

        click.echo(json.dumps(chart_warehouse(chart, target)))
        return
    if crosswalk is None or truth is None:
        raise click.UsageError("CROSSWALK and TRUTH are missing, or --chart FILE.")
    from kindred.evaluate import evaluate as score

    click.echo(json.dumps(score(crosswalk, truth).as_dict()))


@main.command(epilog=EXIT_CODES)
@click.argument("left", metavar="RECORD")
@click.argument("right", metavar="RECORD")
@target_option(_WAREHOUSE)
@vars_file_option
@click.option("--json", "as_json", is_flag=True, help="The same facts as JSON.")
@click.option(
    "--chart",
    type=click.Path(path_type=Path, dir_okay=False),
    callback=_chart_file,
    metavar="FILE.html|.png|.svg",
    help="Draw the waterfall here too.",
)
@told_in_one_message
def explain(
    left: str,
    right: str,
    target: str,
    vars_file: Path | None,
    as_json: bool,
    chart: Path | None,
) -> None:
    """Tell why two records are, or are not, one customer.

    Each RECORD is a record_id of customer_crosswalk. Prints both records' values, what
    each comparison adds to the odds in bits (10 is a thousandfold), the edge or the path
    of edges that joins them or what cut it, and for records that were never compared the
    blocking keys that each has or lacks. Reads what the last build left; what it prints
    and draws is personal data.
    """
    from kindred.explain import explain as gather
    from kindred.explain_text import as_text

    if chart is not None:
        from kindred.charts import drawing

        drawing()  # tells what is not installed before it reads the warehouse
    found = gather(left, right, target, Console(), vars_file)
    if chart is not None:
        from kindred.charts import save
        from kindred.explain_chart import draw

        save(draw(found), chart)
    click.echo(json.dumps(found.as_dict()) if as_json else as_text(found))


@main.command(epilog=EXIT_CODES)
@click.argument("builds", nargs=-1, metavar="[BEFORE AFTER]")
@vars_file_option
@click.option(
    "--vars",
    "vars_text",
    metavar="YAML",
    help="dbt vars as dbt takes them, over those of the file: '{merge_threshold: 0.5}'.",
)
@target_option(_WAREHOUSE)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="markdown is for a pull request.",
)
@click.option(
    "--examples",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="Changes of each kind, and members of each segment, to name; 0 leaves all ids out.",
)
@click.option("--fail-on-change", is_flag=True, help="Exit with 1 when anything differs.")
@click.option(
    "--max-moved",
    type=click.FloatRange(0, 1),
    metavar="SHARE",
    help="Exit with 1 when more of the records in both have another customer_id.",
)
@click.option("--quiet", is_flag=True, help="No progress; notices and errors only.")
@told_in_one_message
def diff(
    builds: tuple[str, ...],
    vars_file: Path | None,
    vars_text: str | None,
    target: str,
    form: str,
    examples: int,
    fail_on_change: bool,
    max_moved: float | None,
    quiet: bool,
) -> None:
    """Tell what became of every customer between two builds.

    BEFORE and AFTER are schemas of one warehouse, DuckDB files (FILE.duckdb or
    FILE.duckdb:SCHEMA), folders that `kindred resolve` wrote, or crosswalks as Parquet or
    CSV.

    Without them it is a dry run: the project is built with --vars-file and --vars, if given,
    in a scratch schema that is removed at the end, from the raw data of today and what the
    last build remembers, and compared with what is published. Nothing published and nothing
    remembered is touched. What would stop such a build is told, and stops nothing here.

    Prints customers merged, split, moved, rekeyed, created and gone, in the words of
    identity_events, and the segments whose members change; ids of customers and records are
    all that it names of anybody.
    """
    from kindred.diff_text import as_markdown, as_text

    if len(builds) not in (0, 2):
        raise click.UsageError("Name two builds to compare them, or none for a dry run.")
    console = Console(quiet=quiet)
    trial = None
    if not builds:
        from kindred.dry_run import dry_run, read_settings

        variables = read_settings(vars_file, vars_text)
        found, trial = dry_run(variables, target, console, examples)
    elif vars_file is not None or vars_text is not None:
        raise click.UsageError("--vars-file and --vars are for a dry run; leave out the builds.")
    else:
        from kindred.builds import two_builds
        from kindred.diff import compare

        with two_builds(builds[0], builds[1], target) as (warehouse, before, after):
            found = compare(warehouse, before, after, examples)
    if form == "json":
        told = {**found.as_dict(), "dry_run": trial and trial.as_dict()}
        click.echo(json.dumps(told, default=str))
    else:
        click.echo((as_text if form == "text" else as_markdown)(found, trial))
    if fail_on_change and not found.is_same:
        raise KindredError("The builds differ, and --fail-on-change was given.")
    if max_moved is not None and found.moved_share > max_moved:
        raise KindredError(
            f"{found.moved_records} of {found.common_records} records have another customer_id, "
            f"a share of {found.moved_share:.4f}, above --max-moved ({max_moved:g})."
        )


@main.command(epilog=EXIT_CODES)
@click.argument("what", type=click.Choice(["raw", "marts", "all"]), default="all")
@target_option(_WAREHOUSE)
@vars_file_option
@click.option(
    "--table",
    "tables",
    multiple=True,
    metavar="NAME",
    help="Only this raw table, as crm_contacts, or mart; may be given several times.",
)
@click.option(
    "--out",
    "site",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("target", "validation"),
    show_default=True,
    metavar="DIR",
    help="Folder of the Data Docs.",
)
@click.option(
    "--values",
    "with_values",
    is_flag=True,
    help="Tell the values of offending rows too, which are personal data.",
)
@click.option(
    "--accept-volumes",
    "accepts_volumes",
    is_flag=True,
    help="Take today's counts of rows, and compare the next ones with them.",
)
@click.option("--quiet", is_flag=True, help="No progress; notices and errors only.")
@told_in_one_message
def validate(
    what: str,
    target: str,
    vars_file: Path | None,
    tables: tuple[str, ...],
    site: Path,
    with_values: bool,
    accepts_volumes: bool,
    quiet: bool,
) -> None:
    """Validate raw tables and marts with Great Expectations, and write Data Docs.

    raw: schema, volume, freshness, keys, formats and references of each source's tables, by
    their _sources.yml. marts: uniqueness, completeness, provenance and consent, by their
    _models.yml. Everything is measured in the warehouse. What was found is kept in
    <target>_validation.results, and quality_metrics shows it.

    Prints counts as JSON, and fails when an expectation is not met. Messages name keys of
    rows and never their values, unless --values is given.
    """
    from kindred.validate import ORIGINS, Options
    from kindred.validate import validate as run

    origins = ORIGINS if what == "all" else (what,)
    options = Options(origins, tables, site, with_values, accepts_volumes)
    report = run(options, target, Console(quiet=quiet), vars_file)
    click.echo(json.dumps(report.as_dict()))
    report.raise_failures()


@main.group(epilog=EXIT_CODES)
def model() -> None:
    """Splink models: run one as it is, or hand Kindred's on."""


@model.command("import", epilog=EXIT_CODES)
@click.argument("file", metavar="MODEL.json", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE.yml",
    help="Takes the vars.",
)
@click.option(
    "--column",
    "given_columns",
    multiple=True,
    metavar="NAME=COLUMN",
    help="A column of the model, and the column of a record that it is. Usual names, such "
    "as surname or dob, are known.",
)
@target_option("Engine whose SQL the conditions become.")
@told_in_one_message
def import_(file: Path, out: Path, given_columns: tuple[str, ...], target: str) -> None:
    """Turn the model that Splink 4 or 5 saved into vars that decide as it does.

    Comparisons, m and u, term frequencies, prior and blocking rules are taken as they are,
    and nothing is trained. Give the file to `kindred build`, `kindred resolve` or
    `kindred explain` as --vars-file, or to dbt as --vars. What Kindred can't say ends in
    one message that names each fault, and nothing is written. Prints the counts of what
    was read as JSON.
    """
    from kindred.splink_import import import_file

    given = {}
    for text in given_columns:
        name, equals, column = text.partition("=")
        if not equals or not name or not column:
            raise click.UsageError(f"--column {text}: write it as NAME=COLUMN.")
        given[name] = column
    imported = import_file(file, out, target, given)
    console = Console()
    for notice in imported.notices:
        console.notice(notice)
    click.echo(json.dumps(imported.counts()))


@model.command("export", epilog=EXIT_CODES)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="MODEL.json",
    help="Takes the model.",
)
@vars_file_option
@target_option(_WAREHOUSE)
@told_in_one_message
def export(out: Path, vars_file: Path | None, target: str) -> None:
    """Write the comparisons, blocking rules and weights as a model that Splink loads.

    The weights are those that the last build trained, or those that the vars declare. What
    Splink can't say is left out, and named on standard error. Prints the counts of what
    was written as JSON.
    """
    from kindred.splink_export import export_file

    exported = export_file(out, target, vars_file)
    console = Console()
    for notice in exported.notices:
        console.notice(notice)
    click.echo(json.dumps(exported.counts()))


@main.command(epilog=EXIT_CODES)
@click.argument("record_id", metavar="RECORD")
@click.option(
    "--as-of",
    metavar="MOMENT",
    help="A date or a date with a time, UTC or with an offset: whose it was then, in place of now.",
)
@target_option(_WAREHOUSE)
@click.option("--json", "as_json", is_flag=True, help="The same facts as JSON.")
@told_in_one_message
def whois(record_id: str, as_of: str | None, target: str, as_json: bool) -> None:
    """Tell which customer a record belongs to, or did at a moment.

    RECORD is a record_id that any build saw, one that is gone too. Prints the customer, to
    whom its id leads now if it ended, the stays of the record, and what happened to the
    customers whom it was with, in words. A date stands for its first second.

    A customer_id in place of a record, also one that has ended, tells which records it has
    or had, and to whom it leads now.
    """
    from kindred.whois import as_text, moment
    from kindred.whois import whois as find

    found = find(record_id, moment(as_of) if as_of else None, target)
    click.echo(json.dumps(found.as_dict()) if as_json else as_text(found))


@main.group()
def audit() -> None:
    """Prove what the warehouse tells of its own past."""


@audit.command(epilog=EXIT_CODES)
@target_option(_WAREHOUSE)
@told_in_one_message
def verify(target: str) -> None:
    """Recompute the hash chain of identity_events, and tell the log again from the stays.

    The stays of records, which customer_crosswalk_history and whois --as-of are read from,
    must tell the events of the log, and the customers of today's crosswalk. Says intact,
    with the count of events and the last hash, which a copy kept elsewhere can be compared
    with; or names the first row that does not fit, with exit code 1.
    """
    from kindred.audit import verify_identity_events

    chain = verify_identity_events(target, Console())
    click.echo(
        json.dumps({"intact": True, "events": chain.event_count, "last_hash": chain.last_hash})
    )
