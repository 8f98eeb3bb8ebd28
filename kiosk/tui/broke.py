"""The page when the app itself has ended: plain words on a clear screen, without Textual."""

import shutil
from typing import Final

from kiosk.loading.words import Words

_CLEAR: Final = "\x1b[0m\x1b[2J\x1b[3J\x1b[H\x1b[?25l"
_PAGE: Final = "\x1b[48;2;255;255;255m\x1b[38;2;16;24;29m"


def calm_page(words: Words, language: str) -> str:
    """What to write to the terminal: screen and scrollback cleared, two sentences in the middle."""
    columns, rows = shutil.get_terminal_size((80, 24))
    lines = [words.get(language, "broke.heading"), *words.get(language, "broke.text").split("\n")]
    above = max(0, (rows - len(lines)) // 2)
    page = [""] * above + [line.center(columns) for line in lines]
    page += [""] * max(0, rows - len(page))
    return _CLEAR + _PAGE + "\r\n".join(line.ljust(columns)[:columns] for line in page)
