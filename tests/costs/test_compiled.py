"""The function that is made of an op's formulas gives what the formulas give, symbol by symbol, or nothing."""

from hypothesis import event, given, settings
from hypothesis import strategies as st

from convcalc.costs.arguments import AXES, COUNT, FLAG, LayerError
from convcalc.costs.compiled import compiled
from convcalc.costs.ops import OPS
from convcalc.language.values import Size
from convcalc.network.walk import layers
from convcalc.network.walk.binding import bind_op

NUMBERS = st.integers(0, 9) | st.sampled_from([16, 64, 10**9])
COMPUTED = ["avg_pool", "batch_norm", "channel_shuffle", "conv", "conv_transpose", "crop", "depthwise_conv", "flatten",
            "group_norm", "layer_norm", "linear", "local_conv", "max_pool", "pad", "pixel_shuffle", "pixel_unshuffle",
            "prelu", "scale"]  # fmt: skip


@st.composite
def calls(draw):
    """An op, the values of its arguments, and a shape that comes in."""
    op = OPS[draw(st.sampled_from(COMPUTED))]
    axes = draw(st.sampled_from(op.axes_by[""]))
    values = {}
    for name, (argument, default, _) in op.arguments.items():
        sizes = st.tuples(*[NUMBERS] * axes).map(Size)
        kinds = {FLAG: [st.booleans()], COUNT: [NUMBERS], AXES: [NUMBERS, sizes]}.get(argument.kind, [])
        choices = [*kinds, *([st.sampled_from(argument.words)] if argument.words else [])]
        if choices and (default is None or draw(st.booleans())):
            value = draw(st.one_of(choices))
            try:
                argument.check(value, axes)
            except LayerError:
                value = 1
            values[name] = value
    return op, values, (draw(st.integers(1, 64)), *(draw(st.integers(1, 40)) for _ in range(axes)))


@settings(max_examples=2000, deadline=None)
@given(calls())
def test_the_function_of_a_form_gives_what_its_formulas_give(call):
    op, values, shape = call
    arguments, wrong = bind_op(op, {}, values, len(shape) - 1, {})
    assert not wrong
    run = compiled(op, arguments, len(shape) - 1)
    assert run is not None
    found = run(arguments, shape)
    try:
        known = op.cost(arguments, shape)
    except LayerError:
        event("refused")
        assert found is None
        return
    event("said of what is unread" if known.unread else "worked out")
    large = max(known.params, known.macs) >= 1 << 60
    assert found == (None if known.unread or large else known)


def test_a_form_that_is_met_often_gets_its_function(monkeypatch):
    """A 3×3 convolution of 4 channels to 8: 8·(4·9 + 1) parameters, 4·9·8 MACs a place."""
    monkeypatch.setattr(layers, "FORMS", {})
    made = []
    for size in range(3, 3 + 2 * layers.COMPILED_FROM):
        arguments, _ = bind_op(OPS["conv"], {}, {"out_channels": 8, "kernel_size": 3}, 2, {})
        places = (size - 2) ** 2
        assert layers.cost(OPS["conv"], arguments, (4, size, size)) == ((8, size - 2, size - 2), 296, 288 * places, ())
        made += [form.run is not None for form in layers.FORMS.values()]
    assert made == [False] * (layers.COMPILED_FROM - 1) + [True] * (layers.COMPILED_FROM + 1)
