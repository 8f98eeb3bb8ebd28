"""Pages that say one thing: help, hidden, paused, thank you, too small, why we ask, no more room."""

import math
import time
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message as Wish
from textual.widgets import Static

from kiosk.tui import requests
from kiosk.tui.screens.page import Page
from kiosk.tui.screens.told import ToldPage, way
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.frame import BarButton
from kiosk.tui.widgets.text import Message, words

_NARROW = 44
"""Cells of the one choice on the hidden page."""
_LEAST_COLUMNS, _LEAST_ROWS = 28, 12
"""Of a window that is too small, and has room for a bar of two."""


class HelpPage(ToldPage):
    """Staff are being told, were told, or could not be. `kind` names the words: `help`, `staff_told`.

    `can_stop`: there are answers to keep for later.
    """

    steps = True

    def __init__(
        self, view: View, *, told: bool | None, kind: str = "help", can_stop: bool = False
    ) -> None:
        super().__init__(view, told=told)
        self._kind = kind
        self._can_stop = can_stop

    def column(self) -> ComposeResult:
        """What happened, then the ways on."""
        yield words(self._says("_heading"), classes="heading", place="told")
        yield self.block(words(self._says(), place="what"))
        yield Choice(self.say("button.keep_going"), "go", key="1", variant="primary")
        if self._kind == "help":
            yield Choice(self.say("help.not_needed"), "not_needed", key="2")
            yield Choice(self.say("help.staff_helps"), "helped", key="3")
            if self._can_stop:
                yield Choice(self.say("idle.stop"), "stop", key="4")

    def _says(self, part: str = "") -> str:
        key = f"{self._kind}.{way(self.told)}{part}"
        return self.say(key, time=self.view.help_asked)

    def now_known(self, *, told: bool) -> None:
        """Heading and text, in their places."""
        super().now_known(told=told)
        self.query_one("#told", Static).update(Content(self._says("_heading")))
        self.query_one("#what", Static).update(Content(self._says()))

    def went_back(self) -> None:
        """Back is keep going."""
        self.post_message(requests.KeepGoing())

    def chosen(self, choice: Choice) -> None:
        """Keep going, take it back, say that somebody came, or stop for now."""
        made: dict[str, Wish] = {
            "not_needed": requests.HelpNoLongerNeeded(),
            "helped": requests.StaffIsHelping(True),
            "stop": requests.StopForNow(),
        }
        self.post_message(made.get(choice.code, requests.KeepGoing()))


class HiddenPage(Page):
    """Nothing to read for anybody who passes. F2 or a touch brings the page back."""

    bar = ("help", "hide", "language")
    centred = True

    def compose(self) -> ComposeResult:
        """No band and no bar: nothing but the way back."""
        with Container(id="column") as column:
            column.styles.padding = (0, self.view.shape.margin)
            yield words(self.say("hidden.heading"), classes="heading")
            yield self.block(words(self.say("hidden.safe")))
            show = Choice(self.say("hidden.show"), "show", key="F2", variant="narrow")
            show.styles.margin = (0, (self.view.shape.column - _NARROW) // 2)
            yield show

    def act(self, action: str) -> None:
        """F2 shows the page again. Help and the other language are there too, though no bar shows."""
        if action == "hide":
            self.post_message(requests.KeepGoing())
        else:
            super().act(action)

    def on_click(self) -> None:
        """A touch anywhere shows the page again."""
        self.post_message(requests.KeepGoing())

    def chosen(self, _: Choice) -> None:
        """Show the page again."""
        self.post_message(requests.KeepGoing())


class PausedPage(Page):
    """The answers are kept; the code opens them again. An intake that staff reopened has no code."""

    bar = ("help", "hide", "language")

    def __init__(self, view: View, code: tuple[str, ...]) -> None:
        super().__init__(view)
        self._code = code

    def column(self) -> ComposeResult:
        """The code in a box, how long it works, two ways on."""
        yield words(self.say("paused.heading"), classes="heading")
        if self._code:
            yield self.block(words(self.say("paused.how")))
            yield self.block(words("  ".join(self._code), place="code"))
            yield self.block(words(self.say("paused.until"), classes="soft"))
        else:
            yield self.block(words(self.say("paused.ask_staff")))
        yield Choice(self.say("button.go_on_now"), "go", key="1", variant="primary")
        yield Choice(self.say("button.stop_for_now"), "stop", key="2")

    def chosen(self, choice: Choice) -> None:
        """Go on, or clear the screen."""
        self.post_message(requests.KeepGoing() if choice.code == "go" else requests.ClearScreen())


class WhyPage(Page):
    """Why a question is asked, on a page of its own."""

    steps = True

    def __init__(self, view: View, question: str, why: str) -> None:
        super().__init__(view)
        self._question = question
        self._why = why

    def column(self) -> ComposeResult:
        """The question, the reason, the way back."""
        yield words(self.say("why.heading"), classes="heading")
        yield self.block(words(self._question, classes="bold"))
        yield self.block(words(self._why))
        yield Choice(self.say("why.back"), "go", key="1", variant="primary")

    def went_back(self) -> None:
        """Back to the question."""
        self.post_message(requests.KeepGoing())

    def chosen(self, _: Choice) -> None:
        """Back to the question."""
        self.post_message(requests.KeepGoing())


class TooSmallPage(Page):
    """The window cannot show any page; the answers stay."""

    bar: ClassVar[tuple[str, ...]] = ()
    centred = True

    def column(self) -> ComposeResult:
        """For the patient, then for staff."""
        shape = self.view.shape
        yield words(self.say("too_small.heading"), classes="heading")
        yield self.block(words(self.say("too_small.patient")))
        yield words(
            self.say("too_small.staff", columns=shape.columns, rows=shape.rows), classes="soft"
        )


class TooSmallForPatient(TooSmallPage):
    """Help and the other language are there in any window; the bar shows where it has room."""

    bar = ("help", "language")

    def _bar_buttons(self) -> tuple[BarButton, ...]:
        shape = self.view.shape
        fits = shape.columns >= _LEAST_COLUMNS and shape.rows >= _LEAST_ROWS
        return super()._bar_buttons() if fits else ()


class NoRoomPage(Page):
    """Nothing more can be stored: what was answered is safe, and staff must help now."""

    bar = ("help", "hide", "language")

    def column(self) -> ComposeResult:
        """What happened and what to do."""
        yield self.block(words(self.say("no_room.heading"), classes="heading"))
        yield self.block(Message(self.say("no_room.tell"), "warning", rows=2))
        yield Choice(self.say("no_room.again"), "go", key="1", variant="primary")

    def chosen(self, _: Choice) -> None:
        """Try again where the patient was."""
        self.post_message(requests.KeepGoing())


class ThanksPage(Page):
    """Hand-back. Shows nothing personal, and clears itself. `urgent`: somebody must be able to find them.

    `paper`: a member of staff typed a form in; thanks and hand-back would be said to the wrong person.
    """

    bar = ("help", "language")
    seconds = 20

    def __init__(
        self, view: View, left: float | None = None, *, urgent: bool = False, paper: bool = False
    ) -> None:
        super().__init__(view)
        self._urgent = urgent
        self._paper = paper
        self._until = time.monotonic() + (self.seconds if left is None else left)

    def keep(self) -> float:
        """Seconds that are left."""
        return max(0.0, self._until - time.monotonic())

    def column(self) -> ComposeResult:
        """Thanks, hand back, Finish."""
        paper = "paper." if self._paper else ""
        yield words(self.say(f"thanks.{paper}heading"), classes="heading")
        yield self.block(words(self.say(f"thanks.{paper}next")))
        if self._urgent:
            yield self.block(words(self.say(f"thanks.{paper}stay_near")))
        yield self.block(Message(f"►  {self.say(f'thanks.{paper}hand_back')}"))
        yield self.block(
            Choice(self.say("button.finish"), "", key=self.say("key.enter"), variant="primary")
        )
        yield Static(self._left(), classes="soft middle", id="left", markup=False)

    def on_mount(self) -> None:
        """Count down once a second."""
        super().on_mount()
        self.set_interval(1, self._count)

    def _left(self) -> str:
        return self.say("thanks.clears", seconds=math.ceil(self.keep()))

    def _count(self) -> None:
        if self.keep() <= 0:
            self.post_message(requests.ClearScreen())
        else:
            self.query_one("#left", Static).update(self._left())

    def entered(self, key: str) -> None:
        """Enter finishes."""
        if key == "enter" and self.take():
            self.post_message(requests.ClearScreen())

    def chosen(self, _: Choice) -> None:
        """Finish and clear."""
        self.post_message(requests.ClearScreen())
