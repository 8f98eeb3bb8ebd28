"""A private print system: bus, name service, CUPS and driverless printers, on loopback only.

Everything lives in one temporary folder and ends with the test. Programs that are not installed fail
the test with a line that says what to install.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

PACKAGES = {
    "cupsd": "cups",
    "lp": "cups-client",
    "lpadmin": "cups-client",
    "ippeveprinter": "cups-ipp-utils",
    "dbus-daemon": "dbus",
    "avahi-daemon": "avahi-daemon",
}

_CUPSD = """
Listen 127.0.0.1:{port}
LogLevel warn
PreserveJobFiles No
PreserveJobHistory {history}
DefaultAuthType None
WebInterface No
Browsing Off
<Location />
  Order allow,deny
  Allow localhost
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""

_FILES = """
ServerRoot {home}/root
StateDir {home}/state
CacheDir {home}/cache
RequestRoot {home}/spool
TempDir {home}/spool/tmp
AccessLog {home}/log/access
ErrorLog {home}/log/error
PageLog {home}/log/page
Sandboxing relaxed
"""

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={home}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/>
    <allow send_type="method_call"/><allow send_destination="*"/>
    <allow receive_type="method_return"/><allow receive_sender="*"/>
  </policy>
</busconfig>
"""

_AVAHI = """
[server]
use-ipv4=yes
use-ipv6=no
allow-interfaces=lo
enable-dbus=yes
disallow-other-stacks=no
[wide-area]
enable-wide-area=no
"""


def require(*programs: str) -> None:
    """Fail with what to install when one of `programs` is missing."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    missing = [p for p in programs if not shutil.which(p, path=path)]
    if missing:
        packages = " ".join(sorted({PACKAGES.get(p, p) for p in missing}))
        raise AssertionError(f"install first: apt-get install -y {packages}")


class PrintWorld:
    """A running print system. `environment` points programs at it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = _free_port()
        self.environment = {
            "CUPS_SERVER": f"127.0.0.1:{self.port}",
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={home}/bus",
            "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin",
        }
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        for folder in ("root", "state", "cache", "spool/tmp", "log"):
            (home / folder).mkdir(parents=True)
        # The filters of CUPS run as its own account.
        for path in [home, *home.rglob("*")]:
            path.chmod(0o777)
        texts = {"files.conf": _FILES, "bus.conf": _BUS, "avahi.conf": _AVAHI}
        for name, text in texts.items():
            (home / name).write_text(text.format(home=home))

    def start(self) -> None:
        """Bus, name service and scheduler, each waited for."""
        self.run_daemon(
            "bus", "dbus-daemon", f"--config-file={self.home}/bus.conf", "--nofork", "--nopidfile"
        )
        until(lambda: (self.home / "bus").exists(), "the bus")
        self.run_daemon(
            "names", "avahi-daemon", "-f", f"{self.home}/avahi.conf", "--no-drop-root", "--no-chroot",
            "--no-rlimits",
        )  # fmt: skip
        self.start_scheduler()

    def start_scheduler(self, history: str = "Yes") -> None:
        """cupsd, until it answers. `history`: whether it remembers finished jobs."""
        if "scheduler" in self._running:
            self.stop("scheduler")
        configuration = _CUPSD.format(port=self.port, history=history)
        (self.home / "cupsd.conf").write_text(configuration)
        files = ("-c", f"{self.home}/cupsd.conf", "-s", f"{self.home}/files.conf")
        self.run_daemon("scheduler", "cupsd", "-f", *files)
        until(lambda: "is running" in self.ask("lpstat", "-r"), "cupsd")

    def printer(self, name: str, command: str = "") -> Path:
        """A driverless printer and a queue for it. Returns the folder in which pages arrive."""
        arrived = self.home / f"arrived-{name}"
        arrived.mkdir()
        port = _free_port()
        arguments = ["-p", str(port), "-d", str(arrived), "-k", "-n", "localhost"]
        arguments += ["-f", "application/pdf,image/pwg-raster,image/urf"]
        if command:
            script = self.home / f"{name}.sh"
            script.write_text(f"#!/bin/sh\n{command}\n")
            script.chmod(0o755)
            arguments += ["-c", str(script)]
        self.run_daemon(name, "ippeveprinter", *arguments, name)
        until(lambda: _listens(port), f"printer {name}")
        uri = f"ipp://localhost:{port}/ipp/print"
        until(
            lambda: self.try_("lpadmin", "-p", name, "-E", "-v", uri, "-m", "everywhere"), "a queue"
        )
        # cupsd asks a driverless printer for its abilities behind lpadmin's back, and switches the
        # queue on when it has the answer.
        until((self.home / "root" / "ppd" / f"{name}.ppd").exists, f"the queue {name}")
        until(lambda: "is idle" in self.ask("lpstat", "-p", name), f"the queue {name} to rest")
        return arrived

    def run_daemon(self, key: str, *command: str) -> None:
        """A program that runs until `stop` or the end of the test."""
        log = (self.home / f"{key}.out").open("wb")
        self._running[key] = subprocess.Popen(
            command, stdout=log, stderr=log, env={**os.environ, **self.environment}
        )
        log.close()

    def stop(self, key: str) -> None:
        """End one program that this world started."""
        process = self._running.pop(key)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def stop_all(self) -> None:
        """End everything, newest first."""
        for key in reversed(list(self._running)):
            self.stop(key)

    def ask(self, *command: str) -> str:
        """What a program says on standard output."""
        return self._run(command).stdout.decode()

    def try_(self, *command: str) -> bool:
        """Whether a program succeeds."""
        return self._run(command).returncode == 0

    def _run(self, command: tuple[str, ...]) -> "subprocess.CompletedProcess[bytes]":
        environment = {**os.environ, **self.environment, "LC_ALL": "C"}
        return subprocess.run(
            command, env=environment, capture_output=True, timeout=60, check=False
        )


@contextmanager
def print_world() -> Iterator[PrintWorld]:
    """A print system for the length of a test."""
    require(*PACKAGES)
    world = PrintWorld(Path(mkdtemp(prefix="cups-", dir="/tmp")))
    try:
        world.start()
        yield world
    finally:
        world.stop_all()
        shutil.rmtree(world.home, ignore_errors=True)


def until(holds: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Wait until `holds`; fail naming `what` when it never does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"gave up waiting for {what}"
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
