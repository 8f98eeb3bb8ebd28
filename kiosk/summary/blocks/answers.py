"""Every answer of the record, the unanswered questions, the scores and the pertinent negatives."""

from dataclasses import dataclass

from kiosk.model.answer import plain
from kiosk.summary.blocks.staff import corrected
from kiosk.summary.blocks.words import NOT_SURE, SKIPPED, UNKNOWN, Reading

_CONSENT = "consent"
"""What the form writes as the reference of every statement to sign."""
NOT_SIGNED = "not signed here"
_BENIGN = ("no", "none", "never")


@dataclass(frozen=True)
class AnswerLine:
    """One question of the appendix. `unknown`: skipped or not sure."""

    number: int | None
    label: str
    answer: str
    unknown: bool
    severity: str
    withdrawn: str = ""
    """An earlier answer that no longer counts."""
    corrected: str = ""
    """What stood here before staff corrected it, and who did."""


@dataclass(frozen=True)
class AnswerSection:
    """The answers of one part of the interview."""

    title: str
    lines: tuple[AnswerLine, ...]


@dataclass(frozen=True)
class ScoreLine:
    """An instrument's total with its band, or how much of it was answered."""

    title: str
    result: str
    alone: tuple[str, ...] = ()
    """Items that a provider reads by themselves."""
    item9: str = ""
    """What was said to the PHQ-9's item about self-harm (`0: Not at all`), for a narrow place."""


@dataclass(frozen=True)
class Open:
    """A question without a usable answer."""

    cited: str
    label: str
    state: str


def sections(reading: Reading, severities: dict[str, str]) -> tuple[AnswerSection, ...]:
    """All answers by part, in the form's order; ids that the form no longer knows come last."""
    form = reading.protocol.questionnaire
    record = reading.record
    shown = set(record.answers)
    shown.update(record.assessment.unanswered)
    earlier = {*record.withdrawn, *record.assessment.withdrawn}
    earlier.update(change.question for change in record.changes)
    shown.update(earlier)
    corrections = corrected(reading)
    titles = {part.id: part.text for part in form.parts}
    grouped: dict[str, list[AnswerLine]] = {}
    for item in form.questions:
        if item.link_id in shown:
            title = titles.get(form.part_of.get(item.link_id, ""), "Other")
            grouped.setdefault(title, []).append(
                _line(item.link_id, reading, severities, earlier, corrections)
            )
    strange = [question for question in shown if question not in form.by_id]
    for question in sorted(strange):
        grouped.setdefault("Not in this form", []).append(
            _line(question, reading, severities, earlier, corrections)
        )
    return tuple(AnswerSection(title, tuple(lines)) for title, lines in grouped.items())


def _line(
    question: str,
    reading: Reading,
    severities: dict[str, str],
    earlier: set[str],
    corrections: dict[str, str],
) -> AnswerLine:
    record = reading.record
    item = reading.item(question)
    value = record.answers.get(question)
    if value is None:
        value = "skipped" if question in record.assessment.unanswered else None
    if value == "skipped" and reading.passed_over(question):
        value = None
    answer = _absent(question, earlier) if value is None else reading.words(question, value)
    if value == "skipped" and item and item.reference == _CONSENT:
        answer = NOT_SIGNED
    if question in record.implied:
        answer += " (implied, not asked)"
    return AnswerLine(
        number=reading.number(question),
        label=(item.short or item.text) if item else question,
        answer=answer,
        unknown=isinstance(value, str) and value in UNKNOWN,
        severity=severities.get(question, ""),
        withdrawn="; ".join(_taken_back(question, reading)) if question in earlier else "",
        corrected=corrections.get(question, ""),
    )


def _absent(question: str, earlier: set[str]) -> str:
    return "no longer asked" if question in earlier else "not asked"


def _taken_back(question: str, reading: Reading) -> list[str]:
    """Earlier answers that no longer count, in order, each with why."""
    record = reading.record
    known = [plain(change.answer) for change in record.changes if change.question == question]
    causes = [change.cause for change in record.changes if change.question == question]
    found = [
        f"{reading.words(question, value)} ({cause})"
        for value, cause in zip(known, causes, strict=True)
    ]
    for source in (record.withdrawn, record.assessment.withdrawn):
        value = source.get(question)
        if value is not None and value not in known:
            known.append(value)
            found.append(reading.words(question, value))
    return found


def unanswered(reading: Reading) -> tuple[Open, ...]:
    """Asked and not answered, or answered "not sure", in the form's order."""
    record = reading.record
    states = dict.fromkeys(record.assessment.unanswered, SKIPPED)
    for question, value in record.answers.items():
        if value == "skipped" and question not in record.assessment.unanswered:
            continue
        if isinstance(value, str) and value in UNKNOWN:
            states[question] = NOT_SURE if value == "not_sure" else SKIPPED
    found = []
    for question, state in sorted(states.items(), key=lambda s: reading.number(s[0]) or 10_000):
        item = reading.item(question)
        label = (item.short or item.text) if item else question
        unsigned_here = item is not None and item.reference == _CONSENT
        said = NOT_SIGNED if unsigned_here else state
        found.append(Open(reading.cite([question]), label, said))
    return tuple(found)


def unsigned(reading: Reading) -> str:
    """That the consent, or a part of it, was not signed at the kiosk, with where; empty where it was."""
    form = reading.protocol.questionnaire
    consent = [item.link_id for item in form.questions if item.reference == _CONSENT]
    missing = [question for question in consent if question in reading.record.assessment.unanswered]
    if not missing:
        return ""
    return f"CONSENT NOT SIGNED AT THE KIOSK ({reading.cite(missing)}): to sign on paper."


def score_lines(reading: Reading) -> tuple[ScoreLine, ...]:
    """Totals with bands; the item about self-harm stands by itself."""
    lines = []
    for score in reading.record.assessment.scores:
        instrument = reading.protocol.instrument_by_id.get(score.instrument)
        title = instrument.title if instrument else score.instrument
        if score.score is None:
            result = f"incomplete: {score.answered} of {score.items} answered"
        else:
            most = f" of {instrument.maximum}" if instrument else ""
            result = f"{score.score}{most}" + (f", {score.band}" if score.band else "")
        item9 = (reading.said("phq9_9") or SKIPPED) if score.instrument == "phq9" else ""
        alone = (f"Item 9, thoughts of death or self-harm: {item9}",) if item9 else ()
        lines.append(ScoreLine(title, result, alone, item9))
    return tuple(lines)


def negatives(reading: Reading) -> tuple[str, ...]:
    """Conditions that the patient was asked about and denied."""
    raised = {flag.rule for flag in reading.record.assessment.flags}
    return tuple(
        rule.negative
        for rule in reading.protocol.rules
        if rule.negative
        and rule.id not in raised
        and rule.questions
        and all(reading.answer(question) in _BENIGN for question in rule.questions)
    )
