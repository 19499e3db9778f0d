"""Calls and parameters: what an argument's expression may say, and where it is read."""

import pytest

H = "input: 4x8x8\n"


@pytest.mark.parametrize(
    ("call", "row"),
    [
        ("conv 8 3", "conv 8x6x6 296 10368"),  # 8(4·9 + 1), 36·8·36
        ("conv out_channels=8 kernel_size=3", "conv 8x6x6 296 10368"),
        ("conv 8 kernel_size=3", "conv 8x6x6 296 10368"),
        ("conv 8 3x3 padding=0x0", "conv 8x6x6 296 10368"),
        ("conv 2**3 (1 + 2)", "conv 8x6x6 296 10368"),
        ("conv 8 (3 if in_channels == 4 else 5)", "conv 8x6x6 296 10368"),
        ("conv max(in_channels, 8) 3", "conv 8x6x6 296 10368"),
        ("conv 2*in_channels (in_height - 5)", "conv 8x6x6 296 10368"),
        ("conv 8 3 padding=same bias=false", "conv 8x8x8 288 18432"),  # 36·8, 36·8·64
        ("conv 8 1x3 padding=0x1", "conv 8x8x8 104 6144"),  # 8(4·3 + 1), 12·8·64
        ("conv 8 3   stride=2\tpadding=1", "conv 8x4x4 296 4608"),  # ⌊7/2⌋ + 1 = 4, 36·8·16
        ("conv make_divisible(1.2*in_channels, 8) 1", "conv 8x8x8 40 2048"),
    ],
)
def test_a_call_says_its_arguments(spec, call, row):
    assert spec.rows(f"{H}layers:\n  - {call}\n") == [row]


def test_a_parameter_is_an_expression_of_others_in_any_order(spec, table):
    text = H + "parameters: {area: side*side, side: base//2, base: 4}\nlayers:\n  - conv area side\n"
    assert spec.rows(text) == table("conv 4x7x7 68 3136")  # 4 filters of 2x2: 4(16 + 1), 16·4·49


def test_a_call_with_a_block_parameter_named_like_an_op_is_still_checked(spec):
    text = H + "blocks:\n  b dropout=0.5: [dropout p=dropout rate=1]\nlayers: [b]\n"
    spec.refuses(text, "3:37 error: dropout has no argument 'rate' ... 'p'")
    spec.refuses(H + "blocks:\n  b relu: [relu 3 4]\nlayers: [b 1]\n", "3:17 error: relu takes no arguments")


def test_all_arguments_of_a_call_are_checked_at_once(spec):
    expected = ("3:10 error: out_channels", "3:12 error: kernel_size", "3:21 error: stride")
    spec.refuses(H + "layers:\n  - conv 0 0 stride=0\n", *expected)


FOLLOWING = {
    "a broken parameter": ("parameters: {a: 1/0}\nlayers: [conv a 3]\n", "2:17 error: this divides by zero"),
    "an unknown input": (
        "layers:\n  - conv 0 3\n  - conv in_channels 3\n  - conv 2*in_channels 3\n",
        "3:10 error: out_channels must be at least 1",
    ),
    "a join without a sound branch": (
        "layers:\n  - add: [conv 4 1, relu]\n",
        "3:11 error: a branch of add must be a list",
        "3:21 error: a branch of add must be a list",
    ),
    "layers that are no list": ("layers: conv 8 3\n", "2:9 error: layers is a list"),
    "a reference that is no name": ("layers: [[from a b, relu]]\n", "2:16 error: 'a b' is not a layer's name"),
}


@pytest.mark.parametrize("case", FOLLOWING)
def test_nothing_is_said_that_only_follows_from_an_error(spec, case):
    text, *expected = FOLLOWING[case]
    spec.refuses(H + text, *expected)


def test_an_input_with_an_error_is_not_missing_too(spec):
    spec.refuses("input: 3x0x3\nlayers: [relu]\n", "1:10 error: a size is at least 1")


def test_a_circle_of_parameters_is_said_once_for_each_of_them(spec):
    text = H + "parameters: {a: 2*b, b: a, c: 3}\nlayers: [conv a c]\n"
    spec.refuses(text, "2:14 error: the parameter 'a'", "2:22 error: the parameter 'b'")


def test_a_parameter_that_only_needs_one_in_a_circle_is_not_said_to_be_in_it(spec):
    text = H + "parameters: {a: a + 1, b: a, c: 2*d, d: c, e: b + c}\nlayers: [conv e 1]\n"
    spec.refuses(
        text,
        "2:14 error: the parameter 'a' needs its own value (a, c, d go round in a circle)",
        "2:30 error: the parameter 'c'",
        "2:38 error: the parameter 'd'",
    )


def test_a_parameter_that_needs_one_without_a_value_is_not_complained_of(spec):
    text = H + "parameters: {c: b, b: a, a: 1 // 0}\nlayers: [conv c 1]\n"
    spec.refuses(text, "2:29 error: this divides by zero")


def test_unused_parameters_and_blocks_are_warnings(spec):
    text = "parameters: {a: 1, unused: 2, inner: 3}\nblocks:\n  used x=inner y=2: [conv x 1]\n  spare: [relu]\n"
    assert spec.warnings(H + text + "layers: [used a]\n") == [
        "4:16 warning: the block 'used' does not use its parameter 'y'",
        "5:3 warning: the block 'spare' is never used",
        "2:20 warning: the parameter 'unused' is never used",
    ]


def test_a_block_that_is_passed_as_a_word_is_used(spec):
    text = "blocks:\n  unit: [relu]\n  spare: [unit]\n  wrap act: [act]\nlayers: [wrap unit]\n"
    assert spec.warnings(H + text) == ["4:3 warning: the block 'spare' is never used"]
