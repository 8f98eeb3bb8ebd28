"""A real front desk over a real folder, and a patient who presses keys once a page can be seen."""

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
from kiosk.tui.guide import Guide
from kiosk.tui.screens.page import Page
from tests.support.person import Person, text_on

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


class Patient(Person[KioskApp, Page]):
    """A patient at the kiosk."""

    def __init__(self, app: KioskApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def guide(self) -> Guide:
        assert self.app.guide is not None
        return self.app.guide

    @property
    def page(self) -> Page:
        assert self.app.page is not None
        return self.app.page

    @property
    def at(self) -> str:
        """Where the session stands."""
        return self.guide.intake.session.at if self.guide.intake else ""

    def ready(self) -> Page | None:
        """The page, once it is painted."""
        return self.app.page if self.app.page and self.app.page.painted else None

    async def type(self, text: str) -> Page:
        """Letters into the box."""
        await self.settle()
        await self.pilot.press(*("space" if letter == " " else letter for letter in text))
        return await self.settle()

    def screen_text(self) -> str:
        """What can be read, line by line."""
        return text_on(self.app)


Opens = Callable[..., AbstractAsyncContextManager[Patient]]


@pytest.fixture
def opens() -> Iterator[Opens]:
    """Open the app in a window of a size."""

    @asynccontextmanager
    async def open_app(desk: FrontDesk, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Patient]:
        app = KioskApp.opened(desk)
        async with app.run_test(size=size) as pilot:
            patient = Patient(app, pilot)
            await patient.settle()
            yield patient

    yield open_app
