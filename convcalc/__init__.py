"""Convolution arithmetic, layer by layer.

>>> import convcalc
>>> report = convcalc.summarize("alexnet")
>>> report.params, report.macs, report.output
(60965224, 724406816, (1000,))
>>> [(layer.path, layer.output, layer.params) for layer in report.layers][:2]
[('conv1', (96, 55, 55), 34944), ('relu1', (96, 55, 55), 0)]

Each function does what the command of its name does. A design is a name of the catalogue, a path, layers in a text or a
list, or a spec in YAML or as a mapping; what is changed in it are keywords:

>>> convcalc.summarize("mobilenet_v1", width=0.5, input=(3, 224, 224)).params
1331592

Answers have attributes, `rows()` for data frames, `to_dict()`, `to_markdown()`, and a table in notebooks. Where
something is wrong, `ConvcalcError` is raised, whose `problems` say everything that is, each with its place. The classes
of answers (`convcalc.Report`, `convcalc.Comparison`, ...) are there for annotations.
"""

from __future__ import annotations

TYPE_CHECKING = False
"""Type checkers take this for true. Importing `typing` would keep a start waiting before it can be interrupted."""

__version__ = "0.1.0"
__all__ = [
    "ConvcalcError",
    "__version__",
    "check",
    "compare",
    "explain",
    "load",
    "memory",
    "networks",
    "solve",
    "summarize",
    "sweep",
    "value",
]

if TYPE_CHECKING:
    from typing import Any

    from convcalc.api.check import Checks as Checks
    from convcalc.api.check import check
    from convcalc.api.compare import Comparison as Comparison
    from convcalc.api.compare import compare
    from convcalc.api.design import Design as Design
    from convcalc.api.design import load
    from convcalc.api.explain import Explanation as Explanation
    from convcalc.api.explain import Reading as Reading
    from convcalc.api.explain import explain
    from convcalc.api.memory import Memory as Memory
    from convcalc.api.memory import memory
    from convcalc.api.networks import Networks as Networks
    from convcalc.api.networks import networks
    from convcalc.api.solve import Solution as Solution
    from convcalc.api.solve import Solutions as Solutions
    from convcalc.api.solve import solve
    from convcalc.api.summarize import Report as Report
    from convcalc.api.summarize import summarize
    from convcalc.api.sweep import DesignFound as DesignFound
    from convcalc.api.sweep import Designs as Designs
    from convcalc.api.sweep import sweep
    from convcalc.api.value import value
    from convcalc.language.problems import ConvcalcError
    from convcalc.language.problems import Problem as Problem
    from convcalc.network.report import Row as Row

_HOMES = {
    "convcalc.api.check": ("Checks", "check"),
    "convcalc.api.compare": ("Comparison", "compare"),
    "convcalc.api.design": ("Design", "load"),
    "convcalc.api.explain": ("Explanation", "Reading", "explain"),
    "convcalc.api.memory": ("Memory", "memory"),
    "convcalc.api.networks": ("Networks", "networks"),
    "convcalc.api.solve": ("Solution", "Solutions", "solve"),
    "convcalc.api.summarize": ("Report", "summarize"),
    "convcalc.api.sweep": ("DesignFound", "Designs", "sweep"),
    "convcalc.api.value": ("value",),
    "convcalc.language.problems": ("ConvcalcError", "Problem"),
    "convcalc.network.report": ("Row",),
}
"""Where everything lives that is asked for by its name; the classes of answers are no part of `__all__`."""


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for, so that `import convcalc` costs nothing."""
    for module, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(module), name)
    raise AttributeError(f"module 'convcalc' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
