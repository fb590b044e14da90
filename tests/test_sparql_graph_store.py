"""Which graph is meant, and what is to be written (SPARQL 1.1 Graph Store HTTP Protocol)."""

from __future__ import annotations

import gzip

import pytest

from graph.errors import ParameterConflict, ParameterInvalid, ParameterRepeated, SimpulError, UnsupportedMediaType
from graph.knowledge.work import UNNAMED, Payload
from graph.namespaces import GRAPH
from graph.sparql.graph_store import STORE, decompress, find_target, read_if_match, read_payloads
from graph.write_errors import BodyTooLarge, GraphMissing, RdfRefused

SITE = "http://here"
NAMED = "http://elsewhere/g"
XML = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
ENTITIES = b'<!DOCTYPE rdf:RDF [<!ENTITY a "aaaa">]>' + XML


@pytest.mark.parametrize(
    ("path", "args", "graph", "base"),
    [
        (STORE, [("graph", NAMED)], NAMED, NAMED),
        (STORE + "/", [("graph", "urn:x:y")], "urn:x:y", "urn:x:y"),
        (STORE, [("default", "")], UNNAMED, SITE + STORE),
        (STORE + "/a/b.ttl", [("format", "nt")], f"{SITE}{STORE}/a/b.ttl", f"{SITE}{STORE}/a/b.ttl"),
        ("/graph/rais-flassy", [], GRAPH + "rais-flassy", GRAPH + "rais-flassy"),
        ("/graph/rais-flassy.ttl", [], GRAPH + "rais-flassy", GRAPH + "rais-flassy"),
    ],
)
def test_a_graph_is_named_in_three_ways(path: str, args: list[tuple[str, str]], graph: str, base: str) -> None:
    target = find_target("PUT", path, SITE + path, args)
    assert (target.graph, target.base) == (graph, base)


def test_a_post_without_a_name_gets_a_new_one_each_time() -> None:
    first, second = (find_target("POST", STORE, SITE + STORE, []) for _ in range(2))
    assert first.graph.startswith(f"{SITE}{STORE}/")
    assert first.graph == first.location != second.location


@pytest.mark.parametrize(
    ("method", "path", "args", "error"),
    [
        ("GET", STORE, [], GraphMissing),
        ("PUT", STORE + "/", [], GraphMissing),
        ("DELETE", STORE, [("format", "ttl")], GraphMissing),
        ("PUT", STORE, [("graph", NAMED), ("default", "")], ParameterConflict),
        ("PUT", STORE, [("graph", NAMED), ("graph", NAMED)], ParameterRepeated),
        ("GET", STORE, [("default", ""), ("default", "")], ParameterRepeated),
        ("PUT", STORE, [("graph", "relative")], ParameterInvalid),
        ("PUT", STORE, [("graph", "")], ParameterInvalid),
        ("PUT", STORE, [("graph", "http://x/<>")], ParameterInvalid),
        ("PUT", STORE + "/a", [("graph", NAMED)], ParameterConflict),
        ("PUT", STORE + "/a", [("default", "")], ParameterConflict),
        ("PUT", "/graph/a b", [], ParameterInvalid),
        ("PUT", "/graph/a/b", [], ParameterInvalid),
        ("PUT", "/graph/", [], ParameterInvalid),
        ("PUT", "/graph/a", [("graph", NAMED)], ParameterConflict),
    ],
)
def test_a_graph_that_is_not_named_clearly_is_refused(
    method: str, path: str, args: list[tuple[str, str]], error: type[SimpulError]
) -> None:
    with pytest.raises(error):
        find_target(method, path, SITE + path, args)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("text/turtle", "text/turtle"),
        ("Text/Turtle; charset=UTF-8", "text/turtle"),
        ("application/x-turtle", "text/turtle"),
        ("text/plain", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/json", "application/ld+json"),
        ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
    ],
)
def test_the_media_type_says_what_arrives(sent: str, read: str) -> None:
    assert read_payloads(XML, sent) == (Payload(XML, read),)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "",
        "text/html",
        "application/octet-stream",
        "application/x-www-form-urlencoded",
        "application/trig",
        "application/n-quads",
        "text/turtle; charset=iso-8859-1",
        "multipart/form-data",
    ],
)
def test_what_is_no_graph_is_not_taken(sent: str | None) -> None:
    with pytest.raises(UnsupportedMediaType):
        read_payloads(b"", sent)


DANGEROUS = {
    "plain": ENTITIES,
    "lower case": ENTITIES.replace(b"DOCTYPE", b"doctype"),
    "in a comment": b"<!-- -->" + ENTITIES,
    "late": XML + ENTITIES,
    "behind an attribute": b'<a b="<!--">' + ENTITIES + b"-->",
    "UTF-16": ENTITIES.decode().encode("utf-16"),
    "UTF-16 little": ENTITIES.decode().encode("utf-16-le"),
    "UTF-16 big": ENTITIES.decode().encode("utf-16-be"),
    "UTF-32": ENTITIES.decode().encode("utf-32"),
}


@pytest.mark.parametrize("content", DANGEROUS.values(), ids=DANGEROUS)
def test_no_entities_can_be_declared(content: bytes) -> None:
    with pytest.raises(RdfRefused):
        read_payloads(content, "application/rdf+xml")


def form(*parts: tuple[str, bytes]) -> bytes:
    return (
        b"".join(b"--cut\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n" for head, body in parts) + b"--cut--\r\n"
    )


FILE = 'Content-Disposition: form-data; name="file"; filename="{}"'


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (FILE.format("a.ttl") + "\r\nContent-Type: application/octet-stream", "text/turtle"),
        (FILE.format("a.TTL"), "text/turtle"),
        (FILE.format("a.rdf") + "\r\nContent-Type: text/xml", "application/rdf+xml"),
        (FILE.format("a.txt") + "\r\nContent-Type: text/plain", "application/n-triples"),
        (FILE.format("a.ttl") + "\r\nContent-Type: application/ld+json", "application/ld+json"),
        ('Content-Disposition: form-data; name="x"\r\nContent-Type: text/turtle', "text/turtle"),
    ],
)
def test_each_part_of_a_form_says_what_it_is(head: str, media_type: str) -> None:
    body = form((head, b"one\r\n--cu"), (head, b"two"))
    expected = (Payload(b"one\r\n--cu", media_type), Payload(b"two", media_type))
    assert read_payloads(body, "multipart/form-data; boundary=cut") == expected


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (form((FILE.format("a.doc"), b"x")), UnsupportedMediaType),
        (form(('Content-Disposition: form-data; name="x"', b"x")), UnsupportedMediaType),
        (form((FILE.format("a.rdf"), ENTITIES)), RdfRefused),
        (form((FILE.format("a.ttl"), b"x"))[:-20], RdfRefused),
        (b"nothing of a form", RdfRefused),
        (form(*[(FILE.format("a.ttl"), b"x")] * 1001), RdfRefused),
    ],
)
def test_a_broken_form_is_refused(body: bytes, error: type[SimpulError]) -> None:
    with pytest.raises(error):
        read_payloads(body, "multipart/form-data; boundary=cut")


def test_gzip_is_undone() -> None:
    text = b"<urn:a> <urn:b> 1 ." * 100
    for coding in ("gzip", "x-gzip", " GZIP "):
        assert decompress(gzip.compress(text) + gzip.compress(b"#"), coding, 10_000) == text + b"#"
    assert decompress(text, None, 10_000) == decompress(text, "identity", 10_000) == text


def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    for content in (bomb, gzip.compress(b"\0" * 900) * 2, gzip.compress(b"#") * 1001):
        with pytest.raises(BodyTooLarge):
            decompress(content, "gzip", 1000)


@pytest.mark.parametrize("content", [b"not gzip", gzip.compress(b"x" * 100)[:-10], gzip.compress(b"x") + b"rest"])
def test_broken_gzip_is_refused(content: bytes) -> None:
    with pytest.raises(RdfRefused):
        decompress(content, "gzip", 1000)


@pytest.mark.parametrize("coding", ["br", "gzip, gzip", "zstd"])
def test_other_codings_are_not_read(coding: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        decompress(b"", coding, 1000)


@pytest.mark.parametrize(
    ("header", "versions"),
    [
        (None, ()),
        ("*", ()),
        ('"0123456789ab"', ("0123456789ab",)),
        ('W/"0123456789ab-c0ffee-gzip" , "nonsense"', ("0123456789ab", "nonsense")),
        ("", ("",)),
    ],
)
def test_the_versions_of_a_condition_are_read(header: str | None, versions: tuple[str, ...]) -> None:
    assert read_if_match(header) == versions
