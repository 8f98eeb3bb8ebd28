"""The protocol that is shipped is sound: the whole check, and each invented patient by name."""

import pytest

from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from kiosk.verify.check import examine
from kiosk.verify.vignettes import Patient, read_vignettes
from tests.conftest import ROOT

FOLDER = ROOT / "forms" / "ketamine-infusion"
PATIENTS = read_vignettes(FOLDER)


def test_the_check_finds_nothing_and_says_what_it_proved(vocabulary: Vocabulary) -> None:
    report = examine(FOLDER, None, vocabulary)

    assert [str(finding) for finding in report.findings] == []
    proved = {each.rule for each in report.proof.proved if each.withholds}
    assert {"stroke", "pregnancy", "suicide_acute", "methylxanthine", "weight"} <= proved
    assert "pregnancy [P3] withholds: 180 of" in "\n".join(report.notes)


def test_there_are_enough_invented_patients() -> None:
    assert len(PATIENTS) >= 60


@pytest.mark.parametrize("patient", PATIENTS, ids=lambda patient: patient.vignette.id)
def test_the_invented_patient_is_judged_as_written(
    patient: Patient, protocol: Protocol, vocabulary: Vocabulary
) -> None:
    expect = patient.vignette.expect

    assessment = patient.judge(protocol, vocabulary)

    raised = {flag.rule for flag in assessment.flags}
    assert (assessment.disposition, assessment.urgent) == (expect.disposition, expect.urgent)
    assert set(expect.flags) - raised == set()
    assert set(expect.not_flags) & raised == set()
