"""The metrics that follow from others, or that are worked out only when asked for: receptive fields and memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convcalc.costs.metrics import ALONG_AXES
from convcalc.costs.op import show_shape
from convcalc.language.problems import ConvcalcError, Problems

if TYPE_CHECKING:
    from convcalc.costs.op import Shape
    from convcalc.language.values import Size
    from convcalc.network.graph import Graph
    from convcalc.network.memory import Memory
    from convcalc.network.receptive_field import Fields

BYTES = 4
"""Of a value as float32."""

MOST_NAMED = 6
"""The inputs or outputs that a complaint names."""


class Measured:
    """What rows and reports have alike: metrics that follow from `params` and `macs`, and those of receptive fields,
    which are values along each axis."""

    __slots__ = ()

    params: int
    macs: int

    @property
    def flops(self) -> int:
        """2·MACs: a multiplication and an addition each."""
        return 2 * self.macs

    @property
    def weight_bytes(self) -> int:
        """The bytes of the parameters as float32."""
        return BYTES * self.params

    @property
    def fields(self) -> Fields:
        """The receptive fields of the network."""
        raise NotImplementedError

    @property
    def field_numbers(self) -> dict[str, int]:
        """The layer, by its number, whose receptive field is its own; of a network one for each output, by its name."""
        raise NotImplementedError

    def along(self, metric: str) -> Size:
        """A metric of its receptive field along each axis; empty where that is not defined."""
        raise NotImplementedError

    @property
    def receptive_field(self) -> Size:
        """The pixels of the input from the first to the last that a unit reads."""
        return self.along("receptive_field")

    @property
    def jump(self) -> Size:
        """The pixels of the input from one unit to the next."""
        return self.along("jump")

    @property
    def start(self) -> Size:
        """The centre of what the first unit reads."""
        return self.along("start")

    @property
    def effective_padding(self) -> Size:
        """The pixels that the first unit reads before the input's edge."""
        return self.along("effective_padding")


class Several(ConvcalcError):
    """One value was asked for where a network has several inputs or outputs, each with its own.

    `layer` is the path of one that can be asked for; empty for inputs, which are no layers.
    """

    def __init__(self, metric: str, shapes: dict[str, Shape], layer: str) -> None:
        what = "inputs" if metric == "input" else "outputs"
        named = ", ".join(f"{name} {show_shape(shape)}" for name, shape in list(shapes.items())[:MOST_NAMED])
        self.named = f"{len(shapes)} {what}: {named}{', …' if len(shapes) > MOST_NAMED else ''}"
        self.layer = layer
        self.hint = f"ask for that of a layer: {layer or 'LAYER'}.{metric}"
        problems = Problems()
        problems.error(self.message(), None, self.hint)
        super().__init__(problems)

    def message(self, network: str = "this network") -> str:
        """What is wrong: `this network has 2 outputs: mask 1×64×64, scores 10`."""
        return f"{network} has {self.named}"


class WorkedOut(Measured):
    """The receptive fields and the memory of a network, each worked out when it is first asked for.

    Memory is that of `batch` images. `ignore_global` leaves out of receptive fields what reads everything.
    """

    __slots__ = ("_fields", "_memory", "batch", "graph", "ignore_global")

    def __init__(self, graph: Graph, batch: int = 1, ignore_global: bool = False) -> None:
        self.graph = graph
        self.batch = batch
        self.ignore_global = ignore_global
        self._fields: Fields | None = None
        self._memory: Memory | None = None

    @property
    def memory(self) -> Memory:
        """Its sums of tensors, for one image."""
        if self._memory is None:
            from convcalc.network.memory import Memory

            self._memory = Memory(self.graph)
        return self._memory

    @property
    def fields(self) -> Fields:
        """The receptive fields of its layers."""
        if self._fields is None:
            from convcalc.network.receptive_field import Fields

            self._fields = Fields(self.graph, self.ignore_global)
        return self._fields

    @property
    def field_numbers(self) -> dict[str, int]:
        """The layer whose receptive field is each output's: with `ignore_global` the last before it became global."""
        outputs = self.graph.main_outputs.items()
        return {name: self.fields.last_local(number) if self.ignore_global else number for name, number in outputs}

    def each(self, metric: str) -> dict[str, Any]:
        """The shape of each input, or output of the main network, or what its receptive field is along the axes."""
        if metric in ALONG_AXES:
            return {name: self.fields.value(number, metric) for name, number in self.field_numbers.items()}
        numbers = self.graph.inputs if metric == "input" else self.graph.main_outputs
        return {name: self.graph.layers[number].output for name, number in numbers.items()}

    def only(self, metric: str) -> Any:
        """The same of the only input or output. Raises Several where there is another one."""
        found = self.each(metric)
        if len(found) > 1:
            others = [name for name, number in self.graph.main_outputs.items() if number != self.graph.final]
            shapes = self.each("input" if metric == "input" else "output")
            raise Several(metric, shapes, "" if metric == "input" else others[0])
        return next(iter(found.values()), ())

    def along(self, metric: str) -> Size:
        """A metric of the receptive field of its output. Raises Several where there are several."""
        found: Size = self.only(metric)
        return found

    @property
    def forward_activations(self) -> int:
        """The values of the input and of every output, those that overwrite their input counted once."""
        return self.memory.forward * self.batch

    @property
    def forward_backward_activations(self) -> int:
        """Those of the forward pass, and a gradient for each."""
        return self.memory.forward_backward * self.batch

    @property
    def stored_activations(self) -> int:
        """The values of the input and of every output."""
        return self.memory.stored * self.batch

    @property
    def peak_activations(self) -> int:
        """The most values that inference holds at once."""
        return self.memory.peak * self.batch

    @property
    def peak_bytes(self) -> int:
        """The bytes of the parameters and of the most values that inference holds at once, as float32."""
        return BYTES * (self.params + self.peak_activations)
