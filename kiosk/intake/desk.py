"""The front desk of one kiosk: what its screens are given, and every way an intake begins or goes on.

Owns the alerts that are kept and told, and the hand-over of a finished record. Holds nothing about a
patient but what an open intake does.
"""

import datetime
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from kiosk import alerts
from kiosk.clinical.assess import urgent_answers
from kiosk.errors import KioskError
from kiosk.handover import hand_over
from kiosk.intake.patient import Finished, Intake, about_patient
from kiosk.interview.replay import BEGUN, replayed
from kiosk.interview.session import FilledIn, start
from kiosk.loading.archive import keep, kept
from kiosk.loading.clinic import with_clinic_changes
from kiosk.loading.protocol import Folder, languages_of, read_folder
from kiosk.loading.words import Words, shipped_words
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from kiosk.model.record import Record
from kiosk.places import CLINIC_PROTOCOL, shipped, shipped_protocol
from kiosk.records.audit import Audit
from kiosk.records.drafts import Draft, Drafts
from kiosk.records.envelope import AlertKind
from kiosk.records.faults import LockedOut, UnknownDraft
from kiosk.records.keys import StaffSession
from kiosk.records.store import Envelope, Store
from kiosk.records.tickets import Ticket, Tickets
from kiosk.settings import Settings, load_settings

if TYPE_CHECKING:
    from kiosk.summary import PastScore


def protocol_in_force(home: Path) -> Folder:
    """The shipped protocol, with the changes of the clinic in `home` where it has made any.

    Raises BadFile naming file, line and field.
    """
    folder = read_folder(shipped_protocol())
    changes = home / CLINIC_PROTOCOL
    return with_clinic_changes(folder, changes, shipped("forms")) if changes.exists() else folder


class FrontDesk:
    """One kiosk: everything that its screens are given, opened once."""

    def __init__(self, home: Path, settings: Settings, seat: str = "kiosk") -> None:
        self.home = home
        self.settings = settings
        self._drafts = Drafts(home, seat=seat)
        self._tickets = Tickets(home)
        self._reading = Lock()
        self._earlier: dict[str, tuple[Protocol, Vocabulary]] = {}

    @classmethod
    def open(cls, home: Path, seat: str = "kiosk", *, whole: bool = True) -> "FrontDesk":
        """The kiosk in `home`. Raises KioskError when it is not set up or cannot be used.

        Without `whole` the protocol is read when it is first needed: the welcome page shows before.
        """
        desk = cls(home, load_settings(home), seat)
        _ = desk.words, desk.store, desk.languages
        if whole:
            _ = desk.protocol
        return desk

    @cached_property
    def protocol(self) -> Protocol:
        """The protocol that this kiosk asks and judges by. Its files are kept before it is used."""
        # Read once, whichever of the page and its background wants it first.
        with self._reading:
            if read := self.__dict__.get("protocol"):
                return cast(Protocol, read)
            folder = protocol_in_force(self.home)
            keep(self.home, folder)
            return cast(Protocol, self.__dict__.setdefault("protocol", folder.protocol))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The protocol's languages, from its head alone; no clinic's file changes them."""
        return languages_of(shipped_protocol())

    @cached_property
    def words(self) -> Words:
        """The words of the screens."""
        return shipped_words()

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The medicines that the kiosk knows; loaded when first needed."""
        return Vocabulary.load(shipped("forms") / "medications")

    def judged_under(self, digest: str) -> tuple[Protocol, Vocabulary]:
        """The protocol with this digest and its medicines: today's, or the ones kept back then.

        Raises KioskError that names the archive when it is missing or damaged.
        """
        if digest == self.protocol.digest:
            return self.protocol, self.vocabulary
        if digest not in self._earlier:
            with kept(self.home, digest) as (protocol, medications):
                self._earlier[digest] = protocol, Vocabulary.load(medications)
        return self._earlier[digest]

    def protocol_of(self, record: Record) -> Protocol:
        """The protocol that judged `record`; today's where that one was not kept."""
        try:
            return self.judged_under(record.assessment.protocol.digest)[0]
        except KioskError:
            return self.protocol

    @cached_property
    def store(self) -> Store:
        """The records, write-only here."""
        return Store.open(self.home)

    def close(self) -> None:
        """Let go of the files."""
        self.store.close()

    def now(self) -> datetime.datetime:
        """The time here, with its offset."""
        return datetime.datetime.now().astimezone()

    def today(self) -> datetime.date:
        """The day here."""
        return self.now().date()

    def begin(self, language: str, *, transcribed_by: str = "") -> Intake:
        """A new patient's intake; `transcribed_by` names who types it in from paper."""
        draft = self._drafts.begin()
        begun_at = self.now().isoformat(timespec="seconds")
        head = {"kind": BEGUN, "language": language, "at": begun_at}
        typist = {"transcribed_by": transcribed_by} if transcribed_by else {}
        draft.append({**head, "protocol": self.protocol.digest, **typist})
        return Intake(self, draft, start(self.protocol.questionnaire, language), begun_at)

    def expected(self, code: str) -> Ticket:
        """What staff filled in under a session code; the code stays until `begin_as`.

        Raises WrongWords, UnknownDraft or LockedOut; wrong codes are counted, and written down.
        """
        try:
            return self._tickets.open(code)
        except (UnknownDraft, LockedOut) as refusal:
            what = "code_locked" if isinstance(refusal, LockedOut) else "code_failed"
            with suppress(KioskError):
                Audit(self.store).record("unknown", what)
            raise

    def begin_as(self, ticket: Ticket, language: str) -> Intake:
        """The intake of the patient who said that the ticket is theirs; its code is used up.

        Raises UnknownDraft when another kiosk was faster, and KioskError when nothing can be kept.
        """
        with self._tickets.using(ticket):
            intake = self.begin(language)
            try:
                intake.do(FilledIn(answers=ticket.answers))
                Audit(self.store).record("unknown", "code_used", ticket.id)
            except KioskError:
                intake.pause()
                raise
        return intake

    def resume(self, words: str) -> Intake:
        """The intake that a code opens. Raises WrongWords, UnknownDraft or DraftInUse."""
        intake = self._again(self._drafts.resume(words))
        if intake is None:
            raise UnknownDraft("this intake is finished; its answers are kept")
        return intake

    def resume_local(self) -> Intake | None:
        """What this kiosk was asking when it stopped; None when it was asking nothing.

        A page would have cleared itself in the time since the patient was last here: then the next
        person is somebody else, and the intake is set aside.
        """
        draft = self._drafts.resume_local()
        if draft is None:
            return None
        if self._is_away(draft.seen_at):
            self._set_aside(draft)
            return None
        return self._again(draft)

    def somebody_is_here(self) -> None:
        """Staff stand at this kiosk: what its patient was asked comes back after them."""
        self._drafts.seen()

    def set_aside_left(self) -> None:
        """Every intake, at whatever seat, whose patient is gone and whose page shows nowhere."""
        for draft in self._drafts.left(self._is_away):
            self._set_aside(draft)

    def seconds_since(self, seen_at: datetime.datetime) -> float:
        """By the clock that the times of files come from; below 0 where it was set back."""
        return (self._drafts.now() - seen_at).total_seconds()

    def _is_away(self, seen_at: datetime.datetime | None) -> bool:
        # A clock that was set back cannot say how long ago that was either.
        return seen_at is None or abs(self.seconds_since(seen_at)) > self.settings.away_seconds

    def _set_aside(self, draft: Draft) -> None:
        """Its code and staff still open it. An alert that could not be kept when it was due goes out."""
        try:
            if self.store.has(draft.id):
                draft.finish()  # a crash came after its record was kept
                return
            self.alert_left(draft.id, draft.events)
            draft.set_aside()
        finally:
            draft.close()

    def reopen(self, draft_id: str, staff: StaffSession) -> Intake:
        """A draft through staff. Raises UnknownDraft (also for a finished one), DraftInUse, Damaged."""
        intake = self._again(self._drafts.reopen(draft_id, staff))
        if intake is None:
            raise UnknownDraft(f"draft {draft_id}: it is finished; its record is kept")
        return intake

    def alert(
        self, subject: str, kind: AlertKind, detail: Mapping[str, Any], note: str = ""
    ) -> alerts.Telling:
        """Keep an alert, then tell staff. Never raises."""
        return self.tell(kind, self.keep_alert(subject, kind, detail, note))

    def alert_of(self, record: Record) -> None:
        """Tell staff of the urgent flags of a record that nobody answered at a screen."""
        flags = [flag.title for flag in record.assessment.flags if flag.urgent]
        if flags:
            self.alert(record.id, "urgent", about_patient(record.answers, flags))

    def alert_left(self, draft_id: str, events: Sequence[Mapping[str, Any]]) -> None:
        """Alert staff of urgent answers in a draft that was left, unless an alert of them stands."""
        session = replayed(self.protocol.questionnaire, events)
        flags = {
            flag.rule: flag.title
            for question in session.answers
            for flag in urgent_answers(
                self.protocol, self.vocabulary, session.answers, question, day=self.today()
            )
        }
        if flags and not self.has_alert(draft_id):
            detail = about_patient(session.answers, list(flags.values()))
            self.alert(draft_id, "urgent", detail)

    def keep_alert(
        self, subject: str, kind: AlertKind, detail: Mapping[str, Any], note: str = ""
    ) -> str:
        """The id of an alert that now stands in the store; empty when it could not be kept."""
        try:
            return self.store.raise_alert(
                subject, kind, detail, kiosk=self.settings.kiosk, note=note
            )
        except KioskError:
            return ""

    def tell(self, kind: AlertKind, alert_id: str) -> alerts.Telling:
        """Start telling staff; never raises. `alert_id` is empty for an alert not kept."""
        settings = self.settings
        if not alert_id and settings.alerts_to[0] == "staff":
            # A watcher reads the store: without the row it has nothing to show.
            return alerts.Telling(told=False)

        def mark() -> None:
            # A connection of its own: the channel is waited for by another thread.
            if alert_id:
                with suppress(KioskError), closing(Store.open(self.home)) as store:
                    store.mark_told(alert_id)

        channel, kiosk = settings.alerts_to, settings.kiosk
        return alerts.start_telling(self.home, channel, kind, alert_id, kiosk, mark)

    def tell_again(self) -> int:
        """Try the channel once more for each alert that nobody was told of; how many still wait."""
        waiting = [each for each in self.store.alerts() if each.told_at is None]
        return sum(not self.tell(cast(AlertKind, each.kind), each.id) for each in waiting)

    def has_alert(self, subject: str) -> bool:
        """Whether an urgent alert about this record or draft stands in the store."""
        with suppress(KioskError):
            rows = self.store.alerts(subject, unacknowledged=False)
            return any(row.kind == "urgent" for row in rows)
        return False

    def acknowledged(self, subject: str, since: datetime.datetime) -> bool:
        """Whether staff acknowledged every urgent alert about it, and one of them after `since`."""
        with suppress(KioskError):
            rows = self.store.alerts(subject, unacknowledged=False)
            times = [row.acknowledged_at for row in rows if row.kind == "urgent"]
            seen = [at for at in times if at is not None]
            return bool(seen) and len(seen) == len(times) and max(seen) >= since
        return False

    def keep(self, record: Record, at: datetime.datetime) -> None:
        """Seal and store a record finished `at`. Raises AlreadySaved, or KioskError when not kept."""
        envelope = Envelope(
            form=record.form.id,
            form_version=record.form.version,
            submitted_at=at,
            urgent=record.assessment.urgent,
            synthetic=record.synthetic,
            kiosk=record.kiosk,
        )
        self.store.save(record.id, envelope, record.model_dump(mode="json"))

    def deliver(
        self,
        record: Record,
        *,
        for_patient: bool = False,
        earlier: "Sequence[PastScore]" = (),
        who: str = "kiosk",
    ) -> Finished:
        """Make the summary, or the patient's own sheet, and hand it over as the clinic chose.

        `earlier`: scores of the same person's earlier visits, which only staff can read. `who` asked for
        it, for the audit; by default nobody, it goes out by itself. When it does not get there, staff
        are alerted with what they can do about it.
        """
        protocol, settings = self.protocol_of(record), self.settings
        made = hand_over(record, protocol, settings, for_patient=for_patient, earlier=earlier)
        if not made.done and not self._said_already(record.id, made.problem):
            self.alert(record.id, "summary", {"where": made.where}, note=made.problem)
        if made.done and settings.delivers_to[0] != "staff":
            self.mark_printed(record.id, who, for_patient=for_patient)
        return Finished(record.id, made.done, made.where, made.problem)

    def mark_printed(self, record_id: str, who: str, *, for_patient: bool = False) -> None:
        """A page of it exists outside the seal now: its status, and who in the audit."""
        with self.store.database.together():
            if not for_patient:
                self.store.set_status(record_id, "printed")
            why = "the patient's sheet" if for_patient else ""
            Audit(self.store).record(who, "printed", record_id, why)

    def _said_already(self, record_id: str, problem: str) -> bool:
        """Whether staff have this alert before them: trying to print again must not pile them up."""
        with suppress(KioskError):
            return any(alert.note == problem for alert in self.store.alerts(record_id))
        return False

    def _again(self, draft: Draft) -> Intake | None:
        """The intake of a draft; None when a crash came after its record was kept."""
        try:
            if self.store.has(draft.id):
                draft.finish()
                return None
            begun = next((e for e in draft.events if e.get("kind") == BEGUN), {})
            session = replayed(self.protocol.questionnaire, draft.events)
            intake = Intake(self, draft, session, str(begun.get("at", "")))
            intake.shown_before(replayed(self.protocol.questionnaire, draft.events[:-1]))
        except KioskError:
            draft.close()
            raise
        return intake
