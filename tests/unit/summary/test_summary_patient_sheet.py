"""The patient's own sheet: help, what to expect, how to get ready, what was answered."""

import re

import pytest

from kiosk.summary.render import PageName, drawn
from tests.support.layout_audit import faults, text_of
from tests.support.patients import TODAY
from tests.support.printed import CASES, TYPICAL, protocol, record_of

PHONE = "(555) 010-0100"


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("size", ["letter", "a4"])
@pytest.mark.parametrize("case", ["clean", "stress", "everything skipped"])
def test_no_fault_in_the_layout(case: str, size: PageName, language: str) -> None:
    record = record_of(CASES[case], language=language)
    made = drawn(record, protocol(), page_size=size, for_patient=True, clinic_phone=PHONE)
    assert faults(made) == []


@pytest.mark.parametrize(
    ("language", "needed"),
    [
        ("en", ["If you need help now", "call 911", "call or text 988", "Call the clinic: " + PHONE,
                "What to expect from ketamine", "How to get ready", "What you told us", "Headache"]),
        ("es", ["Si necesita ayuda ahora", "llame al 911", "al 988", "Llame a la clínica: " + PHONE,
                "Qué esperar de la ketamina", "Cómo prepararse", "Lo que nos dijo", "Dolor de cabeza"]),
    ],
)  # fmt: skip
def test_it_speaks_the_patients_language(language: str, needed: list[str]) -> None:
    record = record_of(TYPICAL, language=language)
    text = text_of(drawn(record, protocol(), for_patient=True, clinic_phone=PHONE).pdf)
    for words in needed:
        assert words in text


def test_without_a_clinic_phone_it_names_the_front_desk() -> None:
    text = text_of(drawn(record_of(), protocol(), for_patient=True).pdf)
    assert "Ask the front desk." in text


def test_answers_stand_on_it_but_not_the_private_ones() -> None:
    changes = {"asq_1": "yes", "phq9_9": 3, "audit_c_1": 4, "thoughts_of_harming_others": "yes"}
    text = text_of(drawn(record_of({**TYPICAL, **changes}), protocol(), for_patient=True).pdf)
    assert "Weight 154 lb" in text
    assert "Percocet, 5 mg, about 2 a day" in text
    for private in ("Wished to be dead", "self-harm", "Harming others", "Nearly every day"):
        assert private not in text
    assert "not printed here" in text


@pytest.mark.parametrize(
    ("language", "heading", "private"),
    [
        ("en", "Mind and habits", ["Psychosis", "Drug use", "Last 24 hours"]),
        ("es", "Mente y hábitos", ["Psicosis", "Uso de drogas"]),
    ],
)
def test_mood_habits_and_safety_are_left_out_as_the_sheet_says(
    language: str, heading: str, private: list[str]
) -> None:
    """Who finds the sheet on a kitchen table learns nothing of a mind or a habit."""
    record = record_of({**TODAY, "drug_use": "in_remission"}, language=language)
    text = text_of(drawn(record, protocol(), for_patient=True).pdf)
    assert heading not in text
    for words in private:
        assert words not in text


@pytest.mark.parametrize(
    ("language", "empty", "told"),
    [
        ("en", "Name to use Left empty", "Stroke or mini-stroke You want to tell staff"),
        ("es", "Sin llenar", "Prefiere decirlo al personal"),
    ],
)
def test_optional_text_left_empty_is_no_wish_to_tell_staff(
    language: str, empty: str, told: str
) -> None:
    """Nobody said of an empty nickname that they want to tell staff; of an open illness they did."""
    record = record_of({"preferred_name": "", "stroke": "skipped"}, language=language)
    text = " ".join(text_of(drawn(record, protocol(), for_patient=True).pdf).split())
    assert empty in text
    assert told in text


def test_nothing_clinical_can_be_left_empty() -> None:
    """Only names, numbers and free remarks: every other skipped answer reads SKIPPED to the provider."""
    empty = {item.link_id for item in protocol().questionnaire.questions if item.may_be_empty}
    assert empty == {
        *("preferred_name", "record_number", "phone", "interpreter_or_helper", "reason_duration"),
    }


def test_every_crisis_line_is_a_crisis_line() -> None:
    """The clinic's business number never stands for help in danger."""
    text = text_of(drawn(record_of(), protocol(), for_patient=True, clinic_phone=PHONE).pdf)
    crisis = text[text.index("If you need help now") : text.index("Questions about your visit")]
    assert PHONE not in crisis
    assert set(re.findall(r"\b\d{3}\b", crisis)) == {"911", "988"}
