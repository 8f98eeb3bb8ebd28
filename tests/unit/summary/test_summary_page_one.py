"""What page 1 must say by itself: a provider with ten seconds turns no page."""

from typing import Any

import pytest

from kiosk.summary import render
from tests.support.layout_audit import read_back, text_of
from tests.support.printed import CASES, STRESS, TYPICAL, WITHHELD, protocol, record_of


def page_one(changes: dict[str, Any] | None = None, **fields: Any) -> str:
    return " ".join(read_back(render(record_of(changes, **fields), protocol()))[0].split())


@pytest.mark.parametrize("case", CASES)
def test_medicines_are_shown_or_pointed_to(case: str) -> None:
    record = record_of(CASES[case])
    count = len(record.assessment.medications)
    assert f"Medications and supplements ({count})" in page_one(CASES[case])


def test_where_the_table_has_no_room_the_gravest_medicines_stand_in_the_other_column() -> None:
    shown = page_one(WITHHELD)
    assert "oxyCODONE opioid" in shown
    assert "“blue calm gummies” not recognized, identify before dosing" in shown


def test_a_medicine_named_among_unknown_words_stands_as_possible() -> None:
    shown = page_one({"medications": [{"entered": "theophylline my dr prescribes"}]})
    assert "1 contraindication not ruled out. No dose was calculated." in shown
    assert "Methylxanthine: possibly theophylline" in shown
    assert "identify before dosing; possibly methylxanthine" in shown


@pytest.mark.parametrize("case", ["clean", "chronic pain", "no weight", "withheld"])
def test_questions_without_an_answer_are_named_where_there_is_room(case: str) -> None:
    assert "Memory loss SKIPPED" in page_one({**CASES[case], "memory_loss": "skipped"})


def test_what_may_be_left_empty_is_no_open_question() -> None:
    """Nobody has to ask for the name of a helper who is not there."""
    empty = dict.fromkeys(("interpreter_or_helper", "reason_duration", "phone"), "")
    assert "NO RISK FLAGGED BY THE KIOSK" in page_one(empty)
    whole = text_of(render(record_of(empty), protocol()))
    assert "Interpreter or helper left empty" in whole
    assert "Phone not given" in " ".join(page_one(empty).split())
    told = text_of(render(record_of({**empty, "interpreter_or_helper": "skipped"}), protocol()))
    assert "Interpreter or helper SKIPPED" in told
    assert "REVIEW BEFORE DOSING" in page_one({**empty, "interpreter_or_helper": "not_sure"})


def test_a_family_name_of_200_letters_leaves_the_given_name_on_page_one() -> None:
    family = "Hohenzollern-Sigmaringen " * 8
    shown = page_one({"family_name": family.strip(), "given_name": "Ana Luz"})
    assert shown.count("Ana Luz") == 2, "in the banner and under the page"
    assert "HOHENZOLLERN-SIGMARINGEN…" in shown


def test_a_given_name_of_200_letters_leaves_the_family_name() -> None:
    shown = page_one({"family_name": "Álvarez", "given_name": "Maximiliana " * 16})
    assert shown.count("ÁLVAREZ, Maximiliana") == 2


def test_the_causes_of_no_dose_are_written_out_and_the_rest_is_counted() -> None:
    shown = page_one(STRESS)
    assert "High blood pressure not controlled (Q22, Q23)" in shown
    assert "more, listed under flagged risks" in shown


def test_what_is_the_same_for_most_regimens_waits_for_page_two() -> None:
    assert "lowest times lowest" not in page_one(TYPICAL)
    assert "states no number of hours" in page_one(CASES["chronic pain"])
