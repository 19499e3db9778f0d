"""Convolution arithmetic, layer by layer.

>>> import convcalc
>>> report = convcalc.summarize("alexnet")
>>> report.params, report.macs, report.output
(60965224, 724406816, (1000,))
>>> [(layer.path, layer.output, layer.params) for layer in report.layers][:2]
[('conv1', (96, 55, 55), 34944), ('relu1', (96, 55, 55), 0)]

`summarize` takes a path, a catalogue name or an inline design, and changes as on the command line; it raises
`ConvcalcError`, whose `problems` say everything that is wrong, each with its place. `load` reads a spec without
computing anything.
"""

from __future__ import annotations

TYPE_CHECKING = False
"""Type checkers take this for true. Importing `typing` would keep a start waiting before it can be interrupted."""

__version__ = "0.1.0"
__all__ = ["ConvcalcError", "Report", "Row", "Spec", "__version__", "load", "summarize"]

if TYPE_CHECKING:
    from typing import Any

    from convcalc.language.problems import ConvcalcError
    from convcalc.network.report import Report, Row
    from convcalc.spec.model import Spec
    from convcalc.study.design import load_spec as load
    from convcalc.study.design import summarize

_HOMES = {
    "ConvcalcError": ("convcalc.language.problems", "ConvcalcError"),
    "Report": ("convcalc.network.report", "Report"),
    "Row": ("convcalc.network.report", "Row"),
    "Spec": ("convcalc.spec.model", "Spec"),
    "load": ("convcalc.study.design", "load_spec"),
    "summarize": ("convcalc.study.design", "summarize"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for, so that `import convcalc` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'convcalc' has no attribute '{name}'")
    from importlib import import_module

    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
