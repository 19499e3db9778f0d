"""Formulas and rules that several records share."""

from __future__ import annotations

WINDOW = "floor((W - F′ + 2*P)/S) + 1"
WINDOWS = {"": WINDOW, "padding=same": "ceil(W/S)"}
FIXED = {"": "T"}
SPATIAL = (1, 2, 3)

FITS = ("W + 2*P >= F′", "kernel_size", "the filter covers {F′}, the input with padding is only {W} + 2·{P} {wide}")
