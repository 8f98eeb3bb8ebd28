"""Backup while the kiosk runs, and restore into an empty folder; both prove what they made.

Owns which files belong to a backup and what is checked. The archive holds the key file, so the
passphrase or the recovery words are enough to open it anywhere. Must never leave a half-made
archive under its final name, nor restore over anything.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from kiosk.files import sync_folder
from kiosk.places import DRAFTS, HEARTBEAT
from kiosk.records import archive, files, lockout, seal, tickets
from kiosk.records.audit import Anchor, Audit
from kiosk.records.drafts import Drafts
from kiosk.records.faults import Damaged, NotEmpty, damaged
from kiosk.records.keys import NAME as KEYS_NAME
from kiosk.records.keys import Keys, StaffSession
from kiosk.records.store import NAME, Store

Progress = Callable[[str, int, int], None]
"""Gets (what is being done, done, of how many)."""

MANIFEST = "manifest.json"
SAMPLE = 20
"""Records opened as a sample, spread over the whole time."""

_STAGING = ".restoring"
_PAGES = 2_000
_PIECE = 1 << 20
_LEFT_OUT = {
    DRAFTS,
    HEARTBEAT,
    KEYS_NAME,
    lockout.NAME,
    tickets.FOLDER,
    tickets.LOCK_NAME,
    NAME,
    f"{NAME}-wal",
    f"{NAME}-shm",
    "runtime",
}


@dataclass(frozen=True, slots=True)
class Report:
    """What a backup holds, as counted and tried."""

    made_at: str
    records: int
    alerts: int
    drafts: int
    audit: Anchor
    sampled: int
    """Records that were opened to see that they open."""


def _quiet(_what: str, _done: int, _all: int) -> None:
    return None


def back_up(
    home: Path,
    target: Path,
    session: StaffSession,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    progress: Progress = _quiet,
) -> Report:
    """Write one sealed archive while the kiosk goes on, read it back, and check it.

    Raises NotEmpty when `target` exists, and Damaged when what would be saved does not hold:
    then there is no archive.
    """
    if target.exists():
        raise NotEmpty(f"{target}: there is a file already; choose another name")
    try:
        with tempfile.TemporaryDirectory(dir=home, prefix=".backup-") as workshop:
            snapshot = Path(workshop)
            _snapshot(home, snapshot, progress)
            report = _examine(snapshot, session, now().astimezone(UTC).isoformat(), progress)
            _write(home, snapshot, target, report, progress)
    except OSError as error:
        raise files.fault(target, error) from None
    _note(home, session, "backed_up")
    return report


def restore(
    source: Path,
    home: Path,
    unlock: Callable[[Keys], StaffSession],
    *,
    progress: Progress = _quiet,
) -> Report:
    """Unpack into `home`, which must be empty or missing, and check it before it counts.

    `unlock` gets the archive's key file and signs in: `keys.unlock(name, passphrase)` or
    `keys.unlock_with_words(words)`. Raises NotEmpty, Damaged, WrongPassphrase or WrongWords; the
    folder stays empty then.
    """
    files.private_folder(home)
    staging = home / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    if any(home.iterdir()):
        raise NotEmpty(f"{home}: expected an empty folder; nothing was restored")
    try:
        files.private_folder(staging)
        with source.open("rb") as stream:
            reader = archive.Reader(stream, source)
            session = unlock(Keys.of(source, reader.header["keys"]))
            reader.open_with(lambda header: seal.body_key(header, session.ring()))
            manifest = _read_all(reader, source, staging, progress)
        found = _examine(staging, session, manifest["made_at"], progress)
        if any(manifest[name] != value for name, value in asdict(found).items()):
            raise Damaged(f"{source}: what was unpacked is not what was saved; use another backup")
        # An archive from before it was left out: whoever watched then does not watch now.
        (staging / HEARTBEAT).unlink(missing_ok=True)
        _settle(staging, home)
    except OSError as error:
        raise files.fault(source, error) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    _note(home, session, "restored")
    return found


def _note(home: Path, session: StaffSession, what: str) -> None:
    store = Store.open(home)
    try:
        Audit(store).record(session.name, what)
    finally:
        store.close()


def _snapshot(home: Path, snapshot: Path, progress: Progress) -> None:
    """The database as it is at this moment, the key file, and the drafts as far as written."""
    files.private_folder(snapshot / DRAFTS)
    for path in (home / DRAFTS).glob("*"):
        with suppress(FileNotFoundError):  # handed in between the listing and the copy
            shutil.copyfile(path, snapshot / DRAFTS / path.name)
    source = sqlite3.connect(home / NAME, isolation_level=None)
    target = sqlite3.connect(snapshot / NAME, isolation_level=None)
    try:
        # A read transaction holds the moment still while the kiosk writes on.
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_schema").fetchall()
        source.backup(
            target,
            pages=_PAGES,
            progress=lambda _status, left, pages: progress("copying", pages - left, pages),
        )
    except sqlite3.DatabaseError:
        raise damaged(home / NAME, "the file is damaged") from None
    finally:
        source.close()
        target.close()
    # Last: a key that was changed meanwhile opens what was copied before it, too, never the other way.
    shutil.copyfile(home / KEYS_NAME, snapshot / KEYS_NAME)


def _examine(folder: Path, session: StaffSession, made_at: str, progress: Progress) -> Report:
    """Count, walk the audit chain and open a sample. Raises Damaged for the first fault."""
    store = Store.open(folder)
    try:
        rows = store.list()
        fault = Audit(store).verify(session)
        if fault:
            raise Damaged(f"{fault}; nothing was written: run `kiosk records verify`")
        sample = rows[:: max(1, -(-len(rows) // SAMPLE))]
        for done, row in enumerate(sample, start=1):
            store.versions(row.id, session)
            progress("opening a sample", done, len(sample))
        return Report(
            made_at,
            len(rows),
            len(store.alerts(unacknowledged=False)),
            Drafts(folder).count(),
            Audit(store).anchor(),
            len(sample),
        )
    finally:
        store.close()


def _write(home: Path, snapshot: Path, target: Path, report: Report, progress: Progress) -> None:
    keys = Keys.load(snapshot)
    partial = target.with_name(f".{target.name}.partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, files.FILE_MODE)
        with os.fdopen(descriptor, "wb") as out:
            writer = archive.Writer(out, keys.content(), keys.public())
            with tarfile.open(fileobj=writer, mode="w|") as tar:
                chosen = sorted([*_files(snapshot), *others(home, {target, partial})])
                sums = {}
                for done, (name, path) in enumerate(chosen, start=1):
                    sums[name] = _pack(tar, name, path)
                    progress("packing", done, len(chosen))
                manifest = json.dumps({**asdict(report), "files": sums}).encode()
                archive.add(tar, MANIFEST, len(manifest), io.BytesIO(manifest))
            writer.finish()
            out.flush()
            os.fsync(out.fileno())
        with partial.open("rb") as stream:
            reader = archive.Reader(stream, partial)
            reader.open_with(lambda _header: writer.key())
            _read_all(reader, partial, None, progress)
        partial.replace(target)
        sync_folder(target.parent)
    finally:
        partial.unlink(missing_ok=True)


def _files(snapshot: Path) -> Iterator[tuple[str, Path]]:
    for path in snapshot.rglob("*"):
        if path.is_file():
            yield path.relative_to(snapshot).as_posix(), path


def others(home: Path, apart: set[Path]) -> Iterator[tuple[str, Path]]:
    """(name, path) of settings and whatever else the kiosk keeps in its folder, plain files only.

    `apart`: files and folders to leave out.
    """
    for path in home.rglob("*"):
        parts = path.relative_to(home).parts
        known = parts[0] in _LEFT_OUT or parts[0].startswith(".") or path.suffix == ".lock"
        inside = not apart.isdisjoint((path, *path.parents))
        if path.is_file() and not path.is_symlink() and not known and not inside:
            yield "/".join(parts), path


class _Hashed(io.RawIOBase):
    """Passes a file on and takes its SHA-256 on the way."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._sum = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        content = self._source.read(size)
        self._sum.update(content)
        return content

    def hexdigest(self) -> str:
        """Of what was read so far."""
        return self._sum.hexdigest()


def _pack(tar: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as handle:
        hashed = _Hashed(handle)
        # Measured on the open file: a log may grow while it is read.
        archive.add(tar, name, os.fstat(handle.fileno()).st_size, hashed)
    return hashed.hexdigest()


def _read_all(
    reader: archive.Reader, source: Path, folder: Path | None, progress: Progress
) -> dict[str, Any]:
    """The manifest, after every file's sum was compared; with `folder`, the files go there."""
    sums: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    for name, content in archive.members(reader):
        if name == MANIFEST:
            manifest = json.load(content)
            continue

        def step() -> None:
            progress("reading back" if folder is None else "unpacking", *reader.part())

        sums[name] = _unpack_one(_Hashed(content), None if folder is None else folder / name, step)
    reader.drain()
    if sums != manifest.get("files"):
        raise Damaged(f"{source}: the backup does not hold what its list says; use another one")
    return manifest


def _unpack_one(content: _Hashed, path: Path | None, step: Callable[[], None]) -> str:
    if path is None:
        while content.read(_PIECE):
            step()
        return content.hexdigest()
    files.private_folder(path.parent)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, files.FILE_MODE)
    with os.fdopen(descriptor, "wb") as out:
        while piece := content.read(_PIECE):
            out.write(piece)
            step()
        out.flush()
        os.fsync(out.fileno())
    return content.hexdigest()


def _settle(staging: Path, home: Path) -> None:
    # The key file last: without it the folder counts as not set up.
    for path in sorted(staging.iterdir(), key=lambda path: path.name == KEYS_NAME):
        path.rename(home / path.name)
        sync_folder(home)
