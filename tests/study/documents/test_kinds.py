"""The kinds of documents: what is prose in each, how sums are written there, and where a complaint stands."""

from __future__ import annotations

import pytest

from convcalc.language.foreign import DOCUMENTS
from convcalc.study.documents.kinds.records import kind_of


@pytest.fixture
def sums(checking):
    """Each sum that does not hold in a document, with its place."""

    def found(ending, text, code=False):
        checked = checking(f"doc.{ending}", "2*2 = 5\n")(text, code=code)
        assert not checked.problems.errors
        return [
            f"{claim.place.line}:{claim.place.column} {claim.subject} = {claim.written}"
            for claim in checked.claims
            if not claim.holds
        ]

    return found


def test_a_name_says_of_which_kind_a_document_is():
    kinds = {ending: kind_of(f"a{ending}").name for ending in (*DOCUMENTS, ".txt", ".TEX", "", ".adoc")}
    assert kinds == {
        ".md": "Markdown", ".markdown": "Markdown", ".tex": "LaTeX", ".TEX": "LaTeX", ".rst": "reStructuredText",
        ".html": "HTML", ".htm": "HTML", ".ipynb": "a notebook", ".txt": "text", "": "Markdown", ".adoc": "Markdown",
    }  # fmt: skip


# LaTeX


@pytest.mark.parametrize(
    "wrong",
    [
        r"$3 \times 3 \times 64 = 577$",
        r"\(3 \cdot 3 \cdot 64 = 577\)",
        r"\[3 \ast 3 \times 64 = 577\]",
        "\\begin{equation}\\label{eq:1}\n3 \\times 3 \\times 64 = 577\\tag{1}\n\\end{equation}",
        "\\begin{align*}\nW &= 3 \\times 3 \\times 64 \\\\\n  &= 577\n\\end{align*}",
        "\\begin{align}\nW &= 3 \\times 3 \\\\[2pt]\n  &\\quad \\times 64 \\nonumber\\\\ & = 577\n\\end{align}",
        "\\begin{eqnarray}\nW &=& 3 \\times 3 \\times 64 \\\\ &=& 577\\end{eqnarray}",
        "\\begin{align}\n9 \\times 64 &=& 577\n\\end{align}",
        "\\begin{array}{rcl}\n9 \\times 64 & = & 577\n\\end{array}",
        "\\begin{multline}\n3 \\times 3 \\times 32 \\\\ + 3 \\times 3 \\times 32 = 577\\end{multline}",
        "$3 \\times 3\n\\times 64 = 577$",
        "$3 \\times 3 % the kernel = 9\n\\times 64 = 577$",
        r"\num{3} \times \num{3} \times \num{64} = \num{577}",
        r"\num{1,5} \times \num{384} = 577",
        r"$3\text{ rows} = 3$ and $9 \times 64 = 577\text{ weights}$",
        r"\textbf{$9 \times 64 = 577$}",
        r"There are $577 = 9 \times 64$ weights",
        r"\begin{align} n &= 577 \\ &= 9 \times 64 \end{align}",
        r"\SI{3}{px} and 9~$\times$~64 $=$ 577",
        r"$\frac{1152}{2} = 577$",
        r"$\dfrac{1{,}152}{2} = 577$, $\nicefrac{4}{2}$",
        r"$\left\lfloor\frac{1155}{2}\right\rfloor - 1 = 577$",
        r"$\lfloor 1155/2 \rfloor - 1 = 577$",
        r"$9\,\times\,64\;=\;577$",
        r"so \textcolor[rgb]{1,0,0}{$9 \times \color{red}64 = 577$}",
        r"\item $9 \times 64 = 577$",
        r"\section{9x64 = 577}",
        r"9 & 64 & $9 \times 64 = 577$ \\ \hline",
        "\\iffalse 3*3 = 10 \\fi $9 \\times 64 = 577$ and $\\iff$",
        "\\iffalse 3*3 = 10\n\n\\else $9 \\times 64 = 577$ \\fi",
        "% \\iffalse\n$9 \\times 64 = 577$",
        r"\footnote{$9 \times 64 = 577$} see~\cite{he2016}, \verb|5%| and \url{a%20b} 50\% of it",
    ],
)
def test_a_sum_in_latex_is_found_in_whatever_way_it_is_set(sums, wrong):
    """3·3·64 = 576."""
    (one,) = sums("tex", f"{wrong}\n")
    assert one.endswith(" = 577")
    assert sums("tex", wrong.replace("577", "576")) == []


@pytest.mark.parametrize(
    "right",
    [
        r"% 3*3 = 10",
        r"text % $3 \times 3 = 10$",
        "\\begin{verbatim}\n3*3 = 10\n\\end{verbatim}",
        "\\begin{lstlisting}[language=Python]\n3*3 = 10\n\\end{lstlisting}",
        "\\begin{tikzpicture}\n3*3 = 10\n\\end{tikzpicture}",
        "\\begin{comment}\n3*3 = 10\n\\end{comment}",
        r"$1 \tikzmark{a} \times 5 + \tikzmark{b}\textcolor{red}{2} \times 3 = 11$",
        "\\iffalse\n3*3 = 10\n\n\\ifx a b 2*2 = 5 \\fi\n3*3 = 11\n\\fi",
        "$3 \\times 4 = 1%\n  2$",
        "\\title{3*3 = 10}\n\\begin{document}\n\\end{document}\n3*3 = 10",
        "3*3 & = 10",  # two cells of a table
        "$3$ $-4 + 11 = 7$ and \\(3\\) \\(-4 + 11 = 7\\)",
        "\\begin{tabular}{ll}\n3*3 \\\\ = 10\n\\end{tabular}",
        "\\begin{align}\n3 \\times 3 &= 9 \\\\\n-3 \\times 3 &= -9\n\\end{align}",
        "\\begin{align}\nO &= 3 \\times 3 + \\\\\n&\\quad 4 \\times 4 = 25\n\\end{align}",
        "\\begin{align}\n3 \\times 3 &= 9 & 2 \\times 2 &= 4\n\\end{align}",
        "\\begin{align*}\na &= 5 \\times 5 & b &= 3 \\times 3 \\\\\n &= 25 & &= 9\n\\end{align*}",  # each its own
        r"$\num{3} \times \num{1,5} = \num{4.5}$",  # a comma is the decimal point there
        r"$\num{3} \times \num{1,500,000} = 10$",  # no number there
        r"$3 \times 3_{\mathrm{max}} = 10$",
        r"$3 \times 3 = 9$ (see \cite{x}) $= 9$",
        r"$\macro{3} \times 3 = 10$",
        r"$(2k+1)^2 = 4k^2 + 4k + 1$, $22 - 3K \cdot 2 = 4$",  # variables
        r"$5 \times 5 = \SI{2500}{\centi\metre}$",  # left alone: a unit that may be another's
    ],
)
def test_what_is_no_sum_of_the_text_in_latex(sums, right):
    assert sums("tex", f"{right}\n") == []


def test_places_in_latex_are_those_of_the_file(sums):
    text = "\\begin{document}\r\na\r\n\r\n\\begin{align}\r\n W &= 3 \\times 3 \\\\\r\n   &= 10\r\n\\end{align}\r\n"
    assert sums("tex", text) == ["6:7 3 × 3 = 10"]


def test_sums_in_latex_are_shown_without_what_sets_them(sums):
    text = r"$\left\lfloor \frac{213}{4} \right\rfloor + 1 = 55$ and $\Bigl( 3 % a comment" + "\n + 4 \\Bigr) = 8$\n"
    assert [one.split(" ", 1)[1] for one in sums("tex", text)] == ["⌊213/4⌋ + 1 = 55", "( 3 + 4 ) = 8"]


def test_blocks_of_code_in_latex_are_read_with_code(sums):
    text = "\\begin{verbatim}\n3*3 = 10\n\\end{verbatim}\n"
    assert sums("tex", text, code=True) == ["2:7 3*3 = 10"]


# reStructuredText


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("So 3*3 = 10.", "1:10"),
        (":math:`3 \\times 3 = 10`", "1:21"),
        ("``3*3 = 10``", "1:9"),
        (".. math::\n\n   W &= 3 \\times 3 \\\\\n     &= 10", "4:9"),
        (".. math:: 3 \\times 3\n   :label: a\n\n   = 10", ""),  # two formulas, of which neither is a sum
        (".. math:: 3 \\times 3 = 10", "1:24"),
        (".. note::\n   :class: x\n\n   So 3*3 = 10.", "4:13"),
        (".. note:: So 3*3 = 10.", "1:20"),
        ("- a\n\n  - 3*3 = 10", "3:11"),
        ("1. 3*3 =\n   10", "2:4"),
        ("- a\n- 3*3 = 10\n- 3*3 = 9", "2:9"),
        ("+-----+\n| a   |\n+=====+\n| 3*3 = 10 |", "4:9"),
        ("Code::\n\n   x\n\nSo 3*3 = 10.", "5:10"),
        (".. [1] 3*3 = 10", "1:14"),
    ],
)
def test_a_sum_in_rest_is_found_where_it_is_read(sums, text, place):
    found = sums("rst", f"{text}\n")
    assert [one.split(" ", 1)[0] for one in found] == ([place] if place else [])
    assert sums("rst", text.replace("10", "9")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Code::\n\n  3*3 = 10\n\n  3*3 = 10\n",
        "::\n\n  3*3 = 10",
        "Quoted::\n\n> 3*3 = 10\n> 3*3 = 10",
        "- item::\n\n    3*3 = 10",
        ".. code-block:: python\n   :linenos:\n\n   3*3 = 10\n\n   3*3 = 10",
        ".. note::\n\n   .. code::\n\n      3*3 = 10",
        ">>> 3*3 = 10\n3*3 = 10",
        ".. 3*3 = 10",
        "..\n   3*3 = 10",
        ".. a comment\n\n   that goes on, 3*3 = 10",
        ".. _target: http://a/?3*3=10",
        ".. image:: 3*3 = 10",
        ".. math:: 3 \\times 3\n\n   = 10",
        ".. note::\n   :name: 3*3 = 10",
        "as :math:`3^2 + 4^2 = 9\n+ 16 = 25 = 5^2`",
    ],
)
def test_code_and_comments_in_rest_are_no_prose(sums, text):
    assert sums("rst", f"{text}\n") == []


# HTML and plain text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("<p>3*3 = 10</p>", "1:10"),
        ("<p>3 &times; <b>3</b> = <em>10</em></p>", "1:29"),
        ("<p>3 &#215; 3\n  = 10</p>", "2:5"),
        ("<p>\n\n        3*3 = 10</p>", "3:15"),
        ("<pre>x</pre> 3*3 = 10", "1:20"),
        ('<p title="3*3 = 11">3*3 = 10</p>', "1:27"),
        ("<td>3<sup>2</sup> * 1 = 10</td>", "1:25"),
        ("<code>3*3 = 10</code>", "1:13"),
        (r"\(3 \times 3 = 10\)", "1:16"),
        ("<!-- 3*3 = 11\n<pre> --> 3*3 = 10", "2:17"),
        ("<p hidden>3*3 = 11</p> 3*3 = 10", "1:30"),
        ("<input hidden> 3*3 = 10</input>", "1:22"),
        ("<div hidden> 3*3 = 10", "1:20"),  # never closed
        ("<pre><div hidden></pre>3*3 = 10</div>", "1:30"),
        ('<div class="a hidden" aria-hidden="true">3*3 = 10</div>', "1:48"),
        ("3*3 = <i hidden>5</i>10", "1:22"),
        ('<section class="tex2jax_ignore mathjax_ignore">3*3 = 10</section>', "1:54"),  # where no formulas are set
    ],
)
def test_a_sum_in_html_is_found_where_it_is_read(sums, text, place):
    assert [one.split(" ", 1)[0] for one in sums("html", f"<body>\n{text}")] == [
        f"{int(place.split(':')[0]) + 1}:{place.split(':')[1]}"
    ]
    assert sums("html", text.replace("10", "9").replace("11", "9")) == []


@pytest.mark.parametrize(
    "text",
    [
        "<pre>3*3 = 10</pre>",
        "<pre>\n3*3 = 10\n</pre>",
        "<script>if (3*3 = 10) {}</script>",
        "<style>3*3 = 10",
        "<!-- 3*3 = 10 -->",
        "<td>3*3</td><td>= 10</td>",
        "<p>3*3<p>= 10",
        '<img alt="3*3 = 10">',
        '<span class="katex"><span>2</span><span>10</span>*3 = 3072</span>',  # 2 to the power of 10, as it is drawn
        "<math><mn>3</mn>*<mn>3</mn> = 10</math>",
        "<p>3<sub>*</sub>3 = 10",
        "<p>3<em>1 + 3</em>1 = 6",  # stars that were read as emphasis
        r"<p>\(22 - 3K \cdot 2 = 4\)",
        "<p>3*4 = 1<b>2</b>, <i>1</i><b>2</b>*3 = 36, 1<!-- c -->2*3 = 36",
        "<p hidden>3*3 = 10</p>",
        "<p hidden>\n3*3 = 10\n<p>",
        "<div class=a hidden>\n<div>1</div>\n<p>3*3 = 10</p>\n</div>",
        '<span style="color: red; display: none">3*3 = 10</span>',
        "3*3 = 1<span hidden>*</span>0",
    ],
)
def test_code_comments_attributes_and_drawn_formulas_in_html_are_no_prose(sums, text):
    assert sums("html", f"{text}\n") == []


@pytest.mark.parametrize("digits", ["73<wbr>728", "73&shy;728", "73,<wbr>728", "73&#8203;728"])
def test_a_line_of_html_may_end_inside_a_number(sums, digits):
    assert sums("html", f"<p>3x3x128x64 = {digits}</p>\n") == []
    (wrong,) = sums("html", f"<p>3x3x128x64 = {digits.replace('28', '29')}</p>\n")
    assert wrong.replace(",", "") == "1:17 3x3x128x64 = 73729"


def test_what_is_hidden_in_markdown_is_no_prose(sums):
    """A tag in code is text, and hides nothing."""
    text = "<div hidden>\n\n3*3 = 11\n\n</div>\n\n3*3 = 12\n\n```\n<div hidden>\n```\n\n3*3 = 13 </div>\n"
    assert sums("md", text) == ["7:7 3*3 = 12", "13:7 3*3 = 13"]
    assert sums("md", "3*4 = 1<!-- c -->2 and 1<!-- c -->2*3 = 36\n") == []


def test_a_plain_text_is_prose_however_it_is_indented(sums):
    assert sums("txt", "a\n\n        3*3 = 10\n~~~\n4*4 = 17\n") == ["3:15 3*3 = 10", "5:7 4*4 = 17"]
    assert sums("md", "a\n\n        3*3 = 10\n~~~\n4*4 = 17\n") == []


# Formulas of several rows, in all kinds

_ROWS = "\\begin{aligned}\na &= 3\\cdot3\\cdot64 \\\\\n  &= 577\n\\end{aligned}"


@pytest.mark.parametrize(
    "ending, text, place",
    [
        ("md", f"$$\n{_ROWS}\n$$\n", "4:6"),
        ("md", f"$${_ROWS}$$\n", "3:6"),
        ("md", f"So\n{_ROWS.replace('aligned', 'align*')}\nin all.\n", "4:6"),
        ("md", "$$\\begin{aligned} a &= 3\\cdot3\\cdot64 \\\\ &= 577 \\end{aligned}$$\n", "1:45"),
        ("md", "\\begin{align}\na &= 3\\cdot3\\cdot64 \\\\\\\\\n  &= 577\n\\end{align}\n", "3:6"),  # escaped twice
        ("md", "> $$\n> a = 3\\cdot3\n> \\cdot64\n> = 577\n> $$\n", "4:5"),
        ("md", "- so\n  $$\n  9 \\cdot 64\n  = 577\n  $$\n", "4:5"),
        ("md", "```math\na = 9\\cdot64 \\\\\n  = 577\n```\n", "3:5"),
        ("md", "```{math}\n:label: first\n\na = 9\\cdot64 \\\\\n  = 577\n```\n", "5:5"),
        ("txt", f"$$\n{_ROWS}\n$$\n", "4:6"),
        ("html", f"<p>$$\n{_ROWS}\n$$</p>\n", "4:6"),
        ("html", f"<p>\\[{_ROWS.replace('&', '&amp;')}\\]</p>\n", "3:10"),
        ("rst", ".. math::\n\n   a &= 9\\cdot64 \\\\\n     &= 577\n", "4:9"),
        ("tex", f"$$\n{_ROWS}\n$$\n", "4:6"),
    ],
)
def test_the_rows_of_a_formula_are_one_sum(sums, ending, text, place):
    """3 * 3 * 64 is 576."""
    (wrong,) = sums(ending, text)
    assert wrong.split(" ")[0] == place
    assert wrong.endswith("= 577")
    assert sums(ending, text.replace("577", "576")) == []


@pytest.mark.parametrize(
    "text",
    [
        "$$\n3\\cdot3 \\\\\n577\n$$\n",
        "$$\n\\begin{aligned}\na &= 3\\cdot3 & b &= 4\\cdot4 \\\\\n &= 9 & &= 16\n\\end{aligned}\n$$\n",
        "$$\n3\\cdot3 % the old one\n= 10\n$$\n",
        "It costs $$3*3\nor = 10$.\n",
        "$$\n12 = 3\\cdot3 \\\\ + 3\n$$\n",
        "$$\n6 = 3\\cdot3 \\\\ - 3\n$$\n",
        "$$\n2\\cdot3 = 6 \\\\\n-3\\cdot3 = -9\n$$\n",
        "$$\na:\\ 1^2 = 100\\\\%\n$$\n",  # a percent sign that is escaped twice
        "`$$`, 3*3\n\n= 10 `$$`\n",
        "```math\n3*3\n\n= 10\n```\n",
        "```python\n3*3\n= 10\n```\n",
    ],
)
def test_what_is_not_one_formula_is_not_joined(sums, text):
    assert sums("md", text) == []


def test_a_formula_is_told_once_and_what_stands_around_it_too(sums):
    text = f"First 2*2 = 5.\n$$\n{_ROWS}\n$$\nand 2*3 = 7.\n"
    assert sums("md", text) == ["1:13 2*2 = 5", "5:6 3·3·64 = 577", "8:11 2*3 = 7"]


def test_a_fence_of_formulas_has_no_markers(checking):
    text = "```math\na <!-- convcalc alexnet params -->1<!-- /convcalc -->\n```\n"
    assert checking("doc.md", "2*2 = 5\n")(text).claims == []
