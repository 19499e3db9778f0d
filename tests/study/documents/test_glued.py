"""Sums directly beside what a command has printed: they are read alike, whether a text stands there or none."""

from __future__ import annotations

import pytest

OPEN, CLOSE = "<!-- convcalc summarize alexnet -->", "<!-- /convcalc -->"

# A text with @ for what a command prints, and the sums that are wrong in it.
GLUED = {
    "@3*3 = 10": ["3*3 = 10"],
    "@ 3*3 = 10": ["3*3 = 10"],
    "3*3 = 10@": ["3*3 = 10"],
    "2*@3*3 = 10": ["3*3 = 10"],
    "2@*3 = 10": [],
    "2*3@ = 10": [],
    "2*3 = @ 10": [],
    "2*3 = @10": [],
    "- @3*3 = 10": ["3*3 = 10"],
    "2*3 = 7 @ 3*3 = 10": ["2*3 = 7", "3*3 = 10"],
}


@pytest.mark.parametrize("printed", ["", "x", "7", "*", "=", "3*3 = 11"])
@pytest.mark.parametrize("text", GLUED)
def test_what_a_command_prints_is_no_part_of_a_sum_and_never_hides_one(checking, text, printed):
    checked = checking(printed="anything")(text.replace("@", f"{OPEN}{printed}{CLOSE}") + "\n")
    wrong = [f"{claim.subject} = {claim.written}" for claim in checked.failures if claim.code == "CC201"]
    assert wrong == GLUED[text]


def test_a_percentage_is_shown_as_one(document):
    (claim,) = document("Of these 24/30 = 81% are right.\n").claims
    assert (claim.written, claim.computed, claim.holds) == ("81%", "80 %", False)
