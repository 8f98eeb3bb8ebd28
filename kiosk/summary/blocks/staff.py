"""What staff did to a record after the patient handed it in: corrected it, noted something, decided.

Words of staff stand in quotation marks, as the patient's do: they are not the kiosk's.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.model.record import Addendum, Decision
from kiosk.summary.blocks.words import Reading
from kiosk.summary.notation import counted, day_and_time

_DECIDED = {
    "accepted": "accepted as printed",
    "modified": "modified",
    "declined": "declined",
    "more_information": "more information needed",
}


@dataclass(frozen=True)
class StaffWork:
    """Empty where nobody but the patient has touched the record."""

    headline: str = ""
    """For page 1, on one line."""
    entries: tuple[str, ...] = ()
    """Oldest first, each with who and when."""


def staff_work(reading: Reading) -> StaffWork:
    """What was corrected, noted and decided."""
    record = reading.record
    entries = [
        *((each.at, text) for each in record.addenda for text in _added(each, reading)),
        *((each.at, _decided(each)) for each in record.decisions),
    ]
    told = [text for _, text in sorted(entries, key=lambda entry: entry[0])]
    heads = []
    corrections = sum(bool(each.question) for each in record.addenda)
    notes = sum(bool(each.note) for each in record.addenda)
    heads += [counted(corrections, "answer corrected", "answers corrected")] if corrections else []
    heads += [counted(notes, "note")] if notes else []
    if record.decisions:
        heads.append(f"decision: {_DECIDED[record.decisions[-1].kind]}")
    headline = f"By staff: {'; '.join(heads)}. See page 2." if heads else ""
    return StaffWork(headline, tuple(told))


def corrected(reading: Reading) -> dict[str, str]:
    """Question id to what its answer was before staff corrected it, and who did."""
    found: dict[str, str] = {}
    for each in reading.record.addenda:
        if each.question:
            earlier = found.get(each.question, "")
            before = _words(reading, each.question, each.before)
            text = f"{before} (corrected by {each.by})"
            found[each.question] = f"{earlier}; {text}" if earlier else text
    return found


def _added(addendum: Addendum, reading: Reading) -> Iterator[str]:
    head = f"{day_and_time(addendum.at)}, {addendum.by}"
    because = f" Reason: “{addendum.reason}”" if addendum.reason else ""
    if addendum.question:
        item = reading.item(addendum.question)
        label = (item.short or item.text) if item else addendum.question
        before, after = (
            _words(reading, addendum.question, value)
            for value in (addendum.before, addendum.answer)
        )
        cited = reading.cite([addendum.question])
        yield f"{head}: {cited} {label} was “{before}”, is now “{after}”.{because}"
    if addendum.note:
        yield f"{head}: note “{addendum.note}”.{because}"


def _decided(decision: Decision) -> str:
    chosen = f" to “{decision.modified_to}”" if decision.modified_to else ""
    because = f" Reason: “{decision.reason}”" if decision.reason else ""
    head = f"{day_and_time(decision.at)}, {decision.by}"
    return f"{head}: decision {_DECIDED[decision.kind]}{chosen}.{because}"


def _words(reading: Reading, question: str, value: object) -> str:
    return "no answer" if value is None else reading.words(question, value)
