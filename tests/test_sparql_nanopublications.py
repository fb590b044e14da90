"""Nanopublications and reifiers: other libraries read them, and nothing more is asserted than is stated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from nanopub import Nanopub, NanopubConf
from nanopub.profile import Profile
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from graph.catalogue import Catalogue
from graph.knowledge.versions import Version
from graph.namespaces import ID, PROV, RDF, SIM
from graph.settings import Settings
from graph.sparql.engine import LocalEngine
from graph.sparql.nanopublications import name_nanopublication, write_nanopublications, write_reifiers

CATALOGUE = Catalogue(Path(__file__).parent.parent / "queries")
CLAIM = ID + "claim/"
REIFIES = NamedNode(RDF + "reifies")
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated", "ignore:Dataset.*:DeprecationWarning")


@pytest.fixture(scope="module")
def engine(version: Version) -> Iterator[LocalEngine]:
    one = LocalEngine(version, Settings(data=version.folder.parent.parent, query_workers=1))
    yield one
    one.close()


@pytest.fixture(scope="module")
def every(engine: LocalEngine) -> list[Quad]:
    return list(parse(write_nanopublications(engine, CATALOGUE), format=RdfFormat.N_QUADS))


def graph_of(quads: list[Quad], name: str) -> set[tuple[object, object, object]]:
    return {(one.subject, one.predicate, one.object) for one in quads if one.graph_name == NamedNode(name)}


def read(engine: LocalEngine, slug: str, folder: Path, **conf: object) -> Nanopub:
    path = folder / f"{slug}.trig"
    path.write_bytes(engine.convert(write_nanopublications(engine, CATALOGUE, CLAIM + slug), "application/trig"))
    return Nanopub(rdf=path, conf=NanopubConf(use_test_server=True, **conf))


@pytest.mark.parametrize("slug", ["c102", "c001", "e001", "e129"])
def test_the_nanopub_library_accepts_it(engine: LocalEngine, slug: str, tmp_path: Path) -> None:
    found = read(engine, slug, tmp_path)
    assert found.is_valid
    assert str(found.metadata.np_uri) == name_nanopublication(engine.version.id, CLAIM + slug)


def test_whoever_has_a_key_can_sign_it(engine: LocalEngine, tmp_path: Path) -> None:
    profile = Profile(orcid_id="https://orcid.org/0000-0000-0000-0000", name="A reader")
    found = read(engine, "c102", tmp_path, profile=profile)
    found.sign()
    assert found.has_valid_signature
    assert found.has_valid_trusty


def test_the_whole_set_has_every_statement_in_four_graphs(
    engine: LocalEngine, every: list[Quad], published_store: Store
) -> None:
    claims = {
        one.subject.value for one in published_store.quads_for_pattern(None, NamedNode(SIM + "statedIn"), None, None)
    }
    names = {one.graph_name.value for one in every}
    parts = ("Head", "assertion", "provenance", "pubinfo")
    assert names == {name_nanopublication(engine.version.id, claim) + part for claim in claims for part in parts}


def test_what_is_asserted_is_the_statement_itself(engine: LocalEngine, every: list[Quad]) -> None:
    name = name_nanopublication(engine.version.id, CLAIM + "c102")
    stated = (
        NamedNode(ID + "concept/trust"),
        NamedNode(SIM + "requires"),
        NamedNode(ID + "concept/security-guarantee"),
    )
    assert graph_of(every, name + "assertion") == {stated}


def test_it_names_the_works_pages_and_passages_that_it_rests_on(engine: LocalEngine, every: list[Quad]) -> None:
    name = name_nanopublication(engine.version.id, CLAIM + "c102")
    found = graph_of(every, name + "provenance")
    assertion = NamedNode(name + "assertion")
    for slug in ("passage/b.4.2", "work/sudantoko-2002", "work/abdullah-2002", "work/kppod-2005"):
        assert (assertion, NamedNode(PROV + "wasDerivedFrom"), NamedNode(ID + slug)) in found
    assert (NamedNode(ID + "citation/cit14"), NamedNode(SIM + "pages"), Literal("61")) in found


def test_what_the_paper_does_not_assert_is_never_a_bare_triple(
    engine: LocalEngine, every: list[Quad], published_store: Store
) -> None:
    """Only its description is there, with the modality."""
    asserted, contested = NamedNode(SIM + "asserted"), NamedNode(SIM + "contested")
    hedged = {
        one.subject
        for name in ("modality", "polarity")
        for one in published_store.quads_for_pattern(None, NamedNode(SIM + name), None, None)
        if one.subject.value.startswith(CLAIM)
        and (one.object == contested if name == "polarity" else one.object != asserted)
    }
    assert len(hedged) > 20
    for claim in hedged:
        found = graph_of(every, name_nanopublication(engine.version.id, claim.value) + "assertion")
        assert {subject for subject, _, _ in found} == {claim}
        assert NamedNode(SIM + "modality") in {predicate for _, predicate, _ in found}


def test_a_citation_that_stands_near_is_not_said_to_be_the_source(every: list[Quad], published_store: Store) -> None:
    near = published_store.quads_for_pattern(None, NamedNode(SIM + "attribution"), NamedNode(SIM + "near"), None)
    claims = {one.subject.value.removeprefix(CLAIM) for one in near}
    assert claims
    derived = [one for one in every if one.predicate == NamedNode(PROV + "wasDerivedFrom")]
    wrong = [
        one
        for one in derived
        if one.object.value.startswith(ID + "work/") and one.subject.value.rsplit("/")[-1].partition("#")[0] in claims
    ]
    assert wrong == []


def test_an_unknown_statement_gives_nothing(engine: LocalEngine) -> None:
    assert write_nanopublications(engine, CATALOGUE, CLAIM + "c999") == ""
    assert write_nanopublications(engine, CATALOGUE, ID + "factor/security") == ""


def test_reifiers_name_every_statement_without_asserting_it(engine: LocalEngine, published_store: Store) -> None:
    found = list(parse(write_reifiers(engine, CATALOGUE), format=RdfFormat.N_TRIPLES))
    reified = {(one.subject, one.object) for one in found if one.predicate == REIFIES}
    stated = {
        (one.subject, Triple(subject.object, predicate.object, one.object))
        for one in published_store.quads_for_pattern(None, NamedNode(RDF + "object"), None, None)
        for subject in published_store.quads_for_pattern(one.subject, NamedNode(RDF + "subject"), None, None)
        for predicate in published_store.quads_for_pattern(one.subject, NamedNode(RDF + "predicate"), None, None)
    }
    assert len(stated) > 296  # a statement with several subjects or objects states several triples
    assert reified == stated
    assert {one.subject.value.startswith(CLAIM) for one in found} == {True}


def test_reifiers_can_be_queried_as_rdf_1_2(engine: LocalEngine) -> None:
    store = Store()
    store.extend(parse(engine.convert(write_reifiers(engine, CATALOGUE), "text/turtle"), format=RdfFormat.TURTLE))
    query = (Path(__file__).parent / "data" / "reified.rq").read_text(encoding="utf-8")
    assert [row["claim"].value for row in store.query(query)] == [CLAIM + "c102"]
