"""The vital-sign lines, for values that staff measured; never for what a patient remembers."""

from kiosk.clinical.facts import Facts
from kiosk.model.assessment import Flag
from kiosk.model.protocol import Vital

_REFERENCE = "VS"


def judge_vitals(facts: Facts) -> list[Flag]:
    """A flag for each line of the table that a measured value crosses, only the gravest a measure."""
    found: dict[str, tuple[Vital, int]] = {}
    for vital in facts.protocol.vitals:
        value = getattr(facts.measured, vital.measure)
        if value is not None and vital.measure not in found and _crosses(vital, value, facts):
            found[vital.measure] = (vital, value)
    return [
        Flag(
            rule=vital.id,
            reference=_REFERENCE,
            tier=vital.outcome.tier,
            urgent=vital.outcome.urgent,
            title=vital.outcome.title,
            reason=vital.outcome.reason,
            answers={vital.measure: value},
            sources=vital.sources,
        )
        for vital, value in found.values()
    ]


def _crosses(vital: Vital, value: int, facts: Facts) -> bool:
    n = facts.protocol.numbers
    return (
        (vital.above is not None and value > n[vital.above])
        or (vital.at_least is not None and value >= n[vital.at_least])
        or (vital.below is not None and value < n[vital.below])
    )
