"""The daily sheet: one page that says how a day went, without a word about any patient.

Values in, values out. Record ids are shortened: enough to find one in the list, nothing to copy.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.summary.notation import counted, day, day_and_time

SHORT = 8
"""Characters of a record's id."""
NOBODY = "nobody was told"


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
    urgent: bool = False
    """Of a record: it is urgent."""
    no_alert: str = ""
    """Where it is urgent and no alert was raised: NOBODY, or why nobody has to be told any more."""


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
    """A line for each alert, and for each urgent record of the day that has none."""
    help: tuple[DayLine, ...]
    unreviewed: tuple[DayLine, ...]
    earlier: tuple[DayLine, ...]
    """Not reviewed either, and handed in on an earlier day."""
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
    patients = len({line.record_id for line in facts.urgent})
    open_urgent = len({line.record_id for line in facts.urgent if _waits(line)})
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
            ("Urgent patients", patients, False),
            ("Urgent, not acknowledged", open_urgent, True),
            ("Not reviewed", len(facts.unreviewed), True),
            ("Not reviewed, earlier days", len(facts.earlier), True),
            ("Unfinished now", facts.unfinished, True),
            ("Printing failed", len(facts.failures), True),
        ),
        lists=(
            _acknowledged("Urgent", facts.urgent, "Nothing urgent was answered or measured."),
            _acknowledged("Patients who asked for help", facts.help, "Nobody asked for help."),
            _acknowledged("Pages that did not come out", facts.failures, "Every page came out."),
            DayList(
                f"Not reviewed ({len(facts.unreviewed)})",
                _urgent_first(facts.unreviewed, _place),
                f"All {counted(facts.intakes, 'intake')} reviewed."
                if facts.intakes
                else "No intake.",
            ),
            DayList(
                f"Not reviewed, from earlier days ({len(facts.earlier)})",
                _urgent_first(facts.earlier, _dated_place),
                "None.",
            ),
        ),
        sync=facts.sync,
        anchor=(counted(facts.audit_count, "entry", "entries"), _grouped(facts.audit_mac)),
    )


def _acknowledged(title: str, lines: Sequence[DayLine], empty: str) -> DayList:
    shown = []
    # What waits for somebody comes first: it must not be what a long list leaves out.
    for line in sorted(lines, key=lambda line: not _waits(line)):
        left = _place(line) + (f"   {line.note}" if line.note else "")
        if line.acknowledged_at:
            seen = f"acknowledged {line.acknowledged_at[11:16]} by {line.acknowledged_by}"
            shown.append((left, seen, False))
        elif line.no_alert:
            told = "NO ALERT WAS RAISED" if _waits(line) else f"no alert: {line.no_alert}"
            shown.append((left, told, _waits(line)))
        else:
            shown.append((left, "NOT ACKNOWLEDGED", True))
    return DayList(f"{title} ({len(lines)})", tuple(shown), empty)


def _waits(line: DayLine) -> bool:
    """Whether nobody is known to have seen what is urgent."""
    return not line.acknowledged_at and line.no_alert in ("", NOBODY)


def _urgent_first(
    lines: Sequence[DayLine], place: Callable[[DayLine], str]
) -> tuple[tuple[str, str, bool], ...]:
    """What a long list leaves out must not be what is urgent."""
    found = sorted(lines, key=lambda line: not line.urgent)
    return tuple(
        (place(line), f"{line.note}, URGENT" if line.urgent else line.note, line.urgent)
        for line in found
    )


def _dated_place(line: DayLine) -> str:
    return f"{day(line.at)}   {_place(line)}"


def _place(line: DayLine) -> str:
    return f"{line.at[11:16]}   {line.record_id[:SHORT]}   {line.kiosk}".rstrip()


def _grouped(mac: str) -> str:
    return " ".join(mac[start : start + 8] for start in range(0, len(mac), 8)) or "none yet"
