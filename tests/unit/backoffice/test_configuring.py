"""An administrator changes a setting: it is checked, kept whole, and the audit says who and what."""

import re
from pathlib import Path

import pytest

from kiosk.backoffice.configuring import change, in_words
from kiosk.backoffice.status import signed_off
from kiosk.errors import KioskError
from kiosk.records.keys import Role
from kiosk.settings import load_settings
from tests.support.back_room import BackRoom


def test_a_change_is_kept_and_named_in_the_audit(room: BackRoom) -> None:
    office = room.office(Role.ADMINISTRATOR)
    for key, text, before, after in (
        ("theme", "dark", "light", "dark"),
        ("idle_seconds", " 240 ", "180", "240"),
        ("keep_days", "2555", "none", "2555"),
        ("keep_days", "None", "2555", "none"),
        ("touch_keyboard", "Yes", "no", "yes"),
        ("kiosk", "Room 4", "Kiosk 1", "Room 4"),
    ):
        assert change(office, key, text) == (before, after)
        assert in_words(load_settings(room.desk.home))[key] == after
        last = room.told(office)[-1]
        assert (last.who, last.what, last.subject) == (office.name, "settings_changed", key)
        assert last.why == f"{before} became {after}"


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("colour", "blue", "colour: expected one of clinic, phone, deliver"),
        ("demo", "yes", "demo: expected one of"),
        ("theme", "blue", "'light' or 'dark', got 'blue'"),
        ("idle_seconds", "5", "greater than or equal to 30, got '5'"),
        ("idle_seconds", "soon", "valid integer"),
        ("touch_keyboard", "maybe", "expected yes or no, got 'maybe'"),
        ("deliver", "fax:555", "expected folder:PATH, printer:NAME or staff"),
        ("alert", "webhook:nowhere", "webhook:URL"),
        ("phone", "ring the bell", "expected a phone number"),
        ("language", "fr", "expected one of en, es, got 'fr'"),
        ("clinic", "", "clinic: "),
    ],
)
def test_a_bad_value_is_one_line_and_changes_nothing(
    room: BackRoom, key: str, text: str, said: str
) -> None:
    office = room.office(Role.ADMINISTRATOR)
    path = room.desk.home / "settings.json"
    kept, told = path.read_bytes(), len(room.told())
    with pytest.raises(KioskError) as refusal:
        change(office, key, text)
    assert said in refusal.value.message
    assert refusal.value.message.startswith("settings: ")
    assert "\n" not in refusal.value.message
    assert (path.read_bytes(), len(room.told())) == (kept, told)


def test_what_cannot_be_written_is_not_said_to_be_changed(
    room: BackRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = room.office(Role.ADMINISTRATOR)

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kiosk.settings.write_whole", full)
    told = len(room.told())
    with pytest.raises(KioskError, match=r"settings\.json: cannot be written"):
        change(office, "theme", "dark")
    assert len(room.told()) == told


def test_the_sign_off_counts_for_the_protocol_that_was_signed(room: BackRoom) -> None:
    office, home, protocol = room.office(Role.ADMINISTRATOR), room.desk.home, room.desk.protocol
    assert not signed_off(home, protocol).ok
    change(office, "sign_off", "Dr. Ada Min")
    found = signed_off(home, protocol)
    assert found.ok
    assert "Dr. Ada Min" in found.what
    assert room.desk.today().isoformat() in found.what
    changed = protocol.model_copy(update={"digest": "sha256:" + "0" * 64})
    assert not signed_off(home, changed).ok
    assert "changed since Dr. Ada Min" in signed_off(home, changed).what
    change(office, "sign_off", "none")
    assert not signed_off(home, protocol).ok


def test_the_documents_name_every_setting(root: Path, room: BackRoom) -> None:
    text = (root / "docs" / "deploy.md").read_text("utf-8")
    table = text.partition("## Settings")[2].partition("## ")[0]
    first = re.findall(r"^\| (`.*?`) \|", table, re.M)
    named = [name for cell in first for name in re.findall(r"`(.*?)`", cell)]
    assert named == list(in_words(load_settings(room.desk.home)))
