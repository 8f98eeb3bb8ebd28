"""What staff do with a record: print it, measure the patient, decide, mark it reviewed.

A record is never changed: what is measured or decided is a new version, made by a named person.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, get_args

from pydantic import ValidationError

from kiosk.backoffice.earlier import earlier_scores
from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.opened import newest
from kiosk.backoffice.permissions import Action
from kiosk.backoffice.waiting import required
from kiosk.clinical.record import measure as measured_record
from kiosk.clinical.worsening import graver_flags, worsened
from kiosk.errors import BadAnswer, KioskError
from kiosk.intake.patient import about_patient
from kiosk.model.measured import Measured
from kiosk.model.record import SCHEMA, Decision, DecisionKind, Record, Revision, RevisionKind

LIGHTEST_KG = 1
"""Below this somebody has mistyped; what is merely implausible is withheld by the protocol."""

MEASURES: Final = ("weight_kg", "blood_pressure", "heart_rate", "spo2")
"""What can be measured, as `measured` takes it."""

_PRESSURE = re.compile(r"([0-9]{1,3})/([0-9]{1,3})")
_WEIGHT = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})?")
_WHOLE = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of a page."""

    done: bool
    where: str
    """A file, a print queue, or `staff` when this kiosk has neither."""
    message: str
    """What staff can do, when it is not done."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A record before and after a new version."""

    before: Record
    after: Record
    version: int
    alerted: bool = False
    """Staff were alerted: something is urgent now that was not before."""
    review_again: bool = False
    """It worsened, so that it is new and unreviewed again, whatever had been done with it."""


@guarded(Action.PRINT)
def print_provider(office: Office, record_id: str) -> Printed:
    """The provider's page, handed over as the clinic chose."""
    return _hand_over(office, record_id, for_patient=False)


@guarded(Action.PRINT)
def print_patient(office: Office, record_id: str) -> Printed:
    """The patient's own sheet, handed over as the clinic chose."""
    return _hand_over(office, record_id, for_patient=True)


@guarded(Action.PRINT)
def page(office: Office, record_id: str, *, for_patient: bool = False) -> bytes:
    """The page as a PDF, for a file that staff name; `mark_printed` once it is written."""
    from kiosk.summary import render  # ReportLab takes longer to import than a screen may take

    record = newest(office, record_id)
    desk = office.desk
    return render(
        record,
        desk.protocol_of(record),
        page_size=desk.settings.page_size,
        for_patient=for_patient,
        clinic_phone=desk.settings.phone,
        earlier=() if for_patient else earlier_scores(office, record),
    )


@guarded(Action.PRINT)
def mark_printed(office: Office, record_id: str, *, for_patient: bool = False) -> None:
    """A page of it exists outside the seal now."""
    office.desk.mark_printed(record_id, office.name, for_patient=for_patient)


@guarded(Action.REVIEW)
def mark_reviewed(office: Office, record_id: str, *, seen: int | None = None) -> str:
    """A clinician has looked at it; retention may let it go from now on. The status that holds.

    `seen`: the version that was looked at, as `decide` takes it.
    """
    with office.store.database.together():
        _as_seen(office, record_id, seen)
        status = office.store.set_status(record_id, "reviewed")
        office.note("reviewed", record_id)
    return status


@guarded(Action.REVIEW)
def review_again(office: Office, record_id: str) -> str:
    """The record was not reviewed after all: it is new, and no purge takes it. The status that holds."""
    with office.store.database.together():
        status = office.store.set_status(record_id, "new")
        office.note("review_again", record_id)
    return status


def measured(texts: Mapping[str, str]) -> Measured:
    """What staff typed, by MEASURES; empty texts were not measured. Raises BadAnswer."""
    found: dict[str, Any] = {}
    given = {name: text.strip() for name, text in texts.items() if text.strip()}
    if weight := given.get("weight_kg"):
        if not _WEIGHT.fullmatch(weight) or Decimal(weight) < LIGHTEST_KG:
            raise _expected("weight_kg", f"kilograms from {LIGHTEST_KG} such as 71.2", weight)
        found["weight_kg"] = weight
    if pressure := given.get("blood_pressure"):
        pair = _PRESSURE.fullmatch(pressure)
        if not pair or int(pair[1]) <= int(pair[2]):
            raise _expected(
                "blood_pressure", "top number/bottom number in mmHg such as 128/82", pressure
            )
        found["systolic"], found["diastolic"] = int(pair[1]), int(pair[2])
    for name in ("heart_rate", "spo2"):
        if text := given.get(name):
            if not _WHOLE.fullmatch(text):
                raise _expected(name, _range(name), text)
            found[name] = int(text)
    if not found:
        raise BadAnswer("measured", f"expected one of {', '.join(MEASURES)}", "measure")
    try:
        return Measured.model_validate(found)
    except ValidationError as problem:
        name = str(problem.errors(include_url=False, include_input=False)[0]["loc"][0])
        if name in ("systolic", "diastolic"):
            limits = f"top {_range('systolic')}, bottom {_range('diastolic')}"
            raise _expected("blood_pressure", limits, given["blood_pressure"]) from None
        if name == "weight_kg":
            raise _expected(name, "kilograms such as 71.2", given[name]) from None
        raise _expected(name, _range(name), given[name]) from None


def _range(name: str) -> str:
    """What a vital sign may be, as `Measured` bounds it."""
    bounds = Measured.model_json_schema()["properties"][name]["anyOf"][0]
    return f"a whole number from {bounds['minimum']} to {bounds['maximum']}"


@guarded(Action.MEASURE)
def measure(office: Office, record_id: str, values: Measured) -> Judged:
    """A new version, judged with the values by today's protocol; the earlier versions stay."""
    desk = office.desk
    vocabulary = desk.vocabulary  # read before the database is locked, not while

    def judged_with(before: Record) -> Record:
        return measured_record(before, desk.protocol, vocabulary, values)

    return add_version(office, record_id, "measured", judged_with)


@guarded(Action.DECIDE)
def decide(
    office: Office,
    record_id: str,
    kind: DecisionKind,
    reason: str = "",
    modified_to: str = "",
    *,
    seen: int | None = None,
) -> Judged:
    """The provider's decision about the provisional regimen, as a new version; nothing is judged again.

    Everything but `accepted` needs a reason, and `modified` what the regimen was modified to. `seen` is
    the number of the version that the provider had before them. Raises KioskError that says so, and when
    there is a later one: nobody decides about what they have not seen.
    """
    if kind not in get_args(DecisionKind):
        raise KioskError(f"decision: expected one of {', '.join(get_args(DecisionKind))}")
    if kind == "modified":
        modified_to = required(modified_to, "modified to")
    elif modified_to.strip():
        raise KioskError("modified to: goes with the decision modified only")
    if kind != "accepted" or reason.strip():
        reason = required(reason, "reason")

    def decided(before: Record) -> Record:
        _as_seen(office, record_id, seen)
        if kind == "accepted" and not before.assessment.regimens:
            raise KioskError("decision: this record has no regimen that could be accepted")
        made = Decision(
            kind=kind,
            modified_to=modified_to.strip(),
            reason=reason,
            by=office.name,
            at=office.desk.now().isoformat(timespec="seconds"),
        )
        return before.model_copy(update={"decisions": (*before.decisions, made)})

    return add_version(office, record_id, "decision", decided, reason)


def add_version(
    office: Office,
    record_id: str,
    kind: RevisionKind,
    make: Callable[[Record], Record],
    reason: str = "",
) -> Judged:
    """Keep what `make` makes of the newest version on top, with who made it; the audit says `kind`.

    What is urgent now and was not before is alerted, whoever entered it; a record that worsened counts
    as new and unreviewed, so that nobody takes an earlier look for one at this version. Version, alert
    and audit are one durable change.
    """
    desk, store = office.desk, office.store
    alert_id = None
    with store.database.together():
        before = newest(office, record_id)
        made = Revision(
            kind=kind,
            by=office.name,
            at=desk.now().isoformat(timespec="seconds"),
            reason=reason,
        )
        after = make(before).model_copy(
            update={
                "revision": made,
                "earlier_revisions": before.revisions,
                "schema_version": SCHEMA,
            }
        )
        judged, earlier = after.assessment, before.assessment
        again = worsened(earlier, judged)
        number = store.append_version(
            record_id,
            after.model_dump(mode="json"),
            urgent=judged.urgent,
            review_again=again,
        )
        office.note(kind, record_id, reason)
        if again:
            office.note("review_again", record_id)
        urgent = [flag.title for flag in graver_flags(earlier, judged) if flag.urgent]
        if urgent and not after.synthetic:
            detail = about_patient(after.answers, urgent)
            alert_id = store.raise_alert(record_id, "urgent", detail, kiosk=desk.settings.kiosk)
    if alert_id is not None:
        # Only now: a channel may take seconds, and marks the alert through a connection of its own.
        desk.tell("urgent", alert_id)
    return Judged(before, after, number, alerted=alert_id is not None, review_again=again)


def _as_seen(office: Office, record_id: str, seen: int | None) -> None:
    if seen is not None and office.store.row(record_id).versions != seen:
        raise KioskError(
            "this record was measured, corrected or decided since it was opened. "
            "Please open it again and look"
        )


def _hand_over(office: Office, record_id: str, *, for_patient: bool) -> Printed:
    desk = office.desk
    record = newest(office, record_id)
    if desk.settings.delivers_to[0] == "staff":
        return Printed(False, "staff", "This kiosk has no printer and no folder for summaries.")
    earlier = () if for_patient else earlier_scores(office, record)
    made = desk.deliver(record, for_patient=for_patient, earlier=earlier, who=office.name)
    if not made.delivered:
        office.note("print_failed", record_id)
        return Printed(False, made.where, made.problem)
    return Printed(True, made.where, "")


def _expected(field: str, expected: str, given: str) -> BadAnswer:
    return BadAnswer(field, f"expected {expected}, got '{given}'", "measure")
