"""The shipped protocol with both readings of it."""

import pytest

from kiosk.loading.protocol import read_folder
from kiosk.medications.vocabulary import Vocabulary
from kiosk.verify.workbench import Workbench
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def bench(vocabulary: Vocabulary) -> Workbench:
    """Both readings of the shipped protocol."""
    return Workbench(read_folder(ROOT / "forms" / "ketamine-infusion"), vocabulary)
