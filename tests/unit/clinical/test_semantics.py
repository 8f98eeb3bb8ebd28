"""The points of the contract's "Semantics", each by its number."""

from typing import Any

import pytest

from kiosk.clinical.record import make_record, reassess
from kiosk.interview.check import check_answer
from kiosk.interview.session import DONE, REVIEW, Answered, Changing, apply, start
from kiosk.model.protocol import Protocol
from kiosk.model.record import Record
from tests.support.judge import Judge, flag, tiers
from tests.support.patients import ANSWERED_AT, TODAY, answers


def test_healthy_patient_has_a_provisional_regimen_and_no_flag(judge: Judge) -> None:
    found = judge()
    assert (found.disposition, found.urgent, found.flags) == ("provisional", False, ())
    assert len(found.regimens) == 1
    assert not found.cleared


@pytest.mark.parametrize(
    ("changes", "rule", "tier"),
    [
        ({"aneurysm": "not_sure"}, "aneurysm", "withhold"),
        ({"makes_own_decisions": "not_sure"}, "makes_own_decisions", "withhold"),
        ({**TODAY, "ride_home": "not_sure"}, "ride_home", "withhold"),
        (
            {"high_blood_pressure": "yes", "high_blood_pressure_controlled": "not_sure"},
            "high_blood_pressure",
            "withhold",
        ),
        (
            {"overactive_thyroid": "yes", "overactive_thyroid_treated": "not_sure"},
            "overactive_thyroid",
            "withhold",
        ),
        (
            {"overactive_thyroid": "yes", "overactive_thyroid_treated": "yes"},
            "overactive_thyroid",
            "caution_major",
        ),
        ({"high_blood_pressure": "yes"}, "high_blood_pressure", "withhold"),
        (
            {"high_blood_pressure": "yes", "high_blood_pressure_controlled": "skipped"},
            "high_blood_pressure",
            "withhold",
        ),
        (
            {"high_blood_pressure": "not_sure", "high_blood_pressure_controlled": "yes"},
            "high_blood_pressure",
            "caution_major",
        ),
        (
            {"liver_disease": "yes", "liver_disease_severity": "mild"},
            "liver_disease",
            "caution_major",
        ),
        (
            {"liver_disease": "yes", "liver_disease_severity": "not_sure"},
            "liver_disease",
            "withhold",
        ),
        ({"seizure": "yes", "seizure_recent_or_uncontrolled": "no"}, "seizure", "caution_major"),
        ({"seizure": "yes"}, "seizure", "withhold"),
    ],
)
def test_1_not_sure_counts_as_the_graver_answer(
    judge: Judge, changes: dict[str, Any], rule: str, tier: str
) -> None:
    found = flag(judge(**changes), rule)
    assert found is not None
    assert found.tier == tier


@pytest.mark.parametrize(
    ("question", "rule", "tier", "urgent"),
    [
        ("aneurysm", "aneurysm", "withhold", False),
        ("emergency_symptoms", "emergency_symptoms", "withhold", True),
        ("family_psychosis", "family_psychosis", "caution_major", False),
        ("anesthesia_problems", "anesthesia_problems", "caution_major", False),
        ("myasthenia_gravis", "myasthenia_gravis", "caution_major", False),
        ("prior_treatments", "prior_treatments", "caution_major", False),
        ("birth_date", "birth_date", "withhold", False),
        ("breastfeeding", "breastfeeding", "withhold", False),
        ("unusually_high_now", "unusually_high_now", "withhold", True),
        ("drug_use", "drug_use", "withhold", False),
    ],
)
@pytest.mark.parametrize("how", ["skipped", None], ids=["skipped", "absent"])
def test_2_skipped_takes_the_gravest_that_its_rule_can_reach(
    judge: Judge, question: str, rule: str, tier: str, urgent: bool, how: str | None
) -> None:
    found = judge(**{question: how})
    assert tiers(found)[rule] == (tier, urgent)
    assert question in found.unanswered


@pytest.mark.parametrize("reason", ["depression", "ptsd", "chronic_pain", "skipped"])
def test_2_prior_treatments_skipped_is_a_major_caution_whatever_the_reason(
    judge: Judge, reason: str
) -> None:
    """What an answer raises is for depression only (S8); a skipped one is for staff to ask of anybody."""
    found = judge(main_reason=reason, prior_treatments="skipped")
    assert tiers(found)["prior_treatments"] == ("caution_major", False)
    assert "prior_treatments" in found.unanswered
    assert ("prior_treatments" in tiers(judge(main_reason=reason, prior_treatments="none"))) == (
        reason == "depression"
    )


def test_2_rules_that_share_a_reference_are_flagged_each_for_itself(judge: Judge) -> None:
    found = judge(bipolar="yes", unusually_high_now="yes")
    assert tiers(found)["bipolar"] == ("caution_major", False)
    assert tiers(found)["unusually_high_now"] == ("withhold", True)
    assert {each.reference for each in found.flags} == {"S3"}


@pytest.mark.parametrize("answer", ["yes", "not_sure", "skipped"])
@pytest.mark.parametrize("item", ["asq_1", "asq_2", "asq_3", "asq_4"])
def test_3_any_asq_item_not_no_is_urgent_with_a_major_caution(
    judge: Judge, item: str, answer: str
) -> None:
    found = judge(**{item: answer, "asq_5": "no"})
    assert tiers(found) == {"suicide_screen": ("caution_major", True)}
    assert found.urgent
    assert found.disposition == "provisional_with_cautions"


@pytest.mark.parametrize("answer", ["yes", "not_sure", "skipped", None])
def test_3_acute_item_not_no_withholds(judge: Judge, answer: str | None) -> None:
    found = judge(asq_2="yes", asq_5=answer)
    assert tiers(found)["suicide_acute"] == ("withhold", True)
    assert found.disposition == "withheld"


@pytest.mark.parametrize("answer", [1, 2, 3, "skipped", "not_sure"])
def test_3_phq9_item_9_above_zero_is_urgent(judge: Judge, answer: Any) -> None:
    assert tiers(judge(phq9_9=answer))["phq9_9"] == ("caution_major", True)


# Answers to change in an interview, what to change, then the rule, its tier and what hid the answer.
HIDDEN = [
    ({"pregnancy": "yes"}, ("can_be_pregnant", "no"), "pregnancy", ("caution_major", False)),
    ({"pregnancy": "yes"}, ("sex_at_birth", "male"), "pregnancy", ("caution_major", False)),
    ({**TODAY, "ride_home": "no"}, ("infusion_today", "no"), "ride_home", ("caution_major", False)),
    (
        {"liver_disease": "yes", "liver_disease_severity": "severe"},
        ("liver_disease", "no"),
        "liver_disease",
        ("caution_major", False),
    ),
    ({"phq9_9": 3}, ("main_reason", "ptsd"), "phq9_9", ("caution_major", True)),
    ({"asq_1": "yes", "asq_5": "yes"}, ("asq_1", "no"), "suicide_acute", ("withhold", True)),
]


@pytest.mark.parametrize(("given", "change", "rule", "kept"), HIDDEN)
def test_4_an_answer_hidden_in_the_interview_keeps_its_flag(
    judge: Judge,
    given: dict[str, Any],
    change: tuple[str, Any],
    rule: str,
    kept: tuple[str, bool],
) -> None:
    record = interviewed(judge, answers(**given), [change])
    found = record.assessment
    assert tiers(found)[rule] == kept
    raised = flag(found, rule)
    assert raised is not None
    assert raised.changed
    assert "then changed" in raised.title
    assert not found.withdrawn.keys() & record.answers.keys() - {change[0]}
    assert {each.question for each in record.changes} == set(found.withdrawn)
    again = reassess(record, judge.protocol, judge.vocabulary)
    assert again.to_json() == found.to_json()


@pytest.mark.parametrize(
    "stray",
    [
        {"sex_at_birth": "male", "can_be_pregnant": None, "pregnancy": "yes", "breastfeeding": "yes"},
        {"can_be_pregnant": "no", "pregnancy": "yes"},
        {"infusion_today": "no", "ride_home": "no", "substances_24h": ["alcohol"]},
        {"high_blood_pressure": "no", "high_blood_pressure_controlled": "no"},
        {"liver_disease": "no", "liver_disease_severity": "severe"},
        {"seizure": "no", "seizure_recent_or_uncontrolled": "yes"},
        {"heart_disease": "no", "heart_disease_when": "within_6_months"},
        {"overactive_thyroid": "no", "overactive_thyroid_treated": "no"},
        {"lung_disease": "no", "oxygen_or_chest_infection": "yes"},
        {"asq_5": "yes"},
    ],
)  # fmt: skip
def test_an_answer_in_a_file_to_a_question_that_is_not_asked_is_ignored_and_listed(
    judge: Judge, stray: dict[str, Any]
) -> None:
    """A file tells of no interview in which it was asked: nothing was raised that could be kept."""
    found = judge(**stray)
    asked = {"sex_at_birth", "can_be_pregnant", *(q for q, a in stray.items() if a == "no")}
    not_asked = stray.keys() - asked | ({"ride_home"} & stray.keys())
    assert (found.flags, found.urgent, found.disposition) == ((), False, "provisional")
    assert found.withdrawn.keys() >= not_asked
    assert judge.judge(answers(**{**stray, **dict.fromkeys(found.withdrawn)})).flags == ()


def test_4_a_file_may_tell_that_an_answer_was_taken_back(judge: Judge) -> None:
    """As an exported record does: what was asked, answered and hidden weighs as it did there."""
    found = judge.judge(
        answers(sex_at_birth="male", can_be_pregnant=None, pregnancy=None, breastfeeding=None),
        withdrawn={"pregnancy": "yes"},
    )
    assert tiers(found) == {"pregnancy": ("caution_major", False)}


def test_4_an_urgent_answer_that_was_changed_keeps_its_tier(judge: Judge) -> None:
    found = judge.judge(answers(), withdrawn={"emergency_symptoms": "yes", "aneurysm": "yes"})
    assert tiers(found) == {
        "emergency_symptoms": ("withhold", True),
        "aneurysm": ("caution_major", False),
    }
    assert found.disposition == "withheld"
    assert all("answered yes, then changed" in each.title for each in found.flags)


def test_4_a_changed_answer_that_raised_nothing_grave_leaves_no_flag(judge: Judge) -> None:
    found = judge.judge(answers(), withdrawn={"heart_rhythm": "yes", "phone": "555"})
    assert found.flags == ()
    assert set(found.withdrawn) == {"heart_rhythm", "phone"}


@pytest.mark.parametrize(
    ("events", "kept"),
    [
        (
            [
                ("liver_disease", "yes"),
                ("liver_disease_severity", "severe"),
                ("liver_disease_severity", "mild"),
                ("liver_disease", "no"),
            ],
            "liver_disease",
        ),
        (
            [
                ("high_blood_pressure", "yes"),
                ("high_blood_pressure_controlled", "no"),
                ("high_blood_pressure_controlled", "yes"),
                ("high_blood_pressure", "no"),
            ],
            "high_blood_pressure",
        ),
        (
            [(f"audit_c_{n}", 4) for n in (1, 2, 3)] + [(f"audit_c_{n}", 0) for n in (1, 2, 3)],
            "alcohol_audit_c",
        ),
        (
            [
                ("sleep_apnea", "yes"),
                ("audit_c_1", 4),
                ("audit_c_1", 0),
                ("sleep_apnea", "no"),
            ],
            "sleep_apnea",
        ),
    ],
    ids=["follow-up", "benign follow-up", "total", "combination"],
)
def test_4_what_stood_together_before_is_judged_together(
    judge: Judge, events: list[tuple[str, Any]], kept: str
) -> None:
    """Taking a grave answer back in steps hides it no better than taking it back at once."""
    first = dict(reversed(events))
    record = interviewed(judge, {**answers(), **TODAY, **first}, events)
    flag_ = flag(record.assessment, kept)
    assert flag_ is not None
    assert (flag_.tier, flag_.changed) == ("caution_major", True)
    assert record.assessment.disposition == "provisional_with_cautions"
    again = reassess(record, judge.protocol, judge.vocabulary)
    assert again.to_json() == record.assessment.to_json()


def interviewed(judge: Judge, given: dict[str, Any], changes: list[tuple[str, Any]]) -> Record:
    """The record of an interview answered as `given`, with `changes` made on the review, in order."""
    session = start(judge.protocol.questionnaire)
    while session.at not in (REVIEW, DONE):
        answer = _stored(judge, session.at, given.get(session.at, "skipped"))
        session = apply(session, Answered(question=session.at, answer=answer))
    for question, answer in changes:
        session = apply(session, Changing(question=question))
        session = apply(
            session, Answered(question=question, answer=_stored(judge, question, answer))
        )
    return make_record(
        judge.protocol, judge.vocabulary, session, answered_at=ANSWERED_AT, record_id="x"
    )


def _stored(judge: Judge, question: str, raw: Any) -> Any:
    item = judge.protocol.questionnaire.by_id[question]
    return check_answer(item, judge.protocol.questionnaire.options(item), raw)


@pytest.mark.parametrize(
    ("weight", "height", "tier"),
    [
        ({"value": "44.9", "unit": "kg"}, "170", "withhold"),
        ({"value": "44.9", "unit": "kg", "confirmed": True}, "150", "caution_major"),
        ({"value": "115.1", "unit": "kg", "confirmed": True}, "200", "caution_major"),
        ({"value": "115", "unit": "kg"}, "200", None),
        ({"value": "45", "unit": "kg"}, "150", None),
        ({"value": "53.4", "unit": "kg"}, "170", "withhold"),
        ({"value": "53.4", "unit": "kg", "confirmed": True}, "170", None),
        ({"value": "100", "unit": "kg"}, "155", "withhold"),
        ({"value": "100", "unit": "kg", "confirmed": True}, "155", "inform"),
        ({"value": "90", "unit": "kg"}, "170", "inform"),
        ({"value": "29.9", "unit": "kg", "confirmed": True}, "150", "withhold"),
        ({"value": "301", "unit": "kg", "confirmed": True}, "200", "withhold"),
        (None, "170", "withhold"),
        ("skipped", "170", "withhold"),
        ("not_sure", "170", "withhold"),
        ({"value": "70", "unit": "kg"}, None, "caution_major"),
    ],
)
def test_5_weight(judge: Judge, weight: Any, height: str | None, tier: str | None) -> None:
    stated = {"value": height, "unit": "cm"} if height else None
    found = judge(weight=weight, height=stated)
    raised = flag(found, "weight")
    assert (raised.tier if raised else None) == tier
    assert bool(found.regimens) == (tier != "withhold")


def test_5_bmi_30_shows_ideal_and_adjusted_weight(judge: Judge) -> None:
    found = judge(weight={"value": "90", "unit": "kg"})
    assert found.weight is not None
    assert (found.weight.bmi, found.weight.ideal_kg, found.weight.adjusted_kg) == (
        "31.1",
        "61.4",
        "72.8",
    )


def test_6_only_the_main_reason_has_a_regimen(judge: Judge) -> None:
    found = judge(other_reasons=["migraine"], pain_now=3)
    assert [each.indication for each in found.regimens] == ["depression"]
    assert found.other_reasons == ("migraine",)
    assert {each.indication for each in found.alternatives} == {"depression", "migraine"}


@pytest.mark.parametrize(
    "changes", [{"main_reason": "suicidal_ideation"}, {"other_reasons": ["suicidal_ideation"]}]
)
def test_7_suicidal_ideation_as_reason_is_urgent(judge: Judge, changes: dict[str, Any]) -> None:
    found = judge(**changes)
    raised = [each for each in found.flags if each.reference == "X8"]
    assert [(each.tier, each.urgent) for each in raised] == [("caution_major", True)]


@pytest.mark.parametrize(
    "changes",
    [{"main_reason": "substance_use_disorder"}, {"other_reasons": ["substance_use_disorder"]}],
)
def test_7_substance_use_as_reason_withholds(judge: Judge, changes: dict[str, Any]) -> None:
    found = judge(**changes)
    raised = [each for each in found.flags if each.reference == "X1"]
    assert [(each.tier, each.urgent) for each in raised] == [("withhold", False)]
    assert found.regimens == ()


def test_7_bipolar_as_reason_adds_nothing_to_the_question(judge: Judge) -> None:
    assert tiers(judge(main_reason="bipolar")) == {}


@pytest.mark.parametrize("weeks", [0, 12, 27, 40, 45, "skipped", None])
def test_8_weeks_stand_in_the_reason_and_change_no_tier(judge: Judge, weeks: Any) -> None:
    found = judge(pregnancy="yes", pregnancy_weeks=weeks)
    assert tiers(found) == {"pregnancy": ("withhold", False)}
    if isinstance(weeks, int):
        raised = flag(found, "pregnancy")
        assert raised is not None
        assert f"{weeks} weeks" in raised.reason


def entry(name: str, **more: Any) -> dict[str, Any]:
    """One line of the medicine list."""
    return {"entered": name, **more}


@pytest.mark.parametrize(
    ("names", "raised"),
    [
        (["oxycodone", "alprazolam"], {"two_sedatives": "withhold", "opioid": "caution_major", "benzodiazepine": "caution_major"}),
        (["oxycodone", "phenobarbital"], {"two_sedatives": "withhold"}),
        (["alprazolam", "lorazepam"], {"two_sedatives": "caution_major"}),
        (["gabapentin", "cyclobenzaprine"], {"two_sedatives": "caution_major", "gabapentinoid": "caution_minor"}),
        (["gabapentin"], {"gabapentinoid": "caution_minor", "two_sedatives": None}),
        (["alprazolam", "alprazolam"], {"two_sedatives": "caution_major"}),
        (["Xanax", "alprazolam"], {"two_sedatives": "caution_major"}),
        (["Xanax (alprazolam)"], {"benzodiazepine": "caution_major", "two_sedatives": None}),
        (["Xanax and Ativan"], {"two_sedatives": "caution_major"}),
        (["carisoprodol / aspirin / codeine"], {"two_sedatives": "caution_major", "opioid": "caution_major"}),
        (["loperamide", "alprazolam"], {"opioid": None, "two_sedatives": None}),
        (["theophylline"], {"methylxanthine": "withhold"}),
        (["phenelzine"], {"maoi": "caution_major"}),
        (["lamotrigine"], {"lamotrigine": "inform"}),
    ],
)  # fmt: skip
def test_9_classes_and_sedatives(
    judge: Judge, names: list[str], raised: dict[str, str | None]
) -> None:
    found = judge(takes_no_medications="no", medications=[entry(name) for name in names])
    for rule, tier in raised.items():
        got = flag(found, rule)
        assert (got.tier if got else None) == tier, rule


@pytest.mark.parametrize(
    ("line", "pick", "raises"),
    [
        ("zanax, theofilin", "alprazolam", {"benzodiazepine", "unidentified_medicine"}),
        ("theophylline", "ibuprofen", {"methylxanthine"}),
        ("nyquil", "ibuprofen", {"unidentified_medicine"}),
        ("zanax", "alprazolam", {"benzodiazepine"}),
    ],
)
def test_14_a_pick_hides_nothing_else_on_the_line(
    judge: Judge, line: str, pick: str, raises: set[str]
) -> None:
    found = judge(takes_no_medications="no", medications=[entry(line, confirmed=pick)])
    assert raises == set(tiers(found))


def test_9_a_medicine_named_among_unknown_words_withholds_until_staff_know(judge: Judge) -> None:
    """Unknown is never "no", and never taken as read either (R1, R2)."""
    words = "theophylline my dr prescribes"
    found = judge(medications=[{"entered": words}])
    assert found.disposition == "withheld"
    xanthine = flag(found, "methylxanthine")
    assert xanthine is not None
    assert xanthine.tier == "withhold"
    assert xanthine.title == "Methylxanthine: possibly theophylline"
    assert xanthine.answers == {"medications": [words]}
    assert flag(found, "unidentified_medicine") is not None
    assert [(m.generic, m.match, m.classes) for m in found.medications] == [(None, "unmatched", ())]

    known = flag(
        judge(medications=[{"entered": words}, {"entered": "theophylline"}]), "methylxanthine"
    )
    assert known is not None
    assert known.title == "Methylxanthine: theophylline"


def test_9_a_sedative_that_is_only_possible_adds_up(judge: Judge) -> None:
    lines = [{"entered": "oxycodone from my aunt"}, {"entered": "xanax"}]
    both = flag(judge(medications=lines), "two_sedatives")
    assert both is not None
    assert both.tier == "withhold"
    assert both.reason.endswith("Named among words not identified: counts until staff ask.")
    sure = flag(
        judge(medications=[{"entered": "oxycodone"}, {"entered": "xanax"}]), "two_sedatives"
    )
    assert sure is not None
    assert "not identified" not in sure.reason


def test_9_each_stopped_medicine_is_marked(judge: Judge) -> None:
    found = judge(
        takes_no_medications="no",
        medications=[
            entry("xanax", status="stopped"),
            entry("valium"),
            entry("bluish", status="stopped"),
        ],
    )
    titles = {each.rule: each.title for each in found.flags}
    assert "alprazolam (stopped: ask when), diazepam" in titles["benzodiazepine"]
    assert "stopped: ask when" in titles["unidentified_medicine"]
    assert "xanax stopped: ask when" in titles["two_sedatives"]


def test_9_sleep_apnea_names_what_it_was_combined_with(judge: Judge) -> None:
    found = flag(
        judge(sleep_apnea="not_sure", takes_no_medications="no", medications=[entry("xanax")]),
        "sleep_apnea",
    )
    assert found is not None
    assert "not sure" in found.title
    assert found.answers == {"sleep_apnea": "not_sure", "medications": ["xanax"]}


def test_9_stopped_keeps_its_flag(judge: Judge) -> None:
    found = judge(takes_no_medications="no", medications=[entry("oxycodone", status="stopped")])
    raised = flag(found, "opioid")
    assert raised is not None
    assert "stopped: ask when" in raised.title


@pytest.mark.parametrize("said", ["no", "not_sure", "skipped", None])
def test_9_nothing_listed_is_flagged_unless_the_patient_takes_none(
    judge: Judge, said: str | None
) -> None:
    found = judge(takes_no_medications=said, medications=[])
    assert tiers(found) == {"medicines_not_stated": ("caution_major", False)}
    assert tiers(judge(takes_no_medications="yes", medications=None)) == {}


def test_9_a_listed_medicine_beats_i_take_none(judge: Judge) -> None:
    found = judge(takes_no_medications="yes", medications=[entry("oxycodone")])
    assert "opioid" in tiers(found)
    assert [each.generic for each in found.medications] == ["oxycodone"]


@pytest.mark.parametrize("answer", ["yes", "not_sure", "skipped"])
def test_9_sleep_apnea_withholds_only_with_a_sedative(judge: Judge, answer: str) -> None:
    assert tiers(judge(sleep_apnea=answer)) == {"sleep_apnea": ("caution_major", False)}
    sedated = judge(
        sleep_apnea=answer, takes_no_medications="no", medications=[entry("gabapentin")]
    )
    assert tiers(sedated)["sleep_apnea"] == ("withhold", False)
    drinker = judge(sleep_apnea=answer, audit_c_1=3)
    assert tiers(drinker)["sleep_apnea"] == ("withhold", False)


def test_9_audit_c_at_its_cut_counts_as_one_sedative(judge: Judge) -> None:
    found = judge(audit_c_1=3, takes_no_medications="no", medications=[entry("gabapentin")])
    assert tiers(found)["two_sedatives"] == ("caution_major", False)


def test_9_glp1_with_stomach_symptoms_today(judge: Judge) -> None:
    one = {"takes_no_medications": "no", "medications": [entry("semaglutide")]}
    assert tiers(judge(**one))["glp1"] == ("caution_minor", False)
    sick = judge(**{**one, **TODAY, "stomach_symptoms": "yes"})
    assert tiers(sick)["glp1"] == ("caution_major", False)
    assert tiers(judge(**{**one, **TODAY}))["glp1"] == ("caution_minor", False)


def test_10_vital_signs_that_nobody_measured_leave_it_not_cleared(judge: Judge) -> None:
    assert judge().cleared is False


@pytest.mark.parametrize(
    "changes",
    [
        {"takes_no_medications": "no", "medications": [entry("oxycodone")]},
        {"drug_use": "in_remission"},
        {"other_reasons": ["substance_use_disorder"]},
    ],
)
def test_11_lorazepam_is_left_out_beside_a_substance_or_opioid_flag(
    judge: Judge, changes: dict[str, Any]
) -> None:
    def options(found: Any) -> str:
        return " ".join(o for a in found.alternatives for o in a.options)

    assert "lorazepam" in options(judge(main_reason="anxiety"))
    assert "lorazepam" not in options(judge(main_reason="anxiety", **changes))


def test_12_missing_consent_is_listed_and_raises_nothing(judge: Judge, protocol: Protocol) -> None:
    found = judge()
    consents = [
        q.link_id for q in protocol.questionnaire.questions if q.link_id.startswith("consent_")
    ]
    assert consents
    assert set(consents) | {"signature"} == set(found.unanswered)
    assert found.flags == ()


@pytest.mark.parametrize(
    ("changes", "left_open"),
    [
        ({"last_drink_hours": 3, "last_drink_kind": None}, "last_drink_kind"),
        ({"last_drink_hours": 9, "last_drink_kind": None}, None),
        ({"stomach_symptoms": "skipped", "takes_no_medications": "skipped"}, "stomach_symptoms"),
        ({"stomach_symptoms": None}, None),
    ],
)
def test_a_question_that_may_be_passed_over_is_open_where_it_mattered(
    judge: Judge, changes: dict[str, Any], left_open: str | None
) -> None:
    passed_over = {"last_drink_kind", "stomach_symptoms"}
    found = judge(**{**TODAY, **changes})
    assert passed_over.intersection(found.unanswered) == ({left_open} if left_open else set())


def test_a_question_that_was_never_put_is_no_answer_that_was_refused(judge: Judge) -> None:
    """Who takes no medicine is not asked about stomach symptoms: nothing is stored as skipped."""
    today = answers(**TODAY)
    record = interviewed(judge, today, [])
    assert "stomach_symptoms" not in record.answers
    assert reassess(record, judge.protocol, judge.vocabulary) == record.assessment
    takes_one = interviewed(
        judge,
        {
            **{q: a for q, a in today.items() if q != "stomach_symptoms"},
            "takes_no_medications": "no",
            "medications": [{"entered": "ozempic"}],
        },
        [],
    )
    assert takes_one.answers["stomach_symptoms"] == "skipped"
    assert "stomach_symptoms" in takes_one.assessment.unanswered


@pytest.mark.parametrize("answer", ["skipped", "not_sure", None])
def test_13_partial_scores_are_incomplete(judge: Judge, answer: str | None) -> None:
    (phq9,) = [each for each in judge(phq9_3=answer).scores if each.instrument == "phq9"]
    assert (phq9.score, phq9.band, phq9.answered, phq9.items) == (None, None, 8, 9)


@pytest.mark.parametrize(
    ("listed", "raised"),
    [
        (["Ketamine"], True),
        (["latex", "KETALAR 50 mg"], True),
        (["I had hives from s-ketamine"], True),
        (["alérgica a la cetamina"], True),
        (["benzethonium"], True),
        (["acetaminophen", "ketoprofen", "ketorolac"], False),
        ([], False),
        (["bee stings", "katamine"], True),
        (["keta mine"], True),
        (["Betadine", "vitamina C", "keratin", "melamine"], False),
    ],
)
def test_an_allergy_to_ketamine_withholds_wherever_and_however_it_is_written(
    judge: Judge, listed: Any, raised: bool
) -> None:
    """Somebody may name the drug among the allergies and still answer No to a bad reaction."""
    found = judge(allergies=listed, ketamine_reaction="none")
    assert ("allergy_to_ketamine" in tiers(found)) is raised
    assert (found.regimens == ()) is raised


def test_a_misspelt_allergy_says_that_it_is_only_near(judge: Judge) -> None:
    raised = flag(judge(allergies=["latex", "katamine"]), "allergy_to_ketamine")
    assert raised is not None
    assert (raised.title, raised.answers) == (
        "An allergy that may mean ketamine",
        {"allergies": ["katamine"]},
    )


@pytest.mark.parametrize(
    ("unknown", "title"),
    [
        ("not_sure", "Allergies: not sure"),
        ("skipped", "Allergies: not answered"),
        (None, "Allergies: not answered"),
        (["latex", "will tell staff the rest"], "Allergies: not complete"),
    ],
)
def test_unknown_allergies_are_never_none(judge: Judge, unknown: Any, title: str) -> None:
    """A major caution on page 1; whether ketamine is among them is `ketamine_reaction`'s to decide."""
    found = judge(allergies=unknown, ketamine_reaction="none")
    raised = flag(found, "allergy_to_ketamine")
    assert raised is not None
    assert (raised.title, raised.reference, raised.tier) == (title, "M9", "caution_major")
    assert found.disposition == "provisional_with_cautions"
    assert judge(allergies=unknown, ketamine_reaction="not_sure").disposition == "withheld"


def test_an_allergy_that_was_taken_off_the_list_keeps_its_flag(judge: Judge) -> None:
    found = judge.judge(answers(), withdrawn={"allergies": ["ketamine"]})
    assert tiers(found) == {"allergy_to_ketamine": ("caution_major", False)}


def test_14_an_interval_is_not_a_number_a_week(judge: Judge) -> None:
    (regimen,) = judge(main_reason="fibromyalgia", pain_now=4).regimens
    assert (regimen.interval_weeks, regimen.sessions_per_week) == ((1, 2), None)
    assert (regimen.weeks, regimen.sessions, regimen.cost_usd) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("other", "No regimen for this reason for visit"),
        ("skipped", "Main reason for visit not answered"),
        ("not_sure", "Main reason for visit not sure"),
        (None, "Main reason for visit not answered"),
    ],
)
def test_no_known_reason_gives_no_dose_and_says_why(
    judge: Judge, name: str | None, why: str
) -> None:
    found = judge(main_reason=name)
    assert (found.disposition, found.regimens) == ("withheld", ())
    assert found.no_regimen_because == why
    assert judge().no_regimen_because == ""


def test_flags_come_urgent_first_then_by_tier_then_in_the_protocols_order(
    judge: Judge, protocol: Protocol
) -> None:
    found = judge(
        anesthesia_problems="yes",
        stroke="yes",
        aneurysm="yes",
        family_psychosis="yes",
        emergency_symptoms="yes",
        asq_1="yes",
        asq_5="no",
        weight={"value": "90", "unit": "kg"},
    )
    assert [each.rule for each in found.flags] == [
        "emergency_symptoms",
        "suicide_screen",
        "stroke",
        "aneurysm",
        "family_psychosis",
        "anesthesia_problems",
        "weight",
    ]
