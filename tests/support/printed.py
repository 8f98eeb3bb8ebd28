"""Invented patients for the page: real protocol, real vocabulary, real assessment."""

import functools
import json
from pathlib import Path
from typing import Any

from kiosk.clinical.assess import assess
from kiosk.interview.answers_file import parse_answers
from kiosk.interview.conditions import read
from kiosk.loading.protocol import load_protocol
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import plain
from kiosk.model.form import Item
from kiosk.model.protocol import Protocol
from kiosk.model.record import FormStamp, Record
from kiosk.summary.legible import legible

FORMS = Path(__file__).resolve().parents[2] / "forms"
MOMENT = "2026-11-22T10:04:00-06:00"


@functools.cache
def protocol() -> Protocol:
    return load_protocol(FORMS / "ketamine-infusion")


@functools.cache
def vocabulary() -> Vocabulary:
    return Vocabulary.load(FORMS / "medications")


IDENTITY: dict[str, Any] = {
    "given_name": "Marisol Elena",
    "family_name": "Alvarez",
    "preferred_name": "Mari",
    "record_number": "RB-204418",
    "birth_date": "1985-03-14",
    "phone": "(469) 555-0147",
    "sex_at_birth": "female",
    "height": {"feet": 5, "inches": 6},
    "weight": {"value": "154", "unit": "lb"},
    "main_reason": "depression",
    "other_reasons": [],
    "reason_duration": "about 2 years, nothing has worked",
    "prior_treatments": "two_or_more",
    "makes_own_decisions": "yes",
    "takes_no_medications": "yes",
    "medications": [],
    "allergies": [],
    "infusion_today": "no",
    "signature": "Marisol Elena Alvarez",
}


def benign(item: Item) -> Any:
    """An answer that raises nothing."""
    options = protocol().questionnaire.options(item)
    codes = [option.code for option in options]
    if item.type == "choice" and item.repeats:
        return []
    scored = [option.score for option in options if option.score is not None]
    if scored:
        return min(scored) if item.type == "integer" else codes[scored.index(min(scored))]
    for code in ("no", "none", "never"):
        if code in codes:
            return code
    if codes:
        return codes[0]
    if item.type == "integer":
        return item.min or 0
    return None


def answers_of(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """Everything that is asked, answered so that nothing is flagged, but for `changes`."""
    form = protocol().questionnaire
    merged = {**IDENTITY, **(changes or {})}
    given = {question: value for question, value in merged.items() if value is not None}
    while True:
        text = json.dumps({"form": protocol().id, "answered_at": MOMENT, "answers": given})
        checked = parse_answers(text, form, form_id=protocol().id, languages=("en", "es"))
        asked = read(form, checked.answers, absent_is_skipped=False).order
        new = {q: benign(form.by_id[q]) for q in asked if q not in merged and q not in given}
        if not any(value is not None for value in new.values()):
            return given
        given.update({question: value for question, value in new.items() if value is not None})


def record_of(changes: dict[str, Any] | None = None, **fields: Any) -> Record:
    """A submitted record. `changes` to the benign answers; None leaves a question out."""
    withdrawn = fields.pop("withdrawn", {})
    given = answers_of(changes)
    text = json.dumps(
        {"form": protocol().id, "answered_at": MOMENT, "answers": given, "withdrawn": withdrawn}
    )
    checked = parse_answers(
        text, protocol().questionnaire, form_id=protocol().id, languages=("en", "es")
    )
    assessment = assess(
        protocol(), vocabulary(), checked.answers, day=checked.day, withdrawn=checked.withdrawn
    )
    values: dict[str, Any] = {
        "id": "3f2a9c1e-7b54-4d0a-9a53-0c1d2e3f4a5b",
        "submitted_at": "2026-11-22T16:05:10+00:00",
        "answered_at": MOMENT,
        "form": FormStamp(id=protocol().id, version=protocol().version),
        "language": "en",
        "answers": {key: plain(value) for key, value in checked.answers.items()},
        "withdrawn": {each.question: plain(each.answer) for each in checked.withdrawn},
        "kiosk": "kiosk-1",
        "clinic": "Riverbend Infusion Clinic",
        "assessment": assessment,
    }
    return Record(**{**values, **fields})


TYPICAL: dict[str, Any] = {
    "can_be_pregnant": "yes",
    "pregnancy": "no",
    "takes_no_medications": "no",
    "medications": [
        {"entered": "Percocet", "strength": "5 mg", "how_often": "about 2 a day"},
        {"entered": "benadryl", "status": "as_needed"},
        {"entered": "blue calm gummies", "how_often": "2 at night"},
        {"entered": "zoloft", "strength": "100 mg", "how_often": "daily"},
    ],
    "allergies": ["penicillin (hives)"],
    "high_blood_pressure": "yes",
    "high_blood_pressure_controlled": "yes",
    "phq9_1": 2,
    "phq9_2": 3,
}
WITHHELD: dict[str, Any] = {
    **TYPICAL,
    "high_blood_pressure_controlled": "no",
    "stroke": "not_sure",
    "medications": [
        *TYPICAL["medications"],
        {"entered": "half a xanax most nights", "confirmed": "alprazolam", "how_often": "nightly"},
    ],
}
_LONG = "I was told by a doctor in Houston that my pressure was through the roof and "
STRESS: dict[str, Any] = {
    **WITHHELD,
    "given_name": "María-José Hubert Blaine Анна 王小明 Fatimah فاطمة",
    "family_name": "Wolfeschlegelsteinhausenbergerdorff-Nguyễn",
    "preferred_name": "“Hue” 🙂",
    "record_number": "RB-0000000204999-X",
    "allergies": [
        "penicillin (anaphylaxis)",
        "sulfa (rash)",
        "latex (hives)",
        "iodinated contrast (swelling)",
        "shellfish (swelling)",
        "adhesive tape (blisters)",
        "“some antibiotic that starts with C” (throat closed)",
    ],
    "reason_duration": _LONG * 20,
    "asq_1": "yes",
    "asq_2": "not_sure",
    "asq_5": "yes",
    "phq9_9": 2,
    "thoughts_of_harming_others": "yes",
    "emergency_symptoms": "yes",
    "aneurysm": "not_sure",
    "liver_disease": "yes",
    "liver_disease_severity": "severe",
    "psychosis": "yes",
    "pregnancy": "yes",
    "pregnancy_weeks": 8,
    "breastfeeding": "planning",
    "drug_use": "within_3_months",
    "sleep_apnea": "yes",
    "seizure": "skipped",
    "kidney_failure": "skipped",
    "porphyria": "not_sure",
    "lung_disease": "skipped",
    "medications": [
        *WITHHELD["medications"],
        *(
            {"entered": f"<script>alert({n})</script> {'pill ' * n}", "how_often": "now " * n}
            for n in range(20)
        ),
    ],
}
CASES: dict[str, dict[str, Any]] = {
    "clean": {},
    "typical": TYPICAL,
    "withheld": WITHHELD,
    "no weight": {**TYPICAL, "weight": "skipped"},
    "stress": STRESS,
    "today": {
        "infusion_today": "yes",
        "last_food_hours": 8,
        "last_drink_hours": 3,
        "ride_home": "yes",
    },
    "chronic pain": {"main_reason": "chronic_pain", "weight": {"value": "80", "unit": "kg"}},
    "other reason": {"main_reason": "other"},
    "substance use": {
        "main_reason": "substance_use_disorder",
        "other_reasons": ["ptsd", "migraine"],
    },
    "everything skipped": dict.fromkeys(
        (
            "given_name",
            "family_name",
            "birth_date",
            "phone",
            "height",
            "weight",
            "main_reason",
            "allergies",
            "takes_no_medications",
            "sex_at_birth",
        ),
        "skipped",
    ),
}
"""Changes to the benign answers by what the page becomes."""


def answers_in_words(record: Record) -> list[str]:
    """Every answer as the page can show it: typed text as typed, options by their English label."""
    form = protocol().questionnaire
    found: list[str] = []
    for question, value in record.answers.items():
        item = form.by_id[question]
        labels = {option.code: option.text for option in form.options(item)}
        labels |= {"skipped": "SKIPPED", "not_sure": "Not sure"}
        if value == "":
            found.append("left empty")
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and item.type != "date":
                found.append(labels.get(each, each))
            elif isinstance(each, dict) and "entered" in each:
                found += [each[key] for key in ("entered", "strength", "how_often") if key in each]
            elif isinstance(each, int):
                found.append(str(each))
    return [legible(text) for text in found]
