"""How long one summary takes, beside the same words by four other generators.

    python -m benchmarks.summary.compare [RUNS]

Runs are interleaved, with another patient name and id each time, after one warm-up each. A rival that
is not installed is left out. The last lines time the first page of a fresh process.
"""

import importlib.util
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.summary.content import blocks
from benchmarks.summary.rivals import RIVALS
from kiosk.model.record import Record
from kiosk.summary import render, warm_up
from kiosk.summary.blocks import sheet
from tests.support.printed import TYPICAL, protocol, record_of

MODULES = {"Platypus": "reportlab", "Typst": "typst", "fpdf2": "fpdf", "WeasyPrint": "weasyprint"}
GOALS = {"Platypus": 3, "Typst": 2, "fpdf2": 10, "WeasyPrint": 30}
"""How many times faster the page must be (issue of the summary)."""

FRESH = """
import time
start = time.perf_counter()
from kiosk.summary import render, warm_up
warm_up()
warm = time.perf_counter()
from tests.support.printed import TYPICAL, protocol, record_of
record, rules = record_of(TYPICAL), protocol()
begin = time.perf_counter()
render(record, rules)
print((warm - start) * 1000, (time.perf_counter() - begin) * 1000)
"""


@dataclass
class Times:
    """Milliseconds of each run."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    size: int = 0

    def measure(self, make: Callable[[], bytes]) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        self.size = len(make())
        self.wall.append((time.perf_counter() - wall) * 1000)
        self.cpu.append((time.process_time() - cpu) * 1000)


def other(record: Record, run: int) -> Record:
    """The same visit of another patient."""
    answers = {**record.answers, "family_name": f"Patient{run}"}
    return record.model_copy(update={"id": f"{run:08x}-0000", "answers": answers})


def main(runs: int) -> None:
    """Measure and print one line a generator."""
    base, rules = record_of(TYPICAL), protocol()
    rivals = {
        name: make() for name, make in RIVALS.items() if importlib.util.find_spec(MODULES[name])
    }
    warm_up()
    times = {name: Times() for name in ("ours", *rivals)}
    for run in range(runs + 1):
        record = other(base, run)
        words = blocks(sheet(record, rules))
        done = {name: Times() for name in times}
        done["ours"].measure(lambda record=record: render(record, rules))  # type: ignore[misc]  # bound now
        for name, make in rivals.items():
            done[name].measure(lambda make=make, words=words: make(words))  # type: ignore[misc]  # bound now
        if run:
            for name, each in done.items():
                times[name].wall += each.wall
                times[name].cpu += each.cpu
                times[name].size = each.size
    ours = statistics.median(times["ours"].wall)
    print(
        f"{'':12}{'median ms':>10}{'min':>8}{'cpu median':>12}{'bytes':>10}{'times ours':>12}{'goal':>6}"
    )
    for name, each in times.items():
        median = statistics.median(each.wall)
        goal = f"{GOALS[name]}x" if name in GOALS else "<15"
        print(
            f"{name:12}{median:10.1f}{min(each.wall):8.1f}{statistics.median(each.cpu):12.1f}"
            f"{each.size:10,}{median / ours:12.1f}{goal:>6}"
        )
    first()


def first() -> None:
    """Starting up, and the first page after it, in fresh processes."""
    found = []
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-c", FRESH], capture_output=True, text=True, check=True, timeout=120
        )
        found.append([float(part) for part in done.stdout.split()])
    start, page = (statistics.median(column) for column in zip(*found, strict=True))
    print(
        f"fresh process: import and fonts {start:.0f} ms (behind the welcome screen), first page {page:.0f} ms"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 24)
