"""What a comma between digits means, by the language of the text: it groups digits or begins decimals."""

import pytest

from convcalc.study.documents.check import check_document
from convcalc.study.documents.printed import Printed
from convcalc.study.sums.find import find_sums
from convcalc.study.sums.usage import Usage

GERMAN = "Das ist die Rate 0,5 und nicht 0,25 oder 1,75. "
ENGLISH = "It is the rate of 0,5 and not that of 0,25 or 1,75. "


def said(line, text):
    """Each claim; a ! behind one that is wrong, a ? behind one that is left alone."""
    doubtful = []
    found = [
        f"{claim.left} = {claim.right}{'' if claim.holds else ' !'}"
        for claim in find_sums(line, False, doubtful, Usage(text))
    ]
    return found + [f"{claim.left} = {claim.right} ?" for claim in doubtful]


@pytest.mark.parametrize(
    ("line", "claims"),
    [
        ("5 / 2 = 2,5", ["5 / 2 = 2,5"]),
        ("5 / 2 = 2,6", ["5 / 2 = 2,6 !"]),
        (r"$5 \cdot 2{,}5 = 12{,}5$", [r"5 \cdot 2{,}5 = 12{,}5"]),
        (r"$8 \cdot 0{,}5 = 4{,}5$", [r"8 \cdot 0{,}5 = 4{,}5 !"]),
        (r"\frac{35}{128} \approx 0,273", [r"\frac{35}{128} = 0,273"]),  # 0.2734
        (r"\frac{35}{128} \approx 0,283", [r"\frac{35}{128} = 0,283 !"]),
        (r"1 + \frac{0,01}{2} = 1,006", [r"1 + \frac{0,01}{2} = 1,006 !"]),  # 1.005
        (r"1000\cdot0,8 = 801", [r"1000\cdot0,8 = 801 !"]),
        ("4,2 + (-4,2) = 0", ["4,2 + (-4,2) = 0"]),
        ("4,25 + (-3,25) = 2", ["4,25 + (-3,25) = 2 !"]),
        ("7,5 = 2,5 * 4", ["2,5 * 4 = 7,5 !"]),
        ("2,5 Mio. * 4 = 11 Mio.", ["2,5 Mio. * 4 = 11 Mio !"]),
        # Three digits behind each comma may be either
        ("3,000 * 2 = 6,000", ["3,000 * 2 = 6,000"]),
        ("1,125 * 4 = 4,5", ["1,125 * 4 = 4,5"]),
        ("1,024 * 1,024 = 1,048,576", ["1,024 * 1,024 = 1,048,576"]),
        ("3,000 * 2 = 7,000", ["3,000 * 2 = 7,000 !"]),  # 6,000 or 6
        ("1,200 / 4 = 350", ["1,200 / 4 = 350 !"]),
        ("1,024 * 1,5 = 1,56", ["1,024 * 1,5 = 1,56 ?"]),  # 1.536, of a rounded 1,5
        # Points group digits, or begin decimals where it holds so
        ("34.848 + 96 = 34.944", ["34.848 + 96 = 34.944"]),
        ("34.848 + 96 = 34.945", ["34.848 + 96 = 34.945 !"]),
        ("5 · 5 · 48 · 256 = 307.200", ["5 · 5 · 48 · 256 = 307.200"]),
        ("1.024 / 2 = 512", ["1.024 / 2 = 512"]),
        ("1.024 / 2 = 521", ["1.024 / 2 = 521 !"]),
        ("1.234.567 · 2 = 2.469.134", ["1.234.567 · 2 = 2.469.134"]),
        ("1.234.567 · 2 = 2.469.143", ["1.234.567 · 2 = 2.469.143 !"]),
        ("2,5 · 1.000 = 2.500", ["2,5 · 1.000 = 2.500"]),
        ("1.024,5 · 2 = 2.049", ["1.024,5 · 2 = 2.049"]),
        ("1.125 * 8 = 9", ["1.125 * 8 = 9"]),
        ("0.125 * 8 = 1.000", ["0.125 * 8 = 1.000"]),
        ("1.000 / 3 = 333", ["1.000 / 3 = 333 ?"]),  # 333.3
        # Pairs, lists and points
        ("(2,5) + (1,6) = (3,11)", ["(2,5) + (1,6) = 3,11 ?"]),
        ("2*(1,6) = (2,12)", ["2*(1,6) = 2,12 ?"]),
        ("3+4=7,2+5=7", ["3+4 = 7,2+5 ?", "7,2+5 = 7 ?"]),
        ("x_{1,2} = 3 + 1", []),
        ("1,5 * 2 = 3.5", []),
        ("k = 0,1,2 = 3", []),
    ],
)
def test_a_text_in_german(line, claims):
    assert said(line, GERMAN) == claims


@pytest.mark.parametrize("line", ["5 / 2 = 2,6", "4,25 + (-3,25) = 2", "2*(1,6) = (2,12)", "8 * 0,5 = 4,5"])
@pytest.mark.parametrize("text", ["", ENGLISH, "的 0,5 和 0,25 1,75", "Das ist 0,5 und 1,234 und nicht (1,2), {3,4}"])
def test_a_text_in_another_language_or_without_decimals(line, text):
    assert said(line, text) == []


@pytest.mark.parametrize(
    "text",
    [
        GERMAN,
        "Le taux est 0,5 ou 0,25 dans les cas 1,75.",
        "La tasa es 0,5 en los 0,25 que una 1,75.",
        "O valor não é 0,5 e uma 0,25 que 1,75",
        "Это 0,5 и не 0,25, что 1,75",
        r"Das sind $0{,}5$ und $0{,}25$ und nicht $1{,}75$",
    ],
)
def test_languages_in_which_a_comma_begins_decimals(text):
    assert said("5 / 2 = 2,6", text) == ["5 / 2 = 2,6 !"]


@pytest.mark.parametrize(
    ("ending", "text", "wrong"),
    [
        (".md", f"{GERMAN}\n\nAlso 5 / 2 = 2,6.\n", ["2,6"]),
        (".tex", f"{GERMAN}\n\nAlso $8 \\cdot 0{{,}}5 = 4{{,}}5$.\n", ["4,5"]),
        (".tex", f"{GERMAN}\n\nAlso $\\frac{{1}}{{1\\,000}} = 0,002$ und $1\\,000 \\cdot 2 = 2\\,000$.\n", []),
        (".html", f"<p>{GERMAN}</p><p>Also 5 / 2 = 2,6.</p>", ["2,6"]),
        (".rst", f"{GERMAN}\n\nAlso 5 / 2 = 2,6.\n", ["2,6"]),
    ],
)
def test_documents_are_read_in_their_language(tmp_path, ending, text, wrong):
    path = tmp_path / f"notes{ending}"
    path.write_text(text, "utf-8")
    found = check_document(str(path), path.name, run=lambda *_: Printed(""))
    assert [claim.written for claim in found.claims if not claim.holds] == wrong


def test_points_group_no_digits_in_a_text_in_english():
    assert said("1.024 / 2 = 512", ENGLISH) == ["1.024 / 2 = 512 !"]


@pytest.mark.parametrize(
    "text", ["---\n" + "\n" * 4900, "---\r\n" + "\r\n" * 2400, "---\n" + "a\n\n" * 1600, "---" + "\r" * 4000]
)
def test_a_monster_of_front_matter_is_read_in_time(text, in_time):
    assert not Usage(text).of_commas


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_front_matter_says_the_language(newline):
    assert Usage(newline.join(["---", "title: x", "", "lang: de", "---", "1,5"])).of_commas


def test_a_comma_in_braces_begins_decimals_beside_points_that_group():
    """10,000 · 1.105 = 11,050.00, in a text in Spanish."""
    line = r"$C_n = 10.000 \cdot 1{,}105 = \boxed{11.050,00}$"
    text = f"El interés de los dos es una cosa que tiene el dinero con el tiempo. {line}"
    (claim,) = find_sums(line, False, None, Usage(text))
    assert (claim.right, claim.holds) == ("11.050,00", True)
