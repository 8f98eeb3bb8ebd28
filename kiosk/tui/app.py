"""The patient's app: the welcome page at once, and the interview as soon as it is loaded.

One patient, one process: it ends when the patient is done.
"""

import asyncio
import gc
import sys
import time
import weakref
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from textual import events, on

from kiosk.errors import AnswerIsNo, KioskError
from kiosk.tui import broke
from kiosk.tui.compat import withstand
from kiosk.tui.ended import Exit
from kiosk.tui.front import Front
from kiosk.tui.requests import Request
from kiosk.tui.screens.notices import TooSmallForPatient
from kiosk.tui.screens.page import Page
from kiosk.tui.screens.welcome import WelcomePage
from kiosk.tui.stage import Stage
from kiosk.tui.view import View

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.intake import FrontDesk
    from kiosk.tui.guide import Guide


_ON_ITS_WAY = 0.03
"""Seconds in which another thread writes the first page to the terminal; loading would keep it from that."""


class KioskApp(Stage):
    """One patient's screens. `bring` opens the kiosk behind them; it is called once, after the first page.

    `painted` is called when the first page can be seen.
    """

    def __init__(
        self,
        front: Front,
        bring: "Callable[[], FrontDesk]",
        *,
        in_browser: bool = False,
        painted: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(front.theme)
        self.front = front
        self.guide: Guide | None = None
        """Knows the interview; None until it is loaded."""
        self.problem: KioskError | None = None
        """Why there is no guide and never will be."""
        self._bring = bring
        self._in_browser = in_browser
        self._say_painted = painted
        self._loaded = asyncio.Event()
        self.alone = False
        """Nothing else runs in this process."""
        self._searched_at: Callable[[], Page | None] = lambda: None

    @classmethod
    def opened(cls, desk: "FrontDesk", **more: Any) -> Self:
        """With everything loaded before the first page shows, which may then be any page."""
        app = cls(Front.of(desk), lambda: desk, **more)
        app._meet_guide()
        return app

    def on_mount(self) -> None:
        """Watch for silence. What the first answers need is loaded once the first page shows."""
        self.set_interval(1, self._each_second)
        self._first_look = self.set_interval(_ON_ITS_WAY / 2, self._look_for_first_page)

    def _look_for_first_page(self) -> None:
        if self.page and self.page.accepts(time.monotonic() - _ON_ITS_WAY):
            self._first_look.stop()
            self._say_painted()
            self.run_worker(self._load, thread=True)

    def _load(self) -> None:
        try:
            # Reading it takes longer than the first page does.
            import kiosk.tui.guide

            del kiosk
            guide = self.guide or self.call_from_thread(self._welcome_goes_on)
        finally:
            # Also without it: whoever waits for it must not wait for ever.
            self.call_from_thread(self._loaded.set)
        if guide:
            self.run_worker(partial(self._get_ready, guide), thread=True, exit_on_error=False)

    def _get_ready(self, guide: "Guide") -> None:
        guide.get_ready()
        if self.alone:
            # What is loaded stays. Left out of the search, it no longer hides the pages that went.
            gc.collect()
            gc.freeze()

    def _each_second(self) -> None:
        if self.guide:
            self.guide.look_for_silence()
        if self.alone and self.page is not self._searched_at():
            # Pages that went hold each other, and their memory, until somebody looks for them.
            gc.collect()
            self._searched_at = weakref.ref(self.page) if self.page else lambda: None

    def _welcome_goes_on(self) -> "Guide | None":
        seen = self.front
        try:
            guide = self._meet_guide()
        except KioskError as problem:
            self.problem = problem
            self.exit(Exit.BROKEN)
            return None
        self._base = guide.welcome
        if self.front != seen:
            self.redraw()
        return guide

    def _meet_guide(self) -> "Guide":
        from kiosk.tui.guide import Guide

        desk = self._bring()
        self.front = Front.of(desk, touch=self._in_browser)
        self.guide = Guide(self, desk, self.front, in_browser=self._in_browser)
        return self.guide

    def first_page(self, kept: Any) -> Page:
        """What this kiosk was asking when it stopped, else the welcome page."""
        if self.guide is None:
            return WelcomePage(self.view())
        self._base = self.guide.opening()
        return self._base(kept)

    def view(self) -> View:
        """The surroundings of the next page."""
        return self.guide.view() if self.guide else self.front.view(self.shape)

    def too_small(self) -> Page:
        """A patient can still ask for help."""
        return TooSmallForPatient(self.view())

    def redraw(self) -> None:
        """The same page for another window or language; what was entered stays, also where none fits."""
        if self.shape.too_small and self.guide:
            self.guide.keep_unfinished()
        super().redraw()

    async def on_event(self, event: events.Event) -> None:
        """A press on the welcome page counts from the first moment; what follows it may be loading yet."""
        if self.guide is None and self.is_press(event):
            page = self.page
            if isinstance(page, WelcomePage):
                page.say_wait()
            await self._loaded.wait()
            if isinstance(page, WelcomePage):
                page.say_wait(over=True)
            if self.guide is None:
                return
        await super().on_event(event)

    @on(Request)
    def pass_on(self, request: Request) -> None:
        """What a page asks for."""
        if self.guide:
            self.guide.take(request)


def run_kiosk(app: KioskApp, home: "Path") -> int:
    """Run the app on this terminal until its patient is done. An Exit value.

    Raises AnswerIsNo when the kiosk behind the first page cannot be used.
    """
    withstand(home)
    app.alone = True
    ended = app.run()
    if app.problem:
        raise AnswerIsNo(app.problem.message)
    if app.return_code or ended is None:
        language = app.guide.language if app.guide else app.front.language
        sys.stdout.write(broke.calm_page(app.front.words, language))
        sys.stdout.flush()
        return Exit.BROKEN
    return ended
