"""The drawing as SVG: the same places, colours and shapes, for print and for browsers without script."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from graph.network.bends import bends
from graph.network.layout import LINE_HEIGHT, node_size, wrap
from graph.network.packing import Point
from graph.network.palette import dashes, mark, stroke, width
from graph.network.projection import Link, Network

INK, PAPER = "#1d1f21", "#fdfcf9"
INK_DARK, PAPER_DARK = "#e8e6e1", "#16181a"
MARGIN: Final = 70.0
_CORNERS: Final[dict[str, tuple[float, ...]]] = {
    "square": (45, 135, 225, 315),
    "diamond": (0, 90, 180, 270),
    "triangle": (270, 30, 150),
    "triangleDown": (90, 210, 330),
    "hexagon": (0, 60, 120, 180, 240, 300),
    "pentagon": (270, 342, 54, 126, 198),
}


def draw(network: Network, places: Mapping[str, Point], language: str, *, dark: bool = False) -> str:
    """Draw a selection.

    Parameters
    ----------
    network : Network
        What to show.
    places : mapping of str to point
        From `layout.arrange`.
    language : str
        Of the labels: ``id`` or ``en``.
    dark : bool
        Light ink on dark paper.

    Returns
    -------
    str
        An SVG document without script, style or anything from elsewhere.
    """
    points = [places[key] for key in network.actors] or [(0.0, 0.0)]
    left, top = min(x for x, _ in points) - MARGIN, min(y for _, y in points) - MARGIN / 2
    wide, high = max(x for x, _ in points) + MARGIN - left, max(y for _, y in points) + MARGIN - top
    paper = PAPER_DARK if dark else PAPER
    bent = bends(network.links)
    frame = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.0f} {top:.0f} {wide:.0f} {high:.0f}" '
        f'width="{wide:.0f}" height="{high:.0f}" role="img" font-family="system-ui, sans-serif" font-size="12">'
    )
    parts = [
        frame,
        f'<rect x="{left:.0f}" y="{top:.0f}" width="{wide:.0f}" height="{high:.0f}" fill="{paper}"/>',
        *(_link(link, places, bent[link.key], dark) for link in network.links),
        *(_node(key, network, places[key], dark) for key in network.actors),
        *(_label(key, network, places[key], (language, dark)) for key in network.actors),
        "</svg>",
    ]
    return "\n".join(parts)


def shape_points(shape: str, size: float) -> str:
    """Give the corners of a shape around (0, 0) as SVG points; empty for a circle."""
    if shape == "star":
        reaches = (1.25 * size, 0.55 * size)
        angles: Sequence[tuple[float, float]] = [(270 + 36 * corner, reaches[corner % 2]) for corner in range(10)]
    else:
        reach = size * (1.3 if shape == "square" else 1.2)
        angles = [(angle, reach) for angle in _CORNERS.get(shape, ())]
    turned = [(math.radians(angle), reach) for angle, reach in angles]
    return " ".join(f"{reach * math.cos(angle):.1f},{reach * math.sin(angle):.1f}" for angle, reach in turned)


def _link(link: Link, places: Mapping[str, Point], bend: float, dark: bool) -> str:
    look = stroke(link.polarity)
    colour = look.dark if dark else look.colour
    (x1, y1), (x2, y2) = places[link.source], places[link.target]
    long = math.hypot(x2 - x1, y2 - y1) or 1.0
    across = ((y2 - y1) / long, (x1 - x2) / long)
    via = ((x1 + x2) / 2 + across[0] * bend * long, (y1 + y2) / 2 + across[1] * bend * long)
    middle = ((x1 + 2 * via[0] + x2) / 4, (y1 + 2 * via[1] + y2) / 4)
    dash = " ".join(str(one) for one in dashes(link.polarity, link.modality))
    broken = f' stroke-dasharray="{dash}"' if dash else ""
    line = (
        f'<path d="M{x1:.0f} {y1:.0f} Q{via[0]:.0f} {via[1]:.0f} {x2:.0f} {y2:.0f}" fill="none" '
        f'stroke="{colour}" stroke-width="{width(link.modality, len(link.statements)):.1f}"{broken}/>'
    )
    paper = PAPER_DARK if dark else PAPER
    sign = (
        f'<text x="{middle[0]:.0f}" y="{middle[1] + 4:.0f}" text-anchor="middle" font-weight="700" fill="{colour}" '
        f'stroke="{paper}" stroke-width="3" paint-order="stroke">{look.glyph}</text>'
        if look.glyph
        else ""
    )
    return line + sign + (_arrow(middle, (x2 - x1, y2 - y1), colour) if link.directed else "")


def _arrow(middle: Point, towards: Point, colour: str) -> str:
    """Draw an arrow head a little after the middle, where no node covers it."""
    angle = math.atan2(towards[1], towards[0])
    x, y = middle[0] + 11 * math.cos(angle), middle[1] + 11 * math.sin(angle)
    corners = ((0.0, 5.0), (2.5, 5.0), (-2.5, 5.0))
    points = [(x + far * math.cos(angle + turn), y + far * math.sin(angle + turn)) for turn, far in corners]
    return f'<polygon points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}" fill="{colour}"/>'


def _node(key: str, network: Network, place: Point, dark: bool) -> str:
    look = mark(network.actors[key].sector)
    size = node_size(len(network.partners(key)))
    border = look.colour if dark else look.border
    points = shape_points(look.shape, size)
    inner = f'<polygon points="{points}"/>' if points else f'<circle r="{size}"/>'
    return (
        f'<g transform="translate({place[0]:.0f} {place[1]:.0f})" fill="{look.colour}" '
        f'stroke={quoteattr(border)} stroke-width="1.5">{inner}</g>'
    )


def _label(key: str, network: Network, place: Point, look: tuple[str, bool]) -> str:
    language, dark = look
    name = network.actors[key].name.say(language)
    top = place[1] + node_size(len(network.partners(key))) + LINE_HEIGHT
    lines = "".join(
        f'<tspan x="{place[0]:.0f}" y="{top + index * LINE_HEIGHT:.0f}">{escape(line)}</tspan>'
        for index, line in enumerate(wrap(name))
    )
    ink, paper = (INK_DARK, PAPER_DARK) if dark else (INK, PAPER)
    return (
        f'<text text-anchor="middle" fill="{ink}" stroke="{paper}" stroke-width="3" paint-order="stroke">'
        f"<title>{escape(name)}</title>{lines}</text>"
    )
