"""The markers that are suggested for numbers that are not bound: they compare what they say, and change nothing else.

torchvision's counts: ResNet-34 has 21,797,672 parameters and ResNet-50 25,557,032, with 4.09 GMACs; the paper's
AlexNet has 60,965,224 and GoogLeNet 6,998,552, which is 8.71 times fewer.
"""

from __future__ import annotations

import re
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convcalc.study.documents.fix import fix_of, fixed_text

TABLE = "| Model | Params (M) |\n| --- | --- |\n| ResNet-34 | 2.18 |\n| ResNet-50 | 25.6 |\n"


class Document:
    """A document that is checked, and what is suggested for it."""

    def __init__(self, check):
        self.checked = partial(check, suggest=True)

    def suggested(self, text):
        found = self.checked(text).suggestions
        claims = [f"{claim.subject} {claim.written}{'' if claim.holds else ' !'}" for claim in found.claims]
        return claims, [problem.message for problem in found.refused]

    def put_in(self, text):
        claims = sorted((claim for claim in self.checked(text).suggestions.claims if claim.fix), key=fix_of)
        return fixed_text(text, claims)


@pytest.fixture
def document(checking):
    return Document(checking())


def markdown(words, text):
    return f"<!-- convcalc {words} -->{text}<!-- /convcalc -->"


def test_a_number_that_holds_and_one_that_does_not(document):
    text = "ResNet-50 has 25.6M params and 3.8 GFLOPs.\n"
    assert document.suggested(text) == (["resnet50 params 25.6M", "resnet50_v1 macs 3.8 G !"], [])
    first, second = markdown("resnet50 params", "25.6M"), markdown("resnet50_v1 macs", "3.8 GFLOPs")
    assert document.put_in(text) == f"ResNet-50 has {first} params and {second}.\n"
    wrong = document.checked(text).suggestions.claims[1]  # the paper's 3,857,973,248, cut off
    assert wrong.difference == "1.5 % too few; 3.9 G holds; resnet50 is v1.5, and has 4,089,184,256"


def test_a_version_that_is_no_nearer_is_not_named(document):
    """ResNet-152 has 60,192,808 parameters in both versions."""
    claims, (said,) = document.suggested("ResNet-152 has 60.3M parameters.\n")
    assert (claims, "v1" in said) == ([], False)


def test_flops_are_read_as_what_is_nearer(document):
    assert document.suggested("VGG-16 needs 15.5 GFLOPs.")[0] == ["vgg16 macs 15.5 G"]
    assert document.suggested("VGG-16 needs 30.9 GFLOPs.")[0] == ["vgg16 flops 30.9 G"]


def test_a_ratio(document):
    text = "GoogLeNet has 12x fewer parameters than AlexNet."
    claims = document.checked(text).suggestions.claims
    assert [(claim.subject, claim.holds) for claim in claims] == [("alexnet params / googlenet params", False)]
    assert "8.711" in claims[0].computed  # 60,965,224 / 6,998,552 = 8.7111…
    bound = markdown("alexnet params / googlenet params", "12x")
    assert document.put_in(text) == f"GoogLeNet has {bound} fewer parameters than AlexNet."


@pytest.mark.parametrize(
    "text",
    [
        "AlexNet against GoogLeNet: 12x fewer parameters.",
        "GoogLeNet versus AlexNet: 12x fewer parameters.",
        "Compared to GoogLeNet, AlexNet has 12x more parameters.",
    ],
)
def test_a_ratio_of_two_that_stand_before_it_is_of_the_larger_to_the_smaller(document, text):
    claims = document.checked(text).suggestions.claims
    assert [(claim.subject, claim.computed) for claim in claims] == [
        ("alexnet params / googlenet params", "60,965,224/6,998,552 = 8.711×")
    ]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("AlexNet has 61,100,840 parameters.", "alexnet_torchvision params 61,100,840"),
        ("AlexNet has 62,378,344 parameters.", "alexnet_one_tower params 62,378,344"),
        # torchvision's has 4,089,184,256 MACs, of which 2,048,000 in its last layer; the rest times (256/224)²
        ("ResNet-50 needs 5.34 GMACs at 256x256.", "resnet50 input=3x256x256 macs 5.34 G"),
        ("At an input size of 256, ResNet-50 needs 10.7 GFLOPs.", "resnet50 input=3x256x256 flops 10.7 G"),
    ],
)
def test_the_network_of_the_name_is_meant_for_which_it_holds(document, text, claim):
    assert document.suggested(text) == ([claim], [])


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("61,100,840", "it holds for alexnet_torchvision"),
        # Krizhevsky's without groups, 60,965,224 + 1,413,120
        ("62,378,344", "that is 60,965,224 + 1,413,120, the count without groups; it holds for alexnet_one_tower"),
    ],
)
def test_a_name_that_another_network_has_too_is_still_said_once_it_is_bound(document, number, said):
    bound = f"AlexNet has {markdown('alexnet params', number)} parameters."
    (claim,) = document.checked(bound).failures
    assert (claim.cause or claim.difference).endswith(said)


@pytest.mark.parametrize("mark", ["**", "*", "__", "_", "***"])
def test_the_markers_stand_around_emphasis(document, mark):
    text = f"ResNet-50 has {mark}25.6M{mark} params."
    assert document.put_in(text) == f"ResNet-50 has {markdown('resnet50 params', f'{mark}25.6M{mark}')} params."


def test_a_table(document):
    assert document.suggested(TABLE) == (["resnet34 params 2.18M !", "resnet50 params 25.6M"], [])
    assert document.put_in(TABLE) == f"<!-- convcalc table -->\n{TABLE}"
    quoted = "".join(f"> {line}\n" for line in TABLE.splitlines())
    assert document.put_in(quoted) == f"> <!-- convcalc table -->\n{quoted}"
    assert document.put_in(TABLE.replace("\n", "\r\n")) == f"<!-- convcalc table -->\n{TABLE}".replace("\n", "\r\n")
    listed = TABLE.replace("\n", "\n  ")
    assert document.put_in(f"- {listed}") == f"- <!-- convcalc table -->\n  {listed}"
    html = "<table><tr><th>Model</th><th>Params</th></tr><tr><td>ResNet-34</td><td>21.8M</td></tr></table>\n"
    assert document.put_in(f"<div>{html}") == f"<div><!-- convcalc table -->{html}"


def test_columns_and_rows_are_said_where_names_need_it(document, tmp_path):
    (tmp_path / "small.yaml").write_text("input: 3x10x10\nlayers: [conv 8 3]\n", "utf-8")  # 8·(3·9 + 1) = 224
    text = "| Model | Params | Size (MB) |\n| --- | --- | --- |\n| VGG-16 | 138M | 553 |\n| Small | 224 | 0.000896 |\n"
    comment = '<!-- convcalc table rows="Small=small.yaml" columns="Size (MB)=weight_bytes" -->\n'
    assert document.put_in(text) == f"{comment}{text}"
    assert all(claim.holds for claim in document.checked(text).suggestions.claims)
    assert document.checked(f"{comment}{text}").failures == []


def test_what_can_take_no_marker_is_said(document):
    joined = "ResNet-50的参数量为**25.6M参数**"
    assert document.put_in(joined) == joined


@pytest.mark.parametrize(
    ("name", "text", "put_in", "refused"),
    [
        (
            "a.tex",
            "ResNet-50 has 25.6M params and 4.1 GFLOPs.\n",
            "ResNet-50 has 25.6M params and 4.1 GFLOPs. % convcalc resnet50 macs\n",
            "a marker binds the last number on its line here",
        ),
        (
            "a.rst",
            "ResNet-50 has 25.6M params and 4.1 GFLOPs.\n",
            ".. convcalc resnet50 params\n\nResNet-50 has 25.6M params and 4.1 GFLOPs.\n",
            "a marker binds the first number of its paragraph here",
        ),
        (
            "a.rst",
            "Text\n- AlexNet has 61.0M parameters.\n\nResNet-50 has 25.6M params.\n",
            "Text\n- AlexNet has 61.0M parameters.\n\n.. convcalc resnet50 params\n\nResNet-50 has 25.6M params.\n",
            "nothing can stand above its paragraph",
        ),
        (
            "a.rst",
            ".. figure:: a.png\n   :alt: A\n\n   AlexNet has 61.0M parameters.\n\n   ResNet-50 has 25.6M params.\n",
            ".. figure:: a.png\n   :alt: A\n\n   AlexNet has 61.0M parameters.\n\n"
            "   .. convcalc resnet50 params\n\n   ResNet-50 has 25.6M params.\n",
            "nothing can stand above its paragraph",
        ),
        (
            "a.tex",
            "A \\begin{tabular}{lr}Model & Params\\\\\\hline VGG-16 & 138M\\end{tabular}\n\nVGG-16 has 138M weights.\n",
            "A \\begin{tabular}{lr}Model & Params\\\\\\hline VGG-16 & 138M\\end{tabular}\n\nVGG-16 has 138M weights. "
            "% convcalc vgg16 params\n",
            "nothing can stand above this table",
        ),
    ],
)
def test_a_marker_that_stands_alone(checking, name, text, put_in, refused):
    document = Document(checking(name))
    assert document.suggested(text)[1] == [f"no marker can be suggested here: {refused}"]
    assert document.put_in(text) == put_in
    assert [claim.holds for claim in document.checked(put_in).claims] == [True]


LATEX_ROWS = "Model & Params (M) \\\\ \\hline\nResNet-34 & 2.18 \\\\\nResNet-50 & 25.6 \\\\\n"
SIMPLE = "=========  ==========\nModel      Params (M)\n=========  ==========\nResNet-34  2.18\nResNet-50  25.6\n"
SIMPLE += SIMPLE.partition("\n")[0] + "\n"
DRAWN = (
    "+-----------+------------+\n| Model     | Params (M) |\n+===========+============+\n| ResNet-34 | 2.18       |\n"
)
DRAWN += "+-----------+------------+\n| ResNet-50 | 25.6       |\n+-----------+------------+\n"
INSIDE = "".join(f"   {line}\n" for line in SIMPLE.splitlines())


@pytest.mark.parametrize(
    ("name", "before", "table"),
    [
        ("a.tex", "A\n\n", f"\\begin{{tabular}}{{lr}}\n{LATEX_ROWS}\\end{{tabular}}\n"),
        (
            "a.tex",
            "\\begin{table}\n",
            f"  \\begin{{tabularx}}{{3in}}{{lr}}{LATEX_ROWS}\\end{{tabularx}}\n\\end{{table}}\n",
        ),
        ("a.tex", "", f"\\begin{{longtable}}[c]{{lr}}\\caption{{a}}\\\\{LATEX_ROWS}\\end{{longtable}}\n"),
        ("a.tex", "Some $x$.\n", f"$$\\begin{{array}}{{lr}}{LATEX_ROWS}\\end{{array}}$$\n"),
        ("a.tex", "", f"\\small\\resizebox{{2in}}{{!}}{{\\begin{{tblr}}{{lr}}{LATEX_ROWS}\\end{{tblr}}}}\n"),
        ("a.tex", "", f"\\begin{{tabu}} to 3in {{lr}}{LATEX_ROWS}\\end{{tabu}}"),
        ("a.rst", "A\n\n", SIMPLE),
        ("a.rst", "A\n=\n\n", DRAWN),
        ("a.rst", "A\n\n", f".. _models:\n\n.. table:: Models\n   :widths: auto\n\n{INSIDE}"),
        ("a.rst", "* A\n\n", INSIDE),
        (
            "a.html",
            "<p>A</p>\n",
            "<table><tr><th>Model<th>Params<tr><td>ResNet-34<td>2.18M<tr><td>ResNet-50<td>25.6M</table>",
        ),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_of_any_kind(checking, name, before, table, end):
    document = Document(checking(name))
    before, table = (text.replace("\n", end) for text in (before, table))
    twice = f"{before}{table}{end}{end}B{end}{end}"
    margin = table[: len(table) - len(table.lstrip(" "))]
    marker = {"a.rst": f".. convcalc table{end}{end}", "a.tex": f"% convcalc table{end}"}.get(name)
    bound = f"{before}{margin}{marker or f'<!-- convcalc table -->{end}'}{table}{end}{end}B{end}{end}"
    assert document.suggested(twice + twice) == (["resnet34 params 2.18M !", "resnet50 params 25.6M"] * 2, [])
    assert document.put_in(twice + twice) == bound + bound
    checked = document.checked(bound + bound)
    assert ([claim.holds for claim in checked.claims], checked.unbound) == ([False, True] * 2, [])


@pytest.mark.parametrize(
    ("text", "put_in"),
    [
        ("- {}\n- {}\n", "- .. {}\n\n  {}\n- .. {}\n\n  {}\n"),
        ("#. {}\n   more\n", "#. .. {}\n\n   {}\n   more\n"),
        ("1. a\n\n   - {}\n", "1. a\n\n   - .. {}\n\n     {}\n"),
        ("- a\n\n  b\n- {}\n", "- a\n\n  b\n- .. {}\n\n  {}\n"),
        (".. note::\n\n   {}\n", ".. note::\n\n   .. {}\n\n   {}\n"),
        (".. note:: {}\n", ".. {}\n\n.. note:: {}\n"),
    ],
)
def test_a_marker_in_what_holds_a_paragraph_in_rest(checking, text, put_in):
    document = Document(checking("a.rst"))
    said = "AlexNet has 61.0M parameters."
    text = text.replace("{}", said)
    assert document.put_in(text) == put_in.replace(".. {}", ".. convcalc alexnet params").replace("{}", said)
    assert all(claim.holds for claim in document.checked(document.put_in(text)).claims)
    assert document.checked(document.put_in(text)).unbound == []


PIECES = st.sampled_from(
    [
        *(
            "ResNet-50 has 25.6M params",
            "VGG-16 with **138M** weights",
            "GoogLeNet has 12x fewer parameters than AlexNet",
        ),
        *(
            "\n", "\n\n", "\r\n", "> ", "- ", "* ", "`", "```", "**", "<!--", "-->", "<div>", "$", "]", "[", "(x)",
            "<b>",
        ),
        *("&nbsp;", "é", "ResNet50的参数量为25.6M", "    ", ". ", ", ", " ", TABLE, TABLE.splitlines()[-1]),
        *("<!-- convcalc alexnet params -->", "<!-- /convcalc -->", "<!-- convcalc table -->"),
    ]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=12).map("".join))
def test_putting_them_in_adds_markers_alone_and_binds_what_was_said(document, text):
    before = document.checked(text)
    claims = [claim for claim in before.suggestions.claims if claim.fix]
    after = document.put_in(text)
    added = re.sub(r"<!-- convcalc table -->(?:\r\n|\n)?[ >]*|<!-- /?convcalc[^<>]*-->", "", after)
    assert added == re.sub(r"<!-- convcalc table -->(?:\r\n|\n)?[ >]*|<!-- /?convcalc[^<>]*-->", "", text)
    bound = sorted((claim.subject, claim.written, claim.holds) for claim in document.checked(after).claims)
    wanted = [*before.claims, *before.suggestions.claims] if claims else before.claims
    assert bound == sorted((claim.subject, claim.written, claim.holds) for claim in wanted)


@pytest.mark.parametrize("tag", ["iframe", "noframes", "noembed", "xmp", "textarea"])
def test_no_marker_is_put_where_html_has_text_alone_and_shows_comments(checking, tag):
    text = f"<p>Page</p>\n<{tag}>ResNet-50 has 25.6M params</{tag}>\n"
    assert Document(checking("a.html")).put_in(text) == text


@pytest.mark.parametrize("use", ["[ResNet-50 has 25.6M params]", "[resnet-50 has 25.6M params][]"])
def test_no_marker_is_put_into_the_name_of_a_link_of_markdown_that_is_defined_apart(document, use):
    text = f'See {use}.\n\n[ResNet-50 has 25.6M params]: https://x.org "ResNet-50 has 25.6M params"\n'
    assert document.put_in(text) == text


def test_one_is_put_into_other_brackets_and_into_notes(document):
    text = "[^1]: [ResNet-50 has 25.6M params](https://x.org)\n"
    assert document.put_in(text) == text.replace("25.6M", markdown("resnet50 params", "25.6M"))
