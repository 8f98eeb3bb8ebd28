"""The real command line in its own process, in a home of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from kiosk.intake import FrontDesk, Intake
from kiosk.interview.session import DONE, REVIEW, Answered, Reviewed
from tests.support.surroundings import surroundings

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "a long enough passphrase"


def kiosk(
    *arguments: str, home: Path, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `kiosk` with these arguments; KIOSK_HOME is `home`/kiosk."""
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        env=surroundings(home, environment, run=False),
        cwd=ROOT,
        check=False,
    )


@dataclass(frozen=True)
class Clinic:
    """A kiosk that is set up, and its staff at the command line."""

    home: Path
    set_up: str
    """What set-up printed, recovery words included."""

    @property
    def summaries(self) -> Path:
        """Where finished intakes leave their page."""
        return self.home / "summaries"

    @property
    def passphrase_file(self) -> Path:
        """For KIOSK_PASSPHRASE_FILE."""
        return self.home / "passphrase"

    def staff(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A staff command, signed in by the passphrase file."""
        return kiosk(*arguments, home=self.home, KIOSK_PASSPHRASE_FILE=str(self.passphrase_file))


def stand_at(clinic: Clinic, question: str) -> None:
    """Leave an intake at `question`, as somebody did who answered shortly so far.

    The next `Terminal` of this clinic opens there.
    """
    with _at_this_kiosk(clinic) as desk:
        intake = desk.begin("en")
        _answer_until(intake, question)
        intake.let_go()


def hand_in(clinic: Clinic) -> None:
    """Answer shortly what is left of the intake that stands at this kiosk, and hand it in."""
    with _at_this_kiosk(clinic) as desk:
        intake = desk.resume_local()
        assert intake is not None, "no intake stands here"
        _answer_until(intake, REVIEW)
        intake.do(Reviewed())
        _answer_until(intake, DONE)
        intake.finish()


@contextmanager
def _at_this_kiosk(clinic: Clinic) -> Iterator[FrontDesk]:
    runtime = clinic.home / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    with patch.dict(os.environ, XDG_RUNTIME_DIR=str(runtime)):
        desk = FrontDesk.open(clinic.home / "kiosk")
        yield desk
        desk.close()


def _answer_until(intake: Intake, question: str) -> None:
    while intake.session.at != question:
        item = intake.session.form.by_id[intake.session.at]
        no = item.answer_value_set in ("yes_no", "takes_none")
        short = {"main_reason": "depression"}.get(item.link_id, "no" if no else "skipped")
        intake.do(Answered(question=item.link_id, answer=short))


def new_clinic(home: Path) -> Clinic:
    """Set up a clinic in `home` as a provisioning script would."""
    (home / "passphrase").write_text(f"{PASSPHRASE}\n")
    done = kiosk(
        "setup", "--non-interactive", "--clinic", "Riverside", "--phone", "555-0100",
        "--deliver", f"folder:{home / 'summaries'}", "--alert", "staff",
        "--passphrase-file", str(home / "passphrase"), home=home,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Clinic(home, done.stdout)
