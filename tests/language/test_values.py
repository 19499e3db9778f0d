"""The values of expressions and their arithmetic."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.language.values import (
    Size,
    axis_by_axis,
    divide,
    exact,
    is_number,
    kind_of,
    make_divisible,
    power,
    show_value,
    within_bounds,
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "true"),
        (False, "false"),
        (-3, "-3"),
        ("same", "same"),
        (Size((1, Fraction(7, 2))), "1x3.5"),
        (Fraction(6, 5), "1.2"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 3), "1/3"),
        (Fraction(1, 2**13), "1/8192"),  # thirteen decimals are no longer readable
    ],
)
def test_a_value_is_shown_as_it_is_written(value, shown):
    assert show_value(value) == shown


@pytest.mark.parametrize(
    ("value", "kind", "number"),
    [
        (True, "true or false", False),
        (1, "a whole number", True),
        (Size((1, 2)), "a size", False),
        ("same", "a word", False),
        (Fraction(1, 2), "a fraction", True),
    ],
)
def test_kinds(value, kind, number):
    assert kind_of(value) == kind
    assert is_number(value) is number


@given(st.integers(-1000, 1000), st.integers(-1000, 1000).filter(bool))
def test_division_is_exact(left, right):
    quotient = divide(left, right)
    assert quotient * right == left
    assert (type(quotient) is int) == (left % right == 0)
    assert exact(Fraction(left, right)) == quotient


def test_division_by_zero():
    with pytest.raises(ZeroDivisionError):
        divide(1, 0)


@given(st.fractions(-5, 5, max_denominator=9), st.integers(-9, 9))
def test_powers_are_those_of_fractions(base, exponent):
    if base == 0 and exponent < 0:
        with pytest.raises(ZeroDivisionError):
            power(base, exponent)
    else:
        assert power(base, exponent) == base**exponent


@pytest.mark.parametrize(("base", "exponent"), [(2, 10**9), (10**40, 10**40), (Fraction(1, 3), -(10**30))])
def test_powers_are_bounded(base, exponent):
    with pytest.raises(OverflowError):
        power(base, exponent)


def test_powers_of_one_and_zero_are_small_however_large_the_exponent():
    assert [power(base, 10**30) for base in (0, 1, -1)] == [0, 1, 1]


def test_only_whole_exponents():
    with pytest.raises(ValueError):
        power(2, Fraction(1, 2))


@pytest.mark.parametrize(
    ("value", "divisor", "result"),
    [
        (18, 8, 24),  # ⌊(18 + 4)/8⌋·8 = 16 is below 0.9·18 = 16.2, so 8 more
        (24, 8, 24),
        (20, 8, 24),  # ⌊24/8⌋·8
        (19, 8, 24),  # ⌊23/8⌋·8 = 16 is below 17.1
        (36, 8, 40),  # ⌊40/8⌋·8
        (35, 8, 32),  # ⌊39/8⌋·8 = 32, not below 31.5
        (3, 8, 8),  # never below the divisor
        (Fraction(33, 2), 8, 16),  # ⌊20.5/8⌋·8 = 16, not below 14.85
        (7, 3, 9),  # ⌊(7 + 1.5)/3⌋·3 = 6 is below 6.3, so 3 more
    ],
)
def test_make_divisible(value, divisor, result):
    assert make_divisible(value, divisor) == result


def test_sizes_go_axis_by_axis():
    def add(a, b):
        return a + b

    assert axis_by_axis(add, Size((1, 2)), Size((10, 20))) == Size((11, 22))
    assert axis_by_axis(add, Size((1, 2)), 5) == Size((6, 7))
    assert axis_by_axis(add, 5, Size((1, 2))) == Size((6, 7))
    assert axis_by_axis(add, 5, 6) == 11
    with pytest.raises(ValueError, match="1x2 and 1x2x3 have different numbers of axes"):
        axis_by_axis(add, Size((1, 2)), Size((1, 2, 3)))


@pytest.mark.parametrize(
    ("value", "within"),
    [
        (2**256 - 1, True),
        (2**256, False),
        (-(2**256), False),
        (Fraction(1, 2**256), False),
        (Fraction(1, 3), True),
        (Size((1, 2**256)), False),
        (Size((1, 2)), True),
        ("same", True),
        (True, True),
    ],
)
def test_bounds(value, within):
    assert within_bounds(value) is within
