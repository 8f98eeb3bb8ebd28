"""The medicines that the kiosk knows, by the names on their boxes.

A name counts when it is written as it is, with nothing beside it but dose, form and schedule. What a
whole entry means is read in `reading`; nearness of spelling lives in `match` and only ever suggests.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

from kiosk.errors import BadFile
from kiosk.medications import entry

if TYPE_CHECKING:
    from kiosk.medications.match import Index
    from kiosk.medications.reading import Reading

VOCABULARY_FILE = "vocabulary.json"
STRENGTHS_FILE = "strengths.json"
FORMAT = 2
_SMALL_NUMBERS = frozenset({"1", "2", "3", "4"})

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
    another of them is still unknown. `possible` are medicines named among words that nobody here
    can read ("theophylline my dr prescribes"): perhaps taken, so never said and never dismissed.
    """

    match: Match
    medicines: tuple[Medicine, ...]
    open: bool = False
    possible: tuple[Medicine, ...] = ()


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
    spoken: Mapping[str, Mapping[str, str]]
    """By language: purposes and forms, from English."""
    by_key: Mapping[str, str]
    by_ingredients: Mapping[frozenset[str], str]

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
            spoken=dict(data["spoken"]),
            by_key=by_key,
            by_ingredients={
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
        return self._reading.resolve(entered, confirmed)

    def named(self, text: str) -> Medicine | tuple[Product, ...] | None:
        """What one piece of text names: a medicine, the products it can mean, or nothing."""
        for key in entry.variants(text):
            products = self.ambiguous.get(key) or self.ambiguous.get(entry.squash(key))
            if products:
                return products
            if key in self.ordinary:
                continue
            if key in self.by_key:
                return self.medicines[self.by_key[key].casefold()]
            start, _, last = key.rpartition(" ")
            if last in _SMALL_NUMBERS and self.by_key.get(start) in self.numbered:
                return self.numbered[self.by_key[start]]
        return None

    def combination(self, pieces: Sequence[str]) -> Medicine | None:
        """The combination of single substances. "Percocet/oxycodone" is two medicines, not one."""
        found = [self.named(piece) for piece in pieces]
        return self.combined([m for m in found if isinstance(m, Medicine)], len(pieces))

    def combined(self, parts: Sequence[Medicine], many: int) -> Medicine | None:
        """The medicine that holds exactly these `many` substances, if there is one."""
        if len(parts) < max(many, 2) or any(len(part.ingredients) > 1 for part in parts):
            return None
        generic = self.by_ingredients.get(frozenset(part.generic for part in parts))
        return self.medicines[generic.casefold()] if generic else None

    def cut(self, words: Sequence[str]) -> tuple[str, ...]:
        """`words` as one text for each drug that they seem to name, in order; never fewer words."""
        return self._index.cut(words)

    def unlike(self, words: Sequence[str], labels: Sequence[str]) -> tuple[str, ...]:
        """The words beside those that seem to be one of `labels`; empty when none seem to be."""
        return self._index.unlike(words, labels)

    def drugs(self, text: str) -> tuple[str, ...]:
        """`text` as it was typed, in one piece for each drug that it seems to name."""
        return self._index.drugs(text)

    def suggest(self, text: str, limit: int = 7) -> tuple[Candidate, ...]:
        """What `text` may mean, best first, at most `limit` rows. Never more than a suggestion."""
        return self._index.suggest(text, limit)

    def purpose(self, generic: str, language: str) -> str:
        """What a medicine is mostly taken for, in a few words; empty when that is not known."""
        english = self.notes.get(generic, "")
        return self.spoken.get(language, {}).get(english, english)

    def strength_in(self, strength: str, language: str) -> str:
        """A row of `strengths` with its form in `language`: "0.5 mg tableta"."""
        spoken = self.spoken.get(language, {})
        words = strength.split(" ")
        for start in range(len(words)):
            form = " ".join(words[start:])
            if form in spoken:
                return " ".join((*words[:start], spoken[form]))
        return strength

    def strengths(self, generic: str) -> tuple[str, ...]:
        """Strengths and forms of a medicine, the most used first; empty when none are known."""
        return self._strengths.get(generic.strip().casefold(), ())

    @cached_property
    def _reading(self) -> "Reading":
        from kiosk.medications.reading import Reading

        return Reading(self)

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
