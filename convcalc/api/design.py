"""Designs as Python has them: names, paths, texts, lists of layers, mappings; and `load`, which keeps one."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from convcalc.api.values import Shape, Value, change_texts, goal_texts, refuse
from convcalc.language.problems import COMMAND_LINE, ConvcalcError, Problem, Problems
from convcalc.spec.changes import is_change
from convcalc.study.design import Text, read_report
from convcalc.study.design import load as load_design
from convcalc.study.goals import Goal, parse_goal

if TYPE_CHECKING:
    from convcalc.network.report import Report as Numbers

CHANGES, EXPECT = "changes", "expect"
"""What the command line is called here."""

MOST_BATCH = 1_000_000

_KEYS = r"name|source|year|input|parameters|include|extends|blocks|layers|expect|sweep"
_YAML = re.compile(rf"(?m)^[ ]*(?:(?:{_KEYS})[ \t]*:(?:\s|\Z)|-[ \t]+\S)|\A\s*(?:---|\{{)")


class Lookup(NamedTuple):
    """A design as it is looked up, and the changes to it, as texts."""

    design: str | Text
    changes: tuple[str, ...] = ()


class Design:
    """A design with its changes, as `load` gives it; every function takes it as it takes a path or a name.

    `name`, `source` and `year` are what its spec says, `file` is what was read; `inputs` are shapes by their names,
    `parameters` the texts that the knobs are set to, `changes` the changes that were made. Nothing is computed, and a
    file is read again whenever its design is used.
    """

    __slots__ = ("_lookup", "changes", "file", "inputs", "name", "parameters", "source", "year")

    def __init__(self, lookup: Lookup) -> None:
        problems = said_of(CHANGES)
        loaded = load_design(lookup.design, lookup.changes, problems)
        if loaded is None or problems.errors:
            raise ConvcalcError(problems)
        spec, _ = loaded
        self._lookup = lookup
        self.name: str = spec.name
        self.source: str = spec.reference
        self.year: int | None = spec.year
        self.file: str = spec.file
        self.inputs: dict[str, tuple[int, ...]] = {name: shape for name, (shape, _) in spec.inputs.items()}
        self.parameters: dict[str, str] = {
            name: parameter.default.expression.text
            for name, parameter in spec.parameters.items()
            if parameter.default is not None
        }
        self.changes: tuple[str, ...] = lookup.changes

    def changed(
        self,
        /,
        *words: str,
        input: Shape | Mapping[str, Shape] | None = None,
        changes: Mapping[str, Value] | None = None,
        **knobs: Value,
    ) -> Design:
        """The same design with more changes; this one stays as it is. Raises ConvcalcError as `load` does."""
        return Design(lookup(self, words, input, changes, knobs))

    def __repr__(self) -> str:
        from convcalc.render.characters import visible

        design = self._lookup.design
        written = design if isinstance(design, str) else design.name
        return visible(" ".join([f"<Design {written}", *self.changes])) + ">"


DesignLike = str | os.PathLike[str] | Mapping[str, Any] | Sequence[Any] | Design
"""A name of the catalogue, a path, layers in a text or a list, a spec in YAML or as a mapping, or what `load` gave."""


def load(
    design: DesignLike,
    /,
    *words: str,
    input: Shape | Mapping[str, Shape] | None = None,
    changes: Mapping[str, Value] | None = None,
    **knobs: Value,
) -> Design:
    """Read a design, and compute nothing.

    `design`, the changes in `words` and `changes`, `input` and the knobs are as for `summarize`. What `load` gives can
    be given to every other function, and changed with `changed`. Raises ConvcalcError with everything that is wrong.
    """
    return Design(lookup(design, words, input, changes, knobs))


def lookup(
    design: object,
    words: Sequence[object] = (),
    input_: Shape | Mapping[str, Shape] | None = None,
    changes: Mapping[str, Value] | None = None,
    knobs: Mapping[str, Value] | None = None,
) -> Lookup:
    """What is asked for. Raises TypeError for what can be no design and no change, ConvcalcError for other words."""
    if changes is not None and not isinstance(changes, Mapping):
        raise TypeError("changes is a mapping: changes={'conv2.out_channels': 128}")
    for word in words:
        if not isinstance(word, str):
            raise TypeError("a change is a text, 'input=3x256x256', or a keyword, input=(3, 256, 256)")
        if not is_change(word):
            refuse(f"'{word}' is not a change", "write 'NAME=VALUE', or NAME=VALUE without quotes")
    texts = change_texts([str(word) for word in words], input_, changes, knobs or {})
    found, before = _found(design)
    return Lookup(found, (*before, *texts))


def _found(design: object) -> Lookup:
    if isinstance(design, Design):
        return design._lookup
    if isinstance(design, str):
        return Lookup(Text(design) if is_yaml(design) else design)
    if isinstance(design, os.PathLike):
        return Lookup(_path(design))
    if isinstance(design, Mapping | list):
        from convcalc.api.texts import yaml_of

        name = design.get("name") if isinstance(design, Mapping) else None
        text = yaml_of(design)
        return Lookup(Text(text, name) if isinstance(name, str) and name.strip() else Text(text))
    raise TypeError(
        f"a design is a name, a path, a text, a list of layers or a mapping, not of the type {type(design).__name__}"
    )


def is_yaml(text: str) -> bool:
    """Whether a text is a spec or a list of layers in YAML, not the name of a design or layers on a line."""
    text = text.strip()
    return (text.startswith("{") or "\n" in text) and _YAML.search(text) is not None


def _path(path: os.PathLike[Any]) -> str:
    """A path as a text that means this file and nothing of the catalogue."""
    name = os.fsdecode(path)
    if os.path.isdir(name):
        refuse(f"{name} is a folder, not a file")
    if not os.path.lexists(name):
        refuse(f"there is no file {name}")
    return os.path.join(os.curdir, name) if name == "-" else name


def computed(
    found: Lookup, options: Sequence[str], strict: bool, batch: int = 1, ignore_global: bool = False
) -> Numbers:
    """The numbers of what is asked for. Raises ConvcalcError with all that is wrong, if `strict` for warnings too.

    `options` are what a knob that is none may have been meant for; the others are those of the commands.
    """
    problems = said_of(CHANGES, options)
    report = read_report(found.design, found.changes, problems, batch, (), bool(ignore_global))
    if report is None or problems.errors or (strict and problems.warnings):
        raise ConvcalcError(problems)
    return report


def said_of(argument: str, options: Sequence[str] = (), found: Iterable[Problem] = ()) -> Problems:
    """Collects what is wrong with texts that were given as an `argument`, as they are no command line, after `found`.

    A knob that is unknown may be meant for one of the `options`.
    """
    problems = Problems(sources={COMMAND_LINE: argument}, options=options)
    problems.extend(found)
    return problems


def parsed_goals(expect: object, problems: Problems, known: Collection[str]) -> list[Goal]:
    """What is expected of some of the `known` metrics; `problems` gets what is wrong with it."""
    own = said_of(EXPECT)
    goals = [goal for text in goal_texts(expect) if (goal := parse_goal(text, own, known)) is not None]
    problems.extend(own)
    return goals
