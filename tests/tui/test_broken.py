"""When the app itself breaks: no value in the log, nothing but calm words on the screen."""

import io
import logging
import re

import pytest

from kiosk.intake import FrontDesk
from kiosk.tui.broke import calm_page
from tests.tui.conftest import Opens

SECRET = "Zebulon Quux 078-05-1120"


async def test_a_fault_is_logged_by_kind_and_place_only(
    desk: FrontDesk,
    opens: Opens,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The typed name is a local variable where it breaks."""

    def breaks() -> None:
        name = SECRET
        raise ValueError(name)

    with caplog.at_level(logging.DEBUG), pytest.raises(ValueError, match="Zebulon"):
        async with opens(desk) as patient:
            await patient.press("1")
            patient.app.call_later(breaks)
            await patient.pilot.pause(0.3)
    told = [record.getMessage() for record in caplog.records if record.name == "kiosk.tui"]
    assert len(told) == 1
    assert re.fullmatch(r"the app stopped: ValueError at test_broken\.py:\d+", told[0])
    assert "Zebulon" not in caplog.text
    printed = patient.app.error_console.file
    assert isinstance(printed, io.StringIO) and printed.getvalue() == ""
    assert "Zebulon" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_calm_page_clears_everything_first(desk: FrontDesk, language: str) -> None:
    """Screen and scrollback go; two sentences stay."""
    page = calm_page(desk.words, language)
    assert page.startswith("\x1b[0m\x1b[2J\x1b[3J\x1b[H")
    assert desk.words.get(language, "broke.heading") in page
    assert "saved" in page or "guardadas" in page
