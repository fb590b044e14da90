"""Which IRI becomes which link. Data never chooses a scheme: only http and https are linked."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote

from graph.namespaces import BASE, DATASET, GRAPH, ID, KINDS, PREFIXES, PROBLEM, QUERY, SIM, VERSION

_FOLDERS: Final = ((GRAPH, "/graph/"), (PROBLEM, "/problem/"), (VERSION, "/versions/"), (QUERY, "/queries/"))
_SAFE: Final = "/.-_~!$&'()*+,;=:@"
_SPANS: Final = (
    (0x00, 0x08),
    (0x0B, 0x0C),
    (0x0E, 0x1F),
    (0x7F, 0x9F),
    (0x061C, 0x061C),
    (0x200E, 0x200F),
    (0x202A, 0x202E),
    (0x2066, 0x2069),
    (0xFEFF, 0xFEFF),
)
_NEVER: Final = frozenset('<>"{}|\\^`\ufffd')
_CONTROLS: Final = dict.fromkeys(code for first, last in _SPANS for code in range(first, last + 1))


def clean(text: str) -> str:
    """Drop control characters: those that reorder writing could make a page say what it does not.

    Examples
    --------
    >>> clean("tidak\\u202eada\\u0000")
    'tidakada'
    """
    # Most texts have none, and asking is ten times as fast as translating.
    return text if text.isprintable() else text.translate(_CONTROLS)


def path_of(iri: str) -> str:
    """Give the link for an IRI: a path of ours, the IRI itself if it is http(s), else nothing.

    Examples
    --------
    >>> path_of("https://w3id.org/simpul/id/factor/security")
    '/id/factor/security'
    >>> path_of("https://w3id.org/simpul/ns#strengthens")
    '/ns#strengthens'
    >>> path_of("https://w3id.org/simpul/dataset#class-0a1b"), path_of("https://w3id.org/simpul/queries/who-trusts-whom")
    ('/dataset', '/queries/who-trusts-whom')
    >>> path_of("javascript:alert(1)")
    ''
    """
    if iri.startswith(ID):
        return "/id/" + quote(iri.removeprefix(ID), safe=_SAFE)
    if iri.startswith(SIM):
        return "/ns#" + quote(iri.removeprefix(SIM), safe=_SAFE)
    for page in (DATASET, QUERY.rstrip("/")):
        if iri == page or iri.startswith(page + "#"):  # its parts are described there
            return page.removeprefix(BASE.rstrip("/"))
    if iri.rstrip("/") == SIM.rstrip("#") or iri.startswith(SIM.rstrip("#") + "/"):
        return "/ns" + iri.removeprefix(SIM.rstrip("#"))
    for namespace, folder in _FOLDERS:
        if iri.startswith(namespace):
            return folder + quote(iri.removeprefix(namespace), safe=_SAFE)
    is_web = iri.startswith(("https://", "http://")) and not any(sign in iri for sign in "<>\"'`\\ \n\r\t")
    return iri if is_web else ""


def find_iri(text: str) -> str:
    """Give the IRI that a text is or stands for; empty for none.

    Examples
    --------
    >>> find_iri("factor/security")
    'https://w3id.org/simpul/id/factor/security'
    >>> find_iri("sim:strengthens")
    'https://w3id.org/simpul/ns#strengthens'
    >>> find_iri("security")
    ''
    """
    text = text.strip()
    kind, slash, slug = text.partition("/")
    if kind in KINDS and slash and slug:
        text = ID + text
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        text = PREFIXES[prefix] + local
    return text if text.startswith(("https://", "http://", "urn:")) and is_iri(text) else ""


def short_id(iri: str) -> str:
    """Give the short form of an IRI of ours, which `find_iri` reads.

    Examples
    --------
    >>> short_id("https://w3id.org/simpul/id/work/sudantoko-2002"), short_id("https://w3id.org/simpul/ns#strengthens")
    ('work/sudantoko-2002', 'sim:strengthens')
    """
    return "sim:" + iri.removeprefix(SIM) if iri.startswith(SIM) else iri.removeprefix(ID)


def is_iri(text: str) -> bool:
    """Tell whether a text can be an IRI at all (RFC 3987): some signs never stand in one.

    Examples
    --------
    >>> is_iri("https://w3id.org/simpul/id/factor/security")
    True
    >>> is_iri("https://w3id.org/simpul/id/<script>")
    False
    """
    return text == clean(text) and not any(sign in _NEVER or sign.isspace() for sign in text)


def kind_of(iri: str) -> str:
    """Give the kind of a thing of ours (``factor``, ``claim`` ...); empty for anything else."""
    kind, slash, slug = iri.removeprefix(ID).partition("/") if iri.startswith(ID) else ("", "", "")
    return kind if slash and slug and kind in KINDS else ""


def slug_of(iri: str) -> str:
    """Give the last part of an IRI, as people would read it."""
    tail = iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
    return unquote(tail)
