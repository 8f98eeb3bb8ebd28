"""Fixtures over the shipped protocol and vocabulary: tests judge what patients will meet."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from kiosk.loading.protocol import load_protocol
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from tests.support.judge import Judge

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "suite", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def protocol() -> Protocol:
    """The shipped protocol."""
    return load_protocol(ROOT / "forms" / "ketamine-infusion")


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The shipped vocabulary."""
    return Vocabulary.load(ROOT / "forms" / "medications")


@pytest.fixture(scope="session")
def judge(protocol: Protocol, vocabulary: Vocabulary) -> Judge:
    """Assesses the healthy patient with changes."""
    return Judge(protocol, vocabulary)
