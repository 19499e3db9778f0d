"""Plain values of Python as the language has them, and changes made of keywords, mappings and texts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import convcalc
from convcalc.api.values import written
from convcalc.language.expression import parse


class Counted:
    """A whole number of another package, as NumPy's and PyTorch's are: it only has `__index__`."""

    def __init__(self, number):
        self.number = number

    def __index__(self):
        return self.number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (64, "64"),
        (-3, "-3"),
        (True, "true"),
        (False, "false"),
        (0.1, "0.1"),
        (1e-05, "0.00001"),
        (2.5e6, "2500000.0"),
        (Fraction(1, 3), "1/3"),
        (Decimal("0.75"), "0.75"),
        (Decimal("1E+3"), "1000"),
        (Counted(7), "7"),
        ("same", "same"),
        ("2*base", "2*base"),
        ((3, 224, 224), "3x224x224"),
        ([1, 7], "1x7"),
        ((Counted(3), "?", 5), "3x?x5"),
    ],
)
def test_a_value_is_written_as_the_language_has_it(value, text):
    assert written("width", value) == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=1e-9, max_value=1e15))
def test_a_float_is_the_decimal_that_python_prints(value):
    assert parse(written("width", value)).evaluate({}) == Fraction(repr(value))


@given(st.one_of(st.integers(-(10**39), 10**39), st.fractions(-(10**9), 10**9, max_denominator=10**6), st.booleans()))
def test_a_number_comes_to_itself(value):
    assert parse(written("width", value)).evaluate({}) == value


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("-Infinity"), 10**400, Decimal("1e400"), 1e-305])
def test_a_number_that_the_language_does_not_have_is_refused(value):
    with pytest.raises(convcalc.ConvcalcError, match="width is"):
        convcalc.summarize("mobilenet_v1", width=value)


@pytest.mark.parametrize("value", [None, object(), {1: 2}, (), ((1, 2), 3), b"1", 1j, (True, 3)])
def test_what_is_no_plain_value_is_a_mistake_in_python(value):
    with pytest.raises(TypeError, match="width is of the type"):
        convcalc.summarize("mobilenet_v1", width=value)


# At a width of one half, parameters are these of the reference: 1,331,592 (Howard et al. say 1.3 million)
HALF = 1_331_592


@pytest.mark.parametrize("half", [0.5, "0.5", Fraction(1, 2), Decimal("0.5"), "1/2"])
def test_a_knob_is_a_keyword_or_stands_among_the_changes(half):
    assert convcalc.summarize("mobilenet_v1", width=half).params == HALF
    assert convcalc.summarize("mobilenet_v1", changes={"width": half}).params == HALF


def test_a_tenth_is_a_tenth():
    """64·(3·0.1)/0.3 is 64 channels exactly; with the binary fractions next to them it would be no whole number."""
    spec = {
        "input": (3, 8, 8),
        "parameters": {"part": 1, "whole": 1},
        "layers": ["conv (64*(3*part)/whole) 1"],
    }
    assert convcalc.summarize(spec, part=0.1, whole=0.3).output == (64, 8, 8)


@pytest.mark.parametrize("shape", [(3, 256, 256), [3, 256, 256], "3x256x256", (Counted(3), 256, 256)])
def test_the_input_is_a_shape(shape):
    report = convcalc.summarize("vgg16", input=shape)
    assert report.input == (3, 256, 256)
    assert report.params == convcalc.summarize("vgg16", "input=3x256x256").params


def test_several_inputs_are_a_mapping():
    spec = {
        "input": {"left": (1, 8, 8), "right": (1, 8, 8)},
        "layers": [{"a": ["from left", "conv 2 3"]}, {"b": ["from right", "conv 2 3"]}, {"add": [["from a"], []]}],
    }
    report = convcalc.summarize(spec, input={"left": (1, 10, 10), "right": (1, 10, 10)})
    assert report.inputs == {"left": (1, 10, 10), "right": (1, 10, 10)}


def test_paths_and_knobs_with_the_name_of_an_option_stand_among_the_changes():
    report = convcalc.summarize("alexnet", changes={"conv2.out_channels": 128})
    assert report["conv2"].output == (128, 27, 27)
    spec = {"input": (3, 8, 8), "parameters": {"batch": 4}, "layers": ["conv batch 3"]}
    assert convcalc.summarize(spec, batch=2, changes={"batch": 6}).output == (6, 6, 6)
    assert convcalc.summarize(spec, batch=2, changes={"batch": 6}).macs == 2 * 6 * 36 * 27


@pytest.mark.parametrize(
    ("words", "keywords"),
    [
        (("width=0.5",), {"width": 1}),
        ((), {"changes": {"width": 1}, "width": 0.5}),
        (("input=3x96x96",), {"input": (3, 224, 224)}),
    ],
)
def test_what_is_given_twice_is_a_mistake_in_python(words, keywords):
    with pytest.raises(TypeError, match="is given twice"):
        convcalc.summarize("mobilenet_v1", *words, **keywords)


def test_a_change_that_is_none_is_refused():
    with pytest.raises(convcalc.ConvcalcError, match="'wide' is not a change"):
        convcalc.summarize("mobilenet_v1", "wide")
    with pytest.raises(convcalc.ConvcalcError, match="'width=1' is not the name of anything to change"):
        convcalc.summarize("mobilenet_v1", changes={"width=1": 2})
    with pytest.raises(TypeError, match="a change is a text"):
        convcalc.summarize("mobilenet_v1", {"width": 0.5})
    with pytest.raises(TypeError, match="changes is a mapping"):
        convcalc.summarize("mobilenet_v1", changes="width=0.5")


def test_a_keyword_that_is_no_knob_says_what_may_have_been_meant():
    with pytest.raises(convcalc.ConvcalcError) as caught:
        convcalc.summarize("mobilenet_v1", widht=0.5)
    (problem,) = caught.value.problems.errors
    assert str(problem) == "changes:1:1: error: there is no parameter 'widht' (did you mean 'width'?)"
    with pytest.raises(convcalc.ConvcalcError, match=r"there is no parameter 'bacth' \(did you mean 'batch'\?\)"):
        convcalc.summarize("alexnet", bacth=2)


@pytest.mark.parametrize(("batch", "error"), [(0, convcalc.ConvcalcError), (10**7, convcalc.ConvcalcError),
                                              (1.5, TypeError), ("2", TypeError), (True, TypeError)])  # fmt: skip
def test_a_batch_is_a_whole_number(batch, error):
    with pytest.raises(error, match="batch is"):
        convcalc.summarize("alexnet", batch=batch)
