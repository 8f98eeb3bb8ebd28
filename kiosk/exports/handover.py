"""The one use case: records in, finished files and their manifest out."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kiosk.exports import beside, maker
from kiosk.exports.folder import private, publish, workshop
from kiosk.exports.manifest import MADE, describe
from kiosk.exports.values import MANIFEST, Damaged, ExportRow, Manifest, Request
from kiosk.model.protocol import Protocol

MANY = 2_000
"""From so many records on, a second process pays for its start of half a second."""


def export(
    rows: Iterable[ExportRow | Damaged],
    protocol: Protocol,
    out: Path,
    request: Request,
    *,
    total: int | None,
    progress: Callable[[int], None],
    earlier: tuple[Protocol, ...] = (),
) -> Manifest:
    """Write `rows` into the folder `out` (made when missing) and return the manifest written there.

    Constant memory: a few records at a time. `total`, where it is known, tells a large export, which a
    second process writes while this one opens records. `progress` gets the number of records read so
    far. `earlier` are the protocols that records of other form versions were asked by. Raises BadFile when
    `out` cannot be written or holds an export already; then nothing stays there. What `rows` raises passes
    through, with nothing left either.
    """
    make = beside.make if (total or 0) >= MANY else maker.make
    with workshop(out, sorted(maker.EVERY_NAME | _tables_in(out))) as work:
        made = make(_watched(rows, progress), protocol, request, work, total, earlier)
        manifest = describe(
            request,
            protocol,
            made.versions,
            unreadable=made.unreadable,
            expected=total,
            files=made.files,
            notes=made.notes,
        )
        with open(work / MANIFEST, "x", encoding="utf-8", opener=private) as file:
            file.write(manifest.to_json())
        publish(work, out, [*(file.name for file in made.files), MANIFEST])
    return manifest


def _tables_in(out: Path) -> set[str]:
    """Files that would pass for a part of the export; anything else in a folder is left alone."""
    try:
        return {path.name for path in out.iterdir() if path.suffix in MADE}
    except OSError:
        # Not there yet, or not to be read: making the export says which.
        return set()


def _watched(
    rows: Iterable[ExportRow | Damaged], progress: Callable[[int], None]
) -> Iterator[ExportRow | Damaged]:
    for done, row in enumerate(rows, start=1):
        yield row
        progress(done)
