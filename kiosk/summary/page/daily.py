"""The daily sheet on one page: counts, what still wants somebody, the audit anchor, a signature."""

from collections.abc import Sequence

from kiosk.summary.blocks.daily import DayList, DaySheet
from kiosk.summary.ink import (
    LABEL,
    WHITE,
    Composed,
    Ink,
    PageSize,
    Style,
    cut,
    shorten,
    width,
    wrap,
)
from kiosk.summary.page.cards import paragraph, section
from kiosk.summary.page.flow import stack
from kiosk.summary.page.styles import BODY, BODY_STRONG, HAIRLINE, MARGIN, SMALL, SUBTITLE, TINY
from kiosk.summary.tags import Document, Element

_TITLE = Style("B", 18)
_COUNT = Style("B", 24)
_COUNT_NONE = Style("R", 24, LABEL)
_LINE = 14.0
_BOX = 62.0
_END = 150.0
"""Room for sync, anchor and signature at the foot of the page."""


def compose_day(sheet: DaySheet, document: Document, size: PageSize) -> Composed:
    """The file, and where each text was drawn. Always one page: long lists are cut, and say so."""
    ink = Ink(document, size)
    root = document.root
    wide = size.width - 2 * MARGIN
    ink.text(root.add("H1"), MARGIN, 50, shorten(sheet.title, _TITLE, wide), _TITLE)
    ink.text(root.add("P"), MARGIN, 64, shorten(sheet.subtitle, SUBTITLE, wide), SUBTITLE)
    ink.rule(MARGIN, 71, MARGIN + wide, 1.4)
    y = _counts(ink, root, sheet.counts, 80, wide)
    bottom = size.height - 40 - _END
    for each, room in zip(sheet.lists, _rooms(sheet.lists, bottom - y), strict=True):
        y = _list(ink, root, each, (y, wide), room)
    _end(ink, root, sheet, bottom + 4, wide)
    return ink.finish(lambda page, number, count: _foot(page, sheet, number, count))


def _counts(
    ink: Ink, root: Element, counts: Sequence[tuple[str, int, bool]], y: float, wide: float
) -> float:
    step = wide / len(counts)
    items = root.add("L")
    for index, (label, number, wants) in enumerate(counts):
        body = items.add("LI").add("LBody")
        left = MARGIN + index * step
        calls = wants and number > 0
        if calls:
            ink.fill(left, y, step - 6, _BOX, (0.0,))
        else:
            ink.frame(left, y, step - 6, _BOX, 0.8)
        style = _COUNT if number else _COUNT_NONE
        colour = WHITE if calls else style.colour
        text = str(number)
        middle = left + (step - 6 - width(text, style)) / 2
        ink.text(body, middle, y + 28, text + " ", style._replace(colour=colour))
        words = Style("R", 8.2, WHITE if calls else LABEL)
        for row, line in enumerate(cut(wrap(label, words, step - 12), 2, words, step - 12, "…")):
            at = left + (step - 6 - width(line.rstrip(), words)) / 2
            ink.text(body, at, y + 42 + row * words.leading, line, words)
    return y + _BOX + 12


def _rooms(lists: Sequence[DayList], room: float) -> list[int]:
    """How many lines each list may show: the first ones matter most, the last takes what is left."""
    heads = len(lists) * (18.5 + 8)
    left = int((room - heads) // _LINE)
    rooms = []
    for index, each in enumerate(lists):
        later = len(lists) - index - 1
        most = max(2, min(len(each.lines) or 1, left - 2 * later))
        rooms.append(most)
        left -= most
    return rooms


def _list(ink: Ink, root: Element, each: DayList, place: tuple[float, float], room: int) -> float:
    y, wide = place
    part = root.add("Sect")
    y = stack(ink, MARGIN, y, [section(part, each.title, wide)])
    if not each.lines:
        stack(ink, MARGIN, y, paragraph(part.add("P"), each.empty, BODY, wide))
        return y + _LINE + 8
    items = part.add("L")
    shown = each.lines if len(each.lines) <= room else each.lines[: room - 1]
    for left, right, open_ in shown:
        body = items.add("LI").add("LBody")
        style = BODY_STRONG if open_ else BODY
        at = ink.right(body, MARGIN + wide, y + 9.5, shorten(right, style, wide * 0.45), style)
        ink.text(body, MARGIN, y + 9.5, shorten(left, style, at - MARGIN - 10) + " ", style)
        ink.rule(MARGIN, y + 12.6, MARGIN + wide, 0.3, HAIRLINE)
        y += _LINE
    hidden = len(each.lines) - len(shown)
    if hidden:
        text = f"and {hidden} more: see the list of records"
        stack(ink, MARGIN, y, paragraph(part.add("P"), text, BODY_STRONG, wide))
        y += _LINE
    return y + 8


def _end(ink: Ink, root: Element, sheet: DaySheet, y: float, wide: float) -> None:
    part = root.add("Sect")
    y = stack(ink, MARGIN, y, [section(part, "Sync and audit", wide)])
    count, mac = sheet.anchor
    for text in (
        sheet.sync,
        f"Audit anchor: {count}, MAC {mac}",
        "Keep this page: `kiosk records verify --anchor COUNT:MAC` shows whether the audit was cut since.",
    ):
        y = stack(ink, MARGIN, y, paragraph(part.add("P"), text, SMALL, wide)) + 1
    y += 28
    for label, left, long in (("Checked by", 0.0, 0.6), ("Date, time", 0.65, 0.35)):
        ink.rule(MARGIN + left * wide, y, MARGIN + (left + long) * wide, 0.7, (0.3,))
        ink.text(part.add("P"), MARGIN + left * wide, y + 11, label, SMALL)


def _foot(ink: Ink, sheet: DaySheet, number: int, count: int) -> None:
    right, y = ink.size.width - MARGIN, ink.size.height - 26
    ink.right(None, right, y, f"Page {number} of {count}", TINY)
    ink.text(None, MARGIN, y, sheet.title, TINY)
