"""Code of several lines: layers assigned to names, on lines of their own, added to a model, or printed by PyTorch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.cli.shared.typed import meant
from convcalc.language.nodes.code import read_lines
from convcalc.language.nodes.masked import mask
from convcalc.language.problems import ConvcalcError
from convcalc.study.design import summarize

ORDER = "the order of these lines is taken for the order in which the layers run"


def rows(design, *changes):
    return [(row.name, row.operation, row.output, row.params, row.macs) for row in summarize(design, *changes).layers]


# The code, and what it is here.
SAME = {
    "self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3)": "conv1: conv 64 7 stride=2 padding=3",
    "conv1 = nn.Conv2d(3, 64, 7)": "conv1: conv 64 7",
    "self._conv1=nn.Conv2d(3, 64, 7)": "conv1: conv 64 7",
    "model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())": "conv 4 3, relu",
    "self.a = nn.Conv2d(3, 4, 3), self.b = nn.ReLU()": "a: conv 4 3, b: relu",
    "nn.Conv2d(3, 64, 3)\nnn.ReLU()\nnn.MaxPool2d(2)": "conv 64 3, relu, max_pool 2",
    "self.c = nn.Conv2d(3, 6, 5)  # 3, 32\n\n  # then\nself.pool = nn.MaxPool2d(2)": "c: conv 6 5, pool: max_pool 2",
    "x = F.relu(x)\nx = F.max_pool2d(x, 2)": "relu, max_pool 2",
    "self.c = Conv2D(8, 3, activation='relu')\nself.d = MaxPooling2D()": "c: conv 8 3, relu, d: max_pool 2",
    "self.f = nn.Sequential(nn.ReLU(), nn.MaxPool2d(2))\nself.g = nn.Flatten()": "f: [relu, max_pool 2], g: flatten",
    "m = models.Sequential()\nm.add(layers.Conv2D(4, 3))\nm.add(layers.Dropout(0.5))": "conv 4 3, dropout 0.5",
    "m = Sequential([Conv2D(4, 3)])\nm.add(Flatten())": "conv 4 3, flatten",
    "m.add(Conv2D(4, 3))\nm.add(Flatten())": "conv 4 3, flatten",
    "m = nn.Sequential()\nm.add_module('c', nn.Conv2d(3, 4, 3))\nm.append(nn.ReLU())": "c: conv 4 3, relu",
    "Sequential(\n  (0): Conv2d(3, 64, kernel_size=(3, 3), stride=(1, 1))\n  (1): ReLU()\n)": "conv 64 3, relu",
    "Sequential(\n  (0): ReLU()\n)": "relu",
    "(0): Conv2d(3, 64, kernel_size=(3, 3), stride=(1, 1))": "conv 64 3",
    "Net(\n (c): Conv2d(3, 4, kernel_size=(3, 3))\n (s): Sequential(\n  (0): ReLU()\n )\n)": "c: conv 4 3, s: [relu]",
}


@pytest.mark.parametrize("code", SAME)
def test_code_is_the_layers_that_it_means(code):
    assert rows(code, "input=3x32x32") == rows(SAME[code], "input=3x32x32")


@pytest.mark.parametrize("code", SAME)
def test_that_the_order_is_not_certain_is_noted(code):
    """It is in a Sequential, where layers are added to a model, and with commas between them."""
    noted = "\n" in code and ".add" not in code and not code.startswith("Sequential")
    assert (ORDER in [note.message for note in summarize(code, "input=3x32x32").notes]) == noted


REFUSED = {
    "nn.ReLU() nn.ReLU()": "1:11: error: 'nn.ReLU' can't stand here (put commas between the layers)",
    "self.c = nn.ReLU()\nx = self.c(x)": "2:5: error: self.c is no layer that can be read (write the layers in",
    "nn.ReLU()\ndef": "2:1: error: 'def' begins no layer",
    "nn.ReLU()\nreturn 3": "2:1: error: 'return' begins no layer",
    "m.add(Dense(3))\nm.compile(loss='mse')": "2:1: error: this adds no layer to m (as in m.add(Dense(10)); leave",
    "m = Sequential()\nn.add(Dense(3))": "2:1: error: this adds no layer to m",
    "m.add(Dense)": "1:1: error: this adds no layer to m",
    "x = Dense(3)(x)": "1:13: error: '(' can't stand here (a layer that is called on a name, Dense(10)(x), is written",
    "Net((a): Sequential((0): Block((c): ReLU())))": "1:26: error: Block is no layer that can be read (in which order",
    "self.a = nn.ReLU()\nself.a = nn.ReLU()": "2:6: error: ",
    "model = Sequential()": "error: a Sequential without layers",
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_not_certain_is_refused_where_it_stands(code):
    with pytest.raises(ConvcalcError) as caught:
        summarize(code, "input=3x32x32")
    assert REFUSED[code] in str(caught.value)


def test_a_file_has_them_in_a_list_and_in_a_text(spec):
    lines = "    self.c = nn.Conv2d(3, 4, 3)  # one\n    # two\n    self.r = nn.ReLU()\n"
    for text in (f"input: 3x8x8\nlayers:\n  - |\n{lines}", f"input: 3x8x8\nlayers: |\n{lines}"):
        report = spec.report(text)
        assert [(row.name, row.operation) for row in report.layers] == [("c", "conv 4 3"), ("r", "relu")]
        assert [warning.hint for warning in report.warnings] == ["write [c: conv 4 3, r: relu]"]
    items = "input: 3x8x8\nlayers:\n  - self.c = nn.Conv2d(3, 4, 3)\n  - self.r = nn.ReLU()\n"
    assert [row.name for row in spec.report(items).layers] == ["c", "r"]
    assert spec.report(items).notes == []


# Keras states the input in its first layer, channels last.
STATED = [
    "Sequential([Input(shape=(28, 28, 1)), Conv2D(4, 3)])",
    "keras.Sequential([keras.Input(shape=(28, 28, 1)), layers.Conv2D(4, 3)])",
    "Conv2D(4, 3, input_shape=(28, 28, 1))",
    "m = Sequential()\nm.add(Conv2D(4, 3, input_shape=(28, 28, 1)))",
]


@pytest.mark.parametrize("code", STATED)
def test_an_input_that_code_states_is_taken_where_no_other_is_given(code, spec):
    report = summarize(code)
    assert [row.output for row in report.layers] == [(4, 26, 26)]  # 28 − 3 + 1
    assert "the input is the one that this code states, 1x28x28" in [note.message for note in report.notes]
    with pytest.raises(ConvcalcError, match="is written for an input of 1×28×28, what comes in is 3×28×28"):
        summarize(code, "input=3x28x28")


@pytest.mark.parametrize("shape", ["(None, None, 1)", "(0, 28, 1)", "(99999999999999999, 28, 1)"])
def test_a_shape_that_is_none_is_not_taken(shape):
    with pytest.raises(ConvcalcError, match="the size of the input is missing"):
        summarize(f"Conv2D(4, 3, input_shape={shape})")


def test_a_shape_alone_says_how_the_input_is_given():
    with pytest.raises(ConvcalcError, match="the input is given apart: --input 1x28x28"):
        summarize("keras.Input(shape=(28, 28, 1)), layers.Conv2D(4, 3)")


LAYERS = st.tuples(
    st.sampled_from(["", "self.{} = ", "{} = ", "({}): "]), st.from_regex(r"[a-z]{3,9}[0-9]", fullmatch=True)
)


@given(st.lists(LAYERS, min_size=1, max_size=6), st.sampled_from(["\n", "\n\n", "  # why, (not)\n", ",\n", " , "]))
def test_any_lines_are_read_with_their_names(layers, between):
    before = [form.format(name) for form, name in layers]
    text = between.join(f"{one}nn.Conv2d(1, 2, 3)" for one in before)
    assert [(line.name.rpartition(".")[2], line.call.name) for line in read_lines(text)] == [
        (name if form else "", "nn.Conv2d") for form, name in layers
    ]


@given(st.text(alphabet="nRse=(0): ,.\n#'-x", max_size=40).map(lambda text: f"nn.ReLU(){text}"))
def test_any_text_behind_a_layer_is_read_or_refused(text):
    try:
        summarize(text, "input=3x8x8")
    except ConvcalcError as error:
        assert error.problems.errors


REPEATED = {
    "lines": "a = nn.ReLU()\n" * 20_000,
    "names": "a = " * 50_000 + "nn.ReLU(",
    "long names": "a." * 100_000 + "b = nn.ReLU(",
    "comments": "nn.ReLU()\n" + "# a\n" * 50_000 + "!",
    "entries": "Net(" + "(0): " * 40_000,
    "spaces": "nn.ReLU()" + " " * 200_000 + "!",
    "line ends": "nn.ReLU()" + "\n" * 200_000 + "!",
}


@pytest.mark.parametrize("text", REPEATED.values(), ids=REPEATED)
def test_one_piece_many_times_over_takes_no_more_than_its_length(text):
    """Each takes milliseconds; with the square of its length it takes hours, and the run would never end."""
    assert mask(text)[0] is not None
    with pytest.raises(ConvcalcError):
        summarize(text, "input=3x8x8")


def test_a_model_of_code_is_no_word_of_another_tool():
    """`model` alone is said to be none of the commands."""
    assert meant([STATED[3].replace("m", "model", 1)]) == ["summarize", STATED[3].replace("m", "model", 1)]
    assert meant(["model 3"]) is None
