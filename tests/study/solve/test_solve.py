"""Solving: the issue's examples, values against brute force, budgets against a linear scan, and what fits nowhere."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.language.problems import Problems
from convcalc.study.design import summarize
from convcalc.study.goals import Judgement, parse_goal
from convcalc.study.solve import search
from convcalc.study.solve.numbers import Numbers
from convcalc.study.solve.question import question

NETWORK = """\
name: Widths
input: 3x16x16
parameters: {width: 16, copies: 2}
layers:
  - conv1: conv width 3 padding=1
  - relu
  - stage: conv 2*width 3 padding=1 groups=4
    repeat: copies
  - global_avg_pool
  - flatten
  - linear 10
"""


def ask(design, *changes, expect, most=100_000, strict=False):
    problems = Problems()
    goals = [parse_goal(text, problems) for text in expect]
    assert not problems.errors, problems.errors
    asked = question(design, list(changes), goals, problems)
    assert asked is not None, problems.errors
    answer = asked.solve(most, strict)
    assert answer is not None, problems.errors
    return answer


def wrong(design, *changes, expect=("params <= 5M",)):
    problems = Problems()
    goals = [parse_goal(text, problems) for text in expect]
    asked = question(design, list(changes), [goal for goal in goals if goal], problems)
    if asked is not None and not problems.errors:
        assert asked.solve(20) is None
    return [str(problem) for problem in problems.errors]


def values(answer):
    found = [solution.values for solution in answer.solutions]
    return [one for (one,) in found] if len(answer.unknowns) == 1 else found


class TestTheIssue:
    def test_alexnet_on_224(self):
        answer = ask("conv 96 11 stride=4 padding=?", "input=3x224x224", expect=["output = 96x55x55"])
        # (224 − 11 + 2·2)/4 + 1 = ⌊54.25⌋ + 1 = 55; 217 mod 4 = 1, within the padding of 2
        first = answer.solutions[0]
        assert (first.values, first.worked) == ((2,), "⌊217/4⌋ + 1 = 55")
        assert (first.exact, first.unread()) == (False, "1 column and row of padding")
        assert not any(solution.exact for solution in answer.solutions)
        # (227 − 11 + 0)/4 + 1 = 216/4 + 1 = 55
        assert (answer.elsewhere[0].input, answer.elsewhere[0].values) == ((3, 227, 227), (0,))

    @pytest.mark.parametrize(("kernel", "padding"), [(3, 1), (5, 2), (7, 3)])
    @pytest.mark.parametrize("goal", ["output = input", "output = 64x56x56"])
    def test_padding_that_keeps_the_size(self, kernel, padding, goal):
        # 56 − K + 2P + 1 = 56 where P = (K − 1)/2
        answer = ask(f"conv 64 {kernel} padding=?", "input=64x56x56", expect=[goal])
        assert values(answer) == [padding, "same"]
        assert answer.solutions[0].exact

    def test_the_largest_width(self):
        answer = ask("convnext_tiny", "width=?", expect=["params <= 5M"])
        (best, *_) = values(answer)
        assert summarize("convnext_tiny", f"width={best}").params <= 5_000_000
        assert summarize("convnext_tiny", f"width={best + 1}").params > 5_000_000

    def test_three_unknowns(self):
        answer = ask("conv 64 ? stride=? padding=?", "input=3x224x224", expect=["output = 64x112x112"])
        assert (7, 2, 3) in values(answer)  # ⌊(224 − 7 + 6)/2⌋ + 1 = 112, ResNet's
        assert len(answer.unknowns) == 3


@settings(max_examples=40)
@given(st.integers(5, 40), st.integers(1, 7), st.integers(1, 4), st.integers(1, 12))
def test_padding_against_brute_force(size, kernel, stride, wanted):
    answer = ask(
        f"conv 4 {kernel} stride={stride} padding=?", f"input=2x{size}x{size}", expect=[f"output = 4x{wanted}x{wanted}"]
    )
    found = [value for value in values(answer) if value != "same"]
    fits = [
        padding
        for padding in range(33)
        if size - kernel + 2 * padding >= 0 and (size - kernel + 2 * padding) // stride + 1 == wanted
    ]
    assert sorted(found) == fits
    assert ("same" in values(answer)) == (-(-size // stride) == wanted)
    for solution in answer.solutions:
        (padding,) = solution.values
        if padding != "same":
            rest = (size - kernel + 2 * padding) % stride
            assert solution.exact == (rest == 0 and stride <= kernel)
    # what no one builds, a padding of more than half of the filter, stands last
    ranks = [(one.values != ("same",) and 2 * one.values[0] > kernel, one.rank) for one in answer.solutions]
    assert ranks == sorted(ranks)


@settings(max_examples=15)
@given(st.integers(8, 20), st.integers(2, 9))
def test_kernel_and_stride_against_brute_force(size, wanted):
    answer = ask("max_pool ? stride=?", f"input=2x{size}x{size}", expect=[f"output = 2x{wanted}x{wanted}"])
    fits = [
        (kernel, stride)
        for kernel, stride in product(range(1, 33), range(1, 17))
        if size >= kernel and (size - kernel) // stride + 1 == wanted
    ]
    assert sorted(values(answer)) == sorted(fits)


def test_a_pool_whose_stride_follows_its_kernel():
    answer = ask("avg_pool ?", "input=8x12x12", expect=["output = 8x4x4"])
    assert values(answer) == [3]  # (12 − 3)/3 + 1 = 4


def test_groups_are_divisors():
    answer = ask("conv 96 3 groups=?", "input=48x8x8", expect=["params <= 10_000"])
    # 96·(48/G·9 + 1) ≤ 10,000 where 48/G·9 ≤ 103, so G ≥ 4.2; both 48 and 96 are divisible by 6, 8, 12, ...
    assert values(answer) == [6, 8, 12, 16, 24, 48]


def test_a_bias():
    answer = ask("conv 64 3 bias=?", "input=3x8x8", expect=["params = 1_728"])  # 64·3·9
    assert values(answer) == [False]


def test_an_input():
    answer = ask("conv 96 11 stride=4", "input=3x{?}", expect=["output = 96x55x55"])
    # (W − 11)/4 + 1 = 55 from W = 227 to 230, exact for 227; 228 leaves one, 230 three
    assert values(answer) == [227, 228, 229, 230]
    assert [solution.exact for solution in answer.solutions] == [True, False, False, False]
    assert "input=231 does not: output 96×56×56" in answer.notes


def test_the_channels_of_an_input():
    answer = ask("conv 8 3", "input=?x9x9", expect=["params = 224"])  # 8·(3·9 + 1)
    assert values(answer) == [3]


def test_an_input_is_exact_first():
    answer = ask("alexnet", "input=?", expect=["macs <= 600M"])
    first = answer.solutions[0]
    assert first.exact and first.values == (195,)  # 195 = 227 − 32, where every stride of AlexNet fits again
    assert summarize("alexnet", "input=3x210x210").macs <= 600_000_000 < summarize("alexnet", "input=3x211x211").macs
    assert (210,) in [solution.values for solution in answer.solutions]


def test_only_exact_ones():
    answer = ask("conv 96 11 stride=4 padding=?", "input=3x224x224", expect=["output = 96x55x55"], strict=True)
    assert answer.count == 0 and answer.reasons() == ["of 2 solutions none is exact"]
    assert [solution.values for solution in answer.nearest] == [(2,), (3,)]


@pytest.mark.parametrize(
    ("call", "input", "expect", "unread"),
    [
        ("conv 4 3 stride=2 padding=?", "2x9x9", "4x5x5", "nothing"),  # (9 − 3 + 2)/2 + 1 = 5
        ("conv 4 3 stride=3 padding=?", "2x8x8", "4x2x2", "2 columns and rows of input"),  # 5 mod 3 = 2, P = 0
        ("conv 4 5 stride=4 padding=?", "2x10x10", "4x2x2", "1 column and row of input"),  # 5 mod 4 = 1
        ("conv 4 3 stride=3 padding=?", "2x8x9", "4x2x3", "2 rows of input"),
        ("conv 4 1 stride=3 padding=?", "2x7x7", "4x3x3", "2 columns and rows of every 3, between windows"),
        ("conv 4 3 stride=3 padding=?", "2x8", "4x2", "2 columns of input"),
        ("conv 4 3 stride=3 padding=?", "2x8x8x8", "4x2x2x2", "2 columns, rows and slices of input"),
    ],
)  # fmt: skip
def test_what_is_unread(call, input, expect, unread):
    answer = ask(call, f"input={input}", expect=[f"output = {expect}"])
    zero = next((solution for solution in answer.solutions if solution.values == (0,)), answer.solutions[0])
    assert (zero.unread() or "nothing").startswith(unread)


class TestGrowth:
    @settings(max_examples=60)
    @given(st.integers(1, 400), st.integers(1, 50), st.integers(0, 200_000), st.sampled_from(["<=", "<", ">=", ">"]))
    def test_budgets_against_a_linear_scan(self, start, factor, budget, comparison):
        holds = {"<=": int.__le__, "<": int.__lt__, ">=": int.__ge__, ">": int.__gt__}[comparison]
        too_far = 1 if comparison[0] == "<" else -1

        def measure(number):
            value = factor * number * number + 3 * number
            return [Judgement(value, budget, 0 if holds(value, budget) else too_far)]

        span = Numbers(measure, start, 1, 500).search()
        fits = [number for number in range(1, 501) if not measure(number)[0].side]
        assert fits == (list(span.numbers) if span else [])

    @settings(max_examples=60)
    @given(st.integers(1, 30), st.integers(1, 9), st.integers(1, 60), st.integers(-3, 3))
    def test_steps_against_a_linear_scan(self, step, start, wanted, direction):
        def measure(number):  # possible for multiples of a step only
            value = direction * (number // step // 3)
            side = (value > direction * wanted) - (value < direction * wanted)
            return [Judgement(value, direction * wanted, side)] if number % step == 0 else None

        growth = Numbers(measure, start * step, 1, 3000)
        span = growth.search()
        fits = [number for number in range(1, 3001) if (parts := measure(number)) and not parts[0].side]
        assert fits == (list(span.numbers) if span else [])

    def test_growth_that_is_not_monotone_is_scanned(self):
        def measure(number):
            value = number + 40 * (number % 4)
            return [Judgement(value, 100, int(value > 100))]

        span = Numbers(measure, 1, 1, 10_000).search()
        assert (span.scanned, span.numbers) == (
            256,
            tuple(number for number in range(1, 257) if number + 40 * (number % 4) <= 100),
        )

    @pytest.mark.parametrize("budget", [500, 5_000, 20_000, 100_000])
    def test_a_network_whose_widths_are_multiples(self, spec, budget):
        """Groups of 4 in 2·width channels over width channels: the width is a multiple of 4."""
        spec.write("net.yaml", NETWORK)
        answer = ask("net.yaml", "width=?", expect=[f"params <= {budget}"])
        fits = [width for width in range(4, 200, 4) if summarize("net.yaml", f"width={width}").params <= budget]
        assert sorted(values(answer)) == fits

    def test_copies(self, spec):
        spec.write("net.yaml", NETWORK)
        answer = ask("net.yaml", "copies=?", expect=["depth = 7"])
        assert values(answer) == [5]  # conv1, five copies, linear

    def test_a_multiplier_goes_in_steps(self):
        answer = ask("efficientnet_b0", "width=?", expect=["params <= 5M"])
        best = values(answer)[0]
        assert best == pytest.approx(0.95)
        assert summarize("efficientnet_b0", "width=0.95").params <= 5_000_000

    def test_a_layer_and_a_total(self):
        answer = ask("alexnet", "conv2.out_channels=?", expect=["conv3.params <= 500K", "params <= 60.5M"], most=3)
        # conv3: 384·(9·C + 1) ≤ 500,000 where C ≤ 144.5; conv2 has two groups. With 144, conv2 and conv3 lose
        # 112·(25·48 + 1) + 384·9·112 = 521,584 of 60,965,224 parameters.
        assert values(answer)[0] == 144

    def test_all_fit(self):
        answer = ask("conv ? 3", "input=3x8x8", expect=["depth = 1"])
        assert answer.notes[0].startswith("every possible out_channels fits, from 1 to ")


class TestNothingFits:
    def test_a_size_out_of_reach(self):
        answer = ask("conv 96 11 stride=4 padding=?", "input=3x224x224", expect=["output = 96x50x50"])
        # ⌊213/4⌋ + 1 = 54 with no padding, ⌊(213 + 64)/4⌋ + 1 = 70 with 32
        assert answer.count == 0
        assert answer.reasons() == ["output goes from 96×54×54 to 96×70×70 in what was tried, and is never as expected"]
        assert answer.nearest[0].values == (0,)

    def test_a_number_that_does_not_depend_on_it(self):
        answer = ask("conv 96 11 padding=?", "input=3x32x32", expect=["params <= 5"])
        assert answer.count == 0 and answer.reasons() == ["params is 34,944 whatever padding is"]

    def test_axes_that_differ_need_a_number_each(self):
        (reason,) = ask("conv 8 3", "input=3x{?}", expect=["output = 8x30x40"]).reasons()
        assert reason.endswith("; input is one number for all axes")  # 3x32x42 fits: 32 − 3 + 1 = 30, 42 − 3 + 1 = 40

    @pytest.mark.parametrize(
        ("design", "shape", "goal"),
        [
            (
                "conv 8 3 padding=?",
                "3x32x32",
                "output = 8x28x28",
            ),  # alike along both axes
            ("conv 8 3 padding=?", "3x32", "output = 8x28"),
            ("conv ? 3", "3x32x42", "output = 8x30x41"),  # channels have no axes
            ("conv 8 3", "3x?x40", "output = 8x30x40"),  # one axis alone
            ("conv 8 3 padding=?", "3x32x42", "output = 8x30x41"),  # a padding a side: 42 − 2 + 2·P is even
            ("conv 8 3", "3x?x?", "params = 3"),
        ],
    )
    def test_axes_that_are_alike_do_not(self, design, shape, goal):
        (reason,) = ask(design, f"input={shape}", expect=[goal]).reasons()
        assert "axes" not in reason

    def test_between_two_values(self):
        answer = ask("conv ? 11", "input=3x32x32", expect=["params = 35_000"])  # 364·96 = 34,944, 364·97 = 35,308
        assert answer.count == 0
        assert [solution.values for solution in answer.nearest][:2] == [(96,), (97,)]

    def test_one_goal_or_the_other(self):
        answer = ask("conv 8 ? padding=0", "input=3x8x8", expect=["output = 8x8x8", "params = 224"])
        assert answer.reasons() == ["each goal can be reached, but not all together"]

    def test_another_rank(self):
        answer = ask("conv 8 ? padding=0", "input=3x8x8", expect=["output = 1000"])
        assert answer.reasons()[0].endswith("3 numbers, not 1")

    def test_nothing_is_possible(self):
        found = wrong("conv 8 5 stride=?", "input=3x4x4")
        assert found == ["inline design:1:8: error: the filter covers 5, the input with padding is only 4 + 2·0 wide"]


class TestBounds:
    def test_too_many_together_are_cut(self):
        answer = ask("conv ? ? padding=?", "input=3x64x64", expect=["output = 64x64x64", "params <= 2_000"])
        assert answer.tried <= 100_000
        assert (64, 3, 1) in values(answer)  # 64·(27 + 1) = 1,792

    def test_a_network_is_cut_by_its_layers(self, monkeypatch):
        monkeypatch.setattr(search, "MOST_LAYERS", 10_000)
        answer = ask("vgg16", "conv1_1.kernel_size=?", "conv1_1.padding=?", "conv1_1.stride=?",
                     expect=["conv1_1.output = 64x224x224"], most=3)  # fmt: skip
        assert answer.tried <= 10_000 // 30
        assert not answer.complete and any(text.startswith("only ") for text in answer.stops)
        assert (3, 1, 1) in values(answer) or (1, 0, 1) in values(answer)

    def test_copies_that_change_nothing(self, spec):
        spec.write("net.yaml", NETWORK)
        answer = ask("net.yaml", "copies=?", expect=["output = 10"], most=3)
        assert answer.notes[0].startswith("every possible copies fits")


class TestWhereUnknownsStand:
    def test_a_file(self, spec):
        spec.write("net.yaml", NETWORK.replace("conv width 3 padding=1", "conv width 3 padding=?"))
        assert values(ask("net.yaml", expect=["conv1.output = 16x16x16"])) == [1, "same"]

    def test_equal_calls_are_two_unknowns(self):
        answer = ask("conv 4 ?, conv 4 ?", "input=2x8x8", expect=["output = 4x5x5"])
        assert [unknown.name for unknown in answer.unknowns] == ["conv1.kernel_size", "conv2.kernel_size"]
        assert sorted(values(answer)) == [(1, 4), (2, 3), (3, 2), (4, 1)]  # 8 − (K₁ − 1) − (K₂ − 1) = 5

    def test_a_block_a_default_a_first_copy_and_a_condition(self, spec):
        spec.write(
            "net.yaml",
            "input: 4x8x8\nblocks:\n  b width stride=?:\n    - conv width 3 padding=1 stride=stride\n"
            "layers:\n  - b 4\n  - r: relu\n    when: ?\n  - c: b 4 stride=1\n    repeat: 2\n    first: stride=?\n",
        )
        answer = ask("net.yaml", expect=["output = 4x2x2", "layers = 3"])
        # 8 → ⌊7/S⌋ + 1 → ⌊(H − 1)/S⌋ + 1 = 2
        found = {(first, last) for first, condition, last in values(answer) if condition is False}
        size = {stride: 7 // stride + 1 for stride in range(1, 17)}
        assert found == {(a, b) for a in size for b in size if (size[a] - 1) // b + 1 == 2}


def test_every_message_has_its_place():
    assert wrong("conv 8 3", "input=3x8x8") == [
        "error: there is no ? in this design (put one where a value stands: padding=? or width=?)"
    ]
    assert wrong("conv ? ? stride=? padding=?", "input=3x8x8") == [
        "inline design:1:27: error: there are at most 3 unknowns (give this one a value)"
    ]
    assert wrong("conv 8 3 padding=2*?", "input=3x8x8") == [
        "inline design:1:20: error: ? stands for a whole value (as in padding=?)"
    ]
    assert wrong("conv 8 3 padding=?") == [
        "inline design:1:1: error: the size of the input is missing (input: 3x224x224, or --input 3x224x224)"
    ]
    assert wrong("alexnet", "cnv2.groups=?") == [
        "command line:1:1: error: there is no layer 'cnv2' (did you mean 'conv2'?)"
    ]
    assert wrong("convnext_tiny", "widht=?") == [
        "command line:1:1: error: there is no parameter 'widht' (did you mean 'width'?)"
    ]
    (missing,) = wrong("alexnet", "conv2.groups=?", expect=["depth > 3", "cnv2.params = 3"])
    assert missing.startswith("command line:1:1: error: there is no layer 'cnv2' (did you mean 'conv2'")
    assert wrong("conv 8 3", "input=?") == [
        "command line:1:7: error: how many channels come in is not said (write 3x{?})"
    ]
    assert wrong("conv 8 3", "input=3x??") == [
        "command line:1:7: error: '3x??' is no shape with an unknown size (write input=3x?x?)"
    ]
    assert "changes no number" in wrong("dropout ?", "input=3x8x8")[0]


@pytest.mark.parametrize(
    ("goal", "place", "message"),
    [
        ("parms <= 5M", "1:1", "'parms' is not a metric (did you mean 'params'?)"),
        ("MACs <= 5M", "1:1", "'MACs' is not a metric (did you mean 'macs'?)"),
        ("conv1.parms <= 5M", "1:7", "'parms' is not a metric (did you mean 'params'?)"),
        ("params 5M", "1:1", "this compares nothing"),
        ("macs = conv.weights", "1:7", "macs is compared with a number"),
        ("params =< 5M", "1:8", "'=<' is no comparison"),
        ("params = 61Q", "1:12", "there is no unit 'Q'"),
        ("output = 96,55,55", "1:10", "'96,55,55' is not a shape (write 96x55x55)"),
        ("output <= 96x55x55", "1:8", "a shape is exact"),
        ("output = params", "1:9", "output is a shape, params is a number"),
        ("conv1.depth = 3", "1:7", "depth is a metric of a whole network"),
        ("kernel = 3", "1:1", "kernel can't be looked for"),
        (" <= 5M", "1:2", "a metric is missing here"),
    ],
)  # fmt: skip
def test_what_is_no_goal(goal, place, message):
    problems = Problems()
    assert parse_goal(goal, problems) is None
    (problem,) = problems.errors
    assert str(problem).startswith(f"command line:{place}: error: {message}")


@pytest.mark.parametrize("name", ["alexnet", "vgg16", "resnet18"])
def test_what_is_known_is_found_again(name):
    """With its own input unknown, a network's MACs lead back to it."""
    macs = summarize(name).macs
    answer = ask(name, "input=?", expect=[f"macs = {macs}"])
    assert summarize(name).input[1] in values(answer)
