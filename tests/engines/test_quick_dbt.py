"""What the harness has dbt remember is what dbt's own functions give."""

import importlib.util
from types import SimpleNamespace
from typing import Any

import pytest

from harness.engines import Engine
from harness.quick_dbt import use_quick_dbt


@pytest.fixture(autouse=True)
def _quick() -> None:
    use_quick_dbt()


@pytest.mark.parametrize("package", ["kindred", "dbt"])
def test_a_context_has_the_macros_that_dbt_gives_it(duckdb: Engine, package: str) -> None:
    from dbt.adapters.factory import get_adapter_package_names
    from dbt.context.macros import MacroNamespaceBuilder
    from dbt.context.manifest import ManifestContext

    manifest = duckdb.manifest()
    duckdb.render("1")
    context = ManifestContext.__new__(ManifestContext)
    context.__dict__ = {
        "config": SimpleNamespace(
            project_name="kindred", credentials=SimpleNamespace(type="duckdb")
        ),
        "manifest": manifest, "search_package": package, "macro_stack": None, "_ctx": {},
    }  # fmt: skip
    quick = context._build_namespace()
    by_dbt = MacroNamespaceBuilder(
        "kindred", package, None, get_adapter_package_names("duckdb")
    ).build_namespace(manifest.get_macros_by_package(), {})

    def told(functions: Any) -> Any:
        if hasattr(functions, "macro"):
            return functions.macro.unique_id
        return {name: told(functions[name]) for name in functions}

    assert "surrogate_key" not in dict.keys(context._ctx), "made before it was asked for"
    assert told(quick) == told(by_dbt)
    assert told(context._ctx) == {
        name: told(by_dbt[name]) for name in by_dbt if name not in ("kindred", "dbt")
    }
    assert dict(context._ctx).keys() == dict(**context._ctx).keys() == context._ctx.copy().keys()
    for name, where in (("surrogate_key", "kindred"), ("statement", "dbt"), ("none", None)):
        assert told(quick.get_from_package(where, name) or {}) == told(
            by_dbt.get_from_package(where, name) or {}
        )
    assert context._ctx["surrogate_key"].context is context._ctx


def test_a_macro_goes_before_a_word_of_dbt_and_unknown_names_are_undefined(
    duckdb: Engine,
) -> None:
    found = duckdb.render(
        "{{ context['surrogate_key'] is none }} {{ context.get('no_such_macro') is none }} "
        "{{ 'surrogate_key' in context }} {{ 'no_such_macro' in context }} "
        "{{ kindred.surrogate_key is defined }} {{ dbt.current_timestamp is defined }} "
        "{{ dbt_duckdb is defined }} {{ ref is defined }}"
    )
    assert found.split() == ["False", "True", "True", "False", "True", "True", "False", "True"]


def test_events_below_info_alone_are_dropped() -> None:
    from dbt_common.events.base_types import EventLevel
    from dbt_common.events.event_manager import EventManager
    from dbt_common.events.types import Note

    told = []
    manager = EventManager()
    manager.add_callback(lambda event: told.append((event.info.level, event.info.msg)))
    for level in EventLevel:
        manager.fire_event(Note(msg=level.value), level=level)
    assert told == [(level.value, level.value) for level in EventLevel if level != "debug"]


def test_templates_are_compiled_once_and_faults_are_told_each_time() -> None:
    from dbt_common.clients.jinja import get_template
    from dbt_common.exceptions import CompilationError

    first, second = (get_template("a {{ b }} [quick]", {}) for _ in range(2))
    assert first is not second
    assert first.root_render_func.__code__ is second.root_render_func.__code__
    assert [each.render({"b": n}) for n, each in enumerate((first, second))] == [
        "a 0 [quick]", "a 1 [quick]",
    ]  # fmt: skip
    native = get_template("{{ 1 + b }}", {}, native=True)
    assert native.render({"b": 1}) == 2
    assert get_template("{{ 1 + b }}", {}).render({"b": 1}) == "2"
    for _ in range(2):
        with pytest.raises(CompilationError, match="unexpected"):
            get_template("{{ b }", {})


def test_files_are_read_anew_for_each_reader_and_faults_are_told_each_time() -> None:
    from dbt.contracts.graph.unparsed import UnparsedColumn
    from dbt.parser import schemas
    from dbt_common.dataclass_schema import ValidationError

    first, second = (schemas.checked_load("a: [1]\na: [2]\n") for _ in range(2))
    assert first == second
    assert first[0] == {"a": [2]}
    assert "Duplicate key 'a'" in first[1][0].message
    first[0]["a"].append(3)
    assert schemas.checked_load("a: [1]\na: [2]\n") == second
    for _ in range(2):
        UnparsedColumn.validate({"name": "a"})
        with pytest.raises(ValidationError):
            UnparsedColumn.validate({"name": 1})


def test_a_flag_names_the_module_that_made_it() -> None:
    from dbt_common import behavior_flags

    specification = importlib.util.spec_from_file_location(
        behavior_flags.__name__, behavior_flags.__file__
    )
    assert specification is not None
    assert specification.loader is not None
    by_dbt = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(by_dbt)
    flag = {"name": "a_flag", "default": False, "description": "for a test"}
    quick, own = (
        kind([flag], {}).a_flag._behavior_change_event.flag_source
        for kind in (behavior_flags.Behavior, by_dbt.Behavior)
    )
    assert quick == own == __name__


def test_vars_are_rendered_where_they_hold_jinja(duckdb: Engine) -> None:
    jinja = "{{ var('as_of') }} {{ var('default_country') }}"
    assert duckdb.render(jinja, {"as_of": "{{ 1 + 1 }}", "default_country": "1 + 1"}) == "2 1 + 1"


def test_a_word_of_dbt_is_made_when_it_is_asked_for(duckdb: Engine) -> None:
    found = duckdb.render(
        "{{ builtins.var('default_country') == var('default_country') }} "
        "{{ builtins.get('no_such_word') is none }} {{ 'modules' in builtins }} "
        "{{ modules.datetime.date(2020, 2, 29) }} {{ 'surrogate_key' in builtins }}"
    )
    assert found.split() == ["True", "True", "True", "2020-02-29", "False"]


@pytest.mark.parametrize(
    "selector", ["customers", "kindred", "staging", "kindred.staging.crm", "int_*_scored", "no"]
)
def test_nodes_are_selected_by_their_names(duckdb: Engine, selector: str) -> None:
    from dbt.graph.selector_methods import QualifiedNameSelectorMethod

    manifest = duckdb.manifest()
    method = QualifiedNameSelectorMethod(manifest, None, [])
    nodes = set(manifest.nodes)
    expected = {
        unique_id
        for unique_id, node in manifest.nodes.items()
        if method.node_is_match(selector, node.fqn, node.is_versioned)
    }
    for _ in range(2):
        assert set(method.search(nodes, selector)) == expected
    assert bool(expected) == (selector != "no")
    assert set(method.search(set(), selector)) == set()


def test_a_relation_of_another_case_is_still_told(duckdb: Engine) -> None:
    from dbt.adapters.base.impl import BaseAdapter
    from dbt.adapters.contracts.relation import Path
    from dbt.adapters.duckdb.relation import DuckDBRelation
    from dbt.adapters.exceptions import ApproximateMatchError

    use_quick_dbt()
    relations = [
        DuckDBRelation(path=Path("d", "s", name)) for name in ("a_table", "another", "Customers")
    ]

    class Adapter:
        _make_match_kwargs = staticmethod(
            lambda database, schema, identifier: {
                "database": database,
                "schema": schema,
                "identifier": identifier,
            }
        )

    def match(name: str) -> list[Any]:
        return BaseAdapter._make_match(Adapter(), relations, "d", "s", name)

    assert match("another") == [relations[1]]
    assert match("none") == []
    with pytest.raises(ApproximateMatchError):
        match("customers")
