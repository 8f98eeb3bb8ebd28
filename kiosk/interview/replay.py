"""A draft's stored events back into the session that they lead to. Pure."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from kiosk.errors import BadAnswer
from kiosk.interview.check import check_answer
from kiosk.interview.session import (
    Answered,
    FilledIn,
    LanguageChosen,
    Noted,
    Session,
    apply,
    event_from_plain,
    start,
)
from kiosk.model.form import Questionnaire

BEGUN = "begun"
"""Kind of the first event: language, time, protocol and, for paper, who types it in."""


def replayed(form: Questionnaire, events: Iterable[Mapping[str, Any]]) -> Session:
    """The session that a draft's events lead to. What the form no longer knows is passed over."""
    session = start(form)
    for raw in events:
        if raw.get("kind") == BEGUN:
            session = apply(session, LanguageChosen(language=str(raw.get("language", "en"))))
            continue
        try:
            event = event_from_plain(raw)
            if isinstance(event, Answered | Noted):
                item = form.by_id[event.question]
                answer = check_answer(item, form.options(item), raw["answer"])
                event = type(event)(question=event.question, answer=answer)
            elif isinstance(event, FilledIn):
                event = FilledIn(answers=dict(_that_fit(form, event.answers)))
        except (ValidationError, KeyError, BadAnswer):
            continue
        session = apply(session, event)
    return session


def _that_fit(form: Questionnaire, answers: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for question, answer in answers.items():
        item = form.by_id.get(question)
        if item is not None:
            with suppress(BadAnswer):
                yield question, str(check_answer(item, form.options(item), answer))


def transcriber(events: Iterable[Mapping[str, Any]]) -> str:
    """Who types the intake in from paper; empty when the patient answers."""
    found = (str(e.get("transcribed_by", "")) for e in events if e.get("kind") == BEGUN)
    return next(found, "")
