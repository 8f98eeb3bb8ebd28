"""One tablet's terminal: a pseudo-terminal with a supervised kiosk in it, like the one on a desk.

The supervisor in it starts a process for each patient and another after every crash, so nothing here
has to know when a patient is done. Owns the file descriptor and the end of the processes.
"""

import asyncio
import contextlib
import errno
import fcntl
import os
import pty
import signal
import struct
import termios
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence

SMALLEST, LARGEST = 10, 400
"""Columns or rows that a browser may ask for."""
_CHUNK = 65_536
_GOODBYE_SECONDS = 5


class Seat:
    """A running kiosk. Make with `open`, give it input with `type`, read it with `output`."""

    def __init__(self, master: int, process: Process) -> None:
        self._master = master
        self._process = process
        self._closed = False
        self._waiting: set[asyncio.Event] = set()

    @classmethod
    async def open(
        cls, command: Sequence[str], environment: Mapping[str, str], columns: int, rows: int
    ) -> "Seat":
        """Start `command` on a new terminal of this size."""
        master, slave = pty.openpty()
        try:
            os.set_blocking(master, False)
            _resize(master, columns, rows)
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env=dict(environment),
                start_new_session=True,
            )
        except BaseException:
            os.close(master)
            raise
        finally:
            os.close(slave)
        return cls(master, process)

    def resize(self, columns: int, rows: int) -> None:
        """The browser's window changed; the program is told by the terminal itself."""
        _resize(self._master, columns, rows)

    async def type(self, text: str) -> None:
        """What was typed or touched. Returns once the terminal has taken it."""
        data = memoryview(text.encode("utf-8", "replace"))
        while data and not self._closed:
            try:
                data = data[os.write(self._master, data) :]
            except BlockingIOError:
                await self._ready(reading=False)
            except OSError:
                return  # the program has ended; `output` says so

    async def output(self) -> AsyncIterator[bytes]:
        """What the program writes, until it ends."""
        while True:
            await self._ready(reading=True)
            if self._closed:
                return
            try:
                data = os.read(self._master, _CHUNK)
            except BlockingIOError:
                continue
            except OSError as problem:
                if problem.errno == errno.EIO:  # Linux: nobody holds the other end any more
                    return
                raise
            if not data:
                return
            yield data

    async def close(self) -> None:
        """End the kiosk; the draft on the disk stays. Returns when its processes are gone."""
        if self._closed:
            return  # the descriptor's number may be another tablet's by now
        self._closed = True
        self._signal(signal.SIGHUP)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), _GOODBYE_SECONDS)
        # The patient's process is in the same group: it must be gone before its draft is opened again.
        self._signal(signal.SIGKILL)
        await self._process.wait()
        # Nobody may wait on this number any longer: the next tablet's terminal may get it.
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._master)
        loop.remove_writer(self._master)
        os.close(self._master)
        for each in self._waiting:
            each.set()

    async def _ready(self, *, reading: bool) -> None:
        if self._closed:
            return
        loop = asyncio.get_running_loop()
        ready = asyncio.Event()
        self._waiting.add(ready)
        (loop.add_reader if reading else loop.add_writer)(self._master, ready.set)
        try:
            await ready.wait()
        finally:
            self._waiting.discard(ready)
            if not self._closed:
                (loop.remove_reader if reading else loop.remove_writer)(self._master)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


def _resize(descriptor: int, columns: int, rows: int) -> None:
    columns, rows = (min(max(each, SMALLEST), LARGEST) for each in (columns, rows))
    with contextlib.suppress(OSError):
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
