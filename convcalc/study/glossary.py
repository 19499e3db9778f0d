"""The words that screens, formulas and help use, each in a sentence or two for who meets them first."""

from __future__ import annotations

from typing import NamedTuple

from convcalc.language.problems import did_you_mean


class Word(NamedTuple):
    """A word, what else it is called, and what it means here."""

    word: str
    also: tuple[str, ...]
    meaning: str


_TABLE = (
    Word("(all)", ("global",), "each unit reads the whole input, as behind a global pool or a linear layer"),
    Word("activations", ("feature maps",), "the values that a layer puts out, or how many these are"),
    Word(
        "alive",
        ("live", "in use"),
        "of values: held in memory at a moment, because a layer that runs then or later reads them",
    ),
    Word("axis", ("dimension",), "a direction of the input: height and width of an image, time of a sound"),
    Word("block", (), "layers under a name of their own in a spec, written once and called like a layer"),
    Word("causal", (), "of branches that meet: their units end at the same place of the input, and begin at others"),
    Word(
        "change",
        (),
        "NAME=VALUE behind a design: another value for a parameter, for an argument of a layer, or for the input",
    ),
    Word("channel", ("feature map", "depth of a volume"), "one of the maps that lie behind each other; an image has 3"),
    Word("depth", (), "how many convolutions and linear layers stand on the longest path through a network"),
    Word(
        "design",
        ("architecture", "model"),
        "what a command is given: a file, a network of the catalogue, or layers in quotes; "
        "in the catalogue also a few layers that are made to be compared with others",
    ),
    Word("dilation", ("à trous",), "how far apart a filter's values stand; 1: side by side"),
    Word(
        "effective padding",
        (),
        "how many pixels the first unit of a layer reads before the input's edge, all layers up to it together",
    ),
    Word("exact", (), "of a solution: every stride fits, and nothing of the input stays unread"),
    Word("field", ("receptive field",), "short for the receptive field, where an explanation has little room"),
    Word("filter", ("kernel",), "the weights that one output channel is computed with, slid over the input"),
    Word("FLOPs", (), "2·MACs: a multiplication and an addition for each; papers often call MACs by this name"),
    Word(
        "gate",
        ("squeeze-and-excitation", "attention"),
        "a branch whose values, mostly one for each channel, another branch is multiplied by",
    ),
    Word("goal", ("budget", "constraint"), "what must hold: a metric, a comparison and a value, as in params <= 5M"),
    Word("group", (), "in a table, layers under a common name; of a convolution, channels that are filtered apart"),
    Word("in place", (), "of a layer: it writes over its input, and needs no memory of its own"),
    Word("join", ("merge",), "where branches meet: add, multiply or concat"),
    Word(
        "jump",
        ("effective stride",),
        "how many pixels of the input lie from what one unit of a layer reads to what the next one reads",
    ),
    Word("knob", ("parameter of a spec",), "a name under parameters in a spec, which a change sets: width=0.5"),
    Word("MACs", ("multiply-adds", "multiply-accumulates"), "one for each weight and place where it is applied"),
    Word("marker", (), "a comment in a document that binds the number or table beside it to a network"),
    Word(
        "metric", (), "a number that has the same name as a column, in goals and in JSON; convcalc metrics lists them"
    ),
    Word("misaligned", (), "of branches that meet: their units stand over other places of the input"),
    Word("neurons", ("units",), "the values that convolutions and linear layers put out, added up"),
    Word("padding", (), "zeros around the input, so that a window fits at its edge"),
    Word("parameters", ("params", "weights"), "the numbers that are learned: weights, biases, gains and offsets"),
    Word("peak", (), "the most that is held in memory at once, and the layer that runs then"),
    Word("ratio", (), "how many times one number is another: 0.5× is half of it"),
    Word(
        "receptive field",
        (),
        "how much of the input one unit of a layer reads, from the first to the last pixel along each axis",
    ),
    Word(
        "side",
        ("auxiliary head", "auxiliary classifier"),
        "of a branch: used in training only; its layers are listed, and have totals of their own",
    ),
    Word("spec", (), "the file in YAML that a design is written in, one layer a line"),
    Word(
        "start",
        (),
        "the centre of what the first unit of a layer reads, in pixels of the input, which are counted from 0",
    ),
    Word("stride", (), "how far a filter or window moves from one unit to the next"),
    Word("unit", ("neuron", "output"), "one value that a layer puts out: one place in one of its channels"),
    Word("unknown", (), "what is written as ?, and solve finds values for"),
    Word(
        "unread",
        (),
        "of columns and rows of a layer's input: past the last place of the window where the stride does not fit; "
        "nothing in them has an effect",
    ),
    Word("weighted layers", (), "the convolutions and linear layers of a network, which names such as VGG-16 count"),
    Word("×N", ("copies",), "N copies in a row that are equal in all that is shown; their line has the sums of all"),
)

WORDS = {word.word: word for word in _TABLE}


def find_words(asked: str) -> list[Word]:
    """The words that have this name. Raises ValueError, with what may have been meant, where there is none."""
    name = asked.casefold().strip()
    for called in (name, name.removesuffix("s"), f"{name}s"):
        exact = [word for word in _TABLE if word.word.casefold() == called]
        also = [word for word in _TABLE if called in (other.casefold() for other in word.also)]
        if exact or also:
            return exact or also
    names = dict.fromkeys([*WORDS, *(other for word in _TABLE for other in word.also)])
    hint = did_you_mean(name, names) or "`convcalc explain --words` has all of them"
    raise ValueError(f"there is no word '{asked}' in the glossary ({hint})")
