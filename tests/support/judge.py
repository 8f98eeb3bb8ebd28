"""The healthy patient with changes, through the real parser and the real assessment."""

import json
from dataclasses import dataclass
from typing import Any

from kiosk.clinical.assess import assess
from kiosk.interview.answers_file import parse_answers
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.assessment import Assessment, Flag
from kiosk.model.protocol import Protocol
from tests.support.patients import ANSWERED_AT, answers


@dataclass(frozen=True)
class Judge:
    """Call it with changes to the healthy patient's answers."""

    protocol: Protocol
    vocabulary: Vocabulary

    def __repr__(self) -> str:
        return "judge"

    def __call__(self, **changes: Any) -> Assessment:
        """The assessment of the healthy patient with `changes`; None takes an answer away."""
        return self.judge(answers(**changes))

    def judge(self, given: dict[str, Any], withdrawn: dict[str, Any] | None = None) -> Assessment:
        """The assessment of exactly `given`, and of answers taken back before."""
        text = json.dumps(
            {
                "form": self.protocol.id,
                "answered_at": ANSWERED_AT,
                "answers": given,
                "withdrawn": withdrawn or {},
            }
        )
        parsed = parse_answers(
            text,
            self.protocol.questionnaire,
            form_id=self.protocol.id,
            languages=self.protocol.languages,
        )
        return assess(
            self.protocol,
            self.vocabulary,
            parsed.answers,
            day=parsed.day,
            withdrawn=parsed.withdrawn,
        )


def flag(assessment: Assessment, rule: str) -> Flag | None:
    """The flag of `rule`, if it stands."""
    return next((each for each in assessment.flags if each.rule == rule), None)


def tiers(assessment: Assessment) -> dict[str, tuple[str, bool]]:
    """Rule id to (tier, urgent)."""
    return {each.rule: (each.tier, each.urgent) for each in assessment.flags}
