"""Sizes that are computed where they stand: of axes in parentheses, and of what comes in."""

import pytest

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
