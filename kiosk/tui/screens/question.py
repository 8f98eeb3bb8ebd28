"""What all question pages share: the question block, the stored answer, the request to keep one."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.containers import Container
from textual.widget import Widget

from kiosk.model.answer import NOT_SURE, SKIPPED, Answer
from kiosk.tui import requests
from kiosk.tui.layout import Fit, rows_of
from kiosk.tui.screens.page import Page
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Row
from kiosk.tui.widgets.text import Ask
from kiosk.wording import Question


class QuestionPage(Page):
    """A page that asks one question of the form. `kept`: what `keep` gave before."""

    steps = True
    by_lines: ClassVar[bool] = False
    """What is unfinished are lines of a list, to be kept while the patient is still at it."""

    def __init__(self, view: View, question: Question, kept: Any = None) -> None:
        super().__init__(view)
        self.question = question
        self.kept = kept

    @property
    def stored(self) -> Answer | None:
        """The stored answer."""
        return self.question.stored

    def give(self, answer: Answer) -> None:
        """Ask the app to keep `answer`."""
        self.post_message(requests.GiveAnswers(((self.question.item.link_id, answer),)))

    def unfinished(self) -> tuple[tuple[str, Answer], ...]:
        """What was entered and can be kept as it is when the patient has to stop here."""
        return ()

    def text_rows(self, *, short: bool) -> int:
        """Rows of the question's texts, the longest of its instrument, heading gaps included."""
        width = self.view.shape.column
        parts = [max(rows_of(text, width) for text in self.question.longest)]
        if self.question.lead:
            parts.append(rows_of(self.question.lead, width))
        if self.question.why:
            parts.append(1 if short else rows_of(self.question.why, width))
        return sum(parts) + (len(parts) - 1) * self.view.shape.heading_gap

    def ask(self, fit: Fit | None = None, *, why: bool = True, short: bool = False) -> Ask:
        """The question block; with `fit` at its fixed height, else as high as its text.

        `short`: the reason is one line that leads to its own page.
        """
        short = bool((short or (fit and fit.short_why)) and self.question.why)
        reason = self.say("why.press_f6") if short else self.question.why
        ask = Ask(
            self.question.text,
            reason if why else "",
            lead=self.question.lead,
            heading_gap=self.view.shape.heading_gap,
            leads_on=short,
        )
        if fit:
            ask.styles.height = fit.ask
        return ask

    def unknown(self, not_sure_key: str, tell_staff_key: str) -> tuple[Choice, Choice]:
        """The two ways out of every closed question."""
        return (
            self.answer_choice(self.say("answer.not_sure"), NOT_SURE, not_sure_key),
            self.answer_choice(self.say("answer.tell_staff"), SKIPPED, tell_staff_key),
        )

    def answer_choice(self, label: str, code: str, key: str, variant: str = "") -> Choice:
        """A choice that is an answer, marked when it is the stored one."""
        return Choice(
            label,
            code,
            key=key,
            variant=variant,
            mark=self.say("answer.stored"),
            stored=self.stored is not None and str(self.stored) == code,
        )

    def next_choice(self, label: str = "", key: str = "") -> Choice:
        """The one way on."""
        return Choice(
            label or self.say("button.next"),
            "next",
            key=key or self.say("key.enter"),
            variant="primary",
        )


def row(*widgets: Widget, gap: int = 0) -> Row:
    """Parts of equal width side by side, with `gap` rows above."""
    made = Row(*widgets)
    if gap:
        made.styles.margin = (gap, 0, 0, 0)
    return made


def halves(widgets: Sequence[Widget]) -> tuple[Container, Container]:
    """A list in two columns, read from the top down."""
    middle = -(-len(widgets) // 2)
    return (
        Container(*widgets[:middle], classes="half -share -apart"),
        Container(*widgets[middle:], classes="half -share"),
    )
