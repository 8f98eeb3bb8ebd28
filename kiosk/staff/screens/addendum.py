"""An addendum: what was handed in is never edited; a named person adds to it, and it is judged again."""

import re
from typing import Any

from textual.app import ComposeResult

from kiosk.backoffice.corrections import amend, answer_from
from kiosk.backoffice.opened import Opened
from kiosk.errors import KioskError
from kiosk.staff import chart
from kiosk.staff.counter import Counter
from kiosk.staff.screens.page import FormPage
from kiosk.staff.wording import DISPOSITIONS
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Field, Row
from kiosk.tui.widgets.text import Message, words

_NUMBER = re.compile(r"[Qq]?([0-9]{1,3})")


class AddendumPage(FormPage):
    """The right answer to a question, a note, or both; and why."""

    def __init__(self, view: View, counter: Counter, opened: Opened, kept: Any = None) -> None:
        super().__init__(view, counter, kept)
        self._opened = opened

    def column(self) -> ComposeResult:
        """Who, the corrected answer, note and reason, one way on."""
        yield words("Addendum", classes="heading")
        yield self.about(chart.who_line(self._opened))
        yield Row(
            Field("Question to correct (such as Q28)", self.entry(0, limit=60)),
            Field("Right answer (70 kg, x = aspirin)", self.entry(1, limit=2_000)),
        )
        yield Row(
            Field("Note", self.entry(2, limit=2_000)),
            Field("Reason", self.entry(3, limit=2_000)),
        )
        yield self.block(Message(rows=2))
        yield Choice("Keep and judge again", "go", key=self.say("key.enter"), variant="primary")

    def chosen(self, _: Choice) -> None:
        """A reason, and something to add."""
        question, answer, note, reason = (text.strip() for text in self.boxes())
        if not (question or note) or not reason:
            self.explain("Please type a correction or a note, and a reason.")
        elif self.take():
            with self.counter.trying():
                office, record_id = self.counter.office, self._opened.record.id
                form = office.desk.protocol.questionnaire
                asked = self._asked(question) if question else ""
                answers = {asked: answer_from(form, asked, answer)} if asked else {}
                after = amend(office, record_id, reason, answers, note).after.assessment
                self.counter.back(f"Addendum kept. {DISPOSITIONS[after.disposition][0]}")

    def _asked(self, typed: str) -> str:
        """The id of a question that staff name by its number on the page, or by its id."""
        questions = self.counter.office.desk.protocol.questionnaire.questions
        number = _NUMBER.fullmatch(typed)
        if number is None:
            return typed
        if not 1 <= int(number[1]) <= len(questions):
            raise KioskError(f"Question: expected a number from Q1 to Q{len(questions)}.")
        return questions[int(number[1]) - 1].link_id
