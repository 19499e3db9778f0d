"""Networks that grow like powers of two are refused in few steps, in the words of the walk; nothing else is refused."""

from pathlib import Path

import pytest

from convcalc.language.problems import ERROR, Problems
from convcalc.network import expand as network_expand
from convcalc.network.count import Counter
from convcalc.network.expand import expand
from convcalc.network.walk import Walk
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


@pytest.fixture(autouse=True)
def counted_early(monkeypatch):
    """Networks in doubt are counted from 500 layers on, not 5,000, so that the tests are quick."""
    monkeypatch.setattr(network_expand, "COUNTED_FROM", 500)


def errors(problems):
    """Without the warning of a parameter that nothing reads."""
    return [problem for problem in problems if problem.severity == ERROR]


@pytest.fixture
def steps(monkeypatch):
    """The steps of all walks together."""
    walked = []
    step = Walk.step
    monkeypatch.setattr(Walk, "step", lambda walk, *given: walked.append(given) or step(walk, *given))
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
    counter = Counter(loaded[0])
    counter.run()
    assert counter.refusal is None
    return counter.counted, len(expand(*loaded, problems).layers)


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
