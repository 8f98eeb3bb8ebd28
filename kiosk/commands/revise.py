"""`kiosk records measure`, `decide`, `amend` and `transcribe`: what staff add to stored records.

Reads the options and says what followed. What a value means belongs to the backoffice and `clinical`.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from kiosk.backoffice import acting, corrections
from kiosk.backoffice import transcription as paper
from kiosk.backoffice.acting import Judged
from kiosk.backoffice.cards import LEVELS_IN_WORDS
from kiosk.backoffice.weighing import doubted
from kiosk.commands.staff import signed_in
from kiosk.errors import BadAnswer, BadFile, KioskError
from kiosk.summary.blocks.flags import ACT_NOW

_OPTIONS = {
    "weight_kg": "--weight-kg",
    "blood_pressure": "--bp",
    "heart_rate": "--heart-rate",
    "spo2": "--spo2",
}

_DISPOSITIONS = {
    "withheld": "Regimen withheld.",
    "provisional_with_cautions": "Provisional regimen, with cautions.",
    "provisional": "Provisional regimen.",
}


def measure(options: argparse.Namespace) -> int:
    """A new version of the record, judged with the values; the earlier versions stay."""
    given = {
        "weight_kg": options.weight_kg,
        "blood_pressure": options.bp,
        "heart_rate": options.heart_rate,
        "spo2": options.spo2,
    }
    try:
        values = acting.measured({name: text for name, text in given.items() if text is not None})
    except BadAnswer as problem:
        option = _OPTIONS.get(problem.field)
        if option is None:
            raise KioskError(f"records measure: expected {', '.join(_OPTIONS.values())}") from None
        raise KioskError(f"records measure: {option}: {problem.expected}") from None
    office = signed_in(options.staff)
    made = acting.measure(office, options.id, values)
    _say(made)
    doubt = doubted(office.desk.protocol, made.before, values.weight_kg) if values.weight_kg else ""
    if doubt:
        sys.stderr.write(f"{doubt} Please weigh again, or look at what was typed.\n")
    return 0


def decide(options: argparse.Namespace) -> int:
    """The provider's decision about the provisional regimen."""
    kind = options.decision.replace("-", "_")
    made = acting.decide(signed_in(options.staff), options.id, kind, options.reason, options.to)
    last = made.after.decisions[-1]
    to = f" to {last.modified_to}" if last.modified_to else ""
    sys.stdout.write(f"{options.id}  {options.decision}{to}, by {last.by}\n")
    return 0


def amend(options: argparse.Namespace) -> int:
    """A correction or a note on top of what was submitted, judged again."""
    office = signed_in(options.staff)
    new: dict[str, Any] = {}
    for each in options.answer:
        question, equals, text = each.partition("=")
        if not equals:
            raise KioskError(f"records amend: --answer: expected QUESTION=VALUE, got '{each}'")
        if question in new:
            raise KioskError(f"records amend: --answer: {question} stands twice")
        new[question] = corrections.answer_from(office.desk.protocol.questionnaire, question, text)
    _say(corrections.amend(office, options.id, options.reason, new, options.note))
    return 0


def transcribe(options: argparse.Namespace) -> int:
    """A paper form that staff typed in, as an answers file."""
    path = Path(options.answers)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadFile(path, f"cannot be read as UTF-8 text ({type(problem).__name__})") from None
    done = paper.transcribe(signed_in(options.staff), text, str(path))
    sys.stdout.write(f"{done.record_id}\n")
    if not done.delivered:
        sys.stderr.write(f"The record is kept. {done.problem}\n")
    return 0


def _say(made: Judged) -> None:
    assessment = made.after.assessment
    lines = [f"{ACT_NOW}: get the provider."] if assessment.urgent else []
    lines.append(_DISPOSITIONS[assessment.disposition])
    lines.append(
        "Vital signs are complete."
        if assessment.cleared
        else "NOT CLEARED: blood pressure, heart rate and oxygen must all be measured."
    )
    for flag in assessment.flags:
        urgent = f"{ACT_NOW}, " if flag.urgent else ""
        lines.append(f"  {urgent}{LEVELS_IN_WORDS[flag.tier]}: {flag.title}")
    if made.alerted:
        lines.append("Newly urgent: an alert waits for staff.")
    if made.review_again:
        lines.append(
            "This is graver than before: the record counts as new and must be reviewed again. "
            "Print it again: a page from before does not say so."
        )
    if made.after.decision_outdated:
        lines.append("The decision was made before this. Please decide again.")
    if made.before.assessment.protocol.digest != assessment.protocol.digest:
        lines.append(
            f"Judged by protocol {assessment.protocol.version} as it is now; it has changed since "
            "the patient answered."
        )
    sys.stdout.write("\n".join(lines) + "\n")
