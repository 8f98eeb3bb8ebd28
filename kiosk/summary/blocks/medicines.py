"""The medicine table: what was recognised, what the patient typed, and what it means with ketamine."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kiosk.model.assessment import Medication
from kiosk.summary.blocks.flags import SEVERITIES, Severity, class_rules, severity
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
    medicines = reading.record.assessment.medications
    rows = [_row(m, entry, reading) for m, entry in zip(medicines, _entries(reading), strict=True)]
    order: list[str] = ["stop", "no_weight", "major", "unknown", "caution", "note", ""]
    return tuple(sorted(rows, key=lambda row: order.index(row.severity)))


def _entries(reading: Reading) -> Iterator[dict[str, Any]]:
    """The patient's line behind each recognised medicine.

    Two lines in the same words stay two, each with its own strength: they give the same medicines in
    the same order, so the first share of them belongs to the first line.
    """
    stored = reading.answer("medications")
    lines: dict[str, list[dict[str, Any]]] = {}
    for line in stored if isinstance(stored, list | tuple) else ():
        if isinstance(line, dict):
            lines.setdefault(str(line.get("entered")), []).append(line)
    medicines = reading.record.assessment.medications
    rows = Counter(medicine.entered for medicine in medicines)
    seen: Counter[str] = Counter()
    for medicine in medicines:
        alike = lines.get(medicine.entered, [{}])
        share = max(rows[medicine.entered] // len(alike), 1)
        yield alike[min(seen[medicine.entered] // share, len(alike) - 1)]
        seen[medicine.entered] += 1


def _row(medicine: Medication, entry: dict[str, Any], reading: Reading) -> MedicineRow:
    taken = ", ".join(str(entry[key]) for key in ("strength", "how_often") if entry.get(key))
    if medicine.status == "as_needed":
        taken = f"{taken}, as needed" if taken else "as needed"
    if medicine.status == "stopped":
        taken = "STOPPED: ask when" + (f"; was {taken}" if taken else "")
    if medicine.generic is None:
        recognized = "more than one match" if medicine.match == "ambiguous" else "not recognized"
        effect = "; possibly ".join(
            ["identify before dosing", *_possible(medicine.entered, reading)]
        )
        return MedicineRow("unknown", recognized, medicine.entered, taken or "not stated", effect)
    ruled = class_rules(medicine, reading)
    found = [
        (severity(flag, reading), flag.rule.replace("_", " "))
        for flag in reading.record.assessment.flags
        if flag.rule in ruled
    ]
    levels = sorted((level for level, _ in found), key=SEVERITIES.index)
    return MedicineRow(
        levels[0] if levels else "",
        tall_man(medicine.generic),
        medicine.entered,
        taken or "not stated",
        ", ".join(dict.fromkeys(name for _, name in found)) or NONE_KNOWN,
    )


def _possible(entered: str, reading: Reading) -> list[str]:
    """The classes that a line raised although it was not identified: by a name among its words."""
    assessment = reading.record.assessment
    classes = {rule.id for rule in reading.protocol.medicines.classes}
    for medicine in assessment.medications:
        if medicine.entered == entered:
            classes -= class_rules(medicine, reading)
    return [
        flag.rule.replace("_", " ")
        for flag in assessment.flags
        if flag.rule in classes and entered in flag.answers.get("medications", ())
    ]


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
