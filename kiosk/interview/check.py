"""Whether something typed or read from a file is an answer to its question."""

import datetime
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, permutations
from typing import Any

from pydantic import BaseModel, ValidationError

from kiosk.errors import BadAnswer
from kiosk.model.answer import (
    UNKNOWN,
    Answer,
    HeightImperial,
    HeightMetric,
    MedicationEntry,
    Weight,
)
from kiosk.model.form import Item, Option
from kiosk.model.units import body_mass_index, centimetres_of, in_kilograms, in_pounds, printed
from kiosk.text import clean

MOST_ENTRIES = 100
"""Lines in a list: more than any patient takes, few enough to keep a page and a file readable."""

_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
"""How Unicode names the letters of scripts in which a name needs no space."""


def check_answer(item: Item, options: tuple[Option, ...], raw: Any) -> Answer:
    """`raw` (JSON types, or already a value of the model) as the stored answer of `item`.

    Raises BadAnswer naming the question and what was expected. Dates in the future are the caller's to
    refuse, since this function knows no clock.
    """
    if isinstance(raw, str) and raw in UNKNOWN:
        return raw
    if isinstance(raw, BaseModel):
        raw = raw.model_dump(exclude_none=True)
    if item.type == "choice":
        return _choice(item, options, raw)
    if item.type == "integer":
        return _integer(item, raw)
    if item.type == "quantity":
        return _quantity(item, raw)
    if item.type == "date":
        return _date(item, raw)
    if item.type == "medications":
        return _medications(item, raw)
    if item.repeats:
        return tuple(_text(item, each) for each in _list(item, raw))
    return _text(item, raw)


def _choice(item: Item, options: tuple[Option, ...], raw: Any) -> Answer:
    codes = [option.code for option in options]
    if not item.repeats:
        if isinstance(raw, str) and raw in codes:
            return raw
        raise BadAnswer(item.link_id, f"expected one of {', '.join([*codes, *UNKNOWN])}")
    chosen = _list(item, raw)
    for code in chosen:
        if not isinstance(code, str) or code not in codes:
            raise BadAnswer(item.link_id, f"expected a list of {', '.join(codes)}")
    return tuple(code for code in codes if code in chosen)


def _integer(item: Item, raw: Any) -> int:
    low, high = item.min, item.max
    fits = isinstance(raw, int) and not isinstance(raw, bool)
    if not fits or (low is not None and raw < low) or (high is not None and raw > high):
        raise BadAnswer(
            item.link_id,
            f"expected a whole number{'' if low is None else f' from {low}'}"
            f"{'' if high is None else f' to {high}'}",
        )
    return int(raw)


def _quantity(item: Item, raw: Any) -> Answer:
    kinds: list[type[Weight | HeightMetric | HeightImperial]]
    if "kg" in item.unit:
        kinds, wanted = [Weight], '{"value": "154", "unit": "lb"} or "kg", above zero'
    else:
        wanted = '{"value": "170", "unit": "cm"} or {"feet": 5, "inches": 7}, above zero'
        kinds = [HeightImperial if isinstance(raw, dict) and "feet" in raw else HeightMetric]
        if isinstance(raw, dict) and not {"feet", "unit"} & raw.keys():
            kinds = []  # a bare number is no height: nothing says what it counts
    for kind in kinds:
        try:
            value = kind.model_validate(raw)
        except ValidationError:
            continue
        if not isinstance(value, HeightImperial) or value.feet or value.inches:
            return value
    raise BadAnswer(item.link_id, f"expected {wanted}")


def _date(item: Item, raw: Any) -> str:
    try:
        # fromisoformat takes several spellings; only YYYY-MM-DD is stored.
        if isinstance(raw, str) and datetime.date.fromisoformat(raw).isoformat() == raw:
            return raw
    except ValueError:
        pass
    raise BadAnswer(item.link_id, "expected a date such as 1984-03-02")


def _medications(item: Item, raw: Any) -> tuple[MedicationEntry, ...]:
    entries = []
    for number, line in enumerate(_list(item, raw), start=1):
        each = line.model_dump(exclude_none=True) if isinstance(line, BaseModel) else line
        try:
            if not isinstance(each, dict):
                raise TypeError
            cleaned = {k: clean(v) if isinstance(v, str) else v for k, v in each.items()}
            entries.append(MedicationEntry.model_validate(cleaned))
        except ValidationError as problem:
            field = ".".join(str(part) for part in problem.errors()[0]["loc"])
            raise BadAnswer(
                f"{item.link_id}[{number}].{field}",
                'expected an entry such as {"entered": "zoloft 50 mg", "status": "taking"}',
            ) from None
        except (TypeError, ValueError):
            raise BadAnswer(
                f"{item.link_id}[{number}]",
                'expected an entry such as {"entered": "zoloft 50 mg"}, texts of at most 200 characters',
            ) from None
    return tuple(entries)


def _list(item: Item, raw: Any) -> list[Any]:
    if not isinstance(raw, list | tuple):
        raise BadAnswer(item.link_id, "expected a list")
    if len(raw) > MOST_ENTRIES:
        raise BadAnswer(item.link_id, f"expected at most {MOST_ENTRIES} entries")
    return list(raw)


def _text(item: Item, raw: Any) -> str:
    limit = item.max_length
    try:
        text = clean(raw, limit) if isinstance(raw, str) else ""
    except ValueError:
        raise BadAnswer(item.link_id, f"expected at most {limit} characters") from None
    if not text and not item.may_be_empty:
        raise BadAnswer(item.link_id, "expected text")
    return text


@dataclass(frozen=True, slots=True)
class Unusual:
    """A weight to read back: as typed in both units, and the same number in the other unit."""

    pounds: str
    kilograms: str
    other: Weight
    other_pounds: str
    other_kilograms: str


def unusual_weight(
    weight: Weight, height: Answer | None, numbers: Mapping[str, Decimal]
) -> Unusual | None:
    """What to read back when `weight` lies outside the soft limits, else None (reference section 7).

    Outside 45 to 115 kg, or with a known height BMI 18.5 or less or 40 or more: that catches a number
    typed under the wrong unit. The value itself is never changed.
    """
    kg = in_kilograms(weight)
    cm = centimetres_of(height)
    usual = numbers["weight_kg_soft_low"] <= kg <= numbers["weight_kg_soft_high"]
    if usual and cm is not None:
        bmi = body_mass_index(kg, cm)
        usual = numbers["bmi_soft_low"] < bmi < numbers["bmi_soft_high"]
    if usual:
        return None
    other = Weight(value=weight.value, unit="kg" if weight.unit == "lb" else "lb")
    return Unusual(
        pounds=printed(in_pounds(weight)),
        kilograms=printed(kg),
        other=other,
        other_pounds=printed(in_pounds(other)),
        other_kilograms=printed(in_kilograms(other)),
    )


def age_on(day: datetime.date, birth: datetime.date) -> int:
    """Completed years on `day`; somebody born on 29 February is a year older on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def date_problem(
    month: str, day: str, year: str, today: datetime.date
) -> tuple[datetime.date | None, str]:
    """The date of birth that three boxes hold, or the key of the words that say what to check."""
    if not all(part.strip().isascii() and part.strip().isdigit() for part in (month, day, year)):
        return None, "dob.numbers"
    m, d, y = int(month), int(day), int(year)
    if not 1 <= m <= 12:
        return None, "dob.no_such_month"
    if len(year.strip()) != 4 or y < today.year - 130:
        return None, "dob.four_digits"
    try:
        born = datetime.date(y, m, d)
    except ValueError:
        return None, "dob.no_such_day"
    if born > today:
        return None, "dob.in_future"
    return born, ""


def is_signature(typed: str) -> bool:
    """Whether `typed` can be a name: it has letters."""
    return any(character.isalpha() for character in typed)


def signs_as_another(signed: str, *names: Answer) -> bool:
    """Whether no word of the patient's `names` stands in `signed`; capitals and accents do not matter.

    Nor do spaces: the same names run together, in any order, are the same name, and a script that is
    written without them has its words anywhere ("王伟" by 伟 王). False when no name was given: there is
    nothing to compare with.
    """
    given = [_name_words(str(name)) for name in names if name not in UNKNOWN]
    words, typed = [word for name in given for word in name], _name_words(signed)
    whole = "".join(typed)
    return not (
        not words
        or any(word in typed or (_runs_on(word) and word in whole) for word in words)
        or any("".join(chain(*order)) == whole for order in permutations(given))
    )


def _name_words(name: str) -> list[str]:
    parts = unicodedata.normalize("NFKD", name.casefold())
    plain = (" " if unicodedata.category(c)[0] not in "LM" else c for c in parts)
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare).split()  # the syllables of Korean, whole again


def _runs_on(word: str) -> bool:
    """Whether `word` is of a script that puts no spaces between words."""
    return all(unicodedata.name(c, "").startswith(_UNSPACED) for c in word)
