"""What the kiosk concludes from one set of answers: the JSON of the contract, as a frozen value."""

import json
from typing import Any, Literal

from kiosk.model.base import Value
from kiosk.model.protocol import Respond, Tier

Disposition = Literal["provisional", "provisional_with_cautions", "withheld"]
Match = Literal["exact", "confirmed", "unmatched", "ambiguous"]


class ProtocolStamp(Value):
    """Which protocol judged, so that the judgement can be repeated."""

    id: str
    version: str
    digest: str


class Flag(Value):
    """One rule that fired: the answers that raised it, why it matters and where that is written."""

    rule: str
    reference: str
    tier: Tier
    urgent: bool
    title: str
    reason: str
    answers: dict[str, Any]
    """Question id to stored answer, as the answers file writes it."""
    sources: tuple[str, ...]
    respond: Respond = "none"
    changed: bool = False
    """The answer that raised it was later changed or hidden."""


class Medication(Value):
    """One recognised (or not recognised) medicine of the list."""

    entered: str
    generic: str | None
    match: Match
    classes: tuple[str, ...]
    status: Literal["taking", "as_needed", "stopped"] = "taking"


class Score(Value):
    """An instrument's total. Incomplete: `score` and `band` are null, `answered` says how many."""

    instrument: str
    score: int | None
    band: str | None
    answered: int
    items: int


class BodyWeight(Value):
    """Dosing weight in kg and BMI, decimal strings; ideal and adjusted weight from BMI 30 (X11)."""

    kg: str
    stated: bool
    bmi: str | None
    ideal_kg: str | None = None
    adjusted_kg: str | None = None


class Regimen(Value):
    """The provisional regimen. Decimal strings; `None` is what the protocol does not state."""

    indication: str
    mg_per_kg: tuple[str, str]
    dose_mg: tuple[str, str]
    volume_ml: dict[str, tuple[str, str]]
    """mg/mL strength to mL, low and high."""
    infusion_minutes: int | None
    mcg_per_kg_min: str | None
    mg_per_h: str | None
    ml_per_h: str | None
    sessions_per_week: tuple[int, int] | None
    interval_weeks: tuple[int, int] | None
    weeks: tuple[int, int] | None
    sessions: tuple[int, int] | None
    cost_per_session_usd: tuple[int, int]
    cost_usd: tuple[int, int] | None
    notes: tuple[str, ...]


class Alternatives(Value):
    """What the clinic's page names for an indication, not checked against this patient."""

    indication: str
    options: tuple[str, ...]


class Assessment(Value):
    """Everything concluded. Same answers, form and protocol give the same bytes."""

    protocol: ProtocolStamp
    disposition: Disposition
    no_regimen_because: str = ""
    """Why no regimen can be chosen although no flag says so: the main reason for visit is not known, or
    the protocol states none for it. Empty when one can be."""
    urgent: bool
    cleared: bool
    """False until staff measured vital signs: the page says NOT CLEARED."""
    flags: tuple[Flag, ...]
    medications: tuple[Medication, ...]
    scores: tuple[Score, ...]
    weight: BodyWeight | None
    regimens: tuple[Regimen, ...]
    alternatives: tuple[Alternatives, ...]
    other_reasons: tuple[str, ...]
    """Reasons besides the main one; no regimen is computed for them."""
    unanswered: tuple[str, ...]
    withdrawn: dict[str, Any]
    """Answers that were given and no longer count, by question id."""

    def to_json(self, *, indent: int | None = None) -> str:
        """The assessment as JSON text with a fixed order of keys."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=indent)
