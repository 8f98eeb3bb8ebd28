"""Nobody has touched the kiosk for a while: ask, count down, then clear. Nothing entered is lost."""

import math
import time

from textual import events
from textual.app import ComposeResult
from textual.widgets import Digits

from kiosk.settings import STILL_THERE_SECONDS
from kiosk.tui import requests
from kiosk.tui.screens.page import Page
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.text import words


class IdlePage(Page):
    """Any key or touch but 2 and the bar's means "I need more time"."""

    bar = ("help", "hide", "language")
    centred = True
    seconds = STILL_THERE_SECONDS

    def __init__(self, view: View, left: float | None = None) -> None:
        super().__init__(view)
        self._until = time.monotonic() + (self.seconds if left is None else left)

    def keep(self) -> float:
        """Seconds that are left."""
        return max(0.0, self._until - time.monotonic())

    def column(self) -> ComposeResult:
        """Question, countdown, what happens then, two answers."""
        yield words(self.say("idle.heading"), classes="heading")
        yield self.block(Digits(str(math.ceil(self.keep()))))
        yield self.block(words(self.say("idle.then")))
        yield Choice(
            self.say("idle.more_time"), "more", key=self.say("idle.any_key"), variant="primary"
        )
        yield Choice(self.say("idle.stop"), "stop", key="2")

    def on_mount(self) -> None:
        """Count down once a second."""
        super().on_mount()
        self.set_interval(1, self._count)

    def _count(self) -> None:
        if self.keep() > 0:
            self.query_one(Digits).update(str(math.ceil(self.keep())))
        elif self.take():
            self.post_message(requests.ClearScreen())

    def on_key(self, event: events.Key) -> None:
        """Any key but 2 and the bar's is more time."""
        if event.key in ("f1", "f2", "f3"):
            super().on_key(event)
            return
        event.stop()
        event.prevent_default()
        self._answer(stop=event.character == "2")

    def on_click(self) -> None:
        """Any touch beside the choices is more time."""
        self._answer(stop=False)

    def on_choice_pressed(self, event: Choice.Pressed) -> None:
        """A touch on one of the two."""
        event.stop()
        self._answer(stop=event.choice.code == "stop")

    def _answer(self, *, stop: bool) -> None:
        if self.take():
            self.post_message(requests.StopForNow() if stop else requests.KeepGoing())
