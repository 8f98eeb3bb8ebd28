"""Why a cell holds no answer: one code a cause, never merged, and how the cause is found."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from kiosk.interview.conditions import left_out
from kiosk.model.answer import EMPTY, NOT_SURE, SKIPPED, Answer
from kiosk.model.form import Questionnaire
from kiosk.model.record import Record

NOT_ASKED: Final = "not_asked"
BY_LOGIC: Final = "skipped_by_logic"
NO_ANSWER: Final = "no_answer"
TOLD_STAFF: Final = "told_staff"
WITHDRAWN: Final = "withdrawn"
INCOMPLETE: Final = "incomplete"
NOT_MEASURED: Final = "not_measured"
OTHER_SHAPE: Final = "other_shape"
NOT_KNOWN: Final = "not_known"
NO_REGIMEN: Final = "no_regimen"
NOT_STATED: Final = "not_stated"

MEANING: Final = {
    NOT_ASKED: "The record was made with another version of the form, which did not ask it or is not kept.",
    BY_LOGIC: "The form did not put the question, because of earlier answers.",
    NO_ANSWER: "The question was put and left empty.",
    NOT_SURE: 'The patient answered "I am not sure".',
    TOLD_STAFF: 'The patient answered "I would rather tell staff".',
    WITHDRAWN: "The patient gave an answer and took it back, or it stopped being asked.",
    INCOMPLETE: "A score with items that were not answered.",
    NOT_MEASURED: "Staff entered no measurement.",
    OTHER_SHAPE: "An answer that does not fit this form; the file more_answers has it.",
    NOT_KNOWN: "It follows from an answer or a time that the record does not have.",
    NO_REGIMEN: "No regimen was computed; disposition and flags say why.",
    NOT_STATED: "The protocol states none for this regimen.",
}
"""Codes that may stand in any column of an answer, a score or a measurement."""


OF_STORED: Final = {NOT_SURE: NOT_SURE, SKIPPED: TOLD_STAFF, EMPTY: NO_ANSWER}
"""The code for a stored answer that says nothing more."""


class Absences:
    """Why each question of `form` would have no answer, by what a record's own version asked."""

    def __init__(self, versions: Mapping[str, Questionnaire], form: Questionnaire) -> None:
        questions = tuple(item.link_id for item in form.questions)
        self._unknown = dict.fromkeys(questions, NOT_ASKED)
        self._known = {version: _OfVersion(asked, questions) for version, asked in versions.items()}

    def of(self, record: Record) -> Mapping[str, str]:
        """Question id to the code for a question that has no answer, `withdrawn` left aside."""
        known = self._known.get(record.form.version)
        return known.of(record.answers) if known else self._unknown


class _OfVersion:
    """The absences of one version of the form."""

    def __init__(self, form: Questionnaire, questions: tuple[str, ...]) -> None:
        self._form = form
        there = frozenset(item.link_id for item in form.questions)
        self._if_asked = {q: NO_ANSWER if q in there else NOT_ASKED for q in questions}
        items = form.by_id.values()
        conditions = [c for item in items for c in (*item.enable_when, *item.moot_when)]
        self._sources = tuple(dict.fromkeys(c.question for c in conditions))
        # Only these answers decide what is asked, and most patients share them with somebody.
        self._cached = lru_cache(maxsize=1_024)(self._read)

    def of(self, answers: Mapping[str, Any]) -> Mapping[str, str]:
        """As Absences.of."""
        stored = map(answers.get, self._sources)
        return self._cached(
            tuple([s if s is None or s.__class__ is str else _hashable(s) for s in stored])
        )

    def _read(self, stored: tuple[Answer | None, ...]) -> dict[str, str]:
        answers = {s: a for s, a in zip(self._sources, stored, strict=True) if a is not None}
        hidden = left_out(self._form, answers) & self._if_asked.keys()
        return self._if_asked | dict.fromkeys(hidden, BY_LOGIC)


def _hashable(stored: Any) -> Answer | None:
    """A stored answer as skip logic compares it; entries that are no text never compare."""
    if isinstance(stored, list):
        return tuple(each for each in stored if isinstance(each, str))
    return str(stored) if isinstance(stored, dict) else stored
