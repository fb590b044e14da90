"""One thing in which a text and the graph differ, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graph.knowledge.alignment import Anchor, Range
from graph.knowledge.printed import Passage
from graph.namespaces import ID

_EXCERPT: Final = 60
"""Letters of the text that a difference shows at most."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree.

    Attributes
    ----------
    thing : str
        The passage or citation, as kind and name; empty for the text as a whole.
    lines : str
        Where, in the lines of the graph.
    message : str
        An English sentence, which is the key of its Indonesian one; it may name the fields below.
    expected, found : str
        What the graph says, and a short piece of what stands there.
    here : str
        Where in the lines of the text, if these are others.
    """

    thing: str
    lines: str
    message: str
    expected: str = ""
    found: str = ""
    here: str = ""


def cut(text: str) -> str:
    """Cut a piece of the text short; signs that could steer a terminal are never shown."""
    safe = "".join(sign if sign.isprintable() else "\ufffd" for sign in text.strip())
    return f"\u201c{safe}\u201d" if len(safe) <= _EXCERPT else f"\u201c{safe[:_EXCERPT]}\u2026\u201d"


def name(iri: str) -> str:
    """Write a thing as its kind and name."""
    return iri.removeprefix(ID)


def write_range(first: int, last: int) -> str:
    """Write lines, as in ``298-306``.

    Examples
    --------
    >>> write_range(3, 3)
    '3'
    """
    return str(first) if first == last else f"{first}-{last}"


def write_other(one: Anchor | Passage, lines: Range) -> str:
    """Write lines of the text where they are others than those of the graph, and there are such lines."""
    return "" if lines == (one.first, one.last) or lines[0] < 1 else write_range(*lines)
