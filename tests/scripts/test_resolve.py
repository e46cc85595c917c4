"""`kindred resolve` end to end: what goes in comes out, and what fails says where."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from harness.engines import Engine
from kindred.cli import main
from kindred.dbt_runner import environment
from kindred.resolve import OUTPUTS

PEOPLE = """\
record_id,source,given_name,family_name,date_of_birth,email,phone,street_address,city,postal_code,country
007,crm,Margaret,Okafor,1984-03-12,margaret.okafor@mail.example,+1 212 555 0143,12 Elm Street,Albany,12207,US
 8 ,shop,Margaret,Okafor,12/03/1984,Margaret.Okafor@mail.example,(212) 555-0143,12 Elm St,Albany,12207,US
9,shop,Peggy,Okafor,1984-03-12,margaret.okafor@mail.example,2125550143,12 Elm St.,Albany,12207,US
"a,""b",pos,Jürgen,Müller,1970-01-31,j.mueller@post.example,+49 30 901820,Lindenweg 3,Köln,50667,DE
北京,pos,"Robert'); DROP TABLE records;--",Tables,1999-09-09,bobby@school.example,,,,,US
nameless,pos,,,,,,,,,
"""


@pytest.fixture(scope="module")
def resolved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the result of the small file above, and the file itself."""
    directory = tmp_path_factory.mktemp("resolved")
    (directory / "people.csv").write_text(PEOPLE, encoding="utf-8")
    result = run(directory / "people.csv", directory / "out")
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
    assert set(counts) == {"records", *OUTPUTS}


def test_output_folder_holds_the_three_files_alone(resolved: Path) -> None:
    found = {path.name for path in (resolved / "out").iterdir()}
    assert found == {f"{model}.parquet" for model in OUTPUTS}


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


@pytest.mark.parametrize("engine_name", ["postgres", "spark"])
def test_server_engines_write_the_same_rows(
    engine_name: str,
    engine_named: Callable[[str], Engine],
    resolved: Path,
    tmp_path: Path,
) -> None:
    engine = engine_named(engine_name)
    with environment(engine.variables):
        result = run(resolved / "people.csv", tmp_path / "out", "--target", engine_name)
    assert result.exit_code == 0, result.stderr
    for model in OUTPUTS:
        name = f"{model}.parquet"
        assert rows(tmp_path / "out" / name) == rows(resolved / "out" / name)
    schemas = "show databases" if engine_name == "spark" else "select nspname from pg_namespace"
    left = [name for (name,) in engine.query(schemas) if name.startswith("kindred_resolve")]
    assert left == []


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
