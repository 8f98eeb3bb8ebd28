"""`kiosk run` and `kiosk demo`: the patient kiosk on this terminal."""

import argparse
import os
import secrets
import string
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import AnswerIsNo, KioskError
from kiosk.places import CLINIC_PROTOCOL, CLINIC_VIGNETTES, home_folder, is_set_up
from kiosk.supervise import Waiting, say_painted, supervise, wait_for_turn

if TYPE_CHECKING:
    from kiosk.intake import FrontDesk

_PROVEN = "KIOSK_PROVEN"
"""In the environment of every patient process: digest of the protocol that was proved at the start."""

_QUICKER = {
    # pydantic would look through every installed package for plugins at each start.
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
    # Milliseconds after which a lone Esc is Back, and not the beginning of another key.
    "ESCDELAY": "40",
    # One heap for all threads: what the background loads would otherwise leave gaps of its own.
    "MALLOC_ARENA_MAX": "1",
}
"""In the environment of every patient process."""


def run(options: argparse.Namespace) -> int:
    """The kiosk; on the first run its set-up screen comes before."""
    home = home_folder()
    if options.speak and not options.plain:
        raise KioskError("run: --speak: reads the lines of plain mode; add --plain")
    if options.plain:
        return _open_plain(home, aloud=options.speak)
    _needs_terminal()
    if not is_set_up(home) and not _first_run(home):
        return 1
    return _open(home)


def demo(options: argparse.Namespace) -> int:
    """A throwaway clinic: the same program, sealed like the real one, gone when it ends."""
    del options
    _needs_terminal()
    from kiosk.commands.setup import prepare
    from kiosk.settings import Settings

    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder:
        home = Path(folder) / "home"
        summaries = Path(folder) / "summaries"
        letters = [secrets.choice(string.ascii_lowercase) for _ in range(16)]
        passphrase = "-".join("".join(letters[i : i + 4]) for i in range(0, 16, 4))
        settings = Settings(
            clinic="Demo Clinic",
            phone="555-0100",
            deliver=f"folder:{summaries}",
            kiosk="Demo",
            demo=True,
        )
        prepare(home, settings, passphrase, "staff")
        sys.stdout.write(
            "This is a throwaway clinic. Everything is removed when staff close it: press F10, sign "
            "in as staff, then More, Close the kiosk.\n"
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
    from kiosk.commands.setup import new_clinic
    from kiosk.tui.screens.setup import run_setup

    return run_setup(new_clinic(home))


def prepared(home: Path) -> "FrontDesk":
    """The kiosk in `home`, its protocol proved and its environment set for patient processes.

    What would stop the start is said here, before any screen opens: raises KioskError.
    """
    from kiosk.intake import FrontDesk

    sys.stderr.write("Opening the kiosk...\n")
    desk = FrontDesk.open(home)
    if (home / CLINIC_PROTOCOL).exists():
        sys.stderr.write("Proving the protocol with the clinic's own changes...\n")
        _prove_changes(desk)
    desk.close()
    os.environ.update({"KIOSK_HOME": str(home), "PYTHONUTF8": "1", _PROVEN: desk.protocol.digest})
    os.environ.update(_QUICKER)
    return desk


def _open(home: Path) -> int:
    """Patients, one process each."""
    from kiosk.courier import Courier
    from kiosk.records.drafts import Drafts

    program = [sys.executable, "-m", "kiosk"]
    patient = [*program, "patient"]
    os.environ.update({"KIOSK_HOME": str(home), "PYTHONUTF8": "1"})
    os.environ.update(_QUICKER)
    # It loads while we look whether it may open; with changes to prove, only after that.
    first = None if (home / CLINIC_PROTOCOL).exists() else Waiting(patient)
    try:
        prepared(home)
    except BaseException:
        if first:
            first.end()
        raise
    with Courier(home):
        code = supervise(patient, [*program, "staff", "--at-kiosk", "kiosk"], first)
    waiting = Drafts(home).count()
    sys.stderr.write(
        "The kiosk is closed. "
        + (f"Unfinished intakes kept: {waiting}. `kiosk run` goes on.\n" if waiting else "\n")
    )
    return code


def _open_plain(home: Path, *, aloud: bool) -> int:
    """Patients in numbered lines, on a terminal or a pipe."""
    from kiosk.attend import attend
    from kiosk.courier import Courier

    if aloud:
        from kiosk.plain.speech import Speech

        Speech()
    if not is_set_up(home):
        from kiosk.commands.setup import new_clinic
        from kiosk.plain.setup import run_plain_setup

        if not run_plain_setup(new_clinic(home), aloud=aloud):
            return 1
    prepared(home)
    program = [sys.executable, "-m", "kiosk"]
    with Courier(home):
        return attend(
            [*program, "patient", "--plain", *(["--speak"] if aloud else [])], [*program, "door"]
        )


def _prove_changes(desk: "FrontDesk") -> None:
    """Raises KioskError when the protocol is unsound with what the clinic changed."""
    from kiosk.intake import protocol_in_force
    from kiosk.verify.clinic import check_changes

    path = desk.home / CLINIC_PROTOCOL
    folder = protocol_in_force(desk.home)
    if folder.protocol.digest != desk.protocol.digest:
        raise KioskError(f"{path}: was changed while it was read; it is read again")
    findings, _ = check_changes(folder, desk.vocabulary, desk.home / CLINIC_VIGNETTES)
    if findings:
        more = f" (and {len(findings) - 1} more: run kiosk form check)" if findings[1:] else ""
        raise KioskError(f"{path}: {findings[0]}{more}")


def _proven_desk(home: Path, seat: str) -> "FrontDesk":
    """The kiosk in `home`, for one seat. A file that the clinic changed since the start is proved first."""
    from kiosk.intake import FrontDesk

    if not (home / CLINIC_PROTOCOL).exists():
        return FrontDesk.open(home, seat, whole=False)
    desk = FrontDesk.open(home, seat)
    if desk.protocol.digest != os.environ.get(_PROVEN):
        _prove_changes(desk)
    return desk


def patient(options: argparse.Namespace) -> int:
    """One patient's process, started ahead by the supervisor; an exit value of the app.

    Without a sound protocol it opens no screen, and the supervisor starts the next one after a pause.
    """
    serve: Callable[[FrontDesk], int]
    if options.plain:
        from kiosk.plain.run import run_patient

        say_painted(options.painted)  # there is no page to wait for
        serve = partial(run_patient, aloud=options.speak)
    else:
        from kiosk.tui.app import run_kiosk

        serve = partial(
            run_kiosk,
            in_browser=bool(options.browser),
            painted=lambda: say_painted(options.painted),
        )

    problem: KioskError | None = None
    try:
        desk = _proven_desk(home_folder(), options.browser or "kiosk")
    except KioskError as found:
        # Until its turn, the terminal shows the page of the patient before.
        problem = found
    if not wait_for_turn(options.turn):
        return 0
    if problem:
        raise AnswerIsNo(problem.message)
    return serve(desk)


def door(options: argparse.Namespace) -> int:
    """Plain mode: staff close the kiosk, or go back to the patient."""
    from kiosk.intake import FrontDesk
    from kiosk.plain.run import run_door

    del options
    home = home_folder()
    return run_door(FrontDesk.open(home))
