"""The vital-sign lines, for values that staff measured; never for what a patient remembers."""

from kiosk.clinical.facts import Facts
from kiosk.model.assessment import Flag
from kiosk.model.protocol import TIERS, Vital

_REFERENCE = "VS"
_TOGETHER = {"systolic": "pressure", "diastolic": "pressure"}


def judge_vitals(facts: Facts) -> list[Flag]:
    """A flag for each vital sign that crosses a line of the table, by the gravest line it crosses.

    The two numbers of a blood pressure are one vital sign, as the table has them.
    """
    crossed: dict[str, dict[str, tuple[Vital, int]]] = {}
    for vital in facts.protocol.vitals:
        value = getattr(facts.measured, vital.measure)
        if value is not None and _crosses(vital, value, facts):
            sign = _TOGETHER.get(vital.measure, vital.measure)
            crossed.setdefault(sign, {}).setdefault(vital.measure, (vital, value))
    gravest = [
        (min(found.values(), key=lambda each: _gravity(each[0])), found)
        for found in crossed.values()
    ]
    return [
        Flag(
            rule=vital.id,
            reference=_REFERENCE,
            tier=vital.outcome.tier,
            urgent=vital.outcome.urgent,
            title=vital.outcome.title,
            reason=vital.outcome.reason,
            answers={measure: value for measure, (_, value) in found.items()},
            sources=vital.sources,
        )
        for (vital, _), found in gravest
    ]


def _gravity(vital: Vital) -> tuple[bool, int]:
    return (not vital.outcome.urgent, TIERS.index(vital.outcome.tier))


def _crosses(vital: Vital, value: int, facts: Facts) -> bool:
    n = facts.protocol.numbers
    return (
        (vital.above is not None and value > n[vital.above])
        or (vital.at_least is not None and value >= n[vital.at_least])
        or (vital.below is not None and value < n[vital.below])
    )
