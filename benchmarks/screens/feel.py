"""How the screen feels, beside a bare Textual app that does the same repaint, in one run.

    python -m benchmarks.screens.feel [ROUNDS]

Key to frame: Tab on a yes/no page. Page to page: "No" on a yes/no page leads to the next; the kiosk
also keeps the answer on the disk in that time. Start: from the command to the first page. Both
programs take turns, so that what else the machine does hits both.
"""

import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.screens.glass import Glass
from kiosk.commands.setup import prepare
from kiosk.intake import FrontDesk
from kiosk.interview.session import Answered
from kiosk.model.answer import Answer
from kiosk.model.form import Item
from kiosk.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
BARE = [sys.executable, str(Path(__file__).with_name("bare.py"))]
KIOSK = [sys.executable, "-m", "kiosk", "run"]
PAGE = 1_000
"""Bytes that a whole page has at least."""
_SETTLE = 0.15


def _plain(item: Item) -> Answer:
    if item.answer_value_set in ("yes_no", "takes_none"):
        return "no"
    return {"main_reason": "depression"}.get(item.link_id, "skipped")


def clinic(folder: Path, question: str = "") -> dict[str, str]:
    """The environment of a new clinic whose kiosk stands at `question`, else at the welcome page."""
    home = folder / "home"
    (folder / "run").mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "KIOSK_HOME": str(home), "LANG": "C.UTF-8",
        "XDG_RUNTIME_DIR": str(folder / "run"), "TERM": "xterm-256color", "COLORTERM": "truecolor",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    os.environ["XDG_RUNTIME_DIR"] = environment["XDG_RUNTIME_DIR"]
    settings = Settings(clinic="Riverside Clinic", phone="555-0100", deliver="staff")
    prepare(home, settings, "a passphrase for a measurement", "staff")
    if question:
        desk = FrontDesk.open(home)
        intake = desk.begin("en")
        while intake.session.at != question:
            item = intake.session.form.by_id[intake.session.at]
            intake.do(Answered(question=item.link_id, answer=_plain(item)))
        intake.let_go()
        desk.close()
    return environment


def _ms(times: list[float]) -> str:
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95)]
    return f"median {statistics.median(ordered) * 1e3:7.1f} ms   p95 {p95 * 1e3:7.1f} ms"


def compare(what: str, kiosk: list[float], other: str, beside: list[float]) -> None:
    """Print both and the ratio of their medians. Seconds."""
    print(f"{what:15} kiosk {_ms(kiosk)}")
    print(f"{'':15} {other:5} {_ms(beside)}")
    ratio = statistics.median(kiosk) / statistics.median(beside)
    print(f"{'':15} ratio of medians {ratio:.2f}")


def starts(environment: dict[str, str], rounds: int) -> None:
    """From the command to the first page."""
    times: dict[str, list[float]] = {"kiosk": [], "bare": []}
    for _ in range(rounds):
        for name, command in (("kiosk", KIOSK), ("bare", BARE)):
            with Glass(command, environment) as glass:
                times[name].append(glass.frame(glass.started, PAGE).last)
    compare("start", times["kiosk"], "bare", times["bare"])


def presses(environment: dict[str, str], rounds: int) -> None:
    """Keys and pages, both programs in turns; memory after 100 pages."""
    keys: dict[str, list[float]] = {"kiosk": [], "bare": []}
    pages: dict[str, list[float]] = {"kiosk": [], "bare": []}
    with Glass(KIOSK, environment) as kiosk, Glass(BARE, environment) as bare:
        both = (("kiosk", kiosk), ("bare", bare))
        for _, glass in both:
            glass.frame(glass.started, PAGE)
        for _ in range(rounds):
            for name, glass in both:
                time.sleep(_SETTLE)
                keys[name].append(glass.press(b"\t").last)
            for name, glass in both:
                time.sleep(_SETTLE)
                pages[name].append(glass.press(b"2", PAGE).last)
            time.sleep(_SETTLE)
            # Back to the same question. A lone Esc waits to see that it is no other key: not measured.
            kiosk.press(b"\x1b", PAGE)
        memory = max(_resident(pid) for pid in _children(kiosk.pid))
    compare("key to frame", keys["kiosk"], "bare", keys["bare"])
    compare("page to page", pages["kiosk"], "bare", pages["bare"])
    print(f"{'memory':15} patient process after {rounds} pages: {memory / 1024:.0f} MB")


def _children(parent: int) -> list[int]:
    tasks = Path(f"/proc/{parent}/task")
    return [int(pid) for each in tasks.iterdir() for pid in (each / "children").read_text().split()]


def _resident(pid: int) -> int:
    """KiB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def main() -> None:
    """All of it."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        starts(clinic(Path(folder)), max(5, rounds // 10))
    with tempfile.TemporaryDirectory() as folder:
        presses(clinic(Path(folder), "stroke"), rounds)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(
        f"load {load}; own processor time {resource.getrusage(resource.RUSAGE_SELF).ru_utime:.1f} s"
    )


if __name__ == "__main__":
    main()
