"""The classes of the vocabulary and how they are related, drawn on the server: one small picture for each part.

What is drawn is what the vocabulary declares (domain, range, broader class) and,
for relations between things of any kind, what the data of the version does. The
places of the boxes are laid out by hand, because people know them better.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.language import mark
from graph.namespaces import DCTERMS, OWL, RDF, RDFS, SIM
from graph.terms import Row
from graph.web.lexicon import Lexicon
from graph.web.reader import Link, Reader

WIDTH: Final = 980
_BOX: Final = (178, 52)
_STEP: Final = 352
_ROW: Final = 132
_TOP: Final = 12
_PART: Final = DCTERMS + "isPartOf"
"""The one relation of others that is drawn."""
_MOST: Final = 2
"""Relations that are named at one line."""
_FEW: Final = 3
"""Statements from which on a relation is drawn that is not declared for its classes; fewer stand in the list."""
_LETTERS: Final = 22
_LETTER: Final = 7.2
_LINE: Final = 17
_SHIFT: Final = 14

Cell = tuple[float, float]
PARTS: Final[Mapping[str, Mapping[str, Cell]]] = {
    mark("What is stated, and on what it rests"): {
        "Linkage": (0, 0),
        "Claim": (1, 0),
        "Passage": (2, 0),
        "Work": (0, 1),
        "Citation": (1, 1),
        "Document": (2, 1),
    },
    mark("Who acts"): {
        "Actor": (1, 0),
        "Person": (-0.1, 1),
        "Office": (0.63, 1),
        "Organisation": (1.37, 1),
        "Group": (2.1, 1),
    },
    mark("What is spoken of"): {
        "SubPoint": (0, 0),
        "Factor": (0, 1),
        "Concept": (1, 1),
        "Effect": (1, 0),
        "Place": (2, 1),
        "Programme": (2, 2),
        "Practice": (1, 2),
        "Actor": (0, 2),
    },
    mark("What is inferred"): {"Derivation": (0, 0), "Rule": (1, 0)},
}
"""Column and row of each class, by part."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation from one class to another, with the number of statements that use it so."""

    subject: str
    iri: str
    link: Link
    value: str
    uses: int
    name: str
    """What it is called, with the number."""


@dataclass(frozen=True, slots=True)
class Box:
    """A class."""

    link: Link
    lines: list[str]
    x: int
    y: int
    loops: list[Relation]
    """Relations to its own things."""

    width = _BOX[0]
    height = _BOX[1]

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line from a class to another; without relations it leads to the broader class."""

    path: str
    relations: list[Relation]
    x: int
    y: int

    @property
    def width(self) -> float:
        """Room that its names take."""
        return max((len(one.name) for one in self.relations), default=0) * _LETTER

    @property
    def height(self) -> int:
        """Room that its names take."""
        return _LINE * len(self.relations)


@dataclass(frozen=True, slots=True)
class Diagram:
    """One picture, and all its relations as they are to be read."""

    title: str
    height: int
    boxes: list[Box]
    lines: list[Line]
    relations: list[Relation]


def draw_classes(reader: Reader, fields: Sequence[Row]) -> list[Diagram]:
    """Draw every part whose classes are declared.

    Parameters
    ----------
    reader : Reader
        For names, links and what the vocabulary declares.
    fields : sequence of Row
        The answer of ``pages/fields``; nothing where a version does not count itself.
    """
    uses = {(row["from"].value, row["property"].value, row["to"].value): int(row["triples"].value) for row in fields}
    parts = ((title, _known(cells, reader.lexicon)) for title, cells in PARTS.items())
    return [_draw(title, cells, _relate(cells, reader, uses), reader) for title, cells in parts if cells]


def _known(cells: Mapping[str, Cell], lexicon: Lexicon) -> dict[str, Cell]:
    return {SIM + name: cell for name, cell in cells.items() if SIM + name in lexicon.terms}


def _relate(cells: Iterable[str], reader: Reader, uses: Mapping[tuple[str, str, str], int]) -> list[Relation]:
    """Find the relations between classes, the most used first."""
    known = set(cells)
    found = {key: number for key, number in uses.items() if key[1] == _PART and {key[0], key[2]} <= known}
    for term, values in reader.lexicon.terms.items():
        ends = _ends(term, reader.lexicon)
        if len(ends) == 2 and set(ends) <= known:
            found[ends[0], term, ends[1]] = uses.get((ends[0], term, ends[1]), 0)
        elif OWL + "inverseOf" in values or term not in reader.lexicon.inverse:
            for (subject, name, value), number in uses.items():
                if name == term and {subject, value} <= known and _fits(term, subject, value, reader.lexicon):
                    found[subject, name, value] = number
    narrower = {(one, wide, other) for one, name, other in found for wide in reader.lexicon.wider.get(name, ())}
    kept = {key: number for key, number in found.items() if key not in narrower or _ends(key[1], reader.lexicon)}
    # What is declared comes first, so that it has room in the picture.
    ranked = sorted(kept, key=lambda key: (not _ends(key[1], reader.lexicon), -kept[key], key))
    return [_name(key, kept[key], reader) for key in ranked]


def _name(key: tuple[str, str, str], uses: int, reader: Reader) -> Relation:
    link = reader.link(key[1])
    name = f"{link.text.value} ({reader.number(uses)})" if uses else link.text.value
    return Relation(key[0], key[1], link, key[2], uses, name)


def _ends(term: str, lexicon: Lexicon) -> list[str]:
    """Give domain and range where both are classes of ours."""
    values = lexicon.terms.get(term, {})
    ends = [one.value for name in ("domain", "range") for one in values.get(RDFS + name, ())]
    return ends if len(ends) == 2 and all(one.startswith(SIM) for one in ends) else []


def _fits(term: str, subject: str, value: str, lexicon: Lexicon) -> bool:
    """Tell whether a use is of the classes that the relation, or one above it, is declared for."""
    for name in (term, *lexicon.wider.get(term, ())):
        values = lexicon.terms.get(name, {})
        for place, one in (("domain", subject), ("range", value)):
            declared = [class_.value for class_ in values.get(RDFS + place, ()) if class_.value.startswith(SIM)]
            if declared and one not in declared:
                return False
    return OWL + "ObjectProperty" in {one.value for one in lexicon.terms[term].get(RDF + "type", ())}


def _draw(title: str, cells: Mapping[str, Cell], relations: Sequence[Relation], reader: Reader) -> Diagram:
    boxes = {iri: _place(iri, cell, relations, reader) for iri, cell in cells.items()}
    broader = _broader(cells, reader.lexicon)
    lines = [_connect(boxes[one], boxes[wide], []) for one, wide in broader]
    pairs: dict[frozenset[str], list[Relation]] = {}
    for one in relations:
        if one.subject != one.value and (one.uses >= _FEW or _ends(one.iri, reader.lexicon)):
            pairs.setdefault(frozenset((one.subject, one.value)), []).append(one)
    for pair, several in pairs.items():
        first = several[0]
        same = [one for one in several if one.subject == first.subject][:_MOST]
        shift = _SHIFT if any(set(both) == pair for both in broader) else 0
        line = _connect(boxes[first.subject], boxes[first.value], same, shift)
        if not _crosses(boxes[first.subject], boxes[first.value], boxes.values()) and not _covers(line, lines):
            lines.append(line)
    height = _TOP * 2 + round(max(row for _, row in cells.values()) * _ROW) + _BOX[1] + 16
    return Diagram(reader.say(title), height, list(boxes.values()), lines, list(relations))


def _broader(cells: Iterable[str], lexicon: Lexicon) -> list[tuple[str, str]]:
    known = set(cells)
    return [
        (iri, one.value)
        for iri in cells
        for one in lexicon.terms[iri].get(RDFS + "subClassOf", ())
        if one.value in known
    ]


def _place(iri: str, cell: Cell, relations: Sequence[Relation], reader: Reader) -> Box:
    link = reader.link(iri)
    x = round((WIDTH - _BOX[0]) / 2 + (cell[0] - 1) * _STEP)
    loops = [one for one in relations if one.subject == one.value == iri][:1]
    lines = textwrap.wrap(link.text.value, _LETTERS) or [link.text.value]
    return Box(link, lines, x, _TOP + round(cell[1] * _ROW), loops)


def _connect(start: Box, end: Box, relations: list[Relation], shift: int = 0) -> Line:
    """Draw a line between two boxes; beside the straight one where that is taken."""
    first, last = _edge(start, end), _edge(end, start)
    return Line(
        f"M{first[0]:.0f} {first[1] + shift:.0f}L{last[0]:.0f} {last[1] + shift:.0f}",
        relations,
        round((first[0] + last[0]) / 2),
        round((first[1] + last[1]) / 2) + shift,
    )


def _covers(line: Line, others: Iterable[Line]) -> bool:
    """Tell whether the names at a line would cover those at another."""
    return any(
        abs(line.x - one.x) < (line.width + one.width) / 2 and abs(line.y - one.y) < (line.height + one.height) / 2
        for one in others
        if one.relations
    )


def _edge(own: Box, other: Box) -> tuple[float, float]:
    """Find where the line between two middles leaves a box."""
    (x, y), (to_x, to_y) = own.centre, other.centre
    across, down = to_x - x, to_y - y
    part = min(own.width / 2 / abs(across) if across else 9, own.height / 2 / abs(down) if down else 9)
    return x + across * part, y + down * part


def _crosses(start: Box, end: Box, boxes: Iterable[Box]) -> bool:
    """Tell whether the line between two boxes runs through a third one."""
    (x, y), (to_x, to_y) = start.centre, end.centre
    for number in range(1, 20):
        at = x + (to_x - x) * number / 20, y + (to_y - y) * number / 20
        for box in boxes:
            inside = box.x <= at[0] <= box.x + box.width and box.y <= at[1] <= box.y + box.height
            if inside and box not in (start, end):
                return True
    return False
