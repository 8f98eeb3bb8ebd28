"""The medicine list: type a name, pick what was meant or keep what was typed. Nothing is guessed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from rich.cells import cell_len
from textual.app import ComposeResult

from kiosk.model.answer import SKIPPED, Answer, MedicationEntry
from kiosk.tui import requests
from kiosk.tui.layout import Demand, fit
from kiosk.tui.screens.choices import choices, keys_for
from kiosk.tui.screens.lists import ListPage
from kiosk.tui.screens.question import QuestionPage
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry
from kiosk.tui.widgets.text import Ask
from kiosk.wording import HOW_TAKEN, Question, medicine_text, taken

_PICK = "pick:"
_BOTTLE = "bottle"
_MOST_STRENGTHS = 6
_LEAST_LETTERS = 2
_NEAR = 55
"""Score of a name that is probably meant; three of four misspellings in the tests' list have more."""
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


def kept_at_once(question: Question, work: Work) -> requests.KeepLines:
    """The request to keep the lines of `work`, then to show it."""
    return requests.KeepLines(question.item.link_id, work.entries, work)


class MedicinesPage(ListPage):
    """The box with suggestions, and the list so far."""

    most_rows = 9
    """Seven suggestions and the two rows that need no match."""

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
        return replace(self._work, typed=self.query_one(Entry).value)

    def unfinished(self) -> tuple[tuple[str, Answer], ...]:
        """The list so far."""
        return ((self.question.item.link_id, self._work.entries),) if self._work.entries else ()

    def keyboard_shown(self) -> bool:
        """Whether the keyboard shows."""
        return self._work.keyboard

    def with_keyboard(self, *, shown: bool) -> Any:
        """The list, the box, the keyboard."""
        return replace(self.keep(), keyboard=shown)

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
            else medicine_text(entry)
            for entry in self._work.entries
        ]

    def offers(self, typed: str) -> list[tuple[str, str, str]]:
        """Suggestions, then the two ways that need no match."""
        bottle = (self.say("medicines.bottle"), "", _BOTTLE)
        if not typed:
            about = self._work.about
            self.explain(self.say(f"medicines.add_{about}") if about else "", "hint")
            return [bottle, (self.say("answer.tell_staff"), "F4", SKIPPED)]
        self._drugs = self._medicines.drugs(typed)
        keep = (self.say("medicines.keep", text=self._drugs[0]), "", "keep")
        self._suggested = ()
        if len(typed) < _LEAST_LETTERS:
            self.explain("", "hint")
            return [keep, bottle]
        room = max(1, len(self.query("#left Choice.-offer")) - 2)
        self._suggested = self._medicines.suggest(typed, limit=room)[:room]
        key = "medicines.did_you_mean" if self._suggested else "medicines.not_known"
        self.explain(self.say(key), "hint")
        rows = [
            (self._line(each), "", f"{_PICK}{number}")
            for number, each in enumerate(self._suggested)
        ]
        return [*rows, keep, bottle]

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
            typed = self.query_one(Entry).value.strip()
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
        typed = self.query_one(Entry).value.strip()
        self._add(MedicationEntry(entered=typed, confirmed=generic))

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
        self._go(replace(self.keep(), editing=number, asks="how", keyboard=False))

    def _go(self, work: Work) -> None:
        if self.take():
            self.post_message(kept_at_once(self.question, work))

    def finish_typing(self) -> None:
        """That's all: first read the list back, and ask for what people forget."""
        text = self.query_one(Entry).value.strip()
        if text:
            self.explain(self.say("list.add_first", text=text))
        else:
            self._go(Work(self._work.entries, asks="missed"))

    def whole(self) -> Answer:
        """The list in order."""
        return self._work.entries


class MedicineDetail(QuestionPage):
    """How one medicine of the list is taken, then its strength where strengths are known."""

    def __init__(self, view: View, question: Question, medicines: Medicines, kept: Work) -> None:
        super().__init__(view, question, kept)
        self._work = kept
        self._number = kept.editing or 0
        self._entry = kept.entries[self._number]
        self._medicines = medicines

    def keep(self) -> Any:
        """The list with the line in question."""
        return self._work

    def unfinished(self) -> tuple[tuple[str, Answer], ...]:
        """The list so far."""
        return ((self.question.item.link_id, self._work.entries),)

    def went_back(self) -> None:
        """Back to the list; the line stays as it is."""
        self._show(self._work.entries)

    def column(self) -> ComposeResult:
        """The medicine's name in the question, then one choice a line."""
        name = medicine_text(self._entry)
        strengths = self._work.asks == "strength"
        rows = self._strength_rows() if strengths else self._how_rows()
        text = self.say("medicines.which_strength" if strengths else "medicines.how", name=name)
        found = fit(
            self.view.shape,
            Demand(text=2, short_text=2, choices=len(rows), pair=False, ordered=False),
        )
        ask = Ask(text, heading_gap=self.view.shape.heading_gap)
        ask.styles.height = found.ask
        yield ask
        keys, _ = keys_for(len(rows), 0)
        yield from choices(
            [
                Choice(
                    label, code, key=key, variant=self.view.shape.slim_variant if found.slim else ""
                )
                for key, (label, code) in zip(keys, rows, strict=True)
            ],
            found,
        )

    def _how_rows(self) -> list[tuple[str, str]]:
        rows = [(self.say(f"medicines.how_{code}"), code) for code, _ in HOW_TAKEN]
        return [*rows, (self.say("medicines.remove"), "remove")]

    def _strength_rows(self) -> list[tuple[str, str]]:
        language = self.view.language
        rows = [
            (self._medicines.strength_in(each, language), each) for each in self._known_strengths()
        ]
        return [*rows, (self.say("medicines.strength_unknown"), "")]

    def _known_strengths(self) -> tuple[str, ...]:
        exact = self._medicines.exact(self._entry.entered)
        generic = self._entry.confirmed or (exact[0].generic if len(exact) == 1 else "")
        return self._medicines.strengths(generic)[:_MOST_STRENGTHS] if generic else ()

    def chosen(self, choice: Choice) -> None:
        """Keep the detail; ask for the strength next where one is known."""
        if choice.code == "remove":
            entries = self._work.entries
            self._show((*entries[: self._number], *entries[self._number + 1 :]))
        elif self._work.asks == "strength":
            self._show(self._with(self._entry.model_copy(update={"strength": choice.code or None})))
        else:
            english = partial(self.view.words.get, "en")
            entry = taken(english, self._entry, choice.code)
            entries = self._with(entry)
            if entry.status == "stopped" or not self._known_strengths():
                self._show(entries)
            else:
                work = replace(self._work, entries=entries, asks="strength")
                self.post_message(kept_at_once(self.question, work))

    def _with(self, entry: MedicationEntry) -> tuple[MedicationEntry, ...]:
        entries = list(self._work.entries)
        entries[self._number] = entry
        return tuple(entries)

    def _show(self, entries: tuple[MedicationEntry, ...]) -> None:
        work = Work(entries, typed=self._work.typed)
        self.post_message(kept_at_once(self.question, work))
