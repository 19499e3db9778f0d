"""Side branches left out: `side=false`, `--no-side`, and `side: false` among what a spec expects."""

from __future__ import annotations

import pytest

import convcalc as library
from convcalc.language.problems import ConvcalcError
from convcalc.study.design import summarize

NET = """\
input: 3x8x8
layers:
  - conv 4 1                                            # 4(3 + 1) = 16
  - side: [[aux: [conv 2 1, flatten, linear 3]]]        # 2(4 + 1) + 3(128 + 1) = 397
  - conv 5 1                                            # 5(4 + 1) = 25
"""


def test_layers_keep_their_names_and_numbers(spec, table):
    assert spec.rows(NET, "side=false") == table(
        """
        conv1  4x8x8  16   768    # 3·4·64
        conv2  5x8x8  25  1280    # 4·5·64
        """
    )
    report = spec.report(NET, "side=false")
    assert (report.params, report.side_params, report.side_macs) == (41, 0, 0)
    assert report.outputs == {"output": (5, 8, 8)}
    assert spec.report(NET, "side=true").side_params == spec.report(NET).side_params == 397


def test_what_is_kept_of_one_walk_is_not_taken_for_the_other(spec):
    """Each is asked twice of one text: with its side branches, and without them."""
    assert [spec.report(NET, *change).side_params for change in [(), ["side=false"]] * 2] == [397, 0] * 2


INNER = """\
input: 3x8x8
blocks: {unit n: [conv n 1, {side: [[aux: conv 7 1]]}, relu]}
layers:
  - stage: unit 4
    repeat: 3
  - x: {side: [[conv 2 1]]}
  - [from x, relu]
"""


def test_in_blocks_and_copies(spec):
    paths = "stage.1.conv stage.1.relu stage.2.conv stage.2.relu stage.3.conv stage.3.relu relu"
    assert spec.paths(INNER, "side=false") == paths


def test_inception_at_224_as_pytorch_has_it_when_it_only_infers():
    """torchvision's in eval mode: 2,837,921,120 multiply-adds; its auxiliary head is too small for 224 pixels."""
    assert summarize("inception_v3", "input=3x224x224", "side=false").macs == 2_837_921_120
    with pytest.raises(ConvcalcError, match="side=false, or --no-side, leaves side branches out"):
        summarize("inception_v3", "input=3x224x224")
    assert library.summarize("inception_v3", input=(3, 224, 224), side=False).macs == 2_837_921_120


def test_what_is_left_out_is_found_nowhere(spec):
    spec.refuses(
        NET, "command line:1:1: error: there is no layer 'aux.conv'", changes=["side=false", "aux.conv.bias=false"]
    )
    text = "input: 3x8x8\nlayers: [relu, {side: [{y: [relu]}]}, [from y, relu]]\n"
    spec.refuses(text, "2:", changes=["side=false"])


def test_another_value_is_refused(spec):
    spec.refuses(NET, "command line:1:6: error: side is true or false ... leaves side branches out", changes=["side=2"])


def test_a_parameter_of_that_name_is_the_spec_s_own(spec):
    """`side=5` sets it; the option means the branches: 5(3 + 1) = 20."""
    text = "input: 3x8x8\nparameters: {side: 4}\nlayers: [conv side 1, {side: [[aux: conv 2 1]]}]\n"
    assert (spec.report(text, "side=5").params, spec.report(text, "side=5").side_params) == (20, 12)
    report = spec.report(text, "side=5", "--no-side")
    assert (report.params, report.side_params) == (20, 0)
