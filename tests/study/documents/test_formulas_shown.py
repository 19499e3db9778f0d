"""What complaints say of a formula: as a reader writes it who has no LaTeX, and with the same value."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        (r"\left\lfloor\frac{224 - 7 + 2\cdot 3}{2}\right\rfloor + 1", "⌊(224 - 7 + 2 · 3)/2⌋ + 1"),
        (r"\left\lfloor \dfrac{227-11}{4} \right\rfloor + 1", "⌊(227-11)/4⌋ + 1"),
        (r"\bigl\lceil 7/2 \bigr\rceil", "⌈7/2⌉"),
        (r"5 \times 5\times{}3", "5 × 5 × 3"),
        (r"8/\frac{4}{2}", "8/(4/2)"),
        (r"\frac{1}{2}(3+5)", "(1/2)(3+5)"),
        (r"\frac{\frac{8}{2}+1}{5}", "(8/2+1)/5"),
        (r"\sqrt{3^2+4^2}", "√(3^2+4^2)"),
        (r"\sqrt{49} + 1", "√49 + 1"),
        ("2^{10} + 2^{3+1}", "2^10 + 2^(3+1)"),
        (r"64 \* 64", "64 * 64"),
        ("5 &times; 5", "5 × 5"),
    ],
)
def test_a_formula_in_markdown(document, formula, shown):
    (claim,) = document(f"So ${formula} = 7777$.\n").claims
    assert (claim.subject, claim.holds) == (shown, False)


def test_a_result_is_shown_so_too(document):
    (claim,) = document(r"So $24/30 = 81\%$.").claims
    assert claim.written == "81%"
