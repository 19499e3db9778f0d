"""A join that fails far from its cause says where the sizes of its branches parted."""

import pytest

H = "input: 3x17x17\nlayers:\n"

ENCODER = """\
input: 1x50x36
layers:
  - enc: conv 8 3 padding=1
  - p1: max_pool 2                      # 25×18
  - e2: conv 8 3 padding=1
  - p2: max_pool 2                      # ⌊25/2⌋ = 12, 9
  - e3: conv 8 3 padding=1
  - p3: max_pool 2                      # 6, ⌊9/2⌋ = 4
  - upsample scale_factor=2             # 12, 8
  - concat: [[from e3], []]
"""


def test_a_decoder_that_comes_back_to_an_even_size(spec):
    spec.refuses(
        ENCODER,
        "10:25 error: concat joins equal spatial sizes, these are 8×12×9 and 8×12×8"
        " ... both come from e3, 8×12×9, and p3 leaves 1 column of input unread, of 8×12×9",
    )


@pytest.mark.parametrize(
    ("branches", "said"),
    [
        (
            "[[conv 4 1, conv 4 3 stride=2, relu, conv 3 1], []]",  # ⌊(17 − 3)/2⌋ + 1 = 8
            "both come from x, 3×17×17; conv2 makes 4×8×8 of it and one stays as large",
        ),
        (
            "[[conv 3 1, g: [conv 3 3 stride=2, relu]], [max_pool 2, max_pool 2]]",  # ⌊8/2⌋ = 4
            "both come from x, 3×17×17; max_pool2 makes 3×4×4 of it and g.conv makes 3×8×8 of it",
        ),
    ],
)
def test_a_branch_that_has_become_smaller(spec, branches, said):
    (found,) = spec.errors(f"{H}  - x: relu\n  - add: {branches}\n")
    assert said in found


@pytest.mark.parametrize(
    "layers",
    [
        "  - add: [[conv 3 3], []]\n",  # the only layer between stands beside the join
        "  - add: [[relu, conv 4 1], []]\n",  # the channels differ
        "  - x: relu\n  - add: [[relu, flatten], []]\n",
    ],
)
def test_nothing_is_said_of_what_stands_there(spec, layers):
    (found,) = spec.errors(f"{H}{layers}")
    assert "both come from" not in found


def test_inputs_have_nothing_before_them(spec):
    text = "input: {a: 3x8x8, b: 3x9x9}\nlayers: [{add: [[from a, relu, conv 3 1], [from b, relu, conv 3 1]]}]\n"
    (found,) = spec.errors(text)
    assert "both come from" not in found


def test_branches_part_inside_a_repeat_too(spec):
    """A part that is made once for all copies has an error in it."""
    layers = "[relu, {g: {add: [[], [relu, {l: {add: [[], [relu, conv in_channels 2]]}, repeat: 2}]]}, repeat: 2}]"
    (found,) = spec.errors(f"input: 4x8x8\nlayers: {layers}\n")
    assert "both come from g.1.relu, 4×8×8" in found


@pytest.mark.parametrize(
    ("call", "shape", "said"),
    [
        ("conv 4 3x5", "3x1x9", "1 + 2·0 high"),
        ("conv 4 3x5", "3x9x3", "3 + 2·0 wide"),
        ("conv 4 3", "3x2x2", "2 + 2·0 wide"),
        ("conv 4 3", "3x2", "2 + 2·0 long"),
        ("conv 4 3", "3x1x9x9", "1 + 2·0 deep"),
        ("conv 4 1x3x1", "3x9x2x9", "2 + 2·0 high"),
    ],
)
def test_what_is_too_small_is_called_by_its_axis(spec, call, shape, said):
    (found,) = spec.errors(f"input: {shape}\nlayers: [{call}]\n")
    assert f"the input with padding is only {said}" in found
