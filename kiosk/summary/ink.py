"""Marks on a page: measured and wrapped text, rules, fills, icons.

Owns the content stream. Text reaches the page only through string operators, made legible here, so no
caller can forget it. Must not know what a text means or where the next one goes. Lengths are points,
y grows downwards, text stands on its baseline.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from kiosk.summary.fonts import Face, Weight, faces
from kiosk.summary.legible import legible
from kiosk.summary.tags import Document, Element

Colour = tuple[float, ...]
"""One number is grey (0 black), three are red, green, blue."""

BLACK: Colour = (0.0,)
LABEL: Colour = (0.36,)
WHITE: Colour = (1.0,)
STOP: Colour = (0.60, 0.07, 0.09)
MAJOR: Colour = (0.72, 0.33, 0.03)

LEADING = 1.25
_CURVE = 0.5523
"""Control-point distance that makes four Bezier curves a circle."""


class Style(NamedTuple):
    """How a text looks."""

    weight: Weight
    size: float
    colour: Colour = BLACK

    @property
    def leading(self) -> float:
        return round(self.size * LEADING, 2)


class Drawn(NamedTuple):
    """Where a text was drawn, for the layout audit."""

    page: int
    left: float
    baseline: float
    text: str
    style: Style

    @property
    def right(self) -> float:
        """Where the last visible character ends: a space that keeps words apart does not count."""
        return self.left + width(self.text.rstrip(" "), self.style)

    @property
    def top(self) -> float:
        return self.baseline - 0.78 * self.style.size

    @property
    def bottom(self) -> float:
        return self.baseline + 0.22 * self.style.size


@dataclass(frozen=True)
class Composed:
    """A finished file, and where each of its texts was drawn."""

    pdf: bytes
    marks: tuple[tuple[int, float, float, str, Style], ...]
    pages: int

    @property
    def drawn(self) -> tuple[Drawn, ...]:
        """The texts, in the order in which they were drawn."""
        return tuple(map(Drawn._make, self.marks))


@dataclass(frozen=True)
class PageSize:
    width: float
    height: float


SIZES = {"letter": PageSize(612.0, 792.0), "a4": PageSize(595.28, 841.89)}


def width(text: str, style: Style) -> float:
    """How wide `text` is on one line."""
    return _measure(legible(text), faces()[style.weight]) * style.size


def _measure(text: str, face: Face) -> float:
    return sum(map(face.widths.__getitem__, text))


def wrap(text: str, style: Style, room: float) -> list[str]:
    """`text` in lines no wider than `room`. A word wider than that is broken, never dropped.

    A line that goes on keeps its last space, so that read aloud or copied the words stay apart.
    """
    measure = faces()[style.weight].widths.__getitem__
    limit = room / style.size
    text = legible(text)
    if sum(map(measure, text)) <= limit:
        return [text]
    space = measure(" ")
    lines: list[str] = []
    line: list[str] = []
    used = 0.0
    for word in text.split(" "):
        wide = sum(map(measure, word))
        if line and used + space + wide <= limit:
            line.append(word)
            used += space + wide
            continue
        if line:
            lines.append(" ".join(line) + " ")
        if wide > limit:
            *whole, last = _broken(word, measure, limit)
            lines += whole
            wide = sum(map(measure, last))
            line = [last]
        else:
            line = [word]
        used = wide
    lines.append(" ".join(line))
    return lines


def _broken(word: str, measure: Callable[[str], float], limit: float) -> list[str]:
    pieces: list[str] = []
    start, used = 0, 0.0
    for position, character in enumerate(word):
        wide = measure(character)
        if used + wide > limit and position > start:
            pieces.append(word[start:position])
            start, used = position, 0.0
        used += wide
    return [*pieces, word[start:]]


def cut(lines: list[str], most: int, style: Style, room: float, tail: str) -> list[str]:
    """At most `most` of `lines`; what is left out shows as `tail` at the end of the last one."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], shorten("".join(lines[most - 1 :]), style, room, tail)]


def shorten(text: str, style: Style, room: float, tail: str = "…") -> str:
    """`text` on one line of `room`, ending in `tail` where something had to go."""
    text = legible(text)
    face = faces()[style.weight]
    limit = room / style.size
    if _measure(text, face) <= limit:
        return text
    limit -= _measure(legible(tail), face)
    used = 0.0
    for position, character in enumerate(text):
        used += face.widths[character]
        if used > limit:
            kept = text[:position]
            if " " in kept.strip():
                kept = kept[: kept.rindex(" ")]
            return kept.rstrip() + tail
    return text


class Ink:
    """Draws on one page after another of a document.

    Marks of an `Element` are its content for a screen reader; marks of `None` are decoration.
    """

    def __init__(self, document: Document, size: PageSize) -> None:
        self.document = document
        self.size = size
        self._texts: list[tuple[int, float, float, str, Style]] = []
        self._faces = faces()
        self._pages: list[list[str]] = []
        self.next_page()

    def next_page(self) -> None:
        """Start the first or the next page."""
        self._close()
        self.page = self.document.open_page()
        self._pages.append([])
        self._begin(self._pages[-1])

    def finish(
        self, foot: Callable[["Ink", int, int], None], under: Callable[["Ink"], None] | None = None
    ) -> Composed:
        """The file. `foot(ink, number, count)` closes each page, `under(ink)` lies behind it."""
        self._close()
        pages = self._pages
        for self.page, ops in enumerate(pages):
            behind: list[str] = []
            if under:
                self._begin(behind)
                under(self)
                self._close()
            after: list[str] = []
            self._begin(after)
            foot(self, self.page + 1, len(pages))
            self._close()
            content = "\n".join(["q", *behind, "Q q", *ops, "Q", *after])
            self.document.add_page(self.page, (self.size.width, self.size.height), content)
        return Composed(self.document.finish(), tuple(self._texts), len(pages))

    def text(self, element: Element | None, x: float, y: float, text: str, style: Style) -> None:
        """`text` on one line from `x`, its baseline at `y`."""
        self._draw(element, x, y, legible(text), style)

    def run(self, element: Element | None, x: float, y: float, text: str, style: Style) -> float:
        """Like `text`. Returns where it ends, so that another text can follow."""
        text = legible(text)
        self._draw(element, x, y, text, style)
        return x + _measure(text, self._faces[style.weight]) * style.size

    def right(self, element: Element | None, x: float, y: float, text: str, style: Style) -> float:
        """`text` ending at `x`. Returns where it starts."""
        text = legible(text)
        start = x - _measure(text, self._faces[style.weight]) * style.size
        self._draw(element, start, y, text, style)
        return start

    def _draw(self, element: Element | None, x: float, y: float, text: str, style: Style) -> None:
        weight, size, colour = style
        if element is not self._open or not self._marked:
            self._mark(element)
        if colour != self._filled:
            self._fill(colour)
        self._show(self._faces[weight], x, y, text, size)
        self._texts.append((self.page, x, y, text, style))

    def lines(
        self, element: Element | None, x: float, y: float, lines: list[str], style: Style
    ) -> float:
        """Wrapped `lines`, the first one's baseline at `y`. Returns the baseline after the last."""
        for line in lines:
            self.text(element, x, y, line, style)
            y += style.leading
        return y

    def rule(self, x0: float, y: float, x1: float, thick: float, colour: Colour = BLACK) -> None:
        """A horizontal line."""
        self.fill(x0, y - thick / 2, x1 - x0, thick, colour)

    def upright(self, x: float, y0: float, y1: float, thick: float, colour: Colour = BLACK) -> None:
        """A vertical line."""
        self.fill(x - thick / 2, y0, thick, y1 - y0, colour)

    def fill(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        """A filled rectangle from its upper left corner."""
        self._mark(None)
        self._fill(colour)
        self._put(f"{x:.2f} {self._up(y + high)} {wide:.2f} {high:.2f} re f")

    def frame(
        self, x: float, y: float, wide: float, high: float, thick: float, colour: Colour = BLACK
    ) -> None:
        """The outline of a rectangle, drawn inside its edges."""
        self._mark(None)
        self._stroke(colour)
        half = thick / 2
        self._put(
            f"{thick:.2f} w {x + half:.2f} {self._up(y + high - half)}"
            f" {wide - thick:.2f} {high - thick:.2f} re S"
        )

    def polygon(
        self,
        points: list[tuple[float, float]],
        *,
        fill: Colour | None = None,
        stroke: Colour | None = None,
        thick: float = 0,
        dash: str = "",
        closed: bool = True,
    ) -> None:
        """A closed shape, or an open stroke, through `points`."""
        path = " ".join(
            f"{x:.2f} {self._up(y)} {'l' if index else 'm'}" for index, (x, y) in enumerate(points)
        )
        self._paint(path + (" h" if closed else ""), fill, stroke, thick, dash)

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: Colour | None = None,
        stroke: Colour | None = None,
        thick: float = 0,
    ) -> None:
        """A circle around its middle."""
        bend = radius * _CURVE
        path = f"{x + radius:.2f} {self._up(y)} m"
        for (ax, ay), (bx, by), (cx, cy) in (
            ((radius, bend), (bend, radius), (0, radius)),
            ((-bend, radius), (-radius, bend), (-radius, 0)),
            ((-radius, -bend), (-bend, -radius), (0, -radius)),
            ((bend, -radius), (radius, -bend), (radius, 0)),
        ):
            corners = ((x + ax, y + ay), (x + bx, y + by), (x + cx, y + cy))
            path += "".join(f" {px:.2f} {self._up(py)}" for px, py in corners) + " c"
        self._paint(path + " h", fill, stroke, thick, "")

    def slanted(self, x: float, y: float, text: str, style: Style) -> None:
        """Decoration at 45 degrees from (x, y) upwards: a mark across the whole page."""
        self._mark(None)
        self._fill(style.colour)
        face = faces()[style.weight]
        turn = f"0.7071 0.7071 -0.7071 0.7071 {x:.2f} {self._up(y)}"
        for font, written in self.document.runs(face, legible(text)):
            self._put(f"BT /{font} {style.size:g} Tf {turn} Tm ({written}) Tj ET")

    def _show(self, face: Face, x: float, y: float, text: str, size: float) -> None:
        place = f"{size:g} Tf {x:.2f} {self.size.height - y:.2f} Td"
        if text.isascii():
            if "(" in text or ")" in text or "\\" in text:
                text = text.translate(face.escaped)
            self._put(f"BT /F{face.weight} {place} ({text}) Tj ET")
            return
        (font, written), *rest = self.document.runs(face, text)
        shown = "".join(f" /{font} {size:g} Tf ({written}) Tj" for font, written in rest)
        self._put(f"BT /{font} {place} ({written}) Tj{shown} ET")

    def _paint(
        self, path: str, fill: Colour | None, stroke: Colour | None, thick: float, dash: str
    ) -> None:
        self._mark(None)
        if fill:
            self._fill(fill)
        if stroke:
            self._stroke(stroke)
            path = f"{thick:.2f} w {path}"
        operator = {(True, True): "B", (True, False): "f"}.get((bool(fill), bool(stroke)), "S")
        self._put(f"[{dash}] 0 d {path} {operator} [] 0 d" if dash else f"{path} {operator}")

    def _begin(self, ops: list[str]) -> None:
        self._put = ops.append
        self._open: Element | None = None
        self._marked = False
        self._filled: Colour = BLACK
        self._stroked: Colour = BLACK

    def _mark(self, element: Element | None) -> None:
        if self._marked and element is self._open:
            return
        if self._marked:
            self._put("EMC")
        self._marked = True
        self._open = element
        if element is None:
            self._put("/Artifact BMC")
        else:
            number = self.document.mark(self.page, element)
            self._put(f"/{element.tag} <</MCID {number}>> BDC")

    def _close(self) -> None:
        if self._pages and self._marked:
            self._put("EMC")
            self._marked = False

    def _fill(self, colour: Colour) -> None:
        if colour != self._filled:
            self._filled = colour
            self._put(_operands(colour) + ("g" if len(colour) == 1 else "rg"))

    def _stroke(self, colour: Colour) -> None:
        if colour != self._stroked:
            self._stroked = colour
            self._put(_operands(colour) + ("G" if len(colour) == 1 else "RG"))

    def _up(self, y: float) -> str:
        return f"{self.size.height - y:.2f}"


@functools.cache
def _operands(colour: Colour) -> str:
    return "".join(f"{part:g} " for part in colour)
