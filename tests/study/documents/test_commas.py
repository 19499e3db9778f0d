"""Numbers as texts write them whose language begins decimals with a comma.

ResNet-50 has 25,557,032 parameters and 4,089,184,256 MACs, MobileNet v1 4,231,976 parameters, VGG-16 138,357,544.
"""

from __future__ import annotations

import pytest

LANGUAGES = {
    "German": "Das ist die Liste, und sie ist nicht lang.",
    "French": "Les réseaux dans une liste, avec des chiffres.",
    "Spanish": "Los datos de las redes que se usan en una lista.",
    "Russian": "Это не всё, что есть.",
}
ENGLISH = "This is the list of all, and that is it."


def bound(words, number, text=LANGUAGES["German"]):
    return f"{text}\n\n<!-- convcalc {words} -->{number}<!-- /convcalc -->\n"


def table(head, cell, text=LANGUAGES["German"]):
    return f"{text}\n\n<!-- convcalc table -->\n\n| Modell | {head} |\n| --- | --- |\n| ResNet-50 | {cell} |\n"


@pytest.mark.parametrize("text", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize(
    ("words", "wrong", "right"),
    [
        ("resnet50 params", "25,9 Mio.", "25,6 Mio."),
        ("resnet50 params", "25,9 millions", "25,6 millions"),
        ("resnet50 params", "25,9 M", "25,6 M"),
        ("resnet50 macs", "4,2 Mrd.", "4,1 Mrd."),
        ("resnet50 macs", "4,2×10^9", "4,1×10^9"),
        ("mobilenet_v1 params", "4.231.967", "4.231.976"),
        ("vgg16 params", "138 357 545", "138 357 544"),
        ("vgg16 params", "138\u202f357\u202f545", "138\u202f357\u202f544"),
        ("vgg16 params", "138.357,5 K", "138.357,5 K"),
        ("vgg16 params", "138.357,6 K", "138.357,5 K"),
        ("vgg16 params", "138,357,545", "138,357,544"),
        ("vgg16 params", "138.3M", "138.4M"),
        # 138,357,544 / 25,557,032 = 5.4137
        ("vgg16 params / resnet50 params", "5,5×", "5,4×"),
        # Convolutions without norms and classifier: (25,557,032 − 53,120 − 2,049,000) / 25,557,032 = 0.91775
        ("resnet50 conv_params_share", "91,5 %", "91,8 %"),
    ],
)
def test_a_number_keeps_its_signs(fixed, text, words, wrong, right):
    assert fixed(bound(words, wrong, text)) == bound(words, right, text)


@pytest.mark.parametrize(
    ("head", "wrong", "right"),
    [
        ("Parameter (Mio.)", "25,9", "25,6"),
        ("Paramètres (M)", "25,9", "25,6"),
        ("Parámetros (millones)", "25,9", "25,6"),
        ("Parameter", "25,9 Mio.", "25,6 Mio."),
        ("Parameter", "25.557.033", "25.557.032"),
        ("Parameter", "**25 557 033**", "**25 557 032**"),
        ("MACs (Mrd.)", "4,2", "4,1"),
        ("Parameter (Tsd.)", "25.558", "25.557"),
    ],
)
def test_a_cell_keeps_its_signs(fixed, head, wrong, right):
    assert fixed(table(head, wrong)) == table(head, right)


def test_an_argument_of_a_row_has_a_comma_too(document):
    """MobileNet v1 at half its width has 1.3 million parameters, as its paper says."""
    row = "| MobileNet v1 | 0,5 | 1,3 Mio. |"
    checked = document(f"{LANGUAGES['German']}\n\n<!-- convcalc table rows=mobilenet_v1 -->\n\n"
                       f"| Modell | width= | Parameter |\n| --- | --- | --- |\n{row}\n")  # fmt: skip
    assert [(claim.subject, claim.holds) for claim in checked.claims] == [("mobilenet_v1 width=0.5 params", True)]


def test_a_unit_that_is_a_word_stands_apart_in_what_is_said(document):
    (claim,) = document(table("Parameter (Mio.)", "25,9")).claims
    assert (claim.written, claim.difference) == ("25,9 Mio.", "1.3 % too many; 25,6 Mio. holds")


@pytest.mark.parametrize(
    ("words", "number", "holds"),
    [
        # Either sign may do either here: it is read as it holds, or is near
        ("mobilenet_v1 params", "4,232 Mio.", True),
        ("mobilenet_v1 params", "4.232 Mio.", True),
        ("mobilenet_v1 params", "4.232K", True),
        ("mobilenet_v1 params", "4,232K", True),
        ("mobilenet_v1 params", "4,231 Mio.", False),
        ("lenet5 params", "61.706", True),
        ("lenet5 params", "61 706", True),
        ("lenet5 params", "61,706", True),
        ("lenet5 params", "61.707", False),
    ],
)
def test_three_digits_behind_one_sign(document, words, number, holds):
    (claim,) = document(bound(words, number)).claims
    assert (claim.written, claim.holds) == (number.removesuffix("."), holds)
    assert holds or claim.fix is not None


def test_what_is_near_in_neither_way_is_not_rewritten(document):
    (claim,) = document(bound("vgg16 params", "4,231 Mio.")).claims
    assert not claim.holds and claim.fix is None
    assert claim.difference == "its comma or point may group digits or begin decimals"


@pytest.mark.parametrize("text", ["", ENGLISH, f"{ENGLISH} {LANGUAGES['German']} {ENGLISH}", "这是一个列表。"])
@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("25,6M", "the digits are not in groups of three"),
        ("25.557.032", "points do not group digits here"),
        ("25 557 032", "a space stands inside this number"),
    ],
)
def test_other_texts_do_not_say_it(document, text, number, message):
    for written in (bound("resnet50 params", number, text), table("Params", number, text)):
        checked = document(written)
        assert checked.claims == []
        assert [problem.message for problem in checked.problems.in_order()] == [message]


@pytest.mark.parametrize(
    ("name", "text", "wrong", "right"),
    [
        ("doc.tex", r"{} % convcalc resnet50 params", r"25{,}9\,Mio.", r"25{,}6\,Mio."),
        ("doc.tex", r"{} % convcalc resnet50 params", r"25.557.033", r"25.557.032"),
        ("doc.tex", r"{} % convcalc resnet50 params", r"25~557~033", r"25~557~032"),
        ("doc.tex", r"{} % convcalc resnet50 params", r"\num{25,9} Mio.", r"\num{25,6} Mio."),
        ("doc.rst", ".. convcalc resnet50 params\n\nEs hat {} Parameter.", "25,9 Mio.", "25,6 Mio."),
        ("doc.html", "<p>Es hat <!-- convcalc resnet50 params -->{}<!-- /convcalc --></p>", "25,9 Mio.", "25,6 Mio."),
    ],
)
def test_other_kinds_of_documents(fixing, name, text, wrong, right):
    text = f"{LANGUAGES['German']}\n\n{text}\n"
    checked, there = fixing(name)(text.replace("{}", wrong, 1))
    assert there == text.replace("{}", right, 1)
    assert [claim.holds for claim in checked.claims] == [False]


def test_a_slip_is_named(document):
    (claim,) = document(bound("mobilenet_v1 params", "4.231.967")).claims
    assert claim.cause == "that is 4,231,976, with two digits swapped"


def test_sentences(checking):
    sentences = (
        "Die Tabelle ist nicht lang. ResNet-50 hat 25,6 Mio. Parameter und 4,1 Mrd. MACs. "
        "VGG-16 hat 138.357.544 Parameter.",
        "Les réseaux dans la liste. ResNet-50 a 25,6 millions de paramètres et 4,1 G de MACs. "
        "VGG-16 a 138 357 544 paramètres.",
    )
    for text in sentences:
        checked = checking()(text, suggest=True)
        said = [(claim.subject, claim.holds) for claim in checked.suggestions.claims]
        assert said == [("resnet50 params", True), ("resnet50 macs", True), ("vgg16 params", True)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.html",
            '<html lang="fr"><!-- convcalc table --><table><tr><th>Net<th>Params (M)<tr><td>ResNet-50<td>25,6</table>',
        ),
        (
            "a.md",
            "---\ntitle: Netze\nlang: de\n---\n\n<!-- convcalc table -->\n"
            "| Netz | Params (M) |\n|---|---|\n| ResNet-50 | 25,6 |\n",
        ),
        (
            "a.tex",
            "\\documentclass{article}\n\\usepackage[english, ngerman]{babel}\n\\begin{document}\n% convcalc table\n"
            "\\begin{tabular}{lr}Netz & Params (M) \\\\ \\hline ResNet-50 & 25,6 \\\\\\end{tabular}\n\\end{document}\n",
        ),
    ],
)
def test_a_text_without_words_may_say_its_language(checking, name, text):
    checked = checking(name)(text)
    assert [claim.holds for claim in checked.claims] == [True]
    for own, other in (("fr", "en"), ("lang: de", "lang: en"), ("ngerman", "english")):
        if own in text:
            assert [problem.code for problem in checking(name)(text.replace(own, other)).problems] == ["CC303"]
