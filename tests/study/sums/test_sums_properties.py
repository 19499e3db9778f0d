"""Random sums in every notation, true and false by construction: exactly the false ones are found, each in its place.

The expected values are Python's own fractions over the tree that was drawn, not what our expressions make of the text.
"""

import re
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from convcalc.study.sums.find import find_sums

# Expressions: a tree as ("+", left, right), (number,) or (operation, tree), and how each part is written.

TIMES = ["x", "×", "*", r"\*", "·", r"\times", r"\cdot", "&times;", "⋅", "X"]
MINUS = ["-", "−", "–", "&minus;"]
DIVIDED = ["/", "÷", r"\div"]
BRACKETS = [("(", ")"), ("[", "]"), (r"\left(", r"\right)"), ("{", "}"), (r"\[", r"\]")]
FLOORS = [("⌊", "⌋"), (r"\lfloor ", r"\rfloor"), (r"\left\lfloor ", r"\right\rfloor")]
PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2}


def number_written(draw, value):
    if value < 1000 or draw(st.booleans()):
        return str(value)
    separator = draw(st.sampled_from([",", "_", "{,}"]))
    return f"{value:,}".replace(",", separator)


def spaced(draw, symbol):
    """An operator, with a space on both sides or none; a LaTeX command needs one."""
    space = " " if symbol.startswith("\\") and symbol != r"\*" else draw(st.sampled_from(["", " "]))
    return f"{space}{symbol}{space}"


def operator_written(draw, operator):
    names = {"+": ["+"], "-": MINUS, "*": TIMES, "/": DIVIDED}[operator]
    return spaced(draw, draw(st.sampled_from(names)))


@st.composite
def operations(draw, depth=3):
    """The text, the value and the precedence of an expression with at least one operator."""
    kind = draw(st.sampled_from(["*", "*", "*", "+", "-", "/", "floor", "fraction", "square"]))
    if kind in ("floor", "fraction"):
        (top, dividend, _), (bottom, divisor, _) = draw(operands(depth - 1)), draw(operands(depth - 1))
        if not divisor:
            bottom, divisor = "4", Fraction(4)
        if kind == "fraction":
            return rf"\frac{{{top}}}{{{bottom}}}", dividend / divisor, 3
        left, right = draw(st.sampled_from(FLOORS))
        return f"{left}({top})/({bottom}){right}", Fraction(dividend / divisor // 1), 3
    if kind == "square":
        number = draw(st.integers(2, 99))
        exponent = draw(st.sampled_from(["²", "^2", "**2", "^{2}"]))
        return f"{number}{exponent}", Fraction(number**2), 3
    left, right = draw(operands(depth - 1)), draw(operands(depth - 1))
    if kind == "/" and not right[1]:
        right = ("4", Fraction(4), 4)
    level = PRECEDENCE[kind]
    value = {"+": left[1] + right[1], "-": left[1] - right[1], "*": left[1] * right[1]}.get(kind)
    text = (
        bracketed(draw, left, left[2] < level)
        + operator_written(draw, kind)
        + bracketed(draw, right, right[2] <= level)
    )
    text = re.sub(r"(\\rfloor)[xX]", r"\1\\times ", text)  # no LaTeX has a letter directly behind a command
    return text, left[1] / right[1] if value is None else value, level


@st.composite
def operands(draw, depth):
    if depth and draw(st.booleans()):
        return draw(operations(depth))
    value = draw(st.one_of(st.integers(2, 12), st.integers(2, 4096)))
    return number_written(draw, value), Fraction(value), 4


def bracketed(draw, part, needed):
    if not needed and draw(st.integers(0, 3)):
        return part[0]
    left, right = draw(st.sampled_from(BRACKETS))
    return f"{left}{part[0]}{right}"


# Results: a true one and a false one for a value, by the rules of precision.

UNITS = {"K": 10**3, "k": 10**3, "M": 10**6, "G": 10**9, "만": 10**4, "억": 10**8}


@st.composite
def results(draw, value, true):
    """How a result is written that is true of a value, or false of it whatever is rounded."""
    forms = ["decimals"] if value.denominator != 1 else ["plain"]
    units = [unit for unit, scale in UNITS.items() if 2 * scale <= abs(value) < 1000 * scale]
    if units:
        forms += ["unit", "about unit"]
    form = draw(st.sampled_from(forms))
    sign = "-" if value < 0 else ""
    size = abs(value)
    if not true:
        size = size * draw(st.integers(3, 7)) + draw(st.integers(2, 9))  # far from any other reading
    if form == "plain":
        return sign + number_written(draw, int(size))
    if form == "decimals":
        places = draw(st.integers(1, 4))
        return sign + decimal(size, places)
    unit = draw(st.sampled_from(units))
    places = 0 if form == "about unit" else draw(st.integers(1, 2))
    about = draw(st.sampled_from(["~", "약 ", "about ", "≈ "])) if form == "about unit" else ""
    gap = draw(st.sampled_from(["", " "])) if unit in "KMG" else ""
    return about + sign * (not about) + decimal(size / UNITS[unit], places) + gap + unit


def decimal(value, places):
    """A value rounded to so many decimals, as it is written."""
    scaled = round(value * 10**places)
    whole, rest = divmod(scaled, 10**places)
    return f"{whole}.{rest:0{places}d}" if places else f"{whole}"


BEFORE = [
    "", "The layer has ", "weights: ", "(", "- ", "12. ", "| conv1 | ", "총 ", "**", "`", "$", "N = ", "> ",
    "see (a), ",
]  # fmt: skip
AFTER = [
    "", ".", ", as above", " weights", " |", ")", "**", "`", "$", "; more", "개", " parameters (conv1)", " 입니다",
    "\\\\",
]  # fmt: skip
BETWEEN = [" and ", "; ", " | ", ", then ", ". Now ", " 이고, "]


SAYING = re.compile(r"(\d) ?\+ ?\1")
"""`2 + 2` makes anything in a saying, and so no claim that is found false."""


@st.composite
def claims(draw):
    """A sum and whether it is true; its value is not 0 and not below 0 where it is written about."""
    text, value, _ = draw(operations().filter(lambda drawn: 2 <= drawn[1] < 10**15 and not SAYING.fullmatch(drawn[0])))
    true = draw(st.booleans())
    result = draw(results(value, true))
    equals = spaced(draw, "=")
    return text, equals, result, value, true


@given(st.lists(claims(), min_size=1, max_size=3), st.data())
def test_exactly_the_false_ones_are_found(drawn, data):
    line = data.draw(st.sampled_from(BEFORE))
    expected = []
    for index, (text, equals, result, value, true) in enumerate(drawn):
        line += data.draw(st.sampled_from(BETWEEN)) if index else ""
        line += text + equals
        expected.append((value, result, len(line), true))
        line += result
    line += data.draw(st.sampled_from(AFTER))
    found = [(claim.left_value, claim.right, claim.offset, claim.holds) for claim in find_sums(line)]
    assert found == expected, line


@given(claims(), st.integers(2, 9))
def test_a_chain_checks_every_step(drawn, factor):
    text, equals, result, _, true = drawn
    line = f"{text} = ({text}) * {factor} / {factor}{equals}{result}"
    assert [claim.holds for claim in find_sums(line)] == [True, true], line


@given(st.text(alphabet="0123456789xX×*+-−/=≈~.,_ ()[]{}⌊⌋\\$`²^KMB만억%ab|", max_size=60))
def test_any_text_gives_an_answer_within_the_line(line):
    for claim in find_sums(line):
        assert line.startswith(claim.right, claim.offset)
        assert claim.left in line


@given(claims())
def test_turned_round_it_is_true_or_false_as_it_was(drawn):
    text, equals, result, value, true = drawn
    assume(not result.startswith(("~", "약", "about", "≈")) and value >= 100)
    digits = result.replace(",", "")
    assume(not (digits.isdecimal() and any(int(digits, base) == value for base in range(int(max(digits)) + 1, 37))))
    found = find_sums(f"{result}{equals}{text}")
    assert [(claim.left_value, claim.right, claim.offset, claim.holds) for claim in found] == [(value, result, 0, true)]
