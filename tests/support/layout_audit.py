"""The layout audit: faults of a printed page, from what was drawn and what another reader finds.

Positions come from the page's own record of drawn texts; that they are true, and that shapes do not
cut through text, is checked with PDFium, which shares no code with what we ship.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from kiosk.summary.ink import Composed, Drawn

MARGIN = 36.0
TOP = 24.0
BOTTOM = 20.0
_SLACK = 0.6
_UNEVEN = re.compile(r"[\s\-\u00ad\u0002\ufffe\ufffd]+")


@dataclass(frozen=True)
class Shape:
    """A drawn shape in page coordinates with y downwards."""

    left: float
    top: float
    right: float
    bottom: float


def squeeze(text: str) -> str:
    """Text without spaces and hyphens, which readers add and drop at the ends of lines.

    Readers also take a joined letter such as ﬁ apart.
    """
    return _UNEVEN.sub("", unicodedata.normalize("NFKC", text))


def read_back(pdf: bytes) -> list[str]:
    """The text of each page as PDFium reads it."""
    document = pdfium.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


def text_of(pdf: bytes) -> str:
    """The whole text with every run of white space as one space."""
    return " ".join(" ".join(read_back(pdf)).split())


def faults(made: Composed) -> list[str]:
    """Every fault of the layout, one line each."""
    found = []
    document = pdfium.PdfDocument(made.pdf)
    for number, page in enumerate(document):
        width, height = page.get_size()
        texts = [each for each in made.drawn if each.page == number and each.text.strip()]
        found += [f"page {number + 1}: {fault}" for fault in _outside(texts, width, height)]
        found += [f"page {number + 1}: {fault}" for fault in _overlaps(texts)]
        found += [
            f"page {number + 1}: {fault}" for fault in _cut(texts, list(_shapes(page, height)))
        ]
        found += [f"page {number + 1}: {fault}" for fault in _unread(texts, page)]
    document.close()
    return found


def lost(made: Composed, texts: list[str]) -> list[str]:
    """Those of `texts` that are not drawn whole, wherever their lines stand."""
    drawn = squeeze("".join(each.text for each in made.drawn if not _running(each)))
    return [text for text in texts if squeeze(text) not in drawn]


def _running(each: Drawn) -> bool:
    """Heads of later pages, which may stand in the middle of a long answer."""
    return each.page > 0 and each.top < 45


def _outside(texts: list[Drawn], width: float, height: float) -> Iterator[str]:
    for each in texts:
        if (
            each.left < MARGIN - _SLACK
            or each.right > width - MARGIN + _SLACK
            or each.top < TOP
            or each.bottom > height - BOTTOM
        ):
            yield f"outside the margins: {each.text!r} at {each.left:.0f},{each.top:.0f}"


def _overlaps(texts: list[Drawn]) -> Iterator[str]:
    ordered = sorted(texts, key=lambda each: each.top)
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other.top >= one.bottom - _SLACK:
                break
            across = min(one.right, other.right) - max(one.left, other.left)
            down = min(one.bottom, other.bottom) - max(one.top, other.top)
            if across > _SLACK and down > _SLACK:
                yield f"overlap: {one.text!r} and {other.text!r}"


def _shapes(page: pdfium.PdfPage, height: float) -> Iterator[Shape]:
    for made in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        left, bottom, right, top = made.get_bounds()
        yield Shape(left, height - top, right, height - bottom)


def _cut(texts: list[Drawn], shapes: list[Shape]) -> Iterator[str]:
    """Text through whose small letters the edge of a shape runs."""
    for each in texts:
        size = each.style.size
        top, bottom = each.baseline - 0.45 * size, each.baseline - 0.05 * size
        left, right = each.left + 0.4, each.right - 0.4
        for shape in shapes:
            apart = (
                shape.right <= left
                or shape.left >= right
                or shape.bottom <= top
                or shape.top >= bottom
            )
            around = (
                shape.left <= left
                and shape.right >= right
                and shape.top <= top
                and shape.bottom >= bottom
            )
            if not apart and not around:
                yield f"cut by a shape: {each.text!r} at {each.left:.0f},{each.top:.0f}"


def _unread(texts: list[Drawn], page: pdfium.PdfPage) -> Iterator[str]:
    read = squeeze(page.get_textpage().get_text_range())
    for each in texts:
        if squeeze(each.text) not in read:
            yield f"not read back: {each.text!r}"
