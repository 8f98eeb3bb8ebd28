"""A real `kiosk serve` for one clinic."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from tests.support.command import ROOT, Clinic


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
        (self.clinic.home / "run").mkdir(mode=0o700, exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "serve", "--port", str(self.port)],
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.clinic.home),
                "KIOSK_HOME": str(self.clinic.home / "kiosk"),
                "XDG_RUNTIME_DIR": str(self.clinic.home / "run"),
                "LANG": "C.UTF-8",
            },
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

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, gently or not."""
        self.process.send_signal(how)
        self.process.wait(timeout=60)
