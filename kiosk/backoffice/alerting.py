"""Alerts that nobody has acknowledged, and acknowledging them.

The front desk sees who needs staff; what was answered it does not.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from kiosk.backoffice.cards import NO_NAME, full_name
from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.backoffice.waiting import said_of_whom
from kiosk.backoffice.worklist import UNREADABLE, card_for
from kiosk.errors import KioskError
from kiosk.model.protocol import Case, Outcome, Protocol
from kiosk.records.drafts import Drafts
from kiosk.records.envelope import Alert
from kiosk.records.faults import SignedOut
from kiosk.text import scrub

_KINDS: Final = ("urgent", "help", "summary")
"""From the gravest down."""
_RESPONSES: Final = ("stop", "crisis", "staff", "none")
"""What an urgent rule asks for, from the gravest down."""


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert, in words."""

    id: str
    subject: str
    """Id of the record or draft."""
    kind: str
    """`urgent`, `help` or `summary`."""
    at: datetime
    """Local time."""
    kiosk: str
    name: str
    """`Ana Díaz`; empty when not known."""
    born: str
    about: tuple[str, ...] | None
    """Titles of the urgent flags; None for the front desk."""
    problem: str
    """What went wrong at the kiosk, when that is what the alert says."""
    submitted: bool
    """`subject` is a record that can be opened; otherwise a draft."""
    told: bool
    """Somebody was told of it before it was listed here."""


@guarded(Action.LIST)
def waiting_alerts(office: Office) -> tuple[AlertLine, ...]:
    """Unacknowledged alerts: urgent before help before pages, of the urgent ones the gravest first, then
    the oldest, every one under the newest name known of its patient. One whose words do not open is
    listed without them.

    For a screen that shows them: somebody is told by that, and no channel needs to try again.
    """
    waiting = office.store.alerts()
    lines = [alert_line(office, alert) for alert in waiting]
    for alert in waiting:
        if alert.told_at is None:
            # A disk that is full or busy must not keep the alert from the screen.
            with suppress(KioskError):
                office.store.mark_told(alert.id)
    names = _names(office, lines)
    graveness = _graveness(office.desk.protocol)
    named = (
        replace(
            line,
            name=names.get(line.subject, line.name),
            about=None if line.about is None else _gravest_first(line.about, graveness),
        )
        for line in lines
    )
    return tuple(sorted(named, key=lambda line: _place(line, graveness)))


def _place(line: AlertLine, graveness: Mapping[str, int]) -> tuple[int, int]:
    gravest = _grave(line.about[0], graveness) if line.about else 0
    return _KINDS.index(line.kind), gravest


def _gravest_first(titles: Iterable[str], graveness: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(titles, key=lambda title: _grave(title, graveness)))


def _grave(title: str, graveness: Mapping[str, int]) -> int:
    """Its place, the gravest first. "… : not sure" counts as the answer; what no rule names comes first."""
    return graveness.get(title, graveness.get(title.rpartition(": ")[0], 0))


def by_patient(lines: Iterable[AlertLine], protocol: Protocol) -> tuple[AlertLine, ...]:
    """One line a patient, since the oldest of the gravest kind, with every reason, gravest first.

    Pages that did not come out stay lines of their own: their problem is a machine's.
    """
    graveness = _graveness(protocol)
    found: dict[tuple[str, bool], list[AlertLine]] = {}
    for line in lines:
        found.setdefault((line.subject or line.id, line.kind == "summary"), []).append(line)
    return tuple(_together(each, graveness) for each in found.values())


def _together(lines: Sequence[AlertLine], graveness: Mapping[str, int]) -> AlertLine:
    first = min(lines, key=lambda line: (_KINDS.index(line.kind), line.at))
    if first.about is None:
        return first
    titles = dict.fromkeys(title for line in lines for title in line.about or ())
    return replace(first, about=_gravest_first(titles, graveness))


def _graveness(protocol: Protocol) -> dict[str, int]:
    """Place of an urgent flag's title: by the response that its rule asks for; of one response, first
    what withholds the dose (suicidal thoughts right now before a positive suicide screen)."""
    found: dict[str, int] = {}
    for rule in protocol.rules:
        results: tuple[Case | Outcome, ...] = (*rule.cases, *rule.outcomes.values())
        for case in results:
            place = 2 * _RESPONSES.index(rule.respond) + (case.tier != "withhold")
            title = case.title or rule.title
            for each in {title, rule.title}:
                found[each] = min(place, found.get(each, place))
    return found


def _names(office: Office, lines: Sequence[AlertLine]) -> dict[str, str]:
    """The newest known name by subject: of an alert, else of the record or the draft itself."""
    names = {line.subject: line.name for line in lines if line.name}
    unnamed = {line.subject: line for line in lines if line.subject and line.subject not in names}
    for subject, line in unnamed.items():
        if line.submitted:
            names[subject] = _spoken(card_for(office, office.store.row(subject)).name)
    if any(not line.submitted and line.kind != "summary" for line in unnamed.values()):
        for draft in Drafts(office.desk.home).abandoned(office.session):
            if draft.id in unnamed:
                names[draft.id] = _spoken(full_name(said_of_whom(draft.events)))
    return names


def _spoken(name: str) -> str:
    """`Ana Díaz` of a list's `Díaz, Ana`; empty when it is not known."""
    family, _, given = name.rpartition(", ")
    return "" if name in (NO_NAME, UNREADABLE) else f"{given} {family}".strip()


def alert_line(office: Office, alert: Alert) -> AlertLine:
    """An alert in words, for who is signed in."""
    detail = _detail(office, alert.id)
    flags = tuple(scrub(str(each)) for each in detail.get("flags", ()))
    return AlertLine(
        id=alert.id,
        subject=alert.subject,
        kind=alert.kind,
        at=alert.raised_at.astimezone(),
        kiosk=alert.kiosk,
        name=scrub(str(detail.get("name", ""))),
        born=scrub(str(detail.get("birth_date", ""))),
        about=flags if office.sees_clinical else None,
        problem=scrub(alert.note or str(detail.get("problem", ""))),
        submitted=office.store.has(alert.subject),
        told=alert.told_at is not None,
    )


@guarded(Action.ACKNOWLEDGE)
def acknowledge(office: Office, alert_id: str) -> None:
    """Say that it was seen; the first to say so stays written. Raises UnknownRecord."""
    with office.store.database.together():
        office.store.acknowledge(alert_id, office.name)
        office.note("alert_acknowledged", alert_id)


def _detail(office: Office, alert_id: str) -> dict[str, Any]:
    try:
        return office.store.alert_detail(alert_id, office.session)
    except SignedOut:
        raise
    except KioskError:
        # It must show all the same: that somebody needs staff stands outside the seal.
        return {}
