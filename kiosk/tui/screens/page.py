"""What every page shares: the frame, the keys, and one answer per page.

A page is built for one window size and one language; the app builds a new one when either changes and
hands over what was entered so far (`keep`). Nothing has the focus on arrival unless a page says so.
"""

import time
from dataclasses import replace
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.widget import Widget

from kiosk.tui import requests
from kiosk.tui.compat import DrawnOnce
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry
from kiosk.tui.widgets.frame import Band, Bar, BarButton, PartList, Steps

_BAR_KEYS = {"back": "Esc", "help": "F1", "hide": "F2", "language": "F3"}


class Page(DrawnOnce, inherit_bindings=False):
    """A page with its frame. Subclasses write `column` and `chosen`."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[Any]] = []

    steps: ClassVar[bool] = False
    """Whether progress is shown."""
    bar: ClassVar[tuple[str, ...]] = ("back", "help", "hide", "language")
    centred: ClassVar[bool] = False
    answers_once: ClassVar[bool] = True
    """Every press of a choice is an answer: later presses are dropped."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view
        self.say = view.say
        self._spent = False
        self._painted_at: float | None = None
        # Before the first layout, so that Textual's own breakpoints find nothing to change.
        self.add_class(*view.shape.classes, update=False)
        self.set_class(self.centred, "-centred", update=False)
        self.set_class(view.touch, "-touch", update=False)

    def column(self) -> ComposeResult:
        """The parts of this page, from the top."""
        raise NotImplementedError

    def chosen(self, choice: Choice) -> None:
        """A choice was pressed."""

    def keep(self) -> Any:
        """What was entered and not yet answered, to build this page again; None for nothing."""
        return None

    def went_back(self) -> None:
        """Esc or the bar's Back."""
        self.post_message(requests.GoBack())

    def compose(self) -> ComposeResult:
        """Band, steps or list, column, bar."""
        place = self.view.place if self.steps else None
        yield Band(self.view.clinic, self._band_right(), self._band_mark())
        if place and not self.view.shape.list_beside:
            yield Steps(len(place.parts), place.here)
        if place and self.view.shape.list_beside:
            with Horizontal(id="body"):
                yield PartList(place.parts, place.here)
                with Container(id="column", classes="-beside"):
                    yield from self.column()
        else:
            with Container(id="column") as column:
                beside = self.view.shape.margin
                column.styles.padding = (self.view.shape.top, beside, 0, beside)
                yield from self.column()
        if buttons := self._bar_buttons():
            yield Bar(buttons)

    def help_asked_at(self, clock: str) -> None:
        """Say in the band that help was asked for."""
        self.view = replace(self.view, help_asked=clock)
        for band in self.query(Band):
            band.right = self._band_right()
            band.refresh()

    def _band_mark(self) -> str:
        return self.say("band.paper") if self.view.paper else ""

    def _band_right(self) -> str:
        if self.view.help_asked:
            return self.say("band.help_asked", time=self.view.help_asked)
        place = self.view.place if self.steps else None
        if not place:
            return ""
        return self.say(
            "band.part",
            number=place.here,
            of=len(place.parts),
            name=place.parts[place.here - 1],
        )

    def _bar_buttons(self) -> tuple[BarButton, ...]:
        labels = {
            "back": self.say("bar.back"),
            "help": self.say("bar.help"),
            "hide": self.say("bar.hide"),
            "language": self.view.words.get(self.view.other_language, "language.name")
            if self.view.other_language
            else "",
        }
        return tuple(
            BarButton(name, labels[name], _BAR_KEYS[name]) for name in self.bar if labels[name]
        )

    def on_mount(self) -> None:
        """Take presses only once the page can be seen."""
        self.when_drawn(self._painted)

    def _painted(self) -> None:
        self._painted_at = time.monotonic()

    @property
    def painted(self) -> bool:
        """Whether the page can be seen."""
        return self._painted_at is not None

    def accepts(self, moment: float) -> bool:
        """Whether a key or touch made at `moment` can have been meant for this page."""
        return self._painted_at is not None and moment >= self._painted_at

    def take(self) -> bool:
        """True for the first answer of this page, False for every later one."""
        if self._spent:
            return False
        self._spent = True
        return True

    @property
    def spent(self) -> bool:
        """Whether this page has been answered."""
        return self._spent

    def on_choice_pressed(self, event: Choice.Pressed) -> None:
        """One press, one answer."""
        event.stop()
        if self._spent or (self.answers_once and not self.take()):
            return
        self.chosen(event.choice)

    def on_ask_why_pressed(self) -> None:
        """The line that leads to the reason."""
        self.post_message(requests.ExplainWhy())

    def on_bar_pressed(self, event: Bar.Pressed) -> None:
        """A touch on the bar does what its key does."""
        self.act(event.action)

    def act(self, action: str) -> None:
        """Do what a place of the bar is for, when this page has it."""
        if action not in self.bar or self._spent:
            return
        if action == "back":
            self.went_back()
        elif action == "help":
            self.post_message(requests.AskForHelp())
        elif action == "hide":
            self.post_message(requests.HideScreen())
        elif self.view.other_language:
            self.post_message(requests.OtherLanguage())

    def on_key(self, event: events.Key) -> None:
        """Every key of the kiosk. A box has had its letters and digits already."""
        event.stop()
        event.prevent_default()
        bar = {key.lower(): name for name, key in _BAR_KEYS.items()}
        bar["escape"] = bar.pop("esc")
        if event.key in bar:
            self.act(bar[event.key])
        elif event.key == "f10":
            self.post_message(requests.StaffWantIn())
        elif event.key == "f7":
            self.post_message(requests.OtherSize())
        elif event.key == "f6":
            self.post_message(requests.ExplainWhy())
        elif event.key in ("tab", "down"):
            self.focus_next()
        elif event.key in ("shift+tab", "up"):
            self.focus_previous()
        elif event.key in ("enter", "space"):
            self.entered(event.key)
        else:
            self.key_pressed(event.character or event.key)

    def entered(self, key: str) -> None:
        """Enter or Space: press what has the focus; nothing if nothing has."""
        if isinstance(self.focused, Choice):
            self.focused.press()
        elif isinstance(self.focused, Entry) and key == "enter":
            self.next_box()

    def next_box(self) -> None:
        """Enter in a box: the next box, or the page's one way on after the last."""
        boxes = list(self.query(Entry))
        index = boxes.index(self.focused) if self.focused in boxes else -1
        if index + 1 < len(boxes):
            self.set_focus(boxes[index + 1])
        else:
            self.go_on()

    def go_on(self) -> None:
        """The page's primary choice, if it has one."""
        for choice in self.query(Choice):
            if choice.has_class("-primary"):
                choice.press()
                return

    def key_pressed(self, key: str) -> None:
        """A number, letter or F-key presses the choice that carries it."""
        for choice in self.query(Choice):
            if choice.key and choice.visible and choice.key.casefold() == key.casefold():
                choice.press()
                return
        box = self.focused
        if isinstance(box, Entry) and box.restrict and len(key) == 1 and key.isprintable():
            box.restricted()

    def block(self, widget: Widget) -> Widget:
        """`widget` with one gap below it."""
        widget.add_class("block", update=False)
        return widget
