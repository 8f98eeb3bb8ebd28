"""A clinic of its own for each test here."""

from tests.support.sealed_records import clinic, session, store

__all__ = ["clinic", "session", "store"]
