"""Every answer on pages, each row leading to its question."""

from dataclasses import dataclass
from typing import Any

from textual.app import ComposeResult
from textual.containers import Container

from kiosk.tui import requests
from kiosk.tui.layout import Demand, Shape, fit
from kiosk.tui.review import ReviewLeaf, heading
from kiosk.tui.screens.choices import choices, keys_for
from kiosk.tui.screens.page import Page
from kiosk.tui.view import View
from kiosk.tui.widgets.answers import AnswerRow
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.text import Ask, words

_MORE = "#more"


def room_for_rows(shape: Shape) -> int:
    """Rows of the window that the answers of one page may take."""
    used = 2 + shape.heading_gap + shape.gap + shape.target
    return shape.room(steps=True) - used - (shape.gap - 1)


class ReviewPage(Page):
    """One leaf of the review."""

    steps = True

    def __init__(self, view: View, leaf: ReviewLeaf, number: int, of: int) -> None:
        super().__init__(view)
        self.leaf = leaf
        self.number = number
        self.of = of

    def keep(self) -> Any:
        """Which page."""
        return self.number

    def column(self) -> ComposeResult:
        """Heading, rows, These are right."""
        shape = self.view.shape
        yield words(heading(self.view, self.leaf.parts), classes="heading")
        yield self.block(
            words(self.say("review.how", number=self.number, of=self.of), classes="soft")
        )
        rows = Container(*(self._row(n) for n in range(len(self.leaf.rows))), id="rows")
        rows.styles.height = room_for_rows(shape)
        rows.styles.margin = (0, 0, shape.gap - 1, 0)
        yield rows
        yield Choice(
            self.say("button.these_are_right"), "", key=self.say("key.enter"), variant="primary"
        )

    def _row(self, number: int) -> AnswerRow:
        shape, row = self.view.shape, self.leaf.rows[number]
        made = AnswerRow(
            row.lines,
            str(number),
            key=str(number + 1),
            note=self.say("button.change"),
            variant=shape.slim_variant,
        )
        made.styles.height = row.height(shape)
        return made

    def entered(self, key: str) -> None:
        """Enter with nothing in focus says that the answers are right."""
        if self.focused is None and key == "enter":
            self.go_on()
        else:
            super().entered(key)

    def went_back(self) -> None:
        """The page before, or the last question."""
        if self.number > 1:
            self.post_message(requests.ShowAgain(self.number - 1))
        else:
            self.post_message(requests.GoBack())

    def chosen(self, choice: Choice) -> None:
        """Change one, ask which one of several, or go on."""
        if choice.code:
            row = self.leaf.rows[int(choice.code)]
            if row.one_page or len(row.questions) == 1:
                self.post_message(requests.ChangeAnswer(row.questions[0]))
            else:
                self.post_message(requests.ShowAgain(Several(self.number, row.questions)))
        elif self.number < self.of:
            self.post_message(requests.ShowAgain(self.number + 1))
        else:
            self.post_message(requests.AnswersAreRight())


@dataclass(frozen=True, slots=True)
class Several:
    """A row with several answers was pressed on page `number`; `shown` counts the pages of them."""

    number: int
    questions: tuple[str, ...]
    shown: int = 0


class WhichOne(Page):
    """Which answer of a row should change. `names` are the short names of its questions."""

    steps = True

    def __init__(self, view: View, several: Several, names: tuple[str, ...]) -> None:
        super().__init__(view)
        self.several = several
        self.names = names
        self._pages = 1

    def keep(self) -> Any:
        """Which row, and how far."""
        return self.several

    def column(self) -> ComposeResult:
        """The question, and a choice for each answer of the row."""
        count = len(self.names)
        demand = Demand(text=1, short_text=1, choices=count, pair=False, ordered=False)
        found = fit(self.view.shape, demand)
        if found.pages > 1:
            # One place of each page leads to the next.
            count += found.pages
            found = fit(self.view.shape, Demand(1, 1, count, pair=False, ordered=False))
        self._pages = found.pages
        each = -(-len(self.names) // found.pages)
        first = each * (self.several.shown % found.pages)
        those = list(zip(self.several.questions, self.names, strict=True))[first : first + each]
        keys, _ = keys_for(len(those), 0)
        variant = self.view.shape.slim_variant if found.slim else ""
        rows = [
            Choice(name, question, key=key, variant=variant)
            for key, (question, name) in zip(keys, those, strict=True)
        ]
        if found.pages > 1:
            rows.append(Choice(self.say("choices.more"), _MORE, key="0", variant=variant))
        ask = Ask(self.say("review.which"))
        ask.styles.height = found.ask
        yield ask
        yield from choices(rows, found)

    def went_back(self) -> None:
        """Back to the page of the review."""
        self.post_message(requests.ShowAgain(self.several.number))

    def chosen(self, choice: Choice) -> None:
        """Change it, or see more of them."""
        if choice.code == _MORE:
            several = self.several
            shown = (several.shown + 1) % self._pages
            self.post_message(requests.ShowAgain(Several(several.number, several.questions, shown)))
        else:
            self.post_message(requests.ChangeAnswer(choice.code))
