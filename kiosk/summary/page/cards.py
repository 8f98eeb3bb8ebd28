"""The right column of page 1: regimen or why there is none, request, scores, pregnancy, open questions."""

from collections.abc import Sequence

from kiosk.summary.blocks.answers import Open, ScoreLine
from kiosk.summary.blocks.identity import Line, Request
from kiosk.summary.blocks.regimen import NOT_CLEARED, NoDoseCard, RegimenCard, Row
from kiosk.summary.ink import (
    BLACK,
    LABEL,
    STOP,
    WHITE,
    Colour,
    Ink,
    Style,
    cut,
    shorten,
    width,
    wrap,
)
from kiosk.summary.page.flow import Piece, height, stack
from kiosk.summary.page.icons import icon, tick_box
from kiosk.summary.page.styles import (
    BODY,
    BODY_STRONG,
    DOSE,
    DOSE_RANGE,
    HAIRLINE,
    LABEL_STYLE,
    PANEL,
    SECTION,
    SMALL,
    SMALL_STRONG,
    STRONG,
    TINY,
    VOLUME,
)
from kiosk.summary.tags import HEADER_CELL, Element

_PAD = 8.0
_HEAD = 19.0
_WARNING = Style("R", 7.4)
_CAUSE_LINES = 10
"""Most lines of causes in the card that says why there is no dose."""


def section(parent: Element, title: str, wide: float) -> Piece:
    """A heading over a rule."""
    element = parent.add("H2")

    def draw(ink: Ink, x: float, y: float) -> None:
        ink.text(element, x, y + 10, shorten(title, SECTION, wide), SECTION)
        ink.rule(x, y + 14, x + wide, 0.9)

    return Piece(18.5, draw, sticky=True)


def paragraph(element: Element, text: str, style: Style, wide: float, most: int = 0) -> list[Piece]:
    """A text, a line a piece. `most` lines when given."""
    lines = wrap(text, style, wide)
    if most:
        lines = cut(lines, most, style, wide, "…")
    return [_line(element, line, style) for line in lines]


def _line(element: Element, line: str, style: Style) -> Piece:
    def draw(ink: Ink, x: float, y: float) -> None:
        ink.text(element, x, y + style.size, line, style)

    return Piece(style.leading, draw)


def gap(space: float) -> Piece:
    """White space."""
    return Piece(space, _nothing)


def _nothing(*_where: object) -> None:
    """What white space draws."""


def boxed(inside: Sequence[Piece], wide: float, thick: float, colour: Colour) -> Piece:
    """`inside` in a frame, padded left and right."""
    high = height(inside) + 4

    def draw(ink: Ink, x: float, y: float) -> None:
        stack(ink, x + _PAD, y, inside)
        ink.frame(x, y, wide, high, thick, colour)

    return Piece(high, draw)


def regimen_card(parent: Element, card: RegimenCard, wide: float) -> Piece:
    """The provisional regimen."""
    part = parent.add("Sect")
    inner = wide - 2 * _PAD
    pieces = [_card_head(part, "Provisional regimen", "not an order", wide, (0.88,), BLACK)]
    pieces.append(_dose(part, card, inner))
    pieces += paragraph(part.add("P"), card.arithmetic, BODY, inner)
    if card.weight_note:
        pieces += paragraph(part.add("P"), card.weight_note, SMALL_STRONG, inner)
    if card.not_cleared:
        pieces += [gap(3), _alarm(part, NOT_CLEARED, inner)]
    pieces += [gap(4), _volumes(part, card, inner), gap(2)]
    pieces += _table(part, card.rows, inner)
    pieces.append(gap(2))
    items = part.add("L")
    for warning in card.warnings:
        pieces += paragraph(items.add("LI").add("LBody"), warning, _WARNING, inner)
    for note in card.notes:
        pieces += paragraph(items.add("LI").add("LBody"), f"Note: {note}", _WARNING, inner)
    pieces += paragraph(part.add("P"), card.source, TINY, inner)
    return boxed(pieces, wide, 1.2, BLACK)


def _card_head(
    part: Element,
    title: str,
    aside: str,
    wide: float,
    fill: Colour,
    colour: Colour,
    shape: str = "",
) -> Piece:
    element = part.add("H2")

    def draw(ink: Ink, x: float, y: float) -> None:
        left = x - _PAD
        ink.fill(left, y, wide, _HEAD - 2, fill)
        start = x
        if shape:
            icon(ink, shape, x - 3, y + 2.6, 12, reverse=True)
            start = x + 13
        ink.text(element, start, y + 12, title + " ", SECTION._replace(colour=colour))
        if aside:
            ink.right(element, left + wide - _PAD, y + 12, aside, BODY._replace(colour=colour))

    return Piece(_HEAD, draw)


def _dose(part: Element, card: RegimenCard, inner: float) -> Piece:
    element = part.add("P")
    style = DOSE
    beside = max(width(card.drug, BODY), width(card.over, BODY_STRONG)) + 10
    if width(card.dose, style) + beside > inner:
        style = DOSE_RANGE
    below = width(card.dose, style) + beside > inner
    over = wrap(f"{card.drug} {card.over}", BODY_STRONG, inner) if below else []

    def draw(ink: Ink, x: float, y: float) -> None:
        ink.text(element, x, y + 23, card.dose + " ", style)
        if below:
            ink.lines(element, x, y + 36, over, BODY_STRONG)
        else:
            ink.right(element, x + inner, y + 12.5, card.drug + " ", BODY)
            ink.right(element, x + inner, y + 23.5, card.over + " ", BODY_STRONG)

    return Piece(28.5 + (len(over) * BODY_STRONG.leading + 2 if below else 0), draw)


def _alarm(part: Element, text: str, inner: float) -> Piece:
    element = part.add("P")
    style = Style("B", 8.6, WHITE)

    def draw(ink: Ink, x: float, y: float) -> None:
        ink.fill(x, y, inner, 14.5, BLACK)
        shown = shorten(text, style, inner - 6)
        ink.text(element, x + (inner - width(shown, style)) / 2, y + 10.2, shown, style)

    return Piece(15.5, draw)


def _volumes(part: Element, card: RegimenCard, inner: float) -> Piece:
    """Each volume locked in one cell with its strength, so that the two cannot be read apart."""
    table = part.add("Table")
    caption = table.add("TR").add("TH", HEADER_CELL)
    cells = [table.add("TR").add("TD") for _ in card.volumes]
    count = max(1, len(card.volumes))
    wide = inner / count
    narrow = any(width(volume, VOLUME) > wide - 6 for _, volume in card.volumes)
    high = 15.0 * count if narrow else 29.0

    def draw(ink: Ink, x: float, y: float) -> None:
        ink.fill(x, y, inner, 12.5, PANEL)
        caption_text = "Volume to draw up. Mark the ONE vial used."
        ink.text(caption, x + 4, y + 9, shorten(caption_text, SMALL, inner - 6), SMALL)
        ink.frame(x, y, inner, 12.5 + high, 0.8)
        ink.rule(x, y + 12.5, x + inner, 0.6)
        for index, (cell, (strength, volume)) in enumerate(zip(cells, card.volumes, strict=True)):
            if narrow:
                top = y + 12.5 + index * 15
                tick_box(ink, x + 4, top + 3.6, 8)
                ink.text(cell, x + 15, top + 10.8, strength + " ", SMALL)
                ink.right(cell, x + inner - 5, top + 11, volume, STRONG)
                if index:
                    ink.rule(x, top, x + inner, 0.6)
                continue
            left = x + index * wide
            if index:
                ink.upright(left, y + 12.5, y + 12.5 + high, 0.6)
            start = left + (wide - width(strength, SMALL) - 10) / 2
            tick_box(ink, start, y + 15.6, 7.4)
            ink.text(cell, start + 10, y + 22.3, strength + " ", SMALL)
            middle = left + (wide - width(volume, VOLUME)) / 2
            ink.text(cell, middle, y + 36.2, volume + " ", VOLUME)

    return Piece(12.5 + high + 2, draw)


def _table(part: Element, rows: Sequence[Row], inner: float) -> list[Piece]:
    table = part.add("Table")
    return [_table_row(table, row, inner) for row in rows]


def _table_row(table: Element, row: Row, inner: float) -> Piece:
    line = table.add("TR")
    head, cell = line.add("TH", "/A << /O /Table /Scope /Row >>"), line.add("TD")
    start = 58.0
    aside = width(row.aside, SMALL) + 6 if row.aside else 0
    lines = wrap(row.value, BODY_STRONG, inner - start - aside)
    high = len(lines) * BODY_STRONG.leading + 2.4

    def draw(ink: Ink, x: float, y: float) -> None:
        ink.text(head, x, y + 9.4, row.label + " ", LABEL_STYLE)
        ink.lines(cell, x + start, y + 9.4, lines, BODY_STRONG)
        if row.aside:
            ink.right(cell, x + inner, y + 9.4, row.aside, SMALL._replace(colour=LABEL))
        ink.rule(x, y + high, x + inner, 0.4, HAIRLINE)

    return Piece(high, draw)


def no_dose_card(parent: Element, card: NoDoseCard, wide: float) -> Piece:
    """Why no dose, volume or rate is on this page."""
    part = parent.add("Sect")
    inner = wide - 2 * _PAD
    colour: Colour = STOP if card.withheld else (0.23,)
    shape = "stop" if card.withheld else "no_weight"
    pieces = [_card_head(part, "Why no dose is shown", "", wide, colour, WHITE, shape)]
    lead = "The kiosk did not calculate a dose, volume or rate because of:"
    pieces += [*paragraph(part.add("P"), lead, BODY, inner), gap(3)]
    items = part.add("L")
    room, shown = _CAUSE_LINES, 0
    for cause, cited in card.because:
        lines = wrap(f"{cause} ({cited})", BODY_STRONG, inner - 11)
        lines = cut(lines, 3, BODY_STRONG, inner - 11, f"… ({cited})")
        if len(lines) > room:
            break
        room -= len(lines)
        shown += 1
        pieces.append(_bullet(items.add("LI").add("LBody"), lines))
    if shown < len(card.because):
        text = f"and {len(card.because) - shown} more, listed under flagged risks"
        pieces += paragraph(part.add("P"), text, BODY, inner)
    pieces.append(_divider(inner))
    advice = (
        "If you decide to treat, order from a weight measured today and record the reason below."
    )
    pieces += paragraph(part.add("P"), advice, BODY, inner)
    for note in card.notes:
        pieces += [gap(2), *paragraph(part.add("P"), note, SMALL, inner)]
    return boxed([*pieces, gap(2)], wide, 2.2, colour)


def _bullet(element: Element, lines: list[str]) -> Piece:
    def draw(ink: Ink, x: float, y: float) -> None:
        ink.fill(x, y + 4.4, 4, 4, BLACK)
        ink.lines(element, x + 11, y + 9, lines, BODY_STRONG)

    return Piece(len(lines) * BODY_STRONG.leading + 2, draw)


def _divider(inner: float) -> Piece:
    return Piece(6, lambda ink, x, y: ink.rule(x, y + 3, x + inner, 0.5, (0.62,)))


def requested(parent: Element, request: Request, wide: float) -> list[Piece]:
    """What the patient came for."""
    part = parent.add("Sect")
    pieces = [section(part, "Requested for", wide)]
    pieces += paragraph(part.add("P"), request.reason, STRONG, wide)
    if request.duration:
        pieces += paragraph(part.add("P"), f"“{request.duration}”", Style("I", 8.4), wide, 2)
    if request.tried:
        pieces += paragraph(part.add("P"), f"Medicines tried: {request.tried}", SMALL, wide, 1)
    for other in request.others:
        pieces += paragraph(part.add("P"), f"Also: {other}: no regimen computed", SMALL, wide, 2)
    return pieces


def score_pieces(parent: Element, scores: Sequence[ScoreLine], wide: float) -> list[Piece]:
    """Totals with their bands."""
    part = parent.add("Sect")
    pieces = [section(part, "Scores", wide)]
    for score in scores:
        element = part.add("P")
        pieces += paragraph(element, f"{score.title}: {score.result}", BODY_STRONG, wide)
        for item in score.alone:
            pieces += paragraph(part.add("P"), item, SMALL, wide)
    return pieces


def pregnancy_pieces(parent: Element, lines: Sequence[Line], wide: float) -> list[Piece]:
    """Pregnancy and breastfeeding, with the shape of the flag that they raised."""
    part = parent.add("Sect")
    return [
        section(part, "Pregnancy and breastfeeding", wide),
        *(_fact(part.add("P"), line, wide) for line in lines),
    ]


def _fact(element: Element, line: Line, wide: float) -> Piece:
    start = 62.0 + (12 if line.severity else 0)
    lines = wrap(line.value, BODY_STRONG, wide - start)

    def draw(ink: Ink, x: float, y: float) -> None:
        ink.text(element, x, y + 9, line.label + " ", LABEL_STYLE)
        if line.severity:
            icon(ink, line.severity, x + 61, y + 1.4, 9.5)
        ink.lines(element, x + start, y + 9, lines, BODY_STRONG)

    return Piece(len(lines) * BODY_STRONG.leading + 1, draw)


def open_pieces(
    parent: Element, questions: Sequence[Open], wide: float, room: float
) -> tuple[list[Piece], int]:
    """The questions without an answer that fit in `room`, and how many do not."""
    part = parent.add("Sect")
    title = f"Unanswered or unsure ({len(questions)})"
    pieces = [section(part, title, wide)]
    if not questions:
        return [*pieces, *paragraph(part.add("P"), "Every question was answered.", BODY, wide)], 0
    items = part.add("L")
    lines = [open_line(None, question, wide) for question in questions]
    left = room - pieces[0].height
    shown = len(lines)
    while shown and height(lines[:shown]) + (11 if shown < len(lines) else 0) > left:
        shown -= 1
    pieces += [open_line(items.add("LI"), q, wide) for q in questions[:shown]]
    if shown < len(questions):
        rest = f"→ {len(questions) - shown} more, next pages"
        pieces += paragraph(part.add("P"), rest, BODY_STRONG, wide)
    return pieces, len(questions) - shown


def open_line(item: Element | None, question: Open, wide: float) -> Piece:
    """One question without an answer."""
    state = width(question.state, SMALL_STRONG) + 6
    lines = wrap(f"{question.cited} {question.label}", SMALL, wide - 12 - state)
    body = item.add("LBody") if item else None

    def draw(ink: Ink, x: float, y: float) -> None:
        icon(ink, "unknown", x, y + 1.2, 8)
        ink.lines(body, x + 12, y + 8.2, lines, SMALL)
        ink.right(body, x + wide, y + 8.2, question.state, SMALL_STRONG)

    return Piece(len(lines) * SMALL.leading + 1.6, draw)
