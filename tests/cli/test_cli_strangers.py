"""What strangers write, through every command in every format: it is shown, and steers nothing.

Names, sources and file names come from whoever wrote a spec, and words of a command line from whoever named a file: no
terminal may obey them, no CI server, no spreadsheet, no Markdown and no program that reads the output. A command that
is not in `CALLS` and `REFUSED`, or a format that is not in `READERS`, fails here.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import unicodedata
import xml.etree.ElementTree as ElementTree
from contextlib import suppress

import click
import pytest
from markdown_it import MarkdownIt

from convcalc.cli.main import COMMANDS, program

NAMES = (
    # control sequences of terminals
    "\x1b[31mred", "\x1b]0;title\x07", "\x1b]8;;https://example.org\x1b\\link", "\x9b31m", "a\rb", "a\x08b", "\x7f",
    "\x00",
    # line ends, and what some take for one
    "a\nb", "a\r\nb", "a\n\nb", "\nb", "a\x0bb", "a\x85b", "a\u2028b", "a\u2029b",
    # directions, and what is not seen
    "\u202egnp.exe", "\u2066a", "\u200fa", "a\u200bb", "\ufeffa", "a\xadb", "\U000e0041",
    # commands of CI servers
    "::error::no", " ::add-mask::e", "a\n::add-mask::e", "\u200d::stop-commands::x", ":\ufe0f:warning::x",
    "\x0b::error::no", "##[error]no", "a ##vso[task.complete]", "##teamcity[x]", "###[error]x", "#\u200d#[error]x",
    "a long name of a network, that has no place in one line, so that words are put below it ::error::no ::debug::x",
    # Markdown and HTML
    "~~~", "```", "`", "a `b` c", "``<script>alert(1)</script>``", "<script>alert(1)</script>", "<pre>", "<!--", "-->",
    "<!-- /convcalc -->", "<![CDATA[", "<?php", "<!DOCTYPE x", "</table>", "&lt;b&gt;", "a | b", "a \\| b", "a\\",
    "[a](https://example.org)", "![a](https://example.org/a.png)", "[a]: https://example.org", "# a", "> a", "- a",
    "1. a", "***", "===", "---", "_a_", "$a$", "<https://example.org>", "    a", "\ta",
    # formulas of spreadsheets, and the rest
    "=1+1", "-1", "@SUM(A1)", '"', "'", "a,b", "%0A::error::no", "{0}", "%s", "[bold]", "]]>", "가나다",
    "e\u0301", "😀",
)  # fmt: skip

FILE_NAMES = (
    "\x1b[31mred", "\x1b]0;title\x07", "a\nb", "a\n::error::no", "\n::add-mask::e", "a\r::error::no", "a\tb", "\x7f",
    "::error::no", " ::add-mask::e", "\t::group::a", "##[error]no", "a ##vso[task.complete]", "\u202egnp", "\u2066a",
    "a\u2028b", "a\x85::error::no", "\u200d::error::no", os.fsdecode(b"caf\xe9"), os.fsdecode(b"\xff\xfe"), "~~~",
    "```", "a`b", "<script>", "<pre>", "<!-- a", "a --> b", "&lt;b&gt;", "a|b", "a\\|b", "a\\", "![a](b)", "=1+1",
    "@SUM(A1)", "a,b", 'a"b', '"a"', "'a'", "%0A::error::no", "{0}", "[bold]", "]]>", "-a", "가나다", "e\u0301", " a ",
    "#a", "$a$",
)  # fmt: skip

SPEC = """\
name: {name}
source: {source}
input: 3x10x10
parameters: {{units: 10}}
layers:
  - conv1: conv 8 3
    expect: {{params: 224, macs: 1}}
  - relu
  - conv 8 3 stride=4
  - flatten
  - fc: linear units
expect: {{params: 5M}}
"""

FILE, OTHER, NAME = "FILE", "OTHER", "NAME"

CALLS = {
    "summarize": [(FILE,), (FILE, "units=20")],
    "compare": [(FILE, OTHER), (FILE, OTHER, "--layers"), (FILE, OTHER, FILE, "units=20", OTHER)],
    "explain": [(FILE,), (FILE, "conv1", "--at", "0,0", "--of", "0,0")],
    "memory": [(FILE,), (FILE, "conv1")],
    "solve": [(FILE, "conv1.groups=?", "--expect", "params > 1"), (FILE, "conv1.groups=?", "--expect", "params = 1")],
    "sweep": [(FILE, "units=1,2"), (FILE, "conv1.groups=1,3", "--pareto", "macs, -params")],
    "check": [(FILE,), (FILE, OTHER, "-v"), (FILE, "--expect", "params = 1")],
    "value": [(FILE, "params", "conv1.output")],
    "list": [(), ("a",)],
    "show": [("alexnet",)],
    "ops": [(), ("conv",), ("add",)],
    "metrics": [()],
    "rule": [(), ("CC101",), ("--all",)],
    "schema": [()],
    "init": [("-",)],
    "calc": [("3*3",), ("(224-11)/4 + 1", "3*3 = 10")],
    "help": [(), ("check",)],
}
"""How each command is called, with a file where it reads one."""

REFUSED = {
    "summarize": [(NAME,), (FILE, NAME), (FILE, f"units={NAME}"), (FILE, "--columns", NAME), (FILE, "--sort", NAME)],
    "compare": [(NAME, FILE), (FILE, FILE, "--columns", NAME), (FILE, FILE, "--sort", NAME)],
    "explain": [(FILE, NAME), (FILE, "conv1", "--at", NAME)],
    "memory": [(FILE, NAME), (FILE, "--limit", NAME)],
    "solve": [(FILE, NAME), (FILE, "units=?", "--expect", NAME), (FILE, "units=?", "--expect", f"{NAME} = 1")],
    "sweep": [
        (FILE, NAME),
        (FILE, f"units={NAME}..3"),
        (FILE, "units=1,2", "--where", NAME),
        (FILE, "units=1,2", "--by", NAME),
    ],
    "check": [(f"gone/{NAME}.yaml",), (FILE, "--expect", NAME), (FILE, "--expect", f"{NAME}.params = 1")],
    "value": [(FILE, NAME), (FILE, f"{NAME}.params")],
    "list": [("--sort", NAME)],
    "show": [(NAME,)],
    "ops": [(NAME,)],
    "metrics": [(NAME,)],
    "rule": [(NAME,)],
    "schema": [(NAME,)],
    "init": [(NAME,)],
    "calc": [(NAME,), (f"3*{NAME}",), ("3*3", NAME)],
    "help": [(NAME,)],
}
"""Calls that quote a word which makes no sense there, as any command does with an option that it has not."""

TERMINAL, NONE, DIFFERENCE = "terminal", "none", "difference"
SPOKEN = {TERMINAL: (), NONE: (), DIFFERENCE: ("--diff",)}
"""What is no format, and how it is asked for."""


def formats(command):
    """The formats of a command, or that it has none; and what it prints on a terminal with colors."""
    options = program.get_command(click.Context(program), command).params
    return [*next((option.type.choices for option in options if option.name == "format_"), [NONE]), TERMINAL]


CASES = [(command, format_) for command in COMMANDS for format_ in formats(command)]
WITH_FILES = [(command, format_) for command, format_ in CASES if any(FILE in words for words in CALLS[command])]


def test_every_command_is_here():
    assert set(CALLS) == set(REFUSED) == set(COMMANDS)
    assert all(CALLS.values()) and all(REFUSED.values())
    assert len(set(NAMES)) >= 43 and len(set(FILE_NAMES)) >= 25


# What may not be in an output


def obeyed(text):
    """The lines that GitHub's runner would obey, with what .NET takes for a line end, for a space and for nothing."""
    nothing = r"[\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\xad\x00-\x08\x0e-\x1f]"
    lines = re.split(r"[\r\n\x0b\x0c\x85\u2028\u2029]", re.sub(nothing, "", text))
    return [line for line in lines if line.lstrip().startswith("::") or re.search(r"##\w*(\.\w+)*\[", line)]


def controls(text):
    """The characters that are no text: they steer a terminal, turn the direction, or are not seen."""
    unseen = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return {hex(ord(c)) for c in set(text) if unicodedata.category(c) in unseen and c not in "\n\u200c\u200d"}


def as_text(text):
    assert (controls(text), obeyed(text)) == (set(), [])


def as_terminal(text):
    as_text(re.sub(r"\x1b\[(?:[012]|(?:1;)?3[1-6])m", "", text))


def as_csv(text):
    as_text(text.replace("\r\n", "\n"))
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert {len(row) for row in rows} <= {len(header)}
    assert [cell for row in [header, *rows] for cell in row if re.match(r"[=+@\t\r]|-(?![\d.])", cell)] == []


def as_json(text):
    as_text(text)
    json.loads(text)


def as_junit(text):
    as_text(text)
    ElementTree.fromstring(text)


def as_difference(text):
    """Lines of a document as they are: control characters are its own."""
    assert obeyed(text) == []


def as_github(text):
    """Commands of our own, and lines that are none."""
    place = r"(?:file=[^,:]+,(?:line=\d+,endLine=\d+,col=\d+,endColumn=\d+,)?)?"
    own = re.compile(rf"::(?:error|warning) {place}title=[\w -]+::")
    assert controls(text) == set()
    assert obeyed("\n".join(line for line in text.split("\n") if not own.match(line))) == []


def kinds(text):
    """The kinds of blocks and of what stands in them, as GitHub reads Markdown with HTML and tables in it."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    inline = [child.type for token in tokens for child in token.children or ()]
    return [token.type for token in tokens], [kind for kind in inline if kind not in ("text", "text_special")]


def as_markdown(text):
    as_text(text)
    blocks, inline = kinds(text)
    assert {"html_block", "html_inline", "image"} & {*blocks, *inline} == set()


READERS = {
    "auto": as_text, "text": as_text, "table": as_text, NONE: as_text, TERMINAL: as_terminal, "csv": as_csv,
    "json": as_json, "sarif": as_json, "junit": as_junit, "github": as_github, "markdown": as_markdown,
    DIFFERENCE: as_difference,
}  # fmt: skip
"""How the output in a format is read."""


# The strangers


def quoted(text):
    """A text as YAML has it in quotes."""
    return '"' + "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08x}" for c in text) + '"'


def spec(name="Small"):
    return SPEC.format(name=quoted(name), source=quoted(f"{name} 2012"))


@pytest.fixture(scope="module")
def strange(tmp_path_factory):
    """A folder of specs with strange names, `0.yaml` and so on, and the names of files in it that are strange."""
    folder = tmp_path_factory.mktemp("strangers")
    (folder / "small.yaml").write_text(spec(), "utf-8")
    for number, name in enumerate(NAMES):
        (folder / f"{number}.yaml").write_text(spec(name), "utf-8")
    written = []
    for name in FILE_NAMES:
        with suppress(OSError, ValueError):  # a name that this file system has not
            (folder / f"{name}.yaml").write_text(spec("Small"), "utf-8")
            written.append(f"{name}.yaml" if name[0] != "-" else f"./{name}.yaml")
    assert len(written) >= 25
    return folder, written


@pytest.fixture
def call(convcalc, strange, monkeypatch):
    """Run a command in a format where the strangers are, also in the catalogue, and read both of its outputs."""
    monkeypatch.chdir(strange[0])
    for place in ("catalogue", "documents.names", "documents.tables.row_names"):
        monkeypatch.setattr(f"convcalc.study.{place}.catalogue_root", lambda: str(strange[0]))
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)

    def call(command, format_, words, codes=(0, 1)):
        if format_ == TERMINAL:
            monkeypatch.setenv("FORCE_COLOR", "1")
        ran = convcalc(command, *words, *SPOKEN.get(format_, ("--format", format_)))
        assert ran.code in codes, ran.stderr
        READERS[format_](ran.stdout)
        (as_terminal if format_ == TERMINAL else as_text)(ran.stderr)
        return ran

    return call


def put(words, **meant):
    """The words of a call with what FILE, OTHER and NAME stand for."""
    return [re.sub("FILE|OTHER|NAME", lambda found: meant[found[0]], word) for word in words]


@pytest.mark.parametrize(("command", "format_"), WITH_FILES)
def test_a_name_of_a_stranger_steers_nothing(call, command, format_):
    words = CALLS[command][0]
    ordinary = call(command, format_, put(words, FILE="small.yaml", OTHER="small.yaml")).stdout
    for number, name in enumerate(NAMES):
        ran = call(command, format_, put(words, FILE=f"{number}.yaml", OTHER="small.yaml"))
        if format_ == "markdown":
            assert kinds(ran.stdout) == kinds(ordinary), name


@pytest.mark.parametrize(("command", "format_"), CASES)
def test_a_file_name_of_a_stranger_steers_nothing(call, strange, command, format_):
    for number, words in enumerate(CALLS[command]):
        ordinary = call(command, format_, put(words, FILE="small.yaml", OTHER="small.yaml")).stdout
        for name in strange[1][:: 3 * number + 1] if FILE in words else ():
            ran = call(command, format_, put(words, FILE=name, OTHER=name))
            if format_ == "markdown":
                (blocks, inline), (ours, _) = kinds(ran.stdout), kinds(ordinary)
                assert (set(blocks), "link_open" in inline) == (set(ours), False), name


@pytest.mark.parametrize("command", COMMANDS)
def test_a_word_that_makes_no_sense_steers_nothing(call, command):
    steering = [name for name in NAMES if (controls(name) or obeyed(name)) and "\0" not in name]
    for words in [*REFUSED[command], (f"--{NAME}",), ("--format", NAME)]:
        for name in steering[::2]:
            call(command, NONE, put(words, FILE="small.yaml", NAME=name), codes=(2,))


@pytest.mark.parametrize("words", [(), ("alexnet",)])
def test_a_first_word_of_a_stranger_steers_nothing(call, words):
    for name in NAMES:
        if "\0" not in name:
            call(name, NONE, words, codes=(0, 1, 2))


def test_json_of_a_catalogue_holds_names_as_they_are(call):
    data = json.loads(call("list", "json", ()).stdout)
    assert {network["title"] for network in data["networks"]} == {"Small", *NAMES}


KEYS = {
    "summarize": lambda data: data["name"],
    "compare": lambda data: data["designs"][0]["title"],
    "explain": lambda data: data["name"],
    "memory": lambda data: data["name"],
    "solve": lambda data: data["design"],
    "sweep": lambda data: data["design"],
}


@pytest.mark.parametrize("command", KEYS)
def test_json_holds_a_name_as_it_is(call, command):
    for number, name in enumerate(NAMES):
        ran = call(command, "json", put(CALLS[command][0], FILE=f"{number}.yaml", OTHER="small.yaml"))
        assert KEYS[command](json.loads(ran.stdout)) == name


@pytest.mark.parametrize("command", KEYS)
def test_a_file_of_any_name_is_named_in_a_file(call, convcalc, strange, command):
    for name in strange[1]:
        words = put(CALLS[command][0], FILE=name, OTHER=name)
        for format_ in ("text", "json"):
            assert convcalc(command, *words, "--format", format_, "-o", "out.txt").code == 0
            READERS[format_]((strange[0] / "out.txt").read_text("utf-8"))


# Documents

NUMBER = (
    "It has <!-- convcalc small.yaml conv1.params -->{}<!-- /convcalc --> weights, and 3*3 = 10.\n"  # 8·(3·9 + 1) = 224
)
PLACES = (
    "<!-- convcalc {} -->\nold\n<!-- /convcalc -->\n",
    "<!-- convcalc {} --><!-- /convcalc -->\n",
    "> - <!-- convcalc {} -->\n>   old\n>   <!-- /convcalc -->\n",
    "<!-- convcalc {} -->\n\n```\nold\n```\n\n<!-- /convcalc -->\n",
    "<!-- convcalc {} -->\n~~~~ console\n$ convcalc\nold\n~~~~\n<!-- /convcalc -->\n",
)
INLINE = (
    "A ` b <!-- convcalc {} -->\nold <!-- /convcalc --> c.\n",
    "A b <!-- convcalc {} -->\nold <!-- /convcalc --> c ` d.\n",
)
BOUND = ("summarize {}", "summarize {} --format markdown", "summarize {} --format json", "compare {0} {0}",
         "compare {0} {0} --format markdown")  # fmt: skip


def html(text):
    """The HTML in a document, but for markers, and how many of these there are."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    several = [token for outer in tokens for token in (outer, *(outer.children or ()))]
    found = "".join(token.content for token in several if token.type in ("html_block", "html_inline"))
    left, number = re.subn(r"<!-- /?convcalc .*?-->", "", found)
    return left.strip(), number


def spoken(command, files):
    """How a marker names each stranger whom Markdown reads as more than text, and whether a backquote is there."""
    if "compare" in command:
        return [(shlex.quote(name), False) for name in files if name.isprintable() and "--" not in name]
    special = re.compile(r"[`~<>\]]|^[-#=*\d]")
    return [(f"{number}.yaml", "`" in name) for number, name in enumerate(NAMES) if special.search(name)]


@pytest.mark.parametrize("command", BOUND)
def test_a_name_of_a_stranger_hides_nothing_of_a_document(call, strange, command):
    document = strange[0] / "doc.md"
    for design, ticks in spoken(command, strange[1]):
        for places in (PLACES, *((place,) for place in INLINE if ticks)):
            text = "\n".join([*(place.format(command.format(design)) for place in places), NUMBER.format("216")])
            document.write_text(text, "utf-8")
            call("check", DIFFERENCE, ["doc.md"])
            (found,) = json.loads(call("check", "json", ["doc.md", "--fix"]).stdout)["results"]
            assert [claim["code"] for claim in found["claims"]] == ["CC302"] * len(places) + ["CC301", "CC201"], text
            new = document.read_text("utf-8")
            assert html(new) == ("", text.count("<!--"))
            assert new.endswith(NUMBER.format("224"))
