"""Drafts: whatever happens to the kiosk, the patient goes on at the same question."""

import json
import os
from pathlib import Path

import pytest

from kiosk.records import files, runtime
from kiosk.records.faults import (
    Damaged,
    DraftInUse,
    NotDurable,
    ReadOnly,
    StorageFull,
    UnknownDraft,
    WrongWords,
)
from kiosk.records.keys import StaffSession
from tests.durability.limits import limited_file_size
from tests.support.sealed_clinic import Clinic

EVENTS = [{"question": "given_name", "value": "Zdenka"}, {"question": "asq_1", "value": "yes"}]


def draft_file(clinic: Clinic) -> Path:
    (path,) = (clinic.home / "drafts").iterdir()
    return path


def started(clinic: Clinic) -> str:
    """A draft with EVENTS, whose process died; returns its code."""
    draft = clinic.drafts().begin()
    for event in EVENTS:
        draft.append(event)
    draft.close()
    return draft.code


def test_a_restarted_kiosk_goes_on_by_itself_and_still_shows_the_code(clinic: Clinic) -> None:
    code = started(clinic)
    draft = clinic.drafts().resume_local()
    assert draft is not None
    assert draft.events == EVENTS
    assert draft.code == code
    draft.append({"question": "asq_2", "value": "no"})
    draft.close()
    again = clinic.drafts().resume_local()
    assert again is not None
    assert [event["question"] for event in again.events] == ["given_name", "asq_1", "asq_2"]


def test_after_a_power_cut_only_the_code_or_staff_open_it(
    clinic: Clinic, session: StaffSession
) -> None:
    code = started(clinic)
    for path in clinic.runtime.iterdir():
        path.unlink()
    assert clinic.drafts().resume_local() is None
    (seen,) = clinic.drafts().abandoned(session)
    assert (seen.events, seen.damaged, seen.in_use) == (EVENTS, 0, False)
    by_code = clinic.drafts().resume(code.upper())
    assert by_code.events == EVENTS
    by_code.set_aside()
    by_staff = clinic.drafts().reopen(seen.id, session)
    assert by_staff.events == EVENTS
    by_staff.append({"question": "asq_2", "value": "no"})
    by_staff.finish()
    assert clinic.drafts().count() == 0


def test_another_seat_never_gets_this_patients_draft(clinic: Clinic) -> None:
    started(clinic)
    assert clinic.drafts("tty2").resume_local() is None


def test_the_next_patient_never_gets_the_one_before(clinic: Clinic) -> None:
    code = started(clinic)
    drafts = clinic.drafts()
    following = drafts.begin()
    assert following.code != code
    following.close()
    resumed = drafts.resume_local()
    assert resumed is not None
    assert resumed.events == []
    resumed.set_aside()
    assert drafts.resume_local() is None
    assert drafts.resume(code).events == EVENTS


def test_a_draft_is_gone_after_hand_in(clinic: Clinic, session: StaffSession) -> None:
    code = started(clinic)
    draft = clinic.drafts().resume_local()
    assert draft is not None
    draft.finish()
    assert clinic.drafts().resume_local() is None
    assert clinic.drafts().abandoned(session) == []
    assert list(clinic.runtime.iterdir()) == []
    with pytest.raises(UnknownDraft):
        clinic.drafts().resume(code)
    with pytest.raises(UnknownDraft):
        draft.append({})


def test_a_wrong_code_opens_nothing(clinic: Clinic) -> None:
    started(clinic)
    with pytest.raises(UnknownDraft):
        clinic.drafts().resume("garden garden garden garden")
    with pytest.raises(WrongWords):
        clinic.drafts().resume("not four listed xylographs")


def test_two_screens_do_not_write_one_draft(clinic: Clinic, session: StaffSession) -> None:
    draft = clinic.drafts().begin()
    draft.append(EVENTS[0])
    with pytest.raises(DraftInUse):
        clinic.drafts("tty2").resume(draft.code)
    (seen,) = clinic.drafts().abandoned(session)
    assert seen.in_use
    with pytest.raises(DraftInUse):
        clinic.drafts().discard(draft.id, session)


def test_staff_discard_a_draft_only_by_name(clinic: Clinic, session: StaffSession) -> None:
    started(clinic)
    (seen,) = clinic.drafts().abandoned(session)
    clinic.drafts().discard(seen.id, session)
    assert clinic.drafts().abandoned(session) == []
    with pytest.raises(UnknownDraft):
        clinic.drafts().discard(seen.id, session)
    with pytest.raises(UnknownDraft):
        clinic.drafts().discard("../keys", session)


def test_a_torn_last_event_loses_no_earlier_one_and_writing_goes_on(clinic: Clinic) -> None:
    code = started(clinic)
    path = draft_file(clinic)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for cut in range(len(whole) - len(lines[-1]), len(whole), 89):
        path.write_bytes(whole[:cut])
        draft = clinic.drafts().resume(code)
        assert draft.events == EVENTS[:1]
        assert draft.damaged == 0, "an event that was never acknowledged is not a loss"
        draft.append({"question": "asq_1", "value": "no"})
        draft.close()
        again = clinic.drafts().resume(code)
        assert [event["value"] for event in again.events] == ["Zdenka", "no"]
        again.close()


def test_a_last_event_with_a_hole_was_never_acknowledged(clinic: Clinic) -> None:
    """A power cut on ext4: the block with the line break was written, the one before it not."""
    code = started(clinic)
    path = draft_file(clinic)
    whole = path.read_bytes()
    path.write_bytes(whole[:-200] + bytes(120) + whole[-80:])
    draft = clinic.drafts().resume(code)
    assert (draft.events, draft.damaged) == (EVENTS[:1], 0)
    draft.append(EVENTS[1])
    draft.close()
    assert clinic.drafts().resume(code).events == EVENTS


def test_a_damaged_event_is_counted_and_the_others_stay(
    clinic: Clinic, session: StaffSession
) -> None:
    code = started(clinic)
    path = draft_file(clinic)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[1] = (
        lines[1][:40] + b"A" + lines[1][41:] if lines[1][40:41] != b"A" else b"B" * 60 + b"\n"
    )
    path.write_bytes(b"".join(lines))
    draft = clinic.drafts().resume(code)
    assert (draft.events, draft.damaged) == (EVENTS[1:], 1)
    draft.append({"question": "asq_2", "value": "no"})
    draft.close()
    (seen,) = clinic.drafts().abandoned(session)
    assert (len(seen.events), seen.damaged) == (2, 1)


def test_events_cannot_be_reordered_or_repeated(clinic: Clinic) -> None:
    code = started(clinic)
    path = draft_file(clinic)
    head, first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(head + second + first + second)
    draft = clinic.drafts().resume(code)
    assert (draft.events, draft.damaged) == (EVENTS[1:], 2)
    draft.close()
    path.write_bytes(head + first.replace(b"000000", b"000001") + second.replace(b"1 ", b"0 ", 1))
    assert clinic.drafts().resume(code).events == []


def test_a_damaged_draft_is_shown_as_damaged_and_does_not_hide_the_others(
    clinic: Clinic, session: StaffSession
) -> None:
    lost = started(clinic)
    path = draft_file(clinic)
    path.write_bytes(b"{" + path.read_bytes()[20:])
    code = started(clinic)
    seen = {draft.id: draft for draft in clinic.drafts().abandoned(session)}
    assert len(seen) == 2
    assert (seen[path.stem].events, seen[path.stem].damaged) == ([], 3)
    assert clinic.drafts("tty2").resume(code).events == EVENTS
    with pytest.raises(UnknownDraft):
        clinic.drafts().resume(lost)


def test_the_length_of_a_line_does_not_tell_the_answer(clinic: Clinic) -> None:
    draft = clinic.drafts().begin()
    for value in ("yes", "no", "not_sure", "skipped", "Zdenka Quillfeather-Marginalia"):
        draft.append({"question": "asq_1", "value": value})
    draft.close()
    lines = draft_file(clinic).read_bytes().splitlines()[1:]
    assert len({len(line) for line in lines}) == 1


def test_files_and_folders_are_for_their_owner_only(clinic: Clinic) -> None:
    old = os.umask(0)
    try:
        started(clinic)
        store = clinic.store()
        store.raise_alert(clinic.drafts().resume_local().id, "help", {})  # type: ignore[union-attr]
        paths = [clinic.home, *clinic.home.rglob("*"), clinic.runtime, *clinic.runtime.rglob("*")]
        assert {path.name for path in paths} >= {"records.db", "records.db-wal", "keys.json"}
        for path in paths:
            assert path.stat().st_mode & 0o077 == 0, path
        store.close()
    finally:
        os.umask(old)


def test_a_full_disk_keeps_what_was_answered_and_takes_the_next_after_room_is_made(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = clinic.drafts().begin()
    draft.append(EVENTS[0])
    size = draft_file(clinic).stat().st_size
    with limited_file_size(size + 100), pytest.raises(StorageFull):
        draft.append(EVENTS[1])
    assert draft_file(clinic).stat().st_size == size
    draft.append(EVENTS[1])
    draft.close()
    assert clinic.drafts().resume(draft.code).events == EVENTS


def test_a_runtime_folder_is_ours_or_refused(tmp_path: Path) -> None:
    home, offered = tmp_path / "home", tmp_path / "xdg"
    home.mkdir()
    offered.mkdir()
    folder = runtime.folder(home, {"XDG_RUNTIME_DIR": str(offered)})
    assert folder.parent == offered
    assert folder.stat().st_mode & 0o777 == 0o700
    planted = tmp_path / "planted"
    planted.symlink_to(tmp_path)
    with pytest.raises(ReadOnly):
        runtime.own_folder(planted)
    assert runtime.folder(home, {"RUNTIME_DIRECTORY": str(offered)}) == folder


def test_a_draft_of_a_newer_kiosk_is_not_guessed_at(clinic: Clinic, session: StaffSession) -> None:
    started(clinic)
    path = draft_file(clinic)
    head, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(json.dumps(json.loads(head) | {"schema": 99}).encode() + b"\n" + rest)
    with pytest.raises(Damaged):
        clinic.drafts().resume_local()
    assert clinic.drafts().abandoned(session)[0].events == []


def test_a_fault_of_the_disk_has_its_own_name(tmp_path: Path) -> None:
    assert isinstance(files.fault(tmp_path, OSError(28, "x")), StorageFull)
    assert isinstance(files.fault(tmp_path, OSError(30, "x")), ReadOnly)
    assert isinstance(files.fault(tmp_path, OSError(5, "x")), NotDurable)


def test_what_was_left_at_any_seat_is_found_unless_somebody_answers_it(clinic: Clinic) -> None:
    """A browser that was closed never asks for its intake again."""
    left, held = clinic.drafts("tablet 1").begin(), clinic.drafts("tablet 2").begin()
    left.append(EVENTS[0])
    left.close()
    desk = clinic.drafts()
    assert list(desk.left(lambda _: False)) == []
    (found,) = desk.left(lambda _: True)
    assert found.events == EVENTS[:1]
    found.set_aside()
    held.close()
    (found,) = desk.left(lambda _: True)
    assert found.id == held.id
    found.set_aside()
    assert list(desk.left(lambda _: True)) == []
    assert desk.resume(left.code).id == left.id, "its code still opens it"


def test_each_answer_and_each_sign_of_life_counts_as_being_here(clinic: Clinic) -> None:
    draft = clinic.drafts().begin()
    (key,) = clinic.runtime.glob("*.key")
    for here in (draft.seen, lambda: draft.append(EVENTS[0]), clinic.drafts().seen):
        os.utime(key, (1, 1))
        assert draft.seen_at is not None and draft.seen_at.year == 1970
        here()
        assert draft.seen_at.year > 2000
    draft.set_aside()
    assert draft.seen_at is None
