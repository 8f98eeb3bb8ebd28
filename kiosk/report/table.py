"""A report as plain text for a terminal, at any width from 60 columns on."""

import datetime
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kiosk.report.counts import Count, Day, Report
from kiosk.summary.blocks.flags import OF_TIER, WORDS
from kiosk.text import scrub

NARROWEST: Final = 60
_WIDEST: Final = 100
_NUMBER: Final = 6
_SHARE: Final = 6
_BAR: Final = 24
_MOST_PERIODS: Final = 31
_MOST_WORDS: Final = 15
_MOST_FLAGS: Final = 8

TIER_NAMES: Final = {tier: WORDS[severity].lower() for tier, severity in OF_TIER.items()}
"""The words of the provider's page."""


def as_text(report: Report, *, width: int, block: str = "█", words: bool = True) -> str:
    """The whole report. `block` draws the bars; `words` shows what patients typed."""
    width = max(NARROWEST, min(width, _WIDEST))
    parts = [_head(report)]
    of = report.records
    if of:
        bars = _Bars(width, block)
        parts += [
            bars.section("MAIN REASON", report.reasons, of),
            bars.section("RESULT", report.dispositions, of),
            _flags(report, bars),
            _minutes(report, bars),
            _medicines(report, bars, words),
            bars.section(*periods(report.days), None),
        ]
    if report.abandoned:
        parts.append(
            _Bars(width, block).section(
                "NOT FINISHED, by the question they stand at",
                report.abandoned,
                sum(each.number for each in report.abandoned),
            )
        )
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def counted(number: int, one: str, several: str = "") -> str:
    """`1 intake`, `1,200 intakes`."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def spanned(report: Report) -> str:
    """The days of the report in words."""
    if report.since and report.until:
        return f"from {report.since} to {report.until}"
    if report.since:
        return f"since {report.since}"
    return f"until {report.until}" if report.until else "of all days"


def periods(days: Sequence[Day]) -> tuple[str, tuple[Count, ...]]:
    """A title, and the intakes a day; a week or a month where there would be more than 31 lines."""
    for title, label, start in _PERIODS:
        found: dict[datetime.date, int] = {}
        for each in days:
            first = start(each.day)
            found[first] = found.get(first, 0) + each.intakes
        counts = tuple(Count(str(d), d.strftime(label), number) for d, number in found.items())
        if len(counts) <= _MOST_PERIODS:
            return title, counts
    return title, counts


def _day(day: datetime.date) -> datetime.date:
    return day


def _week(day: datetime.date) -> datetime.date:
    return day - datetime.timedelta(days=day.weekday())


def _month(day: datetime.date) -> datetime.date:
    return day.replace(day=1)


_PERIODS: Final = (
    ("INTAKES A DAY", "%a %Y-%m-%d", _day),
    ("INTAKES A WEEK", "week of %Y-%m-%d", _week),
    ("INTAKES A MONTH", "%Y-%m", _month),
)


def _head(report: Report) -> list[str]:
    lines = [f"Intakes {spanned(report)}: {report.records:,}"]
    said = [
        (report.urgent, "with an urgent flag"),
        (report.transcribed, "typed in from paper"),
        (report.synthetic, "SYNTHETIC, not patients"),
        (report.unreadable, "more could not be read and are not counted"),
    ]
    lines += [f"  {number:,} {what}" for number, what in said if number]
    return lines


def _flags(report: Report, bars: "_Bars") -> list[str]:
    """The most frequent of each tier, gravest tier first, all bars on one scale."""
    lines = ["FLAGS"]
    most = max((each.number for each in report.flags), default=0)
    for tier, name in TIER_NAMES.items():
        found = [each for each in report.flags if each.note == tier]
        if found:
            lines.append(f"  {name}")
            lines += bars.lines(found[:_MOST_FLAGS], report.records, most)
        if len(found) > _MOST_FLAGS:
            most_left = counted(found[_MOST_FLAGS].number, "intake")
            left = f"{len(found) - _MOST_FLAGS} more, at most {most_left} each"
            lines.append(f"  … {left}: see --format csv")
    if report.corrected:
        taken_back = counted(report.corrected, "intake")
        lines.append(f"  not counted: what a later answer took back, in {taken_back}")
    return lines


def _minutes(report: Report, bars: "_Bars") -> list[str]:
    minutes = report.minutes
    if minutes.median is None:
        return ["TIME TO COMPLETE: no intake told when it began"]
    title = f"TIME TO COMPLETE: median {minutes.median} min, 90 % within {minutes.p90} min"
    return bars.section(title, minutes.spread, minutes.known)


def _medicines(report: Report, bars: "_Bars", words: bool) -> list[str]:
    found = report.unrecognised
    lines = [
        "MEDICINES NOT RECOGNISED",
        f"{found.entries:,} of {counted(found.listed, 'entry', 'entries')}, "
        f"in {counted(found.records, 'intake')}",
    ]
    if words and found.words:
        lines += bars.section("", found.words[:_MOST_WORDS], None)[1:]
        if len(found.words) > _MOST_WORDS:
            lines.append(f"and {len(found.words) - _MOST_WORDS} more")
    return lines


class _Bars:
    """Lines with a label, a bar, a number and a share."""

    def __init__(self, width: int, block: str) -> None:
        self._label = width - _BAR - _NUMBER - _SHARE - 3
        self._block = block

    def section(self, title: str, counts: Iterable[Count], of: int | None) -> list[str]:
        """`title` and a line for each of `counts`; shares are of `of`, left out when None."""
        found = tuple(counts)
        return [title, *self.lines(found, of, max((each.number for each in found), default=0))]

    def lines(self, counts: Iterable[Count], of: int | None, most: int) -> Iterator[str]:
        """A line for each of `counts`; a full bar stands for `most`."""
        for each in counts:
            bar = self._block * -(-each.number * _BAR // most) if most else ""
            line = f"{_fitted(each.label, self._label)} {bar:<{_BAR}} {each.number:>{_NUMBER},}"
            if of:
                line += f" {_share(each.number, of):>{_SHARE - 2}} %"
            yield line.rstrip()


def _share(number: int, of: int) -> str:
    """Whole percent, half up; what is there never shows as 0."""
    percent = (number * 200 + of) // (2 * of)
    return "<1" if number and not percent else str(percent)


def _fitted(text: str, columns: int) -> str:
    """`text` without hidden characters in exactly so many columns."""
    cleaned = scrub(text)
    if _columns(cleaned) > columns:
        while _columns(cleaned) > columns - 1:
            cleaned = cleaned[:-1]
        cleaned = cleaned.rstrip() + "…"
    return cleaned + " " * (columns - _columns(cleaned))


def _columns(text: str) -> int:
    """Columns of a terminal that `text` takes."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )
