"""Arguments: the values of what a call is given, and the names that a block knows when it is called."""

from __future__ import annotations

from itertools import chain

from convcalc.costs.op import Op, show_shape
from convcalc.costs.ops import OPS
from convcalc.language.problems import Nearest
from convcalc.language.tree import Name
from convcalc.language.values import Value, kind_of, show_value
from convcalc.network.walk.binding import BindError, Given, Site, Sites, evaluate
from convcalc.network.walk.changed import Changed
from convcalc.network.walk.frame import UNKNOWN, First, Frame, Tensor
from convcalc.network.walk.names import INDEX, INPUT_NAMES, Names
from convcalc.network.walk.parts import Parts
from convcalc.network.walk.reuse import Reuse
from convcalc.network.walk.room import MAXIMUM_LAYERS
from convcalc.network.walk.walk import Walk
from convcalc.spec.items import unknown_callee_hint
from convcalc.spec.model import BLOCKS, PARAMETERS, Block, Call, Written
from convcalc.spec.signature import Signature, block_signature, complaints, op_signature
from convcalc.spec.validate import means_nothing

Bound = tuple[Given, dict[str, Value]]
"""The arguments of a call by their names, as they are given, and their values."""

OF_A_PLACE = frozenset({INDEX, *INPUT_NAMES})
"""The names that have a value at some places only, and so may be missing though nothing wrong was said."""


class Arguments:
    """Binds what is called to what it is called with."""

    def __init__(self, walk: Walk, changed: Changed, reuse: Reuse, parts: Parts | None) -> None:
        self.walk = walk
        self.changed = changed
        self.reuse = reuse
        self.parts = parts
        self.sites: Sites = parts.sites if parts is not None else {}

    # Values

    def value(self, written: Written, frame: Frame, current: Tensor) -> Value | None:
        """The value of an expression at this place; None where it has none, which has then been said."""
        environment, expression = frame.environment, written.expression
        if not (expression.literal or (self.parts is not None and OF_A_PLACE.isdisjoint(expression.reads))):
            environment.set_input(current.layer.output if current.layer is not None else None)
            missing = [name for name in expression.reads if name not in environment]
            if missing and self._is_unknown(missing, written, frame, current):
                return None
        try:
            return evaluate(written, environment)
        except BindError as error:
            self.walk.error(frame, error.message, error.place, error.hint)
            return None

    def _is_unknown(self, missing: list[str], written: Written, frame: Frame, current: Tensor) -> bool:
        """Whether an expression has no value for one of these names, which has then been said."""
        if any(map(self._is_lost, missing)):
            return True
        if INDEX in missing:
            message = "the name 'index' is not known here"
            self.walk.error(frame, message, written.place, "it is known in a repeat")
            return True
        size = next((name for name in written.expression.reads if name in INPUT_NAMES), None)
        if size not in missing:
            return False
        if current is not UNKNOWN:
            hint = "with several inputs a list begins with `from NAME`"
            if current.layer is not None:
                hint = f"the input here is {show_shape(current.layer.output)}"
            self.walk.error(frame, f"{size} is not known here", written.place, hint)
        return True

    def _is_lost(self, name: str) -> bool:
        """Whether a name has no value because of something that has been said."""
        spec = self.walk.spec
        if name not in self.walk.parameters and (name in spec.parameters or name in spec.lost):
            return True
        return PARAMETERS in spec.missing and name not in INPUT_NAMES and means_nothing(name, spec)

    def condition(self, written: Written, frame: Frame, current: Tensor) -> bool | None:
        """Whether a condition holds; None where it has no value, which has then been said."""
        value = self.value(written, frame, current)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str) and isinstance(written.expression.tree, Name):
            hint = Nearest(value, frame.environment)
            self.walk.error(frame, f"the name '{value}' is not known here", written.place, hint)
        else:
            message = f"when must be true or false, this is {kind_of(value)}"
            self.walk.error(frame, message, written.place, "compare it: x != 1")
        return None

    def copies(self, repeat: Written, frame: Frame, current: Tensor) -> int | None:
        """How many copies a repeat has; None where that is wrong, which is then said."""
        copies = self.value(repeat, frame, current)
        if copies is None:
            return None
        if type(copies) is not int or copies < 0:
            message = f"repeat must be a whole number of copies, not {show_value(copies)}"
        elif copies > MAXIMUM_LAYERS:
            message = f"a network has at most {MAXIMUM_LAYERS:,} layers, this repeats {copies:,} times"
        else:
            return copies
        self.walk.error(frame, message, repeat.place)
        return None

    # Calls

    def site(self, call: Call, called: Op | Block) -> Site:
        """What is the same in a call of an op or a block wherever it is run."""
        site = self.sites.get((call, called.name))
        if site is None:
            signature = op_signature(called) if isinstance(called, Op) else block_signature(called)
            site = self.sites[call, called.name] = Site(call, signature)
        return site

    def of(self, site: Site, name: str, frame: Frame, current: Tensor, first: First | None) -> Bound | None:
        """The arguments of a call and their values, with those of a first copy and the changes that name it.

        None where something is wrong with them, which has then been said.
        """
        given, fixed = site.given, site.fixed
        if not self.is_as_written(frame, first):
            given, fixed = dict(given), {}
            if first is not None and not self._first_copy(given, site.signature, frame, first):
                return None
            if name and self.changed.may_mean(frame.group):
                for change in self.changed.of(self.reuse.path(name, frame.group), site.signature.arguments):
                    self.walk.use(change)
                    given[change.argument] = change.value
        values: dict[str, Value] = {}
        for argument_name, written in given.items():
            value = fixed[argument_name] if argument_name in fixed else self.value(written, frame, current)
            if value is None:
                return None
            values[argument_name] = value
        return given, values

    def is_as_written(self, frame: Frame, first: First | None) -> bool:
        """Whether a call in the group of a frame is given what is written in it, and nothing else."""
        return first is None and not self.changed.may_mean(frame.group)

    def _first_copy(self, given: Given, signature: Signature, frame: Frame, first: First) -> bool:
        """Put the arguments of a first copy in place; false where the call has no such argument."""
        scalar, arguments = first
        for argument in arguments:
            if argument.name not in signature.arguments:
                place = scalar.part(argument.offset, len(argument.name))
                hint = Nearest(argument.name, signature.arguments)
                message = f"{signature.name} has no argument '{argument.name}'"
                self.walk.error(frame, message, place, hint)
                return False
            given[argument.name] = Written(argument.expression, scalar, argument.value_offset)
        return True

    def enter(self, call: Call, block: Block, bound: Bound, frame: Frame, current: Tensor) -> Frame | None:
        """Where a block's body is run: its names are its parameters, those given, and the defaults, left to right."""
        given, values = bound
        names = Names(self.walk.parameters, block.parameters)
        trail = ((call.parsed.text, call.place), *frame.trail)
        inner = Frame(frame.environment.beside(names), frame.scope, frame.group, frame.naming, trail, {})
        for name, parameter in block.parameters.items():
            if name in values:
                names[name] = values[name]
            elif parameter.default is not None:
                value = self.value(parameter.default, inner, current)
                if value is None:
                    return None
                names[name] = value
        for name, value in names.items():
            if isinstance(value, str):
                tree = given[name].expression.tree if name in given else None
                passed_on = frame.words.get(tree.name) if isinstance(tree, Name) else None
                inner.words[name] = frame.scope if passed_on is None else passed_on
        return inner

    # What is called

    def callee(self, call: Call, frame: Frame) -> str | None:
        """The op or block that is called, as a parameter may name it; None where it can't be, which has been said."""
        callee = call.parsed.callee
        if self.parts is not None and callee in self.parts.callable:
            return callee
        word = frame.environment.get(callee)
        if callee in OPS or callee in self.walk.spec.blocks:
            if not call.sound:
                return None
            if not isinstance(word, str) or word == callee:
                return callee
            if callee in OPS and OPS[callee].new:
                return word if self._can_be_called(call, word, frame) else None
            hint = f"give the parameter, which holds '{word}', another name"
            message = f"'{callee}' is a parameter here, and an op or block"
            self.walk.error(frame, message, call.argument_place(None), hint)
            return None
        callee = word if isinstance(word, str) else callee
        return callee if self._can_be_called(call, callee, frame) and call.sound else None

    def _can_be_called(self, call: Call, callee: str, frame: Frame) -> bool:
        """Whether what a parameter names can be called like this; if not, that has been said."""
        if callee in self.walk.spec.blocks:
            signature = block_signature(self.walk.spec.blocks[callee])
        elif callee in OPS:
            signature = op_signature(OPS[callee])
        else:
            if call.sound and BLOCKS not in self.walk.spec.missing:
                hint = unknown_callee_hint(callee, chain(OPS, self.walk.spec.blocks))
                message = f"there is no op or block '{callee}'"
                self.walk.error(frame, message, call.argument_place(None), hint)
            return False
        wrong = complaints(call, signature)
        for message, place, near in wrong:
            self.walk.error(frame, message, place, near)
        return not wrong
