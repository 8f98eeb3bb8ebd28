"""One patient's interview as a value, and the pure function that takes it from event to event.

The screen shows a session, the draft stores its events; replaying the events gives the same session.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter

from kiosk.interview.conditions import Asked, read
from kiosk.model.answer import Answer, Withdrawn
from kiosk.model.base import Value
from kiosk.model.form import Questionnaire

REVIEW: Final = "#review"
DONE: Final = "#done"


class Answered(Value):
    """The patient answered `question`."""

    kind: Literal["answered"] = "answered"
    question: str
    answer: Answer


class Noted(Value):
    """The patient entered or changed a line of a list and is still at it: kept, not yet given."""

    kind: Literal["noted"] = "noted"
    question: str
    answer: Answer


class FilledIn(Value):
    """Staff answered these questions before the patient came; the patient has said: that is me."""

    kind: Literal["filled_in"] = "filled_in"
    answers: dict[str, str]


class WentBack(Value):
    """The patient asked for the page before."""

    kind: Literal["back"] = "back"


class Changing(Value):
    """On the review, the patient asked to change `question`."""

    kind: Literal["changing"] = "changing"
    question: str


class Reviewed(Value):
    """The patient said that the answers are right."""

    kind: Literal["reviewed"] = "reviewed"


class LanguageChosen(Value):
    """The patient chose a language."""

    kind: Literal["language"] = "language"
    language: str


class HelpedByStaff(Value):
    """A member of staff is (or is no longer) helping the patient answer."""

    kind: Literal["helped"] = "helped"
    helped: bool


Event = Annotated[
    Answered | Noted | FilledIn | WentBack | Changing | Reviewed | LanguageChosen | HelpedByStaff,
    Field(discriminator="kind"),
]
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


def event_to_plain(event: Event) -> dict[str, Any]:
    """`event` in JSON types."""
    return event.model_dump(mode="json", exclude_none=True)


def event_from_plain(raw: Mapping[str, Any]) -> Event:
    """The event that event_to_plain wrote. Raises pydantic.ValidationError for anything else."""
    return _EVENT.validate_python(raw)


@dataclass(frozen=True)
class Session:
    """Where an interview stands. `at` is a linkId, REVIEW or DONE."""

    form: Questionnaire
    language: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    withdrawn: tuple[Withdrawn, ...] = ()
    """Answers that were changed, oldest first; hidden ones are still in `answers`."""
    unfinished: frozenset[str] = frozenset()
    """Lists of which lines are kept and that the patient has not given yet."""
    at: str = ""
    returning: bool = False
    """A change was asked for on the review: the way goes back there."""
    helped_by_staff: bool = False
    filled_in: tuple[str, ...] = ()
    """Questions whose answer is still the one that staff filled in."""

    @property
    def asked(self) -> Asked:
        """The enabled questions in order, and the answers that count so far."""
        return read(self.form, self.answers, absent_is_skipped=False)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an interview is: `part` counts from 1; `left` questions are still without an answer."""

    part: int
    parts: int
    asked: int
    left: int


@dataclass(frozen=True, slots=True)
class Section:
    """One part on the review, with its asked questions in order."""

    part: str
    questions: tuple[str, ...]


def start(form: Questionnaire, language: str = "en") -> Session:
    """A new interview at its first question."""
    session = Session(form=form, language=language)
    return replace(session, at=session.asked.order[0])


def apply(session: Session, event: Event) -> Session:
    """The session after `event`. An event that makes no sense where the session stands changes nothing."""
    if isinstance(event, Answered):
        return _answered(session, event)
    if isinstance(event, Noted):
        return _noted(session, event)
    if isinstance(event, FilledIn):
        answers = {**session.answers, **event.answers}
        return replace(session, answers=answers, filled_in=tuple(event.answers))
    if isinstance(event, WentBack):
        return replace(session, at=_before(session), returning=False)
    if isinstance(event, Changing):
        known = event.question in session.asked.order
        return replace(session, at=event.question, returning=True) if known else session
    if isinstance(event, Reviewed):
        return _reviewed(session)
    if isinstance(event, LanguageChosen):
        return replace(session, language=event.language)
    return replace(session, helped_by_staff=event.helped or session.helped_by_staff)


def _answered(session: Session, event: Answered) -> Session:
    if event.question not in session.asked.order:
        return session
    after = _stored(session, event.question, event.answer)
    after = replace(after, unfinished=after.unfinished - {event.question})
    return _forward(after, event.question)


def _noted(session: Session, event: Noted) -> Session:
    if event.question not in session.asked.order:
        return session
    after = _stored(session, event.question, event.answer)
    if event.answer == ():
        # The last line was taken off: nobody said that there is none.
        kept = {q: a for q, a in after.answers.items() if q != event.question}
        after = replace(after, answers=kept)
    return replace(after, unfinished=after.unfinished | {event.question})


def _stored(session: Session, question: str, answer: Answer) -> Session:
    """With `answer`; one that was given before and differs is withdrawn, a line of a list is not."""
    old = session.answers.get(question)
    withdrawn = session.withdrawn
    if old is not None and old != answer and question not in session.unfinished:
        withdrawn = (*withdrawn, Withdrawn(question=question, answer=old, cause="changed"))
    answers = {**session.answers, question: answer}
    filled_in = tuple(q for q in session.filled_in if q != question or old == answer)
    return replace(session, answers=answers, withdrawn=withdrawn, filled_in=filled_in)


def _open(session: Session, questions: list[str]) -> list[str]:
    """The questions without an answer that was given."""
    return [q for q in questions if q not in session.answers or q in session.unfinished]


def _forward(session: Session, question: str) -> Session:
    body, sign = _phases(session)
    if question in sign:
        rest = sign[sign.index(question) + 1 :]
        return replace(session, at=rest[0] if rest else DONE, returning=False)
    if not session.returning:
        rest = body[body.index(question) + 1 :]
        if rest:
            return replace(session, at=rest[0])
    open_questions = _open(session, body)
    if open_questions:
        return replace(session, at=open_questions[0])
    return replace(session, at=REVIEW, returning=False)


def _reviewed(session: Session) -> Session:
    body, sign = _phases(session)
    open_questions = _open(session, body)
    if open_questions:
        return replace(session, at=open_questions[0], returning=True)
    return replace(session, at=sign[0] if sign else DONE, returning=False)


def _before(session: Session) -> str:
    body, sign = _phases(session)
    if session.returning and session.at in body:
        return REVIEW
    if session.at == DONE:
        return sign[-1] if sign else REVIEW
    if session.at == REVIEW:
        return body[-1]
    if session.at in sign:
        index = sign.index(session.at)
        return sign[index - 1] if index else REVIEW
    first = page_of(session, session.at)[0]
    index = body.index(first) if first in body else 0
    return body[max(index - 1, 0)]


def page_of(session: Session, question: str) -> tuple[str, ...]:
    """The asked questions that share a screen with `question`, itself included, in order."""
    form = session.form
    parent = form.parent_of.get(question, "")
    if not parent or not form.by_id[parent].page:
        return (question,)
    together = {child.link_id for child in form.by_id[parent].item}
    return tuple(q for q in session.asked.order if q in together) or (question,)


def _phases(session: Session) -> tuple[list[str], list[str]]:
    """The asked questions before the review, and those of the last part, which come after it."""
    last = session.form.parts[-1].id
    part_of = session.form.part_of
    order = session.asked.order
    return (
        [q for q in order if part_of[q] != last],
        [q for q in order if part_of[q] == last],
    )


def progress(session: Session) -> Progress:
    """How far the interview is."""
    parts = [part.id for part in session.form.parts]
    order = session.asked.order
    # A change from the review leaves nothing but the rest of the review.
    here = parts[-1] if session.returning else session.form.part_of.get(session.at, parts[-1])
    return Progress(
        part=parts.index(here if session.returning else _shown_part(session, here)) + 1,
        parts=len(parts),
        asked=len(order),
        left=sum(q not in session.answers for q in order),
    )


def _shown_part(session: Session, part: str) -> str:
    """The earliest part still ahead: a group that was moved forward never shows a part twice."""
    order = session.asked.order
    if session.at not in order:
        return part
    part_of = session.form.part_of
    ahead = {part_of[question] for question in order[order.index(session.at) :]}
    return next(p.id for p in session.form.parts if p.id in ahead)


def review_sections(session: Session) -> tuple[Section, ...]:
    """The answered questions by part, for the review."""
    body, _ = _phases(session)
    part_of = session.form.part_of
    sections = []
    for part in session.form.parts:
        questions = tuple(q for q in body if part_of[q] == part.id)
        if questions:
            sections.append(Section(part.id, questions))
    return tuple(sections)
