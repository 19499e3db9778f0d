"""Where a document may have numbers of networks: what is read no further has none, whatever it is made of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.spec.folders import of_document
from convcalc.study.documents.check import check_document
from convcalc.study.documents.hints import LONGEST_SENTENCE, Hints, find_hints
from convcalc.study.documents.kinds.records import MARKDOWN, kind_of
from convcalc.study.documents.names import Names, OwnSpecs

ENDINGS = (".md", ".txt", ".tex", ".rst", ".html")

TABLES = (
    "| Model | Params |\n|---|---|\n| resnet50 | 25.6M |\n| vgg16 | 138M |\n",
    "> | Model | Size (bytes) |\r\n> | - | -: |\r\n> | resnet50 | 102,228,128 |\r\n",
    "- Model | Params\n  --|--\n  resnet50 | 25.6M\n",
    "|Modell|크기 (GB)|\r|:-|:-|\r|vgg16|0.5|\r",
    "<table><tr><th>Model<th>Params<tr><td>vgg16<td>138M</table>\n",
    "<table>\n<tr><th>Model<th>Params\n\n<tr><td>vgg16<td>138M\n</table>\n",
)

PIECES = (
    *("ResNet-50", "vgg 16", "Dense Net 121", "**AlexNet**", "`resnet18`", "DLA-34", "ResNet", "explain 20"),
    *(" has 25.6M parameters", " 4.1 GFLOPs", " of 98 MB", "参数量 25.6M", " params: 61,100,840", "multiple", "number"),
    *("| Model | Params |\n|---|---|\n", "| Model | Size (MB) |\r\n| - | -: |\r\n", "| resnet50 | 25.6M |\n"),
    *("<table><tr><th>Model<th>Params<tr><td>vgg16<td>138M</table>", "\\begin{tabular}", "> ", "- ", "```\n"),
    *(" ", ". ", "\n", "\n\n", "\r\n\r\n", "\r\r", "\n \t\n", "İ", "<b>", "</b>", "$x$", "a " * 900),
)


def unbound(path, monkeypatch, hints=None):
    with monkeypatch.context() as patched:
        if hints is not None:
            patched.setattr("convcalc.study.documents.check.find_hints", lambda text, kind, names: hints)
        checked = check_document(str(path), path.name, run=lambda words, library: pytest.fail("nothing is run"))
    return [(number.subject, number.written, str(number.place)) for number in checked.unbound]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("suffix", [".md", ".html"])
def test_as_much_is_found_of_a_table_as_where_all_is_read(tmp_path, monkeypatch, table, suffix):
    path = tmp_path / f"doc{suffix}"
    text = f"resnet vgg\n\n{table}\n\nResNet-50 has 25.6M parameters.\n\n{table}\n\n" + "a\n\n" * 3
    path.write_bytes(text.encode())
    everywhere = list(range(len(text)))
    found = unbound(path, monkeypatch)
    assert found == unbound(path, monkeypatch, Hints(everywhere, everywhere, len(text)))
    assert len(found) >= 3 or suffix == ".html"
    path.write_bytes(f"{table}{chr(10) * 2}resnet".encode())
    assert unbound(path, monkeypatch) or suffix == ".html"


@settings(max_examples=150)
@given(pieces=st.lists(st.sampled_from((*PIECES, *TABLES)), max_size=16), suffix=st.sampled_from(ENDINGS))
def test_as_much_is_found_as_where_all_is_read(tmp_path_factory, pieces, suffix):
    """But for a document that names no network as the catalogue writes it."""
    text = "".join([*pieces, "\n\nresnet densenet vgg"])
    path = tmp_path_factory.mktemp("documents") / f"doc{suffix}"
    path.write_bytes(text.encode())
    everywhere = list(range(len(text)))
    with pytest.MonkeyPatch.context() as monkeypatch:
        found = unbound(path, monkeypatch)
        assert found == unbound(path, monkeypatch, Hints(everywhere, everywhere, len(text)))


def hints_of(text, suffix=".md"):
    return find_hints(text, kind_of(f"doc{suffix}"), lambda: Names(of_document("."), OwnSpecs()))


@pytest.mark.parametrize(
    "text",
    [
        "VGG-16 is deep.\n\nIt has 138M parameters.",
        "a number of 3 networks, vgg",
        f"VGG-16 {'a' * LONGEST_SENTENCE} 138M parameters",
        "| Params | a |\n\nresnet50",
        "We explain 20 parameters of a resnet.",
    ],
)
def test_a_document_without_a_word_for_a_number_near_a_network_has_none(text):
    assert hints_of(text) is None


def test_nothing_is_read_behind_the_last_number_and_the_last_table():
    said = "VGG-16 has 138M parameters.\n\n"
    assert hints_of(said + "a\n\n" * 1000).end < len(said)
    table = "| model | params |\n|---|---|\n| vgg16 | 138M |\n\n"
    assert hints_of(table + "a\n\n" * 1000).end <= len(table)


def test_a_text_is_read_once_however_many_words_it_has():
    """Each of its characters is in two stretches at most in which names are looked for."""

    class Counting(Names):
        read = 0

        def may_stand_near(self, stretch):
            Counting.read += len(stretch)
            return False

    text = "param " * 20_000
    assert find_hints(text, MARKDOWN, lambda: Counting(of_document("."), OwnSpecs())) is None
    assert Counting.read <= 2 * len(text)
