"""A list of short texts, such as allergies, typed line by line. A line stands until it is replaced."""

from dataclasses import dataclass
from typing import Any

from kiosk.model.answer import NOT_SURE, Answer
from kiosk.tui import requests
from kiosk.tui.screens.lists import ListPage
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.wording import Question, is_rest, line_text

_NONE = "none"
_TAKE_OFF = "take_off"
_LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Lines:
    """The list while it is being made."""

    lines: tuple[str, ...] = ()
    typed: str = ""
    changing: int | None = None
    """The line that is in the box to be changed. It stays on the list until another one replaces it."""
    keyboard: bool = False
    """The on-screen keyboard shows in place of the rows."""


class TextList(ListPage):
    """The box, and the list so far."""

    def __init__(self, view: View, question: Question, kept: Any = None) -> None:
        super().__init__(view, question, kept)
        stored = question.stored
        lines = tuple(str(each) for each in stored) if isinstance(stored, tuple) else ()
        work = kept if isinstance(kept, Lines) else Lines(lines)
        self._lines = work.lines
        self._typed = work.typed
        self._changing = work.changing
        self._keyboard = work.keyboard
        self._saving = ""
        """A line that has left the box and is not on the disk yet, so that the list does not show it."""

    def keep(self) -> Any:
        """The list and what is in the box."""
        return self.with_keyboard(shown=self._keyboard)

    def keyboard_shown(self) -> bool:
        """Whether the keyboard shows."""
        return self._keyboard

    def with_keyboard(self, *, shown: bool) -> Any:
        """The list, the box, the keyboard."""
        typed = ", ".join(filter(None, (self._saving, self.box.value)))
        return Lines(self._lines, typed, self._changing, shown)

    def typed_before(self) -> str:
        """What stood in the box."""
        return self._typed

    def lines(self) -> list[str]:
        """The list so far."""
        return [line_text(self.view, line) for line in self._lines]

    def all_lines(self) -> tuple[str, ...]:
        """The list, and what is in the box: a line that is being changed stands beside its change."""
        texts = (self._saving, self.in_box() if self.box_is_open() else "")
        return (*self._lines, *filter(None, texts))

    def is_rest(self, number: int) -> bool:
        """Whether this line only says that staff are told the rest."""
        return is_rest(self._lines[number])

    def offers(self, typed: str) -> list[tuple[str, str, str]]:
        """Add or change what is typed, or the answers that need no typing."""
        if self._changing is not None:
            change = [(self.say("list.change_to", text=typed), "", "keep")] if typed else []
            return [
                *change,
                (self.say("list.leave"), "", _LEAVE),
                (self.say("medicines.remove"), "", _TAKE_OFF),
                self.way_out(),
            ]
        if typed:
            return [(self.say("list.add", text=typed), "", "keep"), self.way_out()]
        if self._lines:
            return [self.way_out()]
        return [
            (self._nothing, "", _NONE),
            (self.say("answer.not_sure"), "", NOT_SURE),
            self.way_out(),
        ]

    @property
    def _nothing(self) -> str:
        return self.say("list.nothing", what=self.question.short.lower())

    def finish_typing(self) -> None:
        """That's all; an empty list is an answer only where the patient says that there is nothing."""
        if self.all_lines() or self.box_is_open():
            super().finish_typing()
        else:
            self.explain(self.say("list.say_nothing", nothing=self._nothing))

    def chosen(self, choice: Choice) -> None:
        """That there is nothing to list is an empty list."""
        if choice.code == _NONE:
            if self.take():
                self.give(())
        elif choice.code == _LEAVE:
            self._changed(self._lines)
        elif choice.code == _TAKE_OFF and self._changing is not None:
            self._take_off(self._changing)
        else:
            super().chosen(choice)

    def add_typed(self, text: str) -> None:
        """One more line, or another one in the place of the one that is being changed."""
        if self._saving:
            return
        place = len(self._lines) if self._changing is None else self._changing
        self._saving = text
        self.box.value = ""
        self._save((*self._lines[:place], text, *self._lines[place + 1 :]))

    def change_line(self, number: int) -> None:
        """Into the box with it, unless something else is there."""
        if self._saving:
            return
        if self.box_is_open():
            self.ask_to_finish()
        elif self.is_rest(number):
            self._take_off(number)
        else:
            self._changing = number
            self.box.value = self._lines[number]
            self.box.cursor_position = len(self.box.value)
            self.first_focus()
            self.refresh_rows()

    def _take_off(self, number: int) -> None:
        if self._saving:
            return
        if self._changing == number:
            self.box.value = ""
        self._save((*self._lines[:number], *self._lines[number + 1 :]))

    def _save(self, lines: tuple[str, ...]) -> None:
        self.post_message(requests.KeepLines(self.question.item.link_id, lines))

    def lines_kept(self, lines: Answer) -> None:
        """They are on the disk: now the list may show them."""
        if isinstance(lines, tuple):
            self._changed(tuple(str(each) for each in lines))

    def _changed(self, lines: tuple[str, ...]) -> None:
        if self._changing is not None and not self._saving:
            self.box.value = ""
        self._lines, self._saving, self._changing = lines, "", None
        self.first_focus()
        self.explain("")
        self.refresh_rows()

    def box_is_open(self) -> bool:
        """Whether the box differs from the line that is being changed, or from an empty one."""
        return self.in_box() != ("" if self._changing is None else self._lines[self._changing])

    def whole(self) -> Answer:
        """The lines in order, the last one perhaps still on its way to the disk."""
        return self.all_lines()
