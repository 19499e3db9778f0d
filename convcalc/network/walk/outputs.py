"""What a network puts out: every result that nothing reads, and the last one."""

from __future__ import annotations

from convcalc.language.problems import Problems
from convcalc.network.graph import INPUT, Graph, Group, Layer, join_path
from convcalc.network.walk.frame import Referent


def name_outputs(
    graph: Graph,
    named: dict[int, tuple[Group, str]],
    aliases: list[tuple[Group, str, Referent]],
    problems: Problems,
) -> None:
    """Fill in the outputs of a graph; `named` are the written names of results.

    `aliases` are names of earlier results, as in `- scores: [from b2]`: an output too where nothing reads it under that
    name, of a side branch where it stands in one.

    An unread result without a name is most often a slip, and so is an input that nothing reads: a warning.
    """
    read = {number for layer in graph.layers for number in layer.inputs}
    for layer in graph.layers:
        final = layer.number == graph.final
        if layer.number in read and not final:
            continue
        name = join_path(*named[layer.number]) if layer.number in named else None
        if layer.op == INPUT and not final:
            problems.warning(f"nothing reads the input '{layer.name}'", layer.place)
            continue
        if name is None and not final and not layer.side:
            _warn(layer, problems)
        name = name or ("output" if final else layer.path)
        _put_out(graph, layer.path if name in graph.outputs else name, layer.number, layer.side)
    for group, alias, referent in aliases:
        name, number = join_path(group, alias), referent.tensor.number
        if not referent.read and number is not None and number != graph.final and name not in graph.outputs:
            _put_out(graph, name, number, referent.side)


def _put_out(graph: Graph, name: str, number: int, side: bool) -> None:
    graph.outputs[name] = number
    if not side:
        graph.main_outputs[name] = number


def _warn(layer: Layer, problems: Problems) -> None:
    hint = "name the list or the layer it comes from, if it is an output"
    problems.warning(f"nothing reads what {layer.path} puts out", layer.place, hint)
