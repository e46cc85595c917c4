"""The consent gate: who reads people downstream of the marts goes through a view.

The rule, over the manifest that dbt writes:

gated       models in marts/segments and marts/activation, and every exposure.
views       customers_for_<purpose>: models in marts/consent whose whole SQL is one call of
            the macro customers_for, and which read what that macro reads.
facts       models in marts/behavior and marts/traits that hold what customers did, under
            the pseudonym customer_id, with no column marked direct.

A gated model may read views, other gated models, reference seeds of seeds/config, and
facts, but facts only together with a view that says whose facts it may use. An exposure
may rest on gated models and views. All else (customers, the crosswalk, identifiers,
anything of intermediate or staging, a model that merely passes people on) is a leak, and
so is a relation that is named in the SQL instead of ref(), a hook, and a query at compile
time, which the manifest knows nothing of.
"""

import copy
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

Manifest = dict[str, Any]
Node = dict[str, Any]

GATED_FOLDERS = (("marts", "segments"), ("marts", "activation"))
FACT_FOLDERS = (("marts", "behavior"), ("marts", "traits"))
VIEW_FOLDER = ("marts", "consent")
VIEW_PREFIX = "customers_for_"
VIEW_PARENTS = {"model.kindred.customers", "model.kindred.consent_states"}

_JINJA_REF = re.compile(r"\{\{-?\s*ref\([^{}()]*\)\s*-?\}\}")
_JINJA_VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_JINJA_BLOCK = re.compile(r"\{%.*?%\}", re.DOTALL)
_JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_SQL_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_CONFIG = re.compile(r"\{\{\s*config\(.*?\)\s*\}\}", re.DOTALL)
_VIEW_CALL = re.compile(r"\{\{-?\s*customers_for\([^{}]*\)\s*-?\}\}", re.DOTALL)
_READ = re.compile(r"\b(?:from|join)\s+(?:lateral\s+)?([a-z_\"`][\w\"`.$]*)", re.IGNORECASE)
_COMMON_TABLE = re.compile(r"\b([a-z_]\w*)\s+as\s+(?:not\s+)?(?:materialized\s+)?\(")
_COMPILE_TIME = re.compile(
    r"\b(run_query|statement|load_relation|get_relation|get_columns_in_relation|execute"
    r"|graph|api\.Relation|target\.schema|this\.schema)\b"
)


def in_folder(node: Node, folder: tuple[str, ...]) -> bool:
    """Whether a model lies in a folder of models/."""
    return tuple(node["fqn"][1 : 1 + len(folder)]) == folder


def is_gated(node: Node) -> bool:
    """Whether a node is a model that hands people on."""
    return node["resource_type"] == "model" and any(
        in_folder(node, folder) for folder in GATED_FOLDERS
    )


def is_view(node: Node) -> bool:
    """Whether a model claims, by folder and name, to let people through."""
    return bool(
        node["resource_type"] == "model"
        and in_folder(node, VIEW_FOLDER)
        and node["name"].startswith(VIEW_PREFIX)
    )


def is_fact(node: Node) -> bool:
    """Whether a model holds behaviour under a pseudonym and no direct identifier."""
    if node["resource_type"] != "model":
        return False
    if not any(in_folder(node, folder) for folder in FACT_FOLDERS):
        return False
    columns = node["columns"].values()
    marks = [_pii(column) for column in columns]
    return bool(marks) and "direct" not in [*marks, _pii(node)] and None not in marks


def is_reference(node: Node) -> bool:
    """Whether a node is a list that knows nobody."""
    return bool(node["resource_type"] == "seed" and node["fqn"][1] == "config")


def _pii(thing: Mapping[str, Any]) -> str | None:
    config = thing.get("config") or {}
    meta = config.get("meta") or thing.get("meta") or {}
    found: str | None = meta.get("pii")
    return found


def leaks(manifest: Manifest) -> list[str]:
    """Every way by which people get around the views; empty when the gate holds."""
    nodes: dict[str, Node] = {**manifest["nodes"], **manifest["sources"]}
    found: list[str] = []
    for node in nodes.values():
        if is_view(node):
            found.extend(_leaks_of_view(node))
        elif is_gated(node):
            found.extend(_leaks_of_gated(node, nodes, manifest["macros"]))
    for exposure in manifest["exposures"].values():
        for parent_id in exposure["depends_on"]["nodes"]:
            parent = nodes.get(parent_id)
            if parent is None or not (is_gated(parent) or is_view(parent)):
                found.append(f"exposure {exposure['name']} rests on {parent_id}")
    return sorted(found)


def _leaks_of_view(node: Node) -> Iterator[str]:
    strange = set(node["depends_on"]["nodes"]) - VIEW_PARENTS
    for parent_id in sorted(strange):
        yield f"view {node['name']} reads {parent_id}"
    code = _CONFIG.sub("", _SQL_COMMENT.sub("", _JINJA_COMMENT.sub("", node["raw_code"])))
    if not _VIEW_CALL.fullmatch(code.strip()):
        yield f"view {node['name']} is more than one call of customers_for"
    yield from _leaks_of_hooks(node)


def _leaks_of_gated(
    node: Node, nodes: Mapping[str, Node], macros: Mapping[str, Node]
) -> Iterator[str]:
    name = node["name"]
    facts, views = [], []
    for parent_id in node["depends_on"]["nodes"]:
        parent = nodes.get(parent_id)
        if parent is not None and is_view(parent):
            views.append(parent_id)
        elif parent is not None and is_fact(parent):
            facts.append(parent_id)
        elif parent is None or not (is_gated(parent) or is_reference(parent)):
            yield f"{name} reads {parent_id}"
    for parent_id in facts if not views else []:
        yield f"{name} reads {parent_id} without a view that says whose facts"
    for relation in _named_relations(node["raw_code"]):
        yield f"{name} names the relation {relation} instead of ref()"
    for where, code in [(name, node["raw_code"]), *_own_macros(node, macros)]:
        for word in sorted({match[1] for match in _COMPILE_TIME.finditer(code)}):
            yield f"{name} may query at compile time ({word} in {where})"
    yield from _leaks_of_hooks(node)


def _leaks_of_hooks(node: Node) -> Iterator[str]:
    for kind in ("pre-hook", "post-hook"):
        if any(hook["sql"] != _PLANNER_HOOK for hook in node["config"].get(kind) or []):
            yield f"{node['name']} has a {kind}"


_PLANNER_HOOK = "{{ prepare_model() }}"
"""The project's own, which tells PostgreSQL how to plan and reads nothing."""


def _named_relations(raw_code: str) -> list[str]:
    """What stands after from or join and is neither a ref() nor a common table."""
    code = _JINJA_REF.sub("ref_", _JINJA_COMMENT.sub("", raw_code))
    code = _JINJA_VALUE.sub("jinja_", _JINJA_BLOCK.sub(" ", code))
    code = _SQL_COMMENT.sub("", code)
    known = {"ref_", *_COMMON_TABLE.findall(code)}
    return sorted({name for name in _READ.findall(code) if name not in known})


def _own_macros(node: Node, macros: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    """Name and code of every macro of this project that a model reaches."""
    waiting, seen = list(node["depends_on"]["macros"]), set()
    while waiting:
        macro_id = waiting.pop()
        if macro_id in seen or macro_id not in macros:
            continue
        seen.add(macro_id)
        macro = macros[macro_id]
        if macro["package_name"] == "kindred":
            waiting.extend(macro["depends_on"]["macros"])
            yield macro["name"], _JINJA_COMMENT.sub("", macro["macro_sql"])


def parse(project: Path, target: Path) -> Manifest:
    """The manifest that dbt makes of a project folder."""
    from dbt.cli.main import dbtRunner

    outcome = dbtRunner().invoke([
        "parse",
        "--project-dir", str(project),
        "--profiles-dir", str(project),
        "--target", "duckdb",
        "--target-path", str(target),
        "--log-path", str(target),
        "--log-level", "none", "--log-level-file", "info",
    ])  # fmt: skip
    assert outcome.success, outcome.exception
    return _read_manifest(target)


def _read_manifest(target: Path) -> Manifest:
    manifest: Manifest = json.loads((target / "manifest.json").read_text())
    return manifest


@pytest.fixture(scope="module")
def manifest(engine_named: Callable[[str], Any]) -> Manifest:
    """The manifest of this project on its default engine."""
    engine = engine_named("duckdb")
    engine.manifest()
    return _read_manifest(engine.directory / "target")


@pytest.fixture
def planted(manifest: Manifest) -> Manifest:
    """A copy of the manifest to plant leaks in."""
    return copy.deepcopy(manifest)


def test_people_leave_the_marts_only_through_views(manifest: Manifest) -> None:
    assert leaks(manifest) == []


def test_the_gate_sees_the_models_that_it_guards(manifest: Manifest) -> None:
    """An empty list of leaks means nothing unless somebody was looked at."""
    nodes = manifest["nodes"].values()
    gated = {node["name"] for node in nodes if is_gated(node)}
    views = {node["name"] for node in nodes if is_view(node)}
    facts = {node["name"] for node in nodes if is_fact(node)}
    assert {"segments", "segment_memberships"} <= gated
    assert {"customers_for_email_marketing", "customers_for_product_analytics"} <= views
    assert "customer_orders" in facts


def test_every_view_is_a_row_of_purposes(manifest: Manifest, project_directory: Path) -> None:
    """The seed purposes and the views name each other."""
    lines = (project_directory / "seeds/config/purposes.csv").read_text().splitlines()
    declared = {line.split(",")[2] for line in lines[1:]} - {""}
    views = {node["name"] for node in manifest["nodes"].values() if is_view(node)}
    assert declared == views


def test_the_data_tests_of_consent_look_at_every_view(manifest: Manifest) -> None:
    """audience_members has a line for each."""
    views = {node["unique_id"] for node in manifest["nodes"].values() if is_view(node)}
    for name in ("assert_no_withdrawal_is_lost", "assert_audiences_hold_only_granted_customers"):
        test = manifest["nodes"][f"test.kindred.{name}"]
        assert views <= set(test["depends_on"]["nodes"]), name


def _plant_parent(name: str, parent_id: str) -> Callable[[Manifest], None]:
    def plant(manifest: Manifest) -> None:
        model = manifest["nodes"][f"model.kindred.{name}"]
        model["depends_on"]["nodes"].append(parent_id)

    return plant


def _plant_code(name: str, code: str) -> Callable[[Manifest], None]:
    def plant(manifest: Manifest) -> None:
        manifest["nodes"][f"model.kindred.{name}"]["raw_code"] += f"\n{code}"

    return plant


def _plant_passer_on(manifest: Manifest) -> None:
    """A mart of its own folder that passes customers on, read by a segment."""
    node = copy.deepcopy(manifest["nodes"]["model.kindred.customers"])
    node.update(name="people", fqn=["kindred", "marts", "others", "people"])
    manifest["nodes"]["model.kindred.people"] = node
    _plant_parent("segment_memberships", "model.kindred.people")(manifest)


def _plant_passer_on_among_facts(manifest: Manifest) -> None:
    """Customers under the cover of a folder of facts; the e-mail column gives it away."""
    _plant_passer_on(manifest)
    node = manifest["nodes"]["model.kindred.people"]
    node["fqn"] = ["kindred", "marts", "behavior", "people"]


def _plant_false_view(manifest: Manifest) -> None:
    """A model with the name of a view and the columns of customers."""
    node = copy.deepcopy(manifest["nodes"]["model.kindred.customers_for_email_marketing"])
    node["name"] = "customers_for_everything"
    node["raw_code"] = "select * from {{ ref('customers') }}"
    node["depends_on"]["nodes"] = ["model.kindred.customers"]
    manifest["nodes"]["model.kindred.customers_for_everything"] = node
    parent = "model.kindred.customers_for_everything"
    _plant_parent("segment_memberships", parent)(manifest)


def _plant_facts_alone(manifest: Manifest) -> None:
    model = manifest["nodes"]["model.kindred.segment_memberships"]
    model["depends_on"]["nodes"] = ["model.kindred.customer_orders"]


def _plant_exposure(manifest: Manifest) -> None:
    manifest["exposures"]["exposure.kindred.newsletter"] = {
        "name": "newsletter",
        "depends_on": {"nodes": ["model.kindred.customers"]},
    }


def _plant_hook(manifest: Manifest) -> None:
    model = manifest["nodes"]["model.kindred.segments"]
    model["config"]["post-hook"] = [{"sql": "insert into x select * from customers"}]


LEAKS: dict[str, tuple[Callable[[Manifest], None], str]] = {
    "customers": (
        _plant_parent("segment_memberships", "model.kindred.customers"),
        "segment_memberships reads model.kindred.customers",
    ),
    "crosswalk": (
        _plant_parent("segments", "model.kindred.customer_crosswalk"),
        "segments reads model.kindred.customer_crosswalk",
    ),
    "household": (
        _plant_parent("segment_memberships", "model.kindred.household_members"),
        "segment_memberships reads model.kindred.household_members",
    ),
    "account": (
        _plant_parent("segment_memberships", "model.kindred.account_members"),
        "segment_memberships reads model.kindred.account_members",
    ),
    "intermediate records": (
        _plant_parent("segments", "model.kindred.int_records_standardized"),
        "segments reads model.kindred.int_records_standardized",
    ),
    "staging": (
        _plant_parent("segments", "model.kindred.stg_crm__contacts"),
        "segments reads model.kindred.stg_crm__contacts",
    ),
    "raw seed": (
        _plant_parent("segments", "seed.kindred.crm_contacts"),
        "segments reads seed.kindred.crm_contacts",
    ),
    "source": (
        _plant_parent("segments", "source.kindred.crm.contacts"),
        "segments reads source.kindred.crm.contacts",
    ),
    "model that passes people on": (
        _plant_passer_on,
        "segment_memberships reads model.kindred.people",
    ),
    "model that passes people on among facts": (
        _plant_passer_on_among_facts,
        "segment_memberships reads model.kindred.people",
    ),
    "false view": (
        _plant_false_view,
        "view customers_for_everything is more than one call of customers_for",
    ),
    "view that reads more": (
        _plant_parent("customers_for_email_marketing", "model.kindred.customer_identifiers"),
        "view customers_for_email_marketing reads model.kindred.customer_identifiers",
    ),
    "facts without a view": (
        _plant_facts_alone,
        "segment_memberships reads model.kindred.customer_orders without a view that "
        "says whose facts",
    ),
    "exposure": (_plant_exposure, "exposure newsletter rests on model.kindred.customers"),
    "hook": (_plant_hook, "segments has a post-hook"),
    "named relation": (
        _plant_code("segments", "union all select email from kindred.customers"),
        "segments names the relation kindred.customers instead of ref()",
    ),
    "relation named by Jinja": (
        _plant_code("segments", "union all select email from {{ 'kindred.customers' }}"),
        "segments names the relation jinja_ instead of ref()",
    ),
    "relation of the target schema": (
        _plant_code("segments", "union all select email from {{ schema }}.customers"),
        "segments names the relation jinja_.customers instead of ref()",
    ),
    "query at compile time": (
        _plant_code("segments", "{% set people = run_query('select 1') %}"),
        "segments may query at compile time (run_query in segments)",
    ),
}


@pytest.mark.parametrize("name", LEAKS)
def test_a_planted_leak_is_found(planted: Manifest, name: str) -> None:
    plant, expected = LEAKS[name]
    plant(planted)
    assert expected in leaks(planted)


def test_a_leak_in_a_real_project_is_found(project_directory: Path, tmp_path: Path) -> None:
    """The same on a manifest that dbt itself makes of a project with a leak."""
    project = tmp_path / "project"
    project.mkdir()
    for part in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(project_directory / part, project)
    for part in ("models", "macros", "seeds", "tests/generic", "tests/data"):
        shutil.copytree(project_directory / part, project / part)
    (project / "analyses").mkdir()
    leak = project / "models" / "marts" / "segments" / "everybody.sql"
    leak.write_text("select customer_id, email from {{ ref('customers') }}\n")
    assert leaks(parse(project, tmp_path / "target")) == ["everybody reads model.kindred.customers"]
