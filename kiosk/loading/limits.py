"""How far a clinic may change a number of the protocol, and which numbers stand behind the weight."""

SWITCHED = ("gad7", "pcl5", "peg")
"""The instruments that no rule reads, so that a clinic may ask them or not."""

ORDERED = (
    ("weight_kg_hard_low", "weight_kg_soft_low", "weight_kg_soft_high", "weight_kg_hard_high"),
    ("height_cm_hard_low", "height_cm_hard_high"),
    ("bmi_hard_low", "bmi_soft_low", "bmi_soft_high", "bmi_hard_high"),
    ("age_withhold_below", "age_minor_from", "age_major_from", "age_withhold_from"),
    ("fasting_clear_hours", "fasting_food_hours"),
    (
        *("systolic_withhold_below", "systolic_caution_above"),
        *("systolic_withhold_from", "systolic_urgent_above"),
    ),
    ("diastolic_caution_above", "diastolic_withhold_from", "diastolic_urgent_above"),
    ("heart_rate_withhold_below", "heart_rate_withhold_above"),
    ("audit_c_men", "audit_c_withhold"),
    ("audit_c_other", "audit_c_withhold"),
)
"""Thresholds that must rise from left to right, or one line would swallow the next."""

ONLY_UP = (
    *("weight_kg_hard_low", "weight_kg_soft_low", "bmi_hard_low", "bmi_soft_low"),
    *("height_cm_hard_low", "age_withhold_below"),
    *("head_injury_months", "seizure_months", "eye_surgery_months", "drug_use_withhold_months"),
)
"""Guards that read back, ask or withhold more when they rise. A clinic may never make a guard wider."""

ONLY_DOWN = (
    *("weight_kg_hard_high", "weight_kg_soft_high", "bmi_hard_high", "bmi_soft_high", "bmi_note"),
    *("height_cm_hard_high", "age_withhold_from", "age_major_from", "age_minor_from"),
)
"""Guards that read back, flag or withhold more when they fall."""

AT_LEAST = {"fasting_clear_hours": 1, "fasting_food_hours": 2}
"""Hours below which a fasting rule would be none."""

READ_BY_WEIGHT = {
    "implausible": (
        *("weight_kg_hard_low", "weight_kg_hard_high", "height_cm_hard_low"),
        *("height_cm_hard_high", "bmi_hard_low", "bmi_hard_high"),
    ),
    "unconfirmed": ("bmi_soft_low", "bmi_soft_high", "weight_kg_soft_low", "weight_kg_soft_high"),
    "outside_soft": ("weight_kg_soft_low", "weight_kg_soft_high"),
    "bmi_note": ("bmi_note",),
}
"""The thresholds behind each outcome of the rule over the weight."""

MOST_MONTHS = 120
"""Ten years: a look-back beyond it is a slip of the finger."""

LARGEST_BAG_ML = 10_000
"""Above this somebody has mistyped."""
