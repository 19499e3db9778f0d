"""YAML's traps: one test for each, through both loaders."""

import time

import pytest

from convcalc.language.nodes.source import parse_yaml
from convcalc.language.problems import Problems, Source

NO_COLON = "a colon and a space begin a mapping in YAML"
MISALIGNED = "this modifier does not line up with the name it belongs to"
LINE_UP = "put it on the column where the name above it begins"


@pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])
@pytest.mark.parametrize(
    ("text", "line", "column", "message", "hint"),
    [
        ("expect:\n  params: >= 3\n", 2, 11, "an unquoted > begins a block of text in YAML",
         'quote the comparison: ">= 3"'),
        ("- conv1: conv 96 11\n   expect: {params: 1}\n", 2, 4, MISALIGNED, LINE_UP),
        ("- conv1: conv 96 11\n      repeat: 3\n", 2, 7, MISALIGNED, LINE_UP),
        ("layers:\n  - conv1: conv 96 11\n  when: stride == 1\n", 3, 3, MISALIGNED, LINE_UP),
        ("source: [2012] Krizhevsky\n", 1, 9, "a text that begins with [ is a list in YAML", "put the text in quotes"),
        ("source: Krizhevsky: AlexNet\n", 1, 9, NO_COLON, "put the text in quotes"),
        ("- [conv 64 (1, 3)\n", 1, 12, "a comma inside [...] ends the item, also inside parentheses",
         "write the size with x, as in 1x7, or the call on a line of its own"),
        ("- act: @relu\n", 1, 8, "a text can't begin with this character in YAML", "put the text in quotes"),
        ("- conv: 64 3: 4\n", 1, 13, NO_COLON, "one name and one value a line; put a text with a colon in quotes"),
        ("layers:\n\t- conv 64 3\n", 2, 1, "a tab at the beginning of a line", "YAML indents with spaces"),
        ("-\tconv1: conv 64 3\n", 1, 2, "a tab at the beginning of a line", "YAML indents with spaces"),
        ("- add: [[conv 64 3], []\n", 1, 8, "this is not YAML: a bracket '[' has no partner", None),
        ("expect: {params: 1\n", 1, 9, "this is not YAML: a bracket '{' has no partner", None),
        ("- a: [relu, # ]\n- '[': b\n- c\n", 1, 6, "this is not YAML: a bracket '[' has no partner", None),
        ("name: 'AlexNet\n", 2, 1, "this is not YAML", "is a quote, a colon or an indentation missing?"),
        ("- conv *width 3\n- *width\n", 2, 3, "there is no anchor &width before this alias",
         "YAML reads *width as an alias; a product needs both sides, as in 4*width"),
    ],
)  # fmt: skip
def test_a_trap_gets_a_hint(text, line, column, message, hint, pure):
    problems = Problems()
    assert parse_yaml(Source("net.yaml", text), problems, pure) is None
    (problem,) = problems.items
    assert (problem.place.line, problem.place.column) == (line, column)
    assert (problem.message, problem.hint) == (message, hint)


@pytest.mark.parametrize(
    "text",
    [
        "source: a # see: b\n- conv 3",  # the colon in the comment is not to blame
        "- conv1: conv 3 # a: b\n- [conv 3",
        "expect: {a: 1}\n b: 2",
    ],
)
def test_an_innocent_line_is_not_blamed(text):
    problems = Problems()
    parse_yaml(Source("net.yaml", text), problems)
    (problem,) = problems.items
    assert problem.place.line == 2
    assert problem.message.startswith("this is not YAML")


@pytest.mark.parametrize("line", ["a: " + "[" * 150 + "(" * 150, "a: b " * 60, "[(," * 100, "- " + "x:" * 150])
def test_no_line_is_slow_to_explain(line):
    began = time.process_time()
    parse_yaml(Source("net.yaml", line + ": ]\n"), Problems())
    assert time.process_time() - began < 1
