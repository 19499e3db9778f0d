"""Arguments of pasted layers as Python takes them: what a framework reads is read, and what it refuses is refused."""

import pytest

from convcalc import ConvcalcError, summarize

# Each: the code, what comes in, the output's shape, and its parameters as a sum.
READ = [
    # None and 0 are false
    ("nn.Conv2d(3, 64, 3, bias=None)", "3x32x32", (64, 30, 30), 3 * 9 * 64),
    ("nn.Conv2d(3, 64, 3, bias=0)", "3x32x32", (64, 30, 30), 3 * 9 * 64),
    ("nn.Conv2d(3, 64, 3, bias=1)", "3x32x32", (64, 30, 30), (3 * 9 + 1) * 64),
    ("nn.Linear(3, 10, bias=None)", "3", (10,), 3 * 10),
    ("layers.Conv2D(8, 3, use_bias=None)", "3x32x32", (8, 30, 30), 3 * 9 * 8),
    ("nn.BatchNorm2d(3, affine=None)", "3x32x32", (3, 32, 32), 0),
    ("layers.BatchNormalization(center=0, scale=0)", "3x32x32", (3, 32, 32), 0),
    ("layers.BatchNormalization(center=None, scale=None)", "3x32x32", (3, 32, 32), 0),
    ("layers.BatchNormalization(center=1, scale=1)", "3x32x32", (3, 32, 32), 2 * 3),
    ("layers.LayerNormalization(center=0, scale=0)", "3x32x32", (3, 32, 32), 0),
    ("layers.GroupNormalization(3, center=0, scale=0)", "3x32x32", (3, 32, 32), 0),
    ("layers.GlobalAveragePooling2D(keepdims=1)", "3x32x32", (3, 1, 1), 0),
    ("layers.GlobalAveragePooling2D(keepdims=0)", "3x32x32", (3,), 0),
    ("L.PReLU(data, channel_shared=1)", "3x32x32", (3, 32, 32), 1),
    ("L.PReLU(data, channel_shared=0)", "3x32x32", (3, 32, 32), 3),
    ("L.Pooling(data, global_pooling=1, pool=1, kernel_size=2)", "3x32x32", (3, 1, 1), 0),
    # axes, counted from the batch
    ("layers.PReLU(shared_axes=[1, 2])", "3x32x32", (3, 32, 32), 3),
    ("layers.PReLU(shared_axes=[1])", "3x32", (3, 32), 3),
    ("layers.BatchNormalization(axis=[3])", "3x32x32", (3, 32, 32), 2 * 3),
    ("layers.LayerNormalization(axis=[-1])", "3x32x32", (3, 32, 32), 2 * 3),
    ("F.pad(x, (1, 2))", "3x32", (3, 1 + 32 + 2), 0),
    ("F.pad(x, (1, 2, 3, 4))", "3x8x8", (3, 3 + 8 + 4, 1 + 8 + 2), 0),
    ("layers.ZeroPadding2D(((1, 2), (0, 1)))", "3x32x32", (3, 1 + 32 + 2, 0 + 32 + 1), 0),
    # names of what is read
    ("F.max_pool2d(input=x, kernel_size=2)", "3x32x32", (3, 16, 16), 0),
    ("nn.functional.relu(input=x)", "3x32x32", (3, 32, 32), 0),
    (
        "tf.layers.conv2d(inputs=x, filters=32, kernel_size=[5, 5], padding='same', activation=tf.nn.relu)",
        "3x32x32",
        (32, 32, 32),
        (3 * 25 + 1) * 32,
    ),
    # sums
    ("nn.Conv2d(3, (8 + 8)*2, 3, padding=(3 - 1)//2)", "3x32x32", (32, 32, 32), (3 * 9 + 1) * 32),
    ("nn.Conv2d(3, 10 % 4, -(-3))", "3x32x32", (2, 30, 30), (3 * 9 + 1) * 2),
    ("nn.Conv2d(3, 8, (3, 5), padding=(1, (5 - 1)//2))", "3x32x32", (8, 32, 32), (3 * 15 + 1) * 8),
    # an input in front, and what None means the same as nothing for
    (
        "keras.Sequential([keras.Input(batch_shape=(None, 32, 32, 3)), layers.Conv2D(8, 3)])",
        "3x32x32",
        (8, 30, 30),
        224,
    ),
    ("keras.Sequential(layers=[layers.Conv2D(8, 3)], name='net')", "3x32x32", (8, 30, 30), (3 * 9 + 1) * 8),
    # defaults, names and places as the signatures have them
    ("layers.Cropping2D()", "3x9x8", (3, 9, 8), 0),  # ((0, 0), (0, 0)) in two dimensions,
    ("layers.Cropping1D()", "3x9", (3, 9 - 1 - 1), 0),  # (1, 1) in one
    ("layers.Cropping3D()", "3x9x8x7", (3, 9 - 2, 8 - 2, 7 - 2), 0),
    ("F.pad(x, (1, 1), value=1.5)", "3x9", (3, 1 + 9 + 1), 0),
    ("nn.Conv2d(3, 8, 3, 1, 0, 1, 1, False, 'zeros', 'cpu', None)", "3x9x9", (8, 7, 7), 3 * 9 * 8),
    ("nn.Linear(3, 8, True, 'cpu', torch.float16)", "3", (8,), (3 + 1) * 8),
    ("nn.BatchNorm2d(3, momentum=None)", "3x9x9", (3, 9, 9), 2 * 3),
    ("layers.PReLU(shared_axes=1)", "3x9", (3, 9), 3),
    ("nn.Upsample(scale_factor=2.0)", "3x9x9", (3, 18, 18), 0),
    ("nn.Upsample(scale_factor=0.7)", "3x10x10", (3, 7, 7), 0),  # 10·0.7 is 7.0 as doubles
    ("layers.SeparableConv2D(8, 3, strides=2, dilation_rate=2)", "3x9x9", (8, 3, 3), 3 * 9 + (3 + 1) * 8),
    ("nn.MaxPool2d(2, stride=None)", "3x32x32", (3, 16, 16), 0),
]

REFUSED = [
    ("F.pad(x, (1, 2))", "3x32x32", "F.pad goes over 1 spatial axis, what comes in is 3×32×32"),
    ("F.pad(x, (1, 1))", "3x8x8x8", "F.pad goes over 1 spatial axis"),
    ("F.pad(x, (1, 2))", "3x8x8", "with one axis before them that is pad before=0x1 after=0x2)"),
    ("layers.Conv2D(8, 3, strides=(1, 2), dilation_rate=2)", "3x9x9", "Keras has no strides together"),
    (
        "layers.Conv1DTranspose(8, 3, strides=2, dilation_rate=2)",
        "3x9",
        "Keras has no strides together",
    ),
    ("layers.PReLU(shared_axes=[1])", "3x32x32", "layers.PReLU goes over 1 spatial axis"),
    ("layers.PReLU(shared_axes=[1, 2, 3])", "3x32x32", "layers.PReLU goes over 3 spatial axes"),
    ("layers.PReLU(shared_axes=[1, 2])", "3x8x8x8", "layers.PReLU goes over 2 spatial axes"),
    ("layers.BatchNormalization(axis=3)", "3x32", "layers.BatchNormalization goes over 2 spatial axes"),
    ("layers.BatchNormalization(axis=1)", "3x32x32", "the last axis of Keras (leave axis out where"),
    ("layers.LayerNormalization(axis=1)", "3x32x32", "the last axis of Keras (leave axis out where"),
    ("layers.BatchNormalization(renorm=True)", "3x32x32", "batch renormalisation keeps more than batch_norm"),
    ("keras.Input(foo=3)", "3x32x32", "keras.Input has no argument 'foo'"),
    ("keras.Sequential([keras.Input(foo=3), layers.Conv2D(8, 3)])", "3x32x32", "keras.Input has no argument 'foo'"),
    ("nn.Sequential(nn.ReLU(), name=nn.Conv2d(3, 8, 3))", "3x32x32", "a Sequential has no argument 'name'"),
    ("nn.Sequential(foo=nn.ReLU())", "3x32x32", "a Sequential has no argument 'foo'"),
    (
        "keras.Sequential([layers.Conv2D(8, 3), keras.Input(shape=(31, 31, 8))])",
        "3x32x32",
        "an input stands before the layers",
    ),
    ("layers.Conv2D(32, 3, padding=1)", "3x32x32", "padding is 'same' or 'valid' in Keras"),
    ("layers.MaxPooling2D(3, 2, padding=1)", "3x32x32", "padding is 'same' or 'valid' in Keras"),
    ("nn.MaxPool2d(2, padding='same')", "3x32x32", "padding is a number in nn.MaxPool2d"),
    ("nn.Conv2d(3, 8, ((3, 3), (3, 3)))", "3x32x32", "kernel_size is one number, or 2"),
    ("nn.Conv2d(3, 8, 3, padding=((1, 1), (1, 1)))", "3x32x32", "padding is one number, or 2"),
    ("nn.Conv2d(3, 8, (3,))", "3x32x32", "kernel_size is one number, or 2"),
    ("nn.Conv2d(3, 64, 3, stride=None)", "3x32x32", "stride can't be None"),
    ("nn.Conv2d(3, 64, 3, groups=None)", "3x32x32", "groups can't be None"),
    ("nn.Conv2d(3, 64, 3, padding=None)", "3x32x32", "padding can't be None"),
    ("nn.Conv2d(3, 64, 3, bias='no')", "3x32x32", "bias is True or False"),
    ("nn.Conv2d(3, 8, 3.0)", "3x32x32", "kernel_size is a whole number, not 3.0"),
    ("nn.Conv2d(3, 8, 3, padding=(3 - 1)/2)", "3x32x32", "padding is a whole number, not 1.0"),
    ("nn.Conv2d(3, 8, 3, stride=1e0)", "3x32x32", "stride is a whole number, not 1.0"),
    ("nn.Conv2d(3, (8, 8), 3)", "3x32x32", "out_channels is a whole number, not (8, 8)"),
    ("nn.Conv2d(3, 8, 3, groups=(1, 1))", "3x32x32", "groups is a whole number, not (1, 1)"),
    ("nn.Conv2d(None, 8, 3)", "3x32x32", "the number of channels is a number"),
    ("nn.BatchNorm2d(3, eps=(2, 2))", "3x32x32", "eps is a number, not (2, 2)"),
    ("nn.MaxPool2d(2, ceil_mode=1)", "3x32x32", "ceil_mode is True or False"),
    ("nn.AvgPool2d(2, count_include_pad=None)", "3x32x32", "count_include_pad is True or False"),
    ("nn.AvgPool1d(2, divisor_override=2)", "3x32", "nn.AvgPool1d has no argument 'divisor_override'"),
    ("nn.ReflectionPad2d(1, 'circular')", "3x32x32", "nn.ReflectionPad2d takes 1 arguments, this is one more"),
    ("nn.AdaptiveAvgPool2d((None, 7))", "3x32x32", "output_size is one number, or 2"),
    ("nn.PixelUnshuffle(2)", "4x12", "nn.PixelUnshuffle goes over 2 spatial axes, what comes in is 4×12"),
    ("nn.Upsample(scale_factor=2, align_corners=True)", "3x8x8", "align_corners says nothing of mode='nearest'"),
    ("nn.Upsample(scale_factor=2, mode='bilinear')", "3x8", "bilinear is for two spatial axes"),
    ("nn.LocalResponseNorm(2, alpha='same')", "3x8x8", "alpha is a number, not 'same'"),
    ("nn.ConstantPad2d(1, (0, 0))", "3x8x8", "value is a number, not (0, 0)"),
    ("layers.BatchNormalization(momentum=[0.9])", "3x8x8", "momentum is a number, not (0.9,)"),
    ("nn.Upsample(size=(2,))", "3x8x8", "nn.Upsample goes over 1 spatial axis"),
    ("nn.Upsample(2, 2)", "3x8x8", "an upsample has a size or a scale_factor"),
    ("layers.UpSampling2D(1.5)", "3x8x8", "size is a whole number, not 1.5"),
    ("layers.UpSampling2D((1.5, 2))", "3x8x8", "size is one number, or 2"),
    ("layers.Conv2D(8, 3, data_format='same')", "3x8x8", "data_format can't be 'same'"),
    ("layers.SeparableConv3D(8, 3)", "3x8x8x8", "layers.SeparableConv3D is no layer that can be read"),
    ("F.relu(tensor=x)", "3x8x8", "F.relu has no argument 'tensor'"),
    ("F.relu(value=x)", "3x8x8", "F.relu has no argument 'value'"),
    ("nn.Conv2d(3, 8, ３)", "3x8x8", "'３' can't stand here (Python takes ASCII's digits and signs)"),
    ("F.relu()", "3x32x32", "F.relu needs what it reads"),
    ("nn.BatchNorm2d()", "3x32x32", "nn.BatchNorm2d needs num_features"),
    ("layers.Activation()", "3x32x32", "which activation this is is not written"),
    ("layers.Cropping2D(-1)", "3x32x32", "a size is 0 or more"),
    (
        "layers.Dense(10, activation=layers.PReLU())",
        "3",
        "layers.PReLU(…) can't be read as an argument (write the activation as a layer of its own, behind this one)",
    ),
    ("layers.Dense(10, activation=nn.ReLU())", "3", "nn.ReLU(…) can't be read as an argument"),
    ("layers.Dense(10, activation=layers.ReLU(max_value=3))", "3", "there is relu, relu6 and leaky_relu"),
    ("layers.Dense(10, activation=layers.ReLU(foo=3))", "3", "layers.ReLU has no argument 'foo'"),
]


@pytest.mark.parametrize(("code", "shape", "output", "params"), READ, ids=[row[0] for row in READ])
def test_an_argument_is_read_as_the_framework_reads_it(code, shape, output, params):
    report = summarize(code, f"input={shape}")
    assert (report.output, report.params) == (output, params)


@pytest.mark.parametrize(("code", "shape", "said"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_the_framework_refuses_or_is_not_certain_is_refused(code, shape, said):
    with pytest.raises(ConvcalcError) as caught:
        summarize(code, f"input={shape}")
    assert said in str(caught.value)


@pytest.mark.parametrize(("scale", "rounded"), [("0.29", 28), ("0.57", 56)])
def test_a_size_that_floating_point_rounds_is_refused_with_pytorch_s(scale, rounded):
    """100·0.29 is 28.999999999999996 as doubles: PyTorch gives 28, exactly it is 29."""
    assert int(100 * float(scale)) == rounded
    with pytest.raises(ConvcalcError) as caught:
        summarize(f"nn.Upsample(scale_factor={scale})", "input=3x100x100")
    assert f"write upsample size={rounded}x{rounded}" in str(caught.value)


def test_an_activation_may_be_a_layer():
    code = "layers.Dense(10, activation=layers.LeakyReLU(0.1))"
    report = summarize(code, "input=3")
    assert [layer.operation for layer in report.layers] == ["linear 10", "leaky_relu 0.1"]
    assert (report.output, report.params) == ((10,), (3 + 1) * 10)


def test_the_line_that_is_shown_keeps_the_activation():
    with pytest.raises(ConvcalcError) as caught:
        summarize("layers.Conv2D(32, 5, quatsch=1, activation='relu')", "input=3x32x32")
    assert "(write conv 32 5, relu)" in str(caught.value)
