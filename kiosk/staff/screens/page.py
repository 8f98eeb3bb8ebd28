"""What every staff page shares: band with the name, alerts on top, column, bar with the page's keys."""

from typing import Any, ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from kiosk.staff.counter import Counter, Waiting
from kiosk.staff.widgets.banner import ACKNOWLEDGE, Banner, Strip
from kiosk.tui.layout import HEIGHTS
from kiosk.tui.screens.page import Page
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry
from kiosk.tui.widgets.frame import Band, Bar, BarButton
from kiosk.tui.widgets.text import Message, words

WIDEST = 132
"""Cells of the list and of a record on the widest windows."""
_STAFF = "■ STAFF"
_STRIP_ROWS = 2
_PATIENTS_KEYS = ("f1", "f2", "f3", "f6")
"""What they do on a patient's page, they do not do here."""
_NAMES = {"escape": "esc", "pagedown": "pgdn", "pageup": "pgup"}


class Key(NamedTuple):
    """One place of the bar: what it does, its label, its key."""

    action: str
    label: str
    key: str


BACK = Key("back", "◄ Back", "Esc")
SIGN_OUT = Key("sign_out", "Sign out", "F10")


class StaffPage(Page):
    """A page for staff. Subclasses write `column`, `keys`, and what their keys do."""

    keys: ClassVar[tuple[Key, ...]] = (BACK, SIGN_OUT)
    full_banner: ClassVar[bool] = False
    """The list shows alerts at length; other pages in two rows."""
    wide: ClassVar[bool] = False
    """The list and a record use wide windows; a form stays in the patient's column."""
    rebuilds: ClassVar[bool] = False
    """Other alerts change more of this page than the banner."""
    typing: ClassVar[bool] = False
    """Letters go into a box here, so that the alert's key is a function key."""
    answers_once = False

    def __init__(self, view: View, counter: Counter) -> None:
        super().__init__(view)
        self.counter = counter
        self.waiting = counter.waiting
        self.note = counter.note

    # Where things stand

    @property
    def width(self) -> int:
        """Cells of the column."""
        return min(self.view.shape.columns - 4, WIDEST) if self.wide else self.view.shape.column

    @property
    def short(self) -> bool:
        """Whether the window has as few rows as a page can use."""
        return self.view.shape.rows < HEIGHTS[1][0]

    @property
    def _beside(self) -> int:
        return (self.view.shape.columns - self.width) // 2

    @property
    def _banner_rows(self) -> int:
        if not self.waiting.count:
            return 0
        return self._banner().rows if self.full_banner else _STRIP_ROWS

    @property
    def _above(self) -> tuple[int, int]:
        """Blank rows above the banner, and above the column."""
        top = self.view.shape.top
        if not self.waiting.count:
            return 0, top
        if self.full_banner:
            return min(top, 2), 1
        return 0 if self.short else 1, 1 if self.note or not self.short else 0

    @property
    def room(self) -> int:
        """Rows of the column."""
        shape = self.view.shape
        return shape.room(steps=False) + shape.top - sum(self._above) - self._banner_rows

    # The frame

    def compose(self) -> ComposeResult:
        """Band, alerts, column, bar."""
        yield Band(self.view.clinic, self.counter.who(), _STAFF)
        above, beside = self._above[1], self._beside
        if self.waiting.count and self._banner_rows:
            yield self._placed_banner()
        with Container(id="column") as column:
            note = self.note and above > 0
            column.styles.padding = (above - bool(note), beside, 0, beside)
            if note:
                yield words(f"√ {self.note}", classes="done")
            yield from self.column()
        yield Bar(tuple(BarButton(*key) for key in self.shown_keys()))

    def _banner(self) -> Banner:
        return Banner(self.waiting, self.counter.now(), self.alert_key, self.width)

    def _placed_banner(self) -> Widget:
        banner: Widget = self._banner()
        if not self.full_banner:
            banner = Strip(self.waiting, self.counter.now(), self.alert_key)
        banner.styles.margin = (self._above[0], self._beside, 0, self._beside)
        banner.styles.height = self._banner_rows
        return banner

    @property
    def alert_key(self) -> str:
        """The key that leads to the alerts; none where nobody is signed in."""
        if not self.counter.who():
            return ""
        return "F9" if self.typing else "A"

    def shown_keys(self) -> tuple[Key, ...]:
        """The bar's places now."""
        return self.keys

    # What keys and touches do

    def act(self, action: str) -> None:
        """Do what a place of the bar is for."""
        if not any(key.action == action for key in self.shown_keys()):
            return
        if action == "back":
            self.went_back()
        elif action == "sign_out":
            self.counter.sign_out()
        else:
            self.do(action)

    def do(self, action: str) -> None:
        """A key of this page."""

    def went_back(self) -> None:
        """Esc."""
        self.counter.back()

    def on_choice_pressed(self, event: Choice.Pressed) -> None:
        """The alert's button on every page; else what the page does."""
        # Textual calls the handler of every base class, too, unless it is told not to.
        event.prevent_default()
        if event.choice.code == ACKNOWLEDGE:
            event.stop()
            self.counter.see_alerts()
        else:
            super().on_choice_pressed(event)

    def on_key(self, event: events.Key) -> None:
        """The bar's keys, then what every page does. A box has had its letters already."""
        key = _NAMES.get(event.key, event.key)
        typed = (event.character or "").casefold()
        for place in self.shown_keys():
            if place.key.casefold() in (key, typed) and place.key != "Enter":
                event.stop()
                event.prevent_default()
                self.act(place.action)
                return
        if self.waiting.count and self.alert_key and self.alert_key.casefold() in (key, typed):
            event.stop()
            event.prevent_default()
            self.counter.see_alerts()
        elif key in _PATIENTS_KEYS:
            event.stop()
            event.prevent_default()
            self.key_pressed(key)
        elif key in ("pgup", "pgdn"):
            event.stop()
            event.prevent_default()
            self.turn(-1 if key == "pgup" else 1)
        else:
            super().on_key(event)

    def turn(self, pages: int) -> None:
        """PgUp and PgDn."""

    def show_waiting(self, waiting: Waiting) -> None:
        """Other alerts, or the same ones longer, without touching what was entered."""
        shown, self.waiting = self.waiting.count > 0, waiting
        banners = [*self.query(Strip), *self.query(Banner)]
        if shown and waiting.count:
            for banner in banners:
                banner.tell(waiting, self.counter.now())
            return
        for banner in banners:
            banner.remove()
        if waiting.count and self._banner_rows:
            self.mount(self._placed_banner(), after=self.query_one(Band))
        column = self.query_one("#column", Container)
        above = self._above[1] - bool(self.query(".done"))
        column.styles.padding = (max(0, above), self._beside, 0, self._beside)

    # What a form shares

    def heading(self, text: str, about: str = "") -> ComposeResult:
        """Heading and one paragraph about the page."""
        yield words(text, classes="heading")
        if about:
            yield self.block(words(about, classes="soft"))

    def about(self, text: str) -> Widget:
        """One line about what this page is for; a long name is cut with an ellipsis."""
        return self.block(
            words(str(Content(text).truncate(self.width, ellipsis=True)), classes="soft")
        )

    def refused(self, text: str) -> None:
        """A step was refused: say why, and let it be tried again."""
        self._spent = False
        self.explain(text)

    def boxes(self) -> tuple[str, ...]:
        """What is in the boxes."""
        return tuple(box.value for box in self.query(Entry))

    def explain(self, text: str, kind: str = "error") -> None:
        """Say something in the place that is kept for it."""
        places = list(self.query(Message))
        if places:
            places[-1].say(text, kind)
        else:
            self.counter.say("Please look", text, kind=kind)

    def on_entry_refused(self, event: Entry.Refused) -> None:
        """Something did not go into a box."""
        event.stop()
        self.explain(self.say(event.cause))


class FormPage(StaffPage):
    """Boxes, a place for what to check, one way on. The first empty box has the focus."""

    typing = True

    def __init__(self, view: View, counter: Counter, kept: Any = None) -> None:
        super().__init__(view, counter)
        self.kept: tuple[str, ...] = kept if isinstance(kept, tuple) else ()

    def keep(self) -> Any:
        """What is in the boxes."""
        return self.boxes()

    def entry(self, index: int, value: str = "", **options: Any) -> Entry:
        """Box number `index`, with what was kept of it."""
        kept = self.kept[index] if index < len(self.kept) else value
        return Entry(kept, **options)

    def on_mount(self) -> None:
        """The first empty box."""
        super().on_mount()
        found = list(self.query(Entry))
        for box in ([box for box in found if not box.value] or found)[:1]:
            self.set_focus(box)
