"""What looks like a wrong sum and is none: each line stands for a class met in books, course notes and READMEs."""

from pathlib import Path

import pytest

from convcalc.study.sums.find import find_sums

LINES = [
    line
    for line in (Path(__file__).parent / "false_alarms.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("//")
]


def test_the_lines_are_there():
    assert len(LINES) > 100


@pytest.mark.parametrize("line", LINES)
def test_no_false_alarm(line):
    assert [claim for claim in find_sums(line) if not claim.holds] == []


@pytest.mark.parametrize(
    "line",
    [
        "32x32x3", "3  *  n = 13", "see 3  *", "so 3 *very  4* = 13", "x = 3*4", "3*4 == 13", "6/2 = 3x",
        "2*3 = 6ms", "3/10 = 30% * 2", "3/10 = 30 % * 2", r"3/10 = 30\% * 2", "batch=32, lr=0.1", "3*4 = 3 x n",
        "a*3*4 = 12", "a + [4 x 1] = 4", "f(3*4) = 12", "x[3*4] = 12", "(224-11)/4 + 1 = 54", "61M × 4B = 244MB",
        "61M x 4 B = 244 MB", "25.6M * 4B = 102.4 MB", "176*198 = 34’84", "176*198 = 34´848", "176*198 = 34′848",
        "5'11 * 2 = 10",
    ],
)  # fmt: skip
def test_no_claim_at_all(line):
    assert find_sums(line) == []
