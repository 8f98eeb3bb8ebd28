"""Retention: nothing leaves unseen, and what left has a stone with a name on it."""

from datetime import timedelta

import pytest

from kiosk.records import access, check, retention
from kiosk.records.audit import Audit
from kiosk.records.faults import NotAllowed, RecordsError, UnknownRecord
from kiosk.records.keys import Role, StaffSession
from kiosk.records.store import Store
from tests.support.sealed_clinic import CHEAP, NOON, STAFF, Clinic, answers, envelope, new_id

BEFORE = NOON - timedelta(days=30)


@pytest.fixture
def old(store: Store) -> dict[str, str]:
    """Records by what should become of them."""
    ids = {
        name: new_id() for name in ("reviewed", "new", "printed", "exported", "alerted", "young")
    }
    for name, record in ids.items():
        store.save(record, envelope(5 if name == "young" else 40), answers())
    for name in ("reviewed", "alerted", "young"):
        store.set_status(ids[name], "reviewed")
    store.set_status(ids["reviewed"], "exported")
    for name in ("printed", "exported"):
        store.set_status(ids[name], name)
    store.raise_alert(ids["alerted"], "urgent", {})
    return ids


def test_a_dry_run_says_all_and_does_nothing(store: Store, old: dict[str, str]) -> None:
    plan = retention.plan(store, BEFORE)
    assert [row.id for row in plan.due] == [old["reviewed"]]
    assert {row.id for row in plan.unreviewed} == {
        old[name] for name in ("new", "printed", "exported", "alerted")
    }
    assert len(store.list()) == 6
    assert Audit(store).anchor().count == 0


def test_a_purge_leaves_a_tombstone_and_a_line_in_the_audit(
    store: Store, session: StaffSession, old: dict[str, str]
) -> None:
    plan = retention.purge(store, session, BEFORE, "seven years are over", now=lambda: NOON)
    assert [row.id for row in plan.due] == [old["reviewed"]]
    assert len(store.list()) == 5
    with pytest.raises(UnknownRecord):
        store.read(old["reviewed"], session)
    (stone,) = retention.tombstones(store, session)
    assert (stone.id, stone.form, stone.form_version) == (
        old["reviewed"],
        "ketamine-infusion",
        "1.0.0",
    )
    assert (stone.submitted_at, stone.purged_at) == (NOON - timedelta(days=40), NOON)
    assert (stone.who, stone.why) == (STAFF, "seven years are over")
    assert retention.tombstones(store)[0].why is None
    (entry,) = Audit(store).entries(session)
    assert (entry.what, entry.subject, entry.why) == (
        *("purged", old["reviewed"]),
        "seven years are over",
    )
    assert check.verify(store, session).problems == []


def test_what_staff_or_a_kiosk_touched_since_the_plan_stays(
    clinic: Clinic, store: Store, session: StaffSession
) -> None:
    ids = [new_id() for _ in range(3)]
    for record in ids:
        store.save(record, envelope(40), answers())
        store.set_status(record, "reviewed")
    colleague = clinic.store()

    def meanwhile(done: int, _of: int) -> None:
        if done == 1:
            colleague.append_version(ids[0], answers("an addendum"))
            colleague.raise_alert(ids[1], "urgent", {})

    order = [row.id for row in retention.plan(store, BEFORE).due]
    ids = [order[1], order[2], order[0]]
    done = retention.purge(store, session, BEFORE, "the policy", progress=meanwhile)
    colleague.close()
    assert [row.id for row in done.due] == [ids[2]]
    assert {row.id for row in store.list()} == set(ids[:2])
    assert [stone.id for stone in retention.tombstones(store)] == [ids[2]]


def test_a_purged_body_is_gone_from_the_disk(
    clinic: Clinic, store: Store, session: StaffSession, old: dict[str, str]
) -> None:
    rows = store.database.row_table("bodies").find({"record": old["reviewed"]})
    box = rows[0]["sealed"]["box"][:64].encode()
    assert any(box in path.read_bytes() for path in clinic.home.glob("records.db*"))
    retention.purge(store, session, BEFORE, "asked by the patient")
    assert not any(box in path.read_bytes() for path in clinic.home.glob("records.db*"))


def test_drafts_are_counted_and_never_purged(
    clinic: Clinic, store: Store, session: StaffSession, old: dict[str, str]
) -> None:
    draft = clinic.drafts().begin()
    draft.append({"question": "given_name", "value": "Zdenka"})
    draft.close()
    assert retention.purge(store, session, NOON + timedelta(days=900), "all").drafts == 1
    assert clinic.drafts().count() == 1


def test_a_purge_needs_an_administrator_and_a_reason(
    clinic: Clinic, store: Store, session: StaffSession, old: dict[str, str]
) -> None:
    access.add_account(store, session, "Sam", Role.CLINICIAN, "sam sam sam sam.", cost=CHEAP)
    sam = access.sign_in(store, "Sam", "sam sam sam sam.")
    with pytest.raises(NotAllowed):
        retention.purge(store, sam, BEFORE, "because")
    with pytest.raises(RecordsError, match="reason"):
        retention.purge(store, session, BEFORE, "  ")
    assert len(store.list()) == 6


def test_a_policy_in_days_is_a_moment() -> None:
    assert retention.cutoff(30, NOON) == BEFORE
