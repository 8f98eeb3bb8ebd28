"""Session codes: what staff fill in for a patient who is to come, sealed under a short code.

Owns the folder `tickets/` (one small file a code) and the count of wrong codes. The name is under
argon2id of the code alone: neither the kiosk nor whoever takes the disk can list who is expected without
guessing a code of 28 bits at argon2's price, within the two days that it lives. Must never write a name
or a code in clear.
"""

import json
import secrets
import unicodedata
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.records import files, seal
from kiosk.records.faults import Damaged, RecordsError, UnknownDraft, WrongWords
from kiosk.records.keys import Cost, Keys
from kiosk.records.lockout import Lockout

FOLDER = "tickets"
LOCK_NAME = "code-lockout.json"
SCHEMA = 1
LIFE = timedelta(hours=48)
LENGTH = 6
LETTERS = "CDFGHJKMNPQRTVWXY23456789"
"""No vowels, so that no code is a word, and nothing that is read as something else."""

_ALIKE = str.maketrans("BSUZ", "85V2")
_SUFFIX = ".ticket"
_PAD = 512


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a code opens. `answers` are of questions that staff filled in, by question."""

    id: str
    expires_at: datetime
    answers: dict[str, str]


def tidy(text: str) -> str:
    """A typed code in its one spelling, such as `K7M4QX`; empty when it cannot be one."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_ALIKE)
    letters = "".join(each for each in plain if each.isalnum())
    fits = len(letters) == LENGTH and all(each in LETTERS for each in letters)
    return letters if fits else ""


def spoken(code: str) -> str:
    """A code in two groups, as it is given to the patient: `K7M-4QX`."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


@dataclass(frozen=True)
class Tickets:
    """The codes of one data folder that were given out and not used yet."""

    home: Path
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    cost: Cost = field(default_factory=Cost)

    def issue(self, answers: Mapping[str, str]) -> tuple[Ticket, str]:
        """A new code, spoken, for one use within LIFE. Raises RecordsError when it cannot be kept."""
        self.sweep()
        content = json.dumps(dict(answers), ensure_ascii=False).encode()
        if len(content) > _PAD * 4:
            raise RecordsError("code: the name and the number are too long")
        files.private_folder(self.home / FOLDER)
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        ticket = Ticket(str(uuid.uuid4()), self.now().astimezone(UTC) + LIFE, dict(answers))
        expires = ticket.expires_at.isoformat(timespec="seconds")
        # Padded, so that the length does not tell a name.
        box = seal.box(content.ljust(_PAD * 4), self._key(code), _bound(ticket.id, expires))
        raw = {"schema": SCHEMA, "id": ticket.id, "expires_at": expires, "box": seal.text(box)}
        files.write_whole(self._path(ticket.id), json.dumps(raw).encode())
        return ticket, spoken(code)

    def open(self, typed: str) -> Ticket:
        """What a typed code opens; it stays until it is used. Each wrong one is counted.

        Raises WrongWords for what is no code, UnknownDraft for a wrong or expired one, and LockedOut.
        """
        code = tidy(typed)
        if not code:
            raise WrongWords(f"the code has {LENGTH} letters and digits, such as K7M-4QX")
        self.sweep()
        with Lockout(self.home, self.now, LOCK_NAME).attempt():
            key = self._key(code)
            for raw in self._all():
                try:
                    content = seal.unbox(
                        seal.raw(raw["box"]), key, _bound(raw["id"], raw["expires_at"])
                    )
                except Damaged:
                    continue
                expires = datetime.fromisoformat(raw["expires_at"])
                return Ticket(raw["id"], expires, json.loads(content))
            raise UnknownDraft("no code is open that reads so; ask the front desk")

    @contextmanager
    def using(self, ticket: Ticket) -> Iterator[None]:
        """Inside, this process alone uses the code; it is gone when the block ends well.

        Raises UnknownDraft when another kiosk was faster.
        """
        with files.locked(self.home / "tickets.lock"):
            if not self._path(ticket.id).exists():
                raise UnknownDraft("this code was used already; ask the front desk")
            yield
            files.remove(self._path(ticket.id))

    def sweep(self) -> int:
        """Remove every code whose time is over; how many."""
        over = [raw for raw in self._all() if raw["expires_at"] <= self._stamp()]
        for raw in over:
            files.remove(self._path(raw["id"]))
        return len(over)

    def count(self) -> int:
        """How many codes are open; needs no key."""
        return len(list(self._all()))

    def _stamp(self) -> str:
        return self.now().astimezone(UTC).isoformat(timespec="seconds")

    def _key(self, code: str) -> bytes:
        return self.cost.derive(f"ticket {code}".encode(), Keys.load(self.home).public().code_salt)

    def _all(self) -> Iterator[dict[str, Any]]:
        for path in sorted((self.home / FOLDER).glob(f"*{_SUFFIX}")):
            try:
                raw = json.loads(path.read_bytes())
                if raw["schema"] == SCHEMA and path.name == f"{raw['id']}{_SUFFIX}":
                    datetime.fromisoformat(raw["expires_at"])
                    yield raw
            except (OSError, ValueError, KeyError, TypeError):
                # Damaged or of a newer kiosk: it opens nothing, and staff give out another one.
                continue

    def _path(self, ticket_id: str) -> Path:
        return self.home / FOLDER / f"{uuid.UUID(ticket_id)}{_SUFFIX}"


def _bound(ticket_id: str, expires: str) -> bytes:
    return seal.about("ticket", ticket_id, expires)
