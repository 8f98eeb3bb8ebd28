"""Days as staff state them."""

import datetime

from kiosk.errors import KioskError


def day(text: str, option: str) -> datetime.date:
    """`text` as a date. Raises KioskError that names the option."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise KioskError(f"{option}: expected a day such as 2026-11-01, got '{text}'") from None


def day_range(since: str | None, until: str | None) -> tuple[datetime.date | None, ...]:
    """First and last day, None where open. Raises KioskError when they are the wrong way round."""
    first = day(since, "--since") if since else None
    last = day(until, "--until") if until else None
    if first and last and last < first:
        raise KioskError(f"--until: expected a day that is not before --since {first}")
    return first, last
