"""A loaded protocol with both readings of it: the kiosk's own, and the second one.

Cuts a protocol down to the questions and rules that decide one result, so that every answer of them
can be put through the real assessment. Nothing here decides what is right.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kiosk.clinical.assess import assess
from kiosk.interview.check import check_answer
from kiosk.loading.numbers import filled
from kiosk.loading.protocol import Folder
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import Answer
from kiosk.model.assessment import Assessment
from kiosk.model.form import Item, Questionnaire
from kiosk.model.protocol import MedicineRules, Protocol, Regimens
from kiosk.verify.finding import Places
from kiosk.verify.second_medicines import SecondMedicines
from kiosk.verify.second_reading import TIERS, Plain, Raw, SecondReading, followups
from kiosk.verify.variables import open_answer

DAY = datetime.date(2026, 11, 22)
"""The day that ages are counted to. Any day serves: rules see completed years only."""

_DOSE_NEEDS = ("main_reason", "weight", "height")
_CONDITIONS = ("enableWhen", "mootWhen", "early")
"""Fields of an item that compare with answers, and may name a threshold for the number."""


@dataclass
class Workbench:
    """Both readings of one protocol folder."""

    folder: Folder
    vocabulary: Vocabulary
    _stored: dict[str, Answer] = field(default_factory=dict)

    @property
    def protocol(self) -> Protocol:
        """The protocol as the kiosk reads it."""
        return self.folder.protocol

    @cached_property
    def places(self) -> Places:
        """Where everything stands."""
        return Places(self.folder)

    @cached_property
    def reading(self) -> SecondReading:
        """The second reading of form and rules."""
        raw = self.folder.documents["questionnaire"].data
        option_sets = dict(raw["optionSets"])
        for document in self.folder.instruments.values():
            option_sets |= document.data["optionSets"]
        items = [self._with_instrument(item) for item in raw["item"]]
        thresholds = self.folder.documents["protocol"].data["thresholds"]
        return SecondReading(items, option_sets, thresholds, DAY)

    @cached_property
    def medicines(self) -> SecondMedicines:
        """The second reading of the class rules."""
        return SecondMedicines(self.raw_classes, self.vocabulary.medicines)

    @cached_property
    def raw_rules(self) -> list[Raw]:
        """The rules over answers as the YAML has them."""
        return list(self.folder.documents["rules"].data["rules"])

    @cached_property
    def raw_classes(self) -> list[Raw]:
        """The class rules as the YAML has them."""
        return list(self.folder.documents["medicines"].data["medicines"]["classes"])

    def items_of(self, instrument: str) -> list[str]:
        """linkIds of an instrument's items."""
        return [item["linkId"] for item in self.folder.instruments[instrument].data["item"]]

    def _with_instrument(self, item: Raw) -> Raw:
        inner = [self._with_instrument(child) for child in item.get("item", [])]
        if item["type"] == "group" and item.get("instrument"):
            inner += self.folder.instruments[item["instrument"]].data["item"]
        # Sentences keep the names of their numbers, to be held against the translations.
        conditions = {key: item[key] for key in _CONDITIONS if key in item}
        return {**item, **filled(conditions, self.protocol.thresholds), "item": inner}

    @cached_property
    def healthy(self) -> dict[str, Plain]:
        """Answers of somebody whom as little as possible speaks against, made from the protocol."""
        found: dict[str, Plain] = {}
        for question, raw in self.reading.item.items():
            if raw["type"] in ("group", "display") or not self.reading.asked(question, found):
                continue
            if question == "main_reason":
                found[question] = self._reason_with_dose()
            elif raw["type"] in ("choice", "integer", "date"):
                known = [[]] if raw.get("repeats") else self.reading.explicit(question)
                found[question] = min(known, key=lambda a: self._against(found, question, a))
            else:
                found[question] = open_answer(raw)
        return found

    def _reason_with_dose(self) -> str:
        speaking = {rule.get("reason_for_visit") for rule in self.raw_rules}
        for indication in self.protocol.regimens.indications:
            if indication.mg_per_kg is not None and indication.id not in speaking:
                return indication.id
        return self.protocol.regimens.indications[0].id

    def _against(self, found: Mapping[str, Plain], question: str, answer: Plain) -> tuple[int, int]:
        """How much an answer speaks against a dose, then how many more questions it opens."""
        answers = {**found, question: answer}
        raised = []
        for rule in self.raw_rules:
            if question in rule.get("questions", []):
                alone = {**rule, "questions": [question]}
                outcome = self.reading.of_answers(alone, answers)
            elif question in followups(rule.get("cases", [])):
                outcome = self.reading.of_answers(rule, answers)
            else:
                continue
            raised += [] if outcome is None else [outcome.rank]
        opened = [
            link_id
            for link_id, raw in self.reading.item.items()
            if any(c["question"] == question for c in raw.get("enableWhen", []))
            and self.reading.asked(link_id, answers)
        ]
        return -min(raised, default=len(TIERS)), len(opened)

    def slice(
        self,
        questions: Iterable[str],
        rules: Iterable[str] = (),
        classes: Iterable[str] = (),
    ) -> Protocol:
        """The protocol with only these questions, rules and class rules, and what a dose needs."""
        wanted = {*questions, *_DOSE_NEEDS}
        kept, kept_classes = set(rules), set(classes)
        protocol = self.protocol
        form = protocol.questionnaire
        smaller = Questionnaire.model_construct(
            parts=form.parts,
            option_sets=form.option_sets,
            item=_only(form.item, wanted),
        )
        medicines = protocol.medicines
        return _replaced(
            protocol,
            questionnaire=smaller,
            rules=tuple(r for r in protocol.rules if r.id in kept or r.kind == "weight"),
            medicines=MedicineRules.model_construct(
                classes=tuple(c for c in medicines.classes if c.id in kept_classes),
                silent=medicines.silent,
            ),
            regimens=self._one_dose,
            instruments=tuple(i for i in protocol.instruments if wanted.intersection(i.items)),
            vitals=(),
        )

    @cached_property
    def _one_dose(self) -> Regimens:
        """The regimens with one strength and no alternatives: enough to see whether there is a dose."""
        regimens = self.protocol.regimens
        fewer = tuple(i.model_copy(update={"alternatives": ()}) for i in regimens.indications)
        return regimens.model_copy(
            update={"strengths_mg_per_ml": regimens.strengths_mg_per_ml[:1], "indications": fewer}
        )

    def assess(self, protocol: Protocol, answers: Mapping[str, Plain]) -> Assessment:
        """The kiosk's own assessment of plain answers."""
        return assess(protocol, self.vocabulary, self.stored(answers), day=DAY)

    def stored(self, answers: Mapping[str, Plain]) -> dict[str, Answer]:
        """Plain answers as the kiosk keeps them."""
        return {question: self._store(question, plain) for question, plain in answers.items()}

    def _store(self, question: str, plain: Plain) -> Answer:
        key = f"{question} {plain!r}"
        if key not in self._stored:
            item = self.protocol.questionnaire.by_id[question]
            options = self.protocol.questionnaire.options(item)
            self._stored[key] = check_answer(item, options, plain)
        return self._stored[key]

    def dose_needs(self, without: Iterable[str]) -> dict[str, Plain]:
        """What a dose is computed from, where a rule does not ask for it itself."""
        taken = set(without)
        return {q: self.healthy[q] for q in _DOSE_NEEDS if q in self.healthy and q not in taken}


def _only(items: tuple[Item, ...], wanted: set[str]) -> tuple[Item, ...]:
    """The items of `wanted` in their groups. Early groups keep their place: it changes no result."""
    kept = []
    for item in items:
        inner = _only(item.item, wanted)
        if inner or item.link_id in wanted:
            kept.append(item.model_copy(update={"item": inner, "early": None}))
    return tuple(kept)


def _replaced(protocol: Protocol, **changes: Any) -> Protocol:
    # Built anew, not copied: a copy would carry what the whole protocol has already worked out.
    fields = {name: getattr(protocol, name) for name in Protocol.model_fields}
    return Protocol.model_construct(**{**fields, **changes})
