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
    ("nn.MaxPool2d(2, stride=None)", "3x32x32", (3, 16, 16), 0),
]

REFUSED = [
    ("F.pad(x, (1, 2))", "3x32x32", "F.pad goes over 1 spatial axis, what comes in is 3×32×32"),
    ("F.pad(x, (1, 1))", "3x8x8x8", "F.pad goes over 1 spatial axis"),
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
    ("F.relu()", "3x32x32", "F.relu needs what it reads"),
    ("nn.BatchNorm2d()", "3x32x32", "nn.BatchNorm2d needs num_features"),
    ("layers.Activation()", "3x32x32", "which activation this is is not written"),
    ("layers.Cropping2D(-1)", "3x32x32", "a size is 0 or more"),
    (
        "layers.Dense(10, activation=layers.ReLU())",
        "3",
        "layers.ReLU(…) can't be read as an argument (write the activation as a layer of its own, behind this one)",
    ),
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


def test_the_line_that_is_shown_keeps_the_activation():
    with pytest.raises(ConvcalcError) as caught:
        summarize("layers.Conv2D(32, 5, quatsch=1, activation='relu')", "input=3x32x32")
    assert "(write conv 32 5, relu)" in str(caught.value)
