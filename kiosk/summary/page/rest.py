"""Pages 2 and on: what page 1 had no room for, alternatives, every answer, sources."""

from collections.abc import Sequence
from itertools import zip_longest

from kiosk.summary.blocks.answers import AnswerLine, AnswerSection
from kiosk.summary.blocks.closing import Closing
from kiosk.summary.blocks.regimen import ALTERNATIVES_NOTE, AlternativeList
from kiosk.summary.ink import LABEL, Ink, Style, width, wrap
from kiosk.summary.page.cards import gap, paragraph, section
from kiosk.summary.page.flow import Flow, Piece, together
from kiosk.summary.page.icons import icon
from kiosk.summary.page.styles import (
    BODY_STRONG,
    HAIRLINE,
    SMALL,
    SMALL_STRONG,
    TINY,
)
from kiosk.summary.tags import Element

_NUMBER = 18.0
_CHUNK = 7
ANSWER_COLUMNS = 3
_GUTTER = 14.0
_QUESTION = Style("R", 7.6, LABEL)
_WITHDRAWN = Style("I", 7.8)


def headed(flow: Flow, parent: Element, title: str, first: float = 30) -> Element:
    """A full-width section heading with room for at least `first` points below it."""
    part = parent.add("Sect")
    flow.space(8)
    flow.need(20 + first)
    piece = section(part, title, flow.width)
    piece.draw(flow.ink, flow.left, flow.y)
    flow.y += piece.height
    return part


def alternative_pieces(part: Element, lists: Sequence[AlternativeList], wide: float) -> list[Piece]:
    """Other treatments, under the words that say what they are worth."""
    pieces = [section(part, "Alternatives to discuss", wide)]
    pieces += paragraph(part.add("P"), ALTERNATIVES_NOTE, SMALL, wide)
    for each in lists:
        pieces += paragraph(part.add("H3"), each.reason, SMALL_STRONG, wide)
        items = part.add("L")
        for option in each.options:
            pieces += _item(items.add("LI").add("LBody"), option, SMALL, wide)
    return pieces


def two_columns(part: Element, title: str, texts: Sequence[str], wide: float) -> list[Piece]:
    """A list in two columns, a row a piece."""
    half = (len(texts) + 1) // 2
    pieces = paragraph(part.add("H3"), title, BODY_STRONG, wide)
    items = part.add("L")
    bodies = [items.add("LI").add("LBody") for _ in texts]
    column = (wide - 8) / 2
    cells = [
        together(_item(body, text, SMALL, column)) for body, text in zip(bodies, texts, strict=True)
    ]
    for first, second in zip_longest(cells[:half], cells[half:]):
        pieces.append(_side_by_side(first, second, column + 8))
    return pieces


def _side_by_side(first: Piece, second: Piece | None, step: float) -> Piece:
    def draw(ink: Ink, x: float, y: float) -> None:
        first.draw(ink, x, y)
        if second:
            second.draw(ink, x + step, y)

    return Piece(max(first.height, second.height if second else 0) + 0.8, draw)


def _item(element: Element, text: str, style: Style, wide: float) -> list[Piece]:
    lines = wrap(text, style, wide - 8)
    pieces = []
    for index, line in enumerate(lines):
        pieces.append(_item_line(element, line, style, dash=index == 0))
    return pieces


def _item_line(element: Element, line: str, style: Style, *, dash: bool) -> Piece:
    def draw(ink: Ink, x: float, y: float) -> None:
        if dash:
            ink.fill(x, y + style.size - 3.2, 4, 0.9, (0.3,))
        ink.text(element, x + 8, y + style.size, line, style)

    return Piece(style.leading, draw)


def list_pieces(part: Element, title: str, texts: Sequence[str], wide: float) -> list[Piece]:
    """A heading and a list of sentences, for a column."""
    items = part.add("L")
    pieces = [section(part, title, wide)]
    for text in texts:
        pieces.append(together(_item(items.add("LI").add("LBody"), text, SMALL, wide)))
    return pieces


def appendix(flow: Flow, parent: Element, parts: Sequence[AnswerSection]) -> None:
    """Every answer, by part of the interview."""
    part = headed(flow, parent, "Appendix: every answer", 60)
    wide = (flow.width - (ANSWER_COLUMNS - 1) * _GUTTER) / ANSWER_COLUMNS
    pieces: list[Piece] = []
    for each in parts:
        pieces.append(_part_heading(part.add("H3"), each.title, wide))
        items = part.add("L")
        for line in each.lines:
            pieces += _answer(items.add("LI"), line, wide)
        pieces.append(gap(4))
    flow.pour(pieces, ANSWER_COLUMNS, _GUTTER)


def _part_heading(element: Element, title: str, wide: float) -> Piece:
    def draw(ink: Ink, x: float, y: float) -> None:
        ink.text(element, x, y + 9, title, SMALL_STRONG)
        ink.rule(x, y + 12, x + wide, 0.6)

    return Piece(14.5, draw, sticky=True)


def _answer(item: Element, line: AnswerLine, wide: float) -> list[Piece]:
    """One question: on one line when it fits, else the answer below its question."""
    number = str(line.number) if line.number else ""
    room = wide - _NUMBER
    mark = 10.0 if line.unknown or line.severity else 0.0
    style = SMALL_STRONG
    if not mark or width(line.answer, style) > room - mark:
        style = SMALL
    shape = "unknown" if line.unknown else line.severity
    body = item.add("LBody")
    together = width(line.label, _QUESTION) + 6 + mark + width(line.answer, style)
    if together <= room and not line.withdrawn and not line.corrected:
        return [_short_answer(body, number, line, style, wide, shape)]
    rows = [(text, _QUESTION, 0.0) for text in wrap(line.label, _QUESTION, room)]
    rows += [(text, style, mark) for text in wrap(line.answer, style, room - mark)]
    if line.withdrawn:
        taken_back = f"withdrawn: “{line.withdrawn}”"
        rows += [(text, _WITHDRAWN, 0.0) for text in wrap(taken_back, _WITHDRAWN, room)]
    if line.corrected:
        before = f"before: {line.corrected}"
        rows += [(text, _WITHDRAWN, 0.0) for text in wrap(before, _WITHDRAWN, room)]
    pieces = []
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        last = start + _CHUNK >= len(rows)
        pieces.append(_long_answer(body, number if not start else "", chunk, shape, last))
        if any(indent for _, _, indent in chunk):
            shape = ""
    return pieces


def _short_answer(
    body: Element,
    number: str,
    line: AnswerLine,
    style: Style,
    wide: float,
    shape: str,
) -> Piece:
    def draw(ink: Ink, x: float, y: float) -> None:
        if number:
            ink.right(body, x + _NUMBER - 4, y + 8.2, number, _QUESTION)
        ink.text(body, x + _NUMBER, y + 8.2, line.label + " ", _QUESTION)
        start = ink.right(body, x + wide, y + 8.2, line.answer, style)
        if shape:
            icon(ink, shape, start - 10, y + 1.4, 8)
        ink.rule(x + _NUMBER, y + 10.1, x + wide, 0.3, HAIRLINE)

    return Piece(10.4, draw)


def _long_answer(
    body: Element, number: str, rows: list[tuple[str, Style, float]], shape: str, last: bool
) -> Piece:
    high = sum(style.leading for _, style, _ in rows)

    def draw(ink: Ink, x: float, y: float) -> None:
        baseline = y + 8.2
        waiting = shape
        if number:
            ink.right(body, x + _NUMBER - 4, baseline, number, TINY)
        for text, style, indent in rows:
            if indent and waiting:
                icon(ink, waiting, x + _NUMBER, baseline - 6.8, 8)
                waiting = ""
            ink.text(body, x + _NUMBER + indent, baseline, text, style)
            baseline += style.leading

    return Piece(high + (2.5 if last else 0), draw)


def closing(flow: Flow, parent: Element, end: Closing) -> None:
    """Sources and how this page came about."""
    part = headed(flow, parent, "Sources and how this page was made", 60)
    wide = (flow.width - (ANSWER_COLUMNS - 1) * _GUTTER) / ANSWER_COLUMNS
    style = Style("R", 7.2)
    pieces: list[Piece] = []
    items = part.add("L")
    for text in end.not_read:
        pieces += _item(items.add("LI").add("LBody"), text, Style("B", 7.2), wide)
    for label, value in end.facts:
        pieces += _item(items.add("LI").add("LBody"), f"{label}: {value}", style, wide)
    for source in end.sources:
        pieces += _item(items.add("LI").add("LBody"), f"{source.ids}: {source.title}", style, wide)
    flow.pour(pieces, ANSWER_COLUMNS, _GUTTER)
