"""What an entry names exactly, and what is left open: the meaning of `match`.

Never guesses a medicine. Nearness of spelling is used for one thing only: to see that words without
anything between them are two drugs and not one, so that none of them hides behind the other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeVar

from kiosk.errors import KioskError
from kiosk.medications import entry
from kiosk.medications.vocabulary import Match, Medicine, Product, Resolution, Vocabulary

Found = TypeVar("Found")

_MOST_WORDS = 4
_SHORTEST_WITHIN = 4
_SHORTEST_DRUG = 5
"""Letters from which an unknown word may be a misspelt drug of its own."""


class _Part(NamedTuple):
    """One drug of an entry.

    `meanings` holds, for each name in it that is not certain, its key and what it may contain: one
    for an ambiguous part, one for each name inside an unmatched part ("theophylline zanax"). `words`
    are those of an unmatched part.
    """

    match: Match
    medicines: tuple[Medicine, ...] = ()
    meanings: tuple[tuple[str, frozenset[str]], ...] = ()
    words: str = ""


class Reading:
    """Reads entries with the names of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._named = vocabulary.named

    def resolve(self, entered: str, confirmed: str | None) -> Resolution:
        """What `entered` means, with what was picked. See `Vocabulary.resolve`."""
        read = len(entered) <= entry.ENTRY_LIMIT
        parts = tuple(self._parts(entered)) if read else (_Part("unmatched"),)
        certain = tuple(dict.fromkeys(m for part in parts for m in part.medicines))
        if confirmed is not None:
            picked = self._vocabulary.medicine(confirmed)
            if picked is None:
                raise KioskError(
                    f"medications: confirmed: {confirmed!r} is not a generic name of the vocabulary"
                )
            found = self._confirmed(picked, parts, certain, read)
            open_words = entered if found.open and read else ""
            return found._replace(possible=self._possible(open_words, found.medicines))
        matches = {part.match for part in parts}
        if not parts or "unmatched" in matches:
            possible = self._possible(entered, certain) if read else ()
            return Resolution("unmatched", certain, possible=possible)
        return Resolution("ambiguous" if "ambiguous" in matches else "exact", certain)

    def _confirmed(
        self, picked: Medicine, parts: Sequence[_Part], certain: Sequence[Medicine], read: bool
    ) -> Resolution:
        covered = {m for m in certain if set(m.ingredients) <= set(picked.ingredients)}
        if picked in covered:
            covered = {picked}
        # A pick that is accounted for in full says nothing about the other words.
        spent = {i for medicine in covered for i in medicine.ingredients} >= {*picked.ingredients}
        said = [p for p in parts if not spent and p.words and self._says(picked, p.words)]
        unknown = [p for p in parts if p.match != "exact" and p not in said]
        whole = f" {' '.join(p.words for p in said)} " in self._labels[picked.generic]
        settles = any(self._may_be(p, picked) for p in unknown) and not (spent or whole)
        others = (medicine for medicine in certain if medicine not in covered)
        near = [p for p in unknown if self._may_be(p, picked) and self._spells(picked, p.words)]
        left = len(unknown) - len(near) > 0 if near else len(unknown) > (settles and read)
        more = any(self._more(p, picked) for p in unknown)
        return Resolution("confirmed", (picked, *others), open=left or more)

    def _spells(self, picked: Medicine, words: str) -> bool:
        """Whether these unknown words are a misspelling of `picked` or of something in it."""
        names = [label.strip() for label in self._labels[picked.generic]]
        return len(self._vocabulary.unlike(words.split(), (*names, *picked.ingredients))) < len(
            words.split()
        )

    def _more(self, part: _Part, picked: Medicine) -> bool:
        """Whether a part holds a word that may be a drug and is no misspelling of `picked`."""
        words = part.words.split()
        if len(self._foreign(words)) < 2 or not self._spells(picked, part.words):
            return False
        labels = [label.strip() for label in self._labels[picked.generic]]
        return bool(self._foreign(self._vocabulary.unlike(words, (*labels, *picked.ingredients))))

    def _may_be(self, part: _Part, picked: Medicine) -> bool:
        """Whether `picked` can be all of a part that is not certain."""
        return all(
            not held.isdisjoint(picked.ingredients)
            or (part.match == "unmatched" and self._says(picked, key))
            for key, held in part.meanings
        )

    def _says(self, picked: Medicine, words: str) -> bool:
        """Whether a name of `picked` holds these words: "potassium" in "losartan potassium"."""
        return any(f" {words} " in label for label in self._labels[picked.generic])

    @cached_property
    def _labels(self) -> Mapping[str, list[str]]:
        labels: dict[str, list[str]] = {m.generic: [] for m in self._vocabulary.medicines.values()}
        for name in self._vocabulary.names:
            labels[name.generic].append(f" {name.key} ")
        return labels

    def _parts(self, text: str) -> Iterator[_Part]:
        whole = self._one(text)
        if whole is not None:
            yield whole
            return
        for piece in entry.listed(text):
            yield from self._piece(piece)

    def _one(self, text: str) -> _Part | None:
        found = self._named(text)
        if isinstance(found, Medicine):
            return _Part("exact", (found,))
        if found is not None:
            return _ambiguous(text, self._substances(found))
        # "Theophylline ER (Theo-24) 300 mg": one medicine by both of its names.
        twice = [self._named(name) for name in entry.aside(text) or ()]
        if twice and isinstance(twice[0], Medicine) and twice[0] == twice[1]:
            return _Part("exact", (twice[0],))
        combined = self._vocabulary.combination(entry.joined(text))
        return _Part("exact", (combined,)) if combined else None

    def _loose(self, piece: str) -> Iterator[_Part]:
        """The drugs of a piece with slashes or only spaces between them; else what is certain."""
        if entry.is_schedule(piece):
            return
        pieces = entry.joined(piece)
        if len(pieces) > 1:
            parts = [part for each in pieces for part in self._piece(each)]
            if parts and entry.hyphened(piece) and all(p.match == "unmatched" for p in parts):
                # "wal-dril": nothing says that these are two drugs.
                meanings = tuple(meaning for part in parts for meaning in part.meanings)
                yield _Part("unmatched", (), meanings, " ".join(part.words for part in parts))
            else:
                yield from parts
            return
        words = (entry.variants(piece) or ("",))[-1].split()
        names = self._split_words(words)
        drugs = (" ".join(words),) if names else self._cut(words)
        if len(drugs) > 1:
            for drug in drugs:
                yield from self._piece(drug)
            return
        if names is None:
            yield _Part("unmatched", (), tuple(self._within(words)), " ".join(words))
            return
        combined = self._vocabulary.combination(names)
        numbered = self._vocabulary.numbered if entry.has_number(piece) else {}
        for each in (combined,) if combined else map(self._named, names):
            if isinstance(each, Medicine) and each.generic not in numbered:
                yield _Part("exact", (each,))
            else:
                products = numbered[each.generic] if isinstance(each, Medicine) else each or ()
                yield _ambiguous(piece, self._substances(products))

    def _cut(self, words: Sequence[str]) -> tuple[str, ...]:
        """`words` as one text for each drug; the matcher is only asked where there may be two."""
        return self._vocabulary.cut(words) if len(self._foreign(words)) > 1 else (" ".join(words),)

    def _foreign(self, words: Iterable[str]) -> list[str]:
        """The words that may be a drug of their own: no everyday words, and long enough."""
        return [
            word
            for word in words
            if word not in self._vocabulary.ordinary
            and (len(word) >= _SHORTEST_DRUG or self._named(word) is not None)
        ]

    def _piece(self, piece: str) -> Iterator[_Part]:
        found = self._one(piece)
        yield from (found,) if found is not None else self._loose(piece)

    def _possible(self, text: str, certain: Sequence[Medicine]) -> tuple[Medicine, ...]:
        """The medicines that `text` names without doubt somewhere, without what is `certain` already.

        Read with its numbers and without them: "theo-24", "theophylline300mg". Short names do not
        count here: "pcp" is a doctor more often than a drug.
        """
        known = {ingredient for medicine in certain for ingredient in medicine.ingredients}
        typed = entry.variants(text)
        named = dict.fromkeys(
            medicine
            for variant in dict.fromkeys((*typed[:1], *typed[-1:]))
            for _, medicine in _longest(variant.split(), self._only_meaning)
        )
        return tuple(medicine for medicine in named if not known.issuperset(medicine.ingredients))

    def _only_meaning(self, key: str) -> Medicine | None:
        """The medicine of a name that has one meaning and is no everyday word."""
        known = self._vocabulary
        if key not in known.by_key or key in known.ambiguous or key in known.ordinary:
            return None
        return known.medicines[known.by_key[key].casefold()]

    def _within(self, words: Sequence[str]) -> Iterator[tuple[str, frozenset[str]]]:
        """The names inside words that stay unknown, with what each may contain."""
        names: Iterator[tuple[str, Medicine | tuple[Product, ...]]] = _longest(words, self._named)
        for key, found in names:
            yield key, self._substances((found,) if isinstance(found, Medicine) else found)

    def _substances(self, products: Iterable[Medicine | Product]) -> frozenset[str]:
        medicines = (self._vocabulary.medicines[product.generic.casefold()] for product in products)
        return frozenset(i for medicine in medicines for i in medicine.ingredients)

    def _split_words(self, words: Sequence[str]) -> tuple[str, ...] | None:
        """`words` cut into names of the vocabulary, longest first, when nothing is left over."""
        cuts: dict[int, int] = {len(words): len(words)}
        for start in range(len(words) - 1, -1, -1):
            for end in range(min(len(words), start + _MOST_WORDS), start, -1):
                key = " ".join(words[start:end])
                if (
                    end in cuts
                    and key in self._vocabulary.by_key
                    and key not in self._vocabulary.ordinary
                ):
                    if key in self._vocabulary.ambiguous or len(key) < 3:
                        continue
                    cuts[start] = end
                    break
        if not words or 0 not in cuts:
            return None
        stops = [0]
        while stops[-1] < len(words):
            stops.append(cuts[stops[-1]])
        return tuple(" ".join(words[a:b]) for a, b in pairwise(stops))


def _longest(
    words: Sequence[str], look_up: Callable[[str], Found | None]
) -> Iterator[tuple[str, Found]]:
    """The names among `words`, longest first, none of them within another."""
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + _MOST_WORDS), start, -1):
            key = " ".join(words[start:end])
            found = None if len(key) < _SHORTEST_WITHIN else look_up(key)
            if found is not None:
                yield key, found
                start = end - 1
                break
        start += 1


def _ambiguous(name: str, held: frozenset[str]) -> _Part:
    return _Part("ambiguous", meanings=((name, held),))
