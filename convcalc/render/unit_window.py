"""What one unit of a layer reads, and which units read one pixel: in words, in Markdown, and as JSON.

The JSON is one object; places are counted from 0, and a span is [first, last]. New keys may come at any time.

    format     "convcalc explain"
    version    1
    name, file, inputs    as in the JSON of summarize
    layer      {path, operation, output}
    ignore_global    whether global pools, gates and norms are left aside
    at         with --at: {unit, reads}; `reads` has for each input {input, window, whole, read, places, padding}:
               `window` a span for each axis, as receptive fields are counted; `whole` whether that is all of the axis;
               `read` the spans that are truly read, or null; `places` of the window, and how many are `padding`
    of         with --of: {pixel, units}; `units` {input: a span of units for each axis, [] for a flat layer, or null}
"""

from __future__ import annotations

import json
from typing import Any

from convcalc.costs.op import show_shape
from convcalc.network.report import Report, Row
from convcalc.render.characters import to_ascii, visible
from convcalc.render.field_words import show_place
from convcalc.render.markdown import code, escape
from convcalc.render.shares import percent
from convcalc.study.windows import Read, Span, Spans

NAMES = {1: ("columns",), 2: ("rows", "columns"), 3: ("slices", "rows", "columns")}

At = tuple[tuple[int, ...], list[Read]]
"""A unit, and what it reads of each input."""

Of = tuple[tuple[int, ...], dict[str, Spans | None]]
"""A pixel, and the units that read it of each input."""


def render_windows(report: Report, row: Row, at: At | None, of: Of | None, format: str, ascii: bool = False) -> str:
    """A unit's windows, and the units that read a pixel, as text that ends with a line end."""
    if format == "json":
        return _json(report, row, at, of, ascii)
    lines = [text for found in (_at_lines(report, row, at), _of_lines(row, of)) for text in found]
    if format == "markdown":
        head = " ".join([f"**{escape(visible(row.path))}**", *filter(None, [code(visible(row.operation))])])
        text = f"{head}, output {show_shape(row.output)}\n\n" + "".join(f"- {escape(line)}\n" for line in lines)
    else:
        parts = [visible(row.path), visible(row.operation), f"output {show_shape(row.output)}"]
        text = "   ".join(filter(None, parts)) + "\n" + "".join(f"  {line}\n" for line in lines)
    return to_ascii(text) if ascii else text


def _at_lines(report: Report, row: Row, at: At | None) -> list[str]:
    if at is None:
        return []
    unit, found = at
    lines = []
    for read in found:
        shape = report.inputs[read.input]
        name = "the input" if len(report.inputs) == 1 else f"the input {visible(read.input)}"
        if not read.places:
            lines.append(f"unit {show_unit(unit)} reads nothing of {name} {show_shape(shape)}")
            continue
        sizes = "×".join(f"{_length(span):,}" for span in read.window)
        whole = ", all of it" if all(read.whole) else ""
        lines.append(
            f"unit {show_unit(unit)} reads {_spans(read.window)} of {name} {show_shape(shape)}{whole}: {sizes} pixels"
        )
        lines.append(_padding(read))
    return lines


def _padding(read: Read) -> str:
    if not read.padding:
        return "none of it is padding"
    share = f"{read.padding:,} of these {read.places:,} are padding, {percent(read.padding, read.places)}"
    if read.read is None:
        return f"all {read.places:,} of these are padding" if read.places > 1 else "it is padding"
    return f"{share}; of the input it reads {_spans(read.read)}"


def _of_lines(row: Row, of: Of | None) -> list[str]:
    if of is None:
        return []
    pixel, found = of
    path = visible(row.path)
    lines = []
    for name, spans in found.items():
        where = f"pixel {show_unit(pixel)}" + (f" of {visible(name)}" if len(found) > 1 else "")
        if spans is None:
            lines.append(f"{where} is read by no unit of {path}")
        elif not spans:
            lines.append(f"{where} is read by every unit of {path}")
        else:
            sizes = "×".join(f"{_length(span):,}" for span in spans)
            lines.append(f"{where} is read by {_spans(spans)} of {path}: {sizes} of {show_shape(row.output[1:])} units")
    return lines


def _spans(spans: Spans) -> str:
    """`rows −3 to 7 and columns 0 to 7`"""
    texts = [f"{name} {_span(span)}" for name, span in zip(NAMES[len(spans)], spans, strict=True)]
    texts = [
        text.replace("s ", " ", 1) if span[0] == span[1] else text for text, span in zip(texts, spans, strict=True)
    ]
    return f"{', '.join(texts[:-1])} and {texts[-1]}" if len(texts) > 1 else texts[0]


def _span(span: Span) -> str:
    return show_place(span[0]) if span[0] == span[1] else f"{show_place(span[0])} to {show_place(span[1])}"


def _length(span: Span) -> int:
    return span[1] - span[0] + 1


def show_unit(unit: tuple[int, ...]) -> str:
    """`6,6`"""
    return ",".join(map(str, unit))


def _json(report: Report, row: Row, at: At | None, of: Of | None, ascii: bool) -> str:
    content: dict[str, Any] = {
        "format": "convcalc explain",
        "version": 1,
        "name": report.name,
        "file": report.file,
        "inputs": report.inputs,
        "layer": {"path": row.path, "operation": row.operation, "output": row.output},
        "ignore_global": report.ignore_global,
    }
    if at is not None:
        content["at"] = {"unit": at[0], "reads": [_read(read) for read in at[1]]}
    if of is not None:
        content["of"] = {"pixel": of[0], "units": of[1]}
    encode = json.JSONEncoder(ensure_ascii=ascii).encode
    return "{\n" + ",\n".join(f"{encode(key)}: {encode(value)}" for key, value in content.items()) + "\n}\n"


def _read(read: Read) -> dict[str, Any]:
    own = {"input": read.input, "window": read.window, "whole": read.whole, "read": read.read}
    return {**own, "places": read.places, "padding": read.padding}
