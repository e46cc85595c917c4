"""Have dbt do once in a process what it does again for every statement, node or parse.

A test run starts dbt some hundred times on one project. What is put in place here gives the
answers of dbt's own functions; it only remembers them, or leaves out what nobody reads.
"""

import gc
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from harness.injection import use_quick_injection

_GARBAGE = (50_000, 20, 100)
"""A parsed project is a million objects that stay. Python's own thresholds look for garbage
among them at every 700 new ones, which is an eighth of a parse."""


def use_quick_dbt() -> None:
    """Put everything below in place in this process; a second call does nothing."""
    gc.set_threshold(*_GARBAGE)
    use_quick_injection()
    _drop_debug_events()
    _write_events_when_read()
    _make_contexts_when_asked()
    _read_plain_vars_as_they_are()
    _keep_compiled_templates()
    _keep_read_files()
    _leave_out_partial_parses()
    _write_no_files_that_nobody_reads()
    _look_for_cycles_once()
    _select_by_name_once()
    _name_callers_at_once()
    _keep_readers_of_answers()
    _keep_one_empty_answer()
    _look_at_relations_of_that_name()


# ----------------------------------------------------------------------------- events


def _drop_debug_events() -> None:
    """Debug events are made, written as a line, and then dropped by their level: dbt's logs
    here begin at info, and nothing in the project listens for less."""
    from dbt_common.events.base_types import EventLevel
    from dbt_common.events.event_manager import EventManager

    own = EventManager.fire_event
    if own.__module__ == __name__:
        return

    def fire_event(
        self: Any,
        e: Any,
        level: Any = None,
        node: Any = None,
        force_warn_or_error_handling: bool = False,
    ) -> None:
        if (level or e.level_tag()) != EventLevel.DEBUG or force_warn_or_error_handling:
            own(self, e, level, node, force_warn_or_error_handling)

    EventManager.fire_event = fire_event


def _write_events_when_read() -> None:
    """An event is written as a message of protobuf when something reads it, not before: of
    a dropped one nothing is."""
    from dbt_common.events.base_types import BaseEvent

    own_init, own_getattr = BaseEvent.__init__, BaseEvent.__getattr__
    if own_init.__module__ == __name__:
        return

    def init(self: Any, *arguments: Any, **fields: Any) -> None:
        vars(self)["unwritten"] = arguments, fields

    def getattr_(self: Any, key: str) -> Any:
        if "unwritten" in vars(self):
            arguments, fields = vars(self).pop("unwritten")
            own_init(self, *arguments, **fields)
            if key in vars(self):
                return vars(self)[key]
        return own_getattr(self, key)

    def setattr_(self: Any, key: str, value: Any) -> None:
        if key == "pb_msg":
            vars(self)[key] = value
        else:
            setattr(self.pb_msg, key, value)

    BaseEvent.__init__, BaseEvent.__getattr__ = init, getattr_
    BaseEvent.__setattr__ = setattr_


# ----------------------------------------------------------------------------- macros


class _WhenAsked(dict[str, Any]):
    """What a context knows by name. dbt makes a function object of each of the 900 macros,
    and some forty words of its own, for each context, of which a node has a handful; here
    each is made when it is asked for."""

    def __init__(self, make: Callable[[Any], Any], parts: Mapping[str, Any]) -> None:
        super().__init__()
        self.make = make
        self.parts = parts
        """What each is made of, such as the unique id of a macro, by the name that it has
        here."""
        self.others: Mapping[str, Any] = {}
        """What stands behind them."""

    def __missing__(self, name: str) -> Any:
        found = self[name] = (
            self.make(self.parts[name]) if name in self.parts else self.others[name]
        )
        return found

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self.parts or name in self.others

    def get(self, name: str, default: Any = None) -> Any:
        if name in self:
            return self[name]
        return default

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())

    def __bool__(self) -> bool:
        return super().__len__() > 0 or bool(self.parts) or bool(self.others)

    def keys(self) -> Any:
        self._complete()
        return super().keys()

    def items(self) -> Any:
        self._complete()
        return super().items()

    def values(self) -> Any:
        self._complete()
        return super().values()

    def copy(self) -> dict[str, Any]:
        return dict(self.items())

    def _complete(self) -> None:
        for name in (*self.parts, *self.others):
            self[name]


def _make_contexts_when_asked() -> None:
    """Sort the macros into their namespaces once, and make those functions and words alone
    that a context is asked for."""
    from dbt.clients.jinja import MacroGenerator
    from dbt.context.macros import MacroNamespace
    from dbt.context.manifest import ManifestContext
    from dbt.include.global_project import PROJECT_NAME

    own_build = ManifestContext._build_namespace
    own_to_dict = ManifestContext.to_dict
    if own_build.__module__ == __name__:
        return
    plans: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def plan_of(context: Any) -> tuple[Any, ...]:
        """Which macros dbt itself puts into which namespace, by their unique ids."""
        builder = context._get_namespace_builder()
        key = (
            builder.root_package,
            builder.search_package,
            tuple(builder.internal_package_names_order),
            tuple(context.manifest.macros),
        )
        if key not in plans:
            found = own_build(context)
            plans[key] = (
                _unique_ids(found.global_namespace),
                _unique_ids(found.local_namespace),
                _unique_ids(found.global_project_namespace),
                {name: _unique_ids(functions) for name, functions in found.packages.items()},
                {
                    name: found[name].macro.unique_id
                    for name in found
                    if name != PROJECT_NAME and name not in found.packages
                },
            )
        return plans[key]

    def build_namespace(self: Any) -> Any:
        root, local, internal, packages, seen = plan_of(self)
        node = self._get_namespace_builder().node
        macros, stack = self.manifest.macros, self.macro_stack

        def make(unique_id: str) -> Any:
            return MacroGenerator(macros[unique_id], self._ctx, node, stack)

        assert not self._ctx, "dbt has put something into the context before its macros"
        self._ctx = _WhenAsked(make, seen)
        return MacroNamespace(
            global_namespace=_WhenAsked(make, root),
            local_namespace=_WhenAsked(make, local),
            global_project_namespace=_WhenAsked(make, internal),
            packages={name: _WhenAsked(make, ids) for name, ids in packages.items()},
        )

    def to_dict(self: Any) -> Any:
        found = self._ctx
        if not isinstance(found, _WhenAsked):
            return own_to_dict(self)

        def bound(member: Any) -> Any:
            return member.__get__(self) if hasattr(member, "__get__") else member

        # what dispatches macros takes it for granted that vars have been made
        self.config.load_dependencies()
        # a macro goes before what dbt itself has under the same name
        found.others = found["builtins"] = _WhenAsked(bound, self._context_members_)
        found["context"] = found
        found[PROJECT_NAME] = self.namespace.global_project_namespace
        found.update(self.namespace.packages)
        return found

    ManifestContext._build_namespace = build_namespace
    ManifestContext.to_dict = to_dict


def _unique_ids(functions: Mapping[str, Any]) -> dict[str, str]:
    return {name: function.macro.unique_id for name, function in functions.items()}


def _read_plain_vars_as_they_are() -> None:
    """dbt renders each var that is a text, with all that a context has, and most hold no
    Jinja."""
    from dbt.context.base import Var

    own = Var.get_rendered_var
    if own.__module__ == __name__:
        return

    def get_rendered_var(self: Any, var_name: str) -> Any:
        raw = self._merged[var_name]
        if isinstance(raw, str) and ("{" in raw or "}" in raw):
            return own(self, var_name)
        return raw

    Var.get_rendered_var = get_rendered_var


# -------------------------------------------------------------------------- templates


def _keep_compiled_templates() -> None:
    """The same Jinja is compiled to the same code whatever the vars are."""
    from dbt_common.clients.jinja import MacroFuzzEnvironment, NativeSandboxEnvironment
    from dbt_common.tests import enable_test_caching

    # dbt's own: what it has lexed for its own tests
    enable_test_caching()
    codes: dict[tuple[type, str], Any] = {}
    for kind in (MacroFuzzEnvironment, NativeSandboxEnvironment):
        if "compile" not in vars(kind):
            kind.compile = _compiling(kind.compile, codes)


def _compiling(own: Any, codes: dict[tuple[type, str], Any]) -> Any:
    def compile(self: Any, source: Any, name: Any = None, filename: Any = None, **more: Any) -> Any:
        if not isinstance(source, str) or name is not None or filename is not None or more:
            return own(self, source, name, filename, **more)
        code = codes.get((type(self), source))
        if code is None:
            code = codes[type(self), source] = own(self, source)
        return code

    return compile


# ------------------------------------------------------------------------------ files


def _keep_read_files() -> None:
    """A file of properties is read and held against dbt's schema once, and not for each set
    of vars that the project is parsed with."""
    from dbt.parser import schemas
    from dbt_common.dataclass_schema import dbtClassMixin

    own_load = schemas.checked_load
    if own_load.__module__ == __name__:
        return
    read: dict[str, bytes] = {}

    def load(contents: str) -> Any:
        if contents not in read:
            read[contents] = pickle.dumps(own_load(contents))
        return pickle.loads(read[contents])

    schemas.checked_load = load

    own_validate = dbtClassMixin.validate.__func__
    valid: set[tuple[type, bytes]] = set()

    def validate(cls: type, data: Any) -> None:
        key = (cls, pickle.dumps(data))
        if key not in valid:
            own_validate(cls, data)
            valid.add(key)

    dbtClassMixin.validate = classmethod(validate)


def _leave_out_partial_parses() -> None:
    """dbt writes what it has parsed for its next run, and reads it there to see that the vars
    are other ones. The shelf and the kept manifests have what can be used again."""
    from dbt.parser.manifest import ManifestLoader

    def nothing(self: Any) -> None:
        """In place of reading and of writing."""

    ManifestLoader.read_manifest_for_partial_parse = nothing
    ManifestLoader.write_manifest_for_partial_parse = nothing


def _write_no_files_that_nobody_reads() -> None:
    """dbt writes the SQL of each node into its target folder, twice, and a summary of the
    graph; here it is read from dbt's answers."""
    from dbt.compilation import Linker
    from dbt.contracts.graph.nodes import ParsedNode

    def write_nothing(self: Any, project_root: str, compiled_path: str, compiled_code: str) -> None:
        """In place of writing."""

    def no_summary(self: Any, manifest: Any) -> dict[int, dict[str, Any]]:
        return {}

    ParsedNode.write_node = write_nothing
    Linker.get_graph_summary = no_summary


# ------------------------------------------------------------------------------ graphs


def _look_for_cycles_once() -> None:
    """A graph in which no model depends on itself has no cycle in the next command either;
    to look for one takes longer than most of them."""
    from dbt.compilation import Linker

    own = Linker.find_cycles
    if own.__module__ == __name__:
        return
    sound: set[frozenset[Any]] = set()

    def find_cycles(self: Any) -> Any:
        edges = frozenset(self.edges())
        if edges in sound:
            return None
        cycle = own(self)
        if not cycle:
            sound.add(edges)
        return cycle

    Linker.find_cycles = find_cycles


def _select_by_name_once() -> None:
    """For each name that a command selects, dbt takes the path of every node apart; the same
    nodes have the same paths in the next command."""
    from dbt.graph.selector_methods import QualifiedNameSelectorMethod

    own = QualifiedNameSelectorMethod.search
    if own.__module__ == __name__:
        return
    found: dict[tuple[str, frozenset[str]], tuple[str, ...]] = {}

    def search(self: Any, included_nodes: Any, selector: str) -> Iterator[str]:
        key = selector, frozenset(included_nodes)
        if key not in found:
            found[key] = tuple(own(self, included_nodes, selector))
        return iter(found[key])

    QualifiedNameSelectorMethod.search = search


# ------------------------------------------------------------------------------- flags


def _name_callers_at_once() -> None:
    """For each flag of each adapter dbt asks which module has called it, and for that reads
    the source of all that is on the stack; a frame knows the name of its module."""
    from dbt_common import behavior_flags

    def default_source() -> str:
        frame = sys._getframe(1)
        while frame is not None and frame.f_globals.get("__name__") == behavior_flags.__name__:
            frame = frame.f_back
        return frame.f_globals["__name__"] if frame is not None else "Unknown"

    behavior_flags.BehaviorFlagRendered._default_source = staticmethod(default_source)


# ------------------------------------------------------------------------------ answers


def _keep_readers_of_answers() -> None:
    """What tells the types of an answer's columns reads dates in the words of every language,
    and is made anew for each answer; the columns of text are all that differs."""
    from dbt_common.clients import agate_helper

    own = agate_helper.build_type_tester
    if own.__module__ == __name__:
        return
    kept: dict[tuple[Any, ...], Any] = {}

    def build_type_tester(text_columns: Any, string_null_values: Any = ("null", "")) -> Any:
        columns, nulls = frozenset(text_columns), tuple(string_null_values or ())
        if (columns, nulls) not in kept:
            kept[columns, nulls] = own(columns, nulls)
        return kept[columns, nulls]

    agate_helper.build_type_tester = build_type_tester


def _keep_one_empty_answer() -> None:
    """The answer to a statement that has none is a table without rows, which nobody fills."""
    from dbt_common.clients import agate_helper

    own = agate_helper.empty_table
    if own.__module__ == __name__:
        return
    empty = own()

    def empty_table() -> Any:
        return empty

    agate_helper.empty_table = empty_table


def _look_at_relations_of_that_name() -> None:
    """To find a table dbt holds every relation of its schema against what is sought, part by
    part; of another name is none of them."""
    from dbt.adapters.base.impl import BaseAdapter

    own = BaseAdapter._make_match
    if own.__module__ == __name__:
        return

    def make_match(
        self: Any, relations_list: list[Any], database: str, schema: str, identifier: str
    ) -> list[Any]:
        # names that differ in their case are dbt's to tell
        name = identifier.lower()
        alike = [one for one in relations_list if (one.identifier or "").lower() == name]
        return own(self, alike, database, schema, identifier)

    BaseAdapter._make_match = make_match
