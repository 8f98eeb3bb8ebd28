"""Instrument totals and bands. A partial score is shown as incomplete, never as a low total."""

from kiosk.clinical.facts import Facts
from kiosk.model.assessment import Score
from kiosk.model.protocol import Instrument


def scores(facts: Facts) -> tuple[Score, ...]:
    """A score for each scored instrument that was asked, in the protocol's order."""
    return tuple(
        _score(instrument, facts)
        for instrument in facts.protocol.instruments
        if instrument.scored and facts.asked.intersection(instrument.items)
    )


def _score(instrument: Instrument, facts: Facts) -> Score:
    given = [facts.answers.get(item) for item in instrument.items]
    numbers = [answer for answer in given if isinstance(answer, int)]
    complete = len(numbers) == len(instrument.items)
    total = sum(numbers)
    bands = (band.name for band in instrument.bands if band.low <= total <= band.high)
    return Score(
        instrument=instrument.id,
        score=total if complete else None,
        band=next(bands, None) if complete else None,
        answered=len(numbers),
        items=len(instrument.items),
    )
