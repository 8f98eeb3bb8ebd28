"""What a program of ours sees around it: a home of its own, and nothing of who runs the tests."""

import os
from collections.abc import Mapping
from pathlib import Path


def surroundings(
    home: Path, more: Mapping[str, str] | None = None, *, run: bool = True
) -> dict[str, str]:
    """The environment of a kiosk whose folder is `home`/kiosk.

    `run`: drafts' keys live in `home`/run, private as a login makes it, so that a program that is killed
    and started again finds them.
    """
    if run:
        (home / "run").mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "KIOSK_HOME": str(home / "kiosk"),
        **({"XDG_RUNTIME_DIR": str(home / "run")} if run else {}),
        "LANG": "C.UTF-8",
        **(more or {}),
    }
