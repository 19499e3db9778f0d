"""The program as a person runs it: `convcalc` in this process, `run` in one of its own, `terminal` on a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from convcalc.cli.main import program

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "convcalc"]
SECONDS = 30
"""Long past any answer: only what would never end is stopped."""

LOOKS = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PYTHONIOENCODING", "LC_ALL", "PYTHONWARNINGS")

SMALL = """\
name: Small
source: A. Student
year: 2020
input: 3x10x10
parameters: {units: 10}
layers:
  - conv1: conv 8 3
  - relu
  - flatten
  - fc: linear units
"""
# conv1: (10 − 3)/1 + 1 = 8; 8·(3·9 + 1) = 224 parameters; 8·8·8·27 = 13,824 MACs
# fc: 10·(8·8·8 + 1) = 5,130 parameters; 10·512 = 5,120 MACs


class Ran(NamedTuple):
    """What a run printed, and its exit code."""

    stdout: str
    stderr: str
    code: int | None


def environment(**settings: str) -> dict[str, str]:
    """The environment of a program on a terminal with UTF-8, whatever the tests themselves run in."""
    own = {name: value for name, value in os.environ.items() if name not in LOOKS}
    return {**own, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "TERM": "xterm-256color", **settings}


def run_program(*arguments, stdin=b"", **settings) -> Ran:
    """Run the program with its output in pipes; `stdin` is what it reads there, or an open file."""
    source = {"input": stdin} if isinstance(stdin, bytes) else {"stdin": stdin}
    done = subprocess.run(
        [*PROGRAM, *arguments], **source, capture_output=True, env=environment(**settings), timeout=SECONDS
    )
    return Ran(done.stdout.decode("utf-8"), done.stderr.decode("utf-8"), done.returncode)


def run_on_terminal(*arguments, columns, said="pipe", **settings) -> Ran:
    """Run the program with its output on a terminal that is so wide, and its errors in a pipe.

    With `said` "here" the errors go to the terminal too, with "alone" they do and the output goes into a pipe.
    """
    fcntl, pty = pytest.importorskip("fcntl"), pytest.importorskip("pty")  # Windows has no such terminals
    import select
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    pipe = subprocess.PIPE
    output, errors = pipe if said == "alone" else theirs, pipe if said == "pipe" else theirs
    process = subprocess.Popen(
        [*PROGRAM, *arguments], stdin=theirs, stdout=output, stderr=errors, env=environment(**settings)
    )
    os.close(theirs)
    shown = b""
    while True:
        if not select.select([ours], [], [], SECONDS)[0]:
            process.kill()
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so where the other side is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    piped = [text.decode("utf-8") for text in process.communicate(timeout=SECONDS) if text is not None]
    return Ran(shown.decode("utf-8").replace("\r\n", "\n"), "".join(piped), process.returncode)


def call_program(*arguments, stdin=None) -> Ran:
    """Run the program in this process; what it does not catch, it raises here."""
    result = CliRunner().invoke(program, arguments, input=stdin, prog_name="convcalc")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.stdout, result.stderr, result.exit_code)


@pytest.fixture
def convcalc(monkeypatch):
    for name in LOOKS:
        monkeypatch.delenv(name, raising=False)
    return call_program


@pytest.fixture
def run():
    return run_program


@pytest.fixture
def terminal():
    return run_on_terminal


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def small(folder):
    """The folder of `small.yaml`: 5,354 parameters and 18,944 MACs."""
    (folder / "small.yaml").write_text(SMALL, "utf-8")
    return folder
