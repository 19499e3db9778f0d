"""How large a network is at least, before it is written out: what is far too large is refused at once."""

from __future__ import annotations

from convcalc.costs.ops import JOINS, OPS
from convcalc.language.tree import ExpressionError
from convcalc.language.values import Value
from convcalc.network.walk.room import MAXIMUM_LAYERS, MAXIMUM_NESTING, TooLarge, most_steps
from convcalc.spec.model import Body, Call, Item, Join, Sequence, Spec

Least = tuple[int, int]
"""The least number of layers, and of steps that write them out."""


def refuse_too_large(spec: Spec, parameters: dict[str, Value]) -> bool:
    """Raise TooLarge where the layers come to more than there may be, whatever the conditions in them say.

    True where nothing else was in doubt, so that this is no least number but all the layers there are.
    """
    if spec.layers is None:
        return True
    counter = _Counter(spec, parameters)
    layers, steps = counter.body(spec.layers, 0)
    if layers > MAXIMUM_LAYERS:
        raise TooLarge(
            f"a network has at most {MAXIMUM_LAYERS:,} layers, this one has {_or_many(layers)}", spec.layers.place
        )
    if steps > most_steps(layers):
        raise TooLarge(f"this network takes {_or_many(steps)} steps to write out, for few layers", spec.layers.place)
    return counter.certain


def _or_many(number: int) -> str:
    return f"{number:,}" if number < 10**12 else "many more"


class _Counter:
    """Counts what is certain: nothing that has a condition or runs again, no repeat whose number depends on a shape.

    A repeat that is too large by itself counts nothing: the walk refuses it at its place.
    """

    def __init__(self, spec: Spec, parameters: dict[str, Value]) -> None:
        self.spec = spec
        self.parameters = parameters
        self.known: dict[str, Least] = {}
        self.certain = True

    def body(self, body: Body | None, depth: int) -> Least:
        if isinstance(body, Call):
            return self.call(body, depth)
        if depth > MAXIMUM_NESTING:
            return 0, 1
        depth += 1
        parts: list[Least] = []
        own = 0
        if isinstance(body, Sequence):
            parts = [self.item(item, depth) for item in body.items]
        elif isinstance(body, Join) and (body.kind != "side" or self.spec.side):
            branches = [branch for branch in body.branches if branch.when is None]
            parts = [self.body(branch.body, depth) for branch in branches]
            own = int(body.kind not in JOINS or (len(branches) > 1 and body.kind != "side"))
            self.certain = self.certain and len(branches) == len(body.branches)
        elif not isinstance(body, Join):
            self.certain = False
        return own + sum(layers for layers, _ in parts), 1 + sum(steps for _, steps in parts)

    def call(self, call: Call, depth: int) -> Least:
        name = call.parsed.callee
        block = self.spec.blocks.get(name)
        if block is None and name in OPS and not OPS[name].new:
            return 1, 1
        if block is None:
            self.certain = False
            return 0, 1
        if name not in self.known:
            self.known[name] = (0, 1)
            self.known[name] = self.body(block.body, depth)
        layers, steps = self.known[name]
        return layers, steps + 1

    def item(self, item: Item, depth: int) -> Least:
        if item.when is not None:
            self.certain = False
            return 0, 1
        layers, steps = self.body(item.body, depth)
        copies = 1
        if item.repeat is not None:
            try:
                value = item.repeat.expression.evaluate(self.parameters)
            except ExpressionError:
                value = 0
                self.certain = False
            copies = value if type(value) is int and 0 < value <= MAXIMUM_LAYERS else 0
        return copies * layers, 1 + copies * (steps + 1)
