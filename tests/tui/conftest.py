"""A real front desk over a real folder, and a patient who presses keys once a page can be seen."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from kiosk.commands.setup import prepare
from kiosk.intake import FrontDesk
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from kiosk.settings import Settings, load_settings, save_settings
from kiosk.tui.app import KioskApp
from kiosk.tui.screens.page import Page
from kiosk.tui.widgets.choice import Choice

SIZES = [(80, 24), (100, 30), (120, 40), (140, 45), (200, 60)]
PASSPHRASE = "correct horse battery staple"


@pytest.fixture(scope="session")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys are made once: argon2 is slow on purpose."""
    home = tmp_path_factory.mktemp("clinic") / "home"
    prepare(home, _settings(home), PASSPHRASE, "staff")
    return home


def _settings(home: Path, **changes: object) -> Settings:
    return Settings.model_validate(
        {"clinic": "Riverside Clinic", "phone": "555-0100", "deliver": f"folder:{home}/out"}
        | changes
    )


@pytest.fixture
def make_desk(
    set_up_once: Path, tmp_path: Path, protocol: Protocol, vocabulary: Vocabulary
) -> Callable[..., FrontDesk]:
    """A kiosk of its own, with changed settings. Protocol and vocabulary are read once for all."""

    def make(**changes: object) -> FrontDesk:
        home = tmp_path / "home"
        if not home.exists():
            shutil.copytree(set_up_once, home)
        save_settings(home, _settings(home, **changes))
        desk = FrontDesk(home, load_settings(home))
        desk.__dict__.update(protocol=protocol, vocabulary=vocabulary)
        return desk

    return make


@pytest.fixture
def desk(make_desk: Callable[..., FrontDesk]) -> FrontDesk:
    """A kiosk of its own."""
    return make_desk()


class Patient:
    """Presses and touches like a person: only what can be seen."""

    def __init__(self, app: KioskApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot
        self._last: tuple[str, Page | None] = ("", None)

    @property
    def page(self) -> Page:
        assert self.app.page is not None
        return self.app.page

    @property
    def at(self) -> str:
        """Where the session stands."""
        return self.app.intake.session.at if self.app.intake else ""

    def shows(self, kind: type[Page]) -> bool:
        """Whether a page of this kind shows."""
        return isinstance(self.app.page, kind)

    async def settle(self) -> Page:
        """Wait until the page can be seen."""
        for _ in range(2_000):
            await asyncio.sleep(0.003)
            if self.app.page and self.app.page.painted:
                return self.app.page
        raise AssertionError("no page was painted")

    async def press(self, *keys: str) -> Page:
        """Keys, one after the other, each on a page that can be seen."""
        for key in keys:
            page = await self.settle()
            if self._last[0] == key and self._last[1] is not page:
                await self.pilot.pause(0.11)
            await self.pilot.press(key)
            self._last = (key, page)
        return await self.settle()

    async def type(self, text: str) -> Page:
        """Letters into the box."""
        await self.settle()
        await self.pilot.press(*("space" if letter == " " else letter for letter in text))
        return await self.settle()

    async def touch(self, label: str) -> Page:
        """Touch the choice with this label."""
        page = await self.settle()
        choice = next(c for c in page.query(Choice) if c.label.startswith(label) and c.visible)
        await self.pilot.click(choice)
        return await self.settle()

    def screen_text(self) -> str:
        """What can be read, line by line."""
        width, height = self.app.size
        strips = self.page._compositor.render_strips()[:height]
        return "\n".join("".join(s.text for s in strip)[:width].rstrip() for strip in strips)


Opens = Callable[..., AbstractAsyncContextManager[Patient]]


@pytest.fixture
def opens() -> Iterator[Opens]:
    """Open the app in a window of a size."""

    @asynccontextmanager
    async def open_app(desk: FrontDesk, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Patient]:
        app = KioskApp(desk)
        async with app.run_test(size=size) as pilot:
            patient = Patient(app, pilot)
            await patient.settle()
            yield patient

    yield open_app
