"""Which arguments a call gives: the same for ops and for blocks."""

from __future__ import annotations

from convcalc.costs.op import Op
from convcalc.costs.ops import OPS
from convcalc.language.problems import Hint, Nearest, Place, listed
from convcalc.language.tuples import NamedTuple
from convcalc.spec.call import Argument, ParsedCall
from convcalc.spec.model import Block, Call, Spec


class Signature(NamedTuple):
    """What is called: all its arguments in order, those that go by position, and those that must be given."""

    name: str
    arguments: tuple[str, ...]
    positional: tuple[str, ...]
    required: tuple[str, ...]
    one_of: tuple[str, ...] = ()


Complaint = tuple[str, Place, Hint]
"""Something wrong with a call's arguments: the message, its place, and a hint."""

MOST_LISTED = 12
"""How many arguments of a block a complaint names; no op has as many."""

_OPS: dict[str, Signature] = {}


def op_signature(op: Op) -> Signature:
    """The signature of an op."""
    known = _OPS.get(op.name)
    if known is None:
        arguments = op.arguments
        positional = tuple(name for name, (_, _, by_position) in arguments.items() if by_position)
        required = tuple(name for name, (_, default, _) in arguments.items() if default is None)
        known = _OPS[op.name] = Signature(op.name, tuple(arguments), positional, required, op.one_of)
    return known


def op_named(name: str, spec: Spec) -> Op | None:
    """The op that a name means in a spec: none where it is a block's."""
    return OPS.get(name) if name not in spec.blocks else None


def block_signature(block: Block) -> Signature:
    """The signature of a block; all its parameters go by position."""
    names = tuple(block.parameters)
    required = tuple(name for name, parameter in block.parameters.items() if parameter.default is None)
    return Signature(block.name, names, names, required)


def match_arguments(parsed: ParsedCall, signature: Signature) -> dict[str, Argument]:
    """The arguments that a sound call gives, by name."""
    return {argument.name or signature.positional[number]: argument for number, argument in enumerate(parsed.arguments)}


def by_position(parsed: ParsedCall, signature: Signature) -> tuple[str, ...]:
    """The names of the arguments that a sound call gives by position."""
    return signature.positional[: sum(not argument.name for argument in parsed.arguments)]


def complaints(call: Call, signature: Signature) -> list[Complaint]:
    """Everything that is wrong with the names and the number of a call's arguments."""
    found: list[Complaint] = []
    given: set[str] = set()
    for number, argument in enumerate(call.parsed.arguments):
        if not argument.name:
            if number >= len(signature.positional):
                found.append(_too_many(signature, number, call.argument_place(argument)))
                break
            given.add(signature.positional[number])
        elif argument.name not in signature.arguments:
            from convcalc.costs.dialects import argument_hint

            near = Nearest(argument.name, signature.arguments, _list_arguments(signature))
            hint = argument_hint(argument.name, signature.arguments) or near
            place = call.argument_place(argument).part(0, len(argument.name))
            found.append((f"{signature.name} has no argument '{argument.name}'", place, hint))
        elif argument.name in given:
            place = call.argument_place(argument)
            found.append((f"{argument.name} is given by position and by name", place, None))
        else:
            given.add(argument.name)
    missing = [name for name in signature.required if name not in given]
    if missing and not found:
        hint = f"{signature.name} {listed(signature.required, MOST_LISTED, ' ')}"
        needs = f"{signature.name} needs {listed(missing, MOST_LISTED, ' and ')}"
        found.append((needs, call.argument_place(None), hint))
    if signature.one_of and not found:
        found.extend(_one_of(call, signature))
    return found


def _one_of(call: Call, signature: Signature) -> list[Complaint]:
    """Exactly one of some arguments is needed."""
    matched = match_arguments(call.parsed, signature)
    given = [matched[name] for name in signature.one_of if name in matched]
    names = " or ".join(signature.one_of)
    if not given:
        return [(f"{signature.name} needs either {names}", call.argument_place(None), None)]
    if len(given) == 1:
        return []
    last = given[-1]
    place = call.scalar.part(last.value_offset, last.offset + last.length - last.value_offset)
    return [(f"{signature.name} takes {names}, not both", place, None)]


def _too_many(signature: Signature, number: int, place: Place) -> Complaint:
    count = len(signature.positional)
    if not signature.arguments:
        return (f"{signature.name} takes no arguments", place, None)
    values = "no value" if not count else f"{count} value{'s' if count > 1 else ''}"
    names = f" ({listed(signature.positional, MOST_LISTED)})" if count else ""
    message = f"{signature.name} takes {values} by position{names}, not {number + 1}"
    hint = "the others are given by name"
    op = OPS.get(signature.name)
    if "out_channels" in signature.required or (op is not None and op.has_weights_of_channels):
        hint = "in_channels is never written; the others are given by name"
    if len(signature.arguments) > count:
        hint += f", as in {signature.arguments[count]}=..."
    return (message, place, hint)


def _list_arguments(signature: Signature) -> str:
    if not signature.arguments:
        return "it takes none"
    return f"it takes {listed(signature.arguments, MOST_LISTED)}"
