"""Pieces of known height poured into columns, page after page.

A piece is never cut: whoever makes pieces makes them small enough for a column.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.summary.ink import Ink
from kiosk.summary.page.styles import MARGIN

Draw = Callable[[Ink, float, float], None]
"""Draws at (left, top)."""


@dataclass(frozen=True)
class Piece:
    """Something to draw. `sticky`: never the last of a column (a heading)."""

    height: float
    draw: Draw
    sticky: bool = False


def height(pieces: Sequence[Piece]) -> float:
    """How high `pieces` are under each other."""
    return sum(piece.height for piece in pieces)


def stack(ink: Ink, x: float, y: float, pieces: Sequence[Piece]) -> float:
    """Draw `pieces` under each other. Returns where they end."""
    for piece in pieces:
        piece.draw(ink, x, y)
        y += piece.height
    return y


def together(pieces: Sequence[Piece]) -> Piece:
    """`pieces` as one that is never divided."""

    def draw(ink: Ink, x: float, y: float) -> None:
        stack(ink, x, y, pieces)

    return Piece(height(pieces), draw)


def taken(pieces: Sequence[Piece], room: float) -> int:
    """How many of `pieces` fit in a column of `room`, not ending with a heading."""
    used, count = 0.0, 0
    for index, piece in enumerate(pieces):
        used += piece.height
        if used > room + 1e-6:
            break
        if not piece.sticky or index == len(pieces) - 1:
            count = index + 1
    return count


def _fits(pieces: Sequence[Piece], columns: int, room: float) -> list[int] | None:
    """How many pieces each column takes, or None when not all find a place."""
    counts = []
    start = 0
    for _ in range(columns):
        count = taken(pieces[start:], room)
        counts.append(count)
        start += count
    return counts if start == len(pieces) else None


class Flow:
    """Where the next thing goes on the continuation pages."""

    def __init__(
        self, ink: Ink, top: float, bottom: float, on_new_page: Callable[[], None]
    ) -> None:
        self.ink = ink
        self.top = top
        self.bottom = bottom
        self.y = top
        self._on_new_page = on_new_page

    @property
    def left(self) -> float:
        return MARGIN

    @property
    def width(self) -> float:
        return self.ink.size.width - 2 * MARGIN

    @property
    def room(self) -> float:
        return self.bottom - self.y

    def new_page(self) -> None:
        """Go on at the top of the next page."""
        self._on_new_page()
        self.y = self.top

    def need(self, space: float) -> None:
        """Go to a new page unless `space` is left on this one."""
        if self.room < space and self.y > self.top:
            self.new_page()

    def space(self, gap: float) -> None:
        """White space, unless the page has just begun."""
        if self.y > self.top:
            self.y = min(self.y + gap, self.bottom)

    def pour(self, pieces: Sequence[Piece], columns: int, gutter: float) -> None:
        """Fill columns from left to right; the last page's columns end level."""
        wide = (self.width - (columns - 1) * gutter) / columns
        rest = list(pieces)
        while rest:
            counts = _fits(rest, columns, self.room)
            if counts is None and self.y > self.top and taken(rest, self.room) == 0:
                self.new_page()
                continue
            if counts is None:
                rest = self._full_page(rest, columns, wide + gutter)
                continue
            counts = self._level(rest, columns)
            self._place(rest, counts, wide + gutter)
            return

    def _full_page(self, rest: list[Piece], columns: int, step: float) -> list[Piece]:
        counts = []
        start = 0
        for _ in range(columns):
            count = taken(rest[start:], self.room)
            if not count and start == 0:
                count = 1
            counts.append(count)
            start += count
        self._place(rest, counts, step)
        self.new_page()
        return rest[start:]

    def _level(self, rest: list[Piece], columns: int) -> list[int]:
        low, high = height(rest) / columns, self.room
        best = _fits(rest, columns, high) or []
        for _ in range(8):
            middle = (low + high) / 2
            counts = _fits(rest, columns, middle)
            if counts is None:
                low = middle
            else:
                best, high = counts, middle
        return best

    def _place(self, rest: list[Piece], counts: list[int], step: float) -> None:
        start, deepest = 0, self.y
        for column, count in enumerate(counts):
            part = rest[start : start + count]
            deepest = max(deepest, stack(self.ink, self.left + column * step, self.y, part))
            start += count
        self.y = deepest
