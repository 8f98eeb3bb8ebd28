"""A patient's scores over visits: which instruments have a course worth drawing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.model.record import Record
from kiosk.summary.blocks.words import Reading
from kiosk.summary.notation import day, moment

DRAWN = ("phq9", "gad7", "pain")
"""Instruments whose course a clinic follows from visit to visit."""
_MOST = 8
"""Visits in one chart; the latest ones."""


@dataclass(frozen=True)
class PastScore:
    """A complete score of an earlier visit."""

    instrument: str
    on: str
    """ISO date or time of the answers."""
    score: int


@dataclass(frozen=True)
class Trend:
    """One instrument over the visits, oldest first."""

    title: str
    maximum: int
    points: tuple[tuple[str, int], ...]
    """DD-Mmm-YYYY and the score."""
    left_out: int
    """Earlier visits that are not drawn."""
    current: bool
    """The last point is this visit; it may also have been asked in earlier ones only."""

    @property
    def in_words(self) -> str:
        """The chart for whoever does not see it."""
        course = ", ".join(f"{score} on {when}" for when, score in self.points)
        return f"{self.title}, 0 to {self.maximum}: {course}"


def past_scores(records: Iterable[Record]) -> tuple[PastScore, ...]:
    """The complete scores of earlier records that can be drawn."""
    return tuple(
        PastScore(score.instrument, record.answered_at, score.score)
        for record in records
        for score in record.assessment.scores
        if score.instrument in DRAWN and score.score is not None
    )


def trends(reading: Reading, earlier: Sequence[PastScore]) -> tuple[Trend, ...]:
    """Instruments with at least two visits; none without an earlier one."""
    now = past_scores([reading.record])
    found = []
    for name in DRAWN:
        before = [each for each in earlier if each.instrument == name]
        instrument = reading.protocol.instrument_by_id.get(name)
        # Of two at the same moment this visit is the later one.
        visits = sorted(
            (each for each in (*before, *now) if each.instrument == name),
            key=lambda each: moment(each.on),
        )
        points = [(day(each.on), each.score) for each in visits]
        if instrument and before and len(points) > 1:
            shown = tuple(points[-_MOST:])
            left_out = len(points) - len(shown)
            current = any(each.instrument == name for each in now)
            found.append(Trend(instrument.title, instrument.maximum, shown, left_out, current))
    return tuple(found)
