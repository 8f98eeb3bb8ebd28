"""The answers file of the contract: JSON text into checked answers, or one line that says what is wrong."""

import datetime
import json
from dataclasses import dataclass
from typing import Any

from kiosk.errors import BadAnswer
from kiosk.interview.check import check_answer
from kiosk.interview.session import Session
from kiosk.model.answer import UNKNOWN, Answer, Withdrawn
from kiosk.model.form import Questionnaire

_KEYS = {"form", "language", "answered_at", "answers", "withdrawn", "helped_by_staff"}
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
"""Outside these years somebody has mistyped, and ages would mean nothing."""


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """A checked answers file. `answered_at` is kept as it was written; ages count from its date."""

    form: str
    language: str
    answered_at: str
    answers: dict[str, Answer]
    withdrawn: tuple[Withdrawn, ...]
    helped_by_staff: bool

    @property
    def day(self) -> datetime.date:
        """The day the questions were answered, where they were answered."""
        return datetime.datetime.fromisoformat(self.answered_at).date()

    def session(self, form: Questionnaire) -> Session:
        """What was answered, as an interview would have left it."""
        return Session(
            form=form,
            language=self.language,
            answers=self.answers,
            withdrawn=self.withdrawn,
            helped_by_staff=self.helped_by_staff,
        )


def parse_answers(
    text: str,
    form: Questionnaire,
    *,
    form_id: str,
    languages: tuple[str, ...],
    source: str = "answers",
) -> AnswersFile:
    """`text` as an AnswersFile. Raises BadAnswer naming `source`, the field and what was expected."""
    raw = _json(text, source)
    if not isinstance(raw, dict):
        raise BadAnswer("the whole file", "expected one JSON object", source)
    for key in sorted(raw.keys() - _KEYS):
        raise BadAnswer(key, f"is not known here; expected {', '.join(sorted(_KEYS))}", source)
    if raw.get("form") != form_id:
        raise BadAnswer("form", f'expected "{form_id}"', source)
    language = raw.get("language", languages[0])
    if language not in languages:
        raise BadAnswer("language", f"expected one of {', '.join(languages)}", source)
    if not isinstance(raw.get("helped_by_staff", False), bool):
        raise BadAnswer("helped_by_staff", "expected true or false", source)
    answered_at = _moment(raw.get("answered_at"), source)
    given = raw.get("answers")
    if not isinstance(given, dict):
        raise BadAnswer("answers", "expected an object of question ids and answers", source)
    answers = {key: _checked(form, key, value, source) for key, value in given.items()}
    taken_back = raw.get("withdrawn", {})
    if not isinstance(taken_back, dict):
        raise BadAnswer("withdrawn", "expected an object of question ids and answers", source)
    withdrawn = tuple(
        Withdrawn(question=key, answer=_checked(form, key, value, source), cause="changed")
        for key, value in taken_back.items()
    )
    today = datetime.datetime.fromisoformat(answered_at).date()
    stated = [*answers.items(), *((each.question, each.answer) for each in withdrawn)]
    for key, value in stated:
        if form.by_id[key].type != "date" or value in UNKNOWN:
            continue
        if datetime.date.fromisoformat(str(value)) > today:
            raise BadAnswer(key, "expected a date that is not after answered_at", source)
    return AnswersFile(
        form_id, language, answered_at, answers, withdrawn, raw.get("helped_by_staff", False)
    )


def _checked(form: Questionnaire, key: str, value: Any, source: str) -> Answer:
    item = form.by_id.get(key)
    if item is None or item.type in ("group", "display"):
        raise BadAnswer(key, "is not a question of this form", source)
    try:
        return check_answer(item, form.options(item), value)
    except BadAnswer as problem:
        raise BadAnswer(problem.field, problem.expected, source) from None


def _moment(raw: Any, source: str) -> str:
    try:
        # fromisoformat takes any character, even half of one, between day and time.
        if (
            isinstance(raw, str)
            and raw.isascii()
            and raw.isprintable()
            and _FIRST_YEAR <= datetime.datetime.fromisoformat(raw).year <= _LAST_YEAR
        ):
            return raw
    except ValueError:
        pass
    raise BadAnswer(
        "answered_at",
        f"expected a time such as 2026-11-22T10:00:00-06:00, from {_FIRST_YEAR} to {_LAST_YEAR}",
        source,
    )


def _json(text: str, source: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise BadAnswer(key, "stands twice", source)
            found[key] = value
        return found

    def never(constant: str) -> Any:
        raise BadAnswer(constant, "is not a number that an answer can hold", source)

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=never)
    except json.JSONDecodeError as problem:
        raise BadAnswer(
            f"line {problem.lineno}", f"not valid JSON: {problem.msg}", source
        ) from None
    except (ValueError, RecursionError):
        raise BadAnswer("the whole file", "not JSON that can be read", source) from None
