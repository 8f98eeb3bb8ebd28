"""A code: four words, to go on from where a patient stopped, or the short one that staff gave."""

from typing import Any

from textual.app import ComposeResult

from kiosk.records.tickets import tidy
from kiosk.text import scrub
from kiosk.tui import requests
from kiosk.tui.screens.letters import LettersPage
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry, Field, Row
from kiosk.tui.widgets.text import Message, words

_WORDS = 4


class ResumePage(LettersPage):
    """Four boxes. `problem`: what to say about the last try."""

    answers_once = False

    def __init__(self, view: View, problem: str = "", kept: Any = None) -> None:
        super().__init__(view)
        self._problem = problem
        self._typed = kept if isinstance(kept, tuple) else ("",) * _WORDS

    def keep(self) -> Any:
        """The words so far."""
        return tuple(box.value for box in self.query(Entry))

    def column(self) -> ComposeResult:
        """Heading, boxes, what to check, Go on, no code."""
        yield words(self.say("resume.heading"), classes="heading")
        boxes = Row(
            *(
                Field(self.say("resume.word", number=n), Entry(word, limit=20))
                for n, word in enumerate(self._typed, start=1)
            )
        )
        message = Message(self._problem, "error" if self._problem else "plain")
        if self.view.touch:
            yield boxes
            yield message
            yield self.keyboard(skip=self.say("resume.no_code"), done=self.say("button.go_on"))
            return
        yield self.block(words(self.say("resume.how"), classes="soft"))
        yield self.block(boxes)
        yield self.block(message)
        yield Choice(self.say("button.go_on"), "next", key=self.say("key.enter"), variant="primary")
        yield Choice(self.say("resume.no_code"), "none", key="F4")

    def on_mount(self) -> None:
        """The first empty box has the focus."""
        super().on_mount()
        boxes = list(self.query(Entry))
        self.set_focus(next((box for box in boxes if not box.value), boxes[0]))

    def on_entry_refused(self, event: Entry.Refused) -> None:
        """Something did not go into a box."""
        event.stop()
        self.query_one(Message).say(self.say(event.cause), "error")

    def chosen(self, choice: Choice) -> None:
        """Try the words, or get help without a code."""
        if choice.code == "none":
            self.on_keyboard_skipped()
        else:
            self.go_on()

    def on_keyboard_skipped(self) -> None:
        """Without a code: staff help."""
        self.post_message(requests.AskForHelp())

    def go_on(self) -> None:
        """Try the words."""
        typed = tuple(scrub(word).strip().lower() for word in self.keep())
        if not all(typed) and not tidy(typed[0]):
            self.query_one(Message).say(self.say("resume.all_four"), "error")
        elif self.take():
            self.post_message(requests.ResumeWith(typed))
