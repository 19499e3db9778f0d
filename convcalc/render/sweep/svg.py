"""A front as a picture in SVG: it stands by itself, reads in light and dark, and says each design's knobs."""

from __future__ import annotations

from html import escape

from convcalc.language.numbers.quantity import show_count
from convcalc.render.characters import visible
from convcalc.render.sweep.axes import Scale, scales, value_along
from convcalc.study.sweep.of_knobs import shown
from convcalc.study.sweep.swept import Design, Swept

WIDTH, HEIGHT = 720, 480
LEFT, RIGHT, TOP, BOTTOM = 90, 24, 64, 64

_STYLE = """
text{fill:#1f2328;font:13px system-ui,sans-serif}
.name{font-size:15px;font-weight:600}
.paper{fill:#fff}
.grid{stroke:#d0d7de}
.stairs{fill:none;stroke:#0969da;stroke-opacity:.5}
circle{fill:#0969da}
@media (prefers-color-scheme:dark){
text{fill:#e6edf3}
.paper{fill:#0d1117}
.grid{stroke:#3d444d}
.stairs{stroke:#58a6ff}
circle{fill:#58a6ff}
}
"""


def show_svg(swept: Swept) -> str:
    """A front of one design or more as SVG, in lines; of designs on the same spot the first is drawn."""
    across, up = scales(swept)
    names = " and ".join(order.metric for order in swept.asked.front)
    counts = f"{show_count(len(swept.designs))} designs of {show_count(swept.size)}"
    title = _text(f"{swept.name}: the front of {names}")
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'role="img" aria-labelledby="title about">',
        f'<title id="title">{title}</title>',
        f'<desc id="about">{counts}, by {_text(across.title)} and {_text(up.title)}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<text class="name" x="{LEFT}" y="26">{title}</text>',
        f'<text x="{LEFT}" y="50">{_text(up.title)}</text>',
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 14}" text-anchor="end">{_text(across.title)}</text>',
    ]
    lines += _grid(across, up)
    spots: dict[tuple[float, float], Design] = {}
    for design in swept.designs:
        x, y = (value_along(design, order) for order in swept.asked.front[:2])
        spots.setdefault((round(_x(across.at(x)), 1), round(_y(up.at(y)), 1)), design)
    if len(swept.asked.front) == 2:
        first, *others = sorted(spots)
        stairs = "".join(f"V{y}H{x}" if swept.asked.front[0].greatest else f"H{x}V{y}" for x, y in others)
        lines.append(f'<path class="stairs" d="M{first[0]},{first[1]}{stairs}"/>')
    lines += [f'<circle cx="{x}" cy="{y}" r="4"><title>{_said(one)}</title></circle>' for (x, y), one in spots.items()]
    return "".join(f"{line}\n" for line in [*lines, "</svg>"])


def _grid(across: Scale, up: Scale) -> list[str]:
    lines = []
    for value in across.ticks(6):
        x = round(_x(across.at(value)), 1)
        lines.append(f'<path class="grid" d="M{x},{TOP}V{HEIGHT - BOTTOM}"/>')
        lines.append(
            f'<text x="{x}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{_text(across.label(value))}</text>'
        )
    for value in up.ticks(6):
        y = round(_y(up.at(value)), 1)
        lines.append(f'<path class="grid" d="M{LEFT},{y}H{WIDTH - RIGHT}"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{_text(up.label(value))}</text>')
    return lines


def _x(part: float) -> float:
    return LEFT + 12 + part * (WIDTH - LEFT - RIGHT - 24)


def _y(part: float) -> float:
    return HEIGHT - BOTTOM - 12 - part * (HEIGHT - TOP - BOTTOM - 24)


def _said(design: Design) -> str:
    """The knobs of a design and what it comes to."""
    knobs = " ".join(f"{name}={shown(value)}" for name, value in design.values.items())
    metrics = ", ".join(f"{name} {show_count(number)}" for name, number in design.metrics.items())
    return _text(f"{knobs}: {metrics}")


def _text(text: str) -> str:
    return escape(visible(text))
