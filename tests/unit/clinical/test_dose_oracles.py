"""The dose arithmetic against the clinical reference's oracles (section 6): exact, half up, no floats."""

from decimal import Decimal

import pytest

from kiosk.clinical.regimen import (
    dose_mg,
    mg_per_hour,
    ml_per_hour,
    rate_mcg_kg_min,
    volume_ml,
)
from kiosk.clinical.weight import ideal_weight
from kiosk.model.answer import Weight
from kiosk.model.units import in_kilograms, printed
from tests.support.judge import Judge, flag

# entry, unit, kg, mg/kg, minutes, mg, mL at 10, 50, 100, mcg/kg/min, mg/h, mL in the bag, mL/h
ORACLES = [
    ("70", "kg", "70", "0.5", 40, "35", "3.5", "0.7", "0.35", "12.5", "52.5", "100", "150"),
    ("154", "lb", "69.9", "0.5", 40, "35", "3.5", "0.7", "0.35", "12.5", "52.5", "100", "150"),
    ("62.3", "kg", "62.3", "0.5", 40, "31.2", "3.12", "0.62", "0.31", "12.5", "46.8", "100", "150"),
    ("110.5", "kg", "110.5", "0.5", 40, "55.3", "5.53", "1.11", "0.55", "12.5", "83", "100", "150"),
    ("300", "lb", "136.1", "0.5", 40, "68.1", "6.81", "1.36", "0.68", "12.5", "102.2", "250", "375"),
    ("45", "kg", "45", "0.5", 40, "22.5", "2.25", "0.45", "0.23", "12.5", "33.8", "50", "75"),
    ("220", "lb", "99.8", "0.5", 40, "49.9", "4.99", "1", "0.5", "12.5", "74.9", "100", "150"),
    ("58.9", "kg", "58.9", "0.5", 40, "29.5", "2.95", "0.59", "0.3", "12.5", "44.3", "100.59", "150.9"),
    ("80", "kg", "80", "0.1", 240, "8", "0.8", "0.16", "0.08", "0.42", "2", "250", "62.5"),
    ("80", "kg", "80", "0.5", 240, "40", "4", "0.8", "0.4", "2.08", "10", "250", "62.5"),
    ("80", "kg", "80", "0.5", None, "40", "4", "0.8", "0.4", None, None, None, None),
    ("50", "kg", "50", "0.5", 40, "25", "2.5", "0.5", "0.25", "12.5", "37.5", "50", "75"),
    ("185", "lb", "83.9", "0.5", 40, "42", "4.2", "0.84", "0.42", "12.5", "63", "100", "150"),
    ("154", "kg", "154", "0.5", 40, "77", "7.7", "1.54", "0.77", "12.5", "115.5", "100", "150"),
]  # fmt: skip


@pytest.mark.parametrize("oracle", ORACLES, ids=[f"{n}" for n in range(1, 15)])
def test_oracle(oracle: tuple[str | int | None, ...]) -> None:
    entry, unit, kg, per_kg, minutes, mg, at10, at50, at100, rate, hour, bag, pump = oracle
    weight = in_kilograms(Weight.model_validate({"value": entry, "unit": unit}))
    assert printed(weight) == kg
    dose = dose_mg(Decimal(str(per_kg)), weight)
    assert printed(dose) == mg
    assert [printed(volume_ml(dose, s)) for s in (10, 50, 100)] == [at10, at50, at100]
    if isinstance(minutes, int):
        assert printed(rate_mcg_kg_min(Decimal(str(per_kg)), minutes)) == rate
        assert printed(mg_per_hour(dose, minutes)) == hour
        assert printed(ml_per_hour(Decimal(str(bag)), minutes)) == pump


@pytest.mark.parametrize(
    ("base", "cm", "kg"),
    [
        ("50", "170", "65.9"),
        ("45.5", "165", "56.9"),
        ("50", "152.4", "50"),
        ("45.5", "150", "45.5"),
    ],
)
def test_ideal_weight_is_floored_at_sixty_inches(base: str, cm: str, kg: str) -> None:
    assert printed(ideal_weight(Decimal(cm), Decimal(base))) == kg


def test_whole_regimen_of_oracle_2(judge: Judge) -> None:
    """154 lb at 170 cm, depression: every printed figure of the contract's example."""
    found = judge(weight={"value": "154", "unit": "lb"})
    (regimen,) = found.regimens
    assert found.disposition == "provisional"
    assert found.weight is not None
    assert (found.weight.kg, found.weight.bmi, found.weight.stated) == ("69.9", "24.2", True)
    assert regimen.dose_mg == ("35", "35")
    assert regimen.volume_ml == {
        "10": ("3.5", "3.5"),
        "50": ("0.7", "0.7"),
        "100": ("0.35", "0.35"),
    }
    assert (regimen.infusion_minutes, regimen.mcg_per_kg_min, regimen.mg_per_h) == (
        40,
        "12.5",
        "52.5",
    )
    assert (regimen.sessions_per_week, regimen.weeks, regimen.sessions) == ((1, 2), (4, 6), (4, 12))
    assert regimen.cost_usd == (1600, 9600)
    assert regimen.ml_per_h is None, "no bag volume is set, so no pump rate may be printed"


def test_negative_oracle_14_is_stopped(judge: Judge) -> None:
    """154 lb typed as kg: at 170 cm the BMI is 53.3, and without a confirmation there is no dose."""
    found = judge(weight={"value": "154", "unit": "kg"})
    weight_flag = flag(found, "weight")
    assert found.weight is not None
    assert found.weight.bmi == "53.3"
    assert weight_flag is not None
    assert (weight_flag.reference, weight_flag.tier) == ("P2", "withhold")
    assert (found.disposition, found.regimens) == ("withheld", ())
