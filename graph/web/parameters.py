"""Parameters of an address that several pages read."""

from __future__ import annotations

from typing import Final

from flask import g, request

from graph.errors import ParameterInvalid
from graph.language import mark

_WHOLE: Final = mark("a whole number from {least} to {most}")
_SHOWN: Final = 20
"""Characters of a wrong value that are repeated in the message about it."""


def read_number(name: str, usual: int, least: int, most: int) -> int:
    """Read a parameter that is a whole number.

    Raises
    ------
    ParameterInvalid
        If it is not one from `least` to `most`.
    """
    text = request.args.get(name, "").strip()
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise ParameterInvalid(name=name, value=text[:_SHOWN], expected=g.reader.say(_WHOLE, least=least, most=most))
    return int(text)
