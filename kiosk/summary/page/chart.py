"""Scores over visits as small charts that need no colour: a bar and a number for each, this visit's black."""

from collections.abc import Sequence

from kiosk.summary.blocks.trends import Trend
from kiosk.summary.ink import BLACK, LABEL, Ink, Style, shorten, width
from kiosk.summary.page.flow import Piece
from kiosk.summary.page.styles import GUTTER, SMALL_STRONG
from kiosk.summary.tags import Element

_HIGH = 66.0
_AXIS = 16.0
_NUMBER = Style("B", 8)
_DATE = Style("R", 7.2)
_SCALE = Style("R", 7, LABEL)
_BAR = 14.0
_EARLIER = (0.72,)
_FRAME = (0.62,)


def chart_row(part: Element, trends: Sequence[Trend], wide: float) -> Piece:
    """All charts beside each other."""
    step = (wide - 2 * GUTTER) / 3 + GUTTER
    drawn = [(part.add("Figure"), trend) for trend in trends]

    def draw(ink: Ink, x: float, y: float) -> None:
        for index, (figure, trend) in enumerate(drawn):
            _chart(ink, figure, trend, x + index * step, y, step - GUTTER)

    return Piece(_HIGH + 46, draw)


def _chart(ink: Ink, figure: Element, trend: Trend, x: float, y: float, wide: float) -> None:
    top, bottom = y + 22, y + 22 + _HIGH
    high = ink.size.height
    box = f"[{x:.2f} {high - bottom - 24:.2f} {x + wide:.2f} {high - y:.2f}]"
    figure.attributes = f"/Alt ({_plain(trend.in_words)}) /A << /O /Layout /BBox {box} >>"
    ink.text(figure, x, y + 8.5, shorten(trend.title, SMALL_STRONG, wide) + " ", SMALL_STRONG)
    left, right = x + _AXIS, x + wide
    for value in (0, trend.maximum):
        ink.right(figure, left - 3, _level(value, trend, top, bottom) + 2.5, f"{value} ", _SCALE)
    ink.upright(left, top, bottom, 0.5, _FRAME)
    ink.rule(left, bottom, right, 0.7)
    step = (right - left) / len(trend.points)
    bar = min(_BAR, step * 0.6)
    for index, (_, score) in enumerate(trend.points):
        middle = left + (index + 0.5) * step
        level = _level(score, trend, top, bottom)
        last = trend.current and index == len(trend.points) - 1
        if score:
            ink.fill(middle - bar / 2, level, bar, bottom - level, BLACK if last else _EARLIER)
        number = str(score)
        ink.text(figure, middle - width(number, _NUMBER) / 2, level - 3, number + " ", _NUMBER)
    ink.text(figure, left, bottom + 10, trend.points[0][0] + " ", _DATE)
    ink.right(figure, right, bottom + 10, trend.points[-1][0], _DATE)
    if trend.left_out:
        ink.text(figure, left, bottom + 19, f"{trend.left_out} earlier visits not drawn", _SCALE)


def _level(score: int, trend: Trend, top: float, bottom: float) -> float:
    return bottom - (bottom - top) * score / trend.maximum


def _plain(text: str) -> str:
    """A PDF string: ASCII, its own marks escaped."""
    ascii_only = text.encode("ascii", "replace").decode("ascii")
    return ascii_only.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
