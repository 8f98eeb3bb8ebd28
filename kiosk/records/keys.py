"""The key file: the clinic's keys, who may open them, and the recovery sheet's public half.

Owns `keys.json`. Each member of staff has a key pair whose private half is under argon2id of the
passphrase; each of the clinic's private keys is sealed to every account and to the recovery key.
So an account can be added and the clinic's key changed without anyone else's passphrase. Must not
count tries (lockout.py) and never writes a private key, a passphrase or a recovery word in clear.

Who may write to the disk can put other public keys here, as they could put another program: sealing
protects what is stored, not a machine that was taken over.
"""

import json
import os
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.records import files, seal, words
from kiosk.records.faults import (
    Damaged,
    NewerVersion,
    NotAllowed,
    NotSetUp,
    SignedOut,
    WrongPassphrase,
    WrongWords,
    damaged,
)
from kiosk.records.passphrase import check_passphrase

NAME = "keys.json"
SCHEMA = 1
IDLE_SECONDS = 120.0
"""Staff are signed out after this long without a key press (records.md, Sealing)."""
RECOVERY_ACCOUNT = "recovery sheet"

_CLINIC_INFO = b"ketamine intake kiosk: clinic key, 1"


class Role(StrEnum):
    """What an account is for; the staff screens decide what each one sees."""

    FRONT_DESK = "front_desk"
    CLINICIAN = "clinician"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Cost:
    """Work of argon2id: rounds, memory in KiB, lanes. RFC 9106's second recommendation."""

    rounds: int = 3
    memory: int = 65_536
    lanes: int = 4

    def derive(self, secret: bytes, salt: bytes) -> bytes:
        """A 32-byte key."""
        return hash_secret_raw(secret, salt, self.rounds, self.memory, self.lanes, 32, Type.ID)


@dataclass(slots=True)
class StaffSession:
    """A signed-in member of staff: the only thing in the program that holds private keys.

    `close` and idling drop the keys; Python cannot promise that no copy stays in memory until the
    process ends, so the staff process should end with the session where that matters.
    """

    name: str
    role: Role
    idle_seconds: float | None = IDLE_SECONDS
    monotonic: Callable[[], float] = time.monotonic
    _ring: dict[str, X25519PrivateKey] = field(default_factory=dict, repr=False)
    _last: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self._last = self.monotonic()

    @property
    def active(self) -> bool:
        """Whether the session still opens records; closes it when it has been idle too long."""
        idle = self.monotonic() - self._last
        if self.idle_seconds is not None and idle >= self.idle_seconds:
            self.close()
        return bool(self._ring)

    def touch(self) -> None:
        """Somebody pressed a key: the idle time starts again. Never revives an ended session."""
        if self.active:
            self._last = self.monotonic()

    def close(self) -> None:
        """Sign out."""
        self._ring.clear()

    def ring(self) -> seal.Ring:
        """The private keys. Raises SignedOut."""
        if not self.active:
            raise SignedOut("signed out: sign in again to go on")
        return self._ring

    def needs(self, role: Role) -> None:
        """Raises NotAllowed unless the account has `role`, and SignedOut."""
        self.ring()
        if self.role is not role:
            raise NotAllowed(f"this needs an account with the role {role.value}")

    def adopt(self, name: str, key: X25519PrivateKey) -> None:
        """Take a new clinic key into the ring, after a rotation."""
        self.ring()
        self._ring[name] = key


class Keys:
    """The key file of one data folder, as a value that is loaded, changed and saved whole."""

    def __init__(self, home: Path, content: dict[str, Any]) -> None:
        self.home = home
        self._content = content

    @classmethod
    def load(cls, home: Path) -> "Keys":
        """Raises NotSetUp, NewerVersion or Damaged."""
        path = home / NAME
        try:
            content = json.loads(path.read_bytes())
        except FileNotFoundError:
            raise NotSetUp(f"{home}: not set up yet; run `kiosk setup` or `kiosk run`") from None
        except OSError as error:
            raise files.fault(path, error) from None
        except ValueError:
            raise damaged(path, "the key file is damaged") from None
        return cls.of(path, content)

    @classmethod
    def of(cls, path: Path, content: Any) -> "Keys":
        """The keys in the content of a key file, or of a backup, named `path`."""
        version = content.get("schema") if isinstance(content, dict) else None
        if not isinstance(version, int):
            raise damaged(path, "the key file is damaged")
        if version > SCHEMA:
            raise NewerVersion(f"{path}: written by a newer kiosk; install that version")
        keys = cls(path.parent, content)
        keys.public()
        try:
            _ = keys.accounts(), keys.confirmed_by_person
        except (KeyError, TypeError, ValueError):
            raise damaged(path, "the key file is damaged") from None
        return keys

    def content(self) -> dict[str, Any]:
        """What the key file holds; nothing in it opens anything without a passphrase or the words."""
        return self._content

    @classmethod
    def create(cls, home: Path, recovery: X25519PrivateKey, now: datetime) -> "Keys":
        """A new clinic without key or account, not yet on disk."""
        return cls(
            home,
            {
                "schema": SCHEMA,
                "created_at": now.astimezone(UTC).isoformat(),
                "code_salt": seal.text(os.urandom(16)),
                "recovery": seal.text(recovery.public_key().public_bytes_raw()),
                "clinic": "",
                "ring": {},
                "accounts": [],
            },
        )

    def save(self) -> None:
        """Replace the key file, durably."""
        content = json.dumps(self._content, indent=1).encode()
        files.write_whole(self.home / NAME, content)

    def public(self) -> seal.PublicKeys:
        """What the kiosk needs for sealing. Raises Damaged."""
        try:
            name = self._content["clinic"]
            clinic = _public(self._content["ring"][name]["public"])
            recovery = _public(self._content["recovery"])
            salt = seal.raw(self._content["code_salt"])
        except (KeyError, TypeError, ValueError, Damaged):
            raise damaged(self.home / NAME, "the key file is damaged") from None
        if seal.key_id(clinic) != name:
            raise damaged(self.home / NAME, "the key file is damaged")
        return seal.PublicKeys(name, clinic, seal.key_id(recovery), recovery, salt)

    def accounts(self) -> list[tuple[str, Role]]:
        """Names and roles, in the order in which they were added."""
        return [(account["name"], Role(account["role"])) for account in self._content["accounts"]]

    def unlock(
        self,
        name: str,
        passphrase: str,
        *,
        idle_seconds: float | None = IDLE_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> StaffSession:
        """Sign in without counting tries: `access.sign_in` is the door. Raises WrongPassphrase."""
        account = self._account(name)
        if account is None:
            # The same work as for a real name, so that the time does not tell which names exist.
            Cost().derive(_secret(passphrase), bytes(16))
            raise WrongPassphrase("name and passphrase do not fit")
        own = self._open_account(account, passphrase)
        return StaffSession(
            name, Role(account["role"]), idle_seconds, monotonic, self._ring_for(name, own)
        )

    def unlock_with_words(
        self, recovery_words: str, *, idle_seconds: float | None = IDLE_SECONDS
    ) -> StaffSession:
        """A session from the recovery sheet. Raises WrongWords."""
        own = recovery_key(recovery_words)
        recovery_id = self.public().recovery_id
        if seal.key_id(own.public_key()) != recovery_id:
            raise WrongWords("these recovery words belong to another clinic or an older sheet")
        ring = {**self._ring_for(RECOVERY_ACCOUNT, own), recovery_id: own}
        return StaffSession(
            RECOVERY_ACCOUNT, Role.ADMINISTRATOR, idle_seconds, time.monotonic, ring
        )

    def add_first_account(self, name: str, passphrase: str, cost: Cost | None = None) -> None:
        """The administrator of a new clinic; only before the key file is first saved."""
        ring = dict([self._new_clinic_key()])
        self.add_account(name, Role.ADMINISTRATOR, passphrase, ring, cost)

    def confirm(self, now: datetime, *, by_person: bool) -> None:
        """The recovery words have opened a test seal, typed by a person or by the program itself."""
        self._content["recovery_confirmed_at"] = now.astimezone(UTC).isoformat()
        self._content["recovery_confirmed_by"] = "person" if by_person else "program"

    @property
    def confirmed(self) -> bool:
        """Whether the recovery words ever opened a test seal."""
        return bool(self._content.get("recovery_confirmed_at"))

    @property
    def confirmed_by_person(self) -> datetime | None:
        """When a person last typed words of the recovery sheet back; older files do not say."""
        if not self.confirmed or self._content.get("recovery_confirmed_by") != "person":
            return None
        return datetime.fromisoformat(self._content["recovery_confirmed_at"])

    def add_account(
        self,
        name: str,
        role: Role,
        passphrase: str,
        ring: seal.Ring,
        cost: Cost | None = None,
    ) -> None:
        """Add an account, or give an existing one a new passphrase and keep its role's place.

        Raises WeakPassphrase. `ring` is a signed-in session's, or the first key's at set-up.
        """
        check_passphrase(passphrase, name)
        if not name.strip() or name == RECOVERY_ACCOUNT:
            raise NotAllowed("account name: expected a name, such as that of a person")
        own = X25519PrivateKey.generate()
        account = _new_account(name, role, passphrase, own, cost or Cost())
        others = [other for other in self._content["accounts"] if other["name"] != name]
        self._content["accounts"] = [*others, account]
        for key_name, entry in self._content["ring"].items():
            if key_name in ring:
                secret = ring[key_name].private_bytes_raw()
                entry["sealed"][name] = seal.text(seal.wrap(secret, own.public_key(), self._info()))

    def remove_account(self, name: str) -> None:
        """Take an account away. Raises NotAllowed for the last administrator."""
        rest = [account for account in self._content["accounts"] if account["name"] != name]
        if len(rest) == len(self._content["accounts"]):
            raise NotAllowed("account: no such name")
        if not any(account["role"] == Role.ADMINISTRATOR for account in rest):
            raise NotAllowed("account: the last administrator cannot be removed")
        self._content["accounts"] = rest
        for entry in self._content["ring"].values():
            entry["sealed"].pop(name, None)

    def change_passphrase(self, name: str, old: str, new: str, cost: Cost | None = None) -> None:
        """Raises WrongPassphrase or WeakPassphrase. Records and the clinic's keys are untouched."""
        account = self._account(name)
        if account is None:
            raise WrongPassphrase("name and passphrase do not fit")
        own = self._open_account(account, old)
        check_passphrase(new, name)
        account.update(_new_account(name, Role(account["role"]), new, own, cost or Cost()))

    def rotate(self) -> tuple[str, X25519PrivateKey]:
        """A new clinic key for everyone; the older ones stay for what is still sealed to them."""
        return self._new_clinic_key()

    def _new_clinic_key(self) -> tuple[str, X25519PrivateKey]:
        key = X25519PrivateKey.generate()
        name = seal.key_id(key.public_key())
        to = {account["name"]: _public(account["public"]) for account in self._content["accounts"]}
        to[RECOVERY_ACCOUNT] = _public(self._content["recovery"])
        secret = key.private_bytes_raw()
        self._content["ring"][name] = {
            "public": seal.text(key.public_key().public_bytes_raw()),
            "sealed": {
                who: seal.text(seal.wrap(secret, public, self._info()))
                for who, public in to.items()
            },
        }
        self._content["clinic"] = name
        return name, key

    def _info(self) -> bytes:
        # Bound to the recovery key: exchanging that one in the file makes every sign-in fail.
        return _CLINIC_INFO + seal.raw(self._content["recovery"])

    def _ring_for(self, name: str, own: X25519PrivateKey) -> dict[str, X25519PrivateKey]:
        ring = {}
        for key_name, entry in self._content["ring"].items():
            if name not in entry["sealed"]:
                continue
            try:
                secret = seal.unwrap(seal.raw(entry["sealed"][name]), own, self._info())
            except Damaged:
                raise damaged(self.home / NAME, "the key file is damaged") from None
            key = X25519PrivateKey.from_private_bytes(secret)
            if seal.key_id(key.public_key()) != key_name:
                raise damaged(self.home / NAME, "the key file is damaged")
            ring[key_name] = key
        return ring

    def _account(self, name: str) -> dict[str, Any] | None:
        found = [account for account in self._content["accounts"] if account["name"] == name]
        return found[0] if found else None

    def _open_account(self, account: dict[str, Any], passphrase: str) -> X25519PrivateKey:
        key = Cost(*account["cost"]).derive(_secret(passphrase), seal.raw(account["salt"]))
        try:
            secret = seal.unbox(seal.raw(account["private"]), key, _bound(account))
        except Damaged:
            raise WrongPassphrase("name and passphrase do not fit") from None
        return X25519PrivateKey.from_private_bytes(secret)


def recovery_key(recovery_words: str) -> X25519PrivateKey:
    """The private recovery key that the words stand for. Raises WrongWords."""
    derive = HKDF(SHA256(), 32, None, b"ketamine intake kiosk: recovery key, 1")
    return X25519PrivateKey.from_private_bytes(derive.derive(words.recovery_secret(recovery_words)))


def _new_account(
    name: str, role: Role, passphrase: str, own: X25519PrivateKey, cost: Cost
) -> dict[str, Any]:
    salt = os.urandom(16)
    account: dict[str, Any] = {
        "name": name,
        "role": role.value,
        "public": seal.text(own.public_key().public_bytes_raw()),
        "salt": seal.text(salt),
        "cost": [cost.rounds, cost.memory, cost.lanes],
    }
    key = cost.derive(_secret(passphrase), salt)
    return account | {"private": seal.text(seal.box(own.private_bytes_raw(), key, _bound(account)))}


def _bound(account: dict[str, Any]) -> bytes:
    # The role is bound in: editing it in the file makes the sign-in fail.
    return seal.about("account", account["name"], account["role"], account["public"])


def _secret(passphrase: str) -> bytes:
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def _public(content: object) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(seal.raw(content))
