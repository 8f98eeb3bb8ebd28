"""The medicine table, as pieces that continue on the next page with their header repeated."""

from collections.abc import Sequence

from kiosk.summary.blocks.medicines import NONE_KNOWN, MedicineRow
from kiosk.summary.ink import Ink, Style, width, wrap
from kiosk.summary.page.cards import paragraph, section
from kiosk.summary.page.flow import Piece, height
from kiosk.summary.page.icons import icon
from kiosk.summary.page.styles import BODY, BODY_STRONG, HAIRLINE, LABEL_STYLE, QUOTE, SMALL
from kiosk.summary.tags import HEADER_CELL, Element

_HEADS = ("Recognized as", "Patient entered", "Taken", "With ketamine")
_SHARES = (0.31, 0.26, 0.20, 0.23)
_ICON = 14.0
_MOST_LINES = 8


def table(
    parent: Element, rows: Sequence[MedicineRow], wide: float, quote_language: str
) -> list[Piece]:
    """Header and rows of one table."""
    table_element = parent.add("Table")
    return [
        _header(table_element, wide),
        *(piece for row in rows for piece in _row(table_element, row, wide, quote_language)),
    ]


def short_list(
    parent: Element, rows: Sequence[MedicineRow], wide: float, room: float
) -> list[Piece]:
    """Medicines as lines for a narrow column, as many as fit in `room`; the table follows later."""
    part = parent.add("Sect")
    pieces = [section(part, f"Medications and supplements ({len(rows)})", wide)]
    lines = [_short_line(None, row, wide) for row in rows]
    shown = len(lines)
    left = room - pieces[0].height - SMALL.leading
    while shown and height(lines[:shown]) > left:
        shown -= 1
    items = part.add("L")
    pieces += [_short_line(items.add("LI").add("LBody"), row, wide) for row in rows[:shown]]
    more = f"{len(rows) - shown} more and details" if shown < len(rows) else "Details"
    return [*pieces, *paragraph(part.add("P"), f"→ {more}: next pages", SMALL, wide)]


def _short_line(body: Element | None, row: MedicineRow, wide: float) -> Piece:
    known = row.severity != "unknown"
    name = row.recognized if known else f"“{row.entered}”"
    style = BODY_STRONG if known else QUOTE
    room = wide - _ICON
    effect = row.effect if known else f"{row.recognized}, {row.effect}"
    beside = width(name, style) + width(effect, SMALL) + 8 <= room
    names, effects = wrap(name, style, room), wrap(effect, SMALL, room)

    def draw(ink: Ink, x: float, y: float) -> None:
        if row.severity:
            icon(ink, row.severity, x, y + 1.4, 9)
        below = ink.lines(body, x + _ICON, y + 9, names, style)
        if beside:
            ink.right(body, x + wide, y + 9, effect, SMALL)
        else:
            ink.lines(body, x + _ICON, below, effects, SMALL)

    high = len(names) * style.leading + (0 if beside else len(effects) * SMALL.leading)
    return Piece(high + 1.6, draw)


def row_heights(rows: Sequence[MedicineRow], wide: float) -> list[float]:
    """How high each row is, without drawing it."""
    return [sum(p.height for p in _row(None, row, wide, "")) for row in rows]


HEADER_HEIGHT = 12.5


def _columns(x: float, wide: float) -> list[float]:
    inner = wide - _ICON
    starts = []
    at = x + _ICON
    for share in _SHARES:
        starts.append(at)
        at += inner * share
    return [*starts, x + wide]


def _header(element: Element, wide: float) -> Piece:
    line = element.add("TR")
    cells = [line.add("TH", HEADER_CELL) for _ in _HEADS]

    def draw(ink: Ink, x: float, y: float) -> None:
        starts = _columns(x, wide)
        for cell, start, head in zip(cells, starts, _HEADS, strict=False):
            ink.text(cell, start, y + 9, head, LABEL_STYLE)

    return Piece(HEADER_HEIGHT, draw, sticky=True)


def _row(
    table_element: Element | None, row: MedicineRow, wide: float, quote_language: str
) -> list[Piece]:
    known = row.severity != "unknown"
    quiet = row.effect == NONE_KNOWN
    styles: tuple[Style, ...] = (
        BODY_STRONG if known else QUOTE,
        QUOTE,
        BODY,
        BODY if quiet else BODY_STRONG,
    )
    inner = wide - _ICON
    texts = (row.recognized, f"“{row.entered}”", row.taken, row.effect)
    columns = [
        wrap(text, style, inner * share - 5)
        for text, style, share in zip(texts, styles, _SHARES, strict=True)
    ]
    line = table_element.add("TR") if table_element else None
    attributes = ("", quote_language, "", "")
    cells = [line.add("TD", extra) for extra in attributes] if line else [None] * len(_HEADS)
    deepest = max(len(column) for column in columns)
    pieces = []
    for start in range(0, deepest, _MOST_LINES):
        part = [column[start : start + _MOST_LINES] for column in columns]
        shape = row.severity if start == 0 else ""
        pieces.append(_row_piece(cells, part, styles, shape, wide, first=start == 0))
    return pieces


def _row_piece(
    cells: Sequence[Element | None],
    columns: list[list[str]],
    styles: Sequence[Style],
    shape: str,
    wide: float,
    *,
    first: bool,
) -> Piece:
    high = max(len(column) for column in columns) * BODY.leading + 2.6

    def draw(ink: Ink, x: float, y: float) -> None:
        if first:
            ink.rule(x, y, x + wide, 0.5, HAIRLINE)
        if shape:
            icon(ink, shape, x, y + 2.0, 9)
        starts = _columns(x, wide)
        for cell, start, column, style in zip(cells, starts, columns, styles, strict=False):
            ink.lines(cell, start, y + 9.4, column, style._replace(size=min(style.size, 8.5)))

    return Piece(high, draw)
