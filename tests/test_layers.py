"""The shape of the program: one direction, one door for each library, small pieces."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import graph

ROOT = Path(__file__).parent.parent
MODULES = [*sorted((ROOT / "graph").rglob("*.py")), ROOT / "server.py"]
PYTHON = [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "bench").rglob("*.py"))]

DOORS = {
    "flask": {"web", "server"},
    "granian": {"server"},
    "mcp": {"web"},
    "networkx": {"network"},
    "numpy": {"network"},
    "openpyxl": {"web"},
    "prometheus_client": {"web"},
    "pydantic": {"web"},
    "pyoxigraph": {"knowledge", "sparql"},
    "pyshacl": {"knowledge"},
    "pyvis": {"network"},
    "rapidfuzz": {"web"},
    "rdflib": {"knowledge"},
    "scipy": {"network"},
    "uvicorn": {"web"},
    "zstandard": {"web"},
}
"""Which rooms may import a library; every other one gets what it needs through them."""

SERVING_NEEDS_NOT = ("rdflib", "pyshacl", "networkx", "pyvis", "IPython", "numpy", "flask")
READING_NEEDS_NOT = (
    *(name for name in SERVING_NEEDS_NOT if name != "flask"),
    "mcp",
    "pydantic",
    "starlette",
    "uvicorn",
    "openpyxl",
    "pybtex",
)
DRAWERS = {"utils", "util", "helpers", "common", "misc", "services", "manager", "base", "core"}
SPARQL = re.compile(r"\b(SELECT|CONSTRUCT|ASK|DESCRIBE|INSERT|DELETE)\b[^.]*\{", re.DOTALL)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(parts: tuple[str, ...]) -> str:
    """Name the room of a module given as ("graph", "sparql", "gate")."""
    if parts[0] == "server":
        return "server"
    return parts[1] if len(parts) > 1 and parts[1] in graph.LAYERS else "leaves"


def room_of(path: Path) -> str:
    return room(path.relative_to(ROOT).with_suffix("").parts)


def imports(path: Path) -> Iterator[str]:
    """Every module that `path` imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(path)}: relative import"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names if node.module == "graph")


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def length(function: Function) -> int:
    """Lines of a function without its docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def parameters(function: Function) -> int:
    known = function.args
    names = [one.arg for one in (*known.posonlyargs, *known.args, *known.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def test_there_is_something_to_look_at() -> None:
    assert len(MODULES) > 15


def test_every_room_is_named_in_the_order_of_the_data() -> None:
    rooms = {path.parent.name for path in MODULES if path.parent.parent == ROOT / "graph"}
    assert rooms | {"leaves"} == set(graph.LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_no_arrow_points_back(path: Path) -> None:
    order = [*graph.LAYERS, "server"]
    own = order.index(room_of(path))
    backwards = [
        name for name in imports(path) if name.split(".")[0] in ("graph", "server")
        and order.index(room(tuple(name.split(".")))) > own
    ]  # fmt: skip
    assert backwards == []


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_each_library_has_one_door(path: Path) -> None:
    passed = [name for name in imports(path) if room_of(path) not in DOORS.get(name.split(".")[0], {room_of(path)})]
    assert passed == []


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_no_module_uses_what_is_private_to_another(path: Path) -> None:
    private = [
        f"{node.module}.{name.name}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("graph")
        for name in node.names
        if name.name.startswith("_")
    ]
    assert private == []


@pytest.mark.parametrize("path", PYTHON, ids=place)
def test_pieces_are_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 300
    assert [f"{one.name}: {length(one)} lines" for one in functions(path) if length(one) > 50] == []


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_functions_take_five_parameters_at_most(path: Path) -> None:
    assert [f"{one.name}: {parameters(one)}" for one in functions(path) if parameters(one) > 5] == []


def test_nine_functions_in_ten_have_thirty_lines_at_most() -> None:
    lengths = [length(one) for path in MODULES for one in functions(path)]
    assert sum(one > 30 for one in lengths) <= len(lengths) / 10


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_every_module_and_public_name_is_explained(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = [node for node in tree.body if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_")]
    errors = path.name.endswith("errors.py")  # there the message explains the class
    assert ast.get_docstring(tree)
    assert [node.name for node in named if not ast.get_docstring(node) and not errors] == []


def test_there_are_no_drawers() -> None:
    assert [place(path) for path in MODULES if path.stem in DRAWERS or path.parent.name in DRAWERS] == []


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_no_sparql_stands_in_python(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | Function | ast.ClassDef)
    }
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert [text for text in texts if text not in docs and SPARQL.search(text)] == []


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_no_function_changes_a_global(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [node.names for node in ast.walk(tree) if isinstance(node, ast.Global)] == []


def run_python(code: str, cwd: Path) -> str:
    command = [sys.executable, "-B", "-W", "error", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.stdout


def test_importing_does_nothing(tmp_path: Path) -> None:
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in MODULES]
    code = f"""
import importlib, os, threading
before = dict(os.environ)
for name in {names!r}:
    importlib.import_module(name)
    assert dict(os.environ) == before, name
    assert threading.active_count() == 1, name
"""
    assert run_python(code, tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


def test_a_fresh_version_is_served_without_waiting_for_what_only_the_build_needs(tmp_path: Path) -> None:
    code = f"import server; print([name for name in {SERVING_NEEDS_NOT!r} if name in sys.modules])"
    assert run_python(code, tmp_path) == "[]\n"


def test_pages_are_read_without_waiting_for_what_only_changes_and_few_requests_need(tmp_path: Path) -> None:
    code = f"import graph.web.opening; print([name for name in {READING_NEEDS_NOT!r} if name in sys.modules])"
    assert run_python(code, tmp_path) == "[]\n"
