"""Somebody at a screen of ours, who presses and touches only what can be seen."""

import asyncio
from typing import Any, Generic, TypeVar

from textual.pilot import Pilot

from kiosk.tui.screens.page import Page
from kiosk.tui.stage import Stage
from kiosk.tui.widgets.choice import Choice

A = TypeVar("A", bound=Stage)
P = TypeVar("P", bound=Page)

_TRIES = 4_000
_BETWEEN = 0.003
_NOT_HELD = 0.11
"""Seconds after which the same key on another page is a new press, not one that is held down."""


class Person(Generic[A, P]):
    """At one app. A kind of person has its app and pilot, and says when a page can be seen."""

    app: A
    pilot: Pilot[Any]
    _last: tuple[str, Page | None] = ("", None)

    def ready(self) -> P | None:
        """The page, once it can be seen."""
        raise NotImplementedError

    def shows(self, kind: type[Page]) -> bool:
        """Whether a page of this kind shows."""
        return isinstance(self.app.page, kind)

    async def settle(self) -> P:
        """Wait until the page can be seen."""
        for _ in range(_TRIES):
            await asyncio.sleep(_BETWEEN)
            page = self.ready()
            if page is not None:
                return page
        raise AssertionError("no page was painted")

    async def press(self, *keys: str) -> P:
        """Keys, one after the other, each on a page that can be seen."""
        for key in keys:
            page = await self.settle()
            if self._last[0] == key and self._last[1] is not page:
                await self.pilot.pause(_NOT_HELD)
            await self.pilot.press(key)
            self._last = (key, page)
        return await self.settle()

    async def touch(self, label: str) -> P:
        """Touch the choice whose label begins so."""
        page = await self.settle()
        choice = next(c for c in page.query(Choice) if c.label.startswith(label) and c.visible)
        await self.pilot.click(choice)
        return await self.settle()


def text_on(app: Stage) -> str:
    """What can be read on the screen, line by line."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()[:height]
    return "\n".join("".join(s.text for s in strip)[:width].rstrip() for strip in strips)
