"""The conflicts in the clinic's own material (X1 to X18), each with the rule that keeps a patient safe."""

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from kiosk.clinical.record import make_record
from kiosk.interview.answers_file import parse_answers
from kiosk.interview.session import Session
from kiosk.summary import render
from tests.support.judge import Judge, flag, tiers
from tests.support.patients import ANSWERED_AT, answers_file

SEED_PHONE = re.compile(r"469[\s.-]*391[\s.-]*0070")
DOSE = re.compile(r"\d\s*(mg|mL|mcg)\b(?!/mL)")


def page(judge: Judge, **changes: Any) -> str:
    """The text of the printed page, read back by an independent reader, spaces folded."""
    protocol = judge.protocol
    given = parse_answers(
        answers_file(**changes),
        protocol.questionnaire,
        form_id=protocol.id,
        languages=protocol.languages,
    )
    record = make_record(
        protocol,
        judge.vocabulary,
        Session(form=protocol.questionnaire, language="en", answers=given.answers),
        answered_at=ANSWERED_AT,
        record_id="3f0e8b1e-4a5c-4e2b-9a57-000000000000",
        clinic="Riverside Clinic",
    )
    pages = PdfReader(io.BytesIO(render(record, protocol))).pages
    return re.sub(r"\s+", " ", " ".join(each.extract_text() for each in pages))


def test_x1_substance_use_withholds_and_shows_the_conflict(judge: Judge) -> None:
    text = page(judge, main_reason="substance_use_disorder")
    assert "a history of substance abuse as a contraindication" in text
    assert not DOSE.search(text)
    assert tiers(judge(drug_use="within_3_months"))["drug_use"] == ("withhold", False)
    assert tiers(judge(drug_use="in_remission"))["drug_use"] == ("caution_major", False)


def test_x2_chronic_pain_prints_a_range_and_no_rate(judge: Judge) -> None:
    text = page(judge, main_reason="chronic_pain", pain_now=6)
    assert re.search(r"7 (to|–|-) ?35 mg", text), text[:1500]
    assert "mcg/kg/min" not in text
    assert "mg/h" not in text
    assert "mL/h" not in text


def test_x3_says_that_the_consensus_range_differs(judge: Judge) -> None:
    assert "consensus range differs" in page(judge, main_reason="chronic_pain", pain_now=6)


def test_x4_fibromyalgia_course_is_the_providers_to_set(judge: Judge) -> None:
    text = page(judge, main_reason="fibromyalgia", pain_now=6)
    assert "provider to set" in text.lower()
    assert judge(main_reason="fibromyalgia", pain_now=6).regimens[0].weeks is None


@pytest.mark.parametrize(
    ("reason", "sessions"), [("depression", (4, 12)), ("anxiety", (4, 6)), ("migraine", (4, 6))]
)
def test_x5_sessions_from_lowest_to_highest(
    judge: Judge, reason: str, sessions: tuple[int, int]
) -> None:
    assert judge(main_reason=reason).regimens[0].sessions == sessions


@pytest.mark.parametrize("weeks", [3, 20, 36])
def test_x6_no_trimester_lowers_the_tier(judge: Judge, weeks: int) -> None:
    assert tiers(judge(pregnancy="yes", pregnancy_weeks=weeks))["pregnancy"][0] == "withhold"
    assert tiers(judge(pregnancy="trying"))["pregnancy"][0] == "caution_major"
    assert tiers(judge(pregnancy="not_sure"))["pregnancy"][0] == "withhold"


def test_x7_breastfeeding_withholds_and_nobody_is_told_to_stop(judge: Judge) -> None:
    assert tiers(judge(breastfeeding="yes"))["breastfeeding"][0] == "withhold"
    assert tiers(judge(breastfeeding="planning"))["breastfeeding"][0] == "inform"
    texts = [item.text + item.why for item in judge.protocol.questionnaire.by_id.values()]
    assert not any(re.search(r"stop (breast|nurs|feed)|pump and", text, re.I) for text in texts)


def test_x8_suicidal_reason_takes_the_urgent_path(judge: Judge) -> None:
    found = judge(main_reason="suicidal_ideation")
    assert found.urgent
    assert found.disposition == "provisional_with_cautions"
    assert "ACT NOW" in page(judge, main_reason="suicidal_ideation")


def test_x9_seven_separate_questions(judge: Judge) -> None:
    screened = judge.protocol.education.contraindications
    assert len(screened) == 7
    rules = {rule.id for rule in judge.protocol.rules}
    assert all(set(each.rules) <= rules and each.rules for each in screened)


@pytest.mark.parametrize(
    ("question", "follow_up", "benign"),
    [
        ("high_blood_pressure", "high_blood_pressure_controlled", "yes"),
        ("liver_disease", "liver_disease_severity", "moderate"),
    ],
)
def test_x10_unknown_detail_never_lowers_the_tier(
    judge: Judge, question: str, follow_up: str, benign: str
) -> None:
    for unknown in ("not_sure", "skipped", None):
        assert tiers(judge(**{question: "yes", follow_up: unknown}))[question][0] == "withhold"
    assert tiers(judge(**{question: "yes", follow_up: benign}))[question][0] == "caution_major"


def test_x11_actual_weight_with_ideal_and_adjusted_beside_it(judge: Judge) -> None:
    found = judge(weight={"value": "90", "unit": "kg"})
    assert found.regimens[0].dose_mg == ("45", "45"), "actual weight, no cap"
    text = page(judge, weight={"value": "90", "unit": "kg"})
    assert "61.4 kg" in text
    assert "72.8 kg" in text


def test_x12_benzodiazepine_has_both_reasons(judge: Judge) -> None:
    found = flag(
        judge(takes_no_medications="no", medications=[{"entered": "Ativan"}]), "benzodiazepine"
    )
    assert found is not None
    assert found.tier == "caution_major"
    assert re.search(r"sedation|respiratory", found.reason, re.I)
    assert re.search(r"antidepressant|effect", found.reason, re.I)


def test_x13_the_study_is_not_dated_2021(judge: Judge) -> None:
    text = page(judge, main_reason="suicidal_ideation")
    assert "2021 " not in text.replace("22-Nov-2026", "")


@pytest.mark.parametrize("reason", ["depression", "chronic_pain", "migraine", "ocd"])
def test_x14_every_dose_says_off_label(judge: Judge, reason: str) -> None:
    assert "off-label" in page(judge, main_reason=reason, pain_now=3).lower()
    consents = [i.text for i in judge.protocol.questionnaire.questions if "consent" in i.link_id]
    assert any("off-label" in text for text in consents)


def test_x15_the_strongest_vial_must_be_diluted(judge: Judge) -> None:
    assert re.search(r"100 mg/mL[^.]*must be diluted", page(judge))


def test_x16_age_fasting_driver_and_allergy_are_asked(judge: Judge) -> None:
    references = {item.reference for item in judge.protocol.questionnaire.questions}
    assert {"P1", "V1", "V2", "M9"} <= references


def test_x17_cost_of_the_course_is_marked_as_derived(judge: Judge) -> None:
    text = page(judge)
    assert "$1,600 to $9,600" in text
    assert "derived" in text


def test_x18_the_business_line_stands_nowhere(judge: Judge) -> None:
    assert not SEED_PHONE.search(judge.protocol.model_dump_json())
    assert not SEED_PHONE.search(page(judge, main_reason="suicidal_ideation", asq_1="yes"))
