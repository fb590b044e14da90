"""RDF terms spelt as SPARQL, for services that cannot be handed values beside the query.

A spelling reads alike to an engine that decodes ``\\uXXXX`` before it looks for tokens
(SPARQL 1.1) and to one that does so only inside strings and IRIs (SPARQL 1.2):
whatever could be read in two ways is written without, or refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from graph.errors import ParameterInvalid
from graph.language import mark
from graph.terms import Term

_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\ud800-\udfff]*")
_TAG: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_SPECIAL: Final = re.compile(r'["\\\n\r\t\b\f]')
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_LOOKS_CODED: Final = re.compile(r"\\\\([uU])")
_LONE: Final = re.compile("[\ud800-\udfff]")


def spell_iri(iri: str) -> str:
    """Spell an IRI.

    Raises
    ------
    ParameterInvalid
        If it is not absolute, or holds what no IRI may hold.

    Examples
    --------
    >>> spell_iri("https://example.org/a")
    '<https://example.org/a>'
    """
    if not _IRI.fullmatch(iri):
        raise ParameterInvalid(name="IRI", value=iri, expected=mark("an absolute IRI"))
    return f"<{iri}>"


def spell_string(text: str) -> str:
    r"""Spell the text of a literal, in quotes.

    A backslash before a ``u`` would start a code point to an engine that decodes
    these first; there the ``u`` itself is written as one.

    Raises
    ------
    ParameterInvalid
        If it holds half of a surrogate pair, which is no character.

    Examples
    --------
    >>> print(spell_string('a "b"'), spell_string("\\u0041"))
    "a \"b\"" "\\\U000000750041"
    """
    if _LONE.search(text):
        raise ParameterInvalid(name="literal", value=text, expected=mark("text in Unicode"))
    escaped = _SPECIAL.sub(lambda found: _ESCAPES[found[0]], text)
    return f'"{hide_codes(escaped)}"'


def hide_codes(escaped: str) -> str:
    r"""Rewrite ``\\u`` in text that is escaped already, so that nobody takes it for a code point.

    All eight digits are written: rdflib reads as many as there are.
    """
    pieces = re.split(r"(\\\\[uU]|\\.)", escaped, flags=re.DOTALL)
    return "".join(_LOOKS_CODED.sub(lambda found: f"\\\\\\U{ord(found[1]):08X}", piece) for piece in pieces)


def spell(term: Term) -> str:
    """Spell a term.

    Raises
    ------
    ParameterInvalid
        If it is a blank node, which has no name outside its own document, or malformed.
    """
    if term.kind == "uri":
        return spell_iri(term.value)
    if term.kind != "literal":
        raise ParameterInvalid(name="term", value=term.value, expected=mark("an IRI or a literal"))
    text = spell_string(term.value)
    if term.language:
        if not _TAG.fullmatch(term.language):
            raise ParameterInvalid(name="language", value=term.language, expected=mark("a language tag"))
        return f"{text}@{term.language}"
    return f"{text}^^{spell_iri(term.datatype)}" if term.datatype else text


def spell_values(terms: Mapping[str, Term]) -> str:
    """Spell a block that gives variables their values.

    Examples
    --------
    >>> spell_values({"thing": Term("urn:a")})
    'VALUES (?thing) { (<urn:a>) }'
    """
    names = " ".join(f"?{name}" for name in terms)
    return f"VALUES ({names}) {{ ({' '.join(spell(term) for term in terms.values())}) }}"


def spell_choice(name: str, terms: Iterable[Term]) -> str:
    """Spell a block that gives one variable one of several values.

    Examples
    --------
    >>> spell_choice("thing", [Term("urn:a"), Term("urn:b")])
    'VALUES ?thing { <urn:a> <urn:b> }'
    """
    return f"VALUES ?{name} {{ {' '.join(spell(term) for term in terms)} }}"
