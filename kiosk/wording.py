"""One question as any screen asks it: its texts in the patient's language, its options, what is stored.

Shared by the pages and by plain mode, so that both say the same words. Draws nothing.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol as Structural

from kiosk.interview.check import age_on
from kiosk.interview.session import Session
from kiosk.model.answer import (
    NOT_SURE,
    SKIPPED,
    Answer,
    HeightImperial,
    HeightMetric,
    MedicationEntry,
    Weight,
)
from kiosk.model.form import Item
from kiosk.model.protocol import Protocol
from kiosk.model.units import in_centimetres, in_kilograms, in_pounds, printed


class Voice(Structural):
    """What wording needs of a screen: its words, and the day."""

    @property
    def today(self) -> datetime.date:
        """The day here."""
        ...

    def say(self, key: str, **fields: object) -> str:
        """The words for `key` in the patient's language."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """What a page needs to ask one item."""

    item: Item
    text: str
    why: str
    short: str
    lead: str
    """The text of the group that the item stands in."""
    options: tuple[tuple[str, str], ...]
    """Code and label."""
    stored: Answer | None
    longest: tuple[str, ...]
    """Texts of the items that share this one's layout (an instrument's), lead left out."""

    @property
    def ordered(self) -> bool:
        """The options are the steps of a scale."""
        return bool(self.item.instrument)

    @property
    def scored(self) -> bool:
        """An item of an instrument whose answer is a number of points."""
        return self.item.type == "integer" and bool(self.options)


class FormTexts:
    """The protocol's texts in one language, by item; English where there is no translation."""

    def __init__(self, protocol: Protocol, language: str) -> None:
        self._protocol = protocol
        self._language = language
        self._form = protocol.questionnaire

    def part(self, part_id: str) -> str:
        """The name of a part."""
        english = next(part.text for part in self._form.parts if part.id == part_id)
        return self._protocol.say(self._language, f"part.{part_id}", english)

    def parts(self) -> tuple[str, ...]:
        """The names of all parts, in order."""
        return tuple(self.part(part.id) for part in self._form.parts)

    def of(self, item: Item, what: str) -> str:
        """`text`, `why` or `short` of an item."""
        english = getattr(item, what)
        return self._protocol.say(self._language, f"question.{item.link_id}.{what}", english)

    def options(self, item: Item) -> tuple[tuple[str, str], ...]:
        """Code and label of an item's options."""
        return tuple(
            (
                option.code,
                self._protocol.say(
                    self._language, f"option.{item.answer_value_set}.{option.code}", option.text
                ),
            )
            for option in self._form.options(item)
        )

    def question(self, link_id: str, session: Session) -> Question:
        """The question as a page needs it."""
        item = self._form.by_id[link_id]
        parent = self._form.by_id.get(self._form.parent_of.get(link_id, ""))
        siblings = (
            tuple(each for each in parent.item if each.answer_value_set)
            if parent and item.instrument and item.type == "integer"
            else (item,)
        )
        return Question(
            item=item,
            text=self.of(item, "text"),
            why=self.of(item, "why"),
            short=self.of(item, "short"),
            lead=self.of(parent, "text") if parent and item.instrument else "",
            options=self._without_named(item, session),
            stored=session.answers.get(link_id),
            longest=tuple(self.of(each, "text") for each in siblings),
        )

    def _without_named(self, item: Item, session: Session) -> tuple[tuple[str, str], ...]:
        """Options without the one that a single choice of the same set already named."""
        options = self.options(item)
        if not item.repeats:
            return options
        named = {
            session.answers.get(other.link_id)
            for other in self._form.questions
            if other.answer_value_set == item.answer_value_set and not other.repeats
        }
        kept = session.answers.get(item.link_id)
        chosen = kept if isinstance(kept, tuple) else ()
        return tuple(each for each in options if each[0] not in named or each[0] in chosen)


def spoken_date(view: Voice, day: datetime.date) -> str:
    """A date with the month's name."""
    month = view.say(f"month.{day.month}")
    return view.say("date.long", month=month, day=day.day, year=day.year)


def spoken_number(view: Voice, number: Decimal) -> str:
    """A number as the language writes it."""
    return printed(number).replace(".", view.say("number.point"))


def answer_text(view: Voice, question: Question, answer: Answer | None) -> str:
    """A stored answer in the patient's words, for the review."""
    if answer is None:
        return view.say("review.open")
    if answer == NOT_SURE:
        return view.say("answer.not_sure")
    if answer == SKIPPED:
        typed = question.item.type in ("string", "text")
        empty = typed and not question.item.required
        return view.say("review.left_empty" if empty else "answer.tell_staff")
    if isinstance(answer, Weight):
        return view.say(
            "review.weight_lb" if answer.unit == "lb" else "review.weight_kg",
            pounds=spoken_number(view, in_pounds(answer)),
            kilograms=spoken_number(view, in_kilograms(answer)),
        )
    if isinstance(answer, HeightImperial):
        cm = spoken_number(view, in_centimetres(answer))
        return view.say("review.height_ft", feet=answer.feet, inches=answer.inches, cm=cm)
    if isinstance(answer, HeightMetric):
        return view.say("review.height_cm", cm=spoken_number(view, in_centimetres(answer)))
    return _plain_text(view, question, answer)


def _plain_text(view: Voice, question: Question, answer: Answer) -> str:
    labels = dict(question.options)
    if isinstance(answer, tuple):
        names = [
            medicine_text(each) if isinstance(each, MedicationEntry) else labels.get(each, each)
            for each in answer
        ]
        return ", ".join(names) or view.say("review.none")
    if question.item.type == "date":
        born = datetime.date.fromisoformat(str(answer))
        return view.say(
            "review.date_of_birth", date=spoken_date(view, born), age=age_on(view.today, born)
        )
    return labels.get(str(answer), str(answer))


def medicine_text(entry: MedicationEntry) -> str:
    """A line of the medicine list: the name, or the patient's own words in quotes."""
    return entry.confirmed or f"“{entry.entered}”"
