"""A submitted intake as it is kept: answers and what they led to, under the versions that judged."""

from typing import Any, Literal

from kiosk.model.answer import Withdrawn
from kiosk.model.assessment import Assessment
from kiosk.model.base import Value
from kiosk.model.measured import Measured

Status = Literal["new", "printed", "reviewed", "exported"]

SCHEMA = 1
"""Version of the record body; a newer kiosk reads every older one."""


class FormStamp(Value):
    """Which questionnaire was answered."""

    id: str
    version: str


class Record(Value):
    """One intake. `answers` and `withdrawn` are written as the answers file writes them."""

    schema_version: int = SCHEMA
    id: str
    submitted_at: str
    answered_at: str
    """ISO time with offset that ages are counted from."""
    begun_at: str = ""
    """ISO time with offset of the first question; empty where nobody watched it being answered."""
    form: FormStamp
    language: str
    answers: dict[str, Any]
    withdrawn: dict[str, Any]
    implied: tuple[str, ...] = ()
    """Questions that the screen left out because earlier answers imply theirs (AUDIT-C after "never")."""
    changes: tuple[Withdrawn, ...] = ()
    """Every answer that was changed or hidden, in order; `withdrawn` is the view of it by question."""
    measured: Measured | None = None
    """What staff measured since; a version of the record for each time they did."""
    helped_by_staff: bool = False
    synthetic: bool = False
    kiosk: str = ""
    clinic: str = ""
    assessment: Assessment
