"""Which records staff mean: by what stands outside the seal, and by what only the answers tell.

Owns the filters of an export. What cannot be opened is never left out by a filter that would have to
look inside: it is handed on, so that it is counted and named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.errors import KioskError
from kiosk.model.protocol import TIERS
from kiosk.records.envelope import RecordRow

NO_FLAG: Final = "none"
GRAVEST: Final[tuple[str, ...]] = (*TIERS, NO_FLAG)
"""What `--tier` takes: the tier of a record's gravest flag."""

Progress = Callable[[int, int], None]
"""Gets (done, of how many)."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What to hand over. Empty and None: no such filter."""

    since: date | None = None
    until: date | None = None
    """Included."""
    form: str = ""
    form_version: str = ""
    statuses: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    """Of GRAVEST."""
    reviewed: bool | None = None

    def stated(self) -> dict[str, str]:
        """The filter in words, for a manifest and for the audit."""
        named = {
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "form": self.form,
            "form_version": self.form_version,
            "status": ", ".join(sorted(self.statuses)),
            "tier": ", ".join(tier for tier in GRAVEST if tier in self.tiers),
            "reviewed": "" if self.reviewed is None else "yes" if self.reviewed else "no",
        }
        return {key: value for key, value in named.items() if value}

    def _fits(self, row: RecordRow) -> bool:
        return (
            self.form in ("", row.form)
            and self.form_version in ("", row.form_version)
            and self.reviewed in (None, row.reviewed)
        )


@guarded(Action.EXPORT)
def select(office: Office, wanted: Selection, progress: Progress) -> list[RecordRow]:
    """The records of `wanted`, newest first. Opens each only when a tier is asked for.

    Raises SignedOut when the session ends meanwhile.
    """
    listed = office.store.list(
        since=wanted.since, until=wanted.until, status=wanted.statuses or None
    )
    rows = [row for row in listed if wanted._fits(row)]
    if not wanted.tiers:
        return rows
    found = []
    for done, row in enumerate(rows, start=1):
        if _gravest(office, row) in (None, *wanted.tiers):
            found.append(row)
        progress(done, len(rows))
    return found


@guarded(Action.EXPORT)
def forms(office: Office) -> tuple[tuple[str, str], ...]:
    """Each form that a record is of, with an empty version for all of its versions; then each version."""
    found: dict[str, list[tuple[str, str]]] = {}
    for form, version in sorted(office.store.forms()):
        found.setdefault(form, [(form, "")]).append((form, version))
    return tuple(pair for pairs in found.values() for pair in pairs)


def _gravest(office: Office, row: RecordRow) -> str | None:
    """Tier of the gravest flag; None when the record cannot be opened."""
    office.session.ring()
    try:
        flags = office.store.read(row.id, office.session)["assessment"]["flags"]
        tiers = {flag["tier"] for flag in flags}
    except (KioskError, KeyError, TypeError):
        return None
    return next((tier for tier in TIERS if tier in tiers), NO_FLAG)
