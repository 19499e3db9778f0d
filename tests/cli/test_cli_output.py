"""Where the answer goes: a file, a pipe or a terminal, in color or not, in UTF-8 or not, open or closed."""

import json
import os
import re
import subprocess
import sys

import pytest

ESCAPE = "\x1b["
LONG = "a_rather_long_name_for_a_layer: conv 96 11 stride=4 padding=2 dilation=1 groups=1 bias=false"
ALEXNET = ("60,965,224", "724,406,816")


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


# Files


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("out.json", "json"),
        ("OUT.JSON", "json"),
        ("out.csv", "csv"),
        ("out.md", "markdown"),
        ("out.markdown", "markdown"),
        ("out.txt", "text"),
    ],
)
def test_a_file_has_the_format_of_its_ending(convcalc, small, name, format_):
    written = convcalc("summarize", "small.yaml", "-o", name)
    assert (written.stdout, written.stderr, written.code) == ("", "", 0)
    shown = convcalc("summarize", "small.yaml", "--format", format_).stdout
    assert (small / name).read_bytes().decode("utf-8").replace("\r\n", "\n") == shown


def test_a_format_goes_before_an_ending_and_a_file_is_written_anew(convcalc, small):
    (small / "out.json").write_text("x" * 100_000)
    assert convcalc("summarize", "small.yaml", "--output", "out.json", "--format", "csv").code == 0
    assert (small / "out.json").read_text("utf-8").startswith("path,operation,input,output,params,macs,")
    assert (small / "out.json").stat().st_size < 1_000


def test_warnings_go_to_standard_error_also_beside_a_file(convcalc, folder):
    written = convcalc("summarize", "conv 96 11 stride=4", "--input", "3x224x224", "-o", "out.json")
    assert (written.stdout, written.code) == ("", 0)
    assert "1 warning" in written.stderr
    assert json.loads((folder / "out.json").read_text("utf-8"))["totals"]["params"] == 34_944


def test_a_wrong_design_leaves_the_file_alone(convcalc, folder):
    (folder / "out.txt").write_text("kept")
    assert convcalc("summarize", "cnv 8 3", "--input", "3x8x8", "-o", "out.txt").code == 2
    assert (folder / "out.txt").read_text() == "kept"


@pytest.mark.parametrize("name", ["small.yaml", "./small.yaml", "link.yaml", "hard.yaml"])
def test_what_is_read_is_never_written_over(convcalc, small, name):
    (small / "link.yaml").symlink_to("small.yaml")
    (small / "hard.yaml").hardlink_to(small / "small.yaml")
    before = (small / "small.yaml").read_bytes()
    refused = convcalc("summarize", "small.yaml", "-o", name)
    assert (refused.stdout, refused.code) == ("", 2)
    assert name in refused.stderr
    assert (small / "small.yaml").read_bytes() == before


@pytest.mark.parametrize("path", ["missing/out.json", ".", "small.yaml/out.txt", "", "/dev/full"])
def test_a_file_that_can_not_be_written(convcalc, small, path):
    if path == "/dev/full" and not os.path.exists(path):
        pytest.skip("this system has no device that is always full")
    refused = convcalc("summarize", "small.yaml", "-o", path)
    assert (refused.stdout, refused.code) == ("", 2)
    assert path in refused.stderr


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written(convcalc, small):
    (small / "out.txt").touch(mode=0o400)
    refused = convcalc("summarize", "small.yaml", "-o", "out.txt")
    assert (refused.stdout, refused.code) == ("", 2)
    assert "out.txt" in refused.stderr


def test_a_file_is_never_colored_and_always_utf_8(run, small):
    looks = {"FORCE_COLOR": "1", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    assert run("summarize", "small.yaml", "-o", "out.txt", **looks).code == 0
    shown = run("summarize", "small.yaml", "--format", "text").stdout
    assert (small / "out.txt").read_bytes().decode("utf-8") == shown
    assert "8×8×8" in shown


# Terminals


@pytest.mark.parametrize("columns", [80, 160])
def test_a_terminal_gets_a_table_that_fits_and_uses_its_width(terminal, folder, columns):
    shown = terminal("summarize", "alexnet", columns=columns)
    assert (shown.code, shown.stderr) == (0, "")
    assert ESCAPE in shown.stdout
    lines = plain(shown.stdout).splitlines()
    assert max(map(len, lines)) <= columns
    titles = next(line.split() for line in lines if line.startswith("layer"))
    assert titles[:2] == ["layer", "operation"]
    assert ("kernel" in titles) == (columns == 160)
    assert set(ALEXNET) <= set(" ".join(lines).split())


def test_columns_says_how_wide_it_is(terminal, folder):
    shown = terminal("summarize", "alexnet", columns=80, COLUMNS="160")
    assert "kernel" in shown.stdout


def test_a_pipe_gets_text_without_color_and_never_cropped(run, folder):
    shown = run("summarize", LONG, "--input", "3x223x223", COLUMNS="40")
    assert ESCAPE not in shown.stdout
    assert LONG.replace(": ", "  ") in shown.stdout


@pytest.mark.parametrize("looks", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}])
def test_a_terminal_without_color_gets_the_same_table(terminal, folder, looks):
    shown = terminal("summarize", "alexnet", columns=80, **looks)
    colored = terminal("summarize", "alexnet", columns=80)
    assert ESCAPE not in shown.stdout
    assert [line.rstrip() for line in plain(colored.stdout).splitlines()] == shown.stdout.splitlines()


def test_an_empty_no_color_says_nothing(terminal, folder):
    assert ESCAPE in terminal("summarize", "alexnet", columns=80, NO_COLOR="").stdout


def test_force_color_colors_a_pipe_and_crops_nothing(run, folder):
    shown = run("summarize", LONG, "--input", "3x223x223", FORCE_COLOR="1")
    assert ESCAPE in shown.stdout
    assert LONG.partition(": ")[2] in plain(shown.stdout)


@pytest.mark.parametrize("format_", ["json", "csv", "markdown"])
def test_data_has_no_color(run, folder, format_):
    shown = run("summarize", "lenet5", "--format", format_, FORCE_COLOR="1")
    assert shown.code == 0
    assert "\x1b" not in shown.stdout


def test_problems_are_colored_where_wanted(run, folder):
    assert ESCAPE in run("summarize", "cnv 8 3", FORCE_COLOR="1").stderr
    assert ESCAPE not in run("summarize", "cnv 8 3").stderr


# Encodings


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_stream_that_can_not_show_them_gets_ascii(run, folder, encoding):
    shown = run("summarize", "alexnet", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert (shown.code, shown.stderr) == (0, "")
    assert shown.stdout.isascii()
    assert "96x55x55" in shown.stdout
    assert "?" not in shown.stdout
    assert set(ALEXNET) <= set(shown.stdout.split())


def test_problems_in_ascii(run, folder):
    refused = run("summarize", "conv 96 11 stride=4", "--input", "3x224x224", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert refused.code == 0
    assert refused.stderr.isascii()
    assert "(224 - 11)/4 + 1 = 54.25" in refused.stderr


@pytest.mark.parametrize("arguments", [("schema",), ("ops", "--format", "json"), ("ops", "conv", "--format", "json")])
def test_json_says_the_same_in_ascii(run, folder, arguments):
    ascii_ = run(*arguments, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert json.loads(ascii_.stdout) == json.loads(run(*arguments).stdout)


# Closed and full streams

COMMANDS = [
    ["summarize", "alexnet"],
    ["summarize", "densenet201", "--format", "json"],
    ["ops"],
    ["schema"],
    ["show", "alexnet"],
    ["--help"],
]


def start(arguments, **streams):
    environment = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(os.path.dirname(__file__)))}
    return subprocess.Popen([sys.executable, "-m", "convcalc", *arguments], env=environment, **streams)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_closed_pipe_ends_it_quietly(folder, arguments):
    reading, writing = os.pipe()
    os.close(reading)
    process = start(arguments, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert process.communicate(timeout=30)[1] == b""


def test_a_pipe_that_closes_after_the_first_line(folder):
    process = start(["summarize", "densenet201", "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout.readline() == b"{\n"
    process.stdout.close()  # the rest is more than a pipe holds
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(30)


def test_a_pipe_of_both_streams_that_closes(folder):
    reading, writing = os.pipe()
    os.close(reading)
    process = start(["summarize", "conv 96 11 stride=4", "--input", "3x224x224"], stdout=writing, stderr=writing)
    os.close(writing)
    assert process.wait(30) == 141


@pytest.mark.parametrize("arguments", [["summarize", "alexnet"], ["show", "alexnet"], ["schema"]], ids=" ".join)
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no device that is always full")
def test_a_full_disk_is_said(folder, arguments):
    with open("/dev/full", "wb") as full:
        process = start(arguments, stdout=full, stderr=subprocess.PIPE)
    said = process.communicate(timeout=30)[1].decode()
    assert process.returncode == 2
    assert "Traceback" not in said
    assert "No space left on device" in said


@pytest.mark.parametrize(
    ("closed", "arguments", "code"),
    [
        (">&-", "summarize alexnet", 0),
        ("2>&-", "summarize alexnet", 0),
        ("2>&-", "summarize alexne", 2),
        ("<&-", "summarize -", 2),
        ("<&-", "summarize alexnet", 0),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="it has no streams that are closed from the start")
def test_a_stream_that_was_never_open(folder, closed, arguments, code):
    environment = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(os.path.dirname(__file__)))}
    command = ["sh", "-c", f'"$0" -m convcalc {arguments} {closed}', sys.executable]
    done = subprocess.run(command, capture_output=True, env=environment, timeout=30, stdin=subprocess.DEVNULL)
    assert b"Traceback" not in done.stderr
    assert done.returncode == code
