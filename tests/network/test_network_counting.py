"""Networks that grow like powers of two are refused in few steps, in the words of the walk; nothing else is refused."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from convcalc.language.problems import ERROR, Problems, Source
from convcalc.network.walk import arguments, count, room
from convcalc.network.walk import expand as network_expand
from convcalc.network.walk.expand import expand
from convcalc.network.walk.room import Room
from convcalc.spec.changes import apply_changes
from convcalc.spec.reader import read_spec
from convcalc.study.design import load

H = "parameters: {on: 1}\ninput: 4x8x8\n"
LAYERS = "a network has at most 250,000 layers"
STEPS = "this network takes more than "


def tower(step, levels, bottom="[relu]"):
    """Blocks that each call the one below: `step` with its name put in."""
    blocks = "".join(f"  b{level}: {step.replace('B', f'b{level - 1}')}\n" for level in range(1, levels))
    return f"{H}blocks:\n  b0: {bottom}\n{blocks}layers: [b{levels - 1}]\n"


def again(step, levels, bottom="[relu]"):
    """Groups that each run the one before again: `step` with its name put in."""
    lines = [f"  - {step.replace('NAME', f'a{level}').replace('A', f'a{level - 1}')}\n" for level in range(1, levels)]
    return f"{H}layers:\n  - a0: {bottom}\n{''.join(lines)}"


GROWING = {
    "conditional calls": tower("[{x: B, when: on == 1}, {y: B, when: on == 1}]", 36),
    "conditional calls of channels": tower("[{x: B, when: in_channels == 4}, {y: B, when: in_channels == 4}]", 36),
    "conditional calls in a chain": tower("[{B: , when: on == 1}, {B: , when: on == 1}]", 36),
    "else branches": tower("[{x: relu, when: on == 2, else: B}, {y: relu, when: on == 2, else: B}]", 36),
    "repeats of a shape": tower("[{x: B, repeat: in_channels//2}]", 36),
    "conditional repeats": tower("[{x: B, repeat: 9, when: on == 1}]", 30),
    "conditional branches": tower("[add: [{x: [B], when: on == 1}, [B]]]", 30),
    "parameters": tower("[{x: B, when: on == 1}, {y: B, when: on == 1}]", 36).replace("[relu]", "[act]").replace(
        "on: 1", "on: 1, act: relu"
    ),
    "names read inside": tower("[{x: B, when: on == 1}, {y: B, when: on == 1}]", 36, "[r: relu, add: [[from r], []]]"),
    "layers that run again": again("NAME: [reuse A, reuse A]", 31),
    "copies that run again": again("{NAME: [reuse A], repeat: 2}", 31),
    "joins that run again": again("NAME: {add: [[reuse A], [reuse A]]}", 31),
    "names that are written again": again("NAME: [x: reuse A, y: reuse A, add: [[from x], [from y]]]", 31),
}  # fmt: skip

EMPTY = {
    "conditional calls": tower("[{x: B, when: on == 1}, {y: B, when: on == 1}]", 36, "[]"),
    "layers that run again": again("NAME: [reuse A, reuse A]", 31, "[]"),
}


@pytest.fixture(autouse=True, scope="module")
def counted_early():
    """Networks in doubt are counted from 500 layers on, not 5,000, so that the tests are quick."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "COUNTED_FROM", 500)
        yield


def errors(problems):
    """Without the warning of a parameter that nothing reads."""
    return [problem for problem in problems if problem.severity == ERROR]


@pytest.fixture
def steps(monkeypatch):
    """The steps of all walks together."""
    walked = []
    step = Room.step
    monkeypatch.setattr(Room, "step", lambda walk, *given: walked.append(given) or step(walk, *given))
    return walked


@pytest.mark.parametrize("case", GROWING)
def test_exponential_growth_is_refused_in_few_steps(spec, steps, case):
    (problem,) = errors(spec.refused(GROWING[case]))
    assert problem.message == LAYERS or "chains of chains" in problem.message
    assert problem.place is not None
    assert len(steps) < 25_000  # a walk of 250,000 layers takes ten times as many at least


@pytest.mark.parametrize("case", EMPTY)
def test_exponential_growth_without_layers_is_refused_in_few_steps(spec, steps, case):
    (problem,) = errors(spec.refused(EMPTY[case]))
    assert problem.message.startswith(STEPS)
    assert len(steps) < 10_000  # a walk gives up behind 100,000


@pytest.mark.parametrize(
    ("text", "layers"),
    [
        (tower("[{x: B, when: on == 1}, {y: B, when: on == 1}]", 11), 2**10),
        (again("NAME: [reuse A, reuse A]", 10), 2**10 - 1),  # 1 + 2 + 4 + … + 2⁹
        (f"{H}layers:\n  - x: [{{a: relu, when: index != 3}}, relu]\n    repeat: 600\n", 2 * 600 - 1),
    ],
)
def test_large_networks_in_doubt_are_written_out(spec, text, layers):
    assert len(spec.report(text).layers) == layers


def counted(design, folder):
    problems = Problems()
    loaded = load(str(folder / design), [], problems)
    assert loaded is not None
    walk = network_expand.counted(*loaded)
    assert walk.refusal is None
    return walk.count.layers, len(expand(*loaded, problems).layers)


CATALOGUE = Path(__file__).parents[2] / "architectures"


@pytest.mark.parametrize("path", sorted(CATALOGUE.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_count_is_never_too_high(path):
    if not path.stem.endswith("_blocks"):
        count, layers = counted(path.name, CATALOGUE)
        assert 0 < count <= layers


SHADOWED = """\
input: 4x8x8
layers:
  - x: [conv 8 1]
  - g:
      - a: [add: [[from x, {relu: , when: in_channels == 4}], [from x]]]
      - b: [reuse a]
      - x: [conv 4 1]
      - conv 8 1
      - c: [reuse b]
      - d: [reuse b]
"""


def test_a_name_that_another_hides_later_is_counted_anew(spec):
    """`from x` reads 8 channels in `a` and `b`, 4 in `c` and `d`: three layers, two joins, and twice a relu and a join.

    What `c` and `d` read is what `b` did: 8 channels.
    """
    spec.write("net.yaml", SHADOWED)
    layers = 1 + 3 + 2 + 2 * 2  # the input is counted too
    assert counted("net.yaml", spec.folder) == (layers, layers)


OTHER_WEIGHTS = """\
input: 4x8x8
layers:
  - {r: relu, repeat: 6000}
  - a0: [conv 8 1, relu]
"""


def test_weights_that_can_not_be_used_again_are_said_and_no_size(spec):
    """`a0` reads 4 channels, then 8: nothing behind is known, so that 31 doublings are no network that is too large."""
    lines = [f"  - a{level}: [reuse a{level - 1}, reuse a{level - 1}]\n" for level in range(1, 32)]
    (problem, *_) = spec.refused(OTHER_WEIGHTS + "".join(lines))
    assert "can't be used again here (there its input is 4×8×8, here 8×8×8)" in str(problem)


# With changes on the command line


CHANGES = {
    "of every layer of a name": "*.conv.bias=false",
    "of a layer in a part": "x.b331.x.b321.x.b31.conv.bias=false",
    "with parts that stand for any": "*.*.x.*.*.*.*.conv.bias=false",
    "that read what comes in": "*.conv.dilation=in_width//8",
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_changed_network_that_grows_is_refused_in_few_steps(spec, steps, case):
    text = tower("[{x: [B, B], when: on == 1}]", 36, "[relu, conv 4 1]")
    (problem,) = errors(spec.refused(text, CHANGES[case]))
    assert problem.message == LAYERS
    assert len(steps) < 25_000


@pytest.mark.parametrize("change", ["a0.conv.bias=false", "*.conv.bias=false", "input=4x9x9", "on=2"])
def test_what_runs_again_is_counted_with_its_changes(spec, steps, change):
    text = again("NAME: [reuse A, reuse A]", 31, "[relu, conv 4 1 dilation=on]")
    (problem, *_) = errors(spec.refused(text, change))
    assert problem.message == LAYERS
    assert len(steps) < 25_000


PARTS = """\
input: 4x8x8
blocks:
  copies n=3: [{c: conv 4 1, repeat: n}]
  part: [{i: copies}]
layers:
  - x: part
  - y: part
  - {s: part, repeat: 2}
  - z: reuse y
"""


@pytest.mark.parametrize(
    ("change", "layers"),
    [
        ("x.i.n=1", 16 - 2),
        ("y.i.n=1", 16 - 2 * 2),  # z runs y again
        ("s.2.i.n=1", 16 - 2),
        ("s.*.i.n=1", 16 - 2 * 2),
        ("*.i.n=1", 16 - 3 * 2),
        ("*.*.i.n=1", 16 - 2 * 2),
        ("*.i.n=in_channels", 16 + 3),
    ],
)
def test_equal_parts_are_counted_apart_where_a_change_means_one(tmp_path, change, layers):
    """The input, and five times three layers: 16 without a change."""
    problems = Problems()
    (tmp_path / "net.yaml").write_text(PARTS)
    loaded = load(str(tmp_path / "net.yaml"), [change], problems)
    assert network_expand.counted(*loaded).count.layers == layers
    assert (len(expand(*loaded, problems).layers), problems.errors) == (layers, [])


# Random specs: with the count and without it, the same comes out

BODIES = [
    "conv {n} 1", "relu", "conv in_channels 3 padding=1", "[relu, conv {n} 1]", "b{b} n={n}", "b{b}", "[b{b}, b{b}]",
    "reuse {l}", "[reuse {l}, reuse {l}]", "[{{add: [[conv {n} 1], [conv {n} 1]]}}]", "[from {l}, relu]", "[]",
    "[{{concat: [[from {l}], []]}}]", "[{{add: [[from {l}], []]}}]", "[{{add: [[b{b}, conv 4 1], [conv 4 1]]}}]",
]  # fmt: skip
GUARDS = [
    "",
    "",
    "",
    ", when: in_channels > {n}",
    ", repeat: {n}",
    ", repeat: n",
    ", when: n == {n}",
    ", repeat: in_channels//2",
]
MADE = [
    "", "n={n}", "input={n}x8x8", "*.conv.bias=false", "{l}.conv.out_channels={n}", "{l}.n={n}", "{l}.{m}.n={n}",
    "{l}.{m}.*.n=in_channels", "*.{l}.n={n}", "*.{l}.*.{m}.n={n}",
]  # fmt: skip
BLOCKS = 6


@st.composite
def grown(draw):
    """Blocks and layers that call, name and run each other again, of a few layers or of very many; and a change."""

    def item(block, before):
        words = {"n": draw(st.integers(1, 4)), "b": block - 1, "l": draw(st.sampled_from(before or ["input"]))}
        bodies = [body for body in BODIES if block or "b{b}" not in body]
        bodies = [body for body in bodies if before or "reuse" not in body]
        before.append("wxyz"[len(before)])
        body, guard = draw(st.sampled_from(bodies)), draw(st.sampled_from(GUARDS))
        return f"- {{{before[-1]}: {body.format(**words)}{guard.format(**words)}}}\n"

    def items(block, indentation):
        before = []
        return "".join(indentation + item(block, before) for _ in range(draw(st.integers(1, 4))))

    blocks = "".join(f"  b{number} n=2:\n{items(number, '    ')}" for number in range(BLOCKS))
    names = draw(st.sampled_from("wxy")), draw(st.sampled_from("wxy"))
    change = draw(st.sampled_from(MADE)).format(n=draw(st.integers(1, 4)), l=names[0], m=names[1])
    return f"input: 4x8x8\nparameters: {{n: 2}}\nblocks:\n{blocks}layers:\n{items(BLOCKS, '  ')}", change


def read(text, change):
    """A random spec and its changes, and what is said of them so far."""
    problems = Problems()
    spec = read_spec(Source("net.yaml", text), None, problems)
    assert spec is not None, problems.items
    return spec, apply_changes(spec, [change] if change else [], problems), problems


def walked(text, change, sure):
    """The layers, or the errors, of a network."""
    spec, changes, problems = read(text, change)
    graph = expand(spec, changes, problems, sure=sure)
    said = [(problem.message, str(problem.place)) for problem in problems.errors]
    return said or [(layer.path, layer.output, layer.params) for layer in graph.layers]


@pytest.fixture
def few_layers():
    """A network may have 300 layers, and is counted from 10 on."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (room, count, arguments):
            patch.setattr(module, "MAXIMUM_LAYERS", 300)
        patch.setattr(room, "COUNTED_FROM", 10)
        yield


RANDOM = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


@RANDOM
@given(grown=grown())
def test_a_count_changes_nothing_that_is_said(few_layers, grown):
    assert walked(*grown, sure=False) == walked(*grown, sure=True)


@settings(RANDOM, max_examples=100)
@given(grown=grown())
def test_a_random_count_is_never_too_high(few_layers, grown):
    true = walked(*grown, sure=True)
    spec, changes, problems = read(*grown)
    assume(len(true[0]) == 3 and not problems.errors)
    walk = network_expand.counted(spec, changes)
    event("all" if walk.count.layers == len(true) else "fewer")
    assert walk.refusal is None
    assert walk.count.layers <= len(true)
