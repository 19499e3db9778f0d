"""Single layers written as PyTorch writes them: each case of layer_cases_*.txt has PyTorch's numbers, or is refused."""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from pathlib import Path

from convcalc.language.problems import ConvcalcError
from convcalc.study.design import summarize

_spec = importlib.util.spec_from_file_location("layer_cases", Path(__file__).with_name("test_layer_cases.py"))
assert _spec is not None and _spec.loader is not None
cases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cases)

NAMES = {
    "conv": "Conv",
    "conv_transpose": "ConvTranspose",
    "max_pool": "MaxPool",
    "avg_pool": "AvgPool",
    "adaptive_avg_pool": "AdaptiveAvgPool",
    "adaptive_max_pool": "AdaptiveMaxPool",
    "lp_pool": "LPPool",
}


def value(text: str) -> str:
    """An argument in Python: 2x5 is a tuple, true is True."""
    if re.fullmatch(r"-?[\d.]+(x-?[\d.]+)+", text):
        return f"({', '.join(text.split('x'))})"
    if text in ("true", "false", "none"):
        return text.title()
    return text if re.fullmatch(r"-?[\d.]+(e-?\d+)?", text) else f"'{text}'"


def code(case) -> str:
    """The module as it is built in PyTorch."""
    name = f"{NAMES[case.module]}{case.axes}d" if case.module in NAMES else case.module
    return f"nn.{name}({', '.join(f'{name}={value(text)}' for name, text in case.arguments.items())})"


def image(case) -> tuple[tuple[int, ...], int]:
    """The input without its batch, and how many there are."""
    axes = case.axes or None
    if axes is not None and len(case.shape) == axes + 1:
        return case.shape, 1
    return case.shape[1:], case.shape[0]


REFUSED = {
    "nn.LPPool#d is no layer that can be read": 35,
    "nn.Unfold is no layer that can be read": 3,
    "output_padding # must be smaller than the stride # or the dilation #": 13,  # device=meta takes it, a CPU refuses
    "linear takes a flat input, this one is #": 4,
    "nn.LayerNorm is written for # channels, # come in: #": 2,  # they stand last there
    "flatten begins with the channels, axis #: start_dim=#": 2,
    "the output would be #": 1,  # PyTorch allows an empty output
}


def test_what_is_read_has_pytorch_s_numbers():
    refused: Counter[str] = Counter()
    wrong = []
    read = 0
    for case in cases.VALID:
        shape, batch = image(case)
        if case.forward or not shape:
            continue
        text = code(case)
        try:
            report = summarize(text, f"input={'x'.join(map(str, shape))}", batch=batch)
        except ConvcalcError as error:
            refused[re.sub(r"[\d×]+", "#", error.problems.errors[0].message)] += 1
            continue
        read += 1
        output = cases.sizes(case.truth[3])
        found = (report.output, report.params, report.macs)
        if found != (output[len(output) - len(report.output) :], int(case.truth[4]), int(case.truth[5])):
            wrong.append((text, shape, found, case.truth[3:]))
    assert wrong == []
    assert refused == REFUSED
    assert read > 1900


def test_what_pytorch_refuses_is_refused_as_code_too():
    accepted = []
    tried = 0
    for case in cases.INVALID:
        if case.forward:
            continue
        shape, _ = image(case)
        tried += 1
        try:
            summarize(code(case), f"input={'x'.join(map(str, shape))}")
        except ConvcalcError as error:
            assert error.problems.errors
        else:
            accepted.append(code(case))
    assert (accepted, tried > 250) == ([], True)
