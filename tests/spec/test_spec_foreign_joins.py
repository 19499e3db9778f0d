"""Words that are not this language's, taken for names: a join that would become a sequence is never counted in silence.

`[[conv 64 1], [conv 96 3 padding=1]]` on 32x8x8: as branches of a concat 160x8x8 with 64·33 + 96·(32·9 + 1) = 29,856
parameters; one behind the other 96x8x8 with 64·33 + 96·(64·9 + 1) = 57,504.
"""

import pytest

BRANCHES = "[[conv 64 1], [conv 96 3 padding=1]]"
EXAMPLE = "a join is written add: [[conv 64 3 padding=1], []]"
JOINS = "the joins are add, multiply, concat and side"
WHICH = "which one is meant: add, multiply, concat or side?"


def net(line):
    return f"input: 32x8x8\nlayers:\n  - {line}\n"


def totals(spec, text):
    report = spec.report(text)
    return "x".join(map(str, report.output)), report.params


def test_a_join_and_a_sequence_of_the_same_lists_are_different_networks(spec):
    assert totals(spec, net(f"concat: {BRANCHES}")) == ("160x8x8", 64 * 33 + 96 * (32 * 9 + 1))
    assert totals(spec, net(f"front: {BRANCHES}")) == ("96x8x8", 64 * 33 + 96 * (64 * 9 + 1))


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        *[
            (name, "that is 'concat' here")
            for name in ("cat", "concatenate", "Concat", "CONCAT", "merge", "DepthConcat")
        ],
        *[(name, "that is 'concat' here") for name in ("concatenate2", "cat_1", "route")],
        *[(name, "that is 'add' here") for name in ("Add", "sum", "plus", "Eltwise", "elementwise_add", "residual")],
        *[(name, "that is 'add' here") for name in ("shortcut", "skip-connection", "Sum3")],
        *[(name, "that is 'multiply' here") for name in ("mul", "Multiply", "times", "product")],
        *[(name, "that is 'side' here") for name in ("aux", "Side")],
        *[(name, JOINS) for name in ("subtract", "maximum", "Max", "average", "minimum", "dot")],
        *[(name, WHICH) for name in ("parallel", "branches", "fork")],
        ("concat2", "write concat: [...], or under this name concat2: {concat: [...]}"),
        ("add_1", "write add: [...], or under this name add_1: {add: [...]}"),
    ],
)
def test_a_name_that_is_another_languages_join_over_lists_is_an_error(spec, name, hint):
    said = f"3:5 error: there is no join '{name}' ({hint})"
    assert spec.errors(net(f"{name}: {BRANCHES}")) == [said]
    assert spec.errors(net(f"{name}: [[conv 32 3 padding=1], []]")) == [said]
    assert spec.errors(net(f"{name}: [[conv 32 1], {{other: [conv 32 3], when: index == 1}}]")) == [said]


def test_so_it_is_wherever_an_item_stands(spec):
    text = """\
input: 32x8x8
blocks:
  cell:
    - cat: [[conv 4 1], [conv 5 1]]
layers:
  - cell
  - group:
      - sum: [[conv 9 1], []]
  - add: [[mul: [[relu], [relu]]], []]
  - add: [[], {merge: [[conv 9 1], [conv 8 1]]}]
  - x: relu
    when: in_channels == 9
    else: [cat: [[relu], [tanh]]]
"""
    places = ["4:7", "8:9", "9:12", "10:16", "13:12"]
    assert [error.split()[0] for error in spec.errors(text)] == places


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("x: [[conv 32 3 padding=1], []]", 32),
        ("x: [[], [conv 32 3 padding=1]]", 9),
        ("[[conv 32 3 padding=1], []]", 29),
        ("[]", 5),
        ("add: [[[conv 32 1], []], []]", 25),
        ("y: {add: [[x: [[], relu]], []]}", 20),
    ],
)
def test_an_empty_list_inside_a_sequence_is_a_warning_that_says_what_a_join_looks_like(spec, line, column):
    assert spec.warnings(net(line)) == [f"3:{column} warning: an empty list does nothing here ({EXAMPLE})"]


def test_an_empty_list_in_a_block_is_such_a_warning_too(spec):
    text = (
        "input: 32x8x8\nblocks:\n  residual_block:\n    - [conv 32 3 padding=1]\n    - []\nlayers: [residual_block]\n"
    )
    assert spec.warnings(text) == [f"5:7 warning: an empty list does nothing here ({EXAMPLE})"]


def test_a_join_of_one_branch_is_a_warning(spec):
    hint = "the identity is a branch too, an empty list: add: [[conv 64 3 padding=1], []]"
    said = f"3:5 warning: add has one branch, and joins nothing ({hint})"
    assert spec.warnings(net("add: [[conv 32 1]]")) == [said]
    assert spec.warnings(net("add: [{main: [conv 32 1], when: in_channels == 32}]")) == []
    assert spec.warnings(net("side: [[conv 32 1, flatten, aux: linear 5]]")) == []


@pytest.mark.parametrize(
    "line",
    [
        "front: [[conv 64 3, relu], [conv 128 3, relu]]",  # rows of lists
        "inception: [{a: [conv 4 1]}, {b: [conv 4 1]}]",
        "sum: [conv 4 1, relu]",
        "cat: conv 4 1",
        "skip: {add: [[conv 32 1], []]}",
        "add: [{shortcut: [[conv 32 1], [batch_norm]]}, {residual: [[conv 32 1], [batch_norm]]}]",
        "add: [{skip: []}, {main: [conv 32 1]}]",
        "summit: [[conv 4 1], [relu]]",
        "nothing: []",
    ],
)
def test_what_is_no_join_stays_silent(spec, line):
    assert spec.warnings(net(line)) == []


def test_a_block_may_have_the_name_of_another_languages_join(spec):
    text = "input: 32x8x8\nblocks:\n  residual:\n    - add: [[conv 32 1], []]\nlayers: [residual, residual]\n"
    assert totals(spec, text) == ("32x8x8", 2 * 32 * 33)
    assert spec.warnings(text) == []


def test_a_call_of_what_is_an_op_and_a_parameter_with_another_ones_name_is_refused(spec):
    text = "input: 32x8x8\nblocks:\n  unit relu=gelu: [conv 32 1, relu]\nlayers: [{}]\n"
    hint = "give the parameter, which holds '{}', another name"
    said = f"3:31 error: 'relu' is a parameter here, and an op or block ({hint})"
    assert spec.errors(text.format("unit")) == [said.format("gelu")]
    assert spec.errors(text.format("unit mish")) == [said.format("mish")]
    assert [row.split()[0] for row in spec.rows(text.format("unit relu"))] == ["conv", "relu"]


def test_a_parameter_with_an_ops_name_that_holds_a_number_is_a_number(spec):
    text = "input: 32x8x8\nparameters: {dropout: 0.5, scale: 2}\nlayers:\n  - conv 4*scale 1\n  - dropout dropout\n"
    assert spec.rows(text.replace("dropout dropout", "dropout p=dropout")) == [
        "conv 8x8x8 264 16384",
        "dropout 8x8x8 0 0",
    ]


@pytest.mark.parametrize(
    ("line", "columns", "meant"),
    [
        ("add: [a, b]", (11, 14), "add: [[from a], [from b]]"),
        ("concat: [conv 16 3 padding=1, conv 8 1]", (14, 35), "concat: [[conv 16 3 padding=1], [conv 8 1]]"),
        ("add: [conv 32 3 padding=1]", (11,), "add: [[conv 32 3 padding=1], []]"),
    ],
)
def test_branches_that_are_no_lists_are_shown_as_they_were_meant(spec, line, columns, meant):
    text = f"input: 32x8x8\nlayers:\n  - a: conv 32 1\n  - b: conv 32 1\n  - {line}\n"
    kind = line.partition(":")[0]
    said = f"error: a branch of {kind} must be a list (one list a branch, as in {meant})"
    assert spec.errors(text) == [f"5:{column} {said}" for column in columns]


@pytest.mark.parametrize("name", ["shortcut", "a1"])
def test_a_named_branch_that_is_no_list_is_shown_as_one(spec, name):
    text = f"input: 32x8x8\nlayers:\n  - add:\n      - {name}: conv 32 1  bias=false\n      - []\n"
    said = f"a branch of add must be a list (one list a branch, as in {name}: [conv 32 1 bias=false])"
    assert spec.errors(text) == [f"4:9 error: {said}"]
