"""Statements to read and to sign. The last statement and the signature share a page."""

from typing import Any

from textual.app import ComposeResult
from textual.containers import Container

from kiosk.errors import BadAnswer
from kiosk.interview.check import check_answer, is_signature, signs_as_another
from kiosk.model.answer import SKIPPED, UNKNOWN, Answer
from kiosk.tui import requests
from kiosk.tui.layout import rows_of
from kiosk.tui.screens.question import row
from kiosk.tui.screens.typing import TypingPage
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry, Field, Row
from kiosk.tui.widgets.keyboard import Keyboard
from kiosk.tui.widgets.text import Message, words
from kiosk.wording import Question, spoken_date

_QUESTION = "question"
_PAPER = "paper"
_AGAIN = "again"
_SO = "so"
_MOST_SHOWN = 50
"""Characters of a name that is read back, so that it stays on its line."""


class ConsentPage(TypingPage):
    """One statement; with `signature` the box to sign in stands under it.

    `rest` are the questions of this part from here on: who rather signs on paper leaves all of them.
    `names`: the given and the family name that the patient gave.
    """

    def __init__(
        self,
        view: View,
        question: Question,
        rest: tuple[str, ...],
        signature: Question | None = None,
        kept: Any = None,
        names: tuple[Answer, ...] = (),
    ) -> None:
        super().__init__(view, question, kept)
        self.rest = rest
        self.signature = signature
        stored = signature.stored if signature else None
        name: str = stored if isinstance(stored, str) and stored not in UNKNOWN else ""
        agreed = self.stored is not None and self.stored not in UNKNOWN
        before: tuple[bool, str, bool] = kept if kept is not None else (agreed, name, False)
        self._agreed, self._signed, self._asks_name = before
        self._names = names
        self._by_touch = bool(view.touch and signature and self._agreed and not self._asks_name)
        """The statement was read: letters to touch stand in its place, there is no room for both."""

    def keep(self) -> Any:
        """Whether the statement was read, the name so far, and whether it is asked about."""
        boxes = list(self.query(Entry))
        return self._agreed, boxes[0].value if boxes else self._signed, self._asks_name

    def column(self) -> ComposeResult:
        """Statement, acknowledgement, signature, the other ways."""
        if self._asks_name:
            yield from self._name_check()
            return
        if self._by_touch:
            yield Field(self.say("consent.name"), Entry(self._signed))
            yield self._today()
            yield self.keyboard(skip=self.say("consent.paper"), done=self.say("button.sign"))
            return
        key = "consent.heading_sign" if self.signature else "consent.heading"
        yield words(self.say(key, short=self.question.short), classes="heading")
        yield self.block(words(self.question.text))
        read = Choice(
            self.question.options[0][1],
            self.question.options[0][0],
            key="1",
            mark=self.say("answer.stored"),
            stored=self._agreed,
        )
        yield self.block(read) if self._has_room else read
        if self.signature:
            yield from self._signing()
        yield row(
            Choice(self.say("consent.question"), _QUESTION, key="2"),
            Choice(self.say("consent.paper"), _PAPER, key="3"),
            gap=self.view.shape.target_gap,
        )

    def _name_check(self) -> ComposeResult:
        """The name signed with is none of those that were given."""
        given = " ".join(str(each) for each in self._names if each not in UNKNOWN)
        yield self.block(words(self.say("consent.other_name"), classes="heading"))
        yield words(self.say("consent.you_gave", name=_brief(given)))
        yield self.block(words(self.say("consent.you_signed", name=_brief(self._signed))))
        yield Choice(self.say("consent.sign_again"), _AGAIN, key="1")
        yield Choice(self.say("consent.sign_so"), _SO, key="2")

    @property
    def _has_room(self) -> bool:
        """Whether a gap below the statement's button still leaves room for the rest."""
        shape = self.view.shape
        text = 1 + shape.heading_gap + rows_of(self.question.text, shape.column)
        signing = 1 + shape.target + shape.target_gap if self.signature else 0
        return text + signing + 2 * (shape.gap + shape.target) <= shape.room(steps=True)

    def _signing(self) -> ComposeResult:
        yield Row(
            Field(self.say("consent.name"), Entry(self._signed)),
            Container(self._today(), self.next_choice(self.say("button.sign")), id="sign"),
        )

    def _today(self) -> Message:
        today = self.say("consent.today", date=spoken_date(self.view, self.view.today))
        message = Message(today, "plain")
        message.add_class("soft", update=False)
        return message

    def first_focus(self) -> None:
        """Nothing: the statement is to be read first."""
        if self._agreed:
            super().first_focus()

    def chosen(self, choice: Choice) -> None:
        """Read, sign, ask, or leave it for paper."""
        if choice.code == _QUESTION:
            self.post_message(requests.AskForHelp())
        elif choice.code == _PAPER:
            self.on_keyboard_skipped()
        elif choice.code == "next":
            self.finish_typing()
        elif choice.code == _AGAIN:
            self.went_back()
        elif choice.code == _SO:
            self._sign(self._signed)
        elif self.signature and self.view.touch:
            self.post_message(requests.ShowAgain((True, self.query_one(Entry).value, False)))
        elif self.signature:
            self._agreed = True
            choice.stored = True
            self.set_focus(self.query_one(Entry))
        elif self.take():
            self.give(choice.code)

    def on_keyboard_skipped(self, event: Keyboard.Skipped | None = None) -> None:
        """Rather on paper: every statement from here on is left to it."""
        if event:
            event.prevent_default()  # Textual would call the handler of the base class, too
        if self.take():
            self.post_message(requests.GiveAnswers(tuple((q, SKIPPED) for q in self.rest)))

    def went_back(self) -> None:
        """From the letters back to the statement, from the name's check back to the box."""
        if self._asks_name:
            self.post_message(requests.ShowAgain((True, self._signed, False)))
        elif self._by_touch:
            self.post_message(requests.ShowAgain((False, self.query_one(Entry).value, False)))
        else:
            super().went_back()

    def finish_typing(self) -> None:
        """Sign: the statement must have been read and a name be there; another name is asked about."""
        if not self.signature or self._asks_name:
            return
        if not self._agreed:
            self.explain(self.say("consent.read_first"))
            return
        typed = self.query_one(Entry).value
        if not is_signature(typed):
            self.explain(self.say("consent.name_first"))
        elif signs_as_another(typed, *self._names):
            self.post_message(requests.ShowAgain((True, typed, True)))
        else:
            self._sign(typed)

    def _sign(self, typed: str) -> None:
        assert self.signature is not None, "only a page with a signature signs"
        try:
            name: Answer = check_answer(self.signature.item, (), typed)
        except BadAnswer:
            self.explain(self.say("consent.name_first"))
            return
        if self.take():
            agreed = (self.question.item.link_id, self.question.options[0][0])
            signed = (self.signature.item.link_id, name)
            self.post_message(requests.GiveAnswers((agreed, signed)))


def _brief(name: str) -> str:
    return name if len(name) <= _MOST_SHOWN else f"{name[: _MOST_SHOWN - 1]}…"
