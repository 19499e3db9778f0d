"""How much a walk may take: layers, steps, characters, chains, lists and calls inside each other."""

from __future__ import annotations

from convcalc.language.problems import Place
from convcalc.language.tuples import NamedTuple
from convcalc.spec.model import Call

MAXIMUM_LAYERS = 250_000

COUNTED_FROM = 5_000
"""A network that has more layers is first counted, where it is in doubt how many they are."""

STEPS_OF_A_LAYER = 16

STEPS_AS_LONG = 4
"""How many steps take as long as a layer."""

PARAMETERS_A_STEP = 4
"""How many parameters of a block take as long as a step."""

MAXIMUM_CHARACTERS = 50_000_000
"""How long the paths of all layers may be together; those of 250,000 layers are a quarter of it."""

MAXIMUM_CHAINS = 50_000
"""How many unnamed calls of chain blocks all scopes may come to."""

MAXIMUM_NESTING = 80
"""How many lists may stand inside each other, those of blocks that call each other included."""

MAXIMUM_DEPTH = 40
"""How many levels deep blocks may call each other."""


def most_steps(layers: int) -> int:
    """How many items, calls and copies may be run for a number of layers: more are a trap, not a network."""
    return STEPS_OF_A_LAYER * layers + 100_000


class TooLarge(Exception):
    """The network has more layers or steps than it may: what is too large, and where it stands."""

    def __init__(self, message: str, place: Place, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint


class InDoubt(Exception):
    """Much was written out, and it is not certain yet that the rest is not too large."""


def too_deep(block: str, place: Place) -> TooLarge:
    """What a call of a block is that is too deep."""
    message = f"blocks call each other more than {MAXIMUM_DEPTH} levels deep"
    return TooLarge(message, place, f"'{block}' may be calling itself")


class Taken(NamedTuple):
    """What a part takes of what there is room for; `nesting` and `depth` are lists and calls inside each other."""

    layers: int
    steps: int
    characters: int
    chains: int
    nesting: int
    depth: int


class Room:
    """What there is room for: `layers`, and `most_steps` for those that there are; and what was taken of it.

    `nesting` is how many lists the walk is in; `deepest` and `longest` are the most lists, and calls, that stood inside
    each other. `chains` are the unnamed calls of chain blocks that were walked or stamped, `asked` those of all scopes
    that were asked for. `in_doubt` says that this is only what is written out before it is certain that the rest is not
    too large.
    """

    def __init__(self) -> None:
        self.layers = MAXIMUM_LAYERS
        self.most_steps = most_steps(0)
        self.in_doubt = False
        self.steps = self.characters = self.chains = self.asked = self.nesting = self.deepest = self.longest = 0

    def doubt(self) -> None:
        """Leave room for what is written out before it is certain how much there is."""
        self.in_doubt, self.layers, self.most_steps = True, COUNTED_FROM, most_steps(0) // STEPS_OF_A_LAYER

    def step(self, place: Place, parameters: int = 0) -> None:
        """Count a step, and the parameters of a block that is entered. Raises TooLarge."""
        self.steps += 1 + parameters // PARAMETERS_A_STEP
        if self.steps > self.most_steps:
            self.full(f"this network takes more than {self.steps:,} steps to write out, for few layers", place)

    def layer(self, before: int, length: int, place: Place) -> None:
        """Count a layer behind so many, with a path that long. Raises TooLarge."""
        if before >= self.layers:
            self.full(f"a network has at most {MAXIMUM_LAYERS:,} layers", place)
        self.characters += length
        if self.characters > MAXIMUM_CHARACTERS:
            raise TooLarge(f"the paths of the layers come to more than {MAXIMUM_CHARACTERS:,} characters", place)
        self.most_steps += STEPS_OF_A_LAYER

    def list(self, place: Place) -> None:
        """Count a list that is entered, one more inside the others. Raises TooLarge."""
        self.nesting += 1
        self.deepest = max(self.deepest, self.nesting)
        if self.nesting > MAXIMUM_NESTING:
            message = f"lists stand inside each other more than {MAXIMUM_NESTING} deep"
            raise TooLarge(message, place, "is a block calling itself?")

    def call(self, depth: int, call: Call, block: str) -> None:
        """Count a call of a block as the one that is so deep. Raises TooLarge."""
        if depth > MAXIMUM_DEPTH:
            raise too_deep(block, call.argument_place(None))
        self.longest = max(self.longest, depth)

    def chain(self, place: Place) -> None:
        """Count an unnamed call of a chain block. Raises TooLarge."""
        self.chains += 1
        if self.chains > MAXIMUM_CHAINS:
            raise TooLarge(f"chains of chains come to more than {MAXIMUM_CHAINS:,} calls here", place)

    def full(self, message: str, place: Place) -> None:
        """Refuse what there is no room for; where only so much was to be written out, stop."""
        if self.in_doubt:
            raise InDoubt
        raise TooLarge(message, place)

    # What a part takes, and what is stamped of it

    def begin(self, depth: int) -> tuple[int, ...]:
        """What was taken before a part that is made inside so many calls."""
        before = (self.steps, self.most_steps, self.characters, self.chains, self.asked, self.nesting)
        peaks = (self.deepest, self.longest)
        self.deepest, self.longest = self.nesting, depth
        return before + peaks

    def end(self, before: tuple[int, ...], layers: int, depth: int) -> Taken:
        """What a part of so many layers took. It takes it where it is stamped: there is as much room as before."""
        steps, _, characters, _, asked, nesting, _, _ = before
        taken = Taken(
            layers,
            self.steps - steps,
            self.characters - characters,
            self.asked - asked,
            self.deepest - nesting,
            self.longest - depth,
        )
        self.steps, self.most_steps, self.characters, self.chains, self.asked, self.nesting = before[:6]
        self.deepest, self.longest = before[6:]
        return taken

    def has(self, taken: Taken, before: int, longer: int, depth: int) -> bool:
        """Whether there is surely room for a part, behind so many layers, with paths that are so much longer."""
        return (
            before + taken.layers <= self.layers
            and self.steps + taken.steps <= self.most_steps
            and self.characters + taken.characters + longer * taken.layers <= MAXIMUM_CHARACTERS
            and self.chains + taken.chains <= MAXIMUM_CHAINS
            and self.nesting + taken.nesting <= MAXIMUM_NESTING
            and depth + taken.depth <= MAXIMUM_DEPTH
        )

    def take(self, taken: Taken, longer: int, depth: int) -> None:
        """Count a part that is stamped, though some of its chains may be known."""
        self.steps += taken.steps
        self.most_steps += STEPS_OF_A_LAYER * taken.layers
        self.characters += taken.characters + longer * taken.layers
        self.chains += taken.chains
        self.asked += taken.chains
        self.deepest = max(self.deepest, self.nesting + taken.nesting)
        self.longest = max(self.longest, depth + taken.depth)
