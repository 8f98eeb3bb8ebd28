"""What a list shows of a record: a few words of its body, and how names are compared.

Pure. The words come from a stored body as it is, checked no further than needed, so that ten thousand
can be read for a search.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, cast

from kiosk.model.answer import UNKNOWN
from kiosk.model.record import versions_since
from kiosk.summary.blocks.flags import ACT_NOW, OF_TIER, WORDS
from kiosk.text import scrub

Level = Literal["urgent", "withhold", "caution_major", "caution_minor", "inform", "none"]
LEVELS: Final[tuple[Level, ...]] = (
    "urgent",
    "withhold",
    "caution_major",
    "caution_minor",
    "inform",
    "none",
)
"""From the gravest down."""

LEVELS_IN_WORDS: Final[Mapping[Level, str]] = {
    "urgent": ACT_NOW,
    **{level: WORDS[OF_TIER[level]] for level in LEVELS if level in OF_TIER},
    "none": "no flags",
}
"""As staff read them, on every screen and in every list: the words of the provider's page."""

NO_NAME = "Name not given"
LATE_DAYS: Final = 3
"""How long paper may lie before it is typed in: over a weekend."""
# Letters that no decomposition takes apart, as they are typed without them.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)


@dataclass(frozen=True, slots=True)
class Card:
    """One record in a list."""

    name: str
    """`Díaz, Ana`, or NO_NAME."""
    born: str
    """ISO date, empty when unknown."""
    reason: str
    """Id of the main reason, empty when unknown."""
    level: Level | None
    """Of the gravest flag; None when the record could not be opened."""
    withheld_by: tuple[str, ...] = ()
    """Rules that withhold the dose."""
    transcribed: bool = False
    answered_on: str = ""
    """ISO date of the answers, where they were given; of paper, the day that is written for it."""
    submitted_on: str = ""
    decided: str = ""
    decision_outdated: bool = False
    """It was decided before the last measurement or addendum."""
    problem: str = ""
    """Why the record could not be opened."""

    @property
    def person(self) -> tuple[str, str] | None:
        """Who it is, for comparing; None unless name and birth date are known."""
        return (fold(self.name), self.born) if self.born and self.name != NO_NAME else None


def card_of(body: Mapping[str, Any]) -> Card:
    """The card of a stored body, whichever kiosk wrote it."""
    answers = body["answers"]
    flags = body["assessment"]["flags"]
    decisions = body.get("decisions") or ()
    last = body.get("revision")
    revisions = (*body.get("earlier_revisions", ()), *((last,) if last else ()))
    later = versions_since(bool(decisions), [each["kind"] for each in revisions])
    return Card(
        name=full_name(answers),
        born=_said(answers, "birth_date"),
        reason=_said(answers, "main_reason"),
        level=_gravest(flags),
        withheld_by=tuple(flag["rule"] for flag in flags if flag["tier"] == "withhold"),
        transcribed=bool(body.get("transcribed_by")),
        answered_on=body["answered_at"][:10],
        submitted_on=body["submitted_at"][:10],
        decided=str(decisions[-1]["kind"]) if decisions else "",
        decision_outdated=later > 0,
    )


def may_be_twice(one: Card, other: Card) -> bool:
    """Whether two records may be one visit of one person: the same name, birth date and day of the answers.

    Paper that is typed in at the screen has the day of the typing; it may belong to a visit up to
    LATE_DAYS before.
    """
    if one.person is None or one.person != other.person:
        return False
    if one.answered_on == other.answered_on:
        return True
    return _typed_late(one, other) or _typed_late(other, one)


def _typed_late(paper: Card, visit: Card) -> bool:
    if visit.transcribed or not paper.transcribed or paper.answered_on != paper.submitted_on:
        return False
    late = date.fromisoformat(paper.answered_on) - date.fromisoformat(visit.answered_on)
    return 0 < late.days <= LATE_DAYS


def full_name(answers: Mapping[str, Any]) -> str:
    """`Family, Given` as far as it was given."""
    parts = [_said(answers, "family_name"), _said(answers, "given_name")]
    return ", ".join(part for part in parts if part) or NO_NAME


def fold(text: str) -> str:
    """`text` for comparing: without accents, case, punctuation and further spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(kept.split())


def matches(card: Card, wanted: str) -> bool:
    """Whether every word of `wanted` begins a word of the name, or is in the birth date."""
    words = fold(card.name).split()
    return all(
        any(word.startswith(part) for word in words) or part in card.born.split("-")
        for part in fold(wanted).split()
    )


def _said(answers: Mapping[str, Any], question: str) -> str:
    value = answers.get(question)
    return scrub(value).strip() if isinstance(value, str) and value not in UNKNOWN else ""


def _gravest(flags: Any) -> Level:
    found = ["urgent" if flag["urgent"] else flag["tier"] for flag in flags]
    return cast(Level, min(found, key=LEVELS.index, default="none"))
