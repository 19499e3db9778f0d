"""Where no sum may be none is looked for: the lines that are passed over so have none, whatever stands in them."""

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.study.sums import find
from convcalc.study.sums.doubts.table import DOUBTS
from convcalc.study.sums.find import end_of_sums, find_sums, may_have_sums
from convcalc.study.sums.tokens import tokenize

SIGNS = r"""
1 12 3.5 1,024 4K 7만 2^3 2² ⁴ x × * · \times \cdot + - − / ÷ \div &times; ( ) [ ] { } ⌊ ⌋ （ ） \lfloor \rfloor
floor( ceil( round( math.floor( ＝ ＋ － ／ ＊ ３ ７５ ： 左右 million Mio. 万 億
\frac{9}{3} \left( = ≈ \approx ~= == => $ ` ** a n K % , . : | & 共 총 total of は 1,024 약 about ca. words \text{a}
"""
PARTS = (*SIGNS.split(), " ", " ", " * ", " - ", " = ", "\t", "\xa0")
LINES = st.lists(st.sampled_from(PARTS), max_size=14).map("".join)


def found_without_looking_first(line, continued):
    doubtful = []
    with patch.object(find, "may_have_sums", return_value=True):
        return find_sums(line, continued, doubtful) + doubtful


@given(LINES, st.booleans())
def test_a_line_in_which_no_sum_may_be_has_none(line, continued):
    if found_without_looking_first(line, continued):
        assert may_have_sums(line), tokenize(line)


@pytest.mark.parametrize("text", [text for doubt in DOUBTS for text in (*doubt.texts, *doubt.wrong)])
def test_what_is_doubted_or_wrong_may_be_a_sum(text):
    assert may_have_sums(text)


@given(st.lists(LINES, max_size=6))
def test_no_line_in_which_a_sum_may_be_begins_behind_the_end_of_sums(lines):
    ends = [len("\n".join(lines[: number + 1])) for number in range(len(lines)) if may_have_sums(lines[number])]
    assert end_of_sums("\n".join(lines)) >= max(ends, default=0)
    assert not ends or end_of_sums("\n".join(lines), first=True) <= ends[0]


@pytest.mark.parametrize("line", ["x = 3", "see [3](a?b=4)", "p1 = relu(p1)", "n = 5, m = 6", "height = 8"])
def test_an_equals_sign_without_a_reckoning_before_a_digit_is_no_sum(line):
    assert not may_have_sums(line)


def test_many_equals_signs_in_a_line_are_looked_at_once():
    """Each search goes on where the last one ended: five times the line takes about five times as many steps."""
    searched = []

    class Counting:
        def __init__(self, pattern):
            self.pattern = pattern

        def search(self, text, *within):
            searched.append(within)
            return self.pattern.search(text, *within)

    with patch.object(find, "_PROMISING", Counting(find._PROMISING)):
        assert end_of_sums("1 = a " * 500) == 0
    assert len(searched) == 2
