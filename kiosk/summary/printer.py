"""The summary to a printer queue of this computer, by `lp` and `lpstat`, and what became of it.

`lp` says only that a job was queued, so the queue is asked until the job is done or stands still. The
PDF travels on standard input and under a neutral title: no temporary file, no name in the queue. Every
failure raises PrinterTrouble with one plain sentence for staff; the record is kept in any case, and
printing it again is a new job.
"""

import os
import re
import subprocess
import time
from dataclasses import dataclass
from typing import Literal

from kiosk.errors import KioskError

PageSize = Literal["letter", "a4"]
Sides = Literal["one-sided", "two-sided-long-edge"]
State = Literal["on its way", "printed", "stopped"]

TITLE = "intake"
"""Job titles show in the queue and on banner pages."""

_MEDIA = {"letter": "Letter", "a4": "A4"}
_JOB = re.compile(r"request id is (\S+)")
_PATIENCE = 30.0
"""Seconds that a program of the print system may take to answer."""
_POLL = 0.25

_AGAIN = "then print again."
_MISSING = (
    'There is no printer named "{printer}" on this computer. Check its name in the settings, '
    + _AGAIN
)
_NO_SERVICE = "The print service of this computer is not running. Start it, " + _AGAIN
_REFUSED = (
    'The printer "{printer}" takes no jobs now. Allow jobs in the printer settings, ' + _AGAIN
)
_PAUSED = 'The printer "{printer}" is paused. Resume it in the printer settings, ' + _AGAIN
_LOST = 'The printer "{printer}" gave up on the page. Look at the printer, ' + _AGAIN
_STUCK: tuple[tuple[str, str], ...] = (
    ("media-empty", 'The printer "{printer}" needs paper. Add paper, ' + _AGAIN),
    ("media-needed", 'The printer "{printer}" needs paper. Add paper, ' + _AGAIN),
    ("out of paper", 'The printer "{printer}" needs paper. Add paper, ' + _AGAIN),
    ("media-jam", 'Paper is stuck in the printer "{printer}". Take it out, ' + _AGAIN),
    ("cover-open", 'The printer "{printer}" is open. Close it, ' + _AGAIN),
    ("door-open", 'The printer "{printer}" is open. Close it, ' + _AGAIN),
    ("toner-empty", 'The printer "{printer}" has no toner. Change the toner, ' + _AGAIN),
    ("supply-empty", 'The printer "{printer}" has no ink. Change the ink, ' + _AGAIN),
    *(
        (
            sign,
            'The printer "{printer}" does not answer. Check that it is on and connected, ' + _AGAIN,
        )
        for sign in ("offline", "not responding", "unavailable", "connecting-to-device", "unreach")
    ),
)
"""What a queue says of itself while a job stands still, and what staff can do."""


class PrinterTrouble(KioskError):
    """The page did not come out. The message says what staff can do."""

    exit_code = 1


@dataclass(frozen=True)
class Job:
    """A queued print job."""

    id: str
    printer: str


@dataclass(frozen=True)
class Progress:
    """Where a job is. `problem` says what staff can do; empty when nothing is known to be wrong."""

    state: State
    problem: str = ""


def print_pdf(
    pdf: bytes,
    printer: str,
    page_size: PageSize = "letter",
    *,
    sides: Sides = "one-sided",
    wait: float = 20.0,
) -> Job:
    """Print `pdf` and wait up to `wait` seconds until it is out. Raises PrinterTrouble.

    A job that is on its way after `wait` seconds without a known problem is no trouble: printers are
    slow. One that stands still is taken out of the queue, so that printing again brings one page.
    """
    job = queue_pdf(pdf, printer, page_size, sides=sides)
    until = time.monotonic() + wait
    while (progress := job_progress(job)).state == "on its way" and time.monotonic() < until:
        time.sleep(_POLL)
    if progress.state == "printed" or not progress.problem:
        return job
    cancel(job)
    raise PrinterTrouble(progress.problem)


def must_be_ready(printer: str) -> None:
    """Raises PrinterTrouble when the queue is unknown, paused or takes no jobs; sends nothing."""
    known = _run(["lpstat", "-l", "-p", printer])
    if known.returncode != 0:
        raise PrinterTrouble(_refusal(printer, "does not exist"))
    if " disabled since " in known.stdout:
        raise PrinterTrouble(_PAUSED.format(printer=printer))
    if "not accepting" in _run(["lpstat", "-a", printer]).stdout:
        raise PrinterTrouble(_REFUSED.format(printer=printer))


def queue_pdf(
    pdf: bytes, printer: str, page_size: PageSize = "letter", *, sides: Sides = "one-sided"
) -> Job:
    """Hand `pdf` to the queue `printer`. Raises PrinterTrouble when the queue does not take it."""
    options = [f"media={_MEDIA[page_size]}", f"sides={sides}", "print-scaling=none"]
    arguments = [part for option in options for part in ("-o", option)]
    done = _run(["lp", "-d", printer, "-t", TITLE, *arguments, "--", "-"], pdf)
    found = _JOB.search(done.stdout)
    if done.returncode != 0 or not found:
        raise PrinterTrouble(_refusal(printer, done.stderr))
    return Job(found[1], printer)


def job_progress(job: Job) -> Progress:
    """Where `job` is now. Raises PrinterTrouble when the print service does not answer."""
    waiting = _entry(job, "not-completed")
    if not waiting:
        ended = _entry(job, "completed")
        gave_up = any(sign in ended for sign in ("aborted", "with-errors", "canceled"))
        return Progress("stopped", _LOST.format(printer=job.printer)) if gave_up else _DONE
    queue = _listing("-p", job.printer)
    if " disabled since " in queue:
        return Progress("stopped", _PAUSED.format(printer=job.printer))
    said = queue + waiting
    problem = next((text for sign, text in _STUCK if sign in said), "")
    return Progress("on its way", problem.format(printer=job.printer))


_DONE = Progress("printed")


def cancel(job: Job) -> None:
    """Take `job` out of the queue; nothing happens when it is gone already."""
    _run(["cancel", job.id])


def _listing(*what: str) -> str:
    """What lpstat says at length, lower case. An answer that failed is no answer: it raises."""
    done = _run(["lpstat", "-l", *what])
    if done.returncode != 0:
        raise PrinterTrouble(_NO_SERVICE)
    return done.stdout.lower()


def _entry(job: Job, which: str) -> str:
    """The lines of `job` among the jobs that are or are not completed; empty when not among them."""
    lines = _listing("-W", which, "-o", job.printer).splitlines()
    starts = [n for n, line in enumerate(lines) if line.split(" ", 1)[0] == job.id.lower()]
    if not starts:
        return ""
    entry = [lines[starts[0]]]
    for line in lines[starts[0] + 1 :]:
        if not line.startswith(("\t", " ")):
            break
        entry.append(line)
    return "\n".join(entry)


def _refusal(printer: str, said: str) -> str:
    """Why `lp` did not take the page, in words for staff."""
    if "not accepting" in said:
        return _REFUSED.format(printer=printer)
    if "is running" not in _run(["lpstat", "-r"]).stdout:
        return _NO_SERVICE
    if "does not exist" in said or "No default" in said or "Invalid destination" in said:
        return _MISSING.format(printer=printer)
    return _LOST.format(printer=printer)


def _run(command: list[str], given: bytes = b"") -> "subprocess.CompletedProcess[str]":
    """A program of the print system, in English, with the page on its standard input."""
    try:
        done = subprocess.run(  # noqa: S603  # no shell; the queue's name is an argument after -d
            command,
            input=given,
            capture_output=True,
            timeout=_PATIENCE,
            env={**os.environ, "LC_ALL": "C"},
            check=False,
        )
    except FileNotFoundError:
        raise PrinterTrouble(
            f'The program "{command[0]}" is not on this computer. Install CUPS (cups-client), {_AGAIN}'
        ) from None
    except (subprocess.TimeoutExpired, OSError):
        raise PrinterTrouble(_NO_SERVICE) from None
    return subprocess.CompletedProcess(
        command,
        done.returncode,
        done.stdout.decode("utf-8", "replace"),
        done.stderr.decode("utf-8", "replace"),
    )
