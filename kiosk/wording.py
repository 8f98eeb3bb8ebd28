"""One question as any screen asks it: its texts in the patient's language, its options, what is stored.

Shared by the pages and by plain mode, so that both say the same words. Draws nothing.
"""

import datetime
import difflib
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal
from typing import Protocol as Structural

from kiosk.interview.check import age_on
from kiosk.interview.session import Session
from kiosk.model.answer import (
    EMPTY,
    NOT_SURE,
    REST,
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
from kiosk.records.words import word_list


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
        return view.say("answer.tell_staff")
    if answer == EMPTY:
        return view.say("review.left_empty")
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
        names = [labels[each] if each in labels else line_text(view, each) for each in answer]
        return ", ".join(names) or view.say("review.none")
    if question.item.type == "date":
        born = datetime.date.fromisoformat(str(answer))
        return view.say(
            "review.date_of_birth", date=spoken_date(view, born), age=age_on(view.today, born)
        )
    return labels.get(str(answer), str(answer))


TOLD_LATER: Final = "will tell staff"
"""In place of a medicine's strength or how often it is taken. Kept in English as well."""


def is_rest(line: str | MedicationEntry) -> bool:
    """Whether `line` only says that staff are told the rest."""
    return (line.entered if isinstance(line, MedicationEntry) else line) == REST


def with_rest(lines: Answer) -> Answer:
    """A list whose rest is told to staff: every line stays. Without any, it was skipped."""
    if not isinstance(lines, tuple) or all(map(is_rest, lines)):
        return SKIPPED
    if any(map(is_rest, lines)):
        return lines
    if isinstance(lines[0], MedicationEntry):
        return (*lines, MedicationEntry(entered=REST))
    return (*lines, REST)


def line_text(view: Voice, line: str | MedicationEntry) -> str:
    """A line of a list in the patient's words."""
    if is_rest(line):
        return view.say("list.rest")
    return medicine_text(line) if isinstance(line, MedicationEntry) else line


def medicine_text(entry: MedicationEntry) -> str:
    """A line of the medicine list: the name, or the patient's own words in quotes."""
    return entry.confirmed or f"“{entry.entered}”"


def weight_lines(view: Voice, weight: Weight) -> tuple[str, str]:
    """The weight as typed, and in the other unit."""
    first, second = _in_both(view, weight)
    return first, view.say("measure.that_is", measure=second)


def both_units(view: Voice, weight: Weight) -> str:
    """The weight as typed, the other unit in brackets."""
    first, second = _in_both(view, weight)
    return f"{first} ({second})"


def _in_both(view: Voice, weight: Weight) -> tuple[str, str]:
    pounds = view.say("weight.pounds", number=spoken_number(view, in_pounds(weight)))
    kilograms = view.say("weight.kilograms", number=spoken_number(view, in_kilograms(weight)))
    return (pounds, kilograms) if weight.unit == "lb" else (kilograms, pounds)


def height_lines(view: Voice, height: HeightImperial | HeightMetric) -> tuple[str, str]:
    """The height as typed, and in centimetres when that is another unit."""
    cm = view.say("height.cm", number=spoken_number(view, in_centimetres(height)))
    if isinstance(height, HeightMetric):
        return cm, ""
    typed = view.say("height.feet_inches", feet=height.feet, inches=height.inches)
    return typed, view.say("measure.that_is", measure=cm)


def about_birth(view: Voice, problem: str, month: str, year: str) -> str:
    """What to check in a date of birth; `problem` is the key of the words."""
    if problem != "dob.no_such_day":
        return view.say(problem)
    days = monthrange(int(year), int(month))[1]
    name = view.say(f"month.{int(month)}").capitalize()
    return view.say(problem, month=name, year=year, days=days)


def expected_lines(view: Voice, answers: Mapping[str, str]) -> list[str]:
    """What staff filled in under a session code, a line each."""
    name = " ".join(answers.get(part, "") for part in ("given_name", "family_name")).strip()
    lines = [view.say("expected.name", name=name)]
    if born := answers.get("birth_date"):
        day = spoken_date(view, datetime.date.fromisoformat(born))
        lines.append(view.say("expected.born", date=day))
    if number := answers.get("record_number"):
        lines.append(view.say("expected.number", number=number))
    return lines


def about_code(view: Voice, typed: Sequence[str]) -> str:
    """Which word of a code nobody knows, and which one may have been meant."""
    known = word_list()
    beginnings = {word[:4] for word in known}
    for word in typed:
        if word[:4] in beginnings:
            continue
        close = difflib.get_close_matches(word, known, 1)
        if close:
            return view.say("resume.did_you_mean", word=word, known=close[0])
        return view.say("resume.unknown_word", word=word)
    return view.say("resume.unknown")


HOW_TAKEN: tuple[tuple[str, Literal["taking", "as_needed", "stopped"]], ...] = (
    ("once", "taking"),
    ("twice", "taking"),
    ("not_daily", "taking"),
    ("as_needed", "as_needed"),
    ("stopped", "stopped"),
    ("not_sure", "taking"),
)
"""Ways of taking a medicine, by the key of their words, and the status that each stands for."""


FORGOTTEN = ("sleep", "cold", "supplements", "patches", "cannabis")
"""Ends of the keys of the words `medicines.missed_` and `medicines.add_`."""


def told_later(entry: MedicationEntry, *, strength: bool) -> MedicationEntry:
    """`entry` whose strength, or how it is taken, staff are told. It counts as taken until then."""
    if strength:
        return entry.model_copy(update={"strength": TOLD_LATER})
    return entry.model_copy(update={"status": "taking", "how_often": TOLD_LATER})


def taken(english: Callable[[str], str], entry: MedicationEntry, way: str) -> MedicationEntry:
    """`entry` with the chosen way of HOW_TAKEN. Kept in English: the provider reads it."""
    status = dict(HOW_TAKEN)[way]
    told = status == "taking" and way != "not_sure"
    often = english(f"medicines.how_{way}") if told else None
    return entry.model_copy(update={"status": status, "how_often": often})
