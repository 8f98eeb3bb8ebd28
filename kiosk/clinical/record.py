"""A finished interview as the record that is kept, and a kept record judged again. Pure."""

import datetime
from typing import Any

from kiosk.clinical.assess import assess
from kiosk.interview.check import check_answer
from kiosk.interview.conditions import read
from kiosk.interview.session import Session
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import Answer, Withdrawn, plain
from kiosk.model.assessment import Assessment
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
) -> Record:
    """The record of a finished session, judged on the day of `answered_at` (ISO, with offset)."""
    day = datetime.datetime.fromisoformat(answered_at).date()
    so_far = session.asked
    implied = {question: so_far.answers[question] for question in so_far.implied}
    given = {**session.answers, **implied}
    assessment = assess(protocol, vocabulary, given, day=day, withdrawn=session.withdrawn)
    asked = read(protocol.questionnaire, given, absent_is_skipped=True)
    answers = dict(asked.answers)
    hidden = dict(asked.hidden)
    if hidden.get("medications"):
        # A listed medicine beats "I take none", so the list counts although it is not asked.
        answers["medications"] = hidden.pop("medications")
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
        changes=(
            *session.withdrawn,
            *(Withdrawn(question=q, answer=a, cause="hidden") for q, a in hidden.items()),
        ),
        helped_by_staff=session.helped_by_staff,
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


def reassess(
    record: Record, protocol: Protocol, vocabulary: Vocabulary, measured: Measured | None = None
) -> Assessment:
    """The assessment of a stored record by `protocol`, with what staff measured since.

    By the record's own protocol version and without measurements it equals the stored one.
    """
    form = protocol.questionnaire

    def typed(question: str, answer: Any) -> Answer:
        item = form.by_id[question]
        return check_answer(item, form.options(item), answer)

    hidden = {each.question: each.answer for each in record.changes if each.cause == "hidden"}
    answers = {q: typed(q, a) for q, a in {**hidden, **record.answers}.items() if q in form.by_id}
    return assess(
        protocol,
        vocabulary,
        answers,
        day=datetime.datetime.fromisoformat(record.answered_at).date(),
        withdrawn=[each for each in record.changes if each.cause == "changed"],
        measured=measured,
    )
