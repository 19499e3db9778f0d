"""The rules of the house: which room may know which, how long a file and a function may be, what a start loads."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "convcalc"
FILES = sorted(PACKAGE.rglob("*.py"))

ROOMS = ("language", "costs", "spec", "network", "study", "render", "cli", "api")
"""Each may import itself and those before it."""

FOLDERS = {
    "language": ("numbers", "nodes"),
    "costs": ("table",),
    "spec": ("pasted",),
    "network": ("walk", "steps"),
    "study": ("slips", "sums", "explain", "sweep", "check", "compare", "solve", "documents"),
    "render": ("table", "summarize", "compare", "explain", "memory", "check", "sweep"),
    "cli": ("shared",),
}
"""The folders of a room, in the order in which they may import each other: each itself and those before it."""

IN_CIRCLES = {
    ("cli.shared.typed", "cli.main"),
    ("study.design", "study.check.files"),
}
"""Imports that would close a circle, each inside a function: no other may be added."""

FRONT = {"__init__.py", "__main__.py"}
"""The files that stand in no room, and may import any."""

LONGEST_FILE = 400
LONGEST_FUNCTION = 50


def tree(path):
    return ast.parse(path.read_text("utf-8"))


def imported(path):
    """The modules of convcalc that a file imports anywhere: inside functions and for type checkers too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "convcalc")
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name} imports with dots"
            if node.module and node.module.split(".")[0] == "convcalc":
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(module):
    """The room of a module, None for the package itself: `from convcalc import __version__`."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ROOMS else None


def label(path):
    return str(path.relative_to(PACKAGE))


def test_every_file_stands_in_a_room():
    assert {path.relative_to(PACKAGE).parts[0] for path in FILES} == {*ROOMS, *FRONT}


@pytest.mark.parametrize("path", [path for path in FILES if path.parent != PACKAGE], ids=label)
def test_a_room_imports_only_rooms_above_it(path):
    own = ROOMS.index(path.relative_to(PACKAGE).parts[0])
    below = [module for module in imported(path) if (name := room(module)) and ROOMS.index(name) > own]
    assert below == []


def folder(module):
    """The folder of a module in its room, None where it stands in none."""
    parts = module.split(".")
    return parts[2] if len(parts) > 3 and parts[2] in FOLDERS.get(parts[1], ()) else None


def test_folders_have_an_order():
    found = {path.relative_to(PACKAGE).parts[:2] for path in FILES if len(path.relative_to(PACKAGE).parts) > 2}
    assert found == {(name, own) for name, folders in FOLDERS.items() for own in folders}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_imports_only_folders_before_it(name):
    order = FOLDERS[name]
    for path in FILES:
        own = folder(module_of(path)) if room(module_of(path)) == name else None
        if own is not None:
            others = [module for module in imported(path) if room(module) == name and folder(module)]
            assert [module for module in others if order.index(folder(module)) > order.index(own)] == [], label(path)


def module_of(path):
    """The name of the module that a file is; of `__init__.py` that of its folder."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_no_files_import_each_other_in_a_circle():
    modules = {module_of(path): path for path in FILES if path.name not in FRONT}
    allowed = {tuple(f"convcalc.{module}" for module in pair) for pair in IN_CIRCLES}
    graph = {
        module: {
            other
            for name in imported(path)
            for other in (name, name.rpartition(".")[0])
            if other in modules and other != module and (module, other) not in allowed
        }
        for module, path in modules.items()
    }
    assert "convcalc.render.table.show" in graph["convcalc.render.compare.show"]
    TopologicalSorter(graph).prepare()  # raises CycleError, with the files of a circle


def test_imports_are_seen_wherever_they_stand():
    """Those of the front are inside a function and under TYPE_CHECKING."""
    assert "convcalc.api.summarize.summarize" in set(imported(PACKAGE / "__init__.py"))
    assert any(room(module) == "render" for module in imported(PACKAGE / "cli" / "summarize.py"))


def test_modules_named_in_texts_are_in_rooms_too():
    """`import_module` takes a text, which `imported` does not see: only the front and the list of commands do so."""
    users = [label(path) for path in FILES if "import_module" in path.read_text("utf-8")]
    assert users == ["__init__.py", os.path.join("cli", "main.py")]


@pytest.mark.parametrize("path", FILES, ids=label)
def test_no_file_is_long(path):
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


def functions(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", FILES, ids=label)
def test_no_function_is_long(path):
    lengths = {node.name: node.end_lineno - node.lineno + 1 for node in functions(path)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


BASES = {"Result", "ExpressionError", "Measured", "WorkedOut", "NamedTuple"}
"""What classes of other files of a room derive from: the API's answers, an error, metrics that follow, named tuples."""


def test_no_object_is_split_over_files_by_inheritance():
    """An object that grows past a file is composed of others, each understood alone."""
    bases = set()
    for path in FILES:
        nodes = list(ast.walk(tree(path)))
        room_ = path.relative_to(PACKAGE).parts[0]
        modules = {
            alias.asname or alias.name: node.module or ""
            for node in nodes
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        named = [ast.unparse(base) for node in nodes if isinstance(node, ast.ClassDef) for base in node.bases]
        bases |= {name for name in named if modules.get(name, "").startswith(f"convcalc.{room_}.")}
    assert bases == BASES


def undocumented(path):
    """The module, and its public classes and functions, without a docstring."""
    module = tree(path)
    if not ast.get_docstring(module):
        yield "the module"
    named = [node for node in module.body if isinstance(node, ast.ClassDef | ast.FunctionDef)]
    yield from (node.name for node in named if not node.name.startswith("_") and not ast.get_docstring(node))


@pytest.mark.parametrize("path", FILES, ids=label)
def test_what_is_public_says_what_it_is(path):
    assert list(undocumented(path)) == []


OPENERS = ("open", "io.open", "os.open", "os.fdopen")
METHODS = (".read_text", ".read_bytes", ".write_text", ".write_bytes")
OPENING = {"language/reading.py", "language/replacing.py", "render/check/formats.py", "cli/main.py"}
"""Where files are opened: to be read, to be replaced, to add the summary of a step, and for streams that are closed."""


def test_files_are_opened_where_what_is_read_is_remembered_and_what_is_written_is_whole():
    def opens(node):
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        return called in OPENERS or called.endswith(METHODS)

    assert {path.relative_to(PACKAGE).as_posix() for path in FILES if any(map(opens, ast.walk(tree(path))))} == OPENING


# What a start loads

LOADED = "import sys; sys.stderr.write(' '.join(sys.modules))"
RUN = "from convcalc.cli.main import program; program({arguments!r}, prog_name='convcalc', standalone_mode=False)"

ALLOWED = ("json", "math", "gc")
"""What a JSON run may load beside convcalc itself, click and yaml; what these bring is not the same on every Python."""

NEVER = ("rich", "numpy", "importlib.metadata", "importlib.resources", "fractions", "decimal", "dataclasses", "csv")


def loaded(*lines):
    """The modules that a fresh interpreter has loaded after some lines."""
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [sys.executable, "-c", "\n".join([*lines, LOADED])], capture_output=True, text=True, env=environment, timeout=30
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


def run(*arguments):
    return RUN.format(arguments=list(arguments))


def test_a_json_run_loads_little(tmp_path):
    bare = loaded("import click, yaml")
    more = loaded("import click, yaml", run("summarize", "alexnet", "--format", "json"))
    assert "convcalc.render.summarize.data" in more
    sources = {label: path.read_text("utf-8") for path in FILES if (label := module_of(path)) in more}
    assert len(sources) > 50
    assert [label for label, text in sources.items() if re.search(r"from typing import .*NamedTuple\b", text)] == [
        "convcalc.language.tuples"
    ]
    for module in NEVER:
        assert module not in more - bare, module
    allowed = loaded(f"import click, yaml, {', '.join(ALLOWED)}")
    assert {name.split(".")[0] for name in more - allowed} == {"convcalc"}


def test_a_json_run_loads_no_other_command_and_no_other_sink():
    more = loaded(run("summarize", "alexnet", "--format", "json"))
    commands = {name for name in more if name.startswith("convcalc.cli.")}
    assert commands == {
        f"convcalc.cli.{name}" for name in ("main", "shared", "shared.options", "shared.output", "summarize")
    }
    sinks = {f"convcalc.render.table.{name}" for name in ("terminal", "show", "markdown", "layout")}
    assert sinks <= {f"convcalc.{label(path)[:-3].replace(os.sep, '.')}" for path in FILES}
    assert not sinks & more


def test_a_design_alone_loads_no_more_than_it_takes_to_know_it():
    named = loaded(run("summarize", "alexnet", "--format", "json"))
    alone = loaded(run("alexnet", "--format", "json"))
    assert alone - named == {"convcalc.cli.shared.typed", "convcalc.cli.shared.words"}


def test_a_sum_loads_no_network():
    more = loaded(run("3*3*64"))
    assert "convcalc.study.sums.calculator" in more
    assert not {"yaml", "rich"} & more
    assert not {name for name in more if room(name) in ("network", "costs")}


def test_a_document_with_sums_alone_loads_little(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("The second layer has 3*3*64 = 576 for each filter.")
    more = loaded("import contextlib", "with contextlib.suppress(SystemExit):", f"    {run('check', str(path))}")
    assert "convcalc.study.sums.find" in more
    assert not {"yaml", "rich", "csv", "html", "dataclasses"} & more
    assert not {f"convcalc.study.documents.{name}" for name in ("names", "numerals", "printed", "single")} & more
    assert not {name for name in more if name.startswith("convcalc.study.slips.")}
    sources = {label: path.read_text("utf-8") for path in FILES if (label := module_of(path)) in more}
    made = {label for label, text in sources.items() if re.search(r"from typing import .*NamedTuple\b", text)}
    assert made == {f"convcalc.{name}" for name in ("language.tuples", "study.documents.lines", "study.sums.tokens")}


def test_text_for_a_pipe_needs_no_rich():
    assert "rich" not in loaded(run("summarize", "alexnet", "--format", "text"))


def test_a_table_in_color_loads_of_rich_what_it_needs():
    color = "import os; os.environ['FORCE_COLOR'] = '1'"
    more = loaded(color, run("summarize", "alexnet", "--format", "table"))
    console = loaded("import rich.console")  # which brings rich.pretty before rich 14.3
    assert "rich.console" in more
    for module in ("markdown", "traceback", "syntax", "progress", "logging", "prompt", "live", "tree", "pretty"):
        assert f"rich.{module}" not in more - console
    assert not {"numpy", "pygments", "markdown_it", "importlib.metadata", "importlib.resources"} & more


def test_the_package_alone_loads_no_room():
    more = loaded("import convcalc", "convcalc.__version__")
    assert {name for name in more if name.startswith("convcalc")} == {"convcalc"}
    assert not {"click", "yaml", "rich"} & more


def test_the_api_loads_neither_the_commands_nor_their_looks():
    more = loaded("import convcalc", "convcalc.summarize('alexnet')")
    assert not {name for name in more if room(name) in ("cli", "render")}
    assert not {"click", "rich"} & more
