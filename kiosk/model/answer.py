"""What a patient can have answered, as stored values.

`yes`, `no`, `not_sure` and `skipped` are four values that are never merged: unknown is never "no".
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field

from kiosk.model.base import Value

NOT_SURE: Final = "not_sure"
SKIPPED: Final = "skipped"
UNKNOWN: Final = (NOT_SURE, SKIPPED)

REST: Final = "will tell staff the rest"
"""The last line of a list that the patient left for staff to complete: the list is not known in full.
Kept in English: the provider reads it."""

EMPTY: Final = ""
"""A box that may be left empty, and was. To tell staff instead is `skipped`."""

_DECIMAL = r"^[0-9]{1,12}(\.[0-9]{1,12})?$"
"""Wide on purpose: an impossible weight is withheld for a person to look at, never refused."""


def _positive(text: str) -> str:
    if Decimal(text) == 0:
        raise ValueError("expected a number above zero")
    return text


Measured = Annotated[str, Field(pattern=_DECIMAL), AfterValidator(_positive)]
"""A measured number as a decimal string, so that it never passes through a float."""


class Weight(Value):
    """Body weight as the patient stated it. `confirmed`: an unusual value was read back and kept."""

    value: Measured
    unit: Literal["kg", "lb"]
    confirmed: Annotated[bool, Field(strict=True)] = False


class HeightMetric(Value):
    """Height in centimetres."""

    value: Measured
    unit: Literal["cm"] = "cm"


class HeightImperial(Value):
    """Height in whole feet and inches."""

    feet: Annotated[int, Field(ge=0, le=99, strict=True)]
    inches: Annotated[int, Field(ge=0, le=11, strict=True)]


class MedicationEntry(Value):
    """One line of the medicine list: the patient's words, and what they picked from the list."""

    entered: Annotated[str, Field(min_length=1, max_length=200)]
    confirmed: str | None = None
    """A generic name of the vocabulary that the patient picked; never guessed."""
    strength: Annotated[str, Field(max_length=200)] | None = None
    how_often: Annotated[str, Field(max_length=200)] | None = None
    status: Literal["taking", "as_needed", "stopped"] = "taking"


Answer = (
    str
    | int
    | Weight
    | HeightMetric
    | HeightImperial
    | tuple[str, ...]
    | tuple[MedicationEntry, ...]
)
"""A stored answer. Dates are ISO strings, option codes and typed text plain strings."""

Answers = Mapping[str, Answer]
"""Answers by question id (`linkId`)."""


class Withdrawn(Value):
    """An answer that was given and no longer counts: changed, or its question became hidden."""

    question: str
    answer: Answer
    cause: Literal["changed", "hidden"]


def plain(answer: Answer | MedicationEntry) -> Any:
    """`answer` as the answers file writes it (JSON types only)."""
    if isinstance(answer, Value):
        return answer.model_dump(mode="json", exclude_none=True)
    if isinstance(answer, tuple):
        return [plain(each) for each in answer]
    return answer
