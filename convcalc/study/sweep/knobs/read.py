"""From the words of a command line, and what a spec says of its own space, to a space of designs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from convcalc.language.expression import parse
from convcalc.language.problems import Nearest, Place, Problems
from convcalc.language.tree import UNKNOWN, Placeholder
from convcalc.language.values import Value
from convcalc.network.walk.binding import evaluate_parameters
from convcalc.spec.changes import (
    Change,
    apply_settings,
    is_of_input,
    say_no_parameter,
    setting,
    which_input,
    written_in,
)
from convcalc.spec.inputs import INPUT, say_no_input
from convcalc.spec.model import Parameter, Setting, Spec, Written
from convcalc.spec.reader import LANGUAGE_WORDS
from convcalc.spec.sides import take_sides
from convcalc.spec.validate import ENVIRONMENT, means_nothing, parameter_circles, warn_of_unused
from convcalc.study.design import Text, all_changes, load
from convcalc.study.sweep.knobs.bindings import Bindings
from convcalc.study.sweep.knobs.questions import Questions
from convcalc.study.sweep.knobs.ranges import Piece, brackets_match, has_values, read_values, split, written_otherwise
from convcalc.study.sweep.knobs.shapes import ShapeReader, axes_of, unwrapped
from convcalc.study.sweep.knobs.unknowns import sites
from convcalc.study.sweep.space import Axis, Said, Space

USUAL_SIZE = 224
"""The size of an input where nothing else is said of it."""


def read_space(
    design: str | Text,
    words: Iterable[str],
    lets: Iterable[str],
    problems: Problems,
    before: Sequence[str] = (),
    solving: bool = False,
) -> Space | None:
    """The space that a command line writes; None where something is wrong with it, which is then said.

    `words` are as for `summarize`, with values for each knob; `lets` are letters that others are worked out from, as in
    `phi=0..7`. The spec may have a space of its own, of which a word replaces what has its name.
    """
    design, texts = all_changes(design, words, before)
    loaded = load(design, (), problems)
    if loaded is None:
        return None
    spec, _ = loaded
    given, letters = [setting(text) for text in texts], [setting(text) for text in lets]
    for settings in (given, letters):
        _refuse_again(settings, spec, problems)
    return own_space(spec, problems, given, letters, solving)


def own_space(
    spec: Spec,
    problems: Problems,
    given: Iterable[Setting] = (),
    letters: Iterable[Setting] = (),
    solving: bool = False,
) -> Space | None:
    """The space that a spec has of its own, with what is given besides; the spec becomes that of the space.

    To be solved is only what is given, and what is written `?`.
    """
    own_letters = {**({} if solving else spec.letters), **{one.name: one for one in letters}}
    reader = _Reader(spec, problems, own_letters, solving)
    own = {_key(one, spec): one for one in spec.sweep.values()} if not solving else {}
    settings = {**own, **{_key(one, spec): one for one in given}}
    for one in take_sides(spec, settings.values(), problems):
        reader.set(one)
    for one in own_letters.values():
        reader.letter(one)
    return reader.space()


def _key(one: Setting, spec: Spec) -> str:
    """The name of what is set; an only input has the same whether it is named or not."""
    names = [f"{INPUT}.{name}" for name in spec.inputs]
    return INPUT if [one.name] == names else one.name


def _refuse_again(given: list[Setting], spec: Spec, problems: Problems) -> None:
    """Say of what is given twice that the shell may have made two words of one."""
    known: dict[str, Setting] = {}
    for one in given:
        first = known.setdefault(_key(one, spec), one)
        if first is not one:
            hint = (
                f"write {one.name}={first.text},{one.text}; in quotes, as of {{…}} and * the shell makes several words"
            )
            problems.error(f"{one.name} is given twice, as {first.text} and as {one.text}", one.place, hint)


class _Reader:
    """Reads what is set in a spec, one after the other; what varies is bound once all of it is known."""

    def __init__(self, spec: Spec, problems: Problems, letters: Iterable[str], solving: bool) -> None:
        self.spec = spec
        self.problems = problems
        self.solving = solving
        self.letters = frozenset(letters)
        self.starts = evaluate_parameters(spec, Problems(), {})
        self.axes_of_input = axes_of(spec)
        self.own = {name: shape for name, (shape, _) in spec.inputs.items()}
        self.words = {name for site in sites(spec) for name in site.written.expression.reads}
        self.words |= {name for block in spec.blocks.values() for name in block.parameters}
        self.knobs: dict[str, Place] = {}
        self.places: dict[str, Place] = {}
        self.bindings = Bindings(spec, problems)
        self.changes: list[Change] = []
        self.asked: list[Change] = []
        self.said: list[Said] = []

    # What is set

    def letter(self, one: Setting) -> None:
        """A letter: a parameter that only this space has."""
        name, refused = one.name, ""
        if not name.isidentifier() or not name.isascii():
            refused = "letters, digits and _, as in phi=0..7"
        elif name in LANGUAGE_WORDS:
            refused = "it is a word of the language"
        elif name in self.spec.parameters:
            refused = f"it hides a parameter, which {name}=… sets without --let"
        elif name in self.words or not means_nothing(name, self.spec):
            refused = "it hides a word of this design"
        if refused:
            self.problems.error(f"a letter can't be named '{name[:60]}'", one.place, refused)
            return
        if not one.text.strip():
            self.problems.error(f"the letter '{name}' has no values", one.place, f"as in {name}=0..7")
            return
        self.places[name] = one.place
        value = self.value(one)
        if isinstance(value, tuple):
            self.bindings.parameter(Axis(name, value, one.place, hidden=True))
        self.spec.parameters[name] = Parameter(name, one.place, value if isinstance(value, Written) else None)

    def set(self, one: Setting) -> None:
        """Set a parameter, an argument of layers or an input: to a value, or to several."""
        if is_of_input(one.name):
            self.input(one)
            return
        layer, _, argument = one.name.rpartition(".")
        if one.name in self.letters and one.name not in self.spec.parameters:
            self.problems.error(f"'{one.name}' is a letter", one.place, "it is given with --let")
            return
        if not layer and one.name not in self.spec.parameters:
            say_no_parameter(self.spec, one, self.problems)
            return
        value = self.value(one)
        if isinstance(value, Written):
            self.plain(one, value)
        elif value is not None and layer:
            change = Change(layer, argument, Written(parse(UNKNOWN), one.scalar, one.offset))
            (key,) = change.value.expression.reads
            self.changes.append(change)
            self.bindings.placeholder(key, Axis(one.name, value, one.place))
            self.said.append(Said(one.name, key))
        elif value is not None:
            self.knobs[one.name] = one.place
            self.spec.parameters[one.name] = Parameter(one.name, one.place, None)
            self.bindings.parameter(Axis(one.name, value, one.place))
            self.said.append(Said(one.name, one.name))

    def plain(self, one: Setting, value: Written) -> None:
        """Set a parameter or an argument to one value, as `summarize` does, or to `?`."""
        if "." in one.name:
            layer, _, argument = one.name.rpartition(".")
            self.changes.append(Change(layer, argument, value))
            self.asked.append(self.changes[-1])
        else:
            self.spec.parameters[one.name] = Parameter(one.name, one.place, value)
        tree = value.expression.tree
        key = tree.name if isinstance(tree, Placeholder) else ""
        self.said.append(Said(one.name, key, None if key else value))

    def value(self, one: Setting) -> tuple[Value, ...] | Written | None:
        """The values of a knob, or its one value; None where something is wrong with it, which is then said."""
        pieces = _pieces(one)
        if [piece for piece in pieces if not brackets_match(piece, self.problems)]:
            return None
        inside = [unwrapped(piece) for piece in pieces]
        if len(pieces) == 1 and inside[0] is pieces[0] and not has_values(pieces[0]):
            return self.expression(one, pieces[0])
        names = {*self.spec.parameters, *self.letters, *ENVIRONMENT}
        return read_values([part for piece in inside for part in split(piece, ",")], self.problems, names)

    def expression(self, one: Setting, piece: Piece) -> Written | None:
        """The one value of a setting."""
        if written_otherwise(piece, self.problems):
            return None
        for sign in "[{":
            if sign in piece.text:
                place = piece.part(piece.text.index(sign), 1)
                is_list = piece.text.startswith(sign) and piece.text.endswith("]}"["[{".index(sign)])
                values = piece.text[1:-1] if is_list else "64,128"
                hint = f'write {one.name}={values} or, of a letter, --let "k=1,2" and {one.name}=64*k'
                self.problems.error("brackets stand around a whole range of sizes, and nowhere else", place, hint)
                return None
        return written_in(one, self.problems)

    def input(self, one: Setting) -> None:
        """Set an input: to a shape, or to several."""
        name = which_input(self.spec, self.own, one, self.problems)
        pieces = _pieces(one)
        if len(pieces) == 1 and set("{},?[]").isdisjoint(one.text) and ".." not in one.text:
            apply_settings(self.spec, [one] if name is not None else [], self.problems)
        elif name is not None:
            parts = ShapeReader(one, self.own.get(name), self.axes_of_input, self.problems).read(pieces)
            if parts is None:
                self.spec.input_lost = True
                return
            self.bindings.input(name, one, parts)
            start = (1, *[USUAL_SIZE] * self.axes_of_input)
            self.spec.inputs[name] = (self.own.get(name, start), one.part(0, len(one.text)))
        self.said.append(Said(one.name))

    # All together

    def space(self) -> Space | None:
        """The space, once all is set."""
        parameter_circles(self.spec, self.problems)
        say_no_input(self.spec, self.problems)
        self.refuse_unknown_names()
        self.refuse_unread()
        warn_of_unused(self.spec, self.problems)
        questions = Questions(self.spec, self.problems, self.solving)
        questions.find(self.asked, self.starts)
        self.bindings.finish(len(questions.unknowns))
        if self.problems.errors:
            return None
        space = Space(
            self.spec,
            self.changes,
            tuple(self.bindings.axes),
            tuple(self.bindings.bindings),
            self.letters,
            tuple(self.said),
        )
        return questions.asked_in(space)

    def refuse_unknown_names(self) -> None:
        """Say which names in what is set to an expression there are not."""
        parameters = self.spec.parameters
        for name in {**self.places, **dict.fromkeys(said.name for said in self.said)}:
            default = parameters[name].default if name in parameters else None
            if default is not None:
                self.bindings.refuse_unknown(default, words=True)

    def refuse_unread(self) -> None:
        """Say which letters and parameters vary, and are read by nothing."""
        defaults = [one.default for one in self.spec.parameters.values() if one.default is not None]
        written = [*defaults, *(change.value for change in self.changes), *self.bindings.expressions()]
        read = {name for one in written for name in one.expression.reads}
        for name, place in self.places.items():
            if name not in read:
                self.problems.error(f"nothing reads the letter '{name}'", place, f"as in depth=1.2**{name}")
        unused = {one.knob for one in self.spec.unused}
        for name, place in self.knobs.items():
            if name in unused and name not in read:
                known = (other for other in self.spec.parameters if other not in unused)
                self.problems.error(f"nothing reads the parameter '{name}'", place, Nearest(name, known))
        silent = read | set(self.knobs)
        self.spec.unused = [one for one in self.spec.unused if one.knob not in silent]


def _pieces(one: Setting) -> list[Piece]:
    """What stands in a setting: its value, or those of a list."""
    if one.listed:
        return [Piece(scalar, 0, scalar.text) for scalar in one.listed]
    return [Piece(one.scalar, one.offset, one.text)]
