"""Text to tokens: nothing is lost, and nothing ends elsewhere than the specification says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import lexer
from graph.errors import BadQuery

PIECES = ["'", '"', "'''", '"""', "\\n", "\\u0041", "\\", "<", ">", "<http://x/>", "#c", "\n", "\r", " ", "?a", "$b"]
PIECES += ["ex:a.b", ":", "_:b", "@en-GB", "1.5e3", ".", ";", ",", "{|", "|}", "<<", ">>", "&&", "||", "a", "SERVICE"]
PIECES += ["true", "é", "%41", "-", "^^", "\x00", "\u2028", "(", ")", "{", "}", "[", "]", "*", "/", "~"]


def read(text: str) -> list[tuple[str, str]]:
    return [(kind, piece) for kind, piece, _ in lexer.read_tokens(text) if kind != lexer.BLANK]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join))
def test_no_character_is_lost(text: str) -> None:
    pieces: list[str] = []
    try:
        for _, piece, start in lexer.read_tokens(text):
            assert start == len("".join(pieces))
            pieces.append(piece)
    except BadQuery:
        assert text.startswith("".join(pieces))
    else:
        assert "".join(pieces) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("'it\\'s'", lexer.STRING),
        ('"two # three"', lexer.STRING),
        ("'''a'b''c\n'''", lexer.STRING),
        ('"""a"b""c\\""""', lexer.STRING),
        ("''", lexer.STRING),
        ("<http://example.org/a#b>", lexer.IRI),
        ("<\\u0061>", lexer.IRI),
        ("?service", lexer.VARIABLE),
        ("$x1", lexer.VARIABLE),
        ("service:x", lexer.NAME),
        ("ex:a.b.c", lexer.NAME),
        ("ex:a\\-b%41", lexer.NAME),
        (":", lexer.NAME),
        ("_:b.1", lexer.NODE),
        ("@id-ID", lexer.TAG),
        ("1.5e-3", lexer.NUMBER),
        (".5", lexer.NUMBER),
        ("SELECT", lexer.WORD),
        ("SHA256", lexer.WORD),
        ("^^", lexer.MARK),
    ],
)
def test_a_token_is_read_whole(text: str, kind: str) -> None:
    assert read(text) == [(kind, text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("?a < ?b && ?c > 1", ["?a", "<", "?b", "&&", "?c", ">", "1"]),
        ("?a<5", ["?a", "<", "5"]),
        ("<a><b>", ["<a>", "<b>"]),
        ("ex:p.", ["ex:p", "."]),
        ("1.", ["1", "."]),
        ("ex:p?", ["ex:p", "?"]),
        ("ex:p/ex:q*", ["ex:p", "/", "ex:q", "*"]),
        ("'a'@en.", ["'a'", "@en", "."]),
        ("{|:p :o|}", ["{|", ":p", ":o", "|}"]),
        ("a-b", ["a", "-", "b"]),
        ("''''a'''", ["''''a'''"]),
    ],
)
def test_neighbours_are_told_apart(text: str, pieces: list[str]) -> None:
    assert [piece for _, piece in read(text)] == pieces


@pytest.mark.parametrize(
    "text",
    ["'a", "'a\nb'", '"a', "'''a''", "'\\q'", "'\\u12'", "'\\uD800'", "'\\U00110000'", "\x00", "\u2028", "ex:%4"],
)
def test_what_is_no_token_is_an_error_with_its_place(text: str) -> None:
    with pytest.raises(BadQuery) as caught:
        read("ASK\n " + text)
    assert caught.value.fields["line"] == 2


@pytest.mark.parametrize("text", ["# all\r?a", "# all\n?a", "#\n#\n?a"])
def test_a_comment_ends_with_its_line(text: str) -> None:
    assert read(text) == [(lexer.VARIABLE, "?a")]


def test_escapes_are_decoded_as_sparql_11_does() -> None:
    assert lexer.decode_escapes("\\u0053ERV\\U00000049CE \\uD800") == "SERVICE \\uD800"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("passage:b.4.2 .", "passage:b\\.4\\.2 ."),
        ("p:a\\.b.c", "p:a\\.b\\.c"),
        ("a.b:c.d.e", "a.b:c\\.d\\.e"),
        ("<http://x:8/a.b.c> 'x:a.b.c' # x:a.b.c", "<http://x:8/a.b.c> 'x:a.b.c' # x:a.b.c"),
        ("?s ex:p ?o . ?o ex:q 1.5 .", "?s ex:p ?o . ?o ex:q 1.5 ."),
    ],
)
def test_dots_are_escaped_in_local_names_only(text: str, escaped: str) -> None:
    assert lexer.escape_dots(text) == escaped
