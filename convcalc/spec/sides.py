"""Side branches left out: `side=false` beside a design, `--no-side` before a command's designs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convcalc.language.problems import Problems
    from convcalc.spec.model import Setting, Spec

SIDE = "side"
NO_SIDE = "--no-side"
"""The option, which means side branches even where a spec has a parameter named `side`."""

WITHOUT_SIDES = f"{SIDE}=false, or {NO_SIDE}, leaves side branches out"


def given_by_options(input_: str | None, no_side: bool) -> list[str]:
    """The changes that options make of each design: the size of its input, and no side branches."""
    return [*([f"input={input_}"] if input_ is not None else []), *([NO_SIDE] if no_side else [])]


def take_sides(spec: Spec, settings: Iterable[Setting], problems: Problems) -> list[Setting]:
    """Leave the side branches of a spec out where `side=false` or the option says so; what else is set is returned.

    A parameter of the spec's own that is named `side` is set as any other.
    """
    others = []
    for one in settings:
        if one.name == NO_SIDE:
            spec.leave_out_sides()
        elif one.name != SIDE or SIDE in spec.parameters:
            others.append(one)
        elif one.text.lower() == "false":
            spec.leave_out_sides()
        elif one.text.lower() != "true":
            problems.error(f"{SIDE} is true or false", one.part(0, len(one.text)), WITHOUT_SIDES)
    return others
