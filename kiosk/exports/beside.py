"""The files of a large export, written by a second process while this one opens the records.

The records pass through a pipe in batches: the second process never has a key, and nothing about a
patient touches the disk but the export. Whichever of the two ends takes the other with it.
"""

import gc
import multiprocessing
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.exports import maker
from kiosk.exports.maker import Made
from kiosk.exports.values import Damaged, ExportRow, Request
from kiosk.model.protocol import Protocol

BATCH = 50
"""Records that pass at once; about 400 kB."""

Rows = Iterable[ExportRow | Damaged]


class _Ended(Exception):
    """The process that opens the records has ended: nobody waits for the files."""


def make(
    rows: Rows,
    protocol: Protocol,
    request: Request,
    work: Path,
    total: int | None,
    earlier: tuple[Protocol, ...] = (),
) -> Made:
    """As maker.make, in half the time where there are two processors.

    Raises OSError as maker.make does, KioskError when the second process ended on its own, and what
    `rows` raises.
    """
    # Started afresh, not forked: a fork would carry keys and half of what other threads hold.
    context = multiprocessing.get_context("spawn")
    taking, giving = context.Pipe(duplex=False)
    hearing, telling = context.Pipe(duplex=False)
    writer = context.Process(
        target=_write, args=(taking, telling, protocol, request, work, total, earlier), daemon=True
    )
    # The starter hands on the number of sys.stderr, which has none under a full-screen app.
    with redirect_stderr(sys.__stderr__):
        writer.start()
    taking.close()
    telling.close()
    try:
        _feed(giving, rows)
        outcome = hearing.recv()
    except EOFError:
        raise KioskError("export: the writing process ended; nothing was exported") from None
    finally:
        giving.close()
        hearing.close()
        writer.join()
    if isinstance(outcome, OSError):
        raise outcome
    if isinstance(outcome, str):
        raise KioskError(f"export: the writing process ended ({outcome}); nothing was exported")
    made: Made = outcome
    return made


def _feed(giving: Connection, rows: Rows) -> None:
    """Send every row and the end. A writer that stopped early says why on its own."""
    left = iter(rows)
    try:
        while batch := list(islice(left, BATCH)):
            giving.send(batch)
        giving.send([])
    except BrokenPipeError:
        return


def _write(
    taking: Connection,
    telling: Connection,
    protocol: Protocol,
    request: Request,
    work: Path,
    total: int | None,
    earlier: tuple[Protocol, ...],
) -> None:
    """The second process."""
    # The first process hears Ctrl+C too, and ends this one by closing the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Records make no cycles: looking for some after every few of them is a twentieth of the time.
    gc.freeze()
    gc.set_threshold(100_000)
    outcome: Made | OSError | str
    try:
        outcome = maker.make(_taken(taking), protocol, request, work, total, earlier)
    except _Ended:
        return
    except OSError as problem:
        outcome = problem
    except Exception as problem:
        # Only its kind: a message may quote a record, and this process would print it.
        outcome = type(problem).__name__
    taking.close()
    telling.send(outcome)


def _taken(taking: Connection) -> Iterator[ExportRow | Damaged]:
    while True:
        try:
            batch = taking.recv()
        except EOFError:
            raise _Ended from None
        if not batch:
            return
        yield from batch
