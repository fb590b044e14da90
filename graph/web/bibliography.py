"""Records of what can be cited, and how BibTeX, RIS and CSL-JSON write them down; no Flask here.

Nothing is invented: what is not known has no field. Names stand as they are printed,
undivided, because which part of them is a family name is not known either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote, urlencode

from graph.formats import Format
from graph.web.addresses import clean

BIBTEX: Final = Format("BibTeX", "application/x-bibtex", "bib", ("text/x-bibtex",))
RIS: Final = Format("RIS", "application/x-research-info-systems", "ris")
CSL_JSON: Final = Format("CSL-JSON", "application/vnd.citationstyles.csl+json", "csl.json", ("application/json",))
CITATION_FORMATS: Final = (BIBTEX, RIS, CSL_JSON)

WORK: Final = "work"
DATASET: Final = "dataset"
ENTRY: Final = "entry"

_CSL_TYPES: Final[Mapping[str, str]] = {WORK: "document", DATASET: "dataset", ENTRY: "entry"}
_RIS_TYPES: Final[Mapping[str, str]] = {WORK: "GEN", DATASET: "DATA", ENTRY: "DATA"}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_KEY: Final = re.compile(r"[^A-Za-z0-9.:_-]+")
_OTHERS: Final = re.compile(r",?\s+(?:dkk\.?|dll\.?|et al\.?)$", re.IGNORECASE)
_OTHER_NAMES: Final = "et al."
_SAFE: Final = ":/?#[]@!$&'()*+,;=%~"
_LATEX: Final = str.maketrans(
    {
        # Braces as commands: BibTeX counts them whether a backslash stands before them or not.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)


@dataclass(frozen=True, slots=True)
class Name:
    """The name of an author as printed; `others` where the print says that there are more (*dkk.*, *et al.*)."""

    text: str
    others: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Something that can be cited. What is not known is empty.

    Attributes
    ----------
    key : str
        Names the record in a bibliography.
    kind : str
        :data:`WORK` (of which only what a document prints is known),
        :data:`DATASET` or :data:`ENTRY` (a part of a dataset).
    date : str
        A year or an ISO 8601 day; any other text is kept as it is.
    whole : str
        What an entry is a part of.
    version : str
        The version of the dataset.
    notes : tuple of str
        What else is to be known, as sentences.
    """

    key: str
    kind: str
    names: tuple[Name, ...] = ()
    title: str = ""
    date: str = ""
    whole: str = ""
    version: str = ""
    url: str = ""
    language: str = ""
    publisher: str = ""
    notes: tuple[str, ...] = ()


def read_name(label: str) -> Name:
    """Take the mark of further authors off a name.

    Examples
    --------
    >>> read_name("Abdullah, Pitter dkk.")
    Name(text='Abdullah, Pitter', others=True)
    """
    label = _flat(label)
    text = _OTHERS.sub("", label)
    return Name(text, text != label)


def write(records: Iterable[Record], form: Format) -> bytes:
    """Write records down in one of :data:`CITATION_FORMATS`."""
    writers = {BIBTEX: _write_bibtex, RIS: _write_ris, CSL_JSON: _write_csl}
    return writers[form]([_tidy(one) for one in records]).encode()


def write_coins(record: Record, title: str) -> str:
    """Write a work as an OpenURL context object, which reference managers find in a page (COinS).

    Parameters
    ----------
    record : Record
        What is cited.
    title : str
        For a record without a title. Without any, reference managers look for
        one elsewhere, and may come back with another work.
    """
    record = _tidy(record)
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:book"),
        ("rft.genre", "document"),
        ("rft.btitle", record.title or _flat(title)),
        *(("rft.au", name.text) for name in record.names),
        ("rft.date", record.date),
        ("rft_id", record.url),
    ]
    return urlencode([(name, value) for name, value in pairs if value])


def _tidy(record: Record) -> Record:
    """Put every text on one line, and drop names that are empty then."""
    names = (Name(_flat(one.text), one.others) for one in record.names)
    return replace(
        record,
        names=tuple(one for one in names if one.text),
        title=_flat(record.title),
        date=_flat(record.date),
        whole=_flat(record.whole),
        version=_flat(record.version),
        url=spell_address(record.url),
        language=_flat(record.language),
        publisher=_flat(record.publisher),
        notes=tuple(filter(None, map(_flat, record.notes))),
    )


def _flat(text: str) -> str:
    """Put a text on one line: a line break could begin a field of its own."""
    return " ".join(clean(text).split())


def _write_bibtex(records: Sequence[Record]) -> str:
    return "\n".join(_write_bibtex_entry(one) for one in records)


def _write_bibtex_entry(record: Record) -> str:
    year, month, _ = _split_date(record.date)
    authors = [f"{{{_latex(name.text)}}}" for name in record.names]
    if any(name.others for name in record.names):
        authors.append("others")
    fields = {
        "author": " and ".join(authors),
        "title": f"{{{_latex(record.title)}}}" if record.title else "",
        "howpublished": _latex(record.whole),
        "version": _latex(record.version),
        "year": year or _latex(record.date),
        "publisher": _latex(record.publisher),
        "language": {"id": "indonesian", "en": "english"}.get(record.language, _latex(record.language)),
        "url": record.url,
        "note": _latex(" ".join(record.notes)),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    if month:
        lines.append(f"  month = {_MONTHS[int(month) - 1]}")
    return f"@misc{{{spell_key(record.key)},\n" + ",\n".join(lines) + "\n}\n"


def _write_ris(records: Sequence[Record]) -> str:
    return "".join(f"{line}\r\n" for one in records for line in _list_ris_lines(one))


def _list_ris_lines(record: Record) -> Iterator[str]:
    year, month, day = _split_date(record.date)
    yield f"TY  - {_RIS_TYPES[record.kind]}"
    pairs = [
        ("ID", spell_key(record.key)),
        *(("AU", name.text) for name in record.names),
        ("TI", record.title),
        ("T2", record.whole),
        ("PY", year),
        ("DA", "/".join((year, month, day)) if day else ""),
        ("ET", record.version),
        ("PB", record.publisher),
        ("LA", record.language),
        ("UR", record.url),
        *(("N1", note) for note in _list_notes(record)),
    ]
    for tag, value in pairs:
        if value:
            yield f"{tag}  - {value}"
    yield "ER  - "
    yield ""


def _list_notes(record: Record) -> list[str]:
    """Give the notes; those who are not named are among them, because neither RIS nor CSL knows such an author."""
    unnamed = [f"{name.text} {_OTHER_NAMES}" for name in record.names if name.others]
    return [*unnamed, *record.notes]


def _write_csl(records: Sequence[Record]) -> str:
    return json.dumps([_describe(one) for one in records], ensure_ascii=False, indent=1) + "\n"


def _describe(record: Record) -> dict[str, Any]:
    """Give the members of a CSL item; a name that is not divided is a literal."""
    names = [{"literal": name.text} for name in record.names]
    parts = [int(part) for part in _split_date(record.date) if part]
    known: dict[str, Any] = {
        "author": names,
        "title": record.title,
        "container-title": record.whole,
        "issued": {"date-parts": [parts]} if parts else {"literal": record.date} if record.date else {},
        "version": record.version,
        "publisher": record.publisher,
        "language": record.language,
        "URL": record.url,
        "note": " ".join(_list_notes(record)),
    }
    return {
        "id": spell_key(record.key),
        "type": _CSL_TYPES[record.kind],
        **{name: one for name, one in known.items() if one},
    }


def _split_date(date: str) -> tuple[str, str, str]:
    found = _DATE.fullmatch(date)
    year, month, day = found.groups(default="") if found else ("", "", "")
    return year, month if 1 <= int(month or 0) <= 12 else "", day


def _latex(text: str) -> str:
    return text.translate(_LATEX)


def spell_address(iri: str) -> str:
    """Write what no address may hold as its code; what is one already stays as it is."""
    return quote(_flat(iri), safe=_SAFE)


def spell_key(text: str) -> str:
    """Keep of a name what every program takes in keys, and in the names of files."""
    return _KEY.sub("-", text).strip("-") or "simpul"
