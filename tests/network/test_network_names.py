"""Names of layers: dotted paths by the rules of the language."""

import pytest

from convcalc.language.problems import ConvcalcError

H = "input: 4x8x8\n"
U = "blocks:\n  unit n: [conv n 1, relu]\n"

CASES = {
    "an unnamed call has the op's name": ("", "[conv 4 1, relu]", "conv relu"),
    "more than one are numbered": ("", "[conv 4 1, relu, conv 4 1]", "conv1 relu conv2"),
    "a sequence in place adds no part": ("", "[[conv 4 1, relu], [[conv 4 1]]]", "conv1 relu conv2"),
    "a named list is a group and a scope": ("", "[a: [conv 4 1, relu], conv 4 1]", "a.conv a.relu conv"),
    "a written name takes its number": (
        "",
        "[conv 4 1, conv2: conv 4 1, conv 4 1, conv1: relu, relu]",
        "conv3 conv2 conv4 conv1 relu",
    ),
    "a written name takes the name itself": ("", "[relu: tanh, relu]", "relu relu1"),
    "a name with nothing is an unnamed call": ("", "[{relu: , when: true}, relu]", "relu1 relu2"),
    "joins and branches add no part": (
        "",
        "[add: [[conv 4 1], [conv 4 1]], multiply: [[], []], add: [[], []]]",
        "conv1 conv2 add1 multiply add2",
    ),
    "a named branch is a group": ("", "[add: [{a: [conv 4 1]}, {b: [conv 4 1, relu]}]]", "a.conv b.conv b.relu add"),
    "a named join is a group": ("", "[a: {add: [[conv 4 1], []]}]", "a.conv a.add"),
    "a block of a chain adds no part": (U, "[unit 4, conv 4 1, unit 4]", "conv1 relu1 conv2 conv3 relu2"),
    "a named chain is a group": (U, "[a: unit 4, unit 4]", "a.conv a.relu conv relu"),
    "chains of chains add none": (U + "  two n: [unit n, unit n]\n", "[two 4]", "conv1 relu1 conv2 relu2"),
    "a block with a join is a group": (
        "blocks:\n  res: [add: [[conv 4 1], []]]\n",
        "[res, res, x: res]",
        "res1.conv res1.add res2.conv res2.add x.conv x.add",
    ),
    "a block with a name is a group": ("blocks:\n  b: [c: conv 4 1]\n", "[b]", "b.c"),
    "a block with a repeat is a group": (
        "blocks:\n  b: [{c: conv 4 1, repeat: 2}]\n",
        "[b]",
        "b.c.1 b.c.2",
    ),
    "copies are numbered, also one": ("", "[{a: relu, repeat: 2}, {b: relu, repeat: 1}]", "a.1 a.2 b.1"),
    "copies of a list": ("", "[{a: [relu, relu], repeat: 2}]", "a.1.relu1 a.1.relu2 a.2.relu1 a.2.relu2"),
    "copies of a chain": (U, "[{a: unit 4, repeat: 2}]", "a.1.conv a.1.relu a.2.conv a.2.relu"),
    "copies without a written name": ("", "[{relu: , repeat: 2}, relu]", "relu1.1 relu1.2 relu2"),
    "a side branch has no row of its own": ("", "[relu, side: [[relu]], relu]", "relu1 relu2 relu3"),
    "a parameter is called by what it holds": (
        "blocks:\n  b act: [conv 4 1, act]\n",
        "[b tanh, x: b relu]",
        "conv tanh x.conv x.relu",
    ),
    "what a condition leaves out keeps its number": (
        "",
        "[{relu: , when: false}, relu, {x: [relu], when: false}]",
        "relu2",
    ),
    "words that differ from copy to copy": (
        "blocks:\n  b act: [conv 4 1, act]\n",
        "[{s: [b (tanh if index == 1 else relu)], repeat: 2}]",
        "s.1.conv s.1.tanh s.2.conv s.2.relu",
    ),
    "a chain in one copy and an op in the next": (
        "blocks:\n  cb: [conv 4 1, batch_norm]\n  b act: [relu, act]\n",
        "[{s: [b (cb if index == 1 else tanh)], repeat: 2}]",
        "s.1.relu s.1.conv s.1.batch_norm s.2.relu s.2.tanh",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_layers_are_named(spec, case):
    blocks, layers, paths = CASES[case]
    assert spec.paths(f"{H}{blocks}layers: {layers}\n") == paths


RESNET = """\
input: 3x32x32
blocks:
  conv_bn out_channels kernel_size=1 stride=1:
    - conv out_channels kernel_size stride=stride padding=kernel_size//2 bias=false
    - batch_norm
  bottleneck width stride=1:
    - add:
        - [conv_bn width, relu, conv_bn width 3 stride=stride, relu, conv_bn 4*width]
        - - shortcut: conv_bn 4*width stride=stride
            when: stride != 1 or in_channels != 4*width
    - relu
layers:
  - conv_bn 8 7 stride=2
  - stage3: bottleneck 8
    repeat: 2
"""


def test_resnet_reads_as_in_the_paper(spec):
    copy = "conv1 batch_norm1 relu1 conv2 batch_norm2 relu2 conv3 batch_norm3"
    expected = ["conv", "batch_norm"]
    expected += [f"stage3.1.{name}" for name in f"{copy} shortcut.conv shortcut.batch_norm add relu3".split()]
    expected += [f"stage3.2.{name}" for name in f"{copy} add relu3".split()]
    assert spec.paths(RESNET).split() == expected


def test_operations_are_shown_with_their_values_inside_blocks(spec):
    rows = {row.path: row.operation for row in spec.report(RESNET).layers}
    assert rows["conv"] == "conv 8 7 stride=2 padding=3 bias=false"
    assert rows["stage3.1.conv2"] == "conv 8 3 padding=1 bias=false"
    text = H + "blocks:\n  b act n: [act, conv n 1]\nlayers: [b tanh 4]\n"
    assert [row.operation for row in spec.report(text).layers] == ["tanh", "conv 4 1"]


def test_a_name_stands_once_in_its_scope(spec):
    assert spec.paths(H + "layers: [a: relu, g: [a: relu], add: [[], {h: [a: relu]}]]\n") == "a g.a h.a add"
    spec.refuses(H + "layers: [a: relu, [a: tanh]]\n", "2:20 error: the name 'a' stands twice here")
    spec.refuses(H + "layers: [a: relu, add: [{a: [relu]}, []]]\n", "2:26 error: the name 'a' stands twice here")


@pytest.mark.parametrize("call", ["conv 8 3  stride=2", "conv 4*2 3 stride=2", "conv (7 + 1) 3 stride=2"])
def test_an_operation_inside_a_block_is_shown_with_its_values(spec, call):
    (row,) = spec.report(f"{H}blocks:\n  b:\n    - {call}\nlayers: [b]\n").layers
    assert row.operation == "conv 8 3 stride=2"


EXPECTING = {
    "an op": ("- a: relu", "a"),
    "an unnamed op": ("- relu:", "relu"),
    "a list": ("- a: [relu, relu]", "a"),
    "a block": ("- a: unit", "a"),
    "a join": ("- a: {add: [[relu], []]}", "a"),
    "an unnamed join": ("- add: [[relu], []]", "add"),
    "an unnamed join with one branch": ("- add: [[relu], {x: [relu], when: false}]", "relu"),
    "an unnamed chain": ("- unit:", ""),
    "a repeat": ("- a: relu\n    repeat: 2", "a"),
    "what is used again": ("- x: relu\n  - a: reuse x", "a"),
}


@pytest.mark.parametrize("case", EXPECTING)
def test_an_expectation_stands_at_its_layer_or_is_refused(spec, case):
    """It may not vanish: a count that nobody compares is worse than none."""
    layers, path = EXPECTING[case]
    blocks = "blocks:\n  unit: [relu, tanh]\n" if "unit" in layers else ""
    text = f"{H}{blocks}layers:\n  {layers}\n    expect: {{output: 4x8x8}}\n"
    try:
        rows = spec.report(text).rows
    except ConvcalcError as error:
        assert "expect" in str(error)
        return
    found = []
    while rows:
        found += [row.path for row in rows if row.expect]
        rows = [child for row in rows for child in row.children]
    assert found
    assert not path or found == [path]
