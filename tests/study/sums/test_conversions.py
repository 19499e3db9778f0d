"""Numbers told in two units, `1.5 GB = 1536 MB`: which hold, which are wrong, and which may be meant otherwise."""

import pytest

from convcalc.study.sums.conversions import ROUNDED
from convcalc.study.sums.find import find_sums


@pytest.mark.parametrize(
    ("line", "left", "right"),
    [
        ("1.5 GB = 1536 MB", "1.5 GB", "1536 MB"),  # 1.5 × 1024
        ("a disk of 1.5 GB = 1500 MB", "1.5 GB", "1500 MB"),
        ("**1518 bytes** or 1518 bytes = 12144 bits", "1518 bytes", "12144 bits"),  # 1518 × 8
        ("registers (32 bits = 4B)", "32 bits", "4B"),
        ("1GiB = 1,024MiB", "1GiB", "1,024MiB"),
        ("- 2.5 h = 150 min", "2.5 h", "150 min"),
        ("1.2 GB ≈ 1.1 GiB", "1.2 GB", "1.1 GiB"),  # 1.2e9 / 2^30 = 1.1176
        ("250 ms = 0.25 s", "250 ms", "0.25 s"),
        ("一共 1518 字节 = 12144 bit", "1518 字节", "12144 bit"),
    ],
)
def test_a_conversion_holds(line, left, right):
    (claim,) = find_sums(line)
    assert (claim.left, claim.right, claim.holds) == (left, right, True)
    assert line.startswith(right, claim.offset)


@pytest.mark.parametrize(
    "line",
    [
        "1.50 GB = 1546 MB",
        "1518 bytes = 12145 bits",
        "1GiB = 1000MiB",
        "2.5 h = 155 min",
        "1 KB = 1025 B",
        "(33 bits = 4B)",
    ],
)
def test_a_conversion_is_wrong(line):
    assert [claim.holds for claim in find_sums(line)] == [False]


def test_a_number_that_may_be_rounded_is_left_alone():
    doubtful: list = []
    assert find_sums("2.3 GB = 2304 MB", doubtful=doubtful) == []  # 2.25 × 1024
    assert [claim.doubt for claim in doubtful] == [ROUNDED]


@pytest.mark.parametrize(
    "line",
    [
        "1 GB = 1 GB",
        "3 + 1 KB = 5 MB",
        "8 MB = 2 MB * 4",
        "1 KB = 5 s",
        "x1 KB = 4 B",
        "1 KB = 4 B/s",
        "1 KB = 4",
        "0 KB = 4 B",
    ],
)
def test_what_is_no_conversion(line):
    assert [claim for claim in find_sums(line) if claim.left[-1].isalpha()] == []


@pytest.mark.parametrize("line", ["1 byte = 9 bits", "8 bytes = 128 bits", "32 bits = 40B"])
def test_bits_and_bytes_that_are_far_off_are_wrong(line):
    (claim,) = find_sums(line)
    assert not claim.holds


@pytest.mark.parametrize(
    "line", ["64 bits = 16 EB", "4KB = 4GB", "1 h = 2 min", "1 cm = 5 km", "8 bits ≈ 2 bytes", '❌ "1 byte = 4 bit"']
)
def test_other_units_may_be_a_scale_or_what_is_addressed(line):
    assert find_sums(line) == []
