"""Fixtures: a clinic whose staff are at work, and one whose staff export and count."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.backoffice.office import Office
from kiosk.intake import FrontDesk
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from kiosk.settings import Settings
from tests.support.back_room import room, set_up_once
from tests.support.sealed_clinic import open_clinic
from tests.unit.backoffice.stored import Exporting

__all__ = ["clinic", "room", "set_up_once"]


@pytest.fixture
def clinic(tmp_path: Path, protocol: Protocol, vocabulary: Vocabulary) -> Iterator[Exporting]:
    opened = open_clinic(tmp_path / "home")
    settings = Settings(clinic="Riverside", phone="1", deliver="staff", alert="staff")
    desk = FrontDesk(opened.home, settings)
    desk.__dict__.update(protocol=protocol, vocabulary=vocabulary)
    yield Exporting(Office(desk, opened.session()))
    desk.close()
