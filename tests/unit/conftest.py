"""A kiosk without a screen, for tests of what is behind it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.commands.setup import prepare
from kiosk.intake import FrontDesk
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from kiosk.records.rows import RecordsDB
from kiosk.records.store import Store
from kiosk.settings import Settings, load_settings


@pytest.fixture(scope="module")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys are made once: argon2 is slow on purpose."""
    home = tmp_path_factory.mktemp("clinic") / "home"
    settings = Settings(clinic="Riverside", phone="1", deliver="staff", alert="command:true")
    prepare(home, settings, "correct horse battery staple", "staff")
    return home


@pytest.fixture
def opens(
    set_up_once: Path, tmp_path: Path, protocol: Protocol, vocabulary: Vocabulary
) -> Callable[[], FrontDesk]:
    """Start the kiosk of this test, again after a crash too."""
    home = tmp_path / "home"
    shutil.copytree(set_up_once, home)

    def start() -> FrontDesk:
        desk = FrontDesk(home, load_settings(home))
        Store.open(home).close()
        store = Store(home, RecordsDB(home / "records.db", busy_seconds=0.1))
        desk.__dict__.update(protocol=protocol, vocabulary=vocabulary, store=store)
        return desk

    return start


@pytest.fixture
def desk(opens: Callable[[], FrontDesk]) -> FrontDesk:
    """The kiosk of this test."""
    return opens()
