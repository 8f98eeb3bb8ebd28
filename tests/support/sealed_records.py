"""Fixtures for tests of stored records: a clinic that was just set up, its store, staff signed in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.records.keys import StaffSession
from kiosk.records.store import Store
from tests.support.sealed_clinic import Clinic, open_clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A clinic in a folder of its own."""
    return open_clinic(tmp_path / "home")


@pytest.fixture
def store(clinic: Clinic) -> Iterator[Store]:
    """Its store, as the kiosk opens it."""
    store = clinic.store()
    yield store
    store.close()


@pytest.fixture
def session(clinic: Clinic) -> StaffSession:
    """Staff signed in."""
    return clinic.session()
