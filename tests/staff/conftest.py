"""A real clinic with three members of staff and a day's intakes, and somebody who works at the screen."""

import datetime
import json
import shutil
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from kiosk.clinical.record import make_record
from kiosk.intake import FrontDesk
from kiosk.interview.answers_file import parse_answers
from kiosk.interview.session import Session
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from kiosk.records import access
from kiosk.records.home import set_up
from kiosk.records.keys import Role
from kiosk.records.store import Store
from kiosk.settings import Settings, load_settings, save_settings
from kiosk.staff.app import StaffApp
from kiosk.staff.screens.page import StaffPage
from kiosk.tui.widgets.field import Entry
from tests.support.patients import answers
from tests.support.person import Person, text_on
from tests.support.sealed_clinic import CHEAP

PASSPHRASE = "four quiet garden gates"
CLINICIAN, FRONT_DESK, ADMINISTRATOR = "J. Park", "Robin", "M. Ode"
NOW = datetime.datetime(
    2026, 11, 22, 10, 42, tzinfo=datetime.timezone(datetime.timedelta(hours=-6))
)


@pytest.fixture(scope="session")
def clinic_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys and accounts are made once."""
    home = tmp_path_factory.mktemp("staff") / "home"
    sheet = set_up(home, PASSPHRASE, ADMINISTRATOR, cost=CHEAP)
    sheet.confirm(" ".join(sheet.words))
    store = Store.open(home)
    with_keys = access.sign_in(store, ADMINISTRATOR, PASSPHRASE)
    for name, role in ((CLINICIAN, Role.CLINICIAN), (FRONT_DESK, Role.FRONT_DESK)):
        access.add_account(store, with_keys, name, role, PASSPHRASE, cost=CHEAP)
    store.close()
    return home


class Clinic:
    """One clinic of its own: keeps intakes as a kiosk would."""

    def __init__(self, desk: FrontDesk) -> None:
        self.desk = desk

    def intake(
        self, minutes_ago: int = 0, *, alert: bool = False, typed_by: str = "", **changes: Any
    ) -> str:
        """An intake handed in, or typed in from paper, so many minutes before NOW; its record's id."""
        at = NOW - datetime.timedelta(minutes=minutes_ago)
        protocol = self.desk.protocol
        body = {"form": protocol.id, "answered_at": at.isoformat(), "answers": answers(**changes)}
        given = parse_answers(
            json.dumps(body),
            protocol.questionnaire,
            form_id=protocol.id,
            languages=protocol.languages,
        )
        record = make_record(
            protocol,
            self.desk.vocabulary,
            Session(form=protocol.questionnaire, language="en", answers=given.answers),
            answered_at=at.isoformat(),
            record_id=str(uuid.uuid4()),
            kiosk=self.desk.settings.kiosk,
            clinic=self.desk.settings.clinic,
            transcribed_by=typed_by,
        )
        self.desk.keep(record, at)
        if alert:
            flags = [flag.title for flag in record.assessment.flags if flag.urgent]
            name = f"{record.answers['given_name']} {record.answers['family_name']}"
            detail = {"name": name, "birth_date": record.answers["birth_date"], "flags": flags}
            self.desk.store.raise_alert(
                record.id, "urgent", detail, kiosk=self.desk.settings.kiosk, now=at
            )
        return record.id

    def many(self, count: int) -> None:
        """So many intakes of the same day that nothing speaks against, for a list that is long."""
        for number in range(count):
            self.intake(120 + number, given_name="Ivan", family_name=f"Sample {number}")

    def day(self) -> dict[str, str]:
        """The day of the design's pictures: name to record id."""
        return {
            "Díaz": self.intake(4, alert=True, asq_1="yes", asq_5="no"),
            "Okafor": self.intake(
                21,
                given_name="Samuel",
                family_name="Okafor",
                birth_date="1957-11-19",
                weight={"value": "82", "unit": "kg"},
                aneurysm="not_sure",
                high_blood_pressure="yes",
                high_blood_pressure_controlled="no",
                sleep_apnea="yes",
                phq9_1=3,
                phq9_2=3,
                phq9_3=3,
                phq9_4=3,
                phq9_5=2,
                takes_no_medications="no",
                medications=[
                    {"entered": "lisinopril", "strength": "10 mg"},
                    {"entered": "lamotrigine", "strength": "200 mg"},
                    {"entered": "blue pill"},
                ],
            ),
            "Nguyen": self.intake(
                37,
                given_name="Linh",
                family_name="Nguyen",
                birth_date="1990-07-08",
                main_reason="ptsd",
                sleep_apnea="yes",
            ),
            "Brandt": self.intake(
                62,
                given_name="Elise",
                family_name="Brandt",
                birth_date="1972-01-30",
                main_reason="migraine",
                pain_now=4,
                takes_no_medications="no",
                medications=[{"entered": "lamotrigine"}],
            ),
            "Haddad": self.intake(
                107,
                given_name="Mona",
                family_name="Haddad",
                birth_date="1968-09-03",
                main_reason="fibromyalgia",
                pain_now=6,
            ),
        }


@pytest.fixture
def clinic(clinic_once: Path, tmp_path: Path, protocol: Protocol, vocabulary: Vocabulary) -> Clinic:
    """A clinic of its own. Protocol and vocabulary are read once for all; the clock stands."""
    home = tmp_path / "home"
    shutil.copytree(clinic_once, home)
    settings = Settings(
        clinic="Riverside Clinic",
        phone="555-0100",
        deliver=f"folder:{tmp_path}/out",
        kiosk="Kiosk 2",
    )
    save_settings(home, settings)
    desk = FrontDesk(home, load_settings(home))
    desk.__dict__.update(protocol=protocol, vocabulary=vocabulary, now=lambda: NOW)
    return Clinic(desk)


class Worker(Person[StaffApp, StaffPage]):
    """A member of staff at the staff screen."""

    def __init__(self, app: StaffApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def page(self) -> StaffPage:
        assert isinstance(self.app.page, StaffPage)
        return self.app.page

    def ready(self) -> StaffPage | None:
        """The page, once it is laid out and painted and nothing works beside it."""
        page = self.app.page
        seen = page and page.painted and page._compositor.size and not self.app.workers._workers
        return self.page if seen else None

    async def leave_by(self, key: str) -> None:
        """A key that ends the screen. The same key again too soon would count as held down."""
        await self.settle()
        await self.pilot.pause(0.11)
        await self.pilot.press(key)
        await self.pilot.pause()

    async def type(self, text: str, *then: str) -> StaffPage:
        """Letters into the box, then keys."""
        await self.settle()
        for letter in text:
            await self.pilot.press(_KEYS.get(letter, letter))
        return await self.press(*then)

    async def sign_in(self, name: str = CLINICIAN, passphrase: str = PASSPHRASE) -> StaffPage:
        """Name and passphrase, each with Enter; the name only where it does not stand there yet."""
        box = (await self.settle()).query(Entry).first()
        if box.value != name:
            self.page.set_focus(box)
            await self.press("ctrl+u")
            await self.type(name, "enter")
        return await self.type(passphrase, "enter")

    def text(self) -> str:
        """What can be read, line by line."""
        return text_on(self.app)


_KEYS = {" ": "space", ".": "full_stop", "/": "slash", "-": "minus", ",": "comma"}

Opens = Callable[..., AbstractAsyncContextManager[Worker]]


@pytest.fixture
def opens() -> Iterator[Opens]:
    """Open the staff screen in a window of a size; signed in unless `name` is empty."""

    @asynccontextmanager
    async def open_app(
        clinic: Clinic,
        size: tuple[int, int] = (80, 24),
        *,
        name: str = CLINICIAN,
        at_kiosk: bool = True,
    ) -> AsyncIterator[Worker]:
        app = StaffApp(clinic.desk, at_kiosk=at_kiosk)
        async with app.run_test(size=size) as pilot:
            worker = Worker(app, pilot)
            await worker.settle()
            if name:
                await worker.sign_in(name)
            yield worker

    yield open_app
