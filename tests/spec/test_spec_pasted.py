"""Layers as PyTorch, Keras and Caffe write them: what each is here, what is checked, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.language.problems import ConvcalcError
from convcalc.study.design import summarize

# The code, what comes in, and what it is here.
SAME = [
    ("nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)", "3x32x32", "conv 64 7 stride=2 padding=3 bias=false"),
    ("nn.Conv2d(8, 16, 3, 2, 1, 1, 4, False)", "8x9x9", "conv 16 3 stride=2 padding=1 groups=4 bias=false"),
    ("nn.Conv1d(3, 4, 5)", "3x32", "conv 4 5"),
    ("nn.Conv3d(3, 4, (3, 1, 1))", "3x8x8x8", "conv 4 3x1x1"),
    ("nn.ConvTranspose2d(3, 4, 3, 2, 1, 1)", "3x8x8", "conv_transpose 4 3 stride=2 padding=1 output_padding=1"),
    ("nn.MaxPool2d(2)", "3x32x32", "max_pool 2"),
    ("nn.Linear(9216, 4096)", "9216", "linear 4096"),
    ("nn.BatchNorm2d(64)", "64x8x8", "batch_norm"),
    ("nn.ReLU(inplace=True)", "3x8x8", "relu"),
    ("F.relu(x)", "3x8x8", "relu"),
    ("F.max_pool2d(x, 2)", "3x8x8", "max_pool 2"),
    ("nn.Upsample(scale_factor=2)", "3x8x8", "upsample 2"),
    ("nn.GroupNorm(4, 8)", "8x4x4", "group_norm 4"),
    (
        "Conv2D(32, (3, 3), strides=2, padding='same', activation='relu')",
        "3x9x9",
        "conv 32 3 stride=2 padding=same, relu",
    ),
    ("layers.Dense(10)", "84", "linear 10"),
    ("MaxPooling2D((2, 2))", "3x8x8", "max_pool 2"),
    ("Dropout(0.5)", "84", "dropout 0.5"),
    ("BatchNormalization()", "3x8x8", "batch_norm"),
    ("GlobalAveragePooling2D()", "3x8x8", "global_avg_pool, flatten"),
    ("SeparableConv2D(64, 3)", "3x8x8", "depthwise_conv 3 bias=false, conv 64 1"),
    ("Sequential([Conv2D(4, 3), Flatten(), Dense(10),])", "3x8x8", "conv 4 3, flatten, linear 10"),
    ("nn.Sequential(nn.Conv2d(3, 4, 3),  # one\n  nn.Sequential(nn.ReLU()),\n)", "3x8x8", "conv 4 3, relu"),
]


def rows(design, shape):
    layers = summarize(design, f"input={shape}").layers
    return [(row.operation, row.output, row.params, row.macs) for row in layers]


@pytest.mark.parametrize(("code", "shape", "here"), SAME, ids=[code for code, _, _ in SAME])
def test_code_is_the_calls_that_it_means(code, shape, here):
    assert rows(code, shape) == rows(here, shape)


def test_what_keras_transposes_has_the_size_that_keras_gives():
    """W·S with padding='same', (W − 1)S + max(F, S) without."""
    for size, stride in ((3, 2), (2, 2), (2, 3), (5, 2), (4, 2)):
        code = f"Conv2DTranspose(4, {size}, strides={stride}"
        assert rows(f"{code}, padding='same')", "3x7x7")[0][1] == (4, 7 * stride, 7 * stride)
        wide = 6 * stride + max(size, stride)
        assert rows(f"{code})", "3x7x7")[0][1] == (4, wide, wide)


def test_the_slopes_of_a_prelu_that_are_shared_over_places_are_one_a_channel():
    assert rows("PReLU(shared_axes=[1, 2])", "5x8x8") == [("prelu 5", (5, 8, 8), 5, 0)]


ALEXNET = """nn.Sequential(
    nn.Conv2d(3, 64, kernel_size=11, stride=4, padding=2), nn.ReLU(inplace=True),  # features
    nn.MaxPool2d(kernel_size=3, stride=2),
    nn.Conv2d(64, 192, kernel_size=5, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(kernel_size=3, stride=2),
    nn.Conv2d(192, 384, kernel_size=3, padding=1), nn.ReLU(inplace=True),
    nn.Conv2d(384, 256, kernel_size=3, padding=1), nn.ReLU(inplace=True),
    nn.Conv2d(256, 256, kernel_size=3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(kernel_size=3, stride=2),
    nn.AdaptiveAvgPool2d((6, 6)), nn.Flatten(), nn.Dropout(p=0.5), nn.Linear(256 * 6 * 6, 4096), nn.ReLU(inplace=True),
    nn.Dropout(p=0.5), nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Linear(4096, 1000),
)"""


def test_a_whole_network_has_the_counts_that_pytorch_measures():
    """`tests/golden/alexnet_torchvision.csv`"""
    report = summarize(ALEXNET, "input=3x224x224")
    assert (report.params, report.macs, report.output) == (61_100_840, 714_188_480, (1000,))


def test_a_place_in_code_of_several_lines_is_where_it_stands():
    with pytest.raises(ConvcalcError) as caught:
        summarize(ALEXNET.replace("Conv2d(64, 192", "Conv2d(63, 192"), "input=3x224x224")
    (problem,) = caught.value.problems.errors
    assert (problem.place.line, problem.place.column, problem.place.length) == (4, 15, 2)


REFUSED = [
    ("nn.Conv2d(4, 64, 7)", "3x32x32", "nn.Conv2d is written for 4 channels, 3 come in: 3×32×32"),
    ("nn.Conv1d(3, 4, 3)", "3x32x32", "nn.Conv1d goes over 1 spatial axis, what comes in is 3×32×32"),
    ("F.relu(self.conv1(x))", "3x8x8", "what this layer reads is one name, as in F.relu(x)"),
    ("nn.LSTM(3)", "3x8x8", "nn.LSTM is no layer that can be read"),
    ("nn.Conv2d(3, 4, 3, depth=2)", "3x8x8", "nn.Conv2d has no argument 'depth'"),
    ("nn.Conv2d(3, width, 3)", "3x8x8", "an argument is a number, a text, True, False or a tuple of these"),
    ("LeakyReLU()", "3x8x8", "LeakyReLU is another layer in PyTorch than in Keras"),
    ("BatchNormalization(scale=False)", "3x8x8", "batch_norm learns a gain and an offset, or neither"),
]


@pytest.mark.parametrize(("code", "shape", "said"), REFUSED, ids=[code for code, _, _ in REFUSED])
def test_what_is_not_certain_is_refused(code, shape, said):
    with pytest.raises(ConvcalcError) as caught:
        summarize(code, f"input={shape}")
    assert [problem.message for problem in caught.value.problems.errors] == [said]


def test_a_file_gets_a_warning_with_the_line_to_write(spec):
    text = "input: 3x8x8\nlayers:\n  - c: nn.Conv2d(3, 4, 3)\n  - [nn.ReLU(), nn.MaxPool2d(2, 2)]\n"
    assert spec.warnings(text) == [
        "3:8 warning: this is written as in PyTorch (write conv 4 3)",
        "4:6 warning: this is written as in PyTorch (write relu)",
        "4:17 warning: this is written as in PyTorch (write max_pool 2)",
    ]


def test_a_block_of_the_same_name_comes_first(spec):
    text = "input: 3x8x8\nblocks:\n  Dense n: [conv n 1]\nlayers:\n  - Dense(3)\n"
    assert "an operation is written without parentheses" in spec.errors(text)[0]


@given(st.text(alphabet="nC2d.(3, )[]='x\n#:*-", max_size=40).map(lambda text: f"nn.Conv2d({text}"))
def test_garbage_is_read_or_refused(text):
    try:
        summarize(text, "input=3x8x8")
    except ConvcalcError as error:
        assert error.problems.errors
