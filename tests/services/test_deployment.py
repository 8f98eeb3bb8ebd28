"""The units that a clinic installs are as closed as the guide says, by systemd's own measure."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.services

UNITS = ("kiosk.service", "kiosk-serve.service")


def analyze(*arguments: str) -> str:
    """What systemd-analyze prints. Fails, and says what to install, where it is missing."""
    program = shutil.which("systemd-analyze")
    assert program, "install Debian's systemd"
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_the_guide_states_the_exposure_that_systemd_finds(root: Path, unit: str) -> None:
    said = analyze("security", "--offline=true", "--no-pager", str(root / "docs/deploy" / unit))
    found = re.search(r"exposure level for [\w.-]+: ([\d.]+)", said)
    assert found, said
    assert float(found[1]) < 2
    guide = (root / "docs/deploy.md").read_text("utf-8")
    assert re.search(rf"`{re.escape(unit)}`[^`]*{re.escape(found[1])}\b", guide)


@pytest.mark.parametrize("unit", (*UNITS, "kiosk-backup.service", "kiosk-backup.timer"))
def test_systemd_knows_every_line_of_the_unit(root: Path, unit: str) -> None:
    said = analyze("verify", str(root / "docs/deploy" / unit))
    # The program itself is installed in another place on this machine.
    wrong = [line for line in said.splitlines() if unit in line and "is not executable" not in line]
    assert wrong == []
