"""Invented patients, judged by the real engine, as the bodies that are stored."""

import random
from pathlib import Path
from typing import Any

from kiosk.clinical.record import make_record
from kiosk.interview.check import check_answer
from kiosk.interview.conditions import read
from kiosk.interview.session import Session
from kiosk.loading.protocol import load_protocol
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import Answer
from kiosk.model.form import Item, Questionnaire

MEDICINES = (
    {"entered": "sertraline 50 mg", "strength": "50 mg", "how_often": "every morning"},
    {"entered": "zanax", "confirmed": "alprazolam", "status": "as_needed"},
    {"entered": "lisinopril"},
    {"entered": "the small blue pill from my brother"},
    {"entered": "gabapentin", "status": "stopped"},
)
WORDS = ("Ana", "Díaz", "O'Brien", "since spring, worse at night", "+1 512 555 0100", "penicillin")


def bodies(forms: Path, count: int, chance: random.Random) -> list[dict[str, Any]]:
    """`count` different stored bodies."""
    protocol = load_protocol(forms / "ketamine-infusion")
    vocabulary = Vocabulary.load(forms / "medications")
    form = protocol.questionnaire
    found = []
    for _ in range(count):
        answers: dict[str, Answer] = {}
        for item in form.questions:
            if item.required or chance.random() < 0.5:
                raw = _answer(form, item, chance)
                answers[item.link_id] = check_answer(item, form.options(item), raw)
        asked = read(form, answers, absent_is_skipped=False)
        changed_mind = dict(list(asked.hidden.items())[:2]) if chance.random() < 0.2 else {}
        record = make_record(
            protocol,
            vocabulary,
            Session(form, "en", {**asked.answers, **changed_mind}),
            answered_at="2026-11-22T10:00:00-06:00",
            record_id="",
            kiosk="front",
            clinic="Example clinic",
        )
        found.append(record.model_dump(mode="json"))
    return found


def _answer(form: Questionnaire, item: Item, chance: random.Random) -> Any:
    """Mostly a plain answer, sometimes not sure or left to staff."""
    if chance.random() < 0.03:
        return chance.choice(("not_sure", "skipped"))
    codes = [option.code for option in form.options(item)]
    if item.type == "choice" and item.repeats:
        return [code for code in codes if chance.random() < 0.15]
    if item.type == "choice":
        return "no" if "no" in codes and chance.random() < 0.95 else chance.choice(codes)
    if item.type == "integer":
        return chance.randint(item.min or 0, item.max or 4)
    if item.type == "quantity":
        weight = {"value": str(chance.randint(50, 110)), "unit": "kg"}
        return weight if "kg" in item.unit else {"feet": 5, "inches": chance.randint(0, 11)}
    if item.type == "date":
        return f"{chance.randint(1940, 2006)}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
    if item.type == "medications":
        return chance.sample(MEDICINES, chance.randint(0, len(MEDICINES)))
    if item.repeats:
        return chance.sample(WORDS, chance.randint(0, 2))
    return chance.choice(WORDS)
