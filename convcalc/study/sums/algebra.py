"""Sums that hold where the signs of arithmetic stand for those of algebra: symbols of residues, fractions of a ring."""

from __future__ import annotations

import re

from convcalc.study.sums.suspect import ALL, EXPRESSIONS, Doubt, Suspect

_FRACTION = r"(?:\(\(-?(?P<{0}>[0-9]+)\)/\([0-9]+\)\)|-?(?P<{0}_in_line>[0-9]+)/[0-9]+)"
_SYMBOL = re.compile(r"(?:\((?:\(\(-?[0-9]+\)/\([0-9]+\)\)|-?[0-9]+/[0-9]+)\)(?:\*\*\(?[0-9]\)?)?\*?)+")
"""Fractions in brackets alone, or a product of such, as they are read."""

_EQUAL_FRACTIONS = re.compile(f"{_FRACTION.format('left')}={_FRACTION.format('right')}")


def _is_residue_symbol(claim: Suspect) -> bool:
    """A Legendre or Jacobi symbol, which is written as a fraction in brackets, and is 1, -1 or 0."""
    return claim.right.values[:1] in ([-1], [0], [1]) and _SYMBOL.fullmatch(claim.left.written) is not None


def _is_in_a_ring(claim: Suspect) -> bool:
    """Nothing over a number, which nobody writes of numbers, as a fraction with another one."""
    found = _EQUAL_FRACTIONS.fullmatch(f"{claim.left.written}={claim.right.written}")
    return found is not None and any(part is not None and not int(part) for part in found.groups())


ALGEBRA = (
    Doubt("it may be a symbol for residues", _is_residue_symbol, ALL,
          (r"$(\frac 25) = -1$", r"$\left(\frac{2}{5}\right) = -1$", r"$\left(\frac{2}{5}\right)^2 = 1$",
           r"$\left(\frac{2}{7}\right)\left(\frac{3}{7}\right) = -1$", "(2/5) = -1"),
          (r"$\frac{2}{5} = 1$", r"$\left(\frac{2}{5}\right) = 2$", r"$\left(\frac{2}{5}\right) + 1 = 3$")),
    Doubt("it may be a fraction of another ring", _is_in_a_ring, EXPRESSIONS,
          (r"$\frac02 = \frac{12}{2}$", r"$\frac{0}{1} = \frac{6}{1}$", "0/1 = 6/1"),
          (r"$\frac{10}{2} = \frac{12}{2}$", r"$\frac{0}{2} + 1 = \frac{12}{2}$")),
)  # fmt: skip
"""Signs of algebra."""
