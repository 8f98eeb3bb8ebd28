"""What staff measured on a patient, as opposed to what the patient stated."""

from typing import Annotated

from pydantic import Field

from kiosk.model.answer import Measured as MeasuredNumber
from kiosk.model.base import Value


class Measured(Value):
    """Vital signs and weight taken by staff. `None`: not measured."""

    weight_kg: MeasuredNumber | None = None
    systolic: Annotated[int, Field(ge=30, le=350, strict=True)] | None = None
    """mmHg."""
    diastolic: Annotated[int, Field(ge=10, le=250, strict=True)] | None = None
    """mmHg."""
    heart_rate: Annotated[int, Field(ge=10, le=350, strict=True)] | None = None
    """Beats a minute."""
    spo2: Annotated[int, Field(ge=30, le=100, strict=True)] | None = None
    """Percent on room air."""

    @property
    def complete(self) -> bool:
        """Whether every vital sign that a line of the table needs has been measured."""
        return None not in (self.systolic, self.diastolic, self.heart_rate, self.spo2)
