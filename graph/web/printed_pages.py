"""The statements that rest on a work, by the pages that the document prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from graph.web.cited_works import order_of_pages
from graph.web.claims import Claim
from graph.web.lexicon import Citation


@dataclass
class Page:
    """What rests on the same pages of a work; the pages are empty where none are printed."""

    pages: str
    citations: dict[str, Citation] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)


def group_by_page(citations: Iterable[Citation], claims: Iterable[Claim]) -> list[Page]:
    """Group statements by the pages of the first of the citations that they rest on.

    Parameters
    ----------
    citations : iterable of Citation
        Those of the work.
    claims : iterable of Claim
        In the order of the text.

    Returns
    -------
    list of Page
        In the order of the pages; what prints none comes last.
    """
    known = {one.iri: one for one in citations}
    groups: dict[str, Page] = {}
    for claim in claims:
        for citation in [known[iri] for iri in claim.citations if iri in known][:1]:
            page = groups.setdefault(citation.pages, Page(citation.pages))
            page.citations[citation.iri] = citation
            page.claims.append(claim)
    return sorted(groups.values(), key=lambda page: order_of_pages(page.pages))
