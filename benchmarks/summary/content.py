"""The words of one summary as plain blocks, for generators that lay out on their own."""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.summary.blocks.regimen import RegimenCard
from kiosk.summary.blocks.sheet import Sheet


@dataclass(frozen=True)
class Heading:
    text: str
    level: int


@dataclass(frozen=True)
class Text:
    text: str
    italic: bool = False


@dataclass(frozen=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Text | Table


def blocks(sheet: Sheet) -> list[Block]:
    """Everything that our page says, without its icons, boxes and lines to write on."""
    return list(_blocks(sheet))


def _blocks(sheet: Sheet) -> Iterator[Block]:
    who = sheet.identity
    yield Heading("Intake summary for provider review", 1)
    yield Text(f"{sheet.clinic} Visit {sheet.visit} Completed by patient {sheet.completed}")
    yield Heading(who.name, 2)
    yield Text("   ".join(f"{label} {value}" for label, value in who.facts))
    yield Text(f"Allergies {who.allergies}")
    yield Heading(sheet.verdict.headline, 2)
    yield Text(sheet.verdict.detail)
    yield Text(", ".join(f"{label} {count}" for label, count in sheet.verdict.counts))
    yield Heading(f"Flagged risks ({len(sheet.flags)})", 2)
    for flag in sheet.flags:
        yield Heading(f"{flag.title} {flag.cited}", 3)
        yield Text(f"{flag.reason} {flag.tag}")
        yield Text("; ".join(flag.quotes), italic=True)
    yield Text(f"Asked and answered No: {'; '.join(sheet.negatives)}.")
    rows = tuple((m.recognized, m.entered, m.taken, m.effect) for m in sheet.medicines)
    yield Table(("Recognized as", "Patient entered", "Taken", "With ketamine"), rows)
    card = sheet.card
    if isinstance(card, RegimenCard):
        yield Heading("Provisional regimen: not an order", 2)
        yield Heading(card.dose, 1)
        yield Text(f"{card.drug} {card.over}. {card.arithmetic}. {card.weight_note}")
        yield Table(("Strength", "Volume"), card.volumes)
        yield Table(("", "", ""), tuple((row.label, row.value, row.aside) for row in card.rows))
        for line in (*card.warnings, *card.notes):
            yield Text(line)
    yield Heading("Requested for", 2)
    yield Text(f"{sheet.request.reason} {sheet.request.duration} {sheet.request.tried}")
    for score in sheet.scores:
        yield Text(" ".join((score.title, score.result, *score.alone)))
    for each in sheet.alternatives:
        yield Heading(each.reason, 3)
        yield Text("; ".join(each.options))
    yield Heading("Provider to complete", 2)
    yield Text("BP HR SpO2 RR Temp Weight measured hCG Ride home Accept as printed Modify Decline")
    yield Heading("Appendix: every answer", 2)
    for section in sheet.answers:
        answers = tuple((str(line.number), line.label, line.answer) for line in section.lines)
        yield Heading(section.title, 3)
        yield Table(("", "Question", "Answer"), answers)
    yield Heading("Sources", 2)
    for label, value in sheet.closing.facts:
        yield Text(f"{label}: {value}")
    for source in sheet.closing.sources:
        yield Text(f"{source.ids}: {source.title}")
