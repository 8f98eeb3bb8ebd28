"""Invented patients as answers files: a healthy one, and what is laid over it."""

import json
from typing import Any

ANSWERED_AT = "2026-11-22T10:00:00-06:00"

HEALTHY: dict[str, Any] = {
    "given_name": "Ana",
    "family_name": "Díaz",
    "birth_date": "1984-03-02",
    "sex_at_birth": "female",
    "height": {"value": "170", "unit": "cm"},
    "weight": {"value": "70", "unit": "kg"},
    "makes_own_decisions": "yes",
    "memory_loss": "no",
    "main_reason": "depression",
    "other_reasons": [],
    "prior_treatments": "two_or_more",
    "can_be_pregnant": "yes",
    "pregnancy": "no",
    "breastfeeding": "no",
    "eye_condition": "none",
    "ketamine_reaction": "none",
    "allergies": [],
    "drug_use": "none",
    "ketamine_last_treated": "never",
    "takes_no_medications": "yes",
    "medications": [],
    "infusion_today": "no",
    **{f"asq_{n}": "no" for n in range(1, 5)},
    **{f"audit_c_{n}": 0 for n in range(1, 4)},
    **{f"phq9_{n}": 0 for n in range(1, 10)},
    **dict.fromkeys(
        (
            "emergency_symptoms",
            "thoughts_of_harming_others",
            "hearing_or_seeing_things",
            "withdrawal_symptoms",
            "unusually_high_now",
            "intoxicated_now",
            "high_blood_pressure",
            "heart_disease",
            "heart_rhythm",
            "stroke",
            "aneurysm",
            "vascular_malformation",
            "brain_bleed",
            "pressure_hazard",
            "intracranial_pressure",
            "head_injury",
            "seizure",
            "overactive_thyroid",
            "liver_disease",
            "kidney_failure",
            "bladder_symptoms",
            "lung_disease",
            "sleep_apnea",
            "porphyria",
            "myasthenia_gravis",
            "anesthesia_problems",
            "psychosis",
            "family_psychosis",
            "bipolar",
            "dissociative_disorder",
            "ketamine_use_nonmedical",
        ),
        "no",
    ),
}

TODAY: dict[str, Any] = {
    "infusion_today": "yes",
    "last_food_hours": 9,
    "last_drink_hours": 4,
    "last_drink_kind": "clear",
    "ride_home": "yes",
    "substances_24h": [],
    "stomach_symptoms": "no",
    "blood_pressure_medicine_today": "yes",
}
"""The answers of the last part when the infusion is today and nothing speaks against it."""


def answers(**changes: Any) -> dict[str, Any]:
    """The healthy patient's answers with `changes`; None takes an answer away."""
    merged = {**HEALTHY, **changes}
    return {question: value for question, value in merged.items() if value is not None}


def answers_file(**changes: Any) -> str:
    """An answers file of the healthy patient with `changes`."""
    return json.dumps(
        {
            "form": "ketamine-infusion",
            "language": "en",
            "answered_at": ANSWERED_AT,
            "answers": answers(**changes),
        }
    )
