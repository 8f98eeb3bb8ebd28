"""A clinic whose staff are at work: a real store with records, and one account for each role."""

import shutil
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.backoffice import accounts
from kiosk.backoffice.office import Office
from kiosk.intake import FrontDesk
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from kiosk.records.audit import Audit, Entry
from kiosk.records.home import set_up
from kiosk.records.keys import Cost, Role
from kiosk.settings import Settings, load_settings, save_settings
from tests.support.printed import record_of

CHEAP = Cost(1, 8, 1)
PASSPHRASE = "a long enough passphrase"
NAMES = {
    Role.FRONT_DESK: "Fay Desk",
    Role.CLINICIAN: "J. Park",
    Role.ADMINISTRATOR: "Ada Min",
}


class BackRoom:
    """One clinic's folder, opened by one desk."""

    def __init__(self, desk: FrontDesk) -> None:
        self.desk = desk

    @property
    def summaries(self) -> Path:
        """Where pages go."""
        return self.desk.home.parent / "summaries"

    def office(self, role: Role = Role.CLINICIAN, **more: Any) -> Office:
        """The member of staff with this role, signed in."""
        return Office.sign_in(self.desk, NAMES[role], PASSPHRASE, **more)

    def hand_in(self, changes: dict[str, Any] | None = None, *, at: datetime | None = None) -> str:
        """A patient's finished intake, `at` or now; its id."""
        moment = at or self.desk.now()
        handed_in = moment.isoformat(timespec="seconds")
        record = record_of(changes or {}).model_copy(
            update={"id": str(uuid.uuid4()), "submitted_at": handed_in, "answered_at": handed_in}
        )
        self.desk.keep(record, moment)
        return record.id

    def ago(self, **time: float) -> datetime:
        """A moment before now."""
        return self.desk.now() - timedelta(**time)

    def told(self, office: Office | None = None) -> list[Entry]:
        """The audit; reasons are opened with an office."""
        return Audit(self.desk.store).entries(office.session if office else None)


@pytest.fixture(scope="session")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys and accounts are made once and copied."""
    home = tmp_path_factory.mktemp("clinic") / "home"
    sheet = set_up(home, PASSPHRASE, NAMES[Role.ADMINISTRATOR], cost=CHEAP)
    sheet.confirm(" ".join(sheet.words))
    save_settings(home, Settings(clinic="Riverside", phone="1", deliver="staff", alert="staff"))
    desk = FrontDesk(home, load_settings(home))
    office = Office.sign_in(desk, NAMES[Role.ADMINISTRATOR], PASSPHRASE)
    for role in (Role.CLINICIAN, Role.FRONT_DESK):
        accounts.add(office, NAMES[role], role, PASSPHRASE, cost=CHEAP)
    desk.close()
    return home


@pytest.fixture
def room(set_up_once: Path, tmp_path: Path, protocol: Protocol, vocabulary: Vocabulary) -> BackRoom:
    """A clinic of its own for the test."""
    home = tmp_path / "home"
    shutil.copytree(set_up_once, home)
    settings = load_settings(home).model_copy(
        update={"deliver": f"folder:{tmp_path / 'summaries'}"}
    )
    save_settings(home, settings)
    desk = FrontDesk(home, settings)
    desk.__dict__.update(protocol=protocol, vocabulary=vocabulary)
    return BackRoom(desk)
