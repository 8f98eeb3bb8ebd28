"""What patients and providers read besides questions: reactions, contraindications, interactions."""

from typing import Literal

from kiosk.model.base import Value


class Reaction(Value):
    """An adverse reaction that the clinic's page lists."""

    id: str
    text: str
    frequency: Literal["common", "less_common", "rare"]


class Contraindication(Value):
    """One of the clinic page's contraindications, and the rule that screens for it."""

    id: str
    text: str
    reason: str
    rules: tuple[str, ...]


class Interaction(Value):
    """One of the clinic page's five interaction classes with its named examples."""

    id: str
    text: str
    examples: tuple[str, ...]
    mechanism: str
    rule: str


class Education(Value):
    """What patients and providers read besides questions."""

    reactions: tuple[Reaction, ...]
    contraindications: tuple[Contraindication, ...]
    interactions: tuple[Interaction, ...]
    pregnancy: dict[str, str]
    breastfeeding: str
    preparation: tuple[str, ...]
    facts: dict[str, str]
