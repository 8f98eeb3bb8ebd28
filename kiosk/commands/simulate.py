"""`kiosk simulate`: synthetic patients through the real engine, for training, load and pictures.

Such records carry `synthetic: true`, raise no alert, and are refused where a real record stands.

Without a seed every call invents other patients. A seed fixes the row of patients: the same ones from
an empty store, and on a second call with it those that come after the ones already stored.
"""

import argparse
import datetime
import random
import sys
import uuid
from typing import Any

from kiosk.clinical.record import make_record
from kiosk.errors import KioskError
from kiosk.intake import FrontDesk
from kiosk.interview.check import check_answer
from kiosk.interview.session import DONE, REVIEW, Answered, Reviewed, Session, apply, start
from kiosk.model.form import Item
from kiosk.model.protocol import Protocol
from kiosk.places import home_folder

_MEDICINES = (
    "sertraline",
    "lisinopril",
    "alprazolam",
    "Percocet",
    "gabapentin",
    "levothyroxine",
    "bupropion",
    "blue pill",
    "vitamin D",
    "ibuprofen",
)
_GIVEN = ("Ana", "James", "Mary", "Luis", "Thuy", "Omar", "Grace", "Ivan")
_FAMILY = ("Sample", "Testperson", "Example", "Trial", "Invented")
_ALARMING = 0.01
"""Share of urgent answers, so that a demonstration day shows a few and not only those."""
_UNUSUAL = 0.06
"""Share of answers that are not the benign one: enough flags to look at, few enough to be a clinic."""

_MINUTES = (7, 26)
"""How long an invented patient takes."""


def simulate(options: argparse.Namespace) -> int:
    """The verb. Prints each record's UUID once it is durable."""
    if options.n < 1:
        raise KioskError("simulate: -n: expected a number above zero")
    desk = FrontDesk.open(home_folder())
    if desk.store.holds_real():
        raise KioskError("simulate: this store holds real records; use another KIOSK_HOME")
    chance = random.Random(options.seed)  # noqa: S311  invented patients, nothing is guarded by it
    done = 0
    while done < options.n:
        now = desk.now()
        session = interviewed(desk.protocol, chance, now.date())
        took = datetime.timedelta(minutes=chance.randint(*_MINUTES))
        record_id = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        if desk.store.has(record_id):
            continue
        record = make_record(
            desk.protocol,
            desk.vocabulary,
            session,
            answered_at=now.isoformat(timespec="seconds"),
            record_id=record_id,
            begun_at=(now - took).isoformat(timespec="seconds"),
            kiosk=desk.settings.kiosk,
            clinic=desk.settings.clinic,
            synthetic=True,
        )
        desk.keep(record, now)
        sys.stdout.write(f"{record.id}\n")
        sys.stdout.flush()
        done += 1
    return 0


def interviewed(protocol: Protocol, chance: random.Random, day: datetime.date) -> Session:
    """An invented patient's finished interview on `day`."""
    session = start(protocol.questionnaire)
    while session.at != DONE:
        if session.at == REVIEW:
            session = apply(session, Reviewed())
            continue
        item = session.form.by_id[session.at]
        options = session.form.options(item)
        answer = check_answer(item, options, _answer(session, item, chance, day))
        session = apply(session, Answered(question=item.link_id, answer=answer))
    return session


def _answer(session: Session, item: Item, chance: random.Random, day: datetime.date) -> Any:
    if chance.random() < _ALARMING:
        return chance.choice(["not_sure", "skipped"])
    codes = [option.code for option in session.form.options(item)]
    unusual = chance.random() < (_ALARMING if item.reference.startswith("U") else _UNUSUAL)
    if item.link_id == "phq9_9":
        return int(unusual)
    if item.link_id in ("makes_own_decisions", "ride_home", "blood_pressure_medicine_today"):
        return "no" if unusual else "yes"
    if item.link_id in ("main_reason", "sex_at_birth", "can_be_pregnant", "infusion_today"):
        return chance.choice(codes)
    if item.link_id == "prior_treatments":
        return "two_or_more"
    if item.link_id == "takes_no_medications":
        return chance.choice(["yes", "no", "no"])
    if item.type == "choice" and item.repeats:
        return chance.sample(codes, 1) if unusual else []
    if item.type == "choice":
        benign = next(
            (code for code in ("no", "none", "never", "clear") if code in codes), codes[0]
        )
        return chance.choice(codes) if unusual else benign
    return _typed(item, chance, day)


def _typed(item: Item, chance: random.Random, day: datetime.date) -> Any:
    if item.type == "integer":
        low, high = item.min or 0, item.max or 10
        return (
            chance.randint(max(low, 8), high)
            if "hours" in item.link_id
            else chance.randint(low, min(high, 3))
        )
    if item.type == "quantity" and "kg" in item.unit:
        return {"value": str(chance.randint(110, 240)), "unit": "lb", "confirmed": True}
    if item.type == "quantity":
        return {"feet": 5, "inches": chance.randint(0, 11)}
    if item.type == "date":
        return (day - datetime.timedelta(days=chance.randint(19 * 366, 80 * 365))).isoformat()
    if item.type == "medications":
        return [{"entered": name} for name in chance.sample(_MEDICINES, chance.randint(1, 4))]
    if item.repeats:
        return []
    names = {"given_name": _GIVEN, "preferred_name": _GIVEN, "family_name": _FAMILY}
    return chance.choice(names.get(item.link_id, ("synthetic",)))
