"""The medicine list: type a name, pick what was meant or keep what was typed. Nothing is guessed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from rich.cells import cell_len

from kiosk.model.answer import Answer, MedicationEntry
from kiosk.text import scrub
from kiosk.tui import requests
from kiosk.tui.screens.lists import ListPage
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry
from kiosk.wording import Question, is_rest, line_text

_PICK = "pick:"
_BOTTLE = "bottle"
_LEAST_LETTERS = 2
_NEAR = 55
"""Score of a name that is probably meant; three of four misspellings in the tests' list have more."""
_FEW_ROWS = 5
"""Rows under the box in the smallest window."""
_FOCUS_MARK = 2
"""Cells in front of a row that has the focus."""


class Suggested(Protocol):
    """One name that may have been meant."""

    @property
    def generic(self) -> str:
        """The medicine."""
        ...

    @property
    def name(self) -> str:
        """The name as it is printed on a box or said."""
        ...

    @property
    def score(self) -> int:
        """How near it is, from 0 to 100."""
        ...


class Known(Protocol):
    """A medicine of the vocabulary."""

    @property
    def generic(self) -> str:
        """Its name."""
        ...


class Medicines(Protocol):
    """What the page needs of the medication vocabulary."""

    def exact(self, text: str) -> tuple[Known, ...]:
        """The medicines that `text` names exactly and completely."""
        ...

    def suggest(self, text: str, limit: int = 7) -> tuple[Suggested, ...]:
        """What `text` may mean, best first."""
        ...

    def drugs(self, text: str) -> tuple[str, ...]:
        """`text` as it was typed, in one piece for each drug that it seems to name."""
        ...

    def purpose(self, generic: str, language: str) -> str:
        """What a medicine is mostly taken for, in a few words; empty when that is not known."""
        ...

    def strengths(self, generic: str) -> tuple[str, ...]:
        """Strengths of a medicine, the most used first."""
        ...

    def strength_in(self, strength: str, language: str) -> str:
        """A strength as the language says it."""
        ...


@dataclass(frozen=True, slots=True)
class Work:
    """The list while it is being made. `editing` is the line whose details are asked."""

    entries: tuple[MedicationEntry, ...] = ()
    typed: str = ""
    editing: int | None = None
    asks: str = ""
    """`how` or `strength`; `missed` once the list is done; or nothing for the list itself."""
    about: str = ""
    """What the patient went back to add: the end of a key of the words `medicines.missed_`."""
    keyboard: bool = False
    """The on-screen keyboard shows in place of the rows."""


def every_line(medicines: Medicines, work: Work) -> tuple[MedicationEntry, ...]:
    """The list of `work`, and what is in the box: word for word, a line for each drug."""
    text = scrub(work.typed).strip()
    drugs = medicines.drugs(text) if text else ()
    return (*work.entries, *(MedicationEntry(entered=drug) for drug in drugs))


def kept_at_once(question: Question, medicines: Medicines, work: Work) -> requests.KeepLines:
    """The request to keep every line of `work`, then to show it."""
    return requests.KeepLines(question.item.link_id, every_line(medicines, work), work)


class MedicinesPage(ListPage):
    """The box with suggestions, and the list so far."""

    most_rows = 10
    """Seven suggestions and the three rows that need no match."""

    def __init__(
        self, view: View, question: Question, medicines: Medicines, kept: Any = None
    ) -> None:
        super().__init__(view, question, kept)
        stored = question.stored
        entries = (
            tuple(e for e in stored if isinstance(e, MedicationEntry))
            if isinstance(stored, tuple)
            else ()
        )
        self._work = kept if isinstance(kept, Work) else Work(entries)
        self._medicines = medicines
        self._suggested: tuple[Suggested, ...] = ()
        self._drugs: tuple[str, ...] = ()

    def keep(self) -> Any:
        """The list and what is in the box."""
        return self._now()

    def _now(self) -> Work:
        return replace(self._work, typed=self.box.value)

    def all_lines(self) -> tuple[MedicationEntry, ...]:
        """The list, and what is in the box."""
        return every_line(self._medicines, self._now())

    def keyboard_shown(self) -> bool:
        """Whether the keyboard shows."""
        return self._work.keyboard

    def with_keyboard(self, *, shown: bool) -> Any:
        """The list, the box, the keyboard."""
        return replace(self._now(), keyboard=shown)

    def words_for(self, what: str) -> str:
        """This list's own words."""
        return f"medicines.{what}"

    def typed_before(self) -> str:
        """What stood in the box."""
        return self._work.typed

    def lines(self) -> list[str]:
        """Names, and in quotes the patient's own words where they are no known name."""
        return [
            entry.entered
            if not entry.confirmed and self._medicines.exact(entry.entered)
            else line_text(self.view, entry)
            for entry in self._work.entries
        ]

    def is_rest(self, number: int) -> bool:
        """Whether this line only says that staff are told the rest."""
        return is_rest(self._work.entries[number])

    def offers(self, typed: str) -> list[tuple[str, str, str]]:
        """Suggestions, then the ways that need no match."""
        bottle = (self.say("medicines.bottle"), "", _BOTTLE)
        if not typed:
            about = self._work.about
            self.explain(self.say(f"medicines.add_{about}") if about else "", "hint")
            return [bottle, self.way_out()]
        self._drugs = self._medicines.drugs(typed)
        keep = (self.say("medicines.keep", text=self._drugs[0]), "", "keep")
        self._suggested = ()
        places = len(self.query("#left Choice.-offer"))
        # Where there is little room: a text that is kept does the same as the bottle.
        ways = [keep, bottle, self.way_out()] if places > _FEW_ROWS else [keep, self.way_out()]
        if len(typed) < _LEAST_LETTERS:
            self.explain("", "hint")
            return ways
        room = max(1, places - len(ways))
        self._suggested = self._medicines.suggest(typed, limit=room)[:room]
        key = "medicines.did_you_mean" if self._suggested else "medicines.not_known"
        self.explain(self.say(key), "hint")
        rows = [
            (self._line(each), "", f"{_PICK}{number}")
            for number, each in enumerate(self._suggested)
        ]
        return [*rows, *ways]

    def _line(self, each: Suggested) -> str:
        """Brand, generic and, where it fits, purpose: "Xanax: alprazolam, for anxiety or sleep"."""
        purpose = self._medicines.purpose(each.generic, self.view.language)
        same = each.name.casefold() == each.generic.casefold()
        name = each.name if same else f"{each.name}: {each.generic}"
        whole = f"{name}, {purpose}" if purpose else name
        width = self.query("#left Choice.-offer").first().content_size.width
        return name if 0 < width < cell_len(whole) + _FOCUS_MARK else whole

    def chosen(self, choice: Choice) -> None:
        """A suggestion, a way without one, or what every list has."""
        if choice.code.startswith(_PICK):
            self._picked(self._suggested[int(choice.code.removeprefix(_PICK))].generic)
        elif choice.code == _BOTTLE:
            typed = self.in_box()
            shown = self.view.words.get("en", "medicines.shown")
            self._add(MedicationEntry(entered=typed or shown))
        else:
            super().chosen(choice)

    def _picked(self, generic: str) -> None:
        """The pick is for the one drug in the box that it was suggested for; the others wait."""
        for number, drug in enumerate(self._drugs):
            if any(each.generic == generic for each in self._medicines.suggest(drug)):
                waiting = (*self._drugs[:number], *self._drugs[number + 1 :])
                self._add(MedicationEntry(entered=drug, confirmed=generic), waiting)
                return
        self._add(MedicationEntry(entered=self.in_box(), confirmed=generic))

    def next_box(self) -> None:
        """Enter in the box keeps what was typed; near a known name, only with a second press.

        The first one goes to "Keep what I typed", so that nobody picks a medicine by typing on.
        """
        if isinstance(self.focused, Entry) and self._suggested and self._nearly_known():
            for choice in self.query(Choice):
                if choice.code == "keep":
                    self.set_focus(choice)
                    self.explain(self.say("medicines.or_keep"), "hint")
            return
        super().next_box()

    def _nearly_known(self) -> bool:
        first = self._drugs[0]
        near = self._medicines.suggest(first, limit=1)
        return bool(near) and near[0].score >= _NEAR and not self._medicines.exact(first)

    def add_typed(self, text: str) -> None:
        """The patient's own words, kept as they are; of several drugs the first."""
        first, *waiting = self._medicines.drugs(text)
        self._add(MedicationEntry(entered=first), waiting)

    def _add(self, entry: MedicationEntry, waiting: Sequence[str] = ()) -> None:
        """One more line; `waiting` are the other drugs in the box, which come back to it."""
        entries = (*self._work.entries, entry)
        self._go(Work(entries, ", ".join(waiting), editing=len(entries) - 1, asks="how"))

    def change_line(self, number: int) -> None:
        """Ask the line's details again; it can be taken off there."""
        work = self._now()
        if self.is_rest(number):
            entries = (*work.entries[:number], *work.entries[number + 1 :])
            self._go(replace(work, entries=entries))
        else:
            self._go(replace(work, editing=number, asks="how", keyboard=False))

    def _go(self, work: Work) -> None:
        if self.take():
            self.post_message(kept_at_once(self.question, self._medicines, work))

    def finish_typing(self) -> None:
        """That's all: first read the list back, and ask for what people forget."""
        if self.box_is_open():
            self.ask_to_finish()
        else:
            self._go(Work(self._work.entries, asks="missed"))

    def whole(self) -> Answer:
        """The list in order."""
        return self._work.entries
