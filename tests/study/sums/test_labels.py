"""Sums whose numbers say what they count or measure, each with the sum beside it where it is wrong."""

import pytest

from convcalc.study.sums.find import find_sums

SUMS = [
    ("10 * 14 GB = 140 GB", "10 * 14 GB", "140 GB", True),
    ("10 * 14 GB = 145 GB", "10 * 14 GB", "145 GB", False),
    ("46,272 * 4 bytes = 185 KB", "46,272 * 4 bytes", "185 KB", True),  # 185,088
    ("46,272 * 4 bytes = 195 KB", "46,272 * 4 bytes", "195 KB", False),
    ("46,272 × 4 = 185,088 B", "46,272 × 4", "185,088 B", True),
    ("46,272 × 4 = 185,089 B", "46,272 × 4", "185,089 B", False),
    ("4x256bit = 1,025 bit", "4x256bit", "1,025 bit", False),  # 1,024
    ("10*1KB + 256*1KB = 267KB", "10*1KB + 256*1KB", "267KB", False),  # 266
    ("6 × 60° = 361°", "6 × 60°", "361°", False),
    (r"$180^\circ - 90^\circ - 30^\circ = 61^\circ$", r"180^\circ - 90^\circ - 30^\circ", r"61^\circ", False),
    (r"$5\text{ cm} + 3\,\mathrm{cm} = 9\text{ cm}$", r"5\text{ cm} + 3\,\mathrm{cm}", r"9\text{ cm}", False),
    ("3 levels × 2 ns = 7 ns", "3 levels × 2 ns", "7 ns", False),
    ("100 TPS × 120s × 2 = 24,000", "100 TPS × 120s × 2", "24,000", True),
    ("60 km / 2 h = 30 km/h", "60 km / 2 h", "30", True),
    ("256 KiB x 2 = 513 KiB", "256 KiB x 2", "513 KiB", False),
    ("5 스텝 x 7 차원 = 36개", "5 스텝 x 7 차원", "36", False),
    ("3,000원 × 4 = 13,000원", "3,000원 × 4", "13,000원", False),
    ("3 SLM × 7 タスク = 22 の組", "3 SLM × 7 タスク", "22", False),
    ("10円玉×5枚+100円玉×3枚 = 360円", "10円玉×5枚+100円玉×3枚", "360", False),
    ("100万件 × 3 = 400万件", "100万件 × 3", "400万件", False),
    ("3 € × 4 = 13 €", "3 € × 4", "13 €", False),
    ("4 (vector) + 1 (scalar) − 1 (gauge) = 5", "4 (vector) + 1 (scalar) − 1 (gauge)", "5", False),
    ("6 outputs + 3 donors = 8 macrocells", "6 outputs + 3 donors", "8", False),
]


@pytest.mark.parametrize(("line", "left", "right", "holds"), SUMS, ids=[row[0] for row in SUMS])
def test_a_sum_with_labels(line, left, right, holds):
    (claim,) = find_sums(line)
    assert (claim.left, claim.right, claim.holds) == (left, right, holds)
    assert line.startswith(right, claim.offset)


@pytest.mark.parametrize(
    "line",
    [
        "2 weeks + 3 days = 17 days",
        "100 TPS × 120s × 2 = 25,000",
        "350° + 20° = 10°",  # an angle
        "Earlier 256KiB x 132 = 33MiB",  # 33,792 KiB
        "`4 × 400 KiB = 1.6 MiB`",
        "如 50 并发 × 4096 token = 100GB",  # of half a megabyte each
        "対象 1000 件 ÷ 7 日インターバル ≒ 0.0017 req/s",  # a second
        "Layer 3 weights * 4 bytes = 1,200",  # the weights of a third layer
        r"$\frac{1}{8 \text{ ns}} = 125 \text{ MHz}$",
        "3 km * 2 = 7000 metres",
        "10^9 Gwei = 10^18 Wei",
        "0.0235 ETH × 0.0005 = 11,750 Gwei",
    ],
)
def test_what_may_be_converted_is_in_doubt(line):
    doubtful: list = []
    assert find_sums(line, doubtful=doubtful) == []
    assert len(doubtful) == 1


@pytest.mark.parametrize(
    "line",
    [
        "2n + 3n = 6n",
        "2m + 1 = 7",
        "3千克 * 2 = 5",
        "3 or * 5 = 21",
        "7FFF + 1 = 8000₁₆",
        "9 Tier-1 + 3 Tier-2 = 12 entries",
        "3 m² * 4 = 13",
        "3 max(4) = 13",
        "(5(mod2))⋅2 + (7(mod2)) = 4",
    ],
)
def test_what_is_no_label(line):
    doubtful: list = []
    assert find_sums(line, doubtful=doubtful) == []
    assert doubtful == []


@pytest.mark.parametrize("line", ["3 m * 4 = 12 m ", r"3^{\circ} + 4^{\circ} = 7^{\circ} ", "3 m * 4 = "])
def test_many_labels(line):
    assert all(claim.holds for claim in find_sums(line * 20_000))
