"""A few short questions on one page: a box for each, side by side, answered together."""

from typing import Any

from textual.app import ComposeResult

from kiosk.errors import BadAnswer
from kiosk.interview.check import check_answer
from kiosk.model.answer import EMPTY, NOT_SURE, SKIPPED, UNKNOWN, Answer
from kiosk.model.form import Item
from kiosk.tui import requests
from kiosk.tui.screens.question import row
from kiosk.tui.screens.typing import TypingPage
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry, Field, Row
from kiosk.tui.widgets.keyboard import Keyboard
from kiosk.tui.widgets.text import Message
from kiosk.wording import Question

_DIGITS = 3


class FieldsPage(TypingPage):
    """Texts or whole numbers of one group. `question` carries the group's own texts."""

    def __init__(
        self, view: View, question: Question, asked: tuple[Question, ...], kept: Any = None
    ) -> None:
        super().__init__(view, question, kept)
        self.asked = asked
        self._numbers = all(each.item.type == "integer" for each in asked)
        self._typed = kept if isinstance(kept, tuple) else tuple(_stored(each) for each in asked)

    def keep(self) -> Any:
        """The boxes."""
        return tuple(box.value for box in self.query(Entry))

    def unfinished(self) -> tuple[tuple[str, Answer], ...]:
        """The boxes that hold an answer."""
        return tuple(
            (each.item.link_id, answer)
            for each, typed in zip(self.asked, self.keep(), strict=True)
            if typed.strip() and (answer := _answer(each.item, typed)) is not None
        )

    def column(self) -> ComposeResult:
        """The group's texts, boxes, what to check, Next, the way out."""
        boxes = Row(
            *(
                Field(each.short, self._entry(each.item, typed))
                for each, typed in zip(self.asked, self._typed, strict=True)
            )
        )
        if self.view.touch:
            yield self.ask(why=False)
            yield boxes
            yield Message(kind="plain")
            yield self.digits() if self._numbers else self.keyboard()
            return
        yield self.block(self.ask())
        yield self.block(boxes)
        yield self.block(Message(kind="plain"))
        yield self.next_choice()
        yield row(*self.unknown("S", "T")) if self._numbers else self.tell_staff()

    def _entry(self, item: Item, typed: str) -> Entry:
        if item.type == "integer":
            return Entry(typed, limit=_DIGITS, accepts="digits")
        return Entry(typed, limit=item.max_length)

    def chosen(self, choice: Choice) -> None:
        """A way out stands for the empty boxes; what was typed stays an answer."""
        if choice.code in UNKNOWN:
            self._give(empty=choice.code)
        elif choice.code == "next":
            self.finish_typing()

    def on_keyboard_skipped(self, event: Keyboard.Skipped) -> None:
        """The way out on the on-screen keyboard stands for the empty boxes as well."""
        event.prevent_default()  # Textual would call the handler of the base class, too
        self._give(empty=SKIPPED)

    def on_keyboard_not_sure(self, event: Keyboard.NotSure) -> None:
        """Not sure of the boxes that are empty."""
        event.prevent_default()  # Textual would call the handler of the base class, too
        self._give(empty=NOT_SURE)

    def finish_typing(self) -> None:
        """Next."""
        self._give(empty="")

    def _give(self, *, empty: str) -> None:
        found: list[tuple[str, Answer]] = []
        for each, box in zip(self.asked, self.query(Entry), strict=True):
            item = each.item
            answer: Answer | None
            if box.value.strip():
                answer = _answer(item, box.value)
            else:
                answer = empty or (EMPTY if item.may_be_empty else None)
            if answer is None:
                self.set_focus(box)
                self.explain(self._problem(item))
                return
            found.append((item.link_id, answer))
        if self.take():
            self.post_message(requests.GiveAnswers(tuple(found)))

    def _problem(self, item: Item) -> str:
        if item.type == "integer":
            return self.say("number.between", low=item.min or 0, high=item.max or 999)
        return self.say("typing.nothing")


def _stored(question: Question) -> str:
    stored = question.stored
    return "" if stored is None or stored in (NOT_SURE, SKIPPED) else str(stored)


def _answer(item: Item, typed: str) -> Answer | None:
    try:
        return check_answer(item, (), int(typed) if item.type == "integer" else typed)
    except (BadAnswer, ValueError):
        return None
