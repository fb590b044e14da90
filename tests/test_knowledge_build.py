"""Building: what passes is published, what does not is explained and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import NothingPublished, SourceInvalid
from graph.knowledge.build import build, build_anyway, check, is_fresh
from graph.knowledge.draft import Draft
from graph.knowledge.problems import Problem
from graph.knowledge.versions import Version, lock, open_current
from graph.knowledge.work import Change, GraphWrite, Payload
from graph.namespaces import COMPUTED_GRAPHS, GRAPH, INFERRED_GRAPH, ONTOLOGY_GRAPH, SIM
from graph.write_errors import ChangesInTheWay

ACTORS = "ontology/documents/village/actors.ttl"


def make(root: Path, data: Path, message: str = "") -> Version:
    return build(root, data, message=message, report=lambda line: None)


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new, 1))


def findings(root: Path, language: str = "en") -> list[Problem]:
    with pytest.raises(SourceInvalid) as caught:
        check(root, report=lambda line: None, language=language)
    return [problem for problem in caught.value.problems if isinstance(problem, Problem)]


def test_a_build_publishes_every_graph(tiny: Path, data: Path) -> None:
    graphs = make(tiny, data).manifest.graphs
    assert set(graphs) == {ONTOLOGY_GRAPH, GRAPH + "village", *COMPUTED_GRAPHS}


def test_a_build_reports_its_progress(tiny: Path, data: Path) -> None:
    lines: list[str] = []
    version = build(tiny, data, message="", report=lines.append, language="id")
    assert lines[0].startswith("Terbaca")
    assert version.id in lines[-1]


def test_a_check_publishes_nothing(tiny: Path, data: Path) -> None:
    check(tiny, report=lambda line: None)
    with pytest.raises(NothingPublished):
        open_current(data)


def test_nothing_published_is_not_fresh(tiny: Path, data: Path) -> None:
    assert not is_fresh(tiny, data)


def test_a_version_is_fresh_until_a_source_changes(tiny: Path, data: Path) -> None:
    make(tiny, data)
    assert is_fresh(tiny, data)
    change(tiny, "queries/checks/nothing_is_part_of_itself.rq", "Nothing", "No thing")
    assert not is_fresh(tiny, data)


def test_a_changed_comment_gives_the_same_version_which_is_fresh_again(tiny: Path, data: Path) -> None:
    first = make(tiny, data)
    change(tiny, "ontology/core.ttl", "# A vocabulary", "# Vocabulary")
    assert make(tiny, data, "again").id == first.id
    assert open_current(data).manifest.message == ""
    assert is_fresh(tiny, data)


def test_broken_turtle_is_named_by_file_line_and_thing(tiny: Path) -> None:
    change(tiny, ACTORS, "sim:government ;\n    sim:partOf actor:district", "sim:government ;;;\n    sim:partOf !")
    (problem,) = findings(tiny)
    assert (problem.file, problem.line) == (ACTORS, 13)
    assert problem.thing == "dewan (actor:council)"


def test_every_broken_file_is_reported_at_once(tiny: Path) -> None:
    for path in (ACTORS, "ontology/core.ttl"):
        change(tiny, path, "@prefix sim:", "@prefix sam:")
    assert {problem.file for problem in findings(tiny)} == {ACTORS, "ontology/core.ttl"}


def test_a_file_that_is_not_utf_8_is_named(tiny: Path) -> None:
    (tiny / ACTORS).write_bytes((tiny / ACTORS).read_bytes().replace(b"dewan", b"dew\xff"))
    (problem,) = findings(tiny)
    assert (problem.file, problem.line) == (ACTORS, 11)


def test_a_broken_file_leaves_the_published_version(tiny: Path, data: Path) -> None:
    first = make(tiny, data)
    change(tiny, ACTORS, "sim:sector", "sim:sector sim:sector")
    with pytest.raises(SourceInvalid):
        make(tiny, data)
    assert open_current(data).id == first.id


def test_a_file_of_no_graph_is_refused(tiny: Path) -> None:
    (tiny / "ontology" / "documents" / "stray.ttl").write_text("")
    assert [problem.file for problem in findings(tiny)] == ["ontology/documents/stray.ttl"]


@pytest.mark.parametrize("name", ["inferred", "derivations", "ontology", "gazetteer"])
def test_a_document_may_not_take_a_reserved_name(tiny: Path, name: str) -> None:
    (tiny / "ontology" / "documents" / "village").rename(tiny / "ontology" / "documents" / name)
    assert [problem.file for problem in findings(tiny)] == [f"ontology/documents/{name}/actors.ttl"]


def test_a_project_without_turtle_is_refused(tmp_path: Path) -> None:
    assert len(findings(tmp_path)) == 1


def test_a_project_without_shapes_is_refused(tiny: Path) -> None:
    (tiny / "ontology" / "shapes.ttl").unlink()
    assert len(findings(tiny)) == 1


@pytest.mark.parametrize(
    ("language", "thing", "message"),
    [
        ("en", "council (actor:council)", "An actor needs a sector."),
        ("id", "dewan (actor:council)", "Pelaku harus punya sektor."),
    ],
)
def test_a_violated_shape_names_the_thing_and_its_line(tiny: Path, language: str, thing: str, message: str) -> None:
    change(
        tiny, ACTORS, "    sim:sector sim:government ;\n    sim:partOf actor:district", "    sim:partOf actor:district"
    )
    (problem,) = findings(tiny, language)
    assert (problem.file, problem.line, problem.thing, problem.message) == (ACTORS, 10, thing, message)
    assert "sim:sector" in problem.advice


def test_a_check_that_finds_a_row_stops_the_build(tiny: Path) -> None:
    change(tiny, ACTORS, "sim:partOf actor:district", "sim:partOf actor:office")
    problems = findings(tiny, "id")
    assert {problem.thing for problem in problems} == {"kantor desa (actor:office)", "dewan (actor:council)"}
    assert {problem.message for problem in problems} == {"Ini bagian dari dirinya sendiri."}


def test_a_finding_in_another_language_is_not_lost(tiny: Path) -> None:
    change(tiny, "queries/checks/nothing_is_part_of_itself.rq", '"Ini bagian dari dirinya sendiri."@id ', "")
    change(tiny, ACTORS, "sim:partOf actor:district", "sim:partOf actor:office")
    assert len(findings(tiny, "id")) == 2


@pytest.mark.parametrize(
    ("path", "query", "line"),
    [
        ("queries/checks/broken.rq", "SELECT ?error\nWHERE { ?error", 2),
        ("queries/checks/broken.rq", "ASK {}", 0),
        ("ontology/rules/broken.rq", "SELECT * {}", 0),
        ("ontology/rules/broken.rq", "CONSTRUCT { ?s ?p ?o } WHERE", 1),
    ],
)
def test_a_query_that_cannot_be_used_is_named(tiny: Path, path: str, query: str, line: int) -> None:
    (tiny / path).write_text(query)
    (problem,) = findings(tiny)
    assert (problem.file, problem.line) == (path, line)


def test_a_problem_prints_place_thing_message_and_advice() -> None:
    problem = Problem("a.ttl", 3, "council", "It lacks a sector.", "Add one.")
    assert str(problem) == "a.ttl:3: council\n    It lacks a sector.\n    Add one."
    assert str(Problem("a.ttl", 0, "", "Wrong.", "Mend it.")).startswith("a.ttl\n")


def write(root: Path, data: Path, graph: str, text: str) -> None:
    """Write a graph as the service does."""
    draft = Draft(root, data)
    with lock(data):
        draft.open()
        draft.apply(Change("put"), GraphWrite(graph, "POST", (Payload(text.encode(), "text/turtle"),)))
        draft.publish()


def test_a_build_keeps_what_was_written_over_http_and_draws_conclusions_from_it(tiny: Path, data: Path) -> None:
    make(tiny, data)
    write(tiny, data, "urn:others", f"<urn:a> <{SIM}partOf> <urn:b> .")
    change(tiny, ACTORS, '"council"@en', '"the council"@en')
    assert not is_fresh(tiny, data)
    known = make(tiny, data)
    lines = known.dataset.read_text(encoding="utf-8")
    assert "the council" in lines
    assert f"<urn:b> <{SIM}hasPart> <urn:a> <{INFERRED_GRAPH}> ." in lines
    assert known.manifest.graphs["urn:others"] == 1
    change(tiny, ACTORS, '"the council"@en', '"a council"@en')
    assert make(tiny, data).manifest.graphs["urn:others"] == 1


def test_what_was_changed_over_http_does_not_make_the_sources_stale(tiny: Path, data: Path) -> None:
    make(tiny, data)
    write(tiny, data, "urn:others", "<urn:a> <urn:b> 1 .")
    assert is_fresh(tiny, data)


def test_a_build_never_silently_undoes_a_change_of_a_source(tiny: Path, data: Path) -> None:
    first = make(tiny, data)
    write(tiny, data, GRAPH + "village", "<urn:a> <urn:b> 1 .")
    changed = open_current(data)
    with pytest.raises(ChangesInTheWay, match="village"):
        make(tiny, data)
    assert open_current(data) == changed
    again = build_anyway(tiny, data, message="", report=lambda line: None)
    assert again.manifest.hash == first.manifest.hash
    assert again.manifest.parent == changed.id


def test_a_build_that_changes_nothing_says_so(tiny: Path, data: Path) -> None:
    make(tiny, data)
    lines: list[str] = []
    build(tiny, data, message="", report=lines.append)
    assert lines[-1].startswith("Nothing has changed")
