"""The works that the documents cite, each with what is printed of it; no Flask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.namespaces import DCTERMS, SIM
from graph.terms import Term
from graph.web.addresses import clean
from graph.web.lexicon import Ask, Citation, Lexicon


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A work or a document: its bibliography, and where it is cited.

    Attributes
    ----------
    creators : tuple of str
        IRIs of the authors.
    year, title : str
        As printed; empty where none is.
    is_undated : bool
        Whether the encoding says that no year is printed.
    citations, carried : tuple of Citation
        Where it is cited, and where another work is cited through it.
    claims : tuple of str
        IRIs of the statements that rest on it.
    """

    iri: str
    creators: tuple[str, ...] = ()
    year: str = ""
    title: str = ""
    is_undated: bool = False
    citations: tuple[Citation, ...] = ()
    carried: tuple[Citation, ...] = ()
    claims: tuple[str, ...] = ()

    @property
    def pages(self) -> list[str]:
        """The pages that are cited, each once, in numeric order."""
        return sorted({one.pages for one in self.citations if one.pages}, key=order_of_pages)

    @property
    def is_second_hand(self) -> bool:
        """Whether it is known through other works only."""
        return bool(self.citations) and all(one.through for one in self.citations)


def order_of_pages(pages: str) -> tuple[bool, int, str]:
    """Sort pages by number; where none are printed, last.

    Examples
    --------
    >>> sorted(["", "101-102", "9"], key=order_of_pages)
    ['9', '101-102', '']
    """
    first = pages.replace("\u2013", "-").partition("-")[0].strip()
    return (not pages, int(first) if first.isdecimal() else 0, pages)


def list_works(ask: Ask, lexicon: Lexicon) -> list[CitedWork]:
    """Read all cited works, by name."""
    rows: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for row in ask("works"):
        rows[row["work"].value][row["property"].value].append(row["value"])
    found = [read_work(iri, values, lexicon) for iri, values in rows.items()]
    return sorted(found, key=lambda one: lexicon.name(one.iri, "id").value.casefold())


def read_work(iri: str, values: Mapping[str, Sequence[Term]], lexicon: Lexicon) -> CitedWork:
    """Read one work or document from what is said of it: property to values."""
    words = f"{lexicon.name(iri, 'id')} {lexicon.definition(iri, 'id') or ''}"

    def place(creator: str) -> tuple[int, str]:
        """RDF has no order; name and definition of a work have the authors in theirs."""
        name = lexicon.name(creator, "id").value
        found = words.find(name.split(" dkk")[0])
        return (found if found >= 0 else len(words), name)

    def text(name: str) -> str:
        return next((clean(one.value) for one in sorted(values.get(name, ()))), "")

    known = sorted(lexicon.citations.values(), key=lambda one: (len(one.iri), one.iri))
    return CitedWork(
        iri=iri,
        creators=tuple(sorted({one.value for one in values.get(DCTERMS + "creator", ())}, key=place)),
        year=text(DCTERMS + "date"),
        title=text(DCTERMS + "title"),
        is_undated=text(SIM + "noYearPrinted") in ("true", "1"),
        citations=tuple(one for one in known if one.work == iri),
        carried=tuple(one for one in known if one.through == iri),
        claims=tuple(sorted({one.value for one in values.get(SIM + "restsOn", ())})),
    )
