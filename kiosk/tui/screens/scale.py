"""A scale from 0 to 10: touch or type a number, then Next."""

from typing import Any

from textual.app import ComposeResult

from kiosk.model.answer import NOT_SURE, SKIPPED, Answer
from kiosk.tui.screens.question import QuestionPage, row
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.scale import Scale
from kiosk.tui.widgets.text import Ask
from kiosk.wording import Question


class ScalePage(QuestionPage):
    """Ten is typed as 1, 0: a digit after 1 within the scale continues the number."""

    answers_once = False

    def __init__(self, view: View, question: Question, kept: Any = None) -> None:
        super().__init__(view, question, kept)
        stored = question.stored if isinstance(question.stored, int) else None
        self._value: int | None = kept if isinstance(kept, int) else stored
        self._typed = ""

    def keep(self) -> Any:
        """The chosen number."""
        return self._value

    def unfinished(self) -> tuple[tuple[str, Answer], ...]:
        """The chosen number, which only lacks Next."""
        return () if self._value is None else ((self.question.item.link_id, self._value),)

    def column(self) -> ComposeResult:
        """Question, scale, Next with the number in words, ways out."""
        item = self.question.item
        pain = item.link_id == "pain_now"
        texts = tuple(self.say(f"{'pain' if pain else 'scale'}.{end}") for end in _ENDS)
        yield self.block(self.ask())
        yield self.block(Scale(item.min or 0, item.max or 10, texts, self._value))  # type: ignore[arg-type]
        yield self.next_choice(self._next_label())
        yield row(*self.unknown("S", "T"))

    def _next_label(self) -> str:
        if self._value is None:
            return self.say("button.next")
        pain = self.question.item.link_id == "pain_now"
        return self.say("pain.next" if pain else "scale.next", number=self._value)

    def chosen(self, choice: Choice) -> None:
        """A number marks; Next and the ways out answer."""
        if choice.code in (NOT_SURE, SKIPPED):
            if self.take():
                self.give(choice.code)
        elif choice.code == "next":
            self._next()
        else:
            self._typed = ""
            self._mark(int(choice.code))

    def key_pressed(self, key: str) -> None:
        """Digits mark a number; the rest is as on every page."""
        if not (len(key) == 1 and key.isascii() and key.isdigit()):
            super().key_pressed(key)
            return
        scale = self.query_one(Scale)
        longer = self._typed + key
        self._typed = longer if int(longer) in scale.numbers else key
        self._mark(int(self._typed))

    def entered(self, key: str) -> None:
        """Enter goes on, unless the focus is somewhere else."""
        if self.focused is None and key == "enter":
            self.go_on()
        else:
            super().entered(key)

    def _mark(self, number: int) -> None:
        self._value = number
        self.query_one(Scale).choose(number)
        for choice in self.query(Choice):
            if choice.code == "next":
                choice.change(self._next_label(), code="next")

    def _next(self) -> None:
        if self._value is None:
            self.query_one(Ask).remind(self.say("scale.nothing_chosen"))
        elif self.take():
            self.give(self._value)


_ENDS = ("low", "middle", "high")
