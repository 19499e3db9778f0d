"""Files that `-o` writes: never over one that was read, only where a file can be, as the ending says, and whole."""

from __future__ import annotations

import errno
import json
import os
import socket
import stat
import subprocess
import sys

import click
import pytest

from convcalc.cli.main import COMMANDS, program

BASE = """\
input: 3x8x8
parameters: {units: 10}
layers:
  - thin
  - flatten
  - linear units
"""
READ = {
    "base.yaml": "include: parts_blocks.yaml\n" + BASE,
    "parts_blocks.yaml": "blocks: {thin: [conv 4 1]}\n",
    "net.yaml": "extends: base.yaml\nparameters: {units: 20}\nexpect: {params: 1}\n",
    "doc.md": "<!-- convcalc net.yaml params -->300<!-- /convcalc -->\n",
}
LINKS = {"link.yaml": "base.yaml", "elsewhere/deep.yaml": "../net.yaml"}
HARD = {"hard.yaml": "parts_blocks.yaml"}

CALLS = {
    "summarize": ["net.yaml"],
    "compare": ["net.yaml", "net.yaml", "units=3"],
    "explain": ["net.yaml"],
    "memory": ["net.yaml"],
    "solve": ["net.yaml", "units=?", "--expect", "params <= 4000"],
    "sweep": ["net.yaml", "units=3,4"],
    "check": ["net.yaml"],
    "value": ["net.yaml", "params"],
    "list": [],
    "metrics": [],
    "ops": [],
    "rule": [],
    "schema": [],
    "calc": ["3*3"],
}
"""What each command that writes files may be called with."""

READ_NOTHING = {"calc", "metrics", "ops", "rule", "schema"}

TABLE = [".txt", ".md", ".markdown", ".tex", ".csv", ".json"]
ENDINGS = dict.fromkeys(CALLS, TABLE) | {
    "explain": [".txt", ".md", ".markdown", ".json"],
    "value": [".txt", ".json"],
    "sweep": [*TABLE, ".parquet", ".svg"],
    "check": [".txt", ".json", ".xml", ".sarif"],
    "schema": [".json"],
    "calc": [".txt", ".json"],
}

TAKEN = {".svg": ("--pareto", "macs, params")}
"""What a format takes besides."""


@pytest.fixture
def files(folder, monkeypatch):
    """The folder of `net.yaml`, of what that extends and includes, and of a document that names it."""
    for name, text in READ.items():
        (folder / name).write_text(text)
    (folder / "elsewhere").mkdir()
    for name, target in LINKS.items():
        (folder / name).symlink_to(target)
    for name, target in HARD.items():
        (folder / name).hardlink_to(folder / target)
    monkeypatch.setattr("convcalc.study.listed.files", lambda *_: [str(folder / "net.yaml")])
    return folder


def content(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def unharmed(folder, ran, *said):
    """Whether a run was refused, with these words, and no file is another one than before or new."""
    assert (ran.code, ran.stdout) == (2, "")
    for part in said:
        assert part in ran.stderr
    found = content(folder)
    assert all(found[name] == text.encode() for name, text in READ.items())
    return set(found) == {*READ, *LINKS, *HARD}


def writing():
    context = click.Context(program)
    commands = {name: program.get_command(context, name) for name in COMMANDS}
    return {name for name, command in commands.items() if any(one.name == "output" for one in command.params)}


def test_every_command_that_writes_a_file_is_tried_here():
    assert set(CALLS) == writing() == {*COMMANDS} - {"help", "init", "show"}


# What was read


@pytest.mark.parametrize("target", ["net.yaml", "base.yaml", "./elsewhere/../parts_blocks.yaml", *LINKS, *HARD])
@pytest.mark.parametrize("command", sorted(set(CALLS) - READ_NOTHING))
def test_no_command_writes_over_what_it_read(convcalc, files, command, target):
    """The design, what it extends and what that includes, under any name."""
    ran = convcalc(command, *CALLS[command], "--format", "json", "-o", target)
    assert unharmed(files, ran, f"error: {target} is what is read, and would be lost (write to another file)")


@pytest.mark.parametrize("order", [("-o", "net.yaml", "--format", "json"), ("--format", "text", "-o", "net.yaml")])
def test_options_in_front_of_the_design_protect_it_too(convcalc, files, order):
    assert unharmed(files, convcalc("summarize", *order, "net.yaml"), "would be lost")


def test_each_design_that_is_compared_is_kept(convcalc, files):
    for target in READ.keys() - {"doc.md"}:
        ran = convcalc("compare", "--input", "3x8x8", "relu", "net.yaml", "--format", "csv", "-o", target)
        assert unharmed(files, ran, "would be lost")


@pytest.mark.parametrize("target", ["doc.md", "net.yaml", "base.yaml", "hard.yaml"])
@pytest.mark.parametrize("options", [[], ["--fix"]])
def test_a_document_and_what_is_bound_in_it_are_kept(convcalc, files, target, options):
    ran = convcalc("check", "doc.md", *options, "--format", "text", "-o", target)
    if target != "doc.md" and options:  # what is wrong in the document was fixed, and that is no loss
        (files / "doc.md").write_text(READ["doc.md"])
    assert unharmed(files, ran, "would be lost")


@pytest.mark.parametrize("target", ["net.yaml", "base.yaml", "link.yaml", "elsewhere/deep.yaml"])
@pytest.mark.parametrize("options", [["--fix"], []])
def test_nothing_is_fixed_before_the_output_is_refused(convcalc, files, target, options):
    ran = convcalc("check", ".", *options, "--format", "json", "-o", target)
    assert unharmed(files, ran, "would be lost")


def test_what_decides_which_files_are_checked_is_kept(convcalc, files):
    (files / ".gitignore").write_text("base.yaml\n")
    ran = convcalc("check", ".", "--format", "json", "-o", ".gitignore")
    assert (ran.code, "would be lost" in ran.stderr) == (2, True)
    assert (files / ".gitignore").read_text() == "base.yaml\n"


@pytest.mark.parametrize("target", ["net.yaml", "base.yaml", "elsewhere/deep.yaml"])
def test_what_standard_input_comes_from_is_kept(run, files, target):
    with open("net.yaml", "rb") as file:
        ran = run("summarize", "-", "--format", "json", "-o", target, stdin=file)
    assert unharmed(files, ran, "would be lost")


def test_one_run_forgets_what_another_read(convcalc, files):
    assert convcalc("summarize", "net.yaml").code == 0
    assert convcalc("metrics", "--format", "json", "-o", "net.yaml").code == 0
    assert json.loads((files / "net.yaml").read_text())["metrics"]


# What is no file


def make_socket(path):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path)


@pytest.mark.parametrize(
    ("path", "make", "said"),
    [
        ("out.json", os.mkdir, "out.json is a folder, not a file (name a file in it, or redirect standard output)"),
        (
            "out.json",
            os.mkfifo,
            "out.json is a pipe, not a file (leave out -o, and redirect standard output: > out.json)",
        ),
        ("out.json", make_socket, "out.json is a socket, not a file (leave out -o, and redirect standard output: "),
        (
            "/dev/null",
            None,
            "/dev/null is a device, not a file (leave out -o, and redirect standard output: > /dev/null)",
        ),
        ("out.json", lambda path: os.symlink("/dev/null", path), "out.json is a device, not a file"),
        ("out.json", lambda path: os.symlink("out.json", path), "out.json can't be written: Too many levels of"),
    ],
)
@pytest.mark.parametrize("command", sorted(CALLS))
def test_what_is_no_file_is_refused_and_redirecting_named(convcalc, files, command, path, make, said):
    if make is not None:
        make(path)
    before = os.lstat(path)
    ran = convcalc(command, *CALLS[command], "-o", path)
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(f"error: {said}")
    assert os.lstat(path).st_ino == before.st_ino


@pytest.mark.parametrize("format_", [[], ["--format", "json"]])
def test_where_standard_output_goes_is_no_other_file(run, files, format_):
    piped = run("summarize", "net.yaml", *format_, "-o", "/dev/stdout")
    assert (piped.code, piped.stdout) == (2, "")
    assert piped.stderr.startswith("error: /dev/stdout is a pipe, not a file")


@pytest.mark.parametrize("format_", [[], ["--format", "json"]])
def test_a_dash_is_no_file(convcalc, files, format_):
    ran = convcalc("summarize", "net.yaml", *format_, "-o", "-")
    assert unharmed(files, ran, "error: -o names a file, and - is none (leave out -o for standard output)")


def test_what_standard_output_is_added_to_is_not_replaced(files):
    (files / "log.json").write_text("kept\n")
    with open("log.json", "a") as log:
        call = [sys.executable, "-m", "convcalc", "ops", "--format", "json", "-o", "/dev/stdout"]
        ran = subprocess.run(call, stdout=log, stderr=subprocess.PIPE, text=True, timeout=30)
    assert (ran.returncode, (files / "log.json").read_text()) == (2, "kept\n")
    assert ran.stderr.startswith("error: /dev/stdout is where standard output goes (leave out -o, or write to another")


# Endings


@pytest.mark.parametrize("ending", [".png", ".ps", ".pdf", ".yaml", "", "."])
@pytest.mark.parametrize("command", sorted(CALLS))
def test_an_ending_without_a_format_is_refused_and_those_there_are_named(convcalc, files, command, ending):
    ran = convcalc(command, *CALLS[command], "-o", f"out{ending}")
    assert unharmed(
        files, ran, f"error: the ending of 'out{ending}' stands for no format (write to a file that ends in "
    )
    shown = ran.stderr.partition("ends in ")[2].partition(")\n")[0].replace(" or ", ", ").split(";")[0]
    assert [name.split()[0] for name in shown.split(", ")] == ENDINGS[command]
    assert (".txt (plain text)" in ran.stderr) == (".txt" in ENDINGS[command])


def test_every_ending_that_is_named_is_written(convcalc, files):
    for command, endings in ENDINGS.items():
        for ending in [*endings, endings[0].upper()]:
            ran = convcalc(command, *CALLS[command], *TAKEN.get(ending, ()), "-o", f"made_{command}{ending}")
            assert (ran.stdout, ran.code) == ("", 1 if command == "check" else 0), (command, ending, ran)
            written = (files / f"made_{command}{ending}").read_bytes()
            assert (written.startswith(b"{")) == (ending.lower() in (".json", ".sarif")), (command, ending)


@pytest.mark.parametrize("name", ["out.png", "out", "out.md"])
def test_a_format_that_is_asked_for_goes_before_the_ending(convcalc, files, name):
    for command in CALLS.keys() - {"schema"}:  # which has one format
        convcalc(command, *CALLS[command], "--format", "json", "-o", name)
        assert json.loads((files / name).read_text("utf-8")), command


@pytest.mark.parametrize("name", ["fixes.diff", "fixes.patch"])
def test_a_difference_is_written_as_one(convcalc, files, name):
    assert convcalc("check", "doc.md", "--diff", "-o", name).code == 1
    assert (files / name).read_text().startswith("--- doc.md\n+++ doc.md\n")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ["-o", "fixes.json"],
            "the ending of 'fixes.json' stands for no format (write to a file that ends in .diff or .p",
        ),
        (["-o", "fixes.txt"], "the ending of 'fixes.txt' stands for no format"),
        (["--format", "json"], "--diff has a format of its own, a unified difference (leave out --format)"),
    ],
)
def test_a_difference_is_never_said_to_be_something_else(convcalc, files, options, said):
    assert unharmed(files, convcalc("check", "doc.md", "--diff", *options), said)


# Whole files


def failing(*_):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("moment", ["os.fsync", "os.replace", "os.open"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(convcalc, files, monkeypatch, moment):
    (files / "out.json").write_text("kept")
    before = content(files)
    monkeypatch.setattr(moment, failing)
    ran = convcalc("summarize", "net.yaml", "-o", "out.json")
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: out.json can't be written: No space left on device")
    assert content(files) == before


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EACCES])
def test_a_file_that_is_fixed_in_its_place_can_be_redirected_to(convcalc, files, monkeypatch, number):
    """One that is mounted by itself, or whose folder may not be written."""

    def refuse(*_):
        raise OSError(number, os.strerror(number))

    (files / "out.json").write_text("kept")
    monkeypatch.setattr("os.replace", refuse)
    ran = convcalc("summarize", "net.yaml", "-o", "out.json")
    assert ran.stderr.startswith(
        f"error: out.json can't be written: {os.strerror(number)} (no new file can take its place"
    )
    assert "redirect standard output" in ran.stderr
    assert (ran.code, (files / "out.json").read_text()) == (2, "kept")


def test_a_stop_in_the_middle_of_writing_leaves_the_old_file_and_nothing_else(convcalc, files, monkeypatch):
    def pieces(*_):
        yield "half of it"
        raise KeyboardInterrupt

    (files / "out.json").write_text("kept")
    before = content(files)
    monkeypatch.setattr("convcalc.render.summarize.data.json_pieces", pieces)
    assert convcalc("summarize", "net.yaml", "-o", "out.json").code == 130
    assert content(files) == before


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666])
def test_an_old_file_keeps_its_rights(convcalc, files, mode):
    (files / "out.json").touch()
    (files / "out.json").chmod(mode)
    assert convcalc("summarize", "net.yaml", "-o", "out.json").code == 0
    assert stat.S_IMODE((files / "out.json").stat().st_mode) == mode


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_rights_that_the_user_lets(convcalc, files, mask, mode):
    before = os.umask(mask)
    try:
        assert convcalc("summarize", "net.yaml", "-o", "out.json").code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE((files / "out.json").stat().st_mode) == mode


@pytest.mark.parametrize("target", ["elsewhere/out.json", "new.json"])
def test_a_link_to_a_file_stays_one(convcalc, files, target):
    if target != "new.json":
        (files / target).write_text("old")
    (files / "link.json").symlink_to(target)
    assert convcalc("summarize", "net.yaml", "-o", "link.json").code == 0
    assert (files / "link.json").is_symlink()
    assert json.loads((files / target).read_text("utf-8"))["totals"]


def test_the_longest_name_can_be_written(convcalc, files):
    name = "가" * 83 + ".json"  # 3·83 + 5 = 254 bytes, of 255 that a name may have
    assert convcalc("summarize", "net.yaml", "-o", name).code == 0
    assert (files / name).exists()
