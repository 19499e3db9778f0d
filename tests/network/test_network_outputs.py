"""What a network puts out: the results that nothing reads, under the names that nothing reads them by."""

import pytest

from convcalc.language.problems import ConvcalcError

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


def test_what_a_side_branch_names_is_no_output_of_the_main_network(spec):
    report = spec.report(TWO + "  - side: [aux: [from a]]\n  - conv 256 1\n")
    assert report.main_outputs == {"output": (256, 32, 32)}
    assert report.outputs == {"output": (256, 32, 32), "aux": (16, 32, 32)}
    assert report.peak_activations == A + LAST  # what the last layer reads, and its own; a is freed before


def test_a_side_branch_does_not_name_the_output_of_the_main_network(spec):
    assert spec.report("input: 4x8x8\nlayers: [a: conv 2 1, side: [aux: []]]\n").main_outputs == {"a": (2, 8, 8)}
    assert spec.report("input: 4x8x8\nlayers: [a: conv 2 1, side: [aux: [from a]]]\n").outputs == {"a": (2, 8, 8)}


# One value of several

HEADS = "input: 3x8x8\nlayers: [a: conv 4 3, b: [from a, conv 6 1], [from a, conv 8 3]]\n"


def test_a_report_says_so_where_one_of_several_outputs_is_asked_for(spec):
    report = spec.report(HEADS)
    assert report.main_outputs == {"b": (6, 6, 6), "output": (8, 4, 4)}
    said = "this network has 2 outputs: b 6×6×6, output 8×4×4"
    for metric in ("output", "receptive_field", "jump", "start", "effective_padding"):
        with pytest.raises(ConvcalcError) as caught:
            getattr(report, metric)
        assert str(caught.value) == f"error: {said} (ask for that of a layer: b.{metric})"
    # b reads 3, and 1 of that; the last layer 3 + 2
    assert report.each("receptive_field") == {"b": (3, 3), "output": (5, 5)}


def test_equal_outputs_are_several_too(spec):
    report = spec.report("input: 3x8x8\nlayers: [a: conv 4 3, b: [from input, conv 4 3]]\n")
    with pytest.raises(ConvcalcError, match="2 outputs: a 4×6×6, b 4×6×6"):
        _ = report.output


def test_of_several_inputs_none_is_the_only_one(spec):
    report = spec.design("siamese")
    with pytest.raises(ConvcalcError, match=r"2 inputs: left 1×105×105, right 1×105×105 \(.* LAYER.input\)"):
        _ = report.input
    assert report.output == (1,)


def test_outputs_of_side_branches_do_not_count(spec):
    assert spec.design("googlenet").output == (1000,)


def test_many_outputs_are_named_only_in_part(spec):
    layers = ", ".join(f"x{number}: [from input, conv 1 1]" for number in range(9))
    with pytest.raises(ConvcalcError, match=r"9 outputs: x0 1×8×8, .* x5 1×8×8, … \("):
        _ = spec.report(f"input: 3x8x8\nlayers: [{layers}]\n").output
