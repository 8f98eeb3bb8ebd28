"""A submitted intake as it is kept: answers and what they led to, under the versions that judged."""

import datetime
from collections.abc import Sequence
from typing import Any, Literal

from kiosk.model.answer import Withdrawn
from kiosk.model.assessment import Assessment
from kiosk.model.base import Value
from kiosk.model.measured import Measured

Status = Literal["new", "printed", "reviewed", "exported"]

SCHEMA = 3
"""Version of the record body; a newer kiosk reads every older one. 2 added what staff write to a
record (`transcribed_by`, `decisions`, `addenda`, `revision`), all absent in 1; 3 added
`earlier_revisions`."""

DecisionKind = Literal["accepted", "modified", "declined", "more_information"]
RevisionKind = Literal["measured", "addendum", "decision"]


class FormStamp(Value):
    """Which questionnaire was answered."""

    id: str
    version: str


class Revision(Value):
    """Who made this version of the record, and why. A patient's own version has none."""

    kind: RevisionKind
    by: str
    at: str
    """ISO time with offset."""
    reason: str = ""


class Decision(Value):
    """What a provider decided about the provisional regimen. The last one of a record holds."""

    kind: DecisionKind
    modified_to: str = ""
    """The regimen that the provider chose instead, in the provider's words."""
    reason: str = ""
    by: str
    at: str
    """ISO time with offset."""


class Addendum(Value):
    """A correction or a note by a named person. The answer before it stays in `before`."""

    question: str = ""
    """Empty for a note that changes no answer."""
    before: Any = None
    """As the answers file writes it; None when the question had no answer."""
    answer: Any = None
    note: str = ""
    reason: str
    by: str
    at: str
    """ISO time with offset."""


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
    transcribed_by: str = ""
    """Who typed it in from paper; empty when the patient answered at the kiosk."""
    filled_in_by_staff: tuple[str, ...] = ()
    """Questions that staff answered before the patient came, and the patient left as they were."""
    decisions: tuple[Decision, ...] = ()
    """Oldest first."""
    addenda: tuple[Addendum, ...] = ()
    """Oldest first."""
    revision: Revision | None = None
    earlier_revisions: tuple[Revision, ...] = ()
    """Of the versions before this one, oldest first; not written down before schema 3."""
    synthetic: bool = False
    kiosk: str = ""
    clinic: str = ""
    assessment: Assessment

    @property
    def decided(self) -> DecisionKind | None:
        """The last decision; it holds unless it is `decision_outdated`."""
        return self.decisions[-1].kind if self.decisions else None

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """Who made which version after the patient's own, oldest first, as far as it was written down."""
        return (*self.earlier_revisions, *((self.revision,) if self.revision else ()))

    @property
    def since_decision(self) -> tuple[Revision, ...]:
        """What staff measured, corrected or noted after the last decision; empty without one."""
        revisions = self.revisions
        later = versions_since(bool(self.decisions), [each.kind for each in revisions])
        return revisions[len(revisions) - later :]

    @property
    def decision_outdated(self) -> bool:
        """The last decision was made before what is known now: a provider has to decide again."""
        return bool(self.since_decision)

    @property
    def minutes_taken(self) -> int | None:
        """Whole minutes from the first question to hand-in, pauses included; None when not known."""
        try:
            begun = datetime.datetime.fromisoformat(self.begun_at)
            seconds = (datetime.datetime.fromisoformat(self.submitted_at) - begun).total_seconds()
        except (ValueError, TypeError):
            # Not written down, or a time without its offset beside one with it.
            return None
        return int(seconds // 60) if seconds >= 0 else None


def versions_since(decided: bool, kinds: Sequence[str]) -> int:
    """How many versions came after the last decision; 0 where none was made.

    `kinds`: of the revisions, oldest first. Those that an older kiosk did not write down may be missing
    at the front: the newest always says whether the decision was the last thing done.
    """
    if not decided:
        return 0
    return list(reversed(kinds)).index("decision") if "decision" in kinds else len(kinds)
