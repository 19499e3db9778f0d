r"""Tables in LaTeX: where their cells stand, and that `--fix` changes those alone that are wrong.

ResNet-34 has 21,797,672 parameters and 3,663,761,408 MACs, ResNet-50 25,557,032 and 4,089,184,256 (torchvision's).
"""

from __future__ import annotations

import pytest

from convcalc.study.documents.kinds.latex_lines import latex_lines
from convcalc.study.documents.kinds.latex_tables import find_latex_grid
from convcalc.study.documents.tables.grids import UnreadTable

MARKER = "% convcalc table\n"
BEGIN = "\\begin{tabular}{lrr}\n"
HEAD = "\\toprule\nModel & Params (M) & GMACs \\\\ \\midrule\n"
END = "\\bottomrule\n\\end{tabular}\n"


def grid(text):
    """What the head and the rows of a table say."""
    found = find_latex_grid(text, list(latex_lines(text)), 0)
    if found is None:
        return None
    head, *rows = ([" ".join(cell.says(text).split()) for cell in row] for row in (found.head, *found.rows))
    return head, rows


@pytest.fixture
def check(checking):
    return checking("doc.tex")


def tabular(rows, begin=r"\begin{tabular}{ll}", end=r"\end{tabular}"):
    return f"{begin}{rows}{end}"


@pytest.mark.parametrize(
    ("text", "head", "rows"),
    [
        (tabular(r"a & b \\ 1 & 2 \\"), ["a", "b"], [["1", "2"]]),
        (tabular(r"a&b\\[2pt] 1&2\\*3"), ["a", "b"], [["1", "2"], ["3"]]),
        (tabular("\\hline a & b \\\\ \\hline\n1 & 2 \\tabularnewline \\hline"), ["a", "b"], [["1", "2"]]),
        (tabular(r"a \& c & $x & y$ \\ {1 & 2} & 3 \\"), ["a & c", "x y"], [["1 2", "3"]]),
        (tabular("a & b \\\\ % x & y \\\\\n1 & % 7\n2 \\\\ % end\n"), ["a", "b"], [["1", "2"]]),
        (
            tabular(
                r"\multirow{2}{*}{a} & \multicolumn{2}{c}{x} \\ \cmidrule(lr){2-3} \cline{2-3} & b & c\\"
                r"\midrule 1&2&3\\"
            ),
            ["a", "b", "c"],
            [["1", "2", "3"]],
        ),
        (tabular(r"a & b \\ \multirow{2}{*}{1} & 2 \\ & 3 \\"), ["a", "b"], [["1", "2"], ["1", "3"]]),
        (
            tabular(r"a & b \\ & 2 \\ \multirow{-2}*{1} & 3 \\", r"\begin{tabular}[t]{ll}"),
            ["a", "b"],
            [["1", "2"], ["1", "3"]],
        ),
        (tabular(r"a & b \\ \multirow{2}{*}{1} & 2 \\ x & 3 \\"), ["a", "b"], [["1", "2"], ["x", "3"]]),
        (tabular(r"a\\1\\", r"\begin{tabular*}{0.5\textwidth}[b]{@{}l@{}}", r"\end{tabular*}"), ["a"], [["1"]]),
        (tabular(r"a\\1\\", r"\begin{tabularx}{\linewidth}{>{\bf}X}", r"\end{tabularx}"), ["a"], [["1"]]),
        (tabular(r"a\\1\\", r"\[\begin{array}{c}", r"\end{array}\]"), ["a"], [["1"]]),
        (tabular(r"a\\1\\", r"\begin{tabu} to 0.5\textwidth {l}", r"\end{tabu}"), ["a"], [["1"]]),
        (tabular(r"a\\1\\", r"\begin{NiceTabular}{l}[hvlines]", r"\end{NiceTabular}"), ["a"], [["1"]]),
        (
            tabular(
                r"\SetRow{gray9} \SetCell[r=2]{c} a & \SetCell[c=2]{c} x & \\ & b & c \\ \hline"
                r"\SetCell[r=2]{} 1 & 2 & 3 \\ & 4 & \\",
                "\\begin{longtblr}[caption={x}]{colspec={lll},\n hlines}",
                r"\end{longtblr}",
            ),
            ["a", "b", "c"],
            [["1", "2", "3"], ["1", "4", ""]],
        ),
        (
            tabular(
                r"\caption{x & y}\\ \toprule a & b \\ \midrule \endfirsthead a & b \\ \endhead"
                r"more \\ \endfoot 1 & 2 \\",
                r"\begin{longtable}[c]{ll}",
                r"\end{longtable}",
            ),
            ["a", "b"],
            [["1", "2"]],
        ),
        (
            r"\begin{table}[t]\centering\caption[a]{A $1$ \textbf{b}}\label{t}\small\resizebox{\textwidth}{!}{%"
            + "\n"
            + tabular(r"a & b \\ 1 & 2 \\")
            + "}",
            ["a", "b"],
            [["1", "2"]],
        ),
        (
            tabular(
                r"\textbf{a}~\cite{he} & \underline{b} \\ {\bf 1} & \textit{2}$^\dagger$ \\"
                r"\cellcolor{red!20}$3$ & \num{4}\,M \\ 1\footnotemark[3] &"
                r"\textcolor[rgb]{1,0,0}{2}\textsuperscript{5}\\"
            ),
            ["a", "b"],
            [["1", "2"], ["3", "4 M"], ["1", "2"]],
        ),
    ],
)
def test_cells_stand_in_rows_and_columns(text, head, rows):
    assert grid(text) == (head, rows)


@pytest.mark.parametrize(
    "text",
    [
        "Some words. " + tabular(r"a\\1\\"),
        "\\section{Other}\n" + tabular(r"a\\1\\"),
        "% convcalc table\n" + tabular(r"a\\1\\"),
        "\\begin{verbatim}\n" + tabular(r"a\\1\\") + "\n\\end{verbatim}\n",
        r"\begin{align} a &= 1 \end{align}",
        "{" * 9_000,
        "\\a{" * 60_000,
        "",
    ],
)
def test_where_no_table_begins_there_is_none(text):
    assert grid(text) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (tabular(r"a & b \\ 1", end=""), "never ended"),
        (tabular(r"a & b \\" * 25_000, end=""), "never ended"),
        (tabular(r"a & \begin{tabular}{l} b \end{tabular} \\ 1 & 2"), "another inside"),
        (tabular(r"a & $\begin{array}{l} b \end{array}$ \\ 1 & 2"), "another inside"),
        (tabular(r"a & $b \\ 1 & 2 \\"), "formula"),
        (tabular(r"a & b} \\ 1 & 2 \\"), "do not match"),
        (tabular(r"a & \verb|&| \\ 1 & 2 \\"), r"\verb"),
        (r"\begin{tabular} a & b \\ \end{tabular}", "columns"),
        (tabular("a" + "&b" * 10_000 + r"\\ 1"), "at most 100 columns"),
        (tabular(r"a & \multicolumn{9999}{c}{b} \\ 1 & 2 \\"), "at most 100 columns"),
        (tabular((r"\multicolumn{100}{c}{b}" + r"\\") * 1_001), "at most 100,000 cells"),
        (tabular(r" \hline "), "no rows"),
    ],
)
def test_what_is_not_read_for_certain_is_refused_with_the_reason(text, message):
    with pytest.raises(UnreadTable) as refused:
        grid(text)
    assert message in refused.value.message


@pytest.mark.parametrize(
    ("unit", "count"),
    [
        (r"\multirow{9999}{*}{x} & \\", 8_000),
        (r"\multicolumn{1}{c}{", 10_000),
        (r"\cmidrule(", 20_000),
        (r"\rowcolor{{", 18_000),
        (r"\textbf{", 25_000),
        ("$^", 100_000),
        (r"\begin{x}", 20_000),
        ("%\n", 100_000),
        (r"\num{1", 30_000),
    ],
)
def test_long_tables_are_read_or_refused(unit, count):
    for end in ("", r"\end{tabular}"):
        try:
            grid(r"\begin{tabular}{l} a & b \\ " + unit * count + end)
        except UnreadTable:
            continue


def test_wrong_cells_are_said_at_their_place_and_fixed_alone(check):
    text = (
        MARKER
        + "\\begin{table}\n\\caption{Networks}\n"
        + BEGIN
        + HEAD
        + "ResNet-50~\\cite{he} & \\textbf{25.6} & $3.8$ \\\\\n"
        "\\textit{ResNet-34} % 21.8\n  & \\num{2.18} & \\underline{3.66}\\\\\nOurs & 1 & 2\\\\\n"
        + END
        + "\\end{table}\n"
    )
    checked = check(text)
    assert [(str(claim.place), claim.written) for claim in checked.failures] == [
        ("doc.tex:7:40", "3.8G"),
        ("doc.tex:9:10", "2.18M"),
    ]
    assert len(checked.claims) == 4
    assert not checked.problems
    assert not checked.unbound
    assert check(text, fix=True) == text.replace("$3.8$", "$4.1$").replace("2.18", "21.80")


@pytest.mark.parametrize(
    ("cell", "right"),
    [
        (r"25.1\,M", r"25.6\,M"),
        (r"$25.1\,\mathrm{M}$", r"$25.6\,\mathrm{M}$"),
        ("24{,}557{,}032", "25{,}557{,}032"),
        (r"\num{24557032}", r"\num{25557032}"),
        (r"$25.1\times10^6$", r"$25.6\times10^6$"),
        (r"$2.51 \times 10^{7}$", r"$2.56 \times 10^{7}$"),
        (r"\multicolumn{1}{c}{25.1}", r"\multicolumn{1}{c}{25.6}"),
        (r"\textbf{\underline{25.1}}$^{*}$", r"\textbf{\underline{25.6}}$^{*}$"),
        (r"\cellcolor[gray]{0.9} 25.1 % 25.1", r"\cellcolor[gray]{0.9} 25.6 % 25.1"),
    ],
)
def test_the_number_inside_of_what_sets_it_is_rewritten(check, cell, right):
    head = "Params" if "557" in cell or "10^" in cell else "Params (M)"
    text = f"{MARKER}{BEGIN}Model & {head} & Top \\\\ \\hline ResNet-50 & {cell}\n & 76 \\\\ \\end{{tabular}}\n"
    (claim,) = check(text).claims
    assert not claim.holds
    assert check(text, fix=True) == text.replace(cell, right)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (r"25.1 $\pm$ 0.1", "it says how far its number may be off"),
        (r"\sout{25.1}", "what is struck out in it is no number of the table"),
        (r"\ours{25.1}", "it has a command that is not known here"),
        (r"\multirow{2}{*}{25.1}", "it stands in several rows or columns"),
        ("25.1 % convcalc resnet50 params\n", "a marker of its own stands on its line"),
        ("--", "it has no number"),
    ],
)
def test_what_is_not_certain_is_left_alone_with_the_reason(check, cell, reason):
    text = f"{MARKER}{BEGIN}{HEAD}ResNet-50 \n& {cell}\n & 4.1 \\\\\n{END}"
    checked = check(text)
    assert [part.reason for part in checked.unknown] == [reason]
    assert [claim.written for claim in checked.claims if claim.subject == "resnet50 macs"] == ["4.1G"]


def test_a_head_may_go_over_several_rows(check):
    head = "Model & Params & GMACs \\\\ & (M) & \\\\ \\midrule\n"
    text = f"{MARKER}{BEGIN}{head}ResNet-50 & 25.1 & 4.1 \\\\\n{END}"
    assert check(text, fix=True) == text.replace("25.1", "25.6")
    assert len(check(text).claims) == 2


def test_without_a_table_below_it_a_marker_is_broken(check):
    (problem,) = check(MARKER + "Some words.\n").problems
    assert (problem.code, problem.message) == ("CC303", "no table stands below this marker")
    (problem,) = check(MARKER + BEGIN + HEAD).problems
    assert (problem.code, problem.message) == ("CC303", "the tabular below this marker is never ended")
