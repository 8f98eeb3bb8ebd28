"""Safe notation: how numbers, units, dates and medicine names are written for a provider.

Owns the written form only; every number arrives computed and rounded. Rules: clinical reference,
section 5 (ISMP error-prone list S83, Joint Commission S84, S85).
"""

import datetime
import re

from kiosk.summary.fonts import NBSP

TALL_MAN_SOURCE = "S91"
_TALL_MAN = (
    "ALPRAZolam LORazepam clonazePAM cloNIDine KlonoPIN oxyCODONE OxyCONTIN HYDROmorphone"
    " PENTobarbital PHENobarbital FLUoxetine PARoxetine DULoxetine PROzac QUEtiapine OLANZapine"
    " SEROquel buPROPion busPIRone diphenhydrAMINE hydrALAZINE guanFACINE ePHEDrine EPINEPHrine"
    " clomiPRAMINE"
)
_TALL = {name.lower(): name for name in _TALL_MAN.split()}
"""The tall-man forms that source S91 was seen to list; no other name is written so, ketamine included."""

_WORD = re.compile(r"[A-Za-z]+")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

KETAMINE_FIGURE = re.compile(
    r"\d[\d.,]*\s*(?:mg|mcg|mL)\b|\d[\d.,]*\s*(?:mg|mcg|mL)/", re.IGNORECASE
)
"""A dose, volume or rate in a text of the protocol."""


def tall_man(text: str) -> str:
    """`text` with the listed medicine names in tall-man letters."""
    return _WORD.sub(lambda found: _TALL.get(found[0].lower(), found[0]), text)


def number(text: str) -> str:
    """A decimal string with a comma from 1,000, no trailing zero and a leading one."""
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    grouped = f"{int(whole or '0'):,}"
    return f"{grouped}.{part}" if part else grouped


def quantity(value: str, unit: str) -> str:
    """A number and its unit, which never part at the end of a line."""
    return f"{number(value)}{NBSP}{unit}"


def span(low: str, high: str) -> str:
    """A range in words, or one number when both ends are the same."""
    return number(low) if low == high else f"{number(low)}{NBSP}to{NBSP}{number(high)}"


def dollars(low: int, high: int) -> str:
    """A range of whole dollars."""
    return f"${low:,}" if low == high else f"${low:,} to ${high:,}"


def day(iso: str) -> str:
    """An ISO date as DD-Mmm-YYYY; the text as it came when it is no date."""
    try:
        date = datetime.date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{date.day:02d}-{_MONTHS[date.month - 1]}-{date.year:04d}"


def moment(iso: str) -> datetime.datetime:
    """An ISO time with its offset; without one it counts as UTC."""
    found = datetime.datetime.fromisoformat(iso)
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)


def day_and_time(iso: str) -> str:
    """DD-Mmm-YYYY HH:MM as the clock at the kiosk showed it."""
    return f"{day(iso)} {moment(iso):%H:%M}"


def age(born: str, on: str) -> int | None:
    """Whole years between two ISO dates; None when one of them is no date."""
    try:
        birth = datetime.date.fromisoformat(born[:10])
        today = datetime.date.fromisoformat(on[:10])
    except ValueError:
        return None
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def counted(count: int, one: str, many: str = "") -> str:
    """`1 flag`, `2 flags`."""
    return f"{count} {one if count == 1 else many or one + 's'}"
