"""What staff type to put a medicine list right: plain lines, read against the list that stands.

`blue pill = lisinopril 10 mg` says what the patient's words mean; a name alone is meant for the one
line that is not identified yet. The patient's own words stay. Only an exact name counts.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from kiosk.errors import BadAnswer
from kiosk.medications.entry import fold
from kiosk.medications.vocabulary import Vocabulary

_STRENGTH: Final = re.compile(r"[0-9][0-9.,]* *(?:mg|mcg|ug|g|ml|units?|iu|%)(?![a-z])", re.I)
_OFFERED: Final = 4


def list_from(
    vocabulary: Vocabulary, listed: Sequence[dict[str, Any]], question: str, text: str
) -> list[dict[str, Any]]:
    """`listed` (as the answers file writes it) with what `text` says; lines part at `;` or a new line.

    Raises BadAnswer naming `question`: no such line, several that could be meant, or no exact name.
    """
    entries = [dict(entry) for entry in listed]
    for line in filter(None, map(str.strip, re.split(r"[;\n]", text))):
        words, equals, name = (part.strip() for part in line.rpartition("="))
        picked = _medicine(vocabulary, question, name)
        if not (listed or equals):
            entries.append({"entered": name, "confirmed": picked})
            continue
        entry = (
            _entry_of(entries, question, words) if equals else _open(vocabulary, entries, question)
        )
        entry["confirmed"] = picked
        if strength := _STRENGTH.search(name):
            entry["strength"] = strength[0]
    return entries


def _medicine(vocabulary: Vocabulary, question: str, name: str) -> str:
    exact = vocabulary.exact(name)
    if len(exact) == 1:
        return exact[0].generic
    near = dict.fromkeys(each.generic for each in vocabulary.suggest(name, _OFFERED))
    offered = f"; near it: {', '.join(near)}" if near else ""
    raise BadAnswer(
        question, f"expected the exact name of one medicine, got '{name}'{offered}", "addendum"
    )


def _entry_of(entries: list[dict[str, Any]], question: str, words: str) -> dict[str, Any]:
    same = [entry for entry in entries if fold(entry["entered"]) == fold(words)]
    begun = [entry for entry in entries if fold(entry["entered"]).startswith(fold(words))]
    found = same or begun
    if words and len(found) == 1:
        return found[0]
    raise BadAnswer(
        question,
        f"expected the patient's own words for one line, such as {_quoted(entries)}; got '{words}'",
        "addendum",
    )


def _open(vocabulary: Vocabulary, entries: list[dict[str, Any]], question: str) -> dict[str, Any]:
    waiting = []
    for entry in entries:
        read = vocabulary.resolve(entry["entered"], entry.get("confirmed"))
        if read.open or read.match not in ("exact", "confirmed"):
            waiting.append(entry)
    if len(waiting) == 1:
        return waiting[0]
    which = f"{len(waiting)} lines are" if waiting else "no line is"
    raise BadAnswer(
        question,
        f"{which} still to be identified; expected PATIENT'S WORDS = MEDICINE with the words of "
        f"one line, such as {_quoted(waiting or entries)}",
        "addendum",
    )


def _quoted(entries: Sequence[dict[str, Any]]) -> str:
    return ", ".join(f"'{entry['entered']}'" for entry in entries[:_OFFERED])
