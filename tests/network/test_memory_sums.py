"""The sums of memory by name: published ones, and those of small networks worked by hand."""

import pytest

from convcalc.costs.metrics import METRICS
from convcalc.network.memory import DTYPES, OPTIMIZERS, Memory, inference, training
from convcalc.study.design import summarize
from convcalc.study.memory import MemoryStudy

# VGG-16, whose memory the CS231n notes add up (cs231n.github.io/convolutional-networks). They print 24M values,
# but their own rows, which count relu, dropout and flatten with the layer before, come to this.

VGG16_ROWS = (
    150_528,  # the input
    *(2 * (3_211_264,)), 802_816,
    *(2 * (1_605_632,)), 401_408,
    *(3 * (802_816,)), 200_704,
    *(3 * (401_408,)), 100_352,
    *(3 * (100_352,)), 25_088,
    4096, 4096, 1000,
)  # fmt: skip


@pytest.fixture(scope="module")
def vgg16():
    return summarize("vgg16")


def test_vgg16_in_the_three_ways_people_count(vgg16):
    assert vgg16.forward_activations == sum(VGG16_ROWS) == 15_237_608
    assert vgg16.forward_backward_activations == 30_475_216
    # Besides: 13 relus of the convolutions' sizes, flatten 25,088, and relu and dropout behind fc6 and fc7.
    relus = 2 * 3_211_264 + 2 * 1_605_632 + 3 * 802_816 + 3 * 401_408 + 3 * 100_352
    assert vgg16.stored_activations == 15_237_608 + relus + 25_088 + 4 * 4096 == 28_826_600


def test_vgg16_in_bytes(vgg16):
    study = MemoryStudy(vgg16)
    assert study.bytes(study.memory.forward) == 60_950_432  # 61 MB
    assert study.weight_bytes(study.memory.weights) == 4 * 138_357_544
    assert study.memory.peak == 2 * 3_211_264  # conv1_2 reads and writes 64×224×224
    assert vgg16.peak_bytes == 4 * (138_357_544 + 6_422_528)


def test_vgg16_where_nothing_is_in_place(vgg16):
    apart = Memory(vgg16.graph, in_place=False)
    assert apart.forward == apart.stored == vgg16.stored_activations
    assert apart.peak == 2 * 3_211_264


def test_the_neurons_of_alexnet():
    # The paper says 650,000, with 253,440 in the first layer, which 96·55·55 = 290,400 is when computed.
    rows = (290_400, 256 * 27 * 27, 384 * 13 * 13, 384 * 13 * 13, 256 * 13 * 13, 4096, 4096, 1000)
    assert summarize("alexnet").neurons == sum(rows) == 659_272


# A residual block on 4·8·8 = 256 values: the input, conv1, conv2, batch_norm1, conv3, batch_norm2 and add are made, the
# two relus overwrite. Weights: three times 4·(4·9 + 1) = 148, twice 2·4 = 8.

RESIDUAL = """
input: 4x8x8
layers:
  - conv1: conv 4 3 padding=1
  - add: [[conv 4 3 padding=1, batch_norm, relu, conv 4 3 padding=1, batch_norm], []]
  - relu
"""


@pytest.fixture
def residual(spec):
    return spec.report(RESIDUAL)


def test_a_residual_block(residual):
    memory = residual.memory
    assert (memory.forward, memory.forward_backward, memory.stored) == (7 * 256, 14 * 256, 9 * 256)
    assert (memory.peak, memory.weights) == (3 * 256, 3 * 148 + 2 * 8)
    assert residual.neurons == 3 * 256


def test_a_batch_multiplies_what_is_there_for_each_image(spec):
    (spec.folder / "residual.yaml").write_text(RESIDUAL)
    one, many = summarize("residual.yaml"), summarize("residual.yaml", batch=5)
    for name, metric in METRICS.items():
        if metric.per_image and metric.total:
            assert many.total(name) == 5 * one.total(name) != 0 or name.startswith("side_")
    assert many.peak_bytes == 4 * (460 + 5 * 768)


@pytest.mark.parametrize(
    ("optimizer", "numbers"), [("none", 1), ("sgd", 2), ("momentum", 3), ("adam", 4)]
)  # weights; gradients; velocity or first moments; second moments
def test_what_training_keeps_for_each_weight(residual, optimizer, numbers):
    need = training(residual.memory, optimizer)
    assert (need.fixed, need.per_image) == (4 * numbers * 460, 4 * 7 * 256)
    assert need.bytes(10) == 4 * numbers * 460 + 10 * 4 * 7 * 256
    assert need.bytes(10) == sum(part.bytes(10) for part in need.parts)


@pytest.mark.parametrize(
    ("dtype", "size"), [("int8", 1), ("float16", 2), ("bfloat16", 2), ("float32", 4), ("float64", 8)]
)
def test_dtypes(residual, dtype, size):
    study = MemoryStudy(residual, dtype=dtype)
    assert (study.bytes(10), study.weight_bytes(10)) == (10 * size, 10 * size)
    assert study.inference.bytes() == size * (460 + 768)
    apart = MemoryStudy(residual, dtype=dtype, weight_dtype="float64", optimizer="adam")
    assert apart.inference.bytes() == 8 * 460 + size * 768
    assert apart.training.bytes(3) == 4 * 8 * 460 + 3 * size * 7 * 256
    assert set(DTYPES) == {"int8", "float16", "bfloat16", "float32", "float64"}


def test_the_largest_batch_is_the_last_that_fits(residual):
    needs = [training(residual.memory, optimizer) for optimizer in OPTIMIZERS] + [inference(residual.memory)]
    for need in needs:
        for limit in range(1, 40_000, 997):
            batch = need.largest_batch(limit)
            assert need.bytes(batch + 1) > limit
            assert batch == 0 or need.bytes(batch) <= limit
        assert need.largest_batch(need.bytes(7)) == 7
        assert need.largest_batch(need.bytes(7) - 1) == 6


def test_side_branches_are_trained_and_not_run():
    report = summarize("googlenet")
    memory = report.memory
    assert (memory.weights, memory.side_weights) == (6_998_552, 6_379_728)
    # Each head: avg_pool 5/3 of 14×14 is 4×4, conv 128, linear 1024, linear 1000.
    first = 512 * 16 + 128 * 16 + 1024 + 1000
    assert memory.side_forward == first + (528 - 512) * 16 + first
    need = training(memory, "sgd")
    assert need.fixed == 2 * 4 * (6_998_552 + 6_379_728)
    assert need.per_image == 4 * (memory.forward + memory.side_forward)
    assert inference(memory).fixed == 4 * 6_998_552
    assert report.forward_activations == memory.forward


def test_weights_used_again_are_there_once(spec):
    once = spec.report("input: 2x4x4\nlayers: [a: conv 2 1]").memory
    twice = spec.report("input: 2x4x4\nlayers: [a: conv 2 1, reuse a]").memory
    assert twice.weights == once.weights == 2 * (2 + 1)
    assert twice.forward == once.forward + 2 * 16


def test_layers_and_groups_have_bytes_too(residual):
    rows = {row.path: row for row in residual.layers}
    assert (rows["conv1"].activation_bytes, rows["conv1"].weight_bytes) == (4 * 256, 4 * 148)
    assert residual.total("weight_bytes") == residual.weight_bytes == 4 * 460
    assert residual.total("activation_bytes") == 4 * 8 * 256  # eight outputs


def test_the_order_of_the_sums_holds_for_any_network():
    for name in ("lenet5", "resnet50", "densenet121", "unet", "googlenet", "mobilenet_v2", "dla34"):
        report = summarize(name)
        inputs = sum(report.memory.liveness.values[number] for number in report.graph.inputs.values())
        assert report.peak_activations < report.forward_activations <= report.stored_activations
        assert report.stored_activations == inputs + report.activations


def test_each_metric_explains_itself():
    assert METRICS["forward_activations"].definition.startswith("the input and every layer's output")
    assert METRICS["peak_activations"].definition.startswith("most values alive at once")
    names = [name for name, metric in METRICS.items() if "activations" in name and metric.unit == "values"]
    assert {"forward_activations", "forward_backward_activations", "stored_activations", "peak_activations"} < {*names}


def test_what_takes_a_walk_of_its_own_waits_until_it_is_asked_for(spec):
    report = spec.report(RESIDUAL)
    assert METRICS["peak_activations"].lazy
    assert not METRICS["neurons"].lazy
    assert report.memory is report.memory


def test_expectations_of_memory_are_read(spec):
    text = "input: 3x8x8\nlayers: [conv: conv 4 3]\nexpect: {peak_activations: 336, forward_activations: <= 1K}"
    assert [expectation.metric for expectation in spec.report(text).expect] == [
        "peak_activations",
        "forward_activations",
    ]
    spec.refuses(
        "input: 3x8x8\nlayers:\n  - conv: conv 4 3\n    expect: {peak_activations: 336}",
        "4:14 error: peak_activations is a metric of a whole network",
    )
