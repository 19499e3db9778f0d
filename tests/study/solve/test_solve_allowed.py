"""Which sizes of an input are allowed: the rule, against sums written out, and the layers that refuse the others."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.language.problems import Problems
from convcalc.study.solve.allowed import rule_of
from convcalc.study.solve.question import question


def allowed(design, *changes, most=100_000):
    problems = Problems()
    asked = question(design, list(changes), [], problems)
    assert asked is not None and not problems.errors, problems.errors
    return asked.solve(most)


def sizes(answer):
    return [solution.values[0] for solution in answer.solutions]


def test_the_u_net():
    """Two filters of 3 without padding in each of nine blocks: 572 is 12 more than a multiple of 16, as is 188.

    Down: ((((188 − 4)/2 − 4)/2 − 4)/2 − 4)/2 − 4 = 8 − 4 = 4; up: ((((4·2 − 4)·2 − 4)·2 − 4)·2 − 4 = 4, which is left.
    """
    answer = allowed("unet", "input=1x{?}")
    assert sizes(answer) == list(range(188, 573, 16))
    assert answer.notes[0].startswith("input: 188 and every 16 more: 12 more than a multiple of 16")
    for number in range(1, 5):  # each pool halves what the one before it leaves
        assert any(f"pool{number} leaves unread 1 column and row of input" in note for note in answer.notes)
    assert any("the filter covers 3, the input with padding is only" in note for note in answer.notes)
    assert not answer.complete and answer.stops == ["input was tried up to 572"]


def padded(poolings):
    down = "".join(f"  - e{n}: conv 4 3 padding=1\n  - pool{n}: max_pool 2\n" for n in range(poolings))
    up = "".join(
        f"  - conv_transpose 4 2 stride=2\n  - concat: [[], [from e{n}]]\n  - d{n}: conv 4 3 padding=1\n"
        for n in reversed(range(poolings))
    )
    return f"input: 3x256x256\nlayers:\n{down}{up}"


@pytest.mark.parametrize("poolings", [1, 3, 5])
def test_a_padded_u_net(spec, poolings):
    """What is halved so often, and doubled as often, is a multiple of 2ⁿ."""
    spec.write("net.yaml", padded(poolings))
    answer = allowed("net.yaml", "input=3x{?}")
    assert sizes(answer) == list(range(2**poolings, 513, 2**poolings))
    assert answer.notes[0].startswith(f"input: multiples of {2**poolings}, ")


def test_each_side_by_itself():
    """8 − 3 is 5 more than a multiple of 1, W − 5 a multiple of 2."""
    answer = allowed("conv 8 3x5 stride=1x2", "input=3x?x?", most=4)
    assert answer.notes[0].startswith("input height: all from 3 on")
    assert any(note.startswith("input width: 5 and every 2 more: 1 more than a multiple of 2") for note in answer.notes)
    assert [one.values for one in answer.solutions] == [(3, 5), (4, 5), (5, 5), (6, 5)]
    assert any(note.endswith("conv leaves unread 1 column of input") for note in answer.notes)


def test_what_lies_between_windows_hangs_on_no_size():
    """A shortcut of 1x1 with a stride of 2 leaves every second column unread, whatever comes in: 1 + 32·n is left."""
    assert sizes(allowed("resnet18", "input=?")) == list(range(1, 513, 32))


def test_a_refusal_says_behind_which_layer_it_is():
    answer = allowed("c1: conv 4 3, c2: conv 4 5", "input=2x{?}")
    assert sizes(answer)[0] == 7
    assert any(note.endswith("behind c1: the filter covers 5, the input with padding is only 4 + 2·0 wide")
               for note in answer.notes)  # fmt: skip


def test_a_reason_says_what_lies_behind_the_last_window_and_with_which_size():
    """W′ = (W − 3)/2 + 1 is 3·k, and (k − 2)/4 whole: W = 13 + 24·n; 511 leaves (255/3 − 2) mod 4 = 3."""
    answer = allowed("conv 8 3 stride=2, pixel_unshuffle 3, conv 3 2 stride=4", "input=3x{?}")
    assert sizes(answer) == list(range(13, 513, 24))
    _, first, refused, behind, narrow = answer.notes
    assert first.endswith(" more: conv1 leaves unread 1 column and row of input")
    assert refused.endswith(" more: with 509, behind conv1: 3 does not divide the size 254")
    assert behind.startswith("input=499, 505, 511 and 60 more: ")
    assert behind.endswith(": with 511, conv2 leaves unread 3 columns and rows of input")
    assert narrow.startswith("input=1, 2, 7: ")


def test_that_nothing_is_allowed_is_said(spec):
    """(W − 1)/2 and W/2 are not both whole."""
    spec.write("net.yaml", "input: 2x9x9\nlayers:\n  - concat: [[a: max_pool 1 stride=2], [b: max_pool 2 stride=2]]\n")
    answer = allowed("net.yaml", "input=?")
    assert answer.count == 0 and not answer.solutions


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2)), min_size=1, max_size=3))
def test_against_the_sum(layers):
    """Allowed where (W − K + 2P)/S is whole, and not less than 0, in each layer."""

    def fits(size):
        for kernel, stride, padding in layers:
            over = size - kernel + 2 * padding
            if over < 0 or over % stride:
                return False
            size = over // stride + 1
        return True

    design = ", ".join(f"conv 2 {kernel} stride={stride} padding={padding}" for kernel, stride, padding in layers)
    assert sizes(allowed(design, "input=2x{?}")) == [size for size in range(1, 513) if fits(size)]


@settings(max_examples=60)
@given(st.integers(1, 40), st.integers(1, 60), st.sets(st.integers(0, 39), min_size=1), st.integers(0, 1))
def test_a_rule_says_of_each_size_what_is_true(step, first, rests, more):
    def fits(size):
        return (size >= first and size % step in {rest % step for rest in rests}) or (more and size == 1)

    known = [size for size in range(1, 513) if fits(size)]
    rule = rule_of(known, 512)
    assert rule is not None
    assert known == sorted({*rule.before, *(size for size in range(rule.first, 513) if size % rule.step in rule.rests)})


def test_what_has_no_rule_has_none():
    assert rule_of([], 512) is None
    assert rule_of([2**power for power in range(10)], 512) is None
