"""Over all cuts and flips: a draft gives back what was acknowledged before the damage."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.records.keys import StaffSession
from tests.support.sealed_clinic import Clinic, open_clinic

EVENTS = [{"question": f"q{number}", "value": "x" * (number * 97 % 400)} for number in range(12)]


@pytest.fixture(scope="module")
def written() -> Iterator[tuple[Clinic, StaffSession, Path, bytes]]:
    folder = Path(tempfile.mkdtemp())
    clinic = open_clinic(folder / "home")
    draft = clinic.drafts().begin()
    for event in EVENTS:
        draft.append(event)
    draft.close()
    (path,) = (clinic.home / "drafts").iterdir()
    yield clinic, clinic.session(idle_seconds=None), path, path.read_bytes()
    shutil.rmtree(folder)


@given(data=st.data())
def test_a_cut_anywhere_leaves_the_events_before_it(
    written: tuple[Clinic, StaffSession, Path, bytes], data: st.DataObject
) -> None:
    clinic, session, path, whole = written
    head = whole.index(b"\n") + 1
    cut = data.draw(st.integers(head, len(whole)))
    path.write_bytes(whole[:cut])
    (seen,) = clinic.drafts().abandoned(session)
    complete = whole[head:cut].count(b"\n")
    assert (seen.events, seen.damaged) == (EVENTS[:complete], 0)


@given(data=st.data())
def test_a_flipped_bit_costs_its_own_line_at_most_and_is_counted(
    written: tuple[Clinic, StaffSession, Path, bytes], data: st.DataObject
) -> None:
    clinic, session, path, whole = written
    head = whole.index(b"\n") + 1
    damaged = bytearray(whole)
    damaged[data.draw(st.integers(head, len(whole) - 2))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(damaged)
    (seen,) = clinic.drafts().abandoned(session)
    # One line, or two when the break between them is hit.
    assert 1 <= seen.damaged <= 2
    assert len(seen.events) >= len(EVENTS) - 2
    assert seen.events == [event for event in EVENTS if event in seen.events]
