"""The query files: text by name, with what each says of itself.

A query file begins with lines ``#+ key: value``; a key may name a language, as in
``title@id``, and may come more than once. They are comments, so the file is
valid SPARQL as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import QueryUnknown

_HEADER: Final = re.compile(r"^#\+ ([^:\n]+): *(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A query: its name, its whole text, and the lines about it.

    Attributes
    ----------
    name : str
        Folder and file without suffix, such as ``pages/labels``.
    text : str
        The file as it stands.
    about : mapping of str to tuple of str
        The values of every key, in order.
    """

    name: str
    text: str
    about: Mapping[str, tuple[str, ...]]

    @property
    def body(self) -> str:
        """The query without the lines about it."""
        return "".join(line for line in self.text.splitlines(keepends=True) if not line.startswith("#+")).lstrip()

    def title(self, language: str) -> str:
        """Give the title in a language, else the one without a language, else the name."""
        for key in (f"title@{language}", "title"):
            if key in self.about:
                return self.about[key][0]
        return self.name


class Catalogue:
    """All query files below a folder, read once.

    Parameters
    ----------
    folder : Path
        Holds folders with ``.rq`` files.
    """

    def __init__(self, folder: Path) -> None:
        paths = sorted(folder.rglob("*.rq"))
        entries = [_read(path, path.relative_to(folder).with_suffix("").as_posix()) for path in paths]
        self._entries = {entry.name: entry for entry in entries}

    def entry(self, name: str) -> Entry:
        """Give a query by name.

        Raises
        ------
        QueryUnknown
            If there is none of this name.
        """
        if name not in self._entries:
            raise QueryUnknown(name=name, known=", ".join(self._entries))
        return self._entries[name]

    def text(self, name: str) -> str:
        """Give the text of a query by name; raises like :meth:`entry`."""
        return self.entry(name).text

    def entries(self, folder: str) -> list[Entry]:
        """List the queries of a folder by name."""
        return [entry for name, entry in self._entries.items() if name.startswith(f"{folder}/")]


def _read(path: Path, name: str) -> Entry:
    text = path.read_text(encoding="utf-8")
    about: dict[str, tuple[str, ...]] = {}
    for key, value in _HEADER.findall(text):
        about[key.strip()] = (*about.get(key.strip(), ()), value.strip())
    return Entry(name, text, about)
