"""What the review shows and on how many pages: nothing hidden, and what matters first.

Within a part, an answer stands on a row of its own when it is anything but a plain "no", or when it raises
a flag. The plain ones stand together, by answer, each named: "No  Stroke · Seizure · …". Knows no widget.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from kiosk.clinical.assess import assess
from kiosk.errors import KioskError
from kiosk.interview.session import Session, page_of, review_sections
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import EMPTY, SKIPPED, Answer
from kiosk.model.form import Item
from kiosk.model.protocol import Protocol
from kiosk.tui.layout import Shape
from kiosk.tui.view import View
from kiosk.wording import FormTexts, Question, answer_text

QUESTION_COLUMN: Final = 23
"""Cells of the question on a row with one answer: the form's limit for short names, and a gap."""
CHIP: Final = 6
"""Cells of the key chip before a row, with the focus mark."""
BETWEEN: Final = " · "
MOST_ROWS: Final = 9
"""As many as there are number keys."""
_PLAIN_CODES: Final = ("yes", "no", "none", "never")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a row: a label and what goes with it, whole words only."""

    label: str
    text: str
    questions: tuple[str, ...]
    column: int
    """Cells that the label and the gap after it take, on the lines below it too."""
    plain: bool
    """The label is the answer and the text names questions; else the other way round."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """Something that can be pressed: one answer, or several plain ones."""

    lines: tuple[Line, ...]
    one_page: bool = False
    """Its questions are asked together: any of them leads to all."""

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that this row may lead to, each once."""
        return tuple(dict.fromkeys(q for line in self.lines for q in line.questions))

    def height(self, shape: Shape) -> int:
        """Rows on the screen, with the box or the rule below."""
        return max(shape.slim, len(self.lines) + shape.row_frame)

    def split(self, lines: int) -> tuple["ReviewRow", "ReviewRow"]:
        """Cut after `lines` lines; the rest says its label again."""
        rest = list(self.lines[lines:])
        if not rest[0].label:
            label = next(line.label for line in reversed(self.lines[:lines]) if line.label)
            rest[0] = replace(rest[0], label=label)
        return replace(self, lines=self.lines[:lines]), replace(self, lines=tuple(rest))


@dataclass(frozen=True, slots=True)
class ReviewLeaf:
    """One page of the review and the names of the parts on it."""

    parts: tuple[str, ...]
    rows: tuple[ReviewRow, ...]


def flagged(
    protocol: Protocol, vocabulary: Vocabulary, session: Session, day: datetime.date
) -> frozenset[str]:
    """The questions whose answers raise a flag as they stand; all, when that cannot be told."""
    try:
        found = assess(protocol, vocabulary, session.answers, day=day)
    except KioskError:
        return frozenset(session.asked.order)
    return frozenset(question for flag in found.flags for question in flag.answers)


def sections(
    view: View, session: Session, texts: FormTexts, matters: frozenset[str]
) -> list[tuple[str, tuple[ReviewRow, ...]]]:
    """Every answered question by part: name of the part, its rows."""
    width = view.shape.column - (2 if view.shape.slim_boxed else 0) - CHIP
    width -= cell_len(view.say("button.change")) + 1
    found = []
    for section in review_sections(session):
        asked = [texts.question(each, session) for each in section.questions]
        found.append((texts.part(section.part), tuple(_rows(view, session, asked, matters, width))))
    return found


def leaves(
    parts: Iterable[tuple[str, tuple[ReviewRow, ...]]], view: View, room: int
) -> list[ReviewLeaf]:
    """The rows on as few pages of `room` rows as they need, several parts on one where they fit."""
    found = [ReviewLeaf((), ())]
    left = room
    for part, rows in parts:
        waiting = list(rows)
        while waiting:
            leaf = found[-1]
            names = leaf.parts if part in leaf.parts else (*leaf.parts, part)
            fits = cell_len(heading(view, names)) <= view.shape.column or not leaf.parts
            taken, rest = _fitting(waiting[0], view.shape, left)
            if taken is None or not fits or len(leaf.rows) == MOST_ROWS:
                found.append(ReviewLeaf((), ()))
                left = room
                continue
            found[-1] = ReviewLeaf(names, (*leaf.rows, taken))
            left -= taken.height(view.shape)
            waiting[:1] = [rest] if rest else []
    return found


def _fitting(row: ReviewRow, shape: Shape, left: int) -> tuple[ReviewRow | None, ReviewRow | None]:
    """What of `row` fits into `left` rows (None: nothing worth it), and what is left of it."""
    if row.height(shape) <= left:
        return row, None
    lines = left - shape.row_frame
    return row.split(lines) if lines > 1 and left >= shape.slim else (None, row)


def heading(view: View, parts: Sequence[str]) -> str:
    """The heading of a page with these parts."""
    return view.say("review.heading", part=", ".join(parts))


def _rows(
    view: View,
    session: Session,
    asked: Sequence[Question],
    matters: frozenset[str],
    width: int,
) -> list[ReviewRow]:
    answers = session.asked.answers
    rows: list[ReviewRow] = []
    scales: dict[tuple[str, int, str], list[Question]] = {}
    plain: dict[str, list[Question]] = {}
    for question in asked:
        answer = answers.get(question.item.link_id)
        label = answer_text(view, question, answer)
        if question.item.link_id in matters or not _together(question.item, answer):
            lines = tuple(_single(question, label, width))
            shared = len(page_of(session, question.item.link_id)) > 1
            if shared and rows and _same_page(session, rows[-1], question):
                lines = (*rows.pop().lines, *lines)
            rows.append(ReviewRow(lines, one_page=shared))
        elif question.scored and isinstance(answer, int):
            scales.setdefault((question.item.instrument, -answer, label), []).append(question)
        else:
            plain.setdefault(label, []).append(question)
    for instrument in dict.fromkeys(key[0] for key in scales):
        worst_first = sorted(key for key in scales if key[0] == instrument)
        rows.append(
            ReviewRow(tuple(x for k in worst_first for x in _named(k[2], scales[k], width)))
        )
    if plain:
        empty = view.say("review.left_empty")
        labels = sorted(plain, key=lambda label: label == empty)
        rows.append(ReviewRow(tuple(x for k in labels for x in _named(k, plain[k], width))))
    return rows


def _same_page(session: Session, row: ReviewRow, question: Question) -> bool:
    return row.one_page and row.questions[0] in page_of(session, question.item.link_id)


def _together(item: Item, answer: Answer | None) -> bool:
    """Whether an answer without a flag may stand with others that say the same."""
    if item.type == "medications":
        return False
    if item.instrument and isinstance(answer, int):
        return True
    if item.answer_value_set:
        return answer == () or answer in _PLAIN_CODES
    return answer == EMPTY or (answer == SKIPPED and not item.required)


def _single(question: Question, answer: str, width: int) -> list[Line]:
    """One answer in full, however long it is."""
    short = question.short or question.text
    room = width - QUESTION_COLUMN
    return [
        Line("" if number else short, text, (question.item.link_id,), QUESTION_COLUMN, plain=False)
        for number, text in enumerate(str(each).rstrip() for each in Content(answer).wrap(room))
    ]


def _named(label: str, questions: Sequence[Question], width: int) -> list[Line]:
    """One answer and the questions that it was given to; a name never breaks over two lines."""
    column = cell_len(label) + 2
    room = width - column
    lines: list[tuple[str, list[str]]] = []
    for question in questions:
        name = question.short or question.text
        if lines and cell_len(f"{lines[-1][0]}{BETWEEN}{name}") <= room:
            lines[-1] = (f"{lines[-1][0]}{BETWEEN}{name}", [*lines[-1][1], question.item.link_id])
        else:
            lines.append((name, [question.item.link_id]))
    return [
        Line("" if number else label, text, tuple(ids), column, plain=True)
        for number, (text, ids) in enumerate(lines)
    ]
