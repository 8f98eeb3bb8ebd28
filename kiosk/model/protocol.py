"""A clinic's protocol as one value: questionnaire, rules, regimens, medicine classes, education.

Owns what a protocol may say. Every threshold carries its value, since when it stands and its source;
rules name thresholds instead of numbers, so that a clinic's change is one line in one place.
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Literal

from pydantic import Field

from kiosk.model.base import Value
from kiosk.model.education import Education
from kiosk.model.form import Condition, Questionnaire

Tier = Literal["withhold", "caution_major", "caution_minor", "inform"]
TIERS: tuple[Tier, ...] = ("withhold", "caution_major", "caution_minor", "inform")
"""From the gravest down. `urgent` stands beside a tier, never in its place."""

Respond = Literal["crisis", "stop", "staff", "none"]
"""The page that follows an urgent answer: suicide crisis, stop until staff come, staff told, none."""


class Source(Value):
    """A source of the clinical reference. `printed` is what the page may call it."""

    id: str
    authority: Literal["A", "B", "C"]
    title: str
    where: str = ""
    printed: str
    """The title, or "clinic practice" / "product rule" where the source itself is not to be printed."""


class Threshold(Value):
    """A clinical number with its provenance. `unit` as printed; `value` never a float."""

    value: Decimal
    unit: str
    since: datetime.date
    sources: tuple[str, ...]
    confirmed: bool = True
    """False where the clinical reference marks the number as unconfirmed or a product choice."""


class Outcome(Value):
    """What an answer leads to."""

    tier: Tier
    urgent: bool = False
    title: str = ""
    reason: str = ""
    reason_measured: str = ""
    """In place of `reason`, for a weight that staff measured; empty where it says nothing of the source."""


class Case(Value):
    """One answer, or range of numbers, of a rule's question, and what it leads to.

    Exactly one of `answer`, `at_least`, `less_than` is the test (the numbers are threshold names; both
    together make a band). The result is the outcome (`tier` and so on), or `then`, a follow-up.
    `when` narrows the case to patients whose other answers hold.
    """

    answer: str | None = None
    at_least: str | None = None
    less_than: str | None = None
    when: tuple[Condition, ...] = ()
    tier: Tier | None = None
    urgent: bool = False
    title: str = ""
    reason: str = ""
    then: "Branch | None" = None


class Branch(Value):
    """A question of a rule with its cases. An answer without a case is benign."""

    question: str
    cases: tuple[Case, ...]


class Lookback(Value):
    """How many months back each answer of a rule's question reaches, and from where on it withholds.

    Every answer that reaches back no further than `threshold` withholds. A clinic may move the threshold
    to another of these numbers: the answers and their words stay, the tier of what lies between moves.
    """

    threshold: str
    answers: dict[str, int]


class Rule(Value):
    """Answers to one flag.

    `kind`:
    - `answer`: `questions` (one, or several asked alike, worst counts) judged by `cases`;
    - `score`: the total of `instrument` judged by `cases`;
    - `weight`: the stated weight against the plausibility thresholds;
    - `reason`: `reason_for_visit` named as main or other reason;
    - `medicines`: the list as a whole (`list_check`);
    - `allergies`: the list of allergies is unknown, or a word of it begins with one of `allergens` or
      may be a misspelling of one of `allergen_names`.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: Literal["answer", "score", "weight", "reason", "medicines", "allergies"] = "answer"
    reference: str
    title: str
    sources: tuple[str, ...]
    since: datetime.date
    questions: tuple[str, ...] = ()
    instrument: str = ""
    reason_for_visit: str = ""
    allergens: tuple[str, ...] = ()
    """Beginnings of words, in small letters without accents."""
    allergen_names: tuple[str, ...] = ()
    """Whole words that a misspelt one is held against."""
    not_allergens: tuple[str, ...] = ()
    """Words that are near to these and known to be something else."""
    list_check: Literal["", "unidentified", "nothing_listed", "sedatives"] = ""
    cases: tuple[Case, ...] = ()
    outcomes: dict[str, Outcome] = {}
    """Named results of the computed kinds (`weight`, `reason`, `medicines`)."""
    when: tuple[Condition, ...] = ()
    """The rule judges an answer only for patients whose answers hold all of these; a skipped question
    of it is at least a major caution for everybody."""
    with_sedative: Outcome | None = None
    """Replaces a raised outcome when the patient takes any sedative."""
    adds: dict[str, str] = {}
    """Other questions whose answers stand in the reason, by a sentence with `{answer}` (P4 in P3)."""
    lookback: Lookback | None = None
    respond: Respond = "none"
    tags: tuple[str, ...] = ()
    negative: str = ""
    """What the page says under "Asked and answered No", such as "stroke"."""
    clinic_may_set: tuple[Tier, ...] = ()
    """The tiers that a clinic may choose between for the rule's gravest one; empty: no choice."""


class ClassRule(Value):
    """A drug class to one flag; `vocabulary_classes` are names of the medication vocabulary."""

    id: str
    reference: str
    tier: Tier
    title: str
    reason: str
    """Mechanism in one plain sentence for the provider."""
    ask: str = ""
    """What the provider may ask."""
    sources: tuple[str, ...]
    since: datetime.date
    vocabulary_classes: tuple[str, ...] = ()
    also_generics: tuple[str, ...] = ()
    except_classes: tuple[str, ...] = ()
    """A medicine in one of these classes does not count for this rule."""
    except_generics: dict[str, Tier] = {}
    """Generics of the class that take another tier."""
    counts_as_sedative: bool = False
    opioid: bool = False
    """Counts as the opioid of rule R3."""
    benzodiazepine_or_barbiturate: bool = False
    """Counts as the other half of rule R3."""
    silent_beside: tuple[str, ...] = ()
    """No second flag for a medicine that one of these rules already flagged."""
    escalate_when: tuple[Condition, ...] = ()
    escalate_to: Outcome | None = None
    tags: tuple[str, ...] = ()
    clinic_may_set: tuple[Tier, ...] = ()
    """The tiers that a clinic may choose between for the rule's gravest one; empty: no choice."""


class MedicineRules(Value):
    """All class rules, and the vocabulary classes that are silent on purpose, each with why."""

    classes: tuple[ClassRule, ...]
    silent: dict[str, str]

    @cached_property
    def sedating(self) -> frozenset[str]:
        """Ids of the class rules whose medicines count as sedatives (R3, M6)."""
        return frozenset(rule.id for rule in self.classes if rule.counts_as_sedative)

    def rules_of(self, classes: tuple[str, ...], names: tuple[str, ...]) -> frozenset[str]:
        """Ids of the class rules that a medicine of these vocabulary classes and generics falls under."""
        found: set[str] = set()
        for each in classes:
            found |= self._taking.get(each, frozenset())
        for each in names:
            found |= self._naming.get(each, frozenset())
        for each in classes if found else ():
            found -= self._leaving_out.get(each, frozenset())
        return frozenset(found)

    @cached_property
    def _taking(self) -> dict[str, frozenset[str]]:
        return _ids_by((rule.id, rule.vocabulary_classes) for rule in self.classes)

    @cached_property
    def _naming(self) -> dict[str, frozenset[str]]:
        return _ids_by((rule.id, rule.also_generics) for rule in self.classes)

    @cached_property
    def _leaving_out(self) -> dict[str, frozenset[str]]:
        return _ids_by((rule.id, rule.except_classes) for rule in self.classes)


def _ids_by(named: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, frozenset[str]]:
    """Rule ids by each name that the rule lists."""
    found: dict[str, set[str]] = {}
    for rule_id, names in named:
        for name in names:
            found.setdefault(name, set()).add(rule_id)
    return {name: frozenset(ids) for name, ids in found.items()}


class Alternative(Value):
    """A treatment the clinic's page names; left out beside a flag with one of `unless_tags`."""

    text: str
    unless_tags: tuple[str, ...] = ()


class Indication(Value):
    """One reason for visit with what the clinic's page states for it; `None` is not stated."""

    id: str
    label: str
    mg_per_kg: tuple[Decimal, Decimal] | None
    minutes: int | None
    minutes_text: str = ""
    sessions_per_week: tuple[int, int] | None
    interval_weeks: tuple[int, int] | None = None
    weeks: tuple[int, int] | None
    alternatives: tuple[Alternative, ...]
    evidence: str
    notes: tuple[str, ...] = ()
    """Ids of conflict notes to print beside the regimen."""
    sources: tuple[str, ...]
    since: datetime.date


class Note(Value):
    """A conflict in the clinic's own material and the sentence printed about it."""

    id: str
    problem: str
    rule: str
    printed: str = ""
    """What the page says; empty where the rule is kept by other means."""
    sources: tuple[str, ...]


class Regimens(Value):
    """Doses by indication, with what holds for all of them."""

    drug: str
    route: str
    strengths_mg_per_ml: tuple[int, ...]
    cost_usd_per_session: tuple[int, int]
    bag_ml: int | None = None
    """Total volume that the bag is brought to; mL/h is printed only when the clinic sets it."""
    fixed_lines: tuple[str, ...]
    indications: tuple[Indication, ...]
    notes: tuple[Note, ...]


class Band(Value):
    """A named range of scores, ends included."""

    low: int
    high: int
    name: str


class Instrument(Value):
    """A published instrument: unaltered wording, its notice, scoring and codes."""

    id: str
    title: str
    notice: str
    items: tuple[str, ...]
    """linkIds in order."""
    minimum: int
    maximum: int
    bands: tuple[Band, ...] = ()
    loinc: dict[str, str] = {}
    """Codes by item linkId, `panel` or `total`; only confirmed ones."""
    scored: bool = True
    sources: tuple[str, ...]


class Vital(Value):
    """A line of the vital-sign table: `measure` compared with a threshold."""

    id: str
    measure: Literal["systolic", "diastolic", "heart_rate", "spo2"]
    above: str | None = None
    at_least: str | None = None
    below: str | None = None
    outcome: Outcome
    sources: tuple[str, ...]
    since: datetime.date


class Protocol(Value):
    """Everything a clinic may change, validated, with the digest of the files it was read from."""

    id: str
    version: str
    title: str
    languages: tuple[str, ...]
    digest: str
    """`sha256:` and 64 hexadecimal digits over every file that decides an assessment."""
    clinic_changes: tuple[str, ...] = ()
    """What the clinic's own settings changed, one readable line each."""
    translation_reviewed: dict[str, bool] = {}
    sources: tuple[Source, ...]
    thresholds: dict[str, Threshold]
    questionnaire: Questionnaire
    instruments: tuple[Instrument, ...]
    rules: tuple[Rule, ...]
    vitals: tuple[Vital, ...] = ()
    medicines: MedicineRules
    regimens: Regimens
    education: Education
    translations: dict[str, dict[str, str]]
    """Language to text by key, such as `question.stroke.text`; English stands in the values."""

    @cached_property
    def numbers(self) -> dict[str, Decimal]:
        """Threshold values by name."""
        return {name: threshold.value for name, threshold in self.thresholds.items()}

    @cached_property
    def source_by_id(self) -> dict[str, Source]:
        """Sources by their id."""
        return {source.id: source for source in self.sources}

    @cached_property
    def indication_by_id(self) -> dict[str, Indication]:
        """Indications by their id (the codes of `main_reason`)."""
        return {indication.id: indication for indication in self.regimens.indications}

    @cached_property
    def instrument_by_id(self) -> dict[str, Instrument]:
        """Instruments by their id."""
        return {instrument.id: instrument for instrument in self.instruments}

    @cached_property
    def every_rule(self) -> tuple[Rule | ClassRule, ...]:
        """Every rule in the protocol's own order: rules over answers, then over medicine classes."""
        return (*self.rules, *self.medicines.classes)

    @cached_property
    def place_of_rule(self) -> dict[str, int]:
        """The place of each rule and vital-sign line in the protocol's own order, by id."""
        ids = (*(rule.id for rule in self.every_rule), *(vital.id for vital in self.vitals))
        return {rule_id: place for place, rule_id in enumerate(ids)}

    @cached_property
    def rules_by_question(self) -> dict[str, tuple[Rule, ...]]:
        """The rules that read a question, follow-ups included."""
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for question in rule_questions(rule, self):
                found.setdefault(question, []).append(rule)
        return {question: tuple(rules) for question, rules in found.items()}

    def say(self, language: str, key: str, english: str) -> str:
        """The text for `key` in `language`; `english` where there is no translation."""
        return self.translations.get(language, {}).get(key, english)


def rule_questions(rule: Rule, protocol: Protocol) -> tuple[str, ...]:
    """Ids of the questions that decide `rule`, follow-ups included."""
    if rule.kind == "score":
        return protocol.instrument_by_id[rule.instrument].items
    if rule.kind == "weight":
        return ("weight", "height")
    if rule.kind == "reason":
        return ("main_reason", "other_reasons")
    if rule.kind == "allergies":
        return ("allergies",)
    if rule.kind == "medicines":
        return ("medications", "takes_no_medications")
    return (*rule.questions, *_followups(rule.cases))


def _followups(cases: tuple[Case, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for case in cases:
        if case.then:
            found += [case.then.question, *_followups(case.then.cases)]
    return tuple(dict.fromkeys(found))
