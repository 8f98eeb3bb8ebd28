"""The box that the provider fills in by pen, always at the foot of page 1."""

from kiosk.summary.blocks.identity import Vitals
from kiosk.summary.ink import BLACK, LABEL, WHITE, Ink, Style, shorten, width
from kiosk.summary.page.icons import tick_box
from kiosk.summary.page.styles import BODY_STRONG, LABEL_STYLE, MARGIN, SECTION, SMALL
from kiosk.summary.tags import Element

HEIGHT = 146.0
_ADVICE = (
    "Kiosk output is a screening aid. Confirm identity, weight, vitals and medications in person."
)
_FORM = Style("R", 8.4)


def provider_box(ink: Ink, root: Element, measured: Vitals, *, dose: bool) -> None:
    """Draw the box. `dose`: page 1 shows a regimen."""
    part = root.add("Sect")
    left, right = MARGIN, ink.size.width - MARGIN
    top = ink.size.height - MARGIN - HEIGHT
    wide = right - left
    ink.fill(left, top, wide, 15, BLACK)
    ink.text(
        part.add("H2"), left + 8, top + 10.6, "Provider to complete", SECTION._replace(colour=WHITE)
    )
    advice = Style("R", 7.8, WHITE)
    room = wide - width("Provider to complete", SECTION) - 32
    ink.right(part.add("P"), right - 8, top + 10.4, shorten(_ADVICE, advice, room), advice)
    ink.frame(left, top, wide, HEIGHT, 1.2)
    first, second = left + wide * 0.315, left + wide * 0.68
    ink.upright(first, top + 15, top + HEIGHT, 0.7)
    ink.upright(second, top + 15, top + HEIGHT, 0.7)
    _vitals(ink, part, left + 8, first - 8, top, measured)
    _decision(ink, part, first + 8, second - 8, top, dose=dose)
    _sign(ink, part, second + 8, right - 8, top)


def _field(
    ink: Ink,
    part: Element,
    x: float,
    end: float,
    y: float,
    label: str,
    unit: str = "",
    value: str = "",
) -> None:
    """A label, a line to write on or a value that is known, and the unit."""
    element = part.add("P")
    start = ink.run(element, x, y, label + " ", _FORM) + 2
    if unit:
        end = ink.right(element, end, y, unit, LABEL_STYLE) - 3
    if value:
        ink.text(element, start + 3, y, value + " ", BODY_STRONG)
    ink.rule(start, y + 1.5, end, 0.6)


def _choices(ink: Ink, part: Element, x: float, y: float, label: str, options: list[str]) -> None:
    element = part.add("P")
    at = ink.run(element, x, y, label + " ", _FORM) + 6
    for option in options:
        tick_box(ink, at, y - 7)
        at = ink.run(element, at + 11, y, option + " ", _FORM) + 8


def _vitals(ink: Ink, part: Element, x: float, end: float, top: float, measured: Vitals) -> None:
    ink.text(part.add("H3"), x, top + 26, "Vitals", BODY_STRONG)
    half = x + (end - x) * 0.5
    y = top + 43
    _field(ink, part, x, end, y, "BP", "mmHg", measured.pressure)
    _field(ink, part, x, half - 2, y + 17, "HR", "/min", measured.heart_rate)
    _field(ink, part, half + 4, end, y + 17, "SpO2", "%", measured.oxygen)
    _field(ink, part, x, half - 2, y + 34, "RR", "/min")
    _field(ink, part, half + 4, end, y + 34, "Temp", "°F")
    _field(ink, part, x, end, y + 51, "Weight measured", "kg", measured.weight)
    _choices(ink, part, x, y + 68, "hCG", ["neg", "pos", "n/a"])
    _choices(ink, part, x, y + 85, "Ride home", ["yes", "no"])


def _decision(ink: Ink, part: Element, x: float, end: float, top: float, *, dose: bool) -> None:
    ink.text(part.add("H3"), x, top + 26, "Decision", BODY_STRONG)
    options = (
        ["Accept as printed", "Modify:", "Decline", "More information needed"]
        if dose
        else ["Decline", "Defer until:", "Treat; own order:", "More information needed"]
    )
    y = top + 43
    for option in options:
        element = part.add("P")
        tick_box(ink, x, y - 7)
        at = ink.run(element, x + 13, y, option + " ", BODY_STRONG)
        if option == "Modify:":
            until = ink.right(element, end, y, "min", SMALL._replace(colour=LABEL))
            over = ink.right(element, until - 30, y, "mg over ", SMALL._replace(colour=LABEL))
            ink.rule(at, y + 1.5, over - 3, 0.6)
            ink.rule(until - 28, y + 1.5, until - 3, 0.6)
        elif option.endswith(":"):
            ink.rule(at + 2, y + 1.5, end, 0.6)
        y += 17
    _field(ink, part, x, end, y, "Reason / notes")
    ink.rule(x, y + 18.5, end, 0.6)


def _sign(ink: Ink, part: Element, x: float, end: float, top: float) -> None:
    ink.text(part.add("H3"), x, top + 26, "Sign", BODY_STRONG)
    y = top + 50
    for label in ("Signature", "Name, title", "Date, time", "Second check: drug, dose, vial"):
        ink.rule(x, y, end, 0.6)
        ink.text(part.add("P"), x, y + 8.2, label, SMALL._replace(colour=LABEL))
        y += 26.5
