"""The list that staff work through: urgent first, then new, then newest.

Owns its order, filters and search. Opens a record only when its line is shown, or when a search must
look at it; so ten thousand records cost no more than the page that is shown.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from kiosk.backoffice.cards import (
    LATE_DAYS,
    LEVELS,
    LEVELS_IN_WORDS,
    Card,
    Level,
    card_of,
    matches,
    may_be_twice,
)
from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.records.drafts import Drafts
from kiosk.records.envelope import STATUSES, RecordRow
from kiosk.records.faults import Damaged, NoKey, UnknownRecord
from kiosk.summary.blocks.flags import WORDS

Progress = Callable[[int, int], None]
"""Gets (done, of how many)."""

UNREADABLE = "(cannot be opened)"

_TOLD_EVERY = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """What to list. Empty and None: no such filter."""

    since: date | None = None
    until: date | None = None
    """Included."""
    text: str = ""
    """Words of a name, or a birth date."""
    statuses: frozenset[str] = frozenset()
    levels: frozenset[Level] = frozenset()
    urgent: bool | None = None
    reviewed: bool | None = None

    def stated(self) -> str:
        """The filter in words, for the audit."""
        said = [
            f"“{self.text.strip()}”" if self.text.strip() else "",
            f"from {self.since}" if self.since else "",
            f"to {self.until}" if self.until else "",
            *(status for status in STATUSES if status in self.statuses),
            *(LEVELS_IN_WORDS[level] for level in LEVELS if level in self.levels),
            "" if self.urgent is None else "urgent" if self.urgent else "not urgent",
            "" if self.reviewed is None else "reviewed" if self.reviewed else "not reviewed",
        ]
        return ", ".join(filter(None, said)) or "every record"

    @classmethod
    def on(cls, day: date) -> "Filter":
        """One day."""
        return cls(since=day, until=day)


@dataclass(frozen=True, slots=True)
class Line:
    """One record in the list. For the front desk `level`, `word`, `reason` and `decided` are empty."""

    record_id: str
    at: datetime
    """Submitted, local time."""
    name: str
    born: str
    status: str
    reviewed: bool
    urgent: bool
    level: Level | None
    word: str
    """Of `level`, as the provider's page has it."""
    reason: str | None
    kiosk: str
    versions: int
    transcribed: bool
    synthetic: bool
    decided: str
    decision_outdated: bool
    """It was decided before the last measurement or addendum: a provider has to decide again."""
    duplicate: bool
    """It may be a visit that came in twice (`may_be_twice`), as far as the list has been read."""
    alert: bool
    """An alert about it waits."""
    problem: str
    """Why it cannot be opened."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Over the whole list."""

    intakes: int
    urgent: int
    to_review: int
    waiting_drafts: int
    """Intakes that somebody began and nobody is answering now, on whatever day."""


@dataclass(slots=True)
class Worklist:
    """A list as it stood when it was asked for."""

    office: Office
    rows: list[RecordRow]
    counts: Counts
    _alerted: frozenset[str] = frozenset()
    _unread: list[RecordRow] = field(default_factory=list)
    """Of the same days and those beside them, whatever else was filtered."""

    @property
    def total(self) -> int:
        """How many lines there are."""
        return len(self.rows)

    def window(self, start: int, count: int) -> tuple[Line, ...]:
        """The lines from `start` on, opened now. Raises SignedOut."""
        self.office.needs(Action.LIST)
        rows = self.rows[start : start + count]
        cards = [card_for(self.office, row) for row in rows]
        return tuple(self._line(row, card) for row, card in zip(rows, cards, strict=True))

    def place(self, record_id: str) -> int | None:
        """Where the record stands in the list."""
        return next((n for n, row in enumerate(self.rows) if row.id == record_id), None)

    def read_on(self, most: int = 200) -> int:
        """Read `most` further records of these days, so that duplicates show; how many stay unread."""
        self.office.needs(Action.LIST)
        for _ in range(min(most, len(self._unread))):
            card_for(self.office, self._unread.pop())
        return len(self._unread)

    def _line(self, row: RecordRow, card: Card) -> Line:
        shows = self.office.sees_clinical
        return Line(
            record_id=row.id,
            at=row.submitted_at.astimezone(),
            name=card.name,
            born=card.born,
            status=row.status,
            reviewed=row.reviewed,
            urgent=row.urgent,
            level=card.level if shows else None,
            word=_word(self.office, card) if shows else "",
            reason=_reason(self.office, card) if shows else None,
            kiosk=row.kiosk,
            versions=row.versions,
            transcribed=card.transcribed,
            synthetic=row.synthetic,
            decided=card.decided if shows else "",
            decision_outdated=shows and card.decision_outdated,
            duplicate=bool(_twice(self.office, row, card)),
            alert=row.id in self._alerted,
            problem=card.problem,
        )


@guarded(Action.LIST)
def worklist(
    office: Office, wanted: Filter, progress: Progress = lambda _done, _of: None
) -> Worklist:
    """The records that `wanted` lets through, in working order.

    Reads no body unless `wanted` has a text or levels; then it reads all in range, with `progress`.
    """
    if wanted.levels:
        office.needs(Action.OPEN)  # a filter by flags would tell the front desk who has which
    listed = office.store.list(since=wanted.since, until=wanted.until)
    rows = [row for row in listed if row.status in (wanted.statuses or STATUSES)]
    if wanted.urgent is not None:
        rows = [row for row in rows if row.urgent == wanted.urgent]
    if wanted.reviewed is not None:
        rows = [row for row in rows if row.reviewed == wanted.reviewed]
    if wanted.text.strip() or wanted.levels:
        rows = _searched(office, rows, wanted, progress)
    # The store lists the newest first, and sorting keeps that order among equals.
    rows.sort(key=lambda row: (not row.urgent, row.status != STATUSES[0]))
    counts = Counts(
        intakes=len(rows),
        urgent=sum(row.urgent for row in rows),
        to_review=sum(not row.reviewed for row in rows),
        waiting_drafts=Drafts(office.desk.home).waiting(),
    )
    alerted = frozenset(alert.subject for alert in office.store.alerts())
    beside = _beside(office, wanted.since, wanted.until, {row.id for row in listed})
    return Worklist(office, rows, counts, alerted, [*beside, *listed[::-1]])


@guarded(Action.LIST)
def search(
    office: Office, wanted: Filter, progress: Progress = lambda _done, _of: None
) -> Worklist:
    """`worklist` for what somebody asked to see, written to the audit before it shows: who looked for
    whom. What was typed is personal, and is sealed there as every reason is. The list of the day, which
    shows by itself, and coming back to a list are no searches."""
    found = worklist(office, wanted, progress)
    many = "1 record" if found.total == 1 else f"{found.total} records"
    office.note("searched", why=f"{wanted.stated()}: {many}")
    return found


def card_for(office: Office, row: RecordRow) -> Card:
    """The card of a record, read once a session and version. One that is damaged or gone says so.

    Raises SignedOut or Busy.
    """
    key = row.id, row.versions
    found = office.read.get(key)
    if found is None:
        try:
            found = card_of(office.store.read(row.id, office.session))
        except (Damaged, NoKey, UnknownRecord) as problem:
            found = Card(UNREADABLE, "", "", None, problem=problem.message)
        except (KeyError, TypeError, ValueError):
            found = Card(UNREADABLE, "", "", None, problem="not the shape of a record")
        office.read[key] = found
        if found.person:
            office.people.setdefault(found.person, {})[row.id] = found
    return found


def _word(office: Office, card: Card) -> str:
    """A missing weight withholds but is no contraindication."""
    if card.level == "withhold":
        by = {rule.id: rule.kind for rule in office.desk.protocol.rules}
        if all(by.get(rule) == "weight" for rule in card.withheld_by):
            return WORDS["no_weight"]
    return LEVELS_IN_WORDS[card.level] if card.level else ""


def unread_around(office: Office, record_id: str) -> int:
    """How many records `same_person` has to read first; none where there is no such record."""
    if not office.store.has(record_id):
        return 0
    row = office.store.row(record_id)
    around = _around(office, row, card_for(office, row))
    return sum((other.id, other.versions) not in office.read for other in around)


def same_person(
    office: Office, row: RecordRow, progress: Progress = lambda _done, _of: None
) -> tuple[Line, ...]:
    """Other records of possibly the same visit, among those handed in around it or read already."""
    card = card_for(office, row)
    around = _around(office, row, card)
    for done, other in enumerate(around, start=1):
        card_for(office, other)
        if done % _TOLD_EVERY == 0:
            progress(done, len(around))
    same = _twice(office, row, card)
    others = [office.store.row(found) for found in same if office.store.has(found)]
    return Worklist(office, others, Counts(len(others), 0, 0, 0)).window(0, len(others))


def _around(office: Office, row: RecordRow, card: Card) -> list[RecordRow]:
    """Records handed in around the day of the answers or on the day of `row`."""
    if not card.person:
        return []
    answered = date.fromisoformat(card.answered_on)
    handed_in = row.submitted_at.astimezone().date()
    same_day = office.store.list(since=handed_in, until=handed_in)
    known = {other.id for other in same_day}
    return [*_beside(office, answered, answered, known), *same_day]


def _searched(
    office: Office, rows: list[RecordRow], wanted: Filter, progress: Progress
) -> list[RecordRow]:
    found = []
    for done, row in enumerate(rows, start=1):
        card = card_for(office, row)
        level_fits = not wanted.levels or card.level in wanted.levels
        if level_fits and matches(card, wanted.text):
            found.append(row)
        if done % _TOLD_EVERY == 0 or done == len(rows):
            progress(done, len(rows))
    return found


def _twice(office: Office, row: RecordRow, card: Card) -> list[str]:
    """Ids of the records that were read and may be the same visit."""
    known = office.people.get(card.person, {}) if card.person else {}
    return [
        record_id
        for record_id, other in known.items()
        if record_id != row.id and may_be_twice(card, other)
    ]


def _beside(
    office: Office, since: date | None, until: date | None, known: Collection[str]
) -> list[RecordRow]:
    """Records of these days and of those around them on which the other one of a visit may be, without
    the `known` ones."""
    if since is until is None:
        return []
    around = timedelta(days=LATE_DAYS)
    rows = office.store.list(since=since and since - around, until=until and until + around)
    return [row for row in rows if row.id not in known]


def _reason(office: Office, card: Card) -> str:
    known = office.desk.protocol.indication_by_id.get(card.reason)
    return known.label if known else card.reason
