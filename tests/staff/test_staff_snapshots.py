"""What staff see, as text, at three sizes. `UPDATE_SNAPSHOTS=1 pytest tests/staff` writes them anew: look at
the difference before keeping it."""

import datetime
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.staff.conftest import Clinic, Opens

STORED = Path(__file__).parent / "screens"


@pytest.fixture
def at_the_clinic() -> Iterator[None]:
    """Clock times are those of the clinic, wherever the tests run."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "America/Chicago"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def same_as_stored(name: str, text: str) -> None:
    """`text` is what is stored under `name`. The day of the test stands in the history beside flags."""
    path = STORED / f"{name}.txt"
    today = datetime.datetime.now().astimezone().date().isoformat()
    text = text.replace(today, "2026-11-22")
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    assert path.is_file(), f"{path}: no snapshot yet; run with UPDATE_SNAPSHOTS=1 and look at it"
    assert text + "\n" == path.read_text("utf-8")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_the_staff_screen_looks_as_it_did(
    at_the_clinic: None,
    clinic: Clinic,
    opens: Opens,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    """The list with an alert, the record that a provider must decide on, and the pages to fill in."""
    monkeypatch.setenv("HOME", "/home/kiosk")
    clinic.day()
    end = f"{size[0]}x{size[1]}"
    async with opens(clinic, size) as worker:
        same_as_stored(f"list-{end}", worker.text())
        await worker.press("down", "enter")
        same_as_stored(f"record-{end}", worker.text())
        await worker.press("f5", "2")
        await worker.type("Q1", "enter")
        await worker.type("Maria", "enter")
        same_as_stored(f"corrected-name-{end}", worker.text())
        await worker.press("escape", "escape", "e", "c", "w")
        same_as_stored(f"export-which-{end}", worker.text())
        await worker.press("enter", "f5")
        same_as_stored(f"export-{end}", worker.text())
        await worker.press("escape", "escape", "f5")
        await worker.touch("A code for a patient")
        await worker.type("Ana", "enter")
        await worker.type("Reyes", "enter", "enter")
        await worker.type("MRN-0042")
        same_as_stored(f"code-{end}", worker.text())
        await worker.touch("Make the code")
        text = re.sub(r"(The code is  )\S{7}", r"\1K7M-4QX", worker.text())
        same_as_stored(
            f"code-made-{end}", re.sub(r"until [0-9: -]{16}", "until 2026-11-24 10:42", text)
        )
