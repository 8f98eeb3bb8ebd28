"""Set-up: what is wrong is said where it is mended, before anything is on the disk."""

from pathlib import Path

from textual.pilot import Pilot

from kiosk.commands.setup import settings_from
from kiosk.newclinic import NewClinic
from kiosk.records.home import set_up
from kiosk.settings import save_settings
from kiosk.tui.screens.page import Page
from kiosk.tui.screens.setup import SetupApp
from kiosk.tui.screens.setup_pages import DeliverPage, PassphrasePage
from kiosk.tui.widgets.field import Entry
from kiosk.tui.widgets.text import Message


def page(app: SetupApp) -> Page:
    """The page that shows."""
    assert app.page is not None
    return app.page


async def fill(app: SetupApp, pilot: Pilot[int], *texts: str) -> None:
    """Type each text into the next box, then Enter."""
    for text in texts:
        while not page(app).painted:
            await pilot.pause()
        await pilot.press(*("space" if letter == " " else letter for letter in text), "enter")
    await pilot.pause()


async def test_what_is_wrong_is_said_at_its_box(tmp_path: Path) -> None:
    app = SetupApp(NewClinic(tmp_path / "home", set_up, settings_from, save_settings))
    async with app.run_test(size=(80, 24)) as pilot:
        await fill(app, pilot, "Test", "", "abc")
        boxes = list(app.screen.query(Entry))
        assert "7 digits" in page(app).query_one(Message).text
        assert app.focused is boxes[1], "the phone is what is wrong"
        await pilot.press("ctrl+u")
        assert boxes[1].value == ""
        await fill(app, pilot, "555-0100")
        assert isinstance(app.page, PassphrasePage)
        await fill(app, pilot, "quiet garden gates", "quiet garden")
        assert "not the same" in app.page.query_one(Message).text
        assert [box.value for box in app.page.query(Entry)] == ["staff", "", ""]
        await fill(app, pilot, "ketamine", "ketamine")
        assert isinstance(app.page, DeliverPage)
        await fill(app, pilot, "")
        assert isinstance(app.page, PassphrasePage)
        assert "at least 12 characters or 3 words" in app.page.query_one(Message).text
    assert not (tmp_path / "home" / "keys.json").exists()
