"""What holds of all kinds of documents, whatever stands in them: places are right, and fixes touch numbers alone."""

from __future__ import annotations

import json
import signal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convcalc.study.documents.check import check_document
from convcalc.study.documents.fix import fix_document
from convcalc.study.documents.kinds.records import kind_of
from convcalc.study.documents.printed import Printed

ENDINGS = ["md", "tex", "rst", "html", "txt", "ipynb"]

# As many channels as there are weights: 1·1·n = n, without biases.
VALUE = 60_965_224
MARKER = f'convcalc input={VALUE}x1x1 "conv 1 1 bias=false" params'

BEFORE = {
    "md": f"<!-- {MARKER} -->",
    "txt": f"<!-- {MARKER} -->",
    "html": f"<!-- {MARKER} -->",
    "rst": f"\n\n.. {MARKER}\n\n",
    "tex": "\n",
}
BEHIND = {
    "md": "<!-- /convcalc -->",
    "txt": "<!-- /convcalc -->",
    "html": "<!-- /convcalc -->",
    "rst": "",
    "tex": f" % {MARKER}",
}
WORDS = [
    "weights", "ResNet-50", "**bold**", "한글", "\U0001f600", "é", '"', "\\alpha", "a_b", "~", "&amp;", "(", "…", "",
]  # fmt: skip
SPELLED = {
    "tex": {
        "62.0M": "61.0M", "61.0M": "", r"62.0\,M": r"61.0\,M", r"\num{62.0}\,M": r"\num{61.0}\,M", r"\textbf{61M}": "",
        "$60{,}965{,}225$": "$60{,}965{,}224$", "60{,}965{,}224": "", "6M": "61M",
        r"$6.2\times10^{7}$": r"$6.1\times10^{7}$",
        r"\SI{6.1e7}{}": "", r"$6.1 \cdot 10^7$": "",
    },
    "rst": {
        "62.0M": "61.0M", "61.0M": "", "**62.0M**": "**61.0M**", ":math:`60{,}965{,}225`": ":math:`60{,}965{,}224`",
        r"62.0\ M": r"61.0\ M", "``60,965,224``": "", "6.2M": "61.0M", "6.2e7": "6.1e7", "6.1×10⁷": "",
    },
    "md": {
        "62.0M": "61.0M", "61.0M": "", "**62.0 M**": "**61.0 M**", "60,965,225": "60,965,224", "6100만": "",
        "6200만": "6097만", "`61 million`": "", "6.2 × 10^7": "6.1 × 10^7", "6.1×10<sup>7</sup>": "", "~61,000,000": "",
    },
}  # fmt: skip
"""Numbers that hold, and others with what is right in their place."""

PIECES = [
    "3*3 = 10", r"$3 \times 3 = 10$", "&= 9", "\\\\", "\\begin{align}", "\\end{align}", "\\begin{verbatim}", "}",
    "{", "\\end{verbatim}", "\\begin{document}", "\\end{document}", "%", "\\%", "% convcalc table",
    "% convcalc alexnet params", "\\SI{61.0}{\\mega\\byte}", "\\num{3 x 4} = 13", "\\verb|%", "\\url{", "{,}",
    "\\,", "~", "\\frac{1}{2} = 1", "::", ".. math::", ".. code::", ".. convcalc alexnet params",
    ".. convcalc table", "..", ":math:`3*3 = 10`", ">>> ", "- ", "   ", "\t", "\n", "\n\n", "\r\n", "\r", "<pre>",
    "</pre>", "<!-- convcalc alexnet params -->", "<!-- /convcalc -->", "-->", "<!--", "<b>", "</b>", "<p>",
    "<sup>2</sup>", "&times;", "&#215;", '<span class="katex">', "</span>", "61.0M", "60,965,225", "1x1", "=", "a",
    "+----+", "| a |", "`", "``", "$", "[1]_", "[", "convcalc", "% convcalc value --x", "<!-- convcalc table -->",
    "| Model | Params (M) |", "|---|---|", "| alexnet | 62 |", "<script>", "\ufffc", "\x0b",
]  # fmt: skip


def check(path, code=False):
    return check_document(str(path), "doc", run=lambda words, library: Printed("printed\n"), code=code)


def write(path, ending, text):
    if ending == "ipynb":
        cell = {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}
        text = json.dumps({"cells": [cell, cell], "nbformat": 4}, indent=1, ensure_ascii=False)
    path.write_text(text, "utf-8", newline="")
    return text


@pytest.mark.parametrize("ending", [ending for ending in ENDINGS if ending != "ipynb"])
@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=25))
def test_lines_are_those_of_the_text_in_their_order(ending, pieces):
    text = "".join(pieces)
    position = number = 0
    for line in kind_of(f"a.{ending}").read_lines(text):
        assert line.start <= line.text <= line.end
        assert line.number in (number, number + 1)
        assert line.text >= position
        assert not text[position : line.text].strip(" \t\r\n>-*+.)`0123456789") or line.kind
        assert "\n" not in text[line.text : line.end]
        position, number = line.end, line.number
    assert not text[position:].strip("\r\n")


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30), code=st.booleans())
def test_whatever_stands_there_is_read_and_places_are_in_the_text(tmp_path, ending, pieces, code):
    path = tmp_path / f"doc.{ending}"
    text = write(path, ending, "".join(pieces))
    checked = check(path, code)
    for claim in checked.claims:
        source, line, column, length = claim.place
        assert 1 <= column <= len(source.line(line)) + 1
        assert length >= 1
        if claim.code == "CC201" and claim.written[0].isdigit():
            assert source.line(line)[column - 1] == claim.written[0]
        file = source.in_file(claim.place)
        assert file.source.text == text
    fixes = sorted(claim.fix for claim in checked.claims if claim.fix is not None and not claim.holds)
    wanted, position = "", 0
    for fix in fixes:
        wanted += text[position : fix.start] + fix.text
        position = fix.end
    wanted += text[position:]
    fix_document(str(path), checked)
    assert path.read_bytes().decode() == wanted
    if ending == "ipynb":
        json.loads(wanted)


@pytest.mark.parametrize("ending", ENDINGS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_fix_changes_the_number_that_is_bound_and_nothing_else(tmp_path, ending, data):
    path = tmp_path / f"doc.{ending}"
    own = "md" if ending == "ipynb" else ending
    words = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
    spellings = SPELLED.get(own, SPELLED["md"])
    spelled = data.draw(st.sampled_from(list(spellings)))
    newline = data.draw(st.sampled_from(["\n", "\r\n"]))
    lead = "" if own in ("md", "html", "txt") else "AlexNet " + data.draw(st.sampled_from(["", "has ", "한글 "]))
    prefix = f"{data.draw(words)}{newline}5M{newline}a {BEFORE[own].replace(chr(10), newline)}{lead}"
    suffix = f"{BEHIND[own]}{newline}{data.draw(words)}{newline}"
    text = write(path, ending, f"{prefix}{spelled}{suffix}")
    fix_document(str(path), check(path))
    after = path.read_bytes().decode()
    if ending == "ipynb":
        before, _ = text.split(json.dumps(spelled, ensure_ascii=False)[1:-1], 1)
        assert after.startswith(before)
        source = "".join(json.loads(after)["cells"][0]["source"])
        assert json.loads(after)["nbformat"] == 4
    else:
        source = after
    assert source in (f"{prefix}{spelled}{suffix}", f"{prefix}{spellings[spelled] or spelled}{suffix}")
    claims = [claim for claim in check(path).claims if claim.code == "CC301"]
    assert claims[0].holds is (spelled not in source or not spellings[spelled])
    fix_document(str(path), check(path))
    assert path.read_bytes().decode() == after


LONG = 200_000
SECONDS = 60
"""Long past any answer: only what would never end is stopped."""

REPEATED = {
    "tex": ["\\num{", "\\SI{1}{", "\\verb|", "\\verb", "\\begin{align}", "\\\\ ", "\\\\&", "{,}", "\\text{", "{",
            "$", "\\cite[", "\\url{", "% convcalc alexnet params ", "3 \\times ", "2k", "\\begin{document}"],
    "rst": ["- ", "1. ", ".. ", ":a:`", ":math:`", "|a", "[1]_", "::"],
    "html": ["<a ", "<a '", '<a "', "<pre>", "<!--", "&amp;", "<span class=katex>", "<p class=", "class="],
    "ipynb": ['"', "\n", "3*", "<!-- convcalc a params -->"],
}  # fmt: skip


@pytest.mark.parametrize(("ending", "piece"), [(ending, piece) for ending in REPEATED for piece in REPEATED[ending]])
def test_no_long_line_keeps_it_from_ending(tmp_path, ending, piece):
    def stop(*_):
        raise TimeoutError(f"no answer in {SECONDS} seconds")

    path = tmp_path / f"doc.{ending}"
    write(path, ending, f"3*3 = 10 {piece * (LONG // len(piece))} 3*3 = 10\n")
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        check(path, code=True)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
