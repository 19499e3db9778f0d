"""Numbers and texts that markers bind: what they name, what stands between, and where it goes wrong.

AlexNet has 60,965,224 parameters and 724,406,816 MACs, conv1 34,944 = 96·(3·11² + 1) parameters and the output
96×55×55; GoogLeNet has 6,998,552 parameters: 60,965,224/6,998,552 = 8.7111…
"""

from __future__ import annotations

import pytest

from convcalc.study.documents.printed import Printed

SMALL = "input: 3x10x10\nlayers:\n  - conv1: conv 8 3\n  - relu\n"  # 8·(3·9 + 1) = 224 parameters


def printing(output="one\ntwo\n", errors="", code=0):
    """A runner whose commands print always the same, and the commands that it ran."""
    ran = []

    def run(words, library):
        ran.append(words)
        return Printed(output, errors, code)

    return run, ran


@pytest.fixture
def document(checking):
    return lambda text, run=None, **asked: checking(printed="one\ntwo\n")(text, run=run, **asked)


def number(words, text):
    return f"It is <!-- convcalc {words} -->{text}<!-- /convcalc --> here.\n"


HOLDING = [
    ("alexnet conv1.params", "34,944"),
    ("alexnet conv1.params", "34944"),
    ("alexnet conv1.params", "**34,944**"),
    ("alexnet conv1.params", "`34_944`"),
    ("alexnet conv1.params", "_34,944_"),
    ("alexnet conv1.params", "<b>34,944</b>"),
    ("alexnet conv1.params", "34,944 개"),
    ("alexnet conv1.params", "총 34,944개"),
    ("alexnet conv1.params", "3만4944"),
    ("alexnet conv1.params", "약 3.5만 개"),
    ("alexnet conv1.params", "[34.9K](alexnet.md)"),
    ("alexnet conv1.params", "conv1: 34.9 K params"),
    ("alexnet conv1.params", "≤ 35K"),
    ("alexnet conv1.params", "~35,000"),
    ("alexnet conv1.params", "about 35,000"),
    ("alexnet params", "61M parameters"),
    ("alexnet params", "61.0 Mparams"),
    ("alexnet params", "61 million"),
    ("alexnet params", "61.0 Mio. Parameter"),
    *[("alexnet params", text) for text in ("6.1e7", "6.10E+07", "61×10^6", "6.1 × 10^{7}", "6.1·10⁷", "0.61 x 10**8")],
    *[("alexnet params", text) for text in (r"$6.1\times10^7$ parameters", "6.1&times;10<sup>7</sup>", "~6 × 10^7")],
    ("alexnet params", "6097만个参数"),
    ("alexnet params", "**61** million"),
    ("alexnet params", "61&nbsp;million"),
    ("alexnet params", "61\nmillion"),
    ("alexnet macs", "0.72 GMACs"),
    ("alexnet macs", "724 MMACs"),
    ("alexnet.yaml flops", "1.4 GFLOPs"),
    ("alexnet conv1.output", "96x55x55"),
    ("alexnet conv1.output", "96×55×55"),
    ("alexnet conv1.output", "$96 \\times 55 \\times 55$"),
    ("alexnet conv1.output", "96&times;55&#215;55"),
    ("alexnet output", "1000"),
    ("alexnet conv1.kernel", "11x11"),
    ("alexnet conv1.kernel", "11"),
    ("alexnet weight_bytes", "243,860,896 bytes"),  # 4·60,965,224
    ("alexnet weight_bytes", "244 MB"),
    ("alexnet weight_bytes", "**232.6 MiB**"),  # 243,860,896/1,048,576 = 232.56
    ("alexnet pool1.receptive_field", "19"),  # 11 + (3 − 1)·4
    ("alexnet pool1.receptive_field", "19 × 19"),
    ("alexnet linear_params_share", "96 %"),
    ("alexnet linear_params_share", "96.2%"),
    ("alexnet linear_params_share", "96"),
    ("alexnet linear_params_share", "96.2 percent"),
    ("alexnet linear_params_share", ">90 %"),
    ("alexnet params / googlenet params", "8.7×"),
    ("alexnet params / googlenet params", "8.71x"),
    ("alexnet params / googlenet params", "9 times"),
    ("alexnet params / googlenet params", "about 9 배"),
    ("googlenet params / alexnet params", "11 %"),
    ("alexnet fc6.params / params", "62 %"),
    ("value alexnet conv1.params", "34,944"),
    ("input=3x10x10 'conv 8 3' params", "224"),
    ('"conv 8 3" input=3x10x10 params', "224"),
    ("alexnet  conv1.out_channels=48\n conv1.params", "17,472"),
]


@pytest.mark.parametrize(("words", "text"), HOLDING)
def test_a_number_holds(document, words, text):
    checked = document(number(words, text))
    assert [str(problem) for problem in checked.complaints()] == []
    assert [claim.code for claim in checked.claims] == ["CC301"]


WRONG = [
    ("alexnet conv1.params", "34,848", "34,944"),
    ("alexnet conv1.params", "**34848** weights", "**34944** weights"),
    ("alexnet conv1.params", "`34_848`", "`34_944`"),
    ("alexnet conv1.params", "1만 개", "3만 개"),
    ("alexnet params", "62M", "61M"),
    ("alexnet params", "약 6,200만 개", "약 6,097만 개"),
    ("alexnet macs", "1.50 GMACs", "0.72 GMACs"),
    ("alexnet conv1.output", "96 × 54 × 54", "96 × 55 × 55"),
    ("alexnet conv1.output", "96&times;54&#xD7;54", "96&times;55&#xD7;55"),
    ("alexnet conv1.output", "96x55", "96x55x55"),
    ("alexnet output", "10", "1000"),
    ("alexnet weight_bytes", "241 MB of weights", "244 MB of weights"),
    ("alexnet weight_bytes", "245 MiB", "233 MiB"),
    ("alexnet pool1.receptive_field", "**20**", "**19**"),
    ("alexnet linear_params_share", "95 %", "96 %"),
    ("alexnet linear_params_share", "95", "96"),
    ("alexnet linear_params_share", "95\u202f%", "96\u202f%"),
    ("alexnet linear_params_share", "> 30만7000%", "> 96%"),
    ("alexnet params", "58.1 Mio.", "61.0 Mio."),
    ("alexnet params", "**62** million", "**61** million"),
    ("alexnet params", "6200万个参数", "6097万个参数"),
    ("alexnet params", "1억 307만", "6097만"),
    ("alexnet weight_bytes", "245&nbsp;MB", "244&nbsp;MB"),
    ("alexnet params / googlenet params", "9.7×", "8.7×"),
    ("alexnet params / googlenet params", "8×", "9×"),
    ("googlenet params / alexnet params", "12%", "11%"),
]


def test_a_number_of_an_unknown_unit_is_not_rewritten(document):
    (claim,) = document(number("alexnet params", "58.1 zillion")).claims
    assert (claim.holds, claim.written, claim.fix) == (False, "58.1", None)
    assert claim.difference == "a count is a whole number, or has a unit"


@pytest.mark.parametrize(("words", "wrong", "right"), WRONG)
def test_a_wrong_number_has_a_fix_in_its_own_style(document, words, wrong, right):
    text = number(words, wrong)
    (claim,) = document(text).failures
    assert claim.code == "CC301"
    fixed = text[: claim.fix.start] + claim.fix.text + text[claim.fix.end :]
    assert fixed == number(words, right)
    assert document(fixed).failures == []


def test_the_place_is_that_of_the_number(document):
    text = "a\r\n- b <!-- convcalc alexnet\r\n  conv1.params -->\r\n  **34,848**<!-- /convcalc -->\r\n"
    (claim,) = document(text).failures
    assert (str(claim.place), claim.place.length) == ("doc.md:4:5", 6)
    assert claim.message == "alexnet conv1.params: written 34,848, computed 34,944"


def test_a_byte_order_mark_is_no_column(document):
    (claim,) = document(b"\xef\xbb\xbf" + number("alexnet conv1.params", "1").encode()).failures
    assert (claim.place.line, claim.place.column) == (1, len("It is <!-- convcalc alexnet conv1.params -->") + 1)


def complaints(checked):
    return [str(problem).removeprefix("doc.md:") for problem in checked.complaints()]


BROKEN = [
    (number("alexnet params", "many"), "1:39: error CC303: there is no number between the markers"),
    (number("alexnet params", "61M or 62M"), "1:46: error CC303: there are 2 numbers between the markers"),
    (number("alexnet params", "61m"), "1:41: error CC303: there is no unit 'm' (write M"),
    (number("alexnet params", "0.06 Billionen"), "1:44: error CC303: 'Billionen' is 10⁹ to some readers and 10¹² to"),
    (number("alexnet params", "25&nbsp;mil"), "1:47: error CC303: 'mil' is 10³ to some readers and 10⁶ to others (wr"),
    (number("alexnet params", "60.965.224"), "1:39: error CC303: points do not group digits here (write 60,965,224)"),
    (number("alexnet params", "60 965 224"), "1:39: error CC303: a space stands inside this number (write 60,965,224"),
    (number("alexnet params", "60’965’224"), "1:39: error CC303: apostrophes do not group digits here (write 60,965,"),
    (number("alexnet params", "61,0 Mio."), "1:39: error CC303: the digits are not in groups of three (write 610, or "),
    (
        number("alexnet params", "６１M"),
        "1:39: error CC303: there is no number between the markers (write its digits as",
    ),
    (number("alexnet params", "6１M"), "1:40: error CC303: '１' is not expected here"),
    (number("alexnet params", "６1M"), "1:40: error CC303: '1' is no number"),
    (number("alexnet params", "6.1e-7"), "1:39: error CC303: powers of ten are not written with e"),
    (number("alexnet conv1.params", "34.944"), "1:45: error CC303: points do not group digits here (write 34,944"),
    (number("alexnet conv1.params", "3x4"), "1:45: error CC303: this is a shape, a count is expected"),
    (number("alexnet weighted_layers", "8.000"), "1:48: error CC303: points do not group digits here (write 8 if"),
    (number("alexnet conv1.output", "96x55.5"), "1:45: error CC303: '96x55.5' is no shape (put the markers around"),
    (number("alexnet pool1.receptive_field", "1_9"), "1:54: error CC303: '1_9' is no value"),
    (number("lenet5 linear_params_share", "0.958"), "1:51: error CC303: a share is in percent, and this number has"),
    ("a 2<!-- convcalc alexnet params -->61M<!-- /convcalc -->", "1:36: error CC303: this number goes on beyond its m"),
    ("a <!-- convcalc alexnet params -->6<!-- /convcalc -->1M", "1:35: error CC303: this number goes on beyond its ma"),
    (number("alexnet params", "-61M"), "1:39: error CC303: a count is never negative"),
    (number("alexnet params", "96 %"), "1:42: error CC303: a percentage is not a count"),
    (number("alexnet output", "about ten"), "1:39: error CC303: there is no shape between the markers"),
    (number("", "3"), "1:7: error CC303: this marker names nothing"),
    (number('"conv 8 3 params', "3"), "1:7: error CC303: a quote in this marker is never closed"),
    (number("solve alexnet", "3"), "1:7: error CC303: a marker runs no 'solve' (the commands are value, summarize,"),
    (number("rule CC101", "3"), "1:7: error CC303: a marker runs no 'rule' (the commands are value, summarize,"),
    (number("alexnet vgg16 params", "3"), "1:7: error CC303: these are 2 designs"),
    (number("params", "3"), "1:7: error CC303: a design is missing"),
    (number("alexnet", "3"), "1:7: error CC303: a metric is missing (write alexnet params)"),
    (
        number("value alexnet params macs", "3"),
        "1:7: error CC303: a marker binds one number, and these are 2: params, macs (w",
    ),
    (
        number("alexnet conv1.params, macs", "3"),
        "1:7: error CC303: a marker binds one number, and these are 2: conv1.params, m",
    ),
    (number("params alexnet", "3"), "1:7: error CC303: the metric stands last (write alexnet params)"),
    (
        number("'conv 3 3' macs input=3x8x8", "3"),
        "1:7: error CC303: the metric stands last (write 'conv 3 3' input=3x8x8 m",
    ),
    (number("alexnet conv1 params", "3"), "1:7: error CC303: these are 2 designs: 'alexnet', 'conv1' (write DESIGN ["),
    (number("alexnet params /", "3"), "1:7: error CC303: a design is missing"),
    (number("/", "3"), "1:7: error CC303: a design is missing"),
    (
        number("alexnet output / 'add: [[relu], []], side: [[relu]]' input=3x8x8 output", "3"),
        "1:7: error CC303: a shape has no ratio",
    ),
    (
        number("sumarize alexnet", "3"),
        "1:7: error CC303: there is no command and no design 'sumarize' (did you ",
    ),
    (
        number("explan alexnet params", "3"),
        "1:7: error CC303: there is no command and no design 'explan' (did you m",
    ),
    (number("alexnet parms", "3"), "1:7: error CC304: 'parms' is not a metric (did you mean 'params'?)"),
    (number("alexnet conv9.params", "3"), "1:7: error CC304: there is no layer 'conv9' (did you mean 'conv"),
    (
        number("alexnt params", "3"),
        "1:7: error CC304: there is no file and no catalogue network 'alexnt' (did you mean",
    ),
    (number("alexnet conv1.strde=2 params", "3"), "1:7: error CC304: "),
    (number('"conv 8 3" params', "3"), "1:7: error CC304: "),
    (number("alexnet params / alexnet side_params", "3"), "1:7: error CC304: side_params is 0"),
    (number("alexnet output / alexnet params", "3"), "1:7: error CC303: a shape has no ratio"),
    (number("alexnet relu1.kernel", "3"), "1:7: error CC304: relu1.kernel is not defined"),
    ("a <!-- convcalc alexnet params -->3\n", "1:3: error CC303: this marker is never closed"),
    ("a <!-- convcalc alexnet params\n", "1:3: error CC303: this marker is not ended (end it with -->)"),
    ("a 3<!-- /convcalc -->\n", "1:4: error CC303: this marker closes none"),
]


@pytest.mark.parametrize(("text", "complaint"), BROKEN)
def test_a_broken_marker_is_said_with_its_place(document, text, complaint):
    (found,) = complaints(document(text))
    assert found.startswith(complaint)


def test_markers_do_not_stand_inside_each_other(document):
    text = number("alexnet params", number("alexnet macs", "724M").strip() + " 61M")
    checked = document(text + number("alexnet conv1.params", "34,944"))
    (found,) = complaints(checked)
    assert found.startswith("1:45: error CC303: this marker stands inside that of line 1, which is not closed before (")
    assert [claim.written for claim in checked.claims] == ["724M", "34,944"]


def test_a_marker_that_is_left_open_does_not_hide_the_others(document):
    checked = document("<!-- convcalc ops -->\n" + number("alexnet params", "61M") * 3)
    (found,) = complaints(checked)
    assert found.startswith("2:7: error CC303: this marker stands inside that of line 1, which is not closed before (")
    assert [claim.written for claim in checked.claims] == ["61M", "61M", "61M"]


@pytest.mark.parametrize(
    "text",
    [
        "`<!-- convcalc alexnet params -->`\n",
        "``a ` <!-- convcalc alexnet params -->``\n",
        "a `b\n<b> <!-- convcalc alexnet params --> c` d\n",
        "```\n<!-- convcalc alexnet params -->\n```\n",
        "    <!-- convcalc alexnet params -->\n",
        "\\<!-- convcalc alexnet params -->\n",
        "<!-- a comment about <!-- convcalc alexnet params -->\n",
        "<!-- convcalculator -->\n",
        "---\na: <!-- convcalc alexnet params -->\n---\n",
    ],
)
def test_what_is_no_marker_is_left_alone(document, text):
    checked = document(text)
    assert (complaints(checked), checked.claims) == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        "| a | <!-- convcalc alexnet params -->61M<!-- /convcalc --> |\n",
        "| ` | <!-- convcalc alexnet params -->61M<!-- /convcalc --> |\n| ` |\n",
        "- <!-- convcalc alexnet params -->61M<!-- /convcalc -->\n",
        "> - <!-- convcalc alexnet params -->61M<!-- /convcalc -->\n",
        "# <!-- convcalc alexnet params -->61M<!-- /convcalc -->\n",
        "<div>`<!-- convcalc alexnet params -->61M<!-- /convcalc -->`</div>\n",
        "<!-- convcalc alexnet params -->\n\n61M\n\n<!-- /convcalc -->",
        "a \\`<!--convcalc alexnet params-->61M<!--/convcalc-->\\`\n",
    ],
)
def test_a_marker_stands_anywhere_in_prose(document, text):
    checked = document(text)
    assert complaints(checked) == []
    assert len(checked.claims) == 1


def test_designs_are_found_beside_the_document_and_nowhere_else(document, tmp_path, monkeypatch):
    (tmp_path / "small.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "base.yaml").write_text("extends: ../small.yaml\n", "utf-8")
    outside = tmp_path.parent / f"{tmp_path.name}-outside.yaml"
    outside.write_text(SMALL, "utf-8")
    (tmp_path / "link.yaml").symlink_to(outside)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    try:
        assert complaints(document(number("small.yaml params", "224"))) == []
        assert complaints(document(number("./small params", "224"))) == []
        for design in (str(outside), f"../{outside.name}", "../there-is-none.yaml", "link.yaml", "/dev/zero"):
            (found,) = complaints(document(number(f"{design} params", "224")))
            assert found.startswith(f"1:7: error CC304: {design} leads out of the folders of this document, and is not")
        for design in ("-", "./none.yaml"):
            (found,) = complaints(document(number(f"{design} params", "224")))
            assert found.startswith("1:7: error CC304: there is no file ")
        (found,) = complaints(document(number("sub/base.yaml params", "224")))
        assert found.startswith("1:7: error CC304: sub/base.yaml:1:10: there is no file '../small.yaml'")
    finally:
        outside.unlink()


# Texts


def bound(text, words="summarize small"):
    return f"<!-- convcalc {words} -->\n{text}\n<!-- /convcalc -->\n"


@pytest.mark.parametrize(
    "text",
    [
        "one\ntwo", "\none\ntwo\n\n", "one  \r\ntwo", "```\none\ntwo\n```", "\n~~~~ text\none\ntwo\n~~~~\n",
    ],
)  # fmt: skip
def test_a_text_holds(document, text):
    run, ran = printing()
    checked = document(bound(text), run)
    assert complaints(checked) == []
    assert [claim.code for claim in checked.claims] == ["CC302"]
    assert ran == [["summarize", "small"]]


def test_a_console_shows_errors_too_and_may_leave_lines_out(document):
    run, _ = printing("1\n2\n3\n4\n5\n", "warning\n", 2)
    for shown in ("1\n2\n3\n4\n5\nwarning", "1\n…\nwarning", "1\n…\n3\n…\n5\nwarning", "…\n4\n…", "…"):
        assert complaints(document(bound(f"```console\n$ convcalc summarize small\n{shown}\n```"), run)) == []
    for shown in ("1\n2\n3", "2\n…", "…\n5", "…\n4\n…\n3\n…", "1\n2\n3\n4\n5\n…\n5\nwarning"):
        assert len(document(bound(f"```console\n$ convcalc summarize small\n{shown}\n```"), run).failures) == 1


OLD = [
    ("one\nthree", "one\ntwo"),
    ("one", "one\ntwo"),
    ("one\ntwo\nthree", "one\ntwo"),
    ("\n0\n", "\none\ntwo\n"),
    ("```\n0\n```", "```\none\ntwo\n```"),
    ("```\n```", "```\none\ntwo\n```"),
    ("```console\n$ convcalc summarize small\n```", "```console\n$ convcalc summarize small\none\ntwo\n```"),
    ("```console\n$ convcalc summarize small\n0\n```", "```console\n$ convcalc summarize small\none\ntwo\n```"),
]


@pytest.mark.parametrize(("old", "new"), OLD)
def test_an_old_text_is_written_anew(document, old, new):
    (claim,) = document(bound(old)).failures
    text = bound(old)
    assert claim.code == "CC302"
    assert text[: claim.fix.start] + claim.fix.text + text[claim.fix.end :] == bound(new)


def test_nothing_between_the_markers_is_filled_with_lines_of_their_own(document):
    text = "<!-- convcalc ops --><!-- /convcalc -->\n"
    (claim,) = document(text).failures
    assert text[: claim.fix.start] + claim.fix.text + text[claim.fix.end :] == (
        "<!-- convcalc ops -->\n\none\ntwo\n\n<!-- /convcalc -->\n"
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_is_written_with_the_line_ends_of_its_document(document, end):
    markers = "<!-- convcalc ops --><!-- /convcalc -->"
    for text in (f"a{end}{markers}", f"{markers}{end}a\n", f"a\n{markers}{end}"):
        (claim,) = document(text).failures
        assert claim.fix.text == f"{end}{end}one{end}two{end}{end}"
    (claim,) = document(markers).failures
    assert claim.fix.text == "\n\none\ntwo\n\n"


def test_a_text_in_a_quote_or_a_list_has_its_marks(document):
    text = "> - <!-- convcalc ops -->\r\n>   0\r\n>   <!-- /convcalc -->\r\n"
    (claim,) = document(text, printing("one\n\ntwo\n")[0]).failures
    fixed = text[: claim.fix.start] + claim.fix.text + text[claim.fix.end :]
    assert fixed == "> - <!-- convcalc ops -->\r\n>   one\r\n>\r\n>   two\r\n>   <!-- /convcalc -->\r\n"
    assert document(fixed, printing("one\n\ntwo\n")[0]).failures == []


def test_the_place_of_an_old_text_is_its_first_wrong_line(document):
    (claim,) = document(bound("one\n2\nthree")).failures
    assert (str(claim.place), claim.written, claim.computed) == ("doc.md:3:1", "'2'", "'two'")


MARKUP = ("<script>", "a <pre", "</table>", "a <!-- b", "-->", "<![CDATA[", "<?php", "<https://a.b>", "\\\\<b>", "~~~",
          "  ```", "- ~~~", "> 1. ```` a", "![a](b)", "[a](b)")  # fmt: skip
NO_MARKUP = (
    "a < b, c <= d", "\\<script>", "\\\\\\<b>", "`~~~`", "\\~~~", "~~", "concat: [[conv 3], []]", "\\[a\\](b)",
    "&lt;b>",
)  # fmt: skip


@pytest.mark.parametrize("line", MARKUP)
def test_a_text_that_would_be_read_as_markup_is_written_into_a_fence_alone(document, line):
    run = printing(f"one\n{line}\n")[0]
    (claim,) = document(bound("0"), run).failures
    assert claim.fix is None
    assert claim.difference == "`--fix` leaves it, since it would be read as markup here; a longer fence would hold it"
    (claim,) = document(bound("`````\n0\n`````"), run).failures
    assert claim.fix.text == f"one\n{line}"


@pytest.mark.parametrize("line", NO_MARKUP)
def test_a_text_that_is_no_markup_is_written_where_it_stands(document, line):
    (claim,) = document(bound("0"), printing(f"one\n{line}\n")[0]).failures
    assert claim.fix.text == f"one\n{line}"


@pytest.mark.parametrize(
    "text",
    [
        "A ` b <!-- convcalc ops -->\n0\n<!-- /convcalc -->\n",
        "<!-- convcalc ops --> a\n\nb <!-- convcalc ops -->\n0 <!-- /convcalc --> c ` d\n",
    ],
)
def test_a_text_that_would_hide_a_marker_is_not_written(document, text):
    run = printing("one ` two\n")[0]
    assert [claim.fix for claim in document(text, run).failures] == [None]
    assert [claim.fix.text for claim in document(text, printing("one `` two\n")[0]).failures] == ["one `` two"]


def test_a_text_that_would_be_read_as_markers_is_not_written(document):
    (claim,) = document(bound("0"), printing("<!-- /convcalc -->\n")[0]).failures
    assert claim.fix is None
    (claim,) = document(bound("```\n0\n```"), printing("```\n")[0]).failures
    assert claim.fix is None


def test_a_command_that_fails_is_an_error(document):
    (found,) = complaints(
        document(bound("0"), printing("", "error: there is no op 'cnov' (did you mean 'conv'?)\n", 2)[0])
    )
    assert found == "1:1: error CC304: there is no op 'cnov' (did you mean 'conv'?)"


def test_a_command_runs_once_for_all_that_name_it(document):
    run, ran = printing()
    assert len(document(bound("one\ntwo") * 50, run).claims) == 50
    assert len(ran) == 1


@pytest.mark.parametrize(
    ("words", "text", "unit", "said"),
    [
        ("vgg16 params", "138 MB", "MB", "params counts parameters, not bytes (weight_bytes has bytes, "),
        ("vgg16 params", "**553MB**", "MB", "params counts parameters, not bytes"),
        ("vgg16 forward_activations", "61.0 MB", "MB", "forward_activations counts values, not bytes (no metric "),
        ("vgg16 conv1_1.output", "64 MiB", "MiB", "output is a shape, not bytes"),
        ("vgg16 conv_params_share", "10.6 KB", "KB", "conv_params_share is a share in percent, not bytes"),
    ],
)
def test_bytes_of_what_is_not_counted_in_bytes_are_no_claim(document, words, text, unit, said):
    written = number(words, text)
    checked = document(written)
    assert checked.claims == []  # 138M parameters are no 138 MB, and 15.2M values would be no 15.2 MB
    (problem,) = checked.problems
    assert f"{problem.message} ({problem.hint})".startswith(said)
    assert (problem.place.column, problem.place.length) == (written.index(f"{unit}") + 1, len(unit))


def test_of_a_design_with_warnings_too_the_error_is_said(document, tmp_path):
    text = "input: 3x8x8\nblocks: {spare n: [conv n 1]}\nlayers:\n  - conv 3 9\n"
    (tmp_path / "warned.yaml").write_text(text, "utf-8")
    (problem,) = document(number("warned.yaml params", "3")).problems
    assert problem.message == "warned.yaml:4:12: the filter covers 9, the input with padding is only 8 + 2·0 wide"
    warned = "a.yaml:2:10: warning: the block 'b' is never used\n 2 | error: \na.yaml:4:3: error: too large\n"
    run, _ = printing("", warned, 2)
    (problem,) = document("<!-- convcalc summarize a.yaml -->\n<!-- /convcalc -->\n", run).problems
    assert problem.message == "a.yaml:4:3: error: too large"


def test_of_several_outputs_the_design_is_named_and_one_to_take(document, tmp_path):
    (tmp_path / "two.yaml").write_text(
        "input: 3x8x8\nlayers: [a: relu, {b: [from a, relu]}, {c: [from a, tanh]}]\n", "utf-8"
    )
    for words in ("two.yaml output", "alexnet params / two.yaml receptive_field"):
        (found,) = complaints(document(number(words, "3")))
        assert found.startswith(
            "1:7: error CC304: two.yaml has 2 outputs: b 3×8×8, c 3×8×8 (ask for that of a layer: b."
        )
