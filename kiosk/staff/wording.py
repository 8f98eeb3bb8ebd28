"""How things are said to staff: severity as word and shape, times, counts. Never colour alone."""

import datetime
from typing import Final

from textual.content import Content

from kiosk.backoffice.cards import LEVELS_IN_WORDS, Level
from kiosk.model.assessment import Assessment

_SHAPES: Final[dict[Level, tuple[str, str]]] = {
    "urgent": ("▲", "bold $danger"),
    "withhold": ("■", "bold $danger"),
    "caution_major": ("◆", "bold $warn"),
    "caution_minor": ("◆", "bold $warn"),
    "inform": ("○", "$soft"),
    "none": ("·", "$soft"),
}

NEEDS_STAFF: Final = "▲ NEEDS STAFF NOW"
"""What the front desk sees in place of reason and flag."""

STATUS: Final = {
    "new": "New",
    "printed": "Printed",
    "reviewed": "Reviewed",
    "exported": "Exported",
}

ROLES: Final = {
    "front_desk": "front desk",
    "clinician": "clinician",
    "administrator": "administrator",
}

DECISIONS: Final = {
    "accepted": "Accepted as proposed",
    "modified": "Modified",
    "declined": "Declined",
    "more_information": "More information needed",
}

DECIDED: Final = {
    "accepted": "Accepted",
    "modified": "Modified",
    "declined": "Declined",
    "more_information": "More info",
}
"""In a row of the list."""

DECIDE_AGAIN: Final = "Decide again"
"""There, in place of a decision that was made before the last measurement or addendum."""

DISPOSITIONS: Final[dict[str, tuple[str, str]]] = {
    "withheld": ("■ DOSE WITHHELD. A provider must decide.", "error"),
    "provisional_with_cautions": ("◆ PROVISIONAL, with cautions", "warning"),
    "provisional": ("○ PROVISIONAL", "notice"),
}
"""Headline and look of the disposition box."""


_ACT_NOW: Final = {
    "withheld": "▲ ACT NOW. ■ DOSE WITHHELD.",
    "provisional_with_cautions": "▲ ACT NOW. ◆ PROVISIONAL, with cautions",
    "provisional": "▲ ACT NOW. ○ PROVISIONAL",
}
"""The headline of an urgent record: one row of the narrowest box."""


def disposition(assessment: Assessment) -> tuple[str, str]:
    """Headline and look of the disposition box; what is urgent stands before the dose."""
    if assessment.urgent:
        return _ACT_NOW[assessment.disposition], "error"
    return DISPOSITIONS[assessment.disposition]


def severity(level: Level, word: str = "") -> Content:
    """Shape and word of a severity, in its colour; `word` where the page has a closer one."""
    shape, style = _SHAPES[level]
    return Content.styled(f"{shape} {word or LEVELS_IN_WORDS[level]}", style)


def clock(at: datetime.datetime) -> str:
    """Time of day here."""
    return at.astimezone().strftime("%H:%M")


def moment(at: datetime.datetime, today: datetime.date) -> str:
    """The time on `today`, else the date."""
    here = at.astimezone()
    return here.strftime("%H:%M") if here.date() == today else here.date().isoformat()


def day_name(day: datetime.date) -> str:
    """Such as `November 22`."""
    return f"{day:%B} {day.day}"


def ago(at: datetime.datetime, now: datetime.datetime) -> str:
    """How long something has waited: `4 min`, `2 hours`, `3 days`."""
    minutes = max(0, int((now - at).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return counted(minutes // 60, "hour")
    return counted(minutes // (24 * 60), "day")


def counted(number: int, noun: str) -> str:
    """`1 intake`, `2 intakes`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
