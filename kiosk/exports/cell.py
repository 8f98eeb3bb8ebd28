"""Text as one cell that no spreadsheet program runs.

The quote is a leading apostrophe, put before text that begins as a formula could (also behind spaces,
and in full-width or other look-alike forms) or that reads like a missing-data code. Nothing else is
changed, so that `plain_text` gets back every text that was cleaned when it came in.
"""

import string
import unicodedata

from kiosk.exports.missing import MEANING
from kiosk.text import scrub

_RUNS = frozenset("=+-@|\t\r\n\u2212")
"""U+2212 is a minus sign that stands for itself; the full-width forms reduce to these by NFKC."""

_HARMLESS = frozenset(string.ascii_letters + string.digits)


def safe(text: str) -> str:
    """`text` on one line without hidden characters, quoted when it could be taken for a formula."""
    if not (text.isascii() and text.isprintable()):
        text = scrub(text)
    if text[:1] in _HARMLESS and text not in MEANING:
        return text
    return f"'{text}" if _wants_quote(text.lstrip("'")) else text


def plain_text(cell: str) -> str:
    """The text that `safe` made `cell` from."""
    return cell[1:] if cell[:1] == "'" and _wants_quote(cell.lstrip("'")) else cell


def _wants_quote(text: str) -> bool:
    if text in MEANING:
        return True
    first = text.lstrip()[:1]
    return bool(first) and unicodedata.normalize("NFKC", first)[:1] in _RUNS
