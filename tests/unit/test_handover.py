"""A summary that does not get where it should: the record stays, and staff read what they can do."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.handover import Delivery, hand_over
from kiosk.settings import Settings, load_settings, save_settings
from tests.support.command import ROOT, Clinic, new_clinic
from tests.support.printed import TYPICAL, protocol, record_of


def _settings(**changes: str) -> Settings:
    return Settings.model_validate({"clinic": "Riverside", "phone": "1", **changes})


def test_a_folder_that_is_a_file_is_said_in_one_sentence(tmp_path: Path) -> None:
    target = tmp_path / "taken"
    target.write_text("")
    made = hand_over(record_of(TYPICAL), protocol(), _settings(deliver=f"folder:{target}"))
    assert not made.done
    assert str(target) in made.problem
    assert made.problem.endswith("then print again.")
    assert "Alvarez" not in made.problem


def test_staff_print_it_themselves_when_the_clinic_chose_so() -> None:
    made = hand_over(record_of(TYPICAL), protocol(), _settings(deliver="staff"))
    assert made == Delivery("staff")
    assert made.done


@pytest.mark.parametrize(("deliver", "loaded"), [("folder:/pages", "1 True"), ("staff", "0 False")])
def test_the_first_page_waits_for_no_font_where_this_kiosk_makes_pages(
    deliver: str, loaded: str
) -> None:
    script = f"""
import sys
from kiosk.handover import get_ready
from kiosk.settings import Settings
get_ready(Settings(clinic="Riverside", phone="1", deliver={deliver!r}))
ready = "reportlab" in sys.modules
from kiosk.summary.fonts import faces
print(faces.cache_info().currsize, ready)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.strip() == loaded


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Clinic:
    """A clinic whose printer has gone, with one finished intake."""
    made = new_clinic(tmp_path_factory.mktemp("clinic"))
    home = made.home / "kiosk"
    settings = load_settings(home)
    save_settings(home, settings.model_copy(update={"deliver": "printer:gone"}))
    assert made.staff("simulate", "-n", "1").returncode == 0
    return made


def test_a_print_that_fails_reaches_the_person_who_printed_and_everybody_at_the_desk(
    clinic: Clinic,
) -> None:
    record = clinic.staff("records", "list").stdout.split()[0]
    for _ in range(2):
        done = clinic.staff("records", "print", record)
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.endswith("then print again.")
    problem = line.split("records print: ")[1]
    waiting = clinic.staff("records", "watch", "--once").stdout
    assert waiting.count("SUMMARY") == 1, "the same trouble stands there once"
    assert problem in waiting
    assert record in waiting
    assert clinic.staff("records", "list").stdout.split()[3] == "new", "it was not printed"


def test_a_mended_place_takes_the_page_and_the_record_counts_as_printed(clinic: Clinic) -> None:
    home = clinic.home / "kiosk"
    folder = clinic.home / "pages"
    save_settings(home, load_settings(home).model_copy(update={"deliver": f"folder:{folder}"}))
    record = clinic.staff("records", "list").stdout.split()[0]
    done = clinic.staff("records", "print", record)
    assert (done.returncode, done.stderr) == (0, "")
    (page,) = folder.iterdir()
    assert done.stdout.strip() == str(page)
    assert page.read_bytes().startswith(b"%PDF-")
    shutil.rmtree(folder)
