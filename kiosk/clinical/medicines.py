"""The medicine list: class rules, what could not be identified, and sedatives that add up.

Reads classes from the vocabulary only; no list of names stands in code. An entry that is not certain
is kept word for word and flagged, and whatever it names exactly beside the unknown still counts.
"""

from dataclasses import replace
from typing import Any

from kiosk.clinical.facts import Facts, Listed, Raised
from kiosk.medications.vocabulary import Medicine
from kiosk.model.assessment import Medication
from kiosk.model.protocol import TIERS, ClassRule, Outcome, Rule, Tier

_ONLY_NAMED = "Named among words not identified: counts until staff ask."


def medications(facts: Facts) -> tuple[Medication, ...]:
    """One row a recognised medicine, and one for each entry of which something is unknown."""
    rows = []
    for listed in facts.listed:
        certain = listed.match in ("exact", "confirmed")
        for medicine in listed.medicines:
            rows.append(
                Medication(
                    entered=listed.entry.entered,
                    generic=medicine.generic,
                    match=listed.match if certain else "exact",
                    classes=medicine.classes,
                    status=listed.entry.status,
                )
            )
        if listed.unidentified:
            rows.append(
                Medication(
                    entered=listed.entry.entered,
                    generic=None,
                    match="unmatched" if certain else listed.match,
                    classes=(),
                    status=listed.entry.status,
                )
            )
    return tuple(rows)


def judge_class(rule: ClassRule, facts: Facts) -> Raised | None:
    """What one drug class raises; the gravest tier of its medicines, all of them named."""
    if rule.id not in facts.classes_listed:
        return None
    found = [
        (listed, medicine)
        for listed in facts.listed
        for medicine in listed.counted
        if rule.id in facts.classes_of[medicine]
        and facts.classes_of[medicine].isdisjoint(rule.silent_beside)
    ]
    if not found:
        return None
    tier = min((_tier(rule, m, facts) for _, m in found), key=TIERS.index)
    urgent, title, reason = False, rule.title, rule.reason
    if rule.escalate_to and rule.escalate_when and facts.hold(rule.escalate_when):
        tier, urgent = rule.escalate_to.tier, rule.escalate_to.urgent
        title = rule.escalate_to.title or title
        reason = rule.escalate_to.reason or reason
    certain = {m for listed, m in found if m in listed.medicines}
    names = ", ".join(
        dict.fromkeys(
            ("" if m in certain else "possibly ") + m.generic + _marked_stopped([listed])
            for listed, m in found
        )
    )
    if not certain:
        reason = f"{reason} {_ONLY_NAMED}"
    answers: dict[str, Any] = {"medications": _words([listed for listed, _ in found])}
    for condition in rule.escalate_when if tier != rule.tier else ():
        if condition.question in facts.answers:
            answers[condition.question] = facts.answers[condition.question]
    return Raised(
        tier=tier,
        urgent=urgent,
        title=f"{title}: {names}",
        reason=reason,
        answers=answers,
    )


def _tier(rule: ClassRule, medicine: Medicine, facts: Facts) -> Tier:
    """The class's tier, unless the product or every part of it that belongs takes another."""
    if medicine.generic in rule.except_generics:
        return rule.except_generics[medicine.generic]
    parts = facts.parts(medicine, frozenset({rule.id}))
    tiers = [rule.except_generics.get(name, rule.tier) for name in sorted(parts)]
    return min(tiers, key=TIERS.index, default=rule.tier)


def judge_list(rule: Rule, facts: Facts, *, alcohol: bool) -> Raised | None:
    """What the list as a whole raises (R1, R3). `alcohol`: AUDIT-C at or above its cut."""
    if rule.list_check == "unidentified":
        unknown = [each for each in facts.listed if each.unidentified]
        return _raised(rule, "unmatched", unknown) if unknown else None
    if rule.list_check == "nothing_listed":
        return _nothing_listed(rule, facts)
    return _sedatives(rule, facts, alcohol=alcohol)


def _nothing_listed(rule: Rule, facts: Facts) -> Raised | None:
    said_none = facts.answers.get("takes_no_medications", "skipped")
    if facts.listed or said_none == "yes":
        return None
    return replace(_raised(rule, "nothing", []), answers={"takes_no_medications": said_none})


def _sedatives(rule: Rule, facts: Facts, *, alcohol: bool) -> Raised | None:
    classes = facts.protocol.medicines.classes
    named = _sedating(facts)
    found = facts.classes_listed
    opioid = any(rule.opioid and rule.id in found for rule in classes)
    other = any(rule.benzodiazepine_or_barbiturate and rule.id in found for rule in classes)
    if opioid and other:
        return _in_doubt(_raised(rule, "opioid_combination", named), named, facts)
    if facts.sedatives + alcohol >= 2:
        return _in_doubt(_raised(rule, "two_or_more", named), named, facts)
    return None


def with_sedatives(raised: Raised, title: str, outcome: Outcome, facts: Facts) -> Raised:
    """`raised` as it stands beside a sedative: graver, and naming what was combined (M6)."""
    named = _sedating(facts)
    doubt = raised.title.removeprefix(title)
    graver = replace(
        raised,
        tier=outcome.tier,
        urgent=raised.urgent or outcome.urgent,
        title=f"{outcome.title or title}{doubt}{_marked_stopped(named)}",
        reason=outcome.reason or raised.reason,
        answers={**raised.answers, **({"medications": _words(named)} if named else {})},
    )
    return _in_doubt(graver, named, facts)


def _sedating(facts: Facts) -> list[Listed]:
    """The lines of the list with a medicine that counts as a sedative."""
    return [listed for listed in facts.listed if _sedates(listed.counted, facts)]


def _sedates(medicines: tuple[Medicine, ...], facts: Facts) -> bool:
    sedating = facts.protocol.medicines.sedating
    return any(facts.classes_of[medicine] & sedating for medicine in medicines)


def _in_doubt(raised: Raised, sedating: list[Listed], facts: Facts) -> Raised:
    """`raised`, saying so when one of the `sedating` lines is not certain to be a sedative."""
    if all(_sedates(listed.medicines, facts) for listed in sedating):
        return raised
    return replace(raised, reason=f"{raised.reason} {_ONLY_NAMED}")


def _raised(rule: Rule, name: str, listed: list[Listed]) -> Raised:
    raised = Raised.of(rule.outcomes[name], rule.title, {"medications": _words(listed)})
    return replace(raised, title=raised.title + _marked_stopped(listed))


def _marked_stopped(listed: list[Listed]) -> str:
    """What a title says when some of these lines are of medicines that the patient stopped."""
    stopped = [each for each in listed if each.entry.status == "stopped"]
    if not stopped:
        return ""
    if len(stopped) == len(listed):
        return " (stopped: ask when)"
    return f" ({', '.join(_words(stopped))} stopped: ask when)"


def _words(listed: list[Listed]) -> tuple[str, ...]:
    """The patient's own words, each once."""
    return tuple(dict.fromkeys(each.entry.entered for each in listed))
