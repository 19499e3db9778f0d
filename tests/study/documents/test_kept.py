"""How much is kept between the networks of one run: with collection off, as the program starts, they are circular."""

import gc

import pytest

from convcalc.language.problems import Problems
from convcalc.network.graph import Graph, Layer
from convcalc.network.walk import parts
from convcalc.network.walk.frame import Frame, Referent, Scope
from convcalc.study import design, remembered
from convcalc.study.compare.designs import compare
from convcalc.study.design import summarize
from convcalc.study.documents import bound
from convcalc.study.goals import parse_goal
from convcalc.study.remembered import Remembered
from convcalc.study.solve import combined, search
from convcalc.study.solve.question import question

NETWORK = "parameters: {n: 100}\ninput: 1x1x1\nlayers:\n  - x: relu\n    repeat: n\n"


@pytest.fixture
def uncollected(monkeypatch):
    """Collection is off, and what was dropped is looked for every 10,000 objects."""
    monkeypatch.setattr(remembered, "MOST_DROPPED", 10_000)
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def kept(kind):
    return sum(type(thing) is kind for thing in gc.get_objects())


@pytest.mark.parametrize("layer", ["[]", "relu"])
def test_no_network_is_kept_between_trials(uncollected, monkeypatch, layer):
    for tried in (combined, search):
        monkeypatch.setattr(tried, "MOST_CANDIDATES", 400)
    before = kept(Graph)
    problems = Problems()
    layers = f"{{a: {layer}, repeat: ?}}, {{b: {layer}, repeat: ?}}"
    asked = question(layers, ["input=3x4x4"], [parse_goal("weighted_layers = 7", problems)], problems)
    answer = asked.solve()
    assert answer.count == 0
    assert answer.tried > 300  # networks of two groups and more, of 50 objects at least
    assert kept(Graph) - before < 10_000 // 50


def test_networks_of_a_document_are_kept_up_to_so_many_layers(uncollected, document, tmp_path, monkeypatch):
    monkeypatch.setattr(bound, "KEPT_WORK", 800)
    monkeypatch.setattr(parts, "MOST_KEPT", 800)
    (tmp_path / "net.yaml").write_text(NETWORK, "utf-8")
    markers = [f"It has <!-- convcalc net.yaml n={300 + n} x.{n}.macs -->0<!-- /convcalc -->.\n" for n in range(1, 33)]
    before = kept(Layer)
    checked = document("\n".join(markers))
    assert len(checked.claims) == 32
    assert not checked.failures
    assert not checked.problems.items
    # Those networks have some 10,000 layers. 10,000 objects are at most 2,500 layers with their rows, and the parts of
    # the spec, which is read once, are 800 more.
    assert kept(Layer) - before < 2_500 + 800 + 800 + 333


def test_a_network_that_is_kept_is_not_computed_again(document, tmp_path, monkeypatch):
    computed = []
    change = design.apply_changes
    monkeypatch.setattr(design, "apply_changes", lambda spec, *made: computed.append(made[0]) or change(spec, *made))
    (tmp_path / "net.yaml").write_text(NETWORK, "utf-8")
    markers = [f"It has <!-- convcalc net.yaml n={1 + n % 3} params -->{n}<!-- /convcalc -->.\n" for n in range(90)]
    checked = document("\n".join(markers))
    assert len(checked.failures) == 89
    assert sorted(computed) == [["n=1"], ["n=2"], ["n=3"]]


def test_what_was_not_asked_for_longest_is_dropped_first():
    computed = []

    def of(number):
        return remembered.get(number, lambda: computed.append(number) or number)

    remembered = Remembered(3, lambda number: number, 10)
    for number in (1, 2, 3, 1, 4, 1):  # 4 is the fourth: 2 goes
        assert of(number) == number
    assert computed == [1, 2, 3, 4]
    of(2)  # 3 goes
    of(9)  # 4, 1 and 2 weigh 7: with 9 that is 16, and none of them fits beside it
    assert list(remembered.known) == [9]
    of(100)  # heavier than all that is kept: alone
    assert (list(remembered.known), remembered.weights) == ([100], 100)
    of(1)
    assert (list(remembered.known), remembered.weights) == ([1], 1)
    assert computed == [1, 2, 3, 4, 2, 9, 100, 1]


WALKED = """\
input: 4x8x8
blocks:
  b w: [x: conv w 1, y: [from x, relu], reuse y]
layers:
  - a: [p: conv 4 1, q: [relu]]
    repeat: 20
  - b 4
  - c: [add: [[from a.3.p], [reuse a.4, b 4]]]
  - reuse c
"""


def test_a_walk_leaves_nothing_but_the_graph(uncollected, tmp_path):
    (tmp_path / "net.yaml").write_text(WALKED, "utf-8")
    before = [kept(kind) for kind in (Frame, Scope, Referent)]
    report = summarize(str(tmp_path / "net.yaml"))
    assert report.params == 21 * (4 * 4 + 4) + 4 * 4 + 4
    assert [kept(kind) for kind in (Frame, Scope, Referent)] == before


def test_designs_that_are_written_alike_are_computed_once():
    problems = Problems()
    comparison = compare(["alexnet", "vgg16", "alexnet", "alexnet", "conv1.padding=0", "vgg16"], problems)
    assert comparison is not None
    assert [design.name for design in comparison.designs][:3] == ["alexnet (1)", "vgg16 (1)", "alexnet (2)"]
    reports = [design.report for design in comparison.designs]
    assert reports[0] is reports[2]
    assert reports[1] is reports[4]
    assert len(set(map(id, reports))) == 3
