"""`kiosk run` and `kiosk demo`: the patient kiosk on this terminal."""

import argparse
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import KioskError
from kiosk.settings import CLINIC_PROTOCOL, Settings, home_folder, is_set_up
from kiosk.supervise import supervise, wait_for_turn

if TYPE_CHECKING:
    from kiosk.intake import FrontDesk


def run(options: argparse.Namespace) -> int:
    """The kiosk; on the first run its set-up screen comes before."""
    del options
    home = home_folder()
    _needs_terminal()
    if not is_set_up(home) and not _first_run(home):
        return 1
    return _open(home)


def demo(options: argparse.Namespace) -> int:
    """A throwaway clinic: the same program, sealed like the real one, gone when it ends."""
    del options
    _needs_terminal()
    from kiosk.commands.setup import prepare

    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder:
        home = Path(folder) / "home"
        summaries = Path(folder) / "summaries"
        passphrase = "-".join(secrets.token_hex(2) for _ in range(4))
        settings = Settings(
            clinic="Demo Clinic",
            phone="555-0100",
            deliver=f"folder:{summaries}",
            kiosk="Demo",
            demo=True,
        )
        prepare(home, settings, passphrase, "staff")
        sys.stdout.write(
            "This is a throwaway clinic. Everything is removed when staff leave it: press F10 and "
            "sign in as staff.\n"
            f"Staff passphrase: {passphrase}\n"
            f"Data:      {home}\n"
            f"Summaries: {summaries}\n"
            "Press Enter to open the kiosk. "
        )
        sys.stdout.flush()
        sys.stdin.readline()
        return _open(home)


def _needs_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise KioskError("run: expected a terminal of at least 80 columns and 24 rows")


def _first_run(home: Path) -> bool:
    """The set-up screen. False when it was left before the end; nothing is kept then."""
    from kiosk.commands.setup import settings_from
    from kiosk.records.home import set_up
    from kiosk.settings import save_settings
    from kiosk.tui.screens.setup import run_setup

    return run_setup(home, set_up, settings_from, save_settings)


def _open(home: Path) -> int:
    """Patients, one process each. What would stop the start is said here, before the screen opens."""
    from kiosk.intake import FrontDesk

    desk = FrontDesk.open(home)
    if (home / CLINIC_PROTOCOL).exists():
        _prove_changes(desk)
    desk.close()
    os.environ.update(KIOSK_HOME=str(home), PYTHONUTF8="1")
    return supervise([sys.executable, "-m", "kiosk", "patient"])


def _prove_changes(desk: "FrontDesk") -> None:
    """Raises KioskError when the protocol is unsound with what the clinic changed."""
    from kiosk.intake import protocol_in_force
    from kiosk.verify.clinic import check_changes

    sys.stderr.write("Proving the protocol with the clinic's own changes...\n")
    findings, _ = check_changes(protocol_in_force(desk.home), desk.vocabulary)
    if findings:
        more = f" (and {len(findings) - 1} more: run kiosk form check)" if findings[1:] else ""
        raise KioskError(f"{desk.home / CLINIC_PROTOCOL}: {findings[0]}{more}")


def patient(options: argparse.Namespace) -> int:
    """One patient's process, started ahead by the supervisor; an exit value of the app."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        # TEXTUAL_LOG would write every key to a file.
        del os.environ[name]
    from kiosk.intake import FrontDesk
    from kiosk.tui.app import run_kiosk

    desk = FrontDesk.open(home_folder())
    if not wait_for_turn(options.turn):
        return 0
    return run_kiosk(desk)
