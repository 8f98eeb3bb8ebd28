"""The daily sheet: one page that says how a day went, without a word about any patient.

Values in, values out. Record ids are shortened: enough to find one in the list, nothing to copy.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.summary.notation import counted, day, day_and_time

SHORT = 8
"""Characters of a record's id."""


@dataclass(frozen=True, slots=True)
class DayLine:
    """One record or alert of the day."""

    at: str
    """ISO time."""
    record_id: str
    kiosk: str
    note: str = ""
    """In clear beside it: a status, or what a printer said."""
    acknowledged_by: str = ""
    acknowledged_at: str = ""
    """ISO time; empty when nobody has acknowledged it."""


@dataclass(frozen=True, slots=True)
class Day:
    """What the store says of one day, from what stands outside the seals."""

    on: str
    """ISO date."""
    clinic: str
    made_at: str
    """ISO time."""
    made_by: str
    intakes: int
    reviewed: int
    unfinished: int
    """Intakes that somebody began and nobody is answering now, on whatever day."""
    urgent: tuple[DayLine, ...]
    help: tuple[DayLine, ...]
    unreviewed: tuple[DayLine, ...]
    failures: tuple[DayLine, ...]
    """Summaries that did not get where they should."""
    sync: str
    audit_count: int
    audit_mac: str


@dataclass(frozen=True)
class DayList:
    """A section: its title, and a line each. `empty` when there is none."""

    title: str
    lines: tuple[tuple[str, str, bool], ...]
    """Text at the left, at the right, and whether somebody still has to act."""
    empty: str


@dataclass(frozen=True)
class DaySheet:
    """Everything that the daily sheet says."""

    title: str
    subtitle: str
    counts: tuple[tuple[str, int, bool], ...]
    """Label, number, and whether a number above zero wants somebody."""
    lists: tuple[DayList, ...]
    sync: str
    anchor: tuple[str, str]
    """How many audit entries, and the MAC of the last in groups that can be read aloud."""


def day_sheet(facts: Day) -> DaySheet:
    """The words of the sheet."""
    open_urgent = sum(not line.acknowledged_at for line in facts.urgent)
    return DaySheet(
        title=f"Daily sheet, {day(facts.on)}",
        subtitle="   ".join(
            part
            for part in (
                facts.clinic,
                f"Made {day_and_time(facts.made_at)} by {facts.made_by}",
                "No patient is named here.",
            )
            if part
        ),
        counts=(
            ("Intakes", facts.intakes, False),
            ("Urgent", len(facts.urgent), False),
            ("Urgent, not acknowledged", open_urgent, True),
            ("Not reviewed", len(facts.unreviewed), True),
            ("Unfinished now", facts.unfinished, True),
            ("Printing failed", len(facts.failures), True),
        ),
        lists=(
            _acknowledged("Urgent answers", facts.urgent, "No urgent answer was given."),
            _acknowledged("Patients who asked for help", facts.help, "Nobody asked for help."),
            _acknowledged("Pages that did not come out", facts.failures, "Every page came out."),
            DayList(
                f"Not reviewed ({len(facts.unreviewed)})",
                tuple((_place(line), line.note, False) for line in facts.unreviewed),
                f"All {counted(facts.intakes, 'intake')} reviewed."
                if facts.intakes
                else "No intake.",
            ),
        ),
        sync=facts.sync,
        anchor=(counted(facts.audit_count, "entry", "entries"), _grouped(facts.audit_mac)),
    )


def _acknowledged(title: str, lines: Sequence[DayLine], empty: str) -> DayList:
    shown = []
    # What waits for somebody comes first: it must not be what a long list leaves out.
    for line in sorted(lines, key=lambda line: bool(line.acknowledged_at)):
        left = _place(line) + (f"   {line.note}" if line.note else "")
        if line.acknowledged_at:
            seen = f"acknowledged {line.acknowledged_at[11:16]} by {line.acknowledged_by}"
            shown.append((left, seen, False))
        else:
            shown.append((left, "NOT ACKNOWLEDGED", True))
    return DayList(f"{title} ({len(lines)})", tuple(shown), empty)


def _place(line: DayLine) -> str:
    return f"{line.at[11:16]}   {line.record_id[:SHORT]}   {line.kiosk}".rstrip()


def _grouped(mac: str) -> str:
    return " ".join(mac[start : start + 8] for start in range(0, len(mac), 8)) or "none yet"
