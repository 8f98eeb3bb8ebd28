"""What a kiosk leaves on the disk: every file, and whether a word stands in one that is not sealed."""

import re
from pathlib import Path

BY_DESIGN = (
    r"passphrase",
    r"kiosk/(settings\.json|keys\.json|lockout\.(json|lock)|records\.db(-wal|-shm)?)",
    r"kiosk/(drafts/[0-9a-f-]{36}\.draft|protocols/[0-9a-f]{64}\.zip)",
    r"summaries/[^/]+\.pdf",
    r"run/kiosk-\d+-[0-9a-f]{16}/.+",
)
"""Every file that a clinic's home may hold after patients and staff were there, as regular expressions."""


def strange_files(home: Path, *expected: str) -> list[str]:
    """Files that are there neither by design nor `expected`."""
    names = [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()]
    allowed = (*BY_DESIGN, *(re.escape(each) for each in expected))
    return [name for name in names if not any(re.fullmatch(each, name) for each in allowed)]


def files_with(home: Path, word: str) -> list[str]:
    """Files in which `word` stands in clear. The pages that a clinic has delivered to a folder may."""
    return [
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file() and path.suffix != ".pdf" and word.encode() in path.read_bytes()
    ]
