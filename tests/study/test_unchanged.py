"""Texts that have not changed are read once in a process, and nothing is taken for unchanged that was."""

import os

import pytest

from convcalc.language.problems import ConvcalcError, Problems
from convcalc.network import report as network_report
from convcalc.spec import reader
from convcalc.study import unchanged
from convcalc.study.design import Text, load, read_report, summarize
from convcalc.study.remembered import Remembered
from convcalc.study.unchanged import KEPT

NET = "input: 3x8x8\nlayers:\n  - c: conv 4 3\n"


@pytest.fixture
def read(monkeypatch):
    """The names of the files and texts that are read as specs, in order."""
    names = []
    mapping = reader.SpecReader.mapping

    def noted(self, node, source, path):
        names.append(source.name)
        return mapping(self, node, source, path)

    monkeypatch.setattr(reader.SpecReader, "mapping", noted)
    monkeypatch.setattr(unchanged, "_specs", Remembered(KEPT, lambda kept: kept.characters, 1_000_000, lambda: None))
    return names


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")


def test_an_unchanged_file_is_read_once_and_a_changed_one_again(folder, read):
    write(folder / "net.yaml", NET)
    assert summarize("net.yaml").params == summarize("net.yaml").params == 4 * (3 * 9 + 1)
    assert read == ["net.yaml"]
    write(folder / "net.yaml", NET.replace("conv 4", "conv 5"))
    assert summarize("net.yaml").params == 5 * (3 * 9 + 1)
    assert read == ["net.yaml", "net.yaml"]


@pytest.mark.parametrize("changes", [["input=5x8x8"], ["c.out_channels=7"], ["n=7"]])
def test_changes_are_those_of_one_question_alone(folder, read, changes):
    write(folder / "net.yaml", NET.replace("conv 4", "conv n").replace("layers", "parameters: {n: 4}\nlayers"))
    before = summarize("net.yaml").params
    assert before == 4 * (3 * 9 + 1)
    assert summarize("net.yaml", *changes).params in {4 * (5 * 9 + 1), 7 * (3 * 9 + 1)}
    assert summarize("net.yaml").params == before
    assert read == ["net.yaml"]


def test_a_file_that_is_included_or_extended_may_change(folder, read):
    write(folder / "base.yaml", "extends: more/blocks.yaml\n")
    write(folder / "more" / "blocks.yaml", "input: 3x8x8\nblocks:\n  b: conv 4 3\nlayers: [b]\n")
    assert summarize("base.yaml").params == summarize("base.yaml").params == 4 * (3 * 9 + 1)
    write(folder / "more" / "blocks.yaml", "input: 3x8x8\nblocks:\n  b: conv 6 3\nlayers: [b]\n")
    assert summarize("base.yaml").params == 6 * (3 * 9 + 1)
    os.remove(folder / "more" / "blocks.yaml")
    with pytest.raises(ConvcalcError, match="there is no file 'more/blocks"):
        summarize("base.yaml")


def test_a_nearer_file_of_an_included_name_is_the_one_that_is_meant(folder, read):
    """`squeeze_excite_blocks` is the catalogue's, until there is one beside the file."""
    write(folder / "net.yaml", "input: 4x8x8\ninclude: squeeze_excite_blocks.yaml\nlayers: [squeeze_excite 2]\n")
    assert summarize("net.yaml").params == 2 * (4 + 1) + 4 * (2 + 1)
    write(folder / "squeeze_excite_blocks.yaml", "blocks:\n  squeeze_excite out: conv out 3\n")
    assert summarize("net.yaml").params == 2 * (4 * 9 + 1)


def test_all_that_is_said_is_said_each_time(folder, read):
    write(folder / "net.yaml", NET.replace("- c: conv 4 3", "- c: conv 4 4 stride=3 padding=0").replace("8x8", "9x8"))
    write(folder / "layers.yaml", "input: 1x1x1\nparameters: {width1: 1, width2: 1}\nlayers: [relu]\n")
    said = []
    for _ in range(2):
        problems = Problems()
        assert load("net.yaml", [], problems) is not None
        read_report("net.yaml", [], problems)
        said.append([str(problem) for problem in problems])
    assert said[0] == said[1] != []
    for _ in range(2):
        unused = summarize("layers.yaml").warnings
        assert [problem.hint for problem in unused] == ["did you mean 'width2'?", "did you mean 'width1'?"]
    wrong = Text("input: 3x8x8\nlayers: [convv 4 3]\n")
    for _ in range(2):
        problems = Problems()
        assert read_report(wrong, [], problems) is None
        assert [problem.message for problem in problems] == ["there is no op or block 'convv'"]


def test_a_text_and_a_file_that_say_the_same_keep_their_names(folder, read):
    write(folder / "net.yaml", NET)
    write(folder / "copy.yaml", NET)
    files = [summarize(name).file for name in ("net.yaml", "copy.yaml", "net.yaml")]
    assert files == ["net.yaml", "copy.yaml", "net.yaml"]
    assert read_report(Text(NET), [], Problems()).file == "inline design"
    assert load("vgg16", [], Problems())[0].file == load("vgg16", [], Problems())[0].file == "catalogue: vgg16.yaml"


def test_no_more_specs_are_kept_than_there_is_room_for(folder, read):
    for number in range(KEPT + 1):
        summarize(f"conv {number + 1} 3", "input=3x8x8")
    write(folder / "net.yaml", NET)
    summarize("net.yaml")
    for number in range(KEPT):
        write(folder / f"net{number}.yaml", NET)
        summarize(f"net{number}.yaml")
    read.clear()
    summarize("net.yaml")
    assert read == ["net.yaml"]


def test_parts_of_other_specs_are_let_go_where_all_are_too_many(folder, read, monkeypatch):
    monkeypatch.setattr(unchanged, "KEPT_PARTS", 0)
    write(folder / "net.yaml", "input: 3x8x8\nlayers:\n  - a: [conv 4 3]\n")
    for _ in range(2):
        summarize("net.yaml")
    parts = load("net.yaml", [], Problems())[0].worked_out[0]
    assert parts.weight == 1
    summarize("net.yaml")
    assert parts.weight == 1
    summarize("conv 4 3", "input=3x8x8")
    assert parts.weight == 0
    for _ in range(2):
        summarize("net.yaml")
    assert parts.weight == 1


def test_rows_are_made_when_they_are_asked_for(monkeypatch):
    """Totals are those of the layers of the graph: those of rows are the same, which golden files hold."""
    made = []
    monkeypatch.setattr(network_report, "Row", lambda *given: made.append(given))
    assert summarize("alexnet").params == 60_965_224  # the sum that BVLC's layers have by hand
    assert not made
