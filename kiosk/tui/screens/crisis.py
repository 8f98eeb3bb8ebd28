"""Pages that follow an urgent answer. Calm, no red, no score, no number of the clinic (reference X18).

Only what has happened is promised: "has been told" after a channel answered, "is coming" only where the
clinic switched that on.
"""

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.widgets import Digits

from kiosk.tui import requests
from kiosk.tui.screens.page import Page
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.text import Message, words


class UrgentPage(Page):
    """What both pages know: whether staff were told, and whether the clinic may promise more."""

    bar = ("help", "hide", "language")
    answers_once = False

    def __init__(self, view: View, *, told: bool, coming: bool) -> None:
        super().__init__(view)
        self.told = told
        self.coming = coming


class CrisisPage(UrgentPage):
    """Thoughts of suicide. The patient may go on after reading."""

    def column(self) -> ComposeResult:
        """Thanks, who was told, 988 and 911, two ways on."""
        with Container(id="above"):
            yield from told_block(self, self.say("crisis.heading"), self.say("crisis.can_wait"))
            yield number_block("988", self.say("crisis.call_988"), self.say("crisis.about_988"))
            yield number_block("911", self.say("crisis.call_911"), self.say("crisis.about_911"))
        yield Choice(self.say("crisis.wait"), "wait", key="1", mark=self.say("crisis.waiting"))
        yield Choice(self.say("crisis.go_on"), "go", key="2")

    def chosen(self, choice: Choice) -> None:
        """Wait here, or go on with the questions."""
        if choice.code == "wait":
            choice.stored = True
        elif self.take():
            self.post_message(requests.KeepGoing())


class StopPage(UrgentPage):
    """Emergency symptoms: the questions stop until staff are here."""

    def column(self) -> ComposeResult:
        """Stop, who was told, 911, and the one way on that staff may press."""
        with Container(id="above"):
            yield from told_block(self, self.say("stop.heading"), self.say("stop.stay"))
            yield number_block("911", self.say("stop.call_911"), self.say("crisis.about_911"))
        yield Choice(self.say("stop.staff_is_here"), "helped", key="1")

    def chosen(self, _: Choice) -> None:
        """Only with a member of staff beside the patient the questions go on."""
        if self.take():
            self.post_message(requests.StaffIsHelping(True))


def told_block(page: UrgentPage, heading: str, then: str) -> ComposeResult:
    """The heading, and whether staff were told: never more than what happened."""
    yield words(heading, classes="heading")
    if page.told:
        told = page.say("crisis.coming" if page.coming else "crisis.told")
        yield page.block(words(f"{told}\n{then}"))
    else:
        message = Message(f"! {page.say('crisis.not_told')}", "warning", rows=2)
        message.add_class("apart")
        yield page.block(message)


def number_block(number: str, bold: str, text: str) -> Horizontal:
    """A big number and what it is for."""
    return Horizontal(
        Digits(number),
        Container(words(bold, classes="bold"), words(text), classes="half"),
        classes="number",
    )
