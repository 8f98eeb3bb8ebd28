"""Who may do what: every action for every role, signed out, and after the idle time-out."""

import importlib
import inspect
import pkgutil
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kiosk import backoffice
from kiosk.backoffice import (
    accounts,
    acting,
    alerting,
    codes,
    configuring,
    corrections,
    daily,
    earlier,
    exporting,
    history,
    keeping,
    opened,
    reporting,
    selection,
    status,
    transcription,
    waiting,
    worklist,
)
from kiosk.backoffice.office import GUARDED, Office
from kiosk.backoffice.permissions import ALLOWED, Action
from kiosk.model.measured import Measured
from kiosk.model.record import Record
from kiosk.records.envelope import stamp
from kiosk.records.faults import NotAllowed, SignedOut
from kiosk.records.keys import Role
from tests.support.back_room import CHEAP, PASSPHRASE, BackRoom
from tests.support.patients import answers_file
from tests.support.printed import record_of

MODULES = [
    importlib.import_module(f"{backoffice.__name__}.{found.name}")
    for found in pkgutil.iter_modules(backoffice.__path__)
]

Do = Callable[[Office, "Scene"], object]


class Scene:
    """What there is to act on."""

    def __init__(self, room: BackRoom, folder: Path) -> None:
        self.record = room.hand_in({"aneurysm": "not_sure"})
        self.alert = room.desk.store.raise_alert(self.record, "urgent", {"name": "Ana"})
        intake = room.desk.begin("en")
        self.draft = intake._draft.id
        intake.pause()
        self.folder = folder


TRIES: dict[Callable[..., object], Do] = {
    worklist.worklist: lambda o, _: worklist.worklist(o, worklist.Filter()),
    worklist.search: lambda o, _: worklist.search(o, worklist.Filter()),
    alerting.waiting_alerts: lambda o, _: alerting.waiting_alerts(o),
    alerting.acknowledge: lambda o, s: alerting.acknowledge(o, s.alert),
    waiting.waiting_drafts: lambda o, _: waiting.waiting_drafts(o),
    waiting.reopen: lambda o, s: waiting.reopen(o, s.draft).let_go(),
    waiting.discard: lambda o, s: waiting.discard(o, s.draft, "left the clinic"),
    status.status: lambda o, _: status.status(o),
    opened.open_record: lambda o, s: opened.open_record(o, s.record),
    history.history_of_purged: lambda o, _: history.history_of_purged(o, _purged(o)),
    opened.version: lambda o, s: opened.version(o, s.record, 1),
    acting.print_provider: lambda o, s: acting.print_provider(o, s.record),
    acting.print_patient: lambda o, s: acting.print_patient(o, s.record),
    acting.page: lambda o, s: acting.page(o, s.record),
    acting.mark_printed: lambda o, s: acting.mark_printed(o, s.record),
    acting.mark_reviewed: lambda o, s: acting.mark_reviewed(o, s.record),
    acting.review_again: lambda o, s: acting.review_again(o, s.record),
    acting.measure: lambda o, s: acting.measure(o, s.record, Measured(heart_rate=70)),
    acting.decide: lambda o, s: acting.decide(o, s.record, "declined", "not today"),
    daily.day_facts: lambda o, _: daily.day_facts(o, date(2026, 11, 22)),
    daily.print_day: lambda o, _: daily.print_day(o, date(2026, 11, 22)),
    daily.day_page: lambda o, _: daily.day_page(o, date(2026, 11, 22)),
    earlier.earlier_records: lambda o, s: earlier.earlier_records(o, _record(s)),
    earlier.earlier_scores: lambda o, s: earlier.earlier_scores(o, _record(s)),
    corrections.amend: lambda o, s: corrections.amend(o, s.record, "misread", note="phoned"),
    transcription.begin_paper: lambda o, _: transcription.begin_paper(o, "en").pause(),
    transcription.transcribe: lambda o, _: transcription.transcribe(o, answers_file(), "paper"),
    keeping.verify: lambda o, _: keeping.verify(o),
    keeping.back_up: lambda o, s: keeping.back_up(o, s.folder / "b.kiosk", lambda *_: None),
    keeping.policy: lambda o, _: _with_policy(o),
    keeping.purge_plan: lambda o, _: keeping.purge_plan(o, date(2010, 1, 1)),
    keeping.purge: lambda o, _: keeping.purge(o, date(2010, 1, 1), "the policy"),
    selection.select: lambda o, _: selection.select(o, selection.Selection(), lambda *_: None),
    selection.forms: lambda o, _: selection.forms(o),
    reporting.report: lambda o, _: reporting.report(o, None, None, lambda *_: None),
    exporting.hand_over: lambda o, s: exporting.hand_over(o, [], _wish(s), lambda *_: None),
    exporting.was_made_here: lambda o, s: exporting.was_made_here(o, _exported(o, s)),
    codes.issue_code: lambda o, _: codes.issue_code(o, "Ana", "Díaz"),
    configuring.change: lambda o, _: configuring.change(o, "theme", "dark"),
    accounts.accounts: lambda o, _: accounts.accounts(o),
    accounts.add: lambda o, _: accounts.add(o, "New", Role.CLINICIAN, PASSPHRASE, cost=CHEAP),
    accounts.remove: lambda o, _: _remove_another(o),
    accounts.new_key: lambda o, _: accounts.new_key(o),
    accounts.reset: lambda o, _: accounts.reset(o, "Fay Desk", PASSPHRASE, cost=CHEAP),
    accounts.change_own: lambda o, _: accounts.change_own(o, PASSPHRASE, PASSPHRASE, cost=CHEAP),
}
"""Each of the actions, done for real."""


def _record(scene: Scene) -> Record:
    return record_of().model_copy(update={"id": scene.record})


def _purged(office: Office) -> str:
    """A record that retention let go, as its stone says."""
    stone = {"id": str(uuid.uuid4()), "form": "f", "form_version": "1", "who": "Ada Min"}
    times = dict.fromkeys(("submitted_at", "purged_at"), stamp(office.desk.now()))
    office.store.database.row_table("tombstones").insert({**stone, **times})
    return stone["id"]


def _exported(office: Office, scene: Scene) -> Path:
    wish = _wish(scene)
    exporting.hand_over(office, [], wish, lambda *_: None)
    return wish.out


def _wish(scene: Scene) -> exporting.Wish:
    return exporting.Wish("jsonl", scene.folder / "out", selection.Selection())


def _with_policy(office: Office) -> date:
    office.desk.settings = office.desk.settings.model_copy(update={"keep_days": 2555})
    return keeping.policy(office)


def _remove_another(office: Office) -> None:
    accounts.remove(office, "J. Park" if office.name != "J. Park" else "Fay Desk")


FUNCTIONS = [(action, each) for action, found in GUARDED.items() for each in found]
NAMES = [f"{action}-{each.__name__}" for action, each in FUNCTIONS]


def test_every_action_has_a_line_in_the_table_and_something_that_it_guards() -> None:
    assert ALLOWED.keys() == set(Action)
    assert [action for action, found in GUARDED.items() if not found] == []
    assert {each for _, each in FUNCTIONS} == TRIES.keys(), "each is tried below"


def test_the_table_in_the_documents_is_the_one_that_decides(root: Path) -> None:
    lines = (root / "docs" / "staff.md").read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    start = next(n for n, found in enumerate(cells) if found[1:4] == [role.value for role in Role])
    written = {
        found[0]: {role for role, yes in zip(Role, found[1:4], strict=True) if yes == "yes"}
        for found in cells[start + 2 : start + 2 + len(Action)]
    }
    assert written == {action.value: set(roles) for action, roles in ALLOWED.items()}


def test_whatever_takes_an_office_is_guarded() -> None:
    """Nothing in this room acts for staff without asking the table first."""
    guarded = {each for _, each in FUNCTIONS}
    helpers = {
        opened.newest,
        history.history,
        acting.add_version,
        worklist.card_for,
        worklist.same_person,
        worklist.unread_around,
        alerting.alert_line,
    }
    for module in MODULES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            takes = next(iter(inspect.signature(function).parameters), "")
            if takes == "office" and not name.startswith("_"):
                assert function in guarded | helpers, f"{module.__name__}.{name}"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("action", "function"), FUNCTIONS, ids=NAMES)
def test_the_table_decides(
    room: BackRoom, tmp_path: Path, action: Action, function: Callable[..., object], role: Role
) -> None:
    scene, office = Scene(room, tmp_path), room.office(role)
    before = len(room.told())
    if role in ALLOWED[action]:
        assert office.may(action)
        TRIES[function](office, scene)
        assert all(entry.who == office.name for entry in room.told()[before:])
        return
    assert not office.may(action)
    with pytest.raises(NotAllowed, match="needs an account with the role"):
        TRIES[function](office, scene)
    refused = room.told()[before:]
    assert [(e.who, e.what, e.subject) for e in refused] == [(office.name, "refused", action)]


@pytest.mark.parametrize(("action", "function"), FUNCTIONS, ids=NAMES)
def test_nobody_does_anything_signed_out_or_after_idling(
    room: BackRoom, tmp_path: Path, action: Action, function: Callable[..., object]
) -> None:
    scene = Scene(room, tmp_path)
    signed_out = room.office(Role.ADMINISTRATOR)
    signed_out.sign_out()
    clock = [0.0]
    idle = room.office(Role.ADMINISTRATOR)
    idle.session.monotonic = lambda: clock[0]
    idle.session.touch()
    clock[0] = 120.0
    before = room.told()
    for office in (signed_out, idle):
        assert not office.may(action)
        with pytest.raises(SignedOut):
            TRIES[function](office, scene)
    assert room.told() == before, "nothing was done, so nothing is written"


def test_what_was_read_is_forgotten_with_the_session(room: BackRoom) -> None:
    room.hand_in()
    for leave in (Office.sign_out, lambda office: office.session.close() or office.active):
        office = room.office()
        work = worklist.worklist(office, worklist.Filter())
        assert work.window(0, 5)
        assert office.read
        leave(office)
        assert not office.read
        with pytest.raises(SignedOut):
            work.window(0, 5)
