"""How near a typed word is to each name: by its beginning, its letters and its sound.

Owns the distances and nothing else: it knows neither medicines that are shown nor rows. A distance
of 1 is about one wrong letter; 0 is the name itself.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kiosk.medications.sound import bones, sound

SHORTEST = 2
"""Letters from which names are completed."""

SHORTEST_FUZZY = 5
"""Letters from which a text may be a misspelling. Shorter text is near to too many names."""

LONGEST = 48
"""Letters of a name that are compared."""

# Fitted on one half of a file of patient misspellings and on made-up ones: benchmarks/medications.
_PER_EDIT = 0.61
_PER_HEARD_EDIT = 0.7
_PER_SOUND = 0.18
_PER_LEFT_OUT = 0.155
_RARE = 0.31
_COMPLETED = 1.6
_PER_MISSING = 0.05
_INSIDE = 0.9
_MISSPELT_START = 1.5


class Nearness:
    """Names prepared for comparison. `keys` are squashed and sorted; `rare` runs from 0 to 1."""

    def __init__(self, keys: Sequence[str], rare: Sequence[float]) -> None:
        self._keys = keys
        self._rare = rare

    def same(self, query: str) -> range:
        """The positions of the names that are `query` itself."""
        return range(bisect_left(self._keys, query), bisect_right(self._keys, query))

    def close(self, query: str, reach: int) -> Iterator[int]:
        """Positions of the names with at most `reach` wrong letters, or the same sound but one."""
        yield from self._within(query, reach)
        heard = sound(query)
        yield from (i for i in self._by_sound(bones(heard)) if _as_heard(heard, self._sounds[i]))

    def search(self, query: str) -> Iterator[tuple[int, float]]:
        """Positions of near names with their distance; a position may come twice."""
        if len(query) < SHORTEST:
            return
        yield from self._completions(query)
        if len(query) >= SHORTEST_FUZZY:
            yield from self._misspelt(query)
            yield from self._misspelt_starts(query)

    def _completions(self, query: str) -> Iterator[tuple[int, float]]:
        for i in self._starting_with(query):
            missing = len(self._keys[i]) - len(query)
            yield i, self._completed(missing, i) if missing else 0.0

    def _completed(self, missing: int, i: int) -> float:
        return _COMPLETED + _PER_MISSING * missing + _RARE * self._rare[i]

    def _starting_with(self, query: str) -> range:
        keys = self._keys
        return range(bisect_left(keys, query), bisect_left(keys, query + "\U0010ffff"))

    def _misspelt(self, query: str) -> Iterator[tuple[int, float]]:
        heard = sound(query)
        skeleton = bones(heard)
        found = set(self._by_letters(query)) | set(self._by_sound(skeleton))
        for i in found:
            key = self._keys[i]
            edits = OSA.distance(query, key)
            heard_edits = OSA.distance(heard, self._sounds[i])
            if len(key) < SHORTEST_FUZZY and edits > 1:
                continue  # two wrong letters are half of so short a name
            yield (
                i,
                _PER_EDIT * edits
                # A name written wholly by ear ("zanacks") differs in many letters and in no sound.
                + _PER_HEARD_EDIT * min(edits, heard_edits + 1)
                + _PER_SOUND * heard_edits
                # People leave letters out more often than they add some.
                - _PER_LEFT_OUT * max(0, len(key) - len(query))
                + _RARE * self._rare[i],
            )

    def _by_letters(self, query: str) -> Iterator[int]:
        return self._within(query, 2 if len(query) < 8 else 3)

    def _within(self, query: str, reach: int) -> Iterator[int]:
        order, keys, lengths = self._by_length
        low = bisect_left(lengths, len(query) - reach)
        near = keys[low : bisect_right(lengths, len(query) + reach)]
        for _, _, at in process.extract(
            query, near, scorer=OSA.distance, score_cutoff=reach, limit=None
        ):
            yield order[low + at]

    def _by_sound(self, skeleton: str) -> Iterator[int]:
        forms, lengths, owners = self._skeletons
        reach = 2 if len(skeleton) > 5 else 1
        low = bisect_left(lengths, len(skeleton) - reach)
        near = forms[low : bisect_right(lengths, len(skeleton) + reach)]
        for form, _, _ in process.extract(
            skeleton, near, scorer=OSA.distance, score_cutoff=reach, limit=None
        ):
            yield from owners[form]

    def _misspelt_starts(self, query: str) -> Iterator[tuple[int, float]]:
        """Names that begin like `query` but for one letter after the first."""
        size = len(query)
        longer = [i for i in self._starting_with(query[0]) if len(self._keys[i]) > size]
        choices = [self._keys[i][:size] for i in longer]
        for _, edits, at in process.extract(
            query, choices, scorer=OSA.distance, score_cutoff=1, limit=None
        ):
            if edits:
                i = longer[at]
                yield i, _MISSPELT_START + self._completed(len(self._keys[i]) - size, i)

    @cached_property
    def _sounds(self) -> list[str]:
        return sound("\n".join(self._keys)).split("\n")

    @cached_property
    def _bones(self) -> list[str]:
        return [bones(heard) for heard in self._sounds]

    @cached_property
    def _by_length(self) -> tuple[list[int], list[str], list[int]]:
        order = sorted(range(len(self._keys)), key=lambda i: len(self._keys[i]))
        keys = [self._keys[i] for i in order]
        return order, keys, [len(key) for key in keys]

    @cached_property
    def _skeletons(self) -> tuple[list[str], list[int], dict[str, list[int]]]:
        owners: dict[str, list[int]] = defaultdict(list)
        for i, form in enumerate(self._bones):
            owners[form].append(i)
        forms = sorted(owners, key=len)
        return forms, [len(form) for form in forms], owners


def _as_heard(one: str, other: str) -> bool:
    return len(one) >= SHORTEST_FUZZY and OSA.distance(one, other) <= 1


class Tails:
    """Later words of longer names ("glargine" of insulin glargine), to be completed too."""

    def __init__(self, keys: Sequence[str], rare: Sequence[float]) -> None:
        self._rare = rare
        self._tails = sorted(
            ("".join(words[start:]), i)
            for i, words in enumerate(key.split() for key in keys)
            for start in range(1, len(words))
            if len(words[start]) >= SHORTEST_FUZZY
        )

    def search(self, query: str) -> Iterator[tuple[int, float]]:
        """Positions of names with a later word that begins with `query`, with their distance."""
        if len(query) < SHORTEST_FUZZY - 1:
            return
        for at in range(bisect_left(self._tails, (query, 0)), len(self._tails)):
            tail, i = self._tails[at]
            if not tail.startswith(query):
                return
            missing = len(tail) - len(query)
            yield i, _COMPLETED + _INSIDE + _PER_MISSING * missing + _RARE * self._rare[i]
