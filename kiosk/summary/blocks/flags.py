"""The flags as the page shows them: severity word, title, question numbers, the patient's words, why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.model.assessment import Flag, Medication
from kiosk.model.protocol import Respond
from kiosk.summary.blocks.words import UNKNOWN, Reading
from kiosk.summary.notation import counted, tall_man

Severity = Literal["stop", "no_weight", "major", "caution", "note"]
SEVERITIES: tuple[Severity, ...] = ("stop", "no_weight", "major", "caution", "note")
"""From the gravest down, as the page groups them."""

WORDS: dict[Severity, str] = {
    "stop": "CONTRAINDICATION",
    "no_weight": "NO USABLE WEIGHT",
    "major": "MAJOR",
    "caution": "CAUTION",
    "note": "NOTE",
}

ACT_NOW = "ACT NOW"
"""Over the flags that staff must act on at once, whatever their severity."""

_CHANGED = "then changed"
_LONGEST_ANSWER = 40
"""Letters of an answer that a title has room for."""

OF_TIER: dict[str, Severity] = {
    "withhold": "stop",
    "caution_major": "major",
    "caution_minor": "caution",
    "inform": "note",
}

_INSTRUCTIONS: dict[Respond, str] = {
    "crisis": "Do not leave the patient alone; notify the provider now.",
    "stop": "See the patient now; notify the provider.",
    "staff": "Staff: speak with the patient now; notify the provider.",
    "none": "Notify the provider now.",
}


@dataclass(frozen=True)
class FlagLine:
    """One flag."""

    severity: Severity
    urgent: bool
    title: str
    reason: str
    cited: str
    """`Q12, Q13`."""
    quotes: tuple[str, ...]
    """What the patient answered; typed words and option labels in quotation marks."""
    tag: str
    """Row of the clinical reference and sources."""
    bare: str
    """The title without what was changed."""
    change: str = ""
    """`answered yes, then changed to No`; empty for an answer that stands."""


@dataclass(frozen=True)
class ActNow:
    """The urgent flags and what to do."""

    concerns: str
    instructions: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """May I dose: the strip under the banner."""

    kind: Literal["withheld", "no_weight", "review", "clear"]
    headline: str
    detail: str
    counts: tuple[tuple[str, int], ...]


def flag_lines(reading: Reading) -> tuple[FlagLine, ...]:
    """Every flag of the assessment: those of answers that stand, then those of changed ones.

    Each half is grouped by severity, in the assessment's order inside a group.
    """
    lines = [_line(flag, reading) for flag in reading.record.assessment.flags]
    return tuple(sorted(lines, key=_in_order))


def _in_order(line: FlagLine) -> tuple[bool, int]:
    return (bool(line.change), SEVERITIES.index(line.severity))


def _line(flag: Flag, reading: Reading) -> FlagLine:
    bare, change = _change(flag, reading) if flag.changed else (flag.title, "")
    title = f"{bare}: {change}" if change else bare
    sources = ", ".join(flag.sources)
    return FlagLine(
        severity=severity(flag, reading),
        urgent=flag.urgent,
        title=tall_man(title),
        reason=tall_man(flag.reason),
        cited=reading.cite(list(flag.answers)),
        quotes=_quotes(flag, reading),
        tag=f"[{flag.reference}: {sources}]" if sources else f"[{flag.reference}]",
        bare=tall_man(bare),
        change=tall_man(change),
    )


def _change(flag: Flag, reading: Reading) -> tuple[str, str]:
    """The title of a changed answer in two: what it is about, and from what to what it was changed."""
    bare, _, said = flag.title.rpartition(": ")
    said = said if bare and said.endswith(_CHANGED) else f"answered, {_CHANGED}"
    now = reading.record.answers
    question = next((q for q, value in flag.answers.items() if now.get(q) != value), "")
    if question not in now:
        return bare or flag.title, f"{said}; no longer asked"
    words = reading.words(question, now[question])
    if len(words) > _LONGEST_ANSWER:
        words = f"what stands at {reading.cite([question])}"
    return bare or flag.title, f"{said} to {words}"


def severity(flag: Flag, reading: Reading) -> Severity:
    """The page's word for the tier. A missing weight withholds but is no contraindication."""
    found = OF_TIER[flag.tier]
    return "no_weight" if found == "stop" and flag.rule in reading.weight_rules else found


def severities_by_question(reading: Reading) -> dict[str, str]:
    """The gravest severity that the answer of each question raised."""
    found: dict[str, Severity] = {}
    for flag in reading.record.assessment.flags:
        level = severity(flag, reading)
        for question in flag.answers:
            known = found.get(question)
            if known is None or SEVERITIES.index(level) < SEVERITIES.index(known):
                found[question] = level
    return dict(found)


def _quotes(flag: Flag, reading: Reading) -> tuple[str, ...]:
    several = len(flag.answers) > 1
    found = []
    for question, value in flag.answers.items():
        if isinstance(value, str) and value in UNKNOWN:
            words = UNKNOWN[value]
        elif isinstance(value, list | tuple):
            words = ", ".join(f"“{reading.words(question, [each])}”" for each in value) or "None"
        elif reading.item(question) is None:
            words = f"{question} {value}"
        elif isinstance(value, int):
            words = reading.words(question, value)
        else:
            words = f"“{reading.words(question, value)}”"
        cited = reading.number(question) and several
        found.append(f"{reading.cite([question])} {words}" if cited else words)
    weighed = reading.record.measured
    if flag.rule in reading.weight_rules and weighed and weighed.weight_kg:
        # What was judged: the answers of the patient stand beside it.
        found.insert(0, f"{weighed.weight_kg} kg measured")
    return tuple(found)


def act_now(lines: tuple[FlagLine, ...], reading: Reading) -> ActNow | None:
    """The red box of urgent flags; None when there are none."""
    urgent = [line for line in lines if line.urgent]
    if not urgent:
        return None
    asked = {flag.respond for flag in reading.record.assessment.flags if flag.urgent}
    instructions = [text for respond, text in _INSTRUCTIONS.items() if respond in asked]
    if len(instructions) > 1:
        instructions = [text for text in instructions if text != _INSTRUCTIONS["none"]]
    return ActNow(
        concerns="; ".join(f"{title} ({cited})" for title, cited in told_together(urgent)) + ".",
        instructions=tuple(instructions),
    )


def told_together(lines: Sequence[FlagLine]) -> list[tuple[str, str]]:
    """Titles with their questions: what stands first, then what was changed in the same way together."""
    found = [(line.title, line.cited) for line in lines if not line.change]
    changed: dict[str, list[FlagLine]] = {}
    for line in lines:
        if line.change:
            changed.setdefault(line.change, []).append(line)
    for change, alike in changed.items():
        cited = ", ".join(dict.fromkeys(line.cited for line in alike))
        if len(alike) == 1:
            found.append((alike[0].title, cited))
        else:
            said = f"{change[0].upper()}{change[1:]}"
            found.append((f"{said}: {', '.join(line.bare for line in alike)}", cited))
    return found


def verdict(lines: tuple[FlagLine, ...], unanswered: int, reading: Reading) -> Verdict:
    """The strip: what the page concludes, never more than that."""
    assessment = reading.record.assessment
    count = {level: sum(line.severity == level for line in lines) for level in SEVERITIES}
    counts = (
        ("Contraindication", count["stop"]),
        ("Major", count["major"]),
        ("Caution", count["caution"]),
        ("Note", count["note"]),
        ("Unanswered", unanswered),
    )
    if assessment.disposition == "withheld" or not assessment.regimens:
        return _withheld(count, counts, reading)
    if any(line.severity in ("major", "caution") or line.urgent for line in lines) or unanswered:
        detail = "No contraindication reported. Resolve the flags below."
        if changed := sum(bool(line.change) for line in lines):
            detail = f"{counted(changed, 'grave answer')} changed later. Resolve the flags below."
        if not lines:
            detail = "No rule was triggered. Some questions have no answer."
        return Verdict("review", "REVIEW BEFORE DOSING", detail, counts)
    if lines:
        detail = "Nothing but notes was triggered. This does not exclude risk."
        return Verdict("clear", "NO RISK FLAGGED BY THE KIOSK", detail, counts)
    detail = "No rule was triggered. This does not exclude risk."
    return Verdict("clear", "NO RISK FLAGGED BY THE KIOSK", detail, counts)


def _withheld(
    count: dict[Severity, int], counts: tuple[tuple[str, int], ...], reading: Reading
) -> Verdict:
    headline = "REGIMEN WITHHELD"
    if not count["stop"]:
        # One line of the strip: what is missing goes before what is not.
        said = ["No usable weight."] if count["no_weight"] else []
        if other := reading.record.assessment.no_regimen_because:
            said.append(f"{other}.")
        if len(said) < 2:
            said.append("No dose was calculated.")
        if not other:
            said.insert(0, "No contraindication reported.")
        detail = " ".join(said)
        return Verdict("no_weight", headline, detail, counts)
    flags = [f for f in reading.record.assessment.flags if severity(f, reading) == "stop"]
    changed = sum(flag.changed for flag in flags)
    doubtful = sum(_doubtful(flag, reading) for flag in flags if not flag.changed)
    stated = len(flags) - changed - doubtful
    kinds = (
        (stated, "reported"),
        (doubtful, "not ruled out"),
        (changed, "answered, then changed"),
    )
    parts: list[str] = []
    for many, how in kinds:
        if many:
            parts.append(f"{many if parts else counted(many, 'contraindication')} {how}")
    return Verdict("withheld", headline, f"{', '.join(parts)}. No dose was calculated.", counts)


def _doubtful(flag: Flag, reading: Reading) -> bool:
    """Whether only an unknown answer, or a name among unknown words, raised the flag."""
    unknown = any(isinstance(v, str) and v in UNKNOWN for v in flag.answers.values())
    return unknown or _only_possible(flag, reading)


def _only_possible(flag: Flag, reading: Reading) -> bool:
    """Whether a class is raised by no recognised medicine: only by a name among unknown words."""
    return flag.rule in {rule.id for rule in reading.protocol.medicines.classes} and not any(
        flag.rule in class_rules(medicine, reading)
        for medicine in reading.record.assessment.medications
    )


def class_rules(medicine: Medication, reading: Reading) -> frozenset[str]:
    """The class rules of a recognised medicine, by id; none for a line that was not identified."""
    if medicine.generic is None:
        return frozenset()
    names = (medicine.generic, *medicine.generic.split(" / "))
    return reading.protocol.medicines.rules_of(medicine.classes, names)
