"""The paper form: large type, a box for every answer, room to write, a name on every page."""

from collections.abc import Sequence

from kiosk.summary.blocks.paper import Grid, PaperForm, PaperPart, PaperQuestion
from kiosk.summary.ink import LABEL, Composed, Ink, PageSize, Style, shorten, width, wrap
from kiosk.summary.page.cards import boxed, gap, paragraph
from kiosk.summary.page.flow import Flow, Piece, height, stack, together
from kiosk.summary.page.icons import tick_box
from kiosk.summary.page.styles import MARGIN
from kiosk.summary.tags import HEADER_CELL, Document, Element

_TITLE = Style("B", 18)
_PART = Style("B", 14.5)
_LEAD = Style("B", 12)
_QUESTION = Style("R", 12.5)
_NUMBER = Style("B", 12.5)
_WHY = Style("R", 10, LABEL)
_DO = Style("B", 10.5)
_MARK = Style("R", 12)
_INTRO = Style("R", 11.5)
_HELP = Style("B", 11.5)
_HEAD = Style("R", 9)
_ROW = Style("R", 11)
_SMALL = Style("R", 9)

_INDENT = 30.0
_BOX = 12.0
_LINE = 27.0
"""Height of a writing line."""
_MEDICINES = 8
_ROWS = 5
"""Most rows of a scale under one header, so that a page never shows boxes without their words."""
_CELL = 46.0


def compose_paper(form: PaperForm, document: Document, size: PageSize) -> Composed:
    """The file, and where each text was drawn."""
    ink = Ink(document, size)
    flow = Flow(ink, 40.0, size.height - 62, ink.next_page)
    flow.y = _head(ink, document.root, form)
    for part in form.parts:
        _part(flow, document.root, part, form)
    _end(flow, document.root, form)
    return ink.finish(lambda each, number, count: _foot(each, form, number, count))


def _head(ink: Ink, root: Element, form: PaperForm) -> float:
    wide = ink.size.width - 2 * MARGIN
    y = 36.0
    if form.clinic or form.phone:
        line = "   ".join(part for part in (form.clinic, form.phone) if part)
        y = stack(ink, MARGIN, y, paragraph(root.add("P"), line, _SMALL, wide))
    y = stack(ink, MARGIN, y + 2, paragraph(root.add("H1"), form.words["title"], _TITLE, wide))
    ink.rule(MARGIN, y + 4, MARGIN + wide, 1.4)
    y += 10
    items = root.add("L")
    for number in range(1, 5):
        body = items.add("LI").add("LBody")
        lines = paragraph(body, form.words[f"intro_{number}"], _INTRO, wide)
        y = stack(ink, MARGIN, y, lines) + 3
    part = root.add("Sect")
    inner = [gap(4), *paragraph(part.add("H2"), form.words["help"], _LEAD, wide - 16)]
    for key in ("call_911", "call_988"):
        inner += paragraph(part.add("P"), form.words[key], _HELP, wide - 16)
    return stack(ink, MARGIN, y + 4, [boxed([*inner, gap(3)], wide, 1.6, (0.0,))]) + 4


def _part(flow: Flow, root: Element, part: PaperPart, form: PaperForm) -> None:
    section = root.add("Sect")
    pieces: list[Piece] = [_part_heading(section.add("H2"), part.title, flow.width)]
    for block in part.blocks:
        if isinstance(block, str):
            lead = [gap(4), *paragraph(section.add("H3"), block, _LEAD, flow.width), gap(3)]
            pieces.append(_sticky(lead))
        elif isinstance(block, Grid):
            pieces += _grid(section, block, flow.width)
        else:
            pieces.append(_question(section, block, flow.width, form))
    flow.space(10)
    flow.pour(pieces, 1, 0)


def _sticky(pieces: Sequence[Piece]) -> Piece:
    whole = together(pieces)
    return Piece(whole.height, whole.draw, sticky=True)


def _part_heading(element: Element, title: str, wide: float) -> Piece:
    def draw(ink: Ink, x: float, y: float) -> None:
        ink.fill(x, y, wide, 22, (0.9,))
        ink.text(element, x + 6, y + 16, shorten(title, _PART, wide - 12), _PART)

    return Piece(29, draw, sticky=True)


def _question(section: Element, question: PaperQuestion, wide: float, form: PaperForm) -> Piece:
    """One question with its boxes or lines, never divided between pages."""
    part = section.add("Sect")
    room = wide - _INDENT
    pieces: list[Piece] = []
    for text in question.before:
        pieces += [*paragraph(part.add("P"), text, _DO, wide), gap(2)]
    pieces.append(_asked(part.add("P"), question, room))
    if question.why:
        pieces.append(_indented(paragraph(part.add("P"), question.why, _WHY, room)))
    pieces.append(gap(3))
    if question.kind == "medicines":
        pieces.append(_medicines(part, form, wide))
    if question.kind == "signature":
        pieces.append(_signature(part, form, wide))
    if question.blanks:
        pieces.append(_blanks(part.add("P"), question.blanks, form))
    pieces += [_writing_line(wide) for _ in range(question.lines)]
    if question.marks:
        pieces += _marks(part.add("L"), question.marks, room)
    for text in question.after:
        pieces.append(_indented(paragraph(part.add("P"), text, _DO, room)))
    return together([*pieces, gap(9)])


def _asked(element: Element, question: PaperQuestion, room: float) -> Piece:
    lines = wrap(question.text, _QUESTION, room)

    def draw(ink: Ink, x: float, y: float) -> None:
        ink.text(element, x, y + 12.5, f"{question.number} ", _NUMBER)
        ink.lines(element, x + _INDENT, y + 12.5, lines, _QUESTION)

    return Piece(len(lines) * _QUESTION.leading + 1, draw)


def _indented(pieces: Sequence[Piece]) -> Piece:
    def draw(ink: Ink, x: float, y: float) -> None:
        stack(ink, x + _INDENT, y, pieces)

    return Piece(height(pieces), draw)


def _marks(items: Element, marks: Sequence[str], room: float) -> list[Piece]:
    """Boxes with their words: in one row when they fit, else one under another in columns."""
    widths = [_BOX + 6 + width(mark, _MARK) + 20 for mark in marks]
    bodies = [items.add("LI").add("LBody") for _ in marks]
    if sum(widths) - 20 <= room:
        starts = [sum(widths[:index]) for index in range(len(marks))]
        return [_mark_row(list(zip(bodies, marks, starts, strict=True)))]
    columns = 2 if max(widths) - 20 <= room / 2 else 1
    rows = -(-len(marks) // columns)
    step = room / columns
    pieces = []
    for row in range(rows):
        cells = [
            (bodies[index], marks[index], column * step)
            for column in range(columns)
            if (index := column * rows + row) < len(marks)
        ]
        pieces.append(_mark_row(cells))
    return pieces


def _mark_row(cells: list[tuple[Element, str, float]]) -> Piece:
    def draw(ink: Ink, x: float, y: float) -> None:
        for body, mark, start in cells:
            left = x + _INDENT + start
            tick_box(ink, left, y + 2, _BOX)
            ink.text(body, left + _BOX + 6, y + 12.4, mark + " ", _MARK)

    return Piece(19, draw)


def _writing_line(wide: float) -> Piece:
    return Piece(
        _LINE, lambda ink, x, y: ink.rule(x + _INDENT, y + _LINE - 5, x + wide, 0.8, (0.35,))
    )


def _blanks(element: Element, ways: Sequence[Sequence[str]], form: PaperForm) -> Piece:
    """Short lines with the unit behind each; several ways to write it with "or" between them."""

    def draw(ink: Ink, x: float, y: float) -> None:
        at = x + _INDENT
        for number, units in enumerate(ways):
            if number:
                at = ink.run(element, at + 4, y + 20, f"{form.words['or']} ", _MARK) + 12
            for unit in units:
                ink.rule(at, y + 22, at + 58, 0.8, (0.35,))
                at = ink.run(element, at + 64, y + 20, f"{unit} ", _MARK) + 12

    return Piece(30, draw)


def _medicines(part: Element, form: PaperForm, wide: float) -> Piece:
    """A table to write the medicines in."""
    words = form.words
    shares = (0.33, 0.15, 0.20, 0.32)
    heads = [words[key] for key in ("medicine", "strength", "how_often", "status")]
    states = [words[key] for key in ("taking", "as_needed", "stopped")]
    table = part.add("Table")
    top = table.add("TR")
    head_cells = [top.add("TH", HEADER_CELL) for _ in heads]
    rows = []
    for _ in range(_MEDICINES):
        row = table.add("TR")
        rows.append([row.add("TD") for _ in heads])
    inner = wide - _INDENT
    starts = [sum(shares[:index]) * inner for index in range(len(shares))]

    def draw(ink: Ink, x: float, y: float) -> None:
        left = x + _INDENT
        for cell, start, head in zip(head_cells, starts, heads, strict=True):
            ink.text(cell, left + start + 4, y + 11, head, _HEAD)
        for index, cells in enumerate(rows):
            line = y + 15 + index * _LINE
            ink.rule(left, line, x + wide, 0.8, (0.35,))
            ink.text(cells[0], left + 4, line + 17, f"{index + 1} ", _SMALL)
            for cell, start in zip(cells[1:3], starts[1:3], strict=True):
                # Something must stand in a cell, or the row has fewer cells than the header.
                ink.text(cell, left + start + 4, line + 17, " ", _SMALL)
            at = left + starts[3] + 4
            for state in states:
                tick_box(ink, at, line + 8.5, 10)
                at = ink.run(cells[3], at + 13, line + 17, state + " ", _SMALL) + 4
        bottom = y + 15 + len(rows) * _LINE
        ink.rule(left, bottom, x + wide, 0.8, (0.35,))
        for start in starts[1:]:
            ink.upright(left + start, y, bottom, 0.5, (0.6,))

    return Piece(15 + _MEDICINES * _LINE + 6, draw)


def _signature(part: Element, form: PaperForm, wide: float) -> Piece:
    name, date = part.add("P"), part.add("P")

    def draw(ink: Ink, x: float, y: float) -> None:
        left, second = x + _INDENT, x + wide - 150
        ink.rule(left, y + 34, second - 20, 0.8, (0.2,))
        ink.text(name, left, y + 45, form.words["sign_here"], _SMALL)
        ink.rule(second, y + 34, x + wide, 0.8, (0.2,))
        ink.text(date, second, y + 45, form.words["date"], _SMALL)

    return Piece(52, draw)


def _grid(section: Element, grid: Grid, wide: float) -> list[Piece]:
    """A scale: one row a question, the words of the boxes above them again on every page."""
    pieces = []
    first = grid.questions[0]
    for text in first.before:
        pieces.append(_sticky([*paragraph(section.add("P"), text, _DO, wide), gap(2)]))
    if grid.lead:
        pieces.append(_sticky(paragraph(section.add("H3"), grid.lead, _LEAD, wide)))
    for start in range(0, len(grid.questions), _ROWS):
        rows = grid.questions[start : start + _ROWS]
        pieces.append(_table(section, grid, rows, wide))
    for question in grid.questions:
        for text in question.after:
            line = [gap(2), *paragraph(section.add("P"), text, _DO, wide)]
            pieces.append(together(line))
    return [*pieces, gap(10)]


def _table(section: Element, grid: Grid, rows: Sequence[PaperQuestion], wide: float) -> Piece:
    table = section.add("Table")
    count = len(grid.columns)
    room = wide - _INDENT - count * _CELL - 8
    top = table.add("TR")
    corner = top.add("TH", HEADER_CELL)
    style = _head_style(grid.columns)
    heads = [
        (top.add("TH", HEADER_CELL), wrap(column, style, _CELL - 3)) for column in grid.columns
    ]
    high = max(len(lines) for _, lines in heads) * style.leading + 5
    pieces = [_grid_head(corner, heads, style, high, wide)]
    for question in rows:
        row = table.add("TR")
        asked = row.add("TH", "/A << /O /Table /Scope /Row >>")
        cells = [row.add("TD") for _ in grid.values]
        lines = wrap(question.text, _ROW, room)
        pieces.append(_grid_row(asked, cells, question, lines, grid.values, wide))
    return together([*pieces, gap(4)])


def _head_style(columns: Sequence[str]) -> Style:
    """The type in which no word above a box has to be broken."""
    style = _HEAD
    words = [word for column in columns for word in column.split(" ")]
    while style.size > 7 and any(width(word, style) > _CELL - 3 for word in words):
        style = style._replace(size=style.size - 0.2)
    return style


def _grid_head(
    corner: Element,
    heads: list[tuple[Element, list[str]]],
    style: Style,
    high: float,
    wide: float,
) -> Piece:
    def draw(ink: Ink, x: float, y: float) -> None:
        ink.text(corner, x, y + high - 5, "# ", _HEAD)
        left = x + wide - len(heads) * _CELL
        for index, (element, lines) in enumerate(heads):
            baseline = y + high - 5 - (len(lines) - 1) * style.leading
            for line in lines:
                middle = left + index * _CELL + (_CELL - width(line.rstrip(), style)) / 2
                ink.text(element, middle, baseline, line, style)
                baseline += style.leading
        ink.rule(x, y + high, x + wide, 0.9)

    return Piece(high + 1, draw)


def _grid_row(
    asked: Element,
    cells: Sequence[Element],
    question: PaperQuestion,
    lines: list[str],
    values: Sequence[str],
    wide: float,
) -> Piece:
    high = max(len(lines) * _ROW.leading, 20) + 6

    def draw(ink: Ink, x: float, y: float) -> None:
        ink.text(asked, x, y + 15, f"{question.number} ", _NUMBER._replace(size=11))
        ink.lines(asked, x + _INDENT, y + 15, lines, _ROW)
        left = x + wide - len(cells) * _CELL
        for index, (cell, value) in enumerate(zip(cells, values, strict=True)):
            middle = left + index * _CELL + _CELL / 2
            tick_box(ink, middle - 13, y + 5, _BOX)
            ink.text(cell, middle + 3, y + 14.5, value + " ", _SMALL)
        ink.rule(x, y + high, x + wide, 0.4, (0.7,))

    return Piece(high, draw)


def _end(flow: Flow, root: Element, form: PaperForm) -> None:
    """Thanks, and what staff fill in when they type the form into the kiosk."""
    part = root.add("Sect")
    thanks = paragraph(part.add("P"), form.words["thanks"], _LEAD, flow.width)
    keys = ("staff_typed", "staff_when", "staff_checked")
    labels = [(part.add("P"), form.words[key]) for key in keys]
    title = part.add("H2")
    step = flow.width / len(keys)

    def draw(ink: Ink, x: float, y: float) -> None:
        ink.frame(x, y, flow.width, 62, 0.9)
        ink.text(title, x + 8, y + 14, form.words["staff"], _DO)
        ink.right(title, x + flow.width - 8, y + 14, form.version, _SMALL)
        for index, (element, label) in enumerate(labels):
            left = x + 8 + index * step
            ink.rule(left, y + 44, left + step - 16, 0.8, (0.3,))
            ink.text(element, left, y + 55, shorten(label, _SMALL, step - 12), _SMALL)

    flow.pour([together([*thanks, gap(8), Piece(64, draw)])], 1, 0)


def _foot(ink: Ink, form: PaperForm, number: int, count: int) -> None:
    """Name and birth date on every page: pages come apart."""
    right, y = ink.size.width - MARGIN, ink.size.height - 34
    page = form.words["page"].format(number=number, count=count)
    until = ink.right(None, right, y, page, _SMALL)
    at = ink.run(None, MARGIN, y, form.words["name"], _SMALL)
    ink.rule(at + 4, y + 2, at + 200, 0.6, (0.4,))
    at = ink.run(None, at + 212, y, form.words["born"], _SMALL)
    ink.rule(at + 4, y + 2, min(at + 110, until - 12), 0.6, (0.4,))
