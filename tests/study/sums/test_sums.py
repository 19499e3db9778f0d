"""Sums in a line of prose: what is a claim, what stands left and right of it, and whether it holds."""

import gc
from fractions import Fraction
from itertools import pairwise

import pytest

from convcalc.study.sums.find import ends_open, find_sums
from convcalc.study.sums.usage import Usage

SUMS = [
    # What is written in course notes; the value of the left side is written out beside it where it is not the right.
    ("`3x3x128x64 = 73,728`", "3x3x128x64", 73_728, "73,728", True),
    ("5×5×3×4 = 300", "5×5×3×4", 300, "300", True),
    ("(55-3)/2 + 1 = 27", "(55-3)/2 + 1", 27, "27", True),
    ("3 x 3 x 64 + 3 x 3 x 64 = 1,152", "3 x 3 x 64 + 3 x 3 x 64", 1152, "1,152", True),
    ("2048*2*1000 = 약 4M", "2048*2*1000", 4_096_000, "약 4M", True),
    ("(11x11x3)x96 = 35K", "(11x11x3)x96", 34_848, "35K", True),
    ("5x5x48x128x2 = 약 30만7000개", "5x5x48x128x2", 307_200, "약 30만7000", True),
    (r"32\*32\*3 = 3072", r"32\*32\*3", 3072, "3072", True),
    (r"$3 \times 3 \times 64 = 576$", r"3 \times 3 \times 64", 576, "576", True),
    ("[3 x 4] + [4 x 2] = 20", "[3 x 4] + [4 x 2]", 20, "20", True),
    ("28*28*512=400K", "28*28*512", 401_408, "400K", True),
    ("3x3x192x192x2 = 약 66만3000개", "3x3x192x192x2", 663_552, "약 66만3000", True),
    ("3x3x192x192x2 = 663,000", "3x3x192x192x2", 663_552, "663,000", False),
    ("3x3x64 = 577", "3x3x64", 576, "577", False),
    ("- 3x3x64 = 577", "3x3x64", 576, "577", False),
    ("* 3*3 = 10", "3*3", 9, "10", False),
    ("1. 3x3 = 10", "3x3", 9, "10", False),
    ("## 3x3 = 10", "3x3", 9, "10", False),
    ("| conv | 3x3x64 = 577 | relu |", "3x3x64", 576, "577", False),
    ("**3x3x64 = 577**", "3x3x64", 576, "577", False),
    ("3x3x64 = **577** weights", "3x3x64", 576, "577", False),
    ("**3*3*64** = 577", "3*3*64", 576, "577", False),
    ("`3x3x64` = `577`", "3x3x64", 576, "577", False),
    ("`5` `3 * 4 = 13`", "3 * 4", 12, "13", False),
    ("`5` `-3 * 4 = 13`", "-3 * 4", -12, "13", False),
    ("`3 * 4 = 13` `5`", "3 * 4", 12, "13", False),
    ("_3x3x64 = 577_", "3x3x64", 576, "577", False),
    ("so **3*3 = 10**.", "3*3", 9, "10", False),
    ("so *3 x 3 = 10*. And more.", "3 x 3", 9, "10", False),
    ("1 x 1x 128 x 32 = 4097", "1 x 1x 128 x 32", 4096, "4097", False),
    ("3x3 x64 = 577", "3x3 x64", 576, "577", False),
    ("so 3  *  3  *  64 = 577", "3  *  3  *  64", 576, "577", False),
    ("3  *   4 + 2\t*\t 5 = 23", "3  *   4 + 2\t*\t 5", 22, "23", False),
    ("3  *  .5 = 2.5", "3  *  .5", Fraction(3, 2), "2.5", False),
    ("3  *  (2 + 2) = 12", "3  *  (2 + 2)", 12, "12", True),
    ("3*.5 = 2.5", "3*.5", Fraction(3, 2), "2.5", False),
    ("3x3x64 = 577<b>, of 5</b>", "3x3x64", 576, "577", False),
    ("of 5 <b>3x3x64 = 577</b>", "3x3x64", 576, "577", False),
    ("3x3x64 = 577<br>5", "3x3x64", 576, "577", False),
    ("<td>3x3x64=577</td>", "3x3x64", 576, "577", False),
    ("Params: 3*3*64 + 64 = 641 for the layer.", "3*3*64 + 64", 640, "641", False),
    ("N = 3*3*64 = 577", "3*3*64", 576, "577", False),
    ("가중치는 3x3x64=577개입니다", "3x3x64", 576, "577", False),
    ("共有3×3×64=577个参数", "3×3×64", 576, "577", False),
    ("したがって3×3×64=577です", "3×3×64", 576, "577", False),
    # Words before the result
    ("3x3x128x64 = 총 73,729개", "3x3x128x64", 73_728, "73,729", False),
    ("5*5*3*32 = 共2401个", "5*5*3*32", 2400, "2401", False),
    ("5*5*3*32 ≈ 共 2500", "5*5*3*32", 2400, "2500", False),
    ("5*5*3*32 = total 2401", "5*5*3*32", 2400, "2401", False),
    ("3x3x64 = a total of 577 weights", "3x3x64", 576, "577", False),
    ("3x3x64 = a grand total of about 600", "3x3x64", 576, "about 600", False),
    ("3x3x64 = un total de 576", "3x3x64", 576, "576", True),
    ("3x3x64 = 모두 합계 577개", "3x3x64", 576, "577", False),
    ("3x3x128x64 = 共约73,000个参数", "3x3x128x64", 73_728, "共约73,000", True),
    ("3x3x128x64 = 約 83,000", "3x3x128x64", 73_728, "約 83,000", False),
    ("3x3x128x64は73,729です", "3x3x128x64", 73_728, "73,729", False),
    ("3 x 3 x 128 x 64 は約74,000", "3 x 3 x 128 x 64", 73_728, "約74,000", True),
    # Words behind it that make it "about"
    ("3x3x128x64 = 74,000개 정도", "3x3x128x64", 73_728, "74,000", True),
    ("3x3x128x64 = 75,000개 정도", "3x3x128x64", 73_728, "75,000", False),
    ("3x3x128x64 = 7.3万个左右", "3x3x128x64", 73_728, "7.3万个左右", True),
    ("3x3x128x64 = 7.3万个", "3x3x128x64", 73_728, "7.3万个", False),
    ("3x3x128x64 = 73,000 程度です", "3x3x128x64", 73_728, "73,000", True),
    ("3x3x128x64 = 73,000 or so.", "3x3x128x64", 73_728, "73,000", True),
    ("3x3x128x64 = 73,000 for sound", "3x3x128x64", 73_728, "73,000", False),
    ("(which is 3*4 = 13)", "3*4", 12, "13", False),
    ("3*4, 5*6 = 31", "5*6", 30, "31", False),
    # Full width
    ("３×３×６４＝５７７", "３×３×６４", 576, "５７７", False),
    ("参数：3×3×64＝577，共", "3×3×64", 576, "577", False),
    ("共（３＋１）×２＝９个", "（３＋１）×２", 8, "９", False),
    ("为（3＋1)×2＝9", "（3＋1)×2", 8, "9", False),
    ("5000＊5000＝2400万", "5000＊5000", 25_000_000, "2400万", False),
    ("１２－７×２＝－３", "１２－７×２", -2, "－３", False),
    ("有5，3×4＝13", "3×4", 12, "13", False),
    # Percentages
    ("24/30 = 80%", "24/30", Fraction(4, 5), "80%", True),
    ("24/30 = 90 % of them", "24/30", Fraction(4, 5), "90 %", False),
    ("24/30 = 90 percent", "24/30", Fraction(4, 5), "90 percent", False),
    (r"$2/3 \approx 66.7\%$", "2/3", Fraction(2, 3), r"66.7\%", True),
    ("（1－1/4）＝85％", "（1－1/4）", Fraction(3, 4), "85％", False),
    # Brackets, powers, signs, floors
    ("(3 x [4 + {1}]) = 15", "(3 x [4 + {1}])", 15, "15", True),
    ("参数为（3 × 3 × 3 + 1） × 32 = 897", "（3 × 3 × 3 + 1） × 32", 896, "897", False),
    ("共［3 + 1］*（2 + 1）= 13（个）", "［3 + 1］*（2 + 1）", 12, "13", False),
    ("层（3*4 = 13）", "3*4", 12, "13", False),
    ("5² * 3 = 75", "5² * 3", 75, "75", True),
    ("5^2*3 = 75", "5^2*3", 75, "75", True),
    ("5**2 * 3 = 75", "5**2 * 3", 75, "75", True),
    ("2^{10} = 1024", "2^{10}", 1024, "1024", True),
    ("2¹⁹⁻¹⁶ = 2⁴", "2¹⁹⁻¹⁶", 8, "2⁴", False),
    ("$3$ $-4 + 11 = 8$", "-4 + 11", 7, "8", False),
    (r"$3$ $\times 4$ $= 13$", r"3$ $\times 4", 12, "13", False),
    (r"$1/4 = \frac{100}{5}~\%$", "1/4", Fraction(1, 4), r"\frac{100}{5}~\%", False),
    (r"$1^2 = 90\\%$", "1^2", 1, r"90\\%", False),
    ("10⁻² * 500 = 5", "10⁻² * 500", 5, "5", True),
    ("3 − 5 = −2", "3 − 5", -2, "−2", True),
    ("-3*4 = -12", "-3*4", -12, "-12", True),
    ("⌊(224 − 11)/4⌋ + 1 = 54", "⌊(224 − 11)/4⌋ + 1", 54, "54", True),
    ("⌈(224 − 11)/4⌉ + 1 = 54", "⌈(224 − 11)/4⌉ + 1", 55, "54", False),
    ("floor(213/4) + 1 = 55", "floor(213/4) + 1", 54, "55", False),
    ("so ceil((224 - 11)/4) = 54", "ceil((224 - 11)/4)", 54, "54", True),
    ("so math.floor(213/4) + 1 = 55", "math.floor(213/4) + 1", 54, "55", False),
    ("n = Math.ceil((224 - 11)/4) = 54", "Math.ceil((224 - 11)/4)", 54, "54", True),
    ("round(0.75*33) = 24", "round(0.75*33)", 25, "24", False),  # 24.75
    ("2*round(5/2) = 4", "2*round(5/2)", 4, "4", True),  # 2.5, as Python has it
    ("213 // 4 + 1 = 54", "213 // 4 + 1", 54, "54", True),
    ("(224-11)/4 + 1 = 55", "(224-11)/4 + 1", Fraction(217, 4), "55", False),
    (r"\frac{(55-3)}{2}+1 = 28", r"\frac{(55-3)}{2}+1", 27, "28", False),
    (r"\left\lfloor \frac{213}{4} \right\rfloor &= 54 \\", r"\lfloor \frac{213}{4} \right\rfloor", 53, "54", False),
    (r"\(10 \cdot 1{,}000 = 10{,}000\)", r"10 \cdot 1{,}000", 10_000, "10{,}000", True),
    (r"$(2 \times 3) = \mathbf{6}$", r"(2 \times 3)", 6, "6", True),
    ("3 &times; 4 = 13", "3 &times; 4", 12, "13", False),
    # Products without a sign
    ("2(0.25) - 0.1 = 0.5", "2(0.25) - 0.1", Fraction(2, 5), "0.5", False),
    ("5(6+1) = 36", "5(6+1)", 35, "36", False),
    ("(4+1)(2+1)(2+1) = 45", "(4+1)(2+1)(2+1)", 45, "45", True),
    ("$2(4) + 3 = 11$ cm", "2(4) + 3", 11, "11", True),
    (r"3\left(\frac{0-1}{1} - \frac{1}{1}\right) = -6", r"3\left(\frac{0-1}{1} - \frac{1}{1}\right)", -6, "-6", True),
    (r"\frac{1}{2}(1 + 1.2) = 1.2", r"\frac{1}{2}(1 + 1.2)", Fraction(11, 10), "1.2", False),
    ("10²(3+1) = 410", "10²(3+1)", 400, "410", False),
    ("3*4 = 12(3 filters)", "3*4", 12, "12", True),
    ("3*4 = 12（个）", "3*4", 12, "12", True),
    # Roots
    (r"$\sqrt{4 + 1 + 4} = 4$", r"\sqrt{4 + 1 + 4}", 3, "4", False),
    (r"\sqrt{3^2 + 4^2} = 5", r"\sqrt{3^2 + 4^2}", 5, "5", True),
    (r"3\sqrt{\frac{16}{9}} + 1 = 5", r"3\sqrt{\frac{16}{9}} + 1", 5, "5", True),
    (r"\sqrt{9 + \sqrt{49}} = 5", r"\sqrt{9 + \sqrt{49}}", 4, "5", False),
    # Numbers and precision
    ("1 000 * 2 = 2 000", "1 000 * 2", 2000, "2 000", True),
    ("1_000 * 2 = 3_000", "1_000 * 2", 2000, "3_000", False),
    ("176*198 = 34’848", "176*198", 34_848, "34’848", True),
    ("176*198 = 34'849", "176*198", 34_848, "34'849", False),
    ("1’000 * 2’000 = 2’000’001", "1’000 * 2’000", 2_000_000, "2’000’001", False),
    ("35K + 307K = 342K", "35K + 307K", 342_000, "342K", True),
    ("1억 3836만 * 2 = 2억 7672만", "1억 3836만 * 2", 276_720_000, "2억 7672만", True),
    # Operands with their units in words
    ("1.25 million * 4 = 5.1 million", "1.25 million * 4", 5_000_000, "5.1 million", False),
    ("6.1 Mio. × 4 = 25.4 Mio. Parameter", "6.1 Mio. × 4", 24_400_000, "25.4 Mio", False),
    ("61 Mio. + 3 Mio. = 64 Mio. Parameter", "61 Mio. + 3 Mio.", 64_000_000, "64 Mio", True),
    ("60 millones * 4 = 240 millones", "60 millones * 4", 240_000_000, "240 millones", True),
    ("60 млн * 4 = 260 млн параметров", "60 млн * 4", 240_000_000, "260 млн", False),
    ("60 millions × 4 = 260 millions", "60 millions × 4", 240_000_000, "260 millions", False),
    ("(3 million + 4 million) * 2 = 15 million", "(3 million + 4 million) * 2", 14_000_000, "15 million", False),
    ("2 * 3 million = 7,000,000", "2 * 3 million", 6_000_000, "7,000,000", False),
    ("6100万×4=2.5亿", "6100万×4", 244_000_000, "2.5亿", False),
    ("6100万×4=2.44亿个", "6100万×4", 244_000_000, "2.44亿个", True),
    ("1億2000万 × 2 = 2億5000万個", "1億2000万 × 2", 240_000_000, "2億5000万個", False),
    ("2亿 + 3亿 = 6亿", "2亿 + 3亿", 500_000_000, "6亿", False),
    ("7만 3천 * 2 = 14만 6천", "7만 3천 * 2", 146_000, "14만 6천", True),
    ("1조 2000억 / 4 = 4000억", "1조 2000억 / 4", 300_000_000_000, "4000억", False),
    ("0.1*3 = 0.3", "0.1*3", Fraction(3, 10), "0.3", True),
    ("213/4 = 53.25", "213/4", Fraction(213, 4), "53.25", True),
    ("10/3 = 3.33", "10/3", Fraction(10, 3), "3.33", True),
    ("10/3 = 3.34", "10/3", Fraction(10, 3), "3.34", False),
    ("11*11*3*96 ≈ 35K", "11*11*3*96", 34_848, "35K", True),
    (r"11*11*3*96 \approx 36K", "11*11*3*96", 34_848, "36K", False),
    ("11*11*3*96 = about 34,800", "11*11*3*96", 34_848, "about 34,800", True),
    ("11*11*3*96 = approx. 34,900", "11*11*3*96", 34_848, "approx. 34,900", False),
    ("2048*2*1000 = 4.1 million", "2048*2*1000", 4_096_000, "4.1 million", True),
    ("2048*2*1000 = 4.2 million", "2048*2*1000", 4_096_000, "4.2 million", False),
    ("5000*5000 = 25 млн", "5000*5000", 25_000_000, "25 млн", True),
    ("5000*5000 = 26 млн", "5000*5000", 25_000_000, "26 млн", False),
    ("5000*5000 = 25 Mio. Parameter", "5000*5000", 25_000_000, "25 Mio", True),
    ("5000*5000 = 24 millones", "5000*5000", 25_000_000, "24 millones", False),
    ("5000*5000 = 2500万", "5000*5000", 25_000_000, "2500万", True),
    ("5000*5000 = 2400 万个", "5000*5000", 25_000_000, "2400 万个", False),
    ("5000*5000 = 25 백만", "5000*5000", 25_000_000, "25 백만", True),
    ("5000*5000 = 0.25億", "5000*5000", 25_000_000, "0.25億", True),
    ("5000*5000 = 25&nbsp;million", "5000*5000", 25_000_000, "25&nbsp;million", True),
    ("512*512*4 = 1.0 MB", "512*512*4", 1_048_576, "1.0 MB", True),
    ("512*512*4 = 1.05MB", "512*512*4", 1_048_576, "1.05MB", True),
    ("512*512*5 = 1.1MiB", "512*512*5", 1_310_720, "1.1MiB", False),
    ("7*7*832*384 = 15.7 MMACs", "7*7*832*384", 15_654_912, "15.7 MMACs", True),
    ("1024*1072 = 1072K", "1024*1072", 1_097_728, "1072K", True),  # K of 1024
    ("11*11*3*96*100 = 3.48 x 10^6", "11*11*3*96*100", 3_484_800, "3.48 x 10^6", True),
    ("11*11*3*96*100 = 3.58 x 10^6", "11*11*3*96*100", 3_484_800, "3.58 x 10^6", False),
    # What stands around
    ("3x3x64 = 577 (64 filters)", "3x3x64", 576, "577", False),
    ("3x3x64 = 577, and more", "3x3x64", 576, "577", False),
    ("3x3x64 = 577.", "3x3x64", 576, "577", False),
    ("In 2012, 3x3x64 = 577", "3x3x64", 576, "577", False),
    ("see (the paper) 3x3x64 = 577", "3x3x64", 576, "577", False),
    (r"$\text{weights: } 3 \times 3 = 10$", r"3 \times 3", 9, "10", False),
    (r"$3 \times 3 = 10 \text{ weights}$", r"3 \times 3", 9, "10", False),
    (r"$3 \times 3 = 10\text{ weights}$", r"3 \times 3", 9, "10", False),
    (
        r"$7^2 \cdot 832 \cdot 384 = 15.8\text{ MMACs}$",
        r"7^2 \cdot 832 \cdot 384",
        15_654_912,
        r"15.8\text{ MMACs}",
        False,
    ),
]


@pytest.mark.parametrize(("line", "left", "value", "right", "holds"), SUMS, ids=[row[0] for row in SUMS])
def test_a_sum(line, left, value, right, holds):
    (claim,) = find_sums(line)
    assert (claim.left, claim.left_value, claim.right, claim.holds) == (left, value, right, holds)
    assert line.startswith(right, claim.offset)


@pytest.mark.parametrize(
    ("line", "value", "binary"),
    [
        ("4096*4096 = 16M", 2**24, True),
        ("4096*4096 = 17M", 2**24, False),  # 16.8 million
        ("1024*1024 = 1M", 2**20, False),  # 1.05 million: right in both
        ("1024*1072 = 1072K", 1024 * 1072, True),
        ("64K * 2 = 131072", 2**17, True),
        ("64K * 2 = 128000", 128_000, False),
        ("64K * 2 = 128K", 128_000, False),
        ("1024*64K = 64M", 2**26, True),
        ("4*16K = 2*32K", 64_000, False),
        ("512*512*4 = 1.00 MB", 2**20, True),
        ("512*512*4 = 1.0 MB", 2**20, False),  # 1.05 million: right in both
        ("4096*4096 = 15M", 2**24, False),
        ("4K * 4K = 16.8M", 2**24, True),
    ],
)
def test_what_holds_only_in_units_of_1024_is_known(line, value, binary):
    (claim,) = find_sums(line)
    assert (claim.left_value, claim.binary) == (value, binary)


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        (r"\sqrt{2} \approx 1.414", [r"\sqrt{2} = 1.414"]),  # 1.41421
        (r"\sqrt{0.2 \times 0.37} = 0.282", [r"\sqrt{0.2 \times 0.37} = 0.282 !"]),  # 0.27203
        (r"\sqrt{2}\sqrt{8} = 5", [r"\sqrt{2}\sqrt{8} = 5 !"]),  # 4
        (r"1.5 = \sqrt{2}", [r"\sqrt{2} = 1.5 !"]),
        (r"\sqrt{20} = 3\sqrt{5}", [r"\sqrt{20} = 3\sqrt{5} !"]),  # 2√5
        (r"\sqrt{20} = 2\sqrt{5}", [r"\sqrt{20} = 2\sqrt{5}"]),
        (r"\sqrt{2} \cdot \sqrt{2} = 2", [r"\sqrt{2} \cdot \sqrt{2} = 2"]),
        (r"\frac{2}{\sqrt{6}} = \frac{\sqrt{6}}{3}", [r"\frac{2}{\sqrt{6}} = \frac{\sqrt{6}}{3}"]),
        (r"\sqrt{5} = 2", []),  # rounded
        (r"\sqrt[3]{8} = 3", [r"\sqrt[3]{8} = 3 !"]),
        (r"\sqrt 4 * 2 = 3", [r"\sqrt 4 * 2 = 3 !"]),
        (r"\sqrt{x + 1} = 3", []),
        (r"x\sqrt{4} = 3", []),
        (r"\sqrt{-4} = 2", []),
    ],
)
def test_a_root_that_is_no_fraction(line, steps):
    assert [f"{claim.left} = {claim.right}{'' if claim.holds else ' !'}" for claim in find_sums(line)] == steps


@pytest.mark.parametrize(
    ("line", "trillion", "steps"),
    [
        ("2兆 * 3 = 7兆", True, ["2兆 * 3 = 7兆 !"]),
        ("1兆2000億 / 4 = 3000億", True, ["1兆2000億 / 4 = 3000億"]),
        ("2,000,000 * 1,500,000 = 3兆", True, ["2,000,000 * 1,500,000 = 3兆"]),
        ("2,000,000 * 1,500,000 = 4兆", False, []),
        ("2兆 * 3 = 7兆", False, []),
        ("3*4 = 12, 2兆", False, ["3*4 = 12"]),
    ],
)
def test_a_sign_that_is_a_trillion_to_some(line, trillion, steps):
    claims = find_sums(line, usage=Usage("これ" if trillion else "の 这"))
    assert [f"{claim.left} = {claim.right}{'' if claim.holds else ' !'}" for claim in claims] == steps


def test_all_terms_of_a_network_in_one_line():
    """VGG-16's convolutions: more numbers than one expression may have parts."""
    channels = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
    terms = [f"3*3*{before}*{after}" for before, after in pairwise(channels)]
    (claim,) = find_sums(" + ".join(terms) + " = 14,710,464")
    assert claim.left_value == 14_710_464  # 14,714,688 with the 4,224 biases
    assert claim.holds


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        ("3x3x64 = 9x64 = 576", ["3x3x64 = 9x64", "9x64 = 576"]),
        ("3x3x64 = 9*65 = 585", ["3x3x64 = 9*65 !", "9*65 = 585"]),
        ("11x11x3x96 = 35K = 34,848", ["11x11x3x96 = 35K", "11x11x3x96 = 34,848"]),
        ("11x11x3x96 = 34,848 = 33K", ["11x11x3x96 = 34,848", "11x11x3x96 = 33K !"]),
        ("55 / 2 = 27.5 = ~27", ["55 / 2 = 27.5", "55 / 2 = ~27"]),
        ("(32-5)/1 + 1 = 27 + 1 = 28", ["(32-5)/1 + 1 = 27 + 1", "27 + 1 = 28"]),
        ("2+3 = 5 and 2*3 = 7", ["2+3 = 5", "2*3 = 7 !"]),
        ("3*3=9 4*4=17 5*5=25", ["3*3 = 9", "4*4 = 17 !", "5*5 = 25"]),
        ("3*4 = n = 2*7 = 15", ["2*7 = 15 !"]),
        ("x = 5(3*2 + 1) = 5(6+1) = 36", ["5(3*2 + 1) = 5(6+1)", "5(6+1) = 36 !"]),
        ("3 * 2 = 6 million = 6", ["3 * 2 = 6 million !", "3 * 2 = 6"]),
        ("2 * 3 million = 6 million = 6,000", ["2 * 3 million = 6 million", "2 * 3 million = 6,000 !"]),
    ],
)
def test_the_steps_of_a_chain(line, steps):
    assert [f"{claim.left} = {claim.right}{'' if claim.holds else ' !'}" for claim in find_sums(line)] == steps


@pytest.mark.parametrize(
    "line", ["we have 3 x 3 x", "3 × 3 ×  ", "so it is 2 +", "$3 \\times", "= (", "N =", "3*3*64 -"]
)
def test_a_line_that_goes_on(line):
    assert ends_open(line)
    assert find_sums("3 x 3 = 81", continued=True) == []
    assert [claim.holds for claim in find_sums("3 x 3 = 81, 2*2 = 5", continued=True)] == [False]


@pytest.mark.parametrize("line", ["", "text", "3 x 3 = 9", "max", "the box", "of size 3x3.", "(3)"])
def test_a_line_that_ends(line):
    assert not ends_open(line)


MEGABYTE = 1_000_000
HOSTILE = {
    "additions": "1+" * 500_000 + "1=1",
    "opening brackets": "(" * MEGABYTE + "1=1",
    "nested brackets": "(" * 400_000 + "1" + ")" * 400_000 + "=1",
    "equals signs": "1" + "=" * MEGABYTE,
    "a chain": "1=" * 500_000,
    "digits": "1" * MEGABYTE + "=1",
    "letters x": "3" + "x" * MEGABYTE + "=1",
    "products": "3 x " * 250_000 + "3=1",
    "groups": "111 " * 250_000 + "*3=1",
    "commas": "1," * 500_000 + "1=1",
    "spaces": "3*3" + " " * MEGABYTE + "=1",
    "stars far apart": ("3" + " " * 999 + "*") * 1000 + "=1",
    "stars": "3" + "*" * MEGABYTE + "3=1",
    "bullets": "- " * 500_000 + "3*3=n",
    "quotes": "1=1" + "> " * 500_000,
    "minus signs": "3*3=" + " -" * 500_000 + "9",
    "fractions": r"\frac{1}{" * 111_000 + "=1",
    "backslashes": "1" + "\\" * MEGABYTE + "=1",
    "powers": "9^9^9^9^9^9^9=1 " * 62_000,
    "floors of nothing": "⌊" * 500_000 + "=1",
    "units": "1만" * 500_000 + "*3=1",
    "words before a result": "3*3=" + "共 " * 500_000 + "n",
    "percent signs": "3/4=7" + "%" * MEGABYTE,
    "floors of floors": "floor(" * 160_000 + "=1",
    "uneven spaces": "3 x 3x " * 140_000 + "n=1",
    "full width": "３×３＋" * 250_000 + "ｎ＝9",
    "commas in full width": "1，" * 500_000 + "n＝1",
    "topics": "3*3は1000n" * 100_000 + "=n",
    "a topic before digits": "3*3は" + "1" * MEGABYTE,
}


@pytest.fixture
def no_collector():
    """As the program runs: without the garbage collector."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE)
def test_a_megabyte_of_nonsense_is_no_claim(line):
    assert find_sums(line) == []


@pytest.mark.usefixtures("no_collector")
def test_a_hundred_thousand_claims():
    claims = find_sums("3*3=9 " * 99_999 + "3*3=8")
    assert len(claims) == 100_000
    assert [claim.offset for claim in claims if not claim.holds] == [6 * 99_999 + 4]


@pytest.mark.parametrize(
    "line",
    [
        "1+" * 600 + "1 = 601",
        "2^1000 = 1",
        "1/0 = 1",
        "9^9^9^9 = 1",
        "(" * 40 + "1+1" + ")" * 40 + " = 2",
        "1" * 50 + "*1 = " + "1" * 50,
    ],
)
def test_what_is_too_large_is_no_claim(line):
    assert find_sums(line) == []


@pytest.mark.parametrize(
    "line", ["1.5K * 2 = 3.1K", "1.5 * 2K = 3.1K", "5K + 5K = 10.2K", "10K * 10 = 102K", "3 * 700M = 2.2G"]
)
def test_no_sum_holds_that_has_two_kinds_of_k(line):
    """1.5K * 2 is 3,000 where K is 1000, and 3K where it is 1024."""
    assert not any(claim.holds for claim in find_sums(line, doubtful=[]))


def test_a_result_that_a_letter_is_multiplied_by_is_none():
    assert find_sums(r"$216 = \frac13\cdot36\cdot h$") == []
