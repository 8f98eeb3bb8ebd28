"""A finished interview as the record that is kept, and a kept record judged again. Pure."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from kiosk.clinical.assess import assess
from kiosk.errors import BadAnswer
from kiosk.interview.check import check_answer
from kiosk.interview.conditions import read
from kiosk.interview.session import Session
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import SKIPPED, UNKNOWN, Answer, Withdrawn, plain
from kiosk.model.assessment import Assessment
from kiosk.model.form import Questionnaire
from kiosk.model.measured import Measured
from kiosk.model.protocol import Protocol
from kiosk.model.record import FormStamp, Record


def make_record(
    protocol: Protocol,
    vocabulary: Vocabulary,
    session: Session,
    *,
    answered_at: str,
    record_id: str,
    begun_at: str = "",
    kiosk: str = "",
    clinic: str = "",
    synthetic: bool = False,
    transcribed_by: str = "",
    implies: bool = True,
) -> Record:
    """The record of a finished session, judged on the day of `answered_at` (ISO, with offset).

    `implies` False: as an answers file is judged, where a question without an answer counts as skipped
    even when other answers would have told it.
    """
    day = datetime.datetime.fromisoformat(answered_at).date()
    so_far = session.asked
    implied = {q: so_far.answers[q] for q in so_far.implied} if implies else {}
    given = {**session.answers, **implied}
    asked = read(protocol.questionnaire, given, absent_is_skipped=True)
    passed_over = so_far.passed_over if implies else frozenset()
    answers = {q: a for q, a in asked.answers.items() if q not in passed_over}
    hidden = dict(asked.hidden)
    if hidden.get("medications"):
        # A listed medicine beats "I take none", so the list counts although it is not asked.
        answers["medications"] = hidden.pop("medications")
    changes = (*session.withdrawn, *_hidden(hidden))
    assessment = assess(protocol, vocabulary, given, day=day, withdrawn=changes)
    return Record(
        id=record_id,
        submitted_at=answered_at,
        answered_at=answered_at,
        begun_at=begun_at,
        form=FormStamp(id=protocol.id, version=protocol.version),
        language=session.language,
        answers={question: plain(answer) for question, answer in answers.items()},
        withdrawn=assessment.withdrawn,
        implied=tuple(sorted(implied)),
        changes=changes,
        helped_by_staff=session.helped_by_staff,
        filled_in_by_staff=tuple(q for q in session.filled_in if q in answers),
        transcribed_by=transcribed_by,
        synthetic=synthetic,
        kiosk=kiosk,
        clinic=clinic,
        assessment=assessment,
    )


def measure(
    record: Record, protocol: Protocol, vocabulary: Vocabulary, measured: Measured
) -> Record:
    """The next version of `record`: judged again by `protocol` with everything measured so far.

    A value of `measured` replaces an earlier one; what it leaves out stays as measured before. Raises
    BadAnswer when an answer does not fit the questionnaire of `protocol`.
    """
    earlier = record.measured.model_dump() if record.measured else {}
    together = Measured.model_validate({**earlier, **measured.model_dump(exclude_none=True)})
    again = reassess(record, protocol, vocabulary, together)
    return record.model_copy(
        update={"measured": together, "assessment": again, "withdrawn": again.withdrawn}
    )


def amend(
    record: Record, protocol: Protocol, vocabulary: Vocabulary, answers: Mapping[str, Any]
) -> Record:
    """The next version of `record`: `answers` (as the answers file writes them) in place of the stored.

    What they replace counts as given and then changed, so that an urgent or withholding answer keeps its
    flag (contract, semantics 4). A question that is asked only now and has no answer counts as skipped.
    Raises BadAnswer naming the question, and KioskError for a medicine that the vocabulary does not know.
    """
    form = protocol.questionnaire
    day = datetime.datetime.fromisoformat(record.answered_at).date()
    new = {question: _checked(form, question, answer, day) for question, answer in answers.items()}
    # An implied answer follows from others: it is implied again, or the question is open.
    before = {q: a for q, a in _given(record, form).items() if q not in record.implied}
    given = {**before, **new}
    so_far = read(form, given, absent_is_skipped=False)
    implied = {question: so_far.answers[question] for question in so_far.implied}
    asked = read(form, {**given, **implied}, absent_is_skipped=True)
    open_before = dict.fromkeys(record.assessment.unanswered, SKIPPED)
    replaced = {**open_before, **{q: a for q, a in before.items() if q in record.answers}}
    changed = [
        Withdrawn(question=question, answer=replaced[question], cause="changed")
        for question, answer in new.items()
        if question in replaced and replaced[question] != answer
    ]
    kept = {q: a for q, a in asked.answers.items() if q not in so_far.passed_over}
    hidden = dict(asked.hidden)
    if hidden.get("medications"):
        # A listed medicine beats "I take none", as when the record was made.
        kept["medications"] = hidden.pop("medications")
    amended = record.model_copy(
        update={
            "answers": {question: plain(answer) for question, answer in kept.items()},
            "implied": tuple(sorted(implied)),
            "changes": (
                *(each for each in record.changes if each.cause == "changed"),
                *changed,
                *_hidden(hidden),
            ),
        }
    )
    again = reassess(amended, protocol, vocabulary, record.measured)
    return amended.model_copy(update={"assessment": again, "withdrawn": again.withdrawn})


def reassess(
    record: Record, protocol: Protocol, vocabulary: Vocabulary, measured: Measured | None = None
) -> Assessment:
    """The assessment of a stored record by `protocol`, with what staff measured since.

    By the record's own protocol version and without measurements it equals the stored one.
    """
    return assess(
        protocol,
        vocabulary,
        _given(record, protocol.questionnaire),
        day=datetime.datetime.fromisoformat(record.answered_at).date(),
        withdrawn=record.changes,
        measured=measured,
    )


def _hidden(answers: Mapping[str, Answer]) -> Iterator[Withdrawn]:
    """Answers of an interview, which only ever takes one to a question that it asks, now not asked."""
    for question, answer in answers.items():
        yield Withdrawn(question=question, answer=answer, cause="hidden")


def _given(record: Record, form: Questionnaire) -> dict[str, Answer]:
    """Every answer of the record that `form` knows, hidden ones included, as typed values."""
    hidden = {each.question: each.answer for each in record.changes if each.cause == "hidden"}
    stored = {**hidden, **record.answers}
    return {
        question: check_answer(form.by_id[question], form.options(form.by_id[question]), answer)
        for question, answer in stored.items()
        if question in form.by_id
    }


def _checked(form: Questionnaire, question: str, answer: Any, day: datetime.date) -> Answer:
    item = form.by_id.get(question)
    if item is None or item.type in ("group", "display"):
        raise BadAnswer(question, "is not a question of this form")
    checked = check_answer(item, form.options(item), answer)
    if item.type != "date" or checked in UNKNOWN:
        return checked
    if datetime.date.fromisoformat(str(checked)) > day:
        raise BadAnswer(question, "expected a date that is not after the day of the answers")
    return checked
