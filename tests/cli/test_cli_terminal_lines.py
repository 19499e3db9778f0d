"""Sentences on a terminal end their lines between words, at any width; in a pipe each is one line."""

from __future__ import annotations

import re

import pytest

from convcalc.cli.shared.progress import WIPE, Bar
from convcalc.render.characters import in_lines, width, wrap_words

WIDTHS = (24, 40, 61, 80, 132)

WRONG = """\
input: 3x8x8
blocks:
  block size: [maxpool2d size]
layers:
  - conv1: conv 8 3 in_channels=3
  - mp 2
  - 사용자가_정한_이름: max_pool 3 5 7
"""
BOUND = """\
A <!-- convcalc small.yaml conv1.params -->1<!-- /convcalc --> and <!-- convcalc small.yaml conv9.params -->1<!-- \
/convcalc -->, of which 11 * 11 * 3 = 364.
"""

COMPLAINTS = {
    "a wrong spec": ["summarize", "wrong.yaml"],
    "a wrong call": ["summarize", "conv 8 3 stride=0, maxpool2d 3, relu 8", "--input", "3x8x8"],
    "a missing design": ["explain", "alexnett"],
    "wrong columns": ["summarize", "small.yaml", "--columns", "layer,rf,memory,zzz"],
    "a wrong goal": ["solve", "small.yaml", "units=?", "--expect", "weights <= 5M", "--expect", "zzz = 3"],
    "an ending without a format": ["memory", "small.yaml", "-o", "out.png"],
    "a warning": ["value", "conv 96 11 stride=4", "params", "--input", "3x224x224"],
    "outputs that differ": ["compare", "--input", "3x8x8", "relu", "max_pool 2", "conv 8 3", "--columns", "params"],
    "an option that is none": ["memory", "small.yaml", "--optimzer", "adam"],
    "a choice that is none": ["memory", "small.yaml", "--dtype", "float12"],
    "a fix": ["check", "doc.md", "--fix", "--format", "json"],
}
"""Calls of which standard error has something to say."""

ANSWERS = {
    "a check": ["check", "wrong.yaml", "doc.md", "-v"],
    "what a unit reads": ["explain", "alexnet", "conv3", "--at", "6,6", "--of", "100,100"],
}
"""Calls that are answered in sentences."""


@pytest.fixture
def folder_of_all(small):
    (small / "wrong.yaml").write_text(WRONG, "utf-8")
    (small / "doc.md").write_text(BOUND, "utf-8")
    return small


def broken(text, columns):
    """The lines that a terminal would break within a word.

    A word may be longer than a line, and so may a place: it stands alone.
    """
    long = [line for line in text.splitlines() if width(line) > columns]
    return [
        line for line in long if len(line.split()) > 1 and not re.fullmatch(r".+: (error|warning|ok)( CC\d+)?:", line)
    ]


def words(text):
    """The words of the complaints, whatever the lines are; click's usage and the lines of a source are none."""
    lines = (text.partition("Error: ")[2] or text).splitlines()
    return " ".join(line for line in lines if not re.match(r" *\d* \|", line)).split()


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("case", COMPLAINTS)
def test_complaints_break_between_words_and_lose_none(terminal, run, folder_of_all, case, columns):
    shown = terminal(*COMPLAINTS[case], columns=columns, said="alone", NO_COLOR="1")
    assert broken(shown.stdout, columns) == []
    (folder_of_all / "doc.md").write_text(BOUND, "utf-8")
    piped = run(*COMPLAINTS[case])
    assert shown.code == piped.code
    assert words(shown.stdout) == words(piped.stderr)


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("case", ANSWERS)
def test_answers_break_between_words_and_lose_none(terminal, run, folder_of_all, case, columns):
    shown = terminal(*ANSWERS[case], columns=columns, NO_COLOR="1")
    assert broken(shown.stdout, columns) == []
    assert words(shown.stdout) == words(run(*ANSWERS[case]).stdout)


@pytest.mark.parametrize("case", COMPLAINTS)
def test_a_complaint_in_a_pipe_is_one_line(run, folder_of_all, case):
    """Whatever is said of the width of a terminal."""
    ran = run(*COMPLAINTS[case], COLUMNS="30")
    said = ran.stderr.partition("Error: ")[2] or ran.stderr
    assert not [line for line in said.splitlines() if line.startswith("    ")]
    assert max(map(width, said.splitlines())) > 30


def test_errors_fit_their_own_terminal_where_the_output_goes_elsewhere(terminal, folder):
    shown = terminal("summarize", "conv 8 3 in_channels=3", "--input", "3x8x8", columns=50, said="alone", NO_COLOR="1")
    assert shown.stdout.splitlines() == [
        "inline design:1:10: error: conv has no argument",
        "    'in_channels' (what comes in is known from the",
        "    layer before, and never written)",
        " 1 | conv 8 3 in_channels=3",
        "   |          ^^^^^^^^^^^",
        "1 error",
    ]


def test_colors_break_no_line_elsewhere(terminal, folder_of_all):
    plain = terminal("summarize", "wrong.yaml", columns=44, said="here", NO_COLOR="1")
    colored = terminal("summarize", "wrong.yaml", columns=44, said="here")
    assert "\x1b[" in colored.stdout
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored.stdout) == plain.stdout


@pytest.mark.parametrize("columns", [20, 61, 80])
def test_a_bar_takes_one_line(monkeypatch, capsys, columns):
    """One that is longer could not be wiped away."""
    monkeypatch.setattr("convcalc.cli.shared.progress.PATIENCE", 0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))
    Bar("designs tried")(123_456, 1_234_567)
    shown = capsys.readouterr().err.removeprefix(WIPE)
    assert 0 < width(shown) < columns
    assert shown.endswith("123,456 of 1,234,567 designs tried") == (columns > 16 + 1 + 34)


def test_a_bar_says_how_fast_it_is_and_how_long_the_others_take(monkeypatch, capsys):
    now = iter([0, 10, 400, 450, 800])
    monkeypatch.setattr("convcalc.cli.shared.progress.monotonic", lambda: next(now))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "120")
    bar = Bar("designs")
    bar(50_000_000, 600_000_000)  # of 600 million 50 in 10 s: 5 a second, and 550/5 = 110 s are left
    assert capsys.readouterr().err.endswith(" 50,000,000 of 600,000,000 designs, 5.0 M/s, 2 min left")
    bar(600_000_000, 600_000_000)
    assert capsys.readouterr().err.endswith(" 600,000,000 of 600,000,000 designs, 1.5 M/s")


def test_in_a_pipe_a_long_run_says_now_and_then_how_far_it_is(monkeypatch, capsys):
    now = iter([0, 10, 31, 50, 61, 62, 120, 125])
    monkeypatch.setattr("convcalc.cli.shared.progress.monotonic", lambda: next(now))
    monkeypatch.setattr("sys.stderr.isatty", lambda: False)
    bar = Bar("designs")
    for done in range(1, 8):
        bar(31 * done, 310)
    # after 31 s with 248/2 = 124 s to go, after 62 s with 155/2.5 = 62 s, and after 125 s with 93/1.736 = 53.6 s
    assert capsys.readouterr().err.splitlines() == [
        "62 of 310 designs, 2/s, 3 min left",
        "155 of 310 designs, 2/s, 2 min left",
        "217 of 310 designs, 1/s, 54 s left",
    ]


# The lines themselves


@pytest.mark.parametrize(
    ("text", "cells", "start", "lines"),
    [
        ("one two three", None, "x: ", ["x: one two three"]),
        ("one two three", 16, "x: ", ["x: one two three"]),
        ("one two three", 15, "x: ", ["x: one two", "  three"]),
        ("one two three", 1, "x: ", ["x:", "  one", "  two", "  three"]),
        ("averylongword two", 8, "", ["averylongword", "  two"]),
        ("ok averylongword two", 8, "", ["ok", "  averylongword", "  two"]),
        ("가나 다라 마", 9, "", ["가나 다라", "  마"]),  # two cells each: 4 + 1 + 4
        ("가나 다라 마", 8, "", ["가나", "  다라", "  마"]),  # 2 + 4, and 1 + 2 are one too many
        ("e\u0301e\u0301 e\u0301e\u0301", 5, "", ["e\u0301e\u0301 e\u0301e\u0301"]),  # an accent takes no cell
        ("holds 12 % of it", 10, "", ["holds 12 %", "  of it"]),
        ("holds 12 % of it", 9, "", ["holds", "  12 % of", "  it"]),
    ],
)
def test_words_in_lines(text, cells, start, lines):
    assert wrap_words(text, cells, start, "  ") == lines


def test_pieces_stay_whole_where_they_fit_a_line():
    assert in_lines(["a b", "= c d", "= e f g h i"], 9, "", "  ") == ["a b = c d", "  = e f g", "  h i"]
