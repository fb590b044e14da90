"""Hand-made rows for the tests of the network room."""

from __future__ import annotations

from graph.namespaces import ID, SIM
from graph.terms import Row, Term, literal


def actor_row(key: str, name: str = "", sector: str = "government") -> Row:
    """Make a row of ``queries/network/actors.rq``."""
    named = name or key
    return {
        "actor": Term(ID + key),
        "sector": Term(SIM + sector),
        "nameId": literal(f"{named} (id)", "id"),
        "nameEn": literal(named, "en"),
    }


def link_row(number: int, source: str, relation: str, target: str, **given: str) -> Row:
    """Make a row of ``queries/network/links.rq``; `given` may hold polarity, modality, directed and sentence."""
    sentence = given.get("sentence", f"Sentence {number}.")
    return {
        "statement": Term(f"{ID}claim/e{number:03}"),
        "source": Term(ID + source),
        "relation": Term(SIM + relation),
        "target": Term(ID + target),
        "directed": literal(given.get("directed", "true")),
        "polarity": Term(SIM + given.get("polarity", "positive")),
        "modality": Term(SIM + given.get("modality", "asserted")),
        "certainty": Term(SIM + "explicit"),
        "sentenceId": literal(f"{sentence} (id)", "id"),
        "sentenceEn": literal(sentence, "en"),
    }


def passage_row(number: int, passage: str = "b.5.2") -> Row:
    """Make a row of ``queries/network/passages.rq``."""
    return {
        "statement": Term(f"{ID}claim/e{number:03}"),
        "passage": Term(f"{ID}passage/{passage}"),
        "nameId": literal(f"Paragraf {passage}", "id"),
        "nameEn": literal(f"Paragraph {passage}", "en"),
        "firstLine": literal("195"),
        "lastLine": literal("204"),
    }


def citation_row(number: int, work: str = "sudantoko-2002", pages: str = "74") -> Row:
    """Make a row of ``queries/network/citations.rq``."""
    return {
        "statement": Term(f"{ID}claim/e{number:03}"),
        "citation": Term(f"{ID}citation/cit{number:02}"),
        "printed": literal(f"({work}: {pages})"),
        "pages": literal(pages),
        "work": Term(f"{ID}work/{work}"),
        "nameId": literal(work, "id"),
        "nameEn": literal(work, "en"),
    }


def village() -> dict[str, list[Row]]:
    """Five actors in two parts, a bundle, an undirected link, and three statements that make no link."""
    return {
        "actors": [
            actor_row("actor/ngos", "NGOs", "civilSociety"),
            actor_row("actor/government", "government"),
            actor_row("actor/media", "mass media", "media"),
            actor_row("actor/firms", "firms", "business"),
            actor_row("actor/banks", "banks", "business"),
            actor_row("actor/alone", "nobody's partner", "community"),
        ],
        "links": [
            link_row(1, "actor/ngos", "supports", "actor/government"),
            link_row(2, "actor/ngos", "supports", "actor/government", modality="conditional"),
            link_row(3, "actor/government", "evaluates", "actor/ngos", polarity="negative"),
            link_row(4, "actor/media", "partnersWith", "actor/government", directed="false", polarity="neutral"),
            link_row(5, "actor/firms", "dependsOn", "actor/banks", polarity="contested"),
            link_row(6, "actor/firms", "supports", "actor/media", modality="denied"),
            link_row(7, "actor/firms", "competesWith", "actor/firms", directed="false"),
            link_row(8, "actor/government", "supports", "programme/ovop"),
        ],
        "passages": [passage_row(number) for number in range(1, 9)],
        "citations": [citation_row(1), citation_row(2, pages="80"), citation_row(3)],
        "words": [],
    }
