"""What keeps a clinic's records over years: prove them, back them up, let old ones go."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.opened import record_of
from kiosk.backoffice.permissions import Action
from kiosk.clinical.record import reassess
from kiosk.errors import KioskError
from kiosk.records import backup, check, retention
from kiosk.records.audit import Anchor
from kiosk.records.check import Verdict


@guarded(Action.VERIFY)
def verify(office: Office, *, judge_again: bool = False, anchor: Anchor | None = None) -> Verdict:
    """Whether every record opens and the audit chain holds; with `judge_again` the judgements too.

    `anchor` is where the chain ended when a daily sheet, an export or a backup was made.
    """
    found = check.verify(office.store, office.session, anchor=anchor)
    problems = [*found.problems, *(_judged_again(office) if judge_again else ())]
    with suppress(
        KioskError
    ):  # a damaged store takes no more entries, and its problems must be said
        office.note("verified", why=f"{found.records} records, {len(problems)} problems")
    return Verdict(found.records, found.audit_entries, problems)


@guarded(Action.BACK_UP)
def back_up(
    office: Office, target: Path, progress: Callable[[str, int, int], None]
) -> backup.Report:
    """One sealed archive, made while the kiosk runs, then opened again to prove it."""
    return backup.back_up(office.desk.home, target, office.session, progress=progress)


@guarded(Action.PURGE)
def policy(office: Office) -> date:
    """The first day that the clinic still keeps. Raises KioskError when it set no policy."""
    keep = office.desk.settings.keep_days
    if keep is None:
        raise KioskError("purge: expected --before D, or keep_days in the kiosk's settings")
    return _first_kept(office, keep)


def _first_kept(office: Office, keep_days: int) -> date:
    return retention.cutoff(keep_days, office.desk.now()).date()


@guarded(Action.PURGE)
def purge_plan(office: Office, before: date) -> retention.Plan:
    """What `purge` would remove. Raises KioskError for a day that the clinic's policy still keeps."""
    _needs_age(office, before)
    return retention.plan(office.store, before)


def _needs_age(office: Office, before: date) -> None:
    keep = office.desk.settings.keep_days
    if keep is not None and before > (first := _first_kept(office, keep)):
        raise KioskError(
            f"purge: --before: expected {first} or earlier, got {before}; this clinic keeps records for "
            f"{keep} days (keep_days in the kiosk's settings)"
        )


@guarded(Action.PURGE)
def purge(office: Office, before: date, why: str) -> retention.Plan:
    """Remove old reviewed records, each with a tombstone.

    Raises KioskError without a reason, and for a day that the clinic's policy still keeps.
    """
    _needs_age(office, before)
    return retention.purge(office.store, office.session, before, why)


def _judged_again(office: Office) -> list[str]:
    problems = []
    for row in office.store.list():
        try:
            versions = office.store.versions(row.id, office.session)
        except KioskError:
            continue  # the store's own check has named it
        for version in versions:
            name = f"{row.id} version {version.number}"
            try:
                same = _same_judgement(office, version.body, row.id)
            except KioskError as problem:
                problems.append(f"{name}: not judged again: {problem.message}")
            else:
                problems += [] if same else [f"{name}: judging it again gives another assessment"]
    return problems


def _same_judgement(office: Office, body: Mapping[str, Any], record_id: str) -> bool:
    """Judged by the protocol that judged it then."""
    record = record_of(body, record_id)
    protocol, vocabulary = office.desk.judged_under(record.assessment.protocol.digest)
    again = reassess(record, protocol, vocabulary, record.measured)
    judged, stored = again.model_dump(mode="json"), body["assessment"]
    # A version judged before the assessment grew a field has nothing to compare there.
    return {field: judged.get(field) for field in stored} == dict(stored)
