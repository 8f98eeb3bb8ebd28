"""What staff type to put a list of plain words right, such as allergies: read against the list that stands.

`penicillin` is added, `katamine = ketamine` puts one line right, `- latex` takes one away, `none` says
that there is none. Lines part at commas, semicolons and new lines. Nothing leaves the list unnamed.
"""

import re
from collections.abc import Sequence
from typing import Final

from kiosk.errors import BadAnswer
from kiosk.medications.entry import fold
from kiosk.model.answer import REST

NONE: Final = frozenset(
    ("none", "no", "no allergies", "no known allergies", "no known drug allergies", "nka", "nkda")
)
"""What staff write for an empty list; no such line is ever kept as if it were an allergy."""
_REST: Final = "rest"
"""How staff name the line that says that the patient tells staff the rest."""
EXAMPLE: Final = "penicillin; katamine = ketamine; - latex; or none"


def words_from(listed: Sequence[str], question: str, text: str) -> list[str]:
    """`listed` with what `text` says. Raises BadAnswer naming `question` for a line that does not stand
    there, and for `none` while lines stand."""
    lines = list(listed)
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    if len(parts) == 1 and fold(text) in NONE:
        if lines:
            away = "; ".join(f"- {_REST if line == REST else line}" for line in lines)
            raise BadAnswer(question, f"to empty the list, type {away}", "addendum")
        return []
    for part in parts:
        if part.startswith("-"):
            lines.remove(_standing(lines, question, part.removeprefix("-").strip()))
            continue
        words, equals, right = (each.strip() for each in part.partition("="))
        if not (right or not equals) or fold(part) in NONE:
            raise BadAnswer(question, f"expected such as {EXAMPLE}; got '{part}'", "addendum")
        if equals:
            lines[lines.index(_standing(lines, question, words))] = right
        elif fold(words) not in map(fold, lines):
            lines.append(words)
    return lines


def _standing(lines: Sequence[str], question: str, words: str) -> str:
    for line in lines:
        if fold(line) == fold(words) or (line == REST and fold(words) == _REST):
            return line
    stand = ", ".join(f"'{line}'" for line in lines) or "nothing"
    raise BadAnswer(
        question, f"expected one of what stands there: {stand}; got '{words}'", "addendum"
    )
