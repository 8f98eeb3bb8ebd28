"""A tablet's browser: a whole intake by touch alone, a lost connection, and no way to anywhere else."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.model.protocol import Protocol
from tests.support.at_the_kiosk import summary_in
from tests.support.browser import Browser
from tests.support.by_touch import ByTouch
from tests.support.command import new_clinic
from tests.support.patients import answers
from tests.support.served import Server

pytestmark = pytest.mark.services

QUESTION = "trouble breathing"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A clinic's server. Without chromium these tests say so and fail."""
    running = Server(new_clinic(tmp_path))
    yield running
    running.stop()


def test_a_whole_intake_by_touch_alone(server: Server, protocol: Protocol) -> None:
    with Browser() as browser:
        browser.open(server.address)
        browser.wait("Welcome")
        person = ByTouch(
            browser,
            protocol,
            answers(given_name="Marisol", family_name="Quintero", signature="Marisol Quintero"),
        )
        person.touch("Start")
        person.walk("You are done")
        assert "Marisol" not in browser.text
        person.touch("Finish and clear")
        browser.wait("Welcome")
        assert {address.split("/")[2] for address in browser.asked if "://" in address} == {
            f"127.0.0.1:{server.port}"
        }
        assert browser.complaints == []
    (line,) = server.clinic.staff("records", "list").stdout.splitlines()
    record = json.loads(server.clinic.staff("records", "show", line.split()[0]).stdout)
    assert record["answers"]["given_name"] == "Marisol"
    assert record["answers"]["signature"] == "Marisol Quintero"
    assert record["assessment"]["disposition"] == "provisional"
    assert summary_in(server.clinic.summaries).stat().st_size > 10_000


def sockets(browser: Browser) -> int:
    """How often the page has opened its socket."""
    return sum(address.startswith("ws") for address in browser.asked)


def opens_again(browser: Browser, before: int) -> None:
    """Wait until the page has opened its socket oftener than `before`."""
    browser.wait(lambda _: sockets(browser) > before)


def test_the_same_question_comes_back_after_a_reload_and_a_dead_server(
    server: Server, protocol: Protocol
) -> None:
    with Browser() as browser:
        browser.open(server.address)
        browser.wait("Welcome")
        person = ByTouch(browser, protocol, answers())
        person.touch("Start")
        browser.wait(QUESTION)
        person.answer_page()
        shown = browser.wait("main reason")
        browser.reload()
        browser.wait(lambda _: sockets(browser) == 2)
        browser.wait(lambda text: text == shown)
        server.stop(signal.SIGKILL)
        browser.until(lambda: covered(browser), "the page never said that the connection is lost")
        server.start()
        opens_again(browser, 2)
        browser.wait(lambda text: text == shown)


def covered(browser: Browser) -> bool:
    """The page shows "One moment, please" and nothing of the kiosk."""
    notice = "getComputedStyle(document.getElementById('notice')).display"
    return bool(browser.evaluate(notice) == "flex")


def test_a_page_that_is_out_of_reach_is_covered_and_comes_back_to_the_same_patient(
    server: Server,
) -> None:
    """A network that is gone closes no socket: the page would show the answers for many minutes."""
    with Browser() as browser:
        browser.open(server.address)
        browser.wait("Welcome")
        browser.click("Start")
        shown = browser.wait(QUESTION)
        server.process.send_signal(signal.SIGSTOP)
        browser.until(lambda: covered(browser), "the page stood there without a kiosk behind it")
        server.process.send_signal(signal.SIGCONT)
        opens_again(browser, 1)
        browser.wait(lambda text: text == shown)
        assert not covered(browser)


def test_a_browser_opened_again_later_shows_nothing_of_the_patient_before(server: Server) -> None:
    """The tablet was put down in the middle; whoever takes it up later is somebody else."""
    with Browser() as browser:
        browser.open(server.address)
        browser.wait("Welcome")
        browser.click("Start")
        browser.wait(QUESTION)
        browser.open("about:blank")
        browser.until(lambda: not server.seats(), "the tablet's terminal never ended")
        browser.open(server.address)
        browser.wait(QUESTION)
        browser.open("about:blank")
        browser.until(lambda: not server.seats(), "the tablet's terminal never ended")
        server.let_time_pass()
        browser.open(server.address)
        assert "Welcome" in browser.wait("Start")


def test_staff_have_no_door_in_a_browser(server: Server) -> None:
    with Browser() as browser:
        browser.open(server.address)
        shown = browser.wait("Welcome")
        browser.press("f10")
        browser.pump(2)
        assert browser.text == shown
        browser.press("f1")
        browser.wait("front desk")


@pytest.mark.parametrize(
    ("width", "height"), [(1280, 800), (800, 1280), (1024, 768), (1920, 1080), (2560, 1080)]
)
def test_letters_are_as_large_as_the_window_allows(server: Server, width: int, height: int) -> None:
    with Browser(width, height) as browser:
        browser.open(server.address)
        browser.wait("Welcome")
        assert 80 <= browser.columns <= 100
        assert browser.rows >= 24


def whole_page_shows(browser: Browser) -> bool:
    """Nothing is outside the window, and the letters are neither small nor more than fit."""
    box = browser.evaluate(
        "(() => { const b = document.querySelector('.xterm-screen')?.getBoundingClientRect();"
        " return b && b.left >= 0 && b.right <= innerWidth && b.bottom <= innerHeight; })()"
    )
    return bool(box) and 80 <= browser.columns <= 100 and browser.rows >= 24


def test_a_window_that_changes_shows_the_same_question_whole(
    server: Server, protocol: Protocol
) -> None:
    with Browser(1280, 800) as browser:
        browser.open(server.address)
        person = ByTouch(browser, protocol, answers())
        person.touch("Start")
        browser.wait(QUESTION)
        for width, height in [(1000, 800), (640, 800), (1920, 1080), (800, 1280), (1280, 800)]:
            opened = sockets(browser)
            browser.resize(width, height)
            opens_again(browser, opened)
            browser.wait(lambda text: QUESTION in text and "Español" in text)
            assert whole_page_shows(browser)
        opened = sockets(browser)
        browser.resize(1280, 770)
        browser.wait(lambda text: QUESTION in text and whole_page_shows(browser))
        browser.pump(1)
        assert sockets(browser) == opened, "a bar of the browser that comes and goes costs nothing"
