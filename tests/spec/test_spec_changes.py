"""Changes: knobs, inputs, and arguments by path; and inline designs."""

import pytest

from convcalc.language.problems import ConvcalcError

NET = """\
parameters: {base: 4}
input: 4x8x8
blocks:
  unit width stride=1:
    - add:
        - [conv1: conv width 3 padding=1 stride=stride]
        - [shortcut: conv width 1 stride=stride]
layers:
  - stem: conv base 1
  - stage: unit 8
    repeat: 2
    first: stride=2
  - last: unit 16
"""
PLAIN = {
    "stem": "stem 4x8x8 20 1024",  # 4(4 + 1), 16·64
    "stage.1.conv1": "stage.1.conv1 8x4x4 296 4608",  # 8(36 + 1), 36·8·16
    "stage.1.shortcut": "stage.1.shortcut 8x4x4 40 512",  # 8·5, 4·8·16
    "stage.2.conv1": "stage.2.conv1 8x4x4 584 9216",  # 8·73, 72·8·16
    "stage.2.shortcut": "stage.2.shortcut 8x4x4 72 1024",
    "last.conv1": "last.conv1 16x4x4 1168 18432",  # 16·73, 72·16·16
    "last.shortcut": "last.shortcut 16x4x4 144 2048",
}


def changed(spec, *changes):
    """The convolutions that are not as in the plain network, and the first of the others that should be."""
    rows = [row for row in spec.rows(NET, *changes) if ".add" not in row]
    return [row for row in rows if row not in PLAIN.values()]


@pytest.mark.parametrize(
    ("change", "rows"),
    [
        ("base=4", []),
        ("base=2", ["stem 2x8x8 10 512", "stage.1.conv1 8x4x4 152 2304", "stage.1.shortcut 8x4x4 24 256"]),
        ("stem.out_channels=2", ["stem 2x8x8 10 512", "stage.1.conv1 8x4x4 152 2304", "stage.1.shortcut 8x4x4 24 256"]),
        ("stem.bias=false", ["stem 4x8x8 16 1024"]),
        ("last.stride=2", ["last.conv1 16x2x2 1168 4608", "last.shortcut 16x2x2 144 512"]),
        ("last.width=base", ["last.conv1 4x4x4 292 4608", "last.shortcut 4x4x4 36 512"]),
        ("stage.*.conv1.bias=false", ["stage.1.conv1 8x4x4 288 4608", "stage.2.conv1 8x4x4 576 9216"]),
        ("stage.[12].conv?.bias=false", ["stage.1.conv1 8x4x4 288 4608", "stage.2.conv1 8x4x4 576 9216"]),
        ("stage.[!1].c*1.bias=false", ["stage.2.conv1 8x4x4 576 9216"]),
        ("stage.1.conv1.groups=2", ["stage.1.conv1 8x4x4 152 2304"]),  # 8(2·9 + 1), 18·8·16
        ("input=2x8x8", ["stem 4x8x8 12 512"]),
    ],
)
def test_a_change_is_made(spec, change, rows):
    assert changed(spec, change) == rows


def test_the_last_change_holds(spec):
    assert changed(spec, "base=9", "base=4") == []
    assert changed(spec, "stem.bias=true", "stem.bias=false") == ["stem 4x8x8 16 1024"]


def test_an_argument_of_the_first_copy_is_changed_by_its_path(spec):
    rows = spec.rows(NET, "stage.1.stride=1")
    assert rows[1] == "stage.1.conv1 8x8x8 296 18432"  # 36·8·64


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            "batch=8",
            "command line:1:1: error: there is no parameter 'batch' (images at once are no part of a network",
        ),
        ("bas=3", "command line:1:1: error: there is no parameter 'bas' (did you mean 'base'?)"),
        ("stemm.stride=3", "command line:1:1: error: there is no layer 'stemm' (did you mean 'stem'?)"),
        ("stem.strid=3", "command line:1:1: error: stem has no argument 'strid' (did you mean 'stride'?)"),
        ("stage.*.widht=3", "command line:1:1: error: stage.1 has no argument 'widht' (did you mean 'width'?)"),
        ("stage.[12].widht=3", "command line:1:1: error: stage.1 has no argument 'widht' (did you mean 'width'?)"),
        ("stage.3.width=3", "command line:1:1: error: there is no layer 'stage.3' ... 'stage.1'"),
        ("input=3x0x3", "command line:1:9: error: a size is at least 1"),
        ("stem.stride=1+", "command line:1:15: error: the expression ends too early"),
        ("base=base*2", "command line:1:1: error: the parameter 'base' needs its own value"),
    ],
)
def test_a_change_that_cannot_be_made_is_an_error(spec, change, expected):
    spec.refuses(NET, expected, changes=[change])


def test_several_inputs_are_changed_by_name(spec):
    text = "input: {a: 1x4x4, b: 1x4x4}\nlayers:\n  - concat: [[from a], [from b, slice 0 1]]\n"
    assert spec.rows(text, "input.a=2x4x4")[-1] == "concat 3x4x4 0 0"
    spec.refuses(text, "command line:1:7: error: this network has several inputs ... input.a", changes=["input=2x4x4"])
    spec.refuses(text, "command line:1:1: error: there is no input 'c'", changes=["input.c=2x4x4"])


def test_a_change_reaches_what_is_used_again(spec, table):
    text = "input: 4x8x8\nlayers:\n  - a: conv 4 3 padding=1\n  - b: reuse a\n"
    # 4(100 + 1) = 404, 100·4·64 = 25,600
    assert spec.rows(text, "a.kernel_size=5", "a.padding=2") == table("a 4x8x8 404 25600 \n b 4x8x8 0 25600")
    assert spec.rows(text, "a.stride=2") == table("a 4x4x4 148 2304 \n b 4x2x2 0 576")


@pytest.mark.parametrize(
    ("design", "paths"),
    [
        ("conv 8 3, relu", "conv relu"),
        ("[conv 8 3, relu]", "conv relu"),
        ("relu", "relu"),
        ("[conv 8 3, relu], relu", "conv relu1 relu2"),
        ("{s: relu, repeat: 2}, x: tanh", "s.1 s.2 x"),
        ("add: [[conv 4 1], []]", "conv add"),
    ],
)
def test_an_inline_design_is_what_stands_in_a_flow_list(spec, design, paths):
    assert " ".join(row.path for row in spec.design(design, "input=4x8x8").layers) == paths


@pytest.mark.parametrize(
    ("design", "expected"),
    [
        ("convv 8 3, relu", "inline design:1:1: error: there is no op or block 'convv'"),
        ("relu, conv 8 3 strid=1", "inline design:1:16: error: conv has no argument 'strid'"),
        ("x: relu, repeat: 2", "inline design:1:10: error: 'repeat' stands alone"),
    ],
)
def test_a_complaint_about_an_inline_design_stands_where_it_was_written(spec, design, expected):
    with pytest.raises(ConvcalcError) as caught:
        spec.design(design, "input=4x8x8")
    assert [str(problem)[: len(expected)] for problem in caught.value.problems.items] == [expected]
