"""The first page: what this is, how long it takes, who sees it, and the other ways."""

from textual.app import ComposeResult
from textual.widget import Widget

from kiosk.tui import requests
from kiosk.tui.screens.page import Page
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Row
from kiosk.tui.widgets.text import words


class WelcomePage(Page):
    """Start, the other language, a code, or help."""

    bar = ("help", "hide", "language")

    def column(self) -> ComposeResult:
        """Greeting, three facts, Start, the other ways."""
        yield words(self.say("welcome.heading"), classes="heading")
        yield self.block(words(self.say("welcome.about")))
        yield self.block(words("\n".join(f"■  {self.say(f'welcome.{f}')}" for f in _FACTS)))
        yield Choice(
            self.say("button.start"), "start", key=self.say("welcome.start_key"), variant="primary"
        )
        yield Row(*self._ways())
        if self.view.shape.larger_fit:
            label = "welcome.usual" if self.view.large else "welcome.larger"
            yield Choice(self.say(label), "size", key="5")
        yield words(self.say("welcome.emergency"), classes="soft middle")

    def _ways(self) -> list[Widget]:
        ways = [("code", self.say("welcome.code")), ("help", self.say("welcome.help"))]
        if self.view.other_language:
            other = self.view.words.get(self.view.other_language, "welcome.in_this_language")
            ways.insert(0, ("language", other))
        return [Choice(label, code, key=str(n)) for n, (code, label) in enumerate(ways, start=2)]

    def say_wait(self, *, over: bool = False) -> None:
        """Something was pressed, and what follows is not loaded yet; or it is, and the wait is `over`."""
        for choice in self.query(Choice):
            if choice.code == "start":
                choice.key = self.say("welcome.start_key") if over else ""
                label = self.say("button.start" if over else "welcome.wait")
                choice.change(label, code=choice.code)

    def key_pressed(self, key: str) -> None:
        """1 is Start: its key stands in the words of the button."""
        if key == "1":
            self.go_on()
        else:
            super().key_pressed(key)

    def chosen(self, choice: Choice) -> None:
        """One of the ways in."""
        made = {
            "start": requests.Begin,
            "language": requests.OtherLanguage,
            "code": requests.EnterCode,
            "help": requests.AskForHelp,
            "size": requests.OtherSize,
        }
        self.post_message(made[choice.code]())


_FACTS = ("who_sees", "can_skip", "on_paper")
