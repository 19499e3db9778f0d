"""What can be said of a spec before any shape is known: unknown words, names used twice, circles, what nobody uses."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from convcalc.costs.arguments import ARGUMENTS
from convcalc.costs.ops import BRANCHED, JOINS, OPS
from convcalc.language.problems import Nearest, Place, Problems
from convcalc.language.tree import UNKNOWN, Name, Placeholder
from convcalc.spec.items import unknown_callee_hint
from convcalc.spec.model import (
    BLOCKS,
    PARAMETERS,
    Block,
    Body,
    Call,
    Item,
    Join,
    Reference,
    Sequence,
    Spec,
    Unused,
    Written,
)
from convcalc.spec.parameters import circles
from convcalc.spec.signature import Signature, block_signature, complaints, op_signature

ENVIRONMENT = frozenset({"in_channels", "in_height", "in_width", "in_depth", "in_length", "in_size", "index"})
"""The names that expressions may read besides parameters."""

MAXIMUM_SHOWN = 10
"""How many blocks of a circle a message names."""

MAXIMUM_NAMED = 3
"""How many parameters of a circle a message names: it is said of each of them."""

STRIDE = "stride"
ONES = ("1", "1x1", "1x1x1")
"""Strides of a call that pass over nothing."""


def signature_of(name: str, spec: Spec) -> Signature | None:
    """The signature of an op or a block; None where there is none of this name."""
    if name in spec.blocks:
        return block_signature(spec.blocks[name])
    return op_signature(OPS[name]) if name in OPS else None


def validate(spec: Spec, problems: Problems, file: str) -> None:
    """Say everything that is wrong in the blocks and the layers, used or not; `file` is the one that was asked for."""
    walk = _Validator(spec, problems)
    for parameter in spec.parameters.values():
        if parameter.default is not None:
            walk.expression(parameter.default, ())
    for block in spec.blocks.values():
        walk.block(block)
    if spec.layers is not None:
        walk.scope(spec.layers, ())
    _circles(spec, problems)
    parameter_circles(spec, problems)
    _unused(spec, file, walk)


def warn_of_unused(spec: Spec, problems: Problems) -> None:
    """Say what nothing uses, once all else is said: a word that was wrong may have been meant for it."""
    doubtful: dict[frozenset[str], bool] = {frozenset(): False}
    errors = bool(problems.errors)
    for unused in spec.unused:
        if errors and unused.words not in doubtful:
            doubtful[unused.words] = any(means_nothing(word, spec) for word in unused.words)
        if not (errors and doubtful[unused.words]):
            near = Nearest(unused.knob, filter(unused.knob.__ne__, spec.parameters)) if unused.knob else None
            problems.warning(unused.message, unused.place, near)


def means_nothing(word: str, spec: Spec) -> bool:
    """Whether a word is no op, no block, no parameter of the spec, and none that an argument knows."""
    known = word in OPS or word in spec.blocks or word in spec.parameters
    return not known and not any(word in argument.words for argument in ARGUMENTS.values())


class _Validator:
    """Goes through every item once, and keeps which names and words were used.

    `unknown_callee` and `unknown_name` say that something was called, or read, that there is not.
    """

    def __init__(self, spec: Spec, problems: Problems) -> None:
        self.spec = spec
        self.problems = problems
        self.used: set[str] = set()
        self.words: set[str] = set()
        self.mentioned: set[str] = set()
        self.unknown_callee = False
        self.unknown_name = False
        self.called: dict[str, dict[str, Call]] = {}
        self.current = ""

    def block(self, block: Block) -> None:
        self.current = block.name
        self.called[block.name] = {}
        outer = self.used, self.words, self.unknown_callee, self.unknown_name
        self.used, self.words, self.unknown_callee, self.unknown_name = set(), set(), False, False
        earlier: list[str] = []
        for parameter in block.parameters.values():
            if parameter.default is not None:
                self.expression(parameter.default, tuple(earlier))
            earlier.append(parameter.name)
        self.scope(block.body, tuple(block.parameters))
        hidden = block.hidden or self.unknown_callee or self.unknown_name
        around = frozenset(self.words)
        for parameter in block.parameters.values():
            if parameter.name not in self.used and block.name not in self.spec.included and not hidden:
                message = f"the block '{block.name}' does not use its parameter '{parameter.name}'"
                self.spec.unused.append(Unused(message, parameter.place, around))
        used, words, unknown_callee, unknown_name = outer
        used |= self.used.difference(block.parameters)
        words |= self.words
        self.used, self.words = used, words
        self.unknown_callee |= unknown_callee
        self.unknown_name |= unknown_name
        self.current = ""

    def scope(self, body: Body, parameters: tuple[str, ...]) -> None:
        names: dict[str, Place] = {}
        self.body(body, parameters, names)

    def body(self, body: Body | None, parameters: tuple[str, ...], names: dict[str, Place]) -> None:
        if isinstance(body, Call):
            self.call(body, parameters)
        elif isinstance(body, Sequence):
            if body.start is not None:
                self.used.add(body.start.name)
            for item in body.items:
                self.item(item, parameters, names)
        elif isinstance(body, Join):
            self.join(body, parameters, names)
        elif isinstance(body, Reference):
            self.used.add(body.name)

    def join(self, join: Join, parameters: tuple[str, ...], names: dict[str, Place]) -> None:
        if join.call.sound:
            self.arguments(join.call, op_signature(BRANCHED[join.kind]), parameters)
        for branch in join.branches:
            if branch.when is not None:
                self.expression(branch.when, parameters)
            if branch.name is None:
                self.body(branch.body, parameters, names)
            else:
                self.name(branch.name.text, branch.name.place, names)
                self.scope(branch.body, parameters)

    def item(self, item: Item, parameters: tuple[str, ...], names: dict[str, Place]) -> None:
        for written in (item.repeat, item.when):
            if written is not None:
                self.expression(written, parameters)
        if item.name is not None:
            self.name(item.name.text, item.name.place, names)
        own = item.name is not None or item.repeat is not None
        for body in (item.body, item.otherwise):
            if own and not isinstance(body, Call):
                self.body(body, parameters, {})
            else:
                self.body(body, parameters, names)
        if item.first is not None:
            self.first(item, parameters)
        elif item.repeat is not None and isinstance(item.body, Call):
            self.each_copy(item.repeat, item.body)

    def each_copy(self, repeat: Written, call: Call) -> None:
        """Note that each copy of a block has a stride, where its first copy alone would be usual."""
        block = self.spec.blocks.get(call.parsed.callee)
        if block is None or STRIDE not in block.parameters or repeat.expression.text.strip() in ("0", "1"):
            return
        given = next((one for one in call.parsed.arguments if one.name == STRIDE and one.expression.literal), None)
        if given is None or given.expression.text.strip() in ONES:
            return
        written = f"{STRIDE}={given.expression.text.strip()}"
        place = call.scalar.part(given.offset, given.length)
        self.problems.note(
            f"{written} is for each copy, not the first alone", place, f"for the first alone write first: {written}"
        )

    def first(self, item: Item, parameters: tuple[str, ...]) -> None:
        assert item.first is not None
        scalar, arguments = item.first
        if item.repeat is None and item.sound:
            self.problems.error("first needs repeat beside it", scalar.place)
        if not isinstance(item.body, Call):
            self.problems.error("first gives arguments to a call, and this is none", scalar.place)
            return
        signature = signature_of(item.body.parsed.callee, self.spec)
        for argument in arguments:
            self.expression(Written(argument.expression, scalar, argument.value_offset), parameters)
            if signature is not None and argument.name and argument.name not in signature.arguments:
                place = scalar.part(argument.offset, len(argument.name))
                hint = Nearest(argument.name, signature.arguments)
                self.problems.error(f"{signature.name} has no argument '{argument.name}'", place, hint)
                item.body.sound = False

    def name(self, name: str, place: Place, names: dict[str, Place]) -> None:
        if name in names:
            self.problems.error(f"the name '{name}' stands twice here (first in line {names[name].line})", place)
        names.setdefault(name, place)

    def call(self, call: Call, parameters: tuple[str, ...]) -> None:
        callee = call.parsed.callee
        self.used.add(callee)
        self.expressions(call, parameters)
        signature = signature_of(callee, self.spec)
        if signature is None and (callee in parameters or callee in self.spec.parameters):
            return
        if callee in self.spec.lost or (signature is None and BLOCKS in self.spec.missing):
            call.sound = False
            return
        if signature is None:
            self.unknown_callee = True
            if not call.sound:
                return
            call.sound = False
            known = chain(OPS, self.spec.blocks, JOINS, parameters)
            hint = unknown_callee_hint(callee, known, "`convcalc ops` lists the operations")
            self.problems.error(f"there is no op or block '{callee}'", call.argument_place(None), hint)
            return
        if self.current and callee in self.spec.blocks:
            self.called[self.current].setdefault(callee, call)
        for complaint in complaints(call, signature):
            call.sound = False
            self.problems.error(*complaint)

    def arguments(self, call: Call, signature: Signature, parameters: tuple[str, ...]) -> None:
        if call.parsed.arguments or signature.required:
            self.expressions(call, parameters)
            for complaint in complaints(call, signature):
                call.sound = False
                self.problems.error(*complaint)

    def expressions(self, call: Call, parameters: tuple[str, ...]) -> None:
        for argument in () if call.parsed.literal else call.parsed.arguments:
            self.expression(Written(argument.expression, call.scalar, argument.value_offset), parameters)

    def expression(self, written: Written, parameters: tuple[str, ...]) -> None:
        if isinstance(written.expression.tree, Placeholder):
            self.words.add(UNKNOWN)  # any name may be meant to stand there
        for name in written.expression.names():
            self.used.add(name.name)
            self.mentioned.add(name.name)
            if name.name in parameters or name.name in self.spec.parameters or name.name in ENVIRONMENT:
                continue
            if name.word:
                self.words.add(name.name)
            elif name.name not in self.spec.lost and PARAMETERS not in self.spec.missing:
                self.say_unknown(written, name, parameters)

    def say_unknown(self, written: Written, name: Name, parameters: tuple[str, ...]) -> None:
        self.unknown_name = True
        place = written.scalar.part(written.offset + name.start, name.end - name.start)
        sizes = ENVIRONMENT if name.name.startswith("in") else ()
        where = "a block sees its own parameters and the spec's" if self.current else "parameters declares such names"
        hint = Nearest(name.name, chain(parameters, self.spec.parameters, sizes), where)
        self.problems.error(f"the name '{name.name}' is not known here", place, hint)


def _circles(spec: Spec, problems: Problems) -> None:
    """Blocks that call themselves, directly or through others."""
    calls: dict[str, dict[str, Call]] = {
        name: dict(_block_calls(block.body, spec)) for name, block in spec.blocks.items()
    }
    finished: set[str] = set()
    for start in spec.blocks:
        path = {start: None}
        pending = [(start, iter(calls[start]))] if start not in finished else []
        while pending:
            name, callees = pending[-1]
            callee = next(callees, None)
            if callee is None:
                pending.pop()
                path.popitem()
                finished.add(name)
            elif callee in path:
                names = list(path)
                circle = [*names[names.index(callee) :][:MAXIMUM_SHOWN], callee]
                call = calls[name][callee]
                call.sound = False
                problems.error(f"the block '{callee}' calls itself", call.place, " → ".join(circle))
            elif callee not in finished:
                path[callee] = None
                pending.append((callee, iter(calls[callee])))


def _block_calls(body: Body | None, spec: Spec) -> Iterator[tuple[str, Call]]:
    """Every call of a block that stands in a body."""
    if isinstance(body, Call):
        if body.parsed.callee in spec.blocks:
            yield body.parsed.callee, body
    elif isinstance(body, Sequence):
        for item in body.items:
            yield from _block_calls(item.body, spec)
            yield from _block_calls(item.otherwise, spec)
    elif isinstance(body, Join):
        for branch in body.branches:
            yield from _block_calls(branch.body, spec)


def parameter_circles(spec: Spec, problems: Problems) -> None:
    """Parameters whose values need each other."""
    found = circles(spec.parameters)
    more = len(found) - MAXIMUM_NAMED
    shown = ", ".join(found) if more <= 0 else f"{', '.join(found[:MAXIMUM_NAMED])} and {more:,} more"
    for name in found:
        place = spec.parameters[name].place
        hint = f"{shown} {'go' if len(found) > 1 else 'goes'} round in a circle"
        problems.error(f"the parameter '{name}' needs its own value", place, hint)


def _unused(spec: Spec, file: str, walk: _Validator) -> None:
    if spec.layers is None or spec.hidden or walk.unknown_callee:
        return
    reached: set[str] = set()
    pending = [name for name, _ in _block_calls(spec.layers, spec)]
    pending += [name for name in walk.mentioned if name in spec.blocks]
    while pending:
        name = pending.pop()
        if name not in reached:
            reached.add(name)
            pending.extend(callee for callee, _ in _block_calls(spec.blocks[name].body, spec))
    words = frozenset(walk.words)
    for name, block in spec.blocks.items():
        if name not in reached and block.place.source.name == file and name not in spec.included:
            spec.unused.append(Unused(f"the block '{name}' is never used", block.place, words))
    for name, parameter in spec.parameters.items():
        if name not in walk.used and parameter.place.source.name == file and not walk.unknown_name:
            spec.unused.append(Unused(f"the parameter '{name}' is never used", parameter.place, words, name))
