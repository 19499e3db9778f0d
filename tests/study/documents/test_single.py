"""Numbers that a marker binds which stands alone: the last before a comment of LaTeX, the first below one of reST."""

from __future__ import annotations

import pytest

# torchvision documents 61,100,840 for its AlexNet and 25,557,032 for ResNet-50; the paper's AlexNet has 60,965,224.
ALEXNET = "convcalc alexnet params"


@pytest.fixture
def fixed(fixing):
    """What fixing makes of a text, and what is said of it before."""

    def fix(ending, text):
        checked, after = fixing(f"doc.{ending}", "printed\n")(text, shown="doc")
        return after, [str(problem) for problem in checked.complaints()]

    return fix


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("62.0M", "61.0M"),
        (r"62.0\,M", r"61.0\,M"),
        ("62.0~M", "61.0~M"),
        ("$62.0M$", "$61.0M$"),
        ("$62.0$M", "$61.0$M"),
        (r"$62.0$\,M", r"$61.0$\,M"),
        (r"\(62.0\)~million", r"\(61.0\)~million"),
        (r"\num{62.0}\,M", r"\num{61.0}\,M"),
        (r"\num{62.0} million", r"\num{61.0} million"),
        (r"\SI{62}{M}", r"\SI{61}{M}"),
        (r"\SI{62.0}{\mega\relax}", None),
        ("60{,}965{,}225", "60{,}965{,}224"),
        (r"60\,965\,225", r"60\,965\,224"),
        ("60,965,225", "60,965,224"),
        (r"\textbf{62.0M} parameters (see~\cite{krizhevsky2012}, \ref{tab:3})", r"\textbf{61.0M} parameters"),
        ("62.0M for AlexNet-5", "61.0M for AlexNet-5"),
        (r"$W_{12}$ with 3 layers has 62M", r"$W_{12}$ with 3 layers has 61M"),
        (r"50\% \& 62.0M", r"50\% \& 61.0M"),
        (r"AlexNet & 62.0 M \\", r"AlexNet & 61.0 M \\"),
        ("62{.}0M", "61{.}0M"),
        (r"62.0M\footnotemark[3]", r"61.0M\footnotemark[3]"),
        (r"62.0M\tnote{1}", r"61.0M\tnote{1}"),
        (r"62.0M \\ \cmidrule(lr){2-3}", r"61.0M \\ \cmidrule(lr){2-3}"),
        (r"62.0M \rule{0pt}{3ex}", r"61.0M \rule{0pt}{3ex}"),
    ],
)
def test_the_last_number_before_a_comment_of_latex_is_bound(fixed, wrong, right):
    text = f"First 5M.\n\nAlexNet has {wrong} % {ALEXNET}\nparameters.\n"
    after, said = fixed("tex", text)
    if right is None:
        assert after == text
        return
    assert len(said) == 1
    assert ": error CC301: alexnet params: written " in said[0]
    assert said[0].startswith("doc:3:")
    assert f"AlexNet has {right}" in after
    assert after.endswith(text[text.index(" %") if "%" not in wrong else text.rindex(" %") :])
    assert fixed("tex", after) == (after, [])


def test_shapes_shares_bytes_and_ratios_are_bound_in_latex(fixed):
    text = (
        "$96 \\times 55 \\times 54$ % convcalc alexnet conv1.output\r\n"
        "\\SI{244}{\\mega\\byte} % convcalc alexnet weight_bytes\r\n"
        "$8.8\\times$ % convcalc alexnet params / googlenet params"
    )
    after, said = fixed("tex", text)
    assert after == text.replace("54", "55").replace("8.8", "8.7")
    assert len(said) == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"% {ALEXNET}", "there is no number before this marker on its line"),
        (f"5M\n% {ALEXNET}", "there is no number before this marker on its line"),
        (f"ResNet-50, conv3 % {ALEXNET}", "there is no number before this marker on its line"),
        (rf"$6.1 \times 2^{{7}}$ % {ALEXNET}", "a power is not read here (write the number with a unit)"),
        (f"50.0M--62.0M % {ALEXNET}", "a range is not read here (write one number)"),
        (f"$61.0$M--$70.0$M % {ALEXNET}", "a range is not read here (write one number)"),
        (rf"61.0M\footnote{{See 5}} % {ALEXNET}", "this number stands in a note"),
        (rf"60 965 224 % {ALEXNET}", "a number has no spaces in it here (write its digits without them)"),
        ("5M % convcalc alexnet", "a metric is missing (write alexnet params)"),
        ("5M % convcalc", "this marker names nothing (write % convcalc DESIGN METRIC)"),
        ("5M % /convcalc", "this marker closes none (it stands alone)"),
        ("5M % convcalc value alexnet params --json", "no text that a command prints is bound in LaTeX by this marker"),
        ("% convcalc summarize alexnet", "this marker is never closed (close it with % /convcalc)"),
    ],
)
def test_what_can_not_be_bound_in_latex_is_said(fixed, line, said):
    text = f"a\n{line}\n"
    after, complaints = fixed("tex", text)
    assert after == text
    assert len(complaints) == 1
    assert said in complaints[0]


def test_what_may_go_on_behind_the_comment_keeps_a_number_from_being_fixed(fixed):
    text = f"AlexNet has 62.0M % {ALEXNET}\nfewer parameters"
    assert fixed("tex", text)[0] == text


def test_no_marker_stands_in_what_latex_prints_as_it_is(fixed):
    text = f"\\begin{{verbatim}}\n5M % {ALEXNET}\n\\end{{verbatim}}\n\\verb|5M % {ALEXNET}| 50\\% {ALEXNET}\n"
    assert fixed("tex", text) == (text, [])


def test_what_a_command_prints_stands_between_two_comments_of_latex(fixed):
    text = "% convcalc summarize alexnet\n\\begin{verbatim}\n2*2 = 5\n\\end{verbatim}\n% /convcalc\n"
    assert fixed("tex", text)[0] == text.replace("2*2 = 5", "printed")


# reStructuredText


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("AlexNet has 62.0M parameters in 8 layers.", "AlexNet has 61.0M parameters in 8 layers."),
        ("AlexNet has\n**62.0M** parameters, and 5.", "AlexNet has\n**61.0M** parameters, and 5."),
        (r"AlexNet has 62.0\ M.", r"AlexNet has 61.0\ M."),
        ("- AlexNet-5 has ``60,965,225``.", "- AlexNet-5 has ``60,965,224``."),
        ("2) AlexNet has 62.0M.", "2) AlexNet has 61.0M."),
        (r"AlexNet\ :sup:`2` has 62.0M.", r"AlexNet\ :sup:`2` has 61.0M."),
        ("`Paper 3 <https://x.org/4>`_, :cite:`k2012`: 62.0M.", "`Paper 3 <https://x.org/4>`_, :cite:`k2012`: 61.0M."),
        (r":math:`60{,}965{,}225` of them", r":math:`60{,}965{,}224` of them"),
    ],
)
def test_the_first_number_of_the_paragraph_below_a_comment_of_rest_is_bound(fixed, wrong, right):
    text = f"5M.\n\n.. {ALEXNET}\n\n{wrong}\n\n7M.\n"
    after, said = fixed("rst", text)
    assert after == text.replace(wrong, right)
    assert len(said) == 1
    assert fixed("rst", after) == (after, [])


@pytest.mark.parametrize("wrong", ["9.0M", "66 M"])
@pytest.mark.parametrize("spare", [0, 1])
def test_a_title_in_rest_that_would_outgrow_the_line_below_it_is_left(fixed, wrong, spare):
    """9.0 has one digit less than 61.0, 66 M as many as 61 M."""
    title, right = f"AlexNet has {wrong}", {"9.0M": "61.0M", "66 M": "61 M"}[wrong]
    text = f".. {ALEXNET}\n\n{title}\n{'=' * (len(title) + spare)}\n\nText\n"
    after, said = fixed("rst", text)
    assert len(said) == 1
    outgrown = not spare and len(right) > len(wrong)
    assert after == (text if outgrown else text.replace(wrong, right))
    assert ("longer than the line below its title" in said[0]) == outgrown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f".. {ALEXNET}\n", "no paragraph stands below this marker"),
        (f".. {ALEXNET}\n62.0M\n", "no paragraph stands below this marker"),
        (f".. {ALEXNET}\n\n::\n\n  62.0M\n\n62.0M\n", "there is no number in the paragraph below this marker"),
        (f".. {ALEXNET}\n\n.. code::\n\n  62.0M\n\n62.0M\n", "no paragraph stands below this marker"),
        (f".. {ALEXNET}\n\n.. {ALEXNET}\n\n61.0M\n", "no paragraph stands below this marker"),
        (f".. {ALEXNET}\n\nNo number.\n\n62.0M\n", "there is no number in the paragraph below this marker"),
        (f".. {ALEXNET}\n\n60 965 224\n", "belongs to it"),
        (".. convcalc summarize alexnet\n\nprinted\n", "no text that a command prints is bound in reStructuredText"),
        (".. /convcalc\n", "this marker closes none (it stands alone)"),
    ],
)
def test_what_can_not_be_bound_in_rest_is_said(fixed, text, said):
    after, complaints = fixed("rst", text)
    assert after == text
    assert len(complaints) == 1
    assert said in complaints[0]


def test_html_and_plain_text_have_the_comments_of_markdown(fixed):
    for ending, before in (("html", "<p>\n      a "), ("txt", "        ")):
        text = f"{before}<!-- {ALEXNET} -->62.0M<!-- /convcalc --> parameters, <b>5</b>\n"
        after, said = fixed(ending, text)
        assert after == text.replace("62.0M", "61.0M")
        assert len(said) == 1


def test_what_a_command_prints_stands_in_an_element_of_html(fixed):
    text = "<!-- convcalc summarize alexnet -->\n<pre>\n2*2 = 5\n</pre>\n<!-- /convcalc -->\n"
    assert fixed("html", text)[0] == text.replace("2*2 = 5", "printed")
    bound = f"<pre>\n  <!-- {ALEXNET} -->62.0M<!-- /convcalc -->\n</pre>\n"
    assert fixed("html", bound)[0] == bound.replace("62", "61")


def test_markers_before_the_document_begins_are_read_too(fixed):
    text = f"\\title{{3*3 = 10, 62.0M}} % {ALEXNET}\n\\author{{3*3 = 10}}\n\\begin{{document}}\n\\end{{document}}\n"
    after, said = fixed("tex", text)
    assert after == text.replace("62.0M", "61.0M")
    assert len(said) == 2  # the sum of its line is read as well


def test_a_marker_in_latex_holds_the_table_that_a_command_prints(fixing):
    printed = "\\begin{tabular}{lr}\nModel & Params (M) \\\\\n\\hline\nResNet-18 & 11.7 \\\\\n\\end{tabular}\n"
    check = fixing("doc.tex", printed)
    markers = "% convcalc compare resnet18 resnet50 --plain --format latex", "% /convcalc"
    _, after = check(f"a\n{markers[0]}\n{markers[1]}\nb\n")
    assert after == f"a\n{markers[0]}\n\n{printed}\n{markers[1]}\nb\n"
    assert check(after.replace("11.7", "11.6"))[1] == after
    checked, again = check(after)
    assert ([claim.holds for claim in checked.claims], checked.unbound, again) == ([True], [], after)
    for line in ("50 % of it", "\\end{document}", "\\end{verbatim}"):
        checked, again = fixing("doc.tex", f"{line}\n")(f"{markers[0]}\n{markers[1]}\n")
        assert (again, len(checked.failures)) == (f"{markers[0]}\n{markers[1]}\n", 1)
