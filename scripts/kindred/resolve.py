"""Resolve one file of records into three Parquet files, and judge them by labels if there are."""

import shutil
import tempfile
from pathlib import Path

import duckdb

from kindred.connection import (
    DuckDbWarehouse,
    PostgresWarehouse,
    SparkWarehouse,
    Warehouse,
    connected,
)
from kindred.console import Console
from kindred.dbt_runner import DbtRun, run_dbt
from kindred.errors import InputError, KindredError
from kindred.evaluate import read_labels
from kindred.project import Project, find_project
from kindred.records_file import CANONICAL_COLUMNS, read_records
from kindred.scratch import (
    make_scratch_schema,
    scratch_directory,
    scratch_schema,
    scratch_schemas,
    scratch_settings,
)
from kindred.signals import ignore_ending_signals
from kindred.vars_file import project_variables, read_variables
from kindred.wording import count_text

OUTPUTS = {
    "customer_crosswalk": "record_id",
    "customers": "customer_id",
    "review_queue": "left_record_id, right_record_id",
}
"""Models that are written, each with the columns that order its rows."""

LABELLED_OUTPUTS = {
    "match_quality": "labelled_record_count",
    "match_quality_by_threshold": "threshold",
}
"""Models that are written too where labels are given."""

_LOG = "dbt.log"


def resolve_file(
    file: Path,
    out_directory: Path,
    target: str,
    console: Console,
    vars_file: Path | None = None,
    labels: Path | None = None,
) -> dict[str, int]:
    """Resolve the records of a file and write the Parquet files.

    The work is done by dbt in a scratch schema (for DuckDB, a scratch file) that is
    removed afterwards, whatever happens. The files appear in out_directory only when
    all of them are complete; a failure leaves what was there before, and dbt.log.

    Args:
        file: CSV or Parquet with a column record_id; see read_records.
        out_directory: Where the files go; made when it is not there.
        target: An output of profiles.yml.
        console: Takes progress and notices.
        vars_file: dbt vars in place of those of dbt_project.yml.
        labels: Parquet or CSV with record_id and entity_id, to judge the result by: two more
            files are written, and the floors of the vars hold.

    Returns:
        Rows written, by model name, and the rows read, as ``records``.

    Raises:
        InputError: The file cannot be read as records, or the labels as labels.
        EngineError: The target does not answer or cannot be used.
        BuildError: A model or test failed.
    """
    project = find_project()
    variables = read_variables(vars_file, project)
    outputs = {**OUTPUTS, **(LABELLED_OUTPUTS if labels else {})}
    for read in filter(None, [file, labels]):
        _refuse_own_output(read, out_directory)
    with scratch_directory(console) as scratch:
        intake = scratch / "local.duckdb"
        connection = duckdb.connect(str(intake))
        try:
            connection.execute("create schema raw_file")
            records = read_records(file, connection, "raw_file.records")
            if labels:
                read_labels(connection, "raw_file.labels", labels, "entity_id")
        finally:
            connection.close()
        for notice in records.notices:
            console.notice(notice)
        console.progress(
            f"read {records.row_count} records with {len(records.columns)} columns from {file}"
        )
        _make_directory(out_directory)

        schema = "kindred" if target == "duckdb" else scratch_schema("resolve")
        raw_schema = "raw_file" if target == "duckdb" else f"{schema}_raw"
        run = DbtRun(
            project=project,
            target=target,
            schema=schema,
            warehouse_path=intake,
            target_path=scratch / "target",
            log_path=scratch / "logs",
            variables={**variables, **file_only(project, raw_schema, with_labels=bool(labels))},
            environment=_engine_environment(target, scratch),
        )
        settings = scratch_settings(run)
        with scratch_schemas(settings, schema, console):
            if target != "duckdb":
                with connected(settings) as warehouse:
                    _load(warehouse, raw_schema, intake, scratch, with_labels=bool(labels))
            try:
                run_dbt(
                    run,
                    [
                        "build",
                        "--select", *[f"+{model}" for model in outputs],
                        "--indirect-selection", "buildable",
                        "--exclude-resource-type", "unit_test",
                    ],
                    console,
                )  # fmt: skip
            except KindredError as error:
                raise _with_kept_log(error, run.log_path, out_directory) from None
            with connected(settings) as warehouse:
                written = _export(warehouse, schema, outputs, scratch)
                set_aside = _set_aside(warehouse, schema)
        counts = _publish(written, out_directory)
    for notice in set_aside:
        console.notice(notice)
    console.progress(
        f"done: {counts['customer_crosswalk']} records are {counts['customers']} "
        f"customers; {counts['review_queue']} pairs to review; in {out_directory}"
    )
    return {"records": records.row_count, **counts}


# --------------------------------------------------------------------------- folders


def _refuse_own_output(file: Path, out_directory: Path) -> None:
    """The file that is read must not be one that is written or removed at the end."""
    models = [*OUTPUTS, *LABELLED_OUTPUTS]
    names = [f"{model}.parquet" for model in models] + [_part(model) for model in models]
    names.append(_LOG)
    for name in names:
        output = out_directory / name
        if file.exists() and output.exists() and output.samefile(file):
            raise InputError(
                f"{file} would be overwritten: {output} is one of the files that this "
                "command writes. Give another folder to --out, or rename the file."
            )


def _make_directory(path: Path) -> None:
    if path.exists() and not path.is_dir():
        raise KindredError(f"{path} is a file; --out takes a folder.")
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise KindredError(f"{path} cannot be written to: {error.strerror}.") from None


def _with_kept_log(error: KindredError, log_path: Path, out_directory: Path) -> KindredError:
    """Save the log from the scratch folder and point the message to its new place."""
    log = log_path / _LOG
    kept = out_directory / _LOG
    if not log.is_file():
        return error
    try:
        shutil.copyfile(log, kept)
    except OSError:
        return type(error)(str(error).replace(f"The log is {log}", "The log could not be kept"))
    return type(error)(str(error).replace(str(log), str(kept)))


def file_only(project: Project, raw_schema: str, *, with_labels: bool = False) -> dict[str, object]:
    """Vars that leave the file alone on: no other source and no seed of decisions.

    Args:
        project: The project whose sources they are.
        raw_schema: Where the table records is, and labels.
        with_labels: Whether there are labels; else the project's own are switched off.
    """
    switches = [name for name in project_variables(project) if name.endswith("_enabled")]
    labels: dict[str, object] = {"labels_relation": f"{raw_schema}.labels"}
    if not with_labels:
        labels = {"labels_relation": None, "min_match_precision": None, "min_match_recall": None}
    return {
        "demo": False,
        "more_decisions": None,
        "file_schema": raw_schema,
        **labels,
        **{name: name == "file_enabled" for name in switches},
    }


def _engine_environment(target: str, scratch: Path) -> dict[str, str]:
    if target != "spark":
        return {}
    return {
        "KINDRED_SPARK_DIRECTORY": str(scratch / "spark"),
        "KINDRED_SPARK_CATALOG": "in-memory",
    }


# ------------------------------------------------------------------- load and export


def _load(
    warehouse: Warehouse, schema: str, intake: Path, scratch: Path, *, with_labels: bool
) -> None:
    """Copy the checked records, and labels, from the intake file into the engine, in bulk."""
    tables: dict[str, tuple[str, ...]] = {"records": CANONICAL_COLUMNS}
    if with_labels:
        tables["labels"] = ("record_id", "entity_id")
    if isinstance(warehouse, PostgresWarehouse):
        make_scratch_schema(warehouse, schema)
    elif isinstance(warehouse, SparkWarehouse):
        warehouse.execute(f"create database {schema}")
    for table, names in tables.items():
        path = scratch / f"{table}.copy"
        if isinstance(warehouse, PostgresWarehouse):
            _copy_out(intake, table, path, "format csv, header false, force_quote *")
            definitions = ", ".join(f"{name} text" for name in names)
            warehouse.execute(f"create table {schema}.{table} ({definitions})")
            with path.open(encoding="utf-8", newline="") as file:
                warehouse.connection.cursor().copy_expert(
                    f"copy {schema}.{table} ({', '.join(names)}) from stdin (format csv)", file
                )
            warehouse.execute(f"analyze {schema}.{table}")
        elif isinstance(warehouse, SparkWarehouse):
            _copy_out(intake, table, path, "format parquet")
            warehouse.session.read.parquet(str(path)).write.saveAsTable(f"{schema}.{table}")
        path.unlink()


def _copy_out(intake: Path, table: str, path: Path, options: str) -> None:
    connection = duckdb.connect(str(intake), read_only=True)
    try:
        connection.execute(f"copy raw_file.{table} to ? ({options})", [str(path)])
    finally:
        connection.close()


def _set_aside(warehouse: Warehouse, schema: str) -> list[str]:
    """What links nobody, since too many hold it or since it says nothing: counts, no values."""
    found = warehouse.execute(
        "select identifier_type, unusable_reason, count(distinct identifier_value), "
        f"count(distinct record_key) from {schema}_intermediate.int_identifiers_screened "
        "where not is_usable group by identifier_type, unusable_reason "
        "having count(distinct record_key) > 1 order by identifier_type, unusable_reason"
    )
    return [
        f"{kind}: {count_text(values, 'value')} of {count_text(records, 'record')} "
        f"{'links' if values == 1 else 'link'} nobody ({_why(reason)})."
        for kind, reason, values, records in found
    ]


def _why(reason: str) -> str:
    if reason == "placeholder":
        return "known to say nothing"
    return f"held by {reason}, var max_people_per_identifier"


def _export(
    warehouse: Warehouse, schema: str, outputs: dict[str, str], scratch: Path
) -> dict[str, Path]:
    """Write each output to a Parquet file in the scratch folder, rows in key order."""
    return {
        model: _export_model(warehouse, f"{schema}.{model}", order, scratch / model)
        for model, order in outputs.items()
    }


def _export_model(warehouse: Warehouse, table: str, order: str, stem: Path) -> Path:
    path = stem.with_suffix(".parquet")
    if isinstance(warehouse, DuckDbWarehouse):
        warehouse.execute(
            f"copy (select * from {table} order by {order}) to ? (format parquet)",
            [str(path)],
        )
        return path

    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    try:
        if isinstance(warehouse, PostgresWarehouse):
            plain = stem.with_suffix(".csv")
            source = _from_postgres(warehouse, table, plain)
        else:
            assert isinstance(warehouse, SparkWarehouse)
            plain = stem.with_suffix(".parts")
            warehouse.session.table(table).write.parquet(str(plain))
            plain = plain / "*.parquet"
            source = _from_spark(connection, plain)
        connection.execute(
            f"copy ({source} order by {order}) to ? (format parquet)",
            [str(plain), str(path)],
        )
    finally:
        connection.close()
    return path


def _from_postgres(warehouse: PostgresWarehouse, table: str, path: Path) -> str:
    """Copy a table to CSV; returns the DuckDB query that reads it with the same types."""
    schema, name = table.split(".")
    found = warehouse.execute(
        "select column_name, data_type from information_schema.columns "
        "where table_schema = ? and table_name = ? order by ordinal_position",
        [schema, name],
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        warehouse.connection.cursor().copy_expert(
            f"copy (select * from {table}) to stdout (format csv, force_quote *)", file
        )
    types = ", ".join(f"'{column}': '{_duckdb_type(kind)}'" for column, kind in found)
    return (
        "select * from read_csv(?, header = false, auto_detect = false, delim = ',', "
        "quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, "
        "max_line_size = 134217728, parallel = false, new_line = '\\n', "
        f"columns = {{{types}}})"
    )


def _duckdb_type(kind: str) -> str:
    if kind in ("text", "character varying", "character", "name", "uuid"):
        return "varchar"
    if kind.startswith("timestamp"):
        return "timestamp"
    return kind


def _from_spark(connection: duckdb.DuckDBPyConnection, parts: Path) -> str:
    """A query of Spark's files in which timestamps are plain UTC, as elsewhere."""
    described = connection.execute(
        "describe select * from read_parquet(?)", [str(parts)]
    ).fetchall()
    columns = ", ".join(
        f'"{name}" at time zone \'UTC\' as "{name}"'
        if kind == "TIMESTAMP WITH TIME ZONE"
        else f'"{name}"'
        for name, kind, *_ in described
    )
    return f"select {columns} from read_parquet(?)"


def _publish(written: dict[str, Path], out_directory: Path) -> dict[str, int]:
    """Move all files into place, each by one rename, after all of them are complete."""
    counts = {model: _row_count(path) for model, path in written.items()}
    parts = {model: out_directory / _part(model) for model in written}
    try:
        for model, path in written.items():
            try:
                shutil.copyfile(path, parts[model])
            except OSError as error:
                raise KindredError(
                    f"{out_directory} cannot be written to: {error.strerror}."
                ) from None
        ignore_ending_signals()
        for model, part in parts.items():
            part.replace(out_directory / f"{model}.parquet")
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    # An earlier run that failed left its log here.
    (out_directory / _LOG).unlink(missing_ok=True)
    return counts


def _part(model: str) -> str:
    return f".{model}.parquet.part"


def _row_count(path: Path) -> int:
    row = duckdb.execute("select count(*) from read_parquet(?)", [str(path)]).fetchone()
    assert row is not None
    return int(row[0])
