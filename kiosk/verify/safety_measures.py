"""The safety proof for what is no list of answers: weight and height, and the medicine list.

Numbers cannot be enumerated, so each limit is tried on itself and a tenth to either side, for every
height at which it could matter. Every medicine of the vocabulary is listed once, each as taking, as
needed and stopped where its class withholds; combinations take one medicine for each different set of
classes, since rules see classes (and the few names that they write down) and nothing else.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import product

from kiosk.medications.vocabulary import Medicine
from kiosk.verify.finding import Finding
from kiosk.verify.safety import Proof, Proved, can_withhold
from kiosk.verify.second_medicines import of_weight
from kiosk.verify.second_reading import UNKNOWN, Expected, Plain, Raw, expected
from kiosk.verify.trial import KIND, Answers, lighter, named, raised
from kiosk.verify.variables import answers_of
from kiosk.verify.workbench import Workbench

_TENTH = Decimal("0.1")
_LIMITS = ("hard_low", "soft_low", "soft_high", "hard_high")


def prove_weight(bench: Workbench, proof: Proof) -> None:
    """Every limit of weight, height and BMI, and every way of not knowing them."""
    for raw in bench.raw_rules:
        if raw.get("kind") != "weight":
            continue
        smaller = bench.slice(["weight", "height"], [raw["id"]])
        rest = bench.dose_needs(("weight", "height"))
        failures, count = _Failures(bench, raw), 0
        for weight, height in _measures(bench):
            given = {**rest, **_present(weight=weight, height=height)}
            wanted = of_weight(raw, weight, height, bench.reading.number)
            assessment = bench.assess(smaller, given)
            got = raised(assessment, raw["id"])
            withheld = wanted is not None and wanted.tier == "withhold"
            if got != wanted or (assessment.disposition == "withheld") != withheld:
                failures.add(given, got, wanted)
            count += 1
        proof.findings += failures.findings()
        enumerated = "every limit of weight, height and BMI, at and a tenth beside it, and unknown"
        proof.proved.append(
            Proved(raw["id"], raw["reference"], can_withhold(raw), enumerated, count)
        )


def _measures(bench: Workbench) -> Iterator[tuple[Plain, Plain]]:
    number = bench.reading.number
    tall = {number(f"height_cm_hard_{end}") for end in ("low", "high")}
    heights: list[Plain] = [
        {"value": str(cm + step), "unit": "cm"}
        for cm in sorted({*tall, Decimal(170)})
        for step in (-_TENTH, Decimal(0), _TENTH)
    ]
    heights += [{"feet": 5, "inches": 7}, *UNKNOWN, None]
    masses = [number(f"bmi_{limit}") for limit in _LIMITS] + [number("bmi_note")]
    for height in heights:
        edges = {number(f"weight_kg_{limit}") for limit in _LIMITS}
        cm = Decimal(height["value"]) if isinstance(height, dict) and "value" in height else None
        edges |= {(m * cm * cm / 10_000).quantize(_TENTH) for m in masses} if cm else set()
        for edge, step, sure in product(sorted(edges), (-_TENTH, Decimal(0), _TENTH), (0, 1)):
            yield {"value": str(edge + step), "unit": "kg", "confirmed": bool(sure)}, height
        yield {"value": "154", "unit": "lb"}, height
        yield from ((unknown, height) for unknown in (*UNKNOWN, None))


def prove_medicines(bench: Workbench, proof: Proof) -> None:
    """Class rules, the rules over the list as a whole, and rules that a sedative makes graver."""
    lists = [raw for raw in bench.raw_rules if raw.get("kind") == "medicines"]
    answered = [raw for raw in bench.raw_rules if raw.get("with_sedative")]
    conditions = [c for raw in bench.raw_classes for c in raw.get("escalate_when", [])]
    asked = list(dict.fromkeys(c["question"] for c in conditions))
    rules = [raw["id"] for raw in lists]
    smaller = bench.slice(
        ["takes_no_medications", "medications", *asked],
        rules,
        [raw["id"] for raw in bench.raw_classes],
    )
    listing = _Listing(bench, lists, {raw["id"]: _Failures(bench, raw) for raw in lists})
    rest = bench.dose_needs(())
    everything = list(bench.vocabulary.medicines.values())
    kinds = _one_of_each(bench, everything)
    for medicine in everything:
        for status in ("taking", "as_needed", "stopped"):
            if status == "taking" or listing.withholds(medicine):
                listing.run(smaller, rest, [medicine], status)
    sedating = [each for each in kinds if bench.medicines.sedatives([each])]
    for one, other in product(sedating, repeat=2):
        listing.run(smaller, rest, [one, other])
    for said, words in product(answers_of(bench.reading, "takes_no_medications"), ((), ("?",))):
        given = {**rest, **_present(takes_no_medications=said)}
        listing.run(smaller, given, [], said=said, unknown=list(words))
    for question in asked:
        opened = bench.slice(
            ["takes_no_medications", "medications", question, *bench.gates(question)],
            rules,
            [raw["id"] for raw in bench.raw_classes],
        )
        for answers, medicine in product(bench.every_around(question), kinds):
            if listing.escalates(medicine):
                listing.run(opened, {**rest, **answers}, [medicine])
    listing.report(proof)
    for raw in answered:
        _prove_with_sedative(bench, proof, raw, sedating)


class _Listing:
    """Medicine lists put through the assessment, each flag held against the second reading."""

    def __init__(
        self, bench: Workbench, lists: list[Raw], failures: dict[str, "_Failures"]
    ) -> None:
        self._bench = bench
        self._lists = lists
        self._failures = {
            **failures,
            **{raw["id"]: _Failures(bench, raw) for raw in bench.raw_classes},
        }
        self._count = 0

    def withholds(self, medicine: Medicine) -> bool:
        """Whether a class rule that withholds reads the medicine."""
        return any(
            can_withhold(raw) and self._bench.medicines.belongs(raw, medicine)
            for raw in self._bench.raw_classes
        )

    def escalates(self, medicine: Medicine) -> bool:
        """Whether an answer can make the medicine's flag graver."""
        return any(
            "escalate_when" in raw and self._bench.medicines.belongs(raw, medicine)
            for raw in self._bench.raw_classes
        )

    def run(
        self,
        protocol: object,
        rest: Answers,
        listed: list[Medicine],
        status: str = "taking",
        *,
        said: Plain = None,
        unknown: list[str] | None = None,
    ) -> None:
        """Assess one list and compare every flag of it."""
