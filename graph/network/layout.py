"""Where each actor stands: computed once for the whole network, the same whatever is filtered.

Each connected part is drawn by stress majorisation (distances on paper follow
distances in the network), labels are pushed apart, then the parts are packed
around the largest one. Everything is sorted and seeded: the same network gives
the same picture, in whatever order it arrives.
"""

from __future__ import annotations

import math
import random
import textwrap
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from graph.network.material import Actor
from graph.network.packing import ASPECT, Box, Point, pack
from graph.network.projection import Network, as_graph

if TYPE_CHECKING:
    import networkx
    import numpy
    from numpy.typing import NDArray

    Array = NDArray[numpy.float64]

CHARACTERS_A_LINE: Final = 15
CHARACTER_WIDTH: Final = 6.4
LINE_HEIGHT: Final = 14.0
PADDING: Final = 8.0
STEP: Final = 90.0
CLEARANCE: Final = 13.0
SEEDS: Final = range(16)
EXACT: Final = 150
"""Parts up to this size try every seed and settle fully."""
LARGEST: Final = 1500
"""Parts above this size are not worth a drawing of their own; they are laid out in rings."""


def wrap(text: str) -> list[str]:
    """Break a label into lines."""
    return textwrap.wrap(text, CHARACTERS_A_LINE, break_long_words=True, max_lines=3, placeholder=" \u2026") or [""]


def node_size(partners: int) -> float:
    """Give the radius of a node: its area grows with the number of partners."""
    return round(5.0 + 3.2 * math.sqrt(min(partners, 60)), 1)


def arrange(network: Network) -> dict[str, Point]:
    """Give every actor of a network its place, in the pixels of an unzoomed drawing.

    Parameters
    ----------
    network : Network
        The whole network, not a selection: a place must not depend on filters.

    Returns
    -------
    dict of str to (float, float)
        x to the right, y downwards, whole numbers, around (0, 0).
    """
    import networkx

    graph = as_graph(network)
    boxes = {key: label_box(actor, node_size(graph.degree(key))) for key, actor in network.actors.items()}
    parts = sorted((sorted(part) for part in networkx.connected_components(graph)), key=lambda one: (-len(one), one))
    placed = [_arrange_part(graph.subgraph(part), part, boxes) for part in parts]
    edges = [(one, other) for one, other in sorted(graph.edges)]
    return pack(placed, boxes, edges)


def label_box(actor: Actor, size: float) -> Box:
    """Give the space a node needs around its centre, with the label of either language below it."""
    lines = [wrap(actor.name.indonesian), wrap(actor.name.english)]
    width = max(len(line) for one in lines for line in one) * CHARACTER_WIDTH
    height = max(len(one) for one in lines) * LINE_HEIGHT
    half = max(width / 2, size) + PADDING / 2
    return Box(-half, -size - PADDING / 2, half, size + 2 + height + PADDING / 2)


def _arrange_part(graph: networkx.Graph, keys: list[str], boxes: Mapping[str, Box]) -> dict[str, Point]:
    if len(keys) > LARGEST:
        return _rings(graph, keys)
    if len(keys) == 2:
        return {keys[0]: (0.0, 0.0), keys[1]: (0.0, 110.0)}
    ideal = _distances(graph, keys) if len(keys) <= EXACT else _steps(graph, keys)
    seeds = SEEDS if len(keys) <= EXACT else SEEDS[:1]
    edges = [(keys.index(one), keys.index(other)) for one, other in sorted(graph.edges)] if len(keys) <= EXACT else []
    sides = [boxes[key] for key in keys]
    tries = [_push_apart(upright(_settle(ideal, seed)), sides) for seed in seeds]
    best = min(tries, key=lambda places: blemishes(places, edges))
    return {key: (float(best[index, 0]), float(best[index, 1])) for index, key in enumerate(keys)}


def _distances(graph: networkx.Graph, keys: list[str]) -> Array:
    """Give the wanted distance of every pair: paths, whose steps are longer at busy actors."""
    import networkx
    import numpy

    def step(one: str, other: str, _: object) -> float:
        busy = max(graph.degree(one), graph.degree(other))
        return 44.0 + 17.0 * math.sqrt(busy)

    place = {key: index for index, key in enumerate(keys)}
    ideal = numpy.zeros((len(keys), len(keys)))
    for key, found in networkx.all_pairs_dijkstra_path_length(graph, weight=step):
        for other, distance in found.items():
            ideal[place[key], place[other]] = distance
    symmetric: Array = (ideal + ideal.T) / 2
    return symmetric


def _steps(graph: networkx.Graph, keys: list[str]) -> Array:
    """Give the wanted distance of every pair of a large part: its steps, all of one length."""
    import networkx
    import numpy

    linked = networkx.to_numpy_array(graph, nodelist=keys, weight=None, dtype=numpy.float32)
    reached = numpy.eye(len(keys), dtype=bool)
    ideal: Array = numpy.zeros((len(keys), len(keys)))
    step = 0
    while not reached.all():
        step += 1
        fresh = (reached @ linked > 0) & ~reached
        ideal[fresh] = step * STEP
        reached |= fresh
    return ideal


def _settle(ideal: Array, seed: int) -> Array:
    """Minimise the stress by majorisation (SMACOF) from a seeded start."""
    import numpy

    count = len(ideal)
    chance = random.Random(seed)  # noqa: S311  (repeatable on purpose)
    places: Array = numpy.array([[chance.uniform(-1, 1), chance.uniform(-1, 1)] for _ in range(count)]) * ideal.max()
    weight = numpy.where(ideal > 0, 1.0 / numpy.maximum(ideal, 1.0) ** 2, 0.0)
    laplacian = numpy.diag(weight.sum(axis=1)) - weight
    inverse = numpy.linalg.pinv(laplacian)
    for _ in range(200 if count <= EXACT else 60):
        apart = numpy.hypot(*(places[:, None, axis] - places[None, :, axis] for axis in (0, 1)))
        ratio = -weight * ideal / numpy.maximum(apart, 0.01)
        numpy.fill_diagonal(ratio, 0.0)
        numpy.fill_diagonal(ratio, -ratio.sum(axis=1))
        places = inverse @ (ratio @ places)
    return places


def _push_apart(places: Array, boxes: list[Box]) -> Array:
    """Move overlapping boxes apart, each pair along the axis that needs the smaller move."""
    import numpy

    sides = numpy.array([[box.left, box.top, box.right, box.bottom] for box in boxes])
    half = (sides[:, 2:] - sides[:, :2]) / 2
    middle = places + (sides[:, 2:] + sides[:, :2]) / 2
    need = half[:, None, :] + half[None, :, :]
    for _ in range(400 if len(boxes) <= EXACT else 30):
        apart = middle[:, None, :] - middle[None, :, :]
        overlap = need - numpy.abs(apart)
        clash = (overlap > 0.5).all(axis=2)
        numpy.fill_diagonal(clash, False)
        if not clash.any():
            break
        sideways = overlap[:, :, 0] < overlap[:, :, 1]
        chosen = numpy.stack([sideways, ~sideways], axis=2) & clash[:, :, None]
        order = numpy.sign(numpy.arange(len(boxes))[:, None] - numpy.arange(len(boxes))[None, :])
        sign = numpy.where(apart == 0, order[:, :, None], numpy.sign(apart))
        middle = middle + (sign * overlap * chosen).sum(axis=1) * 0.3
    apart_again: Array = middle - (sides[:, 2:] + sides[:, :2]) / 2
    return apart_again


def upright(places: Array) -> Array:
    """Turn a part so that it fits the space of a drawing best."""
    import numpy

    def misfit(angle: float) -> tuple[float, float]:
        turned = _turn(places, angle)
        wide, high = turned.max(axis=0) - turned.min(axis=0)
        return round(float(max(wide / ASPECT, high)), 1), angle

    return _turn(places, min((numpy.pi * step / 18 for step in range(18)), key=misfit))


def _turn(places: Array, angle: float) -> Array:
    import numpy

    cosine, sine = numpy.cos(angle), numpy.sin(angle)
    x, y = places[:, 0], places[:, 1]
    return numpy.stack([x * cosine - y * sine, x * sine + y * cosine], axis=1)


def blemishes(places: Array, edges: list[tuple[int, int]]) -> float:
    """Count what makes a drawing hard to read: crossing lines, lines through strangers, sprawl."""
    points = [(float(x), float(y)) for x, y in places]
    found = 0.0
    for index, (a, b) in enumerate(edges):
        for c, d in edges[index + 1 :]:
            if len({a, b, c, d}) == 4 and _cross(points[a], points[b], points[c], points[d]):
                found += 1
        found += sum(_near(point, points[a], points[b]) for node, point in enumerate(points) if node not in (a, b))
    spans = places.max(axis=0) - places.min(axis=0)
    return found + float(max(spans[0] / ASPECT, spans[1])) / 60


def _near(point: Point, start: Point, end: Point) -> bool:
    """Say whether a line passes within a node's width of a point."""
    along = (end[0] - start[0], end[1] - start[1])
    square = along[0] ** 2 + along[1] ** 2 or 1.0
    share = ((point[0] - start[0]) * along[0] + (point[1] - start[1]) * along[1]) / square
    if not 0 < share < 1:
        return False
    away = (point[0] - start[0] - share * along[0], point[1] - start[1] - share * along[1])
    return away[0] ** 2 + away[1] ** 2 < CLEARANCE**2


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    def side(one: Point, two: Point, third: Point) -> bool:
        return (two[0] - one[0]) * (third[1] - one[1]) > (two[1] - one[1]) * (third[0] - one[0])

    return side(a, b, c) != side(a, b, d) and side(c, d, a) != side(c, d, b)


def _rings(graph: networkx.Graph, keys: list[str]) -> dict[str, Point]:
    """Put the busiest in the middle, the others around them in a sunflower spiral."""
    ranked: Iterable[str] = sorted(keys, key=lambda key: (-graph.degree(key), key))
    golden = math.pi * (3 - math.sqrt(5))
    return {
        key: (60 * math.sqrt(index) * math.cos(index * golden), 60 * math.sqrt(index) * math.sin(index * golden))
        for index, key in enumerate(ranked)
    }
