"""Files that survive a power cut and that nobody else may read.

Owns modes, locks and the names of faults for the kiosk's data folder. Must not know what the files
mean.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk import files as whole
from kiosk.files import sync_folder
from kiosk.records.faults import NotDurable, ReadOnly, RecordsError, StorageFull

FOLDER_MODE = 0o700
FILE_MODE = 0o600

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EROFS, errno.EACCES, errno.EPERM}


def fault(path: Path, error: OSError) -> RecordsError:
    """The records error for an operating-system error on `path`."""
    if error.errno in _FULL:
        return StorageFull(f"{path}: the disk is full; free some space, then try again")
    if error.errno in _REFUSED:
        return ReadOnly(f"{path}: cannot be written; check the folder's owner, mode and mount")
    return NotDurable(f"{path}: the disk reported a fault ({error.strerror}); check the disk")


def private_folder(path: Path) -> Path:
    """`path` as a folder that only its owner may enter, made when missing."""
    try:
        path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        if path.stat().st_mode & 0o777 != FOLDER_MODE:
            path.chmod(FOLDER_MODE)
    except OSError as error:
        raise fault(path, error) from None
    return path


def write_whole(path: Path, content: bytes) -> None:
    """Replace `path` by `content`: after a power cut either the old or the new file is there."""
    try:
        whole.write_whole(path, content)
    except OSError as error:
        raise fault(path, error) from None


def write_new(path: Path, content: bytes) -> None:
    """Create `path` durably; FileExistsError when it is already there."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, FILE_MODE)
    except FileExistsError:
        raise
    except OSError as error:
        raise fault(path, error) from None
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        sync_folder(path.parent)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise fault(path, error) from None


def remove(path: Path) -> None:
    """Remove `path` durably; nothing happens when it is gone already."""
    try:
        path.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise fault(path, error) from None


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path` against every other process; the kernel frees it on death."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, FILE_MODE)
    except OSError as error:
        raise fault(path, error) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
