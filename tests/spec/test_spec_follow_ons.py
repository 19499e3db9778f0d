"""A complaint stands alone: what only follows from it is not said, and what does not follow is."""

from __future__ import annotations

import pytest

H = "input: 3x32x32\n"
TRAP = "an item has one name; 'x' is followed by 'y'"
LIST = "a branch of add must be a list"
BLOCK = "blocks: {b n: [c: conv n 1]}\n"
NO_FILE = "there is no file 'nope.yaml'"


def said(spec, text, *changes):
    """Every complaint, warnings too: `line:column severity: message (hint)`."""
    return [spec.shown(problem) for problem in spec.refused(text, *changes)]


ALONE = {
    "a call in place of a branch, which used blocks": (
        "blocks: {b1 n: [conv n 1], b2 n: [conv n 1], b3 n: [b2 n]}\nlayers:\n  - add: [[b1 4], b3 4]\n",
        f"4:19 error: {LIST}",
    ),
    "a named call in place of a branch": (
        BLOCK + "layers:\n  - add: [{x: b 3}, []]\n  - [from x, relu]\n  - [from x.c, relu]\n",
        f"4:11 error: {LIST}",
    ),
    "a branch that is read later, beside one that is none": (
        "layers:\n  - add: [main: [relu], conv 3 1]\n  - [from main, relu]\n", f"3:25 error: {LIST}",
    ),
    "a branch of another shape, beside one that is none": (
        "layers:\n  - add: [[conv 5 1], conv 64 3, flatten, linear 3]\n  - relu\n",
        f"3:23 error: {LIST}", f"3:34 error: {LIST}", f"3:43 error: {LIST}",
    ),
    "a branch with a condition that can't be read": (
        "layers:\n  - add: [{s: [conv 5 1], when: [3]}, []]\n  - [from s, relu]\n",
        "3:33 error: an expression is expected here",
    ),
    "a branch with a condition that is none": (
        "layers:\n  - add: [{s: [conv 5 1], when: 3}, []]\n  - [from s, relu]\n",
        "3:33 error: when must be true or false",
    ),
    "an operation that was left out twice": (
        "layers:\n  - conv: 64 3\n  - conv: 32 3\n",
        "3:11 error: this names a layer 'conv'", "4:11 error: this names a layer 'conv'",
    ),
    "an item with two names, both read later": (
        "layers:\n  - {x: conv 1 3, y: relu}\n  - [from x, relu]\n  - [from y, relu]\n", f"3:19 error: {TRAP}",
    ),
    "one in a group": (
        "layers:\n  - g: [{x: conv 1 3, y: relu}]\n  - [from g.x, relu]\n", f"3:23 error: {TRAP}",
    ),
    "one that used a block and a parameter": (
        "parameters: {n: 3}\n" + BLOCK + "layers:\n  - {x: b n, y: relu}\n", f"5:14 error: {TRAP}",
    ),
    "one in a block, which used its parameter": (
        "blocks:\n  b n m: [conv n 1, {x: conv m 1, y: relu}]\nlayers: [b 3 4]\n", f"3:35 error: {TRAP}",
    ),
    "a name whose layer can't be read": (
        "layers:\n  - s: {x: 1, y: 2}\n  - [from s.c, relu]\n  - t: reuse s\n  - u: reuse s.c\n",
        "3:8 error: a layer is a call, a list, or a join",
    ),
    "a call with a wrong argument": (
        BLOCK + "layers:\n  - s: b 3 oops=1\n  - [from s.c, relu]\n  - t: reuse s.c\n",
        "4:12 error: b has no argument 'oops'",
    ),
    "a repeat that can't be read": (
        "layers:\n  - s: conv 3 1\n    repeat: [2]\n    first: kernel_size=3\n  - [from s.2, relu]\n",
        "4:13 error: an expression is expected here",
    ),
    "a repeat that is none": (
        "layers:\n  - s: conv 3 1\n    repeat: 2.5\n  - [from s, relu]\n  - [from s.1, relu]\n",
        "4:13 error: repeat must be a whole number",
    ),
    "a condition that can't be read": (
        "layers:\n  - s: conv 5 1\n    when: [3]\n  - add: [[from s], [from input]]\n",
        "4:11 error: an expression is expected here",
    ),
    "a condition that is none": (
        "layers:\n  - s: conv 5 1\n    when: 3\n  - [from s, relu]\n", "4:11 error: when must be true or false",
    ),
    "an else that can't be read": (
        "layers:\n  - s: conv 5 1\n    when: in_channels == 4\n    else: {x: 1, y: 2}\n"
        "  - add: [[], [from input, conv 6 1]]\n",
        "5:11 error: a layer is a call, a list, or a join",
    ),
    "a name that stands twice": (
        "layers:\n  - a: conv 3 1\n  - a: conv 4 1\n  - add: [[from a], [from input]]\n",
        "4:5 error: the name 'a' stands twice here",
    ),
    "a block that can't be read": (
        "blocks: {b n: {x: 1, y: 2}}\nlayers:\n  - b 3\n", "2:15 error: a layer is a call, a list, or a join",
    ),
    "a default that can't be read": (
        "blocks: {b n k=3+: [conv n k]}\nlayers:\n  - b 3 k=5\n", "2:18 error: the expression ends too early",
    ),
    "a block with the name of an op": (
        "blocks: {conv n: [relu]}\nlayers:\n  - conv 3\n", "2:10 error: a block can't be named like the op 'conv'",
    ),
    "blocks that are a list": (
        "blocks: [b n]\nlayers:\n  - b 3\n", "2:9 error: blocks is a mapping of definitions",
    ),
    "a misspelt block": (
        "blocks: {bottle n: [conv n 1]}\nlayers:\n  - botle 3\n",
        "4:5 error: there is no op or block 'botle' (did you mean 'bottle'?)",
    ),
    "a misspelt block in a parameter": (
        "parameters: {act: rleu2}\nblocks: {relu2: [relu]}\nlayers:\n  - act\n",
        "5:5 error: there is no op or block 'rleu2'",
    ),
    "a parameter that can't be read": (
        "parameters: {w: [3], v: 2*w}\nlayers:\n  - conv w 1\n  - conv v 1\n  - conv w+v 1\n",
        "2:17 error: an expression is expected here",
    ),
    "parameters that are a list": (
        "parameters: [w]\nlayers:\n  - conv w 1\n", "2:13 error: parameters is a mapping",
    ),
    "a misspelt parameter": (
        "parameters: {width: 3}\nlayers:\n  - conv widht 1\n",
        "4:10 error: out_channels can't be 'widht' (did you mean 'width'?)",
    ),
    "a misspelt parameter in a sum": (
        "parameters: {width: 3}\nlayers:\n  - conv 2*widht 1\n",
        "4:12 error: the name 'widht' is not known here (did you mean 'width'?)",
    ),
    "a misspelt parameter of a block": (
        "blocks: {b mm: [conv m 1]}\nlayers:\n  - b 3\n",
        "2:22 error: out_channels can't be 'm' (did you mean 'mm'?)",
    ),
    "blocks under another key": (
        "definitions: {b n: [conv n 1]}\nlayers:\n  - b 3\n", "2:1 error: a spec has no key 'definitions'",
    ),
    "parameters under another key": (
        "params: {w: 3}\nlayers:\n  - conv w 1\n", "2:1 error: a spec has no key 'params'",
    ),
    "a file of blocks that is not there": (
        "include: nope.yaml\nparameters: {w: 3}\nlayers:\n  - s: conv_bn 3\n  - [from s.x, relu]\n",
        f"2:10 error: {NO_FILE}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ALONE)
def test_what_follows_from_a_complaint_is_not_said(spec, case):
    text, *expected = ALONE[case]
    found = said(spec, H + text)
    assert len(found) == len(expected), found
    assert all(one.startswith(start) for one, start in zip(found, expected, strict=True)), found


WHOLE = {
    "inputs under another key": ("inputs: 3x32x32\nlayers: [conv 3 1]\n", "1:1 error: a spec has no key 'inputs'"),
    "an input that can't be read": (
        "input: {a: 3x32xx, b: 3x32x32}\nlayers: [add: [[from a], [from b]]]\n", "1:12 error: '3x32xx' is not a shape",
    ),
    "a file to extend that is not there": (
        "extends: nope.yaml\nparameters: {base: 3}\nlayers:\n  - conv other 1\n  - conv 2*other 1\n  - bn 3\n",
        f"1:10 error: {NO_FILE}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WHOLE)
def test_nor_what_follows_of_a_whole_spec(spec, case):
    text, expected = WHOLE[case]
    (found,) = said(spec, text)
    assert found.startswith(expected)


def test_changes_of_what_could_not_be_read_are_not_said_to_be_of_nothing(spec):
    text = "input: {a: 3x8xx, b: 3x8x8}\nparameters: {w: [3], v: 2}\nlayers: [[from b, conv v 1]]\n"
    found = said(spec, text, "w=3", "input.a=3x8x8")
    assert [one.partition(" error")[0] for one in found] == ["1:12", "2:17"]
    assert said(spec, text, "vv=3")[0].startswith("command line:1:1: error: there is no parameter 'vv' (did you mean")


def test_what_does_not_follow_is_said(spec):
    """An error that can't be the cause of a warning leaves it; and a misspelt name is one beside any other error."""
    spare = "blocks: {spare n m: [conv n 1]}\nparameters: {q: 1}\n"
    unused = [
        "2:18 warning: the block 'spare' does not use its parameter 'm'",
        "2:10 warning: the block 'spare' is never used",
        "3:14 warning: the parameter 'q' is never used",
    ]
    for wrong in (
        "layers: [conv 3 64]\n",  # larger than the input
        "layers: [conv 3 1 oops=2]\n",
        "layers: [c: conv 3 1, c: conv 3 1]\n",
        "layers: [conv 3 1]\nexpect: {params: 3 XB}\n",
        "layers:\n  - c: conv 3 1\n    expect: {parms: 3}\n",
        "layers: [conv 3 1]\nyear: soon\n",
        "layers: [conv 3 1 padding=some]\n",
    ):
        found = said(spec, H + spare + wrong)
        warned = [one for one in found if " warning: " in one]
        if "padding=some" in wrong:
            assert warned == unused[:1]  # a word that means nothing there may have been meant for the others
        else:
            assert sorted(warned) == sorted(unused), wrong
        assert len(found) == len(warned) + 1


def test_a_block_is_warned_of_for_what_is_wrong_in_another(spec):
    blocks = "blocks:\n  good n m: [conv n 1]\n  bad n m: [cnov n 1]\nlayers: [good 1 2, bad 1 2]\n"
    assert [one.partition(": ")[0] for one in said(spec, H + blocks)] == ["3:10 warning", "4:13 error"]


def test_a_branch_that_is_none_is_read_all_the_same(spec):
    found = said(spec, H + "layers:\n  - add: [[conv 3 1], cnov 3 1]\n")
    assert [one.partition(" (")[0] for one in found] == [
        f"3:23 error: {LIST}",
        "3:23 error: there is no op or block 'cnov'",
    ]


def test_names_beside_what_is_lost_are_looked_up_as_ever(spec):
    text = "layers:\n  - g: [{x: conv 1 3, y: relu}]\n  - h: [relu]\n  - [from h.z, relu]\n  - [from later, relu]\n"
    found = said(spec, H + text + "  - later: relu\n")
    assert [one.partition(" error: ")[2].partition(" (")[0] for one in found][1:] == [
        "there is no layer 'h.z' before this",
        "'later' comes later; only earlier layers can be read",
    ]
    found = said(spec, H + "include: nope.yaml\nlayers:\n  - conv w 1\n  - conv 3 stride=2\n")
    assert [one.partition(" (")[0] for one in found][1:] == [
        "4:10 error: out_channels can't be 'w'",  # a file of blocks has no parameters
        "5:5 error: conv needs kernel_size",
    ]


def test_a_branch_that_a_condition_left_out_does_not_come_later(spec):
    (found,) = said(spec, H + "layers:\n  - add: [{s: [relu], when: false}, []]\n  - [from s, relu]\n")
    assert found.startswith("4:11 error: 's' is left out here")
