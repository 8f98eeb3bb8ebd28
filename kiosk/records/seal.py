"""Sealing: what the kiosk can write and only a key holder can read.

Owns the format of sealed JSON: compressed, AES-256-GCM under a key of its own, and that key sealed
with HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM) to each public key that may open it. Must not
keep a key, and does not know who owns one.

Shape: {"box": base64 of nonce and ciphertext, "to": {key id: base64 of the sealed key}}.
"""

import base64
import binascii
import hashlib
import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from kiosk.records.faults import Damaged, NoKey

Sealed = dict[str, Any]
Ring = Mapping[str, X25519PrivateKey]

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_INFO = b"ketamine intake kiosk: key of a sealed body, 1"
_ENCODER = json.JSONEncoder(separators=(",", ":"))
_NONCE = 12
_KEY_BYTES = 32
NO_BODY = "sealed data does not have the expected shape"
_LEVEL = 1  # an intake comes out as small as at 6, in two thirds of the time


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """All that the kiosk needs to write: it opens nothing with these."""

    clinic_id: str
    clinic: X25519PublicKey
    recovery_id: str
    recovery: X25519PublicKey
    code_salt: bytes
    """Salt of resume codes; not a secret."""

    def everyone(self) -> dict[str, X25519PublicKey]:
        """Key id to public key of those who may open what is sealed now."""
        return {self.clinic_id: self.clinic, self.recovery_id: self.recovery}


def key_id(public: X25519PublicKey) -> str:
    """A short name for a public key: the first half of its SHA-256."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:32]


def text(content: bytes) -> str:
    """Bytes as base64 text."""
    return base64.b64encode(content).decode("ascii")


def raw(content: object) -> bytes:
    """Base64 text as bytes. Raises Damaged for anything else."""
    if not isinstance(content, str):
        raise Damaged("stored data: expected base64 text")
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise Damaged("stored data: expected base64 text") from None


def about(*parts: object) -> bytes:
    """What sealed bytes are bound to, such as record id, form and version."""
    return _ENCODER.encode(parts).encode()


def box(content: bytes, key: bytes, bound_to: bytes) -> bytes:
    """`content` under `key` (AES-256-GCM), bound to `bound_to`; random nonce in front."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, bound_to)


def unbox(content: bytes, key: bytes, bound_to: bytes) -> bytes:
    """The reverse of `box`. Raises Damaged when a bit, the key or the binding differs."""
    try:
        return AESGCM(key).decrypt(content[:_NONCE], content[_NONCE:], bound_to)
    except (InvalidTag, ValueError):
        raise Damaged("sealed data does not open: it was changed, or belongs elsewhere") from None


def wrap(secret: bytes, to: X25519PublicKey, info: bytes = _INFO) -> bytes:
    """A short secret sealed with HPKE to one public key."""
    return bytes(_SUITE.encrypt(secret, to, info))


def unwrap(wrapped: bytes, key: X25519PrivateKey, info: bytes = _INFO) -> bytes:
    """The reverse of `wrap`. Raises Damaged."""
    try:
        return bytes(_SUITE.decrypt(wrapped, key, info))
    except (InvalidTag, ValueError):
        raise Damaged("a sealed key does not open: it was changed") from None


def seal(body: Mapping[str, Any], bound_to: bytes, keys: PublicKeys) -> Sealed:
    """`body` as compressed JSON, readable by the clinic's key and the recovery key only."""
    key = os.urandom(_KEY_BYTES)
    content = zlib.compress(_ENCODER.encode(body).encode(), _LEVEL)
    return {"box": text(box(content, key, bound_to)), "to": wraps(key, keys)}


def wraps(key: bytes, keys: PublicKeys) -> dict[str, str]:
    """`key` sealed to the clinic and to the recovery key."""
    return {name: text(wrap(key, public)) for name, public in keys.everyone().items()}


def unseal(sealed: Mapping[str, Any], bound_to: bytes, ring: Ring) -> dict[str, Any]:
    """The body. Raises NoKey when the ring does not fit, Damaged when bytes were changed."""
    try:
        body = json.loads(unseal_text(sealed, bound_to, ring))
    except ValueError:
        raise Damaged(NO_BODY) from None
    if not isinstance(body, dict):
        raise Damaged(NO_BODY)
    return body


def unseal_text(sealed: Mapping[str, Any], bound_to: bytes, ring: Ring) -> bytes:
    """The body as the text that was sealed, not yet read as JSON. Raises as `unseal` does."""
    try:
        return zlib.decompress(unbox(raw(sealed["box"]), body_key(sealed, ring), bound_to))
    except (KeyError, ValueError, zlib.error):
        raise Damaged(NO_BODY) from None


def body_key(sealed: Mapping[str, Any], ring: Ring) -> bytes:
    """The key of one sealed body, through whichever private key of `ring` fits."""
    to = sealed.get("to")
    if not isinstance(to, dict):
        raise Damaged(NO_BODY)
    fitting = [name for name in to if name in ring]
    if not fitting:
        raise NoKey("sealed to a key that this account does not hold")
    return unwrap(raw(to[fitting[0]]), ring[fitting[0]])


def rewrap(sealed: Sealed, ring: Ring, keys: PublicKeys) -> Sealed:
    """The same box, its key sealed to the keys of today; the body is not opened."""
    return {**sealed, "to": wraps(body_key(sealed, ring), keys)}
