"""The medicine table: what was recognised, what the patient typed, and what it means with ketamine."""

from dataclasses import dataclass
from typing import Any

from kiosk.model.assessment import Medication
from kiosk.model.protocol import ClassRule
from kiosk.summary.blocks.flags import SEVERITIES, Severity, severity
from kiosk.summary.blocks.words import Reading
from kiosk.summary.notation import tall_man

NONE_KNOWN = "none known to kiosk"


@dataclass(frozen=True)
class MedicineRow:
    """One line of the table."""

    severity: Severity | str
    """`unknown` for an entry that was not identified, empty when nothing is known against it."""
    recognized: str
    entered: str
    taken: str
    effect: str


def medicine_rows(reading: Reading) -> tuple[MedicineRow, ...]:
    """Graver first, then what nobody could identify, then the rest."""
    stored = reading.answer("medications")
    entries = [e for e in stored if isinstance(e, dict)] if isinstance(stored, list | tuple) else []
    by_words = {str(entry.get("entered")): entry for entry in reversed(entries)}
    rows = [
        _row(medicine, by_words.get(medicine.entered, {}), reading)
        for medicine in reading.record.assessment.medications
    ]
    order: list[str] = ["stop", "no_weight", "major", "unknown", "caution", "note", ""]
    return tuple(sorted(rows, key=lambda row: order.index(row.severity)))


def _row(medicine: Medication, entry: dict[str, Any], reading: Reading) -> MedicineRow:
    taken = ", ".join(str(entry[key]) for key in ("strength", "how_often") if entry.get(key))
    if medicine.status == "as_needed":
        taken = f"{taken}, as needed" if taken else "as needed"
    if medicine.status == "stopped":
        taken = "STOPPED: ask when" + (f"; was {taken}" if taken else "")
    if medicine.generic is None:
        recognized = "more than one match" if medicine.match == "ambiguous" else "not recognized"
        return MedicineRow(
            "unknown", recognized, medicine.entered, taken or "not stated", "identify before dosing"
        )
    found = [
        (severity(flag, reading), rule.id.replace("_", " "))
        for flag in reading.record.assessment.flags
        for rule in reading.protocol.medicines.classes
        if rule.id == flag.rule and _in_class(rule, medicine)
    ]
    levels = sorted((level for level, _ in found), key=SEVERITIES.index)
    return MedicineRow(
        levels[0] if levels else "",
        tall_man(medicine.generic),
        medicine.entered,
        taken or "not stated",
        ", ".join(dict.fromkeys(name for _, name in found)) or NONE_KNOWN,
    )


def _in_class(rule: ClassRule, medicine: Medication) -> bool:
    classes = set(medicine.classes)
    named = bool(classes.intersection(rule.vocabulary_classes))
    return (named or medicine.generic in rule.also_generics) and not classes.intersection(
        rule.except_classes
    )


def class_negatives(reading: Reading) -> tuple[str, ...]:
    """Interaction classes of which no listed medicine is one; nothing unless all were recognised."""
    assessment = reading.record.assessment
    told = assessment.medications or reading.answer("takes_no_medications") == "yes"
    if not told or any(m.generic is None for m in assessment.medications):
        return ()
    raised = {flag.rule for flag in assessment.flags}
    return tuple(
        rule_id.replace("_", " ").replace("maoi", "MAOI")
        for rule_id in dict.fromkeys(i.rule for i in reading.protocol.education.interactions)
        if rule_id not in raised
    )
