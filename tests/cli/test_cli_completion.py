"""What a shell completes: names of the design that is typed, metrics, columns, formats and files; and in which way.

`complete` asks as the scripts do, which stand at the end in the shells themselves, where there are any.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.cli.main import COMMANDS, program
from convcalc.cli.shared.shells import BREAKS, HARMLESS, LINE, Bash, Fish, Zsh, split_line
from convcalc.costs.metrics import OF_LAYERS, OF_NETWORKS

ROOT = Path(__file__).parents[2]
BREAKS_OF_BASH = " \t\n\"'@><=;|&(:"

NET = """\
input: 3x16x16
parameters: {width: 8, copies: 2}
blocks:
  unit channels stride=1:
    - conv channels 3 stride=stride padding=1
    - relu
layers:
  - stem: unit width
  - stage: unit 2*width
    repeat: copies
  - flatten
  - fc: linear 10
"""


@pytest.fixture
def net(folder):
    (folder / "net.yaml").write_text(NET, "utf-8")
    return folder


@pytest.fixture
def complete(monkeypatch):
    """The candidates for a line, with a mark behind those that are not whole; or the files that a shell adds."""

    def ask(line, shell=Zsh, files=False):
        monkeypatch.setenv(LINE, f"convcalc {line}")
        monkeypatch.setenv(BREAKS, BREAKS_OF_BASH)
        answers = [answer.split("\t") for answer in shell(program, {}, "convcalc", "X").complete().splitlines()]
        return [text + ("…" if kind == "open" else "") for kind, text in answers if (kind == "file") == files]

    return ask


# Words


@pytest.mark.parametrize(
    ("line", "words", "quoted"),
    [
        ("a b", ["a", "b"], False),
        ("a ", ["a", ""], False),
        ('a "b c', ["a", "b c"], True),
        ('a "b c" d', ["a", "b c", "d"], False),
        ("a 'b \"c", ["a", 'b "c'], True),
        (r"a b\ c", ["a", "b c"], False),
        ('a "" b', ["a", "", "b"], False),
        ("a\\", ["a"], False),
        ("", [""], False),
    ],
)
def test_a_line_is_split_as_a_shell_does(line, words, quoted):
    assert split_line(line) == (words, quoted)


# What a design has names for


@pytest.mark.parametrize("command", ["explain", "memory"])
def test_layers_and_groups_part_by_part(complete, net, command):
    assert complete(f"{command} net.yaml st") == ["stem", "stage"]
    assert complete(f"{command} net.yaml stage.") == ["stage.channels=…", "stage.stride=…", "stage.1", "stage.2"]
    assert complete(f"{command} net.yaml stage.2.c") == ["stage.2.channels=…", "stage.2.conv"]
    assert complete(f"{command} net.yaml stem f") == ["flatten", "fc"]
    assert complete(f'{command} "conv 8 3, relu" --input 3x8x8 ') == ["input=…", "conv", "relu"]


def test_a_group_that_stands_alone_shows_what_is_in_it(complete, net):
    assert complete("explain net.yaml stage") == ["stage", "stage.1", "stage.2"]


def test_changes_of_the_design_that_is_typed(complete, net):
    whole = ["width=…", "copies=…", "input=…", "stem.…", "stage.…", "flatten.…", "fc.…"]
    assert complete("summarize net.yaml ") == whole
    assert complete("summarize net.yaml wi") == ["width=…"]
    assert complete("summarize net.yaml stage.2.conv.o") == ["stage.2.conv.out_channels=…"]
    assert complete("summarize net.yaml fc.bias=") == ["fc.bias=true", "fc.bias=false"]
    assert complete("summarize net.yaml stem.conv.padding=s") == ["stem.conv.padding=same"]
    assert complete("summarize net.yaml width=") == []
    assert complete('summarize "conv 8 3" --input 3x8x8 conv.stri') == ["conv.stride=…"]
    assert complete("solve net.yaml wi") == ["width=…"]
    assert complete("net.yaml wi") == ["width=…"]  # summarize is meant


def test_changes_that_are_typed_already_hold(complete, net):
    assert complete("explain net.yaml copies=3 stage.")[-3:] == ["stage.1", "stage.2", "stage.3"]
    assert complete("explain copies=3 net.yaml stage.")[-1:] == ["stage.2"]  # it stands before the design


def test_several_inputs(complete, folder):
    (folder / "two.yaml").write_text("input: {a: 1x4x4, b: 1x4x4}\nlayers:\n  - add: [[from a], [from b]]\n", "utf-8")
    assert complete("summarize two.yaml inp") == ["input.a=…", "input.b=…"]


def test_compare_has_the_changes_of_the_last_design_and_other_designs(complete, net):
    assert complete("compare alexnet net.yaml widt") == ["width=…"]
    assert complete("compare net.yaml alexnet widt") == []
    assert complete("compare net.yaml alexnet_o") == ["alexnet_one_tower"]
    assert complete("compare net.yaml my_n", files=True) == ["my_n"]
    assert complete("check net.yaml widt") == ["width=…"]
    assert complete("check . alexnet_o") == ["alexnet_one_tower"]


# Names that are always the same


@pytest.mark.parametrize("command", ["summarize", "show", "compare", "explain", "memory", "solve", "value"])
def test_names_of_the_catalogue(complete, folder, command):
    assert complete(f"{command} alexnet_") == ["alexnet_one_tower", "alexnet_torchvision"]
    assert "conv5x5" in complete(f"{command} conv")


@pytest.mark.parametrize("line", ["summarize my_n", "compare my_n", "explain my_n", "check my_n", "my_n"])
def test_files(complete, folder, line):
    assert complete(line, files=True) == ["my_n"]
    assert complete("summarize alexnet -o my_n", files=True) == ["my_n"]


def test_commands_and_designs_stand_first(complete, folder):
    assert complete("") == sorted(COMMANDS)
    assert [word for word in complete("s") if word in COMMANDS] == ["schema", "show", "solve", "summarize", "sweep"]
    assert complete("alexnet_o") == ["alexnet_one_tower"]
    assert complete("help su") == ["summarize"]
    assert complete("rule CC10") == ["CC101", "CC102", "CC103"]


def test_metrics(complete, net):
    assert complete("value net.yaml par") == ["params"]
    assert set(OF_NETWORKS) <= {*complete("value net.yaml ")}
    assert {f"fc.{name}" for name in OF_LAYERS} <= {*complete("value net.yaml fc.")}
    assert complete("value net.yaml stage.1.conv.para") == ["stage.1.conv.params", "stage.1.conv.params_share"]
    assert complete("value net.yaml stem.ma")[:2] == ["stem.macs", "stem.macs_share"]
    assert complete("value net.yaml wi") == ["width=…"]


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_goals(complete, net, quote):
    assert complete(f"solve net.yaml width=? --expect {quote}weighted") == ["weighted_layers"]
    assert complete(f"solve net.yaml --expect {quote}fc.par") == ["fc.params"]
    assert complete(f"check net.yaml --expect {quote}weighted") == ["weighted_layers"]
    assert complete(f"solve net.yaml --expect {quote}params\\ <") == []


def test_columns_one_behind_the_other(complete, net):
    assert complete("summarize net.yaml --columns oper") == ["operation"]
    assert complete("summarize net.yaml --columns layer,oper") == ["layer,operation"]
    assert complete("summarize net.yaml --columns=layer,oper") == ["--columns=layer,operation"]
    assert complete("summarize net.yaml --columns params,para") == ["params,params_share"]
    assert complete("compare a b --columns dep") == ["depth"]
    assert complete("compare a b --layers --columns dep") == []  # no layer has a depth
    assert complete("memory net.yaml --columns ali") == ["alive", "alive_bytes"]
    assert complete("memory net.yaml --sort ali") == ["alive", "alive_bytes"]
    assert complete("summarize net.yaml --sort la") == ["layers"]


def test_options_and_their_values(complete, folder):
    assert complete("summarize alexnet --for") == ["--format"]
    assert complete("summarize alexnet --format t") == ["table", "text"]
    assert complete("memory alexnet --dtype float3") == ["float32"]
    assert complete("memory alexnet --optimizer=ad") == ["--optimizer=adam"]


def taking(name, option):
    """The parameter of a command that is this option, if it has it."""
    command = program.get_command(click.Context(program), name)
    return next((parameter for parameter in command.params if option in parameter.opts), None)


CALLS = {
    "summarize": ["net.yaml"],
    "compare": ["net.yaml", "net.yaml"],
    "memory": ["net.yaml"],
    "solve": ["net.yaml", "copies=?", "--expect", "params <= 50_000"],
    "sweep": ["net.yaml", "copies=1,2"],
    "list": ["lenet5"],
    "ops": [],
    "metrics": [],
    "rule": [],
}


@pytest.mark.parametrize(
    ("option", "name"),
    [(option, name) for option in ("--columns", "--sort") for name in COMMANDS if taking(name, option)],
)
def test_those_are_completed_that_the_command_takes(convcalc, net, name, option):
    """All that it lists where one is none; of unknowns their names are known once there is a design."""
    said = convcalc(name, *CALLS[name], option, "zzz").stderr
    listed = re.search(r"\((?:the columns are|sort by) (.*)\)", said)[1].split(", ")
    command = program.get_command(click.Context(program), name)
    completed = [item.value for item in taking(name, option).shell_complete(click.Context(command, info_name=name), "")]
    assert {*completed} == {*listed} - {"copies"}
    for one in completed[:3]:
        assert convcalc(name, *CALLS[name], option, one, "--format", "csv").code == 0


# It is harmless, silent, and never waits


@given(st.text(), st.sampled_from([Bash, Zsh, Fish]))
def test_any_line_gives_harmless_words_or_none(text, shell):
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(LINE, "convcalc " + text.replace("\0", ""))
        try:
            answers = shell(program, {}, "convcalc", "X").complete().splitlines()
        except (SystemExit, UnicodeEncodeError):
            return
    for answer in answers:
        kind, _, value = answer.partition("\t")
        assert kind == "file" or HARMLESS.fullmatch(value)


STRANGE = ("$(touch gone)", "`id`", "a;b", "a b", "a'b", 'a"b', "a|b", "a\nb", "*", "~", "\x1b[1m")


@pytest.mark.parametrize("name", STRANGE)
def test_no_name_of_a_stranger_is_a_candidate_that_a_shell_obeys(complete, folder, name):
    spec = f"input: 3x8x8\nparameters: {{{name!r}: 1}}\nlayers:\n  - {name!r}: relu\n"
    (folder / "net.yaml").write_text(spec, "utf-8")
    for line in ("explain net.yaml ", "summarize net.yaml ", "value net.yaml "):
        assert all(HARMLESS.fullmatch(word.rstrip("…")) for word in complete(line))


def ask(line, prelude=""):
    """Ask the program as a script does."""
    code = f"{prelude}\nfrom convcalc.cli.main import main\nmain()"
    own = {**os.environ, "PYTHONPATH": str(ROOT), LINE: line, "_CONVCALC_COMPLETE": "bash_complete"}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, env=own, timeout=30)


@pytest.mark.parametrize(
    "line",
    [
        "convcalc explain broken.yaml ",
        "convcalc explain gone.yaml ",
        "convcalc explain 'conv 8 (' ",
        "convcalc explain - ",
        "convcalc nonsense ",
        "convcalc --nonsense ",
        "convcalc summarize alexnet --nonsense ",
        "convcalc summarize alexnet conv1.stride=((",
        "convcalc solve alexnet --columns",
    ],
)
def test_what_is_wrong_is_not_said(folder, line):
    (folder / "broken.yaml").write_text("layers: [conv 8\n", "utf-8")
    done = ask(line)
    assert done.stderr == b""
    assert b"rror" not in done.stdout


def test_a_pipe_is_not_read(complete, folder):
    os.mkfifo("net.yaml")
    assert complete("explain net.yaml ") == []


def test_what_takes_long_is_given_up(folder):
    endless = (
        "import convcalc.cli.shared.shells as shells, convcalc.cli.shared.completion as completion\n"
        "shells.SECONDS = 0.1\n"
        "def designs(*_):\n"
        "    while True: pass\n"
        "completion.designs = designs\n"
    )
    before = monotonic()
    done = ask("convcalc summarize a", endless)
    assert (done.stdout, done.stderr, done.returncode) == (b"", b"", 0)
    assert monotonic() - before < 30


def test_a_very_large_design_has_its_knobs(complete, folder):
    (folder / "net.yaml").write_text(
        "input: 1x1x1\nparameters: {width: 1}\nlayers:\n  - a: [relu, relu]\n    repeat: 100000\n", "utf-8"
    )
    assert complete("explain net.yaml wi") == ["width=…"]


# In the shells

LINES = [
    ("summ", "summarize "),
    ("explain net.yaml stage.2.con", "stage.2.conv "),
    ("summarize net.yaml fc.out", "fc.out_features="),
    ("summarize net.yaml fc.bias=tr", "fc.bias=true "),
    ("summarize net.yaml wid", "width="),
    ("summarize net.yaml --columns layer,oper", "layer,operation "),
    ("summarize net.yaml --columns=layer,oper", "layer,operation "),
    ("summarize net.yaml --format mark", "markdown "),
    ('solve net.yaml --expect "fc.weighted', 'fc.weighted_layers" '),
    ("summarize ne", "net.yaml "),
    ("summarize net.yaml -o ne", "net.yaml "),
]
COMPINIT = "autoload -Uz compinit; compinit -D -u"
START = {
    "bash": (["bash", "--norc", "-i"], 'eval "$(_CONVCALC_COMPLETE=bash_source convcalc)"'),
    "zsh": (
        ["zsh", "-f", "-i"],
        'autoload -Uz compinit; compinit -D; eval "$(_CONVCALC_COMPLETE=zsh_source convcalc)"',
    ),
    "fish": (["fish", "-i", "--no-config"], "_CONVCALC_COMPLETE=fish_source convcalc | source"),
}
ENOUGH = 20
"""Seconds, long past any answer."""


class Typist:
    """Types in a shell on a terminal of its own, and reads what comes."""

    def __init__(self, words, settings):
        pty = pytest.importorskip("pty")
        self.process, self.terminal = pty.fork()
        if not self.process:
            os.execvpe(words[0], words, {**os.environ, **settings})

    def type(self, text, wanted):
        """What comes back, until the wanted text is there without the marks of the terminal; or after long enough."""
        os.write(self.terminal, text.encode())
        come, end = "", monotonic() + ENOUGH
        while wanted not in come and monotonic() < end:
            if select.select([self.terminal], [], [], 0.1)[0]:
                come += os.read(self.terminal, 65536).decode("utf-8", "replace")
                come = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>()][B0]?|\x1b\][^\x07]*\x07|[\r\x08\x0f]", "", come)
        return come

    def close(self):
        os.close(self.terminal)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


@pytest.fixture(params=START)
def typist(request, net, tmp_path_factory):
    """A shell in the folder of `net.yaml` that has read its script."""
    if shutil.which(request.param) is None:
        pytest.skip(f"there is no {request.param}")
    words, source = START[request.param]
    home = tmp_path_factory.mktemp("home")
    (home / "convcalc").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m convcalc "$@"\n')
    (home / "convcalc").chmod(0o755)
    settings = {"PATH": f"{home}:{os.environ['PATH']}", "HOME": str(home), "XDG_DATA_HOME": str(home)}
    typist = Typist(words, {**settings, "TERM": "xterm", "PS1": "$ ", "LC_ALL": "C.UTF-8"})
    assert "ready" in typist.type(f"{source}; echo re''ady\r", "ready")
    yield typist
    typist.close()


def test_each_shell_completes_what_is_typed(typist):
    for line, wanted in LINES:
        assert wanted in typist.type(f"convcalc {line}\t", wanted), line
        typist.type("\x15", "")


def test_a_file_with_a_name_that_is_a_command_is_typed_as_a_name(typist, net):
    (net / "xx$(touch gone).yaml").write_text(NET, "utf-8")
    assert "yaml" in typist.type("convcalc value xx\t", "yaml")
    assert "40970" in typist.type(" fc.output fc.params; echo re''ady\r", "ready")  # 10·(16·16·16 + 1)
    assert not (net / "gone").exists()
