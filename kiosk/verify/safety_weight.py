"""The safety proof for weight and height.

Numbers cannot be enumerated. Each limit is tried on itself and a tenth to either side, for every
height at which a limit of the BMI could matter, confirmed and not, with every way of not knowing.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from kiosk.verify.safety import Proof, Proved, can_withhold
from kiosk.verify.second_medicines import of_weight
from kiosk.verify.second_reading import UNKNOWN, Plain
from kiosk.verify.trial import DOSE_GIVEN, WRONG_FLAG, Failures, raised
from kiosk.verify.workbench import Workbench

_BESIDE = (Decimal("-0.1"), Decimal(0), Decimal("0.1"))
_TENTH = Decimal("0.1")
_LIMITS = ("hard_low", "soft_low", "soft_high", "hard_high")
_USUAL_CM = Decimal(170)


def prove_weight(bench: Workbench, proof: Proof) -> None:
    """The rule over the stated weight, at all of its limits."""
    for raw in bench.raw_rules:
        if raw.get("kind") != "weight":
            continue
        smaller = bench.slice((), [raw["id"]])
        rest = bench.dose_needs(("weight", "height"))
        failures, count = Failures(bench, raw["id"]), 0
        for weight, height in _measures(bench):
            stated = {"weight": weight, "height": height}
            given = {**rest, **{q: answer for q, answer in stated.items() if answer is not None}}
            wanted = of_weight(raw, weight, height, bench.reading.number)
            assessment = bench.assess(smaller, given)
            got = raised(assessment, raw["id"])
            if got != wanted:
                failures.add(WRONG_FLAG, stated, got, wanted)
            if wanted is not None and wanted.tier == "withhold" and assessment.regimens:
                failures.add(DOSE_GIVEN, stated, got, wanted)
            count += 1
        proof.findings += failures.findings()
        enumerated = (
            "weight x height: every limit of weight, height and BMI, beside it, and unknown"
        )
        proof.proved.append(
            Proved(raw["id"], raw["reference"], can_withhold(raw), enumerated, count)
        )


def _measures(bench: Workbench) -> Iterator[tuple[Plain, Plain]]:
    number = bench.reading.number
    centimetres = (_USUAL_CM, number("height_cm_hard_low"), number("height_cm_hard_high"))
    masses = [*(number(f"bmi_{limit}") for limit in _LIMITS), number("bmi_note")]
    kilograms = {number(f"weight_kg_{limit}") for limit in _LIMITS}
    for cm in sorted(edge + step for edge in centimetres for step in _BESIDE):
        edges = kilograms | {(mass * cm * cm / 10_000).quantize(_TENTH) for mass in masses}
        yield from _weights(edges, {"value": str(cm), "unit": "cm"})
    for other in ({"feet": 5, "inches": 7}, *UNKNOWN, None):
        yield from _weights(kilograms, other)


def _weights(edges: set[Decimal], height: Plain) -> Iterator[tuple[Plain, Plain]]:
    for edge, step, sure in product(sorted(edges), _BESIDE, (False, True)):
        yield {"value": str(edge + step), "unit": "kg", "confirmed": sure}, height
    yield {"value": "154", "unit": "lb"}, height
    yield from ((unknown, height) for unknown in (*UNKNOWN, None))
