"""A small real clinic on the disk, for tests of stored records: real keys, real files, a cheap
argon2id so that a sign-in costs a millisecond."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.records import access
from kiosk.records.drafts import Drafts
from kiosk.records.home import set_up
from kiosk.records.keys import Cost, Keys, StaffSession
from kiosk.records.store import Envelope, Store

CHEAP = Cost(rounds=1, memory=64, lanes=1)
STAFF = "Robin"
PASSPHRASE = "four quiet garden gates"
NOON = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)

PLANTED = (
    "Zdenka",
    "Quillfeather",
    "1984-03-02",
    "1984",
    "555-0142",
    "uncontrolled_glaucoma",
    "suicidal_ideation",
    "zanax",
)
"""Names, dates and answers that no file of the kiosk may hold in clear."""


def answers(note: str = "") -> dict[str, Any]:
    """One patient's body, with every planted value in it."""
    return {
        "answers": {
            "given_name": "Zdenka",
            "family_name": "Quillfeather",
            "birth_date": "1984-03-02",
            "phone": "555-0142",
            "eye_condition": "uncontrolled_glaucoma",
            "main_reason": "suicidal_ideation",
            "medications": [{"entered": "zanax", "confirmed": "alprazolam"}],
        },
        "note": note,
    }


def envelope(days_ago: float = 0, **more: Any) -> Envelope:
    """An envelope submitted that many days before NOON."""
    return Envelope("ketamine-infusion", "1.0.0", NOON - timedelta(days=days_ago), **more)


def new_id() -> str:
    """A record's id."""
    return str(uuid.uuid4())


@dataclass
class Clinic:
    """A set-up data folder with its recovery words."""

    home: Path
    words: str

    def store(self) -> Store:
        """The store, opened as the kiosk opens it."""
        return Store.open(self.home)

    def drafts(self, seat: str = "tty1") -> Drafts:
        """Drafts with a runtime folder beside the data folder."""
        return Drafts(self.home, seat, self.runtime)

    @property
    def runtime(self) -> Path:
        folder = self.home.parent / "run"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    def keys(self) -> Keys:
        """The key file as it is now."""
        return Keys.load(self.home)

    def session(self, **more: Any) -> StaffSession:
        """Staff signed in, without a try counted."""
        return self.keys().unlock(STAFF, PASSPHRASE, **more)

    def sign_in(self, store: Store, passphrase: str = PASSPHRASE, **more: Any) -> StaffSession:
        """Staff through the door that counts and writes down."""
        return access.sign_in(store, STAFF, passphrase, **more)


def open_clinic(home: Path) -> Clinic:
    """Set a clinic up in `home`, recovery sheet confirmed."""
    sheet = set_up(home, PASSPHRASE, STAFF, cost=CHEAP, now=lambda: NOON)
    words = " ".join(sheet.words)
    sheet.confirm(words)
    return Clinic(home, words)
