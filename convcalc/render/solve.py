"""Solutions in every format. The JSON is one object; its `version` grows when a key changes its meaning or goes.

format       "convcalc solutions"
version      1
design, inputs    what was solved, {name: shape}, null for the sizes in a shape that were written ?
expect       the goals as they were written
unknowns     the names of the unknowns, in their order
tried        how many designs were computed
count        how many solutions there are; `solutions` are as many of them as were asked for
complete     whether these are all; if not, there are `count` at least, and `notes` say up to where it was looked
solutions    [{values, exact, unread, figures}], those nearest to a budget first, of equals the exact ones; of the sizes
             of an input the exact ones among the 64 nearest; without a budget exact ones first, then the simplest;
             last those whose padding is more than half of a filter, or whose filter is wider than what it reads.
             `values` are {unknown: value}, `unread` [{layer, axis, padding, input, gap, stride}] with axis 0 for
             columns; the output in `figures` is {name: shape} where there are several; a receptive field's numbers are
             a list, a text where one is not whole
nearest      the same, where there is no solution
elsewhere    [{input, values}]: other inputs for which every stride fits, where none fits for this one
notes        what a person is told besides
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from convcalc.costs.kinds import exact_data
from convcalc.costs.op import show_shape
from convcalc.language.values import Size, show_value
from convcalc.render.records import Content, json_object
from convcalc.render.table.layout import END, RIGHT, Column
from convcalc.render.table.listing import Listing
from convcalc.render.values import show_shapes
from convcalc.study.solve.answers import SIZE, UNREAD, Candidate, Findings, show_setting

if TYPE_CHECKING:
    from convcalc.study.sweep.space import Values


def answer_listing(answer: Findings, columns: Sequence[str] | None = None) -> Listing:
    """The solutions, or what comes nearest.

    `columns` are names of unknowns and figures that solutions have, `size` and `unread`.
    """
    shown = answer.solutions or answer.nearest
    shown_as = _columns(answer, shown) if columns is None else [_column(answer, name) for name in columns]
    listing = Listing("solutions", shown_as, [_record(answer, solution) for solution in shown])
    listing.head = [_head(answer)]
    listing.foot = _foot(answer)
    listing.data = lambda: _json(answer)
    return listing


def _columns(answer: Findings, shown: list[Candidate]) -> list[Column]:
    columns = [_column(answer, name) for name in answer.names]
    wanted = {str(figure) for goal in answer.goals for figure in goal.figures()}
    sizes = _differ([solution.worked for solution in shown]) or (shown and shown[0].worked and "output" in wanted)
    if sizes:
        columns.append(_column(answer, SIZE))
    extra = 0
    for name in shown[0].figures if shown else ():
        extra += name not in wanted
        columns.append(Column(name, name.replace("macs", "MACs"), align=RIGHT, extra=0 if name in wanted else extra))
    if sizes or _differ([solution.unread() for solution in shown]):
        columns.append(_column(answer, UNREAD))
    return columns


def _column(answer: Findings, name: str) -> Column:
    if name in answer.names or name not in (SIZE, UNREAD):
        return Column(name, name.replace("macs", "MACs"), align=RIGHT)
    return Column(name, name, elide=END, rank=1 if name == SIZE else 2)


def _differ(texts: list[str]) -> bool:
    return len(set(texts)) > 1


def _record(answer: Findings, solution: Candidate) -> dict[str, Any]:
    values = {name: show_setting(value) for name, value in zip(answer.names, solution.values, strict=True)}
    figures = {name: "none" if value is None else _written(value) for name, value in solution.figures.items()}
    if isinstance(outputs := figures["output"], dict):
        figures["output"] = show_shapes(outputs)
    return {**figures, SIZE: solution.worked, UNREAD: solution.unread() or "nothing", **values}


def _written(value: Any) -> Any:
    """A figure; along axes each value as it is written: `0.5`."""
    return tuple(map(show_value, value)) if isinstance(value, Size) else value


def _head(answer: Findings) -> str:
    inputs = ""
    if not answer.of_input:
        inputs = ", ".join(
            f"{'input' if len(answer.inputs) == 1 else name} {'×'.join(map(str, shape))}"
            for name, shape in answer.inputs.items()
        )
    goals = " and ".join(goal.text for goal in answer.goals)
    asked = f"so that {goals}" if goals else "so that nothing is refused, and every stride fits"
    return " · ".join(text for text in (answer.name, inputs, asked) if text)


def _foot(answer: Findings) -> list[str]:
    if not answer.count:
        nothing = "nothing fits" if answer.complete else "nothing that fits was found"
        found = [f"{nothing}: {reason}" for reason in answer.reasons()] + answer.stops
        found += ["these come nearest"] if answer.nearest else []
        return found + _elsewhere(answer) + answer.notes
    shown = len(answer.solutions)
    counted = f"{'' if answer.complete else 'at least '}{answer.count:,} solution{'s' if answer.count > 1 else ''}"
    if shown < answer.count:
        counted += f", {shown:,} of them shown (--most)" if shown else ""
    between = f": {answer.between}" if answer.between else ""
    foot = ["; ".join([f"{counted}, {answer.tried:,} tried{between}", *answer.stops])]
    if shown and not any(solution.exact for solution in answer.solutions):
        unread = {solution.unread() for solution in answer.solutions}
        if any(solution.worked for solution in answer.solutions):
            foot.append("none of these is exact: the stride does not fit, and the division rounds down")
        elif len(unread) == 1:
            foot.append(f"unread with each: {unread.pop()}")
    return foot + _elsewhere(answer) + answer.notes


def _elsewhere(answer: Findings) -> list[str]:
    if not answer.elsewhere:
        return []
    texts = [f"{show_shape(exact.input)} with {answer.assigned(exact.values)}" for exact in answer.elsewhere]
    return [f"exact with another input: {'; '.join(texts)}"]


def _json(answer: Findings) -> str:
    """The data as JSON, a solution on a line."""
    content: Content = {
        "format": "convcalc solutions",
        "version": 1,
        "design": answer.name,
        "inputs": answer.inputs,
        "expect": [goal.text for goal in answer.goals],
        "unknowns": [unknown.name for unknown in answer.unknowns],
        "tried": answer.tried,
        "count": answer.count,
        "complete": answer.complete,
        "solutions": (_solution(answer, solution) for solution in answer.solutions),
        "nearest": (_solution(answer, solution) for solution in answer.nearest),
        "elsewhere": ({"input": one.input, "values": _values(answer, one.values)} for one in answer.elsewhere),
        "notes": [*([] if answer.count else answer.reasons()), *answer.stops, *answer.notes],
    }
    return "".join(json_object(content))


_LEFT = ("axis", "padding", "input", "gap", "stride")


def _solution(answer: Findings, solution: Candidate) -> dict[str, Any]:
    return {
        "values": _values(answer, solution.values),
        "exact": solution.exact,
        "unread": [
            {"layer": layer.path, **{name: getattr(one, name) for name in _LEFT}}
            for layer in solution.left
            for one in layer.unread
        ],
        "figures": {
            name: list(map(exact_data, value)) if isinstance(value, Size) else value
            for name, value in solution.figures.items()
        },
    }


def _values(answer: Findings, values: Values) -> dict[str, Any]:
    """Numbers as JSON has them; a fraction as the decimal that is written."""
    return {
        unknown.name: value if isinstance(value, (int, str, tuple)) else float(value)
        for unknown, value in zip(answer.unknowns, values, strict=True)
    }
