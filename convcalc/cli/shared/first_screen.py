"""What `convcalc` alone shows: what it is, what to try, and the commands, on one screen."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from convcalc.cli.shared.output import Sink, fitted

EXAMPLES = (
    'convcalc "(227 - 11)/4 + 1"',
    "convcalc alexnet",
    "convcalc compare conv5x5 two_conv3x3",
)
"""A sum, a network, a comparison."""

GROUPS = {
    "Look": ("summarize", "explain", "memory"),
    "Choose": ("compare", "solve", "sweep"),
    "Keep right": ("check", "value"),
}
REFERENCE = ("init", "list", "show", "ops", "metrics", "rule", "schema")

TEXT = """\
convcalc: the calculator for convolutional networks. Every number is exact.

Try:
{examples}

{groups}
Reference: {reference}

`convcalc init` writes a spec to begin with; `convcalc help COMMAND` says more.
"""


def first_screen(commands: Mapping[str, str]) -> None:
    """Print it, with what is said of each of the `commands`."""
    widest = max(map(len, commands))
    groups = "".join(
        f"{heading}:\n" + "".join(f"  {name:{widest}}  {commands[name]}\n" for name in names)
        for heading, names in GROUPS.items()
    )
    examples = "\n".join(f"  {example}" for example in EXAMPLES)
    text = TEXT.format(examples=examples, groups=groups, reference=" ".join(REFERENCE))
    Sink(None, None, ("text",)).write(f"{fitted(line, sys.stdout)}\n" for line in text.splitlines())
