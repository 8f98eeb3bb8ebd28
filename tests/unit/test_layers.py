"""The import contract at run time: a static rule cannot see a deferred import."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "textual",
    "reportlab",
    "tinydb",
    "cryptography",
    "argon2",
    "httpx",
    "rapidfuzz",
    "xlsxwriter",
    "drawsvg",
    "resvg_py",
)

# Room, and which of the heavy libraries it may bring with it.
ROOMS = [
    ("kiosk.errors", set()),
    ("kiosk.text", set()),
    ("kiosk.model.protocol", set()),
    ("kiosk.model.record", set()),
    ("kiosk.interview.session", set()),
    ("kiosk.interview.answers_file", set()),
    ("kiosk.medications.vocabulary", set()),
    ("kiosk.loading.protocol", set()),
    ("kiosk.clinical.assess", set()),
    ("kiosk.settings", set()),
    ("kiosk.alerts", set()),
    ("kiosk.records.store", {"tinydb", "cryptography", "argon2"}),
    ("kiosk.intake", {"tinydb", "cryptography", "argon2"}),
    ("kiosk.plain.patient", {"tinydb", "cryptography", "argon2"}),
    ("kiosk.__main__", set()),
    ("kiosk.commands.assess", set()),
]


@pytest.mark.parametrize(("room", "allowed"), ROOMS, ids=[room for room, _ in ROOMS])
def test_a_room_brings_only_what_it_may(room: str, allowed: set[str], root: Path) -> None:
    script = f"import sys, {room}; print(*sorted(m for m in {HEAVY!r} if m in sys.modules))"
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert set(found.stdout.split()) <= allowed
