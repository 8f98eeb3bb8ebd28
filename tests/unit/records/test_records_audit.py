"""The audit: every look leaves a trace, and a trace that was changed or cut shows."""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.records import access, check
from kiosk.records.audit import Anchor, Audit
from kiosk.records.faults import LockedOut, RecordsError, WrongPassphrase
from kiosk.records.keys import StaffSession
from kiosk.records.store import Store
from tests.support.sealed_clinic import NOON, STAFF, Clinic, answers, envelope, new_id


@pytest.fixture
def audit(store: Store) -> Audit:
    audit = Audit(store)
    for number in range(6):
        audit.record(STAFF, "viewed", f"record-{number}", f"asked by Quillfeather {number}")
    return audit


def test_entries_come_back_in_order_and_reasons_need_a_session(
    store: Store, session: StaffSession
) -> None:
    audit = Audit(store)
    record = new_id()
    assert audit.record(STAFF, "viewed", record, "for the infusion", now=NOON) == 1
    assert audit.record("unknown", "sign_in_failed") == 2
    first, second = audit.entries(session)
    assert (first.at, first.who, first.what, first.subject, first.why) == (
        *(NOON, STAFF, "viewed", record),
        "for the infusion",
    )
    assert second.why == ""
    assert audit.entries()[0].why is None
    assert audit.verify(session) is None


def test_sign_ins_are_written_the_wrong_ones_too_and_never_what_was_typed(
    clinic: Clinic, store: Store, session: StaffSession
) -> None:
    for name in (STAFF, "my secret passphrase"):
        with pytest.raises(WrongPassphrase):
            access.sign_in(store, name, "wrong wrong wrong")
    access.sign_out(store, clinic.sign_in(store))
    for _ in range(5):
        with pytest.raises(WrongPassphrase):
            clinic.sign_in(store, "wrong wrong wrong")
    with pytest.raises(LockedOut):
        clinic.sign_in(store)
    entries = Audit(store).entries(session)
    assert [(entry.who, entry.what) for entry in entries] == [
        (STAFF, "sign_in_failed"),
        ("unknown", "sign_in_failed"),
        (STAFF, "signed_in"),
        (STAFF, "signed_out"),
        *[(STAFF, "sign_in_failed")] * 5,
        (STAFF, "sign_in_locked"),
    ]


def edit(field: str, value: Any) -> Callable[[Any], None]:
    return lambda table: table.update({field: value}, doc_ids=[3])


def swap(table: Any) -> None:
    third, fourth = table.get(doc_id=3), table.get(doc_id=4)
    table.update({**fourth, "n": 3}, doc_ids=[3])
    table.update({**third, "n": 4}, doc_ids=[4])


@pytest.mark.parametrize(
    ("tampering", "named"),
    [
        (edit("who", "Somebody"), "entry 3 was changed"),
        (edit("what", "printed"), "entry 3 was changed"),
        (edit("at", "2026-01-01T00:00:00.000+00:00"), "entry 3 was changed"),
        (edit("subject", "record-9"), "entry 3 was changed"),
        (edit("why", None), "entry 3 was changed"),
        (edit("mac", "00"), "entry 3 was changed"),
        (swap, "entry 3 was changed"),
        (lambda table: table.remove(doc_ids=[3]), "entry 3 is missing"),
        (lambda table: table.remove(doc_ids=[6]), "entry 6 is missing"),
        (lambda table: table.truncate(), "entry 1 is missing"),
    ],
)
def test_the_first_entry_that_does_not_hold_is_named(
    audit: Audit,
    store: Store,
    session: StaffSession,
    tampering: Callable[[Any], None],
    named: str,
) -> None:
    assert audit.verify(session) is None
    tampering(store.database.row_table("audit"))
    fault = audit.verify(session)
    assert fault is not None
    assert named in fault
    assert check.verify(store, session).problems == [fault]


def test_a_tail_cut_together_with_the_head_shows_against_an_anchor(
    audit: Audit, store: Store, session: StaffSession
) -> None:
    head = store.database.row_table("audit_head")
    (early,) = head.all()
    audit.record(STAFF, "exported", "", "all of them")
    anchor = audit.anchor()
    store.database.row_table("audit").remove(doc_ids=[7])
    head.update(dict(early), doc_ids=[early.doc_id])
    assert audit.verify(session) is None, "the chain alone cannot know"
    assert "entry 7 is missing" in str(audit.verify(session, anchor))
    audit.record(STAFF, "viewed", "something harmless")
    assert "entry 7 is not the one" in str(audit.verify(session, anchor))


def test_the_key_at_hand_does_not_forge_what_came_before(
    audit: Audit, store: Store, session: StaffSession
) -> None:
    """Whoever takes the machine over holds the next key, and replays the chain with it."""
    (head,) = store.database.row_table("audit_head").all()
    entries = store.database.row_table("audit")
    before = [dict(row) for row in entries]
    entries.truncate()
    store.database.row_table("audit_head").update({"count": 0, "mac": ""}, doc_ids=[head.doc_id])
    for row in before:
        audit.record(row["who"], row["what"], "record-0" if row["n"] == 3 else row["subject"])
    assert "entry 1" in str(audit.verify(session))


def test_a_rotation_keeps_the_chain_and_the_reasons(
    audit: Audit, clinic: Clinic, store: Store, session: StaffSession
) -> None:
    anchor = audit.anchor()
    access.rotate(store, session)
    fresh = clinic.session()
    assert audit.verify(fresh, anchor) is None
    assert audit.entries(fresh)[2].why == "asked by Quillfeather 2"


def test_an_entry_is_kept_with_what_it_tells_of_or_not_at_all(
    store: Store, session: StaffSession
) -> None:
    record, audit = new_id(), Audit(store)
    store.save(record, envelope(), answers())
    with pytest.raises(ZeroDivisionError), store.database.together():
        store.set_status(record, "printed")
        audit.record(STAFF, "printed", record)
        raise ZeroDivisionError
    assert audit.entries() == []
    assert store.row(record).status == "new"
    assert audit.anchor() == Anchor(0, "")


def test_an_event_is_a_word(store: Store) -> None:
    with pytest.raises(RecordsError):
        Audit(store).record(STAFF, "Viewed the record of Zdenka")
