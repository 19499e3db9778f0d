"""Random small networks: sums re-add, blocks are what their bodies are, repeats what their copies are."""

from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from convcalc.language.problems import Problems, Source
from convcalc.network.report import Report
from convcalc.network.walk.expand import expand
from convcalc.spec.reader import read_spec

GOOD = sorted((Path(__file__).parents[1] / "specs" / "good").glob("*.yaml"))
TEXTS = [path.read_text(encoding="utf-8") for path in GOOD]

# Every item keeps the spatial size, and a branch ends with as many channels as the others of its join.
calls = st.one_of(
    st.builds("conv {} {}".format, st.integers(1, 5), st.sampled_from(["1", "3 padding=1", "3x1 padding=same"])),
    st.builds("depthwise_conv 3 padding=1 multiplier={}".format, st.integers(1, 2)),
    st.sampled_from(["relu", "batch_norm", "identity", "max_pool 3 stride=1 padding=1", "scale"]),
)
chains = st.lists(calls, max_size=3)


@st.composite
def joins(draw, items):
    kind = draw(st.sampled_from(["add", "concat", "multiply"]))
    channels = draw(st.integers(1, 4))
    branches = draw(st.lists(items, min_size=2, max_size=3))
    ends = [listed([*branch, f"conv {channels} 1"]) for branch in branches]
    return f"{kind}: [{', '.join(f'[{end}]' for end in ends)}]"


def listed(items):
    """Items as in a flow list; what holds a colon needs braces there."""
    return ", ".join(f"{{{item}}}" if ":" in item and item[0] not in "[{" else item for item in items)


def sequences(items):
    nested = st.one_of(joins(items), items.map(lambda inner: f"[{listed(inner)}]"))
    return st.lists(st.one_of(calls, nested), max_size=3)


bodies = st.recursive(chains, sequences, max_leaves=6)


def report(text):
    problems = Problems()
    spec = read_spec(Source("net.yaml", text), None, problems)
    assert spec is not None, problems.items
    graph = expand(spec, [], problems)
    assert not problems.errors, (problems.errors, text)
    return Report(spec, graph, problems.warnings)


def network(layers, blocks=""):
    return report(f"input: 2x4x4\n{blocks}layers: [{listed(layers)}]\n")


def numbers(found, path=False):
    """The rows without their names."""
    return [(row.op, row.input, row.output, row.params, row.macs) for row in found.layers]


def adds_up(row):
    return all(
        getattr(row, metric) == sum(getattr(child, metric) for child in row.children)
        for metric in ("params", "macs", "activations", "layers")
    )


@given(bodies, st.integers(0, 3))
def test_sums_re_add(body, copies):
    found = network([f"a: [{listed(body)}]", "relu", f"s: [{listed(body)}], repeat: {copies}"])
    assert found.params == sum(row.params for row in found.layers) == sum(row.params for row in found.rows)
    assert found.macs == sum(row.macs for row in found.layers) == sum(row.macs for row in found.rows)
    pending = [row for row in found.rows if row.kind == "group"]
    while pending:
        row = pending.pop()
        assert adds_up(row)
        pending.extend(child for child in row.children if child.kind == "group")
    assert len({row.path for row in found.layers}) == len(found.layers)


@given(bodies)
def test_a_block_is_its_body_in_place(body):
    blocks = f"blocks:\n  unit: [{listed(body)}]\n"
    called = network(["unit", "relu", "x: unit"], blocks)
    written = network([f"[{listed(body)}]", "relu", f"x: [{listed(body)}]"])
    assert numbers(called) == numbers(written)


@given(bodies, st.integers(1, 4))
def test_a_repeat_is_its_copies_written_out(body, copies):
    repeated = network([f"s: [{listed(body)}], repeat: {copies}"])
    written = network([f"s{copy}: [{listed(body)}]" for copy in range(copies)])
    assert numbers(repeated) == numbers(written)
    assert [row.path.replace("s.", "s", 1).partition(".")[2] for row in repeated.layers] == [
        row.path.partition(".")[2] for row in written.layers
    ]


@given(bodies, st.integers(1, 3))
def test_reuse_costs_the_same_work_and_no_parameters(body, channels):
    first = f"conv {channels} 1"
    same = f"conv {channels} 3 padding=1"
    found = network([first, f"a: [{listed([*body, same])}]", first, "b: reuse a"])
    group = {row.name: row for row in found.rows}
    assert group["b"].params == 0
    assert (group["a"].macs, group["a"].output) == (group["b"].macs, group["b"].output)


def answers(text):
    """Reads and walks a text; nothing but problems may come of it."""
    problems = Problems()
    spec = read_spec(Source("net.yaml", text), None, problems)
    if spec is None:
        assert problems.errors
        return
    graph = expand(spec, [], problems)
    if not problems.errors:
        Report(spec, graph, problems.warnings)
    for problem in problems.items:
        assert str(problem)
        assert problem.place is None or problem.place.line >= 1


WORDS = [
    "conv", "8", "3", "relu", "unit", "add", "from", "reuse", "input", "a", "when", "else", "repeat", "first", "index",
    "in_channels", "stride=2", "x=", "=", ":", ": ", "- ", "[", "]", "{", "}", ",", "\n", "\n  ", "\n    ", "*", "&a",
    "(", ")", "1x7", "0", "-1", "1/0", "true", "'", '"', "#", "?", "|", ">", "%", "!", "é", "concat", "side", "blocks",
    "layers", "expect", "parameters", "f", "act", "linear", "flatten", "global_avg_pool", "10**9", "1.5", "~", "@",
]  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=400)
@given(st.sampled_from(TEXTS), st.data())
def test_a_mutated_spec_gives_nothing_but_problems(text, data):
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(st.sampled_from([*WORDS, ""])) + text[end:]
    answers(text)


@given(st.sampled_from(TEXTS), st.integers(0, 600))
def test_a_truncated_spec_gives_nothing_but_problems(text, length):
    answers(text[:length])


@settings(max_examples=400)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=1), st.data())
def test_swapped_words_give_nothing_but_problems(texts, data):
    words = texts[0].split(" ")
    for _ in range(data.draw(st.integers(1, 5))):
        there = data.draw(st.integers(0, len(words) - 1))
        words[there] = data.draw(st.one_of(st.sampled_from(words), st.sampled_from(WORDS)))
    answers(" ".join(words))


@example("\ufeff")
@example("layers: [relu]\ninput: 3x3x3\x85")
@given(st.text())
def test_any_text_gives_nothing_but_problems(text):
    answers(text)


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
def test_any_layers_give_nothing_but_problems(text):
    answers(
        f"input: 2x4x4\nparameters: {{a: 3, act: relu}}\nblocks:\n  unit f x=2: [f, conv x 1]\nlayers:\n  - {text}\n"
    )
