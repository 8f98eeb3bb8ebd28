"""The provider's page as a whole: page 1 as a fixed skeleton, then whatever is left."""

from dataclasses import dataclass

from kiosk.summary.blocks.medicines import MedicineRow
from kiosk.summary.blocks.regimen import RegimenCard
from kiosk.summary.blocks.sheet import Sheet
from kiosk.summary.ink import Composed, Ink, PageSize, Style
from kiosk.summary.page import cards, head, rest
from kiosk.summary.page.chart import chart_row
from kiosk.summary.page.flags import FlagColumn, fit, flag_pieces
from kiosk.summary.page.flow import Flow, Piece, height, stack, together
from kiosk.summary.page.medicines import HEADER_HEIGHT, row_heights, short_list, table
from kiosk.summary.page.provider import provider_box
from kiosk.summary.page.styles import BODY, BODY_STRONG, GUTTER, MARGIN, RIGHT_COLUMN, SMALL
from kiosk.summary.tags import Document, Element, language

_NEGATIVE = Style("R", 8.0, (0.3,))
_GAP = 7.0
_TIGHT = 4.0
_POINTER = 15.0
"""Room for the line that says where the medicines are when none fits."""
_FIRST_OPEN = 18.5 + 24
"""Room for the heading and the first of the unanswered questions, or how many follow."""
_COLUMNS = 3
_WHOLE = 320.0
"""Blocks up to this height are not divided between columns."""


@dataclass
class _Left:
    """What page 1 left over for the next pages."""

    flags: bool = False
    medicines: tuple[MedicineRow, ...] = ()
    open_from: int = 0
    blocks: tuple[str, ...] = ()
    alternatives: bool = False
    """They stand on page 1 already."""


def compose(sheet: Sheet, document: Document, size: PageSize) -> Composed:
    """The provider's page."""
    ink = Ink(document, size)
    root = document.root
    left = _page_one(ink, root, sheet)
    _continue(ink, root, sheet, left)
    return ink.finish(
        lambda each, number, count: head.foot(each, sheet, number, count),
        head.across if sheet.synthetic else None,
    )


def _page_one(ink: Ink, root: Element, sheet: Sheet) -> _Left:
    y = head.title(ink, root, sheet)
    y = head.banner(ink, root, sheet.identity, y)
    if sheet.act_now:
        y = head.act_now(ink, root, sheet.act_now, y + 5)
    y = head.verdict(ink, root, sheet.verdict, y + 5) + 8
    bottom = ink.size.height - 190
    left = _Left()
    wide = ink.size.width - 2 * MARGIN - RIGHT_COLUMN - GUTTER
    y_left = _left_column(ink, root, sheet, (y, bottom), wide, left)
    _right_column(ink, root, sheet, (y, bottom), left)
    _fill_left(ink, root, sheet, (y_left, bottom), wide, left)
    provider_box(ink, root, sheet.vitals, dose=isinstance(sheet.card, RegimenCard))
    return left


def _left_column(
    ink: Ink, root: Element, sheet: Sheet, span: tuple[float, float], wide: float, left: _Left
) -> float:
    """Flags and medicines. Returns where they end."""
    y, bottom = span
    part = root.add("Sect")
    y = stack(ink, MARGIN, y, [cards.section(part, f"Flagged risks ({len(sheet.flags)})", wide)])
    if sheet.flags:
        table_high = _table_height(sheet, wide)
        room = bottom - y - (_POINTER if sheet.medicines else 0)
        column: FlagColumn = fit(part, sheet.flags, wide, room, table_high)
        y = stack(ink, MARGIN, y, column.pieces)
        left.flags = column.repeat
    else:
        text = (
            "None of the kiosk's contraindication, interaction, pregnancy or breastfeeding rules"
            " was triggered."
        )
        y = stack(ink, MARGIN, y, cards.paragraph(part.add("P"), text, BODY, wide))
    # Medicines come before the negatives when there is no room for both: the negatives stand in the
    # appendix again.
    after = _negatives(ink, part, sheet, (y + 3, bottom - _table_height(sheet, wide)), wide)
    said = after > y + 3
    y = _medicines(ink, root, sheet, (after + _GAP if said else y + _TIGHT, bottom), wide, left)
    if not said:
        y = _negatives(ink, root.add("Sect"), sheet, (y + 3, bottom), wide)
    return y


def _fill_left(
    ink: Ink, root: Element, sheet: Sheet, span: tuple[float, float], wide: float, left: _Left
) -> None:
    """Use what the left column has over for what the right one had no room for, then alternatives."""
    y, bottom = span
    y += _GAP
    for name in [name for name in left.blocks if name != "medicines"]:
        pieces = block(Element("Sect"), sheet, name, wide)
        if height(pieces) <= bottom - y:
            y = stack(ink, MARGIN, y, block(root, sheet, name, wide)) + _GAP
            left.blocks = tuple(each for each in left.blocks if each != name)
    if sheet.unanswered and not left.open_from and bottom - y >= _FIRST_OPEN:
        pieces, hidden = cards.open_pieces(root, sheet.unanswered, wide, bottom - y)
        y = stack(ink, MARGIN, y, pieces) + _GAP
        left.open_from = len(sheet.unanswered) - hidden
    if sheet.alternatives and not left.medicines:
        pieces = rest.alternative_pieces(Element("Sect"), sheet.alternatives, wide)
        if height(pieces) <= bottom - y:
            pieces = rest.alternative_pieces(root.add("Sect"), sheet.alternatives, wide)
            stack(ink, MARGIN, y, pieces)
            left.alternatives = True


def _table_height(sheet: Sheet, wide: float) -> float:
    """How much room the whole medicine table takes with its headings."""
    rows = row_heights(sheet.medicines, wide)
    return _GAP + 3 + 18.5 + (HEADER_HEIGHT + sum(rows) if rows else BODY.leading)


def _negatives(
    ink: Ink, part: Element, sheet: Sheet, span: tuple[float, float], wide: float
) -> float:
    """What the patient denied. It stands in the appendix too, so it may be left out here."""
    y, bottom = span
    if not sheet.flags and sheet.negatives:
        lines = rest.two_columns(part, "Asked, and answered No", sheet.negatives, wide)
        if height(lines) <= bottom - y:
            return stack(ink, MARGIN, y, lines)
    for title, words in (
        ("Asked and answered No", sheet.negatives),
        ("No listed medicine is one of", sheet.class_negatives),
    ):
        if words:
            text = f"{title}: {'; '.join(words)}."
            pieces = cards.paragraph(Element("P"), text, _NEGATIVE, wide)
            if height(pieces) <= bottom - y:
                pieces = cards.paragraph(part.add("P"), text, _NEGATIVE, wide)
                y = stack(ink, MARGIN, y, pieces)
    return y


def _medicines(
    ink: Ink, root: Element, sheet: Sheet, span: tuple[float, float], wide: float, left: _Left
) -> float:
    """The table, as much of it as fits. Returns where it ends."""
    y, bottom = span
    rows = sheet.medicines
    heading = 18.5
    heights = row_heights(rows, wide)
    room = bottom - y - heading - HEADER_HEIGHT
    shown, used = 0, 0.0
    for high in heights:
        reserve = 12.0 if shown + 1 < len(rows) else 0.0
        if used + high + reserve > room:
            break
        used += high
        shown += 1
    if not rows and room < 0:
        left.blocks += ("medicines",)
        return y
    part = root.add("Sect")
    title = f"Medications and supplements ({len(rows)})"
    if rows and not shown:
        left.medicines = rows
        pointer = cards.paragraph(part.add("P"), f"→ {title}: next pages", BODY_STRONG, wide)
        return stack(ink, MARGIN, y, pointer)
    y = stack(ink, MARGIN, y, [cards.section(part, title, wide)])
    if not rows:
        pieces = cards.paragraph(part.add("P"), sheet.no_medicines, BODY, wide)
        return stack(ink, MARGIN, y, pieces)
    tongue = _tongue(sheet)
    y = stack(ink, MARGIN, y, table(part, rows[:shown], wide, tongue))
    if shown < len(rows):
        left.medicines = rows[shown:]
        more = f"→ {len(rows) - shown} more, next pages"
        y = stack(ink, MARGIN, y + 1, cards.paragraph(part.add("P"), more, BODY, wide))
    return y


def _tongue(sheet: Sheet) -> str:
    """The language attribute of the patient's own words."""
    return language(sheet.language) if sheet.language != "en" else ""


def _right_column(
    ink: Ink, root: Element, sheet: Sheet, span: tuple[float, float], left: _Left
) -> None:
    y, bottom = span
    x = ink.size.width - MARGIN - RIGHT_COLUMN
    card = sheet.card
    piece = (
        cards.regimen_card(root, card, RIGHT_COLUMN)
        if isinstance(card, RegimenCard)
        else cards.no_dose_card(root, card, RIGHT_COLUMN)
    )
    y = stack(ink, x, y, [piece]) + _GAP
    for name in ("request", "scores", "pregnancy"):
        pieces = block(Element("Sect"), sheet, name, RIGHT_COLUMN)
        if not pieces:
            continue
        if height(pieces) <= bottom - y:
            y = stack(ink, x, y, block(root, sheet, name, RIGHT_COLUMN)) + _GAP
        else:
            left.blocks += (name,)
    if bottom - y >= _FIRST_OPEN:
        pieces, hidden = cards.open_pieces(root, sheet.unanswered, RIGHT_COLUMN, bottom - y)
        y = stack(ink, x, y, pieces) + _GAP
        left.open_from = len(sheet.unanswered) - hidden
    whole = left.medicines and left.medicines == sheet.medicines
    if whole and bottom - y >= _FIRST_OPEN + SMALL.leading:
        stack(ink, x, y, short_list(root, sheet.medicines, RIGHT_COLUMN, bottom - y))


def block(root: Element, sheet: Sheet, name: str, wide: float) -> list[Piece]:
    """One of the smaller blocks, which stand on page 1 or, without room there, on page 2."""
    if name == "request":
        return cards.requested(root, sheet.request, wide)
    if name == "scores":
        return cards.score_pieces(root, sheet.scores, wide) if sheet.scores else []
    return cards.pregnancy_pieces(root, sheet.pregnancy, wide)


def _continue(ink: Ink, root: Element, sheet: Sheet, left: _Left) -> None:
    def new_page() -> None:
        ink.next_page()
        head.running_head(ink, sheet, ink.page + 1)

    flow = Flow(ink, 56.0, ink.size.height - 40, new_page)
    flow.new_page()
    if sheet.staff.entries:
        part = rest.headed(flow, root, "By staff", 30)
        items = part.add("L")
        lines = [
            piece
            for text in sheet.staff.entries
            for piece in cards.paragraph(items.add("LI").add("LBody"), text, BODY, flow.width)
        ]
        flow.pour(lines, 1, 0)
    if left.flags:
        part = rest.headed(flow, root, f"Flagged risks in full ({len(sheet.flags)})", 60)
        flow.pour(flag_pieces(part, sheet.flags, flow.width, "whole"), 1, 0)
    if left.medicines or "medicines" in left.blocks:
        shown = len(sheet.medicines) - len(left.medicines)
        title = "Medications and supplements" + (", continued" if shown else "")
        part = rest.headed(flow, root, f"{title} ({len(sheet.medicines)})", 50)
        if left.medicines:
            flow.pour(table(part, left.medicines, flow.width, _tongue(sheet)), 1, 0)
        else:
            flow.pour(cards.paragraph(part.add("P"), sheet.no_medicines, BODY, flow.width), 1, 0)
    if sheet.trends:
        part = rest.headed(flow, root, "Scores over visits", 115)
        flow.pour([chart_row(part, sheet.trends, flow.width)], 1, 0)
    wide = (flow.width - (_COLUMNS - 1) * GUTTER) / _COLUMNS
    pieces = _smaller_blocks(root, sheet, left, wide)
    if pieces:
        flow.space(8)
        flow.pour(pieces, _COLUMNS, GUTTER)
    rest.appendix(flow, root, sheet.answers)
    rest.closing(flow, root, sheet.closing)


def _smaller_blocks(root: Element, sheet: Sheet, left: _Left, wide: float) -> list[Piece]:
    """Blocks without room on page 1 and what belongs behind the regimen; a list of notes may
    go on in the next column, all else is kept whole."""
    blocks = [block(root, sheet, name, wide) for name in left.blocks if name != "medicines"]
    remaining = sheet.unanswered[left.open_from :]
    if remaining:
        part = root.add("Sect")
        total = f" of {len(sheet.unanswered)}" if left.open_from else ""
        title = f"Unanswered or unsure ({len(remaining)}{total})"
        items = part.add("L")
        lines = [cards.open_line(items.add("LI"), question, wide) for question in remaining]
        blocks.append([cards.section(part, title, wide), *lines])
    if sheet.alternatives and not left.alternatives:
        blocks.append(rest.alternative_pieces(root.add("Sect"), sheet.alternatives, wide))
    about_pieces: list[Piece] = []
    about = [*([sheet.evidence] if sheet.evidence else []), *sheet.notes]
    if about:
        about_pieces = rest.list_pieces(root.add("Sect"), "About this regimen", about, wide)
    pieces: list[Piece] = []
    for each in blocks:
        whole = [*each, cards.gap(_GAP)]
        keep = len(blocks) >= _COLUMNS - 1 and height(whole) < _WHOLE
        pieces += [together(whole)] if keep else whole
    return [*pieces, *about_pieces]
