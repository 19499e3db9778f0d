"""Receptive fields against what others found: published tables, and the extent of PyTorch's gradients."""

from itertools import product
from pathlib import Path

import pytest

from convcalc.network.receptive_field import Fields
from convcalc.network.report import walk
from convcalc.study.design import summarize
from convcalc.study.explain.windows import reads

ALEXNET_V2 = (
    "conv1: conv 64 11 stride=4, pool1: max_pool 3 stride=2, conv2: conv 192 5 padding=same,"
    "pool2: max_pool 3 stride=2,"
    "conv3: conv 384 3 padding=same, conv4: conv 384 3 padding=same, conv5: conv 256 3 padding=same,"
    "pool5: max_pool 3 stride=2"
)


def published(design, *changes, **paths):
    fields = summarize(design, *changes).fields
    numbers = {layer.path: layer.number for layer in fields.graph.layers}
    for path, expected in paths.items():
        number = numbers[path.replace("__", ".")]
        assert tuple(fields.value(number, metric)[0] for metric in ("receptive_field", "jump")) == expected[:2], path
        if len(expected) > 2:
            assert fields.value(number, "effective_padding")[0] == expected[2], path


def test_alexnet_v2_of_google_research():
    """slim's alexnet_v2, each row size, effective stride and padding; its padding SAME is even everywhere."""
    published(
        f"[{ALEXNET_V2}]",
        "input=3x224x224",
        conv1=(11, 4, 0),
        pool1=(19, 8, 0),
        conv2=(51, 8, 16),
        conv3=(99, 16, 32),
        conv4=(131, 16, 48),
        conv5=(163, 16, 64),
        pool5=(195, 32, 64),
    )


def test_vgg_16_of_google_research():
    """The catalogue's has padding 1, which is SAME there."""
    sizes = {
        "conv1_1": 3, "conv1_2": 5, "pool1": 6, "conv2_1": 10, "conv2_2": 14, "pool2": 16, "conv3_1": 24, "conv3_2": 32,
        "conv3_3": 40, "pool3": 44, "conv4_1": 60, "conv4_2": 76, "conv4_3": 92, "pool4": 100, "conv5_1": 132,
        "conv5_2": 164, "conv5_3": 196, "pool5": 212,
    }  # fmt: skip
    jumps = {"conv1": 1, "conv2": 2, "conv3": 4, "conv4": 8, "conv5": 16}
    rows = {name: (size, jumps[name[:5]]) for name, size in sizes.items() if name.startswith("conv")}
    pools = {f"pool{number}": (sizes[f"pool{number}"], 2**number) for number in range(1, 6)}
    published("vgg16", **rows, **{**pools, "pool5": (212, 32, 90)})


RESNET_V1_50 = """
input: 3x224x224
blocks:
  unit width stride=1:
    - add:
        - [conv width 1, conv width 3 stride=stride padding=1, conv 4*width 1]
        - [max_pool 1 stride=stride, conv 4*width 1]
layers:
  - conv1: conv 64 7 stride=2 padding=3
  - pool1: max_pool 3 stride=2 padding=same
  - {block1: unit 64, repeat: 3}
  - {block2: unit 128, repeat: 4}
  - {block3: unit 256, repeat: 6}
  - {block4: unit 512, repeat: 3}
"""


def test_resnet_v1_50_of_google_research(spec):
    """slim's: the stride stands in the last unit of a block, and block4 has none; its pool is padded SAME."""
    strides = ("block1.3.stride=2", "block2.4.stride=2", "block3.6.stride=2")
    fields = Fields(spec.report(RESNET_V1_50, *strides).graph)
    ends = {layer.path: layer.number for layer in fields.graph.layers if layer.op == "add"}
    metrics = ("receptive_field", "jump", "effective_padding")
    rows = [[fields.value(number, metric)[0] for metric in metrics] for number in ends.values()]
    sizes = {path.removesuffix(".add"): row[0] for path, row in zip(ends, rows, strict=True)}
    assert [sizes[end] for end in ("block1.3", "block2.4", "block3.6", "block4.3")] == [35, 99, 291, 483]
    assert rows[-1] == [483, 32, 239]
    assert fields.misaligned == []


def measured(name, between):
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    return [[part.strip() for part in line.split(between)] for line in lines if not line.startswith("#")]


EXTENTS = measured("gradient_extents.txt", " ")


@pytest.mark.parametrize("name", dict.fromkeys(row[0] for row in EXTENTS))
def test_the_extents_of_pytorchs_gradients(name):
    """A unit in a corner, one in the middle and one at an edge, as measured on the networks of torchvision."""
    report = summarize(name)
    numbers = {row.path: row.number for row in walk(report.rows)}
    for path, unit, *extents in (row[1:] for row in EXTENTS if row[0] == name):
        (found,) = reads(report.fields, numbers[path], tuple(map(int, unit.split(","))))
        assert [f"{first}-{last}" for first, last in found.read.ends] == extents, f"{path} {unit}"


@pytest.mark.parametrize(("design", "size", "unit", "places"), measured("gradient_places.txt", "·"))
def test_the_places_of_pytorchs_gradients(design, size, unit, places):
    """Through dilated and transposed filters, strides that skip places and joins: each place that is read."""
    fields = summarize(design, f"input={size}").fields
    (found,) = reads(fields, fields.graph.final, numbers(unit))
    along = [[[place for a, b in runs for place in range(a, b + 1)] for runs in box] for box in found.read.boxes]
    assert {place for box in along for place in product(*box)} == set(map(numbers, places.split()))
    assert found.read.size == len(places.split())


def numbers(text):
    return tuple(map(int, text.split(",")))


@pytest.mark.parametrize(
    ("design", "path", "size"),
    [
        ("alexnet_torchvision", "pool5", 195),
        ("vgg16", "pool5", 212),
        ("resnet18", "stage5", 435),
        ("resnet50", "stage5", 427),
    ],
)
def test_the_extent_of_pytorchs_gradient(design, path, size):
    """Measured with torch 2.13: the extent of the gradient of one unit in the middle, on an input large enough."""
    report = summarize(design)
    fields = Fields(report.graph)
    row = next(row for row in [*report.layers, *report.rows] if row.path == path)
    assert fields.value(row.number, "receptive_field") == (size, size)
