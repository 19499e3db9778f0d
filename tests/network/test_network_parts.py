"""Parts that are walked once and stamped again: the same network, and the same words, as where all is walked."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from convcalc.language.problems import Problems, Source
from convcalc.network.graph import Group
from convcalc.network.walk import expand as network_expand
from convcalc.network.walk import parts as network_parts
from convcalc.network.walk.expand import expand
from convcalc.network.walk.parts import Parts
from convcalc.network.walk.stamps import Stamps
from convcalc.spec.changes import apply_changes
from convcalc.spec.reader import read_spec

SPECS = sorted((Path(__file__).parents[1] / "specs").glob("*/*.yaml"))
CATALOGUE = sorted((Path(__file__).parents[2] / "architectures").glob("*.yaml"))


def read(text, name="net.yaml", path=None):
    problems = Problems()
    return read_spec(Source(name, text), path, problems), problems


def spot(place):
    return place and (str(place), place.length)


def calls(trail):
    return [(call, spot(place)) for call, place in trail]


def expectations(part):
    return [(one.metric, one.scalar.text, spot(one.scalar.place), calls(one.trail)) for one in part.expect]


def layer_of(layer):
    unread = [[getattr(one, slot) for slot in one.__slots__] for one in layer.unread]
    return (
        layer.number, layer.path, layer.op, layer.operation, spot(layer.place), layer.arguments, layer.inputs,
        layer.output, layer.params, layer.macs, layer.side, layer.original, unread, expectations(layer),
    )  # fmt: skip


def tree_of(group):
    """A group with all that is in it, each thing with everything that is known of it."""
    ends = [None if end is None else int(end) for end in (group.first, group.result)]
    own = (group.path, group.operation, spot(group.place), group.copies, group.length, *ends, expectations(group))
    return own, [tree_of(part) if isinstance(part, Group) else layer_of(part) for part in group.children]


def network(spec, texts, problems=()):
    """All that a walk gives: the tree, the layers, the outputs, and what is said, in order."""
    said = Problems()
    said.extend(problems)
    changes = apply_changes(spec, texts, said)
    graph = expand(spec, changes, said)
    words = [(str(problem), calls(problem.trail)) for problem in said]
    if said.errors:
        return words, [change.used for change in changes]
    numbers = graph.inputs, graph.outputs, graph.main_outputs, int(graph.final)
    return words, tree_of(graph.root), [layer_of(layer) for layer in graph.layers], numbers


def plain(text, texts, name="net.yaml", path=None):
    """The same where nothing is stamped, of a spec that is read anew."""
    spec, problems = read(text, name, path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(network_expand, "parts_of", lambda spec, bound: None)
        return network(spec, texts, problems)


def assert_same(text, runs, name="net.yaml", path=None):
    """Walk after walk of one spec is as each walk alone."""
    spec, problems = read(text, name, path)
    if spec is None:
        return
    parameters, inputs, lost = dict(spec.parameters), dict(spec.inputs), spec.input_lost
    for texts in runs:
        spec.parameters, spec.inputs, spec.input_lost = dict(parameters), dict(inputs), lost
        assert network(spec, texts, problems) == plain(text, texts, name, path)


@pytest.fixture
def stamped(monkeypatch):
    """The names of the groups whose part was made before."""
    names = []
    stamp = Stamps.stamp

    def noted(stamps, known, part, frame, current):
        if known.part is not None:
            names.append(frame.group.path)
        return stamp(stamps, known, part, frame, current)

    monkeypatch.setattr(Stamps, "stamp", noted)
    return names


BLOCKS = """\
input: 4x8x8
parameters: {n: 2}
blocks:
  unit out stride=1: [conv out 3 stride=stride padding=1, relu]
  two out=in_channels: [add: [[u: unit out, conv out 1], []], relu]
layers:
  - a: two
  - b: two 4
  - c: unit 8 stride=2
  - d: two
    repeat: 3
  - e: two 8
"""


def test_equal_parts_are_stamped_whatever_they_are_called(stamped):
    """`b` and `d.1` to `d.3` read what `a` and `d.1` did; `e` is given what `d` finds out."""
    spec, _ = read(BLOCKS)
    _, _, layers, _ = network(spec, [])
    assert stamped == ["b", "d.2", "d.3", "e"]
    assert [layer[1] for layer in layers[-5:]] == ["e.u.conv", "e.u.relu", "e.conv", "e.add", "e.relu"]


def test_another_walk_of_a_spec_stamps_what_has_not_changed(stamped):
    spec, _ = read(BLOCKS)
    network(spec, [])
    stamped.clear()
    network(spec, ["d.2.u.stride=1", "d.2.out=8"])
    assert stamped == ["a", "b", "c", "d.1", "d.3", "e"]


def test_another_walk_with_the_same_changes_stamps_what_they_changed_too(stamped):
    """The first that is asked again is the second here: what is left of its path in a group is what counts."""
    spec, _ = read(BLOCKS)
    for _ in range(2):
        network(spec, ["d.2.u.stride=1", "d.2.out=8"])
    stamped.clear()
    _, used = network(spec, ["e.x=1", "d.2.u.stride=1", "d.2.out=8"])
    assert stamped == ["a", "b", "c", "d", "e.u"]
    assert used == [False, True, True]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("x: [conv n 1]", "y: [conv n 1]"),  # the same, but for a name
        ("x: [conv 2 1]", "y: [conv 2 1, relu]"),
        ("x: {side: [[conv 2 1]]}", "y: {side: [[conv 2 1, relu]]}"),
    ],
)
def test_parts_that_stand_beside_each_other(first, second):
    for one, other in ((first, second), (second, first)):
        assert_same(f"input: 4x8x8\nparameters: {{n: 2}}\nlayers: [{{{one}}}, {{{other}}}]\n", [[], ["n=3"], []])


@pytest.mark.parametrize(
    "change",
    [
        "n=1",
        "n=3",
        "input=4x9x9",
        "input=5x8x8",
        "*.u.stride=1",
        "d.*.out=4",
        "a.u.stride=2",
        "e.u.out=3",
        "x.n=1",
        "d.1.u.conv.stride=1",
        "d.2.u.conv.stride=stride",
    ],
)
def test_changes_meet_the_parts_that_they_name(change):
    text = BLOCKS.replace("repeat: 3", "repeat: n")
    assert_same(
        text, [[], [change], [], [change, "n=2"], [change], ["b.out=2", change], [change, "d.2.out=1"], [change]]
    )


MEANT = {
    "the value of a name": "[{a: u 2}, {b: u 3}, {c: u 2}]",
    "the shape": "[{a: u 2}, conv 5 1, {b: u 2}]",
    "the number of a copy": "[{a: [conv index 1, u 2], repeat: 3}, {b: [conv 1 1, u 2], repeat: 2}]",
    "true and 1": "[{a: w true}, {b: w 1}]",
    "a word": "[{a: call relu}, {b: call gelu}, {c: call relu}]",
    "a first copy": "[{a: u 4, repeat: 2, first: v=2}, {b: u 4, repeat: 2}]",
    "a condition": "[{a: u 4}, {b: u 4 v=2}, {c: u 4 v=2}]",
    "a side branch": "[{side: [[{a: u 4}], [{b: u 4}]]}, {c: u 4}, {side: [[{a2: []}], [{b2: []}]]}]",
    "nothing but a name": "[{a: []}, {b: []}, conv 4 1, {c: []}, {d: [{x: []}]}, {e: [{x: []}]}]",
    "layers read from outside": "[{a: [{x: u 4}]}, {b: [{x: u 4}]}, {add: [[from a.x], [from b.x]]}]",
    "names read in a block": "[{a: r}, {b: r}, {c: [from a, u 4]}, {d: [from a, u 4]}]",
    "weights again": "[{a: u 4}, {b: u 4}, {c: reuse a}, {d: reuse b}, {e: u 4}]",
    "what is expected": "[{a: t}, {b: t}, {c: [t, t]}]",
    "an earlier tensor under a name": "[{a: u 4}, {b: [from a, {x: []}]}, {c: [from a]}, {d: u 4}]",
    "a result of a side branch that a name passes on": "[{side: [[z, relu, z]]}, conv 4 1]",
    "an earlier tensor that a name passes on": "[{a: u 4}, {p: z}, relu, {c: [from a, {y: z}]}, {d: [from a, relu]}]",
    "what is never read": "[{a: [max_pool 3 stride=2]}, {b: [max_pool 3 stride=2]}, {c: [from a, u 4]}]",
    "a warning": "[{a: [conv 4 2 stride=4]}, {b: [from input, conv 4 2 stride=4]}]",
    "an error in a part": "[{a: u 4}, {b: u 4}, {c: [u 4, linear 3]}, {d: [u 4, linear 3]}]",
    "too large a filter": "[{a: [u 4, conv 4 9]}, {b: [u 4, conv 4 9]}]",
}
DEFINED = """\
input: 4x8x8
parameters: {n: 2}
blocks:
  u out v=1: [conv out 1, {relu: , when: v != 2}, {conv out 3 padding=n: , when: in_channels != out}]
  w bias: [conv 4 1 bias=bias]
  z: [x: []]
  call act: [conv 4 1, act]
  r: [x: conv 4 1, add: [[from x], [conv 4 1]]]
  t: [x: conv 4 1, expect: {params: 20}]
layers: LAYERS
"""


WARNED = """\
input: 3x6x6
blocks:
  b: [max_pool 3 stride=2]
  c: [x: b]
  d: [y: c, relu]
layers: [{a: d}, {e: [from input, d]}]
"""


def test_a_warning_names_all_calls_that_led_to_it_each_time():
    """`b` warns inside `c`, inside `d`: each call is said, whether they were walked or stamped together."""
    assert_same(WARNED, [[], [], [], ["input=3x8x8"], []])
    spec, _ = read(WARNED)
    for _ in range(3):
        words = network(spec, [])[0]
        assert [[call for call, _ in trail] for _, trail in words] == [["b", "c", "d"]]


@pytest.mark.parametrize("case", MEANT)
def test_what_a_part_hangs_on(case):
    text = DEFINED.replace("  t: [x: conv 4 1, expect: {params: 20}]", "  t: [{x: conv 4 1, expect: {params: 20}}]")
    text = text.replace("{conv out 3 padding=n: , when: in_channels != out}", "{more: conv out 3, when: v == 3}")
    assert_same(text.replace("LAYERS", MEANT[case]), [[], ["n=1"], [], ["a.out=3"], ["*.conv.bias=false"], []])


@pytest.mark.parametrize("path", [*SPECS, *CATALOGUE], ids=lambda path: path.stem)
def test_every_spec_is_as_where_all_is_walked(path):
    text = path.read_text("utf-8", errors="replace")
    name = path.name
    assert_same(text, [[], ["input=3x64x64"], [], ["*.conv.bias=false"]], name, str(path))


# Random specs

BODIES = [
    "conv {n} 1", "relu", "conv in_channels 3 padding=1", "[relu, conv {n} 1]", "b{b} n={n}", "b{b}", "[b{b}, b{b}]",
    "b{b} n=index", "[max_pool 3 stride=2 padding=1]", "[conv {n} 2 stride=3]", "reuse {l}", "[from {l}, relu]", "[]",
    "[from {l}.{m}, relu]", "[{{side: [[b{b}], [{{z: []}}]]}}]", "{{add: [[b{b}, conv 4 1], [conv 4 1]]}}",
    "[{{concat: [[from {l}], []]}}]", "act", "[conv {n} 1 bias=(n == 1)]",
]  # fmt: skip
GUARDS = [
    "", "", "", "", ", when: in_channels > {n}", ", repeat: {n}", ", repeat: n", ", repeat: 3, first: n=1",
    ", when: n == {n}, else: b{b}", ", expect: {{params: {n}}}",
]  # fmt: skip
MADE = [
    "", "", "n={n}", "input={n}x8x8", "*.conv.bias=false", "{l}.conv.out_channels={n}", "{l}.n={n}", "{l}.{m}.n={n}",
    "{l}.{m}.*.n=in_channels", "*.{l}.n={n}", "*.n=n+1", "{l}.*.conv.bias=(n == 1)",
]  # fmt: skip
NAMES = "wxyz"


@st.composite
def designs(draw):
    """Blocks and layers that call, name, read and run each other again, and changes for one walk after the other."""

    def item(block, before):
        words = {
            "n": draw(st.integers(1, 4)), "b": draw(st.integers(0, max(0, block - 1))),
            "l": draw(st.sampled_from(before or ["input"])), "m": draw(st.sampled_from(NAMES)),
        }  # fmt: skip
        bodies = [body for body in BODIES if block or "b{b}" not in body]
        bodies = [body for body in bodies if before or "reuse" not in body]
        guards = [guard for guard in GUARDS if block or "b{b}" not in guard]
        body, guard = draw(st.sampled_from(bodies)), draw(st.sampled_from(guards))
        before.append(NAMES[len(before)])
        named = f"{before[-1]}: " if draw(st.booleans()) or guard or ":" in body else ""
        text = f"{named}{body.format(**words)}{guard.format(**words)}"
        return f"- {{{text}}}\n" if named else f"- {text}\n"

    def items(block, indentation):
        before = []
        return "".join(indentation + item(block, before) for _ in range(draw(st.integers(1, 4))))

    blocks = "".join(f"  b{number} n=2 act=relu:\n{items(number, '    ')}" for number in range(3))
    runs = []
    for _ in range(draw(st.integers(1, 3))):
        change = draw(st.sampled_from(MADE))
        words = {"n": draw(st.integers(1, 4)), "l": draw(st.sampled_from(NAMES)), "m": draw(st.sampled_from(NAMES))}
        runs.append([change.format(**words)] if change else [])
    text = f"input: 4x8x8\nparameters: {{n: 2, act: relu}}\nblocks:\n{blocks}layers:\n{items(3, '  ')}"
    return text, runs


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(designs())
def test_random_specs_are_as_where_all_is_walked(design):
    text, runs = design
    spec, problems = read(text)
    event("read" if spec is not None and not problems.errors else "wrong")
    event("walked" if not network(spec, [], problems)[0] else "said")
    assert_same(text, runs)


@pytest.mark.parametrize("what", ["layers", "steps", "characters", "nesting", "calls", "chains"])
def test_no_limit_is_passed_by_stamping(monkeypatch, what):
    """Where a limit is met, it is met at the same layer and said in the same words."""
    text = BLOCKS.replace("repeat: 3", "repeat: 40") + "  - f: two 8\n    repeat: 40\n"
    limits = {
        "layers": ("MAXIMUM_LAYERS", range(5, 420, 41)),
        "characters": ("MAXIMUM_CHARACTERS", range(100, 6000, 531)),
        "nesting": ("MAXIMUM_NESTING", range(1, 6)),
        "calls": ("MAXIMUM_DEPTH", range(1, 5)),
        "chains": ("MAXIMUM_CHAINS", range(6)),
    }
    if what == "steps":
        monkeypatch.setattr("convcalc.network.walk.room.most_steps", lambda layers: 50)
        monkeypatch.setattr("convcalc.network.walk.room.STEPS_OF_A_LAYER", 1)
        assert_same(text, [[], [], ["n=3"]])
        return
    name, values = limits[what]
    for value in values:
        for module in ("room", "arguments", "naming", "reuse"):
            monkeypatch.setattr(f"convcalc.network.walk.{module}.{name}", value, raising=False)
        assert_same(text, [[], [], ["n=3"]])


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(network_parts, "MOST_KEPT", 30)
    spec, _ = read(BLOCKS.replace("repeat: 3", "repeat: n"))
    for copies in range(1, 60):
        network(spec, [f"n={copies}"])
        assert spec.worked_out[0].weight <= 30 or len(spec.worked_out[0].parts) == 1
        assert spec.worked_out[0].weight == sum(len(part.kept) for part in spec.worked_out[0].parts.values())


def test_nothing_is_known_of_another_spec():
    parts = Parts()
    one, other = (read(BLOCKS)[0] for _ in range(2))
    parts.begin(one)
    parts.parts[1] = 1
    parts.begin(one)
    assert parts.parts
    parts.begin(other)
    assert not parts.parts
