"""What tables say of a design is what `summarize` says: all numbers, outputs, and why a design is none."""

from __future__ import annotations

import re
import shlex
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convcalc.language.numbers.axes import AxesQuantity
from convcalc.language.problems import ConvcalcError, Place, Problems, Source
from convcalc.network.measured import Several
from convcalc.study.design import Text, read_report
from convcalc.study.figures import Figure
from convcalc.study.sweep import apart
from convcalc.study.sweep.apart import joined, part_of
from convcalc.study.sweep.fields import FIELDS, HALVES
from convcalc.study.sweep.knobs.read import read_space
from convcalc.study.sweep.knobs.words import words
from convcalc.study.sweep.tables import tabulate
from convcalc.study.sweep.watched import COUNTED, Watched

HELD = ("depth", "forward_activations", "peak_activations", "peak_bytes")
"""The metrics that take more states."""


def at(term, indices, lengths):
    place = 0
    for axis in term.axes:
        place = place * lengths[axis] + indices[axis]
    return term.values[place]


def tabulated(tables, indices):
    """What tables say of a design, or why it is none."""
    lengths = tables.lengths
    broken = next((number for term in tables.broken if (number := at(term, indices, lengths))), 0)
    if broken:
        return tables.reasons[broken - 1]
    metrics = {
        name: max(sum(at(term, indices, lengths) for term in terms) for terms in sums)
        for name, sums in tables.metrics.items()
    }
    return {**metrics, "output": tables.outputs[at(tables.output, indices, lengths)]}


def total(report, name):
    """A count of the main network: the number of its layers is of no report's own."""
    if name == "layers":
        return sum(not layer.side for layer in report.layers)
    return getattr(report, name) if hasattr(report, name) else report.total(name)


def summarized(design, changes, names):
    problems = Problems()
    report = read_report(design, changes, problems)
    if report is None:
        return problems.errors[0].message
    return {**{name: total(report, name) for name in names}, "output": report.main_outputs}


NO_LAYER = re.compile(r"there is no layer '(.*)'|(\S*) has no argument .*")
"""Of a change that means nothing: nothing has the path, or nothing of that path takes the argument."""


def watched_of(design, changes, chosen):
    """A count, and a shape or receptive field, of some layers and groups of one design, each `chosen` by its place."""
    report = read_report(design, changes, Problems())
    rows = [*report.by_path.values()] if report is not None else []
    watched = []
    for place, metric, shape in chosen if rows else ():
        row = rows[place % len(rows)]
        watched.append(Watched(Figure(row.path, metric), f"{row.path}.{metric}"))
        wanted = getattr(row, shape)
        wanted = wanted if shape not in FIELDS else AxesQuantity("", "", "==", wanted)
        watched.append(Watched(Figure(row.path, shape), f"{row.path}.{shape} is as here", None, wanted))
    return watched


def judged(report, one):
    """What a layer comes to that is watched; None where there is none."""
    row = report.by_path.get(one.figure.path)
    if row is None:
        return None
    value = getattr(row, one.figure.metric)
    if one.of_field:
        return int(one.wanted.holds(value))
    return value if one.wanted is None else int(value == one.wanted)


def assert_watched(tables, watched, indices, report):
    """What tables say of layers and groups is what is summarized of them."""
    found, expected = tabulated(tables, indices), {one.name: judged(report, one) for one in watched}
    if isinstance(found, str):
        none = {one.figure.path for one in watched if expected[one.name] is None}
        assert found in {f"there is no layer '{path}' to judge" for path in none}
    else:
        assert {name: found[name] for name in expected} == expected


def assert_field(tables, metric, indices, report):
    """What tables say of the receptive field of a network is what is summarized of it."""
    found = tabulated(tables, indices)
    try:
        expected = report.along(metric)
    except Several:
        assert found == f"it has {len(report.main_outputs)} outputs, each with its own receptive field"
        return
    if not expected:
        assert found == f"its {metric} is not defined"
        return
    axes = [found.get(f"{metric} {axis}") for axis in range(len(expected))]
    if None in axes:
        assert tables.endings[at(tables.output, indices, tables.lengths)].values[metric] == expected
    else:
        assert axes == [HALVES.get(metric, 1) * value for value in expected]
    assert found.get(metric, expected[0]) == expected[0]


def assert_joined(space, metrics, watched):
    """The tables of the first value along an axis and of all others, put together, say what those of all say."""
    if not space.axes or any(one.of_field for one in watched):
        return
    axis = max(range(len(space.lengths)), key=space.lengths.__getitem__)
    parts = [part_of(space, axis, some) for some in (range(1), range(1, space.lengths[axis])) if some]
    try:
        together = joined([tabulate(part, metrics, watched=watched) for part in parts], axis)
    except ConvcalcError:
        return  # a change may mean something in one part alone
    whole = tabulate(space, metrics, watched=watched)
    assert together.lengths == whole.lengths
    for indices in product(*map(range, whole.lengths)):
        assert tabulated(together, indices) == tabulated(whole, indices)


def assert_same(design, knobs, metrics=HELD, chosen=()):
    """Every design of a space comes to what is summarized of it; how many designs there are, None of no space."""
    problems = Problems()
    space = read_space(design, knobs, (), problems)
    if space is None:
        return None
    first = shlex.split(" ".join(words(space, (0,) * len(space.axes))))
    watched = watched_of(design, first, chosen)
    try:
        tables = tabulate(space, [name for name in metrics if name not in FIELDS])
        with_watched = tabulate(space, watched=watched)
        assert_joined(space, [name for name in metrics if name not in FIELDS], watched)
        fields = {name: tabulate(space, {name}) for name in metrics if name in FIELDS}
    except ConvcalcError as error:
        assert NO_LAYER.match(error.problems.errors[0].message)
        return None
    for indices in product(*map(range, tables.lengths)):
        changes = shlex.split(" ".join(words(space, indices)))
        found, expected = tabulated(tables, indices), summarized(design, changes, tables.metrics)
        if watched and not isinstance(found, str):
            assert_watched(with_watched, watched, indices, read_report(design, changes, Problems()))
        for name, of_field in fields.items() if not isinstance(found, str) else ():
            assert_field(of_field, name, indices, read_report(design, changes, Problems()))
        if isinstance(found, str) and isinstance(expected, str) and NO_LAYER.fullmatch(expected):
            found = expected if NO_LAYER.fullmatch(found) else found
        assert found == expected, (knobs, changes, found, expected)
    return space.size


# Networks that are written at random

BLOCKS = """
  unit out stride=1: [conv out 3 padding=1 stride=stride bias=false, batch_norm, relu]
  two out=in_channels: [add: [[u: unit out, conv out 1], []], relu]
  grow out: [concat: [[], [conv out 1]]]
  gate: [multiply: [[], [global_avg_pool, conv in_channels 1, sigmoid]]]
  twice times: [{r: unit 4, repeat: times}]
  chain what=act: [relu, what, identity]
  called what out: [{k: what, when: what != two}, conv out 1]
  reads what=relu: [add: [[what], []]]
  back out: [h: conv out 1, z: relu, concat: [[from h], []]]
"""

NUMBERS = [
    *["4"] * 4,
    "8",
    *["a"] * 3,
    "2*a",
    "2*b",
    "a+b",
    *["in_channels"] * 2,
    "(a if in_width > 4 else b)",
    "a//2",
    "d",
]
OF_COPIES = ["4*index", "(4 if index == 1 else 8)"]
STRIDES = [*["1"] * 5, "b", "d", "(2 if in_channels > 4 else 1)"]

CALLS = [
    *["relu", "act", "identity"] * 2, "unit in_channels", "two", "gate", "conv in_channels 3 padding=1", "conv a 1",
    "conv 4 1", "conv {n} 1", "unit 4", "unit {n}", "two 4", "two {n}", "flatten", "batch_norm", "dropout",
    "global_avg_pool", "max_pool 2", "grow {n}", "conv {n} 3 padding=1 stride={s}", "twice {s}", "called act {n}",
    "called (relu if a > 4 else identity) 4", "chain", "chain (relu if a > 4 else sigmoid)", "reads act", "back {n}",
    "slice 0 2",
]  # fmt: skip

CONDITIONS = ["a > 4", "b == 2", "in_channels > 4", "act == relu", "in_width > 4", "n > 1"]
FIRST = {"unit": "stride=2", "conv": "stride=b", "two": "out=a", "twice": "times=n"}
TAKEN = {"conv": ("", "out_channels"), "unit": ("", "out"), "two": (".u.conv", "out_channels"), "reads": ("", "what")}


def flow(value):
    """A value as YAML's flow style writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {flow(one)}" for name, one in value.items()) + "}"
    return "[" + ", ".join(map(flow, value)) + "]" if isinstance(value, list) else str(value)


class Writer:
    """Writes layers: `calls` are those that have a name, by their paths; `copied` says how many repeats it is in."""

    def __init__(self, draw):
        self.draw = draw
        self.names = 0
        self.copied = 0
        self.calls = {}

    def one(self, choices):
        return self.draw(st.sampled_from(choices))

    def chance(self, of):
        return self.draw(st.integers(1, of)) == 1

    def call(self):
        numbers = [*NUMBERS, *OF_COPIES] if self.copied else NUMBERS
        return self.one(CALLS).format(n=self.one(numbers), s=self.one(STRIDES))

    def body(self, level, known):
        """A call, a list or a join, and the names that can be found in it."""
        kind = self.one(["call"] * 4 + ["list", "list", "join"]) if level < 3 else "call"
        if kind == "list":
            return self.items(level + 1, known)
        if kind == "join":
            return {self.one(["add", "concat", "concat", "multiply", "side"]): self.branches(level + 1, known)}, []
        return (f"reuse {self.one(known)}" if known and self.chance(10) else self.call()), []

    def branches(self, level, known):
        found = []
        for _ in range(self.draw(st.integers(1, 3))):
            kind = self.one(["none", "named", "short", *["list"] * 3])
            if kind == "none":
                found.append([])
            elif kind == "short":
                found.append([self.one(["conv in_channels 1", "relu", "act", "two", "gate"])])
            else:
                items, _ = self.items(level, known)
                name = self.name()
                condition = {"when": self.one(CONDITIONS)} if self.chance(2) else {}
                found.append({name: items, **condition} if kind == "named" else items)
                known = [*known, name] if kind == "named" else known
        return found

    def name(self):
        self.names += 1
        return f"l{self.names}"

    def items(self, level, known):
        """A list, and the names that can be found in it."""
        found, own = [], []
        if self.chance(5):
            found.append(f"from {self.one([*known, 'input', 'where'])}")
        for _ in range(self.draw(st.integers(0 if level else 1, 4 if level < 2 else 2))):
            kind = self.one(["repeat"] * 2 + ["when"] + ["named"] * 3 + ["plain"] * 4)
            self.copied += kind == "repeat"
            body, inside = self.body(level, [*known, *own])
            self.copied -= kind == "repeat"
            if kind == "plain":
                found.append(body)
                own += inside
                continue
            item = {(name := self.name()): body}
            paths = [f"{name}.{one}" for one in inside]
            if kind == "repeat":
                item["repeat"] = self.one(["n", "n", "n", "b", "2", "0", "n-1", "d"])
                paths = [f"{name}.1", f"{name}.2", *[f"{name}.1.{one}" for one in inside]]
                first = FIRST.get(body.split()[0]) if isinstance(body, str) and self.chance(2) else None
                item |= {"first": first} if first else {}
            elif kind == "when":
                item |= {"when": self.one(CONDITIONS), **({"else": self.call()} if self.chance(2) else {})}
            if isinstance(body, str):
                self.calls[name] = body.split()[0]
            found.append(item)
            own += [name, *paths]
        return found, own


KNOBS = [
    "a=4,8", "a=2,4,6", "a=4,5", "b=1,2", "b=0,1,3", "b=1..3", "n=0..3", "n=1..3", "d=1,2",
    "act=relu,two", "act=relu,identity", "act=relu,unit", "act=relu,identity,nosuch",
]  # fmt: skip
SHAPES = {
    "4x8x8": ["input={2,4,8}x8x8", "input=2x8x8,4x8x8", "input=4x{3..8}x8"],
    "4x8": ["input={2,4,8}x8", "input=4x{3..8}"],
    "{x: 4x8x8, y: 4x8x8}": ["input.x=4x8x8,4x4x4"],
}


@st.composite
def spaces(draw):
    """A spec and its knobs."""
    writer = Writer(draw)
    layers, names = writer.items(0, [])
    shape = writer.one([*["4x8x8"] * 2, *SHAPES])
    if shape[0] == "{" and not str(layers[0]).startswith("from"):
        layers = [{"concat": [["from x"], ["from y"]]}, *layers]
    where, last = (names[0] if names else "input"), writer.one(["a//2", "n", "2*b"])
    written = flow(layers)
    spec = (
        f"input: {shape}\nparameters: {{a: 4, b: 2, n: 2, act: relu, where: {where}, d: {last}}}\n"
        f"blocks:{BLOCKS}layers: {written}\n"
    )
    read = [knob for knob in KNOBS if re.search(rf"\b{knob.partition('=')[0]}\b", written)]
    chosen = draw(st.lists(st.sampled_from(read or KNOBS), max_size=3, unique_by=lambda knob: knob[:2]))
    if "where" in written and names and writer.chance(2):
        chosen.append(f"where=input,{writer.one(names)}")
    if writer.chance(3):
        chosen.append(writer.one(SHAPES[shape]))
    meant = [(name, *TAKEN[call]) for name, call in writer.calls.items() if call in TAKEN]
    if meant and writer.chance(3):
        name, inside, argument = writer.one(meant)
        path = writer.one([f"{name}{inside}", f"*{inside}"])
        chosen.append(f"{path}.{argument}=" + ("relu,two" if argument == "what" else writer.one(["4,8", "a"])))
    return spec, chosen or ["a=4,8"]


CHOSEN = st.lists(
    st.tuples(
        st.integers(0, 50), st.sampled_from(sorted(COUNTED)), st.sampled_from([*["input", "output"] * 3, *FIELDS])
    ),
    max_size=3,
)


@settings(max_examples=100)
@given(spaces(), st.sampled_from([HELD, ("depth",), (), *zip(FIELDS)]), CHOSEN)
def test_random_designs_are_as_summarized(space, metrics, chosen):
    spec, knobs = space
    assume(assert_same(Text(spec), knobs, metrics, chosen) is not None)


# Networks of the catalogue

CATALOGUE = {
    "alexnet": ["conv2.groups=1,2,3", "fc8.out_features=0,10", "input=3x227x227,3x63x63", "pool*.kernel_size=2,3"],
    "densenet121": ["input=3x{64,224}x{64,96}", "num_classes=10,100"],
    "googlenet": ["num_classes=10,100", "input=3x224x224,3x128x128"],
    "mobilenet_v1": ["width=0.25..1 step 0.25", "input=3x{64..128 step 32}", "num_classes=10,0"],
    "resnet18": ["stage3_blocks=0..2", "num_classes=0,10", "stage2.*.conv1.groups=1,2", "stage4.2.conv2.groups=1,3"],
    "resnet56": ["blocks_per_stage=0..3", "stage3.1.conv2.out_channels=64,65", "num_classes=10,11"],
    "unet": ["input=1x{188,192,572}", "expand3.*.groups=1,2", "expand3.*.out_channels=256,257"],
    "yolov3": ["num_classes=0,80", "input=3x{96,208}", "*.8.conv2.groups=1,2"],
}


@settings(max_examples=12)
@given(st.data())
def test_networks_of_the_catalogue_are_as_summarized(data):
    name = data.draw(st.sampled_from(sorted(CATALOGUE)))
    knobs = data.draw(st.lists(st.sampled_from(CATALOGUE[name]), min_size=1, max_size=2, unique=True))
    assert assert_same(name, knobs, (*HELD, data.draw(st.sampled_from(FIELDS))), data.draw(CHOSEN))


# What once differed

NAMES = "parameters: {a: 4, n: 2, act: relu, where: x}\nblocks: {unit: [conv 4 1, relu]}\n"


@pytest.mark.parametrize("metrics", [HELD, ()], ids=["held", "sums"])
@pytest.mark.parametrize(
    ("layers", "knob"),
    [
        ("[from where, conv n 1]", "n=1,2"),  # what the layers begin with is read before them
        ("[x: [relu, relu], y: [from where, conv n 1]]", "n=1,2"),
        ("[x: [relu, relu], y: [from where, z: relu, w: conv n 1]]", "where=z,w,x"),  # where z and w come later
        ("[{x: [], repeat: n}]", "n=0..2"),  # nothing runs
        ("[x: relu, conv n 1, act, relu, [from x, relu], relu]", "act=relu,identity"),  # relu2 is put out, or relu1
        ("[{x: [{y: conv 4 1}, [from input, conv 4 1]], repeat: n}]", "n=0..4"),  # each copy puts out its own y
        ("[{x: [from input, conv 4 1], repeat: n}]", "n=0..4"),
        (
            "[{x: conv 4 1}, {y: dropout, repeat: n}, conv 4 1, [from x]]",
            "n=0,1",
        ),  # where no copy is, x is put out as y
        ("[[{x: relu, repeat: n}], reuse x]", "n=1,2"),  # x is found though its list has no name
        ("[{concat: [[{x: conv n 1}, relu], []]}, conv 4 1, {concat: [[from x], []]}]", "n=2,4"),
        ("[x: [dropout, relu], {y: unit, repeat: n}, u: [from where, relu]]", "where=x,y.1,y.2"),
        ("[x: relu, {side: [{y: [from x]}]}, act, conv n 1, {z: [from x, relu]}]", "n=1,4"),
        (
            "[from input, {x: {side: [{y: []}]}, repeat: n}, act, global_avg_pool]",
            "n=0..2",
        ),  # y is put out, on its side
        ("[x: conv 4 n, relu, global_avg_pool, y: upsample size=x]", "n=1..3"),  # the size of x is kept until y
        ("[x: conv 4 n, z: conv 4 2, relu, global_avg_pool, y: upsample size=where, conv 4 3]", "where=x,z"),
        ("[x: [relu, conv 4 n], {y: [unit, crop x], repeat: n}]", "n=1..3"),
        ("[x: conv 4 2, z: conv 4 2, relu, y: upsample size=x, conv 4 3]", "y.size=x,z,7"),
        ("[x: conv 4 n, unit, u: [global_avg_pool, upsample size=x], u2: [unit, crop x]]", "n=1,2"),
        ("[x: conv 4 1, relu, y: conv 4 n, relu, {add: [[conv 4 1, relu], [from x, relu]]}]", "n=1..3"),
        ("[{x: [from where], repeat: n}]", "n=0,1"),  # where no copy is, its list begins nevertheless
    ],
)
def test_designs_are_as_summarized(layers, knob, metrics):
    assert assert_same(Text(f"input: 4x8x8\n{NAMES}layers: {layers}\n"), [knob], metrics)


@pytest.mark.parametrize("metrics", [HELD, (), *zip(FIELDS)], ids=["held", "sums", *FIELDS])
@pytest.mark.parametrize(
    "copied",
    [
        "unit",
        "conv in_width 1",  # other channels for each width
        "[conv 4 1, {y: conv 4 3 padding=1, when: in_height > 4}]",  # other layers for each height
        "local_conv 4 3 padding=1",  # weights of its own at each place
        "max_pool 2",  # nothing is left of the smaller ones
        "{add: [[max_pool 2, upsample 2], []]}",  # odd sizes do not come back
        "{add: [[conv 4 1, relu], []]}",
        "{multiply: [[], [global_avg_pool, conv 4 1, sigmoid]]}",
        "{concat: [[y: dropout], [conv 4 3 padding=same stride=1]]}",
        "[relu, {side: [[z: conv 2 1]]}]",
        "[flatten, linear in_channels]",  # as many channels as there were places
        "LayerNorm([4, 5, 6])",  # says which sizes come in
        "identity",
        "[]",
    ],
)
def test_copies_behind_tensors_of_other_sizes_are_as_summarized(copied, metrics):
    layers = f"[conv 4 1, {{copies: {copied}, repeat: n}}, relu]"
    assert assert_same(Text(f"input: 4x8x8\n{NAMES}layers: {layers}\n"), ["n=0..2", "input=4x{5,4,3,1}x{6,5}"], metrics)


# Layers and groups

COPIES = """
input: 4x8x8
parameters: {n: 2, w: 4}
blocks: {unit out stride=1: [conv out 3 padding=1 stride=stride bias=false, relu]}
layers:
  - stem: conv w 1
  - stage: unit w
    repeat: n
    first: stride=2
  - head: [{side: [[aux: conv 2 1]]}, conv 2 1, {end: relu, when: n > 1}]
"""


@pytest.mark.parametrize(
    ("figure", "values"),
    [  # of n = 0, 1, 2 with w = 4, then of w = 6; None where there is no such layer
        ("stem.params", [20, 20, 20, 30, 30, 30]),  # w·(4·1² + 1)
        ("stage.params", [0, 144, 288, 0, 324, 648]),  # n·w·w·3²
        ("stage.layers", [0, 2, 4, 0, 2, 4]),
        ("stage.macs", [0, 2304, 4608, 0, 5184, 10368]),  # each copy w·w·3² at 4×4 places
        ("stage.2.params", [None, None, 144, None, None, 324]),
        ("stage.1.conv.flops", [None, 4608, 4608, None, 10368, 10368]),
        ("head.params", [10, 10, 10, 14, 14, 14]),  # 2·(w + 1): of the main network, not of the side branch
        ("head.aux.params", [10, 10, 10, 14, 14, 14]),
        ("head.end.activations", [None, None, 32, None, None, 32]),  # 2·4·4
        ("stage.output = 4x4x4", [0, 1, 1, 0, 0, 0]),
        ("stage.input = 6x8x8", [0, 0, 0, 1, 1, 1]),
        ("stage.2.output = 6x4x4", [None, None, 0, None, None, 1]),
        ("head.output = 2x8x8", [1, 0, 0, 1, 0, 0]),
        ("head.conv.input = 4x4x4", [0, 1, 1, 0, 0, 0]),
    ],
)
def test_layers_and_groups(figure, values):
    name, _, shape = figure.partition(" = ")
    path, _, metric = name.rpartition(".")
    wanted = tuple(map(int, shape.split("x"))) if shape else None
    space = read_space(Text(COPIES), ["w=4,6", "n=0..2"], (), Problems())
    tables = tabulate(space, watched=[Watched(Figure(path, metric), figure, None, wanted)])
    found = [tabulated(tables, indices) for indices in product(range(2), range(3))]
    assert [one[figure] if isinstance(one, dict) else None for one in found] == values
    assert {one for one in found if isinstance(one, str)} <= {f"there is no layer '{path}' to judge"}


def test_a_layer_that_no_design_has():
    problems = Problems()
    space = read_space(Text(COPIES), ["n=0..2"], (), problems)
    place = Place(Source("command line", "stages.macs <= 3"), 1, 1, 6)
    with pytest.raises(ConvcalcError) as raised:
        tabulate(space, watched=[Watched(Figure("stages", "macs"), "stages.macs", place)])
    assert "1:1: error: no design has a layer 'stages' (did you mean 'stage'?)" in str(raised.value)


def test_tables_of_parts_in_processes_are_those_of_the_whole(monkeypatch):
    begun = []

    def alone(*given):
        begun.append(given)
        return tabulate(*given)

    monkeypatch.setattr(apart, "FEWEST", 1)
    monkeypatch.setattr(apart, "TOLD_EACH", 1)
    monkeypatch.setattr(apart, "tabulate", alone)
    space = read_space(Text(COPIES), ["n=0..3", "w=4,6", "input=4x{2..6}"], (), Problems())
    if not apart._may_fork():
        pytest.skip("no process may go on as two here")
    runs = []
    together = apart.tabulate_apart(space, HELD, lambda done, total: runs.append(done), (), 2)
    assert runs and not begun  # here only what is done where no processes are
    whole = tabulate(space, HELD)
    for indices in product(*map(range, whole.lengths)):
        assert tabulated(together, indices) == tabulated(whole, indices)


@pytest.mark.parametrize(
    ("design", "words"),
    [
        # 48 · 32 · 16 · 34 = 835,584 filters
        ("conv ? ? stride=? padding=?, conv 8 3", ["input=3x32x32"]),
        ("conv 8 3, conv ? ? stride=? padding=?", ["input=3x32x32"]),
        # 500 · 500 shapes, each read by the first layer
        ("resnet50", ["input=3x{1..500}x{1..500}"]),
    ],
)
def test_a_space_with_too_many_parts_is_refused_before_they_are_worked_out(design, words):
    runs = []
    space = read_space(design, words, [], Problems())
    with pytest.raises(ConvcalcError, match="more than 300,000 times"):
        apart.tabulate_apart(space, [], lambda done, total: runs.append(done), [], 2)
    assert len(runs) < 100
