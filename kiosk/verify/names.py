"""Whether what the files of a protocol name in one another exists, beyond what loading already checks.

Loading refuses what could not run at all; this finds what would run and mislead: a row of the clinical
reference that is none, a reason for visit without an indication, a question that no rule reads.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from kiosk.loading.limits import READ_BY_WEIGHT
from kiosk.loading.references import condition_problem
from kiosk.model.protocol import TIERS, Rule, Vital
from kiosk.model.units import printed
from kiosk.verify.finding import BROKEN, Finding
from kiosk.verify.safety import can_withhold
from kiosk.verify.second_reading import Raw, conditions_in
from kiosk.verify.variables import own_questions
from kiosk.verify.workbench import Workbench

KIND = "names"
REFERENCE = re.compile(r"[UPHNMSRVXD]\d+")
"""A row of the clinical reference that a rule can stand on."""

WEIGHT_LIMITS = tuple(dict.fromkeys(name for names in READ_BY_WEIGHT.values() for name in names))
"""The numbers that the rule over the stated weight reads."""

_DOSE_NEEDS = ("main_reason", "weight", "height")
_MEASURED = range(400)
"""Every whole number that a vital sign can have, and more."""


def check_names(bench: Workbench) -> list[Finding]:
    """Names that lead nowhere, in the order of the files."""
    return [
        *_sources(bench),
        *_references(bench),
        *_thresholds(bench),
        *_questions(bench),
        *_medicines(bench),
        *_regimens(bench),
        *_education(bench),
        *_instruments(bench),
        *_vitals(bench),
    ]


def _sources(bench: Workbench) -> Iterator[Finding]:
    known, places = bench.protocol.source_by_id, bench.places
    for name, threshold in bench.protocol.thresholds.items():
        for source in threshold.sources:
            if source not in known:
                said = f"no source '{source}' in protocol.yaml"
                yield places.at("protocol", ("thresholds", name, "sources"), name, KIND, said)
    for note in bench.protocol.regimens.notes:
        for source in note.sources:
            if source not in known:
                said = f"no source '{source}' in protocol.yaml"
                yield places.entry("regimens", ("regimens", "notes"), note.id, KIND, said)
    for instrument in bench.protocol.instruments:
        for source in instrument.sources:
            if source not in known:
                said = f"no source '{source}' in protocol.yaml"
                yield places.instrument(instrument.id, KIND, said, "sources")


def _references(bench: Workbench) -> Iterator[Finding]:
    ids = Counter(each["id"] for each in (*bench.raw_rules, *bench.raw_classes))
    ids.update(vital.id for vital in bench.protocol.vitals)
    for raw in (*bench.raw_rules, *bench.raw_classes):
        if not REFERENCE.fullmatch(str(raw["reference"])):
            said = f"reference: expected a row of the clinical reference such as H5, got {raw['reference']!r}"
            yield bench.places.rule(raw["id"], KIND, said, "reference")
        if ids[raw["id"]] > 1:
            yield bench.places.rule(
                raw["id"], KIND, "stands twice: every flag needs its own id", "id"
            )
    for link_id, item in bench.reading.item.items():
        document, _ = bench.places.of_item(link_id)
        own = document is bench.folder.documents["questionnaire"]
        if own and item["type"] not in ("group", "display") and not item.get("reference"):
            said = "reference: expected a row of the clinical reference"
            yield bench.places.item(link_id, KIND, said)


def _thresholds(bench: Workbench) -> Iterator[Finding]:
    known = bench.protocol.thresholds
    if any(raw.get("kind") == "weight" for raw in bench.raw_rules):
        for name in WEIGHT_LIMITS:
            if name not in known:
                said = "is missing: the rule over the weight needs it"
                yield bench.places.at("protocol", ("thresholds",), name, BROKEN, said)
    for vital in bench.protocol.vitals:
        for limit in (vital.above, vital.at_least, vital.below):
            if limit is not None and limit not in known:
                said = f"no threshold '{limit}' in protocol.yaml"
                yield bench.places.entry("vitals", ("vitals",), vital.id, BROKEN, said)
    for rule in bench.protocol.rules:
        for problem in _look_back(rule, bench.protocol.numbers):
            yield bench.places.rule(rule.id, KIND, problem, "lookback")


def _look_back(rule: Rule, numbers: Mapping[str, Decimal]) -> Iterator[str]:
    """Every answer as far back as the threshold withholds, and no answer further back."""
    if rule.lookback is None:
        return
    limit = numbers.get(rule.lookback.threshold)
    if limit is None:
        yield f"no threshold '{rule.lookback.threshold}' in protocol.yaml"
        return
    withholding = {case.answer for case in rule.cases if case.tier == "withhold"}
    for answer, months in rule.lookback.answers.items():
        if all(case.answer != answer for case in rule.cases):
            yield f"no case for the answer '{answer}'"
        elif (months <= limit) != (answer in withholding):
            does = "withholds" if answer in withholding else "does not withhold"
            yield f"'{answer}' reaches back {months} months of {printed(limit)} and {does}"


def _questions(bench: Workbench) -> Iterator[Finding]:
    """A question that nothing reads is a question whose answer nobody sees in time; so is one asked twice."""
    read = set(_read_by_rules(bench))
    asked: dict[str, str] = {}
    for link_id, item in bench.reading.item.items():
        row = REFERENCE.fullmatch(str(item.get("reference", "")))
        if item["type"] == "choice" and row and link_id not in read:
            said = f"is read by no rule and no condition, although it asks for {item['reference']}"
            yield bench.places.item(link_id, KIND, said)
        if item["type"] == "integer" and not {"min", "max"} <= item.keys():
            said = "min and max: expected both, or its answers cannot be gone through"
            yield bench.places.item(link_id, BROKEN, said)
        text = " ".join(str(item.get("text", "")).casefold().split())
        if item["type"] != "group" and text:
            if text in asked:
                said = f"asks the same as '{asked[text]}'"
                yield bench.places.item(link_id, KIND, said, "text")
            asked.setdefault(text, link_id)
    for needed in _DOSE_NEEDS:
        if needed not in bench.reading.item:
            said = "is missing: no dose can be worked out without it"
            yield bench.places.at("questionnaire", ("item",), needed, BROKEN, said)
    used = {item.get("answerValueSet") for item in bench.reading.item.values()}
    for name in bench.folder.documents["questionnaire"].data["optionSets"]:
        if name not in used:
            said = "is used by no question"
            yield bench.places.at("questionnaire", ("optionSets", name), name, KIND, said)


def _read_by_rules(bench: Workbench) -> Iterator[str]:
    for raw in bench.raw_rules:
        kind = raw.get("kind", "answer")
        if kind == "answer":
            yield from own_questions(raw)
        elif kind == "score":
            yield from bench.items_of(raw["instrument"])
        yield from _conditions_of((*raw.get("when", []), *conditions_in(raw.get("cases", []))))
    for raw in bench.raw_classes:
        yield from _conditions_of(raw.get("escalate_when", []))
    for item in bench.reading.item.values():
        early = item.get("early", {}).get("enableWhen", [])
        yield from _conditions_of((*item.get("enableWhen", []), *early))
    # The list rules, the regimen and the dose read these by name.
    yield from ("main_reason", "other_reasons", "takes_no_medications", "sex_at_birth")


def _conditions_of(conditions: Iterable[Raw]) -> Iterator[str]:
    return (str(condition["question"]) for condition in conditions)


def _medicines(bench: Workbench) -> Iterator[Finding]:
    ids = {raw["id"] for raw in bench.raw_classes}
    form = bench.protocol.questionnaire
    for rule in bench.protocol.medicines.classes:
        for other in rule.silent_beside:
            if other not in ids:
                said = f"no class rule '{other}'"
                yield bench.places.rule(rule.id, KIND, said, "silent_beside")
        for condition in rule.escalate_when:
            if problem := condition_problem(form, condition):
                yield bench.places.rule(rule.id, KIND, problem, "escalate_when")


def _regimens(bench: Workbench) -> Iterator[Finding]:
    if "main_reason" not in bench.reading.item:
        return
    reasons = set(bench.reading.codes("main_reason"))
    indications = bench.protocol.regimens.indications
    notes = {note.id for note in bench.protocol.regimens.notes}
    tags = {tag for raw in (*bench.raw_rules, *bench.raw_classes) for tag in raw.get("tags", [])}
    place = ("regimens", "indications")
    for indication in indications:
        problems = [f"no note '{note}'" for note in indication.notes if note not in notes]
        if indication.id not in reasons:
            problems.append(f"'main_reason' has no answer '{indication.id}'")
        for alternative in indication.alternatives:
            for tag in alternative.unless_tags:
                if tag not in tags:
                    problems.append(f"'{alternative.text}': no rule has the tag '{tag}'")
        for problem in problems:
            yield bench.places.entry("regimens", place, indication.id, KIND, problem)
    for reason in sorted(reasons - {indication.id for indication in indications}):
        said = "is offered as a reason for visit and has no entry here"
        yield bench.places.at("regimens", place, reason, KIND, said)
    for raw in bench.raw_rules:
        reason = raw.get("reason_for_visit", "")
        if raw.get("kind") == "reason" and reason not in reasons:
            said = f"'main_reason' has no answer '{reason}'"
            yield bench.places.rule(raw["id"], KIND, said, "reason_for_visit")


def _education(bench: Workbench) -> Iterator[Finding]:
    """Every contraindication of the clinic's page is screened for, by a rule that can withhold."""
    rules = {raw["id"]: raw for raw in (*bench.raw_rules, *bench.raw_classes)}
    for entry in bench.protocol.education.contraindications:
        place = ("education", "contraindications")
        for rule_id in entry.rules:
            if rule_id not in rules:
                said = f"no rule '{rule_id}'"
                yield bench.places.entry("education", place, entry.id, KIND, said)
        if not any(rule_id in rules and can_withhold(rules[rule_id]) for rule_id in entry.rules):
            said = f"'{entry.text}' is a contraindication, and no rule of it can withhold"
            yield bench.places.entry("education", place, entry.id, KIND, said)
    for interaction in bench.protocol.education.interactions:
        if interaction.rule not in rules:
            place = ("education", "interactions")
            said = f"no rule '{interaction.rule}'"
            yield bench.places.entry("education", place, interaction.id, KIND, said)


def _instruments(bench: Workbench) -> Iterator[Finding]:
    for instrument in bench.protocol.instruments:
        for code in instrument.loinc.keys() - {*instrument.items, "panel", "total"}:
            said = f"loinc: '{code}' is no item of this instrument"
            yield bench.places.instrument(instrument.id, KIND, said, "loinc", code)
        named: Counter[int] = Counter()
        for band in instrument.bands:
            named.update(range(band.low, band.high + 1))
        whole = range(instrument.minimum, instrument.maximum + 1)
        if instrument.bands and any(named[total] != 1 for total in whole):
            wrong = next(total for total in whole if named[total] != 1)
            said = f"bands: a total of {wrong} stands in {named[wrong]} of them, expected one"
            yield bench.places.instrument(instrument.id, KIND, said, "bands")


def _vitals(bench: Workbench) -> Iterator[Finding]:
    """The first line that a measured value crosses counts, so the gravest must stand first."""
    numbers = bench.protocol.numbers
    lines = [v for v in bench.protocol.vitals if _limits(v) <= numbers.keys()]
    first: set[str] = set()
    for measure in dict.fromkeys(vital.measure for vital in lines):
        for value in _MEASURED:
            crossed = [v for v in lines if v.measure == measure and _crosses(v, value, bench)]
            first.update(vital.id for vital in crossed[:1])
            graver = [v for v in crossed if _gravity(v) < _gravity(crossed[0])]
            if graver:
                said = f"stands behind '{crossed[0].id}', which is lighter, at {value}"
                yield bench.places.entry("vitals", ("vitals",), graver[0].id, KIND, said)
                break
    for vital in lines:
        if vital.id not in first:
            said = "never counts: another line always stands before it"
            yield bench.places.entry("vitals", ("vitals",), vital.id, KIND, said)


def _limits(vital: Vital) -> set[str]:
    return {limit for limit in (vital.above, vital.at_least, vital.below) if limit is not None}


def _crosses(vital: Vital, value: int, bench: Workbench) -> bool:
    numbers = bench.protocol.numbers
    return (
        (vital.above is not None and value > numbers[vital.above])
        or (vital.at_least is not None and value >= numbers[vital.at_least])
        or (vital.below is not None and value < numbers[vital.below])
    )


def _gravity(vital: Vital) -> tuple[bool, int]:
    return (not vital.outcome.urgent, TIERS.index(vital.outcome.tier))
