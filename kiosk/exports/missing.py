"""Why a cell holds no answer: one code a cause, never merged, and how the cause is found."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from kiosk.interview.conditions import read
from kiosk.model.answer import NOT_SURE, Answer
from kiosk.model.form import Item, Questionnaire
from kiosk.model.record import Record

NOT_ASKED: Final = "not_asked"
BY_LOGIC: Final = "skipped_by_logic"
NO_ANSWER: Final = "no_answer"
TOLD_STAFF: Final = "told_staff"
WITHDRAWN: Final = "withdrawn"
INCOMPLETE: Final = "incomplete"
NOT_MEASURED: Final = "not_measured"
OTHER_SHAPE: Final = "other_shape"

MEANING: Final = {
    NOT_ASKED: "The record was made with another version of the form and holds no answer.",
    BY_LOGIC: "The form did not put the question, because of earlier answers.",
    NO_ANSWER: "The question was put and left empty.",
    NOT_SURE: 'The patient answered "I am not sure".',
    TOLD_STAFF: 'The patient answered "I would rather tell staff".',
    WITHDRAWN: "The patient gave an answer and took it back, or it stopped being asked.",
    INCOMPLETE: "A score with items that were not answered.",
    NOT_MEASURED: "Staff entered no measurement.",
    OTHER_SHAPE: "An answer that does not fit this form; the file more_answers has it.",
}
"""Codes that may stand in any column of an answer, a score or a measurement."""


def code_of(item: Item, stored: str) -> str:
    """The code for a stored `not_sure` or `skipped`. Optional text left empty is stored as `skipped`."""
    if stored == NOT_SURE:
        return NOT_SURE
    may_be_empty = not item.required and not item.repeats and item.type in ("string", "text")
    return NO_ANSWER if may_be_empty else TOLD_STAFF


class Absences:
    """Why each question of the form would have no answer, by what the form put to a patient."""

    def __init__(self, form: Questionnaire, version: str) -> None:
        self._form = form
        self._version = version
        self._elsewhere = dict.fromkeys((q.link_id for q in form.questions), NOT_ASKED)
        items = form.by_id.values()
        conditions = [c for item in items for c in item.enable_when]
        conditions += [c for item in items if item.early for c in item.early.enable_when]
        self._sources = tuple(dict.fromkeys(c.question for c in conditions))
        # Only these answers decide what is asked, and most patients share them with somebody.
        self._cached = lru_cache(maxsize=1_024)(self._read)

    def of(self, record: Record) -> Mapping[str, str]:
        """Question id to the code for a question that has no answer, `withdrawn` left aside."""
        if record.form.version != self._version:
            return self._elsewhere
        answers = record.answers
        return self._cached(tuple(_hashable(answers.get(s)) for s in self._sources))

    def _read(self, stored: tuple[Answer | None, ...]) -> dict[str, str]:
        answers = {s: a for s, a in zip(self._sources, stored, strict=True) if a is not None}
        asked = frozenset(read(self._form, answers, absent_is_skipped=True).order)
        return {
            question: NO_ANSWER if question in asked else BY_LOGIC for question in self._elsewhere
        }


def _hashable(stored: Any) -> Answer | None:
    """A stored answer as skip logic compares it; entries that are no text never compare."""
    if isinstance(stored, list):
        return tuple(each for each in stored if isinstance(each, str))
    return str(stored) if isinstance(stored, dict) else stored
