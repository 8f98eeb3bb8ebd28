"""Why a patient's app ended; the exit code of its process."""

from enum import IntEnum


class Exit(IntEnum):
    """Why the app ended."""

    NEXT_PATIENT = 0
    BROKEN = 1
    STAFF_WANTED = 76
    """The supervisor opens the staff screen, and this page again after it."""
