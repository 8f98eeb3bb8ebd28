"""A questionnaire: the names and nesting of FHIR R4 Questionnaire, common extensions flattened.

Owns what a form may say. How it is asked belongs to `interview`, how it is read to `loading`.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from pydantic import Field

from kiosk.model.base import FhirValue

ItemType = Literal[
    "group",
    "display",
    "choice",
    "integer",
    "quantity",
    "date",
    "string",
    "text",
    "medications",
    "signature",
]
"""The item types that the kiosk can run; anything else is refused when the form loads."""

Operator = Literal["exists", "=", "!=", ">", "<", ">=", "<="]


class Option(FhirValue):
    """One answer of an option set. `score` counts in an instrument."""

    code: str = Field(pattern=r"^[a-z0-9_]+$")
    text: str
    score: int | None = None


class Condition(FhirValue):
    """One `enableWhen` line: holds when the source's answer compares as stated."""

    question: str
    operator: Operator
    answer: str | int | bool


class Early(FhirValue):
    """A group that is asked right after `after` when the conditions hold, else in its own place."""

    after: str
    enable_when: tuple[Condition, ...]
    enable_behavior: Literal["all", "any"] = "any"


class Item(FhirValue):
    """A question, a group of them, or a text to read.

    Choices name an option set in `answerValueSet`. `required: false` marks a question that may be
    left empty without being counted as unanswered. `noUnknown` leaves out "I'm not sure" and "I'd
    rather tell staff" on the screen, where they would mean nothing (consent pages name their own).
    """

    link_id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    type: ItemType
    text: str = ""
    why: str = ""
    """Why we ask, in the patient's words."""
    short: str = ""
    """The question in at most 22 characters, for the review and the provider's page."""
    reference: str = ""
    """Row id of the clinical reference, such as H5."""
    part: str = ""
    """The part of the interview that a top-level group belongs to."""
    answer_value_set: str = ""
    enable_when: tuple[Condition, ...] = ()
    enable_behavior: Literal["all", "any"] | None = None
    early: Early | None = None
    moot_when: tuple[Condition, ...] = ()
    """When all hold, the answer could not change anything: the screen leaves the question out."""
    implied: str | int | None = None
    """What a moot question without an answer counts as, where the other answers imply one."""
    page: bool = False
    """A group whose children are asked on one screen."""
    required: bool = True
    repeats: bool = False
    min: int | None = None
    max: int | None = None
    unit: tuple[str, ...] = ()
    max_length: int = Field(default=200, le=2_000)
    identifier: bool = False
    """Marks what HIPAA Safe Harbor counts as an identifier; left out of de-identified exports."""
    no_unknown: bool = False
    instrument: str = ""
    """The instrument an item belongs to; set by the loader."""
    item: tuple["Item", ...] = ()

    @property
    def may_be_empty(self) -> bool:
        """Whether the patient is told that this typed answer can be left empty."""
        return not self.required and not self.repeats and self.type in ("string", "text")


class Part(FhirValue):
    """One of the named parts that the patient sees as progress."""

    id: str
    text: str
    private: bool = False
    """Its answers are left out of the sheet that the patient takes home, where others may read it."""


class Questionnaire(FhirValue):
    """What is asked, in order, with the option sets that the choices name."""

    parts: tuple[Part, ...]
    option_sets: dict[str, tuple[Option, ...]]
    item: tuple[Item, ...]

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """Every item, groups included, by its linkId."""
        return {item.link_id: item for item in _walk(self.item)}

    @cached_property
    def questions(self) -> tuple[Item, ...]:
        """Every item that takes an answer, in the form's order."""
        return tuple(i for i in _walk(self.item) if i.type not in ("group", "display"))

    @cached_property
    def with_parents(self) -> tuple[tuple[Item, str], ...]:
        """Every item with the linkId of the item it stands in (empty at the top), parents first."""
        return tuple((item, self.parent_of.get(item.link_id, "")) for item in _walk(self.item))

    @cached_property
    def always_asked(self) -> frozenset[str]:
        """linkIds of items without a condition of their own or of an item they stand in."""
        found: set[str] = set()
        for item, parent in self.with_parents:
            if not item.enable_when and (not parent or parent in found):
                found.add(item.link_id)
        return frozenset(found)

    @cached_property
    def sometimes_asked(self) -> tuple[str, ...]:
        """linkIds of the questions that a condition may leave out."""
        return tuple(q.link_id for q in self.questions if q.link_id not in self.always_asked)

    @cached_property
    def may_be_moot(self) -> tuple[Item, ...]:
        """The questions that are passed over when their answer could not change anything."""
        return tuple(item for item in self.questions if item.moot_when)

    @cached_property
    def early_groups(self) -> tuple[Item, ...]:
        """The groups that may be asked before their own place."""
        return tuple(item for item in _walk(self.item) if item.early)

    @cached_property
    def part_of(self) -> dict[str, str]:
        """The part of each item, inherited from its top-level group."""
        return {inner.link_id: top.part for top in self.item for inner in (top, *_walk(top.item))}

    @cached_property
    def parent_of(self) -> dict[str, str]:
        """The linkId of the item that each nested item stands in."""
        return {child.link_id: item.link_id for item in _walk(self.item) for child in item.item}

    def options(self, item: Item) -> tuple[Option, ...]:
        """The options that `item` offers, without "not sure" and "I'd rather tell staff"."""
        return self.option_sets.get(item.answer_value_set, ())


def _walk(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _walk(item.item)
