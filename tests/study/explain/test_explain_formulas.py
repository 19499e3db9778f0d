"""What is printed is true: the printed formula and the printed numbers, read again here, give the printed value.

The reader in this file shares nothing with convcalc: it turns `⌊(W − F + 2P)/S⌋ + 1` into Python and evaluates it.
"""

import re
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convcalc.costs.formula import LATEX, TEXT, show_tree
from convcalc.costs.op import JOIN
from convcalc.costs.ops import OPS
from convcalc.costs.symbols import SYMBOLS, rounds, worked_out
from convcalc.costs.written import chosen
from convcalc.language.problems import ConvcalcError
from convcalc.study.design import summarize
from convcalc.study.explain.sums import Explainer

SPELLINGS = {"−": "-", "·": "*", "²": "**2", "³": "**3", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")"}
OPENING = ("(", "⌊", "⌈")
CLOSING = (")", "⌋", "⌉")


def read(text, symbols=None):
    """The value of a printed formula."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text).replace("−", "-").replace("·", "*")
    words = sorted(symbols or (), key=len, reverse=True)
    pieces = [*map(re.escape, words), "min", r"\d+(?:\.\d+)?", r"[-+*/(),⌊⌋⌈⌉²³]"]
    tokens = re.findall("|".join(pieces), text)
    assert "".join(tokens) == text.replace(" ", ""), text
    python = []
    for number, token in enumerate(tokens):
        last = tokens[number - 1] if number else ""
        is_operand = token in words or token[0].isdecimal() or token == "min" or token in OPENING
        was_operand = last in words or last[:1].isdecimal() or last in (*CLOSING, "²", "³")
        if is_operand and was_operand:
            python.append("*")  # CK² + 1
        known = symbols.get(token) if symbols else None
        if known is not None:
            python.append(f"(Fraction('{known}'))")
        else:
            python.append(f"Fraction('{token}')" if token[0].isdecimal() else SPELLINGS.get(token, token))
    return eval("".join(python), {"Fraction": Fraction, "floor": floor, "ceil": ceil, "min": min})


def check(report):
    """Every printed step of a report gives its value, and the values are the report's. The number of steps."""
    explainer = Explainer(report)
    count = 0
    for row in report.layers:
        if row.kind == JOIN:
            continue
        explanation = explainer.explain(row)
        found = {"channels": row.input[0]}
        sizes = []
        for step in explanation.steps:
            count += 1
            texts = [show_tree(step.tree, TEXT, step.values)]
            if rounds(step.tree):
                texts.append(show_tree(worked_out(step.tree, step.values)))
            for text in texts:
                assert read(text) == step.value, f"{row.operation}: {text} = {step.value}"
            formula = show_tree(step.tree)
            assert read(formula, step.values) == step.value, f"{row.operation}: {formula} with {step.values}"
            assert set(step.values) <= set(SYMBOLS)
            assert show_tree(step.tree, LATEX).count("{") == show_tree(step.tree, LATEX).count("}")
            if step.name == "output":
                sizes.append((step.axis, step.value))
            elif step.name != "filter":
                found[step.name] = step.value
        assert (found["params"], found["macs"]) == (row.params, row.macs), row.operation
        assert output(row, found["channels"], sizes) == row.output, row.operation
        for step in explanation.steps:
            for unread in step.unread:
                axis = unread.axis
                assert unread.gap == between(row, axis)
                rounds_up = row.arguments.get("padding") == "same" or row.arguments.get("ceil_mode")
                assert unread.padding + unread.input == (0 if rounds_up else missed(row, axis))
    return count


def output(row, channels, sizes):
    """The shape that the printed sizes make."""
    form = chosen(OPS[row.op].size, row.arguments)
    if form == ():
        return (sizes[-1][1],)
    channels = row.arguments.get("out_channels") or row.arguments.get("embedding_dim") or channels
    if isinstance(form, tuple):
        return (channels, *(size for _, size in sizes))
    if row.op == "depthwise_conv" and row.arguments["multiplier"] == 1:
        channels = row.input[0]
    axes = len(row.input) - 1
    if not sizes:
        return (channels, *row.input[1:])
    if len(sizes) == 1:
        return (channels, *(sizes[0][1],) * axes)
    assert [axis for axis, _ in sizes] == ["D", "H", "W"][-axes:]
    return (channels, *(size for _, size in sizes))


def between(row, axis):
    """The places between the first window and the second, counted; none where there is no second."""
    get = {name: value[-1 - axis] for name, value in row.arguments.items() if isinstance(value, tuple)}
    covered = {get.get("dilation", 1) * tap for tap in range(get["kernel_size"])}
    return len(range(max(covered) + 1, get["stride"])) if row.output[-1 - axis] > 1 else 0


def missed(row, axis):
    """The places of the padded input behind the last window, counted."""
    get = {name: value[-1 - axis] for name, value in row.arguments.items() if isinstance(value, tuple)}
    covers = get.get("dilation", 1) * (get["kernel_size"] - 1) + 1
    padded = row.input[-1 - axis] + 2 * get.get("padding", 0)
    start = 0
    while start + get["stride"] + covers <= padded:
        start += get["stride"]
    return padded - start - covers


def size(axes, low, high):
    """A number for all axes, or one for each."""
    number = st.integers(low, high).map(str)
    each = st.lists(st.integers(low, high), min_size=axes, max_size=axes).map(lambda sizes: "x".join(map(str, sizes)))
    return st.one_of(number, number, each) if axes else number


def value(op, name, axes, channels):
    """Values of an argument."""
    if name in ("bias", "affine", "elementwise_affine", "ceil_mode", "count_include_pad"):
        return st.sampled_from(["true", "false"])
    if name in ("out_channels", "out_features"):
        return st.integers(1, 3).map(lambda number: str(number * channels))
    if name in ("start", "stop"):
        return st.integers(-channels, channels).map(str)
    if name == "padding" and op.unread:
        return st.one_of(size(axes, 0, 3), st.just("same"))
    sizes = {"kernel_size": (1, 5), "stride": (1, 4), "dilation": (1, 3), "output_padding": (0, 2), "padding": (0, 3)}
    sizes |= {"size": (1, 12), "output_size": (1, 9), "before": (0, 3), "after": (0, 3)}
    if name in sizes:
        return size(axes, *sizes[name])
    words = {
        "normalized_shape": ["channels", "spatial", "all"],
        "scale_factor": ["2", "1.5", "7/3", "x".join(["1.2", "4", "2.25"][:axes])],
        "num_parameters": ["1", str(channels)],
        "groups": ["1", "2", str(channels)],
        "axis": ["channels"],
        "part": ["all", "spatial"],
        "num_groups": ["1", "2", str(channels)],
    }
    return st.sampled_from(words.get(name, ["1", "2", "3"]))


UNSAID = ("padding_mode", "mode", "p", "eps", "momentum", "alpha", "negative_slope", "approximate", "divisor_override")


@st.composite
def calls(draw, op, axes):
    """A call of an op, and the shape of an input that it may take."""
    channels = draw(st.sampled_from([4, 8, 1000]))
    shape = [channels, *draw(st.lists(st.integers(4, 30), min_size=axes, max_size=axes))]
    if draw(st.booleans()):
        shape[1:] = shape[1:2] * axes
    words = [op.name]
    for name, (_, default, positional) in op.arguments.items():
        if name in UNSAID or (op.name == "upsample" and name == "size") or (op.name == "lrn"):
            continue
        if default is None or draw(st.booleans()) or (op.name == "upsample" and name == "scale_factor"):
            text = draw(value(op, name, axes, channels))
            words.append(text if positional and default is None else f"{name}={text}")
    return " ".join(words), "x".join(map(str, shape))


@pytest.mark.parametrize(
    ("name", "axes"), [(op.name, axes) for op in OPS.values() if op.inputs[1] for axes in op.axes_by[""]]
)
def test_what_is_printed_gives_the_value_for_every_op(name, axes):
    tried = 0

    @settings(max_examples=25, suppress_health_check=[*settings.default.suppress_health_check], database=None)
    @given(calls(OPS[name], axes))
    def attempt(drawn):
        nonlocal tried
        call, shape = drawn
        try:
            report = summarize(call, f"input={shape}")
        except ConvcalcError:
            assume(False)
        tried += check(report)

    attempt()
    assert tried >= 10


@pytest.mark.parametrize(
    "design",
    ["alexnet", "googlenet", "resnet50", "mobilenet_v3_small", "c3d", "m5", "unet", "siamese", "convnext_tiny",
     "fcn8s", "inception_v3", "shufflenet_v2_x1_0", "regnet_y_400mf", "wavenet", "lenet5_1998"],
)  # fmt: skip
def test_what_is_printed_gives_the_value_in_whole_networks(design):
    assert check(summarize(design)) > 20
