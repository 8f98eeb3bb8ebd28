"""Questions that are answered by typing one text, and what all typing pages share."""

from typing import Any

from textual.app import ComposeResult

from kiosk.errors import BadAnswer
from kiosk.interview.check import check_answer
from kiosk.model.answer import NOT_SURE, SKIPPED, UNKNOWN, Answer
from kiosk.text import clean
from kiosk.tui.screens.letters import LettersPage
from kiosk.tui.screens.question import QuestionPage
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry, Field
from kiosk.tui.widgets.keyboard import Keyboard
from kiosk.tui.widgets.text import Message
from kiosk.wording import Question


class TypingPage(LettersPage, QuestionPage):
    """A page with boxes: the first one has the focus, Next is needed, F4 is the way out."""

    answers_once = False

    def on_mount(self) -> None:
        """The first box has the focus."""
        super().on_mount()
        self.first_focus()

    def first_focus(self) -> None:
        """Focus the first box."""
        for box in list(self.query(Entry))[:1]:
            self.set_focus(box)

    def explain(self, text: str, kind: str = "error") -> None:
        """Say something in the place that is kept for it."""
        self.query_one(Message).say(text, kind)

    def on_entry_refused(self, event: Entry.Refused) -> None:
        """Something did not go into a box."""
        event.stop()
        self.explain(self.say(event.cause))

    def tell_staff(self) -> Choice:
        """F4, the way out where digits are text."""
        return self.answer_choice(self.say("answer.tell_staff"), SKIPPED, "F4")

    def chosen(self, choice: Choice) -> None:
        """A way out, or Next."""
        if choice.code in UNKNOWN:
            if self.take():
                self.give(choice.code)
        elif choice.code == "next":
            self.finish_typing()

    def finish_typing(self) -> None:
        """Next: give the answer, or say what to check."""

    def go_on(self) -> None:
        """Enter after the last box is Next."""
        self.finish_typing()

    def on_keyboard_skipped(self, _: Keyboard.Skipped) -> None:
        """The way out on the on-screen keyboard."""
        if self.take():
            self.give(SKIPPED)

    def on_keyboard_not_sure(self, _: Keyboard.NotSure) -> None:
        """ "I'm not sure" on the on-screen keyboard."""
        if self.take():
            self.give(NOT_SURE)


class TextPage(TypingPage):
    """A name or another text. May be left empty where the form says so."""

    def __init__(self, view: View, question: Question, kept: Any = None) -> None:
        super().__init__(view, question, kept)
        stored = question.stored
        before = stored if isinstance(stored, str) and stored not in UNKNOWN else ""
        self._typed = kept if isinstance(kept, str) else before

    def keep(self) -> Any:
        """What is in the box."""
        return self.query_one(Entry).value

    def unfinished(self) -> tuple[tuple[str, Answer], ...]:
        """The text, when there is any and it fits."""
        text = clean(self.keep(), self.question.item.max_length)
        return ((self.question.item.link_id, text),) if text else ()

    def column(self) -> ComposeResult:
        """Question, box, what to check, Next, way out."""
        entry = Entry(self._typed, limit=self.question.item.max_length)
        if self.view.touch:
            yield self.ask(why=False)
            yield Message(kind="plain")
            yield entry
            yield self.keyboard()
            return
        yield self.block(self.ask())
        yield self.block(Field(self.say("typing.label"), entry))
        yield self.block(Message(kind="plain"))
        yield self.next_choice()
        yield self.tell_staff()

    def on_mount(self) -> None:
        """On touch devices the reason stands in the place for messages."""
        super().on_mount()
        if self.view.touch:
            self.explain(self.question.why, "plain")

    def finish_typing(self) -> None:
        """Give the text; an empty box is an answer only where the form allows it."""
        item = self.question.item
        try:
            answer = check_answer(item, (), self.keep())
        except BadAnswer:
            self.explain(
                self.say("typing.nothing" if not self.keep().strip() else "typing.too_long")
            )
            return
        if self.take():
            self.give(answer)
