"""The runtime folder: where a running session's draft key lives and dies with the power.

Owns the choice of that folder and the one small file a seat has in it. Must not put anything there
that outlives the session, and refuses a folder that others could read.
"""

import base64
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk.records import files
from kiosk.records.faults import ReadOnly

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own, 0700, is made inside


def folder(home: Path, environment: Mapping[str, str] | None = None) -> Path:
    """The runtime folder for `home`, made when missing, 0700 and ours.

    In this order: what systemd gives the service, the user's own runtime folder, shared memory,
    and last a folder in `home`, which survives the power (`kiosk doctor` says so).
    """
    environment = os.environ if environment is None else environment
    name = f"kiosk-{os.geteuid()}-{hashlib.sha256(bytes(home.resolve())).hexdigest()[:16]}"
    offered = [environment.get("RUNTIME_DIRECTORY", ""), environment.get("XDG_RUNTIME_DIR", "")]
    for parent in [*(Path(path) for path in offered if path), _SHARED_MEMORY]:
        if parent.is_dir() and os.access(parent, os.W_OK | os.X_OK):
            return own_folder(parent / name)
    return own_folder(home / "runtime")


def own_folder(path: Path) -> Path:
    """`path` as a folder of ours that nobody else may enter. Raises ReadOnly for a planted one."""
    try:
        path.mkdir(mode=files.FOLDER_MODE)
    except FileExistsError:
        pass
    except OSError as error:
        raise files.fault(path, error) from None
    facts = path.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid():
        raise ReadOnly(f"{path}: expected a folder of this user; remove what is there")
    path.chmod(files.FOLDER_MODE)
    return path


def forget_all(home: Path) -> None:
    """Remove the runtime folder of a data folder that is thrown away."""
    shutil.rmtree(folder(home), ignore_errors=True)


@dataclass(frozen=True, slots=True)
class LocalKey:
    """The key of the draft that one seat has open."""

    folder: Path
    seat: str

    @classmethod
    def of(cls, home: Path, seat: str) -> "LocalKey":
        """The one of `seat` at the kiosk in `home`."""
        return cls(folder(home), seat)

    @property
    def _path(self) -> Path:
        return self.folder / f"{hashlib.sha256(self.seat.encode()).hexdigest()[:16]}.key"

    def keep(self, draft_id: str, key: bytes, code: str) -> None:
        """Replace what the seat had."""
        own_folder(self.folder)
        content = {
            "draft": draft_id,
            "key": base64.b64encode(key).decode("ascii"),
            "code": code,
            "seat": self.seat,
        }
        files.write_whole(self._path, json.dumps(content).encode())

    def kept(self) -> tuple[str, bytes, str] | None:
        """(draft id, key, code), or None."""
        try:
            content = json.loads(self._path.read_bytes())
            return (
                content["draft"],
                base64.b64decode(content["key"], validate=True),
                content["code"],
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @classmethod
    def all_in(cls, folder: Path) -> "list[LocalKey]":
        """Of every seat that has one there."""
        found = []
        for path in sorted(folder.glob("*.key")):
            # Gone or half written: its seat is at work.
            with suppress(OSError, ValueError, KeyError, TypeError):
                found.append(cls(folder, str(json.loads(path.read_bytes())["seat"])))
        return found

    def seen(self) -> None:
        """The patient was here just now. No write: the time of the file says it."""
        with suppress(OSError):
            os.utime(self._path)

    @property
    def seen_at(self) -> datetime | None:
        """When the patient was last here; None when the seat has no draft."""
        try:
            return datetime.fromtimestamp(self._path.stat().st_mtime, UTC)
        except OSError:
            return None

    def forget(self, draft_id: str) -> None:
        """Remove the key, if it is still this draft's."""
        kept = self.kept()
        if kept is not None and kept[0] == draft_id:
            self._path.unlink(missing_ok=True)
            with suppress(OSError):  # another seat still has its key there
                self.folder.rmdir()
