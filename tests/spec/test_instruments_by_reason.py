"""Which instrument a patient fills in follows from the reasons for the visit (contract; reference 4)."""

import pytest

from kiosk.interview.conditions import read
from kiosk.model.answer import Answer
from kiosk.model.protocol import Protocol

EVERYBODY = {"asq", "auditc"}

ASKED: dict[str, set[str]] = {
    "depression": {"phq9"},
    "bipolar": {"phq9"},
    "suicidal_ideation": {"phq9"},
    "anxiety": {"phq9", "gad7"},
    "ocd": {"phq9", "gad7"},
    "ptsd": {"pcl5"},
    "chronic_pain": {"pain"},
    "fibromyalgia": {"pain"},
    "migraine": {"pain"},
    "substance_use_disorder": set(),
    "other": set(),
}


def asked(protocol: Protocol, main: str, others: tuple[str, ...]) -> set[str]:
    """Instruments of which something is asked."""
    answers: dict[str, Answer] = {"main_reason": main, "other_reasons": others}
    order = set(read(protocol.questionnaire, answers, absent_is_skipped=True).order)
    return {each.id for each in protocol.instruments if order.intersection(each.items)}


def test_every_reason_that_is_offered_is_in_the_table(protocol: Protocol) -> None:
    form = protocol.questionnaire

    assert {option.code for option in form.options(form.by_id["main_reason"])} == set(ASKED)


@pytest.mark.parametrize("reason", ASKED)
def test_the_main_reason_decides_what_is_filled_in(protocol: Protocol, reason: str) -> None:
    assert asked(protocol, reason, ()) == EVERYBODY | ASKED[reason]


@pytest.mark.parametrize("reason", ASKED)
def test_another_reason_adds_its_own(protocol: Protocol, reason: str) -> None:
    assert asked(protocol, "other", (reason,)) == EVERYBODY | ASKED[reason]


@pytest.mark.parametrize("unknown", ["not_sure", "skipped"])
def test_an_unknown_reason_still_asks_what_everybody_is_asked(
    protocol: Protocol, unknown: str
) -> None:
    assert asked(protocol, unknown, ()) == EVERYBODY
