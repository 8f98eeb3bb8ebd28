"""`kiosk run` and `kiosk demo`: the patient kiosk on this terminal."""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import AnswerIsNo, KioskError
from kiosk.places import CLINIC_PROTOCOL, CLINIC_VIGNETTES, home_folder, is_set_up
from kiosk.supervise import end_well_on_signals, say_painted, stay, supervise, wait_for_turn

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
    import secrets
    import string
    import tempfile

    from kiosk.commands.setup import prepare
    from kiosk.records import runtime
    from kiosk.settings import Settings

    # Also when its window is closed: nothing of it may stay.
    end_well_on_signals()
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
        try:
            return _open(home)
        finally:
            runtime.forget_all(home)


def _needs_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise KioskError("run: expected a terminal of at least 80 columns and 24 rows")


def _first_run(home: Path) -> bool:
    """The set-up screen. False when it was left before the end; nothing is kept then."""
    from kiosk.commands.setup import new_clinic
    from kiosk.tui.screens.setup import run_setup

    return run_setup(new_clinic(home))


def prepared(home: Path) -> "FrontDesk":
    """The kiosk in `home`, its protocol proved; the environment names it to patient processes.

    Raises KioskError with what would stop a patient's process.
    """
    from kiosk.intake import FrontDesk

    desk = FrontDesk.open(home)
    if (home / CLINIC_PROTOCOL).exists():
        sys.stderr.write("Proving the protocol with the clinic's own changes...\n")
        _prove_changes(desk)
    desk.close()
    os.environ[_PROVEN] = desk.protocol.digest
    return desk


def for_patients(home: Path) -> None:
    """The environment of patient processes."""
    os.environ.update({"KIOSK_HOME": str(home), "PYTHONUTF8": "1", **_QUICKER})


def _open(home: Path) -> int:
    """Patients, one process each, and staff between them.

    The first one's welcome page comes at once, and what would stop the kiosk is looked for while it
    shows; only a clinic's own protocol must be proved before that.
    """
    for_patients(home)
    program = [sys.executable, "-m", "kiosk"]
    with ExitStack() as kept:

        def begin() -> None:
            prepared(home)
            from kiosk.courier import Courier

            kept.enter_context(Courier(home))

        own = (home / CLINIC_PROTOCOL).exists()
        code = supervise(
            [*program, "patient"],
            [*program, "staff", "--at-kiosk", "kiosk"],
            before=begin if own else None,
            meanwhile=None if own else begin,
        )
    from kiosk.records.drafts import Drafts

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
    stay()
    for_patients(home)
    sys.stderr.write("Opening the kiosk...\n")
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
    problem: KioskError | None = None
    try:
        serve = _in_lines(options) if options.plain else _on_screen(options)
    except KioskError as found:
        # Until its turn, the terminal shows the page of the patient before.
        problem = found
    if not wait_for_turn(options.turn):
        return 0
    if problem:
        raise AnswerIsNo(problem.message)
    return serve()


def _on_screen(options: argparse.Namespace) -> Callable[[], int]:
    """The app, ready to run. The first process shows its welcome page before it loads the rest."""
    from kiosk.tui.app import KioskApp, run_kiosk
    from kiosk.tui.front import glimpse

    home, seat = home_folder(), options.browser or "kiosk"

    def bring() -> "FrontDesk":
        return _proven_desk(home, seat)

    def painted() -> None:
        say_painted(options.painted)

    in_browser = bool(options.browser)
    front = glimpse(home, seat, touch=in_browser) if options.first else None
    if front:
        app = KioskApp(front, bring, in_browser=in_browser, painted=painted)
    else:
        app = KioskApp.opened(bring(), in_browser=in_browser, painted=painted)
    return partial(run_kiosk, app, home)


def _in_lines(options: argparse.Namespace) -> Callable[[], int]:
    from kiosk.plain.run import run_patient

    say_painted(options.painted)  # there is no page to wait for
    return partial(run_patient, _proven_desk(home_folder(), "kiosk"), aloud=options.speak)


def door(options: argparse.Namespace) -> int:
    """Plain mode: staff close the kiosk, or go back to the patient."""
    from kiosk.intake import FrontDesk
    from kiosk.plain.run import run_door

    del options
    home = home_folder()
    return run_door(FrontDesk.open(home))
