"""Sums as they are typed: what each comes to, and where what is none is wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.language.tree import FUNCTIONS, ExpressionError
from convcalc.study.sums.typed import agree, is_sum, read_sum

VALUES = {
    "3*3*128*64": 73_728,  # 9·8192
    "(227-11)/4 + 1": 55,  # 216/4 + 1
    "10 x 10 x 10": 1000,
    "5x5x3x4": 300,
    "3 *4": 12,
    "3 x4": 12,
    "3×3·2": 18,
    "7÷2": Fraction(7, 2),
    "7 // 2": 3,
    "7 % 4": 3,
    "2^10": 1024,
    "2**3**2": 512,  # from the right: 2⁹
    "-3²": -9,
    "3 * -2": -6,
    "−3 + 5": 2,
    "34,944 + 1": 34_945,
    "34_944": 34_944,
    "3 000 * 2": 6000,
    "61M": 61_000_000,
    "2 million": 2_000_000,
    "1.5K": 1500,
    "3e2": 300,
    "1.96 * 100": 196,
    "floor(7/2)": 3,
    "⌊7/2⌋ + ⌈7/2⌉": 7,
    "round(7/2)": 4,  # a half goes to the even number
    "min(3,4) + max(1, 2, 3)": 6,
    "make_divisible(30, 8)": 32,
    "[3 + 4] * {1 + 1}": 14,
    r"$5 \times 5$": 25,
    r"\frac{7}{2} + 1": Fraction(9, 2),
    "3*4 =": 12,
    "3*4 = ?": 12,
}


@pytest.mark.parametrize("text", VALUES)
def test_a_sum_has_a_value(text):
    assert is_sum(text)
    assert read_sum(text)[0].values[0] == VALUES[text]


EQUATIONS = {
    "5x5x3x4 = 300": True,
    "28/2 = 15": False,
    "28/2 == 14": True,
    "60,965,224 = 61M": True,
    "61M = 60,965,224": True,
    "60,965,224 = 60.9M": False,
    "1,448,813,632/2 ≈ 724M": True,
    "663,552 = ~663,000": True,
    "3*3 + 3*3 = 2*9": True,
    "2^20 = 1M": True,  # with M = 1024²
    "(224-11)/4 + 1 = 54": False,  # 54.25
}


@pytest.mark.parametrize("text", EQUATIONS)
def test_an_equation_holds_or_not(text):
    left, right = read_sum(text)
    assert is_sum(text)
    assert agree(left, right) == EQUATIONS[text]


WRONG = {
    "": (0, "there is no sum here", None),
    "3*": (1, "a number is missing behind '*'", None),
    "*3": (0, "a number is missing before '*'", None),
    "3*/4": (2, "a number is missing before '/'", None),
    "(3": (0, "the bracket '(' is never closed", None),
    "3)": (1, "')' closes nothing", None),
    "(3]": (2, "']' closes nothing", None),
    "3(4)": (1, "a sign is missing before '('", "write x before it"),
    "3 4": (2, "a sign is missing before '4'", "write x before it"),
    "= 3": (0, "nothing stands before this sign", None),
    "3 == = 4": (5, "nothing stands before this sign", None),
    "50%": (2, "a percentage is no number here", "8/100"),
    "1,00": (0, "'1,00' is no number", "write 1.00 or 100"),
    "1.000.000": (0, "'1.000.000' is no number", "write 1,000,000"),
    "0x10": (0, "'0x10' is no number", "write 0 x 10"),
    "007": (0, "'007' is no number", "write 7"),
    r"\sqrt15": (6, "'5' is no number", "in braces"),
    "3 = 4, 5 = 5": (5, "this comma separates nothing", "quotes of their own"),
    "min(3,400)": (4, "3,400 may be one number, or several", "write 3, 400 or 3400"),
    "floor 3": (6, "a bracket is missing behind 'floor'", "floor(7/2)"),
    "sqrt(4)": (0, "'sqrt' is no number and no sign", "the functions are min, max"),
    "9 <= 10": (2, "'<=' is no sign of a sum", "the signs are + -"),
    "5!": (1, "'!' is no sign of a sum", "the signs are + -"),
    "2*(1/0)": (0, "this divides by zero", None),
    "10^1000": (0, "this number is too large", "at most 2^256"),
    "9^9^9^9": (0, "this number is too large", "at most 2^256"),
    "2^(1/2)": (0, "an exponent must be a whole number", None),
    "+".join(["1"] * 501): (0, "a sum has at most", None),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_sum_is_refused_with_its_place(text):
    with pytest.raises(ExpressionError) as refused:
        read_sum(text)
    offset, message, hint = WRONG[text]
    assert refused.value.offset == offset
    assert refused.value.message.startswith(message)
    assert hint is None or hint in (refused.value.hint or "")


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "alexnet", "conv 96 11 stride=4", "3x3 conv, 64", "nn.Conv2d(3, 64, 7)", "net3.yaml", "input=3x8x8",
        "()",
    ],
)  # fmt: skip
def test_words_are_no_sum(text):
    assert not is_sum(text)


@given(st.text(alphabet="0123456789.,x*/+-^()=~% ⌊⌋²KM_", max_size=30))
def test_any_text_is_a_sum_or_is_refused_at_a_place_in_it(text):
    try:
        read_sum(text)
    except ExpressionError as error:
        assert 0 <= error.offset <= len(text)
        assert error.length >= 1


def in_brackets(inner):
    return st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner)


@given(st.recursive(st.integers(0, 999).map(str), in_brackets, max_leaves=8))
def test_plain_arithmetic_is_python_s(text):
    value = read_sum(text)[0].values[0]
    assert value == eval(text)  # digits, brackets and three signs
    assert value == read_sum(text.replace("*", "x"))[0].values[0]
    assert value == read_sum(text.replace("*", "·").replace("-", "−"))[0].values[0]


def test_every_function_is_a_word_of_sums():
    assert all(is_sum(f"{name}(3)") for name in FUNCTIONS)
