"""The provider's page as lines of text, for a terminal: the same words in the same order."""

import textwrap
from collections.abc import Iterator

from kiosk.backoffice.opened import Opened
from kiosk.model.record import Addendum, Decision, Record
from kiosk.summary.blocks import Sheet
from kiosk.summary.blocks.flags import ACT_NOW, WORDS
from kiosk.summary.blocks.regimen import ALTERNATIVES_NOTE, NOT_CLEARED, NoDoseCard, RegimenCard
from kiosk.summary.notation import day_and_time
from kiosk.text import scrub


def preview(opened: Opened, width: int = 76) -> tuple[str, ...]:
    """Lines of at most `width` characters; an empty one between the parts."""
    lines: list[str] = []
    for part in _parts(opened.sheet, opened.record):
        wrapped = [line for text in part for line in _wrapped(text, width)]
        lines += [*([""] if lines else []), *wrapped]
    return tuple(lines)


def _parts(sheet: Sheet, record: Record) -> Iterator[list[str]]:
    yield from _head(sheet)
    if sheet.staff.outdated:
        yield [sheet.staff.outdated]
    if sheet.act_now:
        yield [f"{ACT_NOW}: {sheet.act_now.concerns}", *sheet.act_now.instructions]
    counts = ", ".join(f"{label} {count}" for label, count in sheet.verdict.counts)
    yield [sheet.verdict.headline, sheet.verdict.detail, counts]
    for flag in sheet.flags:
        urgent = f"{ACT_NOW}: " if flag.urgent else ""
        said = f"{flag.cited}: {'; '.join(flag.quotes)}" if flag.quotes else flag.cited
        yield [
            f"{urgent}{WORDS[flag.severity]}  {flag.title} {flag.tag}",
            f"  {said}",
            f"  {flag.reason}",
        ]
    yield _card(sheet.card)
    yield from _by_staff(sheet, record)
    yield _medicines(sheet)
    if sheet.scores:
        yield ["Scores", *(f"  {s.title}: {'; '.join((s.result, *s.alone))}" for s in sheet.scores)]
    if sheet.unanswered:
        yield ["Unanswered", *(f"  {o.cited} {o.label}: {o.state}" for o in sheet.unanswered)]
    if sheet.alternatives:
        options = (f"  {a.reason}: {'; '.join(a.options)}" for a in sheet.alternatives)
        yield ["Alternatives", f"  {ALTERNATIVES_NOTE}", *options]
    if sheet.closing.not_read:
        yield ["Look at the record", *(f"  {each}" for each in sheet.closing.not_read)]


def _head(sheet: Sheet) -> Iterator[list[str]]:
    who = sheet.identity
    if sheet.synthetic:
        yield ["SYNTHETIC: an invented patient"]
    facts = ", ".join(f"{label} {value}" for label, value in who.facts)
    measured = [
        f"{label} {value}"
        for label, value in (
            ("Blood pressure", sheet.vitals.pressure),
            ("Heart rate", sheet.vitals.heart_rate),
            ("Oxygen", sheet.vitals.oxygen),
            ("Weight", sheet.vitals.weight),
        )
        if value
    ]
    done = f"Transcribed from paper by {sheet.transcribed_by}" if sheet.transcribed_by else ""
    yield [
        who.name,
        f"{done or 'Completed by the patient'}, {sheet.completed}, at {sheet.clinic}",
        facts,
        *([who.weight_note] if who.weight_note else []),
        f"Allergies: {who.allergies}",
        f"Reason: {sheet.request.reason}",
        *([f"Measured: {', '.join(measured)}"] if measured else []),
    ]


def _by_staff(sheet: Sheet, record: Record) -> Iterator[list[str]]:
    """What was added to the record since: corrections, notes and decisions, with who and when."""
    if record.addenda:
        yield ["Added by staff", *(f"  {_added(each)}" for each in record.addenda)]
    if record.decisions:
        *replaced, last = record.decisions
        head = sheet.staff.outdated or "Decision"
        yield [
            head,
            *(f"  {_decided(each)}, replaced since" for each in replaced),
            f"  {_decided(last)}{', outdated' if record.decision_outdated else ''}",
        ]


def _added(addendum: Addendum) -> str:
    what = addendum.note or f"{addendum.question}: {addendum.before} became {addendum.answer}"
    return f"{what} ({addendum.reason}), {addendum.by}, {day_and_time(addendum.at)}"


def _decided(decision: Decision) -> str:
    words = decision.kind.replace("_", " ")
    to = f" to {decision.modified_to}" if decision.modified_to else ""
    why = f" ({decision.reason})" if decision.reason else ""
    return f"{words}{to}{why}, {decision.by}, {day_and_time(decision.at)}"


def _card(card: RegimenCard | NoDoseCard) -> list[str]:
    if isinstance(card, NoDoseCard):
        because = (f"  {cause} ({cited})" for cause, cited in card.because)
        return ["NO DOSE CALCULATED", *because, *(f"  {note}" for note in card.notes)]
    return [
        f"PROVISIONAL, NOT AN ORDER: {card.drug}, {card.dose} {card.over}",
        *([f"  {NOT_CLEARED}"] if card.not_cleared else []),
        f"  {card.arithmetic}",
        *([f"  {card.weight_note}"] if card.weight_note else []),
        *(f"  {strength}: {volume}" for strength, volume in card.volumes),
        *(f"  {row.label}: {row.value} {row.aside}".rstrip() for row in card.rows),
        *(f"  {warning}" for warning in card.warnings),
        *(f"  {note}" for note in card.notes),
    ]


def _medicines(sheet: Sheet) -> list[str]:
    if not sheet.medicines:
        return ["Medicines", f"  {sheet.no_medicines}"]
    return [
        "Medicines",
        *(f"  {m.recognized} (“{m.entered}”), {m.taken}: {m.effect}" for m in sheet.medicines),
    ]


def _wrapped(text: str, width: int) -> list[str]:
    indent = "    " if text.startswith("  ") else "  "
    plain = scrub(text.replace("\N{NO-BREAK SPACE}", " "))
    return textwrap.wrap(plain, width, subsequent_indent=indent, break_on_hyphens=False) or [""]
