"""A clinic's numbers: who may see them, what is counted, and that the audit knows."""

from datetime import date, timedelta
from typing import Any

import pytest

from kiosk.backoffice.office import Office
from kiosk.backoffice.reporting import report
from kiosk.records.audit import Audit
from kiosk.records.drafts import Drafts
from kiosk.records.faults import NotAllowed, SignedOut
from kiosk.records.keys import Role
from kiosk.report import Report
from tests.unit.backoffice.stored import Exporting, silent


def counted(clinic: Exporting, **days: Any) -> Report:
    return report(clinic.office, days.get("since"), days.get("until"), silent)


def unfinished(clinic: Exporting, *answered: tuple[str, str], paper: str = "") -> None:
    """An intake that was left after these answers."""
    draft = Drafts(clinic.desk.home).begin()
    draft.append({"kind": "begun", "language": "en", "transcribed_by": paper})
    for question, answer in answered:
        draft.append({"kind": "answered", "question": question, "answer": answer})
    draft.set_aside()


def test_every_record_is_counted_and_the_audit_knows(clinic: Exporting) -> None:
    clinic.patient()
    clinic.patient(days_ago=40, aneurysm="yes")
    broken = clinic.patient()
    clinic.damage(broken)
    found = counted(clinic)
    assert (found.records, found.unreadable) == (2, 1)
    assert [each.code for each in found.flags if each.note == "withhold"] == ["aneurysm"]
    assert counted(clinic, since=date(2026, 11, 1)).records == 1
    assert counted(clinic, until=date(2026, 11, 1)).records == 1
    last = Audit(clinic.desk.store).entries(clinic.session)[-1]
    assert (last.who, last.what, last.why) == (clinic.office.name, "reported", "1 records")


def test_where_patients_stop_is_counted_without_a_word_of_them(clinic: Exporting) -> None:
    unfinished(clinic)
    unfinished(clinic, ("emergency_symptoms", "no"))
    unfinished(clinic, ("emergency_symptoms", "no"), paper="Robin")
    running = Drafts(clinic.desk.home, "another").begin()
    found = counted(clinic)
    running.close()
    form = clinic.desk.protocol.questionnaire
    first, second = (q.link_id for q in form.questions[:2])
    assert {each.code: each.number for each in found.abandoned} == {first: 1, second: 1}
    tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011 - a day as staff type it
    assert counted(clinic, since=tomorrow).abandoned == ()


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.ADMINISTRATOR])
def test_clinical_accounts_may_count(clinic: Exporting, role: Role) -> None:
    clinic.session.role = role
    assert counted(clinic).records == 0


def test_the_front_desk_and_the_signed_out_may_not(clinic: Exporting) -> None:
    clinic.session.role = Role.FRONT_DESK
    with pytest.raises(NotAllowed, match="report"):
        counted(clinic)
    last = Audit(clinic.desk.store).entries(clinic.session)[-1]
    assert (last.what, last.subject) == ("refused", "report")
    office = Office(clinic.desk, clinic.session)
    clinic.session.close()
    with pytest.raises(SignedOut):
        report(office, None, None, silent)
