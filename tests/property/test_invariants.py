"""The clinical reference's invariants ("Rules a test suite should enforce"), over random patients.

Those about paper and screens stand with the summary and the screens; their numbers are kept here.
"""

import datetime
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.clinical.assess import urgent_answers
from kiosk.clinical.regimen import dose_mg
from kiosk.interview.check import check_answer
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.answer import Weight
from kiosk.model.assessment import Assessment
from kiosk.model.protocol import TIERS, Protocol
from kiosk.model.units import half_up, in_kilograms, printed
from tests.support.judge import Judge
from tests.support.patients import ANSWERED_AT, TODAY, answers
from tests.support.strategies import MEDICINES, patients

_TRAILING_ZERO = re.compile(r"\d+\.\d*0(?!\d)")
_NO_LEADING_ZERO = re.compile(r"(?<!\d)\.\d")


def gravity(found: Assessment) -> int:
    """0 withheld, then by the gravest flag; higher is milder."""
    return min((TIERS.index(flag.tier) for flag in found.flags), default=len(TIERS))


@given(data=st.data())
def test_1_withheld_carries_no_regimen(judge: Judge, data: st.DataObject) -> None:
    found = judge.judge(data.draw(patients(judge.protocol.questionnaire)))
    if found.disposition == "withheld":
        assert found.regimens == ()
    else:
        assert gravity(found) > 0
        assert len(found.regimens) == 1


@given(
    name=st.sampled_from(["ketamine", "esketamine", "ketalar", "spravato", "benzethonium"]),
    edit=st.sampled_from(["dropped", "doubled", "swapped"]),
    at=st.integers(0, 7),
    before=st.sampled_from(["", "latex ", "hives from "]),
)
def test_2_no_slip_of_the_finger_hides_an_allergy(
    judge: Judge, name: str, edit: str, at: int, before: str
) -> None:
    """One letter left out, typed twice or swapped with the next, anywhere in the line."""
    at = min(at, len(name) - 1)
    here, rest = name[at], name[at + 1 :]
    typed = {"dropped": rest, "doubled": here * 2 + rest, "swapped": rest[:1] + here + rest[1:]}
    found = judge(allergies=["peanuts", f"{before}{name[:at]}{typed[edit]}"])
    assert found.disposition == "withheld"
    assert found.regimens == ()


@pytest.mark.parametrize("unknown", ["not_sure", "skipped", None])
@given(data=st.data())
def test_2_unknown_never_lowers_a_tier(
    judge: Judge, data: st.DataObject, unknown: str | None
) -> None:
    """Put No, and then unknown, to the same question: unknown is never milder, rule by rule."""
    form = judge.protocol.questionnaire
    base = answers(**TODAY)
    yes_no = [
        q.link_id for q in form.questions if q.answer_value_set == "yes_no" and q.link_id in base
    ]
    question = data.draw(st.sampled_from(yes_no))
    said_no = judge.judge({**base, question: "no"})
    merged = {**base, question: unknown}
    unclear = judge.judge({q: a for q, a in merged.items() if a is not None})
    tier_of_no = {flag.rule: TIERS.index(flag.tier) for flag in said_no.flags}
    tier_of_unknown = {flag.rule: TIERS.index(flag.tier) for flag in unclear.flags}
    for rule, tier in tier_of_no.items():
        assert tier_of_unknown.get(rule, len(TIERS)) <= tier, (question, rule)
    assert gravity(unclear) <= gravity(said_no)


@given(data=st.data())
def test_3_adding_a_risk_never_lowers_the_overall_tier(judge: Judge, data: st.DataObject) -> None:
    form = judge.protocol.questionnaire
    risks = {
        rule.questions[0]: case.answer
        for rule in judge.protocol.rules
        for case in rule.cases
        if rule.kind == "answer" and case.answer and not form.by_id[rule.questions[0]].repeats
    }
    chosen = data.draw(
        st.lists(st.sampled_from(sorted(risks)), min_size=1, max_size=4, unique=True)
    )
    before = judge.judge(answers(**{question: risks[question] for question in chosen[:-1]}))
    after = judge.judge(answers(**{question: risks[question] for question in chosen}))
    assert gravity(after) <= gravity(before)
    assert before.disposition != "withheld" or after.disposition == "withheld"


@given(names=st.lists(st.sampled_from(MEDICINES), min_size=1, max_size=4, unique=True))
def test_3_adding_a_medicine_never_lowers_the_overall_tier(judge: Judge, names: list[str]) -> None:
    def listed(some: list[str]) -> Assessment:
        return judge(
            takes_no_medications="no" if some else "yes",
            medications=[{"entered": name} for name in some],
        )

    assert gravity(listed(names)) <= gravity(listed(names[:-1]))


@given(weeks=st.one_of(st.integers(0, 45), st.sampled_from(["not_sure", "skipped"]), st.none()))
def test_4_every_trimester_has_the_same_tier(judge: Judge, weeks: Any) -> None:
    found = judge(pregnancy="yes", pregnancy_weeks=weeks)
    assert [(flag.rule, flag.tier) for flag in found.flags] == [("pregnancy", "withhold")]


@given(data=st.data())
def test_5_substance_use_as_reason_never_has_a_dose(judge: Judge, data: st.DataObject) -> None:
    given_answers = data.draw(patients(judge.protocol.questionnaire))
    given_answers["main_reason"] = "substance_use_disorder"
    assert judge.judge(given_answers).regimens == ()


@given(tenths=st.integers(450, 1_150))
def test_6_chronic_pain_is_a_range_without_rate_or_end(judge: Judge, tenths: int) -> None:
    weight = {"value": f"{tenths // 10}.{tenths % 10}", "unit": "kg", "confirmed": True}
    (regimen,) = judge(main_reason="chronic_pain", pain_now=5, weight=weight).regimens
    low, high = (Decimal(mg) for mg in regimen.dose_mg)
    assert low < high
    stated = (regimen.infusion_minutes, regimen.mcg_per_kg_min, regimen.mg_per_h, regimen.ml_per_h)
    assert stated == (None, None, None, None)
    assert (regimen.weeks, regimen.sessions, regimen.cost_usd) == (None, None, None)


@given(tenths=st.integers(300, 3_000))
def test_7_pounds_or_kilograms_give_the_same_dose(tenths: int) -> None:
    kg = Decimal(tenths) / 10
    pounds = half_up(kg / Decimal("0.45359237"), Decimal("0.1"))
    typed = in_kilograms(Weight(value=str(pounds), unit="lb"))
    doses = [dose_mg(Decimal("0.5"), each) for each in (kg, typed)]
    assert abs(doses[0] - doses[1]) <= Decimal("0.1")


@given(data=st.data())
def test_8_every_figure_follows_safe_notation(judge: Judge, data: st.DataObject) -> None:
    tenths = data.draw(st.integers(300, 3_000))
    reason = data.draw(st.sampled_from(sorted(judge.protocol.indication_by_id)))
    weight = {"value": f"{tenths // 10}.{tenths % 10}", "unit": "kg", "confirmed": True}
    found = judge(main_reason=reason, weight=weight)
    for regimen in found.regimens:
        rates = (regimen.mcg_per_kg_min, regimen.mg_per_h)
        volumes = [ml for pair in regimen.volume_ml.values() for ml in pair]
        for text in (*regimen.mg_per_kg, *regimen.dose_mg, *volumes, *filter(None, rates)):
            assert not _TRAILING_ZERO.search(text), text
            assert not _NO_LEADING_ZERO.search(text), text


@pytest.mark.parametrize(
    ("question", "answer"),
    [("phq9_9", n) for n in (1, 2, 3)] + [(f"asq_{n}", "yes") for n in range(1, 5)],
)
def test_9_suicide_answers_alert_at_once(
    protocol: Protocol, vocabulary: Vocabulary, question: str, answer: Any
) -> None:
    """The alert needs only the one answer: the patient may walk away right after it."""
    item = protocol.questionnaire.by_id[question]
    stored = check_answer(item, protocol.questionnaire.options(item), answer)
    day = datetime.datetime.fromisoformat(ANSWERED_AT).date()
    so_far = {"main_reason": "depression", question: stored}
    flags = urgent_answers(protocol, vocabulary, so_far, question, day=day)
    assert [(flag.reference, flag.respond) for flag in flags] == [("U2", "crisis")]


@pytest.mark.parametrize("kg", ["62.3", "110.5", "136.1", "58.9", "45.3"])
def test_12_decimals_not_floats(kg: str) -> None:
    exact = Decimal("0.5") * Decimal(kg)
    right = dose_mg(Decimal("0.5"), Decimal(kg))
    assert right - exact == Decimal("0.05"), "the fifth of a tenth goes up"
    assert printed(right) != str(round(0.5 * float(kg), 1)), "floats get this one wrong"


@given(data=st.data())
def test_same_answers_same_bytes(judge: Judge, data: st.DataObject) -> None:
    given_answers = data.draw(patients(judge.protocol.questionnaire))
    backwards = dict(reversed(list(given_answers.items())))
    assert judge.judge(given_answers).to_json() == judge.judge(backwards).to_json()
