"""One command line: which command has which option, that an option means the same in each, and what is missing."""

from __future__ import annotations

import csv
import io
import json
import re

import click
import pytest

from convcalc.cli.main import COMMANDS, program

TABLE = """
option          summarize compare explain memory solve sweep check value list show ops metrics rule schema init calc help
--input         x         x       x       x      x     x     x     x     -    -    -   -       -    -      -    -    -
--batch         x         x       -       x      -     -     -     x     -    -    -   -       -    -      -    -    -
--dtype         -         -       -       x      -     -     -     -     -    -    -   -       -    -      -    -    -
--ignore-global x         x       x       -      -     -     -     x     -    -    -   -       -    -      -    -    -
--no-side       x         x       x       x      x     x     x     x     -    -    -   -       -    -      -    -    -
--depth         x         x       x       x      -     -     -     -     -    -    -   -       -    -      -    -    -
--columns       x         x       -       x      x     x     -     -     x    -    x   x       x    -      -    -    -
--sort          x         x       -       x      x     -     -     -     x    -    x   x       x    -      -    -    -
--strict        x         x       x       x      x     x     x     x     -    -    -   -       -    -      -    -    -
--expect        -         -       -       -      x     -     x     -     -    -    -   -       -    -      -    -    -
--format        x         x       x       x      x     x     x     x     x    -    x   x       x    -      -    x    -
--json          x         x       x       x      x     x     x     x     x    -    x   x       x    -      -    x    -
--output        x         x       x       x      x     x     x     x     x    -    x   x       x    x      -    x    -
"""  # noqa: E501
"""An x where an option makes sense. Bytes elsewhere are a metric's, of float32; explanations are of one image."""

HEAD, *LINES = (line.split() for line in TABLE.strip().splitlines())
CELLS = {(option, name): cell == "x" for option, *cells in LINES for name, cell in zip(HEAD[1:], cells, strict=True)}


def options(name):
    """The options of a command by their names."""
    command = program.get_command(click.Context(program), name)
    return {name: option for option in command.params if isinstance(option, click.Option) for name in option.opts}


def test_the_table_has_every_command():
    assert set(HEAD[1:]) == set(COMMANDS)


@pytest.mark.parametrize(("option", "name"), CELLS)
def test_a_command_has_the_options_that_make_sense(option, name):
    assert (option in options(name)) == CELLS[option, name]


@pytest.mark.parametrize("option", [line[0] for line in LINES])
def test_an_option_is_declared_once(option):
    """But for the formats, which a command chooses, and says what it takes where nothing is asked for."""
    found = [options(name)[option] for name in HEAD[1:] if CELLS[option, name]]
    if option == "--format":
        assert {one.help.partition(" Default: ")[0] for one in found} == {"How to write it."}
    else:
        assert len({(one.help, one.metavar, repr(one.type)) for one in found}) == 1


# --json

DESIGN = ("conv 8 3", "--input", "3x10x10")
CALLS = {
    "summarize": DESIGN,
    "compare": ("conv 8 3", *DESIGN),
    "explain": DESIGN,
    "memory": DESIGN,
    "solve": ("conv 8 ?", *DESIGN[1:], "--expect", "params = 224"),  # 8·(3·3² + 1)
    "sweep": ("conv ? 3", *DESIGN[1:]),
    "check": ("net.yaml",),
    "value": ("conv 8 3", "params", *DESIGN[1:]),
    "list": ("lenet5",),
    "ops": (),
    "metrics": (),
    "rule": (),
    "calc": ("3*3",),
}


def test_every_command_with_json_is_called_here():
    assert set(CALLS) == {name for name in COMMANDS if CELLS["--json", name]}


@pytest.fixture
def spec(folder):
    (folder / "net.yaml").write_text("input: 3x10x10\nlayers: [conv 8 3]\nexpect: {params: 224}\n", "utf-8")


@pytest.mark.parametrize("name", CALLS)
def test_json_is_short_for_format_json(convcalc, spec, name):
    ran = convcalc(name, *CALLS[name], "--json")
    json.loads(ran.stdout)
    assert ran == convcalc(name, *CALLS[name], "--format", "json")
    assert ran == convcalc(name, "--json", *CALLS[name], "--format", "json")


@pytest.mark.parametrize("name", CALLS)
def test_json_and_another_format_are_refused(convcalc, spec, name):
    other = next(choice for choice in options(name)["--format"].type.choices if choice not in ("json", "auto"))
    for words in (["--format", other, "--json"], ["--json", "--format", other]):
        ran = convcalc(name, *CALLS[name], *words)
        assert (ran.code, ran.stdout) == (2, "")
        assert f"--json is --format json, and not --format {other}; leave out one of the two" in ran.stderr


def test_json_goes_before_the_ending_of_a_file(convcalc, folder):
    assert convcalc("summarize", *DESIGN, "--json", "-o", "out.txt").code == 0
    assert json.loads((folder / "out.txt").read_text("utf-8"))["format"] == "convcalc summarize"


def test_a_difference_has_no_json(convcalc, spec):
    ran = convcalc("check", "--diff", "--json")
    assert (ran.code, ran.stdout) == (2, "")
    assert "--diff has a format of its own" in ran.stderr


# A design is needed


@pytest.mark.parametrize("name", ["summarize", "compare", "explain", "memory", "solve", "sweep", "value"])
def test_a_design_that_is_missing_is_said_alike(convcalc, folder, name):
    said = "error: a design is missing (a file, a name that `convcalc list` shows, or layers in quotes)\n1 error\n"
    assert convcalc(name) == ("", said, 2)
    assert convcalc(name, "--json") == ("", said, 2)


# --strict

WARNS = ("conv 1 3 stride=2", "--input", "1x8x8")  # (8 − 3)/2 + 1 = 3.5
STRICT = {
    "summarize": WARNS,
    "compare": (WARNS[0], *WARNS),
    "explain": WARNS,
    "memory": WARNS,
    "value": (WARNS[0], "params", *WARNS[1:]),
}


@pytest.mark.parametrize("name", STRICT)
def test_strict_makes_a_warning_an_error_everywhere(convcalc, folder, name):
    warned = convcalc(name, *STRICT[name])
    assert warned.code == 0
    assert "the last column and row of the input are never read" in warned.stderr
    assert convcalc(name, *STRICT[name], "--strict") == (warned.stdout, warned.stderr, 2)


def test_strict_holds_for_explanations_of_places(convcalc, folder):
    asked = ("explain", "{c: conv 1 3 stride=2}", "c", *WARNS[1:], "--at", "0,0")
    assert convcalc(*asked).code == 0
    assert convcalc(*asked, "--strict").code == 2


# Helps


@pytest.mark.parametrize("name", COMMANDS)
def test_a_help_fits_80_columns_and_has_an_example(convcalc, name):
    lines = convcalc(name, "--help").stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(re.match(rf"  convcalc {name}\b", line.removeprefix("  ")) for line in lines)


# --columns and --sort


LISTS = {"list": "macs", "ops": "params", "metrics": "unit", "rule": "severity"}
"""Each command that prints a list, with a column of it."""

NAMED = {
    "summarize": DESIGN,
    "compare": ("conv 8 3", *DESIGN),
    "memory": DESIGN,
    "solve": ("conv 8 ?", *DESIGN[1:], "--expect", "params = 224"),
    "sweep": ("conv ? 3", *DESIGN[1:]),
    **dict.fromkeys(LISTS, ()),
}


def test_every_command_with_columns_is_called_here():
    assert set(NAMED) == {name for name in COMMANDS if CELLS["--columns", name]}
    assert set(NAMED) - {"sweep"} == {name for name in COMMANDS if CELLS["--sort", name]}


@pytest.mark.parametrize("name", NAMED)
def test_a_column_that_is_none_is_said_alike(convcalc, folder, name):
    ran = convcalc(name, *NAMED[name], "--columns", "zzz,qqq")
    assert (ran.code, ran.stdout) == (2, "")
    first, line, *_ = ran.stderr.splitlines()
    assert first.startswith("command line:1:1: error: there is no column 'zzz' (the columns are ")
    assert line == " 1 | zzz,qqq"
    assert "command line:1:5: error: there is no column 'qqq'\n" in ran.stderr
    assert convcalc(name, *NAMED[name], "--columns", "") == ("", "error: no columns are named\n1 error\n", 2)


@pytest.mark.parametrize("name", [name for name in NAMED if CELLS["--sort", name]])
def test_what_is_no_column_to_sort_by_is_said_alike(convcalc, folder, name):
    ran = convcalc(name, *NAMED[name], "--sort", "zzz")
    assert (ran.code, ran.stdout) == (2, "")
    assert re.match(r"error: 'zzz' is no (number|column) to sort by \(sort by ", ran.stderr)


@pytest.mark.parametrize("name", NAMED)
def test_json_carries_everything(convcalc, folder, name):
    ran = convcalc(name, *NAMED[name], "--columns", LISTS.get(name, "params"), "--json")
    assert (ran.code, ran.stdout) == (2, "")
    assert "JSON carries everything" in ran.stderr


@pytest.mark.parametrize("name", LISTS)
def test_a_list_shows_the_columns_that_are_asked_for_in_their_order(convcalc, folder, name):
    first = {"list": "name", "ops": "call", "metrics": "name", "rule": "code"}[name]
    every = list(csv.DictReader(io.StringIO(convcalc(name, "--format", "csv").stdout)))
    ran = convcalc(name, "--columns", f"{LISTS[name]}, {first}", "--format", "csv")
    some = list(csv.reader(io.StringIO(ran.stdout)))
    assert some == [[LISTS[name], first], *([record[LISTS[name]], record[first]] for record in every)]
    assert convcalc(name, "--columns", first).stdout.splitlines()[1].split()[0] == every[0][first].split()[0]


def test_texts_are_in_order_from_a_and_numbers_from_the_greatest(convcalc, folder):
    def sorted_by(name, column):
        records = csv.DictReader(io.StringIO(convcalc(name, "--sort", column, "--format", "csv").stdout))
        return [record[column] for record in records]

    assert sorted_by("ops", "call") == sorted(sorted_by("ops", "call"), key=str.casefold)
    assert sorted_by("metrics", "unit") == sorted(sorted_by("metrics", "unit"))
    counts = list(map(int, sorted_by("list", "params")))
    assert counts == sorted(counts, reverse=True)
    years = [int(year or 0) for year in sorted_by("list", "year")]  # what has no year comes last
    assert years == sorted(years, reverse=True)


def test_one_rule_has_no_columns(convcalc, folder):
    for words in (("CC101", "--columns", "code"), ("--all", "--sort", "name")):
        ran = convcalc("rule", *words)
        assert (ran.code, ran.stdout) == (2, "")
        assert "--columns and --sort are for the list of rules" in ran.stderr
