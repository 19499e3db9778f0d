"""Columns of sums in code with a rule and the total beneath it: what is added up, and what is no such column."""

import pytest

from convcalc.study.sums.columns import find_totals
from convcalc.study.sums.usage import Usage


def totals(text):
    """Each total with its line and column; a ! behind one that is wrong, a ? behind one that is left alone."""
    return [
        f"{line + 1}:{claim.offset + 1} {claim.left} = {claim.right}"
        + (" ?" if claim.doubt else "" if claim.holds else " !")
        for line, claim in find_totals(text.strip("\n").split("\n"), Usage(""))
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            """
conv1   3*3*3*64   =   1,728
conv2   3*3*64*64  =  36,864
----------------------------
total              =  38,592
""",
            ["4:23 1,728 + 36,864 = 38,592"],
        ),
        (
            """
3*3*64    =    576
3*3*64*64 = 36,864
          ========
            37,441
""",
            ["4:13 576 + 36,864 = 37,441 !"],
        ),
        (
            """
5*5*3*32 = 2400 weights
bias     =   32
─────────────────
Total parameters: 2433
""",
            [],  # neither below the equals signs nor below the numbers
        ),
        (
            """
5*5*3*32 = 2400 weights
bias     =   32
-----------------
Total    = 2433 parameters
""",
            ["4:12 2400 + 32 = 2433 !"],
        ),
        (
            """
first  = 3*3*64    = 0.6K
second = 3*3*64*64 = 36.9K
--------------------------
sum                = 37.5K
""",
            ["4:22 0.6K + 36.9K = 37.5K"],
        ),
        (
            """
24 * 1024 = 24,576
padding   = -  576
------------------
합계        = 24,001
""",
            ["4:13 24,576 - 576 = 24,001 !"],
        ),
        (
            """
3*3*64 = 576
4*64   = 256
------------
       = 832
2*3    =   6
------------
total  = 838
""",
            ["4:10 576 + 256 = 832", "7:10 832 + 6 = 838"],
        ),
    ],
)
def test_a_total_is_the_sum_of_the_column_above_the_rule(text, found):
    assert totals(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "lr     = 0.1\nepochs = 30\n-----------\ntotal  = 12",  # nothing is reckoned
        "2*2*3 = 12\n----------\ntotal = 13",  # one number
        "3*3 = 9\n2*2 = 4\n-------\nmean = 6",
        "3*3 = 9\n2*2 = 4\n-------\nx   = 6",
        "3*3 = 9\n2*2 = 4\n\n-------\nsum = 6",
        "3*3 = 9\n2*2 = 4\nsum = 6",
        "3*3 = 9\n2*2 = n\n-------\nsum = 6",
        "3*3 == 9\n2*2 == 4\n-------\nsum = 6",
        "3*3 = 9\nsum = 9\n-------\nsum = 6",  # with a total in it
        "total_steps = 2*2 = 4\ntotal_units = 3*3 = 9\n---\ntotal_hours = 6",
        "3*3 = 9\n2*2 = 4\n-------",
        "a" * 400 + " = 9\n" + "a" * 400 + " = 4\n----\n = 6",
    ],
)
def test_what_is_no_column_with_a_total(text):
    assert totals(text) == []


def test_many_rules_take_time_in_proportion():
    lines = ["2*3 = 6", "1*4 = 4", "-------", "sum = 9", ""] * 20_000
    assert len(list(find_totals(lines, Usage("")))) == 20_000
