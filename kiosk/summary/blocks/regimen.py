"""The regimen card with its arithmetic shown, or why there is no dose.

On a withheld page nothing here holds a ketamine mg, mL or rate: protocol texts with such a figure are
left out whole.
"""

from collections import Counter
from dataclasses import dataclass

from kiosk.model.assessment import Regimen
from kiosk.model.protocol import Indication
from kiosk.summary.blocks.flags import FlagLine, told_together
from kiosk.summary.blocks.words import Reading
from kiosk.summary.fonts import NBSP
from kiosk.summary.notation import (
    KETAMINE_FIGURE,
    dollars,
    number,
    quantity,
    span,
    tall_man,
)

NOT_CLEARED = "NOT CLEARED: vital signs missing"
STATED = "STATED, NOT MEASURED: re-weigh in kg"
ALTERNATIVES_NOTE = (
    "From the clinic's page. Not checked against this patient's conditions or medicines."
)


@dataclass(frozen=True)
class Row:
    """A line of the card: label, value, and what the value is."""

    label: str
    value: str
    aside: str = ""


@dataclass(frozen=True)
class RegimenCard:
    """A provisional regimen, every step of its arithmetic on the page."""

    dose: str
    drug: str
    over: str
    arithmetic: str
    weight_note: str
    not_cleared: bool
    volumes: tuple[tuple[str, str], ...]
    """Strength and the volume that belongs to it, which never stand apart."""
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    rows: tuple[Row, ...]
    source: str


@dataclass(frozen=True)
class NoDoseCard:
    """Why no dose is shown."""

    withheld: bool
    """A contraindication; otherwise something that a dose needs is missing."""
    because: tuple[tuple[str, str], ...]
    """Cause and the questions where it stands."""
    notes: tuple[str, ...]


@dataclass(frozen=True)
class AlternativeList:
    """What the clinic's page names for one reason."""

    reason: str
    options: tuple[str, ...]


def card(reading: Reading, lines: tuple[FlagLine, ...]) -> RegimenCard | NoDoseCard:
    """The right-hand card of page 1."""
    assessment = reading.record.assessment
    if assessment.disposition == "withheld" or not assessment.regimens:
        return _no_dose(reading, lines)
    return _regimen(reading, assessment.regimens[0])


def _no_dose(reading: Reading, lines: tuple[FlagLine, ...]) -> NoDoseCard:
    causes = [line for line in lines if line.severity in ("stop", "no_weight")]
    because = tuple(told_together(causes))
    if other := reading.record.assessment.no_regimen_because:
        because = (*because, (other, reading.cite(["main_reason"])))
    return NoDoseCard(
        withheld=any(line.severity == "stop" for line in causes),
        because=because,
        notes=particular_notes(reading),
    )


def _regimen(reading: Reading, regimen: Regimen) -> RegimenCard:
    regimens = reading.protocol.regimens
    weight = reading.record.assessment.weight
    indication = reading.protocol.indication_by_id[regimen.indication]
    dose = f"{span(*regimen.dose_mg)}{NBSP}mg"
    kg = quantity(weight.kg, "kg") if weight else ""
    return RegimenCard(
        dose=dose,
        drug=f"{regimens.drug} {regimens.route}",
        over=f"over {_minutes(regimen, indication)}",
        arithmetic=f"{span(*regimen.mg_per_kg)}{NBSP}mg/kg × {kg} = {dose}",
        weight_note=STATED if weight and weight.stated else "",
        not_cleared=not reading.record.assessment.cleared,
        volumes=tuple(
            (f"{number(strength)}{NBSP}mg/mL", f"{span(*volume)}{NBSP}mL")
            for strength, volume in regimen.volume_ml.items()
        ),
        warnings=tuple(tall_man(line) for line in regimens.fixed_lines),
        notes=particular_notes(reading),
        rows=_rows(reading, regimen),
        source=f"{indication.label}: {', '.join(indication.sources)}",
    )


def _minutes(regimen: Regimen, indication: Indication) -> str:
    if regimen.infusion_minutes is not None:
        return quantity(str(regimen.infusion_minutes), "minutes")
    return indication.minutes_text or "a time that the provider sets"


def _rows(reading: Reading, regimen: Regimen) -> tuple[Row, ...]:
    rows = []
    if regimen.mcg_per_kg_min and regimen.mg_per_h:
        rows.append(
            Row(
                "Rate",
                quantity(regimen.mcg_per_kg_min, "mcg/kg/min"),
                quantity(regimen.mg_per_h, "mg/h"),
            )
        )
    else:
        rows.append(Row("Rate", "not stated: provider to set"))
    if regimen.ml_per_h:
        bag = reading.protocol.regimens.bag_ml
        rows.append(Row("Pump", quantity(regimen.ml_per_h, "mL/h"), f"bag of {bag}{NBSP}mL"))
    rows.append(Row("Frequency", frequency(regimen.sessions_per_week, regimen.interval_weeks)))
    if regimen.weeks:
        low, high = regimen.weeks
        rows.append(Row("Course", f"for {span(str(low), str(high))}{NBSP}weeks"))
    else:
        rows.append(Row("Course", "not stated: provider to set"))
    if regimen.sessions:
        low, high = regimen.sessions
        rows.append(Row("Sessions", span(str(low), str(high)), "derived"))
    weight = reading.record.assessment.weight
    if weight and weight.ideal_kg and weight.adjusted_kg:
        adjusted = f"adjusted {quantity(weight.adjusted_kg, 'kg')}"
        rows.append(Row("Ideal weight", quantity(weight.ideal_kg, "kg"), adjusted))
    rows.append(Row("Cost, session", dollars(*regimen.cost_per_session_usd), "estimate"))
    if regimen.cost_usd:
        rows.append(Row("Cost, course", dollars(*regimen.cost_usd), "derived"))
    return tuple(rows)


def frequency(per_week: tuple[int, int] | None, interval: tuple[int, int] | None) -> str:
    """How often, in words: no abbreviation stands for a frequency."""
    if per_week:
        low, high = per_week
        return "once a week" if (low, high) == (1, 1) else f"{low} to {high} times a week"
    if interval:
        low, high = interval
        return f"once every {low} to {high} weeks" if low != high else f"once every {low} weeks"
    return "not stated: provider to set"


def particular_notes(reading: Reading) -> tuple[str, ...]:
    """Conflicts in the clinic's own material that are particular to this reason; on page 1.

    Without a dose only the conflicts that raised a flag are left: the others are about the regimen.
    """
    assessment = reading.record.assessment
    if assessment.regimens:
        wanted = [note for note in assessment.regimens[0].notes if note not in _common(reading)]
    else:
        wanted = [flag.reference for flag in assessment.flags]
    return _printed(wanted, reading)


def common_notes(reading: Reading) -> tuple[str, ...]:
    """Notes that stand beside most regimens, on the next page; none without a regimen."""
    assessment = reading.record.assessment
    if not assessment.regimens:
        return ()
    return _printed(
        [note for note in assessment.regimens[0].notes if note in _common(reading)], reading
    )


def _common(reading: Reading) -> set[str]:
    """Notes of more than half of the regimens: they say nothing about this one in particular."""
    dosed = [each for each in reading.protocol.regimens.indications if each.mg_per_kg]
    count = Counter(note for each in dosed for note in set(each.notes))
    return {note for note, times in count.items() if 2 * times > len(dosed)}


def _printed(wanted: list[str], reading: Reading) -> tuple[str, ...]:
    by_id = {note.id: note.printed for note in reading.protocol.regimens.notes}
    printed = [by_id[note] for note in dict.fromkeys(wanted) if by_id.get(note)]
    return tuple(tall_man(text) for text in printed if shown(text, reading))


def evidence(reading: Reading) -> str:
    """What is known about the use, for the provider; nothing on a page without a dose."""
    indication = reading.protocol.indication_by_id.get(str(reading.answer("main_reason")))
    if indication is None or not reading.record.assessment.regimens:
        return ""
    return tall_man(indication.evidence)


def shown(text: str, reading: Reading) -> bool:
    """Whether a text of the protocol may stand on this page: no dose figure where dose is withheld."""
    withheld = reading.record.assessment.disposition == "withheld"
    return not (withheld and KETAMINE_FIGURE.search(text))


def alternatives(reading: Reading) -> tuple[AlternativeList, ...]:
    """Other treatments that the clinic's page names."""
    found = []
    for each in reading.record.assessment.alternatives:
        indication = reading.protocol.indication_by_id.get(each.indication)
        options = tuple(tall_man(option) for option in each.options if shown(option, reading))
        if options:
            found.append(
                AlternativeList(indication.label if indication else each.indication, options)
            )
    return tuple(found)
