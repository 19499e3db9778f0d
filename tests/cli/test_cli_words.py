"""`convcalc explain --words`: the glossary, and the page that it is printed on."""

import json
from pathlib import Path

import pytest

from convcalc.costs.kinds import PIXELS
from convcalc.costs.metrics import METRICS
from convcalc.study.glossary import WORDS, find_words

ROOT = Path(__file__).parents[2]


def test_the_page_is_what_is_printed(convcalc):
    assert (ROOT / "docs" / "words.md").read_text("utf-8") == convcalc("explain", "--words", "--format", "markdown")[0]


@pytest.mark.parametrize("word", ["unread", "field", "jump", "start", "alive", "side", "gate", "design", "in place"])
def test_words_of_the_screens_are_explained(convcalc, word):
    assert word in WORDS
    shown = convcalc("explain", "--words", *word.split(), "--json")
    assert (shown.code, shown.stderr) == (0, "")
    (record,) = json.loads(shown.stdout)["words"]
    assert record["word"] == word
    assert len(record["meaning"]) > 20


def test_receptive_fields_and_what_goes_with_them_are_explained():
    for metric in METRICS.values():
        assert metric.kind is not PIXELS or metric.title in WORDS


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Receptive Field", ["receptive field"]),
        ("effective stride", ["jump"]),
        ("macs", ["MACs"]),
        ("kernel", ["filter"]),
        ("gates", ["gate"]),
        ("parameter", ["parameters"]),
        ("weights", ["parameters"]),
    ],
)
def test_a_word_is_found_by_what_else_it_is_called(asked, found):
    assert [word.word for word in find_words(asked)] == found


def test_words_are_in_order_and_each_stands_once():
    assert list(WORDS) == sorted(WORDS, key=str.casefold)
    others = [other.casefold() for word in WORDS.values() for other in word.also]
    assert not {other for other in others if others.count(other) > 1}


@pytest.mark.parametrize("cells", [80, 160])
def test_words_fit_a_terminal(terminal, cells):
    shown = terminal("explain", "--words", columns=cells).stdout
    assert all(word in shown for word in WORDS)
    assert max(map(len, shown.splitlines())) <= cells


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["jmup"], "there is no word 'jmup' in the glossary (did you mean 'jump'?)"),
        (["receptive"], "(did you mean 'receptive field'?)"),
        (["qqqqqqqq"], "(`convcalc explain --words` has all of them)"),
        (["jump", "--at", "1,1"], "--words is about words, not about a design"),
        (["--depth", "1"], "--words is about words, not about a design"),
    ],
)
def test_what_is_no_word_is_refused(convcalc, arguments, said):
    refused = convcalc("explain", "--words", *arguments)
    assert (refused.code, refused.stdout) == (2, "")
    assert said in refused.stderr


@pytest.mark.parametrize("command", ["explain", "memory"])
def test_without_words_a_design_is_still_missing(convcalc, command):
    refused = convcalc(command)
    assert (refused.code, refused.stdout) == (2, "")
    assert "a design is missing" in refused.stderr
