"""Body measures as Decimals: pounds to kilograms, feet to centimetres, body-mass index.

Half up everywhere, as the clinical reference rounds (section 6); Python's round() and floats never touch
a number that a dose is made from.
"""

from decimal import ROUND_HALF_UP, Decimal

from kiosk.model.answer import Answer, HeightImperial, HeightMetric, Weight

KG_PER_POUND = Decimal("0.45359237")
"""Exact by the international definition of the pound."""

CM_PER_INCH = Decimal("2.54")

TENTH = Decimal("0.1")
HUNDREDTH = Decimal("0.01")


def half_up(number: Decimal, step: Decimal) -> Decimal:
    """`number` rounded half up to `step` (such as 0.1)."""
    return number.quantize(step, rounding=ROUND_HALF_UP)


def printed(number: Decimal) -> str:
    """`number` as safe notation writes it: leading zero, no trailing zero, no exponent."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_kilograms(weight: Weight) -> Decimal:
    """Kilograms, half up to 0.1."""
    value = Decimal(weight.value)
    return half_up(value * KG_PER_POUND if weight.unit == "lb" else value, TENTH)


def in_pounds(weight: Weight) -> Decimal:
    """Pounds, half up to a whole pound when converted, as stated when stated in pounds."""
    value = Decimal(weight.value)
    return value if weight.unit == "lb" else half_up(value / KG_PER_POUND, Decimal(1))


def in_centimetres(height: HeightMetric | HeightImperial) -> Decimal:
    """Centimetres, half up to 0.1."""
    if isinstance(height, HeightImperial):
        return half_up((height.feet * 12 + height.inches) * CM_PER_INCH, TENTH)
    return half_up(Decimal(height.value), TENTH)


def centimetres_of(height: Answer | None) -> Decimal | None:
    """Centimetres of a stated height, else None. One that rounds to nothing stays stated: 0.1."""
    if isinstance(height, HeightMetric | HeightImperial):
        return max(in_centimetres(height), TENTH)
    return None


def body_mass_index(kg: Decimal, cm: Decimal) -> Decimal:
    """kg over metres squared, half up to 0.1. `cm` must be above zero."""
    return half_up(kg * 10_000 / (cm * cm), TENTH)
