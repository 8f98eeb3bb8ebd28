"""What a misspelt or half-typed entry may mean, as rows to choose from. Only ever suggests.

Owns the order of the rows: what is certain, look-alike names beside their twins, what is near.
Whether an entry counts as known is `Vocabulary.resolve`'s alone.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest

from kiosk.medications import entry
from kiosk.medications.nearness import LONGEST, SHORTEST_FUZZY, Nearness, Tails
from kiosk.medications.several import Cutter
from kiosk.medications.vocabulary import Candidate, Medicine, Name, Vocabulary

_MOST_PIECES = 3
_MOST_TWINS = 5
_LIKELY = 40
_MOSTLY_TYPED = 0.6
_ONE_WORD = 0.6
_SAID = 0.3
_PLURAL = 0.3
_FURTHEST = 6.5
_FURTHER_THAN_BEST = 3.5


class Index:
    """The names of one vocabulary, prepared for search. Holds no state between searches."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        named = {name.key for name in vocabulary.names}
        asked = (
            Name(key, products[0].name, products[0].generic)
            for key, products in vocabulary.ambiguous.items()
            if key not in named
        )
        by_key = sorted(
            (entry.squash(name.key)[:LONGEST], name) for name in chain(vocabulary.names, asked)
        )
        self._names = [name for _, name in by_key]
        most = math.log1p(max(vocabulary.popularity.values()))
        rare = [1 - math.log1p(vocabulary.popularity[name.generic]) / most for name in self._names]
        self._nearness = Nearness([key for key, _ in by_key], rare)
        self._tails = Tails(["" if "/" in n.name else n.key for n in self._names], rare)
        cutter = Cutter(
            self._nearness,
            vocabulary.named,
            self._meant_by,
            vocabulary.by_ingredients.__contains__,
            vocabulary.ordinary,
        )
        self.cut, self.unlike, self.drugs = cutter.cut, cutter.unlike, cutter.drugs
        self._like_a_drug = cutter.like_a_drug

    def suggest(self, text: str, limit: int) -> tuple[Candidate, ...]:
        """Rows for `text`, best first, at most `limit`, no generic twice."""
        text = entry.typed_last(text)
        listed = () if self._vocabulary.named(text) else entry.listed(text)[-_MOST_PIECES:]
        *before, last = [self._parts(piece)[-_MOST_PIECES:] for piece in listed or (text,)]
        columns = [rows for parts in before for rows in self._columns(parts, limit, typed=True)]
        columns += self._columns(last, limit, typed=False)
        return _in_order(row for rank in zip_longest(*columns) for row in rank if row)[:limit]

    def _columns(
        self, parts: Sequence[str], limit: int, *, typed: bool
    ) -> list[Sequence[Candidate]]:
        """The rows of each part, behind the combination that they may be. `typed`: to the end."""
        *done, last = parts
        found = [self._rows(part, limit, done=True) for part in done]
        found.append(self._rows(last, limit, done=typed))
        return [self._combined(found), *found]

    def _parts(self, piece: str) -> tuple[str, ...]:
        """A piece without commas as one text for each drug in it."""
        if self._vocabulary.named(piece):
            return (piece,)
        parts = entry.joined(piece)
        if len(parts) > 1 and all(map(self._like_a_drug, parts)):
            return parts
        words = (entry.variants(piece) or ("",))[-1].split()
        drugs = self.cut(words)
        return drugs if len(drugs) > 1 else (piece,)

    def _combined(self, found: Sequence[Sequence[Candidate]]) -> Sequence[Candidate]:
        """The combination that the first rows of several parts make, if it is sold."""
        first = [rows[0] for rows in found if rows]
        parts = [self._vocabulary.medicines[row.generic.casefold()] for row in first]
        combined = self._vocabulary.combined(parts, len(found))
        if combined is None:
            return ()
        name = " / ".join(row.name for row in first)
        return (self._candidate(combined.generic, name, min(row.score for row in first)),)

    def _meant_by(self, position: int) -> frozenset[str]:
        name = self._names[position]
        products = self._vocabulary.ambiguous.get(name.key, ())
        return frozenset(product.generic for product in products) | {name.generic}

    def _rows(self, text: str, limit: int, done: bool) -> Sequence[Candidate]:
        """The rows of one piece. A piece that is `done` and known needs no further names."""
        found = self._vocabulary.named(text)
        asked = found is not None and not isinstance(found, Medicine)
        certain = tuple(self._certain(text))
        near = () if certain and done else self._near(text, limit)
        rows = _in_order(chain(certain, near))
        if asked:
            twins = self._twins(entry.variants(text), rows[0])
            return _in_order(chain(certain, twins, rows))
        if not rows or not _whole(text, rows[0]):
            return rows
        twins = self._twins((entry.fold(rows[0].name),), rows[0])
        return _in_order(_beside(rows, _in_order(twins)[:_MOST_TWINS]))

    def _certain(self, text: str) -> Iterator[Candidate]:
        found = self._vocabulary.named(text)
        if found is None or isinstance(found, Medicine):
            for medicine in self._vocabulary.exact(text):
                name = self._written(text, medicine.generic)
                yield self._candidate(medicine.generic, name, 100, exact=True)
        else:
            for product in found:
                yield self._candidate(product.generic, product.name, 99)

    def _near(self, text: str, limit: int) -> Iterator[Candidate]:
        keys = entry.variants(text)
        ordinary = self._vocabulary.ordinary
        if any(key in ordinary for key in keys):
            return
        costs: dict[int, float] = {}
        for query, extra in _queries(keys).items():
            if query not in ordinary:
                tails = self._tails.search(query) if extra < _ONE_WORD else ()
                for i, far in chain(self._nearness.search(query), tails):
                    cost = far + extra + (_SAID if self._names[i].said else 0)
                    costs[i] = min(cost, costs.get(i, _FURTHEST))
        furthest = min(_FURTHEST, min(costs.values(), default=0) + _FURTHER_THAN_BEST)
        ranked = sorted((cost, i) for i, cost in costs.items() if cost < furthest)
        for cost, i in ranked[: 4 * limit]:
            name = self._names[i]
            for product in self._vocabulary.ambiguous.get(name.key, ()) or (name,):
                yield self._candidate(product.generic, product.name, _score(cost))

    def _twins(self, keys: Iterable[str], row: Candidate) -> Iterator[Candidate]:
        """Names that are known to be confused with the name of `row`, which has these keys."""
        for key in keys:
            for twin in self._vocabulary.lookalikes.get(key, ()):
                if twin.generic != row.generic:
                    yield self._candidate(twin.generic, twin.name, row.score // 2)

    def _written(self, text: str, generic: str) -> str:
        """The name of `generic` that `text` holds, as it is written on the box."""
        for key in entry.variants(text):
            for i in self._nearness.same(entry.squash(key)):
                if self._names[i].generic == generic:
                    return self._names[i].name
        return generic

    def _candidate(self, generic: str, name: str, score: int, exact: bool = False) -> Candidate:
        return Candidate(generic, name, score, exact, self._vocabulary.notes[generic])


def _queries(keys: Sequence[str]) -> dict[str, float]:
    """What to look for, with what it costs to have set the rest aside: whole text, then words."""
    costs = {entry.squash(key)[:LONGEST]: 0.0 for key in keys[:4]}
    last = keys[-1] if keys else ""
    if len(last) > SHORTEST_FUZZY and last.endswith("s"):
        costs.setdefault(entry.squash(last[:-1])[:LONGEST], _PLURAL)
    words = last.split()
    if len(words) > 1:
        for word in sorted(words, key=len, reverse=True)[:3]:
            if len(word) >= SHORTEST_FUZZY:
                costs.setdefault(word[:LONGEST], _ONE_WORD)
    return costs


def _whole(text: str, row: Candidate) -> bool:
    """Whether `text` is meant for the row's name as a whole, not for its first letters."""
    typed, name = entry.squash(entry.fold(text)), entry.squash(entry.fold(row.name))
    if len(typed) < SHORTEST_FUZZY:
        return row.exact
    return row.score >= _LIKELY and len(typed) >= _MOSTLY_TYPED * len(name)


def _beside(rows: Sequence[Candidate], twins: Sequence[Candidate]) -> Iterator[Candidate]:
    """The first row, its twins, the others; the second row comes early when the first is a guess.

    Twins take the score of the row that follows them, because a score never rises down the list.
    """
    below = [*(row.score for row in rows[1:3]), rows[0].score // 2, rows[0].score // 2]
    yield rows[0]
    early = 0 if rows[0].exact else 1
    yield from (twin._replace(score=below[0]) for twin in twins[:early])
    yield from rows[1 : 1 + early]
    yield from (twin._replace(score=below[early]) for twin in twins[early:])
    yield from rows[1 + early :]


def _score(cost: float) -> int:
    return max(1, min(99, round(100 - 15 * cost)))


def _in_order(rows: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """One row a generic, the first one; scores that never rise from one row to the next."""
    kept: dict[str, Candidate] = {}
    score = 100
    for row in rows:
        if row.generic not in kept:
            score = min(score, row.score)
            kept[row.generic] = row._replace(score=score)
    return tuple(kept.values())
