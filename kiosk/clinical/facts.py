"""One patient's answers, read once, in the shape that every rule looks at."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from kiosk.interview.conditions import Asked, all_hold
from kiosk.medications.vocabulary import Medicine, Vocabulary
from kiosk.model.answer import Answer, MedicationEntry
from kiosk.model.assessment import Match
from kiosk.model.form import Condition
from kiosk.model.measured import Measured
from kiosk.model.protocol import TIERS, ClassRule, Protocol, Tier


@dataclass(frozen=True, slots=True)
class Raised:
    """What a rule makes of the answers, before it becomes a flag."""

    tier: Tier
    urgent: bool
    title: str
    reason: str
    answers: Mapping[str, Any]
    """Question id to the stored answer that raised it."""

    @property
    def gravity(self) -> tuple[int, int]:
        """Sorts the gravest first: urgent, then the tier."""
        return (not self.urgent, TIERS.index(self.tier))


def gravest(found: list[Raised]) -> Raised | None:
    """The gravest by tier, urgency breaking the tie; the first of equals. None when nothing raised."""
    return min(found, key=lambda r: (TIERS.index(r.tier), not r.urgent), default=None)


@dataclass(frozen=True, slots=True)
class Listed:
    """One medicine of the list: the patient's line and what it was recognised as."""

    entry: MedicationEntry
    match: Match
    medicines: tuple[Medicine, ...]
    open: bool = False
    """Beside what was picked, something on the line stays unidentified."""

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
                found.append(Listed(entry, seen.match, seen.medicines, seen.open))
        return tuple(found)

    @cached_property
    def classes_of(self) -> Mapping[Medicine, frozenset[str]]:
        """The class rules, by id, that each listed medicine belongs to."""
        return {
            medicine: frozenset(
                rule.id for rule in self.protocol.medicines.classes if in_class(rule, medicine)
            )
            for listed in self.listed
            for medicine in listed.medicines
        }

    def hold(self, conditions: tuple[Condition, ...]) -> bool:
        """Whether all conditions hold over the answers that count."""
        return not conditions or all_hold(conditions, self.answers)

    def sedatives(self) -> frozenset[str]:
        """Names of the sedating substances on the list, by the class rules that count as sedatives."""
        rules = [rule for rule in self.protocol.medicines.classes if rule.counts_as_sedative]
        return frozenset(
            name
            for listed in self.listed
            for medicine in listed.medicines
            for name in substances(medicine, rules, self.vocabulary)
        )

    def as_if(self, earlier: Mapping[str, Answer]) -> "Facts":
        """These facts with earlier answers put back, nothing else asked anew."""
        merged = {**self.hidden, **self.answers, **earlier}
        asked = self.asked | earlier.keys() | self.hidden.keys()
        return replace(self, asked=frozenset(asked), answers=merged, hidden={})


def in_class(rule: ClassRule, medicine: Medicine) -> bool:
    """Whether `medicine` belongs to the classes of `rule`."""
    classes = set(medicine.classes)
    if classes.intersection(rule.except_classes):
        return False
    return bool(classes.intersection(rule.vocabulary_classes)) or bool(
        {medicine.generic, *medicine.ingredients}.intersection(rule.also_generics)
    )


def substances(
    medicine: Medicine, rules: list[ClassRule], vocabulary: Vocabulary
) -> frozenset[str]:
    """The ingredients of `medicine` that belong to any of `rules`.

    A product counts by its ingredients, so that a pill with two sedatives is two and one medicine
    under two names is one. Where no single ingredient is known to belong, the product itself counts.
    """
    known = [vocabulary.medicine(name) for name in medicine.ingredients]
    found = frozenset(
        each.generic for each in known if each and any(in_class(rule, each) for rule in rules)
    )
    if found:
        return found
    whole = any(in_class(rule, medicine) for rule in rules)
    return frozenset({medicine.generic}) if whole else frozenset()


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
