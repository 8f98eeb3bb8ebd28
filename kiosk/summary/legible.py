"""Text as the page can show it: what no font draws becomes words, never a gap.

Owns the step between stored text and drawn text. Every text that reaches the page passes here, whoever
wrote it. Must not cut, and must not understand markup: a `<` is a character like any other.
"""

import functools
import unicodedata

from kiosk.summary.fonts import NBSP, faces
from kiosk.text import scrub

# Blocks whose characters were all assigned before Unicode 14, the version of the oldest Python that
# the kiosk runs on: their names are the same in every later one.
_NAMED = (range(0x2190, 0x2800), range(0x1F300, 0x1F6D8), range(0x1F900, 0x1FA00))
_SPACES = frozenset(
    "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000"
)
_FIXED_SPACES = frozenset("\u00a0\u2007\u202f")
_VARIATION = range(0xFE00, 0xFE10)


def legible(text: str) -> str:
    """`text` with nothing but characters that the fonts draw. Applying it twice changes nothing."""
    if text.isascii() and text.isprintable():
        return text
    drawn = _drawn()
    if drawn.issuperset(text) and unicodedata.is_normalized("NFC", text):
        return text
    parts: list[str] = []
    codes: list[str] = []
    for character in _joined(scrub(text)):
        word = character if character in drawn else _words(character)
        if word:
            _close(codes, parts)
            parts.append(word)
        else:
            codes.append(f"U+{ord(character):04X}")
    _close(codes, parts)
    return "".join(parts)


def has_unprintable(text: str) -> bool:
    """Whether some character of `text` is shown as words."""
    return not text.isascii() and any(
        c not in _drawn() and c not in _SPACES for c in _joined(scrub(text))
    )


def _joined(text: str) -> str:
    return "".join(c for c in text if ord(c) not in _VARIATION)


@functools.cache
def _drawn() -> frozenset[str]:
    codes = set.intersection(*(set(face.reader.charToGlyph) for face in faces().values()))
    characters = {chr(code) for code in codes}
    return frozenset(c for c in characters if scrub(c) == c and c not in _SPACES) | {NBSP}


def _close(codes: list[str], parts: list[str]) -> None:
    if codes:
        parts.append(f"[{' '.join(codes)}]")
        codes.clear()


def _words(character: str) -> str:
    """What stands for an undrawable character; empty where only its code can be given."""
    if character in _SPACES:
        return " "
    if character in _FIXED_SPACES:
        return NBSP
    code = ord(character)
    if any(code in block for block in _NAMED):
        name = unicodedata.name(character, "").lower()
        return f"[{name}]" if name else ""
    return ""
