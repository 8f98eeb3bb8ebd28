"""Staff sign-in: the one door to the records. At a kiosk Esc leads back to the patient."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.message import Message as Posted

from kiosk.staff.counter import Counter
from kiosk.staff.screens.page import BACK, FormPage, Key
from kiosk.text import scrub
from kiosk.tui import requests
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry, Field
from kiosk.tui.widgets.text import Message, words


@dataclass
class SignIn(Posted):
    """Let these staff in. Never stored, never shown."""

    name: str
    passphrase: str


class SignInPage(FormPage):
    """Name and passphrase. Nothing typed here survives another window size or language.

    After a try that did not match the name stands and the passphrase has the focus: what is typed next
    is a passphrase, and must not be read in the box of the name.
    """

    def __init__(self, view: View, counter: Counter, problem: str = "", name: str = "") -> None:
        super().__init__(view, counter)
        self._problem = problem
        self._typed_name = name

    def keep(self) -> None:
        """A passphrase is never kept."""

    def shown_keys(self) -> tuple[Key, ...]:
        """Back to the patient, or out of the program; the other language."""
        back = Key("back", self.say("bar.back"), "Esc") if self.counter.at_kiosk else _CLOSE
        other = self.view.other_language
        if not other:
            return (back,)
        return (back, Key("language", self.view.words.get(other, "language.name"), "F3"))

    def column(self) -> ComposeResult:
        """Heading, two boxes, what went wrong, the two ways on."""
        yield words(self.say("signin.heading"), classes="heading")
        about = "signin.about" if self.counter.at_kiosk else "signin.about_desk"
        yield self.block(words(self.say(about), classes="soft"))
        yield self.block(Field(self.say("signin.name"), Entry(self._typed_name)))
        yield Field(self.say("signin.passphrase"), Entry(secret=True))
        yield Message(self._problem, "error" if self._problem else "plain")
        yield Choice(self.say("signin.go"), "next", key=self.say("key.enter"), variant="primary")
        if self.counter.at_kiosk:
            yield Choice(self.say("signin.to_patient"), "back", key=BACK.key)

    def do(self, action: str) -> None:
        """The other language."""
        if action == "language":
            self.post_message(requests.OtherLanguage())

    def went_back(self) -> None:
        """Back to the patient, or out."""
        self.counter.sign_out()

    def chosen(self, choice: Choice) -> None:
        """Try them, or leave."""
        if choice.code == "back":
            self.went_back()
            return
        name, passphrase = self.boxes()
        if self.take():
            self.post_message(SignIn(scrub(name).strip(), passphrase))


_CLOSE = Key("back", "Close", "Esc")
