"""One patient's intake: what was answered, what staff must hear of it, and its end.

The draft is the source of truth: an event is on the disk before the screen shows what follows from it,
and the finished record is made by replaying the draft. An alert is raised before the answer that caused
it is stored, so that no crash can come between them; one that could not be kept is tried again.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kiosk.alerts import Telling
from kiosk.clinical.assess import urgent_answers
from kiosk.clinical.record import make_record
from kiosk.interview.replay import replayed, transcriber
from kiosk.interview.session import Answered, Event, Session, apply, event_to_plain
from kiosk.model.answer import SKIPPED, UNKNOWN
from kiosk.model.assessment import Flag
from kiosk.records.drafts import Draft
from kiosk.records.envelope import AlertKind
from kiosk.records.faults import AlreadySaved

if TYPE_CHECKING:
    from kiosk.intake.desk import FrontDesk


@dataclass(frozen=True, slots=True)
class Step:
    """What an event led to. `telling`: staff are being told of the newly urgent answers."""

    session: Session
    urgent: tuple[Flag, ...]
    telling: Telling

    @property
    def told(self) -> bool:
        """A channel to staff answered; waits for it."""
        return bool(self.telling)


@dataclass(frozen=True, slots=True)
class Finished:
    """A submitted intake. `delivered` is False when the summary waits for staff to print it again."""

    record_id: str
    delivered: bool
    where: str
    problem: str = ""
    """Why it was not delivered, with what staff can do about it."""


class Intake:
    """One patient, from the first question to hand-back."""

    def __init__(self, desk: "FrontDesk", draft: Draft, session: Session, begun_at: str) -> None:
        self._desk = desk
        self._draft = draft
        self._begun_at = begun_at
        self._raised: dict[str, str] = {}
        """Rules whose urgent answer is kept and was returned to be shown, by the question."""
        self._unkept: tuple[Flag, ...] = ()
        """Urgent flags that stand in no alert yet: the database was busy or full."""
        self._pending: tuple[Flag, ...] = ()
        self.session = session

    @property
    def code(self) -> tuple[str, ...]:
        """The words that open this intake again."""
        return tuple(self._draft.code.split())

    @property
    def transcribed_by(self) -> str:
        """Who types this intake in from paper; empty when the patient answers."""
        return transcriber(self._draft.events)

    @property
    def staff_came(self) -> bool:
        """Staff acknowledged the alerts about this intake after its last answer: they know, and came."""
        return self._desk.acknowledged(self._draft.id, since=self._draft.written_at)

    @property
    def silent_seconds(self) -> float:
        """How long ago the patient was last here."""
        seen_at = self._draft.seen_at
        return max(0.0, self._desk.seconds_since(seen_at)) if seen_at else 0.0

    def seen(self) -> None:
        """The patient is here: a kiosk that stops now goes on with this intake."""
        self._draft.seen()

    def do(self, event: Event) -> Step:
        """Keep `event` and go on. Durable when it returns.

        Raises StorageFull, ReadOnly or NotDurable when it could not be kept; the session then stands
        where it stood.
        """
        after = apply(self.session, event)
        still, urgent = self._newly_urgent(after, event)
        telling = self._alert_urgent(urgent)
        self._draft.append(event_to_plain(event))
        # Only an answer that was kept has been dealt with: "try again" alerts and shows it again.
        self.session, self._raised, self._pending = after, still, urgent
        return Step(after, urgent, telling)

    @property
    def pending_urgent(self) -> tuple[Flag, ...]:
        """Urgent flags of the last event, when nothing came after it.

        After a crash the page that answers them may never have been seen: show it again.
        """
        return self._pending

    @property
    def was_urgent(self) -> bool:
        """An answer of this intake was urgent when it was given, and stands."""
        return bool(self._raised)

    def tell_pending(self) -> Telling:
        """Tell staff of `pending_urgent` once more, as their page is shown again."""
        return self._alert_urgent(self._pending)

    def ask_for_help(self) -> Telling:
        """Tell staff that the patient wants help."""
        alert_id = self._keep_alert("help", ())
        return self._desk.tell("help", alert_id)

    def pause(self) -> None:
        """Leave the draft for the code or for staff; this kiosk forgets it."""
        self._alert_urgent(())
        self._draft.set_aside()

    def let_go(self) -> None:
        """Close it here; the next patient process of this kiosk asks on where it stands."""
        self._draft.close()

    def finish(self) -> Finished:
        """Judge, keep and hand over. Raises KioskError when the record could not be kept."""
        self._alert_urgent(())
        desk = self._desk
        session = replayed(desk.protocol.questionnaire, self._draft.events)
        now = desk.now()
        record = make_record(
            desk.protocol,
            desk.vocabulary,
            session,
            answered_at=now.isoformat(timespec="seconds"),
            record_id=self._draft.id,
            begun_at=self._begun_at,
            kiosk=desk.settings.kiosk,
            clinic=desk.settings.clinic,
            transcribed_by=self.transcribed_by,
        )
        with suppress(AlreadySaved):
            # A crash came between the save and the end of the draft: the record is safe.
            desk.keep(record, now)
        self._draft.finish()
        return desk.deliver(record)

    def _urgent(self, session: Session, question: str) -> tuple[Flag, ...]:
        desk = self._desk
        return urgent_answers(
            desk.protocol, desk.vocabulary, session.answers, question, day=desk.now().date()
        )

    def _newly_urgent(
        self, after: Session, event: Event
    ) -> tuple[dict[str, str], tuple[Flag, ...]]:
        """The rules that are dealt with once `event` is kept, and the flags that it newly raises."""
        if not isinstance(event, Answered):
            return self._raised, ()
        # A rule that an answer took back is forgotten: given once more, it is urgent once more.
        still = {
            rule: question
            for rule, question in self._raised.items()
            if any(flag.rule == rule for flag in self._urgent(after, question))
        }
        flags = self._urgent(after, event.question)
        new = tuple(flag for flag in flags if flag.rule not in still)
        return still | {flag.rule: event.question for flag in new}, new

    def shown_before(self, before: Session) -> None:
        """After a crash: what was answered before the last event was passed by the patient."""
        self._raised = {
            flag.rule: question
            for question in before.answers
            for flag in self._urgent(before, question)
        }
        last = self._draft.events[-1] if self._draft.events else {}
        if last.get("kind") == "answered":
            event = Answered(question=str(last["question"]), answer="")
            self._raised, newly = self._newly_urgent(self.session, event)
            self._pending = () if self.staff_came else newly
        urgent = [f for q in self.session.answers for f in self._urgent(self.session, q)]
        if urgent and not self._desk.has_alert(self._draft.id):
            self._unkept = tuple({flag.rule: flag for flag in urgent}.values())

    def _alert_urgent(self, flags: tuple[Flag, ...]) -> Telling:
        """Alert staff of `flags`, and of earlier ones whose alert could not be kept."""
        wanted = tuple({flag.rule: flag for flag in (*self._unkept, *flags)}.values())
        alert_id = self._keep_alert("urgent", wanted) if wanted else ""
        self._unkept = () if alert_id else wanted
        if not (flags or alert_id):
            return Telling(told=False)
        return self._desk.tell("urgent", alert_id)

    def _keep_alert(self, kind: AlertKind, flags: Iterable[Flag]) -> str:
        detail = about_patient(self.session.answers, [flag.title for flag in flags])
        return self._desk.keep_alert(self._draft.id, kind, detail)


def about_patient(answers: Mapping[str, Any], flags: list[str]) -> dict[str, Any]:
    """What staff are told of a patient who needs them."""
    told = {
        q: str(answers[q])
        for q in ("given_name", "family_name", "birth_date")
        if answers.get(q, SKIPPED) not in UNKNOWN
    }
    name = " ".join(told[q] for q in ("given_name", "family_name") if q in told)
    return {"name": name, "birth_date": told.get("birth_date", ""), "flags": flags}
