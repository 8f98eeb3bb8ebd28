"""The medicines that the kiosk knows, and what an entry names exactly.

Owns the meaning of "exact": a name of the vocabulary, written as it is, with nothing left over but
dose, form and schedule. Never guesses: nearness of spelling lives in `match` and only ever suggests.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from kiosk.errors import BadFile, KioskError
from kiosk.medications import entry

if TYPE_CHECKING:
    from kiosk.medications.match import Index

VOCABULARY_FILE = "vocabulary.json"
STRENGTHS_FILE = "strengths.json"
FORMAT = 1
_SMALL_NUMBERS = frozenset({"1", "2", "3", "4"})
_MOST_WORDS = 4
_SHORTEST_WITHIN = 4

Match = Literal["exact", "confirmed", "ambiguous", "unmatched"]


class Medicine(NamedTuple):
    """One substance or one combination. `classes` of a combination are those of all its parts."""

    generic: str
    classes: tuple[str, ...]
    ingredients: tuple[str, ...]
    rxcui: str | None


class Resolution(NamedTuple):
    """What an entry means. `medicines` holds every medicine that is certain.

    Beside `unmatched` or `ambiguous` it can still hold medicines: those that the entry names
    exactly next to something else ("xanax and a blue pill"). Their classes count all the same.
    `open` is only ever true beside `confirmed`: the pick settled one drug of the entry, and
    another of them is still unknown.
    """

    match: Match
    medicines: tuple[Medicine, ...]
    open: bool = False


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


class Candidate(NamedTuple):
    """One row to choose from. `score` runs from 0 to 100 and orders rows; it is no probability."""

    generic: str
    name: str
    score: int
    exact: bool
    note: str


class Name(NamedTuple):
    """A name as it is printed on a box, or (`said`) as people say it. `key` is its folded form."""

    key: str
    name: str
    generic: str
    said: bool = False


class Product(NamedTuple):
    """One product that an ambiguous name can mean, as it is written on the box."""

    name: str
    generic: str


@dataclass(frozen=True, eq=False, repr=False)
class Vocabulary:
    """Immutable after `load`. Equal entries give equal answers on any machine."""

    folder: Path
    medicines: Mapping[str, Medicine]
    names: tuple[Name, ...]
    ambiguous: Mapping[str, tuple[Product, ...]]
    numbered: Mapping[str, tuple[Product, ...]]
    lookalikes: Mapping[str, tuple[Product, ...]]
    ordinary: frozenset[str]
    popularity: Mapping[str, int]
    notes: Mapping[str, str]
    _by_key: Mapping[str, str]
    _by_ingredients: Mapping[frozenset[str], str]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The vocabulary in `folder`. Raises KioskError that names the file and what is wrong."""
        path = folder / VOCABULARY_FILE
        data = _read(path)
        try:
            if data["format"] != FORMAT:
                raise BadFile(path, f"format: expected {FORMAT}, got {data['format']!r}")
            return cls._from(folder, data)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as problem:
            raise BadFile(
                path, "not a built vocabulary; run tools/build_medications.py"
            ) from problem

    @classmethod
    def _from(cls, folder: Path, data: Mapping[str, Any]) -> Self:
        classes = [str(name) for name in data["classes"]]
        medicines: dict[str, Medicine] = {}
        names: list[Name] = []
        popularity: dict[str, int] = {}
        notes: dict[str, str] = {}
        for generic, held, ingredients, rxcui, packages, note, labels in data["medicines"]:
            medicines[generic.casefold()] = Medicine(
                generic, tuple([classes[i] for i in held]), tuple(ingredients) or (generic,), rxcui
            )
            popularity[generic] = packages
            notes[generic] = note
            names.extend([Name(key, name, generic, said == 1) for key, name, said in labels])
        ambiguous, numbered = (
            {
                key: tuple([Product(name, generic) for name, generic in products])
                for key, products in data[field].items()
            }
            for field in ("ambiguous", "numbered")
        )
        by_key: dict[str, str] = {}
        for name in names:
            by_key.setdefault(name.key, name.generic)
        lookalikes: dict[str, tuple[Product, ...]] = {}
        for pair in data["lookalikes"]:
            for (key, _, _), (_, name, generic) in (pair, pair[::-1]):
                lookalikes[key] = (*lookalikes.get(key, ()), Product(name, generic))
        return cls(
            folder=folder,
            medicines=medicines,
            names=tuple(names),
            ambiguous=ambiguous,
            numbered=numbered,
            lookalikes=lookalikes,
            ordinary=frozenset(data["ordinary"]),
            popularity=popularity,
            notes=notes,
            _by_key=by_key,
            _by_ingredients={
                frozenset(m.ingredients): m.generic
                for m in reversed(medicines.values())
                if len(m.ingredients) > 1
            },
        )

    def medicine(self, generic: str) -> Medicine | None:
        """The medicine with exactly this generic name, in any case."""
        return self.medicines.get(generic.strip().casefold())

    def class_names(self) -> frozenset[str]:
        """Every class that some medicine has. Names with `epc:` are FDA's own."""
        return frozenset(name for m in self.medicines.values() for name in m.classes)

    def exact(self, text: str) -> tuple[Medicine, ...]:
        """The medicines that `text` names exactly and completely; empty when anything is left open."""
        resolution = self.resolve(text)
        return resolution.medicines if resolution.match == "exact" else ()

    def resolve(self, entered: str, confirmed: str | None = None) -> Resolution:
        """What `entered` means, with what the patient picked. Raises KioskError on an unknown pick.

        A pick settles one drug that was not certain. Every drug that was named exactly stays
        beside it, unless the pick is that drug or holds all of it.
        """
        read = len(entered) <= entry.ENTRY_LIMIT
        parts = tuple(self._parts(entered)) if read else (_Part("unmatched"),)
        certain = tuple(dict.fromkeys(m for part in parts for m in part.medicines))
        if confirmed is not None:
            picked = self.medicine(confirmed)
            if picked is None:
                raise KioskError(
                    f"medications: confirmed: {confirmed!r} is not a generic name of the vocabulary"
                )
            return self._confirmed(picked, parts, certain, read)
        matches = {part.match for part in parts}
        if not parts or "unmatched" in matches:
            return Resolution("unmatched", certain)
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
        return Resolution("confirmed", (picked, *others), open=len(unknown) > (settles and read))

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
        labels: dict[str, list[str]] = {m.generic: [] for m in self.medicines.values()}
        for name in self.names:
            labels[name.generic].append(f" {name.key} ")
        return labels

    def named(self, text: str) -> Medicine | tuple[Product, ...] | None:
        """What one piece of text names: a medicine, the products it can mean, or nothing."""
        for key in entry.variants(text):
            products = self.ambiguous.get(key) or self.ambiguous.get(entry.squash(key))
            if products:
                return products
            if key in self.ordinary:
                continue
            if key in self._by_key:
                return self.medicines[self._by_key[key].casefold()]
            start, _, last = key.rpartition(" ")
            if last in _SMALL_NUMBERS and self._by_key.get(start) in self.numbered:
                return self.numbered[self._by_key[start]]
        return None

    def _parts(self, text: str) -> Iterator[_Part]:
        whole = self._one(text)
        if whole is not None:
            yield whole
            return
        for piece in entry.listed(text):
            yield from self._piece(piece)

    def _one(self, text: str) -> _Part | None:
        found = self.named(text)
        if isinstance(found, Medicine):
            return _Part("exact", (found,))
        if found is not None:
            return _ambiguous(text, self._substances(found))
        combined = self._combination(entry.joined(text))
        return _Part("exact", (combined,)) if combined else None

    def _combination(self, pieces: Sequence[str]) -> Medicine | None:
        """The combination of single substances. "Percocet/oxycodone" is two medicines, not one."""
        if len(pieces) < 2:
            return None
        ingredients: set[str] = set()
        for piece in pieces:
            found = self.named(piece)
            if not isinstance(found, Medicine) or len(found.ingredients) > 1:
                return None
            ingredients.update(found.ingredients)
        generic = self._by_ingredients.get(frozenset(ingredients))
        return self.medicines[generic.casefold()] if generic else None

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
        if names is None:
            yield _Part("unmatched", (), tuple(self._within(words)), " ".join(words))
            return
        combined = self._combination(names)
        numbered = self.numbered if entry.has_number(piece) else {}
        for each in (combined,) if combined else map(self.named, names):
            if isinstance(each, Medicine) and each.generic not in numbered:
                yield _Part("exact", (each,))
            else:
                products = numbered[each.generic] if isinstance(each, Medicine) else each or ()
                yield _ambiguous(piece, self._substances(products))

    def _piece(self, piece: str) -> Iterator[_Part]:
        found = self._one(piece)
        yield from (found,) if found is not None else self._loose(piece)

    def _within(self, words: Sequence[str]) -> Iterator[tuple[str, frozenset[str]]]:
        """The names inside words that stay unknown, longest first, with what each may contain."""
        start = 0
        while start < len(words):
            for end in range(min(len(words), start + _MOST_WORDS), start, -1):
                key = " ".join(words[start:end])
                found = None if len(key) < _SHORTEST_WITHIN else self.named(key)
                if found is not None:
                    products = (found,) if isinstance(found, Medicine) else found
                    yield key, self._substances(products)
                    start = end - 1
                    break
            start += 1

    def _substances(self, products: Iterable[Medicine | Product]) -> frozenset[str]:
        medicines = (self.medicines[product.generic.casefold()] for product in products)
        return frozenset(i for medicine in medicines for i in medicine.ingredients)

    def _split_words(self, words: Sequence[str]) -> tuple[str, ...] | None:
        """`words` cut into names of the vocabulary, longest first, when nothing is left over."""
        cuts: dict[int, int] = {len(words): len(words)}
        for start in range(len(words) - 1, -1, -1):
            for end in range(min(len(words), start + _MOST_WORDS), start, -1):
                key = " ".join(words[start:end])
                if end in cuts and key in self._by_key and key not in self.ordinary:
                    if key in self.ambiguous or len(key) < 3:
                        continue
                    cuts[start] = end
                    break
        if not words or 0 not in cuts:
            return None
        stops = [0]
        while stops[-1] < len(words):
            stops.append(cuts[stops[-1]])
        return tuple(" ".join(words[a:b]) for a, b in pairwise(stops))

    def suggest(self, text: str, limit: int = 7) -> tuple[Candidate, ...]:
        """What `text` may mean, best first, at most `limit` rows. Never more than a suggestion."""
        return self._index.suggest(text, limit)

    def strengths(self, generic: str) -> tuple[str, ...]:
        """Strengths and forms of a medicine, the most used first; empty when none are known."""
        return self._strengths.get(generic.strip().casefold(), ())

    @cached_property
    def _index(self) -> "Index":
        # The matcher and its library load on the first key that a patient types, not at start-up.
        from kiosk.medications.match import Index

        return Index(self)

    @cached_property
    def _strengths(self) -> Mapping[str, tuple[str, ...]]:
        path = self.folder / STRENGTHS_FILE
        data = _read(path)
        try:
            return {generic: tuple(rows) for generic, rows in data.items()}
        except TypeError as problem:
            raise BadFile(
                path, "not a built list of strengths; run tools/build_medications.py"
            ) from problem


def _ambiguous(name: str, held: frozenset[str]) -> _Part:
    return _Part("ambiguous", meanings=((name, held),))


def _read(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_bytes())
    except OSError as problem:
        raise BadFile(path, f"cannot be read ({problem.strerror}); expected a built file") from None
    except ValueError:
        raise BadFile(path, "not JSON; run tools/build_medications.py") from None
    if not isinstance(data, dict):
        raise BadFile(path, "expected one JSON object; run tools/build_medications.py")
    return data
