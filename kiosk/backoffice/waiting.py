"""Intakes that somebody began and did not finish: see them, go on with them, or discard them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.backoffice.cards import NO_NAME, full_name
from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.errors import KioskError
from kiosk.intake import Intake
from kiosk.interview.replay import transcriber
from kiosk.records.drafts import AbandonedDraft, Drafts
from kiosk.text import clean, scrub


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One unfinished intake."""

    id: str
    begun_at: datetime
    """Local time, as is `last_at`."""
    last_at: datetime
    name: str
    """Empty when it was not given yet."""
    answered: int
    """Questions that have an answer."""
    last_question: str | None
    """Short label of what was answered last; None for the front desk or before the first answer."""
    in_use: bool
    """The patient may be answering right now."""
    damaged: int
    """Answers that could not be read; tell the patient to look them over."""
    transcriber: str
    """Who types it in from paper; empty for a patient."""


@guarded(Action.SEE_DRAFTS)
def waiting_drafts(office: Office) -> tuple[DraftLine, ...]:
    """Every unfinished intake, oldest first."""
    found = Drafts(office.desk.home).abandoned(office.session)
    for draft in found:
        if not draft.in_use:
            # An alert that could not be kept when it was due, and nobody came back to the intake.
            office.desk.alert_left(draft.id, draft.events)
    return tuple(_line(office, draft) for draft in found)


@guarded(Action.REOPEN_DRAFT)
def reopen(office: Office, draft_id: str) -> Intake:
    """The intake, to go on with at this kiosk. Raises UnknownDraft, DraftInUse or Damaged.

    `Intake.let_go()` leaves it to the next patient process here, which asks on where it stands.
    """
    intake = office.desk.reopen(draft_id, office.session)
    office.note("draft_reopened", draft_id)
    return intake


@guarded(Action.DISCARD_DRAFT)
def discard(office: Office, draft_id: str, why: str) -> None:
    """Remove an unfinished intake for good. Raises DraftInUse, and KioskError without a reason."""
    reason = required(why, "reason")
    drafts = Drafts(office.desk.home)
    drafts.discardable(draft_id)
    office.note("draft_discarded", draft_id, reason)
    drafts.discard(draft_id, office.session)


def required(text: str, what: str) -> str:
    """What staff typed, cleaned. Raises KioskError when it is empty or too long."""
    try:
        cleaned = clean(text, 2_000)
    except ValueError as problem:
        raise KioskError(f"{what}: {problem}") from None
    if not cleaned:
        raise KioskError(f"{what}: expected a few words")
    return cleaned


def _line(office: Office, draft: AbandonedDraft) -> DraftLine:
    answers, last = _answers(draft.events)
    item = office.desk.protocol.questionnaire.by_id.get(last)
    name = full_name(said_of_whom(draft.events))
    return DraftLine(
        id=draft.id,
        begun_at=draft.begun_at.astimezone(),
        last_at=draft.last_at.astimezone(),
        name="" if name == NO_NAME else name,
        answered=len(answers),
        last_question=(item.short or item.text) if item and office.sees_clinical else None,
        in_use=draft.in_use,
        damaged=draft.damaged,
        transcriber=scrub(transcriber(draft.events)),
    )


def said_of_whom(events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What is answered in a draft so far, on top of what staff filled in under the patient's code."""
    filled = {
        question: answer
        for event in events
        if event.get("kind") == "filled_in"
        for question, answer in event.get("answers", {}).items()
    }
    return filled | _answers(events)[0]


def _answers(events: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], str]:
    """What was answered so far by question, and the question answered last."""
    given = [event for event in events if event.get("kind") in ("answered", "noted")]
    answers = {str(event.get("question")): event.get("answer") for event in given}
    return answers, str(given[-1].get("question")) if given else ""
