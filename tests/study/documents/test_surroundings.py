"""What stands around a number and may be part of what it says: where the number does not hold it is named, and kept."""

from __future__ import annotations

import pytest

# ResNet-50 has 25,557,032 parameters, 4 bytes each; linear layers have 2,049,000 of them: 8.02 %. AlexNet has
# 60,965,224, GoogLeNet 6,998,552: 11.48 % of them. AlexNet's conv1 puts out 96×55×55, its last layer 1000 values.
CLOSE = "<!-- /convcalc -->"


@pytest.fixture
def document(fixing):
    """What is said of a document, and what it is after a fix, with @ for the marker of some words and | for its end."""

    def check(text, words="resnet50 params"):
        opened = f"<!-- convcalc {words} -->"
        checked, after = fixing()(text.replace("@", opened).replace("|", CLOSE))
        return [str(problem) for problem in checked.complaints()], after.replace(opened, "@").replace(CLOSE, "|")

    return check


HOLDING = ["@25,557,032| values", "@25557032|개", "@25557032|xyz", "@25.6M| million", "@2556만|个"]


@pytest.mark.parametrize("text", HOLDING)
def test_behind_a_number_that_holds_stands_prose(document, text):
    assert document(f"It has {text} here.\n") == ([], f"It has {text} here.\n")


UNITS = ["million", "M", "Mio.", "млн", "millones", "백만", "百万"]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    "text",
    [
        "@26|{}", "@26| {}", "@26|\u00a0{}", "@26|&nbsp;{}", "@26|\u202f{}", "@26|&#8239;{}", "@26|-{}", "@26|\n{}",
        "@26|\r\n> {}", "@**26**| {}", "**@26|** {}", "<b>@26|</b> {}", "@`26`|\u2009{}", "$@26|$ {}", "@26 |{}",
        "@26-{}|", "@$26$ {}|", "@[26](#a) {}|", "@26 ({})|", "@26|<!-- a --> {}", "$@26|\\text{{{}}}$",
    ],
)  # fmt: skip
@pytest.mark.parametrize("number", ["26", "25"])
def test_a_unit_that_does_not_stand_at_its_number_is_named(document, text, unit, number):
    """Also behind a number that is wrong: what is right without its unit is wrong with it."""
    text = f"> It has {text.format(unit)} here.\n".replace("26", number)
    (said,), fixed = document(text)
    assert said.startswith("doc.md:1:")
    assert (
        f"written {number}, computed 25,557,032 ('{unit.removesuffix('.')}' behind the number belongs to it: " in said
    )
    assert fixed == text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@26| zillion", "'zillion'"),
        ("@26|개", "'개'"),
        ("@2.6| x 10^7", "'x 10^7'"),
        ("@26|×10⁶", "'×10⁶'"),
        ("@26|e6", "'e'"),
        ("@31|xyz", "'xyz'"),
        ("@31|m", "'m'"),
        ("@31|ล้าน", "'ล"),
        ("@31|m", "write M"),
        ("@31| Mill.", "'Mill'"),  # no power of ten would make it hold, and it is a unit all the same
        ("@31| m", "'m'"),
        ("@31| (in millions)", "'in'"),
        ("@31|, in M", "if its unit stands elsewhere, write 25.6 M between the markers"),
        ("@31| xyz", "'xyz'"),
        ("@25| mil", "'mil' is 10³ to some readers and 10⁶ to others: write K or M"),
        ("@0.03| Billionen", "'Billionen' is 10⁹ to some readers and 10¹² to others"),
        ("@26|MB", "'MB'"),
        ("@26| %", "'%'"),
        ("@25|,557,032", "',557'"),
        ("@25| 557 032", "'557'"),
        ("@25|.6M", "'.6'"),
        ("@25\u200b.6|", "\u200b.6'"),
        ("@25<wbr>.6|", "'<wbr>.6'"),
        ("@25\\.6|", "'\\.6'"),
        ("@25&nbsp;.6|", "'&nbsp;.6'"),
        ("@25M|–26M", "'–26'"),
    ],
)
def test_what_may_be_a_unit_or_more_of_the_number_is_named(document, text, named):
    (said,), fixed = document(f"It has {text} here.\n")
    assert named in said
    assert fixed == f"It has {text} here.\n"


@pytest.mark.parametrize(
    ("words", "number", "right"),
    [
        *[("resnet50 params", number, "25.6 M") for number in ("26", "25.6", "2556", "0.26")],
        ("resnet50 weight_bytes", "102", "102.2 M"),
        ("resnet50 weight_bytes", "97.5", "102.2 M"),  # 102,228,128/1024² = 97.49
        ("googlenet params / alexnet params", "11", "0.115"),
    ],
)
def test_a_unit_may_stand_in_the_head_of_a_column(document, words, number, right):
    text = f"<table><tr><th>of millions</th></tr><tr><td>@{number}|</td></tr></table>\n"
    (said,), fixed = document(text, words)
    assert said.endswith(f"(if its unit stands elsewhere, write {right} between the markers)")
    assert fixed == text


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("@31| values", "@25557032| values"),
        ("@25557030| xyz", "@25557032| xyz"),
        ("@31|개", "@25557032|개"),
        ("@31|个参数", "@25557032|个参数"),
        ("@31|입니다", "@25557032|입니다"),
        ("@31|params", "@25557032|params"),
        ("@25557030|. Million", "@25557032|. Million"),
        ("@25557030|\n\nMillion", "@25557032|\n\nMillion"),
        ("@25557030|[^1]", "@25557032|[^1]"),
        ("@24M| parameters", "@26M| parameters"),
        ("about @24M|", "about @26M|"),
        ("conv1 -> @24M|", "conv1 -> @26M|"),
        ("ResNet-@24M|", "ResNet-@26M|"),
        ("<b>@24M|</b>", "<b>@26M|</b>"),
        ("a\n> @24M|", "a\n> @26M|"),
    ],
)
def test_prose_keeps_no_number_from_being_rewritten(document, text, fixed):
    (said,), found = document(f"{text} here.\n")
    assert "holds" in said or "too few" in said
    assert found == f"{fixed} here.\n"


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("≤ @25.0M|", "'≤' makes it a bound: write it"),
        ("a > **@25.0M|**", "'>' makes it a bound: write it"),
        ("&lt;@26.0M|", "'&lt;' makes it a bound: write it"),
        ("at most @25.0M|", "'at most' makes it a bound: write <="),
        ("more than @25.0M|", "'more than' makes it a bound: write >"),
        ("@over 25.0M|", "'over' makes it a bound: write >"),
        ("@25.0M|+", "'+' makes it a bound: write >="),
        ("@2500.1만|개 이상", "'이상' makes it a bound: write >="),
        ("@2500.1万|以上", "'以上' makes it a bound: write >="),
        ("~@25,600,000|", "'~' makes it about: write ~"),
        ("roughly @25,600,000|", "'roughly' makes it about: write ~"),
        ("−@25.0M|", "'−' before the number belongs to it"),
        ("20–@25.0M|", "'0–' before the number belongs to it"),
        ("1.@25.0M|", "'1.' before the number belongs to it"),
        ("1억 @2557만|", "'1억' before the number belongs to it"),
        ("@14.0M| fewer", "'fewer' makes it a difference, and the marker names the whole number"),
        ("@**14.0M**| **more** of them", "'more' makes it a difference, and the marker names the whole number"),
        ("@2M|×", "'×' makes it a ratio, and the marker names the whole number"),
        ("@1.7M|x", "'x' makes it a ratio"),
        ("less by @14.0M|", "'by' makes it a difference"),
    ],
)
def test_what_makes_a_number_a_bound_or_another_number_is_named(document, text, sign):
    (said,), fixed = document(f"It has {text} here.\n")
    assert sign in said
    assert fixed == f"It has {text} here.\n"


def test_a_billion_is_english_and_not_rewritten_where_it_would_hold_in_another_language(document):
    words = "input=1000000x1x1 'conv 2000000 1 bias=false' params"  # 2·10¹², two German Billionen
    for text, shown in {"@2 billion|": "2.0 T", "@0.0000020 trillion|": "2.0 T"}.items():
        (said,), fixed = document(f"It has {text} here.\n", words)
        assert f"is read as in English: write {shown}" in said
        assert fixed == f"It has {text} here.\n"
    assert document("@0.026 billion|\n")[0] == []


OTHERS = [
    ("googlenet params / alexnet params", "@11| %", "'%' behind the number belongs to it: write the number in %"),
    (
        "googlenet params / alexnet params",
        "@12 percent|",
        "'percent' behind the number belongs to it: write the number",
    ),
    ("alexnet params / googlenet params", "@9.7|e3", "'e' behind the number is not understood"),
    ("resnet50 weight_bytes", "@102| MB", "'MB' behind the number belongs to it: put it between the markers"),
    ("resnet50 weight_bytes", "@97.5|MiB", "'MiB' behind the number belongs to it: write the number in MB or MiB"),
    ("resnet50 weight_bytes", "@103 Mo|", "'Mo' behind the number belongs to it: write the number in MB or MiB"),
    ("resnet50 weight_bytes", "@103 МБ|", "'МБ' behind the number belongs to it: write the number in MB or MiB"),
    ("alexnet conv1.output", "@96x55|x55", "'x55' behind the number belongs to it: put all of it"),
    ("alexnet conv1.output", "96×@55×55|", "'96×' before the number belongs to it: put all of it"),
    ("alexnet output", "@1|K", "'K' behind the number belongs to it: write the number in full"),
    ("alexnet output", "@1|천", "'천' behind the number belongs to it: write the number in full"),
    ("alexnet pool1.receptive_field", "@20|xyz", "'xyz' behind the number is not understood"),
]


@pytest.mark.parametrize(("words", "text", "said"), OTHERS)
def test_shares_bytes_and_shapes_go_on_too(document, words, text, said):
    (complaint,), fixed = document(f"It has {text} here.\n", words)
    assert said in complaint
    assert fixed == f"It has {text} here.\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@8| %", None),
        ("@8|", None),
        ("@8.0| percent", None),
        ("@0.08|", "a share is in percent, and this number has no % (write 8 %)"),
        ("@0.080| of it", "a share is in percent, and this number has no % (write 8.0 %)"),
        ("@> 5| of it", None),
        ("@> 0.9| of it", "a share is in percent, and this number has no % (write > 8 %)"),
        ("@<= 0.9| of it", "a share is in percent, and this number has no % (write <= 9 %)"),
    ],
)
def test_a_share_is_in_percent_with_the_sign_or_without(document, text, said):
    found, fixed = document(f"It has {text} here.\n", "resnet50 linear_params_share")
    assert [complaint.partition(": error CC303: ")[2] for complaint in found] == ([said] if said else [])
    assert fixed == f"It has {text} here.\n"


def test_where_nothing_can_be_written_that_is_said(document):
    (said,), fixed = document("It has @> 0| here.\n", 'input=3x10x10 "relu" params')
    assert said.endswith("written > 0, computed 0 (nothing that would hold is written in this way)")
    assert fixed == "It has @> 0| here.\n"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("> It has\n> @\n> 61M\n> | here.\n", "> It has\n> @\n> 26M\n> | here.\n"),
        ("> > @\n> > 27| M\n", None),
        ("> @\n> 26M|\n", "> @\n> 26M|\n"),
        ("> @\r\n>26\r\n> million|\r\n", "> @\r\n>26\r\n> million|\r\n"),
        ("> @\n> 31\n> million|\n", "> @\n> 26\n> million|\n"),
        ("@> 30M|\n", "@> 25M|\n"),  # here it is a bound
    ],
)
def test_the_mark_of_a_quoted_line_is_no_bound(document, text, right):
    _, fixed = document(text)
    assert fixed == (text if right is None else right)


def test_a_marker_over_two_lines_of_a_quote_is_read(checking):
    checked = checking()(
        "> <!-- convcalc\n> resnet50 params -->25,557,032<!-- /convcalc -->\n",
        run=lambda *_: pytest.fail("nothing is run"),
    )
    assert (len(checked.claims), checked.complaints()) == (1, [])


@pytest.mark.parametrize(
    "text",
    [
        "@54 %| fewer", "@54%| less", "@**54 %**| **fewer**", "@54\u00a0%| smaller", "@54 %|\nfewer",
        "cuts them by @54 %|", "reduced by about **@54 %|**", "saves @54 %|", "@54 %| weniger", "um @54 %| kleiner",
        "@54 %| de moins", "@54 %| меньше", "@54 %| 적다", "@54 %| 감소", "@54%|更少", "@54 %| Fewer",
    ],
)  # fmt: skip
def test_a_share_that_is_said_as_a_difference_is_not_rewritten(document, text):
    """ResNet-18 has 46 % of ResNet-50's parameters, so 54 % fewer: `46 % fewer` would be false."""
    (said,), fixed = document(f"It has {text} of them.\n", "resnet18 params / resnet50 params")
    assert "makes it a difference, and the marker names the ratio itself" in said
    assert fixed == f"It has {text} of them.\n"


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("@54 %| of them, less than half", "@46 %| of them, less than half"),
        ("@54 %|, more or less", "@46 %|, more or less"),
        ("@54 %| pluses", "@46 %| pluses"),
        ("nearby @54 %|", "nearby @46 %|"),
        ("@0.54×| fewer", "@0.46×| fewer"),
    ],
)
def test_a_share_beside_other_words_is_rewritten(document, text, fixed):
    assert document(f"It has {text}.\n", "resnet18 params / resnet50 params")[1] == f"It has {fixed}.\n"


@pytest.mark.parametrize(
    "text", ["@54|% less", "@54| % **fewer**", "@54|\\% smaller", "@54| percent more", "@54 %| less"]
)
def test_nor_is_one_with_its_sign_behind_the_markers(document, text):
    """Linear layers have 8 % of ResNet-50's parameters."""
    (said,), fixed = document(f"It has {text} of them.\n", "resnet50 linear_params_share")
    assert "makes it a difference, and the marker names the share itself" in said
    assert fixed == f"It has {text} of them.\n"
