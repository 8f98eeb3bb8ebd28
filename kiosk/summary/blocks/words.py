"""Stored answers in words: option labels, units, dates, and which question number they stand at."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from kiosk.model.answer import EMPTY, HeightImperial, HeightMetric, Weight
from kiosk.model.form import Item
from kiosk.model.protocol import Protocol
from kiosk.model.record import Record
from kiosk.model.units import half_up, in_centimetres, in_kilograms, printed
from kiosk.summary.notation import day, quantity

NOT_SURE = "Not sure"
SKIPPED = "SKIPPED"
LEFT_EMPTY = "left empty"
"""A typed answer that the form says may be left out: nobody has to ask for it."""
UNKNOWN = {"not_sure": NOT_SURE, "skipped": SKIPPED}

_STATUS = {"as_needed": "as needed", "stopped": "stopped"}


@dataclass(frozen=True)
class Reading:
    """A record beside the protocol that explains it."""

    record: Record
    protocol: Protocol

    def item(self, question: str) -> Item | None:
        return self.protocol.questionnaire.by_id.get(question)

    def number(self, question: str) -> int | None:
        """The question's position in the form, from 1."""
        return self._numbers.get(question)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {item.link_id: n for n, item in enumerate(self.protocol.questionnaire.questions, 1)}

    @cached_property
    def weight_rules(self) -> frozenset[str]:
        """Ids of the rules that judge the stated weight."""
        return frozenset(rule.id for rule in self.protocol.rules if rule.kind == "weight")

    def cite(self, questions: list[str]) -> str:
        """`Q12, Q13`; an id stands for itself where the form no longer has the question."""
        numbers = sorted({number for q in questions if (number := self.number(q))})
        strange = [question for question in questions if not self.number(question)]
        return ", ".join([*(f"Q{number}" for number in numbers), *dict.fromkeys(strange)])

    def answer(self, question: str) -> Any:
        return self.record.answers.get(question)

    def passed_over(self, question: str) -> bool:
        """Whether the other answers left nothing for this one to change, so that nobody was asked."""
        item = self.item(question)
        return (
            item is not None
            and bool(item.moot_when)
            and question not in self.record.assessment.unanswered
        )

    def said(self, question: str) -> str:
        """The answer to `question` in words; empty when there is none."""
        value = self.answer(question)
        return "" if value in (None, EMPTY) else self.words(question, value)

    def words(self, question: str, value: Any) -> str:
        """Any stored value of `question` in words, typed text as it was typed."""
        item = self.item(question)
        if isinstance(value, str) and value in UNKNOWN:
            return UNKNOWN[value]
        if value == EMPTY:
            return LEFT_EMPTY
        if isinstance(value, bool) or value is None:
            return str(value)
        if isinstance(value, list | tuple):
            return self._list(item, list(value))
        if isinstance(value, dict):
            return _measure(value)
        if item is None:
            return str(value)
        for option in self.protocol.questionnaire.options(item):
            if isinstance(value, int) and option.score == value:
                return f"{value}: {option.text}"
            if option.code == value:
                return option.text
        if isinstance(value, int) and item.unit:
            return quantity(str(value), item.unit[0] if value != 1 else item.unit[0].rstrip("s"))
        return day(value) if item.type == "date" and isinstance(value, str) else str(value)

    def _list(self, item: Item | None, values: list[Any]) -> str:
        if not values:
            return "None"
        labels = {}
        if item is not None:
            labels = {o.code: o.text for o in self.protocol.questionnaire.options(item)}
        parts = []
        for value in values:
            if isinstance(value, dict) and "entered" in value:
                parts.append(_medicine(value))
            else:
                parts.append(
                    labels.get(value, str(value)) if isinstance(value, str) else str(value)
                )
        return "; ".join(parts)


def _medicine(entry: dict[str, Any]) -> str:
    parts = [str(entry["entered"])]
    parts += [str(entry[key]) for key in ("strength", "how_often") if entry.get(key)]
    parts += [_STATUS[entry["status"]]] if entry.get("status") in _STATUS else []
    picked = f" (picked: {entry['confirmed']})" if entry.get("confirmed") else ""
    return ", ".join(parts) + picked


def centimetres(height: dict[str, Any]) -> str:
    """A stored height in whole centimetres, or as it was stated in centimetres."""
    if "feet" in height:
        stated = HeightImperial.model_validate(height)
        return printed(half_up(in_centimetres(stated), Decimal(1)))
    return HeightMetric.model_validate(height).value


def _measure(value: dict[str, Any]) -> str:
    if "feet" in value:
        return f"{value['feet']} ft {value['inches']} in ({quantity(centimetres(value), 'cm')})"
    if value.get("unit") == "cm":
        return quantity(centimetres(value), "cm")
    weight = Weight.model_validate(value)
    stated = quantity(weight.value, weight.unit)
    if weight.unit == "lb":
        stated += f" ({quantity(printed(in_kilograms(weight)), 'kg')})"
    return stated + (", read back and confirmed" if weight.confirmed else "")
