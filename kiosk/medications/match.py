"""Finds the names that a misspelt entry may mean. Only ever suggests.

Owns nearness of spelling and of sound, and the order of suggestions. Whether an entry counts as
known is `Vocabulary.resolve`'s alone.
"""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from kiosk.medications import entry
from kiosk.medications.sound import skeleton, sound
from kiosk.medications.vocabulary import Candidate, Name, Vocabulary

SHORTEST_FUZZY = 5
LONGEST = 40


class _Hit(NamedTuple):
    score: float
    name: Name


class Index:
    """The names of one vocabulary, prepared for search."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        named = {name.key for name in vocabulary.names}
        extra = [
            Name(key, products[0].name, products[0].generic)
            for key, products in vocabulary.ambiguous.items()
            if key not in named and not key.endswith(" number")
        ]
        self._names = (*vocabulary.names, *extra)
        self._keys = [entry.squash(name.key) for name in self._names]
        self._sounds = [sound(key) for key in self._keys]
        self._skeletons = [skeleton(heard) for heard in self._sounds]
        most = math.log1p(max(vocabulary.popularity.values()))
        self._common = [
            math.log1p(vocabulary.popularity[name.generic]) / most for name in self._names
        ]

    def suggest(self, text: str, limit: int) -> tuple[Candidate, ...]:
        hits: dict[int, float] = {}
        for key in entry.variants(text)[:4]:
            query = entry.squash(key)[:LONGEST]
            for i, score in self._search(query):
                if score > hits.get(i, 0):
                    hits[i] = score
        return self._rows(hits, limit)

    def _search(self, query: str) -> Iterator[tuple[int, float]]:
        if len(query) < 2 or query in self._vocabulary.ordinary:
            return
        for i, key in enumerate(self._keys):
            if key.startswith(query):
                exact = len(key) == len(query)
                yield (
                    i,
                    2.0 if exact else 0.80 + 0.1 * len(query) / len(key) + 0.1 * self._common[i],
                )
        if len(query) < SHORTEST_FUZZY:
            return
        heard = sound(query)
        bones = skeleton(heard)
        reach = 2 if len(query) < 8 else 3
        pool = {
            i
            for _, _, i in process.extract(
                query, self._keys, scorer=OSA.distance, score_cutoff=reach, limit=60
            )
        }
        pool |= {
            i
            for _, _, i in process.extract(
                heard, self._sounds, scorer=OSA.distance, score_cutoff=2, limit=60
            )
        }
        for i in pool:
            yield i, self._near(query, heard, bones, i)

    def features(self, query: str, heard: str, bones: str, i: int) -> list[float]:
        key = self._keys[i]
        return [
            OSA.normalized_similarity(query, key),
            OSA.normalized_similarity(heard, self._sounds[i]),
            OSA.normalized_similarity(bones, self._skeletons[i]),
            JaroWinkler.similarity(query, key),
            self._common[i],
            float(query[0] == key[0]),
        ]

    def _near(self, query: str, heard: str, bones: str, i: int) -> float:
        f = self.features(query, heard, bones, i)
        return 0.35 * f[0] + 0.2 * f[1] + 0.1 * f[2] + 0.3 * f[3] + 0.05 * f[4]

    def _rows(self, hits: dict[int, float], limit: int) -> tuple[Candidate, ...]:
        rows: dict[str, Candidate] = {}
        for i in sorted(hits, key=lambda i: (-hits[i], -self._common[i], self._keys[i])):
            name = self._names[i]
            for candidate in self._candidates(name, hits[i]):
                rows.setdefault(candidate.generic, candidate)
            if len(rows) >= limit:
                break
        return tuple(rows.values())[:limit]

    def _candidates(self, name: Name, score: float) -> Iterable[Candidate]:
        v = self._vocabulary
        exact = score >= 2
        percent = 100 if exact else min(99, round(score * 100))
        if name.key in v.ambiguous:
            for product in v.ambiguous[name.key]:
                yield Candidate(
                    product.generic, product.name, percent, False, v.notes[product.generic]
                )
        else:
            yield Candidate(name.generic, name.name, percent, exact, v.notes[name.generic])
