"""`from` and `reuse`: what a name finds, and what is run again."""

import pytest

H = "input: 4x8x8\n"


def test_a_name_is_looked_up_in_the_innermost_scope_first(spec, table):
    text = "layers:\n  - a: conv 8 1\n  - g: [a: conv 2 1, [from a, conv 3 1]]\n  - h: [from a, conv 3 1]\n"
    assert spec.rows(H + text) == table(
        """
        a       8x8x8  40  2048
        g.a     2x8x8  18  1024    # 2(8 + 1)
        g.conv  3x8x8   9   384    # 3(2 + 1)
        h.conv  3x8x8  27  1536    # 3(8 + 1)
        """
    )


def test_a_group_is_its_last_output_and_a_dotted_path_goes_into_it(spec):
    text = """layers:
  - s: [a: conv 2 1, b: conv 3 1]
    repeat: 2
  - side:
      - - p: [from s, conv 1 1]
      - - q: [from s.1, conv 1 1]
      - - r: [from s.1.a, conv 1 1]
      - - t: [from input, conv 1 1]
"""
    params = [row.params for row in spec.report(H + text).layers if row.side]
    assert params == [3 + 1, 3 + 1, 2 + 1, 4 + 1]
    inputs = [row.inputs for row in spec.report(H + text).layers if row.side]
    assert inputs == [("s.2.b",), ("s.1.b",), ("s.1.a",), ("input",)]


def test_a_parameter_may_hold_the_name_of_a_layer(spec):
    blocks = "blocks:\n  up skip: [concat: [[from skip], []]]\n  outer skip: [x: conv 2 1, up skip]\n"
    text = H + blocks + "layers: [x: conv 6 1, y: conv 3 1, outer x]\n"
    assert spec.rows(text)[-1] == "outer.up.concat 8x8x8 0 0"  # the caller's x of 6, and 2


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ("[g: [from g, relu]]", "2:19 error: 'g' comes later"),
        ("[add: [[from b], []], b: relu]", "2:22 error: 'b' comes later"),
        (
            "[conv_a: relu, [from conv_b, relu]]",
            "2:30 error: there is no layer 'conv_b' before this (did you mean 'conv_a'?)",
        ),
        ("[side: [[s: relu]], [from s, relu]]", "2:35 error: 's' is in a side branch"),
        ("[relu, [from relu, tanh]]", "2:22 error: there is no layer 'relu'"),
    ],
)
def test_only_earlier_written_names_of_the_main_network_are_found(spec, layers, expected):
    spec.refuses(f"{H}layers: {layers}\n", expected)


@pytest.mark.parametrize("name", ["s.3", "s.1.b", "s.x"])
def test_a_part_that_is_not_there_does_not_come_later(spec, name):
    (said,) = spec.errors(f"{H}layers: [{{s: [a: relu], repeat: 2}}, [from {name}, relu]]\n")
    assert f"there is no layer '{name}'" in said


def test_a_layer_that_a_condition_left_out_does_not_come_later(spec):
    (said,) = spec.errors(H + "layers: [{a: relu, when: false}, [from a, relu]]\n")
    assert "later" not in said


def test_several_inputs_are_read_by_name(spec, table):
    text = "input: {a: 1x4x4, b: 3x4x4}\nlayers:\n  - concat: [[from a], [from b]]\n  - conv 2 1\n"
    assert spec.rows(text) == table("concat 4x4x4 0 0 \n conv 2x4x4 10 128")


REUSES = {
    "a layer": "- a: conv 4 3 padding=1\n  - b: reuse a",
    "a block": "- a: res\n  - b: reuse a",
    "a list": "- a: [conv 4 1, relu, x: conv 4 1]\n  - b: reuse a",
    "a join": "- a: {add: [[conv 4 1], []]}\n  - b: reuse a",
    "a repeat": "- a: conv 4 1\n    repeat: 2\n  - b: reuse a",
    "a copy": "- a: conv 4 1\n    repeat: 2\n  - b: reuse a.1",
    "what is used again": "- a: conv 4 1\n  - b: reuse a\n  - c: reuse b",
    "the first copy": "- a: conv 4 3 padding=1\n    repeat: 2\n    first: kernel_size=1 padding=0\n  - b: reuse a.1",
    "a copy that reads its index": "- a: conv 4 2*index-1 padding=index-1\n    repeat: 2\n  - b: reuse a.1",
    "a list that uses again": "- a: conv 4 1\n  - g: [reuse a, relu]\n  - h: reuse g",
    "a list that uses again twice": "- a: conv 4 1\n  - g: [conv 4 1, reuse a, conv 4 1]\n  - h: reuse g",
}
PARAMS = {
    "a layer": 148,
    "a block": 20,
    "a list": 40,
    "a join": 20,
    "a repeat": 40,
    "a copy": 40,
    "what is used again": 20,
    "the first copy": 20 + 148,  # a 1x1 and a 3x3
    "a copy that reads its index": 20 + 148,
    "a list that uses again": 20,
    "a list that uses again twice": 60,
}


@pytest.mark.parametrize("case", REUSES)
def test_the_same_weights_are_no_new_parameters_and_the_macs_again(spec, case):
    blocks = "blocks:\n  res: [add: [[conv 4 1], []]]\n" if "block" in case else ""
    report = spec.report(f"{H}{blocks}layers:\n  {REUSES[case]}\n")
    assert report.params == PARAMS[case]
    again = [row for row in report.layers if row.reuses]
    first = {row.path: row for row in report.layers}
    assert again
    for row in again:
        original = first[row.reuses]
        assert (row.op, row.params, row.macs, row.output) == (original.op, 0, original.macs, original.output)


def test_reuse_is_counted_on_its_own_input(spec, table):
    text = H + "layers: [g: [conv 4 3 padding=1, batch_norm], max_pool 2, h: reuse g]\n"
    assert spec.rows(text) == table(
        """
        g.conv        4x8x8  148  9216
        g.batch_norm  4x8x8    8     0
        max_pool      4x4x4    0     0
        h.conv        4x4x4    0  2304
        h.batch_norm  4x4x4    0     0
        """
    )


@pytest.mark.parametrize("name", ["8", "1.2", ".", "a..b", "-", "é"])
@pytest.mark.parametrize("layers", ["[reuse NAME]", "[[from NAME]]", "[{add: [[reuse NAME], [from NAME]]}]"])
def test_what_is_no_name_of_a_layer_is_said_once_for_each(spec, layers, name):
    said = spec.errors(f"{H}layers: {layers.replace('NAME', name)}\n")
    assert [text.partition(" error: ")[2] for text in said] == [f"'{name}' is not a layer's name"] * layers.count(
        "NAME"
    )


@pytest.mark.parametrize("layers", ["[a: conv 8 3 padding=1, b: reuse a]", "[a: [conv 8 1, relu], b: reuse a]"])
def test_weights_need_as_many_channels_as_before(spec, layers):
    (problem,) = spec.refused(f"{H}layers: {layers}\n")
    assert "again" in problem.message
    assert problem.trail[0][0] == "reuse a"


def test_each_layer_that_runs_again_has_the_weights_of_its_own(spec):
    text = H + "layers: [a: conv 4 1, g: [conv 4 1, reuse a, conv 4 1], h: reuse g]\n"
    again = {row.path: row.reuses for row in spec.report(text).layers if row.path.startswith("h.")}
    assert (again["h.conv1"], again["h.conv2"]) == ("g.conv1", "g.conv2")
    assert again["h.a"] in ("a", "g.a")


def test_a_parameter_of_the_spec_names_what_runs_again(spec):
    """As `from` finds it: conv 4 1 of 4 channels has 4·4 + 4 parameters, and `p` has none of its own."""
    report = spec.report("parameters: {p: a.2}\ninput: 4x8x8\nlayers: [{a: conv 4 1, repeat: 2}, b: reuse p]\n")
    assert [row.reuses for row in report.layers] == [None, None, "a.2"]
    assert report.params == 2 * 20


def test_a_copy_that_runs_again_has_the_number_it_had(spec):
    """The second of three copies has 4 groups of 2 channels: 8·2·9 + 8 parameters, which `b` uses again."""
    text = "input: 8x8x8\nlayers: [{a: conv 8 3 padding=1 groups=8//index, repeat: 3}, b: reuse a.2]\n"
    layers = spec.report(text).layers
    assert [row.params for row in layers] == [8 * 1 * 9 + 8, 8 * 2 * 9 + 8, 8 * 4 * 9 + 8, 0]
    assert (layers[3].reuses, layers[3].macs) == ("a.2", 8 * 8 * 8 * 2 * 9)
