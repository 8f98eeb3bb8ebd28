"""Stated or measured weight against the plausibility limits (P2; reference section 7, conflict X11).

A value is never changed. Outside the hard limits, or unusual and not confirmed, it gives no dose.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from kiosk.clinical.facts import Facts, Raised, gravest
from kiosk.model.answer import Weight, plain
from kiosk.model.assessment import BodyWeight
from kiosk.model.protocol import Rule
from kiosk.model.units import (
    CM_PER_INCH,
    TENTH,
    body_mass_index,
    centimetres_of,
    half_up,
    in_kilograms,
    printed,
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weight for the page, and the kilograms to dose from (None: no usable weight)."""

    shown: BodyWeight | None
    dosing_kg: Decimal | None
    raised: Raised | None


def weigh(rule: Rule, facts: Facts) -> Weighed:
    """What is known of the patient's weight, and the P2 flag it raises."""
    stated = facts.answers.get("weight")
    measured = facts.measured.weight_kg
    cm = centimetres_of(facts.answers.get("height"))
    if measured is not None:
        kg: Decimal | None = half_up(Decimal(measured), TENTH)
    else:
        kg = in_kilograms(stated) if isinstance(stated, Weight) else None
    if kg is None:
        return Weighed(None, None, _raise(rule, ["missing"], facts))
    bmi = body_mass_index(kg, cm) if cm is not None else None
    confirmed = measured is not None or (isinstance(stated, Weight) and stated.confirmed)
    problems = _problems(facts, kg, cm, bmi, confirmed=confirmed, stated=measured is None)
    raised = _raise(rule, problems, facts)
    usable = raised is None or raised.tier != "withhold"
    ideal, adjusted = _ideal(facts, kg, cm, bmi)
    shown = BodyWeight(
        kg=printed(kg),
        stated=measured is None,
        bmi=None if bmi is None else printed(bmi),
        ideal_kg=ideal,
        adjusted_kg=adjusted,
    )
    return Weighed(shown, kg if usable else None, raised)


def _problems(
    facts: Facts,
    kg: Decimal,
    cm: Decimal | None,
    bmi: Decimal | None,
    *,
    confirmed: bool,
    stated: bool,
) -> list[str]:
    """Names of the P2 outcomes that apply."""
    n = facts.protocol.numbers
    found = []
    if (
        not n["weight_kg_hard_low"] <= kg <= n["weight_kg_hard_high"]
        or (cm is not None and not n["height_cm_hard_low"] <= cm <= n["height_cm_hard_high"])
        or (bmi is not None and not n["bmi_hard_low"] <= bmi <= n["bmi_hard_high"])
    ):
        found.append("implausible")
    outside = not n["weight_kg_soft_low"] <= kg <= n["weight_kg_soft_high"]
    unusual_bmi = bmi is not None and not n["bmi_soft_low"] < bmi < n["bmi_soft_high"]
    if (outside or unusual_bmi) and not confirmed:
        found.append("unconfirmed")
    if outside and stated:
        found.append("outside_soft")
    if cm is None:
        found.append("no_height")
    if bmi is not None and bmi >= n["bmi_note"]:
        found.append("bmi_note")
    return found


def _raise(rule: Rule, problems: list[str], facts: Facts) -> Raised | None:
    answers = {q: plain(facts.answers[q]) for q in ("weight", "height") if q in facts.answers}
    measured = facts.measured.weight_kg is not None
    found = []
    for outcome in (rule.outcomes[name] for name in problems):
        raised = Raised.of(outcome, rule.title, answers)
        if measured and outcome.reason_measured:
            raised = replace(raised, reason=outcome.reason_measured)
        found.append(raised)
    worst = gravest(found)
    if worst is None:
        return None
    reason = " ".join(dict.fromkeys(each.reason for each in [worst, *found]))
    return replace(worst, reason=reason)


_DEVINE_BASE = {"male": Decimal(50), "female": Decimal("45.5")}
_DEVINE_PER_INCH = Decimal("2.3")
_DEVINE_FROM_INCHES = Decimal(60)
_ADJUSTED_SHARE = Decimal("0.4")


def _ideal(
    facts: Facts, kg: Decimal, cm: Decimal | None, bmi: Decimal | None
) -> tuple[str | None, str | None]:
    """Ideal (Devine) and adjusted weight from BMI 30, as information only (X11, source S103).

    The formula is undefined under 60 inches and is floored there; without a sex of male or female there
    is none.
    """
    base = _DEVINE_BASE.get(str(facts.answers.get("sex_at_birth")))
    if base is None or cm is None or bmi is None or bmi < facts.protocol.numbers["bmi_note"]:
        return None, None
    ideal = ideal_weight(cm, base)
    adjusted = half_up(ideal + _ADJUSTED_SHARE * (kg - ideal), TENTH)
    return printed(ideal), printed(adjusted)


def ideal_weight(cm: Decimal, base_kg: Decimal) -> Decimal:
    """Devine: `base_kg` (50 male, 45.5 female) + 2.3 kg an inch above 60 inches, half up to 0.1."""
    above = max(cm / CM_PER_INCH - _DEVINE_FROM_INCHES, Decimal(0))
    return half_up(base_kg + _DEVINE_PER_INCH * above, TENTH)
