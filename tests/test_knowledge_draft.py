"""The next version: changes on a copy, checked, published together, or not made at all."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from graph.errors import BadQuery, SimpulError
from graph.knowledge.build import build
from graph.knowledge.draft import Draft
from graph.knowledge.n_quads import graph_of, load_content, read_lines
from graph.knowledge.rules import infer
from graph.knowledge.statistics import is_description
from graph.knowledge.validation import Validator
from graph.knowledge.versions import Version, lock, open_current
from graph.knowledge.work import Change, GraphWrite, Operation, Outcome, Payload, Update
from graph.namespaces import COMPUTED_GRAPHS, DERIVATIONS_GRAPH, GRAPH, ID, INFERRED_GRAPH, RDFS, SIM, SKOS
from graph.namespaces import STATISTICS_GRAPH as FIGURES
from graph.write_errors import (
    GraphComputed,
    GraphUnknown,
    RdfInvalid,
    RdfRefused,
    ShapesBroken,
    UpdateUnsupported,
    VersionMoved,
)

ROOT = Path(__file__).parent.parent
PAPER = GRAPH + "rais-flassy"
PREFIXES = f"PREFIX sim: <{SIM}> PREFIX id: <{ID}> PREFIX skos: <{SKOS}> "
OTHERS = "GRAPH <urn:others>"


@pytest.fixture
def draft(version: Version, data: Path) -> Draft:
    """A draft on a copy of the real content."""
    folder = data / "versions" / version.id
    folder.mkdir(parents=True)
    for name in ("dataset.nq", "manifest.json"):
        (folder / name).write_bytes((version.folder / name).read_bytes())
    (data / "current").write_text(version.id)
    opened = Draft(ROOT, data)
    opened.open()
    return opened


def update(*texts: str, takes_dataset: bool = False) -> Update:
    operations = []
    for text in texts:
        before, where, after = text.partition("WHERE") if takes_dataset else (text, "", "")
        operations.append(Operation(PREFIXES + before, where + after, takes_dataset))
    return Update(tuple(operations), "http://base.example/", text=PREFIXES + " ;\n".join(texts))


def put(graph: str, text: str, method: str = "PUT", media_type: str = "text/turtle") -> GraphWrite:
    payloads = (Payload(text.encode(), media_type),) if method != "DELETE" else ()
    return GraphWrite(graph, method, payloads, "http://base.example/")  # type: ignore[arg-type]


def apply(draft: Draft, work: Update | GraphWrite, message: str = "") -> Outcome:
    return draft.apply(Change("update", "tester", message), work)


def published(draft: Draft) -> set[bytes]:
    return read(draft.publish())


def read(version: Version) -> set[bytes]:
    """Everything of a version but the figures, which change with every statement."""
    return {line for line in version.dataset.read_bytes().splitlines() if not is_description(line)}


def test_a_change_becomes_a_version_with_author_and_message(draft: Draft, version: Version) -> None:
    outcome = apply(draft, update(f"INSERT DATA {{ {OTHERS} {{ <urn:a> <urn:b> 1 }} }}"), "because")
    fresh = draft.publish().manifest
    assert (outcome.added, outcome.removed) == (1, 0)
    assert (fresh.parent, fresh.message, fresh.added, fresh.removed) == (version.id, "because", 1, 0)
    assert [(one.author, one.message) for one in fresh.changes] == [("tester", "because")]
    assert fresh.graphs["urn:others"] == 1


def test_several_changes_are_published_together_and_the_patch_says_what_is_left_of_them(draft: Draft) -> None:
    apply(draft, update(f"INSERT DATA {{ {OTHERS} {{ <urn:a> <urn:b> 1, 2 }} }}"), "one")
    apply(draft, update(f"DELETE DATA {{ {OTHERS} {{ <urn:a> <urn:b> 1 }} }}"), "two")
    fresh = draft.publish()
    number = b'"2"^^<http://www.w3.org/2001/XMLSchema#integer>'
    patch = [line for line in fresh.patch.read_bytes().splitlines() if not is_description(line)]
    assert patch == [b"A <urn:a> <urn:b> " + number + b" <urn:others> ."]
    assert (fresh.manifest.message, fresh.manifest.added, fresh.manifest.removed) == ("one; two", 1, 0)


def test_a_version_made_by_changes_is_whole(draft: Draft) -> None:
    apply(draft, update(f"INSERT DATA {{ {OTHERS} {{ [] <urn:b> [], <urn:c> }} <urn:a> <urn:b> 1 }}"))
    apply(draft, update("DROP GRAPH <https://w3id.org/simpul/graph/gazetteer>"))
    fresh = draft.publish()
    lines = fresh.dataset.read_bytes().splitlines()
    counted = Counter(map(graph_of, lines))
    unnamed = counted.pop("")
    assert lines == sorted(set(lines))
    assert hashlib.sha256(fresh.dataset.read_bytes()).hexdigest() == fresh.manifest.hash
    assert (dict(counted), unnamed, len(lines)) == (fresh.manifest.graphs, 1, fresh.manifest.quads)
    assert fresh.manifest.statements == 296


def test_what_changes_nothing_makes_no_version(draft: Draft, version: Version) -> None:
    outcome = apply(draft, update(f"DELETE DATA {{ {OTHERS} {{ <urn:a> <urn:b> 1 }} }}"))
    assert (outcome.version, outcome.added, draft.publish().id) == (version.id, 0, version.id)


def test_blank_nodes_that_nobody_touched_keep_their_names(draft: Draft, version: Version) -> None:
    apply(draft, put("urn:others", "[] <urn:p> [ <urn:q> 1 ] ."))
    added = published(draft) - read(version)
    assert len(added) == 2


@pytest.mark.parametrize(
    ("work", "error"),
    [
        (update("INSERT DATA { nonsense }"), BadQuery),
        (update("CLEAR GRAPH <urn:none>"), UpdateUnsupported),
        (update(f"INSERT DATA {{ GRAPH <{INFERRED_GRAPH}> {{ <urn:a> <urn:b> 1 }} }}"), GraphComputed),
        (update(f"CLEAR GRAPH <{INFERRED_GRAPH}>"), GraphComputed),
        (update(f"CLEAR GRAPH <{INFERRED_GRAPH}>", f"DROP GRAPH <{DERIVATIONS_GRAPH}>"), GraphComputed),
        (update(f"CLEAR GRAPH <{INFERRED_GRAPH}>", f"DROP GRAPH <{FIGURES}>"), GraphComputed),
        (put(FIGURES, "<urn:a> <urn:b> 1 .", "POST"), GraphComputed),
        (put(INFERRED_GRAPH, "", "DELETE"), GraphComputed),
        (put(INFERRED_GRAPH, ""), GraphComputed),
        (update(f"INSERT DATA {{ GRAPH <{PAPER}> {{ <urn:a> a sim:Claim }} }}"), ShapesBroken),
        (update(f"DELETE WHERE {{ GRAPH <{PAPER}> {{ <{ID}claim/c102> sim:polarity ?o }} }}"), ShapesBroken),
        (update(f"INSERT DATA {{ {OTHERS} {{ <urn:a> <urn:b> 1 }} }}", "INSERT DATA { no }"), BadQuery),
        (update(f"INSERT DATA {{ {OTHERS} {{ <urn:a> <urn:b> 1 }} }}", "DROP GRAPH <urn:no>"), UpdateUnsupported),
        (put("urn:none", "", "DELETE"), GraphUnknown),
        (put(DERIVATIONS_GRAPH, "<urn:a> <urn:b> 1 ."), GraphComputed),
        (put(PAPER, "<a> <b> ."), RdfInvalid),
        (put("urn:others", "{}", media_type="text/html"), RdfRefused),
        (put("urn:others", '{"@context": "http://127.0.0.1/c"}', media_type="application/ld+json"), SimpulError),
    ],
)
def test_what_is_refused_leaves_everything_as_it_was(
    draft: Draft, version: Version, work: Update | GraphWrite, error: type[SimpulError]
) -> None:
    with pytest.raises(error):
        apply(draft, work)
    assert draft.publish().id == version.id
    apply(draft, update(f"INSERT DATA {{ {OTHERS} {{ <urn:a> <urn:b> 1 }} }}"))
    assert len(published(draft) ^ read(version)) == 1


def test_a_syntax_error_has_its_place_in_the_whole_text(draft: Draft) -> None:
    with pytest.raises(BadQuery) as caught:
        apply(draft, update("INSERT DATA { <urn:a> <urn:b> 1 }", "INSERT DATA {\n <urn:a> }"))
    assert caught.value.fields["line"] == 3


def test_broken_shapes_are_explained_in_both_languages_and_as_rdf(draft: Draft) -> None:
    with pytest.raises(ShapesBroken) as caught:
        apply(draft, update(f"INSERT DATA {{ GRAPH <{PAPER}> {{ <urn:new> a sim:Claim }} }}"))
    error = caught.value
    assert any("polarity" in one for one in error.problems["en"])
    assert set(error.problems["id"]).isdisjoint(error.problems["en"])
    assert "<http://www.w3.org/ns/shacl#conforms>" in error.report
    assert "<urn:new>" in error.report


def test_a_thing_that_others_point_at_cannot_lose_its_class(draft: Draft) -> None:
    citation = f"<{ID}citation/cit14>"
    with pytest.raises(ShapesBroken):
        apply(draft, update(f"DELETE WHERE {{ GRAPH <{PAPER}> {{ {citation} ?p ?o }} }}"))


@pytest.mark.parametrize("predicate", [SIM + "polarity", SIM + "citedWork", SIM + "inPassage"])
def test_validating_what_changed_finds_what_validating_everything_finds(published_store: Store, predicate: str) -> None:
    store = load_content(b"\n".join(read_lines(published_store)))
    quad = min(store.quads_for_pattern(None, NamedNode(predicate), None, NamedNode(PAPER)), key=str)
    store.remove(quad)
    few, many = {str(quad.subject).encode()}, {b"<urn:%d>" % number for number in range(5000)}
    wholly = Validator(store).check_all()
    for changed in (few, few | many):
        partly = Validator(store).check(changed)
        assert (partly.problems if partly else {}) == (wholly.problems if wholly else {})
    assert wholly


def test_a_long_list_is_climbed_once(published_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store = load_content(b"\n".join(read_lines(published_store)))
    items = " ".join(map(str, range(400)))
    store.load(f"<urn:a> <urn:list> ({items}) .".encode(), RdfFormat.TURTLE, to_graph=NamedNode("urn:others"))
    changed = {
        str(quad.subject).encode() for quad in store.quads_for_pattern(None, None, None, NamedNode("urn:others"))
    }
    asked = Counter[str]()
    climb = Validator._subjects_of
    monkeypatch.setattr(Validator, "_subjects_of", lambda own, node: (asked.update([str(node)]), climb(own, node))[1])
    assert Validator(store).check(changed) is None
    assert max(asked.values()) <= 3


def test_the_inferred_graph_follows_the_data(draft: Draft, version: Version) -> None:
    claim = f"<{ID}claim/c001>"
    apply(draft, update(f"DELETE WHERE {{ GRAPH <{PAPER}> {{ {claim} sim:contradicts ?o }} }}"))
    lines = published(draft)
    derived = {line for line in lines if graph_of(line) in (INFERRED_GRAPH, DERIVATIONS_GRAPH)}
    afresh = load_content(b"\n".join(lines - derived))
    infer(ROOT, afresh)
    assert {line for line in read_lines(afresh) if graph_of(line) in (INFERRED_GRAPH, DERIVATIONS_GRAPH)} == derived


def test_patterns_of_an_update_see_the_union_of_all_graphs(draft: Draft) -> None:
    apply(draft, update("INSERT DATA { <urn:a> <urn:b> 1 }", f"INSERT DATA {{ {OTHERS} {{ <urn:a> <urn:b> 2 }} }}"))
    work = update("INSERT { <urn:found> <urn:value> ?o } WHERE { <urn:a> <urn:b> ?o }", takes_dataset=True)
    assert apply(draft, work).added == 2


def test_the_protocol_may_choose_what_patterns_see(draft: Draft) -> None:
    apply(draft, update("INSERT DATA { <urn:a> <urn:b> 1 }", f"INSERT DATA {{ {OTHERS} {{ <urn:a> <urn:b> 2 }} }}"))
    seen = update("INSERT { <urn:found> <urn:value> ?o } WHERE { <urn:a> <urn:b> ?o }", takes_dataset=True)
    assert apply(draft, Update(seen.operations, seen.base, ("urn:others",), text=seen.text)).added == 1


def test_put_replaces_post_adds_delete_removes(draft: Draft, version: Version) -> None:
    steps = [
        (put("urn:others", "<a> <b> 1, 2 ."), (2, 0, True)),
        (put("urn:others", "<a> <b> 2, 3 .", "POST"), (1, 0, False)),
        (put("urn:others", "<a> <b> 4 ."), (1, 3, False)),
        (put("urn:others", "", "DELETE"), (0, 1, False)),
        (put("", "<a> <b> 5 ."), (1, 0, True)),
    ]
    for work, wanted in steps:
        outcome = apply(draft, work)
        assert (outcome.added, outcome.removed, outcome.was_created) == wanted
    assert published(draft) - read(version) == {
        b'<http://base.example/a> <http://base.example/b> "5"^^<http://www.w3.org/2001/XMLSchema#integer> .'
    }


def test_a_graph_without_statements_is_none(draft: Draft) -> None:
    assert not apply(draft, put("urn:others", "")).was_created
    apply(draft, put("urn:others", "<a> <b> 1 ."))
    apply(draft, update("DELETE WHERE { GRAPH <urn:others> { ?s ?p ?o } }"))
    with pytest.raises(GraphUnknown) as caught:
        apply(draft, put("urn:others", "", "DELETE"))
    assert "urn:others" not in str(caught.value.fields["known"])


def test_what_was_derived_is_not_counted_as_removed(draft: Draft, version: Version) -> None:
    computed = sum(version.manifest.graphs[name] for name in COMPUTED_GRAPHS)
    assert apply(draft, update("DROP ALL")).removed == version.manifest.quads - computed
    assert draft.publish().manifest.graphs == {}


def test_a_write_may_ask_for_the_version_that_it_expects(draft: Draft, version: Version) -> None:
    work = GraphWrite("urn:others", "PUT", (Payload(b"<urn:a> <urn:b> 1 .", "text/turtle"),), "", (version.id,))
    assert apply(draft, work).added == 1
    with pytest.raises(VersionMoved):
        apply(draft, work)


def test_of_two_who_make_the_same_graph_one_is_refused(draft: Draft) -> None:
    made = GraphWrite("urn:others", "PUT", (Payload(b"<urn:a> <urn:b> 1 .", "text/turtle"),), expects="unknown")
    with pytest.raises(VersionMoved):
        apply(draft, GraphWrite("urn:others", "DELETE", expects="known"))
    assert apply(draft, made).was_created
    with pytest.raises(VersionMoved):
        apply(draft, made)
    assert apply(draft, GraphWrite("urn:others", "DELETE", expects="known")).removed == 1


def test_a_draft_begins_again_with_what_others_published(draft: Draft, data: Path) -> None:
    other = Draft(ROOT, data)
    with lock(data):
        other.open()
        apply(other, update(f"INSERT DATA {{ {OTHERS} {{ <urn:a> <urn:b> 1 }} }}"))
        fresh = other.publish()
        assert draft.open().id == fresh.id == open_current(data).id
        apply(draft, update(f"INSERT DATA {{ {OTHERS} {{ <urn:a> <urn:b> 2 }} }}"))
        assert draft.publish().manifest.graphs["urn:others"] == 2


def test_rules_are_run_only_where_they_can_matter(tiny: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tiny, data, message="", report=lambda line: None)
    draft = Draft(tiny, data)
    with lock(data):
        draft.open()
        apply(draft, put("urn:others", f"<urn:a> <{SIM}partOf> <urn:b> ."))
        assert f"<urn:b> <{SIM}hasPart> <urn:a> <{INFERRED_GRAPH}> .".encode() in published(draft)
        apply(draft, put("urn:more", f"<urn:b> <{SIM}hasPart> <urn:a> ."))
        assert f"<urn:b> <{SIM}hasPart> <urn:a> <{INFERRED_GRAPH}> .".encode() not in published(draft)
        count = len(published(draft))
        monkeypatch.setattr("graph.knowledge.draft.infer", None)
        apply(draft, put("urn:others", f"<urn:a> <urn:unheard-of> 1 ; <{RDFS}label> 'a' .", "POST"))
        assert len(published(draft)) == count + 2
        with pytest.raises(TypeError):
            apply(draft, put("urn:others", f"<urn:c> <{SIM}partOf> <urn:a> .", "POST"))
            draft.publish()
