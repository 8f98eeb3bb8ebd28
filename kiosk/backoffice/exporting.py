"""An export from beginning to end: into the audit, out of the store, into a folder, and marked."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.backoffice.selection import Progress, Selection
from kiosk.errors import BadFile, KioskError
from kiosk.exports import MANIFEST, Damaged, ExportRow, Format, Manifest, Request, digest, export
from kiosk.loading.archive import digests, kept
from kiosk.model.protocol import Protocol
from kiosk.records import exported
from kiosk.records.audit import Audit
from kiosk.records.envelope import RecordRow

_MADE = "export_made"
_AT_ONCE = 500
"""Records marked in one transaction; in between, a patient's answers can be kept."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What staff asked for."""

    format: Format
    out: Path
    selection: Selection
    deidentified: bool = False
    reason: str = ""


@guarded(Action.EXPORT)
def hand_over(
    office: Office,
    rows: Sequence[RecordRow],
    wish: Wish,
    progress: Progress,
) -> Manifest:
    """Export `rows`, as `select` found them, and mark what was handed over as exported.

    The audit has it before the first record is opened, and which records they were; then that it failed,
    or the manifest's digest. A de-identified export marks nothing: nobody got a patient's record. Raises
    KioskError; then no file stands under its final name.
    """
    listed = exported.keep(office.store, [row.id for row in rows])
    with office.store.database.together():
        office.note(exported.EXPORTED, listed, _why(wish, len(rows)))
        anchor = Audit(office.store).anchor()
    stated = wish.selection.stated()
    request = Request(
        format=wish.format,
        since=stated.pop("since", ""),
        until=stated.pop("until", ""),
        filters=stated,
        deidentified=wish.deidentified,
        staff=office.name,
        reason=wish.reason,
        audit_count=anchor.count,
        audit_mac=anchor.mac,
        now=office.desk.now(),
    )
    opened: list[str] = []
    try:
        manifest = export(
            _opened(office, rows, opened),
            office.desk.protocol,
            wish.out,
            request,
            total=len(rows),
            progress=lambda done: progress(done, len(rows)),
            earlier=_earlier(office, rows),
        )
    except BaseException as problem:
        # Only the kind of a fault that nobody foresaw: its message may quote a record.
        why = problem.message if isinstance(problem, KioskError) else type(problem).__name__
        with suppress(KioskError):  # the fault itself is what staff must read
            office.note("export_failed", listed, why)
        raise
    if not wish.deidentified:
        for start in range(0, len(opened), _AT_ONCE):
            # One that retention let go while the export ran is passed over.
            office.store.set_statuses(opened[start : start + _AT_ONCE], "exported")
    office.note(_MADE, why=f"manifest with SHA-256 {digest(wish.out / MANIFEST)}")
    return manifest


@guarded(Action.EXPORT)
def was_made_here(office: Office, folder: Path) -> bool:
    """Whether the audit has the manifest in `folder` as one that this clinic made, byte for byte.

    Raises KioskError when there is none to read.
    """
    path = folder / MANIFEST
    try:
        wanted = digest(path)
    except OSError as problem:
        raise BadFile(path, f"cannot be read ({problem.strerror})") from None
    entries = Audit(office.store).entries(office.session)
    return any(entry.what == _MADE and (entry.why or "").endswith(wanted) for entry in entries)


def _earlier(office: Office, rows: Sequence[RecordRow]) -> tuple[Protocol, ...]:
    """The kept protocols that the records of other form versions were asked by."""
    today = office.desk.protocol
    wanted = {(row.form, row.form_version) for row in rows} - {(today.id, today.version)}
    found: dict[tuple[str, str], Protocol] = {}
    for each in digests(office.desk.home) if wanted else ():
        # Without it a record still goes out; only why an answer is missing is told less exactly.
        with suppress(KioskError), kept(office.desk.home, each) as (protocol, _):
            found.setdefault((protocol.id, protocol.version), protocol)
    return tuple(found[key] for key in sorted(wanted & found.keys(), reverse=True))


def _opened(
    office: Office, rows: Sequence[RecordRow], opened: list[str]
) -> Iterator[ExportRow | Damaged]:
    """Each record; the ids of those that opened are added to `opened`."""
    for row in rows:
        office.session.ring()
        try:
            body = office.store.read_text(row.id, office.session)
        except KioskError as problem:
            yield Damaged(row.id, problem.message)
        else:
            opened.append(row.id)
            yield ExportRow(body, row.status, row.versions, row.reviewed, row.id)


def _why(wish: Wish, count: int) -> str:
    kind = f"{wish.format}{', de-identified' if wish.deidentified else ''}"
    filters = "".join(f", {key} {value}" for key, value in wish.selection.stated().items())
    many = "1 record" if count == 1 else f"{count} records"
    return f"{kind}, {many}{filters}, into {wish.out.absolute()}. {wish.reason}".rstrip()
