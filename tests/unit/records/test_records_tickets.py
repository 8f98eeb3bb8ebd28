"""Session codes: once, for two days, and nobody can list who is expected."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.records import backup
from kiosk.records.faults import LockedOut, UnknownDraft, WrongWords
from kiosk.records.keys import StaffSession
from kiosk.records.lockout import Lockout
from kiosk.records.tickets import FOLDER, LETTERS, LIFE, Tickets, spoken, tidy
from tests.support.sealed_clinic import CHEAP, NOON, Clinic

ZDENKA = {"given_name": "Zdenka", "family_name": "Quillfeather", "record_number": "MRN-7741"}


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    """Noon."""
    return Clock()


@pytest.fixture
def tickets(clinic: Clinic, clock: Clock) -> Tickets:
    """The codes of a clinic, at a price that a test can pay."""
    return Tickets(clinic.home, clock, CHEAP)


def files_of(clinic: Clinic) -> list[Path]:
    return list((clinic.home / FOLDER).iterdir())


def test_a_code_opens_what_staff_filled_in_once(tickets: Tickets, clinic: Clinic) -> None:
    _, code = tickets.issue(ZDENKA)
    found = tickets.open(code.lower().replace("-", " "))
    assert found.answers == ZDENKA
    assert tickets.open(code).answers == ZDENKA, "looked at, and not used yet"
    with tickets.using(found):
        pass
    assert files_of(clinic) == []
    with pytest.raises(UnknownDraft):
        tickets.open(code)
    with pytest.raises(UnknownDraft, match="used already"), tickets.using(found):
        raise AssertionError("used twice")


def test_a_code_that_could_not_be_used_stays(tickets: Tickets) -> None:
    found, code = tickets.issue(ZDENKA)
    with pytest.raises(OSError, match="full"), tickets.using(found):
        raise OSError("full")
    assert tickets.open(code).answers == ZDENKA


def test_a_code_is_over_after_two_days_and_its_file_goes(
    tickets: Tickets, clinic: Clinic, clock: Clock
) -> None:
    _, code = tickets.issue(ZDENKA)
    clock.time += LIFE - timedelta(seconds=1)
    assert tickets.open(code).answers == ZDENKA
    clock.time += timedelta(seconds=1)
    with pytest.raises(UnknownDraft):
        tickets.open(code)
    assert files_of(clinic) == []


def test_the_disk_tells_neither_names_nor_codes_nor_lengths(
    tickets: Tickets, clinic: Clinic
) -> None:
    codes = [tickets.issue(ZDENKA)[1], tickets.issue({"given_name": "A", "family_name": "B"})[1]]
    contents = [path.read_bytes() for path in files_of(clinic)]
    assert len({len(content) for content in contents}) == 1
    for content in contents:
        for planted in (*ZDENKA.values(), *codes, *(tidy(code) for code in codes)):
            assert planted.encode() not in content
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in files_of(clinic))


def test_five_wrong_codes_lock_codes_over_a_restart_and_never_staff(
    tickets: Tickets, clinic: Clinic, clock: Clock
) -> None:
    _, code = tickets.issue(ZDENKA)
    wrong = [LETTERS[n] * 6 for n in range(5)]
    for each in wrong:
        with pytest.raises(UnknownDraft):
            tickets.open(each)
    with pytest.raises(LockedOut):
        Tickets(clinic.home, clock, CHEAP).open(code)
    assert Lockout(clinic.home, clock).seconds_left() == 0
    clock.time += timedelta(minutes=1, seconds=1)
    assert tickets.open(code).answers == ZDENKA


@pytest.mark.parametrize("typed", ["", "K7M", "K7M-4Q0", "K7M-4QX9", "orange bison plenty anthem"])
def test_what_is_no_code_is_not_counted(tickets: Tickets, clinic: Clinic, typed: str) -> None:
    for _ in range(7):
        with pytest.raises(WrongWords):
            tickets.open(typed)
    assert not (clinic.home / "code-lockout.json").exists()


def test_a_damaged_file_opens_nothing_and_hides_no_other(tickets: Tickets, clinic: Clinic) -> None:
    tickets.issue(ZDENKA)
    (damaged,) = files_of(clinic)
    _, code = tickets.issue({"given_name": "Ana", "family_name": "Díaz"})
    damaged.write_bytes(damaged.read_bytes()[:-40])
    assert tickets.open(code).answers["family_name"] == "Díaz"


def test_a_backup_holds_no_code_that_could_be_used_again(
    tickets: Tickets, clinic: Clinic, session: StaffSession, tmp_path: Path
) -> None:
    tickets.issue(ZDENKA)
    backup.back_up(clinic.home, tmp_path / "b.kiosk", session)
    backup.restore(tmp_path / "b.kiosk", tmp_path / "again", lambda keys: clinic.session())
    assert Tickets(tmp_path / "again", cost=CHEAP).count() == 0


@given(st.text(LETTERS, min_size=6, max_size=6), st.sampled_from(["", " ", "-", "–", ". "]))
@settings(max_examples=50)
def test_a_code_is_read_as_people_type_it(code: str, between: str) -> None:
    assert tidy(f"{code[:3].lower()}{between}{code[3:]}") == code
    assert tidy(spoken(code)) == code
    alike = str.maketrans("852V", "BSZU")
    assert tidy(code.translate(alike)) == code


def test_no_code_spells_a_word() -> None:
    assert not set("AEIOU01OIL") & set(LETTERS)
    assert len(LETTERS) == len(set(LETTERS)) == 25
    assert datetime.now(UTC) + LIFE > datetime.now(UTC)
