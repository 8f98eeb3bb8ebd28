"""Pages that say one thing: what happened, or what is being done; and the question before a step."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import Static

from kiosk.staff.counter import Counter
from kiosk.staff.screens.page import FormPage, StaffPage
from kiosk.tui.layout import rows_of
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Field
from kiosk.tui.widgets.text import Message, words


class SaidPage(StaffPage):
    """What happened, in plain words, and the way on."""

    def __init__(
        self, view: View, counter: Counter, heading: str, text: str, *, kind: str = "error"
    ) -> None:
        super().__init__(view, counter)
        self._heading = heading
        self._text = text
        self._kind = kind

    def column(self) -> ComposeResult:
        """Heading, text, OK."""
        yield from self.heading(self._heading)
        mark = 2 if self._kind == "error" else 0
        rows = min(rows_of(self._text, self.width - 4 - mark) + (mark > 0), self.room - 6)
        yield self.block(Message(self._text, self._kind, rows=max(1, rows)))
        yield Choice("Go on", "ok", key=self.say("key.enter"), variant="primary")

    def entered(self, key: str) -> None:
        """Enter goes on."""
        if key == "enter":
            self.counter.back()

    def chosen(self, _: Choice) -> None:
        """Go on."""
        self.counter.back()


class WorkingPage(StaffPage):
    """Something takes a while: what, and how far it is."""

    keys = ()

    def __init__(self, view: View, counter: Counter, doing: str) -> None:
        super().__init__(view, counter)
        self._doing = doing
        self._far = ""

    def column(self) -> ComposeResult:
        """What is being done, and the count."""
        yield from self.heading(self._doing)
        yield Static(self._far or "One moment, please.", id="far", markup=False)

    def progress(self, done: int, of: int) -> None:
        """How far it is."""
        self._far = f"{done:,} of {of:,}"
        for place in self.query("#far").results(Static):
            place.update(self._far)


class ReasonPage(FormPage):
    """A step that needs a reason: it is written down with the name of whoever takes it."""

    def __init__(
        self,
        view: View,
        counter: Counter,
        heading: str,
        about: str,
        go: str,
        then: Callable[[str], None],
        kept: object = None,
    ) -> None:
        super().__init__(view, counter, kept)
        self._heading = heading
        self._about = about
        self._go = go
        self._then = then

    def column(self) -> ComposeResult:
        """What the step does, the reason, the step itself."""
        yield words(self._heading, classes="heading")
        yield self.block(words(self._about, classes="soft"))
        yield Field("Reason", self.entry(0, limit=2_000))
        yield self.block(Message())
        yield Choice(self._go, "go", key=self.say("key.enter"), variant="primary")

    def chosen(self, _: Choice) -> None:
        """Only with a reason."""
        (reason,) = self.boxes()
        if not reason.strip():
            self.explain("Please give a reason. It is kept with your name.")
            return
        self._then(reason)
