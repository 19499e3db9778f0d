"""Expressions: values, precedence, words, bounds, and what is said of wrong ones."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.language.expression import parse
from convcalc.language.tree import ExpressionError
from convcalc.language.values import Size

NAMES = {"a": 7, "b": 3, "half": Fraction(1, 2), "yes": True, "no": False, "size": Size((1, 7)), "K²": 9, "H′": 55}


def value_of(text, environment=NAMES):
    return parse(text).evaluate(environment)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("34_944", 34_944),
        ("1.2", Fraction(6, 5)),
        (".5", Fraction(1, 2)),
        ("1.5e3", 1500),
        ("1/3", Fraction(1, 3)),
        ("6/3", 2),
        ("7 % 2.5", 2),  # 7 − 2·2.5
        ("-7 // 2", -4),
        ("2 ** -1", Fraction(1, 2)),
        ("-2 ** 2", -4),
        ("2 ** 3 ** 2", 512),  # 2⁹
        ("ceil(7/2)", 4),
        ("floor(-7/2)", -4),
        ("round(2.5)", 2),  # to even
        ("round(3.5)", 4),
        ("min(3, 1, 2)", 1),
        ("max(half, 1/3)", Fraction(1, 2)),
        ("make_divisible(3)", 8),
        ("make_divisible(18, 8)", 24),
        ("1 < 2 < 3", True),
        ("1 < 3 < 2", False),
        ("not 1 == 2", True),
        ("yes and no or yes", True),
        ("yes or yes and no", True),
        ("a if yes else b", 7),
        ("1 if no else 2 if no else 3", 3),
        ("a if a > b else b", 7),
        ("96*(3/1*K² + 1)", 2688),  # 96·28
        ("H′*H′", 3025),
        ("a == 7.0", True),
        ("yes == true", True),
    ],
)
def test_values(text, value):
    result = value_of(text)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("0x3", (0, 3)),
        ("1×7", (1, 7)),
        ("3x3x3", (3, 3, 3)),
        ("1.5x2", (Fraction(3, 2), 2)),
        ("1x7//2", (0, 3)),
        ("2*size + 1", (3, 15)),
        ("size - 0x3", (1, 4)),
        ("-size", (-1, -7)),
        ("ceil(size/2)", (1, 4)),
        ("max(size, 3)", (3, 7)),
        ("2 ** 1x3", (2, 8)),
        ("(1 + 2)x7", (3, 7)),
        ("3x(2*3)x(1)", (3, 6, 1)),
        ("(2)x3x4", (2, 3, 4)),
        ("2×(3)", (2, 3)),
        ("min(2, 3)x4", (2, 4)),
        ("2*(1)x7 + 1", (3, 15)),
        ("((1)x2)*2", (2, 4)),
        ("0x-1", (0, -1)),
        ("-1x2", (-1, 2)),  # a sign belongs to its axis, as sizes are shown
        ("-(1)x2x-3", (-1, 2, -3)),
        ("(1)x-2x3", (1, -2, 3)),
        ("-(1x2)", (-1, -2)),
        ("3 - 1x2", (2, 1)),
    ],
)
def test_sizes_go_axis_by_axis(text, sizes):
    assert value_of(text) == Size(sizes)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3x3 == 3", True),
        ("3 == 3x3", True),
        ("1x3 == 3", False),
        ("1x3 != 3", True),
        ("1x3 == 1x3", True),
        ("1x3 == 1x3x1", False),
    ],
)
def test_a_size_equals_a_number_where_all_its_axes_do(text, value):
    assert value_of(text) is value


@pytest.mark.parametrize(
    ("text", "environment", "value"),
    [
        ("same", {}, "same"),
        ("same", {"same": 3}, 3),
        ("padding == same", {"padding": "same"}, True),
        ("padding != same", {"padding": 1, "same": 2}, True),
        ("same if yes else valid", {"yes": False}, "valid"),
    ],
)
def test_words_stand_where_a_name_is_not_known(text, environment, value):
    assert value_of(text, environment) == value


@pytest.mark.parametrize(
    ("text", "offset", "length", "message", "hint"),
    [
        ("", 0, 1, "the expression ends too early", "a value is missing here"),
        ("1 +", 3, 1, "the expression ends too early", "a value is missing here"),
        ("1=2", 1, 1, "a single = compares nothing", "write == to compare"),
        ("2*3x", 2, 2, "'3x' is not a number or a size", "a size is 3x3 or 1x7"),
        ("1_", 0, 2, "'1_' is not a number or a size", "a size is 3x3 or 1x7"),
        ("2 * ٣", 4, 1, "'٣' is not a number or a size", "a size is 3x3 or 1x7"),
        ("3x", 0, 2, "'3x' is not a number or a size", "a size is 3x3 or 1x7"),
        ("(3)x", 3, 1, "'x' is not expected here", None),
        ("(3)x(", 5, 1, "the expression ends too early", "a value is missing here"),
        ("(3)xy", 3, 2, "'xy' is not expected here", None),
        ("(3) x 3", 4, 1, "'x' is not expected here", None),
        ("2 $ 3", 2, 1, "'$' can't stand in an expression", None),
        ("1)", 1, 1, "')' is not expected here", None),
        ("3, 3", 1, 1, "',' is not expected here", "arguments are separated by spaces, axes by x"),
        ("a b", 2, 1, "'b' is not expected here", None),
        ("1 if yes", 8, 1, "an 'else' is missing", "write a if condition else b"),
        ("(1", 0, 1, "a closing ) is missing", "inside [...] a comma ends the item; write sizes as 1x7"),
        ("(1, 3)", 0, 1, "a closing ) is missing", "a size is written 1x7"),
        ("1+max(1", 2, 3, "the closing ) of max( is missing", "a call with a comma can't stand inside [...]; "
         "give it a line of its own"),
        ("min", 0, 3, "min needs its arguments in parentheses", "min(...)"),
        ("*2", 0, 1, "'*' is not expected here", None),
        ("flor(1)", 0, 4, "there is no function 'flor'", "did you mean 'floor'?"),
        ("sqrt(2)", 0, 4, "there is no function 'sqrt'",
         "the functions are min, max, ceil, floor, round, make_divisible"),
        ("1 + ceil(1, 2)", 4, 10, "ceil takes 1 arguments, not 2", None),
        ("1" * 41, 0, 41, "this number is too large", None),
        ("1." + "1" * 41, 0, 43, "a number has at most 40 digits here", None),
        ("1" * 1001, 0, 1000, "an expression has at most 1000 characters", None),
        ("(" * 40, 30, 1, "this nests deeper than 30 levels", None),
        ("2**" * 40 + "2", 90, 1, "this nests deeper than 30 levels", None),
        ("+".join("1" * 60), 0, 119, "this expression has more than 100 parts", None),
    ],
)  # fmt: skip
def test_what_can_not_be_parsed(text, offset, length, message, hint):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    error = caught.value
    assert (error.offset, error.length, error.message, error.hint) == (offset, length, message, hint)


@pytest.mark.parametrize(
    ("text", "offset", "length", "message", "hint"),
    [
        ("(3x4)x2", 1, 3, "an axis of a size is a number, '3x4' is a size", None),
        ("2x(true)", 3, 4, "an axis of a size is a number, 'true' is true or false", None),
        ("2*pading", 2, 6, "the name 'pading' is not known here", "did you mean 'padding'?"),
        ("pading == 1", 0, 6, "the name 'pading' is not known here", "did you mean 'padding'?"),
        ("zzz and yes", 0, 3, "the name 'zzz' is not known here", None),
        ("?", 0, 1, "? stands for an unknown, which only solve looks for", None),
        ("2*?", 2, 1, "? stands for an unknown, which only solve looks for", None),
        (" ?x3)", 1, 1, "? stands for an unknown, which only solve looks for", None),
        ("1 + 1 // 0", 4, 6, "this divides by zero", None),
        ("1 % 0", 0, 5, "this divides by zero", None),
        ("0 ** -1", 0, 7, "this divides by zero", None),
        ("make_divisible(8, 0)", 0, 20, "this divides by zero", None),
        ("2 ** 0.5", 0, 8, "an exponent must be a whole number", None),
        ("2 ** 300", 0, 8, "this number is too large", None),
        ("9 ** 9 ** 9 ** 9", 5, 11, "this number is too large", None),
        ("10**40 * 10**40", 0, 15, "this number is too large", None),
        ("1e-99", 0, 5, "this number is too large", None),
        ("1x2 + 1x2x3", 0, 11, "1x2 and 1x2x3 have different numbers of axes", None),
        ("1x2 < 3", 0, 7, "< compares numbers, '1x2' is a size", None),
        ("true + 1", 0, 8, "+ needs numbers, 'true' is true or false", None),
        ("word + 1", 0, 8, "+ needs numbers, 'same' is a word", "is it the name of a parameter?"),
        ("min(word, 1)", 0, 12, "min needs numbers, 'same' is a word", "is it the name of a parameter?"),
        ("-yes", 0, 4, "- needs a number, this is true or false", None),
        ("true == 1", 0, 9, "true or false and a whole number are never equal", None),
        ("1 if 2 else 3", 5, 1, "a condition must be true or false, this is a whole number", "compare it: x != 1"),
        ("not 1", 4, 1, "a condition must be true or false, this is a whole number", "compare it: x != 1"),
    ],
)
def test_what_has_no_value(text, offset, length, message, hint):
    expression = parse(text)
    with pytest.raises(ExpressionError) as caught:
        expression.evaluate({"padding": 1, "yes": True, "word": "same"})
    error = caught.value
    assert (error.offset, error.length, error.message, error.hint) == (offset, length, message, hint)


def test_only_the_branch_that_is_taken_is_evaluated():
    assert value_of("1 if true else 1//0") == 1
    assert value_of("true or 1//0 == 1") is True
    assert value_of("false and 1//0 == 1") is False


def test_the_names_of_an_expression_from_left_to_right():
    names = list(parse("max(K, 2)*N if stride == same else C//K").names())
    assert [name.name for name in names] == ["K", "N", "stride", "same", "C", "K"]
    assert [name.start for name in names] == [4, 10, 15, 25, 35, 38]


def test_an_expression_is_evaluated_with_whatever_is_known_then():
    expression = parse("2*n")
    assert [expression.evaluate({"n": n}) for n in (1, 2, Fraction(1, 4))] == [2, 4, Fraction(1, 2)]


LEAVES = st.one_of(st.integers(0, 30).map(str), st.sampled_from(["a", "b"]))


def combined(parts):
    return st.one_of(
        st.builds("{} {} {}".format, parts, st.sampled_from(["+", "-", "*", "//", "%", "<", "<=", "==", "!="]), parts),
        st.builds("({})".format, parts),
        st.builds("-{}".format, parts),
        st.builds("{} ** {}".format, parts, st.integers(0, 3)),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), parts, parts),
        st.builds("({} if {} < {} else {})".format, parts, parts, parts, parts),
    )


@given(st.recursive(LEAVES, combined, max_leaves=8))
def test_values_and_precedence_are_python_s(text):
    try:
        expected = eval(text, {"a": 7, "b": 3, "min": min, "max": max})
    except ZeroDivisionError:
        with pytest.raises(ExpressionError, match=r"zero|never equal|true or false"):
            value_of(text)
        return
    try:
        value = value_of(text)
    except ExpressionError as error:
        # Python counts with True and False, divides by any large number, and never refuses one.
        assert "true or false" in error.message or "too large" in error.message
        return
    assert value == expected
    assert type(value) is type(expected)


@given(st.lists(st.integers(-300, 300), min_size=2, max_size=3), st.data())
def test_sizes_are_read_as_they_are_shown_and_computed_axis_by_axis(axes, data):
    assert value_of(str(Size(axes))) == Size(axes)
    computed = [data.draw(st.sampled_from([str(axis), f"({axis})", f"({axis - 5} + 5)"])) for axis in axes]
    assert value_of("x".join(computed)) == Size(axes)


@given(
    st.one_of(
        st.text(max_size=60),
        st.text("0123456789ab.xe+-*/%<>=!() ,_²′×·if", max_size=60),
        st.lists(
            st.sampled_from([*NAMES, "not ", " and ", " if ", " else ", "(", ")", "max(", ",", "**", "//", "9", "1x2"]),
            max_size=20,
        ).map("".join),
    )
)
def test_no_text_raises_anything_else(text):
    try:
        expression = parse(text)
    except ExpressionError as error:
        assert 0 <= error.offset <= len(text)
        return
    try:
        expression.evaluate(NAMES)
    except ExpressionError as error:
        assert 0 <= error.offset < error.offset + error.length <= len(text)
