"""Intakes that somebody began and did not finish: go on with one at this kiosk, or discard it."""

from textual.app import ComposeResult
from textual.containers import Container

from kiosk.backoffice.permissions import Action
from kiosk.backoffice.waiting import DraftLine, discard, reopen, waiting_drafts
from kiosk.staff.counter import Counter
from kiosk.staff.screens.menu import MenuItem, MenuPage
from kiosk.staff.screens.page import StaffPage
from kiosk.staff.screens.said import ReasonPage
from kiosk.staff.wording import counted, moment
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.text import Message, words

_KEYS = "123456789"


class UnfinishedPage(StaffPage):
    """The oldest first, as many as fit; PgUp and PgDn show others."""

    def __init__(self, view: View, counter: Counter, first: int = 0) -> None:
        super().__init__(view, counter)
        self._drafts = waiting_drafts(counter.office)
        self._first = first

    def keep(self) -> int:
        """Which part of the list."""
        return self._first

    def column(self) -> ComposeResult:
        """Heading, what a press does, the intakes."""
        yield words("Unfinished intakes", classes="heading")
        about = "Nothing that was answered is lost. A patient's own code opens an intake as well."
        yield self.block(words(about, classes="soft"))
        if not self._drafts:
            yield words("There are none.")
            return
        rows = self._rows
        shown = self._drafts[self._first : self._first + rows]
        yield Container(*(self._target(n, line) for n, line in enumerate(shown)), id="rows")
        yield Message()
        if len(self._drafts) > rows:
            text = f"{self._first + 1} to {self._first + len(shown)} of {len(self._drafts)}"
            yield Choice(f"{text}. Show others", "others", key="PgDn", variant="slim")

    @property
    def _rows(self) -> int:
        shape = self.view.shape
        room = self.room - 2 - shape.heading_gap - shape.gap - 1 - shape.target
        return max(1, min(len(_KEYS), room // shape.slim))

    def _target(self, number: int, line: DraftLine) -> Choice:
        state = "in use" if line.in_use else f"last {moment(line.last_at, self.view.today)}"
        paper = f"paper, {line.transcriber}; " if line.transcriber else ""
        return Choice(
            f"{line.name or 'No name yet'}  ({paper}{counted(line.answered, 'answer')})",
            line.id,
            key=_KEYS[number],
            note=state,
            variant=f"entry {self.view.shape.slim_variant}",
        )

    def turn(self, pages: int) -> None:
        """Others; after the last come the first."""
        if len(self._drafts) > self._rows:
            first = self._first + pages * self._rows
            self.counter.rebuild(first if 0 <= first < len(self._drafts) else 0)

    def chosen(self, choice: Choice) -> None:
        """Others, or what to do with one."""
        if choice.code == "others":
            self.turn(1)
            return
        counter = self.counter
        line = next(line for line in self._drafts if line.id == choice.code)
        heading = line.name or f"Begun at {moment(line.begun_at, self.view.today)}, no name yet"
        counter.go(lambda _: MenuPage(counter.view(), counter, heading, _items(counter, line)))


def _items(counter: Counter, line: DraftLine) -> tuple[MenuItem, ...]:
    def go_on() -> None:
        with counter.trying():
            reopen(counter.office, line.id).let_go()
            counter.hand_over()

    def leave() -> None:
        counter.say(
            "At the kiosk",
            "Press F10 at the patient's kiosk, sign in there, and open this intake.",
            kind="notice",
        )

    def ask() -> None:
        counter.go(
            lambda kept: ReasonPage(
                counter.view(),
                counter,
                "Discard this intake for good",
                f"{counted(line.answered, 'answer')} of {line.name or 'a patient without a name'} "
                "will be gone. Nobody can bring them back.",
                "Discard it",
                drop,
                kept,
            )
        )

    def drop(reason: str) -> None:
        with counter.trying():
            discard(counter.office, line.id, reason)
            counter.back("Discarded. Your name and the reason are kept.", pages=2)

    items = [
        MenuItem("Give the screen to the patient to go on", "", go_on)
        if counter.at_kiosk
        else MenuItem("Go on with it at the kiosk", "how", leave)
    ]
    if line.damaged:
        text = f"{counted(line.damaged, 'answer')} could not be read. Please look them over with the patient."
        items.append(
            MenuItem("! Some answers are damaged", "", lambda: counter.say("Damaged", text))
        )
    if counter.office.may(Action.DISCARD_DRAFT):
        items.append(MenuItem("Discard it", "needs a reason", ask))
    return tuple(items)
