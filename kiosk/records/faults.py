"""What can go wrong with stored records, one class a cause, because callers act differently on each.

Owns the wording of these messages. Must never carry patient data, a passphrase or a word of a code.
"""

from pathlib import Path

from kiosk.errors import KioskError


class RecordsError(KioskError):
    """Something about stored records, keys or drafts."""


class NotSetUp(RecordsError):
    """There are no keys in the folder yet."""


class AlreadySetUp(RecordsError):
    """Set-up was asked for a folder that already holds keys."""


class WrongPassphrase(RecordsError):
    """Name and passphrase do not belong together. Never says which of the two."""


class WeakPassphrase(RecordsError):
    """The new passphrase is too easy to guess."""


class WrongWords(RecordsError):
    """Recovery words or a resume code that do not fit."""


class LockedOut(RecordsError):
    """Too many wrong tries. `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        super().__init__(
            f"too many wrong tries: sign-in is locked, try again in {minutes} "
            f"{'minute' if minutes == 1 else 'minutes'}"
        )
        self.seconds = seconds


class SignedOut(RecordsError):
    """The staff session was closed or has been idle for too long."""


class NotAllowed(RecordsError):
    """The signed-in account's role does not include this."""


class NoKey(RecordsError):
    """The record is sealed to a key that this session does not hold."""


class StorageFull(RecordsError):
    """The disk is full. Nothing of this change was kept; everything before it was."""


class ReadOnly(RecordsError):
    """The folder or the disk refuses writing."""


class Busy(RecordsError):
    """Another program held the database for too long."""


class NotDurable(RecordsError):
    """The disk reported a fault while writing: the change must count as not saved."""


class Damaged(RecordsError):
    """Stored bytes are not what was written."""


class NewerVersion(RecordsError):
    """The file was written by a newer kiosk."""


class UnknownRecord(RecordsError):
    """No record with this id."""


class AlreadyThere(RecordsError):
    """A document with the same unique fields is stored already."""


class AlreadySaved(RecordsError):
    """A record with this id is already there; the stored one is untouched."""


class UnknownDraft(RecordsError):
    """No draft opens with this code."""


class DraftInUse(RecordsError):
    """Another program has this draft open."""


class NotEmpty(RecordsError):
    """The target folder holds something already."""


def damaged(path: Path, what: str) -> Damaged:
    """The one line for a damaged store: what, and what to do now."""
    return Damaged(
        f"{path}: {what}; do not take patients on it: restore the last backup with "
        "`kiosk restore FILE`, or save what is whole with `kiosk records salvage DIR`"
    )
