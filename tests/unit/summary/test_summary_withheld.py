"""Withheld means withheld: no ketamine mg, mL or rate anywhere in the file."""

import re
from typing import Any

import pytest

from kiosk.model.protocol import Protocol
from kiosk.summary import render
from kiosk.summary.notation import KETAMINE_FIGURE
from tests.support.layout_audit import text_of
from tests.support.printed import CASES, IDENTITY, protocol, record_of

UNIT = re.compile(r"\b(?:mg|mL|mcg|mg/kg|mg/mL|mg/h|mL/h|mcg/kg/min)\b")
REASONS = [option.code for option in protocol().questionnaire.option_sets["reasons"]]


@pytest.mark.parametrize(
    "case", ["no weight", "other reason", "substance use", "everything skipped"]
)
@pytest.mark.parametrize("own", [False, True])
def test_no_unit_of_dose_volume_or_rate(case: str, own: bool) -> None:
    changes = {**CASES[case], "medications": [{"entered": "sertraline"}]}
    record = record_of(changes)
    assert record.assessment.disposition == "withheld"
    assert not UNIT.search(text_of(render(record, protocol(), for_patient=own)))


@pytest.mark.parametrize("reason", REASONS)
def test_no_figure_for_any_reason_for_visit(reason: str) -> None:
    record = record_of({"main_reason": reason, "stroke": "yes"})
    text = text_of(render(record, protocol()))
    assert "REGIMEN WITHHELD" in text
    assert not UNIT.search(text)


def test_15_the_patients_own_medicines_keep_their_strengths() -> None:
    text = text_of(render(record_of(CASES["withheld"]), protocol()))
    assert "100 mg, daily" in text
    assert "mg/kg" not in text
    assert "mg/mL" not in text


def test_the_same_patient_without_the_contraindication_has_the_figures() -> None:
    """The test above can fail: the units do stand on a page with a dose."""
    assert UNIT.search(text_of(render(record_of({"main_reason": "depression"}), protocol())))


def test_protocol_texts_with_a_figure_are_left_out_whole() -> None:
    """A clinic may write a dose into a note or an alternative; it must not slip onto the page."""
    changed = _with_figures(protocol())
    record = record_of({"main_reason": "substance_use_disorder"})
    text = text_of(render(record, changed))
    assert "REGIMEN WITHHELD" in text
    assert not UNIT.search(text)


def _with_figures(plain: Protocol) -> Protocol:
    def notes(note: Any) -> Any:
        return note.model_copy(update={"printed": f"{note.printed} Give 0.5 mg/kg weekly."})

    regimens = plain.regimens
    indications = tuple(
        each.model_copy(update={"evidence": "0.5 mg/kg over 40 minutes."})
        for each in regimens.indications
    )
    update = {"notes": tuple(map(notes, regimens.notes)), "indications": indications}
    return plain.model_copy(update={"regimens": regimens.model_copy(update=update)})


@pytest.mark.parametrize(
    "text", ["0.5 mg/kg", "35mg", "3.5 mL", "12.5 mcg/kg/min", "150 mL/h", "1,000 mcg", "40 MG"]
)
def test_what_counts_as_a_figure(text: str) -> None:
    assert KETAMINE_FIGURE.search(f"Give {text} now")


@pytest.mark.parametrize("text", ["within 12 months", "BMI 30", "Level 1 evidence", "140/90"])
def test_what_does_not(text: str) -> None:
    assert not KETAMINE_FIGURE.search(text)


def test_the_patients_sheet_has_no_dose_score_or_flag() -> None:
    record = record_of({**CASES["withheld"], "phq9_9": 2, "asq_1": "yes"})
    text = text_of(render(record, protocol(), for_patient=True))
    for flag in record.assessment.flags:
        assert flag.title not in text
        assert flag.reason not in text
    for absent in (
        "PHQ-9",
        "AUDIT",
        "of 27",
        "CONTRAINDICATION",
        "MAJOR",
        "WITHHELD",
        "mg/kg",
        "SSRI",
    ):
        assert absent not in text
    assert IDENTITY["family_name"] in text
