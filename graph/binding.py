"""Values bound into the text of a query of our own, as a ``VALUES`` block at the head of its pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graph import lexer
from graph.spelling import spell_choice, spell_values
from graph.terms import Term


def bind(query_text: str, terms: Mapping[str, Term]) -> str:
    """Put values into a query.

    Parameters
    ----------
    query_text : str
        A SELECT, ASK or CONSTRUCT query from the catalogue.
    terms : mapping of str to Term
        Values of variables; each is spelt by :func:`graph.spelling.spell`.

    Returns
    -------
    str
        The query in which these variables have no other values.

    Raises
    ------
    ValueError
        If the query has no pattern of its own to put them into.
    """
    return _put(query_text, spell_values(terms)) if terms else query_text


def bind_each(query_text: str, name: str, terms: Iterable[Term]) -> str:
    """Put several values of one variable into a query; raises like :func:`bind`."""
    return _put(query_text, spell_choice(name, terms))


def _put(query_text: str, block: str) -> str:
    place = _find_pattern(query_text)
    before, after = query_text[:place], query_text[place:]
    return f"{before}\n  {block}{after}" if after.startswith("\n") else f"{before} {block} {after}"


def _find_pattern(text: str) -> int:
    """Find where the pattern begins: after the first outer brace that is no CONSTRUCT template."""
    is_template = False
    for kind, piece, start in _outer(text):
        word = piece.upper() if kind == lexer.WORD else piece
        if word == "CONSTRUCT":
            is_template = True
        elif word == "WHERE" and is_template:
            raise ValueError("CONSTRUCT WHERE")
        elif word == "{" and is_template:
            is_template = False
        elif word == "{":
            return start + 1
    raise ValueError("{")


def _outer(text: str) -> Iterator[lexer.Token]:
    """Give the tokens that stand in no braces, the braces themselves included."""
    depth = 0
    for token in lexer.read_tokens(text):
        kind, piece, _ = token
        if kind == lexer.BLANK:
            continue
        if piece == "}" and kind == lexer.MARK:
            depth -= 1
        if depth == 0:
            yield token
        if piece == "{" and kind == lexer.MARK:
            depth += 1
