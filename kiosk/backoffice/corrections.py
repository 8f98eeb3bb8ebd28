"""Corrections of a submitted record: an addendum by a named person, on top of what was submitted."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from kiosk.backoffice.acting import Judged, add_version
from kiosk.backoffice.allergy_words import EXAMPLE, words_from
from kiosk.backoffice.medicine_words import list_from
from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.backoffice.waiting import required
from kiosk.clinical.record import amend as amended
from kiosk.errors import BadAnswer, KioskError
from kiosk.model.answer import UNKNOWN
from kiosk.model.form import Item, Questionnaire
from kiosk.model.record import Addendum, Record

_MEASURE: Final = re.compile(r"(?P<value>[0-9]+(?:\.[0-9]+)?) *(?P<unit>kg|lb|cm)", re.IGNORECASE)
_FEET: Final = re.compile(
    r"(?P<feet>[0-9]) *(?:ft|')(?: *(?P<inches>[0-9]{1,2}) *(?:in|\")?)?", re.IGNORECASE
)


@guarded(Action.AMEND)
def amend(
    office: Office,
    record_id: str,
    reason: str,
    answers: Mapping[str, Any] | None = None,
    note: str = "",
) -> Judged:
    """A new version with `answers` in place of the stored ones, a `note`, or both; judged again.

    `answers` are as the answers file writes them; medicines and allergies may also be plain lines, read
    against the list that stands (`medicine_words`, `allergy_words`). An answer that raised urgent or withhold keeps its
    flag as "answered …, then changed". Raises BadAnswer naming the question, and KioskError without a
    reason or without anything to add.
    """
    reason = required(reason, "reason")
    note = required(note, "note") if note.strip() else ""
    new = dict(answers or {})
    if not new and not note:
        raise KioskError("addendum: expected a new answer or a note")
    desk = office.desk
    vocabulary = desk.vocabulary  # read before the database is locked, not while

    def corrected(before: Record) -> Record:
        for question, answer in new.items():
            if not _plain_lines(desk.protocol.questionnaire, question, answer):
                continue
            stood = _answer(before, question)
            listed = stood if isinstance(stood, list | tuple) else ()
            if desk.protocol.questionnaire.by_id[question].type == "medications":
                new[question] = list_from(vocabulary, listed, question, answer)
            else:
                new[question] = words_from(listed, question, answer)
        after = amended(before, desk.protocol, vocabulary, new) if new else before
        same = [question for question in new if _answer(before, question) == new[question]]
        if same:
            raise BadAnswer(same[0], "this is the answer that stands there already", "addendum")
        made = (office.name, desk.now().isoformat(timespec="seconds"))
        added = [_addendum(before, after, question, reason, made) for question in new]
        if note:
            added.append(Addendum(note=note, reason=reason, by=made[0], at=made[1]))
        return after.model_copy(update={"addenda": (*before.addenda, *added)})

    return add_version(office, record_id, "addendum", corrected, reason)


def _plain_lines(form: Questionnaire, question: str, answer: Any) -> bool:
    item = form.by_id.get(question)
    lines = item is not None and (item.type == "medications" or _words(item))
    return lines and isinstance(answer, str) and answer not in UNKNOWN


def _words(item: Item) -> bool:
    """A list of what the patient typed, such as allergies."""
    return item.repeats and item.type == "string"


def _addendum(
    before: Record, after: Record, question: str, reason: str, made: tuple[str, str]
) -> Addendum:
    by, at = made
    return Addendum(
        question=question,
        before=_answer(before, question),
        answer=_answer(after, question),
        reason=reason,
        by=by,
        at=at,
    )


def _answer(record: Record, question: str) -> Any:
    return record.answers.get(question)


def answer_from(form: Questionnaire, question: str, text: str) -> Any:
    """What staff typed for `question`, as the answers file writes it; `amend` checks it.

    Text stays text, except where the question takes a number, a list or a measure: those are JSON. A
    measure may be written as people write it (`69.5 kg`, `5 ft 7`), medicines and allergies as plain
    lines. Raises BadAnswer for an unknown question, and with an example for what cannot be read.
    """
    item = form.by_id.get(question)
    if item is None:
        raise BadAnswer(question, "is not a question of this form", "addendum")
    if not text.strip() and not item.repeats:
        raise BadAnswer(question, "expected the right answer, or skipped", "addendum")
    if text in UNKNOWN or not (item.repeats or item.type in ("integer", "quantity", "medications")):
        return text
    if item.type == "quantity" and (found := _MEASURE.fullmatch(text)):
        return {"value": found["value"], "unit": found["unit"].lower()}
    if item.type == "quantity" and (found := _FEET.fullmatch(text)):
        return {"feet": int(found["feet"]), "inches": int(found["inches"] or 0)}
    plain = item.type == "medications" or _words(item)
    if plain and text.strip() and not text.lstrip().startswith(("[", "{")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        raise BadAnswer(
            question, f"expected such as {_example(item)}, got '{text}'", "addendum"
        ) from None


def _example(item: Item) -> str:
    """An answer to `item` as staff may type it."""
    if item.type == "quantity":
        return "69.5 kg or 153 lb" if "kg" in item.unit else "170 cm or 5 ft 7"
    if item.type == "medications":
        return 'blue pill = lisinopril 10 mg, or the whole list [{"entered": "aspirin 81 mg"}]'
    if _words(item):
        return f'{EXAMPLE}; or the whole list ["latex", "eggs"]'
    if item.repeats:
        return 'the whole list of codes ["alcohol", "cannabis"], or []'
    return f"a whole number from {item.min or 0} to {item.max or 999}"
