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
    "takes_no_medications": "no",
    "medications": [
        {"entered": "Percocet", "strength": "5 mg", "how_often": "about 2 a day"},
        {
            "entered": "half a xanax most nights",
            "confirmed": "alprazolam",
            "how_often": "most nights",
        },
        {"entered": "benadryl", "status": "as_needed"},
        {"entered": "blue calm gummies", "how_often": "2 at night"},
        {"entered": "lisinopril", "strength": "20 mg", "how_often": "daily"},
        {"entered": "zoloft", "strength": "100 mg", "how_often": "daily"},
    ],
    "allergies": ["penicillin (hives)"],
    "liver_disease": "not_sure",
    "liver_disease_severity": "mild",
    "kidney_failure": "not_sure",
}
