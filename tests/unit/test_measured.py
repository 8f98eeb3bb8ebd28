"""What staff measure: judged by the vital-sign lines, over the stated weight, in a version of its own."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.clinical.record import measure, reassess
from kiosk.model.measured import Measured
from kiosk.model.record import Record
from kiosk.records.audit import Audit
from kiosk.records.keys import Keys
from kiosk.records.store import Envelope, Store
from kiosk.summary import render
from tests.support.command import PASSPHRASE, Clinic, new_clinic
from tests.support.judge import flag, tiers
from tests.support.layout_audit import text_of
from tests.support.printed import protocol, record_of, vocabulary

CALM = {"systolic": 120, "diastolic": 80, "heart_rate": 70, "spo2": 98}
"""Vital signs that no line speaks against."""

SMALL = {"weight": {"value": "40", "unit": "kg", "confirmed": True}}
"""Outside the usual weights, read back and confirmed."""


def measured(record: Record, **values: Any) -> Record:
    """`record` after staff measured `values`."""
    return measure(record, protocol(), vocabulary(), Measured(**values))


@pytest.mark.parametrize(
    ("measure_name", "value", "tier", "urgent"),
    [
        ("systolic", 181, "withhold", True),
        ("systolic", 180, "withhold", False),
        ("systolic", 160, "withhold", False),
        ("systolic", 159, "caution_major", False),
        ("systolic", 141, "caution_major", False),
        ("systolic", 140, None, False),
        ("systolic", 90, None, False),
        ("systolic", 89, "withhold", False),
        ("diastolic", 111, "withhold", True),
        ("diastolic", 110, "withhold", False),
        ("diastolic", 100, "withhold", False),
        ("diastolic", 99, "caution_major", False),
        ("diastolic", 91, "caution_major", False),
        ("diastolic", 90, None, False),
        ("heart_rate", 121, "withhold", False),
        ("heart_rate", 120, None, False),
        ("heart_rate", 50, None, False),
        ("heart_rate", 49, "withhold", False),
        ("spo2", 95, None, False),
        ("spo2", 94, "withhold", False),
    ],
)
def test_each_proposed_line_at_and_across_its_limit(
    measure_name: str, value: int, tier: str | None, urgent: bool
) -> None:
    """Clinical reference, "Vital-sign lines"."""
    before = record_of()
    found = measured(before, **{**CALM, measure_name: value}).assessment
    new = {
        rule: each for rule, each in tiers(found).items() if rule not in tiers(before.assessment)
    }
    assert list(new.values()) == ([] if tier is None else [(tier, urgent)])
    assert found.urgent is urgent
    assert (found.disposition == "withheld") is (tier == "withhold")
    assert found.cleared


def test_what_a_patient_says_of_their_blood_pressure_raises_no_line() -> None:
    record = record_of({"high_blood_pressure": "yes", "high_blood_pressure_controlled": "no"})
    lines = {vital.id for vital in protocol().vitals}
    assert not lines & tiers(record.assessment).keys()
    assert not record.assessment.cleared


@pytest.mark.parametrize(
    ("systolic", "diastolic", "rule"),
    [(195, 112, "systolic_urgent"), (165, 112, "diastolic_urgent"), (145, 101, "diastolic_high")],
)
def test_a_blood_pressure_is_one_flag_and_the_gravest(
    systolic: int, diastolic: int, rule: str
) -> None:
    """Both numbers stand in it, and the page counts one contraindication."""
    record = measured(record_of(), **{**CALM, "systolic": systolic, "diastolic": diastolic})
    found = [each for each in record.assessment.flags if each.reference == "VS"]
    assert [each.rule for each in found] == [rule]
    assert found[0].answers == {"systolic": systolic, "diastolic": diastolic}
    text = text_of(render(record, protocol()))
    assert "1 contraindication reported" in text


@pytest.mark.parametrize("missing", sorted(CALM))
def test_cleared_only_when_every_vital_sign_is_measured(missing: str) -> None:
    some = {name: value for name, value in CALM.items() if name != missing}
    part = measured(record_of(), **some)
    assert not part.assessment.cleared
    whole = measured(part, **{missing: CALM[missing]})
    assert whole.measured == Measured(**CALM), "what was measured before still counts"
    assert whole.assessment.cleared


def test_a_measured_weight_replaces_the_stated_one() -> None:
    stated = record_of(SMALL)
    caution = flag(stated.assessment, "weight")
    assert caution and caution.tier == "caution_major"
    weighed = measured(stated, weight_kg="71.25").assessment
    assert weighed.weight and (weighed.weight.kg, weighed.weight.stated) == ("71.3", False)
    assert flag(weighed, "weight") is None
    (regimen,) = weighed.regimens
    assert regimen.dose_mg == ("35.7", "35.7"), "0.5 mg/kg of the measured weight"


def test_an_unusual_weight_that_was_measured_is_no_caution() -> None:
    weighed = measured(record_of(SMALL), weight_kg="44").assessment
    assert flag(weighed, "weight") is None
    assert weighed.regimens


def test_the_hard_limits_hold_for_a_measured_weight_too() -> None:
    for kg in ("29.9", "300.1"):
        weighed = measured(record_of(), weight_kg=kg).assessment
        found = flag(weighed, "weight")
        assert found and found.tier == "withhold"
        assert not weighed.regimens
        assert "measured weight" in found.reason
        assert "stated" not in found.reason


def test_the_page_says_whether_the_weight_that_is_not_plausible_was_stated_or_measured() -> None:
    said = record_of({"weight": {"value": "29", "unit": "kg", "confirmed": True}})
    for record, source in ((said, "stated"), (measured(record_of(), weight_kg="29"), "measured")):
        text = text_of(render(record, protocol()))
        assert f"The {source} weight" in text


def test_a_weight_that_nobody_stated_can_be_measured() -> None:
    without = record_of({"weight": "skipped"})
    assert not without.assessment.regimens
    assert measured(without, weight_kg="70").assessment.regimens


def test_the_same_values_judge_alike_again() -> None:
    record = measured(record_of(), **CALM, weight_kg="70")
    again = reassess(record, protocol(), vocabulary(), record.measured)
    assert again.to_json() == record.assessment.to_json()
    assert reassess(record, protocol(), vocabulary()).to_json() != record.assessment.to_json()


def test_the_page_of_a_measured_patient_is_cleared_and_says_no_weight_is_stated() -> None:
    before, after = record_of(), measured(record_of(), **CALM, weight_kg="71.2")
    for record, seen in ((before, True), (after, False)):
        text = text_of(render(record, protocol()))
        assert ("NOT CLEARED" in text) is seen
        assert ("STATED, NOT MEASURED" in text) is seen
    assert "71.2 kg" in text


def test_a_crossed_line_stands_on_the_page() -> None:
    high = measured(record_of(), **{**CALM, "systolic": 165})
    text = text_of(render(high, protocol()))
    assert "Blood pressure too high today" in text
    assert "165" in text


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    """A kiosk that is set up and holds one record."""
    made = new_clinic(tmp_path_factory.mktemp("clinic"))
    store = Store.open(made.home / "kiosk")
    record = record_of(SMALL)
    store.save(
        record.id,
        Envelope(
            form=record.form.id,
            form_version=record.form.version,
            submitted_at=datetime.fromisoformat(record.submitted_at),
            urgent=False,
            kiosk=record.kiosk,
        ),
        record.model_dump(mode="json", exclude={"measured"}),
    )
    store.close()
    return made


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "--weight-kg"),
        (["--bp", "high"], "--bp"),
        (["--bp", "82/128"], "--bp"),
        (["--bp", "900/80"], "--bp"),
        (["--weight-kg", "71,2"], "--weight-kg"),
        (["--weight-kg", "0"], "--weight-kg"),
        (["--weight-kg", "-70"], "--weight-kg"),
        (["--heart-rate", "72.5"], "--heart-rate"),
        (["--spo2", "101"], "--spo2"),
        (["--spo2", "9" * 400], "--spo2"),
    ],
)
def test_a_bad_value_is_one_line_and_keeps_nothing(
    clinic: Clinic, arguments: list[str], named: str
) -> None:
    done = clinic.staff("records", "measure", record_of().id, *arguments)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert named in line
    assert versions(clinic.home)[1:] == []


def test_staff_measure_at_the_command_line(clinic: Clinic) -> None:
    """Twice: part, then the rest. Every version stays, and each is judged alike again."""
    record_id = record_of().id
    first = clinic.staff("records", "measure", record_id, "--bp", "165/92", "--weight-kg", "71.2")
    assert first.returncode == 0
    assert first.stderr.startswith("71.2 kg measured, 40 kg stated."), "a slip may be behind it"
    assert first.stdout.startswith("Regimen withheld.\nNOT CLEARED")
    assert "CONTRAINDICATION: Blood pressure too high today" in first.stdout
    second = clinic.staff(
        *("records", "measure", record_id, "--bp", "128/82", "--heart-rate", "72", "--spo2", "98")
    )
    assert second.stdout == "Provisional regimen.\nVital signs are complete.\n"
    patients, part, whole = versions(clinic.home)
    assert patients.measured is None
    assert part.measured == Measured(weight_kg="71.2", systolic=165, diastolic=92)
    assert whole.measured and whole.measured.complete
    assert whole.measured.weight_kg == "71.2"
    assert whole.answers == part.answers == patients.answers
    checked = clinic.staff("records", "verify", "--reassess")
    assert (checked.returncode, checked.stdout) == (0, "")
    page = clinic.home / "page.pdf"
    assert clinic.staff("records", "print", record_id, "--out", str(page)).returncode == 0
    assert "NOT CLEARED" not in text_of(page.read_bytes())


def versions(home: Path) -> list[Record]:
    """Every version of the one record, oldest first."""
    store = Store.open(home / "kiosk")
    session = Keys.load(store.home).unlock("staff", PASSPHRASE, idle_seconds=None)
    found = [Record.model_validate(each.body) for each in store.versions(record_of().id, session)]
    told = [entry.what for entry in Audit(store).entries(session)]
    assert told.count("measured") == len(found) - 1
    store.close()
    return found
