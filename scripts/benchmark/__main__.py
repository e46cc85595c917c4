"""Kindred beside Splink 5 on generated customers: `make benchmark`.

Each round runs, one after the other and each in a process of its own:

    splink     Splink's generic set-up, trained on the file
    splink =   the model that it trained, run again: predict and cluster
    kindred =  the same model imported: the same blocking rules, comparisons and weights,
               connected components at the same threshold
    kindred    Kindred's default settings on the raw file

With --target postgres or spark, Kindred works in that engine, Splink in DuckDB as before.

Equal work is what the two lines with = do. The last line is the median over the rounds of
Kindred's seconds over Splink's for it, from the standardised records to the clusters.

With --people it builds the whole demo company instead, at each size: see benchmark.company.
"""

from __future__ import annotations

import json
import math
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import duckdb
import yaml

from benchmark.changes import compare_changes
from benchmark.company import compare_companies
from benchmark.customers import DEFAULT_SEED, write_customers
from benchmark.graphs import compare_clustering
from benchmark.phases import Phases, read_phases
from benchmark.processes import Measured, measure
from benchmark.splink_rival import CLUSTER_THRESHOLD
from kindred.cli import TARGETS
from kindred.evaluate import evaluate

_CLEAN = """
copy (
    select
        record_id,
        lower(given_name) as given_name,
        lower(family_name) as family_name,
        case
            when contains(date_of_birth, '/')
                then strftime(strptime(date_of_birth, '%m/%d/%Y'), '%Y-%m-%d')
            else date_of_birth
        end as date_of_birth,
        case when email <> 'noemail@example.com' then lower(email) end as email,
        nullif(regexp_replace(phone, '[^0-9]', '', 'g'), '0000000000') as phone,
        lower(street_address) as street_address,
        lower(city) as city,
        postal_code
    from read_parquet($raw)
    order by record_id
) to $clean (format parquet)
"""


@dataclass
class Run:
    """One process of a round, with what its clusters are worth."""

    name: str
    measured: Measured
    work_seconds: float
    f1: float
    precision: float
    recall: float
    phases: Phases | None = None


def _sizes(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> tuple[int, ...]:
    """Sizes with commas between, smallest first."""
    try:
        sizes = sorted({int(size) for size in value.split(",")}) if value else []
    except ValueError:
        sizes = [0]
    if sizes and sizes[0] < 1:
        raise click.BadParameter("whole numbers from 1 up, with commas between: 10000,100000.")
    return tuple(sizes)


@click.command()
@click.option("--records", "sizes", multiple=True, type=int, default=[1_000_000], show_default=True)
@click.option("--rounds", default=3, show_default=True, help="Rounds at the largest size.")
@click.option("--rival/--no-rival", default=True, help="Run Splink too.")
@click.option(
    "--target",
    type=click.Choice(TARGETS),
    default="duckdb",
    show_default=True,
    help="Engine of Kindred, from profiles.yml; a server's own memory is not in the peak.",
)
@click.option("--graph-nodes", default=1_000_000, show_default=True, help="0 leaves graphs out.")
@click.option(
    "--changed",
    default=0,
    show_default=True,
    help="Change so many records of the largest file and build again, in DuckDB.",
)
@click.option(
    "--people",
    "peoples",
    metavar="N[,N...]",
    callback=_sizes,
    help="Build the whole demo company of so many people in DuckDB, at each size, and no more.",
)
@click.option(
    "--records-only", is_flag=True, help="With --people: staging and records, and no more."
)
@click.option("--days", default=0, show_default=True, help="Last days that a company leaves out.")
@click.option("--seed", default=DEFAULT_SEED, show_default=True)
@click.option("--work", type=click.Path(path_type=Path, file_okay=False), help="Keep files here.")
def main(
    sizes: tuple[int, ...],
    rounds: int,
    rival: bool,
    target: str,
    graph_nodes: int,
    changed: int,
    peoples: tuple[int, ...],
    records_only: bool,
    days: int,
    seed: int,
    work: Path | None,
) -> None:
    """Run Kindred beside Splink 5 on generated customers, or build whole companies."""
    if changed and target != "duckdb":
        raise click.UsageError("--changed builds in DuckDB alone: leave one of the two out.")
    click.echo(_machine())
    with tempfile.TemporaryDirectory(prefix="kindred-benchmark-") as scratch:
        directory = work or Path(scratch)
        if peoples:
            click.echo(compare_companies(peoples, days, seed, directory, records_only=records_only))
            return
        by_size: dict[int, list[list[Run]]] = {}
        for size in sorted(sizes):
            place = directory / str(size)
            count = _prepare(size, seed, place)
            click.echo(f"\n## {count} records\n")
            rounds_here = rounds if size == max(sizes) else 1
            by_size[count] = []
            for number in range(1, rounds_here + 1):
                runs = _round(place, rival, target)
                by_size[count].append(runs)
                click.echo(f"round {number}\n\n{_table(runs)}\n")
        click.echo(_slowest(by_size[max(by_size)][-1][-1]))
        if len(by_size) > 1:
            click.echo(_growth(by_size))
        if changed:
            place = directory / str(max(sizes))
            click.echo(compare_changes(place / "records.parquet", changed, place / "changes"))
        if graph_nodes:
            click.echo(compare_clustering(graph_nodes, directory, rival=rival))
        if rival:
            last = by_size[max(by_size)]
            click.echo(f"kindred/splink time ratio: {_ratio(last, 'kindred =', 'splink ='):.2f}")


def _machine() -> str:
    memory = "unknown memory"
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        kibibytes = int(meminfo.read_text().split()[1])
        memory = f"{kibibytes / 2**20:.0f} GiB"
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory}; "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    )


def _prepare(size: int, seed: int, place: Path) -> int:
    """Make the raw file, its truth and the clean file, unless they are there already."""
    raw, clean = place / "records.parquet", place / "clean.parquet"
    if not clean.exists():
        click.echo(f"making {size} records ...", err=True)
        write_customers(size, place, seed)
        duckdb.execute(_CLEAN, {"raw": str(raw), "clean": str(clean)})
    row = duckdb.execute("select count(*) from read_parquet(?)", [str(clean)]).fetchone()
    assert row is not None
    return int(row[0])


def _round(place: Path, rival: bool, target: str) -> list[Run]:
    runs = []
    engine = ["--target", target]
    if rival:
        runs.append(_splink(place, "splink", []))
        model = place / "splink" / "model.json"
        runs.append(_splink(place, "splink =", ["--model", str(model)]))
        imported = ["--vars-file", _imported(model, target)]
        runs.append(_kindred(place, "kindred =", "clean", [*engine, *imported]))
    runs.append(_kindred(place, "kindred", "records", engine))
    return runs


def _splink(place: Path, name: str, options: Sequence[str]) -> Run:
    click.echo(f"{name} ...", err=True)
    out = place / name.rstrip(" =")
    command = [
        sys.executable,
        "-m",
        "benchmark.splink_rival",
        str(place / "clean.parquet"),
        str(out),
    ]
    measured = measure([*command, *options])
    seconds = json.loads(measured.output.splitlines()[-1])
    work = sum(seconds.get(phase, 0) for phase in ("train", "predict", "cluster"))
    return _scored(name, measured, work, out / "clusters.parquet", place)


def _kindred(place: Path, name: str, file: str, options: Sequence[str]) -> Run:
    click.echo(f"{name} ...", err=True)
    out = place / "kindred"
    command = [sys.executable, "-m", "kindred", "resolve", str(place / f"{file}.parquet")]
    measured = measure([*command, "--out", str(out), *options])
    phases = read_phases(measured.progress, measured.seconds)
    work = phases.matching + phases.clustering
    return _scored(name, measured, work, out / "customer_crosswalk.parquet", place, phases)


def _scored(
    name: str, measured: Measured, work: float, crosswalk: Path, place: Path,
    phases: Phases | None = None,
) -> Run:  # fmt: skip
    scores = evaluate(crosswalk, place / "truth.parquet").as_dict()
    return Run(
        name,
        measured,
        work,
        scores["pairwise_f1"],
        scores["pairwise_precision"],
        scores["pairwise_recall"],
        phases,
    )


def _imported(model: Path, target: str) -> str:
    """The vars of the Splink model, clustered as Splink does it."""
    path = model.with_suffix(".yml")
    command = [sys.executable, "-m", "kindred", "model", "import", str(model)]
    measure([*command, "--out", str(path), "--target", target])
    settings = yaml.safe_load(path.read_text("utf-8"))
    settings.update(linkage="single", merge_threshold=CLUSTER_THRESHOLD)
    path.write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")
    return str(path)


# --------------------------------------------------------------------------- report


def _table(runs: Sequence[Run]) -> str:
    lines = [
        "| | matching and clustering, s | whole process, s | peak, MiB | precision | recall | F1 |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {run.name} | {run.work_seconds:.1f} | {run.measured.seconds:.1f} "
        f"| {run.measured.peak_mebibytes:.0f} | {run.precision:.3f} | {run.recall:.3f} "
        f"| {run.f1:.3f} |"
        for run in runs
    ]
    return "\n".join(lines)


def _slowest(run: Run) -> str:
    assert run.phases is not None
    phases = run.phases
    models = sorted(phases.models.items(), key=lambda item: -item[1])[:12]
    return "\n".join([
        f"{run.name}: records {phases.records:.1f} s, matching {phases.matching:.1f} s, "
        f"clustering {phases.clustering:.1f} s, customers {phases.customers:.1f} s; its models:",
        *(f"  {name:<32} {seconds:7.1f} s" for name, seconds in models),
        "",
    ])  # fmt: skip


def _growth(by_size: dict[int, list[list[Run]]]) -> str:
    """How time grows with the number of records: time ~ records ** exponent."""
    lines = ["growth from size to size, exponent of the seconds of the whole process:"]
    sizes = sorted(by_size)
    for name in [run.name for run in by_size[sizes[0]][0]]:
        seconds = [_median(by_size[size], name) for size in sizes]
        exponents = [
            math.log(seconds[i + 1] / seconds[i]) / math.log(sizes[i + 1] / sizes[i])
            for i in range(len(sizes) - 1)
        ]
        lines.append(f"  {name:<10} " + "  ".join(f"{exponent:.2f}" for exponent in exponents))
    return "\n".join([*lines, ""])


def _median(rounds: Sequence[Sequence[Run]], name: str) -> float:
    return statistics.median(
        run.measured.seconds for runs in rounds for run in runs if run.name == name
    )


def _ratio(rounds: Sequence[Sequence[Run]], name: str, rival: str) -> float:
    """Median over the rounds of one run's working seconds over another's."""
    ratios = []
    for runs in rounds:
        work = {run.name: run.work_seconds for run in runs}
        ratios.append(work[name] / work[rival])
    return statistics.median(ratios)


if __name__ == "__main__":
    main()
