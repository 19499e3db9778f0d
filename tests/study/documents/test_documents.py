"""Documents: which sums are read, where they stand, and what is said of files that are no documents."""

from __future__ import annotations

import os

import pytest

from convcalc.study.documents.check import MAXIMUM_BYTES, check_document
from convcalc.study.documents.printed import Printed


@pytest.fixture
def check(checking):
    return checking(printed="2*2 = 5\n")


def sums(checked):
    """Each sum with its place, and what is computed where it is wrong."""
    found = [claim for claim in checked.claims if claim.code == "CC201"]
    return [
        f"{claim.place.line}:{claim.place.column} {claim.subject} {claim.written}"
        + ("" if claim.holds else f" but {claim.computed}")
        for claim in found
    ]


def test_sums_stand_in_prose_lists_quotes_tables_and_inline_code(check):
    text = "3*3 = 9\n\n- 3*3 = 10\n\n> 1. 4*4 = 16\n\n| a | 5*5 = 26 |\n"
    text += "\n# 6*6 = 36\n\nThe `7*7 = 49` of\nthen 8*8 = 65.\n"
    assert sums(check(text)) == [
        "1:7 3*3 9",
        "3:9 3*3 10 but 9",
        "5:12 4*4 16",
        "7:13 5*5 26 but 25",
        "9:9 6*6 36",
        "11:12 7*7 49",
        "12:12 8*8 65 but 64",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_result_may_have_its_unit_in_the_next_line(check, end):
    """5000² is 25,000,000; the number alone would be wrong."""
    for text in ("so 5000*5000 = 25@million weights", "> it is 5000*5000 = **25**@> 百万个", "a 5000*5000 = 25@Mio. b"):
        assert check(text.replace("@", end) + end).failures == []
    for text in (
        "5000*5000 = 25@weights",
        "- 5000*5000 = 25@- million",
        "5000*5000 = 25@@million",
        "5000*5000 = 25, @M",
        "5000*5000 = 26@million",
        "3*4 = 13@B is the batch",
    ):
        assert len(check(text.replace("@", end) + end).failures) == 1
    checked = check(f"5000*5000 = 25{end}mil{end}")
    assert (checked.failures, [claim.computed for claim in checked.left_alone]) == ([], ["25,000,000"])


def test_a_sum_behind_its_result_may_go_on_in_the_next_line(check):
    """76*8 is 608."""
    text = "There are 608 = 76*8\nweights, and 609 = 76*8 more\n+1.\n"
    assert sums(check(text)) == ["1:11 76*8 608", "2:14 76*8 609 but 608"]
    assert check("609 = 76*8\n+1\n").failures == []
    assert check("609 = `76*8`\n× 2\n").failures == []
    assert len(check("609 = 76*8\n\n- 1\n").failures) == 1
    assert check("$$\n609 &= 76 \\cdot 8 \\\\\n609 &\\ne 608\n$$\n").failures == []
    assert len(check("$$\n609 &= 76 \\cdot 8 \\\\\n609 &= 608\n$$\n").failures) == 1


def test_code_and_front_matter_are_read_where_that_is_asked_for(check):
    text = "---\na: 3*3 = 10\n---\n\n```\n4*4 = 17\n```\n\n    5*5 = 26\n\n<pre>\n6*6 = 37\n</pre>\n"
    assert sums(check(text)) == []
    assert sums(check(text, code=True)) == [
        "2:10 3*3 10 but 9",
        "6:7 4*4 17 but 16",
        "9:11 5*5 26 but 25",
        "12:7 6*6 37 but 36",
    ]


def test_totals_below_a_rule_are_read_where_code_is(check):
    """27·64 = 1,728 and 9·64·64 = 36,864 are 38,592."""
    column = "3*3*3*64  =  1,728\n3*3*64*64 = 36,864\n------------------\ntotal     = 38,593\n"
    for text in (f"```\n{column}```\n", f"<pre>\n{column}</pre>\n"):
        assert check(text).claims == []
        assert sums(check(text, code=True))[2:] == ["5:13 1,728 + 36,864 38,593 but 38,592"]


def test_a_sum_needs_no_equals_sign(check):
    assert sums(check("$3 \\times 3 \\approx 12$\n")) == ["1:21 3 × 3 12 but 9"]


def test_a_sign_that_is_a_trillion_to_some_is_read_where_the_text_is_japanese_or_korean(check):
    """兆 is 10¹² in Japanese and Korean, and 10⁶ to many readers of Chinese."""
    text = "参数共 2兆 × 3 = 7兆 个\n\n"
    assert sums(check(text)) == []
    assert sums(check(text + "优の良品")) == []
    assert sums(check(text + "これは")) == ["1:14 2兆 × 3 7兆 but 6,000,000,000,000"]
    assert sums(check(text + "한국")) == ["1:14 2兆 × 3 7兆 but 6,000,000,000,000"]


def test_comments_are_not_read(check):
    assert sums(check("a <!-- 3*3 = 10 --> b\n\n<!--\n4*4 = 17\n-->\n")) == []
    assert sums(check("3*3 = <!-- nine -->10\n")) == ["1:20 3*3 10 but 9"]


def test_what_a_command_prints_is_not_read_and_a_bound_number_is(check):
    text = "<!-- convcalc ops -->\n\n2*2 = 5\n\n```\n3*3 = 10\n```\n\n<!-- /convcalc -->\n\n4*4 = 17\n"
    assert sums(check(text, code=True)) == ["11:7 4*4 17 but 16"]
    text = "96*(3*11**2 + 1) = <!-- convcalc alexnet conv1.params -->34,848<!-- /convcalc -->\n"
    checked = check(text)
    assert sums(checked) == ["1:58 96*(3*11**2 + 1) 34,848 but 34,944"]
    assert [claim.code for claim in checked.failures] == ["CC301", "CC201"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_by_every_line_end(check, end):
    assert sums(check(end.join(["\ufeffa\u2028b\u0085c\x0bd", "", "é 3*3 = 10"]))) == ["3:9 3*3 10 but 9"]


def complaints(checked):
    return [str(problem) for problem in checked.complaints()]


def test_what_is_no_text_is_said_with_its_place(check):
    assert complaints(check(b"\xef\xbb\xbfa\r\n\xc3\xa9b\xffc\n")) == [
        "doc.md:2:3: error CC001: this is not text in UTF-8"
    ]


def test_what_can_not_be_read_is_said(tmp_path):
    def refused(path):
        return complaints(check_document(str(path), path.name, run=lambda words, library: Printed("")))

    assert refused(tmp_path / "none.md") == ["error CC001: none.md can't be read: No such file or directory"]
    (tmp_path / "folder.md").mkdir()
    assert refused(tmp_path / "folder.md") == ["error CC001: folder.md is a directory, not a file"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.md")
        assert refused(tmp_path / "pipe.md") == ["error CC001: pipe.md is not a regular file"]
    with open(tmp_path / "large.md", "wb") as file:
        file.truncate(MAXIMUM_BYTES + 1)
    assert refused(tmp_path / "large.md") == ["error CC001: large.md is larger than 20 MB"]


NUMBER = "a <!-- convcalc alexnet conv1.params -->{}<!-- /convcalc --> b"


@pytest.mark.parametrize(
    ("text", "claims", "errors"),
    [
        ("a " * 500_000 + "3*3 = 10", 1, 0),
        (NUMBER.format("34,944") * 20_000, 20_000, 0),
        (NUMBER.format("34,848\n") * 10_000, 10_000, 0),
        (NUMBER.format("9" * 500_000), 0, 1),
        (NUMBER.format("9," * 250_000), 0, 1),
        (NUMBER.replace("params", "output").format("9" * 250_000 + ".5"), 0, 1),
        (NUMBER.replace("params", "kernel").format("9" * 250_000 + ",5"), 0, 1),
        (NUMBER.replace("conv1.params", "linear_params_share").format("9" * 250_000), 0, 1),
        (NUMBER.format("9" + "*" * 250_000 + "M"), 1, 0),
        (NUMBER.format("9" + "&nbsp;" * 50_000 + "x"), 1, 0),
        (NUMBER.format("9") + "\n" * 250_000 + "M", 1, 0),
        (NUMBER.format("9" + "e5" * 100_000), 0, 1),
        (NUMBER.format("9 " * 100_000), 0, 1),
        (NUMBER.format(" " * 500_000), 0, 1),
        ("![" * 80_000 + " =", 0, 0),
        ("`" * 500_000 + "<!-- =", 0, 0),
        ("".join("`" * count + " " for count in range(1, 800)) + "<!-- a --> 3*3 = 10", 1, 0),
        ("<!--" * 125_000 + "=", 0, 0),
        ("<!-- convcalc a b " * 10_000, 0, 10_000),
        ("a <!-- convcalc alexnet params -->" * 10_000, 0, 10_000),
        ("a <!-- /convcalc -->" * 10_000, 0, 10_000),
        ('a <!-- convcalc "' + "a " * 250_000 + '" params -->1<!-- /convcalc -->', 0, 1),
        ("(" * 100_000 + "=" + ")" * 100_000, 0, 0),
        ("1+" * 100_000 + "1=3", 0, 0),
        ("3*3 = 10 " * 10_000, 10_000, 0),
        ("3*3 = 9 " + "= 10 " * 10_000, 10_001, 0),
        ("> " * 100_000 + "3*3 = 10\n" + "- " * 100_000, 0, 0),
        ("---\r\n" + "a\r\n" * 100_000 + "3*3 = 10", 1, 0),
        ("+++\n" + "a\n" * 100_000 + "3*3 = 10", 1, 0),
        ("a <!-- convcalc ops -->0<!-- /convcalc -->" * 10_000, 10_000, 0),
        ("a\n" + " " * 200_000 + NUMBER.format("34,848") * 5_000, 5_000, 0),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_a_monster_is_read_in_time(check, in_time, text, claims, errors):
    checked = check(text)
    assert len(checked.problems.errors) == errors
    assert len(checked.claims) >= claims


def test_a_line_too_long_for_its_sums_is_said_and_the_others_are_read(check, monkeypatch):
    monkeypatch.setattr("convcalc.study.documents.block_sums.LONGEST_LINE", 1000)
    checked = check(f"3x4 = 13 {'a' * 1000}\n\n3x4 = 13\n\n![](data:{'A' * 1000})\n")
    said = "this line has more than 1,000 characters, and no sum is looked for in it"
    assert [str(problem) for problem in checked.complaints()] == [
        f"doc.md:1:1: warning CC003: {said} (break it)",
        "doc.md:3:7: error CC201: 3x4: written 13, computed 12",
    ]
