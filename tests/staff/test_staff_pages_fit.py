"""Nothing is cut, outside the column or on top of something else: every staff page, window and role."""

from collections.abc import Awaitable, Callable

import pytest

from kiosk.staff.screens.accounts import AccountsPage, AddPage, OwnPage, ResetPage
from kiosk.staff.screens.addendum import AddendumPage
from kiosk.staff.screens.alerts import AlertsPage
from kiosk.staff.screens.choose import ChoosePage, DaysPage
from kiosk.staff.screens.code import CodePage
from kiosk.staff.screens.day import DayPage
from kiosk.staff.screens.decide import DecidePage
from kiosk.staff.screens.export import ExportPage
from kiosk.staff.screens.measure import MeasurePage
from kiosk.staff.screens.menu import MenuPage
from kiosk.staff.screens.page import StaffPage
from kiosk.staff.screens.record import RecordPage
from kiosk.staff.screens.review import ReviewPage
from kiosk.staff.screens.said import ReasonPage, SaidPage
from kiosk.staff.screens.search import SearchPage
from kiosk.staff.screens.signin import SignInPage
from kiosk.staff.screens.status import StatusPage
from kiosk.staff.screens.unfinished import UnfinishedPage
from kiosk.staff.screens.worklist import ListPage
from kiosk.staff.widgets.pane import Lines
from tests.staff.conftest import ADMINISTRATOR, FRONT_DESK, Clinic, Opens, Worker
from tests.tui.look import faults

SIZES = [(80, 24), (100, 30), (120, 40), (200, 60)]
LONG = "Wolfeschlegelsteinhausenbergerdorff Maximiliana"


def looked_at(page: StaffPage) -> list[str]:
    """The faults of a page, and lines that do not fit their place."""
    found = faults(page)
    for place in page.query(Lines):
        width = place.content_size.width
        found += [f"{line} is cut" for line in place.shown if line.cell_length > width]
        if place.content_size.height < len(place.shown):
            found.append(f"{len(place.shown)} lines in {place.content_size.height} rows")
    return [f"{type(page).__name__}: {fault}" for fault in found]


Walk = Callable[[Worker], Awaitable[list[str]]]


async def through_records(worker: Worker) -> list[str]:
    """The list, the record's tabs and its forms."""
    found = looked_at(await worker.settle())
    await worker.press("down", "enter")
    assert worker.shows(RecordPage)
    for tab in "1234":
        found += looked_at(await worker.press(tab))
    found += looked_at(await worker.press("r"))
    assert worker.shows(ReviewPage)
    await worker.press("escape")
    for key, kind in (("m", MeasurePage), ("d", DecidePage)):
        found += looked_at(await worker.press(key))
        assert worker.shows(kind)
        if kind is DecidePage:
            for choice in ("f2", "f3", "f4"):
                found += looked_at(await worker.press(choice))
                assert "Keep: " in worker.text()
        await worker.press("enter", "enter", "enter", "enter", "enter")
        found += looked_at(worker.page)
        await worker.press("escape")
    found += looked_at(await worker.press("f5"))
    found += looked_at(await worker.press("2"))
    assert worker.shows(AddendumPage)
    await worker.press("escape", "escape")
    found += looked_at(await worker.press("slash"))
    await worker.press("escape")
    found += looked_at(await worker.press("e"))
    assert worker.shows(ChoosePage)
    found += looked_at(await worker.press("4"))
    assert worker.shows(DaysPage)
    await worker.press("escape")
    found += looked_at(await worker.press("f", "f", "c"))
    await worker.press("c", "enter")
    assert worker.shows(ExportPage)
    found += looked_at(worker.page)
    found += looked_at(await worker.press("f5"))
    found += looked_at(await worker.press("enter", "enter"))
    await worker.press("escape", "escape")
    return found


_DAILY_SHEET = 5
"""Its place in the page of further things."""


async def through_the_rest(worker: Worker) -> list[str]:
    """What More leads to, for an administrator."""
    found = looked_at(await worker.press("f5"))
    kinds: list[type[StaffPage]] = [
        UnfinishedPage,
        MenuPage,
        CodePage,
        StatusPage,
        MenuPage,
        OwnPage,
        AccountsPage,
    ]
    for number, kind in enumerate(kinds, start=1):
        found += looked_at(await worker.press(str(number)))
        assert worker.shows(kind)
        if kind is AccountsPage:
            found += looked_at(await worker.press("1"))
            assert worker.shows(AddPage)
            await worker.press("escape", "3")
            found += looked_at(await worker.press("1"))
            assert worker.shows(ResetPage)
            await worker.press("escape", "escape")
        if number == _DAILY_SHEET:
            found += looked_at(await worker.press("1"))
            assert worker.shows(DayPage)
            await worker.press("escape")
        if kind is UnfinishedPage:
            found += looked_at(await worker.press("1"))
            found += looked_at(await worker.press("2"))
            assert worker.shows(ReasonPage)
            await worker.press("escape", "escape")
        await worker.press("escape")
    worker.app.say("Not printed", "The printer does not answer. " * 4)
    found += looked_at(await worker.settle())
    assert worker.shows(SaidPage)
    return found


@pytest.mark.parametrize(
    ("size", "alerts"),
    [
        ((80, 24), 0),
        pytest.param((80, 24), 1, marks=pytest.mark.slow),
        pytest.param((80, 24), 5, marks=pytest.mark.slow),
        pytest.param((100, 30), 5, marks=pytest.mark.slow),
        pytest.param((120, 40), 1, marks=pytest.mark.slow),
        pytest.param((200, 60), 0, marks=pytest.mark.slow),
    ],
)
async def test_nothing_is_cut_or_outside(
    clinic: Clinic, opens: Opens, size: tuple[int, int], alerts: int
) -> None:
    clinic.intake(3, given_name=LONG, family_name=LONG, aneurysm="yes", stroke="not_sure")
    for number in range(alerts):
        clinic.intake(number, alert=True, family_name=LONG, asq_1="yes", emergency_symptoms="yes")
    clinic.many(12)
    clinic.desk.begin("en")
    async with opens(clinic, size, name=ADMINISTRATOR) as worker:
        assert await through_records(worker) == []
        assert worker.shows(ListPage)
        assert await through_the_rest(worker) == []
        if alerts:
            await worker.press("enter")
            assert looked_at(await worker.press("a")) == []
            assert worker.shows(AlertsPage)


@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]])
async def test_the_sign_in_page_fits(clinic: Clinic, opens: Opens, size: tuple[int, int]) -> None:
    """At the kiosk, and at a front desk with an alert above it."""
    clinic.intake(1, alert=True, asq_1="yes")
    for at_kiosk in (True, False):
        async with opens(clinic, size, name="", at_kiosk=at_kiosk) as worker:
            assert worker.shows(SignInPage)
            assert looked_at(worker.page) == []
            await worker.sign_in(passphrase="not the passphrase")
            assert looked_at(worker.page) == []
            assert looked_at(await worker.press("f3")) == []


@pytest.mark.parametrize("size", [SIZES[0], SIZES[-1]])
async def test_the_front_desk_fits(clinic: Clinic, opens: Opens, size: tuple[int, int]) -> None:
    clinic.day()
    async with opens(clinic, size, name=FRONT_DESK) as worker:
        assert looked_at(worker.page) == []
        assert looked_at(await worker.press("slash")) == []
        assert worker.shows(SearchPage)
