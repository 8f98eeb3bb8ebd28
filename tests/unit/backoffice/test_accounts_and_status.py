"""Own names, own passphrases; and how the kiosk is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.backoffice import accounts
from kiosk.backoffice.keeping import back_up
from kiosk.backoffice.office import Office
from kiosk.backoffice.opened import newest
from kiosk.backoffice.status import status, touches
from kiosk.errors import KioskError
from kiosk.records.access import try_recovery
from kiosk.records.doctor import OLD_BACKUP_DAYS, backup, recovery
from kiosk.records.faults import NoKey, NotAllowed, WeakPassphrase, WrongPassphrase, WrongWords
from kiosk.records.home import set_up
from kiosk.records.keys import Keys, Role
from kiosk.records.store import Store
from tests.support.back_room import CHEAP, NAMES, PASSPHRASE, BackRoom

NEW = "quite another passphrase"


def sign_in(room: BackRoom, name: str, passphrase: str) -> Office:
    return Office.sign_in(room.desk, name, passphrase)


def test_each_passphrase_unwraps_the_clinic_key(room: BackRoom) -> None:
    """A new member of staff opens what came before and after."""
    before = room.hand_in()
    boss = room.office(Role.ADMINISTRATOR)
    accounts.add(boss, " Kim  Lee ", Role.CLINICIAN, NEW, cost=CHEAP)
    assert accounts.accounts(boss)[-1] == ("Kim  Lee", Role.CLINICIAN)
    kim = sign_in(room, "Kim  Lee", NEW)
    for record_id in (before, room.hand_in()):
        assert newest(kim, record_id).id == record_id
    with pytest.raises(NotAllowed, match="taken"):
        accounts.add(boss, "Kim  Lee", Role.CLINICIAN, NEW, cost=CHEAP)
    with pytest.raises(WeakPassphrase):
        accounts.add(boss, "Other", Role.CLINICIAN, "1234", cost=CHEAP)
    with pytest.raises(KioskError, match="account name"):
        accounts.add(boss, "x" * 201, Role.CLINICIAN, NEW, cost=CHEAP)
    with pytest.raises(NotAllowed, match="account name"):
        accounts.add(boss, " \x00 ", Role.CLINICIAN, NEW, cost=CHEAP)


def test_who_left_signs_in_no_more_and_opens_nothing_new(room: BackRoom) -> None:
    old = room.office(Role.CLINICIAN)
    boss = room.office(Role.ADMINISTRATOR)
    room.hand_in()
    far: list[tuple[int, int]] = []
    accounts.remove(boss, NAMES[Role.CLINICIAN], lambda *done: far.append(done))
    assert far[-1] == (1, 1), "whoever waits sees how far it is, and is not signed out meanwhile"
    with pytest.raises(WrongPassphrase):
        room.office(Role.CLINICIAN)
    record_id = room.hand_in()
    with pytest.raises(NoKey):
        newest(old, record_id)
    assert newest(boss, record_id).id == record_id
    with pytest.raises(NotAllowed, match="another administrator"):
        accounts.remove(boss, boss.name)
    with pytest.raises(NotAllowed, match="no such name"):
        accounts.remove(boss, "Nobody")


def test_a_passphrase_is_changed_by_its_owner_and_reset_by_an_administrator(room: BackRoom) -> None:
    desk = room.office(Role.FRONT_DESK)
    with pytest.raises(WrongPassphrase):
        accounts.change_own(desk, "not the passphrase", NEW, cost=CHEAP)
    accounts.change_own(desk, PASSPHRASE, NEW, cost=CHEAP)
    sign_in(room, desk.name, NEW)
    boss = room.office(Role.ADMINISTRATOR)
    accounts.reset(boss, desk.name, PASSPHRASE, cost=CHEAP)
    assert sign_in(room, desk.name, PASSPHRASE).role is Role.FRONT_DESK
    with pytest.raises(WrongPassphrase):
        sign_in(room, desk.name, NEW)
    with pytest.raises(NotAllowed, match="no such name"):
        accounts.reset(boss, "Nobody", NEW, cost=CHEAP)
    told = [(e.who, e.what, e.subject) for e in room.told()]
    assert (boss.name, "passphrase_reset", desk.name) in told
    assert (desk.name, "passphrase_changed", "") in told


def test_the_backup_grows_old(room: BackRoom) -> None:
    office = room.office()
    store, now = room.desk.store, datetime.now(UTC)
    assert backup(store, now).ok, "nothing to lose yet"
    room.hand_in()
    assert not status(office).backup.ok
    back_up(office, room.desk.home.parent / "b.kiosk", lambda *_: None)
    fresh = status(office).backup
    assert fresh.ok
    assert "0 days ago" in fresh.what
    late = backup(store, now + timedelta(days=OLD_BACKUP_DAYS + 1))
    assert not late.ok
    assert "kiosk backup" in late.fix


def test_status_names_every_part(room: BackRoom) -> None:
    found = status(room.office(Role.FRONT_DESK))
    assert str(room.summaries) in found.delivery.what
    assert found.disk.ok
    assert "no central database" in found.sync.what
    assert not found.alerts.ok and found.alerts.stops, "nobody watches"
    assert found.recovery.ok


def test_only_a_person_confirms_the_recovery_sheet(room: BackRoom) -> None:
    """What the program tested by itself is not what somebody wrote down."""
    home = room.desk.home.parent / "other"
    sheet = set_up(home, PASSPHRASE, "staff", cost=CHEAP)
    words = " ".join(sheet.words)
    sheet.confirm(words, by_person=False)
    found = recovery(Keys.load(home))
    assert (found.ok, found.stops) == (False, False)
    assert "nobody has confirmed" in found.what
    assert "kiosk recover --test" in found.fix
    store = Store.open(home)
    with pytest.raises(WrongWords):
        try_recovery(store, " ".join(set_up(home.parent / "x", PASSPHRASE, "s", cost=CHEAP).words))
    assert not recovery(Keys.load(home)).ok
    try_recovery(store, words)
    assert recovery(Keys.load(home)).ok
    assert Keys.load(home).unlock("staff", PASSPHRASE).active, "the passphrase stays"
    store.close()


@pytest.mark.parametrize(
    ("version", "takes_them"), [("1.13.1", False), ("1.15.0", True), ("2.0", True)]
)
def test_doctor_says_that_a_terminal_takes_no_touches(
    room: BackRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, takes_them: bool
) -> None:
    """Debian 12's foot hears a mouse only; a panel on the wall would do nothing."""
    foot = tmp_path / "foot"
    foot.write_text(f"#!/bin/sh\necho 'foot version: {version} +pgo +ime'\n")
    foot.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    settings = room.desk.settings
    assert touches(settings) == [], "a kiosk with a keyboard may have a mouse"
    (found,) = touches(settings.model_copy(update={"touch_keyboard": True}))
    assert found.ok == takes_them
    assert version.rpartition(".")[0] in found.what or version in found.what
