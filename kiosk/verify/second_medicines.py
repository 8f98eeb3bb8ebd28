"""The second reading of the medicine list and of the weight, apart from `clinical` like the first part.

Reads classes and thresholds from the YAML. Every medicine is given as the vocabulary's own entry.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from kiosk.medications.vocabulary import Medicine
from kiosk.verify.second_reading import TIERS, Expected, Raw, expected


class SecondMedicines:
    """The class rules as plain data, with what a list of medicines must raise."""

    def __init__(self, classes: list[Raw], medicines: Mapping[str, Medicine]) -> None:
        self._classes = classes
        self._medicines = medicines
        self._belongs: dict[tuple[str, str], bool] = {}

    def belongs(self, raw: Raw, medicine: Medicine) -> bool:
        """Whether a medicine falls under a class rule."""
        key = (raw["id"], medicine.generic)
        if key not in self._belongs:
            self._belongs[key] = _belongs(raw, medicine)
        return self._belongs[key]

    def parts(self, rules: Iterable[Raw], medicine: Medicine) -> set[str]:
        """The ingredients that fall under any of `rules`; the product itself when none is known to."""
        rules = list(rules)
        known = [self._medicines.get(name.casefold()) for name in medicine.ingredients]
        found = {
            each.generic for each in known if each and any(self.belongs(raw, each) for raw in rules)
        }
        if found or not any(self.belongs(raw, medicine) for raw in rules):
            return found
        return {medicine.generic}

    def of_class(
        self, raw: Raw, listed: list[Medicine], hold: Callable[[list[Raw]], bool]
    ) -> Expected | None:
        """What a class rule must raise for the listed medicines."""
        mine = [medicine for medicine in listed if self.raises(raw, medicine)]
        if not mine:
            return None
        conditions = raw.get("escalate_when", [])
        if conditions and hold(conditions):
            return expected(raw["escalate_to"])
        milder = raw.get("except_generics", {})
        tiers = [
            milder.get(part, raw["tier"])
            for medicine in mine
            for part in self.parts([raw], medicine)
        ]
        return Expected(min(TIERS.index(tier) for tier in tiers), True)

    def raises(self, raw: Raw, medicine: Medicine) -> bool:
        """Whether a medicine raises a class rule: it belongs, and no graver rule has said it already."""
        return self.belongs(raw, medicine) and not any(
            self.belongs(other, medicine)
            for other in self._classes
            if other["id"] in raw.get("silent_beside", [])
        )

    def sedatives(self, listed: list[Medicine]) -> int:
        """How many sedating medicines are listed, a pill with two sedatives counted as two."""
        sedating = [raw for raw in self._classes if raw.get("counts_as_sedative")]
        return sum(len(self.parts(sedating, medicine)) for medicine in listed)

    def of_list(
        self,
        raw: Raw,
        listed: list[Medicine],
        *,
        unidentified: bool = False,
        said_none: str = "skipped",
        alcohol: bool = False,
    ) -> Expected | None:
        """What the list as a whole must raise."""
        name = ""
        if raw["list_check"] == "unidentified":
            name = "unmatched" if unidentified else ""
        elif raw["list_check"] == "nothing_listed":
            nothing = not listed and not unidentified and said_none != "yes"
            name = "nothing" if nothing else ""
        elif self._has("opioid", listed) and self._has("benzodiazepine_or_barbiturate", listed):
            name = "opioid_combination"
        elif self.sedatives(listed) + (1 if alcohol else 0) > 1:
            name = "two_or_more"
        return expected(raw["outcomes"][name]) if name else None

    def _has(self, mark: str, listed: list[Medicine]) -> bool:
        return any(
            self.belongs(raw, medicine)
            for raw in self._classes
            if raw.get(mark)
            for medicine in listed
        )


def _belongs(raw: Raw, medicine: Medicine) -> bool:
    held = set(medicine.classes)
    if held & set(raw.get("except_classes", [])):
        return False
    named = {medicine.generic, *medicine.ingredients} & set(raw.get("also_generics", []))
    return bool(held & set(raw.get("vocabulary_classes", [])) or named)


_POUND = Fraction(45359237, 100_000_000)
_INCH = Fraction(254, 100)


def of_weight(
    raw: Raw, weight: object, height: object, number: Callable[[str], Decimal]
) -> Expected | None:
    """What the stated weight and height must raise (P2; contract, semantics 5)."""
    outcomes = raw["outcomes"]
    kilograms = _kilograms(weight)
    if kilograms is None or not isinstance(weight, dict):
        return expected(outcomes["missing"])
    centimetres = _centimetres(height)
    limit = {
        name: Fraction(number(name))
        for name in (
            *(f"weight_kg_{kind}_{end}" for kind in ("hard", "soft") for end in ("low", "high")),
            *(f"bmi_{kind}_{end}" for kind in ("hard", "soft") for end in ("low", "high")),
            *("height_cm_hard_low", "height_cm_hard_high", "bmi_note"),
        )
    }
    usual = limit["weight_kg_soft_low"] <= kilograms <= limit["weight_kg_soft_high"]
    possible = limit["weight_kg_hard_low"] <= kilograms <= limit["weight_kg_hard_high"]
    names = [] if usual else ["outside_soft"]
    body_mass = None
    if centimetres is None:
        names.append("no_height")
    else:
        possible &= limit["height_cm_hard_low"] <= centimetres <= limit["height_cm_hard_high"]
        body_mass = _tenths(kilograms * 10_000 / (centimetres * centimetres))
        possible &= limit["bmi_hard_low"] <= body_mass <= limit["bmi_hard_high"]
        if body_mass >= limit["bmi_note"]:
            names.append("bmi_note")
    strange = body_mass is not None and (
        body_mass <= limit["bmi_soft_low"] or body_mass >= limit["bmi_soft_high"]
    )
    if not possible:
        names.append("implausible")
    if (strange or not usual) and not weight.get("confirmed", False):
        names.append("unconfirmed")
    return min((expected(outcomes[name]) for name in names), default=None)


def _kilograms(weight: object) -> Fraction | None:
    if not isinstance(weight, dict):
        return None
    value = Fraction(weight["value"])
    return _tenths(value * _POUND if weight["unit"] == "lb" else value)


def _centimetres(height: object) -> Fraction | None:
    if not isinstance(height, dict):
        return None
    if "feet" in height:
        return _tenths((height["feet"] * 12 + height["inches"]) * _INCH)
    return _tenths(Fraction(height["value"]))


def _tenths(value: Fraction) -> Fraction:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return Fraction(exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
