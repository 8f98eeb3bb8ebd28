"""Exports onto a disk that is really full, and onto one that is really read-only.

A small tmpfs in a mount namespace of its own: needs `unshare`, and no root where the kernel lets an
ordinary account have such a namespace.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.exports import Format
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from tests.unit.exports.making import FORMATS, Desk

pytestmark = pytest.mark.services

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import os, sys
from dataclasses import replace
from pathlib import Path
from kiosk.errors import KioskError
from kiosk.exports import ExportRow, export
from kiosk.loading.protocol import load_protocol
from kiosk.model.record import Record
from tests.unit.exports.making import REQUEST

record = Record.model_validate_json(Path(sys.argv[1]).read_text())
out, form, count = Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
request = replace(REQUEST, format=form, deidentified=sys.argv[5] == "yes")
rows = (ExportRow(record, "new") for _ in range(count))
protocol = load_protocol(Path("forms/ketamine-infusion"))
try:
    export(rows, protocol, out, request, total=count, progress=lambda done: None)
except KioskError as refusal:
    print(refusal.message)
print(sorted(os.listdir(out)) if out.exists() else "no folder")
"""


@pytest.fixture
def desk(protocol: Protocol, vocabulary: Vocabulary, tmp_path: Path) -> Desk:
    return Desk(protocol, vocabulary, tmp_path / "unused")


def on_a_small_disk(desk: Desk, disk: Path, options: str, *arguments: str) -> list[str]:
    """What an export onto a tmpfs with these mount options says, and what it leaves there."""
    disk.mkdir()
    stored = disk.with_name("record.json")
    stored.write_text(desk.record(aneurysm="yes").model_dump_json())
    namespace = ["unshare", "--mount"]
    if os.geteuid() != 0:
        namespace += ["--user", "--map-root-user"]
    mounted = 'mount -t tmpfs -o "$1" none "$2" && shift && shift && exec "$@"'
    script = [sys.executable, "-c", SCRIPT, str(stored), *arguments]
    done = subprocess.run(
        [*namespace, "sh", "-c", mounted, "sh", options, str(disk), *script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("count", [120, 2_400], ids=["one process", "two processes"])
@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_keeps_no_half_export(
    desk: Desk, form: Format, count: int, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    out = disk / "out"
    said = on_a_small_disk(desk, disk, "size=128k", str(out), form, str(count), "no")
    assert said == [f"{out}: the disk is full; nothing was exported", "[]"]


def test_a_full_disk_keeps_nothing_of_a_shuffled_export(desk: Desk, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    out = disk / "out"
    said = on_a_small_disk(desk, disk, "size=128k", str(out), "csv", "400", "yes")
    assert said == [f"{out}: the disk is full; nothing was exported", "[]"]


def test_a_read_only_disk_is_refused_in_one_line(desk: Desk, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    said = on_a_small_disk(desk, disk, "ro", str(disk / "out"), "csv", "1", "no")
    assert said == [f"{disk / 'out'}: cannot be written to; nothing was exported", "no folder"]
