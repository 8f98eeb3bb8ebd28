"""How the kiosk is: what `kiosk doctor` prints, and the few lines that staff look at every day.

`health` needs no sign-in: it opens nothing and names nobody.
"""

import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk import alerts
from kiosk.backoffice.office import Office, guarded
from kiosk.backoffice.permissions import Action
from kiosk.errors import KioskError
from kiosk.faults import LOG, faults
from kiosk.intake import protocol_in_force
from kiosk.medications.vocabulary import Vocabulary
from kiosk.model.protocol import Protocol
from kiosk.places import shipped
from kiosk.records.doctor import Finding, backup, encryption, findings, recovery, space
from kiosk.records.encryption import disk_of
from kiosk.records.keys import Keys
from kiosk.settings import Settings, load_settings
from kiosk.verify.clinic import check_changes, look_over

_WATCH = "open `kiosk staff` at the desk, or run `kiosk records watch` there"
_FOOT_WITH_TOUCH = (1, 15)
"""Its change log: "Support for touchscreen input" in 1.15.0."""


@dataclass(frozen=True, slots=True)
class KioskStatus:
    """One finding each: whether it holds, what was found, and what to do."""

    delivery: Finding
    """Printer, folder, or waiting for staff."""
    disk: Finding
    sync: Finding
    backup: Finding
    alerts: Finding
    recovery: Finding


@guarded(Action.STATUS)
def status(office: Office, *, test_alert: bool = False) -> KioskStatus:
    """What staff look at. `test_alert` sends a test by command or webhook and waits for its answer."""
    home, settings = office.desk.home, office.desk.settings
    return KioskStatus(
        delivery=delivery(settings),
        disk=space(home),
        sync=Finding(True, "sync: no central database is configured; records stay on this kiosk"),
        backup=backup(office.store, datetime.now(UTC)),
        alerts=channel(home, settings, test=test_alert),
        recovery=recovery(Keys.load(home)),
    )


def health(home: Path) -> list[Finding]:
    """Every check of the data folder, the settings and the protocol; sends a test alert."""
    return [
        *findings(home),
        *_configured(home, test_alert=True),
        *_protocol(home),
        *_stopped(home),
    ]


def _configured(home: Path, test_alert: bool) -> list[Finding]:
    try:
        settings = load_settings(home)
    except KioskError as problem:
        return [Finding(False, problem.message, "run `kiosk setup`", stops=True)]
    return [
        Finding(True, f"clinic: {settings.clinic}"),
        delivery(settings),
        *_beside(home, settings),
        channel(home, settings, test=test_alert),
        *touches(settings),
    ]


def touches(settings: Settings) -> list[Finding]:
    """Whether the terminal that docs/deploy.md names takes a finger; nothing where neither is here."""
    foot = shutil.which("foot") if settings.touch_keyboard else None
    if foot is None:
        return []
    done = subprocess.run([foot, "--version"], capture_output=True, text=True, check=False)  # noqa: S603  no typed text in it
    version = re.search(r"(\d+)\.(\d+)", done.stdout)
    if version and (int(version[1]), int(version[2])) >= _FOOT_WITH_TOUCH:
        return [Finding(True, f"touches: foot {version[0]} takes them")]
    what = f"touches: foot {version[0] if version else ''} takes none, only a mouse"
    return [Finding(False, what, "for a touch panel see docs/deploy.md")]


def delivery(settings: Settings) -> Finding:
    """Where summaries go, and whether they can."""
    kind, target = settings.delivers_to
    if kind == "printer":
        if shutil.which("lp") is None:
            return Finding(False, "printer: the program lp is missing", "install cups-client")
        # The summary's room is heavy; only a clinic with a printer pays for it.
        from kiosk.summary.printer import PrinterTrouble, must_be_ready

        try:
            must_be_ready(target)
        except PrinterTrouble as trouble:
            return Finding(
                False, f"printer: {trouble.message}", "summaries wait for staff till then"
            )
        return Finding(True, f"summaries go to the printer {target}")
    if kind == "folder":
        folder = Path(target).expanduser()
        where = folder if folder.is_dir() else folder.parent
        if not where.is_dir():
            return Finding(False, f"summaries: {folder} cannot be made", "make the folder")
        return Finding(True, f"summaries go to {folder} as PDF files that can be read there")
    return Finding(True, "summaries wait sealed for staff")


def _beside(home: Path, settings: Settings) -> list[Finding]:
    """The disk of summaries, which are not sealed, where it is another one than the records'."""
    kind, target = settings.delivers_to
    folder = Path(target).expanduser()
    if kind != "folder" or disk_of(folder) == disk_of(home):
        return []
    return [encryption(folder, "the summaries")]


def channel(home: Path, settings: Settings, *, test: bool) -> Finding:
    """Whether an urgent answer would reach somebody now; `test` sends one by command or webhook."""
    kind, target = settings.alerts_to
    watched = alerts.somebody_watches(home)
    if kind == "staff":
        if watched:
            return Finding(True, "alerts go to staff, and somebody watches now")
        # Somebody in danger may walk away: then the page that sends them to the desk is not enough.
        what = "alerts go to staff, but nobody watches: an urgent answer would reach nobody"
        return Finding(False, what, _WATCH, stops=True)
    if kind == "command":
        program = shlex.split(target)[0]
        if shutil.which(program) is None:
            return Finding(False, f"alerts: {program} is no program here", "install it", stops=True)
    if not test:
        return Finding(True, f"alerts go out by {kind}")
    if alerts.answers((kind, target), "test", "", settings.kiosk):
        return Finding(True, f"alerts go out by {kind}; a test was answered")
    return Finding(
        False,
        f"alerts: a test by {kind} was not answered in {alerts.ANSWER_SECONDS} seconds",
        f"mend the {kind}, or {_WATCH}",
        stops=not watched,
    )


def _protocol(home: Path) -> list[Finding]:
    try:
        folder = protocol_in_force(home)
        protocol = folder.protocol
        vocabulary = Vocabulary.load(shipped("forms") / "medications")
    except KioskError as problem:
        return [
            Finding(
                False, problem.message, "mend the file, then run `kiosk form check`", stops=True
            )
        ]
    changed = bool(protocol.clinic_changes)
    unsound = check_changes(folder, vocabulary)[0] if changed else look_over(folder, vocabulary)
    if unsound:
        what = f"protocol {protocol.id}: {unsound[0]} ({len(unsound)} found)"
        return [Finding(False, what, "mend it, then run `kiosk form check`", stops=True)]
    return [
        Finding(True, f"protocol {protocol.id} {protocol.version}, {protocol.digest[:19]}: sound"),
        signed_off(home, protocol),
        *(Finding(True, f"the clinic changed {each}") for each in protocol.clinic_changes),
    ]


def signed_off(home: Path, protocol: Protocol) -> Finding:
    """Whether somebody wrote down that a prescriber signed off this very protocol."""
    sign = (
        "let a licensed prescriber sign `kiosk form document`, then "
        "`kiosk settings set sign_off NAME`"
    )
    try:
        told = load_settings(home).sign_off
    except KioskError:
        told = None  # what is wrong with the settings has a line of its own
    if told is None:
        return Finding(False, "protocol: no clinical sign-off is written down", sign)
    if told.digest != protocol.digest:
        what = f"protocol: changed since {told.by} signed it off ({told.on}, {told.digest[:19]})"
        return Finding(False, what, sign)
    what = f"protocol: signed off by {told.by}, as written down on {told.on}; see the paper"
    return Finding(True, what)


def _stopped(home: Path) -> list[Finding]:
    kept = faults(home)
    if not kept:
        return []
    return [
        Finding(
            False,
            f"screens: {len(kept)} stopped by a fault and came back, the last: {kept[-1]}",
            f"report it to whoever maintains the kiosk, then remove {home / LOG}",
        )
    ]
