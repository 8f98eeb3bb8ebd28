"""A real `kiosk serve` for one clinic."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.support.command import ROOT, Clinic
from tests.support.surroundings import surroundings


class Server:
    """`kiosk serve` for one clinic, on a port that stays the same when it is started again."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/"
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "serve", "--port", str(self.port)],
            env=surroundings(self.clinic.home),
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(self.address, timeout=5).close()
                return
            except (urllib.error.URLError, ConnectionError):
                assert time.monotonic() < end, "the server never answered"
                time.sleep(0.1)

    def seats(self) -> list[int]:
        """The processes of its tablets."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                home = f"KIOSK_HOME={self.clinic.home / 'kiosk'}".encode()
                if b"--browser" in words and home in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
        return found

    def let_time_pass(self) -> None:
        """As if nobody had been at any tablet for an hour."""
        for key in (self.clinic.home / "run").glob("*/*.key"):
            hour_ago = key.stat().st_mtime - 3600
            os.utime(key, (hour_ago, hour_ago))

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, gently or not."""
        self.process.send_signal(how)
        self.process.wait(timeout=60)
