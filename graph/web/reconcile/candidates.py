"""The things that a name may mean, each with a score from 0 to 100 and with what the score is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz import fuzz

from graph.namespaces import KINDS, RDFS, SKOS
from graph.terms import Term
from graph.web.addresses import kind_of, short_id, slug_of
from graph.web.reader import Reader
from graph.web.reconcile.batch import Value, Wanted
from graph.web.reconcile.properties import Table, kind_of_type, read_property, read_thing
from graph.web.search_entries import describe
from graph.web.search_index import LONGEST
from graph.web.search_words import fold
from graph.web.texts import pick

ENTITIES: Final = tuple(kind for kind in KINDS if kind != "derivation")
"""The kinds of things that names are reconciled with."""
_SURE: Final = 95.0
"""A score from which a candidate can be the one that is meant."""
_SAME: Final = 100.0
"""How alike a name must be to be surely meant: one digit can make another year of it."""
_AHEAD: Final = 5.0
"""How far the next one must then be behind."""
_LOOKED_AT: Final = 40
"""Things that are compared for each query."""
_ALIKE: Final = 0.85
"""How alike two texts must be to count as a value that fits."""
_OTHER_TYPE: Final = 0.8
"""What the score of a thing of another type is multiplied by, where the type is only preferred."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant.

    Attributes
    ----------
    name_score, property_score : float
        From 0 to 100 and from 0 to 1.
    is_of_type : bool
        Whether it is of a type that was asked for.
    """

    iri: str
    score: float
    name_score: float
    property_score: float
    is_of_type: bool


class Finder:
    """Finds candidates.

    Parameters
    ----------
    reader : Reader
        Whose language the names are in.
    table : Table
        What is said of things.
    """

    def __init__(self, reader: Reader, table: Table) -> None:
        self._reader = reader
        self._table = table

    def find(self, wanted: Wanted) -> list[dict[str, Any]]:
        """Give the candidates for a query, best first, as the service gives them."""
        kinds = [kind for kind in map(kind_of_type, wanted.types) if kind in ENTITIES]
        is_hopeless = wanted.types and (not kinds or (wanted.strict == "all" and len(set(kinds)) > 1))
        if is_hopeless and wanted.strict != "should":
            return []
        within = ENTITIES if wanted.strict == "should" or not kinds else kinds
        found = [self._weigh(iri, wanted, kinds) for iri in self._list(wanted, within)]
        met = sorted((one for one in found if one.score > 0), key=lambda one: (-one.score, len(one.iri), one.iri))
        return [
            self._describe(one, is_match=_is_match(one, met), has_properties=bool(wanted.properties))
            for one in met[: wanted.limit]
        ]

    def _list(self, wanted: Wanted, within: Sequence[str]) -> Iterable[str]:
        if wanted.text.strip():
            return [hit.iri for hit in self._reader.lexicon.index.search(wanted.text, within, _LOOKED_AT).hits]
        found: dict[str, None] = {}
        for pid, values in wanted.properties.items():
            pairs = self._table.find_with(read_property(pid))
            fitting = (iri for iri, value in pairs if kind_of(iri) in within and self._compare([value], values) > 0)
            found.update(dict.fromkeys(fitting))
        return list(found)[: 5 * _LOOKED_AT]

    def _weigh(self, iri: str, wanted: Wanted, kinds: Sequence[str]) -> Candidate:
        is_of_type = not wanted.types or kind_of(iri) in kinds
        name_score = self._compare_names(iri, wanted.text) if wanted.text.strip() else 0.0
        fits = [
            self._compare(self._table.values(iri, read_property(pid)), values)
            for pid, values in wanted.properties.items()
        ]
        fit = sum(fits) / len(fits) if fits else 0.0
        score = 100 * fit if not wanted.text.strip() else 0.7 * name_score + 30 * fit if fits else name_score
        return Candidate(
            iri, round(score * (1 if is_of_type else _OTHER_TYPE), 2), name_score, round(fit, 4), is_of_type
        )

    def _compare_names(self, iri: str, text: str) -> float:
        """Tell how alike a text and the names of a thing are; 100 only if one is the same but for case and accents."""
        lexicon = self._reader.lexicon
        if read_thing(text) == iri:
            return 100.0
        others = lexicon.texts.get(iri, {})
        names = [*lexicon.labels.get(iri, {}).values(), slug_of(iri)]
        names += [other for name in (SKOS + "altLabel", RDFS + "comment") for _, other in others.get(name, ())]
        asked = fold(text[:LONGEST])
        return max(_liken(asked, fold(name)) for name in names)

    def _compare(self, known: Iterable[Term], wanted: Iterable[Value]) -> float:
        """Tell how well the best of some values fits the best of those that are wanted, from 0 to 1."""
        return max((self._fit(value, one) for value in known for one in wanted), default=0.0)

    def _fit(self, value: Term, wanted: Value) -> float:
        if isinstance(wanted, bool):
            return float(value.value == str(wanted).lower())
        if isinstance(wanted, int | float):
            return float(_is_number(value.value) and float(value.value) == wanted)
        if value.kind == "uri" and value.value in (wanted, read_thing(wanted)):
            return 1.0
        texts = self._reader.lexicon.labels.get(value.value, {}).values() if value.kind == "uri" else (value.value,)
        likeness = max((_liken(fold(wanted), fold(text)) / 100 for text in texts), default=0.0)
        return likeness if likeness >= _ALIKE else 0.0

    def _describe(self, one: Candidate, *, is_match: bool, has_properties: bool) -> dict[str, Any]:
        reader = self._reader
        text = pick(describe(one.iri, reader.lexicon), reader.language)
        return {
            "id": short_id(one.iri),
            "name": reader.lexicon.name(one.iri, reader.language).value,
            **({"description": text.value} if text else {}),
            "type": [self._table.describe_type(kind_of(one.iri))],
            "score": one.score,
            "features": [
                {"id": "name", "value": one.name_score},
                *([{"id": "properties", "value": one.property_score}] if has_properties else []),
                {"id": "type", "value": one.is_of_type},
            ],
            "match": is_match,
        }


def _liken(one: str, other: str) -> float:
    """Tell how alike two folded texts are, from 0 to 100; the same words in another order nearly count as the same."""
    if one == other:
        return 100.0
    return round(min(99.0, max(fuzz.ratio(one, other), 0.97 * fuzz.token_sort_ratio(one, other))), 2)


def _is_number(text: str) -> bool:
    return (
        text.strip().lstrip("+-").replace(".", "", 1).isascii()
        and text.strip().lstrip("+-").replace(".", "", 1).isdigit()
    )


def _is_match(one: Candidate, all_of_them: Sequence[Candidate]) -> bool:
    """Tell whether a candidate is surely meant: called so, of the type, with fitting values, and none near it."""
    near = [other for other in all_of_them if other is not one and other.score > one.score - _AHEAD]
    return one.name_score == _SAME and one.score >= _SURE and one.is_of_type and not near
