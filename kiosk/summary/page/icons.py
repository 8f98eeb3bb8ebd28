"""Severity as a shape: octagon, triangle, diamond, circle, dashed square; a tick for none.

Drawn, not glyphs, so that they print the same with any font and in black and white.
"""

import math

from kiosk.summary.ink import BLACK, MAJOR, STOP, WHITE, Colour, Ink

BAR: dict[str, tuple[float, Colour]] = {
    "stop": (4.2, STOP),
    "no_weight": (4.2, (0.23,)),
    "major": (3.0, MAJOR),
    "caution": (1.8, (0.3,)),
    "note": (0.7, (0.45,)),
}
"""Thickness and colour of the bar left of a flag."""


def icon(ink: Ink, kind: str, x: float, y: float, size: float, *, reverse: bool = False) -> None:
    """The shape of a severity in a square of `size` with its upper left corner at (x, y).

    `reverse`: outlined in white, for coloured backgrounds.
    """
    middle_x, middle_y, half = x + size / 2, y + size / 2, size / 2
    if kind == "stop":
        _octagon(ink, middle_x, middle_y, half, reverse=reverse)
    elif kind == "major":
        _triangle(ink, x, y, size, reverse=reverse)
    elif kind == "caution":
        corners = [
            (middle_x, y),
            (x + size, middle_y),
            (middle_x, y + size),
            (x, middle_y),
        ]
        ink.polygon(corners, stroke=BLACK, fill=WHITE, thick=max(0.9, size / 11))
        _bang(ink, middle_x, middle_y, size * 0.5, BLACK)
    elif kind == "note":
        ink.circle(middle_x, middle_y, half - 0.4, stroke=(0.3,), thick=0.8)
        ink.fill(middle_x - size * 0.05, y + size * 0.43, size * 0.1, size * 0.34, BLACK)
        ink.fill(middle_x - size * 0.06, y + size * 0.24, size * 0.12, size * 0.12, BLACK)
    elif kind in ("unknown", "no_weight"):
        _question(ink, x, y, size, WHITE if reverse else BLACK)
    elif kind == "clear":
        ink.circle(middle_x, middle_y, half - 0.6, stroke=BLACK, thick=1.1)
        tick = [
            (x + size * 0.28, y + size * 0.52),
            (x + size * 0.44, y + size * 0.68),
            (x + size * 0.73, y + size * 0.34),
        ]
        ink.polygon(tick, stroke=BLACK, thick=size / 12, closed=False)


def _octagon(ink: Ink, x: float, y: float, half: float, *, reverse: bool) -> None:
    corners = [
        (
            x + half * math.cos(math.pi / 8 + k * math.pi / 4),
            y + half * math.sin(math.pi / 8 + k * math.pi / 4),
        )
        for k in range(8)
    ]
    if reverse:
        ink.polygon(corners, stroke=WHITE, thick=max(0.9, half / 11))
    else:
        ink.polygon(corners, fill=STOP)
    arm = half * 0.38
    for slope in (1, -1):
        ink.polygon(
            [(x - arm, y - arm * slope), (x + arm, y + arm * slope)],
            stroke=WHITE,
            thick=half / 3.6,
            closed=False,
        )


def _triangle(ink: Ink, x: float, y: float, size: float, *, reverse: bool) -> None:
    corners = [(x + size / 2, y + size * 0.04), (x + size, y + size * 0.94), (x, y + size * 0.94)]
    if reverse:
        ink.polygon(corners, stroke=WHITE, thick=max(0.9, size / 14))
    else:
        ink.polygon(corners, fill=MAJOR)
    _bang(ink, x + size / 2, y + size * 0.62, size * 0.48, WHITE)


def _bang(ink: Ink, x: float, y: float, high: float, colour: Colour) -> None:
    thick = max(0.9, high / 4.5)
    top = y - high / 2
    ink.fill(x - thick / 2, top, thick, high * 0.6, colour)
    ink.fill(x - thick / 2, top + high * 0.76, thick, thick, colour)


def _question(ink: Ink, x: float, y: float, size: float, colour: Colour) -> None:
    thick = max(0.6, size / 14)
    inset = thick / 2
    corners = [
        (x + inset, y + inset),
        (x + size - inset, y + inset),
        (x + size - inset, y + size - inset),
        (x + inset, y + size - inset),
    ]
    ink.polygon(corners, stroke=colour, thick=thick, dash=f"{size / 7:.2f}")
    bow = [
        (x + size * 0.36, y + size * 0.38),
        (x + size * 0.42, y + size * 0.27),
        (x + size * 0.58, y + size * 0.27),
        (x + size * 0.64, y + size * 0.38),
        (x + size * 0.5, y + size * 0.5),
        (x + size * 0.5, y + size * 0.6),
    ]
    ink.polygon(bow, stroke=colour, thick=max(0.7, size / 11), closed=False)
    dot = max(0.8, size / 9)
    ink.fill(x + size / 2 - dot / 2, y + size * 0.68, dot, dot, colour)


def tick_box(ink: Ink, x: float, y: float, size: float = 8.5) -> None:
    """An empty box for a pen."""
    ink.frame(x, y, size, size, 1.0)
