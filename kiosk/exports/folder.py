"""Files that appear under their names whole or not at all, readable by this account only.

They are made in a hidden folder inside the target, fsynced, and then given their names, the manifest
last. No existing file is ever replaced.
"""

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.errors import BadFile, KioskError
from kiosk.exports.values import MANIFEST

MODE = 0o600
_WORK = ".export-"

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""What a file system without hard links says (FAT on a memory stick)."""


@contextmanager
def workshop(out: Path, names: Iterable[str]) -> Iterator[Path]:
    """A private folder inside `out` to make files in; it goes with everything left in it.

    Raises BadFile when `out` cannot be written or already holds one of `names`, and turns any
    operating-system error of the work into one line.
    """
    work: Path | None = None
    lock = -1
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in names:
            if os.path.lexists(out / name):
                raise BadFile(out / name, "is already there; expected a folder without an export")
        _sweep(out)
        work = Path(tempfile.mkdtemp(prefix=_WORK, dir=out))
        with suppress(OSError):  # a file system without locks: then nothing here is swept either
            lock = _locked(work)
        yield work
    except OSError as problem:
        raise fault(out, problem) from None
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)
        if lock >= 0:
            os.close(lock)


def _locked(work: Path) -> int:
    """A descriptor whose lock says, for as long as this process lives, that somebody works here."""
    descriptor = os.open(work, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor


def _sweep(out: Path) -> None:
    """Remove what an export left in clear that was killed."""
    for left in out.glob(f"{_WORK}*"):
        try:
            os.close(_locked(left))
        except OSError:
            continue  # another export is at work, or it is none of ours
        shutil.rmtree(left, ignore_errors=True)


def fault(out: Path, problem: OSError) -> KioskError:
    """One line for an operating-system error while writing into `out`."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return BadFile(out, "the disk is full; nothing was exported")
    if isinstance(problem, FileExistsError | NotADirectoryError):
        return BadFile(out, "expected a folder that can be written to, and no export in it")
    if problem.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return BadFile(out, "cannot be written to; nothing was exported")
    return BadFile(out, f"could not be written ({problem.strerror}); nothing was exported")


def publish(work: Path, out: Path, names: Iterable[str]) -> None:
    """Give the finished files in `work` their names in `out`, the manifest last, or none of them."""
    ordered = sorted(names, key=lambda name: name == MANIFEST)
    for name in ordered:
        _sync(work / name)
    placed: list[Path] = []
    try:
        for name in ordered:
            _place(work / name, out / name)
            placed.append(out / name)
        _sync(out)
    except BaseException:
        for path in placed:
            path.unlink(missing_ok=True)
        raise


def _place(made: Path, final: Path) -> None:
    try:
        final.hardlink_to(made)
    except OSError as problem:
        if problem.errno not in _NO_LINKS:
            raise
        if os.path.lexists(final):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(final)) from None
        made.rename(final)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def private(path: str, flags: int) -> int:
    """An opener for files that nobody else may read."""
    return os.open(path, flags, MODE)


def digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
