"""Tokens: places without rows and columns, learned constants, and layers that work at each place."""

import pytest

VIT = """input: 3x224x224
layers:
  - patches: conv 768 16 stride=16
  - flatten spatial
  - concat axis=length: [[class_token: parameter 768x1], []]
  - add: [[], [positions: parameter 768x197]]
  - norm: layer_norm
  - wide: linear 3072 axis=channels
"""


def test_the_patches_of_a_vision_transformer_are_tokens(spec, table):
    assert spec.rows(VIT) == table(
        """
        patches      768x14x14  590592  115605504  # 768(3·16² + 1), as in torchvision's vit_b_16
        flatten      768x196         0          0
        class_token  768x1         768          0
        concat       768x197         0          0
        positions    768x197    151296          0  # 768·197
        add          768x197         0          0
        norm         768x197      1536          0  # 2·768
        wide         3072x197  2362368  464781312  # 3072(768 + 1), 768·3072·197
        """
    )


def test_what_tokens_read_is_not_told_since_they_lie_in_another_order(spec):
    report = spec.report(VIT)
    assert report.fields.undefined(report.layers[1].number) == "moved"
    assert report.layers[-1].along("receptive_field") == ()


def test_a_learned_constant_is_held_among_the_parameters_and_is_no_activation(spec):
    report = spec.report("input: 8x4\nlayers:\n  - add: [[], [parameter 8x4]]\n")
    assert [row.activations for row in report.layers] == [0, 32]
    assert report.params == 32


def test_a_constant_may_begin_a_network_of_several_inputs(spec):
    text = "input: {left: 8x4, right: 8x4}\nlayers:\n  - add: [[from left], [from right], [parameter 8x4]]\n"
    assert spec.report(text).params == 32


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("linear 10", "3:5 error: linear takes a flat input ... put flatten before it, or axis=channels"),
        ("linear 10 axis=height", "3:20 error: axis can't be 'height'"),
        ("embedding 100 6", "3:5 error: embedding takes a flat input"),
        ("softmax axis=depth", "3:18 error: 3×8×8 has no depth ... its axes are channels, height or width"),
        ("parameter 1x2x3x4x5", "3:15 error: shape 1x2x3x4x5 has 5 axes"),
        ("parameter 0x3", "3:15 error: shape must be at least 1"),
    ],
)
def test_what_does_not_fit_is_refused(spec, call, said):
    spec.refuses(f"input: 3x8x8\nlayers:\n  - {call}\n", said)


def test_a_flat_tensor_has_no_places(spec):
    spec.refuses("input: 8\nlayers:\n  - flatten spatial\n", "3:13 error: a flat input has no spatial axes")


def test_a_block_of_the_name_of_a_new_operation_is_meant_and_that_is_noted(spec):
    text = "input: 3x8x8\nblocks:\n  embedding width:\n    - conv width 1\nlayers:\n  - embedding 5\n"
    report = spec.report(text)
    assert report.output == (5, 8, 8)
    assert [note.message for note in report.notes] == ["'embedding' is this block here, not the operation of that name"]


def test_a_join_of_another_axis_explains_the_sum_along_it(spec):
    from convcalc.study.explain.sums import Explainer

    report = spec.report("input: 4x6x8\nlayers:\n  - concat axis=height: [[], [max_pool 2x1]]\n")
    (found,) = Explainer(report).explain(report.layers[-1]).sums
    assert (found.name, [term.value for term in found.terms], found.value) == ("height", [6, 3], 9)
