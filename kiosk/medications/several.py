"""One entry that holds several drugs, told apart by nearness of spelling. Only ever cuts it.

Which drug a piece is stays open here: that is the patient's to say. Words that say how or why a
medicine is taken stay with the drug beside them, so that "not taking zanax" never loses its "not".
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, product

from rapidfuzz.distance import OSA

from kiosk.medications import entry
from kiosk.medications.nearness import SHORTEST_FUZZY, Nearness

_MOST_WORDS = 4
"""Words of one drug's name, as patients part it: "ris per i done"."""
_MOST_READ = 16
"""Words of an entry without commas that are cut; more is a story, and stays whole."""
_PER_LETTERS = 4
"""A drug's name may have one wrong letter in so many."""
_LIKE = 0.375
"""The share of its letters that may be wrong in a name that the patient picked for it."""
_MOST_MEANT = 8
"""Medicines that one part of a combination is tried as."""
_LISTED = re.compile(rf"\s*(?:[\n\r]|{entry.BETWEEN})\s*", re.IGNORECASE)
_BESIDE = re.compile(rf"\s*(?:{entry.BESIDE}|&)\s*", re.IGNORECASE)
_TRAILING = re.compile(
    r"[\s,;|•&+/]+$|\s+(?:and|plus|also|then|y|mas|w/|with|con)\s*$", re.IGNORECASE
)
_WORD = re.compile(r"\S+")
_TIMES_OF_DAY = frozenset(
    ("morning", "mornings", "noon", "afternoon", "evening", "evenings", "night", "nights", "bedtime", "bed",
     "day", "am", "pm", "manana", "tarde", "noche")
)  # fmt: skip


class Cutter:
    """Cuts entries with the names of one vocabulary. `generics` gives the medicines of a position."""

    def __init__(
        self,
        nearness: Nearness,
        named: Callable[[str], object],
        generics: Callable[[int], frozenset[str]],
        combined: Callable[[frozenset[str]], bool],
        ordinary: frozenset[str],
    ) -> None:
        self._nearness = nearness
        self._named = named
        self._generics = generics
        self._combined = combined
        self._ordinary = ordinary
        self._meant = lru_cache(maxsize=256)(self._look_up)

    def cut(self, words: Sequence[str]) -> tuple[str, ...]:
        """`words` as one text for each drug; as one text when nothing says that there are several."""
        whole = (" ".join(words),)
        if not 1 < len(words) <= _MOST_READ or self._meant(whole[0]):
            return whole
        spans = self._spans(words)
        if len(spans) < 2:
            return whole
        starts = [0, *(start for start, _ in spans[1:]), len(words)]
        return tuple(" ".join(words[a:b]) for a, b in pairwise(starts))

    def _spans(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """Where the names stand, when every word that is not an everyday one belongs to a name."""
        reached: list[list[tuple[int, int]] | None] = [None] * (len(words) + 1)
        reached[0] = []
        for end in range(1, len(words) + 1):
            ways = [reached[end - 1]] if words[end - 1] in self._ordinary else []
            for start in range(max(0, end - _MOST_WORDS), end):
                before = reached[start]
                if before is not None and self._meant(" ".join(words[start:end])):
                    ways.append([*before, (start, end)])
            reached[end] = min((way for way in ways if way is not None), key=len, default=None)
        return self._apart(words, reached[-1] or [])

    def _apart(
        self, words: Sequence[str], spans: Sequence[tuple[int, int]]
    ) -> list[tuple[int, int]]:
        """`spans` without those that name the drug before them once more ("lipator atorvastaten")."""
        kept: list[tuple[int, int]] = []
        meant: frozenset[str] = frozenset()
        for start, end in spans:
            here = self._meant(" ".join(words[start:end]))
            if not kept or meant.isdisjoint(here):
                kept.append((start, end))
            meant = here
        return kept

    def _look_up(self, text: str) -> frozenset[str]:
        """The medicines that `text` as a whole may be a misspelling of; empty when there are none."""
        if text in self._ordinary:
            return frozenset()
        key = entry.squash(text)
        if self._named(text) is not None:
            same = self._nearness.same(key)
            return frozenset().union(*map(self._generics, same)) or frozenset({text})
        if len(key) < SHORTEST_FUZZY:
            return frozenset()
        # Never so many that a whole word could be left out: that word may be another drug.
        longest = max(map(len, text.split()))
        spared = len(key) - longest if longest < len(key) else len(key)
        near = self._nearness.close(key, max(1, min(len(key) // _PER_LETTERS, spared - 1)))
        return frozenset().union(*map(self._generics, near))

    def unlike(self, words: Sequence[str], labels: Sequence[str]) -> tuple[str, ...]:
        """The words beside the ones that are most like one of `labels`; all when none is like it."""
        keys = [entry.squash(label) for label in labels]
        like = []
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + _MOST_WORDS) + 1):
                typed = "".join(words[start:end])
                wrong = min(OSA.distance(typed, key) / max(len(typed), len(key)) for key in keys)
                if wrong <= _LIKE:
                    like.append((start - end, wrong, start, end))
        if not like:
            return tuple(words)
        _, _, start, end = min(like)
        return (*words[:start], *words[end:])

    def drugs(self, text: str) -> tuple[str, ...]:
        """`text` as it was typed, one piece a drug. Every word of it is in some piece."""
        if len(text) > entry.ENTRY_LIMIT or self._named(text) is not None:
            return (text,)
        starts: list[int] = []
        for start, end in _between(_LISTED, text, 0, len(text)):
            for at, until in self._parts(text, start, end):
                if not starts or not _says_when(text[at:until]):
                    starts.append(at)
        pieces = (text[a:b] for a, b in pairwise((*starts, len(text))))
        return tuple(_TRAILING.sub("", piece).strip() for piece in pieces) or (text,)

    def _parts(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        parts = list(_between(_BESIDE, text, start, end))
        meant = [self._meant_by(text[a:b]) for a, b in parts]
        if len(parts) > 1 and all(meant):
            yield from [(start, end)] if self._sold_together(meant) else parts
            return
        words = (entry.variants(text[start:end]) or ("",))[-1].split()
        yield from _as_typed(text, start, end, self.cut(words))

    def _sold_together(self, meant: Sequence[frozenset[str]]) -> bool:
        """Whether some of these medicines, one of each set, are one combination."""
        few = [sorted(each)[:_MOST_MEANT] for each in meant[:_MOST_WORDS]]
        return len(meant) <= _MOST_WORDS and any(
            self._combined(frozenset(each)) for each in product(*few)
        )

    def like_a_drug(self, text: str) -> bool:
        """Whether `text` as a whole is, or may be a misspelling of, a drug's name."""
        return bool(self._meant_by(text))

    def _meant_by(self, text: str) -> frozenset[str]:
        return self._meant((entry.variants(text) or ("",))[-1])


def _between(marks: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The places in `text` that stand between `marks`, without those that hold no letter or number."""
    at = start
    for mark in (*marks.finditer(text, start, end), None):
        until = mark.start() if mark else end
        if entry.fold(text[at:until]):
            yield at, until
        at = mark.end() if mark else end


def _says_when(text: str) -> bool:
    return entry.is_schedule(text) or set(entry.fold(text).split()) <= _TIMES_OF_DAY


def _as_typed(text: str, start: int, end: int, drugs: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where each of `drugs` (folded) begins in `text`; what stands between stays with the one before."""
    waiting = [drug.split() for drug in drugs]
    at = start
    for token in _WORD.finditer(text, start, end):
        folded = entry.fold(token.group())
        if len(waiting) > 1 and not waiting[0] and folded.startswith(waiting[1][0]):
            yield at, token.start()
            at = token.start()
            waiting.pop(0)
        if waiting[0] and folded.startswith(waiting[0][0]):
            waiting[0].pop(0)
    yield at, end
