"""The summary through a real CUPS to a real driverless printer on loopback, and what goes wrong there."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from kiosk.backoffice.status import delivery
from kiosk.handover import Delivery, hand_over
from kiosk.settings import Settings
from kiosk.summary import render
from kiosk.summary.printer import PrinterTrouble, print_pdf
from tests.support.cups import PrintWorld, print_world, until
from tests.support.layout_audit import read_back
from tests.support.printed import TYPICAL, protocol, record_of

pytestmark = [pytest.mark.services, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def world() -> Iterator[PrintWorld]:
    with print_world() as running:
        yield running


@pytest.fixture(autouse=True)
def environment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our printing finds the private CUPS the way any program finds a CUPS elsewhere."""
    if "world" in request.fixturenames:
        for key, value in request.getfixturevalue("world").environment.items():
            monkeypatch.setenv(key, value)


@pytest.fixture(scope="module")
def page() -> bytes:
    return render(record_of(TYPICAL), protocol())


def _arrived(folder: Path) -> Path:
    until(lambda: any(folder.iterdir()), "a page at the printer")
    return next(folder.iterdir())


def test_the_printer_gets_the_same_page(world: PrintWorld, page: bytes) -> None:
    arrived = world.printer("front-desk")
    print_pdf(page, "front-desk", wait=60)
    printed = _arrived(arrived).read_bytes()
    assert read_back(printed) == read_back(page)
    sent, got = pdfium.PdfDocument(page), pdfium.PdfDocument(printed)
    assert len(sent) == len(got)
    for before, after in zip(sent, got, strict=True):
        assert before.get_size() == after.get_size()
        assert _picture(before) == _picture(after)


def _picture(page: pdfium.PdfPage) -> bytes:
    return bytes(page.render(scale=1).buffer)


def test_the_queue_shows_no_name(world: PrintWorld, page: bytes) -> None:
    arrived = world.printer("neutral")
    print_pdf(page, "neutral", wait=60)
    assert "alvarez" not in _arrived(arrived).name.lower()
    listed = world.ask("lpstat", "-l", "-W", "all", "-o") + world.ask("lpstat", "-t")
    assert "alvarez" not in listed.lower()


def test_out_of_paper_tells_staff_and_a_reprint_works(world: PrintWorld, page: bytes) -> None:
    flag = world.home / "empty-tray"
    flag.touch()
    command = f"""
    [ -e {flag} ] && echo "STATE: +media-empty-error" >&2
    while [ -e {flag} ]; do sleep 0.2; done
    echo "STATE: -media-empty-error" >&2"""
    world.printer("tray", command)
    with pytest.raises(PrinterTrouble, match=r'"tray" needs paper\. Add paper, then print again'):
        print_pdf(page, "tray", wait=8)
    assert world.ask("lpstat", "-W", "not-completed", "-o", "tray") == ""
    flag.unlink()
    until(lambda: "idle" in world.ask("lpstat", "-p", "tray"), "the printer to rest", 60)
    again = print_pdf(page, "tray", wait=60)
    assert again.id in world.ask("lpstat", "-W", "completed", "-o", "tray")


def test_a_printer_that_is_off_tells_staff(world: PrintWorld, page: bytes) -> None:
    world.printer("far")
    world.stop("far")
    with pytest.raises(
        PrinterTrouble, match=r"does not answer\. Check that it is on and connected"
    ):
        print_pdf(page, "far", wait=8)
    assert world.ask("lpstat", "-W", "not-completed", "-o", "far") == ""


def test_a_paused_queue_tells_staff_at_once_and_a_reprint_works(
    world: PrintWorld, page: bytes
) -> None:
    arrived = world.printer("paused")
    assert world.try_("cupsdisable", "paused")
    with pytest.raises(PrinterTrouble, match=r'"paused" is paused\. Resume it'):
        print_pdf(page, "paused", wait=60)
    assert world.try_("cupsenable", "paused")
    print_pdf(page, "paused", wait=60)
    _arrived(arrived)


def test_a_queue_that_takes_no_jobs_tells_staff(world: PrintWorld, page: bytes) -> None:
    world.printer("closed")
    assert world.try_("cupsreject", "closed")
    with pytest.raises(PrinterTrouble, match='"closed" takes no jobs now'):
        print_pdf(page, "closed")


def test_a_printer_that_does_not_exist_tells_staff(world: PrintWorld, page: bytes) -> None:
    with pytest.raises(PrinterTrouble, match='no printer named "nowhere"'):
        print_pdf(page, "nowhere")


def test_what_the_printer_says_comes_back_with_the_delivery(world: PrintWorld) -> None:
    """What the staff screen, the command line and the alert pass on."""
    world.printer("shut")
    assert world.try_("cupsdisable", "shut")
    settings = Settings(clinic="Riverside", phone="1", deliver="printer:shut")
    made = hand_over(record_of(TYPICAL), protocol(), settings)
    assert not made.done
    assert made.problem == (
        'The printer "shut" is paused. Resume it in the printer settings, then print again.'
    )
    assert world.try_("cupsenable", "shut")
    assert hand_over(record_of(TYPICAL), protocol(), settings) == Delivery("shut")


def test_a4_reaches_the_printer_as_a4(world: PrintWorld) -> None:
    arrived = world.printer("a4")
    print_pdf(render(record_of(TYPICAL), protocol(), page_size="a4"), "a4", "a4", wait=60)
    wide, high = pdfium.PdfDocument(_arrived(arrived).read_bytes())[0].get_size()
    assert (round(wide), round(high)) == (595, 842)


def test_a_print_service_that_is_not_running_tells_staff(
    page: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:9")
    with pytest.raises(PrinterTrouble, match="print service of this computer is not running"):
        print_pdf(page, "any")


def test_a_print_service_that_forgets_finished_jobs_still_reports_success(
    world: PrintWorld, page: bytes
) -> None:
    """PreserveJobHistory No is what we advise: no trace of patients in the queue."""
    world.start_scheduler(history="No")
    arrived = world.printer("quiet")
    print_pdf(page, "quiet", wait=60)
    _arrived(arrived)
    assert "quiet-" not in world.ask("lpstat", "-W", "all", "-o", "quiet")


def test_doctor_names_a_printer_that_is_not_there(world: PrintWorld) -> None:
    """Before a patient comes, not when the first page is due."""
    world.printer("ready-one")
    settings = Settings(clinic="Riverside", phone="1", deliver="printer:ready-one")
    assert delivery(settings).ok
    missing = delivery(settings.model_copy(update={"deliver": "printer:not-there"}))
    assert not missing.ok
    assert 'no printer named "not-there"' in missing.what
