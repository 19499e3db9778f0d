"""What a network holds at once, layer by layer: worked by hand, and against a walk that sees all layers each time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.network.graph import INPUT
from convcalc.network.liveness import Liveness
from convcalc.study.catalogue import DESIGNS, files
from convcalc.study.design import summarize

# Worked by hand: for each layer the sum of what is alive while it runs

RESIDUAL = """
input: 4x8x8                # 4·8·8 = 256 values, as every output below
layers:
  - conv1: conv 4 3 padding=1
  - add: [[conv 4 3 padding=1, batch_norm, relu, conv 4 3 padding=1, batch_norm], []]
  - relu
"""

DENSE = """
input: 2x4x4                # 32 values
layers:
  - concat: [[], [conv 1 3 padding=1]]                   # 16 new values, 48 together
  - concat: [[], [conv 1 3 padding=1]]                   # 16 new values, 64 together
"""

UNET = """
input: 1x8x8                # 64 values
layers:
  - enc: [conv 2 3 padding=1, relu]
  - pool: max_pool 2
  - bottom: [conv 4 3 padding=1, relu]
  - up: conv_transpose 2 2 stride=2
  - concat: [[from enc], []]
  - out: conv 1 1
"""


def alive(report, in_place=True):
    liveness = Liveness(report.graph, in_place)
    return [f"{row.path} {liveness.alive[row.number]}" for row in report.layers]


def peak(report, in_place=True):
    liveness = Liveness(report.graph, in_place)
    layers = report.graph.layers
    return layers[liveness.peak].path, [layers[number].path for number in liveness.held([liveness.peak])[liveness.peak]]


def test_a_residual_block(spec):
    report = spec.report(RESIDUAL)
    assert alive(report) == [
        "conv1 512",  # the input 256 + its own 256
        "conv2 512",  # conv1 256, which the shortcut reads too, + its own 256
        "batch_norm1 768",  # conv1 256 + conv2 256 + its own 256
        "relu1 512",  # conv1 256 + batch_norm1 256, which it overwrites
        "conv3 768",  # conv1 256 + batch_norm1 256 + its own 256
        "batch_norm2 768",  # conv1 256 + conv3 256 + its own 256
        "add 768",  # conv1 256 + batch_norm2 256 + its own 256
        "relu2 256",  # add 256, which it overwrites
    ]
    assert peak(report) == ("batch_norm1", ["conv1", "conv2", "batch_norm1"])


def test_a_residual_block_where_nothing_is_in_place(spec):
    report = spec.report(RESIDUAL)
    assert alive(report, in_place=False) == [
        "conv1 512",
        "conv2 512",
        "batch_norm1 768",
        "relu1 768",  # conv1 256 + batch_norm1 256 + its own 256
        "conv3 768",
        "batch_norm2 768",
        "add 768",
        "relu2 512",  # add 256 + its own 256
    ]


def test_a_dense_block(spec):
    report = spec.report(DENSE)
    assert alive(report) == [
        "conv1 48",  # the input 32 + its own 16
        "concat1 96",  # the input 32 + conv1 16 + its own 48
        "conv2 64",  # concat1 48 + its own 16
        "concat2 128",  # concat1 48 + conv2 16 + its own 64
    ]
    assert peak(report) == ("concat2", ["concat1", "conv2", "concat2"])


def test_a_unet(spec):
    report = spec.report(UNET)
    assert alive(report) == [
        "enc.conv 192",  # the input 64 + its own 128
        "enc.relu 128",  # enc.conv 128, which it overwrites
        "pool 160",  # enc.conv 128 + its own 32
        "bottom.conv 224",  # enc.conv 128, kept for the skip, + pool 32 + its own 64
        "bottom.relu 192",  # enc.conv 128 + bottom.conv 64
        "up 320",  # enc.conv 128 + bottom.conv 64 + its own 128
        "concat 512",  # enc.conv 128 + up 128 + its own 256
        "out 320",  # concat 256 + its own 64
    ]
    assert peak(report) == ("concat", ["enc.conv", "up", "concat"])


# What stands in the memory of its input


def made_by(spec, layers, shape="2x4x4"):
    """`layer: who made the tensor its output stands in`, for those that made none themselves."""
    graph = spec.report(f"input: {shape}\nlayers: {layers}").graph
    makers = Liveness(graph).makers
    return [
        f"{layer.path}: {graph.layers[makers[layer.number]].path}"
        for layer in graph.layers
        if makers[layer.number] != layer.number
    ]


KIN = "relu6 leaky_relu elu selu gelu silu mish hardswish sigmoid hardsigmoid tanh softplus"


@pytest.mark.parametrize("op", ["relu", *KIN.split(), "dropout"])
def test_activations_and_dropout_overwrite_what_they_alone_read(spec, op):
    assert made_by(spec, f"[conv 2 1, {op}]") == [f"{op}: conv"]


@pytest.mark.parametrize("op", ["softmax", "prelu", "batch_norm", "max_pool 1", "channel_shuffle 2"])
def test_what_else_keeps_the_shape_does_not(spec, op):
    assert made_by(spec, f"[conv 2 1, {op}]") == []


def test_a_chain_stands_in_one_tensor(spec):
    chain = "[conv 2 1, relu, flatten, dropout]"
    assert made_by(spec, chain) == ["relu: conv", "flatten: conv", "dropout: conv"]


def test_a_shortcut_from_before_a_relu_keeps_what_it_reads(spec):
    assert made_by(spec, "[conv 2 1, {add: [[relu, conv 2 1], []]}]") == []
    assert made_by(spec, "[conv 2 1, {add: [[], [relu, conv 2 1]]}]") == []
    assert made_by(spec, "[conv 2 1, {add: [[batch_norm, relu, conv 2 1], []]}]") == ["relu: batch_norm"]


def test_who_read_before_may_need_it_for_its_gradients(spec):
    assert made_by(spec, "[x: conv 2 1, {add: [[conv 2 1], [from x, relu]]}]") == []


def test_identity_and_flatten_share_in_any_case_since_they_change_nothing(spec):
    assert made_by(spec, "[x: conv 2 1, {add: [[identity], [conv 2 1]]}]") == ["identity: x"]
    two_heads = "[x: conv 2 1, a: [flatten, linear 3], b: [from x, conv 1 1]]"
    assert made_by(spec, two_heads) == ["a.flatten: x"]


def test_a_relu_behind_an_identity_sees_who_reads_before_it(spec):
    assert made_by(spec, "[x: conv 2 1, {add: [[identity, relu], []]}]") == ["identity: x"]
    assert made_by(spec, "[x: conv 2 1, y: identity, {add: [[from x, relu], [from y]]}]") == ["y: x"]


def test_dropout_in_a_branch_changes_what_it_reads(spec):
    assert made_by(spec, "[conv 2 1, {add: [[dropout], []]}]") == []


def test_an_output_of_the_network_is_not_overwritten(spec):
    assert made_by(spec, "[a: conv 2 1, scores: [from a], b: [from a, relu]]") == []


def test_the_input_may_be_overwritten(spec):
    assert made_by(spec, "[relu, conv 2 1]") == ["relu: input"]


# When a tensor is freed


def test_outputs_live_to_the_end(spec):
    report = spec.report("input: 1x4x4\nlayers: [a: conv 1 1, b: [from input, conv 2 1], c: conv 1 1]")
    # a 16 lives on, though nothing reads it: a 16 + input 16; then input + a + b 32; then a + b + c 16
    assert alive(report) == ["a 32", "b.conv 64", "c 64"]


def test_several_inputs_are_there_from_the_start(spec):
    report = spec.report(
        """
        input: {left: 1x4x4, right: 1x2x2}
        layers:
          - l: [from left, max_pool 2]
          - r: [from right, conv 1 1]
          - add: [[from l], [from r]]
        """
    )
    # left 16 + right 4 + l 4; right 4 + l 4 + r 4; l 4 + r 4 + add 4
    assert alive(report) == ["l.max_pool 24", "r.conv 12", "add 12"]


def test_weights_used_again_are_tensors_as_any(spec):
    report = spec.report("input: 1x2x2\nlayers: [a: conv 1 1, b: reuse a, c: reuse a]")
    assert alive(report) == ["a 8", "b 8", "c 8"]


def test_inference_leaves_side_branches_out(spec):
    report = spec.report("input: 1x4x4\nlayers: [conv 1 1, side: [[head: conv 9 1]], relu, conv 1 1]")
    liveness = Liveness(report.graph)
    # The head reads conv1, so that relu does not overwrite it; while inference runs, nobody else does.
    assert alive(report) == ["conv1 32", "head 0", "relu 32", "conv2 32"]
    assert [report.graph.layers[number].path for number in liveness.held([4])[4]] == ["relu", "conv2"]


def test_a_network_that_overwrites_its_input_holds_nothing_else():
    report = summarize("relu", "input=2x3x3")
    assert (alive(report), alive(report, in_place=False)) == (["relu 18"], ["relu 36"])


def test_the_first_of_equal_peaks_is_the_peak():
    assert peak(summarize("conv 2 1, conv 2 1", "input=2x3x3"))[0] == "conv1"


def test_what_is_held_is_listed_for_several_layers_at_once(spec):
    graph = spec.report(UNET).graph
    liveness = Liveness(graph)
    numbers = [layer.number for layer in graph.layers]
    assert liveness.held(numbers) == {number: liveness.held([number])[number] for number in numbers}


def test_no_list_is_endless(monkeypatch, spec):
    liveness = Liveness(spec.report(UNET).graph)
    monkeypatch.setattr("convcalc.network.liveness.MAXIMUM_HELD", 5)
    assert len(liveness.held([2, 3])) == 2  # 1 + 2 tensors
    with pytest.raises(ValueError, match="more than 5 tensors"):
        liveness.held([6, 7])  # 3 + 3


# Against a walk that looks at all layers at every step

OVERWRITE = {"relu", "sigmoid", "dropout"}
HAND_ON = {"identity", "flatten"}


def same(graph, number):
    """The layers that put out the same values as this one: what is handed on, from its source on."""
    while graph.layers[number].op in HAND_ON:
        number = graph.layers[number].inputs[0]
    found = {number}
    while True:
        more = {layer.number for layer in graph.layers if layer.op in HAND_ON and layer.inputs[0] in found}
        if more <= found:
            return found
        found |= more


def storage(graph, number, in_place):
    """The layer in whose memory an output stands."""
    layer = graph.layers[number]
    if not in_place or layer.op not in OVERWRITE | HAND_ON:
        return number
    if layer.op in OVERWRITE:
        values = same(graph, layer.inputs[0])
        others = [other for other in graph.layers if other.op not in HAND_ON and values.intersection(other.inputs)]
        if others != [layer] or values.intersection(graph.outputs.values()):
            return number
    return storage(graph, layer.inputs[0], in_place)


def needed(graph, number, stored):
    """The tensors that there are by now, and that are read now or later."""
    main = [layer for layer in graph.layers if not layer.side]
    there = {stored[layer.number] for layer in main if layer.number <= number}
    wanted = {stored[number]}
    wanted |= {stored[source] for layer in main if layer.number >= number for source in layer.inputs}
    wanted |= {stored[output] for output in graph.outputs.values() if not graph.layers[output].side}
    return sorted(there & wanted)


def agrees(graph, in_place):
    """Whether the sum and the list of what is alive are right at every step, and the peak is the greatest sum."""
    liveness = Liveness(graph, in_place)
    stored = [storage(graph, layer.number, in_place) for layer in graph.layers]
    assert liveness.makers == stored
    run = [layer.number for layer in graph.layers if not layer.side]
    held = liveness.held(run)
    for number in run:
        assert held[number] == needed(graph, number, stored)
        assert liveness.alive[number] == sum(liveness.values[maker] for maker in held[number])
    layers = [number for number in run if graph.layers[number].op != INPUT]
    assert liveness.alive[liveness.peak] == max(liveness.alive[number] for number in layers)


@st.composite
def networks(draw):
    """A spec of named steps, each from any earlier one: a skip is as likely as the next layer."""
    shapes = {"input": (2, True)}  # channels (or features), and whether it has axes
    lines = []
    for number in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(["op", "op", "op", "join", "alias", "side"]))
        source = draw(st.sampled_from(list(shapes)))
        channels, axes = shapes[source]
        name = f"x{number}"
        if kind == "join":
            join = draw(st.sampled_from(["add", "multiply", "concat"]))
            fitting = [
                one for one, shape in shapes.items() if shape[1] == axes and (join == "concat" or shape[0] == channels)
            ]
            other = draw(st.sampled_from(fitting))
            lines.append(f"  - {name}: {{{join}: [[from {source}], [from {other}]]}}")
            shapes[name] = (channels + shapes[other][0] if join == "concat" else channels, axes)
            continue
        known = ["relu", "sigmoid", "dropout", "identity", "flatten", "softmax", "batch_norm"]
        known += ["conv 2 1", "max_pool 1"] if axes else ["linear 3"]
        op = draw(st.sampled_from(known))
        if kind == "side":
            lines.append(f"  - side: [[{name}: [from {source}, {op}]]]")
        elif kind == "alias":
            lines.append(f"  - {name}: [from {source}]")
            shapes[name] = (channels, axes)
        else:
            lines.append(f"  - {name}: [from {source}, {op}]")
            flat = 9 * channels if axes else channels
            shapes[name] = {"flatten": (flat, False), "conv 2 1": (2, True), "linear 3": (3, False)}.get(
                op, (channels, axes)
            )
    return "\n".join(["input: 2x3x3", "layers:", *lines, "  - end: [relu]"])


@pytest.mark.slow
@given(networks())
def test_any_network_agrees_with_the_walk_that_looks_at_everything(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "network.yaml"
    path.write_text(text, "utf-8")
    graph = summarize(str(path)).graph
    agrees(graph, in_place=True)
    agrees(graph, in_place=False)
    shared, apart = Liveness(graph), Liveness(graph, in_place=False)
    assert all(one <= other for one, other in zip(shared.alive, apart.alive, strict=True))


@pytest.mark.parametrize("name", ["lenet5", "resnet20", "googlenet", "unet", "mobilenet_v3_small", "siamese", "dla34"])
def test_networks_of_the_catalogue_agree_with_it(name, monkeypatch):
    activations = {"relu", "sigmoid", "dropout", "tanh", "hardswish", "hardsigmoid"}
    monkeypatch.setitem(globals(), "OVERWRITE", activations)
    agrees(summarize(name).graph, in_place=True)


@pytest.mark.parametrize("path", [*files(), *files(DESIGNS)], ids=lambda path: path.rsplit("/", 1)[-1])
def test_at_its_peak_a_network_holds_what_any_layer_reads_and_writes(path):
    report = summarize(path)
    for in_place in (True, False):
        liveness = Liveness(report.graph, in_place)
        most = max(
            sum(
                liveness.values[maker]
                for maker in {liveness.makers[number] for number in (*layer.inputs, layer.number)}
            )
            for layer in report.graph.layers
            if not layer.side
        )
        assert liveness.alive[liveness.peak] >= most
        assert liveness.alive[liveness.peak] <= sum(
            liveness.values[layer.number]
            for layer in report.graph.layers
            if not layer.side and liveness.is_made(layer.number)
        )
