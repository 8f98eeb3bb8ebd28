"""How things are said to staff: severity as word and shape, times, counts. Never colour alone."""

import datetime
from typing import Final

from textual.content import Content

from kiosk.backoffice.cards import Level

_SHAPES: Final[dict[Level, tuple[str, str, str]]] = {
    "urgent": ("▲", "URGENT", "bold $danger"),
    "withhold": ("■", "WITHHOLD", "bold $danger"),
    "caution_major": ("◆", "CAUTION", "bold $warn"),
    "caution_minor": ("◆", "CAUTION", "bold $warn"),
    "inform": ("○", "inform", "$soft"),
    "none": ("·", "no flags", "$soft"),
}
_DEGREES: Final[dict[str, str]] = {"caution_major": "major", "caution_minor": "minor"}

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

DISPOSITIONS: Final[dict[str, tuple[str, str]]] = {
    "withheld": ("■ DOSE WITHHELD. A provider must decide.", "error"),
    "provisional_with_cautions": ("◆ PROVISIONAL, with cautions", "warning"),
    "provisional": ("○ PROVISIONAL", "notice"),
}
"""Headline and look of the disposition box."""


def severity(level: Level) -> Content:
    """Shape and word of a severity, in its colour."""
    shape, word, style = _SHAPES[level]
    return Content.styled(f"{shape} {word}", style)


def severity_lines(level: Level, width: int, tier: Level) -> tuple[Content, Content]:
    """The two lines of a flag row: shape and word, then the degree of a caution, or the tier of
    something urgent: that it withholds the dose as well must not be hidden by the urgency."""
    degree = _DEGREES.get(level, _DEGREES.get(tier, tier) if level != tier else "")
    below = Content.styled(f"  {degree}", _SHAPES[level][2]) if degree else Content("")
    return severity(level).pad_right(max(0, width - severity(level).cell_length)), below.pad_right(
        max(0, width - below.cell_length)
    )


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
