"""Who the page is about: the banner, what the patient came for, pregnancy, allergies."""

from dataclasses import dataclass

from kiosk.summary.blocks.words import SKIPPED, UNKNOWN, Reading, centimetres
from kiosk.summary.fonts import NBSP
from kiosk.summary.legible import has_unprintable
from kiosk.summary.notation import age, number, quantity

NOT_GIVEN = "not given"


@dataclass(frozen=True)
class Identity:
    """The banner. Unknown is written in words, never left blank."""

    family: str
    """In capitals; empty when it was not given."""
    given: str
    preferred: str
    unreadable: bool
    """The name has characters that the page shows as codes."""
    record_number: str
    born: str
    facts: tuple[tuple[str, str], ...]
    """Label and value of the banner line."""
    weight_note: str
    allergies: str
    allergies_reported: bool

    @property
    def name(self) -> str:
        """FAMILY, Given."""
        return ", ".join(part for part in (self.family, self.given) if part) or "NAME NOT GIVEN"


@dataclass(frozen=True)
class Request:
    """Why the patient came."""

    reason: str
    duration: str
    tried: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Vitals:
    """What staff measured, as the provider's box prints it; empty where nothing was."""

    pressure: str = ""
    heart_rate: str = ""
    oxygen: str = ""
    weight: str = ""


@dataclass(frozen=True)
class Line:
    """A labelled fact with the severity of its flag, if it has one."""

    label: str
    value: str
    severity: str = ""


def identity(reading: Reading) -> Identity:
    """The banner of the page."""
    family, given = reading.said("family_name"), reading.said("given_name")
    born = reading.said("birth_date")
    known = bool(born) and born not in UNKNOWN.values()
    allergies, reported = _allergies(reading)
    return Identity(
        family=_named(reading, "family_name").upper(),
        given=_named(reading, "given_name"),
        preferred=_named(reading, "preferred_name"),
        unreadable=has_unprintable(family + given),
        record_number=_named(reading, "record_number") or NOT_GIVEN,
        born=born if known else NOT_GIVEN,
        facts=_facts(reading, born if known else ""),
        weight_note=_weight_note(reading),
        allergies=allergies,
        allergies_reported=reported,
    )


def _named(reading: Reading, question: str) -> str:
    """A typed answer, empty when it was skipped or not sure."""
    value = reading.answer(question)
    return value if isinstance(value, str) and value not in UNKNOWN else ""


def _facts(reading: Reading, born: str) -> tuple[tuple[str, str], ...]:
    record = reading.record
    years = age(str(reading.answer("birth_date")), record.answered_at) if born else None
    weight = record.assessment.weight
    return (
        ("Born", f"{born}{NBSP}({years}{NBSP}y)" if years is not None else born or NOT_GIVEN),
        ("Sex", _known(reading.said("sex_at_birth"))),
        ("Weight", quantity(weight.kg, "kg") if weight else _no_weight(reading)),
        ("Height", _height(reading)),
        ("BMI", weight.bmi if weight and weight.bmi else "not known"),
        ("Phone", _known(reading.said("phone"))),
    )


def _known(text: str) -> str:
    return text if text and text not in UNKNOWN.values() else NOT_GIVEN


def _height(reading: Reading) -> str:
    """Centimetres, as the weight is in kilograms; the patient's own unit stands in the appendix."""
    stated = reading.answer("height")
    if not isinstance(stated, dict):
        return NOT_GIVEN
    return quantity(centimetres(stated), "cm")


def _no_weight(reading: Reading) -> str:
    """A stated weight that cannot be used is shown as stated, so that it can be corrected."""
    stated = reading.said("weight")
    return f"{stated}: not usable" if stated and stated not in UNKNOWN.values() else NOT_GIVEN


def _weight_note(reading: Reading) -> str:
    weight = reading.record.assessment.weight
    if weight is None:
        return ""
    return "STATED, NOT MEASURED" if weight.stated else "MEASURED"


def _allergies(reading: Reading) -> tuple[str, bool]:
    value = reading.answer("allergies")
    if value is None or value == "skipped":
        return "NOT ANSWERED", True
    if value == "not_sure":
        return "Not sure: ask the patient", True
    if isinstance(value, list | tuple):
        listed = [str(each).strip() for each in value if str(each).strip()]
        return ("; ".join(listed), True) if listed else ("None reported", False)
    return str(value), True


def request(reading: Reading) -> Request:
    """What was asked for, with the reasons for which nothing was computed."""
    indications = reading.protocol.indication_by_id
    main = reading.answer("main_reason")
    label = indications[main].label if main in indications else reading.said("main_reason")
    others = tuple(
        indications[other].label if other in indications else reading.words("main_reason", other)
        for other in reading.record.assessment.other_reasons
    )
    return Request(
        reason=label or SKIPPED,
        duration=_named(reading, "reason_duration"),
        tried=reading.said("prior_treatments"),
        others=others,
    )


def vitals(reading: Reading) -> Vitals:
    """Measured values; what is missing stays a line to write on."""
    measured = reading.record.measured
    if measured is None:
        return Vitals()
    pressure = (measured.systolic, measured.diastolic)
    return Vitals(
        pressure="/".join(str(part) if part is not None else "?" for part in pressure)
        if any(part is not None for part in pressure)
        else "",
        heart_rate=str(measured.heart_rate) if measured.heart_rate is not None else "",
        oxygen=str(measured.spo2) if measured.spo2 is not None else "",
        weight=number(measured.weight_kg) if measured.weight_kg is not None else "",
    )


def pregnancy(reading: Reading, severities: dict[str, str]) -> tuple[Line, ...]:
    """Pregnancy and breastfeeding. `severities`: question id to the severity that it raised."""
    if reading.answer("can_be_pregnant") == "no" or reading.answer("sex_at_birth") == "male":
        pregnant = Line("Pregnant", "Not applicable")
    else:
        weeks = reading.said("pregnancy_weeks")
        said = reading.said("pregnancy") or "not asked"
        pregnant = Line(
            "Pregnant",
            f"{said}; weeks: {weeks}" if weeks else said,
            severities.get("pregnancy", ""),
        )
    feeding = reading.said("breastfeeding")
    return (
        pregnant,
        Line(
            "Breastfeeding",
            feeding or "Not applicable",
            severities.get("breastfeeding", ""),
        ),
    )
