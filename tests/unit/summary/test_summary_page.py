"""What a provider must find on the page, read back from the finished file."""

import json
from typing import Any

import pytest

from kiosk.clinical.assess import assess
from kiosk.interview.answers_file import parse_answers
from kiosk.model.answer import Withdrawn
from kiosk.model.measured import Measured
from kiosk.model.protocol import Protocol
from kiosk.model.record import Record, Revision
from kiosk.summary import render
from kiosk.summary.blocks.medicines import medicine_rows
from kiosk.summary.blocks.words import Reading
from kiosk.summary.notation import tall_man
from tests.support.layout_audit import read_back, squeeze, text_of
from tests.support.patients import TODAY
from tests.support.printed import (
    CASES,
    STRESS,
    TYPICAL,
    WITHHELD,
    answers_of,
    protocol,
    record_of,
    vocabulary,
)


def page(changes: dict[str, Any] | None = None, **fields: Any) -> str:
    return text_of(render(record_of(changes, **fields), protocol()))


def under(changed: Protocol, measured: Measured | None = None, **changes: Any) -> str:
    """The page of a patient judged under another protocol, or with measured vital signs."""
    record = record_of(changes)
    text = f'{{"form": "{changed.id}", "answered_at": "{record.answered_at}", "answers": {{}}}}'
    base = parse_answers(text, changed.questionnaire, form_id=changed.id, languages=("en",))
    checked = parse_answers(
        _file(record), changed.questionnaire, form_id=changed.id, languages=("en",)
    )
    judged = assess(changed, vocabulary(), checked.answers, day=base.day, measured=measured)
    update = {"assessment": judged, "measured": measured}
    return text_of(render(record.model_copy(update=update), changed))


def _file(record: Record) -> str:
    return json.dumps(
        {"form": protocol().id, "answered_at": record.answered_at, "answers": record.answers}
    )


@pytest.mark.parametrize(
    ("weight", "unit", "kg", "mg", "ml", "mg_per_h"),
    [
        ("154", "lb", "69.9", "35", ("3.5", "0.7", "0.35"), "52.5"),
        ("62.3", "kg", "62.3", "31.2", ("3.12", "0.62", "0.31"), "46.8"),
        ("110.5", "kg", "110.5", "55.3", ("5.53", "1.11", "0.55"), "83"),
        ("45", "kg", "45", "22.5", ("2.25", "0.45", "0.23"), "33.8"),
        ("220", "lb", "99.8", "49.9", ("4.99", "1", "0.5"), "74.9"),
    ],
)
def test_the_arithmetic_is_shown(
    weight: str, unit: str, kg: str, mg: str, ml: tuple[str, str, str], mg_per_h: str
) -> None:
    """Oracles of the clinical reference, section 6."""
    text = page({"weight": {"value": weight, "unit": unit, "confirmed": True}, "height": None})
    assert f"0.5 mg/kg × {kg} kg = {mg} mg" in text
    for strength, volume in zip(("10", "50", "100"), ml, strict=True):
        assert f"{strength} mg/mL {volume} mL" in text
    assert "12.5 mcg/kg/min" in text
    assert f"{mg_per_h} mg/h" in text
    assert "mL/h" not in text


def test_milliliters_an_hour_only_when_the_clinic_set_a_bag() -> None:
    regimens = protocol().regimens.model_copy(update={"bag_ml": 100})
    with_bag = protocol().model_copy(update={"regimens": regimens})
    assert "150 mL/h bag of 100 mL" in under(with_bag)


def test_chronic_pain_prints_a_range_without_rate_and_course() -> None:
    text = page(CASES["chronic pain"])
    assert "0.1 to 0.5 mg/kg × 80 kg = 8 to 40 mg" in text
    assert "10 mg/mL 0.8 to 4 mL" in text
    assert "over several hours" in text
    assert "Rate not stated: provider to set" in text
    assert "Course not stated: provider to set" in text
    for absent in ("mcg/kg/min", "mg/h", "mL/h", "Sessions"):
        assert absent not in text
    assert "2018 consensus range differs" in text


def test_the_regimen_says_what_it_is_not() -> None:
    text = page(TYPICAL)
    for needed in (
        "PROVISIONAL: NOT AN ORDER",
        "STATED, NOT MEASURED",
        "NOT CLEARED: vital signs missing",
        "Off-label: FDA-approved for anesthesia only",
        "The 100 mg/mL strength must be diluted before IV use",
        "Second check",
        "Signature",
        "1 to 2 times a week",
        "for 4 to 6 weeks",
        "$1,600 to $9,600",
    ):
        assert needed in text


def test_ideal_and_adjusted_weight_stand_beside_the_dose_from_bmi_30() -> None:
    """X11: 100 kg at 165 cm; ideal 56.9 kg by Devine, adjusted ideal + 0.4 x (actual - ideal)."""
    text = page(
        {"weight": {"value": "100", "unit": "kg"}, "height": {"value": "165", "unit": "cm"}}
    )
    assert "Ideal weight 56.9 kg adjusted 74.1 kg" in text
    assert "Ideal weight" not in page()


def test_measured_vital_signs_clear_the_page() -> None:
    measured = Measured(weight_kg="71", systolic=118, diastolic=70, heart_rate=66, spo2=98)
    text = under(protocol(), measured)
    assert "NOT CLEARED" not in text
    assert "NOT MEASURED" not in text
    assert "71 kg MEASURED" in text
    assert "0.5 mg/kg × 71 kg = 35.5 mg" in text
    for known in ("BP 118/70 mmHg", "HR 66 /min", "SpO2 98 %", "Weight measured 71 kg"):
        assert known in text


def test_a_vital_sign_that_was_not_measured_stays_a_line_to_write_on() -> None:
    text = under(protocol(), Measured(weight_kg="71", systolic=118))
    assert "NOT CLEARED: vital signs missing" in text
    assert "BP 118/? mmHg" in text
    assert "HR /min" in text


@pytest.mark.parametrize("case", ["typical", "withheld", "stress", "no weight"])
def test_every_flag_has_question_words_reason_and_source(case: str) -> None:
    record = record_of(CASES[case])
    text = squeeze(text_of(render(record, protocol())))
    numbers = {q.link_id: n for n, q in enumerate(protocol().questionnaire.questions, 1)}
    assert record.assessment.flags
    for flag in record.assessment.flags:
        assert squeeze(tall_man(flag.title)) in text
        assert squeeze(tall_man(flag.reason)) in text
        assert squeeze(f"[{flag.reference}: {', '.join(flag.sources)}]") in text
        for question, answer in flag.answers.items():
            assert f"Q{numbers[question]}" in text
            for word in answer if isinstance(answer, list) else []:
                assert squeeze(f"“{word}”") in text


def test_the_patients_words_stand_beside_the_flag() -> None:
    text = page(TYPICAL)
    assert "High blood pressure, controlled Q22, Q23" in text
    assert "Q22 “Yes”; Q23 “Yes”" in text
    assert "Medicine not identified" in text
    assert "“blue calm gummies”" in text


def test_urgent_answers_say_act_now_and_what_to_do() -> None:
    text = page({"asq_1": "yes", "asq_5": "yes"})
    assert text.index("ACT NOW") < text.index("REGIMEN WITHHELD")
    assert "Do not leave the patient alone; notify the provider now." in text
    assert "ACT NOW: Suicidal thoughts right now" in text


@pytest.mark.parametrize(
    ("case", "headline", "detail"),
    [
        ("clean", "NO RISK FLAGGED BY THE KIOSK", "This does not exclude risk."),
        ("typical", "REVIEW BEFORE DOSING", "No contraindication reported."),
        ("withheld", "REGIMEN WITHHELD", "reported, 1 not ruled out. No dose was calculated."),
        ("no weight", "REGIMEN WITHHELD", "No usable weight. No dose was calculated."),
        ("other reason", "REGIMEN WITHHELD", "No regimen for this reason for visit."),
    ],
)
def test_the_verdict_of_each_variant(case: str, headline: str, detail: str) -> None:
    text = page(CASES[case])
    assert headline in text
    assert detail in text


def test_a_missing_weight_is_not_called_a_contraindication() -> None:
    text = page(CASES["no weight"])
    assert "NO USABLE WEIGHT 1" in text
    assert "CONTRAINDICATION" not in text


def test_other_reasons_are_listed_without_a_regimen() -> None:
    text = page({"other_reasons": ["ptsd", "migraine"]})
    assert "Also: PTSD: no regimen computed" in text
    assert "Also: Migraine: no regimen computed" in text
    assert text.count("mg/kg ×") == 1


def test_substance_use_prints_the_conflict_and_no_dose() -> None:
    text = page(CASES["substance use"])
    assert "Conflict, provider must decide" in text
    assert "mg/mL" not in text


def test_alternatives_say_that_nobody_checked_them() -> None:
    for changes in (TYPICAL, STRESS):
        assert (
            "From the clinic's page. Not checked against this patient's conditions or medicines."
            in page(changes)
        )


def test_unanswered_and_unsure_questions_are_listed() -> None:
    text = page({"porphyria": "skipped", "kidney_failure": "not_sure"})
    assert "Unanswered or unsure (2)" in text
    assert "Kidney failure Not sure" in text
    assert "Porphyria SKIPPED" in text


def test_withdrawn_answers_are_marked_on_page_one_and_in_the_appendix() -> None:
    text = page(withdrawn={"stroke": "yes"})
    first, appendix = text.split("Appendix: every answer")
    assert "then changed" in first
    assert "withdrawn: “Yes”" in appendix


def test_scores_stand_with_their_band_and_item_nine_alone() -> None:
    text = page(TYPICAL)
    assert "PHQ-9: 5 of 27, mild" in text
    assert "Item 9, thoughts of death or self-harm: 0: Not at all" in text


def test_a_partial_score_is_incomplete_not_low() -> None:
    text = page({"phq9_4": "skipped"})
    assert "PHQ-9: incomplete: 8 of 9 answered" in text


def test_sources_are_named_and_shared_names_stand_once() -> None:
    record = record_of(STRESS)
    text = squeeze(text_of(render(record, protocol())))
    printed = {source.id: source.printed for source in protocol().sources}
    cited = {source for flag in record.assessment.flags for source in flag.sources}
    key = text.split(squeeze("Sources and how this page was made"))[1]
    for title in {printed[source] for source in cited}:
        assert squeeze(title) in key
    assert key.count(squeeze("clinic practice")) == 1


def test_the_page_says_how_it_came_about() -> None:
    changed = protocol().model_copy(
        update={"clinic_changes": ("fasting_food: 8 h instead of 6 h",)}
    )
    record = record_of(language="es", helped_by_staff=True)
    text = text_of(render(record, changed))
    assert f"Protocol: {protocol().id}, version {protocol().version}" in text
    assert squeeze(protocol().digest) in squeeze(text)
    assert "Clinic changes: fasting_food: 8 h instead of 6 h" in text
    assert "Answered in: Spanish" in text
    assert "Spanish wording not yet reviewed" in text
    assert "Helped by staff: yes" in text
    assert "helped by staff" in text.split("REVIEW")[0].split("NO RISK")[0]


def test_a_synthetic_record_says_so_across_every_page() -> None:
    record = record_of(TYPICAL, synthetic=True)
    pages = render(record, protocol())
    text = text_of(pages)
    assert text.count("SYNTHETIC") >= 3
    assert "SYNTHETIC" not in page(TYPICAL)


def test_unknown_identity_is_written_in_words() -> None:
    text = page(CASES["everything skipped"])
    assert "NAME NOT GIVEN" in text
    assert "Born not given" in text
    assert "Allergies NOT ANSWERED" in text


def test_a_name_that_cannot_be_printed_says_so() -> None:
    text = page({"given_name": "小明", "family_name": "王"})
    assert "name has characters this page cannot print: check the record" in text
    assert "[U+738B]" in text
    assert "Born 14-Mar-1985" in text


def test_a_form_that_lost_a_question_still_prints_its_answer() -> None:
    record = record_of()
    older = record.model_copy(update={"answers": {**record.answers, "old_question": "old words"}})
    text = text_of(render(older, protocol()))
    assert "Not in this form" in text
    assert "old_question old words" in text


def test_an_answer_that_was_only_implied_says_so() -> None:
    assert "0: 1 or 2 (implied, not asked)" in page(implied=("audit_c_2",))


def test_a_question_that_was_not_put_is_not_called_skipped() -> None:
    """Nobody is asked about stomach symptoms who takes no medicine; older records say "skipped"."""
    text = page({**TODAY, "stomach_symptoms": "skipped"})
    assert "Stomach symptoms not asked" in text
    assert "Stomach symptoms SKIPPED" not in text
    assert "Unanswered (" not in text


def test_medicines_keep_the_patients_words() -> None:
    text = page(WITHHELD)
    assert "ALPRAZolam “half a xanax most nights” nightly benzodiazepine" in text
    assert "not recognized “blue calm gummies” 2 at night identify before dosing" in text


def test_answers_are_complete_for_the_test_itself() -> None:
    """The benign patient answers every question that the form asks, so nothing is flagged."""
    assert record_of().assessment.flags == ()
    assert record_of().assessment.unanswered == ()
    assert len(answers_of()) > 60


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"main_reason": "skipped"}, ["Main reason for visit not answered."]),
        ({"main_reason": "not_sure"}, ["Main reason for visit not sure."]),
        (
            {"main_reason": "skipped", "weight": "skipped"},
            ["No usable weight. Main reason for visit not answered."],
        ),
        ({"main_reason": "other", "stroke": "yes"}, ["1 contraindication reported", "No regimen"]),
    ],
)
def test_whatever_keeps_a_dose_back_is_said(changes: dict[str, Any], words: list[str]) -> None:
    text = page(changes)
    for each in words:
        assert each in text


def test_two_lines_of_one_medicine_keep_their_own_strengths() -> None:
    record = record_of(
        {
            "takes_no_medications": "no",
            "medications": [
                {"entered": "Xanax", "strength": "1 mg", "how_often": "morning"},
                {"entered": "Xanax", "strength": "2 mg", "how_often": "night"},
            ],
        }
    )
    rows = medicine_rows(Reading(record, protocol()))
    assert [row.taken for row in rows] == ["1 mg, morning", "2 mg, night"]


def test_a_part_of_a_combination_is_not_called_unknown() -> None:
    record = record_of({"takes_no_medications": "no", "medications": [{"entered": "Contrave"}]})
    (row,) = medicine_rows(Reading(record, protocol()))
    assert (row.effect, row.severity) == ("naltrexone", "note")


SLIPS = dict.fromkeys(
    (
        "emergency_symptoms",
        "thoughts_of_harming_others",
        "hearing_or_seeing_things",
        "withdrawal_symptoms",
        "unusually_high_now",
        "stroke",
        "aneurysm",
        "pregnancy",
    ),
    "yes",
)
STANDING = {
    **TODAY,
    "can_be_pregnant": "yes",
    "pregnancy": "no",
    "last_food_hours": 2,
    "last_drink_hours": 1,
    "takes_no_medications": "no",
    "medications": [{"entered": "xanax"}, {"entered": "percocet"}, {"entered": "blue pill"}],
}


def test_corrected_slips_push_no_risk_that_stands_off_page_one() -> None:
    first = read_back(render(record_of(STANDING, withdrawn=SLIPS), protocol()))[0]
    for risk in (
        "Opioid with a benzodiazepine",
        "Ate too recently",
        "Drank too recently",
        "Medicine not identified",
        "Benzodiazepine: ALPRAZolam",
    ):
        assert risk in first
    assert first.index("Drank too recently") < first.index("ANSWERED, THEN CHANGED 8")
    assert "Stroke or mini-stroke: answered yes, then changed to No" in " ".join(first.split())


@pytest.mark.parametrize(
    ("changes", "withdrawn", "says"),
    [
        ({}, {"emergency_symptoms": "yes"}, "answered yes, then changed to No"),
        ({"stroke": "skipped"}, {"emergency_symptoms": "not_sure"}, "changed to No"),
        ({}, {"allergies": ["ketamine"]}, "then changed to None"),
        (
            {"heart_disease": "no"},
            {"heart_disease": "yes", "heart_disease_when": "longer_ago"},
            "then changed to No",
        ),
    ],
)
def test_a_changed_answer_ends_in_what_stands_now(
    changes: dict[str, Any], withdrawn: dict[str, Any], says: str
) -> None:
    first = read_back(render(record_of(changes, withdrawn=withdrawn), protocol()))[0]
    assert says in " ".join(first.split())


def test_the_strip_tells_what_was_reported_from_what_was_changed() -> None:
    text = page({"stroke": "yes"}, withdrawn={"emergency_symptoms": "yes"})
    assert "1 contraindication reported, 1 answered, then changed." in text
    assert "1 grave answer changed later." in page(withdrawn={"stroke": "yes"})


def test_a_page_that_was_judged_again_says_so_by_version_name_and_time() -> None:
    """Two pages of one visit, one before and one after the measurement, never look alike."""
    made = Revision(kind="measured", by="Robin Lee", at="2026-11-22T11:20:00-06:00")
    first = record_of()
    second = first.model_copy(update={"revision": made})
    third = first.model_copy(
        update={
            "earlier_revisions": (made,),
            "revision": Revision(kind="addendum", by="Kim", at="2026-11-22T12:00:00-06:00"),
        }
    )
    before, after, later = (text_of(render(r, protocol())) for r in (first, second, third))
    assert "Version" not in before.split("Appendix")[0]
    assert "Version 2: measured by Robin Lee, 22-Nov-2026 11:20" in after
    assert "Version 3: corrected by Kim, 22-Nov-2026 12:00" in later
    assert "22-Nov-2026 11:20, Robin Lee: measured." in later


def test_language_and_missing_consent_stand_on_page_one() -> None:
    record = record_of({"consent_care": "skipped", "signature": "skipped"}, language="es")
    first = " ".join(read_back(render(record, protocol()))[0].split())
    assert "Completed by patient in Spanish" in first
    assert "CONSENT NOT SIGNED AT THE KIOSK (Q121, Q122): to sign on paper." in first
    assert "Signature not signed here" in first
    signed = " ".join(read_back(render(record_of(), protocol()))[0].split())
    assert "CONSENT" not in signed
    assert "Completed by patient 2" in signed


def test_what_was_taken_back_is_printed_in_words() -> None:
    taken_back = [
        {"question": "medications", "answer": [{"entered": "zolof"}], "cause": "changed"},
        {"question": "allergies", "answer": [], "cause": "changed"},
    ]
    changes = tuple(Withdrawn.model_validate(each) for each in taken_back)
    record = record_of(withdrawn={"allergies": []}).model_copy(update={"changes": changes})
    text = text_of(render(record, protocol()))
    assert "withdrawn: “zolof (changed)”" in text
    assert "withdrawn: “None (changed)”" in text
    assert "entered=" not in text


def test_hours_are_printed_with_their_unit() -> None:
    first = read_back(render(record_of({**TODAY, "last_food_hours": 3}), protocol()))[0]
    assert "3 hours" in " ".join(first.split())
