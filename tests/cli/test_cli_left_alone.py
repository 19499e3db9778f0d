"""Sums that do not hold as arithmetic and may be meant in another way: no claims, and said nonetheless."""

import json

import pytest

from convcalc.study.sums.find import find_sums

LEFT_ALONE = {
    "9/11 = 10": "it may be a range, a score or a date",
    "10 + 11 = 101": "these may be binary numbers",
    "2 + 2 = 5 layers": "it may be a saying",
    "1 + 1 = 3": "it may be a saying",
    "24/7 = 3": "it does not come out even, and the result may be rounded",
    "3 * 4 = 13 n": "the letter behind it may be a variable",
    "25 * 4 = 1 m": "it may be converted to the measure behind it",
    "3x3 + 2 = 5x5": "these may be shapes",
    "14 x 14 = 196 + 1": "its result may be reckoned with at once",
    "3840x2160 = 4K": "it may be the name of a resolution",
    "5000 * 16 = 80 Gbps": "the word behind it may be a unit",
    "3*3*64 = 2.3 KB": "it may be in bytes or bits",
}


@pytest.mark.parametrize("line", LEFT_ALONE)
def test_it_is_no_claim_and_is_found_with_the_doubt(line):
    doubtful: list = []
    assert not [claim for claim in find_sums(line, doubtful=doubtful) if not claim.holds]
    assert [(found.holds, found.doubt) for found in doubtful] == [(False, LEFT_ALONE[line])]


@pytest.mark.parametrize("behind", ["in the first layer", "in total", "in conv1"])
def test_in_before_a_word_is_no_inch(behind):
    (claim,) = find_sums(f"That is 3x3x64 = 577 {behind}.")
    assert not claim.holds


def test_what_holds_or_is_wrong_is_not_left_alone():
    doubtful = []
    assert [claim.holds for claim in find_sums("3*3 = 9, 3*3 = 8, a version 1.2 = 3", doubtful=doubtful)] == [
        True,
        False,
    ]
    assert doubtful == []


def test_how_many_are_left_alone_is_said_and_each_is_listed(convcalc, folder):
    (folder / "notes.md").write_text("So 9/11 = 10.\n\nAnd 3*3 = 9, 10 + 11 = 101.\n", "utf-8")
    checked = convcalc("check", "notes.md")
    assert (checked.code, checked.stdout) == (0, "1 document, 1 claim, no failures, 2 sums left alone\n")
    assert convcalc("check", "notes.md", "-v").stdout == (
        "notes.md:1:11: left alone: 9/11 = 10 (computed 0.8182 (9/11)): it may be a range, a score or a date\n"
        "notes.md:3:11: ok: 3*3 9\n"
        "notes.md:3:24: left alone: 10 + 11 = 101 (computed 21): these may be binary numbers\n"
        "1 document, 1 claim, no failures, 2 sums left alone\n"
    )
    found = json.loads(convcalc("check", "notes.md", "--json").stdout)
    assert found["summary"]["left_alone"] == 2
    assert [(one["subject"], one["doubt"]) for one in found["results"][0]["left_alone"]] == [
        ("9/11", LEFT_ALONE["9/11 = 10"]),
        ("10 + 11", LEFT_ALONE["10 + 11 = 101"]),
    ]


def test_where_nothing_else_was_found_it_is_said_that_they_are_left_alone(convcalc, folder):
    (folder / "notes.md").write_text("So 9/11 = 10.\n", "utf-8")
    refused = convcalc("check", "notes.md")
    assert refused.code == 2
    assert (
        "nothing was found to check in notes.md (1 sum is left alone; the first is notes.md:1:11: 9/11 = 10, "
        "it may be a range, a score or a date; -v lists all)" in refused.stdout
    )
