"""The whole page as one value."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.model.protocol import Protocol
from kiosk.model.record import Record
from kiosk.summary.blocks.answers import (
    AnswerSection,
    Open,
    ScoreLine,
    negatives,
    score_lines,
    sections,
    unanswered,
    unsigned,
)
from kiosk.summary.blocks.closing import LANGUAGES, Closing, closing
from kiosk.summary.blocks.flags import (
    ActNow,
    FlagLine,
    Verdict,
    act_now,
    flag_lines,
    severities_by_question,
    verdict,
)
from kiosk.summary.blocks.identity import (
    Identity,
    Line,
    Request,
    Vitals,
    identity,
    pregnancy,
    request,
    vitals,
)
from kiosk.summary.blocks.medicines import MedicineRow, class_negatives, medicine_rows
from kiosk.summary.blocks.regimen import (
    AlternativeList,
    NoDoseCard,
    RegimenCard,
    alternatives,
    card,
    common_notes,
    evidence,
)
from kiosk.summary.blocks.staff import StaffWork, staff_work
from kiosk.summary.blocks.trends import PastScore, Trend, trends
from kiosk.summary.blocks.words import Reading
from kiosk.summary.notation import day_and_time


@dataclass(frozen=True)
class Sheet:
    """Everything that the provider's page says."""

    clinic: str
    visit: str
    rules: str
    completed: str
    helped: bool
    transcribed_by: str
    """Who typed it in from paper; empty when the patient answered at the kiosk."""
    staff: StaffWork
    trends: tuple[Trend, ...]
    synthetic: bool
    language: str
    tongue: str
    """The language that the patient answered in, by its English name."""
    unsigned: str
    """What of the consent is not signed; empty where all is."""
    identity: Identity
    act_now: ActNow | None
    verdict: Verdict
    flags: tuple[FlagLine, ...]
    negatives: tuple[str, ...]
    class_negatives: tuple[str, ...]
    medicines: tuple[MedicineRow, ...]
    no_medicines: str
    card: RegimenCard | NoDoseCard
    notes: tuple[str, ...]
    evidence: str
    request: Request
    pregnancy: tuple[Line, ...]
    vitals: Vitals
    scores: tuple[ScoreLine, ...]
    unanswered: tuple[Open, ...]
    alternatives: tuple[AlternativeList, ...]
    answers: tuple[AnswerSection, ...]
    closing: Closing


def sheet(record: Record, protocol: Protocol, earlier: Sequence[PastScore] = ()) -> Sheet:
    """The page of `record`, judged under `protocol`, beside `earlier` scores of the same person."""
    reading = Reading(record, protocol)
    lines = flag_lines(reading)
    severities = severities_by_question(reading)
    open_questions = unanswered(reading)
    no_medicines = {
        "yes": "The patient says: takes no medicines.",
        "no": "No medicine listed, although the patient takes some.",
    }
    return Sheet(
        clinic=record.clinic,
        visit=record.id[:8],
        rules=record.assessment.protocol.version,
        completed=day_and_time(record.answered_at),
        helped=record.helped_by_staff,
        transcribed_by=record.transcribed_by,
        staff=staff_work(reading),
        trends=trends(reading, earlier),
        synthetic=record.synthetic,
        language=record.language,
        tongue=LANGUAGES.get(record.language, record.language),
        unsigned=unsigned(reading),
        identity=identity(reading),
        act_now=act_now(lines, reading),
        verdict=verdict(lines, len(open_questions), reading),
        flags=lines,
        negatives=negatives(reading),
        class_negatives=class_negatives(reading),
        medicines=medicine_rows(reading),
        no_medicines=no_medicines.get(
            str(reading.answer("takes_no_medications")), "Medicine list not answered."
        ),
        card=card(reading, lines),
        notes=common_notes(reading),
        evidence=evidence(reading),
        request=request(reading),
        pregnancy=pregnancy(reading, severities),
        vitals=vitals(reading),
        scores=score_lines(reading),
        unanswered=open_questions,
        alternatives=alternatives(reading),
        answers=sections(reading, severities),
        closing=closing(reading),
    )
