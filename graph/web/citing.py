"""How to cite what this graph holds: the works it rests on, and its own statements, things and versions.

Nothing is made up. A cited work is known by what the citing document prints; a
statement is cited as an entry of this graph, at the version that is looked at,
with the cited work behind it in the notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from graph.formats import Format
from graph.language import LANGUAGES, mark, translate
from graph.namespaces import DATASET, DCTERMS, SIM, VERSION
from graph.web import bibliography
from graph.web.addresses import clean, slug_of
from graph.web.bibliography import Name, Record, read_name
from graph.web.cited_works import CitedWork, read_work
from graph.web.claims import Claim
from graph.web.lexicon import Citation
from graph.web.profile import Profile
from graph.web.reader import Reader

NAME: Final = "Simpul"
TITLE: Final = mark("Simpul: a graph of regional competitiveness in which every statement carries its source")
_ONTOLOGY: Final = SIM.removesuffix("#")
_LIVE: Final = "live"


class Manifest(Protocol):
    """What is to be known of a version."""

    @property
    def published(self) -> str:
        """When it was published, ISO 8601; empty where that is not known."""


class Edition(Protocol):
    """A version that can be cited."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def manifest(self) -> Manifest:
        """What it is."""


@dataclass(frozen=True, slots=True)
class Menu:
    """What a page offers to those who cite it.

    Attributes
    ----------
    texts : dict of str to str
        The reference as a sentence, by language.
    iri : str
        The lasting address.
    addresses : list of tuple of Format and str
        Where the record can be taken away, in which format.
    """

    texts: dict[str, str]
    iri: str
    addresses: list[tuple[Format, str]]


class Citer:
    """Makes the records of one version in the language of a reader."""

    def __init__(self, reader: Reader, version: Edition) -> None:
        self.reader = reader
        self.version = version

    @property
    def has_versions(self) -> bool:
        """Whether the version can be asked for again; what another service holds cannot."""
        return not self.version.id.startswith(_LIVE)

    def pin(self, iri: str) -> str:
        """Give the address of a thing at this version."""
        joint = "&" if "?" in iri else "?"
        return f"{iri}{joint}version={self.version.id}" if self.has_versions else iri

    # Records

    def cite(self, profile: Profile) -> Record:
        """What a page is about: a publication of others, or an entry of this graph."""
        if profile.kind in ("work", "document"):
            return self.cite_work(read_work(profile.iri, profile.values, self.reader.lexicon))
        return self.cite_page(profile)

    def cite_page(self, profile: Profile) -> Record:
        """A thing or statement as this graph has it."""
        return self.cite_claim(profile.claim) if profile.claim else self.cite_thing(profile.iri)

    def cite_dataset(self) -> Record:
        """The whole graph."""
        return self._cite_graph("simpul", DATASET, ())

    def cite_version(self) -> Record:
        """One version, with what tells whether a copy is the same."""
        digest = str(getattr(self.version.manifest, "hash", ""))
        notes = (self._say(mark("SHA-256 of the content: {digest}."), digest=digest),) if digest else ()
        return self._cite_graph(f"simpul-{self.version.id}", VERSION + self.version.id, notes)

    def cite_thing(self, iri: str) -> Record:
        """A thing as this graph describes it."""
        return self.cite_entry(slug_of(iri), self.reader.lexicon.name(iri, self.reader.language).value, iri)

    def cite_claim(self, claim: Claim) -> Record:
        """A statement, with the document, the passage and the works that it rests on."""
        reader = self.reader
        known = [reader.lexicon.citations[one] for one in claim.citations if one in reader.lexicon.citations]
        places = ", ".join(reader.link(one).text.value for one in claim.passages)
        notes = [self._say(mark("Stated in: {places}."), places=places)] if places else []
        if known:
            works = "; ".join(self._write_citation(one) for one in known)
            notes.append(self._say(mark("Rests on: {works}."), works=works))
        notes.append(self._say(mark("Attribution: {words}."), words=reader.attribution(claim.attribution)))
        sentence = claim.sentence(reader.language).value
        return self.cite_entry(claim.slug, sentence, claim.iri, notes)

    def cite_entry(self, slug: str, title: str, iri: str, notes: Iterable[str] = ()) -> Record:
        """A part of the graph, such as a question at its address."""
        return Record(
            key=f"simpul-{slug}-{self.version.id}",
            kind=bibliography.ENTRY,
            names=self._editors,
            title=clean(title),
            date=self._date,
            whole=NAME,
            version=self._version,
            url=self.pin(iri),
            language=self.reader.language,
            notes=tuple(notes),
        )

    def cite_work(self, work: CitedWork) -> Record:
        """A cited work, or a document: what is printed of it, and what is not."""
        names = tuple(read_name(self.reader.lexicon.name(one, self.reader.language).value) for one in work.creators)
        return Record(
            key=slug_of(work.iri),
            kind=bibliography.WORK,
            names=names,
            title=work.title,
            date=work.year,
            url=work.iri,
            notes=tuple(self._list_gaps(work)),
        )

    def _list_gaps(self, work: CitedWork) -> Iterable[str]:
        """Say what a reader of the record would miss, and where it comes from."""
        if not work.title:
            yield self._say(mark("The citing document prints no title of this work."))
        if not work.year:
            is_printed = mark("The citing document prints no year for it.")
            yield self._say(is_printed if work.is_undated else mark("Its year is not known."))
        if work.is_second_hand:
            through = sorted({self._name(one.through) for one in work.citations})
            yield self._say(mark("Cited at second hand, through {works}."), works=", ".join(through))
        if work.pages:
            yield self._say(mark("Pages cited: {pages}."), pages=", ".join(work.pages))

    def _cite_graph(self, key: str, iri: str, notes: tuple[str, ...]) -> Record:
        return Record(
            key=key,
            kind=bibliography.DATASET,
            names=self._editors,
            title=self._say(TITLE),
            date=self._date,
            version=self._version,
            url=iri,
            language=self.reader.language,
            notes=notes,
        )

    # For people

    def offer(self, make: Callable[[Citer], Record], path: str, values: str = "") -> Menu:
        """Make what a page offers.

        Parameters
        ----------
        make : callable
            Makes the record of the page in the language of the one it is given.
        path : str
            Where the record is, without the suffix of a format.
        values : str
            What else stands in its address, as a query string.
        """
        spoken = {language: self.speak(language) for language in LANGUAGES}
        texts = {language: one.write_reference(make(one)) for language, one in spoken.items()}
        tail = f"?{values}" if values else ""
        addresses = [(one, self.reader.href(f"{path}.{one.suffix}{tail}")) for one in bibliography.CITATION_FORMATS]
        return Menu(texts, make(self).url, addresses)

    def speak(self, language: str) -> Citer:
        """Give the same in a language."""
        return Citer(Reader(language, lambda: self.reader.lexicon, self.reader.kept), self.version)

    def write_reference(self, record: Record) -> str:
        """Write a record of this graph as people write a reference."""
        names = ", ".join(name.text for name in record.names) + (f" ({record.date[:4]})" if record.date else "")
        date = self.reader.date(self.version.manifest.published) if self._date else ""
        version = self._say(mark("version {version} of {date}"), version=self.version.id, date=date)
        parts = [part for part in (names, record.title, record.whole, version if date else "", record.url) if part]
        return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts[:-1]) + f" {parts[-1]}"

    @property
    def _editors(self) -> tuple[Name, ...]:
        """Who made the graph, as its vocabulary says."""
        known = self.reader.lexicon.terms.get(_ONTOLOGY, {}).get(DCTERMS + "creator", ())
        return tuple(Name(clean(one.value)) for one in sorted(known) if one.kind == "literal")

    @property
    def _date(self) -> str:
        return self.version.manifest.published[:10]

    @property
    def _version(self) -> str:
        return self.version.id if self.has_versions else ""

    def _write_citation(self, citation: Citation) -> str:
        text = self._name(citation.work)
        if citation.pages:
            text += ", " + self._say(mark("p. {pages}"), pages=citation.pages)
        if citation.through:
            text += " " + self._say(mark("(cited through {work})"), work=self._name(citation.through))
        return text

    def _name(self, iri: str) -> str:
        return self.reader.lexicon.name(iri, self.reader.language).value

    def _say(self, sentence: str, **fields: str) -> str:
        return translate(sentence, self.reader.language).format(**fields)
