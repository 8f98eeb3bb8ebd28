"""An opened record as lines of text: flags, answers, the facts beside them, history.

Words come from the provider's page, so that screen and paper say the same.
"""

import datetime
from collections.abc import Iterable, Iterator
from typing import Final

from textual.content import Content

from kiosk.backoffice.cards import Level
from kiosk.backoffice.history import Happening
from kiosk.backoffice.opened import Opened, VersionLine
from kiosk.staff.widgets.pane import wrapped
from kiosk.staff.wording import DECISIONS, moment, severity
from kiosk.summary.blocks.flags import WORDS, FlagLine, Severity
from kiosk.summary.blocks.medicines import NONE_KNOWN, MedicineRow
from kiosk.summary.blocks.regimen import RegimenCard
from kiosk.summary.blocks.staff import decided_before

PROVISIONAL: Final = "Answers from the patient. Provisional, not an order."
_LEVELS: Final[dict[Severity, Level]] = {
    "stop": "withhold",
    "no_weight": "withhold",
    "major": "caution_major",
    "caution": "caution_minor",
    "note": "inform",
}
BELOW: Final = "▼ PgDn: answers, reasons, dose"
"""Under flags that do not all fit with their reasons."""
_HAPPENED: Final = {
    "submitted": "handed in",
    "viewed": "opened",
    "printed": "printed",
    "print_failed": "not printed",
    "reviewed": "reviewed",
    "review_again": "to be reviewed again",
    "measured": "measured",
    "addendum": "addendum",
    "decision": "decision",
    "exported": "exported",
    "export_failed": "export not finished",
    "alert_raised": "alert",
    "alert_acknowledged": "alert seen",
}


def who_line(opened: Opened) -> str:
    """Name, age, weight, reason."""
    identity = opened.sheet.identity
    facts = dict(identity.facts)
    born = facts.get("Born", "")
    age = born.partition("(")[2].partition("\u00a0")[0]
    weight = facts.get("Weight", "")
    if identity.weight_note:
        weight += " stated" if "NOT" in identity.weight_note else " measured"
    parts = [identity.name, age or f"born {born}", weight, opened.sheet.request.reason]
    return "   ".join(part for part in parts if part)


def flag_lines(opened: Opened, width: int, height: int) -> list[Content]:
    """What must be decided, urgent first; what was decided before; then the provisional regimen.

    Flags that do not fit into `height` rows with answers and reasons are named together first, so that
    the gravest never hide the others; then each stands whole. Nothing is cut.
    """
    sheet = opened.sheet
    lines = _decision(opened, width)
    twice = _duplicates(opened, width)
    whole = _flags(sheet.flags, width, whole=True) or wrapped(sheet.verdict.detail, width)
    if len(sheet.flags) > 1 and len(lines) + len(whole) + len(twice) > height:
        lines += [*_flags(sheet.flags, width, whole=False), *twice]
        lines += [*wrapped(BELOW, width, style="bold $accent"), Content("")]
        twice = []
    lines += [*whole, *twice]
    if sheet.unanswered:
        lines += [Content(""), Content.styled("Not answered", "bold")]
        lines += _each((f"{o.cited} {o.label}: {o.state}" for o in sheet.unanswered), width)
    return [*lines, Content(""), *_card(opened, width)]


def _duplicates(opened: Opened, width: int) -> list[Content]:
    """Other intakes that may be the same patient's, all in one sentence."""
    if not opened.duplicates:
        return []
    day = opened.row.submitted_at.astimezone().date()
    when = [
        f"at {other.at:%H:%M}" if other.at.date() == day else f"on {other.at:%Y-%m-%d}"
        for other in opened.duplicates
    ]
    times = "twice" if len(when) == 1 else f"{len(when) + 1} times"
    text = f"! Possibly the same patient {times}: also {', '.join(when)}."
    return wrapped(text, width, style="bold $warn")


def _decision(opened: Opened, width: int) -> list[Content]:
    """What was decided last, and whether that still holds."""
    lines: list[Content] = []
    for decision in opened.record.decisions[-1:]:
        said = DECISIONS[decision.kind]
        more = f": {decision.modified_to}" if decision.modified_to else ""
        outdated = decided_before(opened.record)
        mark, style = ("! Outdated:", "bold $warn") if outdated else ("√", "bold $good")
        lines += wrapped(f"{mark} {said}{more} ({decision.by})", width, style=style)
        lines += wrapped(decision.reason, width, style="$soft", indent=2) if decision.reason else []
        lines += wrapped(f"! {outdated}", width, style="bold $warn") if outdated else []
    return [*lines, Content("")] if lines else []


def _flags(flags: Iterable[FlagLine], width: int, *, whole: bool) -> list[Content]:
    """Flags under their severity and how many there are: what is urgent, then as the page groups them.

    `whole`: with the patient's own answer and the reason. What is urgent says its severity as well:
    that it withholds the dose must not be hidden by the urgency.
    """
    groups: dict[Severity | None, list[FlagLine]] = {}
    for flag in sorted(flags, key=lambda flag: not flag.urgent):
        groups.setdefault(None if flag.urgent else flag.severity, []).append(flag)
    lines: list[Content] = []
    for group, found in groups.items():
        head = severity("urgent") if group is None else severity(_LEVELS[group], WORDS[group])
        lines.append(Content.assemble(head, f" ({len(found)})"))
        for flag in found:
            reference = f"[{flag.tag.partition(':')[0].strip('[]')}]"
            also = f" {WORDS[flag.severity]}" if group is None else ""
            lines += wrapped(
                f"{flag.title} {reference}{also}", width, style="bold" if whole else "", indent=2
            )
            if whole:
                said = "; ".join(flag.quotes)
                why = f"{said}. {flag.reason}" if said else flag.reason
                lines += wrapped(why, width, style="$soft", indent=2)
    return lines


def _card(opened: Opened, width: int) -> list[Content]:
    card = opened.sheet.card
    if not isinstance(card, RegimenCard):
        lines = [Content.styled("No dose", "bold")]
        lines += _each((f"{cause} ({where})" for cause, where in card.because), width)
        return lines + _each(card.notes, width)
    lines = [Content.styled("Provisional regimen", "bold")]
    lines += wrapped(f"{card.drug}: {card.dose} {card.over}", width)
    lines += wrapped(card.arithmetic, width, style="$soft")
    lines += _each((f"{strength}: {volume}" for strength, volume in card.volumes), width)
    lines += _each((f"{row.label}: {row.value} {row.aside}".strip() for row in card.rows), width)
    if card.not_cleared:
        lines += wrapped("NOT CLEARED: vital signs missing", width, style="bold $danger")
    for warning in (card.weight_note, *card.warnings):
        lines += wrapped(warning, width, style="bold $warn") if warning else []
    return lines + _each(card.notes, width)


def _each(texts: Iterable[str], width: int) -> list[Content]:
    return [line for text in texts for line in wrapped(text, width)]


def answer_lines(opened: Opened, width: int) -> list[Content]:
    """Every answer by part: question, then the patient's own answer, with what was taken back."""
    lines: list[Content] = []
    for section in opened.sheet.answers:
        lines += (
            [Content(""), Content.styled(section.title, "bold $accent")]
            if lines
            else [Content.styled(section.title, "bold $accent")]
        )
        for line in section.lines:
            number = f"Q{line.number} " if line.number else ""
            lines += wrapped(f"{number}{line.label}", width, style="$soft")
            style = "bold $warn" if line.unknown or line.severity else "bold"
            lines += wrapped(line.answer, width, style=style, indent=4)
            if line.withdrawn:
                lines += wrapped(f"before: {line.withdrawn}", width, style="$warn", indent=4)
    return lines


def fact_lines(opened: Opened, width: int, height: int, today: datetime.date) -> list[Content]:
    """What stands beside the flags, in `height` lines: medicines, allergies, vital signs, scores, history.

    Where not all fit the blank lines go, then the scores come first: what was said to the item about
    self-harm is read on the first screen, however many medicines there are. The last line says where
    the rest is.
    """
    scores = _scores(opened, width)
    parts = [
        _medicines(opened, width),
        _allergies(opened, width),
        _measured(opened, width),
        scores,
        _events(opened, width, today),
    ]
    airy = [line for part in parts if part for line in (Content(""), *part)][1:]
    if len(airy) <= height:
        return airy
    if sum(map(len, parts[:-1])) >= height:
        parts = [scores, *(part for part in parts if part is not scores)]
    lines = [line for part in parts for line in part]
    if len(lines) <= height:
        return lines
    return [*lines[: height - 1], Content.styled("… more: press 3 or 4", "bold $accent")]


def _heading(text: str) -> Content:
    return Content.styled(text, "bold")


def _medicines(opened: Opened, width: int) -> list[Content]:
    sheet = opened.sheet
    rows = [line for row in sheet.medicines for line in _medicine(row, width)]
    return [_heading("Medicines"), *(rows or wrapped(sheet.no_medicines, width))]


def _allergies(opened: Opened, width: int) -> list[Content]:
    identity = opened.sheet.identity
    style = "bold $warn" if identity.allergies_reported else ""
    return [_heading("Allergies"), *wrapped(identity.allergies, width, style=style)]


def _measured(opened: Opened, width: int) -> list[Content]:
    vitals = opened.sheet.vitals
    taken = [
        (vitals.pressure, "mmHg"),
        (vitals.heart_rate, "beats a minute"),
        (vitals.oxygen, "% oxygen"),
        (vitals.weight, "kg measured"),
    ]
    found = _each((f"{value} {unit}" for value, unit in taken if value), width)
    return [_heading("Measured"), *found] if found else []


def _scores(opened: Opened, width: int) -> list[Content]:
    lines: list[Content] = []
    for score in opened.sheet.scores:
        lines += wrapped(f"{score.title}  {score.result}", width)
        if score.item9:
            style = "" if score.item9.startswith("0") else "bold $danger"
            lines += wrapped(f"Item 9   {score.item9}", width, style=style)
    return [_heading("Scores"), *lines] if lines else []


def _events(opened: Opened, width: int, today: datetime.date) -> list[Content]:
    """What was done with it first, and last."""
    lines = [_heading("History")]
    for happened in opened.history[:1] + opened.history[1:][-_LATEST:]:
        lines += _happening(happened, width, today)
    return lines


_LATEST = 4
"""Events beside the flags; all of them stand under History."""


def _medicine(row: MedicineRow, width: int) -> Iterator[Content]:
    if row.severity == "unknown":
        yield from wrapped(f"? “{row.entered}”", width, style="bold $warn")
        yield from wrapped(row.recognized, width, style="$warn", indent=2)
        return
    taken = "" if row.taken == "not stated" else f" {row.taken}"
    yield from wrapped(f"{row.recognized}{taken}", width)
    if row.effect != NONE_KNOWN:
        yield from wrapped(row.effect, width, style="$soft", indent=2)


def history_lines(opened: Opened, width: int, today: datetime.date) -> list[Content]:
    """Every version with who made it and why, then everything that was done with the record."""
    lines = [Content.styled("Versions. Earlier ones are never changed.", "bold")]
    for version in opened.versions:
        lines += _version(version, width, today)
    if opened.sheet.staff.entries:
        lines += [Content(""), Content.styled("What staff added", "bold")]
        lines += _each(opened.sheet.staff.entries, width)
    lines += [Content(""), Content.styled("What was done", "bold")]
    for happened in opened.history:
        lines += _happening(happened, width, today)
    return lines


def _version(version: VersionLine, width: int, today: datetime.date) -> list[Content]:
    kind = _HAPPENED.get(version.kind, version.kind)
    who = version.by or "the patient"
    urgent = ", urgent" if version.urgent else ""
    judged = version.disposition.replace("_", " ")
    lines = wrapped(
        f"{version.number}  {moment(version.at, today)}  {kind} by {who}: {judged}{urgent}", width
    )
    return lines + (
        wrapped(version.reason, width, style="$soft", indent=4) if version.reason else []
    )


def _happening(happened: Happening, width: int, today: datetime.date) -> list[Content]:
    what = _HAPPENED.get(happened.what, happened.what.replace("_", " "))
    if (happened.what, happened.who) == ("printed", "kiosk"):
        what = "page sent out by itself"
    who = f", {happened.who}" if happened.who else ""
    why = f": {happened.why}" if happened.why else ""
    return wrapped(f"{moment(happened.at, today)} {what}{who}{why}", width)
