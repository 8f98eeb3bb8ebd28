"""The bare Textual app beside which the kiosk is measured: the same boxes, nothing behind them.

Digits switch to the next of two screens, Tab moves the focus: the same repaint as a yes/no page.
"""

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

_ANSWERS = ("Yes", "No", "I'm not sure", "I'd rather tell staff")


class Box(Static, can_focus=True):
    """One answer."""


class Question(Screen[None]):
    """A band, steps, a question with its reason, four answers, a line of keys."""

    AUTO_FOCUS = ""
    CSS = """
    Question { background: white; color: black; }
    .band { background: #003f72; color: white; height: 1; }
    .column { padding: 1 2; height: 1fr; }
    .ask { height: 6; color: #004c86; }
    .bar { height: 3; background: #edf2f5; border-top: hkey #5b6b73; }
    Box { height: 3; border: solid #5b6b73; padding: 0 1; }
    Box:focus { background: #ffdd00; border: heavy #0b0c0c; text-style: bold; }
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def compose(self) -> ComposeResult:
        """The page."""
        yield Static("Riverside Clinic", classes="band")
        yield Static("━━━━━━━━━ ▄▄▄▄▄▄▄▄▄ ───────── ───────── ─────────")
        with Container(classes="column"):
            yield Static(f"Question {self.number}. Has a doctor found a bulge?", classes="ask")
            for key, text in enumerate(_ANSWERS, 1):
                yield Box(f" {key}   {text}")
        yield Static("◄ Back    ? Get help    ■ Hide screen    Español", classes="bar")

    def on_key(self, event: events.Key) -> None:
        """A digit turns the page, Tab moves the focus."""
        if event.key == "tab":
            self.focus_next()
        else:
            self.app.switch_screen(Question(self.number + 1))


class Bare(App[None]):
    """Nothing but pages."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = []

    def on_mount(self) -> None:
        """The first page."""
        self.push_screen(Question(1))


if __name__ == "__main__":
    app = Bare()
    app.animation_level = "none"
    app.run()
