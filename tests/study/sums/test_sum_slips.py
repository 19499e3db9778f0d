"""The slips behind wrong sums: each row of the table with its true examples, and where it must not be named."""

import pytest

from convcalc.language.numbers.quantity import parse_quantity
from convcalc.language.problems import Problems
from convcalc.study.documents.check import check_document
from convcalc.study.documents.printed import Printed
from convcalc.study.slips.miscounts import Miscount, fitting, said_of
from convcalc.study.sums.calculator import work_out
from convcalc.study.sums.find import find_sums
from convcalc.study.sums.slips import SUM_SLIPS


def said(text):
    """The words of every slip that explains a sum that is typed: `that is rounded up; or half as much`."""
    (step,) = work_out(text, Problems()).steps
    assert not step.holds
    return step.slip.removeprefix("that is ").split("; or ")


@pytest.mark.parametrize("slip", SUM_SLIPS, ids=lambda slip: slip.name)
def test_each_slip_is_named_with_its_examples(slip):
    for text, words in slip.sums.items():
        assert words in said(text), text


@pytest.mark.parametrize("slip", SUM_SLIPS, ids=lambda slip: slip.name)
def test_no_slip_is_named_of_another_number(slip):
    words = set(slip.sums.values())
    for text in slip.others:
        assert not words.intersection(said(text)), text


def test_where_more_than_three_fit_none_is_named():
    miscounts = [(f"slip {number}", Miscount(100)) for number in range(4)]
    assert said_of(fitting(parse_quantity("100"), miscounts[:3])) == "that is slip 0; or slip 1; or slip 2"
    assert said_of(fitting(parse_quantity("100"), miscounts)) == ""


def test_a_document_says_the_slip_behind_a_wrong_sum_and_none_behind_a_right_one(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("A filter bank has (5*5*3+1)*10 = 750 parameters, and 5*5*3*10 = 750 weights.\n", "utf-8")
    found = check_document(str(path), "notes.md", run=lambda *_: Printed(""))
    assert [(claim.written, claim.holds, claim.cause) for claim in found.claims] == [
        ("750", False, "that is without +1"),
        ("750", True, ""),
    ]


def test_what_is_in_doubt_has_no_slip():
    doubtful = []
    assert find_sums("Day 9/11 = 10", doubtful=doubtful) == []
    assert [claim.slip() for claim in doubtful] == [""]
