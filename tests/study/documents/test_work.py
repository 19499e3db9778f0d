"""How much the markers of one document may ask for: what several name is computed once, and all of it is bounded."""

from __future__ import annotations

import pytest

from convcalc.cli.shared.bound_commands import run
from convcalc.language.work import Spent, Work, begin, count, counted
from convcalc.study import design
from convcalc.study.catalogue import names
from convcalc.study.compare.designs import compare
from convcalc.study.design import NOTHING_KEPT
from convcalc.study.documents import bound
from convcalc.study.documents.check import check_document
from convcalc.study.documents.markers import UNCHECKED

MARKER = "<!-- convcalc {} -->{}<!-- /convcalc -->"
TEXT = "<!-- convcalc {} -->\nx\n<!-- /convcalc -->\n"

LARGE = {
    "comparisons": (TEXT, "compare densenet201 densenet201 input=3x224x{} --columns params,macs"),
    "comparisons by layers": (TEXT, "compare densenet201 densenet201 input=3x224x{} --layers --depth all"),
    "tables": (TEXT, "summarize densenet201 input=3x224x{} --depth all"),
    "explanations": (TEXT, "explain densenet201 input=3x224x{}"),
    "values with options": (TEXT, "value densenet201 input=3x224x{} receptive_field --ignore-global"),
    "receptive fields": (MARKER, "densenet201 input=3x224x{} receptive_field"),
    "peaks": (MARKER, "densenet201 input=3x224x{} peak_bytes"),
    "wrong numbers": (MARKER, "densenet201 input=3x224x{} macs"),
    "designs in quotes": (MARKER, "input=1x1x{} '{{x: relu, repeat: 5000}}' macs"),
    "designs with an error": (MARKER, "input=1x1x{} '{{x: relu, repeat: 5000}}, conv 3 3' macs"),
    "steps without layers": (MARKER, "input=1x1x{} '{{x: [], repeat: 4000}}' macs"),
}
"""What asks for much in few words: how it is bound, and the words with a number."""


@pytest.fixture
def document(tmp_path, monkeypatch):
    """Writes `doc.md` and checks it."""
    monkeypatch.chdir(tmp_path)

    def checked(text):
        (tmp_path / "doc.md").write_text(text, "utf-8")
        return check_document("doc.md", "doc.md", run=run)

    return checked


def numbered(kind, count, first=224, shown="4.19 G"):
    form, words = LARGE[kind]
    return "".join(form.format(words.format(first + number), shown) + "\n" for number in range(count))


def unchecked(checked):
    return [problem for problem in checked.problems if problem.code == UNCHECKED]


@pytest.mark.parametrize("kind", LARGE)
def test_what_small_documents_ask_for_is_bounded_and_what_is_left_out_is_said(document, steps, monkeypatch, kind):
    monkeypatch.setattr(bound, "LEAST_WORK", 2000)
    text = numbered(kind, 12)
    found = []
    assert steps(lambda: found.append(document(text))) < 3_000_000
    (checked,) = found
    assert 8 <= len(unchecked(checked)) < 12
    opening = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith("<!-- convcalc")]
    assert [problem.place.line for problem in unchecked(checked)] == opening[-len(unchecked(checked)) :]
    assert str(unchecked(checked)[0]).endswith(
        "error CC305: this marker is not checked: those before it take all the work that there is for such a document "
        "(name fewer different networks, or split the document)"
    )
    errors = len(checked.problems.errors) - len(unchecked(checked))
    assert len(checked.claims) + errors + len(unchecked(checked)) == 12


def test_markers_behind_the_bound_are_checked_where_they_name_what_is_known(document, monkeypatch):
    monkeypatch.setattr(bound, "LEAST_WORK", 500)
    words = ["densenet201 params", "resnet18 params", "densenet201 params", "densenet201 macs", "resnet18 macs"]
    checked = document("\n".join(MARKER.format(word, "1") for word in words))
    assert [claim.subject for claim in checked.claims] == [
        "densenet201 params",
        "densenet201 params",
        "densenet201 macs",
    ]
    assert [problem.place.line for problem in unchecked(checked)] == [2, 5]


def test_a_longer_document_may_ask_for_more(document, monkeypatch):
    monkeypatch.setattr(bound, "LEAST_WORK", 2000)
    text = numbered("wrong numbers", 6, shown="0")
    assert len(unchecked(document(text))) == 3
    assert not unchecked(document(text + "\n" + "More of it.\n" * 250))
    monkeypatch.setattr(bound, "MOST_WORK", 2000)
    assert len(unchecked(document(text + "\n" + "More of it.\n" * 250))) == 3


def test_the_whole_catalogue_fits_into_a_document(document):
    """Every network of it, each with its parameters and MACs, none of them right."""
    text = "".join(
        f"| {name} | {MARKER.format(name + ' params', '1')} | {MARKER.format(name + ' macs', '1')} |\n"
        for name in names()
    )
    checked = document("| network | parameters | MACs |\n| --- | --- | --- |\n" + text)
    assert not unchecked(checked)
    assert len(checked.claims) + len(checked.problems.errors) == 2 * len(names())


def test_a_network_is_computed_once_for_all_kinds_of_markers(document, monkeypatch):
    computed = []
    find = design._find
    monkeypatch.setattr(design, "_find", lambda name, *given: computed.append(name) or find(name, *given))
    texts = [
        "summarize alexnet",
        "compare alexnet vgg16",
        "explain alexnet conv1",
        "value alexnet params --batch 1",
    ]
    numbers = ["alexnet params", "alexnet macs / vgg16 macs", "vgg16 conv1_1.params"]
    checked = document("\n".join([*(TEXT.format(text) for text in texts), *(MARKER.format(n, 1) for n in numbers)]))
    assert not checked.problems.items
    assert computed == ["alexnet", "vgg16"]


def test_what_one_marker_leaves_out_is_not_left_out_of_the_next(document):
    """Receptive fields with and without what reads everything: the option is one of its marker alone."""
    shown = run(["value", "resnet18", "receptive_field", "--ignore-global"], NOTHING_KEPT).output.split()[0]
    whole = run(["value", "resnet18", "receptive_field"], NOTHING_KEPT).output.split()[0]
    assert shown != whole
    option, plain = "value resnet18 receptive_field --ignore-global", "resnet18 receptive_field"
    text = f"<!-- convcalc {option} -->\n{shown}\n<!-- /convcalc -->\n\n"
    assert [claim.holds for claim in document(f"{text}{MARKER.format(plain, whole)}\n\n{text}").claims] == [True] * 3


def test_what_is_said_of_a_design_names_it_by_its_own_number():
    """The same design twice is computed once; what is wrong with it stands at both."""
    from convcalc.language.problems import Problems

    problems = Problems()
    assert compare(["input=3x8x8", "conv 3", "relu", "conv 3"], problems) is None
    assert [str(problem.place) for problem in problems.in_order()] == ["design 1:1:1", "design 3:1:1"]


def test_work_is_counted_in_layers_where_it_is_done():
    outer, inner = Work(100), Work()
    with counted(outer):
        with counted(inner):
            count(60)
            count(characters=3000)
        begin()
        count(20)
        with pytest.raises(Spent):
            begin()
    assert (outer.done, inner.done) == (100, 80)
    begin()
