"""How a page fits its window: breakpoints, fixed heights, and the ladder of what gives way first.

Owns every number of the grid. Sizes are in cells. Knows no widget.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from textual.content import Content

SMALLEST: Final = (80, 24)
"""Columns and rows under which only the "too small" page shows."""

WIDTHS: Final[list[tuple[int, str]]] = [(0, "-w80"), (100, "-w100"), (140, "-w140"), (190, "-w200")]
HEIGHTS: Final[list[tuple[int, str]]] = [(0, "-h24"), (28, "-h30"), (38, "-h45"), (56, "-h60")]

_BAND = (1, 3, 3, 3)
_BAR = (3, 3, 5, 5)
_TOP = (1, 2, 3, 5)
_TARGET = (3, 3, 3, 5)
_TARGET_GAP = (0, 0, 1, 1)
_SLIM = (2, 2, 3, 5)
_GAP = (1, 1, 2, 2)
_LARGE = ((7, 1), (5, 1), (5, 0), (4, 1), (4, 0), (3, 1))
"""Rows of a target and below it, when somebody asked for larger ones."""
_ASK = (6, 6, 7, 8)
_ASK_INSTRUMENT = (6, 9, 9, 10)


def rows_of(text: str, width: int) -> int:
    """Rows that `text` takes when wrapped to `width`."""
    return len(Content(text).wrap(width)) if text else 0


@dataclass(frozen=True, slots=True)
class Shape:
    """The measures of one window. Breakpoints follow the spec's table, one for each direction."""

    columns: int
    rows: int

    def _by_height(self, values: tuple[int, ...]) -> int:
        return values[sum(self.rows >= low for low, _ in HEIGHTS) - 1]

    @property
    def classes(self) -> tuple[str, str]:
        """The breakpoint classes of the width and of the height."""
        wide = [name for low, name in WIDTHS if self.columns >= low]
        high = [name for low, name in HEIGHTS if self.rows >= low]
        return wide[-1], high[-1]

    @property
    def too_small(self) -> bool:
        """Whether the window is smaller than any page can use."""
        return self.columns < SMALLEST[0] or self.rows < SMALLEST[1]

    @property
    def column(self) -> int:
        """Width of the page's column."""
        return 76 if self.columns < 100 else 72

    @property
    def margin(self) -> int:
        """Cells beside the column."""
        return (self.columns - self.column) // 2

    @property
    def top(self) -> int:
        """Rows above the column's content."""
        return self._by_height(_TOP)

    @property
    def list_beside(self) -> bool:
        """Whether the list of parts stands beside the column, in place of the steps above it."""
        return self.columns >= 140

    @property
    def gap(self) -> int:
        """Rows between blocks."""
        return self._by_height(_GAP)

    @property
    def heading_gap(self) -> int:
        """Rows below a heading."""
        return 0 if self.rows < HEIGHTS[1][0] else 1

    @property
    def target(self) -> int:
        """Rows of a full target."""
        return self._by_height(_TARGET)

    @property
    def target_gap(self) -> int:
        """Rows below a full target."""
        return self._by_height(_TARGET_GAP)

    @property
    def slim(self) -> int:
        """Rows of a slim target, its rule or box included."""
        return self._by_height(_SLIM)

    @property
    def slim_boxed(self) -> bool:
        """Whether slim targets still have a box."""
        return self.rows >= HEIGHTS[2][0]

    @property
    def larger_fit(self) -> bool:
        """Whether larger targets than usual fit on an ordinary page."""
        return self.rows >= HEIGHTS[1][0]

    @property
    def row_frame(self) -> int:
        """Rows that the box or the rule of a slim target takes."""
        return 2 if self.slim_boxed else 1

    @property
    def slim_variant(self) -> str:
        """How a slim target looks: a box without a gap, or a line."""
        return "slim" if self.slim_boxed else "line"

    def ask(self, *, instrument: bool) -> int:
        """Rows of the question block, the same on every page so that answers do not move."""
        return self._by_height(_ASK_INSTRUMENT if instrument else _ASK)

    def room(self, *, steps: bool) -> int:
        """Rows of the column below its top padding."""
        above = self._by_height(_BAND) + self.top
        step_row = 1 if steps and not self.list_beside else 0
        return self.rows - above - step_row - self._by_height(_BAR)


@dataclass(frozen=True, slots=True)
class Fit:
    """How one page of choices is laid out."""

    ask: int
    """Rows of the question block."""
    row: int
    """Rows of a choice."""
    gap: int
    """Rows below a choice."""
    pair_gap: int
    """Rows above the pair "I'm not sure / I'd rather tell staff"."""
    slim: bool = False
    short_why: bool = False
    """The reason is one line that leads to its own page."""
    two_columns: bool = False
    pages: int = 1
    """How many pages the choices are split over."""
    large: bool = False
    """Larger than the window's usual targets: `row` and `gap` are set on each choice."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What one page of choices has to hold. Text rows are without the gap below the heading."""

    text: int
    short_text: int
    """Rows of the text when its reason is one line."""
    choices: int
    pair: bool
    """Whether the two ways out stand side by side in a row of their own."""
    ordered: bool
    """An ordered scale never stands in two columns."""
    instrument: bool = False
    extra: int = 0
    """Rows that the page needs besides (a button under a list of several)."""


def fit(shape: Shape, demand: Demand, *, steps: bool = True, large: bool = False) -> Fit:
    """The first step of the ladder that fits: full, slim, short reason, two columns, more pages.

    `large`: the largest targets that fit come before it, on pages with one idea: the reason has its own.
    """
    room = shape.room(steps=steps) - demand.extra
    fixed = shape.ask(instrument=demand.instrument)
    shorten = demand.text > fixed >= demand.short_text
    for step in _large(shape, demand) if large else ():
        found = _try(shape, demand, step, room, fixed)
        if found:
            return found
    for pages in range(1, demand.choices + 1):
        part = replace(demand, choices=-(-demand.choices // pages))
        for step in _ladder(shape, part, shorten=shorten):
            found = _try(shape, part, step, room, fixed)
            if found:
                return replace(found, pages=pages)
    raise ValueError(f"nothing fits {demand} into {shape}")


def _large(shape: Shape, demand: Demand) -> Iterator[Fit]:
    for row, gap in _LARGE:
        if (row, gap) > (shape.target, shape.target_gap):
            yield Fit(0, row, gap, gap, short_why=demand.text > demand.short_text, large=True)


def _ladder(shape: Shape, demand: Demand, *, shorten: bool) -> Iterator[Fit]:
    full = Fit(0, shape.target, shape.target_gap, 0, short_why=shorten)
    slim = Fit(0, shape.slim, 0, shape.gap, slim=True, short_why=shorten)
    yield full
    yield replace(full, gap=0)
    yield slim
    yield replace(slim, pair_gap=0)
    yield replace(slim, pair_gap=0, short_why=True)
    if not demand.ordered:
        yield replace(full, two_columns=True)
        yield replace(slim, two_columns=True, pair_gap=0)
        yield replace(slim, two_columns=True, pair_gap=0, short_why=True)


def _try(shape: Shape, demand: Demand, step: Fit, room: int, fixed: int) -> Fit | None:
    rows = -(-demand.choices // 2) if step.two_columns else demand.choices
    text = demand.short_text if step.short_why else demand.text
    targets = rows * (step.row + step.gap)
    if demand.pair:
        targets += step.pair_gap + (step.row if step.large else shape.target)
    else:
        targets -= step.gap
    # A full page keeps the fixed block; beside slim targets the block may shrink down to its text.
    highest, lowest = max(fixed, text), max(fixed, text)
    if step.two_columns:
        highest = lowest = text + shape.gap
    elif step.slim:
        lowest = text
    ask = min(highest, room - targets)
    return replace(step, ask=ask) if ask >= lowest else None
