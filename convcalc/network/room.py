"""How much a walk may take: layers, steps, characters, lists and calls inside each other."""

from __future__ import annotations

from convcalc.language.problems import Place
from convcalc.network.scope import MAXIMUM_LAYERS, STEPS_OF_A_LAYER, InDoubt, TooLarge, most_steps

MAXIMUM_CHARACTERS = 50_000_000
"""How long the paths of all layers may be together; those of 250,000 layers are a quarter of it."""

PARAMETERS_A_STEP = 4
"""How many parameters of a block take as long as a step."""


class Room:
    """What there is room for: `layers`, and `most_steps` for those that there are; and what was taken of it.

    `nesting` is how many lists the walk is in; `deepest` and `longest` are the most lists, and calls, that stood inside
    each other. `in_doubt` says that this is only what is written out before it is certain that the rest is not too
    large.
    """

    __slots__ = ("characters", "deepest", "in_doubt", "layers", "longest", "most_steps", "nesting", "steps")

    def __init__(self) -> None:
        self.layers = MAXIMUM_LAYERS
        self.most_steps = most_steps(0)
        self.in_doubt = False
        self.steps = self.characters = self.nesting = self.deepest = self.longest = 0

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

    def full(self, message: str, place: Place) -> None:
        """Refuse what there is no room for; where only so much was to be written out, stop."""
        if self.in_doubt:
            raise InDoubt
        raise TooLarge(message, place)
