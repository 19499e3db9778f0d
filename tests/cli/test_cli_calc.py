"""The calculator: `convcalc SUM…`."""

from __future__ import annotations

import json

import pytest

SHOWN = {
    "3*3*128*64": "3*3*128*64 = 73,728",
    "(227-11)/4 + 1": "(227-11)/4 + 1 = 55",
    "(224-11)/4 + 1": "(224-11)/4 + 1 = 54.25 (217/4), ⌊⌋ 54",
    "100/7": "100/7 ≈ 14.2857, ⌊⌋ 14",
    "1/138,357,544": "1/138,357,544 ≈ 0.000000007228 (1/138357544)",
    "-7/2": "-7/2 = -3.5",
    "1.96*0.41": "1.96*0.41 = 0.8036",
    "10 x 10 x 10": "10 x 10 x 10 = 1,000",
    "61M": "61M = 61,000,000",
    " 2 + 2 = ? ": "2 + 2 = 4",
    "5x5x3x4 = 300": "5x5x3x4 = 300 holds",
    "60,965,224 = 61M": "60,965,224 = 61M holds (60,965,224)",
    "3*3 = 9 = 18/2": "3*3 = 9 = 18/2 holds",
    "1/3-2/3 = -0.33": "1/3-2/3 = -0.33 holds (-0.3333)",
    "-0.33 = -1/3": "-0.33 = -1/3 holds (-0.33)",
    "1/4096": "1/4096 = 0.000244140625",
}


@pytest.mark.parametrize("text", SHOWN)
def test_a_sum_is_worked_out(convcalc, folder, text):
    assert convcalc(text) == (SHOWN[text] + "\n", "", 0)
    assert convcalc("calc", text) == convcalc(text)


WRONG = {
    "28/2 = 15": "28/2 = 14, not 15",
    "3*3 = 9 = 10": "9 is not 10",
    "(224-11)/4 + 1 = 54": "(224-11)/4 + 1 = 54.25, not 54 (that is rounded down)",
    "(224-11)/4 + 1 = 55": "(224-11)/4 + 1 = 54.25, not 55 (that is rounded up)",
    "(227-11)/4 + 1 = 54": "(227-11)/4 + 1 = 55, not 54 (that is without + 1)",
    "(227-11)/4 = 55": "(227-11)/4 = 54, not 55 (that is with + 1 behind the division, as an output size has it)",
    "227-11/4+1 = 55": "227-11/4+1 = 225.25, not 55 (that is (227-11)/4+1, with brackets)",
    "3*3 ~ 50": "3*3 = 9, not 50",
    "1/3-2/3 = -0.34": "1/3-2/3 ≈ -0.3333, not -0.34",
    "1/6-1/3 = -0.34": "1/6-1/3 ≈ -0.1667, not -0.34",
    "16/9 = 1.77": "16/9 ≈ 1.7778, not 1.77 (that is cut off and not rounded)",
    "5x5x48x256 = 307,456": (
        "5x5x48x256 = 307,200, not 307,456 (that is with 256 more, as one bias for each of 256 filters has it)"
    ),
    "3*3*128*64 = 24,576": "3*3*128*64 = 73,728, not 24,576 (that is without the factor 3)",
    "7*7*3*64 = 18,816": "7*7*3*64 = 9,408, not 18,816 (that is twice as much, as FLOPs are of MACs)",
    "1000*1000 = 9": "1000*1000 = 1,000,000, not 9",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_equation_ends_with_1_and_says_the_slip(convcalc, folder, text):
    assert convcalc(text) == (f"{text} is wrong: {WRONG[text]}\n", "", 1)


def test_where_several_slips_fit_each_is_said(convcalc, folder):
    halved = convcalc("32*2*10 = 320").stdout  # 640/2: half, and without the factor 2
    assert halved.endswith("not 320 (that is without the factor 2; or half as much)\n")
    assert "that is" not in convcalc("2*3 = 3").stdout  # of one digit


def test_several_sums_have_a_line_each(convcalc, folder):
    ran = convcalc("3*3", "4*4 = 17", "2^3")
    assert ran == ("3*3 = 9\n4*4 = 17 is wrong: 4*4 = 16, not 17\n2^3 = 8\n", "", 1)


def test_without_quotes_it_is_one(convcalc, folder):
    assert convcalc("3", "x", "3", "x", "64").stdout == "3 x 3 x 64 = 576\n"
    assert convcalc("28/2", "=", "14").stdout == "28/2 = 14 holds\n"


def test_a_star_that_a_shell_has_read_is_known(convcalc, folder):
    (folder / "notes.md").write_text("", "utf-8")
    ran = convcalc("3", "notes.md", "4")
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: 'notes.md' is a file, and no part of a sum (put the sum in quotes")


@pytest.mark.parametrize("text", ["-3+4", "-(3+4)*2 = -14", "−3+4", "-floor(7/2)", "-.5*2"])
def test_a_sum_may_begin_with_a_minus(convcalc, folder, text):
    assert convcalc(text).code == 0
    assert convcalc("calc", text, "--format", "json") == convcalc(text, "--format", "json")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3*(4", "command line:1:3: error: the bracket '(' is never closed"),
        ("1/0", "command line:1:1: error: this divides by zero"),
        ("9^9^9", "command line:1:1: error: this number is too large (a result is at most 2^256)"),
        ("3*3 64", "command line:1:5: error: a sign is missing before '64'"),
    ],
)
def test_what_is_no_sum_ends_with_2(convcalc, folder, text, said):
    ran = convcalc(text)
    assert (ran.code, ran.stdout) == (2, "")
    assert ran.stderr.startswith(said)


def test_all_that_is_wrong_is_said_at_once(convcalc, folder):
    assert convcalc("calc", "3*").stderr.endswith("1 error\n")
    assert convcalc("calc").stderr.startswith("error: a sum is missing")


def test_json(convcalc, folder):
    ran = convcalc("(224-11)/4 + 1", "28/2 = 15", "100/7", "--format", "json")
    assert ran.code == 1
    step = {"left": "28/2", "value": 14, "right": "15", "holds": False, "slip": ""}
    assert json.loads(ran.stdout) == {
        "format": "convcalc sums",
        "version": 1,
        "holds": False,
        "sums": [
            {"sum": "(224-11)/4 + 1", "value": "54.25", "floor": 54, "holds": True, "steps": []},
            {"sum": "28/2 = 15", "value": 14, "floor": 14, "holds": False, "steps": [step]},
            {"sum": "100/7", "value": "100/7", "floor": 14, "holds": True, "steps": []},
        ],
    }


def test_where_no_other_characters_can_be_shown(run, folder):
    ran = run("(224-11)/4 + 1", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert ran.stdout == "(224-11)/4 + 1 = 54.25 (217/4), floor() 54\n"


def test_what_it_prints_is_what_a_document_may_say(convcalc, folder):
    text = convcalc("3*3*128*64", "(227-11)/4 + 1").stdout
    (folder / "notes.md").write_text(text.replace("\n", "\n\n"), "utf-8")
    assert convcalc("check", "notes.md").stdout == "1 document, 2 claims, no failures\n"


def test_a_line_ends_between_words_on_a_terminal(terminal, folder):
    shown = terminal("5x5x48x256 = 307,456", columns=40, NO_COLOR="1")
    assert max(map(len, shown.stdout.splitlines())) <= 40
