"""What the clinic's own page states is all there: doses, reactions, contraindications, interactions."""

import pytest

from kiosk.model.protocol import Protocol

# indication, mg/kg, minutes, sessions a week, interval in weeks, weeks
STATED = [
    ("depression", ("0.5", "0.5"), 40, (1, 2), None, (4, 6)),
    ("anxiety", ("0.5", "0.5"), 40, (1, 1), None, (4, 6)),
    ("ptsd", ("0.5", "0.5"), 40, (1, 1), None, (4, 6)),
    ("chronic_pain", ("0.1", "0.5"), None, None, (1, 2), None),
    ("fibromyalgia", ("0.5", "0.5"), 40, None, (1, 2), None),
    ("migraine", ("0.5", "0.5"), 40, (1, 1), None, (4, 6)),
    ("bipolar", ("0.5", "0.5"), 40, (1, 2), None, (4, 6)),
    ("ocd", ("0.5", "0.5"), 40, (1, 1), None, (4, 6)),
    ("suicidal_ideation", ("0.5", "0.5"), 40, (1, 2), None, (4, 6)),
    ("substance_use_disorder", ("0.5", "0.5"), 40, (1, 1), None, (4, 6)),
]


@pytest.mark.parametrize("stated", STATED, ids=[row[0] for row in STATED])
def test_each_indication_as_stated(protocol: Protocol, stated: tuple[object, ...]) -> None:
    name, dose, minutes, per_week, interval, weeks = stated
    found = protocol.indication_by_id[str(name)]
    assert found.mg_per_kg is not None
    assert tuple(map(str, found.mg_per_kg)) == dose
    assert (found.minutes, found.sessions_per_week) == (minutes, per_week)
    assert (found.interval_weeks, found.weeks) == (interval, weeks)
    assert found.alternatives, "the clinic's page names alternatives for each of the ten"


def test_strengths_cost_and_route(protocol: Protocol) -> None:
    regimens = protocol.regimens
    assert (regimens.drug, regimens.route) == ("ketamine", "IV")
    assert regimens.strengths_mg_per_ml == (10, 50, 100)
    assert regimens.cost_usd_per_session == (400, 800)
    assert {note.id for note in regimens.notes} == {f"X{n}" for n in range(1, 19)}


def test_reactions_contraindications_and_interactions(protocol: Protocol) -> None:
    education = protocol.education
    frequencies = [reaction.frequency for reaction in education.reactions]
    assert (len(frequencies), frequencies.count("common")) == (9, 6)
    assert len(education.contraindications) == 7
    named = {each.id: " ".join(each.examples).lower() for each in education.interactions}
    assert len(named) == 5
    said = " ".join(named.values())
    for example in (
        "xanax",
        "valium",
        "oxycontin",
        "vicodin",
        "phenobarbital",
        "benadryl",
        "nardil",
    ):
        assert example in said


def test_pregnancy_by_trimester_and_breastfeeding(protocol: Protocol) -> None:
    assert len(protocol.education.pregnancy) >= 3
    assert protocol.education.breastfeeding
