"""The charts of a report: bars in black and white, with their numbers beside them.

One hue and printed numbers, so that a chart says the same on a monochrome printer and to whoever sees
no colours. Flags differ by hatching. No typed word of a patient is ever in a chart.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

import drawsvg
import resvg_py

from kiosk.places import shipped
from kiosk.report.counts import Count, Report
from kiosk.report.table import TIER_NAMES, counted, periods, spanned

_WIDTH: Final = 900
_MARGIN: Final = 24
_LABELS: Final = 380
_NUMBERS: Final = 60
_LETTER: Final = 8
"""Width of a letter of a label, generously: a viewer may have another font."""
_ROW: Final = 30
_BAR: Final = 18
_HEAD: Final = 84
_KEY: Final = 34
_SIZE: Final = 15
_FONT: Final = "IBM Plex Sans, Arial, Helvetica, sans-serif"
_INK: Final = "#111111"
_FAINT: Final = "#555555"
_MOST: Final = 20
"""Bars of flags; the CSV file has the rest."""
_LONGEST: Final = 48
"""Characters of a label that fit in front of a bar."""
_SCALE: Final = 2.0
"""PNG pixels for each unit of the SVG: sharp in print."""


def charts(report: Report) -> dict[str, str]:
    """File name without its ending to SVG text. A chart without any number is left out."""
    title, days = periods(report.days)
    minutes = report.minutes
    took = f"median {minutes.median} min, 90 % within {minutes.p90} min"
    made_up = " (SYNTHETIC, not patients)" if report.synthetic else ""
    intakes = f"{counted(report.records, 'intake')}{made_up} {spanned(report)}"
    medicines = report.unrecognised
    entries = (
        f"{counted(medicines.listed, 'entry', 'entries')} of medicine lists; "
        f"not recognised in {medicines.records:,} of {intakes}"
    )
    drawn = {
        "reasons": ("Main reason", intakes, report.reasons),
        "results": ("Result", intakes, report.dispositions),
        "flags": (
            "The most frequent flags",
            intakes,
            sorted(report.flags, key=lambda c: -c.number)[:_MOST],
        ),
        "minutes": ("Time to complete, pauses included", took, minutes.spread),
        "medicines": ("Medicines not recognised", entries, medicines.kinds),
        "not_finished": (
            "Not finished, by the question they stand at",
            "unfinished intakes that are still kept",
            report.abandoned,
        ),
        "days": (title.capitalize(), intakes, days),
    }
    return {name: _bars(*parts) for name, parts in drawn.items() if any(c.number for c in parts[2])}


def as_png(svg: str) -> bytes:
    """`svg` as a picture, in the font that the printed pages have."""
    fonts = [str(path) for path in sorted((shipped("assets") / "fonts").glob("*.ttf"))]
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            font_files=fonts,
            skip_system_fonts=True,
            sans_serif_family="IBM Plex Sans",
            font_family="IBM Plex Sans",
            zoom=_SCALE,
        )
    )


def _bars(title: str, subtitle: str, counts: Sequence[Count]) -> str:
    tiers = [tier for tier in TIER_NAMES if any(each.note == tier for each in counts)]
    height = _HEAD + _ROW * len(counts) + (_KEY if tiers else 0) + _MARGIN
    labels = min(_LABELS, _LETTER * max(len(each.label) for each in counts) + _MARGIN)
    picture = drawsvg.Drawing(_WIDTH, height, font_family=_FONT)
    picture.append_title(f"{title}: {subtitle}")
    picture.append(drawsvg.Rectangle(0, 0, _WIDTH, height, fill="#ffffff"))
    _write(picture, title, _MARGIN, 38, size=22, weight="600")
    _write(picture, subtitle, _MARGIN, 62, fill=_FAINT)
    most = max(each.number for each in counts)
    y = _HEAD
    for each in counts:
        _row(picture, each, _MARGIN + labels, y, most)
        y += _ROW
    if tiers:
        _key(picture, tiers, y + 8)
    text: str = picture.as_svg()
    return text


def _row(picture: drawsvg.Drawing, count: Count, start: int, y: int, most: int) -> None:
    middle = y + _ROW // 2
    length = count.number * (_WIDTH - start - _MARGIN - _NUMBERS) // most
    if count.number:
        length = max(length, 2)
    _write(picture, _short(count.label), start - 10, middle + 5, anchor="end")
    _box(picture, start, middle - _BAR // 2, length, count.note)
    _write(picture, f"{count.number:,}", start + length + 8, middle + 5, weight="600")


def _key(picture: drawsvg.Drawing, tiers: Sequence[str], y: int) -> None:
    x = _MARGIN
    for tier in tiers:
        _box(picture, x, y, 28, tier)
        _write(picture, TIER_NAMES[tier], x + 36, y + 14)
        x += 170


def _box(picture: drawsvg.Drawing, x: int, y: int, width: int, tier: str) -> None:
    picture.append(
        drawsvg.Rectangle(
            x, y, width, _BAR, fill=_fill(tier), stroke=_INK, stroke_width=1.2 if width else 0
        )
    )


@cache
def _fill(tier: str) -> str | drawsvg.Pattern:
    """The gravest darkest: solid, dense lines, wide lines, empty."""
    if tier == "inform":
        return "#ffffff"
    if tier not in ("caution_major", "caution_minor"):
        return "#333333"
    apart = 4 if tier == "caution_major" else 9
    pattern = drawsvg.Pattern(
        apart, apart, patternUnits="userSpaceOnUse", patternTransform="rotate(45)"
    )
    pattern.append(drawsvg.Rectangle(0, 0, apart, apart, fill="#ffffff"))
    pattern.append(drawsvg.Line(0, 0, 0, apart, stroke=_INK, stroke_width=3))
    return pattern


def _write(
    picture: drawsvg.Drawing,
    text: str,
    x: int,
    y: int,
    *,
    size: int = _SIZE,
    anchor: str = "start",
    weight: str = "400",
    fill: str = _INK,
) -> None:
    picture.append(
        drawsvg.Text(text, size, x, y, text_anchor=anchor, font_weight=weight, fill=fill)
    )


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1].rstrip() + "…"
