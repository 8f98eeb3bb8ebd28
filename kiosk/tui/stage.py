"""Where pages appear: one at a time, rebuilt for another window or language, covered and shown again.

Owns which input counts: a key or touch made before a page could be seen was not meant for it. Knows
nothing of an interview.
"""

import time
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.screen import Screen

from kiosk.tui import layout, theme
from kiosk.tui.compat import Quiet
from kiosk.tui.screens.notices import HiddenPage, TooSmallPage
from kiosk.tui.screens.page import Page
from kiosk.tui.view import View
from kiosk.tui.widgets.field import Entry

Build = Callable[[Any], Page]
"""Makes a page, with what was kept of the one it replaces."""


class Cover(Enum):
    """What can stand over the page of the interview; at most one of each kind."""

    NOTICE = auto()
    HIDDEN = auto()
    SILENCE = auto()
    """Goes with the first sign of life."""


REPEAT_SECONDS = 0.1
"""The same key within this time, on a page it has not been pressed on, comes from a key held down."""


class Stage(Quiet):
    """An app that shows pages."""

    STYLES: ClassVar[Path] = Path(__file__).with_name("kiosk.tcss")
    CSS_PATH: ClassVar[Any] = STYLES
    HORIZONTAL_BREAKPOINTS = layout.WIDTHS
    VERTICAL_BREAKPOINTS = layout.HEIGHTS

    def __init__(self, theme_name: theme.ThemeName) -> None:
        self._theme_name: theme.ThemeName = theme_name
        super().__init__()
        self.register_theme(theme.theme(theme_name))
        self.theme = f"kiosk-{theme_name}"
        self._base: Build = self.first_page
        self._base_kept: Any = None
        self._covers: dict[Cover, Build] = {}
        """The last one stands on top."""
        self.touched_at = time.monotonic()
        """When somebody last pressed or touched anything."""
        self._last_key: tuple[str, float, Screen[Any] | None] = ("", 0.0, None)

    def first_page(self, kept: Any) -> Page:
        """The page that the app starts with."""
        raise NotImplementedError

    def view(self) -> View:
        """The surroundings of the next page."""
        raise NotImplementedError

    def too_small(self) -> Page:
        """What shows in a window that is too small for any page."""
        return TooSmallPage(self.view())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colours, before any theme is registered."""
        return theme.variables(self._theme_name)

    def first_screen(self) -> Screen[Any]:
        """The first page."""
        return self._build()

    @property
    def shape(self) -> layout.Shape:
        """The window as it is."""
        return layout.Shape(self.size.width, self.size.height)

    @property
    def page(self) -> Page | None:
        """The page that shows."""
        return self.screen if self._screen_stack and isinstance(self.screen, Page) else None

    def show(self, build: Build, kept: Any = None) -> None:
        """Another page; whatever covered the last one goes."""
        self._base, self._base_kept = build, kept
        self._covers.clear()
        self._turn()

    def cover(self, build: Build, kind: Cover = Cover.NOTICE) -> None:
        """A page over the one that shows, which comes back as it was."""
        self._keep()
        for gone in {kind, Cover.SILENCE}:
            self._covers.pop(gone, None)
        self._covers[kind] = build
        self._turn()

    def slip_under(self, build: Build) -> None:
        """A notice over the page, yet under what hides it or asks whether somebody is there."""
        if Cover.HIDDEN not in self._covers and Cover.SILENCE not in self._covers:
            self.cover(build)
            return
        self._covers.pop(Cover.NOTICE, None)
        self._covers = {Cover.NOTICE: build, **self._covers}

    def uncover(self) -> None:
        """What stands underneath again."""
        if self._covers:
            self._covers.popitem()
        self._turn()

    def redraw(self) -> None:
        """The same page for another window or language; what was entered stays."""
        kept = self.page.keep() if self.page and self._covers else None
        self._keep()
        self._turn(kept)

    @property
    def covered(self) -> bool:
        """Whether a page stands over the page of the interview."""
        return bool(self._covers)

    def _keep(self) -> None:
        page = self.page
        if page and not self._covers and not isinstance(page, TooSmallPage) and page.is_mounted:
            self._base_kept = page.keep()

    def _turn(self, cover_kept: Any = None) -> None:
        self.switch_screen(self._build(cover_kept))

    def _build(self, cover_kept: Any = None) -> Page:
        if self.shape.too_small:
            return self.too_small()
        if self._covers:
            return list(self._covers.values())[-1](cover_kept)
        return self._base(self._base_kept)

    def touched(self) -> None:
        """Somebody pressed or touched something."""
        self.touched_at = time.monotonic()

    def hide(self) -> None:
        """Nothing but the way back."""
        self.cover(lambda _: HiddenPage(self.view()), Cover.HIDDEN)

    @staticmethod
    def is_press(event: events.Event) -> bool:
        """Whether `event` is a key, a touch or a paste as it comes from the terminal."""
        press = isinstance(event, events.InputEvent | events.Paste)
        return press and not isinstance(event, events.MouseMove) and not event.is_forwarded

    async def on_event(self, event: events.Event) -> None:
        """Count silence here, because typing in a box never reaches `on_key`; drop what was not meant
        for the page that shows."""
        if self.is_press(event):
            self.touched()
            page = self.page
            held = self._held_down(event)
            if page is None or held:
                return
            if not page.accepts(event.time):
                if isinstance(event, events.Key) and event.key == "f2":
                    # Between two pages too: what is on its way must not be seen.
                    self.hide()
                return
        await super().on_event(event)

    def _held_down(self, event: events.Event) -> bool:
        if not isinstance(event, events.Key):
            return False
        key, moment, pressed_on = self._last_key
        again = event.key == key and event.time - moment < REPEAT_SECONDS
        self._last_key = (event.key, event.time, pressed_on if again else self.page)
        typing = isinstance(self.focused, Entry)
        return again and self.page is not pressed_on and not typing

    def on_resize(self) -> None:
        """A page is built for one window; Textual takes the new size after this."""
        self.call_later(self._fit_window)

    def _fit_window(self) -> None:
        if self.page and self.page.view.shape != self.shape:
            self.redraw()
