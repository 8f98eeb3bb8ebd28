"""Height and weight: the unit first, then the number, read back in both units.

A number is never changed here: an unusual weight is read back on its own page, and the patient says
which of the two readings was meant.
"""

from typing import Any

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from kiosk.errors import BadAnswer
from kiosk.interview.check import Unusual, check_answer
from kiosk.model.answer import SKIPPED, Answer, HeightImperial, HeightMetric, Weight
from kiosk.tui import requests
from kiosk.tui.screens.question import QuestionPage, row
from kiosk.tui.screens.typing import TypingPage
from kiosk.tui.view import View
from kiosk.tui.widgets.choice import Choice
from kiosk.tui.widgets.field import Entry, Field, Row
from kiosk.tui.widgets.text import Message, words
from kiosk.wording import Question, both_units, height_lines, weight_lines

UNITS = ("lb", "kg", "ft", "cm")


class MeasurePage(TypingPage):
    """One unit of two, one or two numbers. Nothing is read before the unit is chosen."""

    def __init__(self, view: View, question: Question, kept: Any = None) -> None:
        super().__init__(view, question, kept)
        self._unit, self._typed = kept if isinstance(kept, tuple) else _stored(question.stored)

    def keep(self) -> Any:
        """Unit and boxes."""
        return self._unit, tuple(box.value for box in self.query(Entry))

    def column(self) -> ComposeResult:
        """Question, units, box and what was read, Next, ways out."""
        spaced = self.block if not self.view.touch else _close
        yield spaced(self.ask(why=not self.view.touch))
        yield spaced(
            row(
                *(
                    Choice(
                        self.say(f"unit.{unit}"),
                        unit,
                        key=str(number),
                        mark=self.say("answer.stored"),
                        stored=unit == self._unit,
                    )
                    for number, unit in enumerate(self.question.item.unit, start=1)
                )
            )
        )
        yield spaced(
            Row(
                self._boxes(),
                Container(
                    words(classes="soft", place="typed"),
                    words(classes="bold", place="first"),
                    words(classes="bold", place="second"),
                    Message(rows=3),
                    id="read",
                ),
            )
        )
        if self.view.touch:
            yield self.digits(decimal=self._unit in ("lb", "kg", "cm"))
            return
        yield self.next_choice()
        yield row(*self.unknown("S", "T"))

    def _boxes(self) -> Row:
        made = Row(*self._fields())
        made.id = "boxes"
        return made

    def _fields(self) -> list[Field]:
        if self._unit == "ft":
            feet, inches = (*self._typed, "", "")[:2]
            return [
                Field(self.say("height.feet"), Entry(feet, limit=1, accepts="digits")),
                Field(self.say("height.inches"), Entry(inches, limit=2, accepts="digits")),
            ]
        label = self.say(f"measure.in_{self._unit}" if self._unit else "measure.first_the_unit")
        return [Field(label, Entry(*self._typed[:1], limit=6, accepts="decimal"))]

    def on_mount(self) -> None:
        """Nothing has the focus before the unit is chosen."""
        super().on_mount()
        self._read()

    def first_focus(self) -> None:
        """The box, once the unit is known."""
        if self._unit:
            super().first_focus()

    def chosen(self, choice: Choice) -> None:
        """A unit keeps what was typed; it is never converted."""
        if choice.code in UNITS:
            typed = tuple(box.value for box in self.query(Entry))
            self.post_message(requests.ShowAgain((choice.code, typed)))
        else:
            super().chosen(choice)

    def on_input_changed(self) -> None:
        """Read the number back while it is typed."""
        self._read()

    def _read(self) -> None:
        value = self._answer()
        lines = ("", "") if value is None else self._both(value)
        for place, line in zip(("#first", "#second"), lines, strict=True):
            self.query_one(place).update(line)  # type: ignore[attr-defined]  # a Static
        self.query_one("#typed").update(  # type: ignore[attr-defined]  # a Static
            self.say("measure.you_typed") if value is not None else ""
        )
        self.explain("")

    def explain(self, text: str, kind: str = "error") -> None:
        """A message takes the place of what was read."""
        super().explain(text, kind)
        self.query_one(Message).display = bool(text)
        for place in ("#typed", "#first", "#second"):
            self.query_one(place).display = not text

    def _both(self, value: Answer) -> tuple[str, str]:
        if isinstance(value, Weight):
            return weight_lines(self.view, value)
        if isinstance(value, HeightImperial | HeightMetric):
            return height_lines(self.view, value)
        return "", ""

    def _answer(self) -> Answer | None:
        numbers = [box.value.replace(",", ".").strip(".") for box in self.query(Entry)]
        raw: Any
        if self._unit == "ft":
            if not numbers[0]:
                return None
            raw = {"feet": int(numbers[0]), "inches": int(numbers[1] or 0)}
        else:
            raw = {"value": numbers[0], "unit": self._unit}
        try:
            return check_answer(self.question.item, (), raw)
        except BadAnswer:
            return None

    def finish_typing(self) -> None:
        """Give the measure, or say what is missing."""
        if not self._unit:
            self.explain(self.say(f"measure.choose_{self.question.item.unit[0]}"))
            return
        value = self._answer()
        if value is None:
            self.explain(self.say("measure.type_number"))
        elif self.take():
            self.give(value)


def _close(widget: Widget) -> Widget:
    """Without a gap: the keyboard needs the rows."""
    return widget


def _stored(stored: Answer | None) -> tuple[str, tuple[str, ...]]:
    if isinstance(stored, Weight):
        return stored.unit, (stored.value,)
    if isinstance(stored, HeightMetric):
        return stored.unit, (stored.value,)
    if isinstance(stored, HeightImperial):
        return "ft", (str(stored.feet), str(stored.inches))
    return "", ("",)


class WeightCheck(QuestionPage):
    """An unusual weight, read back: right, meant in the other unit, typed again, or told to staff."""

    def __init__(self, view: View, question: Question, weight: Weight, unusual: Unusual) -> None:
        super().__init__(view, question, weight)
        self._weight = weight
        self._unusual = unusual

    def column(self) -> ComposeResult:
        """What was typed, and four answers."""
        typed, other = weight_lines(self.view, self._weight)
        yield self.block(words(self.say("weight.check"), classes="heading"))
        yield self.block(Message(self.say("weight.you_typed", typed=typed, other=other), "warning"))
        yes, meant = (both_units(self.view, each) for each in (self._weight, self._unusual.other))
        yield Choice(self.say("weight.is_right", weight=yes), "right", key="1")
        yield Choice(self.say("weight.meant", weight=meant), "meant", key="2")
        yield Choice(self.say("weight.again"), "again", key="3")
        yield Choice(self.say("answer.tell_staff"), SKIPPED, key="4")

    def went_back(self) -> None:
        """Back to the box, with what was typed in it."""
        self.post_message(requests.ShowAgain((self._weight.unit, (self._weight.value,))))

    def chosen(self, choice: Choice) -> None:
        """Keep the reading that was meant; the other one was looked at, so it counts as confirmed."""
        if choice.code == "right":
            self.give(self._weight.model_copy(update={"confirmed": True}))
        elif choice.code == "meant":
            self.give(self._unusual.other)
        elif choice.code == "again":
            self.post_message(requests.ShowAgain((self._weight.unit, ("",))))
        else:
            self.give(choice.code)


class NumberPage(TypingPage):
    """A whole number between two limits."""

    def __init__(self, view: View, question: Question, kept: Any = None) -> None:
        super().__init__(view, question, kept)
        stored = str(question.stored) if isinstance(question.stored, int) else ""
        self._typed = kept if isinstance(kept, str) else stored

    def keep(self) -> Any:
        """What is in the box."""
        return self.query_one(Entry).value

    def column(self) -> ComposeResult:
        """Question, box, what to check, Next, ways out."""
        item = self.question.item
        label = self.say("number.label", low=item.min or 0, high=item.max or 999)
        entry = Entry(self._typed, limit=3, accepts="digits")
        yield self.block(self.ask(why=not self.view.touch))
        yield self.block(Field(label, entry))
        yield self.block(Message(kind="plain"))
        if self.view.touch:
            yield self.digits()
            return
        yield self.next_choice()
        yield row(*self.unknown("S", "T"))

    def finish_typing(self) -> None:
        """Give the number, or say which ones fit."""
        item = self.question.item
        try:
            value = check_answer(item, (), int(self.keep() or "-1"))
        except BadAnswer:
            low, high = item.min or 0, item.max or 999
            self.explain(self.say("number.between", low=low, high=high))
            return
        if self.take():
            self.give(value)
