"""The same record is the same file, in any process and under any environment."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.summary import render
from tests.support.printed import FORMS, STRESS, protocol, record_of

PROGRAM = """
import hashlib, sys
from pathlib import Path
from kiosk.loading.protocol import load_protocol
from kiosk.model.record import Record
from kiosk.summary import render
record = Record.model_validate_json(Path(sys.argv[1]).read_text(encoding="utf-8"))
pages = render(record, load_protocol(Path(sys.argv[2])))
print(hashlib.sha256(pages).hexdigest())
"""


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "12345"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C", "RL_invariant": "1", "RL_pageCompression": "1"},
    ],
)
def test_the_same_bytes_in_another_process(tmp_path: Path, environment: dict[str, str]) -> None:
    record = record_of(STRESS)
    stored = tmp_path / "record.json"
    stored.write_text(record.model_dump_json(), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(stored), str(FORMS / "ketamine-infusion")],
        env={**os.environ, **environment},
        cwd=FORMS.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == hashlib.sha256(render(record, protocol())).hexdigest()


def test_the_file_is_dated_by_the_record() -> None:
    first = record_of(submitted_at="2026-11-22T10:05:10-06:00")
    same_moment = record_of(submitted_at="2026-11-22T16:05:10+00:00")
    pages = render(first, protocol())
    assert b"D:20261122160510" in pages
    assert b"2026-11-22T16:05:10+00:00</xmp:CreateDate>" in pages
    assert b"D:20261122160510" in render(same_moment, protocol())


def test_nothing_is_compressed() -> None:
    """Compressed bytes differ between builds of zlib; the file must not."""
    assert b"FlateDecode" not in render(record_of(STRESS), protocol())
