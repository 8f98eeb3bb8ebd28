"""A question of the form as columns: which there are, and what an answer puts into them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from kiosk.exports.cell import safe
from kiosk.model.answer import HeightImperial, HeightMetric, Weight
from kiosk.model.form import Item, Questionnaire
from kiosk.model.units import in_centimetres, in_kilograms, printed

SEPARATOR = "; "
"""Between the entries of a list that stands in one cell."""

_NUMERIC = ("integer", "decimal", "flag", "option")

_MOST_REMEMBERED = 5_000

YES_NO = (("1", "yes"), ("0", "no"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column and what the codebook says of it."""

    name: str
    about: str
    kind: str = "text"
    question: str = ""
    """linkId of the question it comes from; empty for what the kiosk adds."""
    values: tuple[tuple[str, str], ...] = ()
    """Code and label of every value, where the values are a closed set."""
    unit: str = ""
    low: int | None = None
    high: int | None = None

    @property
    def numeric(self) -> bool:
        """Whether a sum or a mean of the column means something."""
        codes = self.kind == "choice" and self.values
        return self.kind in _NUMERIC or bool(codes and all(c.isdecimal() for c, _ in codes))


@dataclass(frozen=True, slots=True)
class Field:
    """The columns of one question. `cells` takes a stored answer of the `expected` type."""

    question: str
    columns: tuple[Column, ...]
    expected: type | tuple[type, ...]
    cells: Callable[[Any], Sequence[str]]
    codes: frozenset[str] | None = None
    """What a list may hold, where it is a closed set."""

    def fits(self, stored: Any) -> bool:
        """Whether `stored` is an answer that these columns can hold."""
        codes = self.codes
        if codes is None or not isinstance(stored, list):
            return isinstance(stored, self.expected)
        return all(isinstance(code, str) and code in codes for code in stored)


def field_of(form: Questionnaire, item: Item) -> Field:
    """The columns of `item`."""
    if item.type == "choice":
        return _several(form, item) if item.repeats else _one(form, item)
    if item.type == "integer":
        return _one(form, item)
    if item.type == "quantity":
        return _weight(item) if "kg" in item.unit else _height(item)
    if item.type == "medications":
        column = _column(item, "_count", "How many are listed; the file medications has them.")
        return Field(item.link_id, (column,), list, lambda stored: (str(len(stored)),))
    if item.repeats:
        return _list(item)
    kind = "date" if item.type == "date" else "text"
    return Field(item.link_id, (_column(item, "", kind=kind),), str, _text)


def _text(stored: Any) -> Sequence[str]:
    return (safe(str(stored)),)


def _one(form: Questionnaire, item: Item) -> Field:
    """A code; and its label, where the label says more than the code."""
    values = tuple((option.code, option.text) for option in form.options(item))
    code = _column(item, "", kind=item.type, values=values)
    if all(label.casefold() == code.replace("_", " ") for code, label in values):
        return Field(item.link_id, (code,), (str, int), _text)
    labels = {code: safe(label) for code, label in values}
    label = _column(item, "_label", f"Label of {item.link_id}.", values=values)

    def cells(stored: Any) -> Sequence[str]:
        text = safe(str(stored))
        return (text, labels.get(text, ""))

    return Field(item.link_id, (code, label), (str, int), cells)


def _several(form: Questionnaire, item: Item) -> Field:
    """One 0/1 column an option."""
    options = form.options(item)
    columns = tuple(
        _column(item, f"__{option.code}", f"{item.text} {option.text}", "option", YES_NO)
        for option in options
    )
    codes = [option.code for option in options]
    return Field(
        item.link_id,
        columns,
        list,
        lambda stored: [("1" if code in stored else "0") for code in codes],
        frozenset(codes),
    )


def _list(item: Item) -> Field:
    columns = (
        _column(item, "_count", "How many are listed; the file more_answers has each."),
        _column(item, "", f"{item.text} All in one cell, separated by '{SEPARATOR.strip()}'."),
    )
    return Field(
        item.link_id,
        columns,
        list,
        lambda stored: (str(len(stored)), safe(SEPARATOR.join(map(str, stored)))),
    )


def _weight(item: Item) -> Field:
    columns = (
        _column(item, "_kg", "Stated weight, converted, half up to 0.1.", "decimal", unit="kg"),
        _column(item, "_stated", "The weight as it was stated."),
        _column(item, "_confirmed", "An unusual weight was read back and kept.", "flag", YES_NO),
    )

    def cells(stored: Any) -> Sequence[str]:
        try:
            weight = Weight.model_validate(stored)
        except ValidationError:
            return ("", safe(str(stored)), "")
        kg = printed(in_kilograms(weight))
        return (kg, f"{weight.value} {weight.unit}", "1" if weight.confirmed else "0")

    return Field(item.link_id, columns, dict, _remembered(cells))


def _height(item: Item) -> Field:
    columns = (
        _column(item, "_cm", "Stated height, converted, half up to 0.1.", "decimal", unit="cm"),
        _column(item, "_stated", "The height as it was stated."),
    )

    def cells(stored: Any) -> Sequence[str]:
        try:
            if "feet" in stored:
                feet = HeightImperial.model_validate(stored)
                return (printed(in_centimetres(feet)), f"{feet.feet} ft {feet.inches} in")
            metric = HeightMetric.model_validate(stored)
        except (ValidationError, TypeError):
            return ("", safe(str(stored)))
        return (printed(in_centimetres(metric)), f"{metric.value} cm")

    return Field(item.link_id, columns, dict, _remembered(cells))


def _remembered(cells: Callable[[Any], Sequence[str]]) -> Callable[[Any], Sequence[str]]:
    """`cells`, worked out once for each measure: people come in few sizes, and checking takes long."""
    known: dict[str, Sequence[str]] = {}

    def remembered(stored: Any) -> Sequence[str]:
        # As text, because 1 and true are alike as keys and not as answers.
        stated = repr(stored)
        found = known.get(stated)
        if found is None:
            found = cells(stored)
            if len(known) < _MOST_REMEMBERED:
                known[stated] = found
        return found

    return remembered


def _column(
    item: Item,
    suffix: str,
    about: str = "",
    kind: str = "text",
    values: tuple[tuple[str, str], ...] = (),
    unit: str = "",
) -> Column:
    return Column(
        name=item.link_id + suffix,
        about=about or item.text,
        kind=kind,
        question=item.link_id,
        values=values,
        unit=unit,
        low=None if suffix else item.min,
        high=None if suffix else item.max,
    )
