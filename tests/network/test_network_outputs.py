"""What a network puts out: the results that nothing reads, under the names that nothing reads them by."""

import pytest

TWO = """\
input: 3x32x32
layers:
  - a: conv 16 3 padding=1
  - conv 16 3 padding=1
"""
A = 16 * 32 * 32
"""The values of `a`, and of the convolution behind it."""

LAST = 256 * 32 * 32
"""Those of `conv 256 1`, the last layer."""


def put_out(spec, layers):
    return set(spec.report(f"{TWO}  - {layers}\n  - conv 256 1\n").outputs)


@pytest.mark.parametrize(
    ("join", "peak"),
    [
        # while the last layer runs: what the join made, and its own output
        ("add: [[from a], []]", A + LAST),
        ("add: [skip: [from a], main: []]", A + LAST),
        ("add: [skip: [from a], main: [relu]]", A + LAST),
        ("multiply: [skip: [from a], main: []]", A + LAST),
        ("concat: [skip: [from a], main: []]", 2 * A + LAST),
        ("add: [skip: [[from a]], main: []]", A + LAST),
        ("add: [skip: [inner: [from a]], main: []]", A + LAST),
        ("add: [skip: [{x: relu, when: false}, [from a]], main: []]", A + LAST),
        ("add: [{skip: [from a], when: true}, {main: []}]", A + LAST),
        ("both: {add: [skip: [from a], main: []]}", A + LAST),
        ("both: [add: [skip: [from a], main: []]]", A + LAST),
        ("concat: [s: [from a], m: [add: [t: [from a], u: []]]]", 2 * A + LAST),
    ],
)
def test_a_named_branch_is_read_by_its_join_whatever_is_in_it(spec, join, peak):
    text = f"{TWO}  - {join}\n  - conv 256 1\n"
    report = spec.report(text)
    assert report.outputs == {"output": (256, 32, 32)}
    assert report.warnings == []
    assert report.peak_activations == peak


def test_a_named_branch_of_a_block_or_a_repeat_is_read_too(spec):
    text = "input: 4x8x8\nblocks:\n  res: [add: [skip: [from input], main: []]]\n  tap layer: [from layer]\nlayers:\n"
    assert set(spec.report(text + "  - a: conv 4 1\n  - res\n  - conv 2 1\n").outputs) == {"output"}
    copies = "  - a: conv 4 1\n  - r: [add: [skip: [from a], main: [conv 4 1]]]\n    repeat: 2\n  - s: reuse r\n"
    assert set(spec.report(text + copies).outputs) == {"s"}
    tapped = "  - a: conv 4 1\n  - conv 4 1\n  - add: [skip: [tap a], main: []]\n  - conv 2 1\n"
    assert set(spec.report(text + tapped).outputs) == {"output"}


@pytest.mark.parametrize(
    ("layers", "names"),
    [
        ("c: [from a]", {"conv1", "output"}),  # the last layer reads c, and nothing the convolution before it
        ("c: [from a]\n  - d: []", {"conv1", "output"}),
        ("c: [from a]\n  - d: [relu]", {"conv1", "output"}),
        ("c: [from a]\n  - add: [[], [relu]]", {"conv1", "output"}),
        ("c: [from a]\n  - d: reuse c", {"conv1", "output"}),
        ("c: [from a]\n  - d: [from c]", {"conv1", "output"}),
        ("c: [from a]\n  - d: [from input, conv 3 1]", {"conv1", "c", "output"}),
        ("c: [from a]\n  - [from input]", {"conv1", "c", "output"}),
        ("c: [d: [from a]]\n  - [from input]", {"conv1", "c", "output"}),
        ("c: [from a]\n  - d: [from a]\n  - [from input]", {"conv1", "c", "d", "output"}),
    ],
)
def test_a_name_for_an_earlier_result_is_an_output_only_where_nothing_reads_it_by_that_name(spec, layers, names):
    assert put_out(spec, layers) == names


def test_a_block_or_a_list_may_name_an_earlier_result(spec):
    blocks = "input: 4x8x8\nblocks:\n  tap layer: [from layer]\nlayers:\n  - a: conv 2 1\n  - conv 3 1\n"
    for taken in ("tap a", "[[from a]]", "[{x: relu, when: false}, [from a]]"):
        assert set(spec.report(f"{blocks}  - scores: {taken}\n  - [from input, conv 5 1]\n").outputs) == {
            "conv1", "scores", "output",
        }  # fmt: skip


def test_what_a_side_branch_names_does_not_live_to_the_end(spec):
    report = spec.report(TWO + "  - side: [aux: [from a]]\n  - conv 256 1\n")
    assert report.outputs == {"output": (256, 32, 32), "aux": (16, 32, 32)}
    assert report.peak_activations == A + LAST  # what the last layer reads, and its own; a is freed before
