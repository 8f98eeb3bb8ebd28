"""Over all bodies and all damage: what was sealed comes back whole or not at all."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.records import seal
from kiosk.records.faults import Damaged, NoKey, RecordsError

CLINIC, RECOVERY, STRANGER = (X25519PrivateKey.generate() for _ in range(3))
PUBLIC = seal.PublicKeys(
    seal.key_id(CLINIC.public_key()),
    CLINIC.public_key(),
    seal.key_id(RECOVERY.public_key()),
    RECOVERY.public_key(),
    b"salt",
)
CLINIC_RING = {PUBLIC.clinic_id: CLINIC}

TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)
BODIES = st.dictionaries(TEXT, JSON, max_size=6)


@given(BODIES, TEXT)
def test_either_key_gives_back_exactly_what_was_sealed(body: dict[str, Any], record: str) -> None:
    bound = seal.about(record, 1)
    sealed = seal.seal(body, bound, PUBLIC)
    assert seal.unseal(sealed, bound, CLINIC_RING) == body
    assert seal.unseal(sealed, bound, {PUBLIC.recovery_id: RECOVERY}) == body
    with pytest.raises(NoKey):
        seal.unseal(sealed, bound, {seal.key_id(STRANGER.public_key()): STRANGER})
    with pytest.raises(Damaged):
        seal.unseal(sealed, bound, {PUBLIC.clinic_id: STRANGER})


@given(BODIES, st.data())
def test_any_flipped_bit_and_any_other_name_is_refused(body: dict[str, Any], data: Any) -> None:
    bound = seal.about("record", 1)
    sealed = seal.seal(body, bound, PUBLIC)
    with pytest.raises(Damaged):
        seal.unseal(sealed, seal.about("record", 2), CLINIC_RING)
    part = data.draw(st.sampled_from(["box", "to"]))
    stored = sealed["box"] if part == "box" else sealed["to"][PUBLIC.clinic_id]
    content = bytearray(seal.raw(stored))
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    changed = seal.text(bytes(content))
    damaged = sealed | ({"box": changed} if part == "box" else {"to": {PUBLIC.clinic_id: changed}})
    with pytest.raises(Damaged):
        seal.unseal(damaged, bound, CLINIC_RING)


@given(JSON)
def test_whatever_stands_in_the_place_of_a_seal_is_refused_and_not_a_crash(junk: Any) -> None:
    for damaged in ({"box": junk, "to": {}}, {"box": "AAAA", "to": junk}, {"to": {"x": junk}}):
        with pytest.raises(RecordsError):
            seal.unseal(damaged, b"", {**CLINIC_RING, "x": CLINIC})


@given(BODIES)
def test_a_rewrapped_body_is_the_same_and_the_old_key_opens_it_no_more(
    body: dict[str, Any],
) -> None:
    fresh = X25519PrivateKey.generate()
    name = seal.key_id(fresh.public_key())
    after = seal.PublicKeys(
        name, fresh.public_key(), PUBLIC.recovery_id, RECOVERY.public_key(), b"salt"
    )
    bound = seal.about("record", 1)
    sealed = seal.seal(body, bound, PUBLIC)
    moved = seal.rewrap(sealed, CLINIC_RING, after)
    assert moved["box"] == sealed["box"]
    assert seal.unseal(moved, bound, {name: fresh}) == body
    with pytest.raises(NoKey):
        seal.unseal(moved, bound, CLINIC_RING)
