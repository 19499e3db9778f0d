"""The ways in which a sum is spelled beside the plain one, each with the sum written plainly and its value."""

import pytest

from convcalc.study.sums.find import find_sums

SPELLINGS = [
    # Arguments of LaTeX without braces
    (r"$\frac16 + \frac13 = \frac12$", r"\frac16 + \frac13", r"\frac12", True),
    (r"$\frac1{6} + \frac{1}3 = \frac 13$", r"\frac1{6} + \frac{1}3", r"\frac 13", False),
    (r"$\frac13 \cdot 4^3 - \tfrac13 \cdot 1^3 = 22$", r"\frac13 \cdot 4^3 - \tfrac13 \cdot 1^3", "22", False),  # 21
    (r"$\frac{1}{1-\frac12} = 3$", r"\frac{1}{1-\frac12}", "3", False),
    (r"$1/\sqrt3 = 0.5774$", r"1/\sqrt3", "0.5774", True),  # 0.57735
    (r"$\sqrt5 * \sqrt 5 = 6$", r"\sqrt5 * \sqrt 5", "6", False),
    (r"$(\sqrt 5 - 1)(\sqrt 5 + 1) = 5$", r"(\sqrt 5 - 1)(\sqrt 5 + 1)", "5", False),  # 5 - 1
    (r"$\frac{\sqrt3}{3} = \frac1{\sqrt{3}}$", r"\frac{\sqrt3}{3}", r"\frac1{\sqrt{3}}", True),
    # Roots
    ("√25 + 1 = 7", "√25 + 1", "7", False),
    ("√(9+16) = 5", "√(9+16)", "5", True),
    ("2√9 = 7", "2√9", "7", False),
    ("so 2*sqrt(49) = 15", "2*sqrt(49)", "15", False),
    ("math.sqrt(49)=7", "math.sqrt(49)", "7", True),
    # What only sets how it looks
    (r"$161\times\textcolor{blue}{35} = 5636$", r"161\times\textcolor{blue}{35}", "5636", False),  # 5635
    (r"$3\times{}4 = 13$", r"3\times{}4", "13", False),
    ("$16 + 0 + 2 + 1 = 20_{10}$", "16 + 0 + 2 + 1", "20", False),
    ("$3*4 &= &13$", "3*4", "13", False),
    (r"$a \;=\; 2 - 1 - 1 \;=\; 1.$", "2 - 1 - 1", "1", False),
    # Signs before the first number, and before a result
    (r"is $-\frac{1}{10}+\frac{2}{10} = 1$.", r"-\frac{1}{10}+\frac{2}{10}", "1", False),
    ("gives -3*4 = -13", "-3*4", "-13", False),
    ("差：-3*4 = -13", "-3*4", "-13", False),
    ("即-3*4 = -12", "-3*4", "-12", True),
    ("$-19 + 45 = +27$", "-19 + 45", "27", False),
    (r"平均为$\frac{2\times 80}{4}=41$，此", r"\frac{2\times 80}{4}", "41", False),
    (r"$I = - \log_2 \left( \frac{1}{2^4} \right) = 5$", r"- \log_2 \left( \frac{1}{2^4} \right)", "5", False),
    # Spaces and points of another habit
    ("17*  9 = 154", "17*  9", "154", False),
    ("so (3+4)*  9 = 64", "(3+4)*  9", "64", False),
    (r"so $2. \times 3.5 = 8$", r"2. \times 3.5", "8", False),
    # What stands around
    ("{.text-center} `8/5` = 1.7", "8/5", "1.7", False),
    ("$3*0.99 =3.97$,即", "3*0.99", "3.97", False),
    ("（1,200×2+3,200=5,601 / 거스름돈 4,400）", "1,200×2+3,200", "5,601", False),
    # So many times as much
    (r"$\frac{138.9}{70.4} = 2.97\times$", r"\frac{138.9}{70.4}", "2.97", False),
    ("14.4/8 = 1.9× faster", "14.4/8", "1.9", False),
    ("14.4/8 = 1.9x faster", "14.4/8", "1.9", False),
    # Digits in groups
    (r"$10\,000 \times 2 = 20\, 001$", r"10\,000 \times 2", r"20\, 001", False),
    (r"$10\; 200 \times 1 = 10\;200$", r"10\; 200 \times 1", r"10\;200", True),
    # What stands before it, and a space before a root
    (r"$x < \frac12 + \frac12 = 2$", r"\frac12 + \frac12", "2", False),
    (r"$\Rightarrow 3 \cdot 4 = 13$", r"3 \cdot 4", "13", False),
    (r"$a \leq 3 \cdot 4 = 13$", r"3 \cdot 4", "13", False),
    (r"$(-2 \sqrt 2)^2 = 9$", r"(-2 \sqrt 2)^2", "9", False),
    (r"$\frac13 (1+1+1) = 2$", r"\frac13 (1+1+1)", "2", False),
    # Percentages as operands
    ("20% of 50 = 11", "20% of 50", "11", False),
    ("20 % von 50 = 10", "20 % von 50", "10", True),
    ("0.2 * 50% = 11%", "0.2 * 50%", "11%", False),
    ("200 × (1 + 5%) = 211", "200 × (1 + 5%)", "211", False),
    (r"$1 - 20\% = 0.9$", r"1 - 20\%", "0.9", False),
    ("30% + 40% + 20% = 80%", "30% + 40% + 20%", "80%", False),
    (r"$0.5 \cdot 6\% + 0.5 \cdot 12\% = 3\% + 7\%$", r"0.5 \cdot 6\% + 0.5 \cdot 12\%", r"3\% + 7\%", False),
    # Powers of ten alone, which are about as much as what they are nearest to
    (r"$n \approx 2^{20} \approx 10^6$", "2^{20}", "10^6", True),
    ("2^10 ≈ 10^3", "2^10", "10^3", True),
    ("2^20 ≈ 10^9", "2^20", "10^9", False),
    # Bytes in other languages
    ("10000 × 4 字节 = 41KB", "10000 × 4 字节", "41KB", False),
    # Very small numbers
    (r"$2 \times 10^{-20} = 5 \times 10^{-20}$", r"2 \times 10^{-20}", r"5 \times 10^{-20}", False),
    (r"$2^{-126} \approx 1.2 \times 10^{-38}$", r"2^{-126}", r"1.2 \times 10^{-38}", True),  # 1.1755e-38
]


@pytest.mark.parametrize(("line", "left", "right", "holds"), SPELLINGS, ids=[row[0] for row in SPELLINGS])
def test_a_spelling(line, left, right, holds):
    (claim,) = find_sums(line)
    assert (claim.left, claim.right, claim.holds) == (left, right, holds)
    assert line.startswith(right, claim.offset)


@pytest.mark.parametrize(
    "line",
    [
        r"$\frac163 = 5$",  # a sixth and a 3, or one over 63
        r"$\sqrt15 = 3$",  # √1·5 as it is set, √15 as it is meant
        r"$\sqrt[3]27 = 3$",  # ∛2·7 as it is set
        "∛8 = 3",
        r"$3\frac12 = 4$",  # as 3½ is
        r"$\frac x2 = 3$",
        "$16 + 0 + 2 + 1 = 20_{16}$",
        "the *17*  9 = 154",
        r"$2 + 2 = 5 \implies \sqrt 2 = 2$",  # a statement of logic
        "x -3*4 = -13",
        "(7 + 5)/3 = 5x",
        "7 + 5 = 3x + 4",
        "7*3 = 5 × 4 × n",
        "2^22 ≈ 10^6",  # four times as much
        "20*50 = 3% - 3 points",
    ],
)
def test_a_spelling_that_may_be_meant_otherwise_is_left_alone(line):
    assert find_sums(line) == []
