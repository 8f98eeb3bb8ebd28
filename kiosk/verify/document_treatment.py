"""The sections on medicines, vital signs, regimens and what patients are told."""

from collections.abc import Iterator

from kiosk.model.protocol import ClassRule, Indication, Protocol, Vital
from kiosk.model.units import printed
from kiosk.verify.document_parts import UNCONFIRMED, conditions, heading, paragraph, table, tier

_NOT_STATED = "not stated"


def vitals(protocol: Protocol) -> Iterator[str]:
    """The lines for measured vital signs."""
    yield heading(2, "Vital signs")
    yield paragraph(
        "For values that staff measured, never for what a patient remembers. The first line that a "
        "value crosses counts. Until they are measured the page says NOT CLEARED."
    )
    yield table(
        ("Measure", "Line", "Tier", "Printed as", "Reason", "Sources"),
        (
            (
                vital.measure.replace("_", " "),
                _line(protocol, vital),
                tier(vital.outcome.tier, urgent=vital.outcome.urgent),
                vital.outcome.title,
                vital.outcome.reason,
                ", ".join(vital.sources),
            )
            for vital in protocol.vitals
        ),
    )


def _line(protocol: Protocol, vital: Vital) -> str:
    said = []
    named = (("above", vital.above), ("from", vital.at_least), ("below", vital.below))
    for words, name in named:
        if name is not None:
            threshold = protocol.thresholds[name]
            mark = "" if threshold.confirmed else f" {UNCONFIRMED}"
            said.append(f"{words} {threshold.value} {threshold.unit}{mark}")
    return ", ".join(said)


def medicines(protocol: Protocol) -> Iterator[str]:
    """The class rules, and the classes that are silent on purpose."""
    yield heading(2, "Medicines")
    yield paragraph(
        "By drug class of the medication vocabulary. A medicine that was stopped keeps its flag, "
        "marked “stopped: ask when”. Nobody is told to stop or change a medicine."
    )
    yield table(
        ("Row", "Rule", "Classes", "Tier", "Sedative", "Reason", "Ask", "Sources"),
        (_class(rule) for rule in protocol.medicines.classes),
    )
    yield heading(3, "Silent classes")
    yield paragraph(
        "These raise no flag, on purpose. FDA's own classes (`epc:`) are silent as well."
    )
    yield table(("Class", "Why"), protocol.medicines.silent.items())


def _class(rule: ClassRule) -> tuple[str, ...]:
    classes = [", ".join(f"`{name}`" for name in rule.vocabulary_classes)]
    if rule.also_generics:
        classes.append(f"also {', '.join(rule.also_generics)}")
    if rule.except_classes:
        classes.append(f"not {', '.join(f'`{name}`' for name in rule.except_classes)}")
    if rule.silent_beside:
        classes.append(f"no second flag beside {', '.join(rule.silent_beside)}")
    tiers = [tier(rule.tier, urgent=False)]
    milder: dict[str, list[str]] = {}
    for generic, other in rule.except_generics.items():
        milder.setdefault(other, []).append(generic)
    tiers += [
        f"{tier(name, urgent=False)} for {', '.join(generics)}" for name, generics in milder.items()
    ]
    reason = rule.reason
    if rule.escalate_to:
        graver = tier(rule.escalate_to.tier, urgent=rule.escalate_to.urgent)
        tiers.append(f"{graver} when {conditions(rule.escalate_when)}")
        reason = f"{reason} {rule.escalate_to.reason}"
    return (
        rule.reference,
        f"{rule.title} (`{rule.id}`)",
        "; ".join(filter(None, classes)),
        "; ".join(tiers),
        "yes" if rule.counts_as_sedative else "",
        reason,
        rule.ask,
        ", ".join(rule.sources) or UNCONFIRMED,
    )


def regimens(protocol: Protocol) -> Iterator[str]:
    """Doses by indication, as the clinic's page states them."""
    found = protocol.regimens
    low, high = found.cost_usd_per_session
    bag = f"{found.bag_ml} mL" if found.bag_ml else "not set: no mL/h is printed"
    yield heading(2, "Regimens")
    yield paragraph(
        f"{found.drug}, {found.route}. Strengths "
        f"{', '.join(str(each) for each in found.strengths_mg_per_ml)} mg/mL. "
        f"Cost of a session ${low} to ${high}. Bag: {bag}."
    )
    yield table(
        ("Indication", "mg/kg", "Minutes", "Frequency", "Weeks", "Notes", "Sources"),
        (_regimen(each) for each in found.indications),
    )
    yield heading(3, "Evidence and alternatives")
    yield table(
        ("Indication", "Evidence", "Alternatives on the clinic's page"),
        (
            (
                each.label,
                each.evidence,
                "; ".join(
                    a.text + (f" (not beside {', '.join(a.unless_tags)})" if a.unless_tags else "")
                    for a in each.alternatives
                ),
            )
            for each in found.indications
        ),
    )
    yield heading(3, "Printed on every page")
    yield "\n".join(f"- {line}" for line in found.fixed_lines) + "\n"


def _regimen(each: Indication) -> tuple[str, ...]:
    often = _NOT_STATED
    if each.sessions_per_week:
        often = f"{_range(each.sessions_per_week)} a week"
    elif each.interval_weeks:
        often = f"once every {_range(each.interval_weeks)} weeks"
    dose = " to ".join(dict.fromkeys(printed(mg) for mg in each.mg_per_kg or ()))
    minutes = str(each.minutes) if each.minutes else each.minutes_text or _NOT_STATED
    return (
        f"{each.label} (`{each.id}`)",
        dose or "no dose",
        minutes,
        often,
        _range(each.weeks) if each.weeks else _NOT_STATED,
        ", ".join(each.notes),
        ", ".join(each.sources),
    )


def _range(pair: tuple[int, int]) -> str:
    return " to ".join(dict.fromkeys(str(number) for number in pair))


def notes(protocol: Protocol) -> Iterator[str]:
    """The conflicts in the clinic's own material and how each is handled."""
    yield heading(2, "Conflicts in the clinic's own material")
    yield table(
        ("Id", "Problem", "What the kiosk does", "Printed", "Sources"),
        (
            (note.id, note.problem, note.rule, note.printed, ", ".join(note.sources))
            for note in protocol.regimens.notes
        ),
    )


def education(protocol: Protocol) -> Iterator[str]:
    """What patients are told besides the questions."""
    found = protocol.education
    yield heading(2, "What patients are told")
    yield heading(3, "Effects")
    yield table(
        ("Effect", "How often"), ((r.text, r.frequency.replace("_", " ")) for r in found.reactions)
    )
    yield heading(3, "When ketamine is not given")
    yield table(
        ("Id", "Condition", "Reason", "Rules"),
        (
            (c.id, c.text, c.reason, ", ".join(f"`{rule}`" for rule in c.rules))
            for c in found.contraindications
        ),
    )
    yield heading(3, "Medicines that do not go well with it")
    yield table(
        ("Id", "Class", "Examples", "What happens", "Rule"),
        (
            (i.id, i.text, ", ".join(i.examples), i.mechanism, f"`{i.rule}`")
            for i in found.interactions
        ),
    )
    yield heading(3, "Pregnancy and breastfeeding")
    lines = [*found.pregnancy.values(), found.breastfeeding]
    yield "\n".join(f"- {line}" for line in lines) + "\n"
    yield heading(3, "Preparation")
    yield "\n".join(f"- {line}" for line in found.preparation) + "\n"
    yield heading(3, "Facts")
    yield "\n".join(f"- {line}" for line in found.facts.values()) + "\n"
