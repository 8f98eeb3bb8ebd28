"""The three fonts of the page: how wide a character is, whether it can be drawn, which bytes draw it.

Owns loading and subsetting, over the TrueType reader of ReportLab. Must not decide where text stands
nor what it says. A character outside the shared subset costs the document a further font program.
"""

import functools
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from reportlab.pdfbase.ttfonts import TTFontFace

from kiosk.errors import BadFile

Weight = Literal["R", "B", "I"]

_FILES: dict[Weight, str] = {
    "R": "IBMPlexSans_400Regular.ttf",
    "B": "IBMPlexSans_600SemiBold.ttf",
    "I": "IBMPlexSans_400Regular_Italic.ttf",
}
_NAMES: dict[Weight, str] = {
    "R": "IBMPlexSans",
    "B": "IBMPlexSans-SemiBold",
    "I": "IBMPlexSans-Italic",
}

# Every document carries these, so their font programs are made once, before the first patient.
# Only what English, Spanish and the page's own signs need: never a patient's text.
_ASCII = "".join(map(chr, range(32, 127)))
_EXTRA = "áéíóúüñÁÉÍÓÚÜÑ¿¡“”‘’…–—×→·•°½ºªàèçâêöäßÖÄãõôîïøåÅØ§®±€"
_EXTRA_CODES = (*range(1, 32), *range(128, 256))
BASE = {**{c: ord(c) for c in _ASCII}, **dict(zip(_EXTRA, _EXTRA_CODES, strict=False))}
NBSP = "\u00a0"

_FURTHER_CODES = range(33, 256)

SYMBOLIC, NONSYMBOLIC = 4, 32

_reader = threading.Lock()
"""The TrueType reader keeps a position in its file, so two threads must not subset at once."""


def _escape(code: int) -> str:
    character = chr(code)
    if character in "()\\":
        return "\\" + character
    return character if 32 <= code < 127 else f"\\{code:03o}"


@dataclass(frozen=True)
class Program:
    """A subset as the PDF embeds it. `codes` lists the character of each byte, 0 for none."""

    codes: tuple[int, ...]
    font_file: bytes
    widths: str
    to_unicode: bytes


@dataclass(frozen=True)
class Face:
    """One font with what text needs of it. Widths in thousandths of the font size."""

    weight: Weight
    name: str
    reader: TTFontFace
    widths: dict[str, float]
    escaped: dict[int, str]
    """Characters of the shared subset to what a PDF string writes for them."""
    base: Program
    descriptor: str = field(default="")

    def program(self, characters: tuple[str, ...]) -> Program:
        """A further subset for `characters`, at codes from 33 up."""
        return _program(self.reader, dict(zip(characters, _FURTHER_CODES, strict=False)))


def further_code(position: int) -> tuple[int, int]:
    """Which further subset holds the nth further character of a document, and at which code."""
    subset, offset = divmod(position, len(_FURTHER_CODES))
    return subset + 1, _FURTHER_CODES[offset]


FURTHER_SIZE = len(_FURTHER_CODES)


def assets() -> Path:
    """The folder of fonts and colour profile, in a checkout or in an installed package."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "_shipped" / "assets" / "fonts"
    return shipped if shipped.is_dir() else package.parent / "assets" / "fonts"


@functools.cache
def faces() -> dict[Weight, Face]:
    """The fonts, read once a process. Raises BadFile when a font file is missing or damaged."""
    return {weight: _load(weight) for weight in _FILES}


@functools.cache
def colour_profile() -> bytes:
    """The sRGB profile that PDF/A asks for. Raises BadFile when it is missing."""
    path = assets() / "srgb.icc"
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadFile(path, "expected the colour profile of the printed page") from error


def _load(weight: Weight) -> Face:
    path = assets() / _FILES[weight]
    try:
        reader = TTFontFace(str(path))
    except Exception as error:
        raise BadFile(path, "expected a TrueType font for the printed page") from error
    widths = {chr(code): width / 1000 for code, width in reader.charWidths.items()}
    widths[NBSP] = widths[" "]
    escaped = {ord(character): _escape(code) for character, code in BASE.items()}
    escaped[ord(NBSP)] = " "
    return Face(
        weight=weight,
        name=_NAMES[weight],
        reader=reader,
        widths=widths,
        escaped=escaped,
        base=_program(reader, BASE),
        descriptor=_descriptor(reader),
    )


def _program(reader: TTFontFace, codes: dict[str, int]) -> Program:
    table = [0] * (max(codes.values()) + 1)
    table[32] = 32
    for character, code in codes.items():
        table[code] = ord(character)
    with _reader:
        font_file = reader.makeSubset(table)
    used = sorted((code, character) for character, code in codes.items())
    return Program(
        codes=tuple(table),
        font_file=font_file,
        widths=" ".join(f"{reader.getCharWidth(code):g}" for code in table),
        to_unicode=_to_unicode(used),
    )


def _to_unicode(used: list[tuple[int, str]]) -> bytes:
    """The CMap by which a reader turns bytes back into text."""
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for start in range(0, len(used), 100):
        block = used[start : start + 100]
        lines.append(f"{len(block)} beginbfchar")
        lines += [f"<{code:02X}> <{c.encode('utf-16-be').hex().upper()}>" for code, c in block]
        lines.append("endbfchar")
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode("ascii")


def _descriptor(reader: TTFontFace) -> str:
    flags = (reader.flags & ~NONSYMBOLIC) | SYMBOLIC
    box = " ".join(f"{edge:g}" for edge in reader.bbox)
    return (
        f"/Ascent {reader.ascent:g} /Descent {reader.descent:g} /CapHeight {reader.capHeight:g}"
        f" /Flags {flags} /FontBBox [{box}] /ItalicAngle {reader.italicAngle:g}"
        f" /StemV {reader.stemV:g} /MissingWidth {reader.defaultWidth:g}"
    )
