"""Calls: the values of their arguments, and the names that a block knows when it is called."""

from __future__ import annotations

from itertools import chain
from typing import Any

from convcalc.costs.ops import OPS
from convcalc.language.problems import Nearest
from convcalc.language.tree import Name
from convcalc.language.values import show_value
from convcalc.network.binding import Given
from convcalc.network.frame import Frame, Tensor
from convcalc.network.names import Names
from convcalc.network.scope import MAXIMUM_LAYERS, Scope
from convcalc.network.walk import Walk
from convcalc.spec.items import unknown_callee_hint
from convcalc.spec.model import BLOCKS, Block, Call, Written
from convcalc.spec.signature import Signature, block_signature, complaints, match_arguments, op_signature


class CallWalk(Walk):
    """Binds what is called to what it is called with."""

    def arguments(
        self, call: Call, signature: Signature, name: str, frame: Frame, current: Tensor, first: Any
    ) -> tuple[Given, dict[str, Any]] | None:
        """The arguments of a call and their values, with those of a first copy and the changes that name it.

        None where something is wrong with them, which has then been said.
        """
        given = Given()
        for argument_name, argument in match_arguments(call.parsed, signature).items():
            given[argument_name] = Written(argument.expression, call.scalar, argument.value_offset)
        if first is not None and not self.first_copy(given, signature, frame, first):
            return None
        if name and self.is_changed(frame):
            self.change(given, signature, self.path(name, frame))
        values = {}
        for argument_name, written in given.items():
            value = self.value(written, frame, current)
            if value is None:
                return None
            values[argument_name] = value
        return given, values

    def first_copy(self, given: Given, signature: Signature, frame: Frame, first: Any) -> bool:
        """Put the arguments of a first copy in place; false where the call has no such argument."""
        scalar, arguments = first
        for argument in arguments:
            if argument.name not in signature.arguments:
                place = scalar.part(argument.offset, len(argument.name))
                hint = Nearest(argument.name, signature.arguments)
                self.error(frame, f"{signature.name} has no argument '{argument.name}'", place, hint)
                return False
            given[argument.name] = Written(argument.expression, scalar, argument.value_offset)
        return True

    def change(self, given: Given, signature: Signature, path: list[str]) -> None:
        """Put the values of the changes that name this call in place."""
        self.known.append((".".join(path), signature.arguments))
        if path[-1].isdecimal():
            self.known.append((".".join(path[:-1]), signature.arguments))
        for change in self.changes_by_path.of(path):
            if change.argument in signature.arguments:
                self.stamps.use(change)
                given[change.argument] = change.value

    def block_parameters(
        self, block: Block, values: dict[str, Any], frame: Frame, current: Tensor, trail: Any
    ) -> Names | None:
        """The names that a block knows: its parameters, those given, and the defaults, left to right."""
        bound = Names(self.parameters, block.parameters)
        names = frame.environment.beside(bound)
        inner = Frame(names, frame.scope, frame.group, {}, trail, {})
        for name, parameter in block.parameters.items():
            if name in values:
                bound[name] = values[name]
            elif parameter.default is not None:
                value = self.value(parameter.default, inner, current)
                if value is None:
                    return None
                bound[name] = value
        return names

    def word_scopes(self, given: Given, bound: Names, block: Block, frame: Frame) -> dict[str, Scope]:
        """For each word that a block's parameters hold, the scope in which it names a layer."""
        scopes = {}
        for name in block.parameters:
            if isinstance(bound.get(name), str):
                tree = given[name].expression.tree if name in given else None
                passed_on = isinstance(tree, Name) and tree.name in frame.words
                scopes[name] = frame.words[tree.name] if passed_on and isinstance(tree, Name) else frame.scope
        return scopes

    def callable(self, call: Call, callee: str, frame: Frame) -> bool:
        """Whether what a parameter names can be called like this; if not, that has been said."""
        if callee in OPS:
            signature = op_signature(OPS[callee])
        elif callee in self.spec.blocks:
            signature = block_signature(self.spec.blocks[callee])
        else:
            if call.sound and BLOCKS not in self.spec.missing:
                hint = unknown_callee_hint(callee, chain(OPS, self.spec.blocks))
                self.error(frame, f"there is no op or block '{callee}'", call.argument_place(None), hint)
            return False
        found = complaints(call, signature)
        for complaint in found:
            self.error(frame, *complaint)
        return not found

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
        self.error(frame, message, repeat.place)
        return None
