"""The drawing as data for vis-network, made by pyvis, and the stand-alone page.

Of pyvis only the data model is used. Its own template and options are not:
they load scripts from elsewhere and put some values into the page unescaped.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.network.bends import bends
from graph.network.layout import node_size, wrap
from graph.network.material import Material
from graph.network.packing import Point
from graph.network.palette import dashes, mark, stroke, width
from graph.network.projection import Link, Network
from graph.network.summary import amount

if TYPE_CHECKING:
    from pyvis.network import Network as Drawing

OPTIONS: Final[dict[str, Any]] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "dragNodes": False,
        "hideEdgesOnDrag": False,
        "selectConnectedEdges": False,
        "tooltipDelay": 150,
        "keyboard": {"enabled": False},
    },
}
KNOWN_SHAPES: Final = ("dot", "square", "diamond", "triangle", "triangleDown", "hexagon", "star")


def build(network: Network, places: Mapping[str, Point], material: Material, language: str) -> Drawing:
    """Make the drawing of a selection.

    The id of a node is the actor's key, the id of an edge the link's: the key
    of the linkage where one statement is behind it. Both come back from every
    click, and both are the same in every selection.
    """
    from pyvis.network import Network as Drawing

    drawing = Drawing(directed=True, cdn_resources="in_line")
    drawing.options = OPTIONS
    for key in network.actors:
        drawing.add_node(key, **_node(key, network, places[key], (material, language)))
    bent = bends(network.links)
    for link in network.links:
        drawing.add_edge(link.source, link.target, **_edge(link, bent[link.key], material, language))
    return drawing


def data(drawing: Drawing) -> dict[str, Any]:
    """Give what a page needs to draw: nodes, edges and options, ready for JSON."""
    return {"nodes": drawing.nodes, "edges": drawing.edges, "options": drawing.options}


def write_page(drawing: Drawing, template: Path, assets: Mapping[str, Path], words: Mapping[str, Any]) -> str:
    """Write the drawing as one HTML page that needs nothing else.

    Parameters
    ----------
    drawing : Drawing
        From `build`.
    template : Path
        Our own template; rendered with every value escaped.
    assets : mapping of str to Path
        Scripts and styles that are copied into the page, by name.
    words : mapping
        Further values for the template: title, language, summary ...

    Returns
    -------
    str
        The page.
    """
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    environment = Environment(loader=FileSystemLoader(template.parent), autoescape=True)
    # Our own files: the only values that go in as they are.
    inlined = {name: Markup(_inline(path.read_text(encoding="utf-8"))) for name, path in assets.items()}  # noqa: S704
    hashes = " ".join(_hash(text) for name, text in inlined.items() if name != "style")
    environment.globals.update(assets=inlined, hashes=hashes, drawing_options=OPTIONS, **words)
    drawing.templateEnv = environment
    drawing.path = template.name
    return str(drawing.generate_html(name="network.html", local=True, notebook=False))


def embed(value: object) -> str:
    """Write JSON that may stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _inline(text: str) -> str:
    """Keep a script or style from ending its own element."""
    harmless = {"</": "<\\/", "<": "\\x3c"}
    return re.sub(r"</(?=script|style)|<(?=!--)", lambda found: harmless[found[0]], text, flags=re.IGNORECASE)


def _hash(script: str) -> str:
    """Name a script in a Content-Security-Policy, which then lets no other one run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _node(key: str, network: Network, place: Point, words: tuple[Material, str]) -> dict[str, Any]:
    material, language = words
    actor, partners = network.actors[key], len(network.partners(key))
    look = mark(actor.sector)
    name = actor.name.say(language)
    return {
        "label": name,
        "lines": wrap(name),
        "title": f"{name}\n{material.say(actor.sector, language)}, {amount(partners, 'partner', language)}",
        "x": place[0],
        "y": place[1],
        "size": node_size(partners),
        "shape": look.shape if look.shape in KNOWN_SHAPES else "custom",
        "color": {"background": look.colour, "border": look.border},
        "borderWidth": 1.5,
        "sector": actor.sector,
        "partners": partners,
    }


def _edge(link: Link, bend: float, material: Material, language: str) -> dict[str, Any]:
    look = stroke(link.polarity)
    count = amount(len(link.statements), "statement", language)
    words = (material.say(word, language) for word in (link.relation, link.polarity, link.modality))
    drawn: dict[str, Any] = {
        "id": link.key,
        "label": look.glyph or " ",
        "title": f"{', '.join(words)}; {count}",
        "color": {"color": look.colour, "highlight": look.colour, "hover": look.colour},
        "dark": look.dark,
        "width": width(link.modality, len(link.statements)),
        "dashes": list(dashes(link.polarity, link.modality)) or False,
        "arrows": "to" if link.directed else "",
        "polarity": link.polarity,
        "modality": link.modality,
        "relation": link.relation,
        "statements": [one.key for one in link.statements],
    }
    turn = "curvedCCW" if bend > 0 else "curvedCW"
    drawn["smooth"] = {"enabled": True, "type": turn, "roundness": abs(bend)} if bend else False
    return drawn
