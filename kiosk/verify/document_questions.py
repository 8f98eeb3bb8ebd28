"""The sections on what is asked and what the answers lead to."""

from collections.abc import Iterator

from kiosk.model.form import Item
from kiosk.model.protocol import Branch, Case, Outcome, Protocol, Rule
from kiosk.verify.document_parts import conditions, heading, paragraph, table, tier

_RESPONSES = {
    "crisis": "The suicide crisis page follows at once, and staff are called.",
    "stop": "The screen stops until staff come.",
    "staff": "Staff are called at once.",
}


def questions(protocol: Protocol) -> Iterator[str]:
    """Every question in the order of the form."""
    form = protocol.questionnaire
    yield heading(2, "Questions")
    yield paragraph(
        "In this order. “I'm not sure” and “I'd rather tell staff” stand beside every closed question."
    )
    for part in form.parts:
        yield heading(3, part.text)
        rows = []
        for top in form.item:
            if top.part == part.id:
                rows += list(_rows(protocol, (top,), ""))
        yield table(("Id", "Row", "Question", "Answers", "Asked when", "Why we ask"), rows)


def _rows(protocol: Protocol, items: tuple[Item, ...], before: str) -> Iterator[tuple[str, ...]]:
    for item in items:
        asked = " and ".join(filter(None, (before, _asked_when(item))))
        if item.type not in ("group", "display"):
            yield (
                f"`{item.link_id}`",
                item.reference,
                item.text,
                _answers(protocol, item),
                asked or "always",
                item.why,
            )
        elif item.text:
            yield ("", item.reference, f"*{item.text}*", "", asked, "")
        yield from _rows(protocol, item.item, asked)


def _asked_when(item: Item) -> str:
    said = conditions(item.enable_when, item.enable_behavior)
    both = item.enable_behavior == "any" and len(item.enable_when) > 1
    found = [f"({said})" if both else said] if said else []
    if item.moot_when:
        without = f", counts as {item.implied}" if item.implied is not None else ""
        found.append(f"left out when {conditions(item.moot_when)}{without}")
    if item.early:
        when = conditions(item.early.enable_when, item.early.enable_behavior)
        found.append(f"right after `{item.early.after}` when {when}")
    return "; ".join(found)


def _answers(protocol: Protocol, item: Item) -> str:
    options = protocol.questionnaire.options(item)
    if options:
        offered = " / ".join(option.text for option in options)
        return f"any of: {offered}" if item.repeats else offered
    if item.type == "integer":
        return f"{item.min} to {item.max}"
    if item.unit:
        return f"a number in {' or '.join(item.unit)}"
    return {"date": "a date", "medications": "a list of medicines"}.get(item.type, "own words")


def rules(protocol: Protocol) -> Iterator[str]:
    """Every rule with what each answer leads to."""
    yield heading(2, "Rules")
    for rule in protocol.rules:
        yield heading(3, f"{rule.reference} {rule.title} (`{rule.id}`)")
        about = [_judged(protocol, rule)]
        if rule.when:
            skipped = " A skipped answer counts for everybody." if rule.kind == "answer" else ""
            about.append(f"Only when {conditions(rule.when)}.{skipped}")
        if rule.respond != "none":
            about.append(_RESPONSES[rule.respond])
        if rule.lookback:
            offered = sorted(set(rule.lookback.answers.values()))
            months = " or ".join(str(each) for each in offered)
            about.append(
                f"A clinic may set how far back it withholds (`{rule.lookback.threshold}`): {months} "
                "months."
            )
        about.append(f"Sources: {', '.join(rule.sources)}. Since {rule.since.isoformat()}.")
        yield paragraph(" ".join(about))
        rows = [*_cases(protocol, rule.cases, ""), *_outcomes(rule)]
        yield table(("Answer", "Tier", "Printed as", "Reason"), rows)


def _judged(protocol: Protocol, rule: Rule) -> str:
    form = protocol.questionnaire
    if rule.kind == "answer":
        return "Asks: " + " ".join(f"“{form.by_id[q].text}”" for q in rule.questions)
    if rule.kind == "score":
        return f"Judges the total of {protocol.instrument_by_id[rule.instrument].title}."
    return {
        "weight": "Judges the stated weight and height.",
        "reason": f"Judges the reason for visit “{rule.reason_for_visit.replace('_', ' ')}”.",
        "medicines": "Judges the medicine list as a whole.",
        "allergies": "Judges the list of allergies. Named: a word begins with "
        f"{', '.join(rule.allergens)}. Alike: a word may be a misspelling of "
        f"{', '.join(rule.allergen_names)} (one letter wrong, two in a long word, or the same sound), and "
        f"is no other medicine and none of {', '.join(rule.not_allergens)}. Unknown: not sure, skipped, "
        "or the rest told to staff.",
    }[rule.kind]


def _cases(protocol: Protocol, cases: tuple[Case, ...], before: str) -> Iterator[tuple[str, ...]]:
    for case in cases:
        said = _test(protocol, case)
        if case.when:
            said += f", when {conditions(case.when)}"
        said = f"{before}{said}"
        if case.then:
            yield from _cases(
                protocol, case.then.cases, f"{said}; {_follow_up(protocol, case.then)} "
            )
        else:
            yield said, tier(case.tier or "", urgent=case.urgent), case.title, case.reason


def _follow_up(protocol: Protocol, branch: Branch) -> str:
    return f"“{protocol.questionnaire.by_id[branch.question].text}”"


def _test(protocol: Protocol, case: Case) -> str:
    if case.answer is not None:
        return case.answer.replace("_", " ")
    bounds = [
        f"{words} {_number(protocol, name)}"
        for words, name in (("at least", case.at_least), ("less than", case.less_than))
        if name is not None
    ]
    return " and ".join(bounds)


def _number(protocol: Protocol, name: str) -> str:
    threshold = protocol.thresholds[name]
    mark = "" if threshold.confirmed else " (unconfirmed)"
    return f"{threshold.value} {threshold.unit}{mark}"


def _outcomes(rule: Rule) -> Iterator[tuple[str, ...]]:
    for name, outcome in rule.outcomes.items():
        yield _outcome(name.replace("_", " "), outcome)
    if rule.with_sedative:
        yield _outcome("any of the above, and any sedative is taken", rule.with_sedative)


def _outcome(said: str, outcome: Outcome) -> tuple[str, ...]:
    reason = outcome.reason
    if outcome.reason_measured:
        reason += f" When staff measured it: {outcome.reason_measured}"
    return said, tier(outcome.tier, urgent=outcome.urgent), outcome.title, reason


def instruments(protocol: Protocol) -> Iterator[str]:
    """The published instruments: notice, bands and codes."""
    yield heading(2, "Instruments")
    for instrument in protocol.instruments:
        yield heading(3, instrument.title)
        about = f"{instrument.notice} Total {instrument.minimum} to {instrument.maximum}."
        if not instrument.scored:
            about = f"{instrument.notice} Not scored: single answers count."
        yield paragraph(f"{about} Sources: {', '.join(instrument.sources)}.")
        if instrument.bands:
            yield table(
                ("Total", "Band"),
                ((f"{band.low} to {band.high}", band.name) for band in instrument.bands),
            )
        if instrument.loinc:
            codes = ", ".join(f"`{name}` {code}" for name, code in instrument.loinc.items())
            yield paragraph(f"LOINC: {codes}.")
