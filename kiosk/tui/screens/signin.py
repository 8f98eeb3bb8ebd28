"""Staff sign-in: the one way out of the patient screen."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.message import Message as Event

from kiosk.text import scrub
from kiosk.tui import requests
from kiosk.tui.screens.page import Page
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry, Field
from kiosk.tui.widgets.text import Message, words


@dataclass
class SignIn(Event):
    """Let these staff out. Never stored, never shown."""

    name: str
    passphrase: str


class SignInPage(Page):
    """Name and passphrase. Nothing typed here survives another window size or language."""

    bar = ("back", "language")
    answers_once = False

    def __init__(self, view: View, problem: str = "") -> None:
        super().__init__(view)
        self._problem = problem

    def column(self) -> ComposeResult:
        """Heading, two boxes, what went wrong, the two ways on."""
        yield words(self.say("signin.heading"), classes="heading")
        yield self.block(words(self.say("signin.about"), classes="soft"))
        yield self.block(Field(self.say("signin.name"), Entry()))
        yield Field(self.say("signin.passphrase"), Entry(secret=True))
        yield Message(self._problem, "error" if self._problem else "plain")
        yield Choice(self.say("signin.go"), "next", key=self.say("key.enter"), variant="primary")

    def on_mount(self) -> None:
        """The name first."""
        super().on_mount()
        self.set_focus(self.query(Entry).first())

    def went_back(self) -> None:
        """Back to the patient."""
        self.post_message(requests.KeepGoing())

    def chosen(self, _: Choice) -> None:
        """Try them."""
        name, passphrase = (box.value for box in self.query(Entry))
        if self.take():
            self.post_message(SignIn(scrub(name).strip(), passphrase))
