"""The top of page 1: title, banner, ACT NOW, verdict; and the running head and foot of every page."""

from kiosk.summary.blocks.flags import ACT_NOW, ActNow, Verdict
from kiosk.summary.blocks.identity import Identity
from kiosk.summary.blocks.sheet import Sheet
from kiosk.summary.ink import (
    BLACK,
    LABEL,
    STOP,
    WHITE,
    Ink,
    Style,
    cut,
    shorten,
    width,
    wrap,
)
from kiosk.summary.page.icons import icon
from kiosk.summary.page.styles import (
    BODY,
    BODY_STRONG,
    COUNT,
    COUNT_LABEL,
    COUNT_NONE,
    LABEL_STYLE,
    MARGIN,
    NAME,
    NAME_LONG,
    RECORD_NUMBER,
    STRONG,
    SUBTITLE,
    TINY,
    TINY_STRONG,
    TITLE,
    TOP,
    VERDICT,
)
from kiosk.summary.tags import Element

UNREADABLE_NAME = "name has characters this page cannot print: check the record"
NOT_AN_ORDER = "PROVISIONAL: NOT AN ORDER"
_STRIP = 36.0


def title(ink: Ink, root: Element, sheet: Sheet) -> float:
    """Title, where and when, and that this is no order. Returns the y of the rule below."""
    left, right = MARGIN, ink.size.width - MARGIN
    ink.text(root.add("H1"), left, TOP + 10, "Intake summary for provider review", TITLE)
    box = width(NOT_AN_ORDER, BODY_STRONG) + 16
    ink.frame(right - box, TOP - 1, box, 18.5, 1.1)
    ink.text(root.add("P"), right - box + 8, TOP + 11.4, NOT_AN_ORDER, BODY_STRONG)
    if sheet.synthetic:
        mark = "SYNTHETIC: not a patient"
        at = right - box - 12 - width(mark, STRONG)
        ink.text(root.add("P"), at, TOP + 10, mark, STRONG._replace(colour=STOP))
    done = "Completed by patient"
    if sheet.transcribed_by:
        done = f"Transcribed from paper by {sheet.transcribed_by}, filled in"
    if sheet.language != "en":
        done += f" in {sheet.tongue}"
    done += f", helped by staff, {sheet.completed}" if sheet.helped else f" {sheet.completed}"
    parts = [sheet.clinic, f"Visit {sheet.visit}", done]
    line = shorten("   ".join(part for part in parts if part), SUBTITLE, right - left - box - 12)
    ink.text(root.add("P"), left, TOP + 23, line, SUBTITLE)
    y = TOP + 29.5
    versions = [sheet.staff.version, sheet.staff.headline]
    together = ".   ".join(filter(None, versions))
    if width(together, BODY_STRONG) <= right - left:
        versions = [together]
    for said, colour in (
        (sheet.staff.outdated, STOP),
        *((each, BLACK) for each in versions),
        (sheet.unsigned, BLACK),
    ):
        if said:
            y += 11
            style = BODY_STRONG._replace(colour=colour)
            ink.text(root.add("P"), left, y - 6, shorten(said, style, right - left), style)
    ink.rule(left, y, right, 1.4)
    return y


def banner(ink: Ink, root: Element, identity: Identity, y: float) -> float:
    """Who it is. Returns the y of the rule below."""
    left, right = MARGIN, ink.size.width - MARGIN
    element = root.add("P")
    number = shorten(identity.record_number, RECORD_NUMBER, 180, "… see appendix")
    number_at = ink.right(element, right, y + 17, number, RECORD_NUMBER)
    number_at = ink.right(element, number_at - 4, y + 17, "MRN ", LABEL_STYLE)
    room = number_at - left - 16
    style = NAME if width(identity.name, NAME) <= room else NAME_LONG
    lines = _name_lines(identity, style, room)
    baseline = y + (18 if style is NAME else 15)
    for line in lines:
        end = ink.run(element, left, baseline, line, style)
        baseline += style.leading
    baseline -= style.leading
    if identity.preferred:
        goes_by = f"goes by {identity.preferred}"
        if end + 8 + width(goes_by, BODY) > left + room:
            baseline, end = baseline + 11, left - 8
        goes_by = shorten(goes_by, SUBTITLE, left + room - end - 8)
        ink.text(element, end + 8, baseline, goes_by, SUBTITLE)
    if identity.unreadable:
        baseline += 11
        ink.text(element, left, baseline, UNREADABLE_NAME, BODY_STRONG)
    baseline = _facts(ink, element, identity, baseline + 15.5)
    baseline = _allergies(ink, element, identity, baseline + 13.5)
    ink.rule(left, baseline + 6.5, right, 1.4)
    return baseline + 6.5


def _name_lines(identity: Identity, style: Style, room: float) -> list[str]:
    """The name on up to three lines. Two people of one family stay apart: the given name shows."""
    lines = wrap(identity.name, style, room)
    if len(lines) <= 3 or not identity.family or not identity.given:
        return cut(lines, 3, style, room, "… see appendix")
    family = cut(wrap(identity.family + ", ", style, room), 2, style, room, "…, ")
    given = wrap(identity.given, style, room)
    return [*family, *cut(given, 3 - len(family), style, room, "… see appendix")]


def _short_name(identity: Identity, style: Style, room: float) -> str:
    """The name on one line of `room`, with something of both of its parts."""
    if width(identity.name, style) <= room or not identity.family or not identity.given:
        return shorten(identity.name, style, room)
    given = shorten(identity.given, style, room * 0.35)
    family = shorten(identity.family, style, room - width(f", {given}", style))
    given = shorten(identity.given, style, room - width(f"{family}, ", style))
    return f"{family}, {given}"


def _facts(ink: Ink, element: Element, identity: Identity, baseline: float) -> float:
    """The banner's labelled values, spread evenly over as many lines as they need."""
    left, right = MARGIN, ink.size.width - MARGIN
    cells = [(label, *_value(label, value, identity)) for label, value in identity.facts]
    widths = [
        width(label + " ", LABEL_STYLE)
        + 2
        + width(value, STRONG)
        + (4 + width(n, TINY_STRONG) if n else 0)
        for label, value, n in cells
    ]
    while cells:
        count = len(cells)
        while count > 1 and sum(widths[:count]) + 8 * (count - 1) > right - left:
            count -= 1
        spare = right - left - sum(widths[:count])
        gap = min(spare / (count - 1), 60.0) if count > 1 else 0
        x = left
        for (label, value, note), wide in zip(cells[:count], widths[:count], strict=True):
            at = ink.run(element, x, baseline, f"{label} ", LABEL_STYLE)
            room = right - at - 1.5
            at = ink.run(element, at + 2, baseline, shorten(value, STRONG, room), STRONG)
            if note:
                ink.text(element, at + 4, baseline, note, TINY_STRONG)
            x += wide + gap
        cells, widths = cells[count:], widths[count:]
        baseline += 12.5
    return baseline - 12.5


def _value(label: str, value: str, identity: Identity) -> tuple[str, str]:
    return value, identity.weight_note if label == "Weight" else ""


def _allergies(ink: Ink, element: Element, identity: Identity, baseline: float) -> float:
    left, right = MARGIN, ink.size.width - MARGIN
    start = ink.run(element, left, baseline, "Allergies ", LABEL_STYLE) + 3
    style = BODY_STRONG if identity.allergies_reported else BODY
    room = right - start
    lines = cut(wrap(identity.allergies, style, room), 3, style, room, "… see appendix")
    return ink.lines(element, start, baseline, lines, style) - style.leading


def act_now(ink: Ink, root: Element, urgent: ActNow, y: float) -> float:
    """The red box: what is urgent and what to do. Returns where it ends."""
    left, right = MARGIN, ink.size.width - MARGIN
    block = 74.0
    x = left + block + 9
    room = right - x - 8
    style = BODY_STRONG
    lines = cut(wrap(urgent.concerns, style, room), 3, style, room, "… more below")
    instructions = [line for text in urgent.instructions for line in wrap(text, STRONG, room)]
    high = len(lines) * style.leading + len(instructions) * STRONG.leading + 9
    ink.fill(left, y, block, high, STOP)
    ink.frame(left, y, right - left, high, 2.2, STOP)
    element = root.add("P")
    label = ACT_NOW
    label_style = Style("B", 12, WHITE)
    middle = left + (block - width(label, label_style)) / 2
    ink.text(element, middle, y + high / 2 + 4.2, label + " ", label_style)
    baseline = ink.lines(element, x, y + 12.2, lines, style)
    ink.lines(element, x, baseline + 0.4, instructions, STRONG)
    return y + high


def verdict(ink: Ink, root: Element, strip: Verdict, y: float) -> float:
    """The strip with the verdict and five counts. Returns where it ends."""
    left, right = MARGIN, ink.size.width - MARGIN
    red = strip.kind == "withheld"
    ink_colour = WHITE if red else BLACK
    if red:
        ink.fill(left, y, right - left, _STRIP, STOP)
    else:
        ink.frame(left, y, right - left, _STRIP, 1.0 if strip.kind == "clear" else 2.2)
    kinds = {"withheld": "stop", "no_weight": "no_weight", "review": "major", "clear": "clear"}
    icon(ink, kinds[strip.kind], left + 9, y + 7, 22, reverse=red)
    element = root.add("P")
    counts_at = right - sum(_cells(strip)) - 2
    room = counts_at - left - 46
    ink.text(
        element, left + 40, y + 15.5, strip.headline + " ", VERDICT._replace(colour=ink_colour)
    )
    detail = Style("R", 8.8, ink_colour)
    lines = wrap(strip.detail, detail, room)
    if len(lines) > 1:
        detail = Style("R", 7.6, ink_colour)
        lines = wrap(strip.detail, detail, room)[:2]
    baseline = y + (28.5 if len(lines) == 1 else 24.2)
    ink.lines(element, left + 40, baseline, lines, detail)
    _draw_counts(ink, element, strip, y, counts_at, red=red)
    return y + _STRIP


def _cells(strip: Verdict) -> list[float]:
    return [max(width(label, COUNT_LABEL) + 12, 34) for label, _ in strip.counts]


def _draw_counts(
    ink: Ink, element: Element, strip: Verdict, y: float, x: float, *, red: bool
) -> None:
    for index, ((label, count), wide) in enumerate(zip(strip.counts, _cells(strip), strict=True)):
        style = COUNT if count else COUNT_NONE
        small = COUNT_LABEL if count else COUNT_LABEL._replace(colour=LABEL)
        if red:
            style, small = style._replace(colour=WHITE), small._replace(colour=WHITE)
        if index:
            ink.upright(x, y + 7, y + _STRIP - 7, 0.6, WHITE if red else (0.62,))
        text = str(count)
        ink.text(element, x + (wide - width(text, style)) / 2, y + 17, text + " ", style)
        ink.text(element, x + (wide - width(label, small)) / 2, y + 28, label + " ", small)
        x += wide


def foot(ink: Ink, sheet: Sheet, number: int, count: int) -> None:
    """Identity and page number under every page."""
    left, right = MARGIN, ink.size.width - MARGIN
    high = ink.size.height
    ink.rule(left, high - 33, right, 0.5, (0.62,))
    pages = f"Visit {sheet.visit}   Rules {sheet.rules}   Page {number} of {count}"
    until = ink.right(None, right, high - 24.5, pages, TINY)
    rest = f"Born {sheet.identity.born}   MRN {sheet.identity.record_number}"
    rest = shorten(rest, TINY, 200)
    name = _short_name(sheet.identity, TINY_STRONG, until - left - width(rest, TINY) - 20)
    at = ink.run(None, left, high - 24.5, name, TINY_STRONG)
    ink.text(None, at + 6, high - 24.5, rest, TINY)


def across(ink: Ink) -> None:
    """The mark behind every page of an invented record."""
    ink.slanted(120, ink.size.height - 150, "SYNTHETIC", Style("B", 96, (0.9,)))


def running_head(ink: Ink, sheet: Sheet, number: int) -> float:
    """Identity at the top of pages 2 and on. Returns where the page begins."""
    left, right = MARGIN, ink.size.width - MARGIN
    after = f"Continued from page {number - 1}"
    until = ink.right(None, right, TOP + 10, after, BODY)
    rest = f"Born {sheet.identity.born}   MRN {sheet.identity.record_number}"
    rest = shorten(rest, SUBTITLE, 220)
    name_style = Style("B", 11)
    room = until - left - width(rest, SUBTITLE) - 24
    at = ink.run(None, left, TOP + 10, _short_name(sheet.identity, name_style, room), name_style)
    ink.text(None, at + 8, TOP + 10, rest, SUBTITLE)
    ink.rule(left, TOP + 17, right, 1.4)
    return TOP + 26
