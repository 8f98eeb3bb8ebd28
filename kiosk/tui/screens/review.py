"""Every answer on pages by part, each one a row that leads to its question."""

from dataclasses import dataclass
from typing import Any

from textual.app import ComposeResult
from textual.containers import Container

from kiosk.tui import requests
from kiosk.tui.layout import Shape
from kiosk.tui.screens.page import Page
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.text import words


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One answer: its question's id and short name, and the answer in words."""

    question: str
    short: str
    answer: str


@dataclass(frozen=True, slots=True)
class ReviewLeaf:
    """One page of the review: a part, or a piece of one."""

    part: str
    rows: tuple[ReviewRow, ...]


def rows_that_fit(shape: Shape) -> int:
    """Rows of one review page: never more than the nine number keys."""
    used = 2 + shape.heading_gap + shape.gap + shape.target
    return min(9, (shape.room(steps=True) - used - (shape.gap - 1)) // shape.slim)


def leaves(sections: list[tuple[str, tuple[ReviewRow, ...]]], shape: Shape) -> list[ReviewLeaf]:
    """Sections cut into pages of nearly equal length that fit the window."""
    most = rows_that_fit(shape)
    found = []
    for part, rows in sections:
        pages = -(-len(rows) // most)
        size = -(-len(rows) // pages)
        found += [ReviewLeaf(part, rows[i : i + size]) for i in range(0, len(rows), size)]
    return found


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
        yield words(self.say("review.heading", part=self.leaf.part), classes="heading")
        yield self.block(
            words(self.say("review.how", number=self.number, of=self.of), classes="soft")
        )
        rows = Container(
            *(
                Choice(
                    row.short,
                    row.question,
                    key=str(key),
                    note=self.say("button.change"),
                    variant=f"answer {self.view.shape.slim_variant}",
                    answer=row.answer,
                )
                for key, row in enumerate(self.leaf.rows, start=1)
            ),
            id="rows",
        )
        rows.styles.height = rows_that_fit(self.view.shape) * self.view.shape.slim
        rows.styles.margin = (0, 0, self.view.shape.gap - 1, 0)
        yield rows
        yield Choice(
            self.say("button.these_are_right"), "", key=self.say("key.enter"), variant="primary"
        )

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
        """Change one, or go on."""
        if choice.code:
            self.post_message(requests.ChangeAnswer(choice.code))
        elif self.number < self.of:
            self.post_message(requests.ShowAgain(self.number + 1))
        else:
            self.post_message(requests.AnswersAreRight())
