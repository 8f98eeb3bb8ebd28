"""A desk that exports into a folder of its own."""

from pathlib import Path

import pytest

from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from tests.unit.exports.making import Desk


@pytest.fixture
def desk(protocol: Protocol, vocabulary: Vocabulary, tmp_path: Path) -> Desk:
    """Exports go to a folder that does not exist yet."""
    return Desk(protocol, vocabulary, tmp_path / "out")
