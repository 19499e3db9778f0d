"""Which names what stands in a spec reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from convcalc.costs.ops import OPS
from convcalc.language.expression import Expression
from convcalc.spec.model import Block, Body, Call, Item, Join, Reference, Sequence, Spec

Read = Call | Reference | Block | list[Expression]
"""What may read names: a call, a reference, the defaults of a block, or what else stands in an item."""


def read_within(body: Body | Item, spec: Spec) -> Iterator[tuple[Block | None, Read]]:
    """All that reads names in a body, and in each block that it may call, with that block."""
    reached: dict[str, Block] = {}
    pending: list[tuple[Block | None, Body | Item | None]] = [(None, body)]
    while pending:
        block, walked = pending.pop()
        if block is not None:
            yield block, block
        for part in read_in(walked):
            yield block, part
            if isinstance(part, Call):
                callee = part.parsed.callee
                called = [callee] if callee in spec.blocks else [] if callee in OPS else spec.blocks
                new = {name: spec.blocks[name] for name in called if name not in reached}
                reached.update(new)
                pending += [(one, one.body) for one in new.values()]


def read_in(body: Body | Item | None) -> Iterator[Call | Reference | list[Expression]]:
    """The calls and references in a body, and the expressions of its items."""
    pending = [body]
    while pending:
        part = pending.pop()
        if isinstance(part, Call | Reference):
            yield part
        elif isinstance(part, Join):
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


def given_by(part: Call | Block) -> list[Expression]:
    """The values that a call gives, or a block by default."""
    if isinstance(part, Call):
        return [argument.expression for argument in part.parsed.arguments]
    return [parameter.default.expression for parameter in part.parameters.values() if parameter.default is not None]


def names_in(expressions: Iterable[Expression]) -> Iterator[str]:
    """Every name that expressions read."""
    return (name for expression in expressions for name in expression.reads)
