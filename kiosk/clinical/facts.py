"""One patient's answers, read once, in the shape that every rule looks at."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self

from kiosk.interview.conditions import Asked, all_hold
from kiosk.medications.vocabulary import Medicine, Vocabulary
from kiosk.model.answer import Answer, MedicationEntry
from kiosk.model.assessment import Match
from kiosk.model.form import Condition
from kiosk.model.measured import Measured
from kiosk.model.protocol import TIERS, Outcome, Protocol, Tier


@dataclass(frozen=True, slots=True)
class Raised:
    """What a rule makes of the answers, before it becomes a flag."""

    tier: Tier
    urgent: bool
    title: str
    reason: str
    answers: Mapping[str, Any]
    """Question id to the stored answer that raised it."""

    @classmethod
    def of(cls, outcome: Outcome, title: str, answers: Mapping[str, Any]) -> Self:
        """What a named `outcome` raises, under its own title or else under `title`."""
        return cls(outcome.tier, outcome.urgent, outcome.title or title, outcome.reason, answers)

    @property
    def gravity(self) -> tuple[int, int]:
        """Sorts the gravest first: urgent, then the tier."""
        return (not self.urgent, TIERS.index(self.tier))


def gravest(found: list[Raised]) -> Raised | None:
    """The gravest by tier, urgency breaking the tie; the first of equals. None when nothing raised."""
    if len(found) < 2:
        return found[0] if found else None
    return min(found, key=lambda r: (TIERS.index(r.tier), not r.urgent))


@dataclass(frozen=True, slots=True)
class Listed:
    """One medicine of the list: the patient's line and what it was recognised as."""

    entry: MedicationEntry
    match: Match
    medicines: tuple[Medicine, ...]
    open: bool = False
    """Beside what was picked, something on the line stays unidentified."""
    possible: tuple[Medicine, ...] = ()
    """What the unidentified words name among others. Unknown is never "no": they count too."""

    @property
    def counted(self) -> tuple[Medicine, ...]:
        """Every medicine that rules must look at: what is certain, then what is possible."""
        return (*self.medicines, *self.possible)

    @property
    def unidentified(self) -> bool:
        """Whether staff must still find out what is meant."""
        return self.open or self.match in ("unmatched", "ambiguous")


@dataclass(frozen=True)
class Facts:
    """Everything that rules read about one patient."""

    protocol: Protocol
    vocabulary: Vocabulary
    day: datetime.date
    asked: frozenset[str]
    answers: Mapping[str, Answer]
    hidden: Mapping[str, Answer]
    measured: Measured = field(default_factory=Measured)

    @cached_property
    def listed(self) -> tuple[Listed, ...]:
        """The medicine list, recognised. A listed medicine beats "I take none", so a hidden list counts."""
        stored = self.answers.get("medications") or self.hidden.get("medications") or ()
        found = []
        for entry in stored if isinstance(stored, tuple) else ():
            if isinstance(entry, MedicationEntry):
                seen = self.vocabulary.resolve(entry.entered, entry.confirmed)
                line = Listed(entry, seen.match, seen.medicines, seen.open, seen.possible)
                found.append(line)
        return tuple(found)

    @cached_property
    def classes_of(self) -> Mapping[Medicine, frozenset[str]]:
        """The class rules, by id, that each listed medicine belongs to."""
        return {
            medicine: self._belonging(medicine)
            for listed in self.listed
            for medicine in listed.counted
        }

    @cached_property
    def classes_listed(self) -> frozenset[str]:
        """The class rules, by id, that any listed medicine belongs to."""
        return frozenset().union(*self.classes_of.values())

    def _belonging(self, medicine: Medicine) -> frozenset[str]:
        names = (medicine.generic, *medicine.ingredients)
        return self.protocol.medicines.rules_of(medicine.classes, names)

    def hold(self, conditions: tuple[Condition, ...]) -> bool:
        """Whether all conditions hold over the answers that count."""
        return not conditions or all_hold(conditions, self.answers)

    @cached_property
    def sedatives(self) -> int:
        """How many sedating medicines are listed, by the class rules that count as sedatives.

        Two lines are two medicines, of one class or even of one name: a brand beside its generic may be
        two bottles. On one line a pill with two sedatives is two, and one drug under two names is one.
        """
        sedating = self.protocol.medicines.sedating
        return sum(
            len({part for medicine in listed.counted for part in self.parts(medicine, sedating)})
            for listed in self.listed
        )

    def parts(self, medicine: Medicine, rules: frozenset[str]) -> frozenset[str]:
        """The ingredients of a listed `medicine` that belong to any of the class `rules`.

        Where no single ingredient is known to belong, the product itself counts.
        """
        if rules.isdisjoint(self.classes_of[medicine]) and not medicine.ingredients:
            return frozenset()
        known = [self.vocabulary.medicine(name) for name in medicine.ingredients]
        found = frozenset(
            each.generic for each in known if each and not rules.isdisjoint(self._belonging(each))
        )
        if found or rules.isdisjoint(self.classes_of[medicine]):
            return found
        return frozenset({medicine.generic})

    def as_if(self, earlier: Mapping[str, Answer]) -> "Facts":
        """These facts with earlier answers put back, nothing else asked anew."""
        merged = {**self.hidden, **self.answers, **earlier}
        asked = self.asked | earlier.keys() | self.hidden.keys()
        return replace(self, asked=frozenset(asked), answers=merged, hidden={})


def facts_of(
    protocol: Protocol,
    vocabulary: Vocabulary,
    asked: Asked,
    day: datetime.date,
    measured: Measured | None = None,
) -> Facts:
    """The facts of a reading of the answers on `day` (ages count to that day)."""
    return Facts(
        protocol=protocol,
        vocabulary=vocabulary,
        day=day,
        asked=frozenset(asked.order),
        answers=asked.answers,
        hidden=asked.hidden,
        measured=measured or Measured(),
    )
