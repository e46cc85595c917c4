"""`kindred resolve` end to end: what goes in comes out, and what fails says where."""

import errno
import json
import shutil
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from harness.engines import Engine
from kindred.cli import main
from kindred.connection import connected, read_profile
from kindred.console import Console
from kindred.dbt_runner import DbtRun, environment, profiles_directory
from kindred.errors import EngineError, KindredError
from kindred.evaluate import evaluate
from kindred.resolve import LABELLED_OUTPUTS, OUTPUTS, _publish
from kindred.scratch import scratch_schemas

PEOPLE = """\
record_id,source,given_name,family_name,date_of_birth,email,phone,street_address,city,postal_code,country
007,crm,Margaret,Okafor,1984-03-12,margaret.okafor@mail.example,+1 212 555 0143,12 Elm Street,Albany,12207,US
 8 ,shop,Margaret,Okafor,12/03/1984,Margaret.Okafor@mail.example,(212) 555-0143,12 Elm St,Albany,12207,US
9,shop,Peggy,Okafor,1984-03-12,margaret.okafor@mail.example,2125550143,12 Elm St.,Albany,12207,US
"a,""b",pos,Jürgen,Müller,1970-01-31,j.mueller@post.example,+49 30 901820,Lindenweg 3,Köln,50667,DE
北京,pos,"Robert'); DROP TABLE records;--",Tables,1999-09-09,bobby@school.example,,,,,US
nameless,pos,,,,,,,,,
"""


# Peggy is said to be another person than the two Margarets
LABELS = """\
record_id,entity_id
007,margaret
 8 ,margaret
9,peggy
"a,""b",jürgen
gone,jürgen
"""
ALL_OUTPUTS = {**OUTPUTS, **LABELLED_OUTPUTS}


@pytest.fixture(scope="module")
def resolved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the result of the small file and labels above, and the files themselves."""
    directory = tmp_path_factory.mktemp("resolved")
    (directory / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (directory / "labels.csv").write_text(LABELS, encoding="utf-8")
    labels = ("--labels", str(directory / "labels.csv"))
    result = run(directory / "people.csv", directory / "out", *labels)
    assert result.exit_code == 0, result.stderr
    (directory / "stdout.json").write_text(result.stdout)
    return directory


def run(file: Path, out: Path, *options: str):
    return CliRunner().invoke(main, ["resolve", str(file), "--out", str(out), *options])


def rows(path: Path) -> list[tuple]:
    return duckdb.execute("from read_parquet(?)", [str(path)]).fetchall()


def crosswalk(out: Path) -> dict[str, str]:
    found = duckdb.execute(
        "select record_id, customer_id from read_parquet(?)",
        [str(out / "customer_crosswalk.parquet")],
    ).fetchall()
    assert len(found) == len({record_id for record_id, _ in found})
    return dict(found)


def test_crosswalk_is_a_partition_with_exact_record_ids(resolved: Path) -> None:
    found = crosswalk(resolved / "out")
    assert set(found) == {"007", " 8 ", "9", 'a,"b', "北京", "nameless"}
    assert all(found.values())


def test_same_person_is_one_customer_and_others_are_not(resolved: Path) -> None:
    found = crosswalk(resolved / "out")
    assert found["007"] == found[" 8 "] == found["9"]
    assert len({found["007"], found['a,"b'], found["北京"], found["nameless"]}) == 4


def test_customers_are_those_of_the_crosswalk(resolved: Path) -> None:
    ids = duckdb.execute(
        "select customer_id from read_parquet(?)",
        [str(resolved / "out" / "customers.parquet")],
    ).fetchall()
    assert sorted(ids) == sorted({(value,) for value in crosswalk(resolved / "out").values()})


def test_standard_output_is_the_counts_as_json(resolved: Path) -> None:
    counts = json.loads((resolved / "stdout.json").read_text())
    assert counts["records"] == counts["customer_crosswalk"] == 6
    assert counts["customers"] == 4
    assert set(counts) == {"records", *ALL_OUTPUTS}


def test_output_folder_holds_the_files_alone(resolved: Path) -> None:
    found = {path.name for path in (resolved / "out").iterdir()}
    assert found == {f"{model}.parquet" for model in ALL_OUTPUTS}


def test_labels_judge_the_result(resolved: Path) -> None:
    told = duckdb.execute(
        "select pairwise_precision, pairwise_recall, bcubed_precision, bcubed_recall, "
        "true_pair_count, blocking_recall from read_parquet(?)",
        [str(resolved / "out" / "match_quality.parquet")],
    ).fetchone()
    scores = evaluate(resolved / "out" / "customer_crosswalk.parquet", resolved / "labels.csv")
    assert told is not None
    assert told[:4] == pytest.approx(
        (
            scores.pairwise_precision,
            scores.pairwise_recall,
            scores.bcubed_precision,
            scores.bcubed_recall,
        )
    )
    assert scores.pairwise_precision == pytest.approx(1 / 3)
    # the two Margarets met; Jürgen's other record is in no file
    assert told[4:] == (2, 0.5)


def test_a_setting_that_cannot_be_is_told_without_a_trace(resolved: Path, tmp_path: Path) -> None:
    settings = tmp_path / "vars.yml"
    settings.write_text("blocking_rules: [email_key]\n", encoding="utf-8")
    out = tmp_path / "out"
    result = run(resolved / "people.csv", out, "--quiet", "--vars-file", str(settings))
    assert result.exit_code == 1
    assert "var blocking_rules must be a list of settings" in result.stderr
    assert "> in macro" not in result.stderr
    assert "> called by" not in result.stderr
    assert str(out / "dbt.log") in result.stderr


def test_labels_that_are_none_are_told(resolved: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("record_id,person\n007,margaret\n", encoding="utf-8")
    result = run(resolved / "people.csv", tmp_path / "out", "--labels", str(labels))
    assert result.exit_code == 3
    assert "cannot be read as labels: it must be Parquet or CSV with the columns" in result.stderr


@pytest.mark.slow
def test_order_and_repetition_change_nothing(resolved: Path, tmp_path: Path) -> None:
    header, *lines = PEOPLE.splitlines()
    again = tmp_path / "again.csv"
    again.write_text("\n".join([header, *reversed(lines)]), encoding="utf-8")
    result = run(again, tmp_path / "out", "--quiet")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    for model in OUTPUTS:
        name = f"{model}.parquet"
        assert rows(tmp_path / "out" / name) == rows(resolved / "out" / name)
    assert len(list((tmp_path / "out").iterdir())) == len(OUTPUTS)


def assert_no_scratch_schema_is_left(engine: Engine) -> None:
    schemas = "show databases" if engine.name == "spark" else "select nspname from pg_namespace"
    left = [name for (name,) in engine.query(schemas) if name.startswith("kindred_resolve")]
    assert left == []


def test_postgres_writes_the_same_rows(postgres: Engine, resolved: Path, tmp_path: Path) -> None:
    labels = ("--labels", str(resolved / "labels.csv"))
    with environment(postgres.variables):
        result = run(resolved / "people.csv", tmp_path / "out", "--target", "postgres", *labels)
    assert result.exit_code == 0, result.stderr
    for model in ALL_OUTPUTS:
        name = f"{model}.parquet"
        assert rows(tmp_path / "out" / name) == rows(resolved / "out" / name)
    assert_no_scratch_schema_is_left(postgres)


def test_records_go_into_spark_and_come_out_of_it(
    spark: Engine, resolved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way in and out alone: the models' answers on Spark are compared on the demo."""

    def publish_records(run: DbtRun, *_: object) -> None:
        schema = run.schema
        with environment(run.run_environment()):
            settings = read_profile(profiles_directory(run.project), run.target)
        with connected(settings) as here:
            here.execute(f"create schema if not exists {schema}")
            for model in OUTPUTS:
                here.execute(
                    f"create table {schema}.{model} as select record_id, record_id as "
                    "customer_id, record_id as left_record_id, record_id as right_record_id, "
                    "given_name, street_address, cast('2024-05-06 07:08:09' as timestamp) as "
                    "updated_at, 0.25e0 as match_probability, true as is_known "
                    f"from {run.variables['file_schema']}.records"
                )
            for model, key in LABELLED_OUTPUTS.items():
                here.execute(
                    f"create table {schema}.{model} as select record_id as {key}, entity_id "
                    f"from {run.variables['labels_relation']}"
                )
            here.execute(f"create schema if not exists {schema}_intermediate")
            here.execute(
                f"create table {schema}_intermediate.int_identifiers_screened as select "
                "'email' as identifier_type, 'over 30 people' as unusable_reason, false as "
                "is_usable, 'a@b' as identifier_value, record_id as record_key "
                f"from {run.variables['file_schema']}.records"
            )

    monkeypatch.setattr("kindred.resolve.run_dbt", publish_records)
    found = {}
    for engine_name in ("duckdb", "spark"):
        out = tmp_path / engine_name
        with environment(spark.variables):
            options = ("--target", engine_name, "--labels", str(resolved / "labels.csv"))
            result = run(resolved / "people.csv", out, *options)
        assert result.exit_code == 0, result.stderr
        assert "email: one value of 6 records links nobody" in result.stderr
        found[engine_name] = {model: rows(out / f"{model}.parquet") for model in ALL_OUTPUTS}
    assert found["spark"] == found["duckdb"]
    assert len(found["spark"]["customers"]) == 6
    assert_no_scratch_schema_is_left(spark)


def test_a_failed_model_is_named_with_its_log(
    project_directory: Path,
    resolved: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = tmp_path / "project"
    for name in ("models", "macros", "seeds", "tests/generic", "tests/data"):
        if (project_directory / name).is_dir():
            shutil.copytree(project_directory / name, broken / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(project_directory / name, broken / name)
    model = next((broken / "models").rglob("int_customers_assigned.sql"))
    model.write_text("select cast('secret@mail.example' as integer) as record_key")
    monkeypatch.setenv("KINDRED_PROJECT_DIR", str(broken))

    result = run(resolved / "people.csv", tmp_path / "out")

    assert result.exit_code == 1
    assert "int_customers_assigned" in result.stderr
    assert str(tmp_path / "out" / "dbt.log") in result.stderr
    assert "Traceback" not in result.stderr
    assert "secret" not in result.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"dbt.log"}


@pytest.mark.parametrize("name", ["customers.parquet", ".customers.parquet.part", "dbt.log"])
@pytest.mark.parametrize("through", ["the folder", "a link"])
def test_the_file_itself_is_never_overwritten(name: str, through: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(PEOPLE, encoding="utf-8")
    out = tmp_path
    if through == "a link":
        out = tmp_path / "elsewhere"
        out.symlink_to(tmp_path)

    result = run(file, out)

    assert result.exit_code == 3
    assert f"{file} would be overwritten" in result.stderr
    assert "read 6 records" not in result.stderr
    assert file.read_text(encoding="utf-8") == PEOPLE
    assert {path.name for path in tmp_path.iterdir()} <= {name, "elsewhere"}


def test_a_server_that_does_not_answer_is_the_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg2")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    monkeypatch.setenv("PGHOST", str(tmp_path))

    result = run(tmp_path / "people.csv", tmp_path / "out", "--target", "postgres")

    assert result.exit_code == 4
    assert f"Error: No connection to PostgreSQL at {tmp_path}:5432" in result.stderr
    assert "scratch schemas" not in result.stderr


def test_a_failed_drop_does_not_hide_the_first_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = {"type": "duckdb", "path": str(tmp_path / "a.duckdb")}
    server = {"type": "postgres"}
    # The server answers once, and has no schemas to list.
    answers = iter([settings, {"type": "unknown"}])
    monkeypatch.setattr("kindred.scratch.connected", lambda _: connected(next(answers)))
    with (
        pytest.raises(KindredError, match="the first"),
        scratch_schemas(server, "kindred_resolve_0123456789ab", Console(quiet=True)),
    ):
        raise KindredError("the first")
    told = capsys.readouterr().err
    assert "Notice: The scratch schemas kindred_resolve_0123456789ab* " in told


def test_a_server_that_never_answered_holds_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = {"type": "unknown"}
    with (
        pytest.raises(EngineError, match="unknown"),
        scratch_schemas(server, "kindred_resolve_0123456789ab", Console()),
    ):
        pass
    assert capsys.readouterr().err == ""


def test_what_a_killed_run_left_is_dropped_and_what_is_at_work_stays(postgres: Engine) -> None:
    abandoned, at_work, own = (f"kindred_diff_00000000000{n}" for n in "abc")
    stranger = "kindred_diff_notes"
    for schema in (abandoned, f"{abandoned}_intermediate", stranger):
        postgres.query(f"create schema {schema}")

    def schemas() -> set[str]:
        found = postgres.query("select nspname from pg_namespace")
        return {name for (name,) in found if name.startswith("kindred_diff")}

    with environment(postgres._environment):
        settings = read_profile(postgres.project.directory, "postgres")
    with scratch_schemas(settings, at_work, Console()):
        postgres.query(f"create schema {at_work}")
        with scratch_schemas(settings, own, Console()):
            postgres.query(f"create schema {own}")
            assert schemas() == {at_work, own, stranger}
        assert schemas() == {at_work, stranger}
    assert schemas() == {stranger}
    postgres.query(f"drop schema {stranger}")


# ------------------------------------------------------------------- putting in place


@pytest.fixture
def written(tmp_path: Path) -> dict[str, Path]:
    """The three files in a scratch folder, and an output folder of a failed run."""
    (tmp_path / "scratch").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "dbt.log").write_text("an earlier failure")
    (tmp_path / "out" / "customers.parquet").write_text("an earlier result")
    found = {model: tmp_path / "scratch" / f"{model}.parquet" for model in OUTPUTS}
    for path in found.values():
        duckdb.execute("copy (select 1 as x) to ? (format parquet)", [str(path)])
    return found


def test_a_success_removes_the_log_of_a_failure(written: dict[str, Path], tmp_path: Path) -> None:
    assert _publish(written, tmp_path / "out") == dict.fromkeys(OUTPUTS, 1)
    found = {path.name for path in (tmp_path / "out").iterdir()}
    assert found == {f"{model}.parquet" for model in OUTPUTS}


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_a_failed_copy_leaves_what_was_there(
    fault: BaseException,
    written: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copy = shutil.copyfile

    def copyfile(source: Path, target: Path) -> None:
        copy(source, target)
        if "review_queue" in target.name:
            raise fault

    monkeypatch.setattr("kindred.resolve.shutil.copyfile", copyfile)
    with pytest.raises((KindredError, KeyboardInterrupt)) as error:
        _publish(written, tmp_path / "out")
    if isinstance(fault, OSError):
        assert str(error.value) == f"{tmp_path / 'out'} cannot be written to: No space left."
    found = {path.name: path.read_text() for path in (tmp_path / "out").iterdir()}
    assert found == {"dbt.log": "an earlier failure", "customers.parquet": "an earlier result"}
