"""The welcome page comes before the rest of the kiosk is loaded; nobody is misled or kept waiting by that."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace

from textual import events

from kiosk.errors import KioskError
from kiosk.intake import FrontDesk
from kiosk.places import CLINIC_PROTOCOL, NAME
from kiosk.tui.app import KioskApp
from kiosk.tui.ended import Exit
from kiosk.tui.front import Front, glimpse
from kiosk.tui.screens.page import Page
from kiosk.tui.screens.question import QuestionPage
from kiosk.tui.screens.welcome import WelcomePage


class Slow(KioskApp):
    """Loads the rest once the test says so."""

    gate: threading.Event

    def _load(self) -> None:
        self.gate.wait()
        super()._load()


def slow(front: Front, bring: Callable[[], FrontDesk]) -> Slow:
    app = Slow(front, bring)
    app.gate = threading.Event()
    return app


async def until(there: Callable[[], object]) -> None:
    for _ in range(5_000):
        if there():
            return
        await asyncio.sleep(0.002)
    raise AssertionError("it never came")


def painted(app: KioskApp, kind: type[Page]) -> bool:
    return isinstance(app.page, kind) and app.page.painted


def loaded(app: KioskApp) -> bool:
    return app.guide is not None


def text(app: KioskApp) -> str:
    assert app.page
    strips = app.page._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def test_a_press_counts_once_whatever_is_still_loading(desk: FrontDesk) -> None:
    """Start is pressed twice by somebody who sees nothing happen: the second is no answer."""
    app = slow(Front.of(desk), lambda: desk)
    async with app.run_test(size=(80, 24)):
        await until(lambda: painted(app, WelcomePage))
        assert not loaded(app)
        for _ in range(2):
            app.post_message(events.Key("1", "1"))
        await until(lambda: "One moment, please" in text(app))
        assert "press 1" not in text(app)
        app.gate.set()
        await until(lambda: painted(app, QuestionPage))
        assert app.guide and app.guide.intake
        assert dict(app.guide.intake.session.answers) == {}


async def test_a_key_that_means_nothing_leaves_the_page_as_it_was(desk: FrontDesk) -> None:
    app = slow(Front.of(desk), lambda: desk)
    async with app.run_test(size=(80, 24)):
        await until(lambda: painted(app, WelcomePage))
        before = text(app)
        app.post_message(events.Key("x", "x"))
        await until(lambda: "One moment, please" in text(app))
        app.gate.set()
        await until(lambda: text(app) == before)


async def test_a_kiosk_that_cannot_be_used_asks_nothing(desk: FrontDesk) -> None:
    """Somebody pressed Start already: the app ends, and says why to whoever started it."""

    def bring() -> FrontDesk:
        raise KioskError("records.db: is damaged")

    app = slow(Front.of(desk), bring)
    async with app.run_test(size=(80, 24)):
        await until(lambda: painted(app, WelcomePage))
        app.post_message(events.Key("1", "1"))
        app.gate.set()
        await until(lambda: app.problem)
    assert app.return_value == Exit.BROKEN
    assert str(app.problem) == "records.db: is damaged"


async def test_the_first_page_becomes_what_the_settings_say(desk: FrontDesk) -> None:
    """Whatever was read in a hurry, the checked settings win."""
    app = slow(replace(Front.of(desk), clinic="Another Clinic"), lambda: desk)
    async with app.run_test(size=(80, 24)):
        await until(lambda: painted(app, WelcomePage))
        assert "Another Clinic" in text(app)
        app.gate.set()
        await until(lambda: app.guide)
        await until(lambda: painted(app, WelcomePage) and "Riverside Clinic" in text(app))


def test_a_glimpse_is_what_the_open_kiosk_shows(make_desk: Callable[..., FrontDesk]) -> None:
    """Settings that change the page are among what is read first."""
    desk = make_desk(theme="dark", text_size="large", touch_keyboard=True, language="es")
    assert glimpse(desk.home, "kiosk") == Front.of(desk)


def test_only_a_kiosk_that_begins_with_the_welcome_page_is_glimpsed(desk: FrontDesk) -> None:
    """An intake to go on with, the clinic's own protocol or damaged settings are looked at first."""
    assert glimpse(desk.home, "kiosk")
    desk.begin("en").let_go()
    assert glimpse(desk.home, "kiosk") is None
    assert glimpse(desk.home, "tablet 2"), "another seat has nothing to go on with"
    own = desk.home / CLINIC_PROTOCOL
    own.write_text("{}", "utf-8")
    assert glimpse(desk.home, "tablet 2") is None
    own.unlink()
    for damaged in ("{", "[]", '{"clinic": "Riverside"}', '{"theme": "pink"}'):
        (desk.home / NAME).write_text(damaged, "utf-8")
        assert glimpse(desk.home, "tablet 2") is None
