"""Which names what stands in a spec reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from convcalc.costs.arguments import SIZES
from convcalc.costs.ops import OPS
from convcalc.language.expression import Expression
from convcalc.language.tree import Conditional
from convcalc.network.walk.names import INPUT_NAMES
from convcalc.spec.model import Block, Body, Call, Item, Join, Reference, Sequence, Spec

Read = Call | Reference | Block | list[Expression]
"""What may read names: a call, a reference, the defaults of a block, or what else stands in an item."""


def read_within(body: Body | Item, spec: Spec) -> Iterator[tuple[Block | None, Read]]:
    """All that reads names in a body, and in each block that it may call, with that block."""
    reached: set[Block] = set()
    pending: list[tuple[Block | None, Body | Item | None]] = [(None, body)]
    while pending:
        block, walked = pending.pop()
        if block is not None:
            yield block, block
        for part in read_in(walked):
            yield block, part
            if isinstance(part, Call):
                new = [called for called in called_by(part, spec) if called not in reached]
                reached.update(new)
                pending += [(called, called.body) for called in new]


def read_in(body: Body | Item | None) -> Iterator[Call | Reference | list[Expression]]:
    """The calls and references in a body, and the expressions of its items."""
    pending = [body]
    while pending:
        part = pending.pop()
        if isinstance(part, Call | Reference):
            yield part
            if isinstance(part, Call):
                yield from sizes_in(part)
        elif isinstance(part, Join):
            yield given_by(part.call)
            for branch in part.branches:
                pending.append(branch.body)
                yield [branch.when.expression] if branch.when is not None else []
        elif isinstance(part, Sequence):
            if part.start is not None:
                yield part.start
            pending += part.items
        elif isinstance(part, Item):
            pending += [part.body, part.otherwise]
            first = part.first[1] if part.first is not None else ()
            yield [written.expression for written in (part.when, part.repeat) if written is not None]
            yield [argument.expression for argument in first]


def sizes_in(call: Call) -> list[Reference]:
    """The layers whose sizes a call may take, if its names are not those of parameters: `upsample size=enc4`."""
    parsed = call.parsed
    if parsed.literal:
        return []
    first_is_size = parsed.callee in OPS and next(iter(OPS[parsed.callee].arguments), "") in SIZES
    return [
        Reference(name.name, call.scalar, argument.value_offset + name.start)
        for number, argument in enumerate(parsed.arguments)
        if argument.name in SIZES or (first_is_size and not number and not argument.name)
        for name in argument.expression.names()
        if name.word and name.name not in INPUT_NAMES
    ]


def has_sides(body: Body | Item | None, spec: Spec) -> bool:
    """Whether there is a side branch in a body, or in a block that it may call."""
    reached: set[Block] = set()
    pending: list[Body | Item | None] = [body]
    while pending:
        part = pending.pop()
        if isinstance(part, Join):
            if part.kind == "side":
                return True
            pending += [branch.body for branch in part.branches]
        elif isinstance(part, Sequence):
            pending += part.items
        elif isinstance(part, Item):
            pending += [part.body, part.otherwise]
        elif isinstance(part, Call):
            new = [called for called in called_by(part, spec) if called not in reached]
            reached.update(new)
            pending += [called.body for called in new]
    return False


def given_by(part: Call | Block) -> list[Expression]:
    """The values that a call gives, or a block by default."""
    if isinstance(part, Call):
        return [argument.expression for argument in part.parsed.arguments]
    return [parameter.default.expression for parameter in part.parameters.values() if parameter.default is not None]


def names_in(expressions: Iterable[Expression]) -> Iterator[str]:
    """Every name that expressions read."""
    return (name for expression in expressions for name in expression.reads)


class OwnReads:
    """What a body reads by itself: the names, the `blocks` that it may call, and whether it calls anything."""

    __slots__ = ("blocks", "calls", "names")

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.blocks: set[Block] = set()
        self.calls = False


def own_reads(body: Body | Item, spec: Spec) -> OwnReads | None:
    """What a body reads by itself; None where a layer is named in it, or a word that hangs on what comes in."""
    own = OwnReads()
    for part in read_in(body):
        if isinstance(part, Reference) or (isinstance(part, Call) and hangs_on_input(part)):
            return None
        own.names.update(names_in(given_by(part) if isinstance(part, Call) else part))
        if isinstance(part, Call):
            own.calls = True
            own.names.add(part.parsed.callee)
            own.blocks.update(called_by(part, spec))
    return own


def called_by(call: Call, spec: Spec) -> Iterable[Block]:
    """The blocks that a call may call: any where a parameter may name it."""
    callee = call.parsed.callee
    if callee in spec.blocks:
        return [spec.blocks[callee]]
    return [] if callee in OPS and not OPS[callee].new else spec.blocks.values()


def hangs_on_input(part: Call | Block) -> bool:
    """Whether a value that is given may be this or that word as the sizes of what comes in say.

    Names of layers come from such words, and are the same for the whole of a walk.
    """
    values = given_by(part)
    return any(isinstance(value.tree, Conditional) and not set(INPUT_NAMES).isdisjoint(value.reads) for value in values)
