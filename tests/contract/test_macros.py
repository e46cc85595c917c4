"""What every macro owes: a file of its name, documented arguments, an answer per engine."""

import re
from pathlib import Path
from typing import Any

import pytest

from harness.engines import ENGINES, PROJECT_DIRECTORY

MACRO = re.compile(r"\{%-?\s*(macro|materialization|test)\s+([a-z_0-9]+)\s*(?:\(([^{}]*?)\)|,)")
VARIANTS = ("default", *ENGINES)


def macro_files() -> list[Path]:
    return sorted((PROJECT_DIRECTORY / "macros").rglob("*.sql"))


def defined(path: Path) -> list[tuple[str, str]]:
    """Kind and name of everything that a file defines."""
    return [(kind, name) for kind, name, _ in MACRO.findall(path.read_text())]


def is_variant(name: str) -> bool:
    return name.split("__", maxsplit=1)[0] in VARIANTS and "__" in name


def public_macros(path: Path) -> list[str]:
    return [
        name
        for kind, name in defined(path)
        if kind == "macro" and not name.startswith("_") and not is_variant(name)
    ]


def documented() -> dict[str, dict[str, Any]]:
    import yaml

    found: dict[str, dict[str, Any]] = {}
    for path in sorted((PROJECT_DIRECTORY / "macros").rglob("*.yml")):
        for entry in yaml.safe_load(path.read_text()).get("macros", []):
            assert entry["name"] not in found, f"{entry['name']} is documented twice"
            found[entry["name"]] = entry
    return found


@pytest.mark.parametrize("path", macro_files(), ids=lambda path: path.stem)
def test_a_file_holds_one_public_macro_of_its_name(path: Path) -> None:
    public = public_macros(path)
    if path.parent.name == "materializations" or path.stem.startswith("_"):
        return
    if not public:
        overridden = {name.partition("__")[2] for _, name in defined(path)}
        assert overridden == {path.stem}, "an override of dbt's own macro, by its name"
        return
    assert public == [path.stem]


@pytest.mark.parametrize("path", macro_files(), ids=lambda path: path.stem)
def test_a_file_says_what_it_returns(path: Path) -> None:
    header = re.match(r"\s*\{#(.*?)#\}", path.read_text(), re.DOTALL)
    assert header, "start with a comment"
    assert len(header[1].split()) >= 5


def test_every_public_macro_is_documented_with_typed_arguments() -> None:
    entries = documented()
    faults = []
    for path in macro_files():
        for name in public_macros(path):
            entry = entries.get(name)
            if entry is None:
                faults.append(f"{name}: not documented in macros/{path.parent.name}/*.yml")
                continue
            signature = next(
                arguments
                for kind, found, arguments in MACRO.findall(path.read_text())
                if found == name and kind == "macro"
            )
            taken = re.findall(r"(?:^|,)\s*([a-z_0-9]+)(?=\s*(?:=|,|$))", signature)
            told = [argument["name"] for argument in entry.get("arguments", [])]
            if told != taken:
                faults.append(f"{name}: documents {told}, takes {taken}")
            if not (entry.get("description") or "").strip():
                faults.append(f"{name}: no description")
            faults += [
                f"{name}({argument['name']}): no type or description"
                for argument in entry.get("arguments", [])
                if not argument.get("type") or not argument.get("description")
            ]
    assert faults == []


def test_no_documented_macro_is_missing() -> None:
    there = {name for path in macro_files() for _, name in defined(path)}
    there |= {f"test_{name}" for path in macro_files() for _, name in defined(path)}
    for path in (PROJECT_DIRECTORY / "tests" / "generic").rglob("*.sql"):
        there |= {f"test_{name}" for _, name in defined(path)}
    assert sorted(set(documented()) - there) == []


def test_a_dialect_macro_answers_on_every_engine() -> None:
    """Either all three engines have a variant, or the default is SQL and not an error."""
    faults = []
    for path in macro_files():
        text = path.read_text()
        dispatched = re.findall(r"adapter\.dispatch\(\s*'([a-z_0-9]+)'", text)
        if dispatched and path.parent.name not in ("dialect", "materializations"):
            faults.append(f"{path.name}: engine differences live in macros/dialect")
        for name in dispatched:
            bodies = dict(
                re.findall(
                    rf"\{{%-?\s*macro\s+([a-z]+)__{name}\(.*?-?%\}}(.*?)\{{%-?\s*endmacro",
                    text,
                    re.DOTALL,
                )
            )
            if "default" not in bodies:
                faults.append(f"{name}: no default__{name}")
                continue
            raises = "raise_compiler_error" in bodies["default"]
            missing = [engine for engine in ENGINES if engine not in bodies]
            if raises and missing:
                faults.append(f"{name}: no variant for {missing}")
            if raises and name not in bodies["default"]:
                faults.append(f"{name}: the error does not name the macro")
            order = [found for found in VARIANTS if found in bodies]
            if list(bodies) != order:
                faults.append(f"{name}: variants stand as {list(bodies)}, want {order}")
    assert faults == []


def test_only_dialect_macros_ask_which_engine_it_is() -> None:
    asking = [
        path.name
        for path in macro_files()
        if path.parent.name != "dialect"
        and re.search(r"target\.type|adapter\.type\(\)", path.read_text())
    ]
    assert asking == []
