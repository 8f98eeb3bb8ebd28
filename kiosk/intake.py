"""The one use case: answers to assessment, record, summary, delivered.

The draft is the source of truth: an event is on the disk before the screen shows what follows from it,
and the finished record is made by replaying the draft. An alert is raised before the answer that caused
it is stored, so that no crash can come between them.
"""

import datetime
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kiosk import alerts
from kiosk.clinical.assess import urgent_answers
from kiosk.clinical.record import make_record
from kiosk.errors import BadAnswer, KioskError
from kiosk.interview.check import check_answer
from kiosk.interview.session import (
    Answered,
    Event,
    LanguageChosen,
    Session,
    apply,
    event_from_plain,
    event_to_plain,
    start,
)
from kiosk.loading.archive import keep, kept
from kiosk.loading.clinic import with_clinic_changes
from kiosk.loading.protocol import Folder, read_folder
from kiosk.loading.words import Words, load_words
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.assessment import Flag
from kiosk.model.protocol import Protocol
from kiosk.model.record import Record
from kiosk.records.drafts import Draft, Drafts
from kiosk.records.faults import AlreadySaved
from kiosk.records.store import Envelope, Store
from kiosk.settings import CLINIC_PROTOCOL, Settings, load_settings, shipped

_BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class Step:
    """What an event led to. `told`: a channel to staff answered about the newly urgent answers."""

    session: Session
    urgent: tuple[Flag, ...] = ()
    told: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """A submitted intake. `delivered` is False when the summary waits for staff to print it again."""

    record_id: str
    delivered: bool
    where: str


class Intake:
    """One patient, from the first question to hand-back."""

    def __init__(self, desk: "FrontDesk", draft: Draft, session: Session, begun_at: str) -> None:
        self._desk = desk
        self._draft = draft
        self._begun_at = begun_at
        self._raised: set[str] = set()
        self.session = session

    @property
    def code(self) -> tuple[str, ...]:
        """The words that open this intake again."""
        return tuple(self._draft.code.split())

    def do(self, event: Event) -> Step:
        """Keep `event` and go on. Durable when it returns.

        Raises StorageFull, ReadOnly or NotDurable when it could not be kept; the session then stands
        where it stood.
        """
        after = apply(self.session, event)
        urgent = self._newly_urgent(after, event)
        told = self._alert("urgent", urgent) if urgent else False
        self._draft.append(event_to_plain(event))
        self.session = after
        return Step(after, urgent, told)

    def ask_for_help(self) -> bool:
        """Tell staff that the patient wants help. True when a channel answered."""
        return self._alert("help", ())

    def pause(self) -> None:
        """Leave the draft for the code or for staff; this kiosk forgets it."""
        self._draft.set_aside()

    def finish(self) -> Finished:
        """Judge, keep and hand over. Raises KioskError when the record could not be kept."""
        desk = self._desk
        session = _replayed(desk.protocol, self._draft.events)
        now = desk.now()
        record = make_record(
            desk.protocol,
            desk.vocabulary,
            session,
            answered_at=now.isoformat(timespec="seconds"),
            record_id=self._draft.id,
            kiosk=desk.settings.kiosk,
            clinic=desk.settings.clinic,
        )
        with suppress(AlreadySaved):
            # A crash came between the save and the end of the draft: the record is safe.
            desk.store.save(
                record.id,
                Envelope(
                    form=record.form.id,
                    form_version=record.form.version,
                    submitted_at=now,
                    urgent=record.assessment.urgent,
                    kiosk=record.kiosk,
                ),
                record.model_dump(mode="json"),
            )
        self._draft.finish()
        return desk.deliver(record)

    def _newly_urgent(self, after: Session, event: Event) -> tuple[Flag, ...]:
        if not isinstance(event, Answered):
            return ()
        desk = self._desk
        flags = urgent_answers(
            desk.protocol, desk.vocabulary, after.answers, event.question, day=desk.now().date()
        )
        new = tuple(flag for flag in flags if flag.rule not in self._raised)
        self._raised.update(flag.rule for flag in new)
        return new

    def _alert(self, kind: str, flags: Iterable[Flag]) -> bool:
        desk = self._desk
        answers = self.session.answers
        name = " ".join(str(answers[q]) for q in ("given_name", "family_name") if q in answers)
        detail = {
            "name": name,
            "birth_date": answers.get("birth_date", ""),
            "flags": [flag.title for flag in flags],
        }
        return desk.alert(self._draft.id, kind, detail)


def protocol_in_force(home: Path) -> Folder:
    """The shipped protocol, with the changes of the clinic in `home` where it has made any.

    Raises BadFile naming file, line and field.
    """
    folder = read_folder(shipped("forms") / "ketamine-infusion")
    changes = home / CLINIC_PROTOCOL
    return with_clinic_changes(folder, changes, shipped("forms")) if changes.exists() else folder


class FrontDesk:
    """One kiosk: everything that its screens are given, opened once."""

    def __init__(self, home: Path, settings: Settings, seat: str = "kiosk") -> None:
        self.home = home
        self.settings = settings
        self._drafts = Drafts(home, seat=seat)
        self._earlier: dict[str, tuple[Protocol, Vocabulary]] = {}

    @classmethod
    def open(cls, home: Path, seat: str = "kiosk") -> "FrontDesk":
        """The kiosk in `home`. Raises KioskError when it is not set up or cannot be used."""
        desk = cls(home, load_settings(home), seat)
        _ = desk.protocol, desk.words, desk.store
        return desk

    @cached_property
    def protocol(self) -> Protocol:
        """The protocol that this kiosk asks and judges by. Its files are kept before it is used."""
        folder = protocol_in_force(self.home)
        keep(self.home, folder)
        return folder.protocol

    @cached_property
    def words(self) -> Words:
        """The words of the screens."""
        return load_words(shipped("forms") / "words")

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

    def begin(self, language: str) -> Intake:
        """A new patient's intake."""
        draft = self._drafts.begin()
        begun_at = self.now().isoformat(timespec="seconds")
        draft.append(
            {
                "kind": _BEGUN,
                "language": language,
                "at": begun_at,
                "protocol": self.protocol.digest,
            }
        )
        return Intake(self, draft, start(self.protocol.questionnaire, language), begun_at)

    def resume(self, words: str) -> Intake:
        """The intake that a code opens. Raises WrongWords, UnknownDraft or DraftInUse."""
        return self._again(self._drafts.resume(words))

    def resume_local(self) -> Intake | None:
        """What this kiosk was asking when it stopped; None when it was asking nothing."""
        draft = self._drafts.resume_local()
        if draft is None:
            return None
        if self.store.has(draft.id):
            # The crash came after the record was kept: the draft has done its work.
            draft.finish()
            return None
        return self._again(draft)

    def alert(self, subject: str, kind: str, detail: Mapping[str, Any]) -> bool:
        """Keep an alert and tell staff. True when a channel answered; never raises."""
        settings = self.settings
        try:
            alert_id = self.store.raise_alert(
                subject, "urgent" if kind == "urgent" else "help", detail, kiosk=settings.kiosk
            )
        except KioskError:
            alert_id = ""
        told = alerts.tell(self.home, settings.alerts_to, kind, alert_id, settings.kiosk)
        # A watcher reads the store: without the row it has nothing to show.
        return told and (bool(alert_id) or settings.alerts_to[0] != "staff")

    def deliver(self, record: Record) -> Finished:
        """Make the summary from the record in hand and hand it over as the clinic chose."""
        kind, target = self.settings.delivers_to
        if kind == "staff":
            return Finished(record.id, True, "staff")
        try:
            page = self._page(record)
            if kind == "folder":
                where = write_summary(Path(target).expanduser(), record, page)
            else:
                from kiosk.summary.printer import print_pdf

                print_pdf(page, target, self.settings.page_size)
                where = target
        except (KioskError, OSError):
            self.alert(record.id, "help", {"problem": "the summary could not be handed over"})
            return Finished(record.id, False, target)
        self.store.set_status(record.id, "printed")
        return Finished(record.id, True, where)

    def _page(self, record: Record) -> bytes:
        # ReportLab takes longer to import than the first screen may take to appear.
        from kiosk.summary import render

        return render(record, self.protocol_of(record), page_size=self.settings.page_size)

    def _again(self, draft: Draft) -> Intake:
        begun = next((e for e in draft.events if e.get("kind") == _BEGUN), {})
        session = _replayed(self.protocol, draft.events)
        intake = Intake(self, draft, session, str(begun.get("at", "")))
        for question in session.answers:
            intake._newly_urgent(session, Answered(question=question, answer=""))
        return intake


def _replayed(protocol: Protocol, events: Iterable[Mapping[str, Any]]) -> Session:
    """The session that a draft's events lead to. What the form no longer knows is passed over."""
    form = protocol.questionnaire
    session = start(form)
    for raw in events:
        if raw.get("kind") == _BEGUN:
            session = apply(session, LanguageChosen(language=str(raw.get("language", "en"))))
            continue
        try:
            event = event_from_plain(raw)
            if isinstance(event, Answered):
                item = form.by_id[event.question]
                answer = check_answer(item, form.options(item), raw["answer"])
                event = Answered(question=event.question, answer=answer)
        except (ValidationError, KeyError, BadAnswer):
            continue
        session = apply(session, event)
    return session


def write_summary(folder: Path, record: Record, page: bytes) -> str:
    """Write the PDF into `folder` under a name of date and id only; whole or not at all.

    Raises OSError. Readable by this account only: it is a patient's record in clear.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{record.submitted_at[:10]}_{record.id}.pdf"
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(page)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return str(path)
