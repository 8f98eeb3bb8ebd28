"""HIPAA Safe Harbor (45 CFR 164.514(b)(2)): a record without the 18 kinds of identifier.

Built by naming what stays, so that anything new is left out until somebody decides otherwise:

- questions marked `identifier` go (names, numbers, phone, signature, who helps; the birth date becomes
  an age, above 89 `90+`);
- typed text goes, because anything may stand in it (addresses, e-mail, account and licence numbers,
  vehicles, web addresses, names of others); so do a medicine's words, unless they are sure to be a
  generic name, which then stands in their place;
- dates become years, and years more than 89 back go;
- what staff wrote goes, with their names: of a decision its kind stays, of a correction the closed answers;
- the record's id becomes a random key that nothing leads back from; kiosk and clinic (device, place) go;
- flags keep rule, tier and the closed answers; their wording, which may quote the patient, is the rule's.

The kiosk keeps no fingerprint, photograph or network address, so those kinds cannot occur. Nothing here
judges whether what stays could still single somebody out in a small clinic.
"""

import datetime
import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from kiosk.exports.values import Row
from kiosk.interview.check import age_on
from kiosk.model.answer import UNKNOWN, Withdrawn
from kiosk.model.assessment import Flag, Medication
from kiosk.model.form import Item
from kiosk.model.protocol import Protocol
from kiosk.model.record import Addendum, Decision, Record, Revision

BIRTH_DATE: Final = "birth_date"
OLDEST: Final = 89
"""Ages above it are one group (45 CFR 164.514(b)(2)(i)(C))."""

REMOVED: Final = "removed"
"""Stands in place of a medicine's words and of who typed a record in."""

_DECIMAL = re.compile(r"[0-9]{1,4}(\.[0-9]{1,3})?", re.ASCII)
"""A measure of a body; a longer number may be somebody's telephone."""
_DATE = re.compile(r"(\d{4})-\d{2}-\d{2}", re.ASCII)
_BODY = frozenset({"height", "weight"})
_QUANTITY = ("value", "unit", "feet", "inches", "confirmed")


def age_of(record: Record) -> int | None:
    """Completed years on the day of the answers; None when the birth date is not known."""
    try:
        birth = datetime.date.fromisoformat(str(record.answers.get(BIRTH_DATE)))
        day = datetime.datetime.fromisoformat(record.answered_at).date()
    except ValueError:
        return None
    return age_on(day, birth)


def kept_questions(questions: tuple[Item, ...]) -> tuple[Item, ...]:
    """The questions whose answers are no identifier and no free text."""
    return tuple(
        item
        for item in questions
        if not item.identifier and item.type not in ("string", "text", "signature")
    )


class Deidentifier:
    """Makes records of one protocol free of identifiers, and says what it leaves out."""

    def __init__(self, protocol: Protocol) -> None:
        form = protocol.questionnaire
        self._form = form
        self._kept = {item.link_id: item for item in kept_questions(form.questions)}
        self._dropped = tuple(i for i in form.questions if i.link_id not in self._kept)
        self._titles = {
            **{rule.id: rule.title for rule in protocol.rules},
            **{rule.id: rule.title for rule in protocol.medicines.classes},
            **{vital.id: vital.outcome.title for vital in protocol.vitals},
        }

    def row(self, row: Row) -> Row:
        """`row` without identifiers, under a new random key."""
        record = row.record
        year = _year(record.answered_at)
        judged = record.assessment
        age = age_of(record)
        answers = self._answers(record.answers, year)
        if "medications" in self._kept and isinstance(record.answers.get("medications"), list):
            answers["medications"] = [_entry(m) for m in judged.medications]
        withdrawn = self._answers(record.withdrawn, year)
        assessment = judged.model_copy(
            update={
                "flags": tuple(self._flag(flag, year) for flag in judged.flags),
                "medications": tuple(_medication(m) for m in judged.medications),
                "weight": judged.weight
                if answers.keys() >= record.answers.keys() & _BODY
                else None,
                "withdrawn": withdrawn,
            }
        )
        clean = Record(
            id=str(uuid.uuid4()),
            submitted_at=_year(record.submitted_at),
            answered_at=year,
            form=record.form,
            language=record.language,
            answers=answers,
            withdrawn=withdrawn,
            changes=self._changes(record.changes, year),
            measured=record.measured,
            transcribed_by=REMOVED if record.transcribed_by else "",
            decisions=tuple(Decision(kind=each.kind, by="", at="") for each in record.decisions),
            addenda=tuple(self._addendum(each, year) for each in record.addenda),
            revision=_anonymous(record.revision) if record.revision else None,
            earlier_revisions=tuple(map(_anonymous, record.earlier_revisions)),
            helped_by_staff=record.helped_by_staff,
            synthetic=record.synthetic,
            assessment=assessment,
        )
        shown = "" if age is None else str(age) if age <= OLDEST else f"{OLDEST + 1}+"
        return replace(row, record=clean, age=shown)

    def notes(self) -> tuple[str, ...]:
        """What is left out, one sentence each."""
        marked = [i.short or i.link_id for i in self._dropped if i.identifier]
        typed = [i.short or i.link_id for i in self._dropped if not i.identifier]
        return (
            "De-identified by HIPAA Safe Harbor, 45 CFR 164.514(b)(2).",
            f"Left out as identifiers: {', '.join(marked)}.",
            f"Left out as free text: {', '.join(typed) or 'none'}.",
            "Left out: the names of the clinic, the kiosk and of staff, what staff wrote and when, "
            "strengths and times of medicines, the wording and reasons of flags, and answers to questions "
            "that this form does not have.",
            f"Medicines stand by their generic name; where it is not sure, '{REMOVED}' stands instead.",
            f"Dates are years, without those more than {OLDEST} years back; the birth date is an age, "
            f"above {OLDEST} '{OLDEST + 1}+'.",
            "Record ids are random and lead back to no record; the rows are in random order.",
        )

    def _answers(self, stored: Mapping[str, Any], year: str) -> dict[str, Any]:
        found = {}
        for question, answer in stored.items():
            item = self._kept.get(question)
            clean = None if item is None else self._answer(item, answer, year)
            if clean is not None:
                found[question] = clean
        return found

    def _answer(self, item: Item, stored: Any, year: str) -> Any:
        """`stored` where it can hold nothing but a code, a number or a year, else None."""
        if isinstance(stored, str) and stored in UNKNOWN:
            return stored
        codes = {option.code for option in self._form.options(item)}
        if item.type == "choice" and item.repeats and isinstance(stored, list):
            return [code for code in stored if code in codes]
        if item.type == "choice" and isinstance(stored, str) and stored in codes:
            return stored
        if item.type == "integer" and isinstance(stored, int):
            return stored
        if item.type == "quantity" and isinstance(stored, dict):
            return _quantity(item, stored)
        if item.type == "date" and isinstance(stored, str):
            return _recent_year(stored, year)
        return None

    def _flag(self, flag: Flag, year: str) -> Flag:
        return flag.model_copy(
            update={
                "title": self._titles.get(flag.rule, ""),
                "reason": "",
                "answers": self._answers(flag.answers, year),
            }
        )

    def _addendum(self, added: Addendum, year: str) -> Addendum:
        """A correction of a kept question keeps its closed answers; every word goes."""
        stated = {"before": added.before, "answer": added.answer}
        item = self._kept.get(added.question)
        clean = {
            name: None if item is None or answer is None else self._answer(item, answer, year)
            for name, answer in stated.items()
        }
        return Addendum(question=item.link_id if item else "", **clean, reason="", by="", at="")

    def _changes(self, changes: tuple[Withdrawn, ...], year: str) -> tuple[Withdrawn, ...]:
        found = []
        for change in changes:
            plain = change.model_dump(mode="json", exclude_none=True)
            clean = self._answers({change.question: plain["answer"]}, year)
            if change.question in clean:
                found.append(Withdrawn.model_validate({**plain, "answer": clean[change.question]}))
        return tuple(found)


def _quantity(item: Item, stored: Mapping[str, Any]) -> dict[str, Any] | None:
    """A measured value that is nothing but numbers and a unit."""
    kept = {key: stored[key] for key in _QUANTITY if key in stored}
    unit = kept.get("unit", "")
    good = all(
        (key == "unit" and unit in (*item.unit, "cm"))
        or isinstance(value, bool | int)
        or (key == "value" and isinstance(value, str) and _DECIMAL.fullmatch(value))
        for key, value in kept.items()
    )
    return kept if good else None


def _year(moment: str) -> str:
    """The year of an ISO date or time; empty when it is none."""
    found = _DATE.match(moment)
    return found[1] if found else ""


def _recent_year(date: str, answered: str) -> str | None:
    """The year of an answer, unless it would tell an age above the oldest group."""
    year = _year(date)
    return year if year and answered and int(answered) - int(year) <= OLDEST else None


def _words(medication: Medication) -> str:
    sure = medication.generic and medication.match in ("exact", "confirmed")
    return str(medication.generic) if sure else REMOVED


def _entry(medication: Medication) -> dict[str, Any]:
    """A line of the medicine list from what was recognised, without a word of the patient's."""
    words = _words(medication)
    entry = {"entered": words, "status": medication.status}
    return {**entry, "confirmed": words} if medication.match == "confirmed" else entry


def _medication(medication: Medication) -> Medication:
    return medication.model_copy(update={"entered": _words(medication)})


def _anonymous(revision: Revision) -> Revision:
    """What was done, in its order; not by whom, when or why."""
    return Revision(kind=revision.kind, by="", at="")
