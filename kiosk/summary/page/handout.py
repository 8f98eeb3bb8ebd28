"""The patient's own sheet: large type, help first, then what to expect, get ready, and the answers."""

from collections.abc import Sequence

from kiosk.summary.blocks.handout import Handout
from kiosk.summary.ink import LABEL, Composed, Ink, PageSize, Style, shorten, wrap
from kiosk.summary.page.cards import boxed, gap, paragraph
from kiosk.summary.page.flow import Flow, Piece, stack
from kiosk.summary.page.styles import MARGIN, SECTION, TINY
from kiosk.summary.tags import Document, Element

_TITLE = Style("B", 18)
_HEADING = Style("B", 12)
_TEXT = Style("R", 11)
_STRONG = Style("B", 11)
_ANSWER = Style("R", 9.6)
_ANSWER_LABEL = Style("R", 9.2, LABEL)
_GUTTER = 20.0
_CHUNK = 7


def compose_handout(sheet: Handout, document: Document, size: PageSize) -> Composed:
    """The file, and where each text was drawn."""
    ink = Ink(document, size)
    root = document.root
    flow = Flow(ink, 40.0, size.height - 44, ink.next_page)
    flow.y = _head(ink, root, sheet)
    _help(flow, root, sheet)
    _expect(flow, root, sheet)
    _heading(flow, root, sheet.prepare_title)
    _bullets(flow, root, sheet.prepare, _TEXT, 1)
    _answers(flow, root, sheet)
    return ink.finish(lambda each, number, count: _foot(each, sheet, number, count))


def _head(ink: Ink, root: Element, sheet: Handout) -> float:
    right = ink.size.width - MARGIN
    wide = right - MARGIN
    ink.text(root.add("H1"), MARGIN, 52, shorten(sheet.title, _TITLE, wide), _TITLE)
    about = "   ".join(part for part in (sheet.name, sheet.clinic, sheet.date) if part)
    y = 58.0
    y = stack(ink, MARGIN, y, paragraph(root.add("P"), about, _ANSWER, wide))
    ink.rule(MARGIN, y + 5, right, 1.2)
    y = stack(ink, MARGIN, y + 9, paragraph(root.add("P"), " ".join(sheet.intro), _TEXT, wide))
    return y + 6


def _help(flow: Flow, root: Element, sheet: Handout) -> None:
    part = root.add("Sect")
    inner = flow.width - 16
    pieces = [gap(4), *paragraph(part.add("H2"), sheet.help_title, _HEADING, inner)]
    for line in sheet.help_lines:
        pieces += paragraph(part.add("P"), line, _STRONG, inner)
    box = boxed([*pieces, gap(3)], flow.width, 1.6, (0.0,))
    flow.y = stack(flow.ink, flow.left, flow.y, [box]) + 4


def _heading(flow: Flow, root: Element, title: str) -> None:
    flow.space(9)
    flow.need(60)
    element = root.add("H2")
    flow.y = stack(flow.ink, flow.left, flow.y, paragraph(element, title, _HEADING, flow.width)) + 2


def _bullets(flow: Flow, root: Element, texts: Sequence[str], style: Style, columns: int) -> None:
    wide = (flow.width - (columns - 1) * _GUTTER) / columns
    items = root.add("L")
    pieces: list[Piece] = []
    for text in texts:
        body = items.add("LI").add("LBody")
        lines = wrap(text, style, wide - 12)
        pieces += [_bullet(body, line, style, first=not index) for index, line in enumerate(lines)]
    flow.pour(pieces, columns, _GUTTER)


def _bullet(element: Element, line: str, style: Style, *, first: bool) -> Piece:
    def draw(ink: Ink, x: float, y: float) -> None:
        if first:
            ink.circle(x + 4, y + style.size * 0.68, 1.7, fill=(0.0,))
        ink.text(element, x + 12, y + style.size, line, style)

    return Piece(style.leading + (1.2 if first else 0), draw)


def _expect(flow: Flow, root: Element, sheet: Handout) -> None:
    _heading(flow, root, sheet.expect_title)
    _bullets(flow, root, sheet.facts, _TEXT, 1)
    for title, texts in sheet.reactions:
        if texts:
            flow.space(3)
            flow.need(40)
            lines = paragraph(root.add("H3"), title, _STRONG, flow.width)
            flow.y = stack(flow.ink, flow.left, flow.y, lines)
            _bullets(flow, root, texts, _TEXT, 2)


def _answers(flow: Flow, root: Element, sheet: Handout) -> None:
    _heading(flow, root, sheet.answers_title)
    for text in sheet.after:
        lines = paragraph(root.add("P"), text, _ANSWER, flow.width)
        flow.pour(lines, 1, 0)
    flow.space(4)
    wide = (flow.width - _GUTTER) / 2
    pieces: list[Piece] = []
    for section in sheet.answers:
        heading = paragraph(root.add("H3"), section.title, SECTION, wide)
        pieces += [Piece(line.height, line.draw, sticky=True) for line in heading]
        items = root.add("L")
        for line in section.lines:
            body = items.add("LI").add("LBody")
            rows = [(row, _ANSWER_LABEL) for row in wrap(line.label, _ANSWER_LABEL, wide * 0.46)]
            rows_right = wrap(line.answer, _ANSWER, wide * 0.5)
            pieces += _pair(body, rows, rows_right, wide)
        pieces.append(gap(5))
    flow.pour(pieces, 2, _GUTTER)


def _pair(
    body: Element, labels: list[tuple[str, Style]], answers: list[str], wide: float
) -> list[Piece]:
    """A question beside its answer; a long answer goes on below in pieces."""
    pieces = []
    for start in range(0, max(len(labels), len(answers)), _CHUNK):
        left, right = labels[start : start + _CHUNK], answers[start : start + _CHUNK]
        pieces.append(_pair_piece(body, left, right, wide))
    return pieces


def _pair_piece(
    body: Element, left: list[tuple[str, Style]], right: list[str], wide: float
) -> Piece:
    def draw(ink: Ink, x: float, y: float) -> None:
        for index, (text, style) in enumerate(left):
            ink.text(body, x, y + 9.6 + index * _ANSWER.leading, text + " ", style)
        ink.lines(body, x + wide * 0.5, y + 9.6, right, _ANSWER)

    return Piece(max(len(left), len(right)) * _ANSWER.leading + 0.6, draw)


def _foot(ink: Ink, sheet: Handout, number: int, count: int) -> None:
    right = ink.size.width - MARGIN
    high = ink.size.height
    ink.rule(MARGIN, high - 36, right, 0.5, (0.62,))
    page = sheet.page.format(number=number, count=count)
    until = ink.right(None, right, high - 26, page, TINY)
    ink.text(None, MARGIN, high - 26, shorten(sheet.clinic, TINY, until - MARGIN - 10), TINY)
