"""Which records to export: days, form, status, gravest flag, review. The count comes before any file."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from textual.app import ComposeResult
from textual.containers import Horizontal

from kiosk.backoffice.cards import LEVELS, LEVELS_IN_WORDS
from kiosk.backoffice.selection import Selection, forms, select
from kiosk.records.envelope import STATUSES, RecordRow
from kiosk.staff.counter import Counter
from kiosk.staff.screens.export import ExportPage
from kiosk.staff.screens.page import FormPage, StaffPage
from kiosk.staff.wording import STATUS
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Field, Row
from kiosk.tui.widgets.text import Message, words

_DAYS: Final = (("today", "1", "Today"), ("week", "2", "7 days"), ("all", "3", "All days"))
_OTHER: Final = ("other", "4", "Other days")
_STATUS_KEYS: Final = "NPRX"
_TIER_KEYS: Final = "CMUOZ"
_REVIEWED: Final = (("yes", "V", "Was reviewed"), ("no", "W", "Not reviewed"))
_ANSWERS: Final = {True: "yes", False: "no"}
HINT: Final = "A row with nothing chosen takes all. Arrows and Space choose, too."

Code = tuple[str, str, str]
"""What a choice stands for, its key, its label."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen so far. Nothing of a kind: all of it."""

    days: str = "today"
    since: datetime.date | None = None
    until: datetime.date | None = None
    """The two of `other` days."""
    form: tuple[str, str] = ("", "")
    """Form and version; empty for every one."""
    statuses: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    reviewed: bool | None = None

    def selection(self, today: datetime.date) -> Selection:
        """The filter for it."""
        since = {"today": today, "week": today - datetime.timedelta(days=6)}.get(self.days)
        until = today if since else None
        if self.days == "other":
            since, until = self.since, self.until
        return Selection(since, until, *self.form, self.statuses, self.tiers, self.reviewed)


class ChoosePage(StaffPage):
    """A row for each kind of filter; every choice has a key of its own."""

    wide = True

    def __init__(self, view: View, counter: Counter, kept: Any = None) -> None:
        super().__init__(view, counter)
        self._chosen = kept if isinstance(kept, Chosen) else Chosen()
        self._forms = forms(counter.office)

    def keep(self) -> Any:
        """What was chosen."""
        return self._chosen

    def column(self) -> ComposeResult:
        """The rows, what nothing means, Count."""
        yield words("Export: which records?", classes="heading")
        shape = self.view.shape
        boxes = 1 + _ROWS * shape.target + 1 + shape.gap + shape.target
        look = "tight filter" if boxes <= self.room else "line filter"
        form = Choice(self._form_label(), "form", key="F", variant=f"{look} entry")
        yield _named("Days", [self._choice("days", each, look) for each in (*_DAYS, _OTHER)])
        yield _named("Form", [form])
        yield _named("Status", [self._choice("status", each, look) for each in _statuses()])
        tiers = [self._choice("tier", each, look) for each in _tiers()]
        yield _named("Highest", tiers[:3])
        yield _named("flag", tiers[3:])
        yield _named("Review", [self._choice("reviewed", each, look) for each in _REVIEWED])
        yield self.block(Message(HINT, "hint"))
        yield Choice("Count them", "go", key=self.say("key.enter"), variant="primary")

    def _choice(self, kind: str, code: Code, look: str) -> Choice:
        stands_for, key, label = code
        return Choice(
            label,
            f"{kind}:{stands_for}",
            key=key,
            variant=look,
            stored=self._holds(kind, stands_for),
        )

    def _holds(self, kind: str, code: str) -> bool:
        chosen = self._chosen
        return {
            "days": chosen.days == code,
            "status": code in chosen.statuses,
            "tier": code in chosen.tiers,
            "reviewed": _ANSWERS.get(chosen.reviewed) == code
            if chosen.reviewed is not None
            else False,
        }[kind]

    def _form_label(self) -> str:
        form, version = self._chosen.form
        if not form:
            return "Every form and version"
        return f"{form}, version {version}" if version else f"{form}, every version"

    # Choosing

    def entered(self, key: str) -> None:
        """Enter counts, as its button says, also where a touch left the focus; Space chooses."""
        if key == "enter":
            self.go_on()
        else:
            super().entered(key)

    def chosen(self, choice: Choice) -> None:
        """Choose, take back, or count."""
        kind, _, code = choice.code.partition(":")
        if kind == "go":
            self._count()
        elif code == "other":
            self.counter.go(
                lambda kept: DaysPage(self.counter.view(), self.counter, self._days, kept)
            )
        else:
            self._take(kind, code)
            for each in self.query(Choice):
                kind, _, code = each.code.partition(":")
                if code:
                    each.stored = self._holds(kind, code)
                elif kind == "form":
                    each.change(self._form_label(), code="form")

    def _take(self, kind: str, code: str) -> None:
        chosen = self._chosen
        if kind == "days":
            self._chosen = replace(chosen, days=code)
        elif kind == "form":
            every = [("", ""), *self._forms]
            at = every.index(chosen.form) if chosen.form in every else 0
            self._chosen = replace(chosen, form=every[(at + 1) % len(every)])
        elif kind == "status":
            self._chosen = replace(chosen, statuses=chosen.statuses ^ {code})
        elif kind == "tier":
            self._chosen = replace(chosen, tiers=chosen.tiers ^ {code})
        else:
            wanted = code == "yes"
            self._chosen = replace(chosen, reviewed=None if chosen.reviewed is wanted else wanted)

    def _days(self, since: datetime.date | None, until: datetime.date | None) -> None:
        self.counter.back()
        self.counter.rebuild(replace(self._chosen, days="other", since=since, until=until))

    # Counting

    def _count(self) -> None:
        counter, office = self.counter, self.counter.office
        wanted = self._chosen.selection(self.view.today)

        def found(rows: Sequence[RecordRow]) -> None:
            if rows:
                counter.go(lambda kept: ExportPage(counter.view(), counter, rows, wanted, kept))
            else:
                counter.say("No record", "No record fits what was chosen.", kind="notice")

        if wanted.tiers:
            counter.slowly("Looking", lambda progress: select(office, wanted, progress), found)
        else:
            with counter.trying():
                found(select(office, wanted, lambda _done, _of: None))


class DaysPage(FormPage):
    """First and last day; either may be left empty."""

    def __init__(
        self,
        view: View,
        counter: Counter,
        then: Callable[[datetime.date | None, datetime.date | None], None],
        kept: Any = None,
    ) -> None:
        super().__init__(view, counter, kept)
        self._then = then

    def column(self) -> ComposeResult:
        """Two boxes, one way on."""
        yield from self.heading(
            "Which days?", "Days on which records were handed in. Both are included."
        )
        today = self.view.today.isoformat()
        yield Row(
            Field("From day", self.entry(0, "", limit=10)),
            Field("To day", self.entry(1, today, limit=10)),
        )
        yield self.block(Message())
        yield Choice("Take these days", "go", key=self.say("key.enter"), variant="primary")

    def chosen(self, _: Choice) -> None:
        """Only days in their order."""
        try:
            since, until = (
                datetime.date.fromisoformat(day.strip()) if day.strip() else None
                for day in self.boxes()
            )
        except ValueError:
            self.explain("Please write days such as 2026-11-01, or leave them empty.")
            return
        if since and until and until < since:
            self.explain("The last day is before the first.")
        elif self.take():
            self._then(since, until)


_ROWS: Final = 6


def _named(name: str, choices: list[Choice]) -> Horizontal:
    return Horizontal(words(name, classes="of"), Row(*choices, apart=False), classes="pair")


def _statuses() -> Iterator[Code]:
    for code, key in zip(STATUSES, _STATUS_KEYS, strict=True):
        yield code, key, STATUS[code]


def _tiers() -> Iterator[Code]:
    for code, key in zip(LEVELS[1:], _TIER_KEYS, strict=True):
        yield code, key, LEVELS_IN_WORDS[code].capitalize()
