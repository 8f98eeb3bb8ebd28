"""What stands at the end: sources, protocol, language, and what the kiosk could not read."""

from dataclasses import dataclass

from kiosk.summary.blocks.regimen import shown
from kiosk.summary.blocks.words import Reading
from kiosk.summary.legible import has_unprintable
from kiosk.summary.notation import KETAMINE_FIGURE, TALL_MAN_SOURCE, day_and_time

_NAMED = 3
"""Most unidentified medicines that are named again at the end."""

LANGUAGES = {"en": "English", "es": "Spanish"}
"""English names of the languages that a patient may answer in."""


@dataclass(frozen=True)
class SourceKey:
    """Source ids that are printed under the same name."""

    ids: str
    title: str


@dataclass(frozen=True)
class Closing:
    """The last block of the last page."""

    sources: tuple[SourceKey, ...]
    facts: tuple[tuple[str, str], ...]
    not_read: tuple[str, ...]


def closing(reading: Reading) -> Closing:
    """Where everything comes from, so that the page can be checked."""
    record, protocol = reading.record, reading.protocol
    stamp = record.assessment.protocol
    language = LANGUAGES.get(record.language, record.language)
    helper = reading.said("interpreter_or_helper")
    if reading.answer("interpreter_or_helper") == "skipped":
        helper = ""
    facts = [
        ("Visit", record.id),
        ("Protocol", f"{stamp.id}, version {stamp.version}"),
        ("Digest", stamp.digest),
        ("Clinic changes", "; ".join(protocol.clinic_changes) or "none"),
        ("Answered in", language),
        ("Answered at", day_and_time(record.answered_at)),
        ("Submitted at", day_and_time(record.submitted_at)),
        ("Helped by staff", "yes" if record.helped_by_staff else "no"),
    ]
    if record.filled_in_by_staff:
        asked = (protocol.questionnaire.by_id.get(each) for each in record.filled_in_by_staff)
        named = ", ".join(item.short or item.text for item in asked if item)
        facts.append(("Filled in by staff", f"{named}, confirmed by the patient"))
    if record.transcribed_by:
        facts.append(("Transcribed", f"from paper by {record.transcribed_by}"))
    if helper:
        facts.append(("Interpreter or helper", helper))
    if not protocol.translation_reviewed.get(record.language, True):
        facts.append(("Translation", f"{language} wording not yet reviewed by a translator"))
    if record.kiosk:
        facts.append(("Kiosk", record.kiosk))
    return Closing(_sources(reading), tuple(facts), not_read(reading))


def _sources(reading: Reading) -> tuple[SourceKey, ...]:
    """The sources cited on this page. Ids that share a printed name share a line."""
    assessment = reading.record.assessment
    cited: list[str] = [source for flag in assessment.flags for source in flag.sources]
    for regimen in assessment.regimens:
        indication = reading.protocol.indication_by_id.get(regimen.indication)
        cited += indication.sources if indication else ()
    cited.append(TALL_MAN_SOURCE)
    known = reading.protocol.source_by_id
    by_title: dict[str, list[str]] = {}
    for source in sorted(dict.fromkeys(cited)):
        printed = known[source].printed if source in known else "not in this protocol"
        if not shown(printed, reading):
            printed = KETAMINE_FIGURE.split(printed)[0].rstrip(" ,:;(")
        by_title.setdefault(printed, []).append(source)
    return tuple(SourceKey(", ".join(ids), title) for title, ids in by_title.items())


def not_read(reading: Reading) -> tuple[str, ...]:
    """What the kiosk could not read or show, so that somebody looks at it."""
    record = reading.record
    unknown = [m.entered for m in record.assessment.medications if m.generic is None]
    found = []
    if len(unknown) > _NAMED:
        found.append(f"Medicines not identified: {len(unknown)}, see the table of medicines")
    elif unknown:
        found.append(f"Medicine not identified: {', '.join(f'“{entered}”' for entered in unknown)}")
    typed = [q for q, value in record.answers.items() if has_unprintable(_typed(value))]
    if typed:
        found.append(
            f"Characters shown as codes in square brackets: {reading.cite(typed)}; check the record"
        )
    return tuple(found)


def _typed(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return " ".join(_typed(each) for each in value)
    if isinstance(value, dict):
        return " ".join(_typed(each) for each in value.values())
    return ""
