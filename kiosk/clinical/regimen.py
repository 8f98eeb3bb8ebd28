"""The provisional regimen: the clinic page's figures times the dosing weight, shown step by step.

Rounding follows the clinical reference, section 6: mg half up to 0.1 once; mL half up to 0.01 from the
rounded mg; mcg/kg/min half up to 0.01 from the nominal dose; mg/h half up to 0.1 from the rounded mg;
trailing zeros stripped when printed. What the protocol does not state stays None and is never guessed.
"""

from decimal import Decimal

from kiosk.model.assessment import Regimen
from kiosk.model.protocol import Indication, Regimens
from kiosk.model.units import HUNDREDTH, TENTH, half_up, printed

_MINUTES_PER_HOUR = 60
_MCG_PER_MG = 1_000


def dose_mg(mg_per_kg: Decimal, kg: Decimal) -> Decimal:
    """mg, half up to 0.1."""
    return half_up(mg_per_kg * kg, TENTH)


def volume_ml(mg: Decimal, mg_per_ml: int) -> Decimal:
    """mL of a strength, half up to 0.01, from the rounded mg."""
    return half_up(mg / mg_per_ml, HUNDREDTH)


def rate_mcg_kg_min(mg_per_kg: Decimal, minutes: int) -> Decimal:
    """mcg/kg/min, half up to 0.01, from the nominal dose."""
    return half_up(mg_per_kg * _MCG_PER_MG / minutes, HUNDREDTH)


def mg_per_hour(mg: Decimal, minutes: int) -> Decimal:
    """mg/h, half up to 0.1, from the rounded mg."""
    return half_up(mg * _MINUTES_PER_HOUR / minutes, TENTH)


def ml_per_hour(total_ml: Decimal, minutes: int) -> Decimal:
    """mL/h of a bag brought to `total_ml`, half up to 0.1."""
    return half_up(total_ml * _MINUTES_PER_HOUR / minutes, TENTH)


def sessions_of(indication: Indication) -> tuple[int, int] | None:
    """Fewest and most infusions of a course; None where the course length is not stated (X4, X5)."""
    if indication.weeks is None or indication.sessions_per_week is None:
        return None
    per_week, weeks = indication.sessions_per_week, indication.weeks
    return per_week[0] * weeks[0], per_week[1] * weeks[1]


def regimen(indication: Indication, regimens: Regimens, kg: Decimal) -> Regimen | None:
    """The regimen for `kg` (above zero, one decimal); None where the protocol states no dose."""
    if indication.mg_per_kg is None:
        return None
    low, high = (dose_mg(each, kg) for each in indication.mg_per_kg)
    minutes = indication.minutes
    # A rate is printed only for a single dose over a stated time: a range has no one rate (X2).
    single = minutes if indication.mg_per_kg[0] == indication.mg_per_kg[1] else None
    sessions = sessions_of(indication)
    cost = regimens.cost_usd_per_session
    bag = regimens.bag_ml
    return Regimen(
        indication=indication.id,
        mg_per_kg=(printed(indication.mg_per_kg[0]), printed(indication.mg_per_kg[1])),
        dose_mg=(printed(low), printed(high)),
        volume_ml={
            str(strength): (printed(volume_ml(low, strength)), printed(volume_ml(high, strength)))
            for strength in regimens.strengths_mg_per_ml
        },
        infusion_minutes=minutes,
        mcg_per_kg_min=printed(rate_mcg_kg_min(indication.mg_per_kg[0], single))
        if single
        else None,
        mg_per_h=printed(mg_per_hour(low, single)) if single else None,
        ml_per_h=printed(ml_per_hour(Decimal(bag), single)) if single and bag else None,
        sessions_per_week=indication.sessions_per_week,
        interval_weeks=indication.interval_weeks,
        weeks=indication.weeks,
        sessions=sessions,
        cost_per_session_usd=cost,
        cost_usd=(sessions[0] * cost[0], sessions[1] * cost[1]) if sessions else None,
        notes=indication.notes,
    )
