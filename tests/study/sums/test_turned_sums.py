"""Sums whose result stands first: which are claims, with what stands as their result, and which are left alone."""

import pytest

from convcalc.study.sums.find import find_sums


def said(line):
    """Each claim with its result behind it; a ! behind one that is wrong, a ? behind one that is left alone."""
    doubtful = []
    found = [f"{claim.left} = {claim.right}{'' if claim.holds else ' !'}" for claim in find_sums(line, False, doubtful)]
    return found + [f"{claim.left} = {claim.right} ?" for claim in doubtful]


@pytest.mark.parametrize(
    ("line", "claims"),
    [
        ("608 = (5*5*3+1)*8", ["(5*5*3+1)*8 = 608"]),  # 76*8
        ("609 = (5*5*3+1)*8", ["(5*5*3+1)*8 = 609 !"]),
        ("There are **609** = 76*8 weights", ["76*8 = 609 !"]),
        ("n = 609 = 76*8", ["76*8 = 609 !"]),
        ("$f(2) = 7 = 2 \\times 3 + 2$", ["2 \\times 3 + 2 = 7 !"]),
        ("609 = 76*8 = 4*153", ["76*8 = 609 !", "76*8 = 4*153 !"]),
        ("weights 61,056 = 5*5*48*51", ["5*5*48*51 = 61,056 !"]),  # 61,200
        ("共609 = 76*8", ["76*8 = 609 !"]),
        ("总共有 609 = 76*8", ["76*8 = 609 !"]),
        ("合計は609＝７６×８", ["７６×８ = 609 !"]),
        ("65M = 2^26", ["2^26 = 65M !"]),  # 67.1M
        ("64M = 2^26", ["2^26 = 64M"]),  # of 1,048,576
        ("6 million = 5*10^6 + 1", ["5*10^6 + 1 = 6 million !"]),
        ("-1 = 3*4 - 14", ["3*4 - 14 = -1 !"]),
        ("0.34 = 1/3", ["1/3 = 0.34 !"]),
        (r"\(12 = 2^2 \cdot 4\)", [r"2^2 \cdot 4 = 12 !"]),
        ("99 = 9(5 + 6) + 1", ["9(5 + 6) + 1 = 99 !"]),
        ("| 12 = 2*5 | 3 |", ["2*5 = 12 !"]),
    ],
)
def test_a_result_that_stands_first(line, claims):
    assert said(line) == claims


@pytest.mark.parametrize(
    "line",
    [
        "layer 3 = 2*5",
        "Table 3 = 2+2",
        "第3 = 2*5",
        "conv2 = 3*3*64",
        "x_3 = 2*5",
        "x^3 = 2*5",
        "a_{3} = 2*5",
        "y[3] = 2*5",
        "(3) = 2*5",
        "|3| = 2*5",
        "5!! = 2*3*4",
        "90° = 100 / 2",
        r"\cos 60 = 1/3",
        "arccos 60 = 1/3",
        "80% = 24/32",
        "1000 ≈ 2^10",
        "62M = 6.1 × 10^7",
        "5 = 2x + 1",
        "5 = 2*x + 1",
        "10 = 2 * 3 * y",
        "9 = 2 * 3 +",
        "12 = about 2 * 5",
        "1 ≡ 8 = 2*3",
        "1 < 3 = 1 + 1",
        "12:30 = 12 + 3",
        "8 = 8 / 9 = 8/9",
        "1 km = 10 * 10",
        "99 = 9(5 + 6)",
        "1 = 100 / 200 %",
        r"7 = 3 + 2\sqrt{5}",
        "4*8=2*16",
    ],
)
def test_what_is_no_result_of_what_follows(line):
    assert [claim for claim in find_sums(line) if not claim.holds] == []
