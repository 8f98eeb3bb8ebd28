"""What staff did to a record after the patient handed it in: corrected it, noted something, decided.

Words of staff stand in quotation marks, as the patient's do: they are not the kiosk's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.model.record import Addendum, Decision, DecisionKind, Record, RevisionKind
from kiosk.summary.blocks.words import Reading
from kiosk.summary.notation import counted, day_and_time

_DECIDED: Final[dict[DecisionKind, str]] = {
    "accepted": "accepted",
    "modified": "modified",
    "declined": "declined",
    "more_information": "more information needed",
}
_HOLDS: Final[dict[DecisionKind, str]] = {**_DECIDED, "accepted": "accepted as printed"}
"""Only while nothing came between the decision and this page."""
_MADE: Final[dict[RevisionKind, str]] = {
    "measured": "measured",
    "addendum": "corrected",
    "decision": "decided",
}
_CAME: Final[dict[RevisionKind, str]] = {"measured": "measurement", "addendum": "addendum"}


@dataclass(frozen=True)
class StaffWork:
    """Empty where nobody but the patient has touched the record."""

    headline: str = ""
    """For page 1, on one line."""
    outdated: str = ""
    """That the last decision no longer holds, for page 1; empty while it does, or where none was made."""
    entries: tuple[str, ...] = ()
    """Oldest first, each with who and when."""
    version: str = ""
    """Which version of the record this page prints, who made it and when; empty for the patient's own."""


def staff_work(reading: Reading) -> StaffWork:
    """What was corrected, noted and decided."""
    record = reading.record
    entries = [
        *((each.at, text) for each in record.addenda for text in _added(each, reading)),
        *((each.at, f"{_decided(each)} Replaced since.") for each in record.decisions[:-1]),
        *((each.at, _last_decided(each, record)) for each in record.decisions[-1:]),
        *(
            (each.at, f"{day_and_time(each.at)}, {each.by}: measured.")
            for each in record.revisions
            if each.kind == "measured"
        ),
    ]
    told = [text for _, text in sorted(entries, key=lambda entry: entry[0])]
    heads = []
    corrections = sum(bool(each.question) for each in record.addenda)
    notes = sum(bool(each.note) for each in record.addenda)
    heads += [counted(corrections, "answer corrected", "answers corrected")] if corrections else []
    heads += [counted(notes, "note")] if notes else []
    if any(each.kind == "measured" for each in record.earlier_revisions):
        heads.append("measured")
    outdated = ""
    if decided := record.decided:
        why = decided_before(record)
        outdated = f"DECISION OUTDATED ({_DECIDED[decided]}). {why}" if why else ""
        heads.append("decision outdated" if why else f"decision: {_HOLDS[decided]}")
    headline = f"By staff: {'; '.join(heads)}. See page 2." if heads else ""
    return StaffWork(headline, outdated, tuple(told), _version(record))


def _version(record: Record) -> str:
    """Two pages of one visit are told apart by this: the patient's own version is the first."""
    if record.revision is None:
        return ""
    made = record.revision
    number = len(record.revisions) + 1
    return f"Version {number}: {_MADE[made.kind]} by {made.by}, {day_and_time(made.at)}"


def decided_before(record: Record) -> str:
    """What whoever decided last had not seen, in a sentence; empty when nothing came after."""
    kinds = {each.kind for each in record.since_decision}
    came = [f"the last {word}" for kind, word in _CAME.items() if kind in kinds]
    return f"Decided before {' and '.join(came)}. Please decide again." if came else ""


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


def _last_decided(decision: Decision, record: Record) -> str:
    return (
        f"{_decided(decision)} OUTDATED."
        if record.decision_outdated
        else _decided(decision, _HOLDS)
    )


def _decided(decision: Decision, words: Mapping[DecisionKind, str] = _DECIDED) -> str:
    chosen = f" to “{decision.modified_to}”" if decision.modified_to else ""
    because = f" Reason: “{decision.reason}”" if decision.reason else ""
    head = f"{day_and_time(decision.at)}, {decision.by}"
    return f"{head}: decision {words[decision.kind]}{chosen}.{because}"


def _words(reading: Reading, question: str, value: object) -> str:
    return "no answer" if value is None else reading.words(question, value)
