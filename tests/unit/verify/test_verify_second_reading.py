"""The second reading of the rules says what the contract says, so that it can be held against the kiosk."""

from collections.abc import Mapping
from typing import Any

import pytest

from kiosk.verify.workbench import Workbench

NONE = ("", False)

# Rule, answers, then tier and urgency that the contract's semantics demand.
DEMANDS: list[tuple[str, dict[str, Any], tuple[str, bool]]] = [
    ("stroke", {"stroke": "yes"}, ("withhold", False)),
    ("stroke", {"stroke": "no"}, NONE),
    ("stroke", {"stroke": "not_sure"}, ("withhold", False)),
    ("stroke", {"stroke": "skipped"}, ("withhold", False)),
    ("stroke", {}, ("withhold", False)),
    ("heart_rhythm", {}, ("caution_major", False)),
    ("myasthenia_gravis", {"myasthenia_gravis": "not_sure"}, ("inform", False)),
    ("myasthenia_gravis", {"myasthenia_gravis": "skipped"}, ("caution_major", False)),
    (
        "high_blood_pressure",
        {"high_blood_pressure": "yes", "high_blood_pressure_controlled": "yes"},
        ("caution_major", False),
    ),
    ("high_blood_pressure", {"high_blood_pressure": "yes"}, ("withhold", False)),
    (
        "high_blood_pressure",
        {"high_blood_pressure": "not_sure", "high_blood_pressure_controlled": "yes"},
        ("caution_major", False),
    ),
    (
        "high_blood_pressure",
        {"high_blood_pressure": "yes", "high_blood_pressure_controlled": "not_sure"},
        ("withhold", False),
    ),
    (
        "high_blood_pressure",
        {"high_blood_pressure": "skipped", "high_blood_pressure_controlled": "yes"},
        ("withhold", False),
    ),
    ("ride_home", {"infusion_today": "no"}, NONE),
    ("ride_home", {"infusion_today": "not_sure"}, ("withhold", False)),
    ("makes_own_decisions", {"makes_own_decisions": "not_sure"}, ("withhold", False)),
    ("emergency_symptoms", {"emergency_symptoms": "skipped"}, ("withhold", True)),
    ("suicide_screen", {"asq_1": "no", "asq_2": "no", "asq_3": "no"}, ("caution_major", True)),
    ("suicide_screen", dict.fromkeys(("asq_1", "asq_2", "asq_3", "asq_4"), "no"), NONE),
    ("suicide_acute", dict.fromkeys(("asq_1", "asq_2", "asq_3", "asq_4"), "no"), NONE),
    ("suicide_acute", {"asq_1": "yes"}, ("withhold", True)),
    ("suicide_acute", {"asq_1": "yes", "asq_5": "no"}, NONE),
    ("pregnancy", {"sex_at_birth": "male"}, NONE),
    ("pregnancy", {"sex_at_birth": "male", "pregnancy": "yes"}, NONE),
    ("liver_disease", {"liver_disease": "no", "liver_disease_severity": "severe"}, NONE),
    ("pregnancy", {"can_be_pregnant": "not_sure", "pregnancy": "no"}, NONE),
    ("birth_date", {"birth_date": "2008-11-23"}, ("withhold", False)),
    ("birth_date", {"birth_date": "2008-11-22"}, NONE),
    ("birth_date", {"birth_date": "1961-11-22"}, ("caution_major", False)),
    ("birth_date", {"birth_date": "not_sure"}, ("withhold", False)),
]


@pytest.mark.parametrize(("rule", "answers", "wanted"), DEMANDS)
def test_it_demands_what_the_contract_says(
    bench: Workbench, rule: str, answers: Mapping[str, Any], wanted: tuple[str, bool]
) -> None:
    raw = next(each for each in bench.raw_rules if each["id"] == rule)

    got = bench.reading.of_answers(raw, answers)

    assert ((got.tier, got.urgent) if got else NONE) == wanted


def audit_c(one: Any, two: Any, three: Any) -> dict[str, Any]:
    return {"audit_c_1": one, "audit_c_2": two, "audit_c_3": three}


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ({**audit_c(3, 0, 0), "sex_at_birth": "male"}, NONE),
        ({**audit_c(3, 0, 0), "sex_at_birth": "not_sure"}, ("caution_major", False)),
        ({**audit_c(4, 0, 0), "sex_at_birth": "male"}, ("caution_major", False)),
        ({**audit_c(4, 4, "not_sure"), "sex_at_birth": "male"}, ("withhold", False)),
        ({**audit_c(1, 0, "skipped"), "sex_at_birth": "male"}, ("withhold", False)),
    ],
)
def test_a_total_with_an_unknown_item_takes_the_gravest_total(
    bench: Workbench, answers: Mapping[str, Any], wanted: tuple[str, bool]
) -> None:
    raw = next(each for each in bench.raw_rules if each["id"] == "alcohol_audit_c")

    got = bench.reading.of_score(raw, bench.items_of("auditc"), answers)

    assert ((got.tier, got.urgent) if got else NONE) == wanted
