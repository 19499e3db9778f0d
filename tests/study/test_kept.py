"""How much is kept between the networks of one run: with collection off, as the program starts, they are circular."""

import gc

import pytest

from convcalc.language import garbage
from convcalc.language.problems import Problems
from convcalc.network.graph import Graph, Layer
from convcalc.study import bound, solve
from convcalc.study.documents import check_document
from convcalc.study.goals import parse_goal
from convcalc.study.printed import Printed
from convcalc.study.remembered import Remembered
from convcalc.study.solve import question

NETWORK = "parameters: {n: 100}\ninput: 1x1x1\nlayers:\n  - x: relu\n    repeat: n\n"


@pytest.fixture
def uncollected(monkeypatch):
    """Collection is off, and what was dropped is looked for every 10,000 objects."""
    monkeypatch.setattr(garbage, "MOST_KEPT", 10_000)
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def kept(kind):
    return sum(type(thing) is kind for thing in gc.get_objects())


@pytest.mark.parametrize("layer", ["[]", "relu"])
def test_no_network_is_kept_between_trials(uncollected, monkeypatch, layer):
    monkeypatch.setattr(solve, "MOST_CANDIDATES", 400)
    before = kept(Graph)
    problems = Problems()
    layers = f"{{a: {layer}, repeat: ?}}, {{b: {layer}, repeat: ?}}"
    search = question(layers, ["input=3x4x4"], [parse_goal("weighted_layers = 7", problems)], problems)
    answer = search.solve()
    assert answer.count == 0
    assert answer.tried > 300  # networks of two groups and more, of 50 objects at least
    assert kept(Graph) - before < 10_000 // 50


def test_networks_of_a_document_are_kept_up_to_so_many_layers(uncollected, tmp_path, monkeypatch):
    monkeypatch.setattr(bound, "KEPT_LAYERS", 700)
    (tmp_path / "net.yaml").write_text(NETWORK, "utf-8")
    markers = [f"It has <!-- convcalc net.yaml n={300 + n} x.{n}.macs -->0<!-- /convcalc -->.\n" for n in range(1, 33)]
    (tmp_path / "doc.md").write_text("\n".join(markers), "utf-8")
    before = kept(Layer)
    checked = check_document(str(tmp_path / "doc.md"), "doc.md", run=lambda words: Printed(""))
    assert len(checked.claims) == 32
    assert not checked.failures
    assert not checked.problems.items
    # Those networks have some 10,000 layers. 10,000 objects are at most 2,500 layers with their rows.
    assert kept(Layer) - before < 2_500 + 700 + 333


def test_a_network_that_is_kept_is_not_computed_again(tmp_path, monkeypatch):
    computed = []
    summarize = bound.summarize
    monkeypatch.setattr(bound, "summarize", lambda *design: computed.append(design) or summarize(*design))
    (tmp_path / "net.yaml").write_text(NETWORK, "utf-8")
    markers = [f"It has <!-- convcalc net.yaml n={1 + n % 3} params -->{n}<!-- /convcalc -->.\n" for n in range(90)]
    (tmp_path / "doc.md").write_text("\n".join(markers), "utf-8")
    checked = check_document(str(tmp_path / "doc.md"), "doc.md", run=lambda words: Printed(""))
    assert len(checked.failures) == 89
    assert sorted(computed) == [("net.yaml", "n=1"), ("net.yaml", "n=2"), ("net.yaml", "n=3")]


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
