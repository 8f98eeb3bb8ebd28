"""Drafts: every answer on the disk, sealed, before the next question is shown.

Owns the folder `drafts/` (one append-only file a patient) and the running session's key in the
runtime folder. An event is opaque JSON here. Must never keep a draft's key on the disk in clear:
it is in the runtime folder (memory, where the system has such a folder, so it dies with the power),
sealed to the clinic and recovery keys, and under argon2id of the patient's four-word code.

A draft file: a first line of JSON (id, when it began, the sealed keys), then one line an event, its
number and base64. Lines are padded so that their length does not tell `yes` from `no`.
"""

import base64
import fcntl
import json
import os
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.places import DRAFTS
from kiosk.records import files, runtime, seal, words
from kiosk.records.faults import (
    Damaged,
    DraftInUse,
    NotDurable,
    RecordsError,
    UnknownDraft,
    damaged,
)
from kiosk.records.keys import Cost, Keys, StaffSession

SCHEMA = 1
CODE_COST = Cost(rounds=2, memory=19_456, lanes=1)
"""Argon2id of a resume code (OWASP's floor): once a session, not felt before the first question."""

_PAD = 256
_SUFFIX = ".draft"


class AbandonedDraft(NamedTuple):
    """A draft as staff see it."""

    id: str
    begun_at: datetime
    last_at: datetime
    """When the file was last written."""
    events: list[dict[str, Any]]
    damaged: int
    """Events that could not be read; staff must be told when this is not 0."""
    in_use: bool
    """A running session holds it: the patient may still be answering."""


class Draft:
    """One patient's open draft. `append` returns when the event is on the disk."""

    def __init__(
        self, path: Path, header: Mapping[str, Any], key: bytes, code: str, local: runtime.LocalKey
    ) -> None:
        self.id: str = header["id"]
        self.code = code
        """Four words; empty when neither patient nor runtime folder could tell (staff reopened)."""
        self._header = header
        self._key = key
        self._path = path
        self._local = local
        self._descriptor = _open_locked(path)
        try:
            self.events, self.damaged, self._lines, self._end = _read(path, header, key)
            if os.fstat(self._descriptor).st_size != self._end:
                # Only then: even the same length would count as written now.
                os.ftruncate(self._descriptor, self._end)
        except BaseException:
            os.close(self._descriptor)
            raise

    @property
    def written_at(self) -> datetime:
        """When the last event was kept."""
        return datetime.fromtimestamp(os.fstat(self._descriptor).st_mtime, UTC)

    def append(self, event: Mapping[str, Any]) -> None:
        """Keep one event. Raises StorageFull, ReadOnly or NotDurable; earlier events stay."""
        if self._descriptor < 0:
            raise UnknownDraft(f"draft {self.id} is closed")
        line = _line(self._header, self._lines, self._key, event)
        try:
            written = os.pwrite(self._descriptor, line, self._end)
            if written != len(line):
                written += os.pwrite(self._descriptor, line[written:], self._end + written)
            os.fsync(self._descriptor)
        except OSError as error:
            self._take_back()
            raise files.fault(self._path, error) from None
        self._end += len(line)
        self._lines += 1
        self.events.append(dict(event))
        self.seen()

    @property
    def seen_at(self) -> datetime | None:
        """When its patient was last here; None once this kiosk has forgotten it."""
        return self._local.seen_at

    def seen(self) -> None:
        """Its patient is here."""
        self._local.seen()

    def set_aside(self) -> None:
        """Close it for staff or for the code: nothing on this kiosk opens it by itself any more."""
        self.close()
        self._local.forget(self.id)

    def finish(self) -> None:
        """Remove it, after the record is saved."""
        files.remove(self._path)
        self.close()
        self._local.forget(self.id)

    def close(self) -> None:
        """Let go of the file; the draft stays and this kiosk can still resume it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _take_back(self) -> None:
        try:
            os.ftruncate(self._descriptor, self._end)
        except OSError as error:
            raise NotDurable(
                f"{self._path}: the disk reported a fault ({error.strerror}); check the disk"
            ) from None


@dataclass(frozen=True)
class Drafts:
    """The drafts of one data folder, seen from one seat (a terminal or a browser session).

    A crashed session is found again by its seat only, so that nobody gets another patient's draft.
    """

    home: Path
    seat: str = "kiosk"
    runtime_folder: Path | None = None
    """Where the running session's key lives; by default what the system offers."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def folder(self) -> Path:
        return self.home / DRAFTS

    @property
    def _local(self) -> runtime.LocalKey:
        return runtime.LocalKey(self.runtime_folder or runtime.folder(self.home), self.seat)

    def begin(self) -> Draft:
        """A new draft for a new patient; whatever this seat had open before is set aside."""
        public = Keys.load(self.home).public()
        files.private_folder(self.folder)
        key, code, draft_id = os.urandom(32), words.new_code(), str(uuid.uuid4())
        code_key = CODE_COST.derive(code.encode(), public.code_salt)
        header = {
            "schema": SCHEMA,
            "id": draft_id,
            "begun_at": self.now().astimezone(UTC).isoformat(timespec="milliseconds"),
            "to": seal.wraps(key, public),
            "code": seal.text(seal.box(key, code_key, seal.about("code", draft_id))),
        }
        path = self._path(draft_id)
        files.write_whole(path, json.dumps(header, separators=(",", ":")).encode() + b"\n")
        try:
            return self._opened(path, header, key, code)
        except RecordsError:
            files.remove(path)
            raise

    def resume(self, code: str) -> Draft:
        """The draft that these four words open. Raises WrongWords, UnknownDraft or DraftInUse."""
        code = words.tidy_code(code)
        code_key = CODE_COST.derive(code.encode(), Keys.load(self.home).public().code_salt)
        for path in self._paths():
            try:
                header = _header(path)
                if header is None:
                    continue
                key = seal.unbox(
                    seal.raw(header["code"]), code_key, seal.about("code", header["id"])
                )
            except (Damaged, KeyError):
                continue
            return self._opened(path, header, key, code)
        raise UnknownDraft("no intake opens with this code; ask the front desk")

    def resume_local(self) -> Draft | None:
        """This seat's draft after a crash, while the power stayed on; None when there is none."""
        return self._kept_by(self._local)

    def seen(self) -> None:
        """Somebody whom this seat's patient waits for is here: the draft is not left."""
        self._local.seen()

    def left(self, away: Callable[[datetime], bool]) -> Iterator[Draft]:
        """The drafts, of every seat, that no process holds and whose patient was last here at a moment
        that is `away`. A browser that was closed never asks for its own again."""
        for local in runtime.LocalKey.all_in(self._local.folder) if self._paths() else ():
            seen_at = local.seen_at
            if seen_at is not None and away(seen_at):
                with suppress(RecordsError):  # answered right now, handed in since, or damaged
                    if draft := self._kept_by(local):
                        yield draft

    def _kept_by(self, local: runtime.LocalKey) -> Draft | None:
        kept = local.kept()
        if kept is None:
            return None
        draft_id, key, code = kept
        path = self._path(draft_id)
        header = _header(path)
        if header is None:
            local.forget(draft_id)
            return None
        return Draft(path, header, key, code, local)

    def reopen(self, draft_id: str, session: StaffSession) -> Draft:
        """A draft through staff, for a patient who lost the code. Raises UnknownDraft."""
        path = self._path(draft_id)
        header = _header(path)
        if header is None:
            raise UnknownDraft(f"draft {draft_id}: there is no such draft")
        key = seal.body_key(header, session.ring())
        return self._opened(path, header, key, "")

    def abandoned(self, session: StaffSession) -> list[AbandonedDraft]:
        """Every draft that is there, oldest first, the running ones marked `in_use`.

        One that does not open is listed too, without events and with `damaged` above 0.
        """
        ring = session.ring()
        found = [_as_staff_see_it(path, ring) for path in self._paths()]
        return sorted((seen for seen in found if seen), key=lambda draft: draft.begun_at)

    def discard(self, draft_id: str, session: StaffSession) -> None:
        """Remove a draft for good, by staff's decision only; write it to the audit before."""
        session.ring()
        files.remove(self.discardable(draft_id))

    def discardable(self, draft_id: str) -> Path:
        """The draft's file. Raises UnknownDraft, or DraftInUse while somebody answers."""
        path = self._path(draft_id)
        if not path.exists():
            raise UnknownDraft(f"draft {draft_id}: there is no such draft")
        if _in_use(path):
            raise DraftInUse(f"draft {draft_id} is being answered right now")
        return path

    def count(self) -> int:
        """How many drafts are there; needs no key."""
        return len(self._paths())

    def waiting(self) -> int:
        """How many of them nobody is answering now; needs no key."""
        found = 0
        for path in self._paths():
            with suppress(UnknownDraft):  # handed in since it was listed
                found += not _in_use(path)
        return found

    def _opened(self, path: Path, header: Mapping[str, Any], key: bytes, code: str) -> Draft:
        draft = Draft(path, header, key, code, self._local)
        try:
            self._local.keep(draft.id, key, code)
        except RecordsError:
            draft.close()
            raise
        return draft

    def _path(self, draft_id: str) -> Path:
        try:
            return self.folder / f"{uuid.UUID(draft_id)}{_SUFFIX}"
        except ValueError:
            raise UnknownDraft("draft id: expected a UUID") from None

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{_SUFFIX}"))


def _as_staff_see_it(path: Path, ring: seal.Ring) -> AbandonedDraft | None:
    try:
        content = path.read_bytes()
        last = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
    try:
        header = _header(path)
        if header is None:
            return None
        events, lost, _, _ = _read(path, header, seal.body_key(header, ring))
        begun = datetime.fromisoformat(header["begun_at"])
    except (RecordsError, ValueError, KeyError):
        begun, events, lost = last, [], max(1, content.count(b"\n"))
    return AbandonedDraft(path.stem, begun, last, events, lost, _in_use(path))


def _header(path: Path) -> dict[str, Any] | None:
    """The first line, None when the file is gone. Raises Damaged."""
    try:
        with path.open("rb") as handle:
            header = json.loads(handle.readline())
        if header["schema"] == SCHEMA and f"{header['id']}{_SUFFIX}" == path.name:
            return dict(header)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise files.fault(path, error) from None
    except (ValueError, KeyError, TypeError):
        pass
    raise damaged(path, "the head of this draft is damaged")


def _line(header: Mapping[str, Any], number: int, key: bytes, event: Mapping[str, Any]) -> bytes:
    content = json.dumps(event, separators=(",", ":")).encode()
    content += b" " * (-len(content) % _PAD)
    packed = base64.b64encode(seal.box(content, key, _bound(header, number)))
    # The number is written too, so that a broken line break does not cost the lines after it.
    return b"%06d %s\n" % (number, packed)


def _read(
    path: Path, header: Mapping[str, Any], key: bytes
) -> tuple[list[dict[str, Any]], int, int, int]:
    """(events, how many were lost, number of the next line, bytes up to the last whole line)."""
    content = path.read_bytes()
    end = content.rfind(b"\n") + 1
    last = content.rfind(b"\n", 0, end - 1) + 1
    if b"\0" in content[last:end]:
        # A power cut while it was written: the line break reached the disk before the middle did.
        end = last
    lines = content[:end].split(b"\n")[1:-1]
    events: list[dict[str, Any]] = []
    following, unread = 0, 0
    for line in lines:
        number, _, packed = line.partition(b" ")
        try:
            if int(number) < following:
                raise Damaged("a line is there twice or in the wrong place")
            opened = seal.unbox(seal.raw(packed.decode("ascii")), key, _bound(header, int(number)))
            events.append(json.loads(opened))
        except (Damaged, ValueError):
            unread += 1
        else:
            following = int(number) + 1
    return events, max(unread, following - len(events)), max(following, len(lines)), end


def _bound(header: Mapping[str, Any], number: int) -> bytes:
    return seal.about("draft", header["id"], header["begun_at"], number)


def _open_locked(path: Path) -> int:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise UnknownDraft(f"draft {path.stem}: there is no such draft") from None
    except OSError as error:
        raise files.fault(path, error) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise DraftInUse("this intake is open on another screen") from None
    return descriptor


def _in_use(path: Path) -> bool:
    try:
        os.close(_open_locked(path))
    except DraftInUse:
        return True
    return False
