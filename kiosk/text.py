"""The only door for typed text: NFC, no control, bidi or zero-width characters, a length that is checked.

Text is cleaned when it comes in and again when it is shown, because a stored record may come from
an older kiosk or another program.
"""

import unicodedata

NAME_LIMIT = 200
"""Characters in a name or another one-line text (contract)."""

LONG_LIMIT = 2_000
"""Characters in a longer text (contract)."""

# Invisible or direction-changing characters that are not in a control category everywhere.
_HIDDEN = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069"
    "\u206a\u206b\u206c\u206d\u206e\u206f\u3164\ufeff\uffa0\ufff9\ufffa\ufffb"
)
_SPACES = frozenset("\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029")


def scrub(text: str) -> str:
    """`text` in NFC with line breaks as spaces and without anything that cannot be seen."""
    if text.isprintable() and _HIDDEN.isdisjoint(text) and unicodedata.is_normalized("NFC", text):
        # Most text is clean already, and told so in a tenth of the time.
        return text
    kept = []
    for character in unicodedata.normalize("NFC", text):
        if character in _SPACES:
            kept.append(" ")
        elif character not in _HIDDEN and unicodedata.category(character) not in ("Cc", "Cf", "Cs"):
            kept.append(character)
    return "".join(kept)


def clean(text: str, limit: int = NAME_LIMIT) -> str:
    """`text` scrubbed and trimmed. Raises ValueError when it is longer than `limit` characters.

    Nothing is ever cut: a caller that gets the error says so to the person who typed.
    """
    scrubbed = scrub(text).strip()
    if len(scrubbed) > limit:
        raise ValueError(f"at most {limit} characters, got {len(scrubbed)}")
    return scrubbed
