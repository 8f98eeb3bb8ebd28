"""The provider's decision about the provisional regimen. The kiosk proposes, the provider decides."""

from typing import Any, Final

from textual.app import ComposeResult

from kiosk.backoffice.acting import decide
from kiosk.backoffice.opened import Opened
from kiosk.model.record import DecisionKind
from kiosk.staff.counter import Counter
from kiosk.staff.screens.page import FormPage
from kiosk.staff.wording import DECISIONS, DISPOSITIONS
from kiosk.summary.blocks.regimen import RegimenCard
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Field, Row
from kiosk.tui.widgets.text import Message, words

_KINDS: Final[tuple[tuple[str, DecisionKind, str], ...]] = (
    ("F1", "accepted", "Accept"),
    ("F2", "modified", "Modify to"),
    ("F3", "declined", "Decline"),
    ("F4", "more_information", "Ask more"),
)
NO_REGIMEN: Final = "No dose was proposed, so there is nothing to accept."


class DecidePage(FormPage):
    """Four kinds of decision, what was modified to, and why."""

    def __init__(self, view: View, counter: Counter, opened: Opened, kept: Any = None) -> None:
        self._kind, *boxes = kept if isinstance(kept, tuple) else ("",)
        super().__init__(view, counter, tuple(boxes))
        self._opened = opened

    def keep(self) -> Any:
        """The kind and the boxes."""
        return (self._kind, *self.boxes())

    def column(self) -> ComposeResult:
        """What is proposed, the four kinds, the boxes, one way on."""
        yield words("Decide", classes="heading")
        yield self.about(self._proposed())
        kinds = [
            Choice(label, kind, key=key, variant="tight filter", stored=kind == self._kind)
            for key, kind, label in _KINDS
        ]
        yield Row(*kinds, apart=False)
        if self._kind == "modified":
            yield Row(
                Field("Modified to", self.entry(0, limit=2_000)),
                Field("Reason", self.entry(1, limit=2_000)),
            )
        elif self._kind:
            need = "Reason (may be empty)" if self._kind == "accepted" else "Reason"
            yield Field(need, self.entry(0, limit=2_000))
        yield self.block(Message())
        if self._kind:
            yield Choice(
                f"Keep: {DECISIONS[self._kind]}", "go", key=self.say("key.enter"), variant="primary"
            )

    def _proposed(self) -> str:
        card = self._opened.sheet.card
        name = self._opened.sheet.identity.name
        if isinstance(card, RegimenCard):
            cleared = "NOT CLEARED: vital signs missing. " if card.not_cleared else ""
            return f"{cleared}{card.drug} {card.dose} {card.over}. {name}"
        return f"{DISPOSITIONS['withheld'][0]} {name}"

    def chosen(self, choice: Choice) -> None:
        """A kind, or keep the decision."""
        if choice.code != "go":
            if choice.code == "accepted" and not self._opened.record.assessment.regimens:
                self.explain(NO_REGIMEN)
                return
            self._kind = choice.code
            reason = self.boxes()[-1:]
            self.counter.rebuild(
                (self._kind, *(("", *reason) if choice.code == "modified" else reason))
            )
            return
        self._decide()

    def _decide(self) -> None:
        counter = self.counter
        *modified, reason = self.boxes()
        if self._kind == "modified" and not modified[0].strip():
            self.explain("Please type what the regimen was modified to.")
        elif self._kind != "accepted" and not reason.strip():
            self.explain("Please give a reason. It is kept with your name.")
        elif self.take():
            with counter.trying():
                kind = next(kind for _, kind, _ in _KINDS if kind == self._kind)
                record, seen = self._opened.record.id, self._opened.row.versions
                decide(counter.office, record, kind, reason, "".join(modified), seen=seen)
                counter.back(f"Decision kept: {DECISIONS[self._kind]}, {counter.office.name}.")
