"""README.md and docs/*.md say what is so: generated parts, commands, names and links."""

import re
import shlex
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import duckdb
import pytest
import yaml

from docs import flow, tables
from docs import manifest as parsed
from docs import pages as documentation
from docs.example import account, counts, example, explained, household, quality, texts
from docs.pages import MarkerError, replaced
from harness.engines import Engine
from kindred.cli import main as command_line
from kindred.demo.tables import SOURCE_TABLES, TRUTH_TABLES
from kindred.landing.store import LEDGER, LEDGER_COLUMNS, REJECT_COLUMNS

OUT_OF_DATE = "out of date; run: make build docs"
DBT_COMMANDS = {"build", "run", "test", "seed", "show", "docs", "parse", "compile", "ls"}

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
_GENERATED = re.compile(r"<!-- (\w+) -->\n.*?<!-- /\1 -->", re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FILE_COMMENT = re.compile(r"^(?:--|#) (\S+\.(?:sql|yml))$", re.MULTILINE)


@pytest.fixture(scope="module")
def pages(project_directory: Path) -> dict[Path, str]:
    """Every page, README.md first."""
    return documentation.read(project_directory)


@pytest.fixture(scope="module")
def text(pages: dict[Path, str]) -> str:
    """All that the pages say."""
    return "\n".join(pages.values())


@pytest.fixture(scope="module")
def manifest(engine_named: Callable[[str], Engine]) -> parsed.Manifest:
    """The manifest of this project on its default engine."""
    engine = engine_named("duckdb")
    engine.manifest()
    return parsed.read(engine.directory / "target" / "manifest.json")


# ------------------------------------------------------------------- generated parts


def test_the_output_tables_are_the_marts(pages: dict[Path, str], manifest: parsed.Manifest) -> None:
    assert replaced(pages, "outputs", tables.outputs_table(manifest)) == pages, OUT_OF_DATE


def test_every_mart_says_what_it_answers(manifest: parsed.Manifest) -> None:
    silent = [
        f"{node['name']}: config.meta.{key} is missing"
        for node in parsed.marts(manifest)
        for key in ("grain", "owner", "pii", "answers")
        if not parsed.meta(node, key)
    ]
    assert silent == []


def test_the_vars_are_those_of_the_project(pages: dict[Path, str], project_directory: Path) -> None:
    table = tables.vars_table(project_directory / "dbt_project.yml")
    assert replaced(pages, "vars", table) == pages, OUT_OF_DATE


def test_every_var_has_a_comment(project_directory: Path) -> None:
    project_file = project_directory / "dbt_project.yml"
    declared = [name for group in tables.declared_vars(project_file) for name in group.names]
    content = yaml.safe_load(project_file.read_text(encoding="utf-8"))
    assert declared == list(content["vars"])


def test_a_var_without_a_comment_is_told(tmp_path: Path) -> None:
    project_file = tmp_path / "dbt_project.yml"
    project_file.write_text("vars:\n  # --- sources\n  demo: true\n")
    with pytest.raises(ValueError, match="demo has no comment"):
        tables.declared_vars(project_file)


def test_the_picture_shows_the_models(manifest: parsed.Manifest, project_directory: Path) -> None:
    picture = (project_directory / "docs" / "flow.svg").read_text(encoding="utf-8")
    assert flow.draw(parsed.folder_graph(manifest)) == picture, OUT_OF_DATE
    for node in parsed.models(manifest):
        assert f">{node['name']}</text>" in picture


def test_the_rows_are_those_of_the_demo(pages: dict[Path, str], duckdb_demo: Engine) -> None:
    def query(sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        return duckdb_demo.query(sql.format(schema=duckdb_demo.schema), parameters)

    assert replaced(pages, "example", example(query)) == pages, OUT_OF_DATE
    assert replaced(pages, "quality", quality(query)) == pages, OUT_OF_DATE
    assert replaced(pages, "household", household(query)) == pages, OUT_OF_DATE
    assert replaced(pages, "texts", texts(query)) == pages, OUT_OF_DATE
    assert replaced(pages, "account", account(query)) == pages, OUT_OF_DATE


def test_the_counts_are_those_of_the_demo(pages: dict[Path, str], duckdb_demo: Engine) -> None:
    warehouse = duckdb_demo.connect()
    try:
        counted = counts(warehouse, duckdb_demo.schema)
    finally:
        warehouse.close()
    assert replaced(pages, "built", counted) == pages, OUT_OF_DATE


def test_the_explanation_is_what_the_command_prints(
    pages: dict[Path, str], duckdb_demo: Engine
) -> None:
    told = explained(duckdb_demo.warehouse_path, duckdb_demo.schema)
    assert replaced(pages, "explained", told) == pages, OUT_OF_DATE


def test_the_merge_begins_with_customers_of_the_demo(
    pages: dict[Path, str], duckdb_demo: Engine
) -> None:
    """What a merge and its undoing start from; two more builds would show the rest."""
    readme = pages[Path("README.md")]
    _, _, section = readme.partition("### A merge, and its undoing")
    _, block = _FENCE.findall(section)[0]
    decided = re.search(r"kindred decide (\S+) (\S+) same", block)
    created = dict(re.findall(r"(cus_\w+) is new, with (\d+) record", block))
    assert decided is not None
    assert len(created) == 2
    crosswalk = {
        row["record_id"]: row["customer_id"] for row in duckdb_demo.rows("customer_crosswalk")
    }
    assert {crosswalk[record_id] for record_id in decided.groups()} == created.keys()
    sizes = Counter(crosswalk.values())
    assert {name: int(count) for name, count in created.items()} == {
        name: sizes[name] for name in created
    }


# ------------------------------------------------------------------- worked examples


def with_examples(text: str, project_directory: Path, place: Path) -> None:
    """Make a copy of the project at a place, with every example of the pages put in."""
    for name in ("models", "macros", "seeds", "tests/generic", "tests/data"):
        shutil.copytree(project_directory / name, place / name)
    shutil.copy(project_directory / "profiles.yml", place)
    content = yaml.safe_load((project_directory / "dbt_project.yml").read_text(encoding="utf-8"))
    for language, block in _FENCE.findall(text):
        named = _FILE_COMMENT.match(block)
        if named and named[1] != "dbt_project.yml":
            path = place / named[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.split("\n", 1)[1], encoding="utf-8")
        elif named and language == "yaml":
            for name, value in yaml.safe_load(block)["vars"].items():
                if isinstance(value, list):
                    content["vars"][name] += value
                elif isinstance(value, dict):
                    content["vars"][name].update(value)
                else:
                    content["vars"][name] = value
    (place / "dbt_project.yml").write_text(yaml.safe_dump(content, sort_keys=False))
    purposes = place / "seeds" / "config" / "purposes.csv"
    rows = purposes.read_text(encoding="utf-8")
    assert "marketing,sms,," in rows
    purposes.write_text(
        rows.replace("marketing,sms,,", "marketing,sms,customers_for_sms_marketing,")
    )


@pytest.mark.slow
def test_the_examples_work(
    text: str, project_directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dbt.cli.main import dbtRunner

    place = tmp_path / "project"
    with_examples(text, project_directory, place)
    warehouse = tmp_path / "local.duckdb"
    monkeypatch.setenv("KINDRED_DUCKDB_PATH", str(warehouse))
    connection = duckdb.connect(str(warehouse))
    connection.execute("create schema raw_erp")
    connection.execute(
        """create table raw_erp.persons as
        select 7 as person_no, 'Li, Kathy' as name, '03.04.1982' as born_on,
            'katherine.li@gmail.com' as mail, ' ' as mobile, 'Bergstr. 3' as street,
            'Berlin' as town, '10425' as zip, 'DE' as land,
            timestamp '2025-02-11 17:10:41' as changed_at"""
    )
    connection.close()
    command = [
        "--project-dir", str(place), "--profiles-dir", str(place), "--target", "duckdb",
        "--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "logs"),
        "--log-level", "none", "--no-print",
    ]  # fmt: skip
    select = ["--select", "+int_records_unioned", "--resource-type", "seed", "model"]
    outcome = dbtRunner().invoke(["build", *select, *command])
    assert outcome.success, outcome.exception or [
        result.message for result in outcome.result.results if str(result.status) == "error"
    ]
    found = parsed.read(tmp_path / "target" / "manifest.json")["nodes"]
    assert "model.kindred.customers_for_sms_marketing" in found
    connection = duckdb.connect(str(warehouse))
    rows = connection.execute(
        "select record_id, full_name, phone from kindred_intermediate.int_records_unioned "
        "where source_name = 'erp'"
    ).fetchall()
    connection.close()
    assert rows == [("erp:7", "Li, Kathy", None)]


# -------------------------------------------------------------------------- commands


def shell_commands(text: str) -> Iterator[list[str]]:
    """Every command of the pages' shell blocks and of their inline code, in words."""
    for language, block in _FENCE.findall(text):
        if language == "sh":
            for line in block.splitlines():
                words = shlex.split(line, comments=True)
                if words:
                    yield words
    for span in _INLINE.findall(_FENCE.sub("", _GENERATED.sub("", text))):
        words = span.split()
        if len(words) > 1 and words[0] in ("make", "kindred", "dbt", "python"):
            yield words


def faults_of_command(words: Sequence[str], project_directory: Path) -> list[str]:
    """What a command names that does not exist."""
    program, arguments = Path(words[0]).name, list(words[1:])
    told = " ".join(words)
    if program == "make":
        makefile = (project_directory / "Makefile").read_text(encoding="utf-8")
        targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
        named = [word for word in arguments if "=" not in word]
        return [f"{told}: no target {word}" for word in named if word not in targets]
    if program == "kindred":
        command: click.Command | None = command_line
        while isinstance(command, click.Group):
            word = arguments.pop(0)
            command = command.commands.get(word)
            if command is None:
                return [f"{told}: kindred has no command {word}"]
        known = {option for parameter in command.params for option in parameter.opts}
        options = [word for word in arguments if word.startswith("--") and word != "--help"]
        return [f"{told}: no option {word}" for word in options if word not in known]
    if program == "dbt":
        return [] if arguments[0] in DBT_COMMANDS else [f"{told}: no dbt command"]
    if program == "python":
        there = (project_directory / arguments[0]).is_file()
        return [] if there else [f"{told}: no file {arguments[0]}"]
    return []


def test_commands_exist(text: str, project_directory: Path) -> None:
    commands = list(shell_commands(text))
    assert ["make", "build"] in commands
    assert any(words[0].endswith("kindred") and words[1] == "resolve" for words in commands)
    faults = [fault for words in commands for fault in faults_of_command(words, project_directory)]
    assert faults == []


@pytest.mark.parametrize(
    "command",
    ["make biuld", "kindred solve FILE", "kindred resolve FILE --into DIR", "dbt bild",
     "kindred model inport FILE", "kindred model import FILE --into FILE",
     "python scripts/ci/score.py"],
)  # fmt: skip
def test_a_command_that_does_not_exist_is_found(command: str, project_directory: Path) -> None:
    assert faults_of_command(command.split(), project_directory)


# ----------------------------------------------------------------------------- names


def known_names(manifest: parsed.Manifest, project_directory: Path) -> set[str]:
    """Whatever a page may name in code: models, seeds, columns, their values, macros, vars,
    settings of the environment, dependencies' extras."""
    names = set()
    built_in = manifest["nodes"]["model.kindred.customers"]["schema"]
    for node in [*manifest["nodes"].values(), *manifest["sources"].values()]:
        if node["package_name"] == "kindred":
            # pages name schemas as profiles.yml has them, tests may build elsewhere
            layer = node["schema"].removeprefix(built_in)
            names |= {node["name"], node["schema"], f"kindred{layer}", *node["columns"]}
            for column in node["columns"].values():
                names |= set(column["config"].get("meta", {}))
                names |= set(re.findall(r"\w+", column["description"]))
            test = node.get("test_metadata") or {}
            if test.get("name") == "accepted_values":
                names |= set(map(str, test["kwargs"]["values"]))
    for macro in manifest["macros"].values():
        if macro["package_name"] == "kindred":
            names.add(macro["name"])
    for versions in manifest["disabled"].values():
        names |= {node["name"] for node in versions}
    content = yaml.safe_load((project_directory / "dbt_project.yml").read_text(encoding="utf-8"))
    names |= {*content["vars"], *content["vars"]["sources"]}
    for name, other in content["vars"]["shared_record_ids"].items():
        names.add(f"{name}_id_is_{other}_id")
    profiles = (project_directory / "profiles.yml").read_text(encoding="utf-8")
    names |= set(re.findall(r"env_var\('(\w+)'", profiles))
    names |= {table.name for table in (*SOURCE_TABLES, *TRUTH_TABLES)}
    names |= {LEDGER, *LEDGER_COLUMNS, *REJECT_COLUMNS}
    names |= {"levenshtein", "loaded_at_field"}
    return names


def faults_of_names(page: str, known: set[str], project_directory: Path) -> list[str]:
    """Names and paths in a page's text that are nothing in the project."""
    text = _FENCE.sub("", _GENERATED.sub("", page))
    planned = set(_FILE_COMMENT.findall(page))
    faults = []
    for span in _INLINE.findall(text):
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(_+[A-Za-z0-9]+)+", span) and span not in known:
            faults.append(f"{span} is no model, column, macro, var or setting")
        path = re.fullmatch(r"(?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:md|yml|toml|txt)", span)
        if path and span not in planned and not (project_directory / span).exists():
            faults.append(f"{span} does not exist")
    return faults


def anchors(page: str) -> set[str]:
    """What a link may name after the # in a page: its headings, as GitHub writes them."""
    headings = re.findall(r"^#+ (.*)$", _FENCE.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


def faults_of_links(pages: dict[Path, str], project_directory: Path) -> list[str]:
    """Links between pages and into the project that lead nowhere."""
    faults = []
    for path, page in pages.items():
        for link in _LINK.findall(_FENCE.sub("", page)):
            if link.startswith("https://"):
                continue
            name, _, anchor = link.partition("#")
            target = (project_directory / path.parent / name).resolve() if name else None
            if target and not target.exists():
                faults.append(f"{path}: the link to {link} leads nowhere")
            elif anchor:
                there = target.relative_to(project_directory.resolve()) if target else path
                if anchor not in anchors(pages[there]):
                    faults.append(f"{path}: {there} has no heading for {link}")
    return faults


# What builds leave behind, what the command line writes, and what is only spoken of.
NOT_IN_THE_REPOSITORY = {
    "max_invalid_share",
    ".venv/bin",
    "warehouse/local.duckdb",
    "_sources.yml",
    "raw/",
    "truth/",
}


def test_names_and_paths_exist(
    text: str, manifest: parsed.Manifest, project_directory: Path
) -> None:
    for spoken in NOT_IN_THE_REPOSITORY:
        text = text.replace(f"`{spoken}`", spoken)
    known = known_names(manifest, project_directory)
    assert faults_of_names(text, known, project_directory) == []


def test_links_lead_somewhere(pages: dict[Path, str], project_directory: Path) -> None:
    assert faults_of_links(pages, project_directory) == []


@pytest.mark.parametrize("link", ["docs/no.svg", "docs/no.md#so", "README.md#no-such", "#no-such"])
def test_a_link_that_leads_nowhere_is_found(link: str, project_directory: Path) -> None:
    pages = {Path("README.md"): f"# So\n\n[x]({link}), [y](#so)\n"}
    assert len(faults_of_links(pages, project_directory)) == 1


@pytest.mark.parametrize("holding", [0, 2])
def test_a_part_that_stands_in_no_page_or_in_two_is_told(holding: int) -> None:
    marked = "<!-- so -->\n<!-- /so -->"
    pages = {Path(f"{number}.md"): marked for number in range(holding)}
    with pytest.raises(MarkerError, match=f"{holding} pages have <!-- so -->"):
        replaced(pages, "so", "text")


@pytest.mark.parametrize(
    "text",
    ["`int_records_lost`", "`merge_treshold`", "`models/marts/people`", "`KINDRED_HOST`"],
)
def test_a_name_that_does_not_exist_is_found(
    text: str, manifest: parsed.Manifest, project_directory: Path
) -> None:
    assert faults_of_names(text, known_names(manifest, project_directory), project_directory)


# ---------------------------------------------------------------------------- columns


def test_every_column_of_a_mart_is_described(
    manifest: parsed.Manifest, duckdb_demo: Engine
) -> None:
    """The columns of the built tables are those of the YAML, in name and description."""
    faults = []
    for node in parsed.marts(manifest):
        warehouse = duckdb_demo.connect()
        try:
            built = warehouse.columns(f"select * from {duckdb_demo.table(node['name'])}")
        finally:
            warehouse.close()
        described = node["columns"]
        faults += [f"{node['name']}.{name} is not in the YAML" for name in built
                   if name not in described]  # fmt: skip
        for name, column in described.items():
            if name not in built:
                faults.append(f"{node['name']}.{name} is described and not there")
            if not column["description"].strip() or not column["data_type"]:
                faults.append(f"{node['name']}.{name} has no description or data_type")
            if column["config"].get("meta", {}).get("pii") not in ("direct", "quasi", "none"):
                faults.append(f"{node['name']}.{name} has no pii mark")
    assert faults == []
