"""Sizes that are computed where they stand: of axes in parentheses, and of what comes in."""

import pytest

from convcalc.study.design import summarize

H = "input: 3x9x11\n"


@pytest.mark.parametrize(
    ("layers", "output"),
    [
        ("crop (in_height-2)x(in_width-4)", "3x7x7"),
        ("conv 4 1x(1 + 2)", "4x9x9"),  # 11 − 3 + 1
        ("conv 4 3 stride=2, upsample size=(in_size*2 + 1)", "4x9x11"),  # 2·4 + 1, 2·5 + 1
        ("upsample size=in_size//2", "3x4x5"),
        ("pad before=0x-1", "3x9x10"),
        ("pad before=-1x2", "3x8x13"),
        ("{up: upsample size=in_size*(1)x2, repeat: 2}", "3x9x44"),
    ],
)
def test_a_size_is_computed_at_its_place(spec, layers, output):
    found = spec.report(f"{H}layers: [{layers}]\n").output
    assert "x".join(map(str, found)) == output


def test_what_is_kept_of_a_block_is_of_its_size(spec):
    text = f"{H}blocks: {{twice: [upsample size=2*in_size, relu]}}\nlayers: [a: twice, b: twice, c: twice]\n"
    assert [row.output for row in spec.report(text).layers][1::2] == [(3, 18, 22), (3, 36, 44), (3, 72, 88)]


def test_what_comes_in_may_have_no_size(spec):
    text = f"{H}layers: [flatten, upsample size=in_size]\n"
    spec.refuses(text, "2:33 error: in_size is not known here (the input here is 297)")


def test_in_size_is_a_word_of_the_language(spec):
    text = "input: 3x9x9\nparameters: {in_size: 3}\nlayers: [relu]\n"
    spec.refuses(text, "2:14 error: a parameter can't be named 'in_size'")


# The sizes of other layers

NAMED = """\
input: 3x50x37
blocks: {up n skip: [upsample size=skip, conv n 1]}
layers:
  - enc: conv 8 3 stride=2              # ⌊(50 − 3)/2⌋ + 1 = 24, ⌊(37 − 3)/2⌋ + 1 = 18
  - deep: [c: conv 8 3 stride=2, relu]     # 11, 8
  - conv 8 1
"""


@pytest.mark.parametrize(
    ("layer", "output"),
    [
        ("upsample size=enc", "8x24x18"),
        ("upsample size=enc mode=bilinear", "8x24x18"),
        ("upsample size=input", "8x50x37"),
        ("upsample size=deep.c", "8x11x8"),
        ("crop deep", "8x11x8"),
        ("adaptive_avg_pool deep", "8x11x8"),
        ("up 5 enc", "5x24x18"),
        ("upsample size=(enc if in_channels == 8 else deep)", "8x24x18"),
        ("[from enc, crop deep]", "8x11x8"),
        ("{g: up 5 enc, repeat: 2}", "5x24x18"),
        ("{add: [[upsample size=enc], [from enc]]}", "8x24x18"),
    ],
)
def test_the_name_of_a_layer_is_its_size(spec, layer, output):
    """Written in the list, in a block, in a branch and in copies; twice, as parts of a walk are kept for the next."""
    text = f"{NAMED}  - {layer}\n"
    for _ in range(2):
        assert "x".join(map(str, spec.report(text).layers[-1].output)) == output


def test_a_part_is_not_taken_for_one_beside_another_size(spec):
    text = f"{NAMED}  - a: up 4 enc\n  - up 4 deep\n  - up 4 enc\n  - b: up 4 deep\n"
    layers = spec.report(text).layers
    assert [row.output for row in layers if row.op == "upsample"] == [(8, 24, 18), (4, 11, 8), (4, 24, 18), (4, 11, 8)]


def test_a_layer_s_size_follows_changes(spec):
    text = f"{NAMED}  - up: upsample size=enc\n"
    assert spec.report(text, "enc.stride=1").output == (8, 48, 35)
    assert spec.report(text, "up.size=deep").output == (8, 11, 8)
    assert spec.report(text, "up.size=7").output == (8, 7, 7)
    assert spec.report(f"{text}  - relu\n", "up.size=deep", "deep.c.stride=1").output == (8, 22, 16)


def test_what_is_only_measured_is_still_an_output(spec):
    """Its values are not read: PyTorch's `size=enc.shape[2:]` keeps none of them."""
    text = "input: 3x9x9\nlayers: [a: conv 4 3, b: [from input, conv 5 1], c: upsample size=a]\n"
    assert spec.report(text).outputs == {"a": (4, 7, 7), "c": (5, 7, 7)}


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ("[upsample size=enc, enc: relu]", "2:24 error: 'enc' comes later; only earlier layers can be read"),
        ("[a: relu, upsample size=b]", "2:33 error: there is no layer 'b' before this, and no such parameter"),
        ("[a: [flatten], [from input, upsample size=a]]", "2:51 error: 'a' has no axes, its output is 243"),
        ("[{side: [[a: relu]]}, upsample size=a]", "2:45 error: 'a' is in a side branch"),
        ("[{a: relu, when: in_channels == 4}, crop a]", "2:50 error: 'a' is left out here"),
        ("[a: relu, conv 4 a]", "2:26 error: kernel_size can't be 'a'"),
        ("[n: relu, upsample size=n]", "2:33 error: 'n' is a parameter and a layer here"),
        ("[n: relu, upsample size=n*2]", None),
    ],
)
def test_what_has_no_size_there(spec, layers, said):
    text = f"input: 3x9x9\nlayers: {layers}\nparameters: {{n: 4}}\n"
    if said is None:
        assert spec.report(text).output == (3, 8, 8)
    else:
        spec.refuses(text, said)


@pytest.mark.parametrize(
    ("name", "shape", "output"),
    [  # whatever comes in comes out; 572 and 700 lose 184 each, as 4·(2 + 2 + 4 + 8 + 16 + ...) of unpadded 3×3 do
        ("fcn8s", "3x375x500", (21, 375, 500)),
        ("unet", "1x572x700", (2, 388, 516)),
    ],
)
def test_the_catalogue_takes_rectangles(name, shape, output):
    assert summarize(name, f"input={shape}").output == output
