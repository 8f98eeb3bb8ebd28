"""The numbers of a report, counted record by record. Pure: no clock, no store, no floats."""

import datetime
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kiosk.model.answer import NOT_SURE, SKIPPED
from kiosk.model.protocol import TIERS, Protocol
from kiosk.model.record import Record

REVIEW: Final = "review"
"""Where an intake stands whose questions are answered but not handed in."""

_DISPOSITIONS: Final = {
    "provisional": "Provisional regimen",
    "provisional_with_cautions": "Provisional, with cautions",
    "withheld": "Withheld: provider decides",
}
_UNSURE: Final = ("unmatched", "ambiguous")
_KINDS: Final = {
    "recognised": "Recognised",
    "ambiguous": "May mean several medicines",
    "unmatched": "Not recognised",
}
_BIN: Final = 5
"""Minutes that one bar of the completion times spans."""
_LONG: Final = 60
"""From here on one bar: somebody paused."""


@dataclass(frozen=True, slots=True)
class Count:
    """How often one thing was found."""

    code: str
    label: str
    number: int
    note: str = ""
    """A flag's tier; empty elsewhere."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day on which intakes were handed in, by the clinic's own clock."""

    day: datetime.date
    intakes: int
    urgent: int
    withheld: int


@dataclass(frozen=True, slots=True)
class Minutes:
    """From the first question to hand-in, pauses included. None where no intake told its beginning."""

    known: int
    median: Decimal | None
    """Between the two in the middle, where there are two."""
    p90: int | None
    """Nearest rank: nine of ten intakes took no longer."""
    spread: tuple[Count, ...]
    """Intakes by five minutes; `code` is the lower end."""


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """Medicines that the kiosk did not know: typed words without a sure name."""

    listed: int
    """Entries of all medicine lists."""
    entries: int
    """Those of them that were not recognised, or that may mean several medicines."""
    records: int
    """Intakes with at least one."""
    kinds: tuple[Count, ...]
    """All entries by how sure their name is."""
    words: tuple[Count, ...]
    """What patients typed, most often first. For clinical staff only: anything may stand in it."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything counted. Shares are of `records`; a flag counts once a record, and only while the
    answer that raised it stands."""

    since: str
    until: str
    """ISO dates as asked for, empty where open."""
    records: int
    urgent: int
    transcribed: int
    synthetic: int
    unreadable: int
    reasons: tuple[Count, ...]
    dispositions: tuple[Count, ...]
    flags: tuple[Count, ...]
    corrected: int
    """Intakes with a flag that the patient's first answer raised and a later one took back."""
    minutes: Minutes
    abandoned: tuple[Count, ...]
    """Unfinished intakes that are still kept, by the question they stand at."""
    unrecognised: Unrecognised
    days: tuple[Day, ...]
    """Every day from the first intake to the last."""


class Tally:
    """Takes records and unfinished intakes one at a time; constant memory."""

    def __init__(self, protocol: Protocol) -> None:
        form = protocol.questionnaire
        self._places = {q.link_id: q.short or q.link_id for q in form.questions}
        self._places[REVIEW] = "Looking over the answers"
        self._reason_labels = {
            option.code: option.text for option in form.options(form.by_id["main_reason"])
        } | {SKIPPED: "Told staff instead", NOT_SURE: "Not sure"}
        self._titles = {
            **{rule.id: rule.title for rule in protocol.rules},
            **{rule.id: rule.title for rule in protocol.medicines.classes},
            **{vital.id: vital.outcome.title for vital in protocol.vitals},
        }
        self._plain: Counter[str] = Counter()
        self._reasons: Counter[str] = Counter()
        self._dispositions: Counter[str] = Counter()
        self._flags: Counter[tuple[str, str]] = Counter()
        self._flag_titles: dict[str, str] = {}
        self._abandoned: Counter[str] = Counter()
        self._words: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._minutes: Counter[int] = Counter()
        self._days: dict[datetime.date, Counter[str]] = {}

    def add(self, record: Record) -> None:
        """Count one record."""
        judged = record.assessment
        self._plain["records"] += 1
        self._plain["urgent"] += judged.urgent
        self._plain["transcribed"] += bool(record.transcribed_by)
        self._plain["synthetic"] += record.synthetic
        self._reasons[str(record.answers.get("main_reason", "no answer"))] += 1
        self._dispositions[judged.disposition] += 1
        standing = [flag for flag in judged.flags if not flag.changed]
        self._plain["corrected"] += len(standing) < len(judged.flags)
        for rule, tier in {flag.rule: flag.tier for flag in reversed(standing)}.items():
            self._flags[rule, tier] += 1
        for flag in standing:
            self._flag_titles.setdefault(flag.rule, flag.title)
        if record.minutes_taken is not None and not record.transcribed_by:
            self._minutes[record.minutes_taken] += 1
        self._medicines(record)
        day = datetime.datetime.fromisoformat(record.submitted_at).date()
        counted = self._days.setdefault(day, Counter())
        counted["intakes"] += 1
        counted["urgent"] += judged.urgent
        counted["withheld"] += judged.disposition == "withheld"

    def add_unreadable(self) -> None:
        """Count a record that could not be opened."""
        self._plain["unreadable"] += 1

    def add_abandoned(self, question: str) -> None:
        """Count an unfinished intake by where it stands, REVIEW after the last question."""
        self._abandoned[question] += 1

    def report(self, since: str, until: str) -> Report:
        """What was counted so far."""
        return Report(
            since=since,
            until=until,
            records=self._plain["records"],
            urgent=self._plain["urgent"],
            transcribed=self._plain["transcribed"],
            synthetic=self._plain["synthetic"],
            unreadable=self._plain["unreadable"],
            reasons=_ranked(self._reasons, self._reason_labels),
            dispositions=tuple(
                Count(code, label, self._dispositions[code])
                for code, label in _DISPOSITIONS.items()
            ),
            flags=self._ranked_flags(),
            corrected=self._plain["corrected"],
            minutes=_minutes(self._minutes),
            abandoned=_ranked(self._abandoned, self._places),
            unrecognised=Unrecognised(
                self._plain["listed"],
                self._plain["unrecognised"],
                self._plain["with_unrecognised"],
                tuple(Count(code, label, self._kinds[code]) for code, label in _KINDS.items()),
                _ranked(self._words, {}),
            ),
            days=_days(self._days),
        )

    def _medicines(self, record: Record) -> None:
        listed = record.answers.get("medications")
        found = {(m.entered, m.match) for m in record.assessment.medications}
        if not isinstance(listed, list):
            return
        typed = [str(each.get("entered", "")) for each in listed if isinstance(each, dict)]
        kinds = [next((k for k in _UNSURE if (words, k) in found), "recognised") for words in typed]
        missed = [words for words, kind in zip(typed, kinds, strict=True) if kind in _UNSURE]
        self._kinds.update(kinds)
        self._plain["listed"] += len(typed)
        self._plain["unrecognised"] += len(missed)
        self._plain["with_unrecognised"] += bool(missed)
        self._words.update(" ".join(words.casefold().split()) for words in missed)

    def _ranked_flags(self) -> tuple[Count, ...]:
        def order(found: tuple[tuple[str, str], int]) -> tuple[int, int, str]:
            (rule, tier), number = found
            return (TIERS.index(tier), -number, rule)

        return tuple(
            Count(rule, self._titles.get(rule) or self._flag_titles[rule], number, tier)
            for (rule, tier), number in sorted(self._flags.items(), key=order)
        )


def _ranked(counted: Counter[str], labels: dict[str, str]) -> tuple[Count, ...]:
    """Most often first; equals by their code, so that the same records give the same report."""
    found = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        Count(code, labels.get(code, code.replace("_", " ")), number) for code, number in found
    )


def _minutes(counted: Counter[int]) -> Minutes:
    known = counted.total()
    spread: Counter[int] = Counter()
    for minutes, number in counted.items():
        spread[min(minutes // _BIN * _BIN, _LONG)] += number
    bins = range(min(spread, default=0), max(spread, default=-_BIN) + 1, _BIN)
    return Minutes(
        known,
        _median(counted),
        _rank(counted, known * 90),
        tuple(Count(str(low), _span(low), spread[low]) for low in bins),
    )


def _span(low: int) -> str:
    return f"{low} min or more" if low == _LONG else f"{low} to {low + _BIN - 1} min"


def _median(counted: Counter[int]) -> Decimal | None:
    ordered = sorted(counted.elements())
    if not ordered:
        return None
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return Decimal(low + high) / 2


def _rank(counted: Counter[int], hundredths: int) -> int | None:
    """The smallest value that `hundredths` / 100 of the values do not exceed."""
    passed = 0
    for value in sorted(counted):
        passed += counted[value]
        if passed * 100 >= hundredths:
            return value
    return None


def _days(counted: dict[datetime.date, Counter[str]]) -> tuple[Day, ...]:
    if not counted:
        return ()
    first, last = min(counted), max(counted)
    found = []
    for offset in range((last - first).days + 1):
        day = first + datetime.timedelta(days=offset)
        numbers = counted.get(day, Counter())
        found.append(Day(day, numbers["intakes"], numbers["urgent"], numbers["withheld"]))
    return tuple(found)
