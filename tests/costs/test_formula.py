"""Formulas as text and as LaTeX, and what is left of them where a symbol does nothing."""

from fractions import Fraction

import pytest

from convcalc.costs.formula import LATEX, TEXT, show_formula, show_tree
from convcalc.costs.ops import OPS
from convcalc.costs.symbols import SYMBOLS, evaluate, names, specialised, spread, without_brackets, worked_out
from convcalc.language.expression import parse
from convcalc.language.tree import Literal


@pytest.mark.parametrize(
    ("formula", "text", "latex"),
    [
        ("N*(C*K² + B)", "N(CK² + B)", "N(CK^2 + B)"),
        ("C*K²*N*H′W′", "C·K²·N·H′·W′", r"C \cdot K^2 \cdot N \cdot H' \cdot W'"),
        ("C/G*K² + 1", "C/G·K² + 1", r"\frac{C}{G} \cdot K^2 + 1"),
        ("floor((W - F)/S) + 1", "⌊(W − F)/S⌋ + 1", r"\left\lfloor \frac{W - F}{S} \right\rfloor + 1"),
        ("ceil(W/S)", "⌈W/S⌉", r"\left\lceil \frac{W}{S} \right\rceil"),
        ("(W - 1)*S - 2*P", "(W − 1)S − 2P", "(W - 1)S - 2P"),
        ("2*A*C", "2A·C", r"2A \cdot C"),
        ("W - (P - 1)", "W − (P − 1)", "W - (P - 1)"),
        ("C/(G*N)", "C/(G·N)", r"\frac{C}{G \cdot N}"),
        ("(C + 1)/G", "(C + 1)/G", r"\frac{C + 1}{G}"),
        ("N*(C/G + 1)", "N(C/G + 1)", r"N\left(\frac{C}{G} + 1\right)"),
        ("min(W, P + 1)", "min(W, P + 1)", r"\min\left(W, P + 1\right)"),
        ("stop - start", "stop − start", r"\text{stop} - \text{start}"),
        ("C + channels*2", "C + 2·channels", r"C + 2 \cdot \text{channels}"),
        ("-W", "−W", "-W"),
        ("(W + 1)**2", "(W + 1)²", "(W + 1)^2"),
        ("W**12", "W^12", "W^{12}"),
        ("K_h*K_w", "K_h·K_w", r"K_h \cdot K_w"),
        ("D_in + 1", "D_in + 1", "D_{in} + 1"),
    ],
)
def test_a_formula_is_written(formula, text, latex):
    assert show_formula(formula) == text
    tree = specialised(parse(formula).tree, {"H′W′": spread(2)["H′W′"]})
    assert show_tree(tree, LATEX) == latex


@pytest.mark.parametrize(
    ("formula", "values", "text", "latex"),
    [
        ("N*(C*K² + 1)", {"N": 1000, "C": 3, "K²": 9}, "1,000·(3·9 + 1)", r"1{,}000 \cdot (3 \cdot 9 + 1)"),
        ("W + before", {"W": 5, "before": -1}, "5 + (−1)", "5 + (-1)"),
        ("W*R", {"W": 5, "R": Fraction(3, 2)}, "5·1.5", r"5 \cdot 1.5"),
        ("W/R", {"W": 5, "R": Fraction(7, 3)}, "5/(7/3)", r"\frac{5}{7/3}"),
        ("2*P", {"P": 0}, "2·0", r"2 \cdot 0"),
    ],
)
def test_numbers_are_put_in(formula, values, text, latex):
    tree = parse(formula).tree
    assert show_tree(tree, TEXT, values) == text
    assert show_tree(tree, LATEX, values) == latex


@pytest.mark.parametrize(
    ("formula", "replaced", "text"),
    [
        ("N*(C/G*K² + B)", {"G": 1, "B": 1}, "N(CK² + 1)"),
        ("N*(C/G*K² + B)", {"G": 1, "B": 0}, "N·C·K²"),
        ("C*N/G*K² + N*B", {"G": 1, "B": 1}, "CNK² + N"),
        ("A*(1 + B)*C", {"A": 1, "B": 1}, "2C"),
        ("A*(1 + B)*C", {"A": 1, "B": 0}, "C"),
        ("A*(1 + B)*C", {"A": 0, "B": 1}, "0"),
        ("C*(1 + B)", {"B": 1}, "2C"),
        ("(W - 1)*S + O", {"O": 0}, "(W − 1)S"),
    ],
)
def test_what_does_nothing_gives_way(formula, replaced, text):
    assert show_tree(specialised(parse(formula).tree, {name: Literal(n) for name, n in replaced.items()})) == text


def test_areas_are_products_of_axes():
    shown = [
        [show_tree(spread(axes, square)[name]) for name in ("HW", "H′W′", "K²", "R²")]
        for axes, square in ((1, True), (2, True), (2, False), (3, True), (3, False))
    ]
    assert shown == [
        ["W", "W′", "K", "R"],
        ["H·W", "H′·W′", "K²", "R²"],
        ["H·W", "H′·W′", "K_h·K_w", "R²"],
        ["D_in·H·W", "D′·H′·W′", "K³", "R³"],
        ["D_in·H·W", "D′·H′·W′", "K_d·K_h·K_w", "R³"],
    ]
    assert show_tree(spread(0)["HW"]) == "1"


def test_brackets_stay_only_where_something_is_rounded():
    tree = parse("floor((W - 7)/2) + 1").tree
    assert show_tree(without_brackets(tree, {"W": 9})) == "(W − 7)/2 + 1"
    kept = without_brackets(tree, {"W": 10})
    assert show_tree(kept) == "⌊(W − 7)/2⌋ + 1"
    assert show_tree(worked_out(kept, {"W": 10})) == "⌊1.5⌋ + 1"
    assert evaluate(kept, {"W": 10}) == evaluate(worked_out(kept, {"W": 10}), {}) == 2


def test_every_symbol_of_the_op_table_is_in_the_legend():
    known = {*SYMBOLS, "A", "B", "HW", "H′W′", "K²", "R²"}
    for op in OPS.values():
        sizes = [size if isinstance(size, tuple) else (size,) for size in op.size.values() if size is not None]
        texts = [text for size in sizes for text in size]
        defined = [text for formulas in op.defined.values() for text in formulas.values()]
        for text in (*texts, *defined, *op.channels.values(), *op.macs.values(), *op.params.values()):
            assert set(names(parse(text).tree)) <= known
