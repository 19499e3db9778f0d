"""A number for each side, lists and ranges, and that all which is found is what an ordinary walk comes to."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.language.problems import ConvcalcError, Problems
from convcalc.study.design import summarize
from convcalc.study.goals import parse_goal
from convcalc.study.solve.question import question


def ask(design, *changes, expect, most=100_000):
    problems = Problems()
    asked = question(design, list(changes), [parse_goal(text, problems) for text in expect], problems)
    assert asked is not None, problems.errors
    return asked.solve(most)


def texts(answer):
    return [answer.assigned(solution.values) for solution in answer.solutions]


def test_a_size_a_side():
    """32 − 3 + 1 = 30, 42 − 3 + 1 = 40"""
    answer = ask("conv 8 3", "input=3x?x?", expect=["output = 8x30x40"])
    assert texts(answer) == ["input height=32 input width=42"]
    assert answer.complete and answer.inputs == {"input": (3, None, None)}


def test_one_size_for_all_sides_in_braces():
    """(W − 11)/4 + 1 = 55 for W from 227 to 230: of a size a side that are 4·4."""
    squares = ask("conv 96 11 stride=4", "input=3x{?}", expect=["output = 96x55x55"])
    assert texts(squares) == [f"input={size}" for size in (227, 228, 229, 230)]
    sides = ask("conv 96 11 stride=4", "input=3x?x?", expect=["output = 96x55x55"])
    assert {one.values for one in sides.solutions} == set(product((227, 228, 229, 230), repeat=2))


def test_a_stride_and_a_padding_a_side_where_one_number_fits_nothing():
    """(32 − 3 + 2)/2 + 1 = 16, rounded down, and (42 − 5 + 4)/1 + 1 = 42."""
    answer = ask("conv 8 3x5 stride=? padding=?", "input=3x32x42", expect=["output = 8x16x42"])
    assert "stride=2x1 padding=1x2" in texts(answer)[:2]
    for solution in answer.solutions:
        stride, padding = map(str, solution.values)
        assert summarize(f"conv 8 3x5 stride={stride} padding={padding}", "input=3x32x42").output == (8, 16, 42)


@pytest.mark.parametrize(
    ("design", "shape", "goal", "value"),
    [
        ("conv 8 3 padding=?", "3x32x42", "output = 8x32x40", "padding=1x0"),
        ("conv 8 3 padding=?", "3x32x42", "output = 8x40x40", "padding=5x0"),  # 32 − 2 + 10
        ("conv 8 ?", "3x32x32", "receptive_field = 3x5", "kernel_size=3x5"),
        ("conv 8 3, relu, max_pool ?", "3x32x42", "output = 8x10x20", "pool.kernel_size=3x2"),  # 30/3, 40/2
    ],
)  # fmt: skip
def test_an_argument_of_which_each_side_has_its_own(design, shape, goal, value):
    answer = ask(design, f"input={shape}", expect=[goal])
    assert [text.rpartition(".")[2] for text in texts(answer)] == [value.rpartition(".")[2]]


def test_one_number_for_all_sides_is_tried_first():
    answer = ask("conv 8 3 padding=?", "input=3x32x42", expect=["output = 8x32x42"])
    assert texts(answer) == ["padding=1", "padding=same"]


def test_what_only_fits_where_the_other_side_is_large_enough():
    """A filter of 3x5 has no square input of 3; each side is looked for beside one that is possible."""
    answer = ask("conv 8 3x5", "input=3x?x?", expect=["output = 8x1x1"])
    assert texts(answer) == ["input height=3 input width=5"]


def test_a_value_beside_the_sides():
    """Each side is one of N + K − 1: with one K for both, 30 and 40 come from 32 and 42, or 30 and 40, ..."""
    answer = ask("conv 8 ?", "input=3x?x?", expect=["output = 8x30x40"])
    found = {solution.values for solution in answer.solutions}
    assert found >= {(kernel, 29 + kernel, 39 + kernel) for kernel in range(1, 8)}
    assert all((29 + kernel, 39 + kernel) == sides for kernel, *sides in map(tuple, found) for sides in [tuple(sides)])


class TestListsAndRanges:
    def test_a_list(self):
        answer = ask("mobilenet_v1", "width=0.25,0.5,1", expect=["params <= 2M"])
        assert texts(answer) == ["width=0.5", "width=0.25"]  # 1,331,592 and 470,072; 4,231,976
        assert (answer.tried, answer.complete) == (3, True)

    def test_a_range_and_an_unknown(self):
        """⌊(16 − 5 + 2P)/S⌋ + 1 = 6 of P from 0 to 2: ⌊11/2⌋, ⌊13/2⌋ no, ⌊15/2⌋ no; S = 2 with P = 0, S = 3 with 2."""
        answer = ask("conv 8 5 stride=? padding=?", "input=3x16x16", expect=["output = 8x6x6"])
        few = ask("conv 8 5 stride=?, relu", "input=3x16x16", "conv.padding=0..2", expect=["output = 8x6x6"])
        assert {tuple(reversed(one.values)) for one in few.solutions} == {
            one.values[::-1] for one in answer.solutions if one.values[1] in (0, 1, 2)
        }
        assert sorted(texts(few)) == ["conv.stride=2 conv.padding=0", "conv.stride=3 conv.padding=2"]

    def test_sizes_and_whole_shapes(self):
        some = ask("conv 8 3", "input=3x{8..12 step 2}", expect=["macs <= 20K"])  # 216·(W − 2)²
        assert texts(some) == ["input=10", "input=8"]
        shapes = ask("conv 8 3", "input=3x8x10,3x12x12", expect=["macs <= 20K"])  # 216·6·8
        assert texts(shapes) == ["input=3x8x10"]

    def test_the_space_of_the_spec_itself_is_left_out(self, spec):
        spec.write("net.yaml", "input: 3x8x8\nparameters: {width: 4}\nsweep: {width: 4..6}\nlayers: [conv width ?]\n")
        assert [axis.name for axis in ask("net.yaml", expect=["output = 4x6x6"]).unknowns] == ["kernel_size"]


WORD = {
    "stride": st.sampled_from(["stride=?", "stride=2", ""]),
    "padding": st.sampled_from(["padding=?", "padding=1", ""]),
}


@settings(max_examples=12, deadline=None)
@given(
    st.integers(1, 4),
    WORD["stride"],
    WORD["padding"],
    st.sampled_from(["", ", max_pool 2", ", relu, conv 4 3"]),
    st.data(),
)
def test_what_is_found_is_what_walks_find(kernel, stride, padding, rest, data):
    """Strides to 16 and paddings to 32, one by one; refusals are no solutions, where all are refused the design is."""
    if "?" not in stride + padding:
        stride = "stride=?"
    height, width = data.draw(st.integers(4, 12)), data.draw(st.integers(4, 12))
    shape = f"input=2x{height}x{width}"
    values = {"stride": range(1, 17), "padding": [*range(33), "same"]}
    names = [word.partition("=")[0] for word in (stride, padding) if "?" in word]

    def output(*given):
        filled = dict(zip(names, given, strict=True))
        words = [f"{word[:-1]}{filled[word[:-2]]}" if "?" in word else word for word in (stride, padding)]
        try:
            return summarize(f"conv 4 {kernel} {' '.join(words)}{rest}", shape).output
        except ConvcalcError:
            return None

    outputs = {given: output(*given) for given in product(*(values[name] for name in names))}
    wanted = data.draw(st.sampled_from(sorted({one for one in outputs.values() if one}) or [(4, 1, 1)]))
    answer = ask(f"conv 4 {kernel} {stride} {padding}{rest}", shape, expect=[f"output = {'x'.join(map(str, wanted))}"])
    if answer is None:
        assert not any(outputs.values())
    else:
        assert {one.values for one in answer.solutions} == {given for given, one in outputs.items() if one == wanted}


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 2), st.integers(1, 4), st.integers(1, 4))
def test_sides_that_are_found_are_all(high, wide, stride, tall, broad):
    """⌊(W − K)/S⌋ + 1 along each side, halved by a pool: of all sizes up to 40."""

    def size(given, kernel):
        behind = (given - kernel) // stride + 1 if given >= kernel else 0
        return (behind - 2) // 2 + 1 if behind >= 2 else 0

    answer = ask(
        f"conv 4 {high}x{wide} stride={stride}, max_pool 2", "input=2x?x?", expect=[f"output = 4x{tall}x{broad}"]
    )
    fits = {
        (one, two)
        for one, two in product(range(1, 41), repeat=2)
        if (size(one, high), size(two, wide)) == (tall, broad)
    }
    assert {solution.values for solution in answer.solutions} == fits


def test_what_a_change_cannot_mean_is_worked_out_once():
    """Behind one shape all layers but c1 are the same; behind two there are two of each. The input is a part too."""

    def parts(*changes):
        problems = Problems()
        goals = [parse_goal("macs <= 1G", problems)]
        asked = question("c1: conv 8 3, relu, conv 8 3, relu", [*changes, "input=3x8x8"], goals, problems)
        assert asked.solve(100).count == 2
        return len(asked.designs.parts.known)

    assert parts("c1.bias=true,false") == 1 + 2 + 3
    assert parts("c1.padding=0,1") == 1 + 2 + 2 * 3
