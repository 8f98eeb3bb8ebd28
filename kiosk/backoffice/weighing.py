"""Whether a measured weight should be entered twice before it is kept. Pure.

The dose is per kilogram: a slip on this one number reaches the syringe.
"""

from decimal import Decimal
from typing import Final

from pydantic import ValidationError

from kiosk.model.answer import Weight
from kiosk.model.protocol import Protocol
from kiosk.model.record import Record
from kiosk.model.units import in_kilograms, printed

MOST_APART: Final = Decimal("0.2")
"""Share of the stated weight. A choice of this product: nothing is judged by it, it only asks again."""


def doubted(protocol: Protocol, record: Record, measured_kg: str) -> str:
    """Why `measured_kg` should be entered again, in a sentence; empty when nothing speaks against it."""
    kg = Decimal(measured_kg)
    low, high = protocol.numbers["weight_kg_hard_low"], protocol.numbers["weight_kg_hard_high"]
    stated = _stated_kg(record)
    said = f"{printed(kg)} kg measured"
    if stated is not None and abs(kg - stated) > MOST_APART * stated:
        return f"{said}, {printed(stated)} kg stated."
    if not low <= kg <= high:
        return f"{said}; plausible is {printed(low)} to {printed(high)} kg."
    return ""


def _stated_kg(record: Record) -> Decimal | None:
    try:
        return in_kilograms(Weight.model_validate(record.answers.get("weight")))
    except ValidationError:
        return None
