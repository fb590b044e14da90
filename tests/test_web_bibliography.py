"""Records in BibTeX, RIS and CSL-JSON, read back by other programs; no text gets out of its field."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs

import bibtexparser
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string

from graph.web.addresses import clean
from graph.web.bibliography import (
    BIBTEX,
    CSL_JSON,
    DATASET,
    ENTRY,
    RIS,
    WORK,
    Name,
    Record,
    read_name,
    write,
    write_coins,
)

CSL_TYPES = {"document", "dataset", "entry"}
CSL_MEMBERS = {"id", "type", "author", "title", "container-title", "issued", "version", "publisher"}
CSL_MEMBERS |= {"language", "URL", "note"}
LATEX = {
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textbackslash{}": "\\",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    **{f"\\{sign}": sign for sign in "&%$#_"},
}
NASTY = st.sampled_from(
    ["{", "}", "\\", "@misc{x,", '"', " and ", "\nER  - \nTY  - BOOK", "\r\nAU  - X", "\u2028TI  - x"]
)
TEXTS = st.lists(st.one_of(NASTY, st.text(max_size=8)), max_size=4).map("".join)
RECORDS = st.builds(
    Record,
    key=TEXTS,
    kind=st.sampled_from([WORK, DATASET, ENTRY]),
    names=st.lists(st.builds(Name, text=TEXTS, others=st.booleans()), max_size=3).map(tuple),
    **dict.fromkeys(("title", "date", "whole", "version", "language", "publisher"), TEXTS),
    url=TEXTS.map("https://w3id.org/simpul/".__add__),
    notes=st.lists(TEXTS, max_size=2).map(tuple),
)
CLAIM = Record(
    key="simpul-c156",
    kind=ENTRY,
    names=(Name("Simpul developers"),),
    title="50% of R&D_costs",
    date="2026-11-24",
    whole="Simpul",
    version="3f9c1a2",
    url="https://w3id.org/simpul/id/claim/c156?version=3f9c1a2",
    language="en",
    notes=("Stated in: B.6.5.",),
)
UNKNOWN = Record(key="hartarto", kind=WORK, names=(Name("Hartarto"),), notes=("No title is printed.",))


def flat(text: str) -> str:
    return " ".join(clean(text).split())


def read_bibtex(records: list[Record]) -> dict[str, Entry]:
    return dict(parse_string(write(records, BIBTEX).decode(), "bibtex").entries.items())


def plain(latex: str) -> str:
    return re.sub("|".join(map(re.escape, LATEX)), lambda found: LATEX[found[0]], latex)


@settings(max_examples=40, deadline=None)
@given(RECORDS)
def test_no_text_gets_out_of_its_bibtex_field(record: Record) -> None:
    ((_, entry),) = read_bibtex([record]).items()
    assert plain(entry.fields.get("note", "")) == flat(" ".join(record.notes))
    assert plain(entry.fields.get("title", "{}")[1:-1]) == flat(record.title)
    assert plain(entry.fields.get("howpublished", "")) == flat(record.whole)
    library = bibtexparser.parse_string(write([record], BIBTEX).decode())
    assert (len(library.entries), len(library.failed_blocks), len(library.comments)) == (1, 0, 0)


@settings(max_examples=40, deadline=None)
@given(RECORDS)
def test_no_text_gets_out_of_its_ris_field(record: Record) -> None:
    text = write([record, UNKNOWN], RIS).decode()
    first, second = rispy.loads(text)
    assert second["authors"] == ["Hartarto"]
    assert first.get("title", "") == flat(record.title)
    names = [name for name in record.names if flat(name.text)]
    assert first.get("authors", []) == [flat(name.text) for name in names]
    assert [line[:6] for line in text.split("\r\n") if line.startswith(("TY", "ER"))] == ["TY  - ", "ER  - "] * 2


@settings(max_examples=40, deadline=None)
@given(RECORDS)
def test_csl_json_holds_what_its_schema_allows(record: Record) -> None:
    (item,) = json.loads(write([record], CSL_JSON))
    assert set(item) <= CSL_MEMBERS and item["type"] in CSL_TYPES and item["id"]
    assert all(set(name) == {"literal"} and name["literal"] for name in item.get("author", ()))
    assert item.get("title", "") == flat(record.title)
    issued = item.get("issued", {"literal": "x"})
    assert set(issued) in ({"literal"}, {"date-parts"})
    for parts in issued.get("date-parts", ()):
        assert 1 <= len(parts) <= 3 and all(isinstance(part, int) for part in parts)


def test_a_statement_is_an_entry_of_the_graph_at_a_version() -> None:
    entry = read_bibtex([CLAIM])["simpul-c156"]
    known = {name: entry.fields[name] for name in ("year", "month", "version", "howpublished", "url")}
    assert known == {
        "year": "2026",
        "month": "November",
        "version": "3f9c1a2",
        "howpublished": "Simpul",
        "url": "https://w3id.org/simpul/id/claim/c156?version=3f9c1a2",
    }
    assert entry.fields["title"] == r"{50\% of R\&D\_costs}"
    (item,) = json.loads(write([CLAIM], CSL_JSON))
    assert (item["type"], item["issued"]) == ("entry", {"date-parts": [[2026, 11, 24]]})
    (record,) = rispy.loads(write([CLAIM], RIS).decode())
    assert (record["year"], record["date"], record["edition"]) == ("2026", "2026/11/24", "3f9c1a2")


def test_what_is_not_known_has_no_field() -> None:
    entry = read_bibtex([UNKNOWN])["hartarto"]
    assert set(entry.fields) == {"note"} and entry.type == "misc"
    assert set(json.loads(write([UNKNOWN], CSL_JSON))[0]) == {"id", "type", "author", "note"}
    assert set(rispy.loads(write([UNKNOWN], RIS).decode())[0]) == {"type_of_reference", "id", "authors", "notes"}


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Abdullah, Pitter dkk.", Name("Abdullah, Pitter", others=True)),
        ("Abdullah, Pitter et al.", Name("Abdullah, Pitter", others=True)),
        ("Syafi\u2019i", Name("Syafi\u2019i")),
        ("KPPOD", Name("KPPOD")),
        ("Idkk", Name("Idkk")),
    ],
)
def test_a_name_stays_as_printed_and_undivided(label: str, name: Name) -> None:
    assert read_name(label) == name
    record = Record(key="x", kind=WORK, names=(name, Name("Fitanto")))
    people = [str(person) for person in read_bibtex([record])["x"].persons["author"]]
    assert people == [f"{{{name.text}}}", "{Fitanto}", *(["others"] if name.others else [])]
    literals = [one["literal"] for one in json.loads(write([record], CSL_JSON))[0]["author"]]
    assert literals == [name.text, "Fitanto"]
    notes = json.loads(write([record], CSL_JSON))[0].get("note", ""), write([record], RIS).decode()
    assert all((f"{name.text} et al." in one) == name.others for one in notes)


def test_a_year_that_is_none_is_kept_as_it_is() -> None:
    record = Record(key="x", kind=WORK, date="about 2002")
    assert json.loads(write([record], CSL_JSON))[0]["issued"] == {"literal": "about 2002"}
    assert "month" not in read_bibtex([record])["x"].fields
    assert "month" not in read_bibtex([Record(key="x", kind=WORK, date="2002-13")])["x"].fields


@settings(max_examples=40, deadline=None)
@given(RECORDS)
def test_a_context_object_has_a_title_always(record: Record) -> None:
    fields = parse_qs(write_coins(record, "[no title printed] x"))
    assert fields["rft.btitle"] == [flat(record.title or "[no title printed] x")] or not flat(record.title)
    assert fields["ctx_ver"] == ["Z39.88-2004"] and fields["rft.genre"] == ["document"]
