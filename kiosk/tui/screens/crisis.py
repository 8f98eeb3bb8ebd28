"""Pages that follow an urgent answer. Calm, no red, no score, no number of the clinic (reference X18).

Only what has happened is promised: "has been told" after a channel answered, "is coming" only where the
clinic switched that on.
"""

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Digits, Static

from kiosk.tui import requests
from kiosk.tui.screens.told import ToldPage, way
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.text import Message, words

_HERE, _NOT_YET, _REALLY = "here", "not_yet", "really"


class UrgentPage(ToldPage):
    """What both pages know: whether staff were told, and whether the clinic may promise more."""

    bar = ("help", "hide", "language")
    answers_once = False
    then = ""
    """Key of the sentence after "has been told"."""

    def __init__(self, view: View, *, told: bool | None, coming: bool) -> None:
        super().__init__(view, told=told)
        self.coming = coming

    def told_block(self) -> Container:
        """Whether staff were told, in a place of one height: never more than what happened."""
        return Container(Message(rows=2), id="told")

    def on_mount(self) -> None:
        """Say what is known."""
        super().on_mount()
        self._say_told()

    def now_known(self, *, told: bool) -> None:
        """The same place, other words."""
        super().now_known(told=told)
        self._say_told()

    def _say_told(self) -> None:
        message = self.query_one("#told", Container).query_one(Message)
        if self.told is False:
            message.say(f"! {self.say('crisis.not_told')}", "warning")
            return
        key = "crisis.coming" if self.told and self.coming else f"crisis.{way(self.told)}"
        message.say(f"{self.say(key)}\n{self.say(self.then)}", "told")


class CrisisPage(UrgentPage):
    """Thoughts of suicide. The patient may go on after reading."""

    then = "crisis.can_wait"

    def column(self) -> ComposeResult:
        """Thanks, who was told, 988 and 911, two ways on."""
        with Container(id="above"):
            yield words(self.say("crisis.heading"), classes="heading")
            yield self.told_block()
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
    """Emergency symptoms: the questions stop until staff are here.

    The key of the answer "Yes" is not the key of "staff is here": pressed twice, it must not go on.
    """

    then = "stop.stay"

    def column(self) -> ComposeResult:
        """Stop, who was told, 911, and the one way on that staff may press."""
        with Container(id="above"):
            yield words(self.say("stop.heading"), classes="heading", place="asked")
            yield self.told_block()
            yield number_block("911", self.say("stop.call_911"), self.say("crisis.about_911"))
        yield Choice(self.say("stop.staff_is_here"), _HERE, key="S")
        yield Choice(self.say("stop.really_here"), _REALLY, key="2")

    def on_mount(self) -> None:
        """One way on at first."""
        super().on_mount()
        self._ask(really=False)

    def _ask(self, *, really: bool) -> None:
        """The second step stands in the places of the first: a press too many leads back to it."""
        first, second = self.query(Choice)
        heading = self.say("stop.really" if really else "stop.heading")
        self.query_one("#asked", Static).update(Content(heading))
        first.key = "1" if really else "S"
        first.change(
            self.say("stop.not_yet" if really else "stop.staff_is_here"),
            code=_NOT_YET if really else _HERE,
        )
        second.visible = really

    def chosen(self, choice: Choice) -> None:
        """Only with a member of staff beside the patient the questions go on: that is asked twice."""
        if choice.code != _REALLY:
            self._ask(really=choice.code == _HERE)
        elif self.take():
            self.post_message(requests.StaffIsHelping(True))


def number_block(number: str, bold: str, text: str) -> Horizontal:
    """A big number and what it is for."""
    return Horizontal(
        Digits(number),
        Container(words(bold, classes="bold"), words(text), classes="half"),
        classes="number",
    )
