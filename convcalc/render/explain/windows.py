"""What one unit of a layer reads, and which units read one pixel: in words, in Markdown, and as JSON.

The JSON is one object; places are counted from 0, and a span is [first, last]. New keys may come at any time.

    format     "convcalc explain"
    version    1
    name, file, inputs    as in the JSON of summarize
    layer      {path, operation, output}
    ignore_global    whether global pools, gates and norms are left aside
    at         with --at: {unit, reads}; `reads` has for each input {input, window, whole, read, places, padding,
               window_sets, read_sets, exact}: `window` a span for each axis, as receptive fields are counted; `whole`
               whether that is all of the axis; `read` the spans that are truly read, or null; `places`, how many of
               the window are read, and how many of these are `padding`
    of         with --of: {pixel, units, unit_sets, exact}; `units` {input: a span of units for each axis, [] for a
               flat layer, or null}

A span goes over gaps: `window_sets`, `read_sets` and `unit_sets` ({input: …}) are the places without what is between
them. Each is a list of sets, all places in any of which are meant; a set has for each axis [[first, last, step]], and
holds the places whose every number is in one of these ranges. Where there are too many gaps to tell apart `exact` is
false: nothing else is read, but perhaps not all of it, and `padding` is null.
"""

from __future__ import annotations

from math import prod

from convcalc.costs.op import show_shape
from convcalc.network.report import Report, Row
from convcalc.render.characters import in_lines, to_ascii, wrap_words
from convcalc.render.fields import show_place
from convcalc.render.records import Record, json_object, picked
from convcalc.render.shares import percent
from convcalc.render.table.markdown import code, escape
from convcalc.study.explain.regions import Boxes, Region, Runs, length
from convcalc.study.explain.windows import Read

NAMES = {1: ("columns",), 2: ("rows", "columns"), 3: ("slices", "rows", "columns")}

MOST_LISTED = 4
"""The runs of places along an axis that are named one by one."""

At = tuple[tuple[int, ...], list[Read]]
"""A unit, and what it reads of each input."""

Of = tuple[tuple[int, ...], dict[str, Region]]
"""A pixel, and the units that read it of each input."""


def render_windows(
    report: Report, row: Row, at: At | None, of: Of | None, format: str, width: int = 80, ascii: bool = False
) -> str:
    """A unit's windows, and the units that read a pixel, as text that ends with a line end.

    `format` is table (fits `width` cells), text, markdown or json.
    """
    if format == "json":
        return _json(report, row, at, of, ascii)
    lines = [text for found in (_at_lines(report, at), _of_lines(row, of)) for text in found]
    if format == "markdown":
        head = " ".join([f"**{escape(row.path)}**", *filter(None, [code(row.operation)])])
        text = f"{head}, output {show_shape(row.output)}\n\n" + "".join(f"- {escape(line)}\n" for line in lines)
    else:
        parts = [row.path, row.operation, f"output {show_shape(row.output)}"]
        cells = width if format == "table" else None
        shown = in_lines(["   ".join(filter(None, parts))], cells, "", "    ")
        shown += [part for line in lines for part in wrap_words(line, cells, "  ", "    ")]
        text = "".join(f"{line}\n" for line in shown)
    return to_ascii(text) if ascii else text


def _at_lines(report: Report, at: At | None) -> list[str]:
    if at is None:
        return []
    unit, found = at
    lines = []
    for read in found:
        shape = report.inputs[read.input]
        name = "the input" if len(report.inputs) == 1 else f"the input {read.input}"
        if not read.window.size:
            lines.append(f"unit {show_unit(unit)} reads nothing of {name} {show_shape(shape)}")
            continue
        whole = ", all of it" if all(read.whole) and read.window.size == prod(shape[1:]) else ""
        places, sizes = _places(read.window, "pixel")
        what = f"unit {show_unit(unit)} reads {'' if read.exact else 'at most '}{places} of {name} {show_shape(shape)}"
        lines += [f"{what}{whole}{sizes}", _padding(read)]
    return lines


def _padding(read: Read) -> str:
    if not read.exact:
        return "its gaps are too many to tell apart: how much of it is read, and how much is padding, is not known"
    count, padding = read.window.size, read.padding
    if not padding:
        return "none of it is padding"
    if padding == count:
        return f"all {count:,} of these are padding" if count > 1 else "it is padding"
    share = f"{padding:,} of these {count:,} {'are' if padding > 1 else 'is'} padding, {percent(padding, count)}"
    return f"{share}; of the input it reads {_places(read.read, 'pixel')[0]}"


def _of_lines(row: Row, of: Of | None) -> list[str]:
    if of is None:
        return []
    pixel, found = of
    path = row.path
    lines = []
    for name, units in found.items():
        where = f"pixel {show_unit(pixel)}" + (f" of {name}" if len(found) > 1 else "")
        if not units.size:
            lines.append(f"{where} is read by no unit of {path}")
        elif not units.along:
            lines.append(f"{where} is read by every unit of {path}")
        else:
            places, sizes = _places(units, "unit", f" of {show_shape(row.output[1:])}")
            most = "" if units.exact else "at most "
            lines.append(f"{where} is read by {most}{places} of {path}{sizes}")
    return lines


def _places(region: Region, noun: str, of: str = "") -> tuple[str, str]:
    """`rows −3 to 7 and columns 0 to 7` and `: 11×8 pixels`; of what is no box `5 of the 9 pixels in rows …`."""
    runs = region.along
    texts = [_along(name, axis) for name, axis in zip(NAMES[len(runs)], runs, strict=True)]
    listed = any(1 < len(axis) <= MOST_LISTED for axis in runs[:-1])
    text = ", ".join(texts) if listed or len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
    sizes = list(map(length, runs))
    if region.size < prod(sizes):
        return f"{region.size:,} of the {prod(sizes):,} {noun}s in {text}", ""
    many = "s" if of or region.size > 1 else ""
    return text, f": {'×'.join(f'{size:,}' for size in sizes)}{of} {noun}{many}"


def _along(name: str, runs: Runs) -> str:
    """`rows −3 to 7`, `column 4`, `columns 4 and 6`, `every other column from 0 to 30`"""
    one, first, last = name.removesuffix("s"), runs[0][0], runs[-1][1]
    if len(runs) <= MOST_LISTED:
        texts = [show_place(a) if a == b else f"{show_place(a)} to {show_place(b)}" for a, b in runs]
        shown = f"{', '.join(texts[:-1])} and {texts[-1]}" if len(texts) > 1 else texts[0]
        return f"{one if first == last else name} {shown}"
    (step, *others), ends = _ranges(runs), f"from {show_place(first)} to {show_place(last)}"
    if not others:
        return f"every {'other' if step[2] == 2 else _ordinal(step[2])} {one} {ends}"
    return f"{length(runs):,} of the {last - first + 1:,} {name} {ends}"


def _ranges(runs: Runs) -> list[tuple[int, int, int]]:
    """The runs as first, last and step: single places at equal distances in one range."""
    ranges: list[tuple[int, int, int]] = []
    for first, last in runs:
        begin, end, step = ranges[-1] if ranges else (first, last, 1)
        alone = first == last and (begin == end or step > 1)
        if ranges and alone and (begin == end or first - end == step):
            ranges[-1] = (begin, first, first - end)
        else:
            ranges.append((first, last, 1))
    return ranges


def _ordinal(number: int) -> str:
    """`3rd`, `4th`, `11th`"""
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def show_unit(unit: tuple[int, ...]) -> str:
    """`6,6`"""
    return ",".join(map(str, unit))


def _json(report: Report, row: Row, at: At | None, of: Of | None, ascii: bool) -> str:
    content: Record = {
        "format": "convcalc explain",
        "version": 1,
        **picked(report, "name", "file", "inputs"),
        "layer": picked(row, "path", "operation", "output"),
        "ignore_global": report.ignore_global,
    }
    if at is not None:
        content["at"] = {"unit": at[0], "reads": [_read(read) for read in at[1]]}
    if of is not None:
        pixel, units = of
        content["of"] = {
            "pixel": pixel,
            "units": {name: region.ends for name, region in units.items()},
            "unit_sets": {name: _sets(region.boxes) for name, region in units.items()},
            "exact": all(region.exact for region in units.values()),
        }
    return "".join(json_object(content, ascii))


def _read(read: Read) -> Record:
    nothing = [(0, -1)] * len(read.whole)
    spans = {"input": read.input, "window": read.window.ends or nothing, "whole": read.whole, "read": read.read.ends}
    counts = {"places": read.window.size, "padding": read.padding if read.exact else None}
    sets = {"window_sets": _sets(read.window.boxes), "read_sets": _sets(read.read.boxes)}
    return {**spans, **counts, **sets, "exact": read.exact}


def _sets(boxes: Boxes) -> list[list[list[tuple[int, int, int]]]]:
    return [[_ranges(runs) for runs in box] for box in boxes]
