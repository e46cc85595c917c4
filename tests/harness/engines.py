"""One engine as a test sees it: build models, render Jinja, run SQL, compare answers."""

import datetime
import json
import os
import pickle
import shutil
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import yaml

from harness.quick_dbt import use_quick_dbt
from harness.shelf import Shelf
from kindred.connection import Warehouse, connect, read_profile
from kindred.dbt_runner import DbtRun, environment
from kindred.kept_manifests import moved, parsing_variables
from kindred.project import Project

ENGINES = ("duckdb", "postgres", "spark")
PROJECT_DIRECTORY = Path(__file__).resolve().parents[2]


class DbtFailedError(AssertionError):
    """A dbt command of a test failed; the message lists what dbt said."""


class Engine:
    """One of the three engines, with a schema and folders of its own.

    dbt runs inside this process on a manifest that is parsed once for each set of vars that
    change it, and once for all engines and processes of a test run that have a shelf for it.
    """

    shelf: ClassVar[Shelf | None] = None

    def __init__(
        self,
        name: str,
        directory: Path,
        variables: Mapping[str, str],
        schema: str = "kindred",
    ) -> None:
        self.name = name
        self.schema = schema
        self.directory = directory
        self.directory.mkdir(parents=True, exist_ok=True)
        self.variables = dict(variables)
        self.project = Project(PROJECT_DIRECTORY, directory)
        self.warehouse_path = directory / "local.duckdb"
        self._environment = {
            **variables,
            "DO_NOT_TRACK": "1",
            "KINDRED_SCHEMA": schema,
            "KINDRED_DUCKDB_PATH": str(self.warehouse_path),
        }
        self._manifests: dict[str, Any] = {}
        self._elder: Engine | None = None
        self._settings: dict[str, Any] | None = None

    def sibling(
        self,
        schema: str,
        directory: Path | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> "Engine":
        """The same engine with another schema, for a test that writes what models read, or
        with a warehouse file in a folder of its own, or other settings of the environment."""
        variables = {
            key: value
            for key, value in self._environment.items()
            if key not in ("KINDRED_SCHEMA", "KINDRED_DUCKDB_PATH")
        }
        variables.update(settings or {})
        sibling = Engine(self.name, directory or self.directory / schema, variables, schema)
        sibling._elder = self
        return sibling

    def copied(self, directory: Path | None = None) -> "Engine":
        """DuckDB with a copy of this warehouse, which a test may change."""
        copy = self.sibling(self.schema, directory)
        # what is still in the write-ahead log would be missing from the copy
        self.query("force checkpoint")
        shutil.copy(self.warehouse_path, copy.warehouse_path)
        return copy

    def write(self, name: str, layer: str, select: str) -> None:
        """Put the rows of a query where a model would have put its table."""
        warehouse = self.connect()
        try:
            warehouse.execute(f"create schema if not exists {self.schema}_{layer}")
            kind = self._kind(warehouse, f"{self.schema}_{layer}", name)
            warehouse.execute(f"drop {kind} if exists {self.table(name, layer)}")
            warehouse.execute(f"create table {self.table(name, layer)} as {select}")
            if self._kind(warehouse, f"{self.schema}_intermediate", "patch_versions", none=True):
                # no log tells what is different now
                versions = self.table("patch_versions", "intermediate")
                warehouse.execute(
                    f"delete from {versions} where model_name = '{name}' or '{kind}' = 'view'"
                )
        finally:
            warehouse.close()

    @staticmethod
    def _kind(warehouse: Warehouse, schema: str, name: str, none: bool = False) -> str:
        """What a model of another test may have left there: a table or a view; nothing, for
        one who asks whether it is there."""
        if warehouse.engine == "spark":
            return "" if none else "table"
        found = warehouse.execute(
            "select table_type from information_schema.tables "
            "where table_schema = ? and table_name = ?",
            [schema, name],
        )
        return "view" if found == [("VIEW",)] else "table" if found or not none else ""

    # ------------------------------------------------------------------------ dbt

    def dbt(
        self,
        *arguments: str,
        variables: Mapping[str, object] | None = None,
        parsed_with: Mapping[str, object] | None = None,
    ) -> Any:
        """Run a dbt command, for example ``dbt("build", "--select", "customers")``.

        Args:
            arguments: The command and its own options.
            variables: dbt vars that differ from dbt_project.yml.
            parsed_with: The vars to parse the project with, where the others are known not
                to change what is parsed; a parse costs more than most tests. Else the same.

        Raises:
            DbtFailedError: The command failed.
        """
        if parsed_with is None:
            parsed_with = variables
        manifest = None if arguments[0] == "parse" else self.manifest(parsed_with)
        return self._invoke(arguments, variables, manifest)

    def manifest(self, variables: Mapping[str, object] | None = None) -> Any:
        """The parsed project, from memory after the first time.

        Without vars, dbt's own manifest.json is in the target folder then.
        """
        variables = parsing_variables(variables or {})
        key = json.dumps(variables, sort_keys=True)
        if key not in self._manifests:
            if self._elder is not None:
                # parsing the project again would cost more than most tests
                # a copy by way of bytes takes half the time of one by hand
                elders = pickle.loads(pickle.dumps(self._elder.manifest(variables)))
                self._manifests[key] = moved(elders, self._elder.schema, self.schema)
            elif self.shelf is None:
                self._manifests[key] = self.parsed(variables)
            else:
                schema, manifest, written = self.shelf.take(
                    _shelf_name(self.name, variables), lambda: self._made(variables)
                )
                self._manifests[key] = moved(manifest, schema, self.schema)
                if not variables:
                    self._written().parent.mkdir(parents=True, exist_ok=True)
                    self._written().write_text(written)
        return self._manifests[key]

    def parsed(self, variables: Mapping[str, object] | None) -> Any:
        """The project as dbt parses it now, with all of the vars."""
        # writing the whole manifest takes longer than most tests
        return self._invoke(["parse", *(["--no-write-json"] * bool(variables))], variables, None)

    def _made(self, variables: Mapping[str, object] | None) -> tuple[str, Any, str]:
        manifest = self.parsed(variables)
        return self.schema, manifest, "" if variables else self._written().read_text()

    @classmethod
    def kept(cls, run: DbtRun) -> Any | None:
        """What a test has parsed as a command of ours would parse it now; None where none
        has: the same project, target and vars, in a schema of another name."""
        file = Path(run.run_environment()["KINDRED_DUCKDB_PATH"])
        is_usual = run.project.directory == run.profiles_path == PROJECT_DIRECTORY
        # a file's name is the name of the database in every relation
        if cls.shelf is None or not is_usual or file.name != "local.duckdb":
            return None
        found = cls.shelf.look(_shelf_name(run.target, parsing_variables(run.variables)))
        return found and moved(found[1], found[0], run.schema or "kindred")

    def _written(self) -> Path:
        return self.directory / "target" / "manifest.json"

    def _invoke(
        self,
        arguments: Sequence[str],
        variables: Mapping[str, object] | None,
        manifest: Any,
    ) -> Any:
        from dbt.cli.main import dbtRunner

        use_quick_dbt()
        command = [
            *arguments,
            "--project-dir", str(PROJECT_DIRECTORY),
            "--profiles-dir", str(PROJECT_DIRECTORY),
            "--target", self.name,
            "--target-path", str(self.directory / "target"),
            "--log-path", str(self.directory / "logs"),
            "--log-level", "none", "--log-level-file", "info", "--no-print",
        ]  # fmt: skip
        if arguments[0] != "parse":
            command += ["--no-write-json"]
        if variables:
            # dbt reads YAML, which takes JSON's 1e-06 for text
            command += [
                "--vars",
                yaml.safe_dump(dict(variables), default_flow_style=True, width=9**9),
            ]
        with environment(self._environment):
            outcome = dbtRunner(manifest=manifest).invoke(command)
        if outcome.success:
            return outcome.result
        told = [f"dbt {' '.join(arguments)} failed on {self.name}"]
        if outcome.exception is not None:
            told.append(str(outcome.exception))
        for result in getattr(outcome.result, "results", None) or []:
            if str(result.status) in ("error", "fail", "runtime error"):
                told.append(f"{result.node.unique_id}: {result.status}: {result.message}")
        raise DbtFailedError("\n".join(told))

    # ------------------------------------------------------------------------ SQL

    def connect(self) -> Warehouse:
        """A connection of its own to the warehouse; close it before the next dbt run."""
        with environment(self._environment):
            if self._settings is None:
                self._settings = read_profile(PROJECT_DIRECTORY, self.name)
            return connect(self._settings)

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of one SQL statement."""
        warehouse = self.connect()
        try:
            return warehouse.execute(sql, parameters)
        finally:
            warehouse.close()

    def table(self, name: str, layer: str | None = None) -> str:
        """Qualified name of a table, for example ``table("int_pairs_scored",
        "intermediate")``; marts have no layer suffix."""
        schema = self.schema if layer is None else f"{self.schema}_{layer}"
        return f"{schema}.{name}"

    def rows(self, name: str, layer: str | None = None) -> list[dict[str, Any]]:
        """Every row of a model as plain values that compare equal between engines."""
        warehouse = self.connect()
        try:
            sql = f"select * from {self.table(name, layer)}"
            columns = warehouse.columns(sql)
            found = warehouse.execute(sql)
        finally:
            warehouse.close()
        return [
            {key: plain(value) for key, value in zip(columns, row, strict=True)} for row in found
        ]

    # ---------------------------------------------------------------------- Jinja

    def render(self, jinja: str, variables: Mapping[str, object] | None = None) -> str:
        """SQL of a piece of Jinja, with every macro and ref of the project."""
        result = self.dbt(
            "compile", "--inline", jinja, "--no-populate-cache", variables=variables,
            parsed_with={},
        )  # fmt: skip
        return str(result.results[0].node.compiled_code)

    def run_inline(
        self, jinja: str, variables: Mapping[str, object] | None = None
    ) -> list[tuple[Any, ...]]:
        """Rows of a query written in Jinja."""
        return self.query(self.render(jinja, variables))

    def evaluate(
        self,
        expressions: str | Sequence[str],
        inputs: Sequence[Mapping[str, Any]],
        variables: Mapping[str, object] | None = None,
    ) -> list[Any]:
        """What SQL expressions in Jinja give for each input, in one query.

        Args:
            expressions: One expression, or several, over the columns named by the keys
                of the inputs, for example ``"{{ name_key('given_name') }}"``.
            inputs: One mapping a row. Values are text, None, bool, int, float, date or
                datetime; a column takes its SQL type from its first value that is not
                None (text when there is none).

        Returns:
            In the order of the inputs: the value, or a tuple when several expressions
            were given. Values are made plain, so they compare equal between engines.
        """
        several = not isinstance(expressions, str)
        listed = [expressions] if isinstance(expressions, str) else list(expressions)
        rendered = self.render(
            "\n".join(f"/* {number} */ {text}" for number, text in enumerate(listed)),
            variables,
        )
        parts = _split_numbered(rendered, len(listed))
        columns = ", ".join(f"{part} as result_{n}" for n, part in enumerate(parts))
        sql = (
            f"select row_number_, {columns} from ({self.values(inputs)}) as inputs "
            "order by row_number_"
        )
        found = [tuple(map(plain, row[1:])) for row in self.query(sql)]
        return found if several else [row[0] for row in found]

    def values(self, inputs: Sequence[Mapping[str, Any]]) -> str:
        """A query that gives the inputs as rows, with their place as row_number_."""
        names = list(inputs[0])
        kinds = {
            name: next((type(row[name]) for row in inputs if row[name] is not None), str)
            for name in names
        }
        rows = ",\n".join(
            f"({number}, {', '.join(self.literal(row[name]) for name in names)})"
            for number, row in enumerate(inputs)
        )
        columns = ", ".join(
            f"cast({name} as {self._sql_type(kinds[name])}) as {name}" for name in names
        )
        return (
            f"select row_number_, {columns} from (values {rows}) "
            f"as given_rows (row_number_, {', '.join(names)})"
        )

    def literal(self, value: Any) -> str:
        """A value as a SQL literal of this engine."""
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float | Decimal):
            return str(value)
        text = str(value)
        if self.name == "spark":
            escaped = text.replace("\\", "\\\\").replace("'", "\\'")
            return f"'{escaped}'"
        quoted = text.replace("'", "''")
        return f"'{quoted}'"

    def _sql_type(self, kind: type) -> str:
        text = "string" if self.name == "spark" else "text"
        double = "double precision" if self.name == "postgres" else "double"
        return {
            bool: "boolean",
            int: "bigint",
            float: double,
            datetime.date: "date",
            datetime.datetime: "timestamp",
        }.get(kind, text)


def _shelf_name(target: str, variables: Mapping[str, object]) -> str:
    return f"{target} {json.dumps(variables, sort_keys=True)}"


def plain(value: Any) -> Any:
    """A value from any engine in one form: no Decimal, no time zone, lists as tuples."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.UTC).replace(tzinfo=None)
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return tuple(map(plain, value))
    return value


def _split_numbered(rendered: str, count: int) -> list[str]:
    parts = []
    rest = rendered
    for number in range(count):
        _, _, rest = rest.partition(f"/* {number} */")
        part, _, _ = rest.partition(f"/* {number + 1} */")
        parts.append(part.strip())
    return parts


def environment_is_set(name: str) -> bool:
    """Whether a switch such as KINDRED_TEST_LARGE is on."""
    return os.environ.get(name, "") not in ("", "0", "false")
